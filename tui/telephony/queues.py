"""Several queues of one number, and the agents in each: settings, questions, and the way to the platform and back.

An agent may be in several queues, at a place of its own in each. Source: `ovhPabx/{serviceName}/hunting/queue` of the
official schema, form and labels of the web manager. Imports pydantic: only slices may name this module.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Json, Ref, Resource, Snapshot, Wish
from tui.forms import Choice, Field, Reference, Rows
from tui.i18n import N_, Message
from tui.telephony import queue, queue_advice, sounds
from tui.telephony.agents import read_members, wanted_members
from tui.telephony.objects import names_by_id
from tui.telephony.queue_questions import (
    CONFIRM_KEY,
    FOLLOW_FORWARDS,
    HOLD_SOUND,
    LIMITS,
    NAME,
    RECORDING,
    STRATEGY,
)
from tui.telephony.queue_settings import Key, Limits, Recording, Strategy
from tui.telephony.rows import Agent
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, OneLine, PhoneNumber, Row, Settings, SoundName, refusal


def _name(text: str) -> str:
    if not text:
        raise refusal(N_("Give the queue a name: keys and steps refer to it by that."))
    return text


def _chosen(given: object) -> object:
    if isinstance(given, str) and not given.strip():
        raise refusal(N_("Choose the agent who rings."))
    return given


class Member(Settings):
    """The place of an agent in a queue; agents are named by their number."""

    agent: Annotated[PhoneNumber, BeforeValidator(_chosen)]


class _Queue(Row):
    name: Annotated[OneLine, AfterValidator(_name)]
    strategy: Strategy = "sequentiallyByAgentOrder"
    members: ListOf[Member] = ()
    hold_sound: SoundName | None = None
    follow_forwards: bool = False
    confirm_key: Key = ""


class Queue(Recording, Limits, _Queue):
    """A queue: who rings, in which order; what callers hear, how many wait, for how long, and what then."""


def _last(field: Field) -> Field:
    """In a dialplan, the call goes on when nothing else is said."""
    if field.name != "no_answer" or not isinstance(field, Choice):
        return field
    text = N_(
        "What a caller reaches in two cases: after the longest wait, and at once when no agent of the queue is logged "
        "in. Nothing: the call goes on with what comes next."
    )
    return replace(field, help=text)


QUEUES = Rows(
    name="queues",
    label=N_("Queues"),
    help=N_("Each service has its queue: callers wait, and its agents ring. Keys and steps lead to queues."),
    say=N_("Which services can callers ask for, and who answers for each?"),
    noun=N_("queue"),
    add=N_("Add a queue"),
    named="name",
    shown=("members", "strategy"),
    fields=(
        NAME,
        STRATEGY,
        Rows(
            name="members",
            label=N_("Agents"),
            help=N_("Who rings, in their order. An agent can be in several queues."),
            say=N_("Who answers for this service, and in which order?"),
            noun=N_("place"),
            add=N_("Add an agent to the queue"),
            named="agent",
            ordered=True,
            fields=(
                Reference(
                    name="agent",
                    label=N_("Agent"),
                    help=N_("One of the agents of this number."),
                    to="agents",
                    number=True,
                ),
            ),
        ),
        replace(
            HOLD_SOUND,
            help=N_(
                "Played over and over until somebody answers. Something before anybody rings is for the step to play "
                "or to read, ahead of the queue."
            ),
        ),
        *map(_last, LIMITS),
        FOLLOW_FORWARDS,
        CONFIRM_KEY,
        *RECORDING,
    ),
)
"""The queues of a number."""


def voicemails(rows: Iterable[Queue]) -> Iterator[str]:
    """The lines whose voicemails take messages of queues, E.164."""
    for row in rows:
        yield from (line for line in (row.overflow_voicemail, row.no_answer_voicemail) if line)


def sounds_of(rows: Sequence[Queue]) -> Iterator[tuple[str, str | None]]:
    """The sounds that queues name, each with its path."""
    for at, row in enumerate(rows):
        for name in ("hold_sound", "overflow_sound", "no_answer_sound"):
            yield f"queues.{at}.{name}", getattr(row, name)


def advice(rows: Sequence[Queue], agents: Sequence[Agent], reached: set[str]) -> Iterator[Problem]:
    """Queues that nobody answers or that callers do not reach; `reached` are the names of those that they do."""
    if not rows:
        text = N_("Without a queue no agent rings: add one, and let a key or a step ring it.")
        yield Problem("queues", Message(text))
    statuses = {each.number: each.status for each in agents}
    for at, row in enumerate(rows):
        path = f"queues.{at}"
        if not row.members:
            text = N_("Without an agent the queue never rings: give it at least one.")
            yield Problem(f"{path}.members", Message(text))
        elif all(statuses.get(each.agent) not in (None, queue.AVAILABLE) for each in row.members):
            yield Problem(f"{path}.members", Message(N_("No agent is available: nobody rings until one is.")))
        if row.name not in reached:
            text = N_("Nobody reaches this queue: let a key, or a step that is switched on, ring it.")
            yield Problem(f"{path}.name", Message(text))
        for problem in (
            *queue_advice.name(row.name),
            *queue_advice.forwards(row.follow_forwards),
            *queue_advice.recording(row),
        ):
            yield replace(problem, path=f"{path}.{problem.path}")


# --- on the platform


def ref(name: str) -> Ref:
    """What stands for the id of a queue."""
    return Ref("queue", name)


def names_of(listed: Iterable[tuple[str, Body]]) -> Mapping[str, str]:
    """What the queues of a list are called in settings, by id."""
    return names_by_id(listed, "queueId", "description", "Queue")


def wanted(
    queues: Collection, members: Collection, number: Number, rows: Sequence[Queue]
) -> Iterator[Resource]:
    """All queues, then the places in each."""
    for row in rows:
        body: dict[str, Wish] = {
            "description": row.name,
            "strategy": row.strategy,
            **queue.wanted_limits(row),
            "soundOnHold": sounds.wish(row.hold_sound),
            "followCallForwards": row.follow_forwards,
            "confirmKey": row.confirm_key or None,
            **queue.wanted_recording(row),
        }
        yield number.resource(queues, body, ref(row.name), remote_id=row.remote_id)
    for row in rows:
        yield from wanted_members(members, number, ref(row.name), [each.agent for each in row.members])


def read_rows(
    listed: Iterable[tuple[str, Body]],
    agents: Mapping[Json, str | None],
    have: Snapshot,
    names: Mapping[str, str],
    heard: sounds.Names,
) -> list[dict[str, Json]]:
    """The rows of the queues of a list, by the numbers of `agents` by id, and the `names` of queues by id."""
    return [
        {
            "remote_id": body.get("queueId"),
            "name": names[str(body.get("queueId"))],
            "strategy": body.get("strategy"),
            "members": [
                {"agent": agents[each]}
                for each in read_members(f"{path}/agent", have)
                if agents.get(each) is not None
            ],
            "hold_sound": heard.of(body.get("soundOnHold")),
            "follow_forwards": bool(body.get("followCallForwards")),
            "confirm_key": body.get("confirmKey") or "",
            **queue.read_limits(body, heard),
            **queue.read_recording(body),
        }
        for path, body in listed
    ]
