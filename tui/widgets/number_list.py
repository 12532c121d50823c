"""The list of numbers: a page of rows drawn line by line over an inventory of any size.

It holds no rows: matches are positions (`Matches`), and the rows of a page are read when it is drawn. A key's first
page is found before its paint, the rest of the counting follows in slices that no key has to wait for.
"""

from collections.abc import Callable, Container, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from tui.i18n import N_, _
from tui.telephony.values import display
from tui.text import clean
from tui.theme import Palette
from tui.widgets.cells import fit, width
from tui.widgets.line import palette_of
from tui.widgets.long_list import HEADER, THUMB, LongList
from tui.widgets.matches import Matches, NumberSource, Picked, Row

StateWords = Callable[[str, str | None], str]
"""The state of a number in words, from its feature type and its pool."""

_MARK, _MARKED, _CURSOR_MARK, _CURSOR_MARKED = "   ", " ● ", "▌  ", "▌● "
_TURN, _PAUSE = 0.002, 0.002  # Seconds of counting, and seconds between, for keys and paints to come in.
_KEPT_ROWS = 512
_ACCOUNT_FROM = 100  # Columns from which there is room for the billing account.
_HEADINGS = (N_("Number"), N_("Description"), N_("Configuration"), N_("Billing account"))


class NumberList(LongList):
    """The aliases of `source`.

    `nothing` gives the lines to draw where there is no row. `counted` is called when more is known about how many
    numbers match; a call and not a message, so that what it changes is painted in the same frame. Those in `marks` bear
    a sign. Posts `Chosen` when the number under the cursor is clicked.
    """

    class Chosen(Message):
        """The number under the cursor was clicked; `service_name` names it."""

        def __init__(self, service_name: str) -> None:
            super().__init__()
            self.service_name = service_name

    def __init__(
        self,
        source: NumberSource,
        state_words: StateWords,
        nothing: Callable[[], Sequence[str]],
        counted: Callable[[], None],
        term: str = "",
        cursor: str | None = None,
        marks: Container[str] = (),
    ) -> None:
        super().__init__()
        self._source = source
        self._state_words = state_words
        self._nothing = nothing
        self._counted = counted
        self._matches = Matches(source, Picked(), term)
        self._wanted_cursor = cursor
        self._marks = marks
        self._rows: dict[str, Row] = {}
        self._strips: dict[tuple[str, bool], Strip] = {}
        self._page: list[str] = []
        self._page_at: tuple[int, int] | None = None
        self._palette: Palette | None = None
        self._counting: Timer | None = None
        self._drawn_thumb = range(0)
        self._drawn_cursor: int | None = None
        self._dragging = False
        # The first page is there before the first paint, which does not wait for the size.
        self._matches.step()

    # What is found

    @property
    def matches(self) -> Matches:
        """What the present term and filters find, as far as it is known."""
        return self._matches

    @property
    def count(self) -> int:
        return len(self._matches)

    @property
    def cursor_name(self) -> str | None:
        """The service name under the cursor, or None in an empty list."""
        names = self._matches.names(self._cursor, self._cursor + 1)
        return names[0] if names else None

    def search(self, term: str) -> None:
        """Show the numbers whose search key holds `term`, from the first one on."""
        if term == self._matches.term:
            return
        self._matches.search(term)
        self._show_first()

    def pick(self, picked: Picked) -> None:
        """Show the numbers under these filters, from the first one on."""
        if picked == self._matches.picked:
            return
        self._matches = Matches(self._source, picked, self._matches.term)
        self._show_first()

    def marked(self) -> None:
        """Show that other numbers are marked than before."""
        self._strips.clear()
        self.refresh()

    def renew(self) -> None:
        """Read the source again, which has changed, with the cursor on the same number at the same height."""
        name, height = self.cursor_name, self._cursor - self._top
        self._matches = Matches(self._source, self._matches.picked, self._matches.term)
        self._rows.clear()
        self._strips.clear()
        self._page_at = None
        self._matches.fill(self._cursor + self.rows)
        if name is not None:
            self._find_wanted(name)
        self._cursor = max(min(self._cursor, len(self._matches) - 1), 0)
        self._top = max(min(self._cursor - height, len(self._matches) - self.rows), 0)
        self._begin()
        self.refresh()

    def _show_first(self) -> None:
        self._top = self._cursor = 0
        self._page_at = None
        self._begin()
        self.refresh()

    def _begin(self) -> None:
        """Find the first page now and the rest in slices."""
        self._matches.fill(self._top + self.rows)
        self._counted()
        if not self._matches.complete and self._counting is None:
            self.call_after_refresh(self._start_counting)

    def _start_counting(self) -> None:
        if self._counting is None and not self._matches.complete:
            self._counting = self.set_interval(_PAUSE, self._count_on)

    def _count_on(self) -> None:
        page_was_full = len(self._matches) >= self._top + self.rows
        self._matches.work(_TURN)
        if not page_was_full:
            self.refresh()
        if self._matches.complete:
            if self._counting is not None:
                self._counting.stop()
                self._counting = None
            # Textual sends a line from its beginning, so only the lines that the thumb left or came to are drawn.
            for row in set(self._drawn_thumb) ^ set(self.thumb()):
                self.refresh(self._line_region(self._top + row))
            self._counted()

    # The cursor and the view

    def last(self) -> None:
        """Move the cursor to the last match of all."""
        self._matches.finish()
        self._counted()
        super().last()

    def go_to(self, index: int) -> None:
        """Move the cursor to a match and bring it into view."""
        self._matches.fill(index + self.rows)
        index = max(min(index, len(self._matches) - 1), 0)
        before, self._cursor = self._cursor, index
        if self.view(min(max(self._top, index - self.rows + 1), index)) or before == index:
            return
        self.refresh(self._line_region(before), self._line_region(index))

    def _line_region(self, index: int) -> Region:
        return Region(0, index - self._top + HEADER, self.size.width, 1)

    # Events

    def on_resize(self) -> None:
        """Fill the page that there is room for now, and bring the cursor into view."""
        self._strips.clear()
        if self._wanted_cursor is not None:
            self._find_wanted(self._wanted_cursor)
            self._wanted_cursor = None
        top = max(min(self._top, len(self._matches) - self.rows), 0)
        self._top = min(max(top, self._cursor - self.rows + 1), self._cursor)
        self._begin()
        # Textual paints a widget of another size by itself; it has done so, when this comes after the first paint.
        if self._page_at not in (None, self._page_place()) or self._drawn_cursor not in (None, self._cursor):
            self.refresh()

    def _find_wanted(self, service_name: str) -> None:
        """Put the cursor where it was when the list was left; reading up to it is a matter of milliseconds."""
        found = self._matches.index(service_name)
        while found is None and not self._matches.complete:
            self._matches.step()
            found = self._matches.index(service_name)
        if found is not None:
            self._cursor = found
            self._top = max(found - self.rows // 2, 0)

    def notify_style_update(self) -> None:
        """Draw everything again: the theme may be another one."""
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.x == self.size.width - 1 and self.overflows:
            self._dragging = True
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, y: int) -> None:
        share = (y - HEADER) / max(self.rows - 1, 1)
        self.view(round(share * (len(self._matches) - self.rows)))

    def chosen(self) -> None:
        if self.cursor_name is not None:
            self.post_message(self.Chosen(self.cursor_name))

    # Drawing

    def render_line(self, y: int) -> Strip:
        palette = self._palette
        if palette is None:
            palette = self._palette = palette_of(self)
        if y < HEADER:
            return self._heading(palette)
        index = self._top + y - HEADER
        names = self._page_names()
        if y - HEADER >= len(names):
            return self._empty_line(y - HEADER, palette)
        name = names[y - HEADER]
        self._drawn_thumb = self.thumb()
        thumb = y - HEADER in self._drawn_thumb
        if index == self._cursor:
            self._drawn_cursor = index
            return self._cursor_row(name, thumb, palette)
        return self._row(name, thumb, palette)

    def _page_place(self) -> tuple[int, int]:
        """The matches in view: the first, and the one after the last."""
        return self._top, min(len(self._matches), self._top + self.rows)

    def _page_names(self) -> list[str]:
        """The service names of the page in view; their rows are read along."""
        at = self._page_place()
        if at != self._page_at:
            self._page = self._matches.names(*at)
            self._page_at = at
            missing = [name for name in self._page if name not in self._rows]
            if missing:
                if len(self._rows) > _KEPT_ROWS:
                    self._rows.clear()
                    self._strips.clear()
                    missing = self._page
                self._rows.update(self._source.rows(missing))
        return self._page

    def _widths(self) -> tuple[int, int, int, int]:
        """The cells of the columns, each with the gap behind it: number, description, configuration, account."""
        cells = self.size.width - len(_MARK) - 1
        number = 18 if cells >= 60 else 16
        account = 18 if self.size.width >= _ACCOUNT_FROM else 0
        state = min(max(cells * 36 // 100, 27), 34) if cells >= 50 else max(cells // 3, 1)
        return number, max(cells - number - state - account, 1), state, account

    def _columns(self, texts: Sequence[str]) -> list[str]:
        return [
            fit(text, cells - 2) + "  " if cells > 2 else ""
            for text, cells in zip(texts, self._widths(), strict=True)
        ]

    def _heading(self, palette: Palette) -> Strip:
        text = _MARK + "".join(self._columns([_(heading) for heading in _HEADINGS]))
        return Strip([Segment(text, palette.muted)]).adjust_cell_length(self.size.width, palette.muted)

    def _texts(self, name: str) -> list[str]:
        row = self._rows.get(name)
        if row is None:
            # Gone since the page was found: another process removed it.
            return [display(name), "", "", ""]
        account, description, feature_type, pool = row
        return [
            display(name),
            clean(description),
            clean(self._state_words(feature_type, pool)),
            clean(account),
        ]

    def _row(self, name: str, thumb: bool, palette: Palette) -> Strip:
        strip = self._strips.get((name, thumb))
        if strip is None:
            number, description, state, account = self._columns(self._texts(name))
            front = (_MARKED if name in self._marks else _MARK) + number + description
            back = state + account
            # Two styles and no more: every change of style is some forty bytes a row to the terminal.
            back = fit(back, self.size.width - 1 - width(front)) + (THUMB if thumb else " ")
            strip = Strip([Segment(front, palette.text), Segment(back, palette.muted)], self.size.width)
            self._strips[name, thumb] = strip
        return strip

    def _cursor_row(self, name: str, thumb: bool, palette: Palette) -> Strip:
        number, description, state, account = self._columns(self._texts(name))
        front, back = number + description, state + account
        back = fit(back, self.size.width - 1 - len(_CURSOR_MARK) - width(front))
        segments = [
            Segment(_CURSOR_MARKED if name in self._marks else _CURSOR_MARK, palette.cursor_mark),
            Segment(front, palette.cursor),
            Segment(back, palette.cursor_muted),
            Segment(THUMB if thumb else " ", palette.muted),
        ]
        return Strip(segments, self.size.width)

    def _empty_line(self, row: int, palette: Palette) -> Strip:
        lines = self._nothing() if not len(self._matches) and self._matches.complete else ()
        # One free line above, so that the text does not look like a row of the table.
        text = lines[row - 1] if 0 < row <= len(lines) else ""
        style = palette.text if row == 1 else palette.muted
        return Strip([Segment(_MARK + fit(clean(text), max(self.size.width - len(_MARK), 0)), style)])
