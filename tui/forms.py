"""A form as data: what is asked, in which words, and when.

A slice declares its `Form`; a widget draws any form and knows none by name. Bounds and rules stand in the slice's
settings model alone; the form adds wording, order and visibility. `label`, `help` and `say` are message ids, translated
when drawn.

Answers are what stands in the widgets: texts, switches and rows of answers, valid or not, by field name. Settings are
what the model made of them. A row of settings may carry the id of its object on the platform under `REMOTE_ID`, and
more that was read of it under names that begin like that; its row of answers keeps it, whatever is renamed or moved.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from tui.engine.plan import MASK
from tui.engine.resources import Json
from tui.i18n import N_, Message

Answer = str | bool | int | list["dict[str, Answer]"]
Answers = Mapping[str, Answer]
Row = dict[str, Answer]

REMOTE = "remote_"
"""What the keys begin with under which a row keeps what it knows of its object; in no form, no recipe, no listing."""
REMOTE_ID = f"{REMOTE}id"
"""The key under which a row keeps the id of its object."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every field of a form has.

    `say` is a sentence that the agent can read to the customer. `visible_when` names another field of the same form or
    row and the answers to it under which this one is asked; a field that is not asked keeps its answer and is left out
    of the settings. `optional`: an empty answer means that nothing is sent. `once` marks a question about this one
    change; it is not read back from the number.
    """

    name: str
    label: str
    help: str
    say: str = ""
    visible_when: tuple[str, tuple[Answer, ...]] | None = None
    optional: bool = False
    once: bool = False

    @property
    def initial(self) -> Answer:
        """The answer of a form nobody has touched."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Text(Question):
    """One line of text. `only` restricts what can be typed; a `moment` is a local date and time, in any usual form.

    A `secret` is drawn as dots and can be shown on demand. Where rows are called by it, the first of `proposed` that no
    other row has is proposed for a new one. With `document`, it is the address of a document that can be looked at when
    asked, as the slice's `examine` does it; `document` is what the names of such files end in. `described` names a
    `Phone` beside it: what the account calls the line that is given there is proposed while there is no answer.
    """

    only: Literal["", "digits", "moment"] = ""
    max_length: int = 400
    secret: bool = False
    placeholder: str = ""
    default: str = ""
    proposed: tuple[str, ...] = ()
    described: str = ""
    document: tuple[str, ...] = ()

    @property
    def initial(self) -> Answer:
        return self.default


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A whole number; `unit` says so many of what is counted, with `{n}` for the number, in the language in use.

    The answer is the text that stands in the field.
    """

    unit: Callable[[int], str] = lambda _n: "{n}"
    default: int | None = None
    max_length: int = 6

    @property
    def initial(self) -> Answer:
        return "" if self.default is None else str(self.default)

    def counted(self, answer: Answer, shown: Answer) -> str:
        """The unit as it goes with an answer, `shown` in the number's place; what is no number counts as several."""
        number = _given(self, answer)
        return self.unit(number if isinstance(number, int) else 2).format(n=shown).strip()


@dataclass(frozen=True, kw_only=True)
class Phone(Question):
    """A telephone number in any usual form; the account's own `lines` are offered while typing."""

    lines: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """One possible answer: the value kept in the settings and the message id of its name."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of a few options; `default` is the value of the one that is chosen at first, else the first of them."""

    options: tuple[Option, ...]
    default: str | None = None

    @property
    def initial(self) -> Answer:
        return self.options[0].value if self.default is None else self.default


@dataclass(frozen=True, kw_only=True)
class Toggle(Question):
    """Yes or no; `on` and `off` are the message ids of what each means."""

    on: str = N_("yes")
    off: str = N_("no")
    default: bool = False

    @property
    def initial(self) -> Answer:
        return self.default


@dataclass(frozen=True, kw_only=True)
class Reference(Question):
    """One of the rows of the field `to` of the whole form, by its name; renaming the row changes the answer too.

    `number`: those rows are called by a telephone number.
    """

    to: str
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Sound(Question):
    """A sound by its converted name (`accueil.wav`): one of the number's, one of the store's, or a file to add."""


