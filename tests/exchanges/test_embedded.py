"""The embedded exchange answers, refuses and fails as the platform does."""

import threading
import time
from typing import Any, cast

import pytest

from tests.exchanges.conftest import BARE_LINE, FRESH, LINE, MEETING, PACE, REDIRECTED, T
from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.errors import BadRequest, Conflict, ExchangeError, NotFound, OutcomeUnknown
from tui.engine.ports import Mishap, Service
from tui.engine.resources import Body, Method
from tui.engine.scope import Scope
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.refusals import Refused
from tui.store.database import Database


def get(exchange: EmbeddedExchange, path: str) -> Any:
    return exchange.call("GET", path)


def change_type(exchange: EmbeddedExchange, feature_type: str, number: str = FRESH) -> Any:
    return exchange.call("POST", f"{T}/number/{number}/changeFeatureType", {"featureType": feature_type})


def status(exchange: EmbeddedExchange, task: Any, number: str = FRESH) -> str:
    return str(get(exchange, f"{T}/service/{number}/task/{task['taskId']}")["status"])


# --- what it answers


def test_there_is_one_account_in_a_store(exchange: EmbeddedExchange) -> None:
    assert exchange.scope == Scope("embedded", "", "local")


def test_billing_accounts_are_listed_and_read(exchange: EmbeddedExchange) -> None:
    assert get(exchange, "/telephony") == ["ab1-ovh-1", "ab1-ovh-2"]
    assert get(exchange, T)["status"] == "enabled"
    assert [each["billingAccount"] for each in exchange.objects("/telephony")] == ["ab1-ovh-1", "ab1-ovh-2"]


def test_numbers_lines_and_services_are_listed_apart(exchange: EmbeddedExchange) -> None:
    assert get(exchange, f"{T}/number") == [FRESH, REDIRECTED, MEETING]
    assert get(exchange, f"{T}/line") == [LINE]
    assert get(exchange, f"{T}/service") == [FRESH, REDIRECTED, MEETING, LINE]
    assert get(exchange, f"{T}/redirect") == [REDIRECTED]
    assert get(exchange, f"{T}/voicemail") == [LINE]


def test_a_number_says_its_type_its_description_and_its_pool(exchange: EmbeddedExchange) -> None:
    assert get(exchange, f"{T}/number/{REDIRECTED}") == {
        "serviceName": REDIRECTED,
        "serviceType": "alias",
        "featureType": "redirect",
        "description": "Boutique",
        "partOfPool": "0033199001000",
    }


@pytest.mark.parametrize("route", ["number", "line", "service", "redirect"])
def test_objects_gives_what_reading_one_by_one_would(exchange: EmbeddedExchange, route: str) -> None:
    path = f"{T}/{route}"
    assert exchange.objects(path) == [get(exchange, f"{path}/{name}") for name in get(exchange, path)]


def test_objects_of_something_that_is_no_list_is_refused(exchange: EmbeddedExchange) -> None:
    with pytest.raises(NotFound):
        exchange.objects(f"{T}/number/{FRESH}")


def test_the_account_of_a_number_is_found_by_any_part_of_it(exchange: EmbeddedExchange) -> None:
    expected = {"billingAccount": "ab1-ovh-2", "domain": BARE_LINE, "type": "line"}
    assert get(exchange, f"/telephony/searchServices?axiom={BARE_LINE}") == [expected]
    assert expected in get(exchange, "/telephony/searchServices?axiom=4002")
    assert get(exchange, "/telephony/searchServices?axiom=0033199009999") == []


def test_a_trunk_is_found_as_a_trunk(exchange: EmbeddedExchange) -> None:
    exchange.telephony.merge(f"{T}/line/{LINE}", LINE, {"offers": ["trunk"]}, typed=False)
    assert get(exchange, f"/telephony/searchServices?axiom={LINE}")[0]["type"] == "trunk"
    assert get(exchange, f"{T}/service/{LINE}")["offers"] == ["trunk"]


def test_a_line_has_a_phone_unless_it_is_of_a_kind_without(exchange: EmbeddedExchange) -> None:
    assert get(exchange, f"{T}/line/{LINE}/phone")["protocol"] == "sip"
    with pytest.raises(NotFound):
        get(exchange, f"/telephony/ab1-ovh-2/line/{BARE_LINE}/phone")


