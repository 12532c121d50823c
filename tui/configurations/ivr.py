"""Interactive voice menu: a voice offers choices, the caller presses keys, and steps say when and what comes after.

A call goes through the steps of the dialplan; a step can open a menu, whose keys transfer, open other menus or leave
them, upon which the call goes on with what follows. There is no key that hangs up or sends to a voicemail: a key leaves
the menu, and the step does that (official schema). Queues, their agents and texts read aloud are not for this type.

Calls, all below `ovhPabx/{service}` unless said otherwise: `GET` and `PUT` of the service (a description), `sound`,
`soundUpload`, `menu` and `menu/{menu}/entry`, `dialplan`, its `extension`s with their `rule`, `conditionTime` and
`conditionScreenList`, and `scheduler/{service}` with its `events` (closures). The first dialplan is the one that is
shown; another one that is there stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ModelWrapValidatorHandler, model_validator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Json, Snapshot, Wanted
from tui.i18n import N_, Message
from tui.telephony import accounts, attendant, closures, dialplan, menu, named, pabx, sounds
from tui.telephony.actions import Called
from tui.telephony.attendant_questions import CLOSURES, NUMBER
from tui.telephony.normal import as_line
from tui.telephony.questions import form_of
from tui.telephony.rules import together
from tui.telephony.services import Number, Read
from tui.telephony.settings import taken, unchecked
from tui.telephony.unchanged import as_read

KIND = "ivr"
TYPES = ("cloudIvr",)


class Ivr(attendant.Attendant):
    """A key or an action that opens a menu names one of `menus`."""

    kind: Literal["ivr"] = "ivr"

    @model_validator(mode="wrap")
    @classmethod
    def _menus_are_there(cls, written: Any, validate: ModelWrapValidatorHandler["Ivr"]) -> "Ivr":
        valid: Ivr = together(written, validate, *named.rules(FORM))
        return valid


SETTINGS = Ivr

FORM = form_of(
    (N_("Menus"), (menu.menus_field(),)),
    (N_("Steps"), (dialplan.steps_field(),)),
    (N_("Closures"), CLOSURES),
    (N_("Number"), NUMBER),
)

# --- what it is made of on the platform

BOARD = pabx.switchboard(TYPES)
SOUNDS = sounds.collection("ovhPabx", frozenset(TYPES))
SCHEDULER = closures.scheduler(frozenset(TYPES))
EVENTS = closures.events(frozenset(TYPES), pabx.CATEGORIES)
COLLECTIONS = (BOARD.own, SOUNDS, BOARD.menu, BOARD.entry, SCHEDULER, EVENTS, *BOARD.plan)


@dataclass(frozen=True)
class Answers:
    """`before` is what the number had, `present` the settings that are read of it, if they can be given as they are.

    `sounds` tells where those that can be played come from, `mute` are the voicemails that the login does not see,
    E.164.
    """

    before: Snapshot
    present: Ivr | None
    sounds: sounds.Sources
    mute: tuple[str, ...]


def lookups(settings: Ivr, number: Number, before: Snapshot, read: Read) -> Answers:
    """Which sounds there are, and which of the lines have a voicemail."""
    return Answers(
        before,
        _present(number, before, read),
        sounds.sources(SOUNDS, COLLECTIONS, number, before, read),
        accounts.mute(sorted(dialplan.voicemails(settings.steps)), read),
    )


def _present(number: Number, before: Snapshot, ask: Read) -> Ivr | None:
    return taken(read(number, before, ask))


def problems(settings: Ivr, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """A sound must be on the number or in the store; a transfer to the number itself would go round in circles."""
    return (
        *attendant.loops(settings, number.service_name),
        *answers.sounds.problems(attendant.sounds_of(settings), sounds.MENU_SOUND_FORMATS),
    )


def warnings(settings: Ivr, number: Number, answers: Answers) -> tuple[Message, ...]:
    """Voicemails that the account does not show, and what the form advises."""
    return (
        *accounts.unseen(answers.mute),
        *answers.sounds.warnings(attendant.sounds_of(settings)),
        *(attendant.placed(settings, problem) for problem in advice(settings)),
    )


def advice(settings: Ivr) -> tuple[Problem, ...]:
    """What to think of: menus nobody reaches or gets out of, steps that never run, closures that change nothing."""
    return tuple(attendant.advice(settings))


def effect(settings: Ivr) -> Message:
    """What the first step that is switched on does, and when."""
    return attendant.effect(settings)


def resources(settings: Ivr, number: Number, answers: Answers) -> Wanted:
    """Sounds, all menus, their keys; then the closures, before the steps that ask for them; the steps last."""
    read = None if answers.present is None else _wanted(answers.present, number, answers)
    return as_read(_wanted(settings, number, answers), read, answers.before)


def _wanted(settings: Ivr, number: Number, answers: Answers) -> Wanted:
    wanted = (
        *attendant.described(BOARD, number, settings),
        *sounds.wanted(SOUNDS, number, (name for _place, name in attendant.sounds_of(settings))),
        *attendant.wanted(BOARD, SCHEDULER, EVENTS, number, settings, answers.before),
    )
    # What a calendar brings would go again.
    managed = tuple(each for each in COLLECTIONS if each != EVENTS or settings.calendar is None)
    return Wanted(TYPES[0], KIND, Message(N_("Interactive voice menu")), wanted, managed)


def read(number: Number, have: Snapshot, ask: Read) -> Ivr | None:
    """What the number has; None while it has neither a dialplan, which its type does not bring along, nor a menu."""
    empty: tuple[str, Body] = ("", {})
    path, body = next(iter(have.listed(number.path_of(BOARD.dialplan))), empty)
    menus = have.listed(number.path_of(BOARD.menu))
    if not path and not menus:
        return None
    called = Called(sounds.Names(have.listed(number.path_of(SOUNDS))), {"menu": menu.names_of(menus)})
    own = have.objects.get(number.path_of(BOARD.own), {})
    settings: dict[str, Json] = {
        "description": as_line(own.get("description")) or "",
        "menus": menu.read_rows(menus, have, called),
        **attendant.read_plan(body),
        "steps": dialplan.read_rows(path, have, called) if path else [],
        **closures.read(have.objects.get(number.path_of(SCHEDULER), {}), number.path_of(EVENTS), have),
    }
    return unchecked(Ivr, settings)


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """Nothing outside the number knows of its menus."""
    return ()


def example(lines: Sequence[str]) -> Mapping[str, Json]:
    """A small menu that works as it is: a key for a line, one to leave a message, and the voicemail after that.

    `lines` are E.164, the first fitting ones of the account or numbers of fiction; there is at least one.
    """
    line = lines[0]
    return {
        "menus": [
            {
                "name": "Accueil",
                "entries": [
                    {"key": "1", "action": "bridge", "number": line},
                    {"key": "2", "action": "menuExit"},
                ],
            }
        ],
        "steps": [
            {
                "actions": [
                    {"action": "ivr", "menu": "Accueil"},
                    {"action": "voicemail", "voicemail": line},
                ]
            }
        ],
    }
