"""Rules about several rows are asked whether or not each row is right, so that all faults are named at once."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler, field_validator

from tui.engine.errors import Problem
from tui.i18n import Message
from tui.problems import problems_of
from tui.telephony.rules import rows_of, together, value_of
from tui.telephony.settings import ListOf, Row, refusal


class Pair(Row):
    """A row with a rule of pydantic's, one of its own, and one about several rows within it."""

    count: int
    name: str = ""
    parts: ListOf[int] = ()

    @field_validator("name")
    @classmethod
    def _short(cls, name: str) -> str:
        if len(name) > 3:
            raise refusal("At most {most}.", most=3)
        return name

    @field_validator("parts")
    @classmethod
    def _positive(cls, parts: tuple[int, ...]) -> tuple[int, ...]:
        if any(each < 0 for each in parts):
            raise refusal("negative")
        return parts


def _twice(written: Any) -> Iterator[Problem]:
    names = [value_of(row, "name") for row in rows_of({"rows": written}, "rows")]
    for at, name in enumerate(names):
        if name and name in names[:at]:
            yield Problem(f"{at}.name", Message("{name} is there twice", {"name": name}))


class Whole(BaseModel):
    """Pairs of which no two have the same name."""

    pairs: ListOf[Pair] = ()

    @field_validator("pairs", mode="wrap")
    @classmethod
    def _once(cls, written: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        return together(written, validate, _twice)


class Outer(BaseModel):
    """What holds the whole."""

    inner: Annotated[ListOf[Whole], ...]


def faults(pairs: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate({"inner": [{"pairs": []}, {"pairs": pairs}]})
    found = problems_of(refused.value)
    return {problem.path.removeprefix("inner.1.pairs."): str(problem.message) for problem in found}


def test_every_fault_is_named_with_its_path_from_outside_in() -> None:
    rows = [
        {"count": 1, "name": "ab"},
        {"count": "x", "name": "ab"},
        {"count": 2, "name": "long"},
        {"count": 3, "parts": [1, -1]},
    ]
    assert faults(rows) == {
        "1.count": "Write a whole number.",
        "2.name": "At most 3.",
        "3.parts": "negative",
        "1.name": "ab is there twice",
    }


def test_a_rule_alone_refuses_rows_that_are_right_by_themselves() -> None:
    assert faults([{"count": 1, "name": "ab"}, {"count": 1, "name": " ab "}]) == {
        "1.name": "ab is there twice"
    }


def test_what_is_right_passes_as_it_was_validated() -> None:
    whole = Whole.model_validate({"pairs": [{"count": 1, "name": "a"}, Pair(count=2, name="b")]})
    assert [pair.name for pair in whole.pairs] == ["a", "b"]


@pytest.mark.parametrize("written", [None, "rows", {"rows": 3}, {"rows": "ab"}, 7])
def test_what_holds_no_rows_has_none(written: Any) -> None:
    assert list(rows_of(written, "rows")) == []


def test_a_value_is_read_from_what_was_written_and_from_a_model() -> None:
    assert value_of({"name": " a "}, "name") == value_of(Pair(count=1, name="a"), "name") == "a"
    assert value_of(None, "name") is value_of({}, "name") is None