def test_a_line_without_a_slot_on_a_phone_has_none(exchange: EmbeddedExchange) -> None:
    exchange.telephony.merge(f"{T}/line/{LINE}", LINE, {"deviceSlot": 0}, typed=False)
    with pytest.raises(NotFound):
        get(exchange, f"{T}/line/{LINE}/phone")
    assert get(exchange, f"{T}/service/{LINE}")["associatedDeviceMac"] is None


def test_a_line_has_its_options_from_the_start(exchange: EmbeddedExchange) -> None:
    assert get(exchange, f"{T}/line/{LINE}/options") == {
        "displayNumber": "",
        "recordOutgoingCallsBeta": False,
    }
    exchange.call("PUT", f"{T}/line/{LINE}/options", {"displayNumber": FRESH})
    assert get(exchange, f"{T}/line/{LINE}/options")["displayNumber"] == FRESH


def test_put_merges(exchange: EmbeddedExchange) -> None:
    path = f"{T}/conference/{MEETING}/settings"
    exchange.call("PUT", path, {"pin": "1234", "recordStatus": True})
    exchange.call("PUT", path, {"language": "en"})
    stored = get(exchange, path)
    assert (stored["pin"], stored["recordStatus"], stored["language"]) == ("1234", True, "en")
    assert stored["reportStatus"] == "none"


def test_an_object_has_one_path_however_it_is_asked_for(exchange: EmbeddedExchange) -> None:
    exchange.telephony.add([Service("0033199002001", "alias", "Paris & Lille", "", "conference")])
    written = "/telephony/Paris%20%26%20Lille/conference/0033199002001/settings"
    exchange.call("PUT", written, {"pin": "1234"})
    for path in (written, "/telephony/Paris & Lille/conference/0033199002001/settings"):
        assert get(exchange, path)["pin"] == "1234"
    exchange.call(
        "POST", "/telephony/Paris & Lille/number/0033199002001/changeFeatureType", {"featureType": "empty"}
    )


@pytest.mark.parametrize("route", ["number", "redirect"])
def test_the_description_is_one_wherever_it_is_seen(exchange: EmbeddedExchange, route: str) -> None:
    raw = "Boutique \x1b[31m [/] \u202e"
    exchange.call("PUT", f"{T}/{route}/{REDIRECTED}", {"description": raw})
    for seen in ("number", "service", "redirect"):
        assert get(exchange, f"{T}/{seen}/{REDIRECTED}")["description"] == raw


# --- changes of type


