"""The hours of a week as people write and read them: ranges of a day in quarters of an hour; pure.

A range is a row of answers: `day` (monday…), `start` and `end` (`08:30`, up to `24:00`), and a `policy` where the field
has any. What stands in a row may be wrong, in a draft or a recipe: it is then shown as it is.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from tui.forms import Hours, Row
from tui.i18n import N_, _, listed
from tui.text import clean

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_SHORT = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

QUARTER = 15
"""Minutes of the grid."""
MIDNIGHT = 24 * 60

_TIME = r"(?:(\d{1,2})\s?[h:.]\s?(\d{2})?|(\d{1,2})(\d{2})?)"
_RANGE = re.compile(rf"{_TIME}\s*(?:[-–—>]+|à|a|to)\s*{_TIME}", re.IGNORECASE)
_TIME_ALONE = re.compile(_TIME, re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[\s,;+&/]|et|and)*", re.IGNORECASE)


def day_name(day: int) -> str:
    """The name of a day of the week, 0 for Monday, translated."""
    return _(_NAMES[day])


def short_day(day: int) -> str:
    """The first letters of the name of a day of the week, translated."""
    return _(_SHORT[day])


def minutes(text: str) -> int | None:
    """The minutes since midnight of a time as answers hold it (`08:30`), None when it is none."""
    hour, colon, minute = text.partition(":")
    if not colon or not (hour.isascii() and hour.isdecimal() and minute.isascii() and minute.isdecimal()):
        return None
    if len(hour) > 2 or len(minute) != 2 or int(minute) > 59:
        return None
    found = int(hour) * 60 + int(minute)
    return found if found <= MIDNIGHT else None


def written(minute: int) -> str:
    """A time as answers hold it: `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def shown(text: str) -> str:
    """A time of an answer as people read it: `8:30`."""
    minute = minutes(text)
    return clean(text, 20) if minute is None else f"{minute // 60}:{minute % 60:02}"


def typed_time(text: str) -> str | None:
    """The time that somebody typed, in any usual form (9, 9h, 9:30, 0930), as answers hold it; None when it is none."""
    found = _TIME_ALONE.fullmatch(text.strip())
    return None if found is None else _time(found.groups())


def typed_ranges(text: str) -> list[tuple[str, str]] | None:
    """The ranges that somebody typed (`9-12:30 14h-18h`), as pairs of start and end; None when anything else is there.

    An end of 0:00 is the end of the day.
    """
    ranges, at = [], 0
    for found in _RANGE.finditer(text):
        start, end = _time(found.groups()[:4]), _time(found.groups()[4:])
        if start is None or end is None or not _BETWEEN.fullmatch(text, at, found.start()):
            return None
        ranges.append((start, "24:00" if end == "00:00" else end))
        at = found.end()
    return ranges if ranges and _BETWEEN.fullmatch(text, at) else None


def _time(parts: Sequence[str | None]) -> str | None:
    hour, minute, hour_alone, minute_alone = parts
    time = f"{int(hour or hour_alone or 0):02}:{minute or minute_alone or '00'}"
    return time if minutes(time) is not None else None


def of_day(rows: Sequence[Row], day: int) -> list[int]:
    """The places among all rows of a day's ranges, in the order of their times."""
    found = [at for at, row in enumerate(rows) if row.get("day") == DAYS[day]]
    return sorted(found, key=lambda at: (str(rows[at].get("start", "")), str(rows[at].get("end", ""))))


def range_words(row: Row) -> str:
    """A range as people read it: `9:00–12:30`."""
    return f"{shown(str(row.get('start', '')))}–{shown(str(row.get('end', '')))}"


def brief(row: Row) -> str:
    """A range in as few characters as it can be typed in: `9-12:30`."""
    return "-".join(shown(str(row.get(name, ""))).removesuffix(":00") for name in ("start", "end"))


def policy_words(field: Hours, row: Row) -> str:
    """What a range leads to, translated; empty for a field without policies."""
    value = row.get("policy", "")
    if not field.policies:
        return ""
    return next((_(each.label) for each in field.policies if each.value == value), clean(str(value), 20))


def week_words(field: Hours, rows: Sequence[Row]) -> str:
    """A whole week on one line, days with equal hours together: `Mon–Fri 9:00–12:30, 14:00–18:00; Sat 9:00–12:00`."""
    days = [(day, _day_words(field, rows, day)) for day in range(len(DAYS))]
    told = []
    for words, same in groupby(days, key=lambda pair: pair[1]):
        first, *others = [day for day, _words in same]
        if words:
            span = f"{short_day(first)}–{short_day(others[-1])}" if others else short_day(first)
            told.append(f"{span} {words}")
    return listed(told) or _("(none)")


def _day_words(field: Hours, rows: Sequence[Row], day: int) -> str:
    words = []
    for at in of_day(rows, day):
        policy = policy_words(field, rows[at])
        words.append(f"{range_words(rows[at])} {policy}".strip())
    return ", ".join(words)


def holds(row: Row, minute: int) -> bool:
    """Whether a range holds a minute of the day."""
    start, end = (minutes(str(row.get(name, ""))) for name in ("start", "end"))
    return start is not None and end is not None and start <= minute < end


def length_words(minutes_: int) -> str:
    """A length in minutes: `7 h`, `7 h 30`."""
    hours, rest = divmod(minutes_, 60)
    return (
        _("{hours} h {minutes:02}").format(hours=hours, minutes=rest)
        if rest
        else _("{hours} h").format(hours=hours)
    )


def length(rows: Sequence[Row]) -> int:
    """The minutes of ranges all together; one that is wrong counts for none."""
    total = 0
    for row in rows:
        start, end = minutes(str(row.get("start", ""))), minutes(str(row.get("end", "")))
        if start is not None and end is not None:
            total += max(end - start, 0)
    return total


def copied(rows: Sequence[Row], day: int, to: Sequence[int]) -> list[Row]:
    """The rows with a day's ranges in place of those of other days."""
    own = [rows[at] for at in of_day(rows, day)]
    replaced = {DAYS[each] for each in to if each != day}
    copies = [_on(row, name) for name in DAYS if name in replaced for row in own]
    return [*(row for row in rows if row.get("day") not in replaced), *copies]


def _on(row: Row, day: str) -> Row:
    return {
        name: day if name == "day" else row[name] for name in ("day", "start", "end", "policy") if name in row
    }