@dataclass(frozen=True, kw_only=True)
class Rows(Question):
    """Several things of one sort, each with the answers to `fields`.

    `named` is the field that a row is called by, and that `Reference`s name; `noun` the message id of what one is,
    `add` of the command that adds one. `shown` are the further fields that a row's line tells. `ordered`: the order
    counts, and rows can be moved. `repeats`: several rows may be called the same (what each does, say), and their place
    tells them apart.
    """

    fields: tuple["Field", ...]
    named: str
    noun: str
    add: str
    shown: tuple[str, ...] = ()
    ordered: bool = False
    repeats: bool = False
    most: int = 500

    @property
    def initial(self) -> Answer:
        return []

    @property
    def form(self) -> "Form":
        """The questions of one row."""
        return Form(self.fields)


@dataclass(frozen=True, kw_only=True)
class Hours(Question):
    """The ranges of a week: rows of `day` (monday…), `start` and `end` (`08:30`, up to `24:00`), and a `policy` if any.

    `policies` are what a range can lead to; without any, a range is simply open.
    """

    policies: tuple[Option, ...] = ()

    @property
    def initial(self) -> Answer:
        return []


@dataclass(frozen=True, kw_only=True)
class Several(Question):
    """Any number of a few options; the settings hold the list of their values, the answers a row of `value` each."""

    options: tuple[Option, ...]

    @property
    def initial(self) -> Answer:
        return []


