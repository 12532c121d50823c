"""What was applied: all runs of the journal, newest first; one can be looked at, carried on, undone, copied."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.engine.errors import WizardError
from tui.engine.ports import Run, RunSummary
from tui.engine.scope import Scope
from tui.engine.states import BEGUN, UNFINISHED
from tui.faults import fault_of
from tui.flow import CarryOn, Quit, Undo
from tui.i18n import N_, Message, _, ngettext
from tui.screens.page import PageScreen
from tui.telephony.values import search_term
from tui.widgets.actions import Action, Actions
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Row
from tui.widgets.rail import NOWHERE, Rail
from tui.widgets.run_list import RunList, RunSource
from tui.widgets.run_summary import run_rows, run_ticket, summary_texts
from tui.widgets.search import SearchBox

HistoryAnswer = CarryOn | Undo | Quit | None

_COPIED = N_("Copied, where the terminal allows it; else select the text with the mouse.")
_KEYS: tuple[Binding, ...] = (
    Binding("f9", "carry_on", N_("resume")),
    Binding("f6", "undo", N_("undo")),
    Binding("f8", "copy_ticket", N_("copy for a ticket")),
)


def can_carry_on(run: Run | RunSummary, here: Scope) -> bool:
    """Whether a run can be resumed from this account."""
    return run.scope == here and run.state in UNFINISHED


def can_undo(run: Run | RunSummary, here: Scope) -> bool:
    """Whether a run, as far as can be told from here, has changed something that can be undone."""
    changed = run.changed if isinstance(run, Run) else bool(run.done or run.state in BEGUN)
    return run.scope == here and changed


class HistoryScreen(Screen[HistoryAnswer]):
    """Shows the runs of `source`; dismisses with what is to be done with one of them, or None to go back.

    `whole` reads one run with its steps; `here` is the account in use: runs of others are shown as such.
    `search` and `older`, how many runs are below the cursor, are what the screen was left with; `left_with` gives them.
    """

    HELP = N_(
        "Every run is kept: what was applied to which number, when and by whom, and how it ended. A run is undone by "
        "bringing back what the number had before it; that is a run too, and can itself be undone."
    )
    DEFAULT_CSS = """
    HistoryScreen #title { margin: 1 2; }
    HistoryScreen SearchBox { margin: 0 2; }
    HistoryScreen RunList { margin: 1 0 0 2; }
    HistoryScreen #found { margin: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*_KEYS, Binding("escape", "back", N_("back"))]

    def __init__(
        self,
        source: RunSource,
        whole: Callable[[int], Run],
        here: Scope,
        exchange_word: str,
        search: str = "",
        older: int | None = None,
    ) -> None:
        super().__init__()
        self._whole = whole
        self._here = here
        self._exchange_word = exchange_word
        self._search = search
        self._found = Line(id="found")
        self._list = RunList(
            source, lambda run: summary_texts(run, here), self._nothing, search_term(search), older
        )

    def compose(self) -> ComposeResult:
        yield Rail(self._exchange_word, NOWHERE)
        yield Line([(_("What was applied"), "strong")], id="title")
        yield SearchBox(self._search, self._look_for, _("Number"))
        yield self._list
        yield self._found
        yield KeyBar()

    def on_mount(self) -> None:
        self._count()

    def left_with(self) -> tuple[str, int]:
        """The search and how many runs are below the cursor, for opening the screen again as it was."""
        return self._search, self._list.older

    def _nothing(self) -> str:
        return _("No run on such a number.") if self._search else _("Nothing was applied yet.")

    def _look_for(self, typed: str) -> None:
        self._search = typed
        self._list.search(search_term(typed))
        self._count()

    def _count(self) -> None:
        words = ngettext("{n} run", "{n} runs", self._list.count).format(n=self._list.count)
        self._found.show(right=[(words, "muted")])
        self.refresh_bindings()

    # --- what the user does

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._list.move(by)
        self.refresh_bindings()

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self._list.page(pages)
        self.refresh_bindings()

    def action_first(self) -> None:
        """Move the cursor to the newest run."""
        self._list.go_to(0)
        self.refresh_bindings()

    def action_last(self) -> None:
        """Move the cursor to the oldest run."""
        self._list.last()
        self.refresh_bindings()

    def action_choose(self) -> None:
        """Look at the run under the cursor."""
        run = self._read()
        if run is not None:
            self.app.push_screen(RunScreen(run, self._here, self._exchange_word), self._answered)

    def on_run_list_chosen(self) -> None:
        """Look at the run that was clicked."""
        self.action_choose()

    def _read(self) -> Run | None:
        """The run under the cursor, whole; what the store says against it is shown."""
        try:
            return None if self._list.present is None else self._whole(self._list.present.id)
        except WizardError as error:
            self.notify(str(fault_of(error).what), severity="error", markup=False)
            return None

    def _answered(self, answer: HistoryAnswer) -> None:
        if answer is not None:
            self.dismiss(answer)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Which keys do something with the run under the cursor."""
        run = self._list.present
        match action:
            case "carry_on":
                return run is not None and can_carry_on(run, self._here)
            case "undo":
                return run is not None and can_undo(run, self._here)
            case "copy_ticket" | "choose":
                return run is not None
        return True

    def action_carry_on(self) -> None:
        """Carry on the run under the cursor."""
        if self._list.present is not None:
            self.dismiss(CarryOn(self._list.present.id))

    def action_undo(self) -> None:
        """Undo the run under the cursor."""
        if self._list.present is not None:
            self.dismiss(Undo(self._list.present.id))

    def action_copy_ticket(self) -> None:
        """Copy the run under the cursor as text."""
        run = self._read()
        if run is not None:
            self.app.copy_to_clipboard(run_ticket(run))
            self._found.show([(_(_COPIED), "muted")])

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.dismiss(Quit())


RESUME, UNDO, COPY, BACK = "carry_on", "undo", "copy_ticket", "back"


class RunScreen(PageScreen[CarryOn | Undo | Quit]):
    """All that is known of a run: who, when, from what to what, its steps with attempts, reasons and query ids."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_KEYS,
        Binding("c", "copy_ticket", N_("copy for a ticket"), show=False),
    ]

    def __init__(self, run: Run, here: Scope, exchange_word: str) -> None:
        self._shown = run
        self._here = here
        super().__init__(exchange_word)

    def title_words(self) -> str:
        return str(Message(N_("Run {run}"), {"run": self._shown.id}))

    def lines(self, cells: int) -> list[Row]:
        return run_rows(self._shown, cells)

    def actions(self) -> list[Action]:
        labels = {
            BACK: N_("Back"),
            RESUME: N_("Resume"),
            UNDO: N_("Undo"),
            COPY: N_("Copy for a ticket"),
        }
        return [Action(key, label) for key, label in labels.items() if self.check_action(key, ())]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """What can be done with the run."""
        match action:
            case "carry_on":
                return can_carry_on(self._shown, self._here)
            case "undo":
                return can_undo(self._shown, self._here)
        return True

    async def on_actions_chosen(self, event: Actions.Chosen) -> None:
        """Do what a button says."""
        await self.run_action(event.key)

    def action_carry_on(self) -> None:
        """Carry on the run."""
        self.answer(CarryOn(self._shown.id))

    def action_undo(self) -> None:
        """Undo the run."""
        self.answer(Undo(self._shown.id))

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.answer(Quit())

    def action_copy_ticket(self) -> None:
        """Copy the run as text."""
        self.app.copy_to_clipboard(run_ticket(self._shown))
        self.query_one("#title", Line).show([(self.title_words(), "strong")], [(_(_COPIED), "muted")])
