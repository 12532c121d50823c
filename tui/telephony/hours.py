"""The hours of a week: how they are written, checked, sent, and put into words.

A range of the week is written `day`, `start`, `end`: `monday`, `08:30`, `18:00`; the last end of a day is `24:00`. The
platform has two ways to write an end: a queue's hours keep the last second that is open (`17:59:59`), a step's
conditions the minute at which they end (`18:00:00`, midnight as `00:00:00`). Both read as `18:00` here.

Source: `telephony.EasyHuntingTimeConditions` and `telephony.OvhPabxDialplanExtensionConditionTime` of the official
schema; grid and bounds of the web manager.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from tui.engine.errors import Problem
from tui.engine.resources import Body, Field, Json, Wish
from tui.i18n import N_, Message, joined

DAYS = {
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}
SHORT_DAYS = {
    "monday": N_("Mon"),
    "tuesday": N_("Tue"),
    "wednesday": N_("Wed"),
    "thursday": N_("Thu"),
    "friday": N_("Fri"),
    "saturday": N_("Sat"),
    "sunday": N_("Sun"),
}
WEEK = tuple(DAYS)

GRID = 15
"""Minutes: hours begin and end on quarters of an hour (web manager)."""
MIDNIGHT = 24 * 60

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
_PLATFORM_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")


class Range(Protocol):
    """A range of the week, as settings hold it."""

    @property
    def day(self) -> str:
        """A day of `WEEK`."""

    @property
    def start(self) -> str:
        """`08:30`."""

    @property
    def end(self) -> str:
        """`18:00`, up to `24:00`."""


# --- the week


def minutes(text: str) -> int:
    """The minute of the day of `08:30` or `8:30`, up to `24:00`. Raises ValueError when it is no time of the day."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no time of the day: {text!r}")
    return int(found[1] or found[3]) * 60 + int(found[2] or found[4])


def clock(minute: int) -> str:
    """A minute of the day as `08:30`; the end of the day is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def overlaps(ranges: Sequence[Range], touching: bool = False) -> Iterator[Problem]:
    """The ranges that overlap an earlier one of the same day, or end before they begin.

    With `touching`, one that begins when another ends overlaps it too, as where both bounds belong to a range. Where a
    day or a time is None, which is one that was wrong, nothing is known. The paths are those of the rows (`2.start`).
    """
    earlier: dict[str, list[tuple[int, int]]] = {}
    for at, each in enumerate(ranges):
        if not each.start or not each.end:
            continue
        start, end = minutes(each.start), minutes(each.end)
        if end <= start:
            yield Problem(
                f"{at}.end", Message(N_("The end must be later than the start; midnight is 24:00."))
            )
        of_day = earlier.setdefault(each.day, []) if each.day else []
        for first, last in of_day:
            if start <= last and first <= end if touching else start < last and first < end:
                text = N_("These hours overlap {start}–{end} of the same day; change one of the two.")
                yield Problem(f"{at}.start", Message(text, {"start": clock(first), "end": clock(last)}))
                break
        of_day.append((start, end))


def off_grid(ranges: Iterable[Range], path: str) -> Iterator[Problem]:
    """Ranges that only the web manager's form refuses, as far as they are right; `path` is that of their field."""
    if any(minutes(text) % GRID for each in ranges for text in (each.start, each.end) if text):
        text = N_("The web manager takes :00, :15, :30 and :45 only: it could not save these hours.")
        yield Problem(path, Message(text))


def order(day: str, start: str) -> tuple[int, str]:
    """What ranges are sorted by: the day, then the time; also those that were read and are none."""
    return WEEK.index(day) if day in WEEK else len(WEEK), start


def in_order(each: Range) -> tuple[int, str]:
    """What ranges of settings are sorted by."""
    return order(each.day, each.start)


