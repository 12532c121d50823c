"""Call queue: callers wait while several agents ring, in an order and during hours of one's choice.

Two feature types serve it, `contactCenterSolution` and the older `easyHunting`; a number keeps the one it has. Either
brings one queue along, which is adopted whatever its name; the service, not the queue, says who rings (web manager).

Calls, all below `easyHunting/{service}` unless said otherwise: `GET` and `PUT` of the service (who rings, the number
shown, sounds), `hunting/queue` (capacity, what happens when it is full or nobody answers, recording), `hunting/agent`
and `hunting/queue/{queue}/agent` (who answers), `sound` and `soundUpload`, `timeConditions` and its `conditions`
(hours), `screenListConditions` and its `conditions` (filter), and `scheduler/{service}` with its `events` (closures).

What is not asked under the present answers is None, and stays on the number as it is: hours that are out of force keep
their ranges, and a list of callers that is not in force its entries. Models, questions and advice of the parts, and the
mapping of those that other configurations have too, are in `tui.telephony`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Field, Json, Ref, Snapshot, Wanted, Wish
from tui.i18n import N_, Message, joined
from tui.telephony import (
    accounts,
    agents,
    closures,
    filtering,
    hours,
    opening,
    queue,
    queue_advice,
    sounds,
    values,
)
from tui.telephony.normal import as_line, as_line_or_none
from tui.telephony.questions import CALENDAR, TIME_ZONE, closure_rows, form_of
from tui.telephony.queue_questions import ANSWERING, FILTER, HOURS, RECORDING, WAITING
from tui.telephony.queue_settings import Answering, CallFilter, Closures, OpeningHours, Recording, Waiting
from tui.telephony.rows import Range
from tui.telephony.services import Number, Read
from tui.telephony.settings import taken, unchecked
from tui.telephony.unchanged import as_read

KIND = "call-queue"
TYPES = ("contactCenterSolution", "easyHunting")
"""The one that a change of type asks for, then the older one."""


class CallQueue(Recording, CallFilter, Closures, OpeningHours, Waiting, Answering):
    """Times are seconds, sounds names; a `description` or whatever else is None stays on the number as it is."""

    kind: Literal["call-queue"] = "call-queue"


SETTINGS = CallQueue

TARGETS = {
    "holidays": N_("closed: as outside the hours"),
    "scheduler1": opening.POLICIES["slot1"],
    "scheduler2": opening.POLICIES["slot2"],
    "scheduler3": opening.POLICIES["slot3"],
}
"""What the category of an event means for a queue (guide, and the web manager's labels)."""

FORM = form_of(
    (N_("Agents"), ANSWERING),
    (N_("Waiting"), WAITING),
    (N_("Hours"), HOURS),
    (N_("Closures"), (TIME_ZONE, closure_rows(TARGETS), CALENDAR)),
    (N_("Filter"), FILTER),
    (N_("Recording"), RECORDING),
)

_FAMILY, _TYPES = "easyHunting", frozenset(TYPES)

SOUNDS = sounds.collection(_FAMILY, _TYPES)
QUEUES = queue.queues(_FAMILY, _TYPES, SOUNDS.path, own_strategy=False)
AGENTS = agents.collection(_FAMILY, _TYPES)
MEMBERS = agents.memberships(_FAMILY, _TYPES)
CONDITIONS = opening.time_conditions(_FAMILY, _TYPES)
RANGES = opening.ranges(_FAMILY, _TYPES)
STATUS = filtering.status(_FAMILY, _TYPES)
ENTRIES = filtering.entries(_FAMILY, _TYPES)
SCHEDULER = closures.scheduler(_TYPES)
EVENTS = closures.events(_TYPES, TARGETS)


def _tone(label: str) -> Field:
    return Field("integer", label, nullable=True, refers={"": SOUNDS.path})


SERVICE = Collection(
    path="/telephony/{billing_account}/easyHunting/{service_name}",
    schema="telephony.EasyHunting",
    title=N_("call queue"),
    feature_types=_TYPES,
    fields={
        "description": Field("string", N_("description"), normal=as_line_or_none),
        "strategy": queue.strategy(),
        "showCallerNumber": queue.shown_number(),
        "statusIvrEnabled": Field("boolean", N_("status by phone"), brings=True),
        "toneOnOpening": _tone(N_("announcement before waiting")),
        "toneOnHold": _tone(N_("music on hold")),
        "toneOnClosing": _tone(N_("announcement before hanging up")),
        "anonymousRejection": Field("boolean", N_("anonymous calls rejected"), brings=False),
        "maxWaitTime": Field("integer", brings=0),
        "queueSize": Field("integer", brings=0),
        "voicemail": Field("phone", nullable=True),
        "featureType": Field("string", writable=False),
        "isCCS": Field("boolean", writable=False, brings=False),
        "serviceName": Field("string", writable=False),
        "serviceType": Field("string", writable=False),
    },
)

COLLECTIONS = (
    SOUNDS, SERVICE, QUEUES, AGENTS, MEMBERS, CONDITIONS, RANGES, STATUS, ENTRIES, SCHEDULER, EVENTS,
)  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """`before` is what the number had, `present` the settings that are read of it, if they can be given as they are.

    `sounds` tells where those that can be played come from. `external` are the agents outside the login, `mute` the
    voicemails that its accounts do not show; both E.164.
    """

    before: Snapshot
    present: CallQueue | None
    sounds: sounds.Sources
    external: tuple[str, ...]
    mute: tuple[str, ...]


def lookups(settings: CallQueue, number: Number, before: Snapshot, read: Read) -> Answers:
    """Whose the new agents are, and which of the lines have a voicemail."""
    present = [body for _path, body in before.listed(number.path_of(AGENTS))]
    return Answers(
        before,
        _present(number, before, read),
        sounds.sources(SOUNDS, COLLECTIONS, number, before, read),
        accounts.external((row.number for row in settings.agents), present, read),
        accounts.mute(_voicemails(settings), read),
    )


def _present(number: Number, before: Snapshot, ask: Read) -> CallQueue | None:
    return taken(read(number, before, ask))


def _voicemails(settings: CallQueue) -> Iterator[str]:
    targets = [line for _place, to, line in opening.targets(settings) if to == "voicemail"]
    for line in (settings.overflow_voicemail, settings.no_answer_voicemail, *targets):
        if line is not None:
            yield line


def _sounds(settings: CallQueue) -> dict[str, str | None]:
    return {
        "opening_sound": settings.opening_sound,
        "hold_sound": settings.hold_sound,
        "closing_sound": settings.closing_sound,
        "overflow_sound": settings.overflow_sound,
        "no_answer_sound": settings.no_answer_sound,
    }


def problems(settings: CallQueue, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """A number cannot ring itself, and a sound has to be on the number or in the store."""
    own = values.e164(number.service_name)
    loop = Message(N_("A number cannot lead to itself; give another one."))
    found = [
        Problem(f"agents.{at}.number", loop) for at, row in enumerate(settings.agents) if row.number == own
    ]
    found += [
        Problem(f"{place}_number", loop)
        for place, to, target in opening.targets(settings)
        if to == "number" and target == own
    ]
    return (*found, *answers.sounds.problems(_sounds(settings).items()))


def advice(settings: CallQueue) -> tuple[Problem, ...]:
    """What is easily overlooked in each part."""
    return (
        *queue_advice.name(settings.name),
        *queue_advice.agents(settings.agents),
        *queue_advice.forwards(settings.follow_forwards),
        *queue_advice.opening_hours(settings, settings),
        *queue_advice.closures(settings, settings.hours_on),
        *queue_advice.call_filter(settings),
        *queue_advice.recording(settings),
    )


def warnings(settings: CallQueue, number: Number, answers: Answers) -> tuple[Message, ...]:
    """The advice, and what depends on the number and its account: costs, voicemails nobody sees, an older type."""
    found = [each.message for each in advice(settings)]
    found += [*accounts.costs(answers.external), *accounts.unseen(answers.mute)]
    found += answers.sounds.warnings(_sounds(settings).items())
    if number.feature_type in TYPES[1:]:
        text = N_(
            "The number keeps its older type {feature_type}. To change it, remove the configuration and make it anew."
        )
        found.append(Message(text, {"feature_type": number.feature_type}))
    return tuple(found)


def effect(settings: CallQueue) -> Message:
    """What a caller hears, who rings, and where calls go outside the hours."""
    parts = []
    if settings.opening_sound is not None:
        parts.append(Message(N_("Callers hear “{sound}” first."), {"sound": settings.opening_sound}))
    count = len(settings.agents)
    if count == 0:
        parts.append(Message(N_("Nobody rings: there is no agent.")))
    elif settings.hours_on and not any(each.policy == "available" for each in settings.hours or ()):
        parts.append(Message(N_("Nobody rings: no hours are open.")))
    elif count == 1:
        number = values.display(settings.agents[0].number)
        parts.append(Message(N_("{number} rings."), {"number": number}))
    else:
        strategy = Message(queue.STRATEGIES[settings.strategy])
        parts.append(
            Message(N_("{count} agents; who rings: {strategy}."), {"count": count, "strategy": strategy})
        )
    return joined([*parts, *_by_hours(settings)], " ")


def _by_hours(settings: CallQueue) -> Iterator[Message]:
    """Where calls go by the hours in force: to the agents, where the slots lead, and outside all of them."""
    if not settings.hours_on or settings.hours is None or settings.closed_number is None:
        return
    led: dict[str, list[Range]] = {}
    for each in settings.hours:
        led.setdefault(each.policy, []).append(each)
    to_voicemail = settings.closed_to == "voicemail"
    args: dict[str, object] = {"number": values.display(settings.closed_number)}
    if led.keys() == {"available"} and settings.agents:
        text = N_("Agents ring {hours}; outside the hours calls go to {number}.")
        if to_voicemail:
            text = N_("Agents ring {hours}; outside the hours calls go to the voicemail of {number}.")
        yield Message(text, {**args, "hours": hours.words(settings.hours)})
        return
    if "available" in led:
        text = N_("Agents ring {hours}.") if settings.agents else N_("Open {hours}.")
        yield Message(text, {"hours": hours.words(led["available"])})
    for slot in sorted(led.keys() - {"available"}):
        yield _by_slot(settings, slot, hours.words(led[slot]))
    if led:
        text = N_("At all other times calls go to {number}.")
        if to_voicemail:
            text = N_("At all other times calls go to the voicemail of {number}.")
    else:
        text = N_("All calls go to {number}.")
        if to_voicemail:
            text = N_("All calls go to the voicemail of {number}.")
    yield Message(text, args)


def _by_slot(settings: CallQueue, slot: str, when: Message) -> Message:
    to, number = getattr(settings, f"{slot}_to"), getattr(settings, f"{slot}_number")
    if number is None:
        text = N_("{hours}: calls lead nowhere, for {slot} has no number.")
        return Message(text, {"hours": when, "slot": Message(opening.POLICIES[slot])})
    text = N_("{hours}: calls go to {number}.")
    if to == "voicemail":
        text = N_("{hours}: calls go to the voicemail of {number}.")
    return Message(text, {"hours": when, "number": values.display(number)})


# --- the mapping


def resources(settings: CallQueue, number: Number, answers: Answers) -> Wanted:
    """Sounds, service and queue, agents and their places, hours, filter, closures; slots are emptied at the end."""
    read = None if answers.present is None else _wanted(answers.present, number, answers)
    return as_read(_wanted(settings, number, answers), read, answers.before)


def _wanted(settings: CallQueue, number: Number, answers: Answers) -> Wanted:
    ref = Ref("queue", settings.name or "1")
    first = next((body.get("queueId") for _path, body in answers.before.listed(number.path_of(QUEUES))), None)
    wanted = [
        *sounds.wanted(SOUNDS, number, _sounds(settings).values()),
        number.resource(SERVICE, _service(settings)),
        number.resource(QUEUES, _queue(settings), ref, remote_id=first),
        *agents.wanted_agents(AGENTS, MEMBERS, number, ref, settings.agents, answers.before),
        *opening.wanted(CONDITIONS, RANGES, number, settings),
        *filtering.wanted(STATUS, ENTRIES, number, settings, answers.before),
        *closures.wanted(SCHEDULER, EVENTS, number, settings),
        *opening.emptied(CONDITIONS, number, settings, answers.before),
    ]
    managed = [SOUNDS, AGENTS, MEMBERS, ENTRIES]
    if settings.hours is not None:
        managed.append(RANGES)
    if settings.calendar is None:  # else what the calendar brings would go again
        managed.append(EVENTS)
    feature_type = number.feature_type if number.feature_type in TYPES else TYPES[0]
    return Wanted(feature_type, KIND, Message(N_("Call queue")), tuple(wanted), tuple(managed))


def _service(settings: CallQueue) -> dict[str, Wish]:
    body: dict[str, Wish] = {
        "strategy": settings.strategy,
        "showCallerNumber": settings.shown_number,
        "statusIvrEnabled": settings.status_menu,
        "toneOnOpening": sounds.wish(settings.opening_sound),
        "toneOnHold": sounds.wish(settings.hold_sound),
        "toneOnClosing": sounds.wish(settings.closing_sound),
        "anonymousRejection": settings.reject_anonymous,
    }
    return body if settings.description is None else {"description": settings.description, **body}


def _queue(settings: CallQueue) -> dict[str, Wish]:
    return {
        "description": settings.name,
        "strategy": settings.strategy,
        **queue.wanted_limits(settings),
        "followCallForwards": settings.follow_forwards,
        "confirmKey": settings.confirm_key or None,
        **queue.wanted_recording(settings),
    }


def read(number: Number, have: Snapshot, ask: Read) -> CallQueue | None:
    """What the number has, of its first queue; None while it has nothing of it."""
    service = have.objects.get(number.path_of(SERVICE))
    if service is None:
        return None
    names = sounds.Names(have.listed(number.path_of(SOUNDS)))
    queues = number.path_of(QUEUES)
    path, first = next(iter(have.listed(queues)), (f"{queues}/0", Body()))
    settings: dict[str, Json] = {
        "description": as_line(service.get("description")) or "",
        "name": as_line(first.get("description")) or "",
        "strategy": service.get("strategy") or first.get("strategy"),
        "agents": [*agents.read_agents(number.path_of(AGENTS), f"{path}/agent", have)],
        "shown_number": service.get("showCallerNumber"),
        "status_menu": bool(service.get("statusIvrEnabled")),
        "follow_forwards": bool(first.get("followCallForwards")),
        "confirm_key": first.get("confirmKey") or "",
        "opening_sound": names.of(service.get("toneOnOpening")),
        "hold_sound": names.of(service.get("toneOnHold")),
        "closing_sound": names.of(service.get("toneOnClosing")),
        **queue.read_limits(first, names),
        **opening.read(have.objects.get(number.path_of(CONDITIONS), {}), number.path_of(RANGES), have),
        **closures.read(have.objects.get(number.path_of(SCHEDULER), {}), number.path_of(EVENTS), have),
        **filtering.read(have.objects.get(number.path_of(STATUS), {}), number.path_of(ENTRIES), have),
        "reject_anonymous": bool(service.get("anonymousRejection")),
        **queue.read_recording(first),
    }
    return unchecked(CallQueue, settings)


def irretrievable(number: Number, before: Snapshot, read: Read, leaves: bool) -> tuple[Message, ...]:
    """The older type, once it is left."""
    if not leaves or before.feature_type == TYPES[0]:
        return ()
    text = N_("The older type {feature_type}: the queue comes back with the newer one.")
    return (Message(text, {"feature_type": before.feature_type}),)


def example(lines: Sequence[str]) -> Mapping[str, Json]:
    """A small queue that works as it is: two lines, office hours, a voicemail outside them and on a holiday.

    `lines` are E.164, the first fitting ones of the account or numbers of fiction; there is at least one.
    """
    week: list[Json] = [
        {"day": day, "start": start, "end": end, "policy": "available"}
        for day in hours.WEEK[:5]
        for start, end in (("09:00", "12:00"), ("14:00", "18:00"))
    ]
    answers = FORM.answers(
        {
            "hours_on": True,
            "hours": week,
            "closed_to": "voicemail",
            "closed_number": lines[0],
            "closures": [{"title": "Noël", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"}],
        }
    )
    # Of an agent no more is said than has to be: a recipe that names the status sets it whenever it is applied.
    return {**FORM.settings(answers), "agents": [{"number": line} for line in dict.fromkeys(lines[:2])]}


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """Nothing outside the number knows of its queue."""
    return ()
