"""One line of text drawn without markup, something at its left and something at its right."""

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.text import clean
from tui.theme import PLAIN, THEMES, Palette
from tui.widgets.cells import cut, width

Part = tuple[str, str]
"""A text and the name of its style in the `Palette`."""


def palette_of(widget: Widget) -> Palette:
    """The palette of the theme in use, for text on the background that the widget stands on."""
    app = widget.app
    return _palette(PLAIN if app.no_color else app.theme, widget.background_colors[1].hex6)


@lru_cache(maxsize=32)
def _palette(theme: str, background: str) -> Palette:
    return Palette.of(THEMES[theme], background)


class Drawn(Widget):
    """A widget that draws its own lines: nothing in it can be laid out, selected or scrolled."""

    ALLOW_SELECT = False
    # Textual lays out and paints again when the size of a widget's content changes; here that is its own size.
    virtual_size = Reactive(Size(0, 0), repaint=False)
    # Set on the widget and not in a style sheet: every rule there costs start-up time.
    LINES: ClassVar[str | int] = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self.styles.height = self.LINES


class Line(Drawn):
    """A line of parts; changing it repaints the line and lays out nothing.

    What does not fit is cut off the left half; the right half goes when it would not fit alone.
    """

    def __init__(
        self,
        left: Sequence[Part] = (),
        right: Sequence[Part] = (),
        *,
        id: str | None = None,  # noqa: A002  Textual's name
    ) -> None:
        super().__init__(id=id)
        self._left = _cleaned(left)
        self._right = _cleaned(right)

    def show(self, left: Sequence[Part] = (), right: Sequence[Part] = ()) -> None:
        """Replace both halves."""
        shown = _cleaned(left), _cleaned(right)
        if shown != (self._left, self._right):
            self._left, self._right = shown
            self.refresh()

    def halves(self, cells: int) -> tuple[Sequence[Part], Sequence[Part]]:  # noqa: ARG002  for those who fold by width
        """The left and the right half for a line of so many cells."""
        return self._left, self._right

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        palette, cells = palette_of(self), self.size.width
        left, right = self.halves(cells)
        right_cells = sum(width(text) for text, _ in right)
        if right_cells > cells:
            right, right_cells = (), 0
        space = cells - right_cells - (1 if right else 0)
        segments: list[Segment] = []
        for text, style in left:
            shown = cut(text, space)
            segments.append(Segment(shown, getattr(palette, style)))
            space -= width(shown)
            if shown != text:
                break
        segments.append(Segment(" " * (space + (1 if right else 0)), palette.text))
        segments.extend(Segment(text, getattr(palette, style)) for text, style in right)
        return Strip(segments, cells)

    def text(self) -> str:
        """The line as it stands, for tests and for whoever reads the screen aloud."""
        return self.render_line(0).text


def _cleaned(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple((clean(text), style) for text, style in parts)
