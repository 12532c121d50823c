"""A calendar from an address, as the events that it holds (iCalendar, RFC 5545).

What keeps an address from being a calendar is said in English, as the platform says the failure of a task.
"""

from datetime import date, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui.engine.resources import Body
from tui.exchanges.routes import Fetched
from tui.i18n import Message
from tui.telephony import fetching

if TYPE_CHECKING:
    from icalendar import Event

_SECONDS = 5.0
_LARGEST = 1_000_000


class Unreadable(Exception):
    """What was fetched is no calendar."""


def fetch(url: str) -> Fetched:
    """What is at an address of http or https: at most 1 MB, within 5 s, after at most 3 redirections."""
    try:
        return Fetched(fetching.fetch(url, _LARGEST, private=True, seconds=_SECONDS))
    except fetching.DocumentUnreachable as error:
        reason = error.args_given["reason"]
        words = reason.text.format(**reason.args) if isinstance(reason, Message) else reason
        return Fetched(failure=f"The calendar could not be fetched: {words}")


def events(content: bytes, zone: str) -> list[Body]:
    """The events of a calendar, with the fields of `telephony.SchedulerEvent`; without their category.

    A whole day, and a time without a zone, are those of `zone`. Of an event that recurs, its first time counts: an
    event of the platform does not recur. Raises `Unreadable`.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content)
    except ValueError as error:
        raise Unreadable(f"The calendar could not be read: {error}") from error
    if not isinstance(calendar, Calendar):
        raise Unreadable(f"The calendar could not be read: it is a {calendar.name}")
    bodies: dict[str, Body] = {}
    for each in calendar.events:
        body = _event(each, ZoneInfo(zone))
        if body is None:
            continue
        uid = _text(each, "UID")
        if not uid or uid in bodies:
            # An event without one, or one time of an event that recurs; the same whenever it is imported.
            uid = " ".join(filter(None, (uid, str(body["dateStart"]), str(body["title"]))))
        bodies[uid] = {"uid": uid, **body}
    return list(bodies.values())


def _event(event: "Event", zone: ZoneInfo) -> Body | None:
    """An event without its uid; None for one whose time cannot be told, or that takes none."""
    try:
        start, end = _moment(event.start, zone), _moment(event.end, zone)
        if start >= end:
            return None
        return {
            "title": _text(event, "SUMMARY") or "Closed",
            "description": _text(event, "DESCRIPTION") or None,
            "dateStart": start.isoformat(timespec="seconds"),
            "dateEnd": end.isoformat(timespec="seconds"),
        }
    except (ValueError, OverflowError):
        return None


def _moment(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time_of_day(), zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def _text(event: "Event", name: str) -> str:
    found = event.get(name)
    first = found[0] if isinstance(found, list) else found
    return "" if first is None else str(first)
