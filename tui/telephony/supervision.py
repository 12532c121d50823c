"""Who supervises the agents of a contact centre, and what is seen there: links to banners, breaks, the customer base.

A banner is a web page that shows the calls of one agent; whoever has its address sees it, so that the address is never
kept here: only whether there is one converges (design, order and identity 12). For supervision across several numbers
the official schema has no call; what comes nearest is to read the live calls of each, or the event token of the billing
account. Breaks can be made and deleted, not changed. Source: `ovhPabx/{serviceName}/hunting` of the official schema.
Imports pydantic: only slices may name this module.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Field, Json, Ref, Resource, Snapshot, Wish, segment
from tui.i18n import N_, Message
from tui.telephony import queue_advice, values
from tui.telephony.agents import agent_ref, present_agents, read_agent, wanted_agent
from tui.telephony.normal import as_line, as_line_or_none, as_number
from tui.telephony.objects import names_by_id
from tui.telephony.rows import Agent, web_address
from tui.telephony.services import Number, Read
from tui.telephony.settings import OneLine, Settings, one_line, refusal
from tui.telephony.spoken import given_name
from tui.telephony.supervision_questions import LONGEST_ADDRESS, LONGEST_BREAK

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def _colour(written: str) -> str:
    text = "#" + written.strip().lower().removeprefix("#")
    if written.strip() and not _COLOUR.fullmatch(text):
        raise refusal(N_("Write a colour in hexadecimal, such as #e06c00."))
    return text if written.strip() else ""


def _address(text: str) -> str:
    return web_address(text) if text else text


CustomerAddress = Annotated[str, one_line(LONGEST_ADDRESS), AfterValidator(_address)]
"""The template of an address in a customer base, http or https; empty for none."""


class Break(Settings):
    """A reason for a break: `color` as `#e06c00`, empty for none. It cannot change, so that no id is kept of it."""

    name: Annotated[str, one_line(LONGEST_BREAK), AfterValidator(given_name)]
    color: Annotated[str, AfterValidator(_colour)] = ""
    description: OneLine = ""


_OR_NONE = BeforeValidator(lambda given: given or None)


class SupervisedAgent(Agent):
    """An agent of a contact centre. Of what is None the agent, or the line, keeps what it has.

    `break_status` names one of the breaks, and like the status is the agent's affair while it is what was read,
    `remote_break`. `banner`: there is a link to the agent's banner. `record_outgoing` is an option of the line, and the
    line's affair while it is what was read of that very line, `remote_line`.
    """

    remote_break: str | None = None
    break_status: Annotated[OneLine | None, _OR_NONE] = None
    banner: bool | None = None
    remote_line: str | None = None
    remote_record_outgoing: str | None = None
    record_outgoing: Annotated[Literal["on", "off"] | None, _OR_NONE] = None

    @property
    def records(self) -> bool | None:
        """Whether the line is asked to record its outgoing calls or not to; None where it is to do as it does."""
        read = self.remote_record_outgoing if self.remote_line in (None, self.number) else None
        asked = self.record_outgoing not in (None, read)
        return self.record_outgoing == "on" if asked else None


# --- what to think of


def several_numbers(agents: Iterable[SupervisedAgent]) -> Iterator[Message]:
    """What can be done about supervising several numbers, where somebody supervises."""
    if any(row.banner for row in agents):
        yield Message(
            N_(
                "Banners show the calls of this number alone. OVH has no page for several numbers together: a program "
                "of yours can read the live calls of each, or the events of the whole billing account."
            )
        )


def advice(agents: Sequence[SupervisedAgent], members: set[str] | None) -> Iterator[Problem]:
    """Agents in no queue, costs, and what comes with supervising.

    `members` are the numbers of those that are in queues; None while there is no queue to be in.
    """
    for at, row in enumerate(agents):
        path = f"agents.{at}"
        if members is not None and row.number not in members:
            yield _problem(f"{path}.number", N_("This agent is in no queue, so that no call comes here."))
        yield from queue_advice.cost(row, path)
        if row.banner:
            text = N_("Whoever has the address of the banner follows this agent's calls: tell the agent.")
            yield _problem(f"{path}.banner", text)
        if row.record_outgoing == "on":
            text = N_(
                "A beta of OVH: every outgoing call of the line is recorded, and everybody has to be told."
            )
            yield _problem(f"{path}.record_outgoing", text)


def _problem(path: str, text: str) -> Problem:
    return Problem(path, Message(text))


# --- on the platform


def options(hunting: str, feature_types: frozenset[str]) -> Collection:
    """What holds for all queues of a number; `hunting` is the path."""
    return Collection(
        path=hunting,
        schema="telephony.OvhPabxHunting",
        title=N_("options of the queues"),
        feature_types=feature_types,
        fields={
            "statusIvrEnabled": Field("boolean", N_("status by phone"), brings=True),
            "crmUrlTemplate": Field("string", N_("customer base"), nullable=True, normal=as_line_or_none),
            "g729": Field("boolean", nullable=True),
            "name": Field("string", writable=False, brings=""),
        },
    )


def breaks(hunting: str, feature_types: frozenset[str]) -> Collection:
    """The break statuses of a number. One that is to change is made anew."""
    own = ("name", "color", "description")
    return Collection(
        path=f"{hunting}/customStatus",
        schema="telephony.OvhPabxCustomStatus",
        title=N_("break"),
        describe=lambda body: Message(N_("break {name}"), {"name": body.get("name")}),
        feature_types=feature_types,
        fields={
            "id": Field("integer", writable=False),
            "name": Field("string", N_("name"), writable=False, normal=as_line),
            "color": Field("string", N_("colour"), writable=False, nullable=True, normal=_as_colour),
            "description": Field(
                "string", N_("description"), writable=False, nullable=True, normal=as_line_or_none
            ),
        },
        id="id",
        key=own,
        create=own,
        required=("name",),
        replaced=True,
    )


def _as_colour(value: Json) -> Json:
    text = value.strip().lower().removeprefix("#") if isinstance(value, str) else ""
    return f"#{text}" if text else None


def banners(hunting: str, feature_types: frozenset[str]) -> Collection:
    """The link to an agent's banner, there or not."""
    return Collection(
        path=hunting + "/agent/{agentId}/bannerAccess",
        schema="telephony.BannerAccess",
        title=N_("supervision link"),
        feature_types=feature_types,
        fields={
            "id": Field("integer", writable=False),
            "creationDate": Field("date-time", writable=False),
            "url": Field("string", writable=False),
        },
        lone=True,
    )


