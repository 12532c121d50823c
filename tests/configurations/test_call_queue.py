"""What is special about a call queue: its rules, what is sent in which order, and what is read back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.configurations.call_queues import AGENTS, EXAMPLE, OUTSIDE, call_queues, fill_sounds
from tests.worlds import ACCOUNT, EMPTY_NUMBER, PHONE_LINE, world
from tui import states, use_cases
from tui.configurations import call_queue, catalogue
from tui.configurations.call_queue import COLLECTIONS, KIND, TYPES
from tui.engine.errors import SettingsRefused
from tui.engine.resources import Body, Json, Snapshot
from tui.engine.runner import Finished
from tui.engine.straying import changed_since
from tui.forms import public
from tui.telephony import queue_advice
from tui.telephony.services import Number, Read
from tui.telephony.values import display, e164
from tui.use_cases import Proposal, Services
from tui.words import change_words, difference_told

ROOT = f"/telephony/{ACCOUNT}/easyHunting/{EMPTY_NUMBER}"
NUMBER = Number(ACCOUNT, EMPTY_NUMBER, "", TYPES[0])
SCHEDULER = f"/telephony/{ACCOUNT}/scheduler/{EMPTY_NUMBER}"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = world(tmp_path / "store.sqlite3")
    fill_sounds(services)
    return services


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """One world for many examples: each starts from whatever the one before left."""
    services = world(tmp_path_factory.mktemp("queues") / "store.sqlite3")
    fill_sounds(services)
    return services


def refused(**settings: Any) -> dict[str, str]:
    with pytest.raises(SettingsRefused) as found:
        use_cases.settings_from(KIND, settings)
    return {problem.path: str(problem.message) for problem in found.value.problems}


def propose(services: Services, settings: Mapping[str, Any]) -> Proposal:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    return use_cases.propose(services, number, KIND, use_cases.settings_from(KIND, settings))


def apply(services: Services, settings: Mapping[str, Any]) -> None:
    last = list(use_cases.start(services, propose(services, settings)))[-1]
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)


def read(services: Services) -> Mapping[str, Json]:
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings is not None
    return settings


def calls(services: Services, settings: Mapping[str, Any]) -> list[tuple[str, str, Body]]:
    steps = propose(services, settings).plan.steps
    return [(step.method, step.path.removeprefix(ROOT), step.body) for step in steps]


def spoken(settings: Mapping[str, Any]) -> dict[str, Json]:
    """The settings that say something, without the ids of rows."""
    return {name: value for name, value in public(settings).items() if value is not None}


# --- the model


@pytest.mark.parametrize("name", ["Après-vente_2", "", "x" * 100])
def test_a_queue_has_a_name_of_plain_words(name: str) -> None:
    model = call_queue.SETTINGS.model_validate({"name": name})
    assert model.name == name
    assert list(queue_advice.name(model.name)) == []


@pytest.mark.parametrize("name", ["a/b", "SAV!", "x" * 101])
def test_a_name_that_only_the_web_manager_refuses_is_warned_of_and_taken(name: str) -> None:
    model = call_queue.SETTINGS.model_validate({"name": name})
    assert "name" in [each.path for each in call_queue.advice(model)]


def test_hours_that_only_the_web_manager_refuses_are_warned_of_and_taken() -> None:
    given = {"hours_on": True, "hours": [span("08:07", "23:59")], "closed_number": OUTSIDE}
    model = call_queue.SETTINGS.model_validate(given)
    assert "hours" in [each.path for each in call_queue.advice(model)]


def test_beside_a_name_and_hours_of_another_hand_an_edit_sends_only_what_it_changes(
    services: Services,
) -> None:
    apply(services, {"agents": [{"number": OUTSIDE}], "hours_on": True, "hours": [span("08:00", "12:00")],
                     "closed_number": OUTSIDE})  # fmt: skip
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    ((queue, _body),) = states.present(number, use_cases.read_of(services)).listed(
        number.path_of(call_queue.QUEUES)
    )
    services.exchange.call("PUT", queue, {"description": "SAV / support!"})
    ranges = number.path_of(call_queue.RANGES)
    other: Body = {"policy": "available", "weekDay": "friday", "timeFrom": "08:07:00", "timeTo": "23:59:00"}
    services.exchange.call("POST", ranges, other)
    found = read(services)
    assert found["name"] == "SAV / support!"
    assert call_queue.FORM.answers(found)["name"] == "SAV / support!"
    assert calls(services, found) == []
    edited = {**call_queue.FORM.settings(call_queue.FORM.answers(found)), "capacity": 7}
    assert [body for _method, _path, body in calls(services, edited)] == [{"maxMember": 7}]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1_000_000}, "capacity"),
        ({"max_wait": 1_000_000}, "max_wait"),
        ({"strategy": "loudest"}, "strategy"),
        ({"shown_number": "nobody"}, "shown_number"),
        ({"confirm_key": "10"}, "confirm_key"),
        ({"record_key": "*"}, "record_key"),
        ({"record_language": "german"}, "record_language"),
        ({"time_zone": "Europe/Rome"}, "time_zone"),
        ({"calendar": "ftp://example.com/a.ics"}, "calendar"),
        ({"calendar": "https://"}, "calendar"),
        ({"filter": "grey"}, "filter"),
        ({"refused_groups": ["everybody"]}, "refused_groups.0"),
        ({"colour": "red"}, "colour"),
        ({"overflow": "playback"}, "overflow_sound"),
        ({"overflow": "voicemail"}, "overflow_voicemail"),
        ({"overflow": "voicemail", "overflow_voicemail": "0899123456"}, "overflow_voicemail"),
        ({"overflow_sound": "a.wav"}, "overflow_sound"),
        ({"no_answer": "playback"}, "no_answer_sound"),
        ({"no_answer": "voicemail"}, "no_answer_voicemail"),
        (
            {"no_answer": "playback", "no_answer_sound": "a.wav", "no_answer_voicemail": OUTSIDE},
            "no_answer_voicemail",
        ),
        ({"slot1_number": OUTSIDE}, "slot1_number"),
        ({"slot2_to": "number"}, "slot2_number"),
        ({"slot3_to": "none", "slot3_number": OUTSIDE}, "slot3_number"),
        ({"closed_to": "none"}, "closed_to"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_at_its_field(settings: dict[str, Any], path: str) -> None:
    assert path in refused(**settings)


def test_the_values_to_choose_from_are_listed_without_a_word_of_english() -> None:
    assert refused(record_language="german")["record_language"] == "Choose one of: 'french', 'english'."


def test_hours_in_force_need_the_hours_and_a_place_for_calls_outside_them() -> None:
    assert list(refused(hours_on=True)) == ["hours", "closed_number"]
    checked = use_cases.settings_from(KIND, {"hours_on": True, "hours": [], "closed_number": OUTSIDE})
    assert (checked["closed_to"], checked["slot1_to"]) == ("number", "none")
    assert use_cases.settings_from(KIND, {})["slot1_to"] is None


def span(start: str, end: str, day: str = "monday", **more: str) -> dict[str, str]:
    return {"day": day, "start": start, "end": end, **more}


def test_every_fault_of_the_hours_is_named_with_its_range() -> None:
    found = refused(
        hours=[
            span("08:00", "12:00"),
            span("08:60", "12:00", "tuesday"),
            span("11:45", "14:00"),
            span("18:00", "17:00", "sunday"),
            span("8h", "24:15", "someday"),
            span("08:00", "12:00", "friday", policy="slot4"),
        ]
    )
    assert list(found) == [
        "hours.1.start", "hours.4.day", "hours.4.start", "hours.4.end", "hours.5.policy",
        "hours.2.start", "hours.3.end",
    ]  # fmt: skip


def test_hours_stand_in_the_order_of_the_week() -> None:
    given: Any = [
        span("14:00", "24:00"),
        span("8:00", "9:00", "sunday"),
        span("00:00", "12:00", policy="slot1"),
    ]
    hours: Any = use_cases.settings_from(KIND, {"hours": given})["hours"]
    assert [(each["day"], each["start"]) for each in hours] == [
        ("monday", "00:00"),
        ("monday", "14:00"),
        ("sunday", "08:00"),
    ]


def test_every_fault_of_the_closures_is_named_with_its_row() -> None:
    found = refused(
        closures=[
            {"title": " ", "start": "2026-12-24 18:00", "end": "2026-12-24 18:00"},
            {"title": "x", "start": "24/12/2026", "end": "2026-12-25 00:00", "target": "scheduler4"},
            {"title": "x", "start": "2026-03-29 02:30", "end": "2026-03-30 00:00"},
        ]
    )
    assert list(found) == [
        "closures.0.title", "closures.0.end", "closures.1.start", "closures.1.target", "closures.2.start",
    ]  # fmt: skip


def test_every_fault_of_the_callers_is_named_with_its_row() -> None:
    callers = [{"number": text} for text in ("06 12 34 56 78", "?", "+33612345678", "+338")]
    found = refused(filter="black", refused_groups=["special"], refused_callers=callers)
    assert list(found) == ["refused_callers.1.number", "refused_callers.2.number", "refused_callers.3.number"]
    whole = refused(filter="white", accepted_callers=[{"number": "06"}, {"number": "07"}, {"number": "3900"}])
    assert list(whole) == ["accepted_callers.0.number", "accepted_callers.1.number"]


def test_a_list_in_force_is_whole_and_another_is_left_as_it_is() -> None:
    checked = use_cases.settings_from(KIND, {"filter": "white"})
    assert (checked["accepted_groups"], checked["accepted_callers"]) == ([], [])
    assert (checked["refused_groups"], checked["refused_callers"]) == (None, None)


# --- what is sent


def test_a_first_configuration_adopts_the_queue_and_puts_hours_and_filter_into_force_last(
    services: Services,
) -> None:
    apply(services, {})
    (queue,) = services.exchange.objects(f"{ROOT}/hunting/queue")
    sent = [(method, path) for method, path, _body in calls(services, EXAMPLE)]
    first = sent.index
    assert ("POST", "/hunting/queue") not in sent
    assert (
        first(("POST", "/soundUpload"))
        < first(("PUT", ""))
        < first(("PUT", f"/hunting/queue/{queue['queueId']}"))
    )
    hours = [body for _method, path, body in calls(services, EXAMPLE) if path.startswith("/timeConditions")]
    assert hours[0] == {
        "unavailableType": "voicemail",
        "unavailableNumber": PHONE_LINE,
        "slot1Type": "number",
        "slot1Number": "0033639980001",
    }
    assert hours[-1] == {"enable": True}
    assert {"policy": "slot1", "weekDay": "saturday", "timeFrom": "09:00:00", "timeTo": "23:59:59"} in hours
    screens = [body for _method, path, body in calls(services, EXAMPLE) if path.startswith("/screenList")]
    assert screens == [
        {"screenListType": "incomingBlackList", "callerIdNumber": "+338"},
        {"screenListType": "incomingBlackList", "callerIdNumber": "0033199009999"},
        {"status": "incomingBlackList"},
    ]


def test_the_strategy_goes_to_the_service_and_not_to_the_queue_that_is_there(services: Services) -> None:
    apply(services, EXAMPLE)
    assert calls(services, {**EXAMPLE, "strategy": "random"}) == [("PUT", "", {"strategy": "random"})]


def test_another_action_takes_its_parameter_along(services: Services) -> None:
    apply(services, EXAMPLE)
    less = {name: value for name, value in EXAMPLE.items() if name != "overflow_sound"}
    for settings, body in (
        ({**less, "overflow": "none"}, {"actionOnOverflow": None, "actionOnOverflowParam": None}),
        (
            {**less, "overflow": "voicemail", "overflow_voicemail": AGENTS[1]},
            {"actionOnOverflow": "voicemail", "actionOnOverflowParam": "0033199004002"},
        ),
    ):
        changed, gone = calls(services, settings)
        assert changed[2] == body
        # It is ours, and nothing plays it any more.
        assert (gone[0], gone[1].rpartition("/")[0]) == ("DELETE", "/sound")


def test_hours_out_of_force_keep_their_ranges_and_targets(services: Services) -> None:
    apply(services, EXAMPLE)
    asked = {name for name in EXAMPLE if name.startswith(("hours", "closed", "slot"))}
    off = {name: value for name, value in EXAMPLE.items() if name not in asked}
    assert calls(services, off) == [("PUT", "/timeConditions", {"enable": False})]
    apply(services, off)
    kept = read(services)
    assert (kept["hours_on"], kept["slot1_number"]) == (False, OUTSIDE)
    assert calls(services, EXAMPLE) == [("PUT", "/timeConditions", {"enable": True})]
    assert calls(services, kept) == []


def test_a_slot_that_is_emptied_is_emptied_after_the_hours_that_led_to_it(services: Services) -> None:
    apply(services, EXAMPLE)
    less = {name: value for name, value in EXAMPLE.items() if name != "slot1_number"}
    sent = calls(services, {**less, "slot1_to": "none", "hours": EXAMPLE["hours"][:1], "slot2_to": "none"})
    assert {method for method, _path, _body in sent[:-1]} == {"DELETE"}
    assert sent[-1] == ("PUT", "/timeConditions", {"slot1Type": None, "slot1Number": None})


def test_hours_in_force_get_their_new_ranges_before_the_old_ones_go(services: Services) -> None:
    apply(services, EXAMPLE)
    sent = calls(services, {**EXAMPLE, "hours": [span("07:00", "20:00"), *EXAMPLE["hours"][2:]]})
    assert [method for method, _path, _body in sent] == ["POST", "DELETE", "DELETE"]


def test_ends_that_another_hand_wrote_on_the_quarter_are_no_difference(services: Services) -> None:
    apply(services, EXAMPLE)
    hours = f"{ROOT}/timeConditions/conditions"
    for each in services.exchange.objects(hours):
        if each["timeTo"] == "17:59:59":
            services.exchange.call("PUT", f"{hours}/{each['conditionId']}", {"timeTo": "18:00:00"})
    assert calls(services, EXAMPLE) == []


def test_a_list_that_is_not_in_force_keeps_its_entries(services: Services) -> None:
    apply(services, EXAMPLE)
    white = {"accepted_callers": [{"number": "3900"}]}
    less = {name: value for name, value in EXAMPLE.items() if not name.startswith("refused")}
    assert calls(services, {**less, "filter": "white", **white}) == [
        (
            "POST",
            "/screenListConditions/conditions",
            {"screenListType": "incomingWhiteList", "callerIdNumber": "3900"},
        ),
        ("PUT", "/screenListConditions", {"status": "incomingWhiteList"}),
    ]
    apply(services, {**less, "filter": "white", **white})
    assert calls(services, {**less, "filter": "disabled"}) == [
        ("PUT", "/screenListConditions", {"status": "disabled"})
    ]
    assert (read(services)["refused_groups"], read(services)["accepted_callers"]) == (
        ["special"],
        [{"number": "3900"}],
    )


def test_closures_keep_their_local_time_when_the_zone_changes(services: Services) -> None:
    apply(services, EXAMPLE)
    sent = calls(services, {**EXAMPLE, "time_zone": "Europe/London"})
    assert [body for _method, _path, body in sent] == [
        {"timeZone": "Europe/London"},
        {"dateStart": "2026-12-24T18:00:00+00:00", "dateEnd": "2026-12-27T08:00:00+00:00"},
    ]


def test_a_time_zone_is_named_by_its_city(services: Services) -> None:
    apply(services, EXAMPLE)
    first, *_others = propose(services, {**EXAMPLE, "time_zone": "Europe/London"}).plan.steps
    assert change_words(first.changes[0]) == ("Paris", "London")


def test_a_calendar_adds_to_the_closures_and_removes_none(services: Services) -> None:
    apply(services, EXAMPLE)
    sent = calls(services, {**EXAMPLE, "closures": [], "calendar": "https://example.com/holidays.ics"})
    assert sent == [("POST", f"{SCHEDULER}/importIcsCalendar", {"url": "https://example.com/holidays.ics"})]
    assert [path for _method, path, _body in calls(services, {**EXAMPLE, "closures": []})] != []


def test_a_number_of_the_older_type_is_edited_where_it_is(services: Services) -> None:
    change: Body = {"featureType": TYPES[1]}
    services.exchange.call("POST", f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}/changeFeatureType", change)
    opened = use_cases.open_number(services, EMPTY_NUMBER)
    assert (opened.number.feature_type, opened.kind) == (TYPES[1], KIND)
    proposal = propose(services, EXAMPLE)
    assert proposal.erases is None
    assert not proposal.plan.changes_type
    assert any("older type" in str(each) for each in proposal.warnings)
    apply(services, EXAMPLE)
    assert use_cases.open_number(services, EMPTY_NUMBER).number.feature_type == TYPES[1]


def test_a_second_queue_and_its_agents_are_left_alone(services: Services) -> None:
    apply(services, EXAMPLE)
    second: Any = services.exchange.call(
        "POST", f"{ROOT}/hunting/queue", {"strategy": "random", "description": "Autre"}
    )
    agent: Body = {
        "number": "0033199001099",
        "simultaneousLines": 1,
        "status": "available",
        "timeout": 9,
        "wrapUpTime": 0,
    }
    other: Any = services.exchange.call("POST", f"{ROOT}/hunting/agent", agent)
    place: Body = {"queueId": second["queueId"], "position": 0}
    services.exchange.call("POST", f"{ROOT}/hunting/agent/{other['agentId']}/queue", place)
    assert calls(services, EXAMPLE) == []
    assert calls(services, {**EXAMPLE, "name": "Autre"}) != []
    assert read(services)["name"] == EXAMPLE["name"]
    apply(services, {**EXAMPLE, "name": "Autre", "agents": []})
    assert [each["number"] for each in services.exchange.objects(f"{ROOT}/hunting/agent")] == [
        "0033199001099"
    ]


# --- laws


@given(call_queues())
def test_applied_settings_are_read_back_and_want_nothing_more(
    lasting: Services, settings: dict[str, Any]
) -> None:
    apply(lasting, settings)
    found, checked = read(lasting), use_cases.settings_from(KIND, settings)
    wanted = spoken(checked)
    assert {name: spoken(found)[name] for name in wanted} == wanted
    assert propose(lasting, checked).plan.steps == ()
    assert propose(lasting, found).plan.steps == ()
    form = call_queue.FORM
    again = use_cases.settings_from(KIND, form.settings(form.answers(checked)))
    assert spoken(again) == wanted


_SCALAR: st.SearchStrategy[Json] = st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=8)


def _anything(number: Number) -> st.SearchStrategy[dict[str, Body]]:
    """An object of every collection, with any values in any of its fields, by path."""
    names = {"billing_account": number.billing_account, "service_name": number.service_name, "queueId": 1}
    bodies = {}
    for collection in COLLECTIONS:
        path = collection.path.format(**names)
        fields = {
            name: (st.sampled_from(field.values) | _SCALAR) if field.values else _SCALAR
            for name, field in collection.fields.items()
        }
        bodies[f"{path}/1" if collection.id else path] = st.fixed_dictionaries({}, optional=fields)
    return st.fixed_dictionaries(bodies)


@given(_anything(NUMBER))
def test_what_nobody_foresaw_on_the_platform_is_read_without_harm(objects: dict[str, Body]) -> None:
    settings = call_queue.read(NUMBER, Snapshot(TYPES[0], objects), Read(Silent()))
    assert settings is not None
    settings.model_dump(mode="json", warnings=False)


class Silent:
    """An exchange that must not be asked anything."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def test_a_number_that_has_nothing_of_a_queue_has_no_settings() -> None:
    assert call_queue.read(NUMBER, Snapshot(TYPES[0]), Read(Silent())) is None