def words(ranges: Iterable[Range]) -> Message:
    """The hours in people's words: `Mon–Fri 9:00–18:00, Sat 9:00–12:00`; days that are alike stand together."""
    by_day: dict[str, list[tuple[str, str]]] = {}
    for each in sorted(ranges, key=in_order):
        by_day.setdefault(each.day, []).append((each.start, each.end))
    runs: list[list[str]] = []
    for day, times in by_day.items():
        before = runs[-1][-1] if runs else ""
        if before and WEEK.index(before) + 1 == WEEK.index(day) and by_day[before] == times:
            runs[-1].append(day)
        else:
            runs.append([day])
    return joined([_run(run, by_day[run[0]]) for run in runs]) if runs else Message(N_("never"))


def _run(days: Sequence[str], times: Sequence[tuple[str, str]]) -> Message:
    first, last = Message(SHORT_DAYS[days[0]]), Message(SHORT_DAYS[days[-1]])
    if len(days) == 1:
        named = first
    elif len(days) == 2:
        named = joined([first, last])
    else:
        named = Message("{first}–{last}", {"first": first, "last": last})
    spans = [Message("{start}–{end}", {"start": _spoken(start), "end": _spoken(end)}) for start, end in times]
    return Message("{days} {times}", {"days": named, "times": joined(spans)})


def _spoken(text: str) -> Message:
    minute = minutes(text)
    args = {"hour": minute // 60, "minute": f"{minute % 60:02d}"}
    return Message(N_("{hour}:{minute}"), args)


# --- on the platform


def as_start(value: Json) -> Json:
    """The start of a range that was read: `08:30` for `08:30:00`; a time that is not on a minute stays as it is."""
    found = _PLATFORM_TIME.fullmatch(value) if isinstance(value, str) else None
    return value if found is None or found[3] not in (None, "00") else f"{found[1]}:{found[2]}"


def as_end(value: Json) -> Json:
    """The end of a range that was read: `18:00` for `17:59:59` and `18:00:00`, `24:00` for midnight."""
    found = _PLATFORM_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    minute = int(found[1]) * 60 + int(found[2])
    if found[3] == "59":
        return clock(minute + 1)
    return value if found[3] not in (None, "00") else clock(minute or MIDNIGHT)


def start_sent(start: str) -> str:
    """The start of a range as it is sent: `08:30:00`."""
    return start + ":00"


def last_second(end: str) -> str:
    """The end of a range as a queue's hours keep it: `17:59:59` for `18:00`."""
    return clock(minutes(end) - 1) + ":59"


def closing_minute(end: str) -> str:
    """The end of a range as a step's conditions keep it: `18:00:00`, midnight as `00:00:00`."""
    return clock(minutes(end) % MIDNIGHT) + ":00"


TIME_FIELDS = {
    "weekDay": Field("string", N_("day"), values=WEEK, words=DAYS),
    "timeFrom": Field("time", N_("from"), normal=as_start),
    "timeTo": Field("time", N_("to"), normal=as_end),
}
"""The fields of a range on the platform, wherever it stands."""


def week_body(each: Range, end: str) -> Body:
    """The fields of a range on the platform; `end` is its end as that place keeps it."""
    return {"weekDay": each.day, "timeFrom": start_sent(each.start), "timeTo": end}


def week_row(body: Mapping[str, Json]) -> dict[str, Json]:
    """The day, start and end of a range that was read."""
    return {
        "day": body.get("weekDay"),
        "start": as_start(body.get("timeFrom")),
        "end": as_end(body.get("timeTo")),
    }


def range_words(body: Mapping[str, Wish]) -> Message | None:
    """What a range is called by its body on the platform: `Mon 08:30–18:00`."""
    day, start, end = (
        str(body.get("weekDay")),
        as_start(_json(body, "timeFrom")),
        as_end(_json(body, "timeTo")),
    )
    if day not in SHORT_DAYS:
        return None
    return Message("{day} {start}–{end}", {"day": Message(SHORT_DAYS[day]), "start": start, "end": end})


def _json(body: Mapping[str, Wish], name: str) -> Json:
    value = body.get(name)
    return value if isinstance(value, str) else None
