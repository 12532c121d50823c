"""The rules that protect live numbers, on both exchanges: what stops and asks, and what is never sent twice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.configurations import call_queues, voice_menus
from tests.configurations.test_call_counts import ONE_FIELD
from tests.configurations.test_laws import EXAMPLES, apply
from tests.matrix import sample
from tests.platform.wizard import EXCHANGES, small_account
from tests.worlds import ACCOUNT, EMPTY_NUMBER, CutError, Recording, through, world
from tui import use_cases
from tui.engine.errors import InUse, NotKept, NumberChanged, OutcomeUnknown, PlanChanged
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Finished
from tui.use_cases import Services

PABX = f"/telephony/{ACCOUNT}/ovhPabx/{EMPTY_NUMBER}"
EVENTS = f"/telephony/{ACCOUNT}/scheduler/{EMPTY_NUMBER}/events"
MENU = voice_menus.EXAMPLE


@pytest.fixture(params=EXCHANGES)
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    with small_account(request.param, tmp_path) as services:
        yield services


class After(Recording):
    """An exchange on which something happens right after one of the writes that it accepted."""

    def __init__(self, inner: Any, happens: Callable[[str, str, Json], None]) -> None:
        super().__init__(inner)
        self.happens = happens

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make the call; then it happens, or the answer is lost."""
        answer = super().call(method, path, body)
        if method != "GET":
            self.happens(method, path, answer)
        return answer


def finish(services: Services, kind: str, settings: dict[str, Any]) -> Finished:
    checked = use_cases.settings_from(kind, settings)
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    *_, last = use_cases.start(services, use_cases.propose(services, number, kind, checked))
    assert isinstance(last, Finished)
    return last


# --- rule 1: equal keys


def test_a_lost_create_that_has_two_candidates_stops_and_asks(services: Services) -> None:
    apply(services, "ivr", {**MENU, "menus": [], "steps": []})
    twice = [False]

    def lose(method: str, path: str, answer: Json) -> None:
        if method == "POST" and path == f"{PABX}/menu" and not twice[0]:
            twice[0] = True
            services.exchange.call("POST", path, {"name": "Accueil"})
            raise OutcomeUnknown(method, path)

    last = finish(through(services, After(services.exchange, lose)), "ivr", {**MENU, "steps": []})
    assert isinstance(last.error, NumberChanged)
    assert last.run.state == "partial"
    assert [body["name"] for body in services.exchange.objects(f"{PABX}/menu")] == ["Accueil", "Accueil"]


# --- rule 3: a change of type


def test_after_a_change_of_type_only_what_it_made_may_go_without_a_word(services: Services) -> None:
    apply(services, "call-queue", EXAMPLES["call-queue"])
    (event,) = services.exchange.objects(EVENTS)

    def survive(method: str, path: str, answer: Json) -> None:
        if path.endswith("/changeFeatureType"):
            names = ("title", "dateStart", "dateEnd", "uid")
            body = {name: event[name] for name in names} | {"category": event["categories"]}
            services.exchange.call("POST", EVENTS, body)

    quiet = {**MENU, "closures": []}
    last = finish(through(services, After(services.exchange, survive)), "ivr", quiet)
    assert isinstance(last.error, PlanChanged)
    assert "Noël" in str(last.error.message)
    assert [body["uid"] for body in services.exchange.objects(EVENTS)] == [event["uid"]]


def test_what_came_with_the_type_and_is_not_wanted_goes_without_a_word(services: Services) -> None:
    def bring(method: str, path: str, answer: Json) -> None:
        if path.endswith("/changeFeatureType"):
            for name in ("Usine", "Autre", "Ventes"):
                services.exchange.call("POST", f"{PABX}/menu", {"name": name})

    last = finish(through(services, After(services.exchange, bring)), "ivr", MENU)
    assert last.error is None
    assert sorted(str(body["name"]) for body in services.exchange.objects(f"{PABX}/menu")) == [
        "Accueil",
        "Ventes",
    ]


def test_what_the_type_brought_along_is_changed_or_goes_and_nothing_is_made_beside_it(
    services: Services,
) -> None:
    apply(services, "call-queue", EXAMPLES["call-queue"])
    queues = f"/telephony/{ACCOUNT}/easyHunting/{EMPTY_NUMBER}/hunting/queue"
    assert [body["description"] for body in services.exchange.objects(queues)] == ["Après-vente"]


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_the_present_type_is_never_posted_again(kind: str, services: Services) -> None:
    apply(services, kind, EXAMPLES[kind])
    recording = Recording(services.exchange)
    changed = {**EXAMPLES[kind], **ONE_FIELD[kind]}
    apply(through(services, recording), kind, changed)
    assert recording.accepted
    assert not [path for _method, path, _body in recording.accepted if path.endswith("changeFeatureType")]


