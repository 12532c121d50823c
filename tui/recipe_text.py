"""A recipe as TOML that explains itself: every field with what can be written, once, in the language in use.

TOML has plain values before tables: so the questions of a form come first, then its rows, each a table, with the rows
that they have themselves. Rows of a single field, and the hours of a week, are lists with a row a line.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from tui.configurations import catalogue
from tui.engine.plan import MASK
from tui.engine.resources import Json
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
    Rows,
    Section,
    Several,
    Sound,
    Text,
    Toggle,
    public,
)
from tui.i18n import _, labelled
from tui.text import clean

FICTION = "+33199009999"
"""From a range that the French regulator reserves for fiction: it rings nobody."""

_WIDTH = 88  # Columns of a comment: two windows side by side still show it whole.
_RANGE: dict[str, Json] = {"day": "monday", "start": "09:00", "end": "18:00"}

Settings = Mapping[str, Json]
_Path = tuple[str, ...]


def example(slice_: catalogue.Slice, lines: Sequence[str] = ()) -> dict[str, Json]:
    """Settings to start from: the slice's own example, else those of a form nobody has touched.

    Questions for a telephone number are answered by `lines` (E.164), in turn; without any by a number of fiction.
    """
    numbers = list(lines) or [FICTION]
    own = getattr(slice_, "example", None)
    if own is not None:
        return dict(own(numbers))
    form = slice_.FORM
    answers: dict[str, Answer] = form.untouched()
    phones = [field for field in form.fields if isinstance(field, Phone)]
    for position, field in enumerate(phones):
        answers[field.name] = numbers[position % len(numbers)]
    return form.settings(answers)


def write_recipe(kind: str, form: Form, settings: Settings) -> str:
    """A recipe as TOML, with what there is to know of each field as comments.

    A setting that is missing or None is written as a comment; a secret that is None as `***`, which keeps it. Reading
    the recipe gives `settings` back, without the ids of rows.
    """
    import tomlkit

    row, written = catalogue.by_kind(kind), public(settings)
    lines = [
        *_comment(f"{_(row.title)} – {_(row.summary)}"),
        *_comment(_("Apply it with: alias-wizard apply FILE NUMBER")),
        f"kind = {tomlkit.item(kind).as_string()}",
        *_Writer(form, written).table(form, written),
    ]
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes the settings of `form`; what a field means is said where it first stands."""

    def __init__(self, form: Form, settings: Settings) -> None:
        self._form = form
        self._present = frozenset(_rows_present(form, settings, ()))
        self._explained: set[_Path] = set()

    def table(self, form: Form, settings: Settings, path: _Path = ()) -> Iterator[str]:
        """The lines of a table, or of the document; `path` are the names of the rows that it is one of."""
        explains = path not in self._explained
        self._explained.add(path)
        titles = {_first_plain(form, section): section.title for section in form.sections}
        for field in form.fields:
            value = settings.get(field.name)
            if field.name in titles:
                yield from ("", f"# ----- {clean(_(titles[field.name]))}")
            if _is_table(field):
                if value == []:
                    yield from self._no_rows(field, (*path, field.name), explains)
                continue
            if explains:
                yield ""
                yield from self._comments(field, form)
            if value is None and field.name in form.secrets and field.name in settings:
                value = MASK
            if explains and value in (None, []):
                yield f"# {field.name} = {_value(_placeholder(field), indent='# ')}"
            if value is not None:
                yield f"{field.name} = {_value(value)}"
        for field in form.fields:
            if isinstance(field, Rows) and _is_table(field):
                yield from self._tables(field, settings.get(field.name), (*path, field.name), explains)

    @staticmethod
    def _no_rows(field: Field, path: _Path, explains: bool) -> Iterator[str]:
        if explains:
            yield ""
            text = _(
                "{label}: none. For some, remove this line and write [[{rows}]] after the other settings."
            )
            yield from _comment(text.format(label=_(field.label), rows=".".join(path)))
        yield f"{field.name} = []"

    def _tables(self, field: Rows, value: Json, path: _Path, explains: bool) -> Iterator[str]:
        """A table for each row; where no row of that sort stands anywhere, one as a comment."""
        header = f"[[{'.'.join(path)}]]"
        for row in value if isinstance(value, list) else []:
            yield ""
            if path not in self._explained:
                yield from self._comments(field, self._form)
            yield header
            yield from self.table(field.form, row if isinstance(row, dict) else {}, path)
        if explains and path not in self._present:
            yield ""
            yield from self._comments(field, self._form)
            yield f"# {header}"
            yield from self.table(field.form, {}, path)

    def _comments(self, field: Field, form: Form) -> Iterator[str]:
        for text in self._explanation(field, form):
            yield from _comment(text)

    def _explanation(self, field: Field, form: Form) -> Iterator[str]:
        """A field's label and help, then what can be written, then when it counts."""
        label = _(field.label)
        yield _("{label} (optional)").format(label=label) if field.optional else label
        yield _(field.help)
        yield from self._writable(field)
        if field.name in form.secrets:
            yield _('"***" keeps the one that is there.')
        if field.visible_when is not None:
            name, values = field.visible_when
            listed = ", ".join(json.dumps(value) for value in values)
            yield _("Only when {name} is: {values}").format(name=name, values=listed)

    def _writable(self, field: Field) -> Iterator[str]:
        match field:
            case Choice():
                yield from _options(field.options)
            case Several():
                yield _("A list of any of these:")
                yield from _options(field.options)
            case Hours():
                yield _('One range a line, "monday" to "sunday", on quarters of an hour, up to "24:00".')
                if field.policies:
                    yield _("policy is one of these:")
                    yield from _options(field.policies)
            case Reference():
                rows = self._form.field(field.to)
                named = rows.named if isinstance(rows, Rows) else ""
                yield _("The {field} of one of [[{rows}]].").format(field=named, rows=field.to)
            case Rows():
                yield _("At most {most}.").format(most=field.most)
                if field.ordered:
                    yield _("Their order counts.")
                if not _is_table(field):
                    yield from (f"  {text}" for text in self._explanation(field.fields[0], field.form))
            case _:
                yield _plain(field)


