"""The week grid: walking, typing ranges, copying days, what a range leads to, what is wrong."""

import pytest

from tests.screen_host import NARROW, WIDE, Hand, at
from tests.switchboard import HOURS, span
from tests.widgets.boards import board, opened
from tui.forms import Row
from tui.screens.settings import SettingsScreen
from tui.widgets import week
from tui.widgets.hours_field import HoursField
from tui.widgets.week_picture import WeekPicture

Ranges = list[tuple[str, str, str]]


def field(screen: SettingsScreen) -> HoursField:
    focused = screen.focused
    assert isinstance(focused, HoursField)
    return focused


def ranges(screen: SettingsScreen) -> Ranges:
    """Day, start and end of every range, in the order of the week."""
    found = [(str(row["day"]), str(row["start"]), str(row["end"])) for row in screen.sheet.rows("hours")]
    return sorted(found, key=lambda each: (week.DAYS.index(each[0]), each[1]))


def day(screen: SettingsScreen, name: str) -> list[tuple[str, str]]:
    return [(start, end) for each, start, end in ranges(screen) if each == name]


async def at_hours(hand: Hand) -> None:
    await opened(hand, "Hours")
    await hand.press("down")


def week_of(*rows: Row) -> SettingsScreen:
    return board({"hours": list(rows)})


# --- drawing


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_week_is_drawn_with_its_ranges_in_figures_and_in_words(size: tuple[int, int]) -> None:
    screen = board()
    async with at(screen, size) as hand:
        await at_hours(hand)
        assert "9-12:30 14-18" in hand.line("Mon")
        assert "9:15-12" in hand.line("Sat")
        assert "Monday  9:00–12:30 open   14:00–18:00 open" in hand.text
        assert "40 h 15 a week" in hand.text
        for words in ("O  open", "1  slot 1", "2  slot 2"):
            assert words in hand.text
        await hand.press("up", "down", *["down"] * 6)
        assert "Sunday  closed" in hand.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_range_is_asked_for_with_its_help_below(size: tuple[int, int]) -> None:
    async with at(board(), size) as hand:
        await at_hours(hand)
        await hand.press("n")
        assert "● open   ○ slot 1" in hand.text
        assert hand.line("A time such as 9, 9:30 or 9h30; or whole ranges at once")


async def test_ranges_that_do_not_fit_are_told_by_how_long_they_are() -> None:
    mornings = [span("monday", f"{hour:02}:15", f"{hour:02}:45") for hour in (6, 8, 10, 12)]
    async with at(week_of(*mornings, span("tuesday", "09:00", "12:30"))) as hand:
        await at_hours(hand)
        assert hand.line("Mon ").endswith(" 2 h")
        assert hand.line("Tue ").endswith(" 9-12:30")


def test_a_bar_shows_quarters_as_halves_of_a_cell_and_the_letter_of_its_target() -> None:
    picture = WeekPicture(HOURS)
    rows = [span("monday", "08:15", "10:45", "slot1"), span("monday", "12:00", "12:15")]
    drawn = "".join(text for text, _style in picture.day(rows, 0, None, "", 72))
    bar = drawn[8 : 8 + 48]
    assert bar[16:24] == "▐█1██▌  "
    assert bar[24] == "▌"
    assert len(drawn.rstrip()) <= 72


def test_what_two_ranges_hold_is_marked() -> None:
    picture = WeekPicture(HOURS)
    rows = [span("monday", "08:00", "10:00"), span("monday", "09:00", "11:00")]
    drawn = "".join(text for text, _style in picture.day(rows, 0, None, "", 72))
    assert drawn[8 + 18 : 8 + 20] == "!!"


def test_a_narrow_week_has_a_cell_an_hour() -> None:
    picture = WeekPicture(HOURS)
    drawn = "".join(text for text, _style in picture.day([span("monday", "08:30", "10:00")], 0, None, "", 50))
    assert drawn[8 + 8 : 8 + 10] == "▐█"


async def test_the_widget_is_whole_in_a_small_terminal() -> None:
    screen = board()
    async with at(screen, (60, 20)) as hand:
        await at_hours(hand)
        assert "9-12:30 14-18" in hand.line("Mon")
        assert all(len(line) <= 60 for line in hand.text.splitlines())


# --- walking


async def test_arrows_walk_days_and_ranges_and_leave_at_either_end() -> None:
    screen = board()
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.press("right")
        assert screen.sheet.rows("hours")[field(screen).at or 0]["start"] == "14:00"
        await hand.press("right")
        assert "Tuesday  9:00" in hand.text
        await hand.press("left")
        assert screen.sheet.rows("hours")[field(screen).at or 0]["start"] == "14:00"
        await hand.press("up")
        assert screen.form.in_hand == "timed"
        await hand.press(*["down"] * 8)
        assert screen.form.in_hand == "groups"


# --- typing


async def test_a_digit_begins_a_range_and_enter_takes_it() -> None:
    screen = week_of()
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.type("9-12")
        await hand.press("enter")
        await hand.type("14")
        await hand.press("tab")
        await hand.type("18h30")
        await hand.press("enter")
        assert day(screen, "monday") == [("09:00", "12:00"), ("14:00", "18:30")]
        assert screen.sheet.rows("hours")[0]["policy"] == "available"


