"""What the runner does when something goes otherwise than planned."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, Recording, world
from tui import use_cases
from tui.engine.errors import (
    BadRequest,
    ChangeUnderWay,
    ClaimLost,
    ExchangeError,
    NotFound,
    NotResumable,
    NumberChanged,
    NumberHeld,
    OutcomeUnknown,
    PlanChanged,
    SameConfiguration,
    SettingsRefused,
    Stopped,
    TaskFailed,
)
from tui.engine.ports import Mishap
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.engine.scope import Scope
from tui.signals import Stop
from tui.telephony.values import e164
from tui.use_cases import Proposal, Services

CONFERENCE: dict[str, Json] = {"pin": "1234", "recording": True}
REDIRECTION: dict[str, Json] = {"destination": e164(PHONE_LINE), "present_number": True}
NUMBER_PATH = f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3", pace=2.0)


def propose(
    services: Services, kind: str = "conference", settings: dict[str, Json] | None = None
) -> Proposal:
    checked = use_cases.settings_from(kind, settings or CONFERENCE)
    return use_cases.propose(services, use_cases.open_number(services, EMPTY_NUMBER).number, kind, checked)


def finish(events: Iterator[Event]) -> Finished:
    last = list(events)[-1]
    assert isinstance(last, Finished)
    return last


def with_exchange(services: Services, exchange: Any) -> Services:
    return replace(services, exchange=exchange)


def misbehave(services: Services, mishap: Mishap) -> None:
    assert services.training is not None
    services.training.next(mishap)


def states(last: Finished) -> list[str]:
    return [record.state for record in last.run.steps]


def test_the_intent_is_stored_before_the_first_call(services: Services) -> None:
    events = use_cases.start(services, propose(services))
    first = next(events)
    assert isinstance(first, Planned)
    (run,) = services.journal.unfinished()
    assert run.intent.settings is not None
    assert run.intent.before.feature_type == "empty"
    assert [record.state for record in run.steps] == ["todo", "todo"]
    events.close()  # type: ignore[attr-defined]  # a generator


def test_events_tell_of_every_step_in_order(services: Services) -> None:
    kinds = [type(event) for event in use_cases.start(services, propose(services))]
    assert kinds[0] is Planned
    assert [kind for kind in kinds if kind in (Started, Ended, Finished)] == [
        Started,
        Ended,
        Started,
        Ended,
        Finished,
    ]
    assert Waiting in kinds


def test_an_empty_plan_ends_at_once_and_sends_nothing(services: Services) -> None:
    finish(use_cases.start(services, propose(services)))
    recording = Recording(services.exchange)
    last = finish(use_cases.start(with_exchange(services, recording), propose(services)))
    assert (last.run.state, recording.accepted) == ("done", [])


def test_a_lost_answer_is_looked_up_and_not_sent_again(services: Services) -> None:
    misbehave(services, Mishap.ANSWER_LOST)
    recording = Recording(services.exchange)
    last = finish(use_cases.start(with_exchange(services, recording), propose(services)))
    assert last.run.state == "done"
    assert states(last) == ["done", "done"]
    # The lost call was carried out without being noted by the recording: it is not among what was answered.
    assert [method for method, _path, _body in recording.accepted] == ["PUT"]


class Deaf(Recording):
    """An exchange that loses a write before it has any effect."""

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        if method == "PUT":
            raise OutcomeUnknown(method, path)
        return super().call(method, path, body)


def test_a_call_that_had_no_effect_is_not_repeated_until_somebody_resumes(services: Services) -> None:
    last = finish(use_cases.start(with_exchange(services, Deaf(services.exchange)), propose(services)))
    assert isinstance(last.error, OutcomeUnknown)
    assert (last.run.state, states(last)) == ("partial", ["done", "unknown"])
    (run,) = use_cases.unfinished(services)
    last = finish(use_cases.carry_on(services, run))
    assert (last.run.state, states(last)) == ("done", ["done", "done"])
    assert last.run.steps[1].attempts == 2


def test_a_failed_task_is_a_failure_with_its_message_and_changes_nothing(services: Services) -> None:
    misbehave(services, Mishap.TASK_FAILS)
    last = finish(use_cases.start(services, propose(services)))
    assert isinstance(last.error, TaskFailed)
    assert (last.run.state, states(last)) == ("failed", ["failed", "todo"])
    assert last.fault is not None
    assert "switch" in last.fault.cause
    assert use_cases.unfinished(services) == []
    assert use_cases.open_number(services, EMPTY_NUMBER).number.feature_type == "empty"


def test_a_task_that_fails_after_others_were_done_leaves_a_run_that_can_be_resumed(
    services: Services,
) -> None:
    events = use_cases.start(services, propose(services, "redirection", REDIRECTION))
    seen: list[Event] = []
    for event in events:
        seen.append(event)
        if isinstance(event, Ended) and event.record.position == 0:
            misbehave(services, Mishap.TASK_FAILS)
    last = seen[-1]
    assert isinstance(last, Finished)
    assert last.run.state == "partial"
    (run,) = use_cases.unfinished(services)
    assert finish(use_cases.carry_on(services, run)).run.state == "done"


def test_a_pause_is_waited_out_and_said(services: Services) -> None:
    misbehave(services, Mishap.TASK_PAUSES)
    events = list(use_cases.start(services, propose(services)))
    assert "pause" in {event.status for event in events if isinstance(event, Waiting)}
    assert isinstance(events[-1], Finished)
    assert events[-1].run.state == "done"


def test_a_stop_between_steps_finishes_the_step_under_way(services: Services) -> None:
    seen = []
    for event in use_cases.start(services, propose(services)):
        seen.append(event)
        if isinstance(event, Started):
            services.stop.ask()
    last = seen[-1]
    assert isinstance(last, Finished)
    assert isinstance(last.error, Stopped)
    assert (last.run.state, states(last)) == ("partial", ["done", "todo"])


def test_a_stop_at_once_ends_the_wait_and_leaves_the_step_unknown(services: Services) -> None:
    seen = []
    for event in use_cases.start(services, propose(services)):
        seen.append(event)
        if isinstance(event, Waiting):
            services.stop.force(15)
    last = seen[-1]
    assert isinstance(last, Finished)
    assert (last.run.state, states(last)) == ("partial", ["unknown", "todo"])
    fresh = Services(services.exchange, services.journal, services.inventory, services.clock, Stop())
    (run,) = use_cases.unfinished(fresh)
    recording = Recording(services.exchange)
    last = finish(use_cases.carry_on(with_exchange(fresh, recording), run))
    assert last.run.state == "done"
    assert [method for method, _path, _body in recording.accepted] == ["PUT"]


def test_somebody_elses_open_task_is_not_run_over(services: Services) -> None:
    proposal = propose(services)
    services.exchange.call("POST", f"{NUMBER_PATH}/changeFeatureType", {"featureType": "svi"})
    last = finish(use_cases.start(services, proposal))
    assert isinstance(last.error, ChangeUnderWay)
    assert last.run.state == "failed"


def wait_out(services: Services) -> None:
    assert isinstance(services.clock, FakeClock)
    services.clock.time += 60


@pytest.mark.parametrize("between", ["plan and apply", "stop and resume"])
def test_a_number_that_somebody_else_changed_is_left_alone(services: Services, between: str) -> None:
    proposal = propose(services)
    if between == "stop and resume":
        for event in use_cases.start(services, proposal):
            if isinstance(event, Started):
                services.stop.ask()
        services = Services(services.exchange, services.journal, services.inventory, services.clock, Stop())
    services.exchange.call("POST", f"{NUMBER_PATH}/changeFeatureType", {"featureType": "svi"})
    wait_out(services)
    if between == "plan and apply":
        last = finish(use_cases.start(services, proposal))
    else:
        (run,) = use_cases.unfinished(services)
        last = finish(use_cases.carry_on(services, run))
    assert isinstance(last.error, NumberChanged)
    assert use_cases.open_number(services, EMPTY_NUMBER).number.feature_type == "svi"


def test_a_field_that_somebody_else_changed_since_the_plan_stops_the_run(services: Services) -> None:
    finish(use_cases.start(services, propose(services)))
    proposal = propose(services, settings={"pin": "1234", "recording": False})
    path = f"/telephony/{ACCOUNT}/conference/{EMPTY_NUMBER}/settings"
    services.exchange.call("PUT", path, {"language": "it"})
    last = finish(use_cases.start(services, proposal))
    assert isinstance(last.error, NumberChanged)
    differences: Any = last.error.args_given["differences"]
    assert [(each.expected, each.found) for each in differences] == [("fr", "it")]


def test_a_run_that_was_taken_over_sends_nothing_more(services: Services) -> None:
    recording = Recording(services.exchange)
    seen = []
    for event in use_cases.start(with_exchange(services, recording), propose(services)):
        seen.append(event)
        if isinstance(event, Ended):
            claim = services.journal.claim(EMPTY_NUMBER)
            services.journal.release(claim)
    last = seen[-1]
    assert isinstance(last, Finished)
    assert isinstance(last.error, ClaimLost)
    assert len(recording.accepted) == 1


class Forgetful(Recording):
    """An exchange that has forgotten every task as soon as it is asked for."""

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        if method == "GET" and "/task/" in path:
            wait_out(self.services)
            raise NotFound(method, path)
        return super().call(method, path, body)

    services: Services


def test_a_forgotten_task_means_that_the_state_is_read(services: Services) -> None:
    exchange = Forgetful(services.exchange)
    exchange.services = services
    assert finish(use_cases.start(with_exchange(services, exchange), propose(services))).run.state == "done"


def test_a_refused_call_is_a_failure_with_the_platforms_words_and_query_id(services: Services) -> None:
    class Refusing(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            if method == "PUT":
                raise BadRequest(method, path, "pin: too short", 400, "EU.1")
            return super().call(method, path, body)

    last = finish(use_cases.start(with_exchange(services, Refusing(services.exchange)), propose(services)))
    assert (last.run.state, states(last)) == ("partial", ["done", "failed"])
    assert last.fault is not None
    assert (last.fault.cause, last.fault.query_id) == ("pin: too short", "EU.1")
    assert (last.run.steps[1].reason, last.run.steps[1].query_id) == ("pin: too short", "EU.1")


def test_a_done_step_keeps_the_query_id_of_its_own_call_and_not_of_its_task(services: Services) -> None:
    class Numbered(Recording):
        calls = 0

        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            self.calls += 1
            self.last = f"{method} {self.calls}"
            return super().call(method, path, body)

        def query_id(self) -> str:
            return self.last

    exchange = Numbered(services.exchange)
    last = finish(use_cases.start(with_exchange(services, exchange), propose(services)))
    assert states(last) == ["done", "done"]
    assert [str(record.query_id).split()[0] for record in last.run.steps] == ["POST", "PUT"]


def test_a_platform_that_repeats_a_pin_is_kept_and_told_without_it(services: Services) -> None:
    class Refusing(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            if method == "PUT":
                raise BadRequest(method, path, "Given pin 1234 is not valid", 400, "EU.1")
            return super().call(method, path, body)

    last = finish(use_cases.start(with_exchange(services, Refusing(services.exchange)), propose(services)))
    assert (last.run.state, states(last)) == ("partial", ["done", "failed"])
    assert last.fault is not None
    assert (last.fault.cause, last.fault.query_id) == ("Given pin *** is not valid", "EU.1")
    assert (last.run.steps[1].reason, last.run.steps[1].query_id) == ("Given pin *** is not valid", "EU.1")


def test_what_is_told_of_a_step_is_the_call_that_was_made(services: Services) -> None:
    # A menu whose key needs the id of another.
    ventes: Json = {"name": "Ventes", "entries": [{"key": "*", "action": "menuBack"}]}
    accueil: Json = {"name": "Accueil", "entries": [{"key": "1", "action": "menuSub", "menu": "Ventes"}]}
    steps: Json = [{"actions": [{"action": "ivr", "menu": "Accueil"}]}]
    proposal = propose(services, "ivr", {"menus": [accueil, ventes], "steps": steps})
    exchange = Recording(services.exchange)
    events = list(use_cases.start(with_exchange(services, exchange), proposal))
    told = [event.record.step for event in events if isinstance(event, Ended) and not event.found]
    assert [(step.method, step.path) for step in told] == [(each[0], each[1]) for each in exchange.accepted]
    assert not any("{" in step.path for step in told)


def test_after_the_type_change_the_plan_is_made_again_from_what_is_there(services: Services) -> None:
    events = list(use_cases.start(services, propose(services, settings={"pin": "1234"})))
    planned = [event for event in events if isinstance(event, Planned)]
    assert sorted(planned[0].run.steps[1].step.body) != ["pin"]
    assert sorted(planned[-1].run.steps[1].step.body) == ["pin"]


def test_the_claims_of_the_number_and_of_the_line_are_taken_and_let_go(services: Services) -> None:
    held: list[str] = []
    inner = services.journal.claim

    def claim(service_name: str, take_over: bool = False) -> Any:
        held.append(service_name)
        return inner(service_name, take_over)

    services.journal.claim = claim  # type: ignore[method-assign]  # watched
    finish(use_cases.start(services, propose(services, "redirection", REDIRECTION)))
    assert sorted(held) == [EMPTY_NUMBER, PHONE_LINE]


def test_a_run_that_is_carried_on_holds_the_line_too(services: Services) -> None:
    stopping = replace(services, stop=Stop())
    for event in use_cases.start(stopping, propose(services, "redirection", REDIRECTION)):
        if isinstance(event, Started):
            stopping.stop.ask()
    (run,) = services.journal.unfinished()
    claim = services.journal.claim

    def somebody(service_name: str, take_over: bool = False) -> Any:
        if service_name == PHONE_LINE:
            raise NumberHeld(owner="alice", host="there", number=PHONE_LINE, since="09:00")
        return claim(service_name, take_over)

    services.journal.claim = somebody  # type: ignore[method-assign]  # on the line only
    with pytest.raises(NumberHeld):
        finish(use_cases.carry_on(services, run))


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"destination": e164(EMPTY_NUMBER)}, "destination"),
        ({"destination": "+33199004003", "present_number": True}, "present_number"),
    ],
)
def test_what_cannot_be_on_this_number_is_refused_with_its_path(
    services: Services, settings: dict[str, Json], path: str
) -> None:
    with pytest.raises(SettingsRefused) as refused:
        propose(services, "redirection", settings)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_a_type_without_settings_is_never_posted_again(services: Services) -> None:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    finish(use_cases.start(services, use_cases.propose(services, number, "vxml", None)))
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    with pytest.raises(SameConfiguration):
        use_cases.propose(services, number, "vxml", None)


def test_an_alias_that_loses_its_presentation_is_named_and_a_line_left_behind_too(services: Services) -> None:
    finish(use_cases.start(services, propose(services, "redirection", REDIRECTION)))
    other = use_cases.open_number(services, OTHER_NUMBER).number
    checked = use_cases.settings_from("redirection", REDIRECTION)
    words = [str(each) for each in use_cases.propose(services, other, "redirection", checked).warnings]
    assert any("01 99 00 10 01" in each for each in words)
    leaving = propose(services)
    assert any("01 99 00 40 01" in str(each) for each in leaving.warnings)
    assert leaving.erases == "redirection"


class Failing(Recording):
    """An exchange whose questions about tasks get no good answer."""

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        if method == "GET" and "/task/" in path:
            raise ExchangeError(method, path, "busy", 503)
        return super().call(method, path, body)


def test_a_question_about_a_task_that_fails_leaves_the_step_unknown_and_the_run_resumable(
    services: Services,
) -> None:
    last = finish(use_cases.start(with_exchange(services, Failing(services.exchange)), propose(services)))
    assert (last.run.state, states(last)) == ("partial", ["unknown", "todo"])
    (run,) = use_cases.unfinished(services)
    assert finish(use_cases.carry_on(services, run)).run.state == "done"


def test_a_run_that_somebody_finished_is_not_executed_again(services: Services) -> None:
    for event in use_cases.start(services, propose(services)):
        if isinstance(event, Started):
            services.stop.ask()
    fresh = Services(services.exchange, services.journal, services.inventory, services.clock, Stop())
    (stale,) = use_cases.unfinished(fresh)
    finish(use_cases.carry_on(fresh, stale))
    recording = Recording(services.exchange)
    assert finish(use_cases.carry_on(with_exchange(fresh, recording), stale)).run.state == "done"
    assert recording.accepted == []


def test_a_run_of_another_account_is_refused(services: Services) -> None:
    for event in use_cases.start(services, propose(services)):
        if isinstance(event, Started):
            services.stop.ask()
    (run,) = use_cases.unfinished(services)
    with pytest.raises(NotResumable):
        list(use_cases.carry_on(services, replace(run, scope=Scope("ovhcloud", "ovh-eu", "ab1-ovh"))))


def test_a_line_that_lost_its_phone_between_plan_and_apply_needs_a_new_plan(services: Services) -> None:
    proposal = propose(services, "redirection", REDIRECTION)
    path = f"/telephony/{ACCOUNT}/line/{PHONE_LINE}"
    services.exchange.telephony.merge(path, PHONE_LINE, {"deviceSlot": 0}, typed=False)  # type: ignore[attr-defined]  # embedded
    recording = Recording(services.exchange)
    last = finish(use_cases.start(with_exchange(services, recording), proposal))
    assert isinstance(last.error, PlanChanged)
    assert recording.accepted == []


class Masking(Recording):
    """An exchange that never tells a PIN."""

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        answer = super().call(method, path, body)
        return {**answer, "pin": "****"} if isinstance(answer, dict) and "pin" in answer else answer


def test_a_pin_that_cannot_be_read_is_sent_once_and_a_removed_one_as_zero(services: Services) -> None:
    masking = Masking(services.exchange)
    hidden = with_exchange(services, masking)
    assert finish(use_cases.start(hidden, propose(hidden))).run.state == "done"
    assert [body["pin"] for _method, _path, body in masking.accepted if "pin" in body] == ["1234"]
    assert propose(hidden, settings={"recording": True}).plan.steps == ()
    assert [step.body for step in propose(hidden, settings={"pin": "", "recording": True}).plan.steps] == [
        {"pin": "0"}
    ]


def test_an_object_that_was_erased_meanwhile_needs_a_new_plan(services: Services) -> None:
    masking = Masking(services.exchange)
    hidden = with_exchange(services, masking)
    for event in use_cases.start(hidden, propose(hidden)):
        if isinstance(event, Ended) and event.record.position == 1:
            break
    (run,) = services.journal.unfinished()
    services.exchange.call("POST", f"{NUMBER_PATH}/changeFeatureType", {"featureType": "empty"})
    wait_out(services)
    sent = len(masking.accepted)
    last = finish(use_cases.carry_on(hidden, run))
    assert isinstance(last.error, PlanChanged)
    assert len(masking.accepted) == sent
    # A new plan sends the PIN again: the object that had it is gone.
    assert "pin" in propose(hidden).plan.steps[1].body


def test_what_a_change_of_type_has_erased_counts_as_sent_no_more(services: Services) -> None:
    masking = Masking(services.exchange)
    hidden = with_exchange(services, masking)
    # All that is asked for differs from what the type brings, so that a second time needs no more than the first.
    other: dict[str, Json] = {
        "pin": "1234",
        "language": "de",
        "announcement": True,
        "muted_on_entry": True,
        "reject_anonymous": True,
        "recording": True,
        "report": "customer",
        "white_label_report": True,
    }
    for event in use_cases.start(hidden, propose(hidden, settings=other)):
        if isinstance(event, Ended) and event.record.position == 1:
            break
    (run,) = services.journal.unfinished()
    services.exchange.call("POST", f"{NUMBER_PATH}/changeFeatureType", {"featureType": "empty"})
    wait_out(services)
    assert finish(use_cases.carry_on(hidden, run)).run.state == "done"
    assert [body["pin"] for _method, _path, body in masking.accepted if "pin" in body] == ["1234", "1234"]


def test_a_run_and_the_one_it_replaces_change_places_in_one_step(services: Services) -> None:
    events = use_cases.start(services, propose(services))
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    events = use_cases.start(services, propose(services, "redirection", REDIRECTION))
    next(events)
    assert [run.intent.kind for run in services.journal.unfinished()] == ["redirection"]
    events.close()  # type: ignore[attr-defined]  # a generator
