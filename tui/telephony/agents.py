"""Agents, who answer, and their places in queues: collections for the family and the feature types that have them.

Source: `{family}/{serviceName}/hunting` of the official schema, the same below `easyHunting` and `ovhPabx`. An agent
joins a queue through `agent/{agentId}/queue`: the queue's own list takes a POST too, but that cannot say which agent.
Places in a queue count from 0, and the platform shifts the others by itself (web manager).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.engine.resources import Body, Collection, Field, Json, Ref, Resource, Snapshot, Wish
from tui.i18n import N_, Message
from tui.telephony import values
from tui.telephony.normal import as_line_or_none, as_number, as_service_name
from tui.telephony.objects import by_position
from tui.telephony.queue import AVAILABLE, STATUSES
from tui.telephony.services import Number

if TYPE_CHECKING:  # it imports pydantic, which is loaded when a configuration is chosen
    from tui.telephony.rows import Agent


def collection(
    family: str, feature_types: frozenset[str], breaks: str = "", *, shared: bool = True
) -> Collection:
    """The agents of a number, recognised by their telephone number.

    A `shared` one is an affair of some queue: it is not deleted while it serves elsewhere too. `breaks` is the path of
    the break statuses that agents can have.
    """
    fields = {
        "agentId": Field("integer", writable=False),
        "number": Field("phone", N_("number"), normal=as_service_name),
        "description": Field("string", N_("description"), nullable=True, normal=as_line_or_none),
        "status": Field("string", N_("status"), values=tuple(STATUSES), words=STATUSES, live=True),
        "timeout": Field("integer", N_("rings for")),
        "wrapUpTime": Field("integer", N_("rest after a call")),
        "simultaneousLines": Field("integer", N_("calls at once")),
        "type": Field("string", writable=False, values=("external", "internal")),
        "breakStatus": Field(
            "integer", N_("break status"), nullable=True, refers={"": breaks} if breaks else {}, live=True
        ),
    }
    numbers = ("number", "simultaneousLines", "status", "timeout", "wrapUpTime")
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/hunting/agent",
        schema="telephony.OvhPabxHuntingAgent",
        title=N_("agent"),
        describe=_agent,
        feature_types=feature_types,
        fields=fields,
        id="agentId",
        key=("number",),
        unique=True,
        create=(*numbers, "description"),
        required=numbers,
        links=_memberships_path(family),
        links_by="agentId",
        shared=shared,
    )


def memberships(family: str, feature_types: frozenset[str]) -> Collection:
    """Who is in a queue, in which order."""
    hunting = "/telephony/{billing_account}/" + family + "/{service_name}/hunting"
    return Collection(
        path=_memberships_path(family),
        schema="telephony.OvhPabxHuntingAgentQueue",
        title=N_("place in the queue"),
        describe=_member,
        feature_types=feature_types,
        fields={
            "agentId": Field("integer", N_("agent"), writable=False, refers={"": f"{hunting}/agent"}),
            "queueId": Field("integer", N_("queue"), writable=False, refers={"": f"{hunting}/queue"}),
            "position": Field("integer", N_("place")),
        },
        id="agentId",
        key=("agentId",),
        create=("position", "queueId"),
        required=("position", "queueId"),
        create_path=hunting + "/agent/{agentId}/queue",
        order="position",
    )


def _memberships_path(family: str) -> str:
    return "/telephony/{billing_account}/" + family + "/{service_name}/hunting/queue/{queueId}/agent"


def _member(body: Mapping[str, Wish]) -> Message | None:
    # Of one that is wanted this is what the agent is called by, of one that is there an id.
    agent = body.get("agentId")
    return (
        Message(N_("place of {number}"), {"number": values.display(agent)})
        if isinstance(agent, str)
        else None
    )


def _agent(body: Mapping[str, Wish]) -> Message | None:
    number, words = str(body.get("number") or ""), body.get("description")
    if not number:
        return None
    shown = values.display(number)
    return (
        Message(N_("agent {number} ({name})"), {"number": shown, "name": words})
        if words
        else Message(N_("agent {number}"), {"number": shown})
    )


# --- what is wanted, and what was read


def wanted_agents(
    agents: Collection,
    members: Collection,
    number: Number,
    queue: Ref,
    rows: "Sequence[Agent]",
    have: Snapshot,
) -> Iterator[Resource]:
    """The agents, then their places in the queue in the rows' order."""
    present = present_agents(agents, number, have, rows)
    for row in rows:
        yield wanted_agent(agents, number, row, present)
    yield from wanted_members(members, number, queue, [row.number for row in rows])


