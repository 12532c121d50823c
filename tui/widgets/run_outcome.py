"""How a run ended, in words: what was changed and what was not, why, what to do next, and a text for a ticket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tui.engine.errors import Fault, Stopped, WizardError
from tui.engine.masking import without_secrets
from tui.engine.plan import Step
from tui.engine.ports import Run, StepRecord
from tui.engine.states import EMPTY
from tui.engine.straying import Difference
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.reports import change_words
from tui.telephony import values
from tui.text import clean
from tui.times import date_and_time, duration
from tui.widgets.cells import fit, width
from tui.widgets.lines import Row, hanging
from tui.widgets.run_progress import Progress
from tui.words import TypeTitle, difference_told, step_title


class Ending(Enum):
    """The four ways in which applying ends."""

    DONE = auto()
    STOPPED = auto()
    PARTIAL = auto()
    FAILED = auto()


@dataclass(frozen=True)
class Verdict:
    """How it ended. `run` is None when it was refused before anything was stored."""

    ending: Ending
    service_name: str
    run: Run | None
    fault: Fault | None
    error: WizardError | None
    seconds: float
    moment: float

    @property
    def records(self) -> Sequence[StepRecord]:
        """The steps of the run."""
        return self.run.steps if self.run is not None else ()

    @property
    def steps(self) -> Iterable[Step]:
        """What they send."""
        return (record.step for record in self.records)

    @property
    def differences(self) -> Sequence[Difference]:
        """What somebody else changed, when that is why it ended."""
        given = self.error.args_given.get("differences") if self.error is not None else None
        return given if isinstance(given, tuple) else ()


def verdict(progress: Progress, service_name: str, refused: WizardError | None, moment: float) -> Verdict:
    """Return how it ended; `refused` is what was raised instead of a last event."""
    finished, run = progress.finished, progress.run
    error = refused or (finished.error if finished is not None else None)
    fault = fault_of(error) if error is not None else finished.fault if finished is not None else None
    if finished is not None and finished.run.state == "done":
        ending = Ending.DONE
    elif isinstance(error, Stopped):
        ending = Ending.STOPPED
    elif finished is not None:
        ending = Ending.FAILED if finished.run.state == "failed" else Ending.PARTIAL
    else:
        # The work broke off: what was begun has to be looked at again.
        ending = Ending.FAILED if run is None else Ending.PARTIAL
        fault = fault or WizardError().fault()
    return Verdict(ending, service_name, run, fault, error, progress.elapsed(moment), moment)


def outcome_rows(verdict: Verdict, cells: int, type_title: TypeTitle) -> list[Row]:
    """Return the lines that say how it ended."""
    sign, style, headline = _headline(verdict, type_title)
    rows = hanging([(f"{sign} ", style)], headline, "strong", cells)
    told = [(label, text) for label, text in _told(verdict, type_title) if text]
    if told:
        rows.append([])
    column = max((width(label) for label, _text in told), default=0) + 2
    for label, text in told:
        lead: Row = [("  ", "text"), (fit(label, column), "muted")]
        rows.extend(hanging(lead, text, "text", cells))
    return rows


def ticket(verdict: Verdict, type_title: TypeTitle) -> str:
    """Return what support needs to know, for pasting into a ticket; no secret is in it."""
    fault = verdict.fault
    faulty = () if fault is None else ((_("what happened"), str(fault.what)), (_("cause"), fault.cause))
    told = [
        (_("number"), f"{values.display(verdict.service_name)} ({values.e164(verdict.service_name)})"),
        (_("configuration"), _change(verdict, type_title)),
        (_("step"), _stopped_at(verdict)),
        (_("call"), _call(verdict)),
        (_("task"), _task(verdict)),
        *((label, without_secrets(text, verdict.steps)) for label, text in faulty),
        (_("query id"), _query_id(verdict)),
        (_("time"), date_and_time(verdict.moment)),
    ]
    lines = [(label, clean(text)) for label, text in told if text]
    column = max(width(label) for label, _text in lines) + 2
    return "\n".join(f"{fit(label, column)}{text}" for label, text in lines)


def _headline(verdict: Verdict, type_title: TypeTitle) -> tuple[str, str, str]:
    number = values.display(verdict.service_name)
    counts = {"done": sum(each.state == "done" for each in verdict.records), "total": len(verdict.records)}
    untouched = all(each.state in {"todo", "failed"} for each in verdict.records)
    match verdict.ending:
        case Ending.DONE:
            text, given = _done(verdict, type_title)
            return "✓", "success", str(Message(text, {"number": number, **given}))
        case Ending.STOPPED if untouched:
            return (
                "!",
                "warning",
                str(Message(N_("Stopped. Nothing was changed on {number}."), {"number": number})),
            )
        case Ending.STOPPED:
            return "!", "warning", str(Message(N_("Stopped after {done} of {total} steps."), counts))
        case Ending.PARTIAL:
            return "!", "warning", str(Message(N_("Partly done: {done} of {total} steps."), counts))
        case Ending.FAILED:
            return "✗", "error", str(Message(N_("Nothing was changed on {number}."), {"number": number}))


def _done(verdict: Verdict, type_title: TypeTitle) -> tuple[str, dict[str, object]]:
    took: dict[str, object] = {"time": duration(verdict.seconds)}
    if verdict.run is None or verdict.run.intent.to_type == EMPTY:
        return N_("Done in {time}. {number} has no configuration any more."), took
    title = type_title(verdict.run.intent.to_type)
    return N_("Done in {time}. {number} now has: {title}."), {**took, "title": title}


def _told(verdict: Verdict, type_title: TypeTitle) -> Iterable[tuple[str, str]]:
    """The lines below the headline: label and text."""
    if verdict.ending is Ending.DONE:
        return
    fault, steps = verdict.fault, list(verdict.steps)
    if fault is not None and verdict.ending is not Ending.STOPPED:
        yield _("what happened"), without_secrets(str(fault.what), steps)
        yield _("cause"), without_secrets(fault.cause, steps)
    for difference in verdict.differences:
        yield _("changed elsewhere"), str(difference_told(difference, type_title))
    if verdict.ending is not Ending.FAILED:
        yield _("changed"), _titles(verdict, "done")
        yield _("not known"), _titles(verdict, "unknown", "started")
        yield _("not changed"), _titles(verdict, "todo", "failed")
    yield _("what to do"), _mend(verdict)
    yield _("query id"), _query_id(verdict)


def _mend(verdict: Verdict) -> str:
    if verdict.ending is Ending.STOPPED:
        return _("Resume now or later: the number is read again, and only what is missing is sent.")
    return without_secrets(str(verdict.fault.mend), verdict.steps) if verdict.fault is not None else ""


def _titles(verdict: Verdict, *states: str) -> str:
    return ", ".join(
        step_title(record.step, verdict.service_name) for record in verdict.records if record.state in states
    )


def _culprit(verdict: Verdict) -> StepRecord | None:
    """The step that it stopped at."""
    at = (
        each for state in ("failed", "unknown", "started") for each in verdict.records if each.state == state
    )
    return next(at, None)


def _change(verdict: Verdict, type_title: TypeTitle) -> str:
    if verdict.run is None:
        return ""
    intent = verdict.run.intent
    return change_words(intent.before.feature_type, intent.to_type, type_title)


def _stopped_at(verdict: Verdict) -> str:
    record = _culprit(verdict)
    if record is None:
        return ""
    numbers = {"n": record.position + 1, "total": len(verdict.records)}
    counted = Message(N_("{n} of {total}"), numbers)
    return f"{counted}, {step_title(record.step, verdict.service_name)}"


def _call(verdict: Verdict) -> str:
    record = _culprit(verdict)
    return "" if record is None else f"{record.step.method} {record.step.path}"


def _task(verdict: Verdict) -> str:
    record = _culprit(verdict)
    return "" if record is None or record.task is None else str(record.task)


def _query_id(verdict: Verdict) -> str:
    record = _culprit(verdict)
    given = verdict.fault.query_id if verdict.fault is not None else None
    return clean(given or (record.query_id if record is not None else None) or "")
