"""A page that says something and offers a few things to do; Esc is the way back."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from tui.i18n import N_
from tui.screens.scrolling import SCROLLING, scroll
from tui.widgets.actions import Action, Actions
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row
from tui.widgets.rail import NOWHERE, Rail

Answer = TypeVar("Answer")


class PageScreen(Screen["Answer | None"], Generic[Answer]):
    """A title, lines that scroll, and buttons; dismisses with None when the user goes back.

    `place` says where calls go, translated.
    """

    DEFAULT_CSS = """
    PageScreen { layout: vertical; }
    PageScreen #title { margin: 1 2; }
    PageScreen #body { margin: 0 2 0 4; height: 1fr; scrollbar-size-vertical: 1; }
    PageScreen Actions { margin: 1 2 1 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("back")),
        *SCROLLING,
    ]

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self.body = Lines(self.lines)

    def compose(self) -> ComposeResult:
        yield Rail(self._place, NOWHERE)
        yield Line([(self.title_words(), "strong")], id="title")
        with VerticalScroll(id="body", can_focus=False):
            yield self.body
        yield Actions(self.actions())
        yield KeyBar()

    def title_words(self) -> str:
        """The title, translated."""
        raise NotImplementedError

    def lines(self, cells: int) -> Sequence[Row]:
        """What stands below the title."""
        raise NotImplementedError

    def actions(self) -> Sequence[Action]:
        """The buttons, the probable one first."""
        return ()

    def answer(self, answer: "Answer | None") -> None:
        """Close with an answer; a second one, of a key that was still on its way, is dropped."""
        if self.is_active:
            self.dismiss(answer)

    def action_back(self) -> None:
        """Close without an answer."""
        self.answer(None)

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.app.exit()

    def action_scroll(self, where: str) -> None:
        """Move the lines, which never have the focus."""
        scroll(self.query_one("#body", VerticalScroll), where)


class OfferScreen(PageScreen[str]):
    """A page that dismisses with the name of the button that was pressed."""

    def on_actions_chosen(self, event: Actions.Chosen) -> None:
        self.answer(event.key)
