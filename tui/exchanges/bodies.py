"""The checks of a request's body against the declared fields: what the platform refuses with status 400."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from tui.engine.resources import Body, Field, Json
from tui.exchanges.refusals import Refused, bad_value

_PHONE = re.compile(r"(?:\+|00)?[0-9]{2,20}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_MOMENT = re.compile(r"[0-9-]{10}T[0-9:]{8}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})")


def check(body: Body, fields: Mapping[str, Field], required: Iterable[str] = ()) -> None:
    """Refuse a body with an unknown or read-only field, without a required one, or with a value of another type.

    A required field may not be empty. Raises `Refused` (400).
    """
    for name, value in body.items():
        field = fields.get(name)
        if field is None:
            raise Refused(400, f"Received not described parameters: {name}")
        if not field.writable:
            raise Refused(400, f"Parameter {name} is read-only")
        _check_value(name, value, field)
    for name in required:
        if name not in body:
            raise Refused(400, f"Missing parameter: {name}")
        if body[name] in (None, ""):
            raise bad_value(name, fields[name].type)


def _check_value(name: str, value: Json, field: Field) -> None:
    if value is None:
        if not field.nullable:
            raise bad_value(name, field.type)
        return
    fits = {
        # A boolean is an integer to Python, and to nobody else.
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "string": isinstance(value, str),
        "phone": isinstance(value, str) and (value == "" or _PHONE.fullmatch(value) is not None),
        "time": isinstance(value, str) and _TIME.fullmatch(value) is not None,
        "date-time": isinstance(value, str) and _is_moment(value),
        "list": isinstance(value, list) and all(isinstance(each, dict) for each in value),
    }
    if not fits[field.type]:
        raise bad_value(name, field.type)
    if field.values and value not in field.values:
        raise bad_value(name, "one of " + ", ".join(str(each) for each in field.values))
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_value(name, "text in UTF-8") from None


def _is_moment(value: str) -> bool:
    """Whether a text is a date and a time with its offset (ISO 8601, the schema's `date-time`)."""
    if not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