_RECORDED: Mapping[bool | None, str] = {True: "on", False: "off"}


def records(rows: Iterable[SupervisedAgent]) -> dict[str, bool]:
    """What lines are asked for, by the number of the agent: to record their outgoing calls, or not to."""
    return {row.number: row.records for row in rows if row.records is not None}


def break_ref(name: str) -> Ref:
    """What stands for the id of a break."""
    return Ref("break", name)


def wanted_breaks(
    breaks: Collection, number: Number, rows: Sequence[Break], before: Snapshot
) -> Iterator[Resource]:
    """The break statuses; what was there `before` keeps its own name, where settings call it by another."""
    listed = before.listed(number.path_of(breaks))
    names = break_names(listed)
    there = {names[str(body.get("id"))]: body for _path, body in listed}
    for row in rows:
        own = there.get(row.name, {})
        body: Body = {
            "name": own.get("name") or row.name,
            "color": row.color or None,
            "description": row.description or None,
        }
        # Of two with one name it is known which one stays; what changes is made anew, and has no id yet.
        stays = bool(own) and _reason(own, names) == row.model_dump()
        yield number.resource(
            breaks,
            body,
            break_ref(row.name),
            remote_id=own["id"] if stays else None,
        )


def wanted_agents(
    agents: Collection,
    breaks: Collection,
    number: Number,
    rows: Sequence[SupervisedAgent],
    reasons: Sequence[Break],
    before: Snapshot,
) -> Iterator[Resource]:
    """The agents, each with its break where that is asked for, or where the one that it is on is made anew or goes."""
    present = present_agents(agents, number, before, rows)
    listed = before.listed(number.path_of(breaks))
    names, kept = break_names(listed), [row.model_dump() for row in reasons]
    wanted = {row.name for row in reasons}
    going = {str(body.get("id")) for _path, body in listed if _reason(body, names) not in kept}
    for row in rows:
        body = present.get(row.number) or present.get(row.remote_id or "") or {}
        own = str(body.get("breakStatus"))
        more: dict[str, Wish] = {}
        if row.break_status not in (None, row.remote_break, names.get(own)):
            more["breakStatus"] = break_ref(str(row.break_status))
        elif own in going:
            more["breakStatus"] = break_ref(names[own]) if names[own] in wanted else None
        yield wanted_agent(agents, number, row, present, more)


