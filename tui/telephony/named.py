"""The names by which the rows of a form refer to one another: each is there once, and every reference leads somewhere.

Which rows those are follows from the form. The rules here take settings as they were written, right or not, so that
these faults are named with those of the fields.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from tui.engine.errors import Problem
from tui.forms import Field, Form, Phone, Reference, Rows
from tui.i18n import N_, Message
from tui.telephony import values
from tui.telephony.normal import as_number
from tui.telephony.rules import Rule, rows_of, value_of
from tui.text import clean

_TOLD = 10
"""Of all the names that could be meant, how many are said."""


def rules(form: Form) -> tuple[Rule, ...]:
    """Both rules, for the settings of that form."""
    return partial(same_names, form), partial(lost, form)


def same_names(form: Form, written: Any) -> Iterator[Problem]:
    """Rows that are called like another one of their field, where something refers to them, or they to something."""
    targets = {field.to for field in _references(form)}
    yield from _same_names(form, written, targets, "")


def _same_names(form: Form, written: Any, targets: set[str], prefix: str) -> Iterator[Problem]:
    for field in form.fields:
        if not isinstance(field, Rows):
            continue
        named, rows = field.form.field(field.named), rows_of(written, field.name)
        counts = isinstance(named, Reference) or (not prefix and field.name in targets)
        number, seen = _is_number(named), set[str]()
        for at, row in enumerate(rows):
            path, name = f"{prefix}{field.name}.{at}", _spelled(value_of(row, field.named), number)
            if counts and name in seen:
                text = N_("“{name}” stands in the list already; change or remove one of the two.")
                yield Problem(f"{path}.{field.named}", Message(text, {"name": _shown(name, number)}))
            elif name:
                seen.add(name)
            yield from _same_names(field.form, row, set(), f"{path}.")


def lost(form: Form, written: Any) -> Iterator[Problem]:
    """References to rows that are not there."""
    names: dict[str, dict[str, None]] = {}
    for to in {field.to for field in _references(form)}:
        rows = form.field(to)
        if isinstance(rows, Rows):
            number = _is_number(rows.form.field(rows.named))
            listed = (_spelled(value_of(row, rows.named), number) for row in rows_of(written, to))
            names[to] = dict.fromkeys(each for each in listed if each)
    yield from _lost(form, written, names, "")


def _lost(
    form: Form, written: Any, names: Mapping[str, Mapping[str, None]], prefix: str
) -> Iterator[Problem]:
    for field in form.fields:
        if isinstance(field, Rows):
            for at, row in enumerate(rows_of(written, field.name)):
                yield from _lost(field.form, row, names, f"{prefix}{field.name}.{at}.")
        elif isinstance(field, Reference):
            number = _is_number(field)
            name = _spelled(value_of(written, field.name), number)
            if name and name not in names[field.to]:
                known = [_shown(each, number) for each in names[field.to]]
                listed = ", ".join([*known[:_TOLD], *(["…"] if len(known) > _TOLD else [])]) or "–"
                text = N_("Nothing is called “{name}”; choose one of: {names}.")
                args = {"name": _shown(name, number), "names": listed}
                yield Problem(f"{prefix}{field.name}", Message(text, args))


def _references(form: Form) -> Iterator[Reference]:
    """The references of a form, at any depth."""
    for field in form.fields:
        if isinstance(field, Reference):
            yield field
        elif isinstance(field, Rows):
            yield from _references(field.form)


def _is_number(field: Field) -> bool:
    """Whether what a field holds is a telephone number, or the name of something that is called by one."""
    return field.number if isinstance(field, Reference) else isinstance(field, Phone)


def _spelled(written: Any, number: bool) -> str:
    """A name so that equal ones are equal; empty for none."""
    if not isinstance(written, str):
        return ""
    return as_number(written) or "" if number else clean(written, max(len(written), 1)).strip()


def _shown(name: str, number: bool) -> str:
    return values.display(name) if number else name