async def test_several_ranges_and_typing_ahead_take_no_waiting() -> None:
    screen = week_of()
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.burst(*"9-12", "space", *"14-18", "enter", "down", *"10-11", "enter")
        await hand.pilot.pause()
        assert day(screen, "monday") == [("09:00", "12:00"), ("14:00", "18:00")]
        assert day(screen, "tuesday") == [("10:00", "11:00")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9x", "Write a time such as 9:30"),
        ("12-9", "The end comes after the start"),
        ("9-9", "The end comes after"),
    ],
)
async def test_what_cannot_be_a_range_says_why_and_is_not_taken(typed: str, told: str) -> None:
    screen = week_of()
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.type(typed)
        await hand.press("enter", "enter")
        assert told in hand.text
        assert ranges(screen) == []
        await hand.press("escape")
        assert ranges(screen) == []
        assert screen.form.in_hand == "hours"


async def test_a_range_is_changed_in_the_dialog() -> None:
    screen = week_of(span("monday", "09:00", "12:00", "slot1"))
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.press("enter")
        assert "9:00" in hand.line("From")
        assert "● slot 1" in hand.text
        await hand.press("tab", "ctrl+u")
        await hand.type("13")
        await hand.press("enter")
        assert screen.sheet.rows("hours") == [span("monday", "09:00", "13:00", "slot1")]


# --- commands


async def test_a_day_is_copied_to_others() -> None:
    screen = week_of(span("monday", "09:00", "12:00"), span("sunday", "10:00", "11:00"))
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.press("c")
        assert "Copy Monday to" in hand.text
        await hand.press("enter")
        assert [name for name, _start, _end in ranges(screen)] == [*week.DAYS[:5], "sunday"]
        await hand.press("u")
        assert len(ranges(screen)) == 2
        await hand.press("c")
        await hand.type("every")
        await hand.press("enter")
        assert [start for _name, start, _end in ranges(screen)] == ["09:00"] * 7


async def test_ranges_are_deleted_stretched_and_given_another_target() -> None:
    screen = board()
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.press("space")
        assert screen.sheet.rows("hours")[0]["policy"] == "slot1"
        await hand.press("shift+right", "greater_than_sign", "less_than_sign")
        assert day(screen, "monday")[0] == ("09:00", "12:45")
        await hand.press("right", "x")
        assert day(screen, "monday") == [("09:00", "12:45")]
        await hand.press("u", "e")
        assert day(screen, "monday") == []
        assert "Monday  closed" in hand.text
        await hand.press("u")
        assert len(day(screen, "monday")) == 2


async def test_stretching_keeps_a_quarter_and_the_day_and_comes_onto_the_grid() -> None:
    screen = week_of(span("monday", "23:30", "23:50"))
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.press("shift+right")
        assert day(screen, "monday") == [("23:30", "24:00")]
        await hand.press("shift+right", "shift+left", "shift+left", "shift+left")
        assert day(screen, "monday") == [("23:30", "23:45")]


# --- what is wrong


async def test_faults_are_told_at_once_under_the_week_with_their_days() -> None:
    screen = week_of(span("monday", "09:00", "12:00"))
    async with at(screen) as hand:
        await at_hours(hand)
        await hand.type("11-13")
        await hand.press("enter")
        assert "! Monday: Begins before the one before has ended." in hand.text
        assert hand.line("Mon ").strip(" ▌").startswith("! Mon")
        await hand.press("c", "enter")
        told = "! Monday, Tuesday, Wednesday, Thursday, Friday: Begins before"
        assert told in " ".join(hand.text.split())
        assert "Hours !" in hand.text


async def test_f8_goes_to_the_day_that_is_wrong() -> None:
    wrong = [span("friday", "09:00", "12:00"), span("friday", "11:00", "13:00")]
    screen = board({"hours": wrong, "menus": [], "first": "", "steps": []})
    async with at(screen) as hand:
        await hand.press("f8")
        assert screen.form.in_hand == "hours"
        assert "Friday  9:00–12:00" in hand.text


async def test_times_that_are_none_are_shown_as_they_are() -> None:
    screen = week_of(span("monday", "soon", "[/]late"), {"day": "someday", "start": "1", "end": "2"})
    async with at(screen) as hand:
        await at_hours(hand)
        assert "soon-[/]late" in hand.line("Mon ")
        await hand.press("x")
        assert [row["day"] for row in screen.sheet.rows("hours")] == ["someday"]


async def test_a_click_goes_to_a_range_and_another_edits_it() -> None:
    screen = board()
    async with at(screen) as hand:
        await at_hours(hand)
        row = next(y for y, line in enumerate(hand.text.splitlines()) if " Tue " in line)
        column = hand.text.splitlines()[row].rindex("█")
        await hand.pilot.click(offset=(column, row))
        await hand.pilot.pause()
        assert screen.sheet.rows("hours")[field(screen).at or 0]["start"] == "14:00"
        await hand.pilot.click(offset=(column, row))
        await hand.pilot.pause()
        assert "Tuesday: a range" in hand.text
