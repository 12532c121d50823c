"""What a key of a voice menu and a step of a dialplan can do, and how the parameter of that travels.

The platform has one text for all parameters, `actionParam`; settings have a field for each sort: `number`, `sound`,
`menu`, `voicemail`, `pause`, `text`, `variable`, `queue`, `tts`. Numbers travel as `0033…`, sounds, menus and queues by
their id. Source: `telephony.OvhPabxIvrMenuEntryActionEnum` and `telephony.OvhPabxDialplanExtensionRuleActionEnum` of
the official schema; the web manager's labels and checks.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
)

from tui.engine.resources import Body, Json, Ref, Wish
from tui.forms import REMOTE, Choice, Field, Number, Option, Phone, Reference, Sound, Text
from tui.i18n import N_
from tui.telephony import sounds, units
from tui.telephony.normal import as_line, as_number, as_service_name
from tui.telephony.settings import OneLine, PhoneNumber, Row, SoundName, one_line, refusal
from tui.telephony.sounds import Names


@dataclass(frozen=True)
class Action:
    """An action by the platform's name: the message id of what it does, and the field of its parameter, if any.

    `ends`: nothing comes after it; when it is over, so is the call.
    """

    value: str
    label: str
    parameter: str = ""
    ends: bool = False


_BRIDGE = Action("bridge", N_("transfer to a number"), "number")
_PLAYBACK = Action("playback", N_("play a sound"), "sound")
_SET_NAME = Action("setCallerName", N_("show a name for the caller"), "text")
_READ_DTMF = Action("readDtmf", N_("keep the keys pressed in a variable"), "variable")

ENTRY_ACTIONS = (
    _BRIDGE,
    Action("menuSub", N_("open another menu"), "menu"),
    Action("menuBack", N_("back to the menu before")),
    Action("menuTop", N_("back to the first menu")),
    Action("menuExit", N_("leave the menu")),
    _PLAYBACK,
    _SET_NAME,
    _READ_DTMF,
    Action("callcenter", N_("ring the members of a queue"), "queue"),
)
"""What a key can do. To hang up, or to send to a voicemail, a key leaves the menu: a step does it afterwards."""

RULE_ACTIONS = (
    Action("ivr", N_("open a voice menu"), "menu"),
    _BRIDGE,
    Action("voicemail", N_("send to a voicemail"), "voicemail", ends=True),
    Action("hangup", N_("hang up"), ends=True),
    _PLAYBACK,
    Action("endless_playback", N_("play a sound over and over"), "sound", ends=True),
    Action("sleep", N_("wait"), "pause"),
    _SET_NAME,
    _READ_DTMF,
    Action("hunting", N_("ring the members of a queue"), "queue"),
    Action("tts", N_("read a text aloud"), "tts"),
)
"""What a step can do.

A transfer need not be the end of the call: when nobody answers in time, what comes next is done (guide of the Contact
Center Solution).
"""


def words(actions: Iterable[Action]) -> Mapping[str, str]:
    """What the actions are called: message ids by value."""
    return {each.value: each.label for each in actions}


def without_queues(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions of a number that has neither queues nor texts to read."""
    return tuple(each for each in actions if each.parameter not in ("queue", "tts"))


# --- in settings

_PLAIN = re.compile(r"[\w ]+", re.ASCII)
_VARIABLE = re.compile(r"[a-zA-Z0-9]{1,24}")
PAUSE = (1000, 86_400_000)
"""Milliseconds that a step can wait at least and at most (web manager)."""


def is_plain(text: str) -> bool:
    """Whether the web manager takes a text as a name."""
    return _PLAIN.fullmatch(text) is not None


def _plain(text: str) -> str:
    if not is_plain(text):
        raise refusal(N_("Letters without accents, digits, underscores and spaces only; at least one."))
    return text


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        raise refusal(N_("1 to 24 letters without accents, and digits."))
    return text


def _pause(milliseconds: int) -> int:
    if not PAUSE[0] <= milliseconds <= PAUSE[1]:
        raise refusal(N_("Between {least} and {most} milliseconds."), least=PAUSE[0], most=PAUSE[1])
    return milliseconds


LONGEST_NAME = 80
"""Characters of a name. The platform names no bound."""
PlainName = Annotated[str, one_line(LONGEST_NAME), AfterValidator(_plain)]
"""A name as the web manager takes it for menus, dialplans and callers: `^[\\w\\s]+$`, in ASCII."""
Variable = Annotated[str, AfterValidator(_variable)]
Pause = Annotated[int, AfterValidator(_pause)]

_MISSING = {
    "number": N_("Give the number to call."),
    "sound": N_("Choose the sound to play."),
    "menu": N_("Choose the menu to open."),
    "voicemail": N_("Give the line whose voicemail takes the call."),
    "pause": N_("Say how many milliseconds to wait."),
    "text": N_("Write the name to show."),
    "variable": N_("Write what the variable is called."),
    "queue": N_("Choose the queue that rings."),
    "tts": N_("Choose the text to read."),
}
"""The sorts of parameters, and what to do when there is none."""


