"""The widget that rows are edited in: a tree of lines drawn by the line API, however many there are.

The cursor walks through rows and what stands inside them; letters are commands, for nothing is typed here.
"""

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.forms import Answer, Answers, Rows
from tui.i18n import N_, Message, _
from tui.text import clean
from tui.widgets import row_edits
from tui.widgets.answer_words import called
from tui.widgets.control import Answered, Asks, Choosable, Control, Noticed
from tui.widgets.line import palette_of
from tui.widgets.lines import Row, hanging, strip_of
from tui.widgets.rows_picture import RowsPicture
from tui.widgets.rows_tree import TreeLine, inner_rows, problems_of, tree
from tui.widgets.sheet import Sheet

_TOLD = 2  # Lines for what is wrong with the row under the cursor.
_FEWEST = 4  # Lines that will do: the rows scroll in them.


class RowsField(Control, Widget, can_focus=True):
    """Edits the rows at `path` of `sheet`. `noticed` is called with how many there are."""

    tall = True
    DEFAULT_CSS = "RowsField { width: 1fr; height: 3; }"
    ALLOW_SELECT = False
    # With priority, as the form's own keys: what is typed ahead must find the row that an earlier key added.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", N_("edit"), priority=True),
        Binding("enter", "add_here", N_("add"), priority=True),
        Binding("n", "add", N_("add"), priority=True),
        Binding("insert", "add", N_("add"), show=False, priority=True),
        Binding("plus", "add_inside", N_("inside"), priority=True),
        Binding("i", "add_inside", N_("inside"), show=False, priority=True),
        Binding("x", "delete", N_("delete"), priority=True),
        Binding("delete", "delete", N_("delete"), show=False, priority=True),
        Binding("u", "undo", N_("undo"), priority=True),
        # One word in the key bar for two keys.
        Binding("less_than_sign", "shift(-1)", N_("move"), key_display="< >", priority=True),
        Binding("d", "duplicate", N_("copy"), priority=True),
        Binding("greater_than_sign", "shift(1)", show=False, priority=True),
        Binding("shift+up", "shift(-1)", N_("Move the row up"), show=False, priority=True),
        Binding("shift+down", "shift(1)", N_("Move the row down"), show=False, priority=True),
        Binding("left", "fold", N_("Close, or go to the row around"), show=False, priority=True),
        Binding("right", "unfold", N_("Open"), show=False, priority=True),
        Binding("home", "edge(0)", N_("To the first"), show=False, priority=True),
        Binding("end", "edge(-1)", N_("To the last"), show=False, priority=True),
        Binding("pageup", "page(-1)", N_("One page up"), show=False, priority=True),
        Binding("pagedown", "page(1)", N_("One page down"), show=False, priority=True),
    ]

    def __init__(self, sheet: Sheet, path: str, answered: Answered, noticed: Noticed, asks: Asks) -> None:
        super().__init__()
        self._sheet = sheet
        self._path = path
        self._answered = answered
        self._noticed = noticed
        self._asks = asks
        self._folded: set[str] = set()
        self._at = 0
        self._top = 0
        self._added = self._added_from = ""
        self._tree: tuple[Answers, list[TreeLine]] | None = None
        self._picture = RowsPicture(sheet, path)

    @property
    def answer(self) -> Answer:
        """The rows, as they stand in the sheet."""
        return self._sheet.get(self._path)

    def show(self, answer: Answer) -> None:  # noqa: ARG002  it is the sheet's
        self.drawn_anew()

    @property
    def _field(self) -> Rows:
        return row_edits.rows_field(self._sheet, self._path)

    # The lines, and the cursor among them

    @property
    def lines(self) -> list[TreeLine]:
        """The lines of the tree as the sheet holds it now."""
        if self._tree is None or self._tree[0] is not self._sheet.answers:
            self._tree = self._sheet.answers, tree(self._sheet, self._path, self._folded)
            paths = [line.path for line in self._tree[1]]
            if self._added and self._added not in paths:
                # A new row that nobody touched is gone again.
                self._at = paths.index(self._added_from) if self._added_from in paths else self._at
                self._added = ""
        return self._tree[1]

    @property
    def _place(self) -> int:
        """The place of the cursor."""
        last = len(self.lines) - 1  # First, for it may move the cursor.
        return min(self._at, last)

    @property
    def cursor(self) -> TreeLine:
        """The line under the cursor; there is always one, to add a row at the end."""
        return self.lines[self._place]

    def go_to(self, path: str) -> None:
        """Move the cursor to a row, opening what it is in."""
        row, _name = self._sheet.place(path)
        parts = row.split(".")
        for end in range(2, len(parts), 2):
            around = ".".join(parts[:end])
            self._folded -= {line.key for line in self.lines if line.path == around}
            self._tree = None
        places = [at for at, line in enumerate(self.lines) if line.path in (row, path) and line.kind == "row"]
        self._move_to(places[0] if places else self._place)

    def _move_to(self, at: int) -> None:
        self._at = max(min(at, len(self.lines) - 1), 0)
        self._noticed(self.count_words(), False)
        self.refresh()
        self.refresh_bindings()

    def step(self, by: int) -> bool:
        was, at = self._place, self._place + by
        if not 0 <= at < len(self.lines):
            return False
        self._at = at
        if self._first() == self._top:
            # Only what the cursor leaves and comes to is drawn, and what is said of the row.
            told = self._headed + self._room
            lines = (self._headed + was - self._top, self._headed + at - self._top)
            self.refresh(
                *(Region(0, y, self.size.width, 1) for y in (*lines, *range(told, self.size.height)))
            )
        else:
            self.refresh()
        self.refresh_bindings()
        return True

    def _first(self) -> int:
        """The place of the first line in view, with the cursor in view."""
        at, room = self._place, self._room
        return max(min(self._top, at, len(self.lines) - room), at - room + 1, 0)

    def action_edge(self, at: int) -> None:
        """Go to the first or the last line."""
        self._move_to(at % len(self.lines))

    def action_page(self, by: int) -> None:
        """Go a page up or down; past either end the key turns to the form."""
        at = self._place
        if len(self.lines) <= self._room or not 0 <= at + by < len(self.lines):
            raise SkipAction
        self._move_to(at + by * max(self._room - 1, 1))

    def action_fold(self) -> None:
        """Close the row under the cursor, or go to the one around it."""
        line = self.cursor
        if line.open:
            self._fold(line, closed=True)
        elif line.depth:
            around = [at for at, each in enumerate(self.lines[: self._place]) if each.depth < line.depth]
            self._move_to(around[-1])

    def action_unfold(self) -> None:
        """Open the row under the cursor, or go into it."""
        line = self.cursor
        if line.open is False:
            self._fold(line, closed=False)
        elif line.open:
            self.step(1)

    def _fold(self, line: TreeLine, *, closed: bool) -> None:
        self._folded = self._folded | {line.key} if closed else self._folded - {line.key}
        self._tree = None
        self._move_to(self._place)

    # What can be done with a row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """What the line under the cursor allows."""
        line = self.cursor
        match action:
            case "edit" | "delete":
                return line.kind == "row"
            case "add_here":
                return line.kind != "row" and row_edits.has_room(self._sheet, line.path)
            case "duplicate":
                return line.kind == "row" and row_edits.has_room(self._sheet, self._rows_of(line))
            case "shift":
                return line.kind == "row" and row_edits.rows_field(self._sheet, self._rows_of(line)).ordered
            case "add":
                return row_edits.has_room(self._sheet, self._rows_of(line))
            case "add_inside":
                return line.kind == "row" and bool(inner_rows(self._sheet, line.path))
            case "undo":
                return self._sheet.can_undo
        return True

    def _rows_of(self, line: TreeLine) -> str:
        """The path of the rows that a line is one of, or stands for."""
        return row_edits.split(line.path)[0] if line.kind == "row" else line.path

    async def enter(self) -> bool:
        """Edit the row under the cursor; where there is none, add one."""
        line = self.cursor
        if line.kind == "row":
            await self._asks.open_row(line.path)
        elif self.check_action("add", ()):
            await self.action_add()
        return True

    async def action_edit(self) -> None:
        """Edit the row under the cursor."""
        await self.enter()

    async def action_add_here(self) -> None:
        """Add a row where the cursor offers it."""
        await self.enter()

    async def action_add(self) -> None:
        """Add a row after the last of those that the cursor is among, and edit it."""
        await self._add(self._rows_of(self.cursor))

    async def action_add_inside(self) -> None:
        """Add a row inside the one under the cursor; where it may be of several sorts, ask."""
        row = self.cursor.path
        inside = inner_rows(self._sheet, row)
        if len(inside) == 1:
            await self._add(f"{row}.{inside[0].name}")
            return
        sorts = [Choosable(field.name, clean(_(field.label))) for field in inside]

        def chosen(name: str) -> None:
            self.call_later(self._add, f"{row}.{name}")

        await self._asks.pick(_("Add inside"), sorts, "", chosen)

    async def _add(self, rows: str) -> None:
        if row_edits.has_room(self._sheet, rows):
            came_from = self.cursor.path
            row = row_edits.add(self._sheet, rows)
            self._changed(row)
            self._added, self._added_from = row, came_from
            await self._asks.open_row(row, new=True)

    async def action_duplicate(self) -> None:
        """Add a copy after the row; one that has no name yet is edited at once."""
        row = row_edits.duplicate(self._sheet, self.cursor.path)
        self._changed(row)
        if not self._sheet.name(row):
            await self._asks.open_row(row)

    async def action_delete(self) -> None:
        """Take the row away; where others refer to it, name them first."""
        row = self.cursor.path
        users = self._sheet.users(row)
        if not users:
            self._delete(row)
            return
        rows, at = row_edits.split(row)
        field = row_edits.rows_field(self._sheet, rows)
        named = {"name": called(field, self._sheet.rows(rows), at)}
        await self._asks.confirm(
            Message(N_("“{name}” is in use. Delete it all the same?"), named),
            row_edits.left_by(users),
            N_("Delete it"),
            N_("Keep it"),
            lambda: self._delete(row),
        )

    def _delete(self, row: str) -> None:
        rows, at = row_edits.split(row)
        row_edits.delete(self._sheet, row)
        left = len(self._sheet.rows(rows))
        self._changed(f"{rows}.{left - 1}" if at >= left > 0 else "")

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        self._sheet.undo()
        self._changed()

    def action_shift(self, by: int) -> None:
        """Move the row up or down among its like."""
        self._changed(row_edits.move(self._sheet, self.cursor.path, by))

    def _changed(self, row: str = "") -> None:
        if row:
            self.go_to(row)
        self._answered()
        self._move_to(self._place)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one on its row edits it."""
        at = self._top + event.y - self._headed
        if not 0 <= at < len(self.lines) or event.y >= self._headed + self._room:
            return
        if at == self._place:
            self.call_later(self.enter)
        else:
            self._move_to(at)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.step(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.step(-1)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    def drawn_anew(self) -> None:
        """Draw what the sheet holds now, answers and what is wrong with them; out of view nothing is worked out."""
        self._noticed(self.count_words(), False)
        self.refresh()
        self.refresh_bindings()

    def count_words(self) -> str:
        """How many rows there are, for the line above."""
        count = len(self._sheet.rows(self._path))
        return str(count) if count else ""

    def on_mount(self) -> None:
        self.drawn_anew()

    def lines_at(self, cells: int) -> int:
        header = self._picture.header(self.lines, cells)
        return len(self.lines) + (1 if header else 0) + (_TOLD if self._picture.tells else 0)

    def least(self, wanted: int) -> int:
        return min(wanted, _FEWEST)

    @property
    def _headed(self) -> int:
        """How many lines stand above the tree."""
        return 1 if self.size.height > _FEWEST and self._picture.header(self.lines, self.size.width) else 0

    @property
    def _room(self) -> int:
        """How many lines of the tree are in view."""
        return max(self.size.height - self._headed - (_TOLD if self._picture.tells else 0), 1)

    def render_line(self, y: int) -> Strip:
        return strip_of(self._row_at(y, self.size.width), palette_of(self), self.size.width)

    def _row_at(self, y: int, cells: int) -> Row:
        at, room = self._place, self._room
        self._top = self._first()
        if y < self._headed:
            return self._picture.header(self.lines, cells)
        y -= self._headed
        if y >= room:
            told = self._told(cells)
            return told[y - room] if y - room < len(told) else ()
        place = self._top + y
        if place >= len(self.lines):
            return ()
        more = (y == 0 and self._top > 0) or (y == room - 1 and place + 1 < len(self.lines))
        here = place == at and self.screen.focused is self
        return self._picture.line(self.lines, place, cells, here=here, more=more)

    def _told(self, cells: int) -> list[Row]:
        """What is wrong with the row under the cursor, in as many lines as are kept for it."""
        rows: list[Row] = []
        for problem, style in problems_of(self._sheet, self.cursor):
            row, name = self._sheet.place(problem.path)
            label = clean(_(self._sheet.form_of(row).field(name).label)) if name else ""
            message = str(problem.message)
            words = _("{label}: {message}").format(label=label, message=message) if label else message
            rows += hanging([(" ! ", style)], words, style, cells, _TOLD)
        return rows[:_TOLD]

    def text(self) -> str:
        """The lines as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))