def links(agents: str, read: Read) -> Iterator[tuple[Message, str]]:
    """Whose banner, and its secret address, of the agents whose path is given; read now, and for nobody to keep."""
    bodies = read.objects(agents)
    paths = [f"{agents}/{segment(body.get('agentId'))}/bannerAccess" for body in bodies]
    for body, access in zip(bodies, read.each(read, paths), strict=True):
        if access is not None:
            names = {
                "number": values.display(str(body.get("number"))),
                "name": body.get("description") or "–",
            }
            yield Message(N_("Banner of {number} ({name})"), names), str(access.get("url"))


def wanted_banners(
    banners: Collection, agents: str, number: Number, rows: Sequence[SupervisedAgent], before: Snapshot
) -> Iterator[Resource]:
    """The links that are asked for, and those that were there `before` where nobody asked; `agents` is their path."""
    for row, path in zip(rows, _paths(agents, rows, before), strict=True):
        there = f"{path}/bannerAccess" in before.objects
        if row.banner or (row.banner is None and there):
            own: dict[str, Wish] = {"agentId": agent_ref(row.number)}
            yield number.resource(banners, {}, within=own)


def revoked(agents: str, rows: Sequence[SupervisedAgent], before: Snapshot) -> Iterator[Message]:
    """The links that were there `before` and are no longer wanted; `agents` is the path of the agents."""
    paths = zip(rows, _paths(agents, rows, before), strict=True)
    kept = {path for row, path in paths if row.banner is not False}
    for path, body in before.listed(agents):
        if path not in kept and f"{path}/bannerAccess" in before.objects:
            text = N_("The supervision link of {number} goes; the same address never comes back.")
            yield Message(text, {"number": values.display(str(body.get("number")))})


def _paths(agents: str, rows: Iterable[SupervisedAgent], before: Snapshot) -> list[str]:
    """Where the agents of the rows were `before`; of a new one a path where there is nothing."""
    present = {as_number(body.get("number")): path for path, body in before.listed(agents)}
    return [present.get(row.number, f"{agents}/{row.remote_id}") for row in rows]


def break_names(listed: Iterable[tuple[str, Body]]) -> Mapping[str, str]:
    """What the breaks of a list are called in settings, by id."""
    return names_by_id(listed, "id", "name", "Break")


def read_breaks(listed: Iterable[tuple[str, Body]], names: Mapping[str, str]) -> list[dict[str, Json]]:
    """The rows of the breaks of a list, by their names by id."""
    return [_reason(body, names) for _path, body in listed]


def _reason(body: Body, names: Mapping[str, str]) -> dict[str, Json]:
    return {
        "name": names[str(body.get("id"))],
        "color": _as_colour(body.get("color")) or "",
        "description": as_line_or_none(body.get("description")) or "",
    }


def read_agents(
    listed: Iterable[tuple[str, Body]],
    breaks: Mapping[str, str],
    records: Mapping[str, bool],
    have: Snapshot,
) -> list[dict[str, Json]]:
    """The rows of the agents of a list, by the names of breaks by id, and what lines record by number."""
    return [
        {
            **read_agent(body),
            "break_status": breaks.get(str(body.get("breakStatus"))),
            "remote_break": breaks.get(str(body.get("breakStatus"))),
            "banner": f"{path}/bannerAccess" in have.objects,
            "remote_line": as_number(body.get("number")),
            **dict.fromkeys(
                ("record_outgoing", "remote_record_outgoing"),
                _RECORDED.get(records.get(str(as_number(body.get("number"))))),
            ),
        }
        for path, body in listed
    ]
