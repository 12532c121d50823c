"""Exceptional closures: the events of a number's scheduler, and the time zone they are meant in.

A closure is written in the local time of the number's time zone, `2026-12-24 18:00`; the platform has a moment with its
offset. Source: `telephony.Scheduler`, `telephony.SchedulerEvent` and `importIcsCalendar` of the official schema. POST
calls the field `category` that the object has as `categories`, and answers nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui.engine.resources import Body, Collection, Field, Json, Resource, Snapshot, Wish
from tui.i18n import N_, Message
from tui.telephony.normal import as_line, as_line_or_none
from tui.telephony.services import Number

if TYPE_CHECKING:  # it imports pydantic, which is loaded when a configuration is chosen
    from tui.telephony.queue_settings import Closures

CITIES = {
    "Europe/Paris": N_("Paris"),
    "Europe/Berlin": N_("Berlin"),
    "Europe/Brussels": N_("Brussels"),
    "Europe/London": N_("London"),
    "Europe/Madrid": N_("Madrid"),
    "Europe/Zurich": N_("Zurich"),
}
TIME_ZONES = tuple(sorted(CITIES))
"""`telephony.timeZone`."""
PARIS = "Europe/Paris"

CATEGORIES = ("holidays", "scheduler1", "scheduler2", "scheduler3")
"""`telephony.SchedulerCategoryEnum`: which hours, or which step, an event stands for."""

LONGEST_ADDRESS = 400
"""Characters of the address of a calendar."""

_LOCAL = re.compile(
    r"(?:((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]((?:20)?[0-9]{2}))?)"
    r"(?:\s*[T,]\s*|\s+(?:(?:à|a|at)\s+)?)"
    r"([0-9]{1,2})(?:\s?[:hH]\s?(?:([0-9]{2})(?::([0-9]{2}))?)?)?",
    re.ASCII,
)
_WRITTEN = "%Y-%m-%d %H:%M:%S"


def local_time(text: str, today: date | None = None) -> str:
    """A local time as it is kept, `2026-12-24 18:00`, with seconds where there are any, from any usual form.

    The day comes before the month (`24/12/2026 18h`). Without a year it is the next such day from `today` on, if that
    is given. Raises ValueError for what is no local time.
    """
    found = _LOCAL.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no date and time: {text!r}")
    written, month, day = found[1] or found[6], int(found[2] or found[5]), int(found[3] or found[4])
    if written is not None:
        year = int(written) if len(written) > 2 else 2000 + int(written)
    elif today is not None:
        year = today.year + ((month, day) < (today.month, today.day))
    else:
        raise ValueError(f"no year: {text!r}")
    hour, minute, second = (int(found[at] or 0) for at in (7, 8, 9))
    local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  local on purpose
    return local.strftime(_WRITTEN).removesuffix(":00")


def moment(local: str, zone: str) -> str:
    """The moment of a local time, as it is sent: `2026-12-24T18:00:00+01:00`.

    Raises ValueError for a time that the clocks of the zone leave out in spring.
    """
    aware = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    if as_local(aware.isoformat(), zone) != local:
        raise ValueError(f"there is no {local} in {zone}")
    return aware.isoformat()


def as_local(value: Json, zone: str) -> str:
    """The local time of a moment that was read; what is no moment, or in a zone nobody knows, stays as it is."""
    if zone not in TIME_ZONES:
        return str(value)
    try:
        read = datetime.fromisoformat(str(value))
        if read.tzinfo is not None:
            # Through UTC: there, a time that the clocks leave out is another one.
            read = read.astimezone(UTC).astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        return str(value)
    return read.strftime(_WRITTEN).removesuffix(":00")


def _as_moment(value: Json) -> Json:
    """A moment in one spelling, so that two offsets of one moment are equal."""
    try:
        read = datetime.fromisoformat(str(value))
        return read.isoformat() if read.tzinfo is None else read.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return value


def scheduler(feature_types: frozenset[str]) -> Collection:
    """The scheduler of a number: its time zone, and the import of a calendar, of which nothing stays but events."""
    return Collection(
        path="/telephony/{billing_account}/scheduler/{service_name}",
        schema="telephony.Scheduler",
        title=N_("calendar"),
        feature_types=feature_types,
        fields={
            "timeZone": Field("string", N_("time zone"), values=TIME_ZONES, words=CITIES, brings=PARIS),
            "serviceName": Field("string", writable=False),
            "url": Field(
                "string", N_("import of a calendar"), writable=False, action="importIcsCalendar", once=True
            ),
        },
    )


def events(feature_types: frozenset[str], words: Mapping[str, str]) -> Collection:
    """The closures of a number; `words` are the message ids of what each category means there."""
    return Collection(
        path="/telephony/{billing_account}/scheduler/{service_name}/events",
        schema="telephony.SchedulerEvent",
        title=N_("closure"),
        describe=_called,
        feature_types=feature_types,
        fields={
            "uid": Field("string", writable=False),
            "title": Field("string", N_("title"), normal=as_line),
            "categories": Field("string", N_("what happens"), values=CATEGORIES, words=words),
            "dateStart": Field("date-time", N_("from"), normal=_as_moment),
            "dateEnd": Field("date-time", N_("to"), normal=_as_moment),
            "description": Field("string", N_("description"), nullable=True, normal=as_line_or_none),
        },
        id="uid",
        key=("categories", "dateStart", "dateEnd", "title"),
        create=("categories", "dateStart", "dateEnd", "title", "description"),
        required=("categories", "dateStart", "dateEnd", "title"),
        spelled={"categories": "category"},
        answers=False,
        # What an event leads to, a slot say, may be emptied afterwards.
        goes_first=True,
    )


def _called(body: Mapping[str, Wish]) -> Message | None:
    title = body.get("title")
    return Message(N_("closure {title}"), {"title": title}) if title else None


# --- what is wanted, and what was read


def wanted(
    scheduler: Collection, events: Collection, number: Number, settings: "Closures"
) -> Iterator[Resource]:
    """The time zone first, the closures, then the address of the calendar to import, if any."""
    zone = settings.time_zone
    yield number.resource(scheduler, {"timeZone": zone})
    for row in settings.closures:
        body: Body = {
            "title": row.title,
            "categories": row.target,
            "dateStart": moment(row.start, zone),
            "dateEnd": moment(row.end, zone),
            "description": row.description,
        }
        yield number.resource(events, body, remote_id=row.remote_id)
    if settings.calendar is not None:
        yield number.resource(scheduler, {"url": settings.calendar})


def read(scheduler: Body, events: str, have: Snapshot) -> dict[str, Json]:
    """The time zone, and the closures in the order of their beginnings, by the scheduler and the path of its events."""
    zone = str(scheduler.get("timeZone") or PARIS)
    rows: list[dict[str, Json]] = [
        {
            "remote_id": body.get("uid"),
            "title": as_line(body.get("title")),
            "start": as_local(body.get("dateStart"), zone),
            "end": as_local(body.get("dateEnd"), zone),
            "target": body.get("categories"),
            "description": as_line_or_none(body.get("description")) or "",
        }
        for _path, body in have.listed(events)
    ]
    rows.sort(key=lambda row: str(row["start"]))
    return {"time_zone": zone, "closures": [*rows]}
