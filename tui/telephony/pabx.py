"""The collections of a switchboard's voice menus and dialplan, for the feature types that have them.

Source: `ovhPabx/{serviceName}` of the official schema. A menu has entries, its keys. A dialplan has extensions, its
steps, in the order of their positions (from 1, without gaps: the platform does not keep them so by itself); a step has
rules, those of `negativeAction` for calls that do not meet its conditions, and conditions by hours and by caller.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.engine.resources import Collection, Field, Json, Wish
from tui.i18n import N_, Message
from tui.telephony import closures, filtering, hours
from tui.telephony.actions import ENTRY_ACTIONS, RULE_ACTIONS, Action, words
from tui.telephony.normal import as_line, as_line_or_none

_INTERNATIONAL = re.compile(r"\+[0-9]+")
PABX = "/telephony/{billing_account}/ovhPabx/{service_name}"
SOUND, MENU, DIALPLAN = f"{PABX}/sound", f"{PABX}/menu", f"{PABX}/dialplan"
_STEP = f"{DIALPLAN}/{{dialplanId}}/extension"
_WITHIN_STEP = f"{_STEP}/{{extensionId}}"
REFERS = {"sound": SOUND, "menu": MENU, "queue": f"{PABX}/hunting/queue", "tts": f"{PABX}/tts"}
"""The collections whose ids are the parameters of an action, by the sort of the parameter."""

PRESENTED = {
    "caller": N_("the caller's number"),
    "alias": N_("this number"),
    "both": N_("both numbers"),
}
"""What a transferred call shows (`telephony.OvhPabxDialplanNumberPresentationEnum`)."""
LISTS = {
    "incomingBlackList": N_("all callers but those listed"),
    "incomingWhiteList": N_("only the callers listed"),
    "destinationBlackList": N_("all numbers called but those listed"),
    "destinationWhiteList": N_("only the numbers called that are listed"),
}
"""What a list of numbers says of a step (`…ConditionScreenListTypeEnum`); the web manager uses the incoming ones."""
CATEGORIES = dict(
    zip(
        closures.CATEGORIES,
        (N_("public holidays"), N_("exceptional days 1"), N_("exceptional days 2"), N_("exceptional days 3")),
        strict=True,
    )
)
"""What the sorts of exceptional days are called here."""


@dataclass(frozen=True)
class Switchboard:
    """The collections of the switchboard under some feature types."""

    own: Collection
    menu: Collection
    entry: Collection
    dialplan: Collection
    step: Collection
    rule: Collection
    hours: Collection
    caller: Collection

    @property
    def plan(self) -> tuple[Collection, ...]:
        """The dialplan and what lies in it, from outside in."""
        return self.dialplan, self.step, self.rule, self.hours, self.caller


def switchboard(feature_types: Iterable[str]) -> Switchboard:
    """The collections for these feature types."""
    types = frozenset(feature_types)
    return Switchboard(**{name: replace(each, feature_types=types) for name, each in vars(_BOARD).items()})


def as_parameter(value: Json) -> Json:
    """A parameter so that equal ones are equal: an id as a text, none as None, a number with 00 for +.

    More of the spellings of a number could be the name of a caller, which must stay as it is.
    """
    text = "" if value is None else str(value).strip()
    return "00" + text[1:] if _INTERNATIONAL.fullmatch(text) else text or None


# --- what each of them is called by its body


def _menu_called(body: Mapping[str, Wish]) -> Message | None:
    return Message(N_("menu {name}"), {"name": body["name"]}) if body.get("name") else None


def _rule_called(body: Mapping[str, Wish]) -> Message:
    action = Message(words(RULE_ACTIONS).get(str(body.get("action")), N_("action")))
    return Message(N_("otherwise {action}"), {"action": action}) if body.get("negativeAction") else action


# --- their fields

_ID = Field("integer", writable=False)
_TEXT = Field("string", writable=False)
_NAME = Field("string", N_("name"), normal=as_line)
_PLACE = Field("integer", N_("place"))


def _heard(label: str, what: str) -> Field:
    """A sound or a text that callers hear, by its id."""
    return Field("integer", label, nullable=True, refers={"": REFERS[what]})


def _one_of(label: str, named: Mapping[str, str], **more: Any) -> Field:
    return Field("string", label, values=tuple(named), words=named, **more)


def _parameter(actions: tuple[Action, ...], *, nullable: bool) -> Field:
    refers = {each.value: REFERS[each.parameter] for each in actions if each.parameter in REFERS}
    brings = None if nullable else ""
    return Field(
        "string",
        N_("with"),
        nullable=nullable,
        brings=brings,
        refers=refers,
        refers_by="action",
        normal=as_parameter,
    )


_DOES = N_("what it does")
_PLAN = ("name", "transferTimeout", "showCallerNumber", "anonymousRejection")
_CALLER = ("screenListType", "callerIdNumber", "destinationNumber")

_BOARD = Switchboard(
    own=Collection(
        path=PABX,
        schema="telephony.OvhPabx",
        title=N_("description"),
        fields={
            "description": Field("string", N_("description"), normal=as_line_or_none),
            "featureType": _TEXT,
            "isCCS": Field("boolean", writable=False, brings=False),
            "serviceName": _TEXT,
            "serviceType": _TEXT,
        },
    ),
    menu=Collection(
        path=MENU,
        schema="telephony.OvhPabxMenu",
        title=N_("menu"),
        id="menuId",
        key=("name",),
        describe=_menu_called,
        create=(
            "name", "greetSound", "greetSoundTts", "invalidSound", "invalidSoundTts", "timeout", "interDigitTimeout",
        ),
        required=("name",),
        fields={
            "menuId": _ID,
            "name": _NAME,
            "greetSound": _heard(N_("greeting"), "sound"),
            "greetSoundTts": _heard(N_("text of the greeting"), "tts"),
            "invalidSound": _heard(N_("sound for a wrong key"), "sound"),
            "invalidSoundTts": _heard(N_("text for a wrong key"), "tts"),
            # What the platform brings is not known; some number has to be there (domain: not confirmed, 4).
            "timeout": Field("integer", N_("milliseconds without a key"), brings=5000),
            "interDigitTimeout": Field("integer", N_("milliseconds between keys"), brings=3000),
        },
    ),
    entry=Collection(
        path=f"{MENU}/{{menuId}}/entry",
        schema="telephony.OvhPabxMenuEntry",
        title=N_("key"),
        id="entryId",
        key=("dtmf",),
        unique=True,
        describe=lambda body: Message(N_("key {key}"), {"key": body.get("dtmf")}),
        create=("dtmf", "action", "actionParam", "position"),
        required=("dtmf", "action", "position"),
        fields={
            "entryId": _ID,
            "dtmf": Field("string", N_("key")),
            "action": _one_of(_DOES, words(ENTRY_ACTIONS)),
            "actionParam": _parameter(ENTRY_ACTIONS, nullable=False),
            # Given once, when the entry is made: it cannot be changed afterwards.
            "position": replace(_PLACE, writable=False),
        },
    ),
    dialplan=Collection(
        path=DIALPLAN,
        schema="telephony.OvhPabxDialplan",
        title=N_("dialplan"),
        id="dialplanId",
        describe=lambda body: Message(N_("dialplan {name}"), {"name": body.get("name")}),
        create=_PLAN,
        required=_PLAN,
        # The web manager shows one; what others were made elsewhere is not ours to delete.
        kept=True,
        fields={
            "dialplanId": _ID,
            "lastUpdate": Field("date-time", writable=False, brings="2026-01-01T00:00:00+00:00"),
            "name": _NAME,
            "transferTimeout": Field("integer", N_("seconds a transfer rings"), brings=60),
            "showCallerNumber": _one_of(N_("number shown"), PRESENTED, brings="caller"),
            "anonymousRejection": Field("boolean", N_("anonymous calls rejected"), brings=False),
        },
    ),
    step=Collection(
        path=_STEP,
        schema="telephony.OvhPabxDialplanExtension",
        title=N_("step"),
        id="extensionId",
        key=("position",),
        describe=lambda body: Message(N_("step {position}"), {"position": body.get("position")}),
        create=("enabled", "position", "schedulerCategory", "screenListType"),
        required=("enabled", "position"),
        spelled={"enabled": "enable"},
        switch="enabled",
        fields={
            "extensionId": _ID,
            "enabled": Field("boolean", N_("switched on")),
            "position": _PLACE,
            "schedulerCategory": _one_of(N_("exceptional days"), CATEGORIES, nullable=True),
            "screenListType": _one_of(N_("callers"), LISTS, nullable=True),
        },
    ),
    rule=Collection(
        path=f"{_WITHIN_STEP}/rule",
        schema="telephony.OvhPabxDialplanExtensionRule",
        title=N_("action"),
        id="ruleId",
        key=("negativeAction", "position"),
        describe=_rule_called,
        create=("action", "actionParam", "negativeAction", "position"),
        required=("action", "negativeAction", "position"),
        fields={
            "ruleId": _ID,
            "action": _one_of(_DOES, words(RULE_ACTIONS)),
            "actionParam": _parameter(RULE_ACTIONS, nullable=True),
            "negativeAction": Field("boolean", N_("when the conditions are not met")),
            "position": _PLACE,
        },
    ),
    hours=Collection(
        path=f"{_WITHIN_STEP}/conditionTime",
        schema="telephony.OvhPabxDialplanExtensionConditionTime",
        title=N_("hours"),
        id="conditionId",
        describe=hours.range_words,
        key=tuple(hours.TIME_FIELDS),
        create=tuple(hours.TIME_FIELDS),
        required=tuple(hours.TIME_FIELDS),
        replaced=True,
        fields={"conditionId": _ID, **hours.TIME_FIELDS},
    ),
    caller=Collection(
        path=f"{_WITHIN_STEP}/conditionScreenList",
        schema="telephony.OvhPabxDialplanExtensionConditionScreenList",
        title=N_("caller"),
        id="conditionId",
        key=_CALLER,
        create=_CALLER,
        replaced=True,
        fields={
            "conditionId": _ID,
            "screenListType": _one_of(N_("list"), LISTS, writable=False, nullable=True),
            "callerIdNumber": Field(
                "string", N_("caller"), writable=False, nullable=True, normal=filtering.as_caller
            ),
            "destinationNumber": Field("string", N_("destination"), writable=False, nullable=True),
        },
    ),
)  # fmt: skip
"""All of them, before it is said under which feature types they exist."""
