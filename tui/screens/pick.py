"""A small list to pick one value from, over the screen that asks; typing narrows it down."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.i18n import N_, _
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.key_bar import KeyBar, key_name, own_bindings
from tui.widgets.line import Line
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.search import MOVES, SearchBox
from tui.widgets.typed_ahead import settle

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
    picking; `then` is called with the value before another key is looked at. `adds` says what can be added by what was
    typed, as an option that comes last.
    """

    DEFAULT_CSS = """
    PickScreen { align: center middle; }
    PickScreen > Vertical { width: 64; max-width: 94%; height: auto; max-height: 90%; padding: 1 2; background: $surface; }
    PickScreen > Vertical:ansi { border: round ansi_default; }
    PickScreen SearchBox { margin: 1 0; background: $panel; }
    """  # noqa: E501  a rule a line
    AROUND: ClassVar[int] = 9
    """Lines that all but the list takes, and what is to be seen of the page below."""
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed ahead reach what lies below; and those that move too, so that none of these
        # overtakes another.
        Binding("enter", "choose", N_("choose"), priority=True),
        Binding("escape", "leave", N_("back"), priority=True),
        *(replace(each, priority=True) for each in MOVES),
    ]

    def __init__(
        self,
        title: str,
        options: Sequence[Option[Value]],
        present: Value | None = None,
        typed: str = "",
        then: Callable[[Value], None] | None = None,
        adds: Callable[[str], tuple[Value, str, str] | None] | None = None,
    ) -> None:
        super().__init__()
        self._adds = adds
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
            words = (
                _("Type to narrow down") if self._adds is None else _("Type to narrow down, or a new name")
            )
            yield SearchBox(self._typed, self._narrow, words)
            yield self._list
            yield from self.below()
        yield KeyBar()

    def below(self) -> Iterable[Widget]:
        """What stands below the list."""
        return ()

    def on_mount(self) -> None:
        self._narrow(self._typed)

    def on_resize(self) -> None:
        """Give the list the same lines whatever it holds, so that nothing moves while one types."""
        most = len(self._options) + (1 if self._adds is not None else 0)
        self._list.styles.height = max(min(most, _ROWS, self.size.height - self.AROUND), 1)

    def _narrow(self, typed: str) -> None:
        term = fold(typed)
        named = [option for option in self._options if term in fold(clean(option.label))]
        # Who looks for an agent by name finds the number, and without typing its spaces too.
        shown = named or [
            option
            for option in self._options
            if term in fold(clean(f"{option.label.replace(' ', '')} {option.note}"))
        ]
        shown.sort(key=lambda option: _rank(term, fold(clean(option.label))))
        added = None if self._adds is None else self._adds(typed)
        self._shown = [*shown, Option(*added)] if added is not None else shown
        values = [option.value for option in self._shown]
        at = values.index(self._present) if not term and self._present in values else 0
        none = _("There is nothing of that name.") if term else ""
        self._list.show([Pick(option.label, option.note) for option in self._shown], at, none)

    async def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        await settle(self)
        self._list.move(by)

    async def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        await settle(self)
        self._list.move(pages * max(self._list.page - 1, 1))

    async def action_first(self) -> None:
        """Move the cursor to the first row."""
        await settle(self)
        self._list.go_to(0)

    async def action_last(self) -> None:
        """Move the cursor to the last row."""
        await settle(self)
        self._list.go_to(len(self._shown) - 1)

    @property
    def present(self) -> Value | None:
        """The value under the cursor; None where there is none."""
        at = self._list.cursor
        return None if at is None else self._shown[at].value

    async def action_choose(self) -> None:
        """Pick the value under the cursor, if there is one."""
        await settle(self)
        value = self.present
        if value is not None and self.is_active:
            self.picked(value)

    def picked(self, value: Value) -> None:
        """Dismiss with a value."""
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


def _rank(term: str, label: str) -> int:
    """How well a label answers to a term, both folded; the best first: it begins so, a word of it does, it holds it."""
    return 0 if label.startswith(term) else 1 if re.search(rf"\b{re.escape(term)}", label) else 2


def commands_of(screen: "Screen[object]") -> list[Option[str]]:
    """What can be done on a screen, by its words; the value of each is the key that does it."""
    found: dict[str, str] = {}
    for binding in own_bindings(screen):
        # What speaks for several keys is no command of its own.
        if not binding.key_display and binding.action.split("(")[0].split(".")[-1] not in _NOT_COMMANDS:
            found.setdefault(binding.description, binding.key)
    options = [Option(key, _sentence(_(words)), key_name(key)) for words, key in found.items()]
    return sorted(options, key=lambda option: fold(option.label))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
