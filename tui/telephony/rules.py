"""Rules about several fields or rows of a settings model, such as that no two keys are the same. Imports pydantic."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import InitErrorDetails, PydanticCustomError

from tui.engine.errors import Problem

Rule = Callable[[Any], Iterable[Problem]]
"""What is wrong with rows as they were written, right or not; paths begin at the value that the rule is about, and the
path of that is empty.
"""


def together(value: Any, validate: ValidatorFunctionWrapHandler, *rules: Rule) -> Any:
    """The value of a wrapping validator that asks `rules` as well, so that every fault is named at once.

    A rule that pydantic runs after the fields would be silent for as long as one of them is wrong.
    """
    faults: list[InitErrorDetails] = []
    title, valid = "", None
    try:
        valid = validate(value)
    except ValidationError as error:
        title = error.title
        faults += [_again(each) for each in error.errors(include_url=False)]
    faults += [_fault(problem, value) for rule in rules for problem in rule(value)]
    if faults:
        raise ValidationError.from_exception_data(title, faults)
    return valid


def rows_of(written: Any, name: str) -> Sequence[Any]:
    """The rows of a field as they were written; none where it holds none."""
    rows = value_of(written, name)
    return rows if isinstance(rows, list | tuple) else ()


def value_of(written: Any, name: str) -> Any:
    """The value of a field of a row as it was written, a text without spaces around it; None where there is none."""
    value = written.get(name) if isinstance(written, Mapping) else getattr(written, name, None)
    return value.strip() if isinstance(value, str) else value


def right_of(model: type[BaseModel], written: Any, *names: str) -> SimpleNamespace:
    """These fields of a row as the model has them, each None where it is not right by itself."""
    right = SimpleNamespace(**dict.fromkeys(names))
    for name in names:
        try:
            setattr(right, name, _adapter(model, name).validate_python(value_of(written, name)))
        except ValidationError:
            continue
    return right


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation(), config=ConfigDict(strict=True))


def _again(error: Any) -> InitErrorDetails:
    kind, context = error["type"], error.get("ctx") or {}
    if "message_id" in context:
        kind = PydanticCustomError(kind, "{message_id}", context)
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"], ctx=context)


def _fault(problem: Problem, value: Any) -> InitErrorDetails:
    context = {"message_id": problem.message.text, **problem.message.args}
    parts = problem.path.split(".") if problem.path else ()
    place = tuple(int(part) if part.isdecimal() else part for part in parts)
    kind = PydanticCustomError("rule", "{message_id}", context)
    return InitErrorDetails(type=kind, loc=place, input=value)
