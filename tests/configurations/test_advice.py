"""What is advised against while a form is filled in does not go because something else is wrong."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.configurations.test_laws import EXAMPLES, SLICES
from tui import use_cases
from tui.states import slice_of

UNFIT = "-1"
"""Fits no field but a text; where it does, nothing is spoilt."""


def places(answer: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a single answer stands in those of a form, rows included."""
    inner: Any = ()
    if isinstance(answer, dict):
        inner = answer.items()
    elif isinstance(answer, list):
        inner = enumerate(answer)
    else:
        yield path
    for name, each in inner:
        yield from places(each, (*path, name))


def spoilt(answers: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    copied = copy.deepcopy(answers)
    row: Any = copied
    for part in path[:-1]:
        row = row[part]
    row[path[-1]] = UNFIT
    return copied


@pytest.mark.parametrize("kind", [row.kind for row in SLICES])
def test_whichever_answer_is_wrong_what_is_advised_elsewhere_stays(kind: str) -> None:
    form = slice_of(kind).FORM
    answers = form.answers(use_cases.settings_from(kind, EXAMPLES[kind]))
    advised = use_cases.advise(kind, answers)
    wrong = 0
    for path in places(answers):
        there = spoilt(answers, path)
        problems = use_cases.check(kind, there)
        wrong += bool(problems)
        if problems:
            found = use_cases.advise(kind, there)
            here = ".".join(map(str, path))
            assert [each for each in advised if each.path != here and each not in found] == [], here
            assert not {each.path for each in found} & {each.path for each in problems}, here
    assert wrong
