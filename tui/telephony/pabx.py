"""The collections of a switchboard's voice menus and dialplan, for the feature types that have them.

Source: `ovhPabx/{serviceName}` of the official schema. A menu has entries, its keys. A dialplan has extensions, its
steps, in the order of their positions (from 1, without gaps: the platform does not keep them so by itself); a step has
rules, those of `negativeAction` for calls that do not meet its conditions, and conditions by hours and by caller.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    return Switchboard(
        own=Collection(
            path=PABX,
            schema="telephony.OvhPabx",
            title=N_("description"),
            feature_types=types,
            fields={
                "description": Field("string", N_("description"), normal=as_line_or_none),
                "featureType": Field("string", writable=False),
                "isCCS": Field("boolean", writable=False, brings=False),
                "serviceName": Field("string", writable=False),
                "serviceType": Field("string", writable=False),
            },
        ),
        menu=_menu(types),
        entry=_entry(types),
        dialplan=_dialplan(types),
        step=_step(types),
        rule=_rule(types),
        hours=_hours(types),
        caller=_caller(types),
    )


def _menu(types: frozenset[str]) -> Collection:
    sound, spoken = {"": SOUND}, {"": REFERS["tts"]}
    return Collection(
        path=MENU,
        schema="telephony.OvhPabxMenu",
        title=N_("menu"),
        feature_types=types,
        id="menuId",
        key=("name",),
        describe=_menu_called,
        create=(
            "name", "greetSound", "greetSoundTts", "invalidSound", "invalidSoundTts", "timeout", "interDigitTimeout",
        ),
        required=("name",),
        fields={
            "menuId": Field("integer", writable=False),
            "name": Field("string", N_("name"), normal=as_line),
            "greetSound": Field("integer", N_("greeting"), nullable=True, refers=sound),
            "greetSoundTts": Field("integer", N_("text of the greeting"), nullable=True, refers=spoken),
            "invalidSound": Field("integer", N_("sound for a wrong key"), nullable=True, refers=sound),
            "invalidSoundTts": Field("integer", N_("text for a wrong key"), nullable=True, refers=spoken),
            # What the platform brings is not known; some number has to be there (domain: not confirmed, 4).
            "timeout": Field("integer", N_("milliseconds without a key"), brings=5000),
            "interDigitTimeout": Field("integer", N_("milliseconds between keys"), brings=3000),
        },
    )  # fmt: skip


def _menu_called(body: Mapping[str, Wish]) -> Message | None:
    return Message(N_("menu {name}"), {"name": body["name"]}) if body.get("name") else None


def _entry(types: frozenset[str]) -> Collection:
    return Collection(
        path=f"{MENU}/{{menuId}}/entry",
        schema="telephony.OvhPabxMenuEntry",
        title=N_("key"),
        feature_types=types,
        id="entryId",
        key=("dtmf",),
        unique=True,
        describe=lambda body: Message(N_("key {key}"), {"key": body.get("dtmf")}),
        create=("dtmf", "action", "actionParam", "position"),
        required=("dtmf", "action", "position"),
        fields={
            "entryId": Field("integer", writable=False),
            "dtmf": Field("string", N_("key")),
            "action": _action(ENTRY_ACTIONS),
            "actionParam": _parameter(ENTRY_ACTIONS, nullable=False),
            # Given once, when the entry is made: it cannot be changed afterwards.
            "position": Field("integer", N_("place"), writable=False),
        },
    )


def _dialplan(types: frozenset[str]) -> Collection:
    return Collection(
        path=DIALPLAN,
        schema="telephony.OvhPabxDialplan",
        title=N_("dialplan"),
        feature_types=types,
        id="dialplanId",
        describe=lambda body: Message(N_("dialplan {name}"), {"name": body.get("name")}),
        create=("name", "transferTimeout", "showCallerNumber", "anonymousRejection"),
        required=("name", "transferTimeout", "showCallerNumber", "anonymousRejection"),
        # The web manager shows one; what others were made elsewhere is not ours to delete.
        kept=True,
        fields={
            "dialplanId": Field("integer", writable=False),
            "lastUpdate": Field("date-time", writable=False, brings="2026-01-01T00:00:00+00:00"),
            "name": Field("string", N_("name"), normal=as_line),
            "transferTimeout": Field("integer", N_("seconds a transfer rings"), brings=60),
            "showCallerNumber": Field(
                "string", N_("number shown"), values=tuple(PRESENTED), words=PRESENTED, brings="caller"
            ),
            "anonymousRejection": Field("boolean", N_("anonymous calls rejected"), brings=False),
        },
    )


def _step(types: frozenset[str]) -> Collection:
    return Collection(
        path=_STEP,
        schema="telephony.OvhPabxDialplanExtension",
        title=N_("step"),
        feature_types=types,
        id="extensionId",
        key=("position",),
        describe=lambda body: Message(N_("step {position}"), {"position": body.get("position")}),
        create=("enabled", "position", "schedulerCategory", "screenListType"),
        required=("enabled", "position"),
        spelled={"enabled": "enable"},
        switch="enabled",
        fields={
            "extensionId": Field("integer", writable=False),
            "enabled": Field("boolean", N_("switched on")),
            "position": Field("integer", N_("place")),
            "schedulerCategory": Field(
                "string", N_("exceptional days"), nullable=True, values=tuple(CATEGORIES), words=CATEGORIES
            ),
            "screenListType": Field("string", N_("callers"), nullable=True, values=tuple(LISTS), words=LISTS),
        },
    )


def _rule(types: frozenset[str]) -> Collection:
    named = words(RULE_ACTIONS)

    def called(body: Mapping[str, Wish]) -> Message:
        action = Message(named.get(str(body.get("action")), N_("action")))
        return Message(N_("otherwise {action}"), {"action": action}) if body.get("negativeAction") else action

    return Collection(
        path=f"{_WITHIN_STEP}/rule",
        schema="telephony.OvhPabxDialplanExtensionRule",
        title=N_("action"),
        feature_types=types,
        id="ruleId",
        key=("negativeAction", "position"),
        describe=called,
        create=("action", "actionParam", "negativeAction", "position"),
        required=("action", "negativeAction", "position"),
        fields={
            "ruleId": Field("integer", writable=False),
            "action": _action(RULE_ACTIONS),
            "actionParam": _parameter(RULE_ACTIONS, nullable=True),
            "negativeAction": Field("boolean", N_("when the conditions are not met")),
            "position": Field("integer", N_("place")),
        },
    )


def _hours(types: frozenset[str]) -> Collection:
    return Collection(
        path=f"{_WITHIN_STEP}/conditionTime",
        schema="telephony.OvhPabxDialplanExtensionConditionTime",
        title=N_("hours"),
        feature_types=types,
        id="conditionId",
        describe=hours.range_words,
        key=tuple(hours.TIME_FIELDS),
        create=tuple(hours.TIME_FIELDS),
        required=tuple(hours.TIME_FIELDS),
        replaced=True,
        fields={
            "conditionId": Field("integer", writable=False),
            **hours.TIME_FIELDS,
        },
    )


def _caller(types: frozenset[str]) -> Collection:
    return Collection(
        path=f"{_WITHIN_STEP}/conditionScreenList",
        schema="telephony.OvhPabxDialplanExtensionConditionScreenList",
        title=N_("caller"),
        feature_types=types,
        id="conditionId",
        key=("screenListType", "callerIdNumber", "destinationNumber"),
        create=("screenListType", "callerIdNumber", "destinationNumber"),
        replaced=True,
        fields={
            "conditionId": Field("integer", writable=False),
            "screenListType": Field(
                "string", N_("list"), writable=False, nullable=True, values=tuple(LISTS), words=LISTS
            ),
            "callerIdNumber": Field(
                "string", N_("caller"), writable=False, nullable=True, normal=filtering.as_caller
            ),
            "destinationNumber": Field("string", N_("destination"), writable=False, nullable=True),
        },
    )


def _action(actions: tuple[Action, ...]) -> Field:
    named = words(actions)
    return Field("string", N_("what it does"), values=tuple(named), words=named)


def _parameter(actions: tuple[Action, ...], *, nullable: bool) -> Field:
    refers = {each.value: REFERS[each.parameter] for each in actions if each.parameter in REFERS}
    return Field(
        "string",
        N_("with"),
        nullable=nullable,
        brings=None if nullable else "",
        refers=refers,
        refers_by="action",
        normal=as_parameter,
    )


def as_parameter(value: Json) -> Json:
    """A parameter so that equal ones are equal: an id as a text, none as None, a number with 00 for +.

    More of the spellings of a number could be the name of a caller, which must stay as it is.
    """
    text = "" if value is None else str(value).strip()
    return "00" + text[1:] if _INTERNATIONAL.fullmatch(text) else text or None
