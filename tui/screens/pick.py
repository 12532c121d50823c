"""A small list to pick one value from, over the screen that asks; typing narrows it down."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.i18n import N_, _
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.key_bar import KeyBar, key_name, own_bindings
from tui.widgets.line import Line

Value = TypeVar("Value")

# What one does not look up in a list of commands.
_NOT_COMMANDS = ("commands", "hint")


class PickScreen(ModalScreen["Value | None"], Generic[Value]):
    """Asks for one of `options`, pairs of a value and its label (translated), the present one marked by the cursor.

    Dismisses with the value, or with None when the user leaves without picking.
    """

    DEFAULT_CSS = """
    PickScreen { align: center middle; }
    PickScreen > Vertical { width: 64; max-width: 94%; height: auto; max-height: 80%; padding: 1 2; background: $surface; }
    PickScreen Input { border: none; height: 1; padding: 0 1; margin: 1 0; background: $panel; }
    PickScreen Input:focus { border: none; background-tint: $foreground 0%; }
    PickScreen OptionList { border: none; height: auto; max-height: 14; padding: 0; background: $surface; }
    PickScreen OptionList:focus { border: none; background-tint: $foreground 0%; }
    """  # noqa: E501  a rule a line
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", N_("choose"), priority=True),
        Binding("up", "move('up')", N_("One up"), show=False, priority=True),
        Binding("down", "move('down')", N_("One down"), show=False, priority=True),
        Binding("pageup", "move('page_up')", N_("One page up"), show=False, priority=True),
        Binding("pagedown", "move('page_down')", N_("One page down"), show=False, priority=True),
        Binding("escape", "leave", N_("back")),
    ]

    def __init__(
        self, title: str, options: Sequence[tuple[Value, str]], present: Value | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._options = [(value, clean(label)) for value, label in options]
        self._present = present
        self._shown: list[Value] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line([(self._title, "strong")])
            yield Input(placeholder=_("Type to narrow down"), select_on_focus=False)
            yield OptionList()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(OptionList).can_focus = False
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        term = fold(clean(typed))
        found = [(value, label) for value, label in self._options if term in fold(label)]
        self._shown = [value for value, _label in found]
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options([Option(Content(label)) for _value, label in found])
        at = self._shown.index(self._present) if self._present in self._shown else 0
        listed.highlighted = at if found else None

    def action_move(self, where: str) -> None:
        """Move the cursor of the list, which never has the focus."""
        listed = self.query_one(OptionList)
        match where:
            case "up":
                listed.action_cursor_up()
            case "down":
                listed.action_cursor_down()
            case "page_up":
                listed.action_page_up()  # type: ignore[no-untyped-call]
            case _:
                listed.action_page_down()  # type: ignore[no-untyped-call]

    def action_pick(self) -> None:
        """Dismiss with the value under the cursor, if there is one."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._shown[at])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def on_click(self, event: events.Click) -> None:
        """A click beside the list leaves it."""
        if event.widget is self:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Dismiss without a value."""
        self.dismiss(None)


def commands_of(screen: "Screen[object]") -> list[tuple[str, str]]:
    """What can be done on a screen, as options: (key, what it does and the key's name), sorted by what it does."""
    found: dict[str, str] = {}
    for binding in own_bindings(screen):
        if binding.action not in _NOT_COMMANDS:
            found.setdefault(binding.description, binding.key)
    options = [(key, f"{_(words)}   {key_name(key)}") for words, key in found.items()]
    return sorted(options, key=lambda option: fold(option[1]))