# --- rule 4: sounds


def queue_with(hold_sound: str | None) -> dict[str, Any]:
    return {"agents": EXAMPLES["call-queue"]["agents"], "hold_sound": hold_sound}


def sounds_of(services: Services) -> list[Json]:
    sounds = f"/telephony/{ACCOUNT}/easyHunting/{EMPTY_NUMBER}/sound"
    return [body["name"] for body in services.exchange.objects(sounds)]


def test_other_content_gets_a_new_name_and_the_old_sound_goes_when_nothing_plays_it_any_more(
    services: Services,
) -> None:
    assert services.sounds is not None
    apply(services, "call-queue", queue_with("attente.wav"))
    other = services.sounds.add("attente.mp3", b"other")
    assert other.name == "attente_2.wav"
    recording = Recording(services.exchange)
    apply(through(services, recording), "call-queue", queue_with(other.name))
    assert sounds_of(services) == ["attente_2.wav"]
    *_, moved, gone = [f"{method} {path.rpartition('/')[0]}" for method, path, _body in recording.accepted]
    assert (moved.split()[0], gone.split()[0]) == ("PUT", "DELETE")
    assert gone.endswith("/sound")


def test_a_sound_that_came_from_elsewhere_or_was_never_played_stays(services: Services) -> None:
    apply(services, "call-queue", queue_with("attente.wav"))
    assert services.sounds is not None
    document: Any = services.exchange.call("POST", "/me/document", {"name": "x.wav"})
    services.exchange.put_content(document["putUrl"], b"elsewhere")
    path = f"/telephony/{ACCOUNT}/easyHunting/{EMPTY_NUMBER}/soundUpload"
    services.exchange.call("POST", path, {"documentId": document["id"], "name": "ailleurs.wav"})
    apply(services, "call-queue", queue_with("ailleurs.wav"))
    assert sounds_of(services) == ["ailleurs.wav"]
    apply(services, "call-queue", queue_with(None))
    assert sounds_of(services) == ["ailleurs.wav"]


def test_a_sound_is_uploaded_once_and_used_again(services: Services) -> None:
    apply(services, "call-queue", queue_with("attente.wav"))
    recording = Recording(services.exchange)
    both = {**queue_with("attente.wav"), "opening_sound": "attente.wav"}
    apply(through(services, recording), "call-queue", both)
    assert [method for method, _path, _body in recording.accepted] == ["PUT"]


# --- rule 9: in use


def test_a_menu_that_something_outside_still_opens_stays_and_its_users_are_named(services: Services) -> None:
    apply(services, "ivr", MENU)
    call = services.exchange.call
    (sales,) = [each for each in services.exchange.objects(f"{PABX}/menu") if each["name"] == "Ventes"]
    plan: Body = {
        "name": "Nuit",
        "transferTimeout": 60,
        "showCallerNumber": "caller",
        "anonymousRejection": False,
    }
    made: Any = call("POST", f"{PABX}/dialplan", plan)
    steps = f"{PABX}/dialplan/{made['dialplanId']}/extension"
    step: Any = call("POST", steps, {"enable": False, "position": 1})
    opens: Body = {
        "action": "ivr",
        "actionParam": str(sales["menuId"]),
        "negativeAction": False,
        "position": 1,
    }
    call("POST", f"{steps}/{step['extensionId']}/rule", opens)
    without = {
        **MENU,
        "menus": [{**MENU["menus"][0], "entries": MENU["menus"][0]["entries"][1:]}],
        "steps": [MENU["steps"][0]],
    }
    last = finish(services, "ivr", without)
    assert isinstance(last.error, InUse)
    assert "open a voice menu" in str(last.error.message)
    assert last.run.state == "partial"
    assert [record.state for record in last.run.steps].count("failed") == 1


# --- what the platform does not keep


