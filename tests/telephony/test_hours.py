"""The hours of a week and the closures of a year: how they are written, and the platform's spellings of them."""

from dataclasses import dataclass
from datetime import date

import pytest

from tui.i18n import set_language
from tui.telephony import closures, hours
from tui.telephony.hours import WEEK


@dataclass(frozen=True)
class Span:
    day: str
    start: str
    end: str


def span(text: str) -> Span:
    return Span(*text.split())


@pytest.mark.parametrize(("text", "minute"), [("00:00", 0), ("8:30", 510), (" 08:30 ", 510), ("24:00", 1440)])
def test_a_time_of_the_day_is_a_minute(text: str, minute: int) -> None:
    assert hours.minutes(text) == minute


@pytest.mark.parametrize("text", ["", "8", "24:15", "25:00", "12:60", "12:5", "noon", "١٢:٠٠"])
def test_what_is_no_time_of_the_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        hours.minutes(text)


@pytest.mark.parametrize(
    ("ranges", "touching", "found"),
    [
        (["monday 08:00 12:00", "monday 12:00 18:00"], False, []),
        (["monday 08:00 12:00", "monday 12:00 18:00"], True, ["1.start"]),
        (["monday 12:00 18:00", "monday 08:00 12:00"], True, ["1.start"]),
        (["monday 08:00 12:00", "tuesday 08:00 12:00"], True, []),
        (["monday 08:00 12:00", "monday 11:45 13:00"], False, ["1.start"]),
        (["monday 08:00 12:00", "monday 09:00 10:00", "monday 07:00 13:00"], False, ["1.start", "2.start"]),
        (["monday 08:00 08:00", "monday 10:00 09:00"], False, ["0.end", "1.end"]),
        (["monday 00:00 24:00", "tuesday 00:00 24:00"], True, []),
    ],
)
def test_ranges_of_one_day_must_not_overlap_and_end_after_they_start(
    ranges: list[str], touching: bool, found: list[str]
) -> None:
    assert [each.path for each in hours.overlaps([span(text) for text in ranges], touching)] == found


@pytest.mark.parametrize(
    ("raw", "end"),
    [
        ("17:59:59", "18:00"),
        ("18:00:00", "18:00"),
        ("18:00", "18:00"),
        ("23:59:59", "24:00"),
        ("00:00:00", "24:00"),
        ("17:59:00", "17:59"),
        ("17:59:30", "17:59:30"),
        ("soon", "soon"),
        (None, None),
    ],
)
def test_an_end_on_59_seconds_and_one_on_the_quarter_are_equal(raw: str | None, end: str | None) -> None:
    assert hours.as_end(raw) == end


def test_a_start_reads_without_its_seconds_unless_there_are_any() -> None:
    assert [hours.as_start(each) for each in ("08:30:00", "08:30", "08:30:15", 7)] == [
        "08:30", "08:30", "08:30:15", 7,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "last_second", "closing_minute"),
    [("18:00", "17:59:59", "18:00:00"), ("24:00", "23:59:59", "00:00:00"), ("00:15", "00:14:59", "00:15:00")],
)
def test_a_queue_keeps_the_last_open_second_and_a_condition_the_minute_after(
    end: str, last_second: str, closing_minute: str
) -> None:
    assert hours.last_second(end) == last_second
    assert hours.closing_minute(end) == closing_minute
    assert hours.as_end(last_second) == hours.as_end(closing_minute) == end


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([], "never"),
        ([f"{day} 09:00 18:00" for day in WEEK[:5]], "Mon–Fri 9:00–18:00"),
        (
            [f"{day} {times}" for day in WEEK[:4] for times in ("14:00 18:00", "09:00 12:30")]
            + ["saturday 09:00 12:00", "sunday 09:00 12:00"],
            "Mon–Thu 9:00–12:30, 14:00–18:00, Sat, Sun 9:00–12:00",
        ),
        (["monday 00:00 24:00", "wednesday 00:00 24:00"], "Mon 0:00–24:00, Wed 0:00–24:00"),
    ],
)
def test_days_that_are_alike_stand_together_in_words(ranges: list[str], words: str) -> None:
    set_language("en")
    assert str(hours.words([span(text) for text in ranges])) == words


# --- closures


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        (" 2026-12-24T18:00 ", "2026-12-24 18:00"),
        ("2026-12-24 23:59:59", "2026-12-24 23:59:59"),
        ("2026-12-24 18:00:00", "2026-12-24 18:00"),
        ("2026-1-4 8:05", "2026-01-04 08:05"),
        ("24/12/2026 18:00", "2026-12-24 18:00"),
        ("24.12.2026 18h", "2026-12-24 18:00"),
        ("24/12/26 à 18h30", "2026-12-24 18:30"),
        ("4/1/2027, 8 h 05", "2027-01-04 08:05"),
        ("24/12/2026 at 18", "2026-12-24 18:00"),
    ],
)
def test_a_local_time_is_a_date_and_a_time_in_any_usual_form(text: str, kept: str) -> None:
    assert closures.local_time(text) == kept
    assert closures.local_time(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("24/12 18h", "2026-12-24 18:00"), ("24/11 0:00", "2026-11-24 00:00"), ("1.2 9:30", "2027-02-01 09:30")],
)
def test_a_day_without_a_year_is_the_next_such_day_where_today_is_known(text: str, kept: str) -> None:
    assert closures.local_time(text, date(2026, 11, 24)) == kept
    with pytest.raises(ValueError):
        closures.local_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24",
        "24/12/2026",
        "12/24/2026 18:00",
        "2026-02-30 10:00",
        "29/2 10:00",
        "2026-12-24 25:00",
        "0001-01-01 00:00",
        "2026-12-24 18:60",
        "٢٤/12/2026 18:00",
        "",
    ],
)
def test_what_is_no_date_and_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        closures.local_time(text, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("local", "zone", "sent"),
    [
        ("2026-12-24 18:00", "Europe/Paris", "2026-12-24T18:00:00+01:00"),
        ("2026-07-14 00:00", "Europe/Paris", "2026-07-14T00:00:00+02:00"),
        ("2026-07-14 00:00", "Europe/London", "2026-07-14T00:00:00+01:00"),
    ],
)
def test_a_closure_is_sent_as_a_moment_with_the_offset_of_its_zone(local: str, zone: str, sent: str) -> None:
    assert closures.moment(local, zone) == sent
    assert closures.as_local(sent, zone) == local


def test_a_moment_reads_in_the_zone_whatever_its_offset() -> None:
    assert closures.as_local("2026-12-24T17:00:00Z", "Europe/Paris") == "2026-12-24 18:00"
    assert closures.as_local("2026-12-24T18:00:00", "Europe/Paris") == "2026-12-24 18:00"
    assert closures.as_local("someday", "Europe/Paris") == "someday"
    assert closures.as_local("0001-01-01T00:00:00+14:00", "Europe/Paris") == "0001-01-01T00:00:00+14:00"


@pytest.mark.parametrize("zone", closures.TIME_ZONES)
def test_a_time_that_the_clocks_leave_out_is_none(zone: str) -> None:
    hour = "01" if zone == "Europe/London" else "02"
    with pytest.raises(ValueError):
        closures.moment(f"2026-03-29 {hour}:30", zone)


def test_two_offsets_of_one_moment_are_equal() -> None:
    field = closures.events(frozenset(), {}).fields["dateStart"]
    assert field.normal("2026-12-24T17:00:00Z") == field.normal("2026-12-24T18:00:00+01:00")
    assert field.normal("2026-12-24T17:00:00Z") != field.normal("2026-12-24T18:00:00Z")
    assert field.normal("someday") == "someday"
