"""The lines of a document around one of them, numbered, that one marked and the place in it pointed at."""

from collections.abc import Sequence

from textual.strip import Strip

from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.line import Drawn, palette_of
from tui.widgets.lines import Row, strip_of

_MARK, _NO_MARK = "▌", " "
_POINTER = "▲"
_TAB = 4


class SourceView(Drawn):
    """As many lines as there is room for; nothing of a document is drawn but its printable characters."""

    LINES = "1fr"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._lines: Sequence[str] = ()
        self._place: tuple[int, int] = (1, 1)
        self._rows: tuple[tuple[int, int], Sequence[Row]] | None = None

    def show(self, lines: Sequence[str], line: int, column: int) -> None:
        """Show a place in a document's `lines`: a line and a column, both from 1."""
        self._lines, self._place, self._rows = lines, (line, column), None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        cells, height = self.size
        if self._rows is None or self._rows[0] != (cells, height):
            self._rows = (cells, height), rows(self._lines, *self._place, cells, height)
        shown = self._rows[1]
        return strip_of(shown[y] if y < len(shown) else (), palette_of(self), cells)


def rows(lines: Sequence[str], line: int, column: int, cells: int, height: int) -> list[Row]:
    """The lines around a place that fit, all from the same column on, and a pointer under the place itself."""
    if not lines or height < 1:
        return []
    room = max(height - 1, 1)  # The pointer takes a line.
    first = max(min(line - 1 - room // 2, len(lines) - room), 0)
    shown = range(first, min(first + room, len(lines)))
    digits = len(str(len(lines)))
    text_cells = max(cells - digits - 3, 1)
    before = lines[line - 1][: column - 1].expandtabs(_TAB)
    # What stands around the place is seen on either side of it.
    begin = 0 if len(before) < text_cells - 1 else len(before) - text_cells // 3
    found: list[Row] = []
    for at in shown:
        text = clean(lines[at].expandtabs(_TAB)[begin : begin + text_cells])
        here = at == line - 1
        gutter = f"{_MARK if here else _NO_MARK} {at + 1:>{digits}} "
        found.append([(gutter, "accent" if here else "muted"), (text, "strong" if here else "muted")])
        if here and height > 1:
            indent = digits + 3 + width(clean(before[begin:]))
            found.append([(" " * indent, "text"), (_POINTER, "accent")])
    return found
