"""The names by which rows refer to one another: each once, and every reference to one that is there."""

from typing import Any

import pytest

from tests.switchboard import NAME, options, rows
from tui.forms import Choice, Form, Phone, Reference, Text
from tui.telephony.named import lost, same_names

PEOPLE = rows("people", "person", Phone(name="number", label="Number", help=""), named="number")
PLACES = rows(
    "places",
    "place",
    Reference(name="who", label="Who", help="", to="people", number=True),
    named="who",
)
TEAMS = rows("teams", "team", NAME, PLACES)
NOTES = rows("notes", "note", Text(name="text", label="", help=""), named="text")
FORM = Form(
    (
        PEOPLE,
        TEAMS,
        NOTES,
        Reference(name="first", label="First team", help="", to="teams", optional=True),
        Choice(name="sort", label="", help="", options=options(a="a")),
    )
)


def found(rule: Any, **written: Any) -> dict[str, str]:
    return {problem.path: str(problem.message) for problem in rule(FORM, written)}


def test_names_that_references_mean_are_there_once() -> None:
    assert found(
        same_names,
        people=[{"number": "01 99 00 40 01"}, {"number": "+33199004001"}, {"number": "?"}],
        teams=[{"name": "A"}, {"name": "B"}, {"name": " A "}, {"name": ""}, {"name": ""}],
        notes=[{"text": "x"}, {"text": "x"}],
    ) == {
        "people.1.number": "“01 99 00 40 01” stands in the list already; change or remove one of the two.",
        "teams.2.name": "“A” stands in the list already; change or remove one of the two.",
    }


def test_rows_that_refer_to_something_refer_to_it_once_each() -> None:
    places = [{"who": "+33199004001"}, {"who": "01 99 00 40 01"}]
    assert list(found(same_names, teams=[{"name": "A"}, {"name": "B", "places": places}])) == [
        "teams.1.places.1.who"
    ]
    assert found(same_names, teams=[{"name": name, "places": places[:1]} for name in "AB"]) == {}


def test_a_reference_to_nothing_is_named_with_what_could_be_meant() -> None:
    written: dict[str, Any] = {
        "people": [{"number": "01 99 00 40 01"}],
        "teams": [{"name": "A", "places": [{"who": "01.99.00.40.01"}, {"who": "01 99 00 40 02"}]}],
        "first": "B",
    }
    assert found(lost, **written) == {
        "teams.0.places.1.who": "Nothing is called “01 99 00 40 02”; choose one of: 01 99 00 40 01.",
        "first": "Nothing is called “B”; choose one of: A.",
    }
    assert found(lost, first="B") == {"first": "Nothing is called “B”; choose one of: –."}
    assert found(lost, first="") == found(lost, first=None) == {}


def test_of_many_names_only_some_are_said() -> None:
    message = found(lost, first="x", teams=[{"name": f"T{n}"} for n in range(30)])["first"]
    assert message.endswith("T8, T9, ….")


@pytest.mark.parametrize(
    "written", [None, 3, [], {"people": 3}, {"teams": [None, [1], {"places": 3}]}, {"first": 3}]
)
def test_what_are_no_settings_is_no_reason_to_crash(written: Any) -> None:
    assert list(same_names(FORM, written)) == list(lost(FORM, written)) == []
