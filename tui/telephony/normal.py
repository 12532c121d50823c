"""Spellings that mean the same: what `Field.normal` maps to one, so that they are no difference."""

from tui.engine.resources import Json
from tui.forms import Text
from tui.telephony import values
from tui.text import clean

LONGEST_LINE = Text.max_length
"""Characters of a text on one line, as many as a form takes; no field of the platform needs as many."""


def as_line(value: Json, longest: int = LONGEST_LINE) -> Json:
    """A text as a line of a form keeps it, so that what the platform holds and what a form shows of it are equal."""
    return clean(value, longest).strip() if isinstance(value, str) else value


def as_line_or_none(value: Json) -> Json:
    """As `as_line`, for a text that may be missing: an empty one is None."""
    return as_line(value) or None


def as_service_name(value: Json) -> Json:
    """A number in the platform's form, so that two spellings of one number are equal; anything empty is None."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return values.service_name(value)
    except values.NotANumber:
        return value


def as_number(value: Json) -> str | None:
    """A number that was read as settings hold it, E.164; what is no number stays as it is, anything empty is None."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return values.e164(values.service_name(value))
    except values.NotANumber:
        return value


def as_no(value: Json) -> Json:
    """Yes or no, where the platform may say nothing for no."""
    return value or False