# --- what the agent is told

IN_FORCE = {
    name: EXAMPLE[name] for name in ("hours_on", "hours", "slot1_to", "slot1_number", "closed_number")
}


def test_a_number_cannot_ring_itself_and_sounds_have_to_be_there(services: Services) -> None:
    own = e164(EMPTY_NUMBER)
    settings = {
        **EXAMPLE,
        "agents": [{"number": own}],
        "closed_to": "number",
        "closed_number": own,
        "slot1_number": own,
        "hold_sound": "gone.wav",
        "overflow_sound": "#7",
    }
    with pytest.raises(SettingsRefused) as found:
        propose(services, settings)
    assert [problem.path for problem in found.value.problems] == [
        "agents.0.number", "closed_number", "slot1_number", "hold_sound", "overflow_sound",
    ]  # fmt: skip


def test_a_sound_that_only_the_number_has_can_be_used(services: Services) -> None:
    apply(services, EXAMPLE)
    assert services.sounds is not None
    unknown_here = Services(**{**vars(services), "sounds": None})
    assert calls(unknown_here, EXAMPLE) == []
    with pytest.raises(SettingsRefused):
        propose(unknown_here, {**EXAMPLE, "closing_sound": "other.wav"})


def test_costs_and_voicemails_that_nobody_sees_are_told(services: Services) -> None:
    fax = {**EXAMPLE, "no_answer_voicemail": e164(worlds.FAX_LINE)}
    words = " ".join(str(each) for each in propose(services, fax).warnings)
    assert "06 39 98 00 01 are billed outside the plan" in words
    assert "01 99 00 40 05 has no voicemail" in words
    assert "01 99 00 40 01 has no voicemail" not in words
    apply(services, EXAMPLE)
    assert "billed" in " ".join(str(each) for each in propose(services, EXAMPLE).warnings)


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({}, "agents"),
        ({"agents": [{"number": OUTSIDE, "status": "loggedOut"}]}, "agents"),
        ({"agents": [{"number": "0836000000"}]}, "agents.0.number"),
        ({"follow_forwards": True}, "follow_forwards"),
        ({"hours_on": True, "hours": [], "closed_number": OUTSIDE}, "hours"),
        ({**IN_FORCE, "hours": [*EXAMPLE["hours"], span("20:00", "21:00", policy="slot2")]}, "slot2_to"),
        ({**IN_FORCE, "closures": [{**EXAMPLE["closures"][0], "target": "scheduler3"}]}, "slot3_to"),
        ({"closures": EXAMPLE["closures"]}, "closures"),
        ({"calendar": "https://example.com/a.ics"}, "calendar"),
        ({"filter": "white"}, "filter"),
        ({"filter": "white", "accepted_groups": ["mobile"]}, "filter"),
        ({"filter": "black"}, "filter"),
        ({"record": True}, "record"),
    ],
)
def test_what_is_easily_overlooked_is_said_at_its_field(settings: dict[str, Any], path: str) -> None:
    model = call_queue.SETTINGS.model_validate(settings)
    assert path in [each.path for each in call_queue.advice(model)]


