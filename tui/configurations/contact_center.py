"""Contact Center Solution: several services, each a queue with its agents; menus, texts read aloud, steps, supervision.

A call goes through the steps of the dialplan. A step can play a sound or read a text before it rings a queue (here a
queue has no announcement of its own), open a menu whose keys lead to queues, transfer, or take a message. When nobody
answers in the longest wait, the call goes on with what comes next. The type brings one queue along, which is adopted
whatever its name.

Calls, all below `ovhPabx/{service}` unless said otherwise: those of the voice menu; `tts`; `hunting` with its `queue`,
`agent`, `queue/{queue}/agent`, `customStatus` and `agent/{agent}/bannerAccess`; and `PUT line/{line}/options` for the
recording of outgoing calls. Recordings of incoming calls are the queues' own; they are kept for 60 days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ModelWrapValidatorHandler, model_validator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Json, Snapshot, Wanted, Wish
from tui.i18n import N_, Message, joined
from tui.telephony import (
    accounts,
    agents,
    attendant,
    closures,
    dialplan,
    line_options,
    menu,
    named,
    pabx,
    queue,
    queues,
    routing,
    sounds,
    spoken,
    supervision,
    supervision_questions,
    values,
)
from tui.telephony.actions import ENTRY_ACTIONS, RULE_ACTIONS, Called
from tui.telephony.attendant_questions import CLOSURES, NUMBER
from tui.telephony.normal import as_line, as_line_or_none, as_number
from tui.telephony.questions import form_of
from tui.telephony.queue_questions import STATUS_MENU
from tui.telephony.queues import Queue
from tui.telephony.rules import together
from tui.telephony.services import Number, Read
from tui.telephony.settings import ListOf, taken, unchecked
from tui.telephony.unchanged import as_read

KIND = "contact-center"
TYPES = ("contactCenterSolutionExpert",)


class ContactCenter(attendant.Attendant):
    """Rows refer to one another by name, to agents by their number; a `crm_address` of None is left as it is."""

    kind: Literal["contact-center"] = "contact-center"
    agents: ListOf[supervision.SupervisedAgent] = ()
    breaks: ListOf[supervision.Break] = ()
    status_menu: bool = True
    crm_address: supervision.CustomerAddress | None = None
    queues: ListOf[Queue] = ()
    tts: ListOf[spoken.Speech] = ()
    menus: ListOf[routing.SpokenMenu] = ()
    steps: ListOf[routing.QueueStep] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _names_lead_somewhere(
        cls, written: Any, validate: ModelWrapValidatorHandler["ContactCenter"]
    ) -> "ContactCenter":
        valid: ContactCenter = together(written, validate, *named.rules(FORM), spoken.same_texts)
        return valid


SETTINGS = ContactCenter

FORM = form_of(
    (N_("Agents"), (supervision_questions.SUPERVISED_AGENTS,)),
    (N_("Queues"), (queues.QUEUES,)),
    (N_("Texts"), (spoken.TTS,)),
    (N_("Menus"), (menu.menus_field(ENTRY_ACTIONS, *routing.HEARD),)),
    (N_("Steps"), (dialplan.steps_field(RULE_ACTIONS),)),
    (N_("Closures"), CLOSURES),
    (N_("Team"), (supervision_questions.BREAKS, STATUS_MENU, supervision_questions.CRM)),
    (N_("Number"), NUMBER),
)

# --- what it is made of on the platform

_TYPES = frozenset(TYPES)
_HUNTING = f"{pabx.PABX}/hunting"
BOARD = pabx.switchboard(TYPES)
SOUNDS = sounds.collection("ovhPabx", _TYPES)
SPEECHES = spoken.collection(pabx.REFERS["tts"], _TYPES)
OPTIONS = supervision.options(_HUNTING, _TYPES)
BREAKS = supervision.breaks(_HUNTING, _TYPES)
AGENTS = agents.collection("ovhPabx", _TYPES, BREAKS.path, shared=False)
QUEUES = queue.queues("ovhPabx", _TYPES, SOUNDS.path, own_strategy=True)
MEMBERS = agents.memberships("ovhPabx", _TYPES)
BANNERS = supervision.banners(_HUNTING, _TYPES)
SCHEDULER = closures.scheduler(_TYPES)
EVENTS = closures.events(_TYPES, pabx.CATEGORIES)
COLLECTIONS = (
    BOARD.own, SOUNDS, SPEECHES, OPTIONS, BREAKS, AGENTS, QUEUES, MEMBERS, BOARD.menu, BOARD.entry, SCHEDULER, EVENTS,
    *BOARD.plan, BANNERS, line_options.RECORDING,
)  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """`before` is what the number had, `present` the settings that are read of it, if they can be given as they are.

    `sounds` tells where those that can be played come from. `lines` are those that are asked to record or not, by
    number, `external` the agents outside the login, `mute` the voicemails that its accounts do not show, `recording`
    the lines that record their outgoing calls and will be nobody's agents any more; all E.164.
    """

    before: Snapshot
    present: ContactCenter | None
    sounds: sounds.Sources
    external: tuple[str, ...]
    mute: tuple[str, ...]
    lines: Mapping[str, line_options.Line]
    recording: tuple[str, ...] = ()


def lookups(settings: ContactCenter, number: Number, before: Snapshot, read: Read) -> Answers:
    """Whose the new agents are, which lines have a voicemail, and what those record that are to record or not."""
    present = [body for _path, body in before.listed(number.path_of(AGENTS))]
    asked = supervision.records(settings.agents)
    kept = {row.number for row in settings.agents}
    going = (body for body in present if as_number(body.get("number")) not in kept)
    return Answers(
        before,
        _present(number, before, read),
        sounds.sources(SOUNDS, COLLECTIONS, number, before, read),
        accounts.external((row.number for row in settings.agents), present, read),
        accounts.mute((*queues.voicemails(settings.queues), *dialplan.voicemails(settings.steps)), read),
        line_options.lines(asked, number.billing_account, read),
        _recording(going, number, read),
    )


def _recording(agents: Iterable[Body], number: Number, read: Read) -> tuple[str, ...]:
    """Which of the lines of some agents record the calls that they make."""
    return tuple(
        line for line, on in line_options.recorded(agents, number.billing_account, read).items() if on
    )


def _goes_on(lines: Iterable[str]) -> Iterator[Message]:
    for line in lines:
        yield Message(N_("{line} goes on recording its outgoing calls."), {"line": values.display(line)})


def _present(number: Number, before: Snapshot, ask: Read) -> ContactCenter | None:
    # What lines record is no affair of the number, so that nobody has to be asked for it.
    return taken(_read(number, before, ask, {}))


def _sounds(settings: ContactCenter) -> Iterator[tuple[str, str | None]]:
    yield from queues.sounds_of(settings.queues)
    yield from attendant.sounds_of(settings)


def problems(settings: ContactCenter, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """A number cannot ring itself, a sound has to be somewhere, and only a line of the login can record its calls."""
    own = values.e164(number.service_name)
    found = [*attendant.loops(settings, number.service_name)]
    for at, row in enumerate(settings.agents):
        if row.number == own:
            text = N_("A number cannot lead to itself; give another one.")
            found.append(Problem(f"agents.{at}.number", Message(text)))
        elif row.records and row.number and row.number not in answers.lines:
            text = N_("Only a line of this account can record the calls that it makes; switch this off.")
            found.append(Problem(f"agents.{at}.record_outgoing", Message(text)))
    found += answers.sounds.problems(queues.sounds_of(settings.queues))
    found += answers.sounds.problems(attendant.sounds_of(settings), sounds.MENU_SOUND_FORMATS)
    return tuple(found)


def advice(settings: ContactCenter) -> tuple[Problem, ...]:
    """What is easily overlooked: queues and texts that nobody reaches, agents in no queue, duties, costs."""
    acting = [row for _path, row in attendant.acting(settings)]
    reached = {
        row.queue for row in acting if isinstance(row, routing.QueueEntry | routing.QueueRule) and row.queue
    }
    spoken_of = {row.tts for row in acting if isinstance(row, routing.QueueRule)}
    spoken_of |= {name for each in settings.menus for name in (each.greeting_tts, each.wrong_key_tts)}
    members = {each.agent for row in settings.queues for each in row.members}
    found = [
        *supervision.advice(settings.agents, members if settings.queues else None),
        *queues.advice(settings.queues, settings.agents, reached),
    ]
    for at, row in enumerate(settings.tts):
        if row.name not in spoken_of:
            text = N_("Nobody hears this text: let a menu or a step read it.")
            found.append(Problem(f"tts.{at}.name", Message(text)))
    return (*found, *attendant.advice(settings))


def warnings(settings: ContactCenter, number: Number, answers: Answers) -> tuple[Message, ...]:
    """What depends on the number and its account, then the advice: costs, voicemails nobody sees."""
    return (
        *accounts.costs(answers.external),
        *accounts.unseen(answers.mute),
        *answers.sounds.warnings(_sounds(settings)),
        *supervision.several_numbers(settings.agents),
        *supervision.revoked(number.path_of(AGENTS), settings.agents, answers.before),
        *_goes_on(answers.recording),
        *(attendant.placed(settings, problem) for problem in advice(settings)),
    )


def effect(settings: ContactCenter) -> Message:
    """What the first step that is switched on does, and when; then who rings for how many services."""
    parts = [attendant.effect(settings)]
    if settings.queues:
        names = ", ".join([*(row.name for row in settings.queues[:5]), *["…"][: len(settings.queues[5:])]])
        count = len({each.agent for row in settings.queues for each in row.members})
        text = N_("Queues: {queues}; agents who ring: {count}.")
        parts.append(Message(text, {"queues": names, "count": count}))
    return joined(parts, " ")


def resources(settings: ContactCenter, number: Number, answers: Answers) -> Wanted:
    """What others refer to before them: sounds and texts, agents and queues, menus, closures, steps; banners last."""
    read = None if answers.present is None else _wanted(answers.present, number, answers)
    return as_read(_wanted(settings, number, answers), read, answers.before)


def _wanted(settings: ContactCenter, number: Number, answers: Answers) -> Wanted:
    own: dict[str, Wish] = {"statusIvrEnabled": settings.status_menu}
    if settings.crm_address is not None:
        own["crmUrlTemplate"] = settings.crm_address or None
    before, rows = answers.before, settings.agents
    wanted = (
        *attendant.described(BOARD, number, settings),
        *sounds.wanted(SOUNDS, number, (name for _place, name in _sounds(settings))),
        *spoken.wanted(SPEECHES, number, settings.tts),
        number.resource(OPTIONS, own),
        *supervision.wanted_breaks(BREAKS, number, settings.breaks, before),
        *supervision.wanted_agents(AGENTS, BREAKS, number, rows, settings.breaks, before),
        *queues.wanted(QUEUES, MEMBERS, number, settings.queues),
        *attendant.wanted(BOARD, SCHEDULER, EVENTS, number, settings, before),
        *supervision.wanted_banners(BANNERS, number.path_of(AGENTS), number, rows, before),
        *line_options.wanted(supervision.records(rows), answers.lines),
    )
    # What a calendar brings would go again.
    managed = tuple(each for each in COLLECTIONS if each != EVENTS or settings.calendar is None)
    return Wanted(TYPES[0], KIND, Message(N_("Contact Center Solution")), wanted, managed)


def read(number: Number, have: Snapshot, ask: Read) -> ContactCenter | None:
    """What the number has; None while there is nothing but what its type brings along."""
    agents = [body for _path, body in have.listed(number.path_of(AGENTS))]
    return _read(number, have, ask, line_options.recorded(agents, number.billing_account, ask))


def _read(number: Number, have: Snapshot, ask: Read, records: Mapping[str, bool]) -> ContactCenter | None:
    def listed(collection: Collection) -> list[tuple[str, Body]]:
        return have.listed(number.path_of(collection))

    empty: tuple[str, Body] = ("", {})
    path, plan = next(iter(listed(BOARD.dialplan)), empty)
    if not any((path, listed(BOARD.menu), listed(AGENTS), listed(SPEECHES), len(listed(QUEUES)) > 1)):
        return None
    remembered = ask.last_settings(number.service_name, KIND) or {}
    speeches = spoken.read_rows(listed(SPEECHES), remembered.get("tts"))
    heard = sounds.Names(listed(SOUNDS))
    queue_names, breaks = queues.names_of(listed(QUEUES)), supervision.break_names(listed(BREAKS))
    called = Called(
        heard,
        {
            "menu": menu.names_of(listed(BOARD.menu)),
            "queue": queue_names,
            "tts": {str(row["remote_id"]): str(row["name"]) for row in speeches},
        },
    )
    numbers = {body.get("agentId"): as_number(body.get("number")) for _path, body in listed(AGENTS)}
    options = have.objects.get(number.path_of(OPTIONS), {})
    own = have.objects.get(number.path_of(BOARD.own), {})
    settings: dict[str, Json] = {
        "description": as_line(own.get("description")) or "",
        "agents": [*supervision.read_agents(listed(AGENTS), breaks, records, have)],
        "breaks": [*supervision.read_breaks(listed(BREAKS), breaks)],
        "status_menu": bool(options.get("statusIvrEnabled")),
        "crm_address": as_line_or_none(options.get("crmUrlTemplate")) or "",
        "queues": [*queues.read_rows(listed(QUEUES), numbers, have, queue_names, heard)],
        "tts": [*speeches],
        "menus": menu.read_rows(listed(BOARD.menu), have, called, routing.QueueEntry),
        **attendant.read_plan(plan),
        "steps": dialplan.read_rows(path, have, called, routing.QueueRule) if path else [],
        **closures.read(have.objects.get(number.path_of(SCHEDULER), {}), number.path_of(EVENTS), have),
    }
    return unchecked(ContactCenter, settings)


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """Lines go on recording their outgoing calls; links to banners are gone for good."""
    listed = before.listed(number.path_of(AGENTS))
    found = [*_goes_on(_recording((body for _path, body in listed), number, read))]
    if any(f"{path}/bannerAccess" in before.objects for path, _body in listed):
        found.append(
            Message(N_("The links to supervision banners go, and the same addresses never come back."))
        )
    return tuple(found)


def links(number: Number, read: Read) -> tuple[tuple[Message, str], ...]:
    """The secret addresses of the supervision banners, and whose each is."""
    return tuple(supervision.links(number.path_of(AGENTS), read))


def example(lines: Sequence[str]) -> Mapping[str, Json]:
    """A small contact centre that works as it is: two services of the same agents, a greeting in a text, a voicemail.

    `lines` are E.164, the first fitting ones of the account or numbers of fiction; there is at least one.
    """
    agents: list[Json] = [{"number": each} for each in dict.fromkeys(lines[:2])]
    members: list[Json] = [{"agent": each} for each in dict.fromkeys(lines[:2])]
    return {
        "agents": agents,
        "queues": [
            {"name": "Ventes", "members": members},
            {"name": "SAV", "members": [*reversed(members)]},
        ],
        "tts": [
            {"name": "Accueil", "text": "Bonjour. Pour les ventes, tapez 1. Pour le service client, tapez 2."}
        ],
        "menus": [
            {
                "name": "Accueil",
                "greeting_tts": "Accueil",
                "entries": [
                    {"key": "1", "action": "callcenter", "queue": "Ventes"},
                    {"key": "2", "action": "callcenter", "queue": "SAV"},
                ],
            }
        ],
        "steps": [
            {
                "actions": [
                    {"action": "ivr", "menu": "Accueil"},
                    {"action": "voicemail", "voicemail": lines[0]},
                ]
            }
        ],
    }