def test_a_change_of_type_takes_its_time(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    task = change_type(exchange, "conference")
    assert (task["status"], task["action"], task["serviceType"]) == ("todo", "changeType", "alias")
    clock.advance(PACE / 2)
    assert status(exchange, task) == "doing"
    assert get(exchange, f"{T}/number/{FRESH}")["featureType"] == "empty"
    clock.advance(PACE / 2)
    assert status(exchange, task) == "done"
    assert get(exchange, f"{T}/number/{FRESH}")["featureType"] == "conference"
    assert get(exchange, f"{T}/conference/{FRESH}/settings")["language"] == "fr"


def test_a_pace_of_zero_is_done_at_once(database: Database, clock: FakeClock) -> None:
    exchange = EmbeddedExchange(database, catalogue.collections, clock, 0.0)
    exchange.telephony.add([Service(FRESH, "alias", "ab1-ovh-1", "", "empty")])
    assert change_type(exchange, "redirect")["status"] == "done"
    assert database.connection.execute("SELECT feature_type FROM service").fetchone()[0] == "redirect"
    assert 0 < exchange.poll_after(1) < 0.1


def test_a_task_goes_on_when_nobody_runs(
    exchange: EmbeddedExchange, database: Database, clock: FakeClock
) -> None:
    task = change_type(exchange, "conference")
    clock.advance(PACE)
    other = EmbeddedExchange(Database(database.path), catalogue.collections, clock, PACE)
    assert get(other, f"{T}/number/{FRESH}")["featureType"] == "conference"
    assert status(exchange, task) == "done"


def test_a_clock_set_back_undoes_nothing(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    task = change_type(exchange, "conference")
    clock.advance(PACE)
    assert status(exchange, task) == "done"
    clock.advance(-10 * PACE)
    assert status(exchange, task) == "done"


def test_the_present_type_posted_again_erases_the_settings(
    exchange: EmbeddedExchange, clock: FakeClock
) -> None:
    path = f"{T}/conference/{MEETING}/settings"
    exchange.call("PUT", path, {"pin": "1234"})
    change_type(exchange, "conference", MEETING)
    assert get(exchange, path)["pin"] == "1234"
    clock.advance(PACE)
    assert get(exchange, path)["pin"] == ""


def test_the_other_type_of_redirection_keeps_the_description_and_not_the_destination(
    exchange: EmbeddedExchange, clock: FakeClock
) -> None:
    exchange.call("POST", f"{T}/redirect/{REDIRECTED}/changeDestination", {"destination": LINE})
    clock.advance(PACE)
    assert get(exchange, f"{T}/redirect/{REDIRECTED}")["destination"] == LINE
    change_type(exchange, "ddi", REDIRECTED)
    clock.advance(PACE)
    found = get(exchange, f"{T}/ddi/{REDIRECTED}")
    assert (found["destination"], found["description"]) == (None, "Boutique")
    change_type(exchange, "redirect", REDIRECTED)
    clock.advance(PACE)
    assert get(exchange, f"{T}/redirect/{REDIRECTED}")["destination"] is None


def test_what_a_line_shows_survives_the_number_that_leads_there(
    exchange: EmbeddedExchange, clock: FakeClock
) -> None:
    exchange.call("PUT", f"{T}/line/{LINE}/options", {"displayNumber": REDIRECTED})
    change_type(exchange, "empty", REDIRECTED)
    clock.advance(PACE)
    assert get(exchange, f"{T}/line/{LINE}/options")["displayNumber"] == REDIRECTED


def test_tasks_are_listed_by_status_and_action(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    task = change_type(exchange, "conference")["taskId"]
    for route in (f"{T}/service/{FRESH}/task", f"{T}/task"):
        assert get(exchange, f"{route}?status=todo") == [task]
        assert get(exchange, f"{route}?status=doing&action=changeType") == []
    assert get(exchange, f"{T}/service/{REDIRECTED}/task") == []
    clock.advance(PACE)
    assert get(exchange, f"{T}/task?status=done&action=changeType") == [task]
    assert get(exchange, f"{T}/task/{task}")["message"] is None


# --- what it refuses


def refused(
    exchange: EmbeddedExchange, method: Method, path: str, body: Body | None, kind: type[ExchangeError]
) -> ExchangeError:
    with pytest.raises(kind) as raised:
        exchange.call(method, path, body)
    error = raised.value
    assert error.reason
    assert error.query_id is not None
    assert error.query_id.startswith("EU.emb-")
    shape = cast("Refused", error.__cause__).body
    assert shape["message"] == error.reason
    assert (
        shape["class"]
        == {400: "Client::BadRequest", 404: "Client::NotFound", 409: "Client::Conflict"}[error.status or 0]
    )
    return error


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/telephony/nobody/number"),
        ("GET", f"{T}/nothing"),
        ("GET", f"{T}/number/{FRESH}/nothing"),
        ("DELETE", f"{T}/number/{FRESH}"),
        ("GET", f"{T}/number/0033199009999"),
        ("GET", f"{T}/number/{LINE}"),
        ("GET", f"{T}/line/{FRESH}"),
        ("GET", "/telephony/ab1-ovh-2/number/" + FRESH),
        ("GET", f"{T}/number/99999999999999999999999999"),
        ("GET", f"{T}/number/00033199001001"),
        ("GET", f"{T}/number/x' OR 1"),
        ("GET", f"{T}/service/{FRESH}/task/12"),
        ("GET", "/me"),
        ("GET", ""),
    ],
)
def test_an_unknown_path_is_not_found(exchange: EmbeddedExchange, method: Method, path: str) -> None:
    refused(exchange, method, path, None, NotFound)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{T}/redirect/{FRESH}", None),
        ("GET", f"{T}/ddi/{REDIRECTED}", None),
        ("PUT", f"{T}/conference/{REDIRECTED}/settings", {"pin": "1"}),
        ("POST", f"{T}/redirect/{MEETING}/changeDestination", {"destination": LINE}),
    ],
)
def test_a_family_is_not_found_under_another_type(
    exchange: EmbeddedExchange, method: Method, path: str, body: Body | None
) -> None:
    refused(exchange, method, path, body, NotFound)


