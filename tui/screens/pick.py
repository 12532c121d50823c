"""A small list to pick one value from, over the screen that asks; typing narrows it down."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from tui.i18n import N_, _
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.control import settle
from tui.widgets.key_bar import KeyBar, key_name, own_bindings
from tui.widgets.line import Line
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.search import SearchBox

Value = TypeVar("Value")

_ROWS = 14
# What one does not look up in a list of commands: the list itself, and moving about.
_NOT_COMMANDS = {"commands", "hint", "move", "page", "first", "last", "edge", "scroll"}


class Option(NamedTuple, Generic[Value]):
    """A value that can be picked, its label, and a word at the label's right (both translated)."""

    value: Value
    label: str
    note: str = ""


class PickScreen(ModalScreen["Value | None"], Generic[Value]):
    """Asks for one of `options`; the cursor begins on the one whose value is `present`.

    `typed` narrows them down from the start. Dismisses with the value, or with None when the user leaves without
    picking; `then` is called with the value before another key is looked at.
    """

    DEFAULT_CSS = """
    PickScreen { align: center middle; }
    PickScreen > Vertical { width: 64; max-width: 94%; height: auto; max-height: 90%; padding: 1 2; background: $surface; }
    PickScreen > Vertical:ansi { border: round ansi_default; }
    PickScreen SearchBox { margin: 1 0; background: $panel; }
    """  # noqa: E501  a rule a line
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed ahead reach what lies below.
        Binding("enter", "choose", N_("choose"), priority=True),
        Binding("escape", "leave", N_("back"), priority=True),
    ]

    def __init__(
        self,
        title: str,
        options: Sequence[Option[Value]],
        present: Value | None = None,
        typed: str = "",
        then: Callable[[Value], None] | None = None,
    ) -> None:
        super().__init__()
        self._typed = typed
        self._then = then
        self._title = title
        self._options = options
        self._present = present
        self._shown: Sequence[Option[Value]] = ()
        self._list = PickList(_ROWS)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line([(self._title, "strong")])
            yield SearchBox(self._typed, self._narrow, _("Type to narrow down"))
            yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        self._narrow(self._typed)

    def _narrow(self, typed: str) -> None:
        term = fold(typed)
        self._shown = [option for option in self._options if term in fold(clean(option.label))]
        values = [option.value for option in self._shown]
        at = values.index(self._present) if self._present in values else 0
        self._list.show([Pick(option.label, option.note) for option in self._shown], at)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._list.move(by)

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self._list.move(pages * max(self._list.page - 1, 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._list.go_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._list.go_to(len(self._shown) - 1)

    async def action_choose(self) -> None:
        """Dismiss with the value under the cursor, if there is one."""
        await settle(self)
        at = self._list.cursor
        if at is None or not self.is_current:
            return
        value = self._shown[at].value
        self.dismiss(value)
        if self._then is not None:
            self._then(value)

    async def on_pick_list_clicked(self) -> None:
        await self.action_choose()

    def on_click(self, event: events.Click) -> None:
        """A click beside the list leaves it."""
        if event.widget is self:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Dismiss without a value."""
        self.dismiss(None)


def commands_of(screen: "Screen[object]") -> list[Option[str]]:
    """What can be done on a screen, by its words; the value of each is the key that does it."""
    found: dict[str, str] = {}
    for binding in own_bindings(screen):
        if binding.action.split("(")[0].split(".")[-1] not in _NOT_COMMANDS:
            found.setdefault(binding.description, binding.key)
    options = [Option(key, _sentence(_(words)), key_name(key)) for words, key in found.items()]
    return sorted(options, key=lambda option: fold(option.label))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
