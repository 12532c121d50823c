"""What the settings models of all configurations share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from tui.engine.resources import Json
from tui.i18n import N_
from tui.telephony import values
from tui.text import clean


class Settings(BaseModel):
    """Settings are frozen, and a setting nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


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


_LONGEST = 400


def _clean(text: str) -> str:
    if len(text) > _LONGEST:
        raise refusal(N_("At most {limit} characters."), limit=_LONGEST)
    return clean(text, _LONGEST).strip()


PhoneNumber = Annotated[str, AfterValidator(_phone_number)]
"""A number to call, E.164 (`+33…`), from any usual form; surcharged ones are refused (guide of the call queue)."""

OneLine = Annotated[str, AfterValidator(_clean)]
"""One line of text, without control characters."""


def as_line(value: Json) -> Json:
    """A text as `OneLine` keeps it, so that what the platform holds and what a form shows of it are equal."""
    return clean(value, _LONGEST).strip() if isinstance(value, str) else value


def as_service_name(value: Json) -> Json:
    """A number in the platform's form, so that two spellings of one number are equal; anything empty is None."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return values.service_name(value)
    except values.NotANumber:
        return value
