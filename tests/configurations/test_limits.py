"""What a form takes at most is what the settings take at most: a recipe has no other bounds than a form."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from tui.configurations import catalogue
from tui.forms import Field, Form, Rows, Text
from tui.problems import problems_of
from tui.states import slice_of

KINDS = [row.kind for row in catalogue.CONFIGURATIONS if row.module is not None]


def rows_model(annotation: object) -> type[BaseModel] | None:
    """The model of the rows that a field of this type holds, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(rows_model, get_args(annotation))), None)


def fields_of(form: Form, model: type[BaseModel]) -> Iterator[tuple[Field, type[BaseModel]]]:
    """The fields of a form at any depth, each with the model that it is a field of."""
    for field in form.fields:
        yield field, model
        if isinstance(field, Rows):
            rows = rows_model(model.model_fields[field.name].annotation)
            assert rows is not None, field.name
            yield from fields_of(field.form, rows)


def refused(model: type[BaseModel], name: str, value: Any) -> list[str]:
    """What is said of that value of one field, whatever else is missing."""
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        return [str(each.message) for each in problems_of(error) if each.path == name]
    return []


@pytest.mark.parametrize("kind", KINDS)
def test_settings_take_no_longer_text_and_no_more_rows_than_the_form(kind: str) -> None:
    slice_ = slice_of(kind)
    longer = []
    for field, model in fields_of(slice_.FORM, slice_.SETTINGS):
        if isinstance(field, Text):
            too_long: list[Any] = [each * (field.max_length + 1) for each in ("a", "1")]
        elif isinstance(field, Rows):
            too_long = [[None] * (field.most + 1)]
        else:
            continue
        longer += [(field.name, each) for each in too_long if not refused(model, field.name, each)]
    assert longer == []
