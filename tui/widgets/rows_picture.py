"""The lines of a tree of rows as they are drawn: signs, columns, and marks for what is wrong."""

from collections.abc import Mapping, Sequence

from tui.widgets.cells import cut, fit, width
from tui.widgets.lines import Row, filled
from tui.widgets.rows_tree import Columns, TreeLine, columns, marks
from tui.widgets.sheet import Sheet

_MARK, _CURSOR_MARK, _MORE = " ", "▌", "…"
_OPEN, _CLOSED = "▾ ", "▸ "
_LEAD = 3  # The cells of the cursor's mark, of what is wrong, and a free one.
_GAP = "  "


class RowsPicture:
    """Draws lines of the rows at `path` of `sheet`; what holds for all of them is worked out once."""

    def __init__(self, sheet: Sheet, path: str) -> None:
        self._sheet = sheet
        self._path = path
        self._laid: tuple[Sequence[TreeLine], int, Mapping[str, Columns], int] | None = None
        self._marked: tuple[object, object, Mapping[str, str]] | None = None

    @property
    def tells(self) -> bool:
        """Whether anything is wrong with any row."""
        return any(path.startswith(f"{self._path}.") for path in self._marks)

    @property
    def _marks(self) -> Mapping[str, str]:
        shown, warnings = self._sheet.shown, self._sheet.warnings
        if self._marked is None or self._marked[0] is not shown or self._marked[1] is not warnings:
            self._marked = shown, warnings, marks(self._sheet)
        return self._marked[2]

    def _columns(self, lines: Sequence[TreeLine], cells: int) -> tuple[Mapping[str, Columns], int]:
        """The columns of each sort of rows, and the cells of the signs that open and close one."""
        if self._laid is None or self._laid[0] is not lines or self._laid[1] != cells:
            signs = len(_OPEN) if any(line.open is not None for line in lines) else 0
            self._laid = lines, cells, columns(lines, cells - _LEAD - signs), signs
        return self._laid[2], self._laid[3]

    def header(self, lines: Sequence[TreeLine], cells: int) -> Row:
        """The names of the columns, where all rows have the same ones."""
        laid, signs = self._columns(lines, cells)
        names = [each for each in laid.values() if each.labels]
        if len(laid) != 1 or not names:
            return ()
        parts = [
            _in_column(label, cells_, figure)
            for label, cells_, figure in zip(names[0].labels, names[0].widths, names[0].figures, strict=True)
        ]
        return [(" " * (_LEAD + signs) + _GAP.join(parts), "muted")]

    def line(self, lines: Sequence[TreeLine], at: int, cells: int, *, here: bool, more: bool) -> Row:
        """The line of that place; `here` is the cursor, `more` says that there are others beyond it."""
        line = lines[at]
        laid, signs = self._columns(lines, cells)
        strong, weak = ("cursor", "cursor_muted") if here else ("text", "muted")
        worst = self._marks.get(line.path + ("/" if line.open is False else ""), "")
        mark = (_CURSOR_MARK, "cursor_mark") if here else (_MORE if more else _MARK, "muted")
        lead = [mark, ("! " if worst else "  ", worst or weak)]
        if line.kind == "add":
            parts = [(" " * signs, weak), ("+ ", strong if here else "accent"), (line.cells[0].words, weak)]
            return filled([*lead, *parts], weak, cells)
        sign = "" if not signs else "  " if line.open is None else _OPEN if line.open else _CLOSED
        lead.append(("  " * line.depth + sign, weak))
        if line.kind == "heading":
            return filled([*lead, (line.cells[0].words, weak)], weak, cells)
        widths, figures = laid[line.sort].widths, laid[line.sort].figures
        parts = [
            ((_GAP if place else "") + _in_column(cell.words, cells_, figure), weak if place else strong)
            for place, (cell, cells_, figure) in enumerate(zip(line.cells, widths, figures, strict=False))
        ]
        return filled([*lead, *parts], weak, cells)


def _in_column(words: str, cells: int, figure: bool) -> str:
    return " " * max(cells - width(words), 0) + cut(words, cells) if figure else fit(words, cells)
