"""Plans in words: values, what becomes of them, and what a step is called."""

import pytest

from tests.screens.host import LINE, NUMBER, SHOWN, TYPE, type_title
from tui.engine.plan import Action, Change, Step
from tui.engine.resources import Json
from tui.engine.states import EMPTY
from tui.engine.straying import Difference
from tui.i18n import Message
from tui.words import change_words, difference_words, sign, step_sign, step_title, type_words, value_words

# --- values


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        (True, "boolean", "yes"),
        (False, "boolean", "no"),
        (None, "string", "(none)"),
        ("", "phone", "(none)"),
        ("none", "string", "none"),
        ("  ", "string", "“  ”"),
        (LINE, "phone", "01 99 00 40 01"),
        ("+442079460958", "phone", "+44 20 7946 0958"),
        ("3699", "phone", "3699"),
        (LINE, "string", "01 99 00 40 01"),
        ("00", "string", "00"),
        (0, "integer", "0"),
        (12, "integer", "12"),
        ("queue-type", "feature-type", "Call queue"),
        ("odd", "feature-type", "older type: odd"),
        (["a", 1], "string", '["a", 1]'),
        ("[/] [bold]x \x1b]0;pwn\x07\u202e", "string", "[/] [bold]x ]0;pwn"),
        ("one\ntwo", "string", "one two"),
        ("08:30:00", "time", "08:30"),
        ("00:00:00", "time", "00:00"),
        ("17:59:59", "time", "18:00"),
        ("23:59:59", "time", "24:00"),
        ("soon", "time", "soon"),
        ("2026-12-24T18:00:00+01:00", "date-time", "2026-12-24 18:00 +01:00"),
        ("2026-12-24T18:00:05Z", "date-time", "2026-12-24 18:00:05 Z"),
        ("one day", "date-time", "one day"),
    ],
)
def test_a_value_is_put_in_words(value: Json, type_: str, expected: str) -> None:
    assert value_words(value, type_, type_title) == expected


def test_a_feature_type_has_its_title_unless_told_otherwise() -> None:
    assert value_words(EMPTY, "feature-type") == "none"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("a", "a", "string", "x", "y", words={"x": "no report"}), ("no report", "y")),
        (Change("a", "a", "integer", 12, 14, old_words="Accueil", new_words="Ventes"), ("Accueil", "Ventes")),
        (Change("a", "a", "string", None, "{menu:Ventes}", new_words="Ven\x1btes"), ("(none)", "Ventes")),
        (Change("a", "a", "string", None, "1234", secret=True), ("(unknown)", "***")),
        (Change("a", "a", "string", "", "0", secret=True), ("(none)", "(none)")),
    ],
)
def test_a_change_tells_what_a_value_means(change: Change, expected: tuple[str, str]) -> None:
    assert change_words(change) == expected


def test_a_secret_is_shown_on_demand() -> None:
    assert change_words(Change("a", "a", "string", "", "1234", secret=True), reveal=True) == (
        "(none)",
        "1234",
    )


# --- signs


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("a", "a", "string", "x", "y"), "~"),
        (Change("a", "a", "string", None, "y"), "+"),
        (Change("a", "a", "string", "", "y"), "+"),
        (Change("a", "a", "string", "x", ""), "-"),
        (Change("a", "a", "boolean", True, False), "~"),
        (Change("a", "a", "string", None, "y", predicted=True), "+"),
        (Change("a", "a", "string", None, "1234", secret=True), "~"),
        (Change("a", "type", "feature-type", EMPTY, "queue-type"), "+"),
        (Change("a", "type", "feature-type", "line-type", "queue-type"), "~"),
        (Change("a", "type", "feature-type", "line-type", EMPTY), "-"),
    ],
)
def test_the_sign_says_what_becomes_of_a_value(change: Change, expected: str) -> None:
    assert sign(change) == expected


def test_a_step_has_the_sign_of_its_changes_where_they_agree() -> None:
    assert step_sign(TYPE) == "~"
    assert step_sign(SHOWN) == "+"
    assert step_sign(Step("update", "PUT", "/a/b/c/d", {}, Message("x"))) == "~"


@pytest.mark.parametrize(
    ("action", "expected"),
    [("create", "+"), ("upload", "+"), ("delete", "-"), ("move", "~"), ("update", "~")],
)
def test_a_step_that_makes_or_deletes_has_the_sign_for_it(action: Action, expected: str) -> None:
    change = Change("a", "a", "string", "x", "y")
    assert step_sign(Step(action, "POST", "/a/b/c/d", {}, Message("x"), (change,))) == expected


def test_a_step_on_another_service_names_it() -> None:
    assert step_title(SHOWN) == str(SHOWN.title)
    assert step_title(SHOWN, NUMBER).endswith("01 99 00 40 01")
    assert step_title(TYPE, NUMBER) == str(TYPE.title)
    assert step_title(Step("delete", "DELETE", "/me/document", {}, Message("x")), NUMBER) == "x"


def test_what_somebody_else_changed_is_told_in_the_words_of_its_values() -> None:
    words = {"ringAll": "all at once"}
    assert difference_words(Difference("who rings", "string", "ringAll", "other", words=words)) == (
        "all at once",
        "other",
    )


def test_two_types_of_one_configuration_are_told_apart() -> None:
    assert type_words("ddi", "redirect") == ("Call redirection (ddi)", "Call redirection (redirect)")
    assert type_words("ddi", "conference") == ("Call redirection", "Conference")
    assert type_words("ddi", "ddi") == ("Call redirection", "Call redirection")