class Acting(Row):
    """A row that does something: one of `ACTIONS`, and its parameter in the field of that sort; the others are None."""

    model_config = ConfigDict(validate_default=True)
    ACTIONS: ClassVar[tuple[Action, ...]] = ()

    action: str
    remote_number: str | None = None
    remote_text: str | None = None
    remote_variable: str | None = None
    number: PhoneNumber | None = None
    sound: SoundName | None = None
    menu: OneLine | None = None
    text: PlainName | None = None
    variable: Variable | None = None

    @classmethod
    def known(cls, value: object) -> Action | None:
        """The action of that name."""
        return next((each for each in cls.ACTIONS if each.value == value), None)

    @property
    def does(self) -> Action:
        """What it does; something without parameter for an action that is not known here."""
        return self.known(self.action) or Action(self.action, self.action)

    @field_validator("action")
    @classmethod
    def _action(cls, value: str) -> str:
        if cls.known(value) is None:
            raise refusal(N_("Choose one of: {expected}."), expected=", ".join(words(cls.ACTIONS)))
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _empty(cls, value: object, fields: ValidationInfo) -> object:
        return None if value == "" and fields.field_name in _MISSING else value

    @field_validator("*")
    @classmethod
    def _goes_with_the_action(cls, value: object, fields: ValidationInfo) -> object:
        action = cls.known(fields.data.get("action"))
        if action is None or fields.field_name not in _MISSING:
            return value
        if value is None and action.parameter == fields.field_name:
            raise refusal(_MISSING[action.parameter])
        if value is not None and action.parameter != fields.field_name:
            raise refusal(N_("This belongs to another action; remove it."))
        return value

    @model_serializer(mode="wrap")
    def _with_its_own_parameter(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = dump(self)
        return {
            name: value
            for name, value in whole.items()
            if value is not None or name.removeprefix(REMOTE) not in _MISSING
        }


# --- in forms

_PARAMETERS: tuple[Field, ...] = (
    Phone(
        name="number",
        label=N_("Number"),
        help=N_(
            "Transfers to numbers outside OVH are charged by the second. Surcharged numbers are forbidden."
        ),
        say=N_("Which number should ring?"),
        lines=True,
    ),
    Reference(name="menu", label=N_("Menu"), help=N_("One of the menus of this number."), to="menus"),
    Reference(name="queue", label=N_("Queue"), help=N_("One of the queues of this number."), to="queues"),
    Reference(name="tts", label=N_("Text"), help=N_("One of the texts of this number."), to="tts"),
    Phone(
        name="voicemail",
        label=N_("Voicemail of"),
        help=N_("The OVH line whose voicemail takes the call; the line itself does not ring first."),
        say=N_("On which line's voicemail should callers leave their message?"),
        lines=True,
    ),
    Sound(name="sound", label=N_("Sound"), help=N_("Played to the caller in full.")),
    Number(
        name="pause",
        label=N_("Pause"),
        help=N_("Between 1000 and 86400000 milliseconds: a second to a day."),
        unit=units.milliseconds,
        default=PAUSE[0],
        max_length=8,
    ),
    Text(
        name="text",
        label=N_("Name shown"),
        help=N_(
            "Letters without accents, digits, underscores and spaces. OVH lines show it, and only while transfers "
            "show the caller's number."
        ),
        max_length=LONGEST_NAME,
    ),
    Text(
        name="variable",
        label=N_("Variable"),
        help=N_("1 to 24 letters without accents, and digits."),
        max_length=24,
    ),
)


def shown(actions: tuple[Action, ...]) -> tuple[str, ...]:
    """The parameters that the actions have, in the order of their questions: what a row's line tells besides."""
    sorts = {each.parameter for each in actions}
    return tuple(each.name for each in _PARAMETERS if each.name in sorts)


def acting_fields(actions: tuple[Action, ...], label: str, explained: str) -> tuple[Field, ...]:
    """The questions of a row that does something: what, then the parameter of that, in the words given."""
    options = tuple(Option(value=each.value, label=each.label) for each in actions)
    found: list[Field] = [Choice(name="action", label=label, help=explained, options=options)]
    for parameter in _PARAMETERS:
        asking = tuple(each.value for each in actions if each.parameter == parameter.name)
        if asking:
            found.append(replace(parameter, visible_when=("action", asking)))
    return tuple(found)


# --- on the platform


def menu_ref(name: str) -> Ref:
    """What stands for the id of a menu."""
    return Ref("menu", name)


def parameter(row: Acting) -> Wish:
    """The `actionParam` of a row; None when its action has none."""
    sort = row.does.parameter
    value = getattr(row, sort) if sort else None
    match sort:
        case "number" | "voicemail" if value is not None:
            return as_service_name(value)
        case "menu" | "queue" | "tts" if value is not None:
            return Ref(sort, value)
        case "sound":
            wish = sounds.wish(value)
            return wish if isinstance(wish, Ref) else str(wish)
    return None if value is None else str(value)


@dataclass(frozen=True)
class Called:
    """What the objects of a number are called: sounds, and by sort of parameter the names by id (as a text)."""

    sounds: Names
    names: Mapping[str, Mapping[str, str]]

    def parameter(self, sort: str, raw: Json) -> Json:
        """The value of the field `sort` that an `actionParam` is; None for an id that is nobody's any more."""
        text = str(raw)
        match sort:
            case "number" | "voicemail":
                return as_number(text) or text
            case "sound":
                return self.sounds.of(raw)
            case "pause":
                return int(text) if text.isascii() and text.isdecimal() else None
            case "menu" | "queue" | "tts":
                return self.names.get(sort, {}).get(text)
        return str(as_line(text))


def read_acting(row: type[Acting], body: Body, called: Called) -> dict[str, Json]:
    """The `action` of an object that was read, and its parameter; an action that is not known stays as it is."""
    action, raw = row.known(body.get("action")), body.get("actionParam")
    found: dict[str, Json] = {"action": str(body.get("action") or "")}
    if action is not None and action.parameter and raw not in (None, ""):
        found[action.parameter] = value = called.parameter(action.parameter, raw)
        if f"{REMOTE}{action.parameter}" in row.model_fields:
            found[f"{REMOTE}{action.parameter}"] = value
    return found
