"""The keys that move a text which never has the focus, for the screens around it."""

from textual.binding import Binding
from textual.containers import VerticalScroll

from tui.i18n import N_

SCROLLING = (
    Binding("up", "scroll('up')", N_("One up"), show=False),
    Binding("down", "scroll('down')", N_("One down"), show=False),
    Binding("pageup", "scroll('page_up')", N_("One page up"), show=False),
    Binding("pagedown", "scroll('page_down')", N_("One page down"), show=False),
)
"""For the bindings of a screen whose `action_scroll(where)` hands its text to `scroll`."""


def scroll(text: VerticalScroll, where: str) -> None:
    """Move a text by what a key of `SCROLLING` says."""
    moves = {
        "up": text.scroll_up,
        "down": text.scroll_down,
        "page_up": text.scroll_page_up,
        "page_down": text.scroll_page_down,
    }
    moves[where](animate=False)
