"""What the agent should think of while setting up a queue, by field; nothing here refuses anything."""

import re
from collections.abc import Iterator, Sequence

from tui.engine.errors import Problem
from tui.i18n import N_, Message
from tui.telephony import hours, opening, queue, values
from tui.telephony.queue_settings import CallFilter, Closures, OpeningHours, Recording
from tui.telephony.rows import Agent

_NAME = re.compile(r"[\w \-]{0,100}")
"""Letters, with accents too, digits, spaces, hyphens and underscores, at most 100 (web manager)."""


def name(called: str | None) -> Iterator[Problem]:
    """A name that only the web manager's form refuses; None is one that is wrong by itself."""
    if not _NAME.fullmatch(called or ""):
        text = N_(
            "The web manager takes at most 100 letters, digits, spaces, hyphens and underscores: it could not save "
            "this name."
        )
        yield _advice("name", text)


def agents(rows: Sequence[Agent]) -> Iterator[Problem]:
    """A queue that cannot ring, and numbers whose callers may pay extra."""
    if not rows:
        yield _advice("agents", N_("Without an agent the queue never rings: give at least one."))
    elif all(row.status not in (None, queue.AVAILABLE) for row in rows):
        yield _advice("agents", N_("No agent is available: nobody rings until one is."))
    for at, row in enumerate(rows):
        yield from cost(row, f"agents.{at}")


def cost(row: Agent, path: str) -> Iterator[Problem]:
    """A number whose callers may pay extra; `path` is that of the agent."""
    if row.number and values.may_be_surcharged(row.number):
        text = N_("Calling {number} may cost extra, and surcharged numbers are forbidden here.")
        yield Problem(f"{path}.number", Message(text, {"number": values.display(row.number)}))


def forwards(followed: bool) -> Iterator[Problem]:
    """The guide's advice about forwards."""
    if followed:
        text = N_("OVH advises against following call forwards: calls can leave the queue for a voicemail.")
        yield _advice("follow_forwards", text)


def opening_hours(settings: OpeningHours, year: Closures) -> Iterator[Problem]:
    """Hours that never open, and slots that lead nowhere."""
    if not settings.hours_on:
        return
    week = settings.hours or ()
    yield from hours.off_grid(week, "hours")
    if not any(each.policy == "available" for each in week):
        yield _advice("hours", N_("The agents never ring: no hours are open."))
    used = {each.policy for each in week} | {
        each.target.replace("scheduler", "slot") for each in year.closures
    }
    for slot in opening.SLOTS:
        if slot in used and getattr(settings, f"{slot}_to") == "none":
            text = N_("Hours or closures lead to {slot}, which leads nowhere: give it a number.")
            yield Problem(f"{slot}_to", Message(text, {"slot": Message(opening.POLICIES[slot])}))


def closures(settings: Closures, hours_on: bool) -> Iterator[Problem]:
    """Closures without effect, and what an import does not do."""
    if not hours_on and (settings.closures or settings.calendar):
        field = "closures" if settings.closures else "calendar"
        yield _advice(field, N_("Closures have no effect while the opening hours are not in force."))
    if settings.calendar:
        text = N_(
            "The calendar adds closures; those that were removed from the list go with the next change."
        )
        yield _advice("calendar", text)


def call_filter(settings: CallFilter) -> Iterator[Problem]:
    """What a filter does that is easily forgotten."""
    if settings.filter == "white":
        if settings.accepted_groups or settings.accepted_callers:
            yield _advice("filter", N_("Every caller who is not on the list is refused."))
        else:
            yield _advice("filter", N_("The list of accepted callers is empty: every caller is refused."))
    elif settings.filter == "black" and not (settings.refused_groups or settings.refused_callers):
        yield _advice("filter", N_("The list of refused callers is empty: nobody is refused."))


def recording(settings: Recording) -> Iterator[Problem]:
    """The duties that come with recordings, and how long they are kept."""
    if settings.record:
        text = N_(
            "Callers and agents have to be told that they are recorded. Recordings go after 60 days; OVH's special "
            "conditions of the service are accepted by switching it on."
        )
        yield _advice("record", text)


def _advice(path: str, text: str) -> Problem:
    return Problem(path, Message(text))
