"""A run while it is carried out: one line a step, how far it is, and what is being waited for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tui.engine.masking import without_secrets
from tui.engine.ports import Run, StepRecord
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.i18n import N_, Message, _
from tui.text import clean
from tui.times import duration, stopwatch
from tui.widgets.cells import fit, width
from tui.widgets.lines import Lines, Row, hanging, spread
from tui.words import step_title

HEARTBEAT = 10.0
"""Seconds of a wait after which a line says that the work is still under way."""

_PAUSED = "pause"
_STATES = {
    "todo": ("○", N_("waiting"), "muted"),
    "started": ("●", N_("under way"), "accent"),
    "done": ("✓", N_("done"), "success"),
    "failed": ("✗", N_("failed"), "error"),
    "unknown": ("?", N_("unknown"), "warning"),
}
_PAUSED_STATE = ("●", N_("paused"), "warning")
_BAR_CELLS, _BAR_FROM = 20, 72


@dataclass
class Progress:
    """What the events of a run add up to. Times are Unix seconds; `began` is when this attempt was started."""

    began: float
    run: Run | None = None
    current: int | None = None
    waiting: Waiting | None = None
    finished: Finished | None = None
    ended: float | None = None
    _waiting_since: float = field(default=0.0, repr=False)

    def take(self, event: Event, now: float) -> None:
        """Add an event that came `now`."""
        self.run = _up_to_date(event)
        match event:
            case Started():
                self.current, self.waiting = event.record.position, None
            case Waiting():
                self.waiting, self._waiting_since = event, now - event.elapsed
            case Ended() | Planned():
                self.current = self.waiting = None
            case Finished():
                self.current = self.waiting = None
                self.finished, self.ended = event, now

    def close(self, now: float) -> None:
        """Nothing more comes: the work ended, with or without a last event."""
        self.current = self.waiting = None
        self.ended = self.ended or now

    @property
    def records(self) -> Sequence[StepRecord]:
        """The steps, as last heard of."""
        return self.run.steps if self.run is not None else ()

    def state(self, record: StepRecord) -> str:
        """The state of a step; one that an earlier process started is unknown until the number has been read."""
        stale = record.state == "started" and record.position != self.current
        return "unknown" if stale else record.state

    def elapsed(self, now: float) -> float:
        """Seconds since the beginning of this attempt, or that it took."""
        return (self.ended or now) - self.began

    def waited(self, now: float) -> float:
        """Seconds since the wait for a task began."""
        return now - self._waiting_since

    @property
    def paused(self) -> bool:
        """Whether the platform has put the task aside for now."""
        return self.waiting is not None and self.waiting.status == _PAUSED

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(record.state == "done" for record in self.records)


def _up_to_date(event: Event) -> Run:
    """The run of an event; its steps are as they were before the one that the event tells of."""
    record = None if isinstance(event, Planned | Finished) else event.record
    if record is None:
        return event.run
    steps = (record if each.position == record.position else each for each in event.run.steps)
    return replace(event.run, steps=tuple(steps))


def bar(progress: Progress, now: float, cells: int) -> Row:
    """Return the determinate bar with `7 of 11` and the time, for a line of so many cells."""
    total = len(progress.records)
    counted = str(Message(N_("{done} of {total}"), {"done": progress.done, "total": total}))
    passed = ("  " + stopwatch(progress.elapsed(now)), "muted")
    if not total:
        return [passed]
    # A narrow line has the figures alone.
    length = _BAR_CELLS if cells >= _BAR_FROM else 0
    full = length * progress.done // total
    return [("━" * full, "accent"), ("─" * (length - full), "muted"), (f"  {counted}", "text"), passed]


def progress_rows(progress: Progress, now: float, cells: int, reasons: bool = True) -> list[Row]:
    """Return the lines of a run for a width of `cells`: a line a step, and below it why it failed, with `reasons`."""
    if progress.run is None:
        return []
    service_name = progress.run.intent.service_name
    state_cells = max(width(_(word)) for _sign, word, _style in (*_STATES.values(), _PAUSED_STATE))
    steps = [record.step for record in progress.records]
    rows: list[Row] = []
    waiting = progress.waiting
    if waiting is not None and waiting.record is None:
        task = _("Waiting for task {task}, which was left open").format(task=waiting.task)
        rows.extend(hanging([("● ", "accent")], task, "text", cells))
        rows.extend(_about_wait(progress, now, cells, 2))
    for record in progress.records:
        paused = progress.paused and record.position == progress.current
        sign, word, style = _PAUSED_STATE if paused else _STATES[progress.state(record)]
        left: Row = [
            (f"{sign} ", style),
            (fit(_(word), state_cells + 2), style if style != "accent" else "text"),
            (step_title(record.step, service_name), "muted" if record.state == "todo" else "text"),
        ]
        rows.append(spread(left, _beside(progress, record, now, cells), cells))
        column = 2 + state_cells + 2
        if record.position == progress.current and waiting is not None:
            rows.extend(_about_wait(progress, now, cells, column))
        reason = _reason(progress, record)
        if reason and reasons:
            rows.extend(hanging([(" " * column, "text")], without_secrets(reason, steps), style, cells, 3))
    return rows


def _beside(progress: Progress, record: StepRecord, now: float, cells: int) -> Row:
    """The right end of a step's line: attempt, task and time."""
    words = []
    if record.attempts > 1:
        words.append(_("attempt {n}").format(n=record.attempts))
    if record.task is not None and cells >= 60:
        words.append(_("task {task}").format(task=record.task))
    passed = ""
    if record.started is not None and record.ended is not None and record.state != "todo":
        passed = duration(record.ended - record.started)
    elif record.started is not None and record.position == progress.current:
        passed = stopwatch(now - record.started)
    return [("  ".join(words), "muted"), (f"{passed:>9}", "muted")]


def _about_wait(progress: Progress, now: float, cells: int, column: int) -> Iterator[Row]:
    if progress.waiting is None:
        return
    waited = progress.waited(now)
    if progress.paused:
        text = _("The platform has put the task aside until something else is done; waiting, {elapsed}")
    elif waited >= HEARTBEAT:
        text = _("still under way, {elapsed}")
    else:
        return
    shown = text.format(elapsed=stopwatch(waited))
    yield from hanging([(" " * column, "text")], shown, "warning" if progress.paused else "muted", cells)


def _reason(progress: Progress, record: StepRecord) -> str:
    state = progress.state(record)
    if state == "unknown":
        return _("The answer did not come; it may have been carried out.")
    # A reason of one word is the name of an error, for the journal; the outcome says it in words.
    return clean(record.reason) if state == "failed" and not record.reason.isidentifier() else ""


class RunProgress(Lines):
    """Draws a `Progress` at the time that `now` tells; `changed` follows an event, and the beat of a second."""

    def __init__(self, progress: Progress, now: Callable[[], float], reasons: bool = True) -> None:
        super().__init__()
        self._reasons = reasons
        self.progress = progress
        self._now = now

    def rows(self, cells: int) -> Sequence[Row]:
        return progress_rows(self.progress, self._now(), cells, self._reasons)

    @property
    def current_row(self) -> int:
        """The line of the step under way, to keep it in view."""
        at = self.progress.current
        return 0 if at is None else at + self._rows_above(at)

    def _rows_above(self, position: int) -> int:
        """How many lines other than steps come before a step: their reasons."""
        return sum(bool(_reason(self.progress, record)) for record in self.progress.records[:position])
