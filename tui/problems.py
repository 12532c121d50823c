"""The faults that pydantic finds in settings, in our words, each with its path."""

from typing import TYPE_CHECKING

from tui.engine.errors import Problem
from tui.i18n import N_, Message

if TYPE_CHECKING:  # pydantic is loaded when a configuration is chosen, not before the first screen
    from pydantic import ValidationError

_BY_TYPE = {
    "missing": N_("Give an answer here."),
    "extra_forbidden": N_("There is no such setting; remove this line."),
    "bool_type": N_("Write true or false."),
    "int_type": N_("Write a whole number."),
    "int_parsing": N_("Write a whole number."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
    "tuple_type": N_("Write a list between square brackets."),
    "list_type": N_("Write a list between square brackets."),
    "model_type": N_("Write the settings of one row between braces."),
    "model_attributes_type": N_("Write the settings of one row between braces."),
    "dict_type": N_("Write the settings of one row between braces."),
    "bool_parsing": N_("Write true or false."),
    "string_type": N_("Write a text between quotes."),
    "string_too_long": N_("At most {max_length} characters."),
    "too_long": N_("At most {max_length} characters."),
    "string_too_short": N_("At least {min_length} characters."),
    "literal_error": N_("Choose one of: {expected}."),
    "union_tag_invalid": N_("Choose one of: {expected_tags}."),
}


def problems_of(error: "ValidationError") -> tuple[Problem, ...]:
    """Every fault of a validation, with its path, in the order of the fields.

    A rule of a slice raises `PydanticCustomError(code, message id, placeholders)`; its message is used as it is.
    pydantic's own are put into the words of `_BY_TYPE`.
    """
    found = []
    for each in error.errors(include_url=False):
        place = ".".join(str(part) for part in each["loc"])
        context = {key: str(value) for key, value in (each.get("ctx") or {}).items()}
        text = _BY_TYPE.get(each["type"])
        if text is None:
            text = context.pop("message_id", "") or N_("This value does not fit: {reason}.")
            context.setdefault("reason", each["msg"])
        elif each["type"] == "literal_error":
            # pydantic puts its own English word before the last one.
            context["expected"] = context["expected"].replace("' or '", "', '")
        found.append(Problem(place or "settings", Message(text, context)))
    return tuple(found)
