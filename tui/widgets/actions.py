"""A row of buttons: what can be done next, the probable one first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Button

from tui.i18n import N_, _
from tui.widgets.cells import width
from tui.widgets.flat_button import FlatButton

_GAP = 3


@dataclass(frozen=True)
class Action:
    """A button: the name that its press carries, and the message id of its label."""

    key: str
    label: str


class Actions(Horizontal):
    """Buttons on one line; the arrow keys go from one to the next. A press comes as `Actions.Chosen`."""

    DEFAULT_CSS = """
    Actions { height: auto; }
    Actions.-stacked { layout: vertical; }
    Actions FlatButton { margin: 0 3 0 0; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", N_("Previous button"), show=False),
        Binding("right", "app.focus_next", N_("Next button"), show=False),
    ]

    class Chosen(Message):
        """A button was pressed; `key` names it."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, actions: Sequence[Action] = (), focus: str = "") -> None:
        super().__init__(*(_ActionButton(action) for action in actions))
        self._focus = focus

    def on_mount(self) -> None:
        self._focus_one(self._focus)

    async def offer(self, actions: Sequence[Action], focus: str = "") -> None:
        """Replace the buttons, and focus the one named, else the first."""
        await self.remove_children()
        await self.mount_all([_ActionButton(action) for action in actions])
        self._stack()
        self._focus_one(focus)

    def on_resize(self) -> None:
        self._stack()

    def _stack(self) -> None:
        """One button a line where they do not fit on one."""
        needed = sum(width(str(button.label)) + _GAP for button in self.query(_ActionButton)) - _GAP
        self.set_class(needed > self.size.width > 0, "-stacked")

    def _focus_one(self, key: str) -> None:
        buttons = list(self.query(_ActionButton))
        named = [button for button in buttons if button.key == key]
        for button in (named or buttons)[:1]:
            button.focus(scroll_visible=False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        # A button that was replaced meanwhile no longer counts.
        if isinstance(event.button, _ActionButton) and event.button.parent is self:
            self.post_message(self.Chosen(event.button.key))


class _ActionButton(FlatButton):
    DEFAULT_CSS = """
    Actions _ActionButton:focus { background: $accent; }
    Actions _ActionButton:focus:ansi { background: ansi_default; }
    """

    def __init__(self, action: Action) -> None:
        super().__init__(_(action.label))
        self.key = action.key

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  Textual's signature
        # Textual adds the padding that its own buttons have.
        return width(str(self.label))
