"""Answers as people read them, on one line, translated and cleaned."""

from collections.abc import Mapping

from tui.engine.plan import MASK
from tui.forms import (
    Answer,
    Choice,
    Field,
    Form,
    Hours,
    Number,
    Option,
    Phone,
    Reference,
    Row,
    Rows,
    Several,
    Text,
    Toggle,
)
from tui.i18n import _, labelled, listed
from tui.telephony import values
from tui.text import clean
from tui.widgets import week

NONE = "–"
"""What stands in a column for an answer that is empty."""


def words_of(field: Field, answer: Answer) -> str:  # noqa: PLR0911  one for each sort of field
    """What an answer says; empty when it says nothing. A secret only tells that it is there."""
    match field:
        case Toggle():
            return clean(_(field.on) if answer else _(field.off))
        case Choice():
            return _label(field.options, answer)
        case Several():
            return ", ".join(_label(field.options, row.get("value", "")) for row in rows_of(answer))
        case Hours():
            return week.week_words(field, rows_of(answer)) if answer else ""
        case Rows():
            return _rows_words(field, rows_of(answer))
        case Number() if str(answer):
            return clean(field.counted(answer, answer))
        case Phone() | Reference(number=True):
            return values.display(str(answer)) if answer else ""
        case Text(secret=True):
            return MASK if answer else ""
    return clean(str(answer))


def rows_of(answer: Answer) -> list[Row]:
    """The rows of an answer that holds any."""
    return answer if isinstance(answer, list) else []


def name_of(field: Rows, row: Row) -> str:
    """What a row is called, for people."""
    return words_of(field.form.field(field.named), row.get(field.named, ""))


def whose(field: Rows, row: Row) -> str:
    """What the number that a row is called by does not tell: whose it is; empty for rows with names."""
    told = field.shown[:1] if isinstance(field.form.field(field.named), Phone) else ()
    return " ".join(words_of(field.form.field(name), row.get(name, "")) for name in told)


def called(field: Rows, rows: list[Row], at: int) -> str:
    """What tells a row from the others: its name, or its place where several may be called the same."""
    if not at < len(rows):
        return ""
    return str(at + 1) if field.repeats else name_of(field, rows[at])


def _label(options: tuple[Option, ...], value: Answer) -> str:
    return clean(next((_(each.label) for each in options if each.value == value), str(value)))


def _rows_words(field: Rows, rows: list[Row]) -> str:
    """How many there are, and what they are called."""
    return clean(labelled(str(len(rows)), _names(field, rows))) if rows else ""


def _names(field: Rows, rows: list[Row]) -> str:
    named = field.form.field(field.named)
    if isinstance(named, Rows):
        # Called by what is inside: `wait, hang up; transfer`.
        return listed(_names(named, rows_of(row.get(field.named, []))) or NONE for row in rows[:_NAMED])
    return ", ".join(name_of(field, row) or NONE for row in rows[:_NAMED])


_NAMED = 20  # Of many rows; a line holds no more anyway.


def answer_words(form: Form, answers: Mapping[str, Answer]) -> list[list[tuple[str, str]]]:
    """The label and the words of every answer that is asked, by section; a secret only tells whether it is there."""
    told = {
        field.name: (_(field.label), words_of(field, answers.get(field.name, field.initial)) or _("(none)"))
        for field in form.asked(answers)
        if not field.once
    }
    if not form.sections:
        return [list(told.values())]
    sections = [[told[name] for name in section.fields if name in told] for section in form.sections]
    return [section for section in sections if section]