def test_settings_without_anything_to_think_of_have_no_advice() -> None:
    model = call_queue.SETTINGS.model_validate({"agents": [{"number": AGENTS[0]}]})
    assert call_queue.advice(model) == ()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Nobody rings: there is no agent."),
        (
            {"agents": [{"number": AGENTS[0]}], "opening_sound": "a.wav"},
            "Callers hear “a.wav” first. 01 99 00 40 01 rings.",
        ),
        (
            EXAMPLE,
            (
                "Callers hear “accueil.wav” first. 3 agents; who rings: all at once. "
                f"Agents ring Mon–Fri 9:00–12:00, 14:00–18:00. Sat 9:00–24:00: calls go to {display(OUTSIDE)}. "
                "At all other times calls go to the voicemail of 01 99 00 40 01."
            ),
        ),
        (
            {
                **EXAMPLE,
                "hours": EXAMPLE["hours"][:10],
                "slot1_to": "none",
                "slot1_number": None,
            },
            (
                "Callers hear “accueil.wav” first. 3 agents; who rings: all at once. "
                "Agents ring Mon–Fri 9:00–12:00, 14:00–18:00; outside the hours calls go to the voicemail of "
                "01 99 00 40 01."
            ),
        ),
        (
            {
                "hours_on": True,
                "closed_number": OUTSIDE,
                "hours": [span("09:00", "12:00"), span("14:00", "15:00", policy="slot2")],
            },
            (
                "Nobody rings: there is no agent. Open Mon 9:00–12:00. Mon 14:00–15:00: calls lead nowhere, "
                f"for slot 2 has no number. At all other times calls go to {display(OUTSIDE)}."
            ),
        ),
        (
            {"hours_on": True, "closed_number": OUTSIDE, "hours": [], "agents": [{"number": AGENTS[0]}]},
            f"Nobody rings: no hours are open. All calls go to {display(OUTSIDE)}.",
        ),
    ],
)
def test_the_effect_is_what_a_caller_notices(settings: dict[str, Any], words: str) -> None:
    assert str(call_queue.effect(call_queue.SETTINGS.model_validate(settings))) == words


