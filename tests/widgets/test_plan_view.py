"""A plan in words: signs, values before and after, secrets, and how it folds."""

import pytest

from tests.screens.host import LINE, NUMBER, PIN, PLAN, SETTINGS, SHOWN, TYPE, type_title
from tui.engine.plan import MASK, Change, Plan, Step
from tui.engine.resources import EMPTY, Json
from tui.i18n import Message
from tui.widgets.cells import width
from tui.widgets.lines import Row, hanging, spread, wrap
from tui.widgets.plan_view import plan_rows, sign, step_sign, words

WIDTHS = [30, 40, 76, 116]


def drawn(plan: Plan, cells: int = 76) -> list[str]:
    """The lines of a plan as text."""
    return [flat(row) for row in plan_rows(plan, cells, type_title, NUMBER)]


def flat(row: Row) -> str:
    return "".join(text for text, _style in row).rstrip()


def one(change: Change) -> Plan:
    """A plan of a single change."""
    return Plan((Step("update", "PUT", f"/telephony/a/b/{NUMBER}", {}, Message("settings"), (change,)),))


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
        (0, "integer", "0"),
        (12, "integer", "12"),
        ("queue-type", "feature-type", "Call queue"),
        ("odd", "feature-type", "older type: odd"),
        (["a", 1], "string", '["a", 1]'),
        ("[/] [bold]x \x1b]0;pwn\x07\u202e", "string", "[/] [bold]x ]0;pwn"),
        ("one\ntwo", "string", "one two"),
    ],
)
def test_a_value_is_put_in_words(value: Json, type_: str, expected: str) -> None:
    assert words(value, type_, type_title) == expected


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


# --- the whole


def test_a_plan_stands_in_columns() -> None:
    assert drawn(PLAN) == [
        "~ type                Call queue → Call redirection",
        "+ destination         01 99 00 40 01",
        "~ settings",
        "    ~ access PIN      *** → ***",
        "    ~ language        de → fr",
        "    ~ muted on entry  no → yes",
        "+ number shown on outgoing calls 01 99 00 40 01",
        "                      (none) → 01 99 00 10 02",
    ]


def test_an_empty_plan_says_so() -> None:
    assert drawn(Plan(())) == ["Nothing to change"]


def test_a_single_change_is_named_by_its_field() -> None:
    step = Step("update", "PUT", f"/telephony/a/b/{NUMBER}", {}, Message("settings"), SETTINGS.changes[1:2])
    assert drawn(Plan((step,))) == ["~ language  de → fr"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1234", PIN, "*** → ***"),
        (None, PIN, "(unknown) → ***"),
        ("", PIN, "(none) → ***"),
        ("1234", "0", "*** → (none)"),
        ("1234", "", "*** → (none)"),
    ],
)
def test_of_a_secret_only_its_presence_is_told(old: Json, new: Json, expected: str) -> None:
    assert drawn(one(Change("pin", "access PIN", "string", old, new, secret=True)))[0].endswith(expected)


@pytest.mark.parametrize("cells", WIDTHS)
def test_no_secret_shows_at_any_width(cells: int) -> None:
    text = "\n".join(drawn(PLAN, cells))
    assert PIN not in text
    assert "1234" not in text
    assert MASK in text


@pytest.mark.parametrize("cells", WIDTHS)
@pytest.mark.parametrize("value", ["word " * 100, "x" * 10_000, "中" * 300, "[/] \x1b[2J" * 60])
def test_a_long_value_folds_into_a_few_lines(value: str, cells: int) -> None:
    rows = drawn(one(Change("a", "greeting", "string", value, "b" + value)), cells)
    assert len(rows) <= 8
    assert all(width(row) <= cells for row in rows)
    assert rows[-1].endswith("…")


@pytest.mark.parametrize("cells", WIDTHS)
def test_a_plan_keeps_to_its_width(cells: int) -> None:
    assert all(width(row) <= cells for row in drawn(PLAN, cells))


def test_old_and_new_stand_under_one_another_where_they_do_not_fit_beside() -> None:
    rows = drawn(one(Change("a", "greeting", "string", "old " * 12, "new " * 12)))
    assert rows[0].startswith("~ greeting  old old")
    assert rows[1].startswith("            → new new")


# --- folding


def test_a_number_is_never_broken() -> None:
    for cells in range(14, 60):
        for line in wrap("Callers reach 01 99 00 40 01 or +44 20 7946 0958 directly.", cells):
            assert "01 99 00 40 01" in line or "01" not in line.split()


def test_an_address_is_broken_after_a_slash() -> None:
    assert wrap("call POST /telephony/account/number/0033199001002/options", 30) == [
        "call POST /telephony/account/",
        "number/0033199001002/options",
    ]


@pytest.mark.parametrize("text", ["", "   ", "a", "a " * 50, "x" * 50, "中" * 9, "01 99 00 40 01"])
@pytest.mark.parametrize("cells", [0, 1, 2, 7, 20])
def test_folding_ends_and_fits(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= max(cells, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_is_cut_off_is_marked() -> None:
    assert wrap("one two three", 5, most=2) == ["one", "two…"]
    assert wrap("aaaaa bbbbb ccc", 5, most=2) == ["aaaaa", "bbbb…"]


def test_a_line_with_two_ends() -> None:
    assert flat(spread([("left", "text")], [("right", "muted")], 12)) == "left   right"
    assert flat(spread([("a long left end", "text")], [("right", "muted")], 12)) == "a lon… right"
    assert [flat(row) for row in hanging([("! ", "warning")], "one two", "text", 6)] == ["! one", "  two"]
