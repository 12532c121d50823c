"""The search box: what is typed is looked for in the very keystroke, before anything is painted."""

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from tui.i18n import N_
from tui.text import clean
from tui.widgets.line import palette_of
from tui.widgets.typed_ahead import TypedInto

_LONGEST = 100
MOVES = (
    Binding("up", "screen.move(-1)", N_("One up"), show=False),
    Binding("down", "screen.move(1)", N_("One down"), show=False),
    Binding("pageup", "screen.page(-1)", N_("One page up"), show=False),
    Binding("pagedown", "screen.page(1)", N_("One page down"), show=False),
    Binding("home,ctrl+home", "screen.first", N_("To the first"), show=False),
    Binding("end,ctrl+end", "screen.last", N_("To the last"), show=False),
)
"""The keys that move in a list below the box, and the screen's actions for them."""


class SearchBox(TypedInto, inherit_css=False):
    """A line to type in; `search` is called with every new value from within its change.

    Waiting for the `Changed` message would paint each key twice: the character first, the list a frame later. The keys
    that move in a list go to the screen's actions of the same name, for the box keeps the focus. `blank` is called for
    a space where nothing was typed yet, which means nothing to a search.
    """

    DEFAULT_CSS = "SearchBox { height: 1; padding: 0 1; background: $surface; color: $foreground; }"
    # Drawn from the palette: a style sheet for each part of the box costs start-up time.
    COMPONENT_CLASSES: ClassVar[set[str]] = set()
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.choose", N_("choose")), *MOVES]

    def __init__(
        self,
        value: str,
        search: Callable[[str], None],
        placeholder: str = "",
        blank: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(value, placeholder=placeholder, select_on_focus=False)
        self._search = search
        self._blank = blank
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Clean what was typed or pasted: a paste can hold anything."""
        return clean(value, _LONGEST)

    def get_component_rich_style(
        self,
        *names: str,
        partial: bool = False,  # noqa: ARG002  Textual's signature
        default: Style | None = None,  # noqa: ARG002  Textual's signature
    ) -> Style:
        palette = palette_of(self)
        parts = {
            "input--cursor": palette.typing,
            "input--selection": palette.selected,
            "input--placeholder": palette.hint,
        }
        return parts.get(names[0], palette.hint)

    async def _on_key(self, event: events.Key) -> None:
        # Here and not by a binding: a space typed ahead must wait for the characters before it.
        if event.key == "space" and not self.value and self._blank is not None:
            event.stop()
            event.prevent_default()
            self._blank()
        else:
            await super()._on_key(event)

    def watch_value(self, value: str) -> None:
        """Search, in the same turn of the loop that takes the key."""
        if self.is_mounted:
            self._search(value)
