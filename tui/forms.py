"""A form as data: what is asked, in which words, and when.

A slice declares its `Form`; a widget draws any form and knows none by name. Bounds and rules stand in the slice's
settings model alone; the form adds wording, order and visibility. `label`, `help` and `say` are message ids, translated
when drawn.

Answers are what stands in the widgets: texts and switches, valid or not, by field name. Settings are what the model
made of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tui.engine.errors import Problem
from tui.engine.plan import MASK
from tui.engine.resources import Json
from tui.i18n import N_, Message

if TYPE_CHECKING:  # pydantic is loaded when a configuration is chosen, not before the first screen
    from pydantic import ValidationError

Answer = str | bool
Answers = Mapping[str, Answer]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every field of a form has.

    `say` is a sentence that the agent can read to the customer. `visible_when` names another field and the answers to
    it under which this one is asked; a field that is not asked keeps its answer and is left out of the settings.
    `once` marks a question about this one change; it is not read back from the number.
    """

    name: str
    label: str
    help: str
    say: str = ""
    visible_when: tuple[str, tuple[Answer, ...]] | None = None
    once: bool = False

    @property
    def initial(self) -> Answer:
        """The answer of a form nobody has touched."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Text(Question):
    """One line of text. `optional`: an empty text means that nothing is sent. `only` restricts what can be typed.

    A `secret` is drawn as dots and can be shown on demand.
    """

    optional: bool = False
    only: Literal["", "digits"] = ""
    max_length: int = 250
    secret: bool = False
    placeholder: str = ""


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
    """One of a few options."""

    options: tuple[Option, ...]

    @property
    def initial(self) -> Answer:
        return self.options[0].value


@dataclass(frozen=True, kw_only=True)
class Toggle(Question):
    """Yes or no; `on` and `off` are the message ids of what each means."""

    on: str = N_("yes")
    off: str = N_("no")
    default: bool = False

    @property
    def initial(self) -> Answer:
        return self.default


Field = Text | Phone | Choice | Toggle


@dataclass(frozen=True)
class Form:
    """The questions of a configuration, in order."""

    fields: tuple[Field, ...]

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
        for name, value in settings.items():
            if isinstance(value, bool):
                shown[name] = value
            elif value is not None:
                shown[name] = str(value)
            elif name in self.secrets:
                shown[name] = MASK
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
        """What the model is to validate: the visible answers, without the optional texts that were left empty."""
        given: dict[str, Json] = {}
        for field in self.asked(answers):
            answer = answers.get(field.name, field.initial)
            if isinstance(field, Text) and field.optional and not str(answer).strip():
                continue
            given[field.name] = answer
        return given


_BY_TYPE = {
    "missing": N_("Give an answer here."),
    "extra_forbidden": N_("There is no such setting; remove this line."),
    "bool_type": N_("Write true or false."),
    "bool_parsing": N_("Write true or false."),
    "string_type": N_("Write a text between quotes."),
    "string_too_long": N_("At most {max_length} characters."),
    "too_long": N_("At most {max_length} characters."),
    "string_too_short": N_("At least {min_length} characters."),
    "literal_error": N_("Choose one of: {expected}."),
    "union_tag_invalid": N_("Choose one of: {expected_tags}."),
}


def problems(error: "ValidationError") -> tuple[Problem, ...]:
    """Every fault of a validation, with its path, in the order of the fields.

    A rule of a slice raises `PydanticCustomError(code, message id, placeholders)`; its message is used as it is.
    pydantic's own are put into the words of `_BY_TYPE`.
    """
    found = []
    for each in error.errors(include_url=False):
        context = {key: str(value) for key, value in (each.get("ctx") or {}).items()}
        text = _BY_TYPE.get(each["type"])
        if text is None:
            template = context.pop("message_id", "")
            text = template or N_("This value does not fit: {reason}.")
            context.setdefault("reason", each["msg"])
        path = ".".join(str(part) for part in each["loc"]) or "settings"
        found.append(Problem(path, Message(text, dict(context))))
    return tuple(found)