@pytest.mark.parametrize("number", ["0033199009999", FRESH])
def test_options_of_what_is_no_line_are_not_found(exchange: EmbeddedExchange, number: str) -> None:
    refused(exchange, "PUT", f"{T}/line/{number}/options", {"displayNumber": FRESH}, NotFound)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"conference/{MEETING}/settings", {"colour": "red"}),
        (f"conference/{MEETING}/settings", {"roomNumber": 7}),
        (f"conference/{MEETING}/settings", {"pin": 1234}),
        (f"conference/{MEETING}/settings", {"pin": None}),
        (f"conference/{MEETING}/settings", {"recordStatus": 1}),
        (f"conference/{MEETING}/settings", {"announceSoundId": True}),
        (f"conference/{MEETING}/settings", {"language": "la"}),
        (f"conference/{MEETING}/settings", {"reportEmail": "\ud800"}),
        (f"redirect/{REDIRECTED}", {"destination": LINE}),
        (f"redirect/{REDIRECTED}", {"featureType": "ddi"}),
        (f"number/{FRESH}", {"featureType": "ddi"}),
        (f"number/{FRESH}", {"description": None}),
        (f"line/{LINE}/options", {"displayNumber": "reception"}),
    ],
)
def test_a_field_that_is_unknown_read_only_or_wrong_is_refused(
    exchange: EmbeddedExchange, path: str, body: Body
) -> None:
    name = next(iter(body))
    assert name in refused(exchange, "PUT", f"{T}/{path}", body, BadRequest).reason


def test_a_refused_body_changes_nothing(exchange: EmbeddedExchange) -> None:
    path = f"{T}/conference/{MEETING}/settings"
    before = get(exchange, path)
    refused(exchange, "PUT", path, {"pin": "1234", "language": "la"}, BadRequest)
    assert get(exchange, path) == before


@pytest.mark.parametrize("body", [None, {}, {"destination": ""}, {"destination": None}, {"line": LINE}])
def test_an_action_without_its_field_is_refused(exchange: EmbeddedExchange, body: Body | None) -> None:
    refused(exchange, "POST", f"{T}/redirect/{REDIRECTED}/changeDestination", body, BadRequest)


@pytest.mark.parametrize(
    "body", [None, {}, {"featureType": "easyPabx"}, {"featureType": "sip"}, {"featureType": 1}]
)
def test_a_change_to_no_type_of_aliases_is_refused(exchange: EmbeddedExchange, body: Body | None) -> None:
    refused(exchange, "POST", f"{T}/number/{FRESH}/changeFeatureType", body, BadRequest)


def test_the_type_of_a_line_cannot_be_changed(exchange: EmbeddedExchange) -> None:
    body: Body = {"featureType": "redirect"}
    refused(exchange, "POST", f"{T}/number/{LINE}/changeFeatureType", body, BadRequest)


@pytest.mark.parametrize(
    "path", ["/telephony/searchServices", f"{T}/task?status=over", f"{T}/task?colour=red", f"{T}/task/first"]
)
def test_a_query_that_is_unknown_wrong_or_missing_is_refused(exchange: EmbeddedExchange, path: str) -> None:
    refused(exchange, "GET", path, None, BadRequest)


