"""What happens during a run, as JSON lines for programs and as lines for people."""

from collections.abc import Callable

from tui.bulk import Refused
from tui.cli.plans import step_json
from tui.cli.printing import json_line, result
from tui.engine.errors import Fault
from tui.engine.ports import Run, StepRecord
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.reports import STATES, STEP_STATES
from tui.telephony import values
from tui.text import clean

Show = Callable[[Event | Refused], None]

_STATES = {
    **STEP_STATES,
    "doing": N_("under way"),
    "pause": N_("paused by the platform"),
}


def state_words(state: str) -> str:
    """The state of a step or a task in words; one that we do not know as it is."""
    return _(_STATES[state]) if state in _STATES else clean(state)


def reason_of(finished: Finished) -> str | None:
    """Why a run is not done, in one line; None when it is."""
    if finished.run.state == "done":
        return None
    fault = fault_in(finished)
    return finished.run.reason if fault is None else fault_words(fault)


def fault_words(fault: Fault) -> str:
    """What went wrong and why, in one line."""
    cause = clean(fault.cause)
    return f"{fault.what} ({cause})" if cause else str(fault.what)


def fault_in(finished: Finished) -> Fault | None:
    """Why a run is not done, as it is shown to people."""
    return finished.fault if finished.error is None else fault_of(finished.error)


def show_json(event: Event | Refused) -> None:
    """Print an event as one JSON line."""
    json_line(_as_json(event))


def _as_json(event: Event | Refused) -> dict[str, object]:
    match event:
        case Refused():
            run, fault = event.run, fault_of(event.error)
            ended = {"state": event.result.state, "reason": fault_words(fault), "query_id": fault.query_id}
            number = values.e164(event.number)
            return {"event": "finished", "run": None if run is None else run.id, "number": number, **ended}
        case Planned():
            steps = [{**step_json(record.step), "state": record.state} for record in event.run.steps]
            return {**_about(event.run, "planned"), "steps": steps}
        case Started():
            return {**_about(event.run, "started"), **_step(event.run, event.record)}
        case Waiting():
            step = {} if event.record is None else _step(event.run, event.record)
            now = {"task": event.task, "status": event.status, "elapsed": round(event.elapsed, 1)}
            return {**_about(event.run, "waiting"), **step, **now}
        case Ended():
            return {
                **_about(event.run, "ended"),
                **_step(event.run, event.record),
                "reason": event.record.reason or None,
            }
        case Finished():
            query_id = None if event.fault is None else event.fault.query_id
            ended = {"state": event.run.state, "reason": reason_of(event), "query_id": query_id}
            return {**_about(event.run, "finished"), **ended}


def _about(run: Run, event: str) -> dict[str, object]:
    return {"event": event, "run": run.id, "number": values.e164(run.intent.service_name)}


def _step(run: Run, record: StepRecord) -> dict[str, object]:
    return {
        "step": record.position + 1,
        "of": len(run.steps),
        "title": str(record.step.title),
        "state": record.state,
        "attempts": record.attempts,
        "task": record.task,
        "query_id": record.query_id,
    }


class Lines:
    """Prints events as lines for people; a task that is waited for is said once for each of its states.

    Where there are `count` numbers, each is named when its turn comes.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._begun: list[int] = []
        self._said: tuple[int, str] | None = None

    def __call__(self, event: Event | Refused) -> None:
        """Print an event."""
        match event:
            case Planned():
                self._name(event.run)
            case Started() | Refused():
                return
            case Waiting():
                if self._said != (event.task, event.status):
                    self._said = (event.task, event.status)
                    words = {"task": event.task, "state": state_words(event.status)}
                    result("    " + str(Message(N_("task {task}: {state}"), words)))
            case Ended():
                step = f"{event.record.position + 1}/{len(event.run.steps)}"
                result(f"{step}  {event.record.step.title}: {state_words(event.record.state)}")
            case Finished():
                number = values.display(event.run.intent.service_name)
                if event.run.state == "done" and not event.run.steps:
                    result(str(Message(N_("{number}: there was nothing to change."), {"number": number})))
                else:
                    result(f"{number}: {_(STATES[event.run.state])}")

    def _name(self, run: Run) -> None:
        if run.id in self._begun:
            return
        self._begun.append(run.id)
        if self._count > 1 and run.steps:
            number = values.display(run.intent.service_name)
            words = {"number": number, "at": len(self._begun), "total": self._count}
            result(str(Message(N_("{number} ({at} of {total})"), words)))
