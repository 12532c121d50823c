"""Several lines of text drawn without markup; how many there are follows from the width."""

import re
from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.text import clean
from tui.theme import Palette
from tui.widgets.cells import ELLIPSIS, cut, width
from tui.widgets.line import Part, palette_of

Row = Sequence[Part]
"""One line, of parts."""

# A telephone number is one word with what stands right beside it, for half a number is none.
_WITHIN_NUMBER = re.compile("(?<=[0-9]) (?=[0-9])")
_KEPT = "\0"  # Stands for such a space meanwhile; cleaned text has none.


def wrap(text: str, cells: int, most: int | None = None) -> list[str]:
    """Return `text` as lines of at most `cells` cells, broken between words; an ellipsis ends what `most` cuts off.

    A telephone number is never broken unless it is wider than the line.
    """
    cells = max(cells, 1)
    lines = [""]
    # Only plain spaces part words: French signs have one before them that does not break.
    for word in filter(None, _WITHIN_NUMBER.sub(_KEPT, text).split(" ")):
        rest = word.replace(_KEPT, " ")
        joined = f"{lines[-1]} {rest}" if lines[-1] else rest
        room = cells - width(lines[-1]) - 1
        if width(rest) > cells and room >= cells // 3 and lines[-1]:
            # A word that needs several lines anyway, an address say, begins on this one.
            head, rest = _broken(rest, room)
            lines[-1] = f"{lines[-1]} {head}".rstrip()
        elif width(joined) <= cells:
            lines[-1] = joined
            continue
        while rest:
            head, rest = _broken(rest, cells)
            lines.append(head)
    if not lines[0] and len(lines) > 1:
        del lines[0]
    if most is not None and len(lines) > most:
        last = lines[most - 1]
        lines = [*lines[: most - 1], last + ELLIPSIS if width(last) < cells else cut(last + ".", cells)]
    return lines


def _broken(word: str, cells: int) -> tuple[str, str]:
    """The beginning of a word that fits into so many cells, and the rest; after a slash where there is one."""
    if width(word) <= cells:
        return word, ""
    fits, taken = 0, 0
    while fits < len(word) and taken + width(word[fits]) <= cells:
        taken += width(word[fits])
        fits += 1
    at = word.rfind("/", 0, fits) + 1 or fits
    # A line takes at least one character, or there would be no end to it.
    return (word[:at], word[at:]) if at or cells < 1 else (word[:1], word[1:])


def hanging(lead: Row, text: str, style: str, cells: int, most: int | None = None) -> list[Row]:
    """Return `lead` and then `text`, wrapped under its own beginning."""
    indent = sum(width(each) for each, _style in lead)
    first, *rest = wrap(clean(text), cells - indent, most)
    return [[*lead, (first, style)], *([(" " * indent, "text"), (line, style)] for line in rest)]


def spread(left: Row, right: Row, cells: int) -> Row:
    """Return one line with `right` at its end; `left` is cut where it would run into it."""
    space = cells - sum(width(text) for text, _style in right) - (1 if right else 0)
    parts: list[Part] = []
    for text, style in left:
        shown = cut(text, space)
        parts.append((shown, style))
        space -= width(shown)
    return [*parts, (" " * (max(space, 0) + (1 if right else 0)), "text"), *right]


def strip_of(row: Row, palette: Palette, cells: int) -> Strip:
    """A line of so many cells, for a widget that draws its own."""
    segments = [Segment(text, getattr(palette, style)) for text, style in row]
    return Strip(segments).adjust_cell_length(cells, palette.text)


def filled(parts: Row, style: str, cells: int) -> Row:
    """The parts, and the rest of the line in a style; what does not fit is cut off."""
    shown: list[Part] = []
    space = cells
    for text, each in parts:
        shown.append((cut(text, space), each))
        space -= width(shown[-1][0])
    return [*shown, (" " * max(space, 0), style)]


class Lines(Widget):
    """Lines that are worked out for the width there is; a change repaints only the lines that differ.

    Give a function of the width to the constructor, or override `rows`. Whoever changes what the rows are made of calls
    `changed`.
    """

    DEFAULT_CSS = "Lines { width: 1fr; height: auto; }"
    ALLOW_SELECT = False

    def __init__(self, rows: Callable[[int], Sequence[Row]] | None = None, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._rows_of = rows
        self._drawn: tuple[int, Sequence[Row]] | None = None

    def rows(self, cells: int) -> Sequence[Row]:
        """The lines for a width of so many cells."""
        return self._rows_of(cells) if self._rows_of is not None else ()

    def changed(self) -> None:
        """Work the lines out again."""
        before, self._drawn = self._drawn, None
        if before is None:
            self.refresh(layout=True)
            return
        cells, rows = before
        now = self._at(cells)
        if len(now) != len(rows):
            self.refresh(layout=True)
            return
        for y, (old, new) in enumerate(zip(rows, now, strict=True)):
            if old != new:
                self.refresh(Region(0, y, cells, 1))

    def _at(self, cells: int) -> Sequence[Row]:
        if self._drawn is None or self._drawn[0] != cells:
            self._drawn = cells, self.rows(cells)
        return self._drawn[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return len(self._at(width)) if width else 0

    def render_line(self, y: int) -> Strip:
        cells, palette = self.size.width, palette_of(self)
        rows = self._at(cells)
        segments = [
            Segment(clean(text), getattr(palette, style))
            for text, style in (rows[y] if y < len(rows) else ())
        ]
        return Strip(segments).adjust_cell_length(cells, palette.text)

    def text(self) -> str:
        """The lines as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))
