"""A few rows to choose one of: what each is called, what it means, and a word about its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.i18n import N_
from tui.text import clean
from tui.theme import Palette
from tui.widgets.cells import cut, fit, width
from tui.widgets.line import palette_of

_MARK, _CURSOR_MARK = "  ", "▌ "
_GAP = 3


@dataclass(frozen=True)
class Option:
    """A row that can be chosen; one that is not `enabled` can be looked at only. All texts are translated."""

    key: str
    title: str
    text: str = ""
    tag: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Heading:
    """A line over the rows that follow it; the cursor passes over it."""

    title: str
    text: str = ""


Entry = Option | Heading


class OptionRows(Widget, can_focus=True):
    """Draws `entries`, one line each, a free one before every heading but the first.

    Posts `Moved` when the cursor comes to another row and `Chosen` when an enabled one is chosen. Past either end the
    arrow keys are left to whoever holds the list.
    """

    DEFAULT_CSS = "OptionRows { height: auto; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("choose")),
        Binding("up", "move(-1)", N_("One up"), show=False),
        Binding("down", "move(1)", N_("One down"), show=False),
        Binding("home", "edge(0)", N_("To the first"), show=False),
        Binding("end", "edge(-1)", N_("To the last"), show=False),
    ]

    @dataclass
    class Chosen(Message):
        """An enabled row was chosen."""

        key: str

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        key: str

    def __init__(self, entries: Sequence[Entry], cursor: str | None = None) -> None:
        super().__init__()
        self._lines: list[Entry | None] = []
        self._options: list[Option] = []
        self._cursor = 0
        self._take(entries, cursor)

    def show(self, entries: Sequence[Entry], cursor: str | None = None) -> None:
        """Draw other rows; the cursor goes to the row of that key, or stays on the one it is on if there is one."""
        self._take(entries, cursor if cursor is not None else self.cursor)
        self.refresh(layout=True)

    def _take(self, entries: Sequence[Entry], cursor: str | None) -> None:
        self._lines = []
        for entry in entries:
            if isinstance(entry, Heading) and self._lines:
                self._lines.append(None)
            self._lines.append(entry)
        self._options = [entry for entry in entries if isinstance(entry, Option)]
        keys = [option.key for option in self._options]
        self._cursor = keys.index(cursor) if cursor in keys else 0
        # Rows of which none can be chosen are a picture: no cursor, no key.
        self.can_focus = any(option.enabled for option in self._options)

    @property
    def cursor(self) -> str | None:
        """The key of the row under the cursor; None when there is no row."""
        return self._options[self._cursor].key if self._options else None

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows; past an end the key goes on to the screen."""
        if not 0 <= self._cursor + by < len(self._options):
            raise SkipAction
        self._go_to(self._cursor + by)

    def action_edge(self, index: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go_to(index % max(len(self._options), 1))

    def action_choose(self) -> None:
        """Choose the row under the cursor, if it can be."""
        if self._options and self._options[self._cursor].enabled:
            self.post_message(self.Chosen(self._options[self._cursor].key))

    def _go_to(self, index: int) -> None:
        if index == self._cursor or not self._options:
            return
        self._cursor = index
        self.refresh()
        self.post_message(self.Moved(self._options[index].key))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one on the cursor's row chooses it."""
        entry = self._lines[event.y] if event.y < len(self._lines) else None
        if isinstance(entry, Option):
            index = self._options.index(entry)
            if index == self._cursor:
                self.action_choose()
            else:
                self._go_to(index)

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        palette, cells = palette_of(self), self.size.width
        entry = self._lines[y] if y < len(self._lines) else None
        if isinstance(entry, Heading):
            # Flush with the page's other lines, so that it stands over the rows and is none of them.
            title = cut(clean(entry.title), cells)
            segments = [Segment(title, palette.strong)]
            if entry.text:
                segments.append(
                    Segment("  " + cut(clean(entry.text), max(cells - width(title) - 2, 0)), palette.muted)
                )
            return Strip(segments).adjust_cell_length(cells, palette.text)
        if entry is None:
            return Strip.blank(cells, palette.text)
        return self._row(entry, palette, cells)

    def _row(self, option: Option, palette: Palette, cells: int) -> Strip:
        at_cursor = option == self._options[self._cursor]
        titles = max(width(clean(each.title)) for each in self._options) + _GAP
        space = cells - len(_MARK)
        tag = clean(option.tag) if space - width(clean(option.tag)) > titles else ""
        room = max(space - (width(tag) + 1 if tag else 0), 1)
        title = fit(clean(option.title), min(titles, room))
        text = fit(clean(option.text), room - min(titles, room))
        end = " " * (space - room - width(tag)) + tag
        strong, weak, mark = palette.text if option.enabled else palette.muted, palette.muted, palette.text
        word = palette.accent if option.enabled else palette.muted
        if at_cursor and self.has_focus:
            strong, weak, mark, word = (
                palette.cursor,
                palette.cursor_muted,
                palette.cursor_mark,
                palette.cursor_mark,
            )
        sign = _CURSOR_MARK if at_cursor and self.has_focus else _MARK
        segments = [Segment(sign, mark), Segment(title, strong), Segment(text, weak), Segment(end, word)]
        return Strip(segments).adjust_cell_length(cells, weak)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def text(self) -> str:
        """The rows as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(len(self._lines)))
