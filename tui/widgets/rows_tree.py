"""Rows as lines of a tree: what each says, in columns, and what is wrong with it; pure.

Rows within a row stand under it, one step further in. Where a row has several sorts of them, each has a heading.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tui.engine.errors import Problem
from tui.forms import Answers, Number, Phone, Reference, Row, Rows, Text
from tui.i18n import _
from tui.text import clean
from tui.widgets.answer_words import NONE, rows_of, whose, words_of
from tui.widgets.cells import width
from tui.widgets.row_edits import rows_field
from tui.widgets.sheet import Sheet, within

_MEASURED = 200  # Rows of a sort that its columns are measured by.
_GAP = 2
_NARROWEST = 6
_NAMES = 8  # Cells that another column gives up before the names do.


@dataclass(frozen=True)
class Cell:
    """What a column says of a row; a `figure` stands at the right of its column. `label` names the field.

    What says nothing when a part of it is cut off, such as a date, is to be seen `whole`.
    """

    words: str
    label: str
    figure: bool = False
    whole: bool = False


@dataclass(frozen=True)
class TreeLine:
    """A line: a `row`, the `heading` of rows within a row, or the place to `add` a row at the end.

    `path` is that of the row, or of the rows of `field`. `open` is None where nothing stands inside. `key` recognises
    a row by its name, wherever it is moved; `sort` holds for all rows of one field. `whose` is the number that a row is
    called by, where it is one of other rows.
    """

    kind: Literal["row", "heading", "add"]
    path: str
    depth: int
    field: Rows
    row: Answers
    sort: str = ""
    key: str = ""
    open: bool | None = None
    whose: Cell | None = None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """What it says; worked out when the line is drawn, for there may be thousands."""
        match self.kind:
            case "row":
                at = int(self.path.rpartition(".")[2])
                name, *more = _cells(self.field, self.row, at, self.open)
                return (name, *filter(None, [self.whose]), *more)
            case "heading":
                return (Cell(clean(_(self.field.label)), ""),)
            case "add":
                return (Cell(clean(_(self.field.add)), ""),)


def inner_rows(sheet: Sheet, row: str) -> list[Rows]:
    """The fields of rows that a row is asked for."""
    return [field for field in sheet.form_of(row).asked(sheet.row(row)) if isinstance(field, Rows)]


def tree(sheet: Sheet, rows: str, closed: Container[str]) -> list[TreeLine]:
    """The lines of the rows at a path, those of `closed` rows without what stands inside."""
    field = rows_field(sheet, rows)
    lines = _lines(field, sheet.rows(rows), rows, 0, field.name, "", closed)
    return [*_told_whose(sheet, lines), TreeLine("add", rows, 0, field, {})]


def _told_whose(sheet: Sheet, lines: Iterable[TreeLine]) -> Iterator[TreeLine]:
    """The lines, and whose the number is by which a row names one of other rows."""
    found: dict[str, Mapping[str, Cell]] = {}
    for line in lines:
        if line.kind == "row" and line.sort not in found:
            named = line.field.form.field(line.field.named)
            to = named.to if isinstance(named, Reference) and named.number else ""
            found[line.sort] = _people(sheet, to) if to else {}
        people = found.get(line.sort)
        called = str(line.row.get(line.field.named))
        yield replace(line, whose=people.get(called, people[""])) if people else line


def _people(sheet: Sheet, rows: str) -> Mapping[str, Cell]:
    """Whose the numbers are that the rows at a path are called by; under an empty text, what is said of others."""
    field = rows_field(sheet, rows)
    label = "".join(clean(_(field.form.field(name).label)) for name in field.shown[:1])
    found = {str(row.get(field.named)): whose(field, row) or NONE for row in sheet.rows(rows)}
    return {number: Cell(words, label) for number, words in {"": NONE, **found}.items()}


def _lines(
    field: Rows, rows: list[Row], path: str, depth: int, sort: str, above: str, closed: Container[str]
) -> Iterator[TreeLine]:
    form = field.form
    nested = any(isinstance(each, Rows) for each in form.fields)
    for at, row in enumerate(rows):
        own = f"{path}.{at}"
        if not nested:
            yield TreeLine("row", own, depth, field, row, sort)
            continue
        key = f"{above}/{field.name}/{at if field.repeats else row.get(field.named, '')}"
        inside = [each for each in form.asked(row) if isinstance(each, Rows)]
        filled = [each for each in inside if rows_of(row.get(each.name, []))]
        opened = key not in closed if filled else None
        yield TreeLine("row", own, depth, field, row, sort, key, opened)
        if not opened:
            continue
        # The first sort of rows needs no heading where it is the only one there is.
        headed = filled != inside[:1]
        for each in filled:
            inner, further = f"{own}.{each.name}", depth + (2 if headed else 1)
            if headed:
                yield TreeLine("heading", inner, depth + 1, each, row)
            yield from _lines(
                each, rows_of(row[each.name]), inner, further, f"{sort}.{each.name}", key, closed
            )


def _cells(field: Rows, row: Answers, at: int, opened: bool | None) -> Iterator[Cell]:
    """The name, then what is shown besides and asked under these answers; rows inside only where they are closed."""
    asked = {each.name: each for each in field.form.asked(row)}
    named = asked.get(field.named)
    if isinstance(named, Rows):
        words = _("{noun} {name}").format(noun=_(field.noun), name=at + 1)
        yield Cell(clean(words[:1].upper() + words[1:]), "")
    for name in dict.fromkeys((field.named, *field.shown)):
        each = asked.get(name)
        words = "" if each is None else words_of(each, row.get(name, each.initial))
        if each is not None and (not isinstance(each, Rows) or (words and opened is False)):
            whole = isinstance(each, Number | Phone) or (isinstance(each, Text) and each.only == "moment")
            yield Cell(words or NONE, clean(_(each.label)), isinstance(each, Number), whole)


@dataclass(frozen=True)
class Columns:
    """The widths of the columns of one sort of rows, and what they are called where all rows have the same ones."""

    widths: tuple[int, ...]
    labels: tuple[str, ...]
    figures: tuple[bool, ...]


def columns(lines: Sequence[TreeLine], cells: int) -> Mapping[str, Columns]:
    """How each sort of rows is laid out in so many cells, less its own indent."""
    measured: dict[str, list[TreeLine]] = {}
    for line in lines:
        if line.kind == "row" and len(measured.setdefault(line.sort, [])) < _MEASURED:
            measured[line.sort].append(line)
    deepest = {sort: max(line.depth for line in rows) for sort, rows in measured.items()}
    return {sort: _columns(rows, cells - 2 * deepest[sort]) for sort, rows in measured.items()}


def _columns(rows: list[TreeLine], cells: int) -> Columns:
    count = max(len(row.cells) for row in rows)
    by_place = [[row.cells[at] for row in rows if at < len(row.cells)] for at in range(count)]
    alike = all(len({cell.label for cell in column}) == 1 for column in by_place)
    labels = tuple(column[0].label for column in by_place) if alike and count > 1 else ()
    wanted = [max(width(cell.words) for cell in column) for column in by_place]
    figures = tuple(_is_of_figures(column) for column in by_place)
    room = cells - _GAP * (count - 1)
    for at, label in enumerate(labels):
        # The name of a column makes it wider where that costs no other column anything.
        wanted[at] = max(wanted[at], min(width(label), wanted[at] + room - sum(wanted)))
    while sum(wanted) > room and max(wanted) > _NARROWEST:
        wide = [place for place, each in enumerate(wanted) if each > _NARROWEST]
        cut = [place for place in wide if not all(cell.whole for cell in by_place[place])] or wide
        # The name is what rows are told apart by: the other columns give way first.
        wanted[max(cut, key=lambda place: wanted[place] - (0 if place else _NAMES))] -= 1
    return Columns(tuple(wanted), labels, figures)


def _is_of_figures(column: Sequence[Cell]) -> bool:
    told = [cell for cell in column if cell.words != NONE]
    return bool(told) and all(cell.figure for cell in told)


def marks(sheet: Sheet) -> Mapping[str, str]:
    """The style of the worst that is shown of each row, by path; of a row with something inside it as `path/`."""
    found: dict[str, str] = {}
    for style, problems in (("warning", sheet.warnings), ("error", sheet.shown)):
        for problem in problems:
            row, _name = sheet.place(problem.path)
            if row:
                found[row] = style
            parts = row.split(".")
            for end in range(2, len(parts) + 1, 2):
                found[".".join(parts[:end]) + "/"] = style
    return found


def problems_of(sheet: Sheet, line: TreeLine) -> list[tuple[Problem, str]]:
    """What is shown to be wrong with a row, faults first, each with its style; of a closed one also what is inside."""
    if line.kind != "row":
        return []
    told = [*((each, "error") for each in sheet.shown), *((each, "warning") for each in sheet.warnings)]
    if line.open is False:
        return [(each, style) for each, style in told if within(each.path, line.path)]
    return [(each, style) for each, style in told if sheet.place(each.path)[0] == line.path]