def test_each_field_stands_in_one_section() -> None:
    fields = [name for section in call_queue.FORM.sections for name in section.fields]
    assert sorted(fields) == sorted(field.name for field in call_queue.FORM.fields)
    row = catalogue.by_kind(KIND)
    assert (row.posts, row.feature_types, row.module) == (TYPES[0], TYPES, call_queue.__name__)


# --- what is there stays


def change(services: Services, path: str, body: Body) -> None:
    """Somebody else changes an object."""
    services.exchange.call("PUT", f"{ROOT}{path}", body)


def unchanged(services: Services) -> bool:
    """Whether the settings that are read send nothing, as they are and through the form."""
    settings = read(services)
    form = use_cases.settings_from(KIND, call_queue.FORM.settings(call_queue.FORM.answers(settings)))
    return calls(services, settings) == calls(services, form) == []


def test_a_slot_is_emptied_after_the_closures_that_led_to_it(services: Services) -> None:
    closure = {**EXAMPLE["closures"][0], "target": "scheduler1"}
    apply(services, {**EXAMPLE, "hours": EXAMPLE["hours"][:1], "closures": [closure]})
    less = {name: value for name, value in EXAMPLE.items() if name != "slot1_number"}
    less |= {"hours": EXAMPLE["hours"][:1], "slot1_to": "none"}
    for closures in ([{**closure, "target": "holidays"}], []):
        first, last = calls(services, {**less, "closures": closures})
        assert first[1].startswith(f"{SCHEDULER}/events/")
        assert last == ("PUT", "/timeConditions", {"slot1Type": None, "slot1Number": None})