def test_a_second_change_of_type_waits_for_the_first(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    change_type(exchange, "conference")
    body: Body = {"featureType": "redirect"}
    refused(exchange, "POST", f"{T}/number/{FRESH}/changeFeatureType", body, Conflict)
    clock.advance(PACE)
    change_type(exchange, "redirect")


def test_an_open_task_blocks_every_other_of_its_number_and_of_no_other(exchange: EmbeddedExchange) -> None:
    exchange.call("POST", f"{T}/redirect/{REDIRECTED}/changeDestination", {"destination": LINE})
    body: Body = {"featureType": "empty"}
    refused(exchange, "POST", f"{T}/number/{REDIRECTED}/changeFeatureType", body, Conflict)
    change_type(exchange, "conference", FRESH)


# --- what it can be told to do wrong


def test_a_task_that_was_told_to_fail_changes_nothing(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    exchange.next(Mishap.TASK_FAILS)
    task = change_type(exchange, "conference")
    clock.advance(PACE)
    found = get(exchange, f"{T}/task/{task['taskId']}")
    assert found["status"] == "error"
    assert found["message"]
    assert get(exchange, f"{T}/number/{FRESH}")["featureType"] == "empty"
    assert exchange.pending() == []
    change_type(exchange, "conference")
    clock.advance(PACE)
    assert get(exchange, f"{T}/number/{FRESH}")["featureType"] == "conference"


def test_a_task_that_was_told_to_pause_goes_on_later(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    exchange.next(Mishap.TASK_PAUSES)
    task = change_type(exchange, "conference")
    seen = []
    for _ in range(9):
        seen.append(status(exchange, task))
        clock.advance(PACE / 2)
    assert seen == ["todo", *["pause"] * 6, "doing", "done"]
    assert get(exchange, f"{T}/number/{FRESH}")["featureType"] == "conference"


def test_a_lost_answer_is_an_effect_all_the_same(exchange: EmbeddedExchange) -> None:
    exchange.next(Mishap.ANSWER_LOST)
    get(exchange, f"{T}/number/{FRESH}")
    with pytest.raises(OutcomeUnknown):
        exchange.call("PUT", f"{T}/number/{FRESH}", {"description": "Nouveau"})
    assert get(exchange, f"{T}/number/{FRESH}")["description"] == "Nouveau"
    exchange.call("PUT", f"{T}/number/{FRESH}", {"description": "Encore"})


def test_a_refused_call_uses_no_mishap_up(exchange: EmbeddedExchange) -> None:
    for mishap in Mishap:
        exchange.next(mishap)
    body: Body = {"featureType": "easyPabx"}
    refused(exchange, "POST", f"{T}/number/{FRESH}/changeFeatureType", body, BadRequest)
    assert exchange.pending() == list(Mishap)


def test_mishaps_come_one_at_a_time(exchange: EmbeddedExchange, clock: FakeClock) -> None:
    exchange.next(Mishap.TASK_FAILS)
    exchange.next(Mishap.TASK_PAUSES)
    change_type(exchange, "conference")
    assert exchange.pending() == [Mishap.TASK_PAUSES]
    clock.advance(PACE)
    change_type(exchange, "conference")
    assert exchange.pending() == []


# --- many at once, and much


def test_of_many_changes_at_once_one_is_taken(exchange: EmbeddedExchange) -> None:
    outcomes: list[str] = []

    def ask() -> None:
        try:
            change_type(exchange, "conference")
            outcomes.append("taken")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["taken"]


def test_the_slices_are_asked_for_at_the_first_call_of_a_family(database: Database, clock: FakeClock) -> None:
    asked: list[str] = []

    def collections() -> Any:
        asked.append("slices")
        return catalogue.collections()

    exchange = EmbeddedExchange(database, collections, clock, PACE)
    exchange.telephony.add([Service(FRESH, "alias", "ab1-ovh-1", "", "redirect")])
    get(exchange, f"{T}/number/{FRESH}")
    exchange.objects(f"{T}/service")
    assert asked == []
    get(exchange, f"{T}/redirect/{FRESH}")
    get(exchange, f"{T}/redirect/{FRESH}")
    assert asked == ["slices"]


def test_a_long_list_comes_quickly(exchange: EmbeddedExchange) -> None:
    first = 33_199_100_000
    exchange.telephony.add(
        Service(f"00{first + place}", "alias", "ab1-ovh-3", "Boutique", "empty") for place in range(20_000)
    )
    started = time.perf_counter()
    found = exchange.objects("/telephony/ab1-ovh-3/service")
    assert len(found) == 20_000
    # About 0.1 s; the bound only catches a query for every row.
    assert time.perf_counter() - started < 2
