"""A few rows to pick one from; the screen moves the cursor, so that a search box keeps the focus."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.text import clean
from tui.widgets.cells import cut, fit, width
from tui.widgets.line import Drawn, palette_of

_MARK, _CURSOR_MARK = "  ", "▌ "
_MORE = "…"


class Pick(NamedTuple):
    """A row: what it is called, and a word at its right (both translated)."""

    label: str
    note: str = ""


class PickList(Drawn, can_focus=False):
    """Rows with a cursor; posts `Clicked` when the row under the cursor is clicked.

    `moved` is called when the cursor may be on another row.
    """

    LINES = "auto"
    moved: Callable[[], None] = staticmethod(lambda: None)

    class Clicked(Message):
        """The row under the cursor was clicked."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._rows: list[Pick] = []
        self._most = most
        self._cursor = 0
        self._top = 0
        self._none = ""

    def show(self, rows: Sequence[Pick], cursor: int = 0, none: str = "") -> None:
        """Draw other rows, with the cursor on the one of that index; `none` (translated) stands where there is none."""
        self._none = none
        self._rows = [Pick(clean(row.label), clean(row.note)) for row in rows]
        self._top = 0
        self._cursor = 0
        self.refresh(layout=True)
        self.go_to(cursor)

    @property
    def cursor(self) -> int | None:
        """The index of the row under the cursor; None when there is no row."""
        return self._cursor if self._rows else None

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return min(self._most, self.size.height or self._most)

    def go_to(self, index: int) -> None:
        """Move the cursor to a row, or as near as there is one, and bring it into view."""
        self._cursor = max(min(index, len(self._rows) - 1), 0)
        # No line stays free below while there are rows above.
        self._top = min(self._top, max(len(self._rows) - self.page, 0))
        self._top = min(max(self._top, self._cursor - self.page + 1), self._cursor)
        self.refresh()
        self.moved()

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, stopping at either end."""
        self.go_to(self._cursor + by)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return max(min(len(self._rows), self._most), 1)

    def on_resize(self) -> None:
        self.go_to(self._cursor)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-1)

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y
        if index == self.cursor:
            self.post_message(self.Clicked())
        elif index < len(self._rows):
            self.go_to(index)

    def render_line(self, y: int) -> Strip:
        palette, cells, index = palette_of(self), self.size.width, self._top + y
        if index >= len(self._rows):
            words = f"{_MARK}{self._none}" if not self._rows and y == 0 else ""
            return Strip([Segment(fit(words, cells), palette.muted)])
        row = self._rows[index]
        here = index == self._cursor
        # The first and the last row in view say by their marks that there are more beyond them.
        cut_off = (y == 0 and self._top > 0) or (y == self.page - 1 and index + 1 < len(self._rows))
        mark = _CURSOR_MARK if here else f"{_MORE} " if cut_off else _MARK
        # A long note leaves the label its room, up to half of the line.
        room = max(cells - len(mark) - 1, 0)
        note = f"  {row.note}" if row.note else ""
        if width(note) > room - width(row.label):
            note = cut(note, max(room - width(row.label), room // 2))
        label = fit(row.label, room - width(note))
        front, back = (palette.cursor, palette.cursor_muted) if here else (palette.text, palette.muted)
        segments = [
            Segment(mark, palette.cursor_mark if here else palette.muted),
            Segment(label, front),
            Segment(f"{note} ", back),
        ]
        return Strip(segments).adjust_cell_length(cells, back)