Field = Text | Number | Phone | Choice | Toggle | Reference | Sound | Rows | Hours | Several


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page of a long form: its title, and the names of its fields."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """The questions of a configuration or of a row, in order; with `sections`, each field stands in one of them."""

    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError when there is none."""
        return {field.name: field for field in self.fields}[name]

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the fields that hold a secret."""
        return frozenset(field.name for field in self.fields if isinstance(field, Text) and field.secret)

    def untouched(self) -> dict[str, Answer]:
        """The answers of a form nobody has touched."""
        return {field.name: field.initial for field in self.fields}

    def answers(self, settings: Mapping[str, Json]) -> dict[str, Answer]:
        """The answers that show `settings`; a secret that is not known shows as asterisks, which keep it."""
        shown = self.untouched()
        for field in self.fields:
            value = settings.get(field.name)
            match field:
                case Rows() if isinstance(value, list):
                    shown[field.name] = [_row(field.form, cast("Mapping[str, Json]", row)) for row in value]
                case Hours() if isinstance(value, list):
                    shown[field.name] = [cast("Row", dict(cast("Mapping[str, Json]", row))) for row in value]
                case Several() if isinstance(value, list):
                    shown[field.name] = [{"value": str(each)} for each in value]
                case _ if isinstance(value, bool):
                    shown[field.name] = value
                case _ if value is not None:
                    shown[field.name] = str(value)
                case Text(secret=True) if field.name in settings:
                    shown[field.name] = MASK
                case Number() | Text() if field.name in settings:
                    shown[field.name] = ""
        return shown

    def asked(self, answers: Answers) -> tuple[Field, ...]:
        """The fields that are visible under these answers."""
        return tuple(field for field in self.fields if self._is_asked(field, answers))

    def _is_asked(self, field: Field, answers: Answers) -> bool:
        if field.visible_when is None:
            return True
        name, values = field.visible_when
        return answers.get(name) in values and self._is_asked(self.field(name), answers)

    def settings(self, answers: Answers) -> dict[str, Json]:
        """What the model is to validate: the visible answers, without the optional ones that were left empty."""
        given: dict[str, Json] = {}
        for field in self.asked(answers):
            answer = answers.get(field.name, field.initial)
            if field.optional and isinstance(answer, str) and not answer.strip():
                continue
            given[field.name] = _given(field, answer)
        return given


def _row(form: Form, settings: Mapping[str, Json]) -> Row:
    row = form.answers(settings)
    return {**row, **cast("Row", _remote(settings))}


def _remote(row: Mapping[str, object]) -> dict[str, object]:
    """What a row keeps of its object."""
    return {name: each for name, each in row.items() if name.startswith(REMOTE) and each is not None}


def _given(field: Field, answer: Answer) -> Json:
    rows = answer if isinstance(answer, list) else []
    match field:
        case Rows():
            return [{**field.form.settings(row), **cast("dict[str, Json]", _remote(row))} for row in rows]
        case Hours():
            return [cast("dict[str, Json]", dict(row)) for row in rows]
        case Several():
            return [cast("Json", row.get("value")) for row in rows]
        case Number() if isinstance(answer, str):
            text = answer.strip()
            return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else text
    return cast("Json", answer)


# --- references between rows


@dataclass(frozen=True)
class Use:
    """A place that names a row: its path (`menus.0.entries.2.menu`) and, for people, what it is, from outside in.

    `goes`: it is all that the row it stands in says, which goes along with what it names.
    """

    path: str
    words: Message
    goes: bool = False


def uses(
    form: Form, answers: Answers, to: str, name: str, called: Callable[[Rows, Row], str]
) -> tuple[Use, ...]:
    """The places of a whole form that refer to the row `name` of the field `to`; `called` is what people call a row."""
    return tuple(_uses(form, answers, to, name, called, "", None))


def _uses(
    form: Form,
    answers: Answers,
    to: str,
    name: str,
    called: Callable[[Rows, Row], str],
    prefix: str,
    within: Message | None,
) -> Iterator[Use]:
    for field in form.asked(answers):
        answer, path = answers.get(field.name), f"{prefix}{field.name}"
        if isinstance(field, Reference) and field.to == to and answer == name:
            yield Use(path, within or Message(field.label), bool(prefix) and len(form.fields) == 1)
        elif isinstance(field, Rows) and isinstance(answer, list):
            for at, row in enumerate(answer):
                own = at + 1 if field.repeats else called(field, row)
                words = Message("{noun} {name}", {"noun": Message(field.noun), "name": own})
                whole = (
                    words
                    if within is None
                    else Message("{outer}, {inner}", {"outer": within, "inner": words})
                )
                yield from _uses(field.form, row, to, name, called, f"{path}.{at}.", whole)


def renamed(form: Form, answers: Answers, to: str, old: str, new: str) -> dict[str, Answer]:
    """The answers with every reference to the row `old` of the field `to` changed to `new`, asked or not.

    Where `new` is empty, rows go that say nothing else.
    """
    changed: dict[str, Answer] = dict(answers)
    for field in form.fields:
        answer = answers.get(field.name)
        if isinstance(field, Reference) and field.to == to and answer == old:
            changed[field.name] = new
        elif isinstance(field, Rows) and isinstance(answer, list):
            changed[field.name] = [
                renamed(field.form, row, to, old, new)
                for row in answer
                if new or not _only_names(field, row, to, old)
            ]
    return changed


def _only_names(field: Rows, row: Row, to: str, name: str) -> bool:
    """Whether a row is nothing but a reference to the row `name` of the field `to`."""
    only = field.fields[0]
    alone = len(field.fields) == 1 and isinstance(only, Reference) and only.to == to
    return alone and row.get(only.name) == name


def row_names(answers: Answers, form: Form, to: str) -> Sequence[str]:
    """What the rows of the field `to` are called, in their order."""
    field, rows = form.field(to), answers.get(to)
    if not isinstance(field, Rows) or not isinstance(rows, list):
        return ()
    return [str(row.get(field.named, "")) for row in rows]


def public(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Settings as they are shown and written: without what rows keep of their objects."""
    return {name: _public(value) for name, value in settings.items() if not name.startswith(REMOTE)}


def _public(value: Json) -> Json:
    if isinstance(value, dict):
        return public(value)
    return [_public(each) for each in value] if isinstance(value, list) else value
