"""Keys that come in one burst, as over a slow line: what is typed reaches its field before the command that follows.

Textual hands characters to what has the focus at once, and looks for bindings after that: a character typed ahead would
overtake a key that deletes or moves, and land where the focus is by then.
"""

import asyncio
from contextlib import suppress
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

_PATIENCE = 0.5  # Seconds for a widget to take the keys before; it takes a millisecond.


async def settle(screen: "Screen[Any]") -> None:
    """Let what has the focus take the keys that came before."""
    focused: Widget | None = screen.focused
    taken = asyncio.Event()
    if focused is not None and focused.call_later(taken.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(taken.wait(), _PATIENCE)


def in_turn(*actions: str) -> list[BindingType]:
    """Textual's own keys for what begins like one of these `actions` of a text field, each done in its turn."""
    return [
        Binding(each.key, f"edit({each.action!r})", show=False, priority=True)
        for each in Input.BINDINGS
        if isinstance(each, Binding) and each.action.startswith(actions)
    ]


class TypedInto(Input, inherit_css=False):
    """A line to type in, whose keys are done in the order in which they came."""

    BINDINGS: ClassVar[list[BindingType]] = in_turn("cursor", "delete")

    # Typing makes the content longer; in a box of fixed width that lays nothing out again.
    virtual_size = Reactive(Size(0, 0))

    async def action_edit(self, action: str) -> None:
        """Do what a key of Textual's own does, once the characters before it are in the field."""
        await settle(self.screen)
        await self.run_action(action)
