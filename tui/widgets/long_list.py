"""A list of any length below a heading: what moves through it, whatever its rows are.

The screen moves the cursor, so that the search box keeps the focus. Only the rows in view are drawn, line by line.
"""

from abc import abstractmethod

from textual import events

from tui.widgets.line import Drawn

HEADER = 1
"""Lines of the heading."""
THUMB = "▐"
_WHEEL = 3


class LongList(Drawn, can_focus=False):
    """A cursor, a page of rows in view from `_top` on, and the thumb that says where it lies in the whole."""

    LINES = "1fr"

    def __init__(self) -> None:
        super().__init__()
        self._top = 0
        self._cursor = 0

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are, as far as it is known."""

    @abstractmethod
    def chosen(self) -> None:
        """The row under the cursor was clicked."""

    # --- moving

    @property
    def rows(self) -> int:
        """How many rows fit on the page."""
        return max(self.size.height - HEADER, 0)

    @property
    def overflows(self) -> bool:
        """Whether there are more rows than fit on the page."""
        return self.count > self.rows > 0

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, stopping at either end."""
        self.go_to(self._cursor + by)

    def page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self.go_to(self._cursor + pages * max(self.rows - 1, 1))

    def last(self) -> None:
        """Move the cursor to the last row of all."""
        self.go_to(self.count - 1)

    def go_to(self, index: int) -> None:
        """Move the cursor to a row, or as near as there is one, and bring it into view."""
        self._cursor = max(min(index, self.count - 1), 0)
        self.view(min(max(self._top, self._cursor - self.rows + 1), self._cursor))
        self.refresh()

    def view(self, top: int) -> bool:
        """Show the page that begins at the row `top`, or as near as there is one; whether that is another page."""
        top = max(min(top, self.count - self.rows), 0)
        if top == self._top:
            return False
        self._top = top
        self.refresh()
        return True

    # --- the mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.view(self._top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.view(self._top - _WHEEL)

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - HEADER
        on_thumb = event.x == self.size.width - 1 and self.overflows
        if event.y < HEADER or index >= self.count or on_thumb:
            return
        if index == self._cursor:
            self.chosen()
        else:
            self.go_to(index)

    # --- drawing

    def thumb(self) -> range:
        """The rows of the page that the scrollbar's thumb covers; none where all fits."""
        if not self.overflows:
            return range(0)
        rows, total = self.rows, self.count
        size = max(rows * rows // total, 1)
        start = round((rows - size) * self._top / (total - rows))
        return range(start, start + size)
