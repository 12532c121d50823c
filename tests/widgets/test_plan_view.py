"""A plan in words: signs, values before and after, secrets, and how it folds."""

import pytest

from tests.screens.host import NUMBER, PIN, PLAN, SETTINGS, type_title
from tui.engine.plan import MASK, Action, Change, Plan, Step
from tui.engine.resources import Json, Method
from tui.i18n import Message
from tui.widgets.cells import width
from tui.widgets.lines import Row, hanging, spread, wrap
from tui.widgets.plan_view import plan_rows

WIDTHS = [30, 40, 76, 116]


def drawn(plan: Plan, cells: int = 76) -> list[str]:
    """The lines of a plan as text."""
    return [flat(row) for row in plan_rows(plan, cells, type_title, NUMBER)]


def flat(row: Row) -> str:
    return "".join(text for text, _style in row).rstrip()


def one(change: Change) -> Plan:
    """A plan of a single change."""
    return Plan((Step("update", "PUT", f"/telephony/a/b/{NUMBER}", {}, Message("settings"), (change,)),))


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


# --- many steps

BOARD = f"/telephony/a/pabx/{NUMBER}"


def step(action: Action, path: str, title: str | Message, about: str = "", *changes: Change) -> Step:
    method: Method = "DELETE" if action == "delete" else "POST" if action == "create" else "PUT"
    words = title if isinstance(title, Message) else Message(title)
    return Step(action, method, path, {}, words, changes, about=about)


def new(name: str, label: str, value: Json, words: str | None = None) -> Change:
    return Change(name, label, "string", None, value, predicted=True, new_words=words)


def of(inner: str, outer: str) -> Message:
    return Message("{inner} of {outer}", {"inner": Message(inner), "outer": Message(outer)})


MENU = "{menu:Main}"
MANY = Plan(
    (
        step(
            "create",
            f"{BOARD}/menu",
            "menu Main",
            MENU,
            new("name", "name", "Main"),
            new("timeout", "wait", 8),
        ),
        step("create", f"{BOARD}/menu", "menu Other", "{menu:Other}"),
        step(
            "create",
            f"{BOARD}/menu/{MENU}/entry",
            of("key 1", "menu Main"),
            f"{BOARD}/menu/{MENU}/entry#0",
            new("dtmf", "key", "1"),
            new("action", "action", "open a menu"),
            new("param", "with", "{menu:Other}", "Other"),
            new("position", "place", 1),
            new("loud", "played loud", True),
            new("soft", "played soft", False),
        ),
        step("put-in", f"{BOARD}/menu/{MENU}", "menu Main", MENU, Change("on", "on", "boolean", False, True)),
        step(
            "update",
            f"{BOARD}/menu/7/entry/3",
            of("key 2", "menu Old"),
            f"{BOARD}/menu/7/entry/3",
            Change("param", "with", "phone", "0033199004001", "0033199004002"),
        ),
        step("upload", f"{BOARD}/soundUpload", "a.wav", "{sound:a.wav}", new("name", "name", "a.wav")),
        step("delete", f"{BOARD}/menu/8", "menu Gone", f"{BOARD}/menu/8"),
    )
)


def test_many_steps_stand_under_their_objects_below_a_line_that_counts_them() -> None:
    assert drawn(MANY) == [
        "7 steps. 4 new, 1 changed, 1 removed",
        "",
        "+ menu Main  wait 8",
        "    + key 1  open a menu, Other, played loud",
        "+ menu Other",
        "~ key 2 of menu Old",
        "    ~ with   01 99 00 40 01 → 01 99 00 40 02",
        "+ a.wav      a sound, sent from here",
        "- menu Gone",
    ]


def test_an_object_that_is_taken_out_of_service_meanwhile_is_one_object() -> None:
    path = f"{BOARD}/dialplan/1/extension/2"
    steps = (
        step("take-out", path, "step 1", path, Change("on", "in service", "boolean", True, False)),
        step("update", path, "step 1", path, Change("days", "days", "string", "a", "b")),
        step("put-in", path, "step 1", path, Change("on", "in service", "boolean", False, True)),
    )
    assert drawn(Plan(steps)) == [
        "~ step 1",
        "    ~ in service  yes → no",
        "    ~ days        a → b",
        "    ~ in service  no → yes",
    ]


def test_a_title_that_has_a_value_or_a_word_short_need_not_be_told_again() -> None:
    hours = step(
        "create",
        f"{BOARD}/hours",
        "Mon 9:00–12:00",
        "",
        new("day", "day", "Monday"),
        new("policy", "policy", "open"),
    )
    assert drawn(Plan((hours,))) == ["+ Mon 9:00–12:00  open"]


@pytest.mark.parametrize("cells", WIDTHS)
def test_many_steps_keep_to_their_width(cells: int) -> None:
    assert all(width(row) <= cells for row in drawn(MANY, cells))


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
