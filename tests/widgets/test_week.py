"""Hours as people type and read them."""

import pytest

from tests.switchboard import HOURS, span
from tui.forms import Hours
from tui.widgets import week

PLAIN = Hours(name="hours", label="Hours", help="h")


@pytest.mark.parametrize(
    "text",
    [
        "9-12:30",
        "9–12:30",
        "09:00-12:30",
        "9h-12h30",
        "9 h - 12 h 30",
        "9.00 — 12.30",
        "0900-1230",
        "9 à 12h30",
        "9 to 12:30",
    ],
)
def test_a_range_is_read_in_any_usual_form(text: str) -> None:
    assert week.typed_ranges(text) == [("09:00", "12:30")]


@pytest.mark.parametrize("text", ["9-12 14-18", "9-12,14-18", "9-12; 14-18", "9-12 et 14-18", "9-12and14-18"])
def test_several_ranges_are_read_at_once(text: str) -> None:
    assert week.typed_ranges(text) == [("09:00", "12:00"), ("14:00", "18:00")]


@pytest.mark.parametrize(
    "text", ["", "9", "9-", "-9", "9-25", "9-12 x", "x 9-12", "9-12:75", "9-12 14", "abc"]
)
def test_what_is_no_range_is_none(text: str) -> None:
    assert week.typed_ranges(text) is None


def test_midnight_at_the_end_is_the_end_of_the_day() -> None:
    assert week.typed_ranges("22-0") == week.typed_ranges("22-24") == [("22:00", "24:00")]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9", "09:00"),
        ("9h", "09:00"),
        ("9h05", "09:05"),
        (" 09:30 ", "09:30"),
        ("930", "09:30"),
        ("24", "24:00"),
        ("9:3", None),
        ("25", None),
        ("x", None),
    ],
)
def test_a_time_is_read_in_any_usual_form(text: str, time: str | None) -> None:
    assert week.typed_time(text) == time


@pytest.mark.parametrize("text", ["9", "9:0", "25:00", "24:15", "x:y", "", "09:60", "١:00"])
def test_what_answers_cannot_hold_as_a_time_is_none(text: str) -> None:
    assert week.minutes(text) is None


def test_a_week_is_told_on_one_line_with_equal_days_together() -> None:
    rows = [
        *(span(day, "09:00", "12:30") for day in week.DAYS[:5]),
        *(span(day, "14:00", "18:00") for day in week.DAYS[:4]),
        span("saturday", "09:00", "12:00", "slot1"),
    ]
    assert week.week_words(PLAIN, rows) == ("Mon–Thu 9:00–12:30, 14:00–18:00; Fri 9:00–12:30; Sat 9:00–12:00")
    assert week.week_words(HOURS, rows[-1:]) == "Sat 9:00–12:00 slot 1"
    assert week.week_words(PLAIN, []) == "(none)"


def test_days_apart_are_told_apart() -> None:
    rows = [span(day, "09:00", "12:00") for day in ("monday", "wednesday", "thursday")]
    assert week.week_words(PLAIN, rows) == "Mon 9:00–12:00; Wed–Thu 9:00–12:00"


def test_what_is_no_time_is_shown_as_it_is() -> None:
    assert week.range_words(span("monday", "soon", "\x1b[2Jlate")) == "soon–[2Jlate"
    assert week.length([span("monday", "soon", "12:00"), span("monday", "12:00", "09:00")]) == 0


def test_a_day_is_copied_over_others_with_all_that_it_has() -> None:
    rows = [
        span("monday", "09:00", "12:00", "slot1"),
        span("tuesday", "10:00", "11:00"),
        span("sunday", "10:00", "11:00"),
    ]
    copied = week.copied(rows, 0, range(5))
    assert [row["day"] for row in copied] == [
        "monday",
        "sunday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
    ]
    assert {str(row["start"]) for row in copied if row["day"] != "sunday"} == {"09:00"}
    assert copied[2]["policy"] == "slot1"
    assert week.copied(rows, 3, [0]) == rows[1:], "an empty day empties"


def test_lengths_are_told_in_hours_and_minutes() -> None:
    assert [week.length_words(each) for each in (60, 450, 15)] == ["1 h", "7 h 30", "0 h 15"]
