"""The list of runs: a page of rows drawn line by line over a journal of any length, newest first.

It holds no rows but those of the pages that were looked at; a page is read when it is drawn.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from rich.segment import Segment
from textual.message import Message as Posted
from textual.strip import Strip

from tui.engine.ports import RunSummary
from tui.i18n import N_, _
from tui.text import clean
from tui.theme import Palette
from tui.widgets.cells import fit, width
from tui.widgets.line import palette_of
from tui.widgets.long_list import HEADER, THUMB, LongList

_PAGE = 100
_MARK, _CURSOR_MARK = "  ", "▌ "
_OUTCOME = 15
"""Cells for how a run ended: a count of steps of three figures."""
_WHO_FROM = 100
"""Columns from which there is room for who it was."""
_HEADINGS = (N_("Run"), N_("When"), N_("Number"), N_("What"), N_("Outcome"), N_("Who"))


class RunSource(Protocol):
    """What the list asks of a journal."""

    def count_summaries(self, text: str = "") -> int:
        """How many runs there are whose number, in any usual form, holds `text`."""

    def summaries(self, first: int, limit: int, text: str = "") -> Sequence[RunSummary]:
        """At most `limit` of them, newest first, from the `first`-th on, which counts from 0."""


RowTexts = Callable[[RunSummary], Sequence[str]]
"""The columns of a run, translated: its id, when, number, what, that in short, outcome, who."""


class RunList(LongList):
    """The runs of `source`.

    `texts` gives the columns of a row, `nothing` what to say where there is none. The cursor begins on the newest run,
    or where so many are `older`. Posts `Chosen` when the run under the cursor is clicked.
    """

    class Chosen(Posted):
        """The run under the cursor was clicked."""

    def __init__(
        self,
        source: RunSource,
        texts: RowTexts,
        nothing: Callable[[], str],
        term: str = "",
        older: int | None = None,
    ) -> None:
        super().__init__()
        self._source = source
        self._texts = texts
        self._nothing = nothing
        self._term = term
        self._pages: dict[int, Sequence[RunSummary]] = {}
        self._count = source.count_summaries(term)
        self._cursor = 0 if older is None else max(self._count - older - 1, 0)

    @property
    def count(self) -> int:
        """How many runs there are under the present term."""
        return self._count

    @property
    def older(self) -> int:
        """How many runs are below the cursor: that stays as it is when others come."""
        return self._count - self._cursor - 1

    @property
    def present(self) -> RunSummary | None:
        """The run under the cursor."""
        return self._at(self._cursor)

    def search(self, term: str) -> None:
        """Show the runs on numbers that hold `term`, from the newest on."""
        if term != self._term:
            self._term = term
            self._pages.clear()
            self._count = self._source.count_summaries(term)
            self._top = self._cursor = 0
            self.refresh()

    def _at(self, index: int) -> RunSummary | None:
        page, place = divmod(index, _PAGE)
        if not 0 <= index < self._count:
            return None
        if page not in self._pages:
            self._pages[page] = self._source.summaries(page * _PAGE, _PAGE, self._term)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def chosen(self) -> None:
        self.post_message(self.Chosen())

    def on_resize(self) -> None:
        """Bring the cursor into view."""
        self.go_to(self._cursor)

    # --- drawing

    def render_line(self, y: int) -> Strip:
        palette = palette_of(self)
        if y < HEADER:
            *first, what, outcome, who = (_(each) for each in _HEADINGS)
            headings = (*first, what, what, outcome, who)
            return self._strip(_MARK, headings, palette, ("muted",) * 3, " ")
        index = self._top + y - HEADER
        run = self._at(index)
        thumb = THUMB if y - HEADER in self.thumb() else " "
        if run is None:
            told = self._nothing() if not self._count and y == HEADER + 1 else ""
            return Strip([Segment(_MARK + clean(told), palette.text)]).adjust_cell_length(
                self.size.width, palette.text
            )
        if index == self._cursor:
            return self._strip(
                _CURSOR_MARK, self._texts(run), palette, ("cursor_mark", "cursor", "cursor_muted"), thumb
            )
        return self._strip(_MARK, self._texts(run), palette, ("text", "text", "muted"), thumb)

    def _strip(
        self, mark: str, texts: Sequence[str], palette: Palette, styles: tuple[str, str, str], thumb: str
    ) -> Strip:
        """A row: the mark, then what is told first, then the rest, each in its style."""
        identity, when, number, what, short, outcome, who = map(clean, texts)
        cells = self.size.width - len(mark) - 1
        who_cells = 16 if self.size.width >= _WHO_FROM else 0
        room = max(cells - 42 - _OUTCOME - (who_cells + 2 if who_cells else 0), 8)
        told = what if width(what) <= room else short
        front = f"{fit(identity, 5)} {fit(when, 16)}  {fit(number, 14)}  {fit(told, room)}"
        back = f"  {fit(outcome, _OUTCOME)}" + (f"  {fit(who, who_cells)}" if who_cells else "")
        segments = [
            Segment(mark, getattr(palette, styles[0])),
            Segment(front, getattr(palette, styles[1])),
            Segment(back, getattr(palette, styles[2])),
        ]
        shown = Strip(segments).adjust_cell_length(self.size.width - 1, getattr(palette, styles[2]))
        return Strip([*shown, Segment(thumb, palette.muted)], self.size.width)