def test_the_second_of_two_equal_times_in_autumn_stays(services: Services) -> None:
    apply(services, EXAMPLE)
    event: Body = {
        "category": "holidays",
        "title": "x",
        "dateStart": "2026-10-25T02:30:00+01:00",
        "dateEnd": "2026-10-25T05:30:00+01:00",
    }
    services.exchange.call("POST", f"{SCHEDULER}/events", event)
    assert unchanged(services)
    rows: Any = read(services)["closures"]
    moved = [{**row, "start": "2026-10-25 02:45"} if row["title"] == "x" else row for row in rows]
    (sent,) = calls(services, {**read(services), "closures": moved})
    assert sent[2] == {"dateStart": "2026-10-25T02:45:00+02:00"}


@pytest.mark.parametrize(
    "body",
    [
        {"record": True, "askForRecordDisabling": True, "recordDisablingDigit": None},
        {"record": True, "askForRecordDisabling": True, "recordDisablingLanguage": None},
        {"actionOnOverflow": None, "actionOnOverflowParam": "0033199004001"},
        {"actionOnClosure": None, "actionOnClosureParam": "12"},
    ],
)
def test_what_a_form_cannot_tell_from_what_it_shows_is_not_sent(services: Services, body: Body) -> None:
    apply(services, {})
    (queue,) = services.exchange.objects(f"{ROOT}/hunting/queue")
    change(services, f"/hunting/queue/{queue['queueId']}", body)
    assert unchanged(services)
    (edited,) = calls(services, {**read(services), "capacity": 11})
    assert edited[2] == {"maxMember": 11}