def _plain(field: Field) -> str:
    """What can be written for a single value."""
    match field:
        case Toggle():
            return f"  {labelled('true', _(field.on))}, {labelled('false', _(field.off))}"
        case Phone():
            return _("A telephone number in any usual form, such as 01 99 00 10 01 or +33 1 99 00 10 01.")
        case Number() if unit := field.counted("", ""):
            return _("A whole number; unit: {unit}.").format(unit=unit)
        case Number():
            return _("A whole number.")
        case Sound():
            return _("The name of a sound; alias-wizard sound FILE keeps a file and prints its name.")
        case Text(only="digits"):
            return _("At most {max_length} digits.").format(max_length=field.max_length)
        case Text():
            return _("At most {max_length} characters.").format(max_length=field.max_length)
    return ""


def _options(options: Sequence[Option]) -> Iterator[str]:
    """A line for each option; those that need no words, such as keys, on one."""
    yield from (
        "  " + labelled(json.dumps(each.value), _(each.label))
        for each in options
        if each.value != _(each.label)
    )
    plain = [json.dumps(each.value) for each in options if each.value == _(each.label)]
    if plain:
        yield "  " + ", ".join(plain)


def _is_table(field: Field) -> bool:
    """Whether the field is rows with more to them than has room on a line."""
    return isinstance(field, Rows) and len(field.fields) > 1


def _rows_present(form: Form, settings: Settings, path: _Path) -> Iterator[_Path]:
    """The sorts of rows of which there are any, at any depth."""
    for field in form.fields:
        value = settings.get(field.name)
        if isinstance(field, Rows) and isinstance(value, list) and value:
            yield (*path, field.name)
            for row in value:
                if isinstance(row, dict):
                    yield from _rows_present(field.form, row, (*path, field.name))


def _first_plain(form: Form, section: Section) -> str:
    """The first field of a section that does not stand at the end, among the tables."""
    return next((name for name in section.fields if not _is_table(form.field(name))), "")


def _comment(text: str) -> list[str]:
    # French keeps some words together by spaces that do not break; textwrap leaves those alone.
    cleaned = clean(text, limit=2000)
    indent = " " * (len(cleaned) - len(cleaned.lstrip()))
    wrapped = textwrap.wrap(
        cleaned.strip(),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [f"# {line}" for line in wrapped]


def _value(value: Json, indent: str = "") -> str:
    """A value as TOML; a list of rows with a row a line, each of them after `indent`."""
    import tomlkit

    if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
        return tomlkit.item(value).as_string()
    rows = [each if isinstance(each, dict) else {} for each in value]
    written = [
        ", ".join(f"{name} = {_value(each)}" for name, each in row.items() if each is not None)
        for row in rows
    ]
    return "\n".join(["[", *(f"{indent}  {{ {row} }}," for row in written), f"{indent}]"])


def _placeholder(field: Field) -> Json:
    """What stands in the comment of a field that is not written."""
    match field:
        case Text(placeholder=text) if text:
            return clean(_(text))
        case Phone():
            return FICTION
        case Number(default=default):
            return default or 0
        case Hours():
            return [_RANGE]
        case Sound():
            return "accueil.wav"
        case Rows(fields=fields):
            return [{each.name: _placeholder(each) for each in fields}]
        case Several(options=options):
            return [options[0].value]
    return field.initial if isinstance(field.initial, str | bool) else ""
