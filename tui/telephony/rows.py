"""The rows of settings that several configurations have, as models: ranges, closures, callers, agents.

Imports pydantic: only slices may name this module.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic import Field as Bounds

from tui.engine.errors import Problem
from tui.i18n import N_, Message
from tui.telephony import closures, filtering, hours
from tui.telephony.queue import LARGEST, MOST_CALLS, RINGING
from tui.telephony.rules import right_of, rows_of, together
from tui.telephony.settings import ListOf, OneLine, PhoneNumber, Row, Settings, one_line, refusal

_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


def _time(text: str) -> str:
    try:
        minute = hours.minutes(text)
    except ValueError as error:
        raise refusal(
            N_("Write a time of the day, such as 08:30; midnight at the end of a day is 24:00.")
        ) from error
    return hours.clock(minute)


def _local_time(text: str) -> str:
    try:
        return closures.local_time(text)
    except ValueError as error:
        raise refusal(N_("Write a date and a time, such as 24/12/2026 18:00 or 2026-12-24 18:00.")) from error


def _caller(text: str) -> str:
    try:
        return filtering.caller(text)
    except ValueError as error:
        raise refusal(N_("Write a number, or what numbers begin with, such as +33 6, 06 or 3900.")) from error


def _title(text: str) -> str:
    if not text:
        raise refusal(N_("Give the closure a title."))
    return text


def web_address(text: str) -> str:
    """An address of http or https. Raises the refusal that pydantic tells of when it is none."""
    if not _ADDRESS.fullmatch(text):
        raise refusal(N_("Write an address that begins with http:// or https://."))
    return text


TimeOfDay = Annotated[str, AfterValidator(_time)]
LocalTime = Annotated[str, AfterValidator(_local_time)]
CalendarAddress = Annotated[str, one_line(closures.LONGEST_ADDRESS), AfterValidator(web_address)]
"""The address of a calendar to import, http or https."""
Target = Literal["holidays", "scheduler1", "scheduler2", "scheduler3"]
Group = Literal["mobile", "landline", "foreign", "special", "short"]
TimeZone = Literal[
    "Europe/Paris", "Europe/Berlin", "Europe/Brussels", "Europe/London", "Europe/Madrid", "Europe/Zurich"
]


class Range(Settings):
    """A range of the week: `monday`, `08:30`, `18:00`; the end of a day is `24:00`."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    start: TimeOfDay
    end: TimeOfDay


class PolicyRange(Range):
    """A range of a queue's week, and what it leads to."""

    policy: Literal["available", "slot1", "slot2", "slot3"] = "available"


class Closure(Row):
    """An exceptional closure, in local time: `2026-12-24 18:00`."""

    title: Annotated[OneLine, AfterValidator(_title)]
    start: LocalTime
    end: LocalTime
    target: Target = "holidays"
    description: OneLine = ""

    @field_validator("end")
    @classmethod
    def _ends_after_it_starts(cls, end: str, fields: ValidationInfo) -> str:
        if end <= str(fields.data.get("start", "")):
            raise refusal(N_("The end must be later than the start."))
        return end


class Caller(Settings):
    """A caller, or what the numbers of several begin with: `+33612345678`, `+336`, `3900`."""

    number: Annotated[str, one_line(filtering.LONGEST_CALLER), AfterValidator(_caller)]


class Agent(Row):
    """Somebody who answers. `ringing` and `wrap_up` are seconds, `simultaneous` counts calls.

    Agents change their `status` by phone, all day: it is put into what is given only where that is not what was read,
    `remote_status`. None leaves an agent that is there as it is, and makes a new one available.
    """

    remote_status: str | None = None

    number: PhoneNumber
    description: OneLine = ""
    status: Literal["available", "loggedOut", "onBreak"] | None = None
    ringing: int = Bounds(default=RINGING, ge=1, le=LARGEST)
    wrap_up: int = Bounds(default=0, ge=0, le=LARGEST)
    simultaneous: int = Bounds(default=1, ge=1, le=MOST_CALLS)