def test_a_status_that_an_agent_sets_by_phone_is_neither_sent_back_nor_in_the_way(services: Services) -> None:
    apply(services, EXAMPLE)
    settings = read(services)
    path = f"/hunting/agent/{services.exchange.objects(f'{ROOT}/hunting/agent')[0]['agentId']}"
    change(services, path, {"status": "onBreak"})
    # The form was filled in before.
    assert calls(services, settings) == []
    proposal = propose(services, {**settings, "capacity": 11})
    change(services, path, {"status": "loggedOut"})
    last = list(use_cases.start(services, proposal))[-1]
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    agents: Any = read(services)["agents"]
    assert agents[0]["status"] == "loggedOut"
    asked = {**settings, "agents": [{**agents[0], "status": "available"}, *agents[1:]]}
    assert ("PUT", path, {"status": "available"}) in calls(services, asked)


def foreign(services: Services, name: str) -> str:
    """Somebody else uploads a sound of that name; its id."""
    document: Any = services.exchange.call("POST", "/me/document", {"name": name})
    services.exchange.put_content(document["putUrl"], b"foreign")
    services.exchange.call("POST", f"{ROOT}/soundUpload", {"documentId": document["id"]})
    return str(services.exchange.objects(f"{ROOT}/sound")[-1]["soundId"])


