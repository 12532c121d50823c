"""What happens during a run, as JSON lines for programs and as lines for people."""

from collections.abc import Callable

from tui.cli.plans import step_json
from tui.cli.printing import json_line, result
from tui.engine.ports import Run, StepRecord
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.i18n import N_, Message, _
from tui.telephony import values
from tui.text import clean

Show = Callable[[Event], None]

_STATES = {
    "todo": N_("to do"),
    "started": N_("under way"),
    "unknown": N_("not known"),
    "done": N_("done"),
    "failed": N_("failed"),
    "running": N_("under way"),
    "partial": N_("partly done"),
    "left": N_("left as it is"),
    "doing": N_("under way"),
    "pause": N_("paused by the platform"),
}


def state_words(state: str) -> str:
    """The state of a run, a step or a task in words; one that we do not know as it is."""
    return _(_STATES[state]) if state in _STATES else clean(state)


def reason_of(finished: Finished) -> str | None:
    """Why a run is not done, in one line; None when it is."""
    if finished.run.state == "done":
        return None
    if finished.fault is None:
        return finished.run.reason
    cause = clean(finished.fault.cause)
    return f"{finished.fault.what} ({cause})" if cause else str(finished.fault.what)


def show_json(event: Event) -> None:
    """Print an event as one JSON line."""
    json_line(_as_json(event))


def _as_json(event: Event) -> dict[str, object]:
    match event:
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
    """Prints events as lines for people; a task that is waited for is said once for each of its states."""

    def __init__(self) -> None:
        self._said: tuple[int, str] | None = None

    def __call__(self, event: Event) -> None:
        """Print an event."""
        match event:
            case Planned() | Started():
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
                    result(f"{number}: {state_words(event.run.state)}")
