"""What the settings models of all configurations share. Imports pydantic: only slices, and what only slices import, may
name this module.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, cast, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Strict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from tui.engine.errors import Problem
from tui.engine.resources import Json
from tui.forms import REMOTE, Rows
from tui.i18n import N_, Message
from tui.telephony import values
from tui.telephony.normal import LONGEST_LINE
from tui.telephony.rules import right_of, together, value_of
from tui.text import clean


class Settings(BaseModel):
    """Settings are frozen, and a setting nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Row(Settings):
    """A row that is an object on the platform; `remote_id` is its id there, None while it has none or it is not known.

    It is kept through renames and moves, and stripped from everything that is printed (`tui.forms.public`), and so is
    what was read of the field `x` under `remote_x`, where there is one: what is there already is not refused.
    """

    remote_id: int | str | None = None

    @field_validator("*", mode="wrap")
    @classmethod
    def _as_it_is_there(cls, value: Any, check: ValidatorFunctionWrapHandler, fields: ValidationInfo) -> Any:
        read = fields.data.get(f"{REMOTE}{fields.field_name}")
        return value if read is not None and value == read else check(value)


Model = TypeVar("Model", bound=Settings)


def unchecked(model: type[Model], values: Mapping[str, Json]) -> Model:
    """Settings as they were read, rows too, whether or not the model would take them."""
    held = {name: _held(model.model_fields[name].annotation, value) for name, value in values.items()}
    return cast("Model", model.model_construct(None, **held))


def taken(settings: Model | None) -> Model | None:
    """Settings as they were read, checked as those that somebody gives; None where the model does not take them."""
    if settings is None:
        return None
    try:
        return type(settings).model_validate(settings.model_dump(mode="json", warnings=False))
    except ValidationError:
        return None


def right_part(model: type[Model], written: Any) -> Model:
    """Settings as far as they are right, rows in their places; a default, else None, stands for what is not.

    Rules between fields are not asked: this is for finding what else is wrong, and for nothing else.
    """
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        given, row = value_of(written, name), _row_of(field.annotation)
        value = (
            tuple(right_part(row, each) for each in given)
            if row is not None and isinstance(given, list | tuple)
            else getattr(right_of(model, written, name), name)
        )
        values[name] = field.get_default() if value is None and not field.is_required() else value
    return cast("Model", model.model_construct(None, **values))


def _held(annotation: object, value: Json) -> object:
    if not isinstance(value, list):
        return value
    row = _row_of(annotation)
    return tuple(unchecked(row, each) if row and isinstance(each, dict) else each for each in value)


def _row_of(annotation: object) -> type[Settings] | None:
    """The model of the rows that a field of this type holds, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        return annotation
    return next(filter(None, map(_row_of, get_args(annotation))), None)


Each = TypeVar("Each")
_MOST = Rows.most


def _not_too_many(rows: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    return together(rows, validate, _too_many)


def _too_many(rows: Any) -> Iterator[Problem]:
    if isinstance(rows, list | tuple) and len(rows) > _MOST:
        yield Problem(
            "", Message(N_("At most {most}; there are {count}."), {"most": _MOST, "count": len(rows)})
        )


ListOf = Annotated[tuple[Each, ...], Strict(False), WrapValidator(_not_too_many)]
"""Several rows, or several values, as many as a form takes; a list will do."""


def refusal(message_id: str, **args: object) -> PydanticCustomError:
    """The exception that a rule raises: a message id, and what fills its placeholders."""
    return PydanticCustomError("rule", "{message_id}", {"message_id": message_id, **args})


def _phone_number(text: str) -> str:
    try:
        name = values.service_name(text)
    except values.NotANumber as error:
        raise refusal(N_("Write a telephone number, such as 01 99 00 10 01 or +33 1 99 00 10 01.")) from error
    if values.is_surcharged(name):
        raise refusal(N_("Surcharged numbers are forbidden here; give an ordinary number."))
    return values.e164(name)


PhoneNumber = Annotated[str, AfterValidator(_phone_number)]
"""A number to call, E.164 (`+33…`), from any usual form; surcharged ones are refused (guide of the call queue)."""


def one_line(limit: int) -> AfterValidator:
    """The validator of one line of text, without control characters, of at most `limit` characters."""

    def check(text: str) -> str:
        if len(text) > limit:
            raise refusal(N_("At most {limit} characters."), limit=limit)
        return clean(text, limit).strip()

    return AfterValidator(check)


OneLine = Annotated[str, one_line(LONGEST_LINE)]
"""One line of text, without control characters, as long as a field of a form takes it."""

SoundName = OneLine
"""A sound by its name on the platform (`accueil.wav`); whether there is one is a matter of the number and the store."""