def test_a_sound_of_the_same_name_that_is_another_is_not_played_in_its_place(services: Services) -> None:
    apply(services, {})
    sound = foreign(services, "accueil.wav")
    with pytest.raises(SettingsRefused) as found:
        propose(services, {"opening_sound": "accueil.wav", "hold_sound": "attente.wav"})
    assert [problem.path for problem in found.value.problems] == ["opening_sound"]
    change(services, "", {"toneOnOpening": int(sound)})
    # It is what the number plays: nobody meant another one.
    assert unchanged(services)
    assert any("goes on playing its own" in str(each) for each in propose(services, read(services)).warnings)


# --- an example


def test_the_example_has_agents_hours_and_a_closure_and_sets_no_status(services: Services) -> None:
    lines = [e164(worlds.PHONE_LINE), e164(worlds.BARE_LINE), e164(worlds.FAX_LINE)]
    example = call_queue.example(lines)
    assert example["agents"] == [{"number": each} for each in lines[:2]]
    checked = use_cases.settings_from(KIND, example)
    assert [checked[name] for name in ("hours", "closures", "closed_number")].count(None) == 0
    assert call_queue.advice(call_queue.SETTINGS.model_validate(example)) == ()
    apply(services, example)
    assert calls(services, example) == []


def test_what_another_hand_changed_is_said_without_an_id_or_a_path(services: Services) -> None:
    closure = {"title": "Noël", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"}
    agent = {"number": OUTSIDE, "ringing": 20}
    apply(
        services, {"name": "Ventes", "agents": [agent], "opening_sound": "accueil.wav", "closures": [closure]}
    )
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    before = states.present(number, use_cases.read_of(services))
    ((own, _body),) = before.listed(number.path_of(call_queue.AGENTS))
    ((event, _body),) = before.listed(number.path_of(call_queue.EVENTS))
    (member,) = [path for path in before.objects if "/queue/" in path and "/agent/" in path]
    services.exchange.call("PUT", own, {"timeout": 30})
    services.exchange.call("PUT", number.path_of(call_queue.SERVICE), {"toneOnOpening": None})
    services.exchange.call("DELETE", event)
    services.exchange.call("DELETE", member)
    now = states.present(number, use_cases.read_of(services))
    shown = display(OUTSIDE)
    assert sorted(str(difference_told(each)) for each in changed_since(before, now, COLLECTIONS)) == [
        f"agent {shown}: rings for was 20 and is 30",
        "announcement before waiting was accueil.wav and is (none)",
        "closure Noël is gone",
        f"place of {shown} of queue Ventes is gone",
    ]
