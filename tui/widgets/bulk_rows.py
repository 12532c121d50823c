"""Several numbers on one page: what each has before it, how far it is while all are set up, and how it ended."""

from collections.abc import Callable, Sequence

from tui.bulk import BulkReport, Happening, Prospect, Refused, Result
from tui.engine.errors import SettingsRefused
from tui.engine.masking import without_secrets
from tui.engine.ports import Run
from tui.engine.runner import Event, Finished
from tui.faults import fault_of
from tui.i18n import N_, Message, _, labelled, ngettext
from tui.reports import STATES
from tui.telephony import values
from tui.times import stopwatch
from tui.use_cases import Proposal
from tui.widgets.cells import fit, width
from tui.widgets.lines import Lines, Row, hanging, spread
from tui.widgets.run_progress import Progress
from tui.words import TypeTitle, step_title

_SIGNS = {
    "done": ("✓", "success"),
    "failed": ("✗", "error"),
    "partial": ("!", "warning"),
    "running": ("!", "warning"),
    "todo": ("○", "muted"),
    "left": ("○", "muted"),
}
_NUMBER = 18
"""Cells of the column of the numbers, with the gap behind it."""


class Progresses:
    """How far several numbers are: the events of their runs add up here. `began` in Unix seconds."""

    def __init__(self, numbers: Sequence[str], began: float) -> None:
        self.began = began
        self.ended: float | None = None
        self.results = {number: Result(number, "todo") for number in numbers}
        self.current: str | None = None
        self.run = Progress(began)

    def take(self, event: Happening, now: float) -> None:
        """Add an event that came `now`."""
        match event:
            case BulkReport():
                self.results |= {each.number: each for each in event.results}
            case Refused():
                self.results[event.number] = event.result
                self.current = None
            case _:
                self._take_of_run(event, now)

    def _take_of_run(self, event: Event, now: float) -> None:
        name = event.run.intent.service_name
        if name != self.current:
            self.current, self.run = name, Progress(now)
        self.run.take(event, now)
        if isinstance(event, Finished):
            self.results[name] = Result.of(event)
            self.current = None

    def close(self, now: float) -> None:
        """Nothing more comes."""
        self.current, self.ended = None, now

    @property
    def report(self) -> BulkReport:
        """How it stands with all of the numbers."""
        return BulkReport(tuple(self.results.values()))

    @property
    def done(self) -> int:
        """How many numbers are done."""
        return len(self.report.of("done"))

    def elapsed(self, now: float) -> float:
        """Seconds since the beginning, or that it took."""
        return (self.ended or now) - self.began


# --- before


def prospect_rows(
    prospects: Sequence[Prospect], cursor: int, type_title: TypeTitle, cells: int
) -> list[list[Row]]:
    """The lines of each number before anything is agreed to; the one at `cursor` is in hand."""
    return [
        _prospect_rows(each, ("▌", "accent") if at == cursor else (" ", "text"), type_title, cells)
        for at, each in enumerate(prospects)
    ]


def _prospect_rows(each: Prospect, mark: tuple[str, str], type_title: TypeTitle, cells: int) -> list[Row]:
    sign, style, words = ("✗", "error", _refusal(each)) if each.proposal is None else _foreseen(each.proposal)
    lead: Row = [mark, (f"{sign} ", style), (fit(values.display(each.number), _NUMBER), "text")]
    rows = hanging(lead, words, "text" if each.proposal is not None else style, cells)
    if each.proposal is not None and each.proposal.erases is not None and each.proposal.plan:
        title = str(each.proposal.erased_title or type_title(each.proposal.number.feature_type))
        lost = Message(N_("“{title}” and its settings are lost"), {"title": title})
        rows += hanging([(" " * (3 + _NUMBER), "text")], str(lost), "warning", cells)
    return rows


def _foreseen(proposal: Proposal) -> tuple[str, str, str]:
    count = len(proposal.plan.steps)
    if not count:
        return "=", "muted", _("nothing to change")
    words = ngettext("{n} change", "{n} changes", count).format(n=count)
    return ("!", "warning", words) if proposal.erases is not None else ("~", "strong", words)


def _refusal(each: Prospect) -> str:
    if each.error is None:
        return ""
    if isinstance(each.error, SettingsRefused):
        return "; ".join(labelled(problem.path, str(problem.message)) for problem in each.error.problems)
    fault = fault_of(each.error)
    return f"{fault.what} {fault.cause}".strip()


# --- while, and after


def progress_rows(progresses: Progresses, now: float, cells: int) -> list[list[Row]]:
    """The lines of each number while all are set up, and when that is over."""
    words = [_(label) for label in STATES.values()]
    column = max(map(width, words)) + 2
    return [_progress_rows(progresses, each, now, column, cells) for each in progresses.results.values()]


def _progress_rows(progresses: Progresses, each: Result, now: float, column: int, cells: int) -> list[Row]:
    if each.number == progresses.current:
        run = progresses.run
        step = next((record for record in run.records if record.position == run.current), None)
        title = "" if step is None else step_title(step.step, each.number)
        told = f"{run.done}/{len(run.records)}  {title}" if run.records else ""
        left = _lead("●", "accent", each.number, _(STATES["running"]), "text", column)
        return [spread([*left, (told, "text")], [(stopwatch(run.elapsed(now)), "muted")], cells)]
    sign, style = _SIGNS[each.state]
    rows: list[Row] = [_lead(sign, style, each.number, _(STATES[each.state]), style, column)]
    if each.fault is not None:
        steps = [] if each.run is None else [record.step for record in each.run.steps]
        cause = f" ({each.fault.cause})" if each.fault.cause else ""
        for text, text_style in ((f"{each.fault.what}{cause}", "text"), (str(each.fault.mend), "muted")):
            rows += hanging([(" " * 4, "text")], without_secrets(text, steps), text_style, cells)
    return rows


def _lead(sign: str, style: str, number: str, state: str, state_style: str, column: int) -> Row:
    return [
        (f"{sign} ", style),
        (fit(values.display(number), _NUMBER), "text"),
        (fit(state, column), state_style),
    ]


def report_text(report: BulkReport) -> str:
    """The report as a text to be copied; no secret is in it."""
    runs = [each.run for each in report.results if each.run is not None]
    steps = [record.step for run in runs for record in run.steps]
    return without_secrets("\n".join(str(line) for line in report.lines()), steps)


def unfinished(report: BulkReport) -> list[Run]:
    """The runs that can be carried on."""
    return [each.run for each in report.of("todo", "running", "partial") if each.run is not None]


class Blocks(Lines):
    """Draws blocks of lines, one for each number; `line_of` says where one begins, to keep it in view."""

    def __init__(self, blocks: Callable[[int], Sequence[Sequence[Row]]]) -> None:
        super().__init__()
        self._blocks = blocks

    def rows(self, cells: int) -> Sequence[Row]:
        return [row for block in self._blocks(cells) for row in block]

    def line_of(self, at: int) -> int:
        """The line at which a block begins."""
        return sum(map(len, self._blocks(max(self.size.width, 1))[:at]))