# --- rules over several rows, of which any may be wrong in part (`rules.right_of`)


def _left_out(rows: Sequence[Any], zone: Any) -> Iterator[Problem]:
    """Closures that begin or end when the clocks of the time zone leave that time out."""
    for at, row in enumerate(rows) if zone else ():
        for name in ("start", "end"):
            local = getattr(row, name)
            try:
                if local is not None:
                    closures.moment(local, zone)
            except ValueError:
                text = N_("This time does not exist in {zone}: the clocks go forward then.")
                yield Problem(f"{at}.{name}", Message(text, {"zone": zone}))


def _twice(rows: Sequence[Any]) -> Iterator[Problem]:
    numbers = [row.number for row in rows]
    text = Message(N_("This number is an agent already; remove one of the two."))
    return (Problem(f"{at}.number", text) for at, each in enumerate(numbers) if each and each in numbers[:at])


def listed_twice(written: Any, prefix: str) -> Iterator[Problem]:
    """Callers of the fields `…_groups` and `…_callers` that are listed twice, by themselves or by a ready-made group.

    A group that is complete without being chosen is refused: it would be read back as the group.
    """
    groups, field = rows_of(written, f"{prefix}_groups"), f"{prefix}_callers"
    numbers = [right_of(Caller, row, "number").number for row in rows_of(written, field)]
    complete, _rest = filtering.fold(filter(None, numbers))
    for at, number in enumerate(numbers):
        group, text = filtering.group_of(number), ""
        if number and number in numbers[:at]:
            text = N_("This caller is listed already; remove this row.")
        elif group and group in groups:
            text = N_("The group “{group}” has this already; remove this row.")
        elif group and group in complete:
            text = N_("Together these rows are the group “{group}”; choose it instead.")
        if text:
            name = {"group": Message(filtering.GROUPS[group][0])} if group else {}
            yield Problem(f"{field}.{at}.number", Message(text, name))


Rule = Callable[[list[Any], ValidationInfo], Iterator[Problem]]


def _all_together(model: type[Settings], names: tuple[str, ...], rule: Rule) -> WrapValidator:
    """Ask `rule` about these fields of each row, as far as they are right: its faults are named with all others."""

    def check(value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        def faults(written: Any) -> Iterator[Problem]:
            return rule([right_of(model, each, *names) for each in written], info)

        return together(value, validate, faults) if isinstance(value, list | tuple) else validate(value)

    return WrapValidator(check)


def _sorted(key: Callable[[Any], Any]) -> AfterValidator:
    return AfterValidator(lambda rows: tuple(sorted(rows, key=key)))


_TIMES = ("day", "start", "end")

Agents = Annotated[ListOf[Agent], _all_together(Agent, ("number",), lambda rows, _info: _twice(rows))]
"""Agents as they stand; no number is one twice."""

Week = Annotated[
    ListOf[PolicyRange],
    _all_together(PolicyRange, _TIMES, lambda ranges, _info: hours.overlaps(ranges)),
    _sorted(hours.in_order),
]
"""The ranges of a queue's week in order; none overlaps another."""

ConditionWeek = Annotated[
    ListOf[Range],
    _all_together(Range, _TIMES, lambda ranges, _info: hours.overlaps(ranges, touching=True)),
    _sorted(hours.in_order),
]
"""The ranges of a step's conditions in order; none begins in the minute in which another ends (web manager)."""

Closures = Annotated[
    ListOf[Closure],
    _all_together(Closure, ("start", "end"), lambda rows, info: _left_out(rows, info.data.get("time_zone"))),
    _sorted(lambda row: row.start),
]
"""Closures in the order of their beginnings; they stand behind a field `time_zone`."""

Callers = Annotated[ListOf[Caller], _sorted(lambda row: row.number)]
"""Callers in order; that each is listed once is for the settings to ask that they stand in (`listed_twice`)."""
