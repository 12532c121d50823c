"""The log of a run: every event with its time, its call and its query id; secrets are asterisks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.engine.masking import without_secrets
from tui.engine.ports import Run, StepRecord
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.i18n import N_, Message, _, labelled, ngettext
from tui.times import stopwatch, time_of_day
from tui.widgets.lines import Lines, Row, hanging

MOST_ENTRIES = 500
_STARTED = N_("started")
_WORDS = {
    "todo": N_("waiting"),
    "started": _STARTED,
    "done": N_("done"),
    "failed": N_("failed"),
    "unknown": N_("unknown"),
    "found": N_("found done"),
    "running": N_("under way"),
    "partial": N_("partly done"),
    "left": N_("left"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the log: when, what in a word, and the call or message it is about."""

    moment: float
    what: str
    about: str = ""


def entry(event: Event, moment: float) -> Entry:
    """Return the line that an event makes; no secret is in it."""
    steps = [record.step for record in event.run.steps]
    match event:
        case Planned(run):
            count = len(run.steps)
            return Entry(moment, ngettext("{n} step planned", "{n} steps planned", count).format(n=count))
        case Started(_run, record):
            return Entry(moment, _(_STARTED), _call(record, with_body=True))
        case Waiting(_run, _record, task, status, elapsed):
            text = _("task {task}: {status}, {elapsed}")
            return Entry(moment, text.format(task=task, status=status, elapsed=stopwatch(elapsed)))
        case Ended(_run, record, found):
            words = [_call(record), without_secrets(record.reason, steps)]
            if record.query_id:
                words.append(_("query id {id}").format(id=record.query_id))
            state = "found" if found else record.state
            return Entry(moment, _(_WORDS[state]), ", ".join(filter(None, words)))
        case Finished(run, fault):
            cause = "" if fault is None else f"{fault.what} {fault.cause}".strip()
            return Entry(moment, _ended(run), without_secrets(cause, steps))


def _ended(run: Run) -> str:
    return str(Message(N_("ended: {state}"), {"state": Message(_WORDS[run.state])}))


def _call(record: StepRecord, with_body: bool = False) -> str:
    step = record.step.masked()
    call = f"{step.method} {step.path}"
    return f"{call} {json.dumps(step.body, ensure_ascii=False)}" if with_body and step.body else call


class RunLog(Lines):
    """Draws the events that it was told of, oldest first."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._entries: list[Entry] = []
        self._last: Event | None = None

    def take(self, event: Event) -> None:
        """Add an event; a wait that goes on as before replaces its own line."""
        told = entry(event, self._now())
        last = self._last
        if isinstance(event, Waiting) and isinstance(last, Waiting) and _same(last, event):
            self._entries[-1] = told
        else:
            self._entries.append(told)
            del self._entries[:-MOST_ENTRIES]
        self._last = event
        self.changed()

    def rows(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        for each in self._entries:
            words = labelled(each.what, each.about) if each.about else each.what
            rows.extend(hanging([(f"{time_of_day(each.moment)}  ", "muted")], words, "text", cells, 4))
        return rows


def _same(one: Waiting, other: Waiting) -> bool:
    return (one.task, one.status) == (other.task, other.status)
