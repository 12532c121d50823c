"""What can be done with the rows of a sheet: add, duplicate, delete, move; pure."""

from collections.abc import Sequence

from tui.forms import REMOTE, Answer, Choice, Phone, Row, Rows, Text, Use
from tui.i18n import N_, Message, joined, listed
from tui.telephony import values
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.answer_words import name_of
from tui.widgets.sheet import Sheet


def rows_field(sheet: Sheet, rows: str) -> Rows:
    """The field of rows at a path. Raises KeyError when it is another one."""
    field = sheet.field(rows)
    if not isinstance(field, Rows):
        raise KeyError(rows)
    return field


def split(row: str) -> tuple[str, int]:
    """The path of the rows that a row is one of, and its place among them."""
    rows, _dot, at = row.rpartition(".")
    return rows, int(at)


def is_row(path: str) -> bool:
    """Whether a path is that of a row, and not of a field."""
    return path.rpartition(".")[2].isdecimal()


def has_room(sheet: Sheet, rows: str) -> bool:
    """Whether one more row may be added."""
    return len(sheet.rows(rows)) < rows_field(sheet, rows).most


def add(sheet: Sheet, rows: str, name: str = "") -> str:
    """Add an untouched row at the end, and return its path; without a `name`, one no other row has is proposed."""
    field, present = rows_field(sheet, rows), sheet.rows(rows)
    named = {field.named: name} if name else _proposed(field, present)
    sheet.put(rows, [*present, {**field.form.untouched(), **named}])
    return f"{rows}.{len(present)}"


def name_from(sheet: Sheet, rows: str, typed: str) -> str:
    """What one more row could be called by what was typed; empty where there can be none, or one is called so."""
    field, name = rows_field(sheet, rows), clean(typed).strip()
    match field.form.field(field.named):
        case Text(only="", max_length=longest):
            name = name[:longest]
        case Phone():
            name = values.display(service_name(name)) if service_name(name) else ""
        case _:
            name = ""
    taken = {fold(name_of(field, row)) for row in sheet.rows(rows)}
    return name if has_room(sheet, rows) and fold(name) not in taken else ""


def numbers_beside(sheet: Sheet, path: str) -> set[str]:
    """The service names that other rows are called by, and that an answer at `path` would say again."""
    row, _dot, name = path.rpartition(".")
    rows, at = split(row) if is_row(row) else ("", 0)
    field = rows_field(sheet, rows) if rows else None
    if field is None or field.named != name or field.repeats:
        return set()
    return {
        service_name(each.get(name, "")) for place, each in enumerate(sheet.rows(rows)) if place != at
    } - {""}


def service_name(answer: Answer) -> str:
    """The service name of a number as it was written; empty where it is none."""
    try:
        return values.service_name(str(answer))
    except values.NotANumber:
        return ""


def duplicate(sheet: Sheet, row: str) -> str:
    """Add a copy right after a row, and return its path; it has a name of its own where one can be found."""
    rows, at = split(row)
    field, present = rows_field(sheet, rows), sheet.rows(rows)
    copy = _without_ids(present[at])
    if not field.repeats:
        copy[field.named] = _free_name(field, present, str(copy.get(field.named, "")))
    sheet.put(rows, [*present[: at + 1], copy, *present[at + 1 :]])
    return f"{rows}.{at + 1}"


def delete(sheet: Sheet, row: str) -> None:
    """Take a row away, and references to it, with the rows that say nothing else; it can all be brought back."""
    before = sheet.answers
    rows, name = split(row)[0], sheet.name(row)
    if sheet.is_named(rows, name) == 1:
        sheet.rename(rows, name, "")
    drop(sheet, row)
    sheet.remember(before)


def left_by(users: Sequence[Use]) -> Message:
    """What becomes of the places that name a row, once it is deleted."""
    told = []
    for goes, text in (
        (True, N_("What goes along with it: {users}.")),
        (False, N_("What leads there will lead nowhere: {users}.")),
    ):
        places = dict.fromkeys(str(use.words) for use in users if use.goes is goes)
        if places:
            told.append(Message(text, {"users": Message(listed(places))}))
    return joined(told, " ")


def drop(sheet: Sheet, row: str) -> None:
    """Take a row away that nobody has seen yet."""
    rows, at = split(row)
    present = sheet.rows(rows)
    sheet.put(rows, [*present[:at], *present[at + 1 :]])


def move(sheet: Sheet, row: str, by: int) -> str:
    """Move a row by so many places, as far as there are any, and return its new path."""
    rows, at = split(row)
    present = list(sheet.rows(rows))
    to = max(min(at + by, len(present) - 1), 0)
    if to != at:
        present.insert(to, present.pop(at))
        sheet.put(rows, present)
    return f"{rows}.{to}"


def untouched(sheet: Sheet, row: str) -> bool:
    """Whether nothing was answered in a row, but for what was proposed for its name."""
    rows, at = split(row)
    field, present = rows_field(sheet, rows), sheet.rows(rows)
    others = [*present[:at], *present[at + 1 :]]
    return present[at] == {**field.form.untouched(), **_proposed(field, others)}


def _proposed(field: Rows, present: list[Row]) -> Row:
    """The answer that is proposed for the name of a new row, if any: the first that no other row has."""
    name = field.form.field(field.named)
    taken = [row.get(field.named) for row in present]
    values: Sequence[str] = ()
    if isinstance(name, Choice) and not field.repeats:
        values = [option.value for option in name.options]
    elif isinstance(name, Text):
        values = name.proposed
    free = next((value for value in values if value not in taken), None)
    return {} if free is None else {field.named: free}


def _free_name(field: Rows, present: list[Row], name: str) -> str:
    """A name for the copy of a row; empty where none comes to mind."""
    named = field.form.field(field.named)
    if proposed := _proposed(field, present):
        return str(proposed[field.named])
    if not isinstance(named, Text) or named.only or named.proposed or not name:
        return ""
    stem, _space, last = name.rpartition(" ")
    stem = stem if stem and last.isdecimal() else name
    taken = {str(row.get(field.named, "")) for row in present}
    numbered = (f"{stem[: named.max_length - len(str(n)) - 1]} {n}" for n in range(2, len(taken) + 3))
    return next((each for each in numbered if each not in taken), "")


def _without_ids(row: Row) -> Row:
    """A copy of a row, down to its innermost rows, that is no object of the platform yet."""
    return {
        name: [_without_ids(each) for each in answer] if isinstance(answer, list) else answer
        for name, answer in row.items()
        if not name.startswith(REMOTE)
    }
