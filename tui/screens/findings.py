"""What was found in a document: each finding with its place, its cause and its mend, and the lines around it."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.worker import Worker

from tui.i18n import N_, _, ngettext
from tui.screens.dialogs import labelled
from tui.screens.examining import Look
from tui.telephony.findings import Finding, Report
from tui.widgets.actions import Action, Actions
from tui.widgets.cells import fit, width
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.rail import CONFIGURATION, Rail
from tui.widgets.source_view import SourceView
from tui.words import LEVELS, finding_lines, report_words

_AGAIN, _CONTINUE = Action("again", N_("Check again")), Action("continue", N_("Continue"))
_FEWEST, _MOST = 3, 500
_BESIDE_FROM = 120
_SHARE, _SHARE_BESIDE = 6, 2
"""Of the lines of the screen the list takes one in so many: what is told of a finding has more, and its source."""

Onward = Literal["continue", "quit"]


class FindingsScreen(Screen["Onward | None"]):
    """Shows a `report` and lets the `look` that gave it be taken again; `rail` is where calls go, and the number.

    Dismisses with what is to be done next; None goes back to where the look was asked for.
    """

    HELP = N_("Mend the document with your own tools, then check it again. Nothing is changed or sent here.")
    DEFAULT_CSS = """
    FindingsScreen { layout: vertical; }
    FindingsScreen #title { margin: 1 2 0 2; }
    FindingsScreen #status { margin: 0 2; }
    FindingsScreen #page { height: 1fr; margin: 0 2; layout: vertical; }
    FindingsScreen #found { height: auto; }
    FindingsScreen #told { margin: 1 0; }
    FindingsScreen.-wide #page { layout: horizontal; }
    FindingsScreen.-wide #found { width: 1fr; height: 1fr; }
    FindingsScreen.-wide SourceView { width: 1fr; margin: 0 0 0 3; }
    FindingsScreen Actions { margin: 0 2 1 2; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_BESIDE_FROM, "-wide")]  # noqa: RUF012  as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "again", N_("check again")),
        Binding("f5", "go_on", N_("continue")),
        Binding("f8", "copy", N_("copy all")),
        Binding("c", "copy", N_("copy all"), show=False),
        Binding("escape", "back", N_("back")),
        Binding("up", "move(-1)", N_("One up"), show=False),
        Binding("down", "move(1)", N_("One down"), show=False),
        Binding("pageup", "page(-1)", N_("One page up"), show=False),
        Binding("pagedown", "page(1)", N_("One page down"), show=False),
        Binding("home", "edge(-1)", N_("First one"), show=False),
        Binding("end", "edge(1)", N_("Last one"), show=False),
    ]

    def __init__(self, look: Look, report: Report, rail: tuple[str, str]) -> None:
        super().__init__()
        self._look = look
        self._report = report
        self._rail = rail
        self._looking: Worker[None] | None = None
        self._title = Line(id="title")
        self._status = Line(id="status")
        self._list = PickList(_MOST)
        self._list.moved = self._point
        self._told = Lines(self._told_rows, id="told")
        self._source = SourceView()

    def compose(self) -> ComposeResult:
        yield Rail(self._rail[0], CONFIGURATION, self._rail[1])
        yield self._title
        yield self._status
        with Container(id="page"):
            with Vertical(id="found"):
                yield self._list
                yield self._told
            yield self._source
        yield Actions()
        yield KeyBar()

    async def on_mount(self) -> None:
        await self._show()

    def on_resize(self) -> None:
        """Give the list its part of the screen."""
        share = _SHARE_BESIDE if self.size.width >= _BESIDE_FROM else _SHARE
        self._list.styles.max_height = max(self.size.height // share, _FEWEST)

    # What is shown

    async def _show(self) -> None:
        report, at = self._report, self._list.cursor or 0
        words = report_words(report) if report.findings else _("Nothing to mend in the document")
        self._title.show([(words, "strong"), (f"   {self._look.title}", "muted")])
        self._list.show([_pick(finding) for finding in report.findings], at)
        self._list.display = self._source.display = bool(report.findings)
        self._told.changed()
        # What is wrong is mended elsewhere, meanwhile; then it is looked at again.
        await self.query_one(Actions).offer((_AGAIN, _CONTINUE) if report.has_errors else (_CONTINUE, _AGAIN))
        self.refresh_bindings()

    @property
    def _finding(self) -> Finding | None:
        at = self._list.cursor
        return None if at is None else self._report.findings[at]

    def _point(self) -> None:
        """Tell of the finding under the cursor, and show where it is."""
        finding = self._finding
        self._say("")
        self._told.changed()
        if finding is not None:
            self._source.show(self._report.lines, finding.line, finding.column)

    def _told_rows(self, cells: int) -> Sequence[Row]:
        finding = self._finding
        if finding is not None:
            place = _("line {line}, column {column}").format(line=finding.line, column=finding.column)
            told = [
                (_(LEVELS[finding.level]), place),
                (_("cause"), str(finding.message)),
                (_("what to do"), str(finding.mend)),
            ]
            (level, *rest), *others = labelled(told, cells)
            return [[(level[0], finding.level), *rest], *others]
        lines = sum(1 for each in self._report.lines if each.strip())
        words = ngettext(
            "{n} line was checked: no error and no warning.",
            "{n} lines were checked: no error and no warning.",
            lines,
        ).format(n=lines)
        limit = _("How it sounds to callers, only a call can tell.")
        return [*hanging([("✓ ", "success")], words, "text", cells), *hanging([], limit, "muted", cells)]

    def _say(self, words: str) -> None:
        self._status.show([(words, "muted")])

    # What the user does

    def action_move(self, by: int) -> None:
        """Move the cursor by so many findings."""
        self._list.move(by)

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self._list.move(pages * max(self._list.page - 1, 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last finding."""
        self._list.move(end * len(self._report.findings))

    def on_actions_chosen(self, event: Actions.Chosen) -> None:
        if event.key == _AGAIN.key:
            self.action_again()
        else:
            self.action_go_on()

    def action_again(self) -> None:
        """Look at the document as it is now."""
        if self._looking is None or self._looking.is_finished:
            self._looking = self.run_worker(self._look_again(), exit_on_error=False)

    async def _look_again(self) -> None:
        report = await self._look.take(self.app)
        if report is not None:
            self._report = report
            await self._show()
            self._say(_("Checked again."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """There is something to copy, and to move in, where something was found."""
        return action not in ("copy", "move", "page", "edge") or bool(self._report.findings)

    def action_copy(self) -> None:
        """Copy all findings, for whoever mends the document."""
        lines = [line for finding in self._report.findings for line in finding_lines(self._report, finding)]
        self.app.copy_to_clipboard("\n".join([self._look.where, "", *lines]))
        self._say(_("All findings are copied, where the terminal allows it."))

    def action_go_on(self) -> None:
        """Go on from where the look was asked for."""
        self._leave("continue")

    def action_back(self) -> None:
        """Go back to where the look was asked for."""
        self._leave(None)

    def action_quit(self) -> None:
        """Leave the wizard."""
        self._leave("quit")

    def _leave(self, onward: Onward | None) -> None:
        if self.is_active:
            self.dismiss(onward)


def _pick(finding: Finding) -> Pick:
    column = max(width(_(word)) for word in LEVELS.values()) + 2
    label = fit(_(LEVELS[finding.level]), column) + str(finding.message)
    return Pick(label, f"{finding.line}:{finding.column}")
