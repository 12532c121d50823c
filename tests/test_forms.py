"""Forms as data: visibility, answers and settings, and validation in the house's words."""

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from tui.engine.resources import Json
from tui.forms import Choice, Form, Option, Rows, Text, Toggle, public
from tui.problems import problems_of

FORM = Form(
    (
        Choice(
            name="report",
            label="r",
            help="",
            options=(Option(value="none", label="n"), Option(value="other", label="o")),
        ),
        Text(name="address", label="a", help="", visible_when=("report", ("other",))),
        Text(name="note", label="n", help="", optional=True),
        Text(name="code", label="c", help="", secret=True),
        Toggle(name="loud", label="l", help="", default=True),
    )
)


def test_a_form_nobody_touched_has_an_answer_to_everything() -> None:
    assert FORM.untouched() == {"report": "none", "address": "", "note": "", "code": "", "loud": True}


def test_a_hidden_field_keeps_its_answer_and_is_left_out_of_the_settings() -> None:
    answers = {**FORM.untouched(), "address": "half typed"}
    assert "address" not in FORM.settings(answers)
    assert FORM.settings({**answers, "report": "other"})["address"] == "half typed"


def test_an_optional_text_left_empty_is_not_sent() -> None:
    assert "note" not in FORM.settings(FORM.untouched())
    assert FORM.settings(FORM.untouched())["code"] == ""


def test_a_secret_that_is_not_known_shows_as_asterisks() -> None:
    assert FORM.answers({"code": None})["code"] == "***"


def test_answers_come_back_from_the_settings_they_gave() -> None:
    settings = FORM.settings({"report": "other", "address": "x", "note": "y", "code": "1", "loud": False})
    assert FORM.settings(FORM.answers(settings)) == settings


def test_every_fault_of_a_validation_is_named_with_its_path() -> None:
    class Model(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        loud: bool
        name: str

    with pytest.raises(ValidationError) as refused:
        Model.model_validate({"loud": "perhaps", "extra": 1})
    found = problems_of(refused.value)
    assert [problem.path for problem in found] == ["loud", "name", "extra"]
    assert [str(problem.message) for problem in found] == [
        "Write true or false.",
        "Give an answer here.",
        "There is no such setting; remove this line.",
    ]


def test_what_a_row_keeps_of_its_object_survives_the_form_and_is_never_printed() -> None:
    names = Text(name="name", label="n", help="")
    form = Form(
        (Rows(name="rows", label="r", help="", fields=(names,), named="name", noun="row", add="add"),)
    )
    row: dict[str, Json] = {"remote_id": 7, "remote_name": "A", "remote_old": None, "name": "B"}
    answers = form.answers({"rows": [row]})
    assert answers == {"rows": [{"name": "B", "remote_id": 7, "remote_name": "A"}]}
    assert form.settings(answers) == answers
    assert public({"rows": [row]}) == {"rows": [{"name": "B"}]}