def test_a_value_that_the_platform_takes_and_does_not_keep_stops_the_run(services: Services) -> None:
    apply(services, "ivr", MENU)

    class Forgetful(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            return None if method == "PUT" else super().call(method, path, body)

    last = finish(through(services, Forgetful(services.exchange)), "ivr", {**MENU, "ring": 40})
    assert isinstance(last.error, NotKept)
    assert last.run.state == "partial"


# --- lost answers


WRITES = {"call-queue": 35, "ivr": 31}
LOST = [(kind, at) for kind, count in WRITES.items() for at in range(1, count + 1)]


@pytest.mark.parametrize(("kind", "at"), sample(LOST, 4, "lost"))
def test_a_write_whose_answer_was_lost_is_looked_for_and_never_made_twice(
    kind: str, at: int, services: Services, tmp_path: Path
) -> None:
    lost: list[str] = []

    def lose(method: str, path: str, answer: Json) -> None:
        lost.append(path)
        if len(lost) == at:
            raise OutcomeUnknown(method, path)

    exchange = After(services.exchange, lose)
    last = finish(through(services, exchange), kind, EXAMPLES[kind])
    if last.run.state != "done":
        # Only a document is no part of the number: what became of it shows when somebody resumes.
        assert lost[at - 1] == "/me/document"
        again = Recording(services.exchange)
        *_, ended = use_cases.carry_on(through(services, again), last.run)
        assert isinstance(ended, Finished)
        last = ended
        exchange.accepted += again.accepted
    assert last.run.state == "done"
    whole = world(tmp_path / "whole.sqlite3")
    call_queues.fill_sounds(whole)
    uncut = Recording(whole.exchange)
    apply(through(whole, uncut), kind, EXAMPLES[kind])
    assert sorted(map(shape, exchange.accepted)) == sorted(map(shape, uncut.accepted))


def shape(write: tuple[str, str, Body]) -> str:
    """A write without ids: the order in which things were made may differ after a look."""
    method, path, body = write
    named = {name: value for name, value in body.items() if not name.lower().endswith(("id", "param"))}
    return f"{method} {'/'.join(part for part in path.split('/') if not part.isdigit())} {named}"[:200]


# --- somebody else, and what is left


def cut_after(path_end: str) -> Callable[[str, str, Json], None]:
    """The process ends right after the first write to a path that ends so."""

    def happens(method: str, path: str, answer: Json) -> None:
        if path.endswith(path_end):
            raise CutError

    return happens


def test_what_a_colleague_built_after_a_cut_is_not_erased_by_resuming(services: Services) -> None:
    with pytest.raises(CutError):
        finish(through(services, After(services.exchange, cut_after("/changeFeatureType"))), "ivr", MENU)
    services.exchange.call("POST", f"{PABX}/menu", {"name": "Nuit"})
    (run,) = services.journal.unfinished()
    *_, last = use_cases.carry_on(services, run)
    assert isinstance(last, Finished)
    assert isinstance(last.error, NumberChanged)
    assert [body["name"] for body in services.exchange.objects(f"{PABX}/menu")] == ["Nuit"]


def test_resuming_after_a_cut_counts_on_what_the_type_brings(services: Services) -> None:
    queue = EXAMPLES["call-queue"]
    with pytest.raises(CutError):
        finish(
            through(services, After(services.exchange, cut_after("/changeFeatureType"))), "call-queue", queue
        )
    (run,) = services.journal.unfinished()
    *_, last = use_cases.carry_on(services, run)
    assert isinstance(last, Finished)
    assert last.error is None


def test_the_document_of_an_upload_that_is_given_up_goes_too(services: Services) -> None:
    with pytest.raises(CutError):
        finish(
            through(services, After(services.exchange, cut_after("/me/document"))),
            "call-queue",
            queue_with("attente.wav"),
        )
    assert len(services.exchange.objects("/me/document")) == 1
    apply(services, "call-queue", queue_with(None))
    assert services.exchange.objects("/me/document") == []


def test_another_type_forgets_which_sounds_were_ours(services: Services) -> None:
    assert services.sounds is not None
    apply(services, "call-queue", queue_with("attente.wav"))
    assert services.sounds.sent(EMPTY_NUMBER) != {}
    apply(services, "conference", EXAMPLES["conference"])
    assert services.sounds.sent(EMPTY_NUMBER) == {}


def test_agents_get_their_order_on_a_platform_that_puts_new_ones_last(services: Services) -> None:
    class Appending(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            joins = method == "POST" and path.endswith("/queue") and "/agent/" in path
            return super().call(method, path, {**(body or {}), "position": 99} if joins else body)

    agents = [{"number": number} for number in call_queues.AGENTS]
    apply(services, "call-queue", {"agents": agents[1:3]})
    wanted = {"agents": [agents[0], agents[2], agents[3], agents[1]]}
    last = finish(through(services, Appending(services.exchange)), "call-queue", wanted)
    assert last.error is None, str(last.error)
    found = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert found is not None
    numbers = [each["number"] for each in found["agents"]]  # type: ignore[union-attr,index,call-overload]  # rows
    assert numbers == [each["number"] for each in wanted["agents"]]