def agent_ref(number: str) -> Ref:
    """What stands for the id of the agent of that number, E.164."""
    return Ref("agent", number)


def present_agents(
    agents: Collection, number: Number, have: Snapshot, rows: "Sequence[Agent]"
) -> Mapping[int | str, Body]:
    """The agents that a number has, by their numbers, E.164; by their ids those whose numbers no row has.

    An agent whose number is that of another row is that row's, whatever the id of this one.
    """
    found: dict[int | str, Body] = {}
    wanted = {row.number for row in rows}
    for _path, body in have.listed(number.path_of(agents)):
        own = as_number(body.get("number"))
        for key in (own, *(() if own in wanted else (body.get("agentId"),))):
            if isinstance(key, int | str):
                found.setdefault(key, body)
    return found


def wanted_agent(
    agents: Collection,
    number: Number,
    row: "Agent",
    present: Mapping[int | str, Body],
    more: Mapping[str, Wish] | None = None,
) -> Resource:
    """An agent, and what there is `more` of it; of one that is not `present` yet, all five required fields."""
    body: dict[str, Wish] = {
        "number": values.service_name(row.number),
        "description": row.description,
        **_wanted_status(row, present.get(row.number) or present.get(row.remote_id or "")),
        "timeout": row.ringing,
        "wrapUpTime": row.wrap_up,
        "simultaneousLines": row.simultaneous,
        **(more or {}),
    }
    return number.resource(agents, body, agent_ref(row.number), remote_id=row.remote_id)


def _wanted_status(row: "Agent", present: Body | None) -> Body:
    """What an agent that is there is to change into; what it has otherwise is its own affair, and left out."""
    if present is None:
        return {"status": row.status or AVAILABLE}
    asked = row.status not in (None, row.remote_status, present.get("status"))
    return {"status": row.status} if asked else {}


def wanted_members(
    members: Collection, number: Number, queue: Ref, agents: "Sequence[str]"
) -> Iterator[Resource]:
    """The places in a queue of the agents of these numbers, E.164, in their order."""
    for at, each in enumerate(agents):
        place: dict[str, Wish] = {"agentId": agent_ref(each), "queueId": queue, "position": at}
        yield number.resource(members, place, within={"queueId": queue})


def read_agents(agents: str, members: str, have: Snapshot) -> list[dict[str, Json]]:
    """The rows of the agents of one queue, by the paths of the list of agents and of the queue's own list."""
    by_id = {body.get("agentId"): body for _path, body in have.listed(agents)}
    return [read_agent(by_id[each]) for each in read_members(members, have) if each in by_id]


def read_agent(body: Body) -> dict[str, Json]:
    """The row of an agent that was read."""
    return {
        "remote_id": body.get("agentId"),
        "number": as_number(body.get("number")),
        "description": as_line_or_none(body.get("description")) or "",
        "status": body.get("status"),
        "remote_status": body.get("status"),
        "ringing": body.get("timeout"),
        "wrap_up": body.get("wrapUpTime"),
        "simultaneous": body.get("simultaneousLines"),
    }


def read_members(members: str, have: Snapshot) -> list[Json]:
    """The ids of the agents of a queue in the order of their places, by the path of the queue's own list."""
    return [body.get("agentId") for _path, body in by_position(have.listed(members))]
