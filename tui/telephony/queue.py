"""Queues: their collection, for the family and the feature types that have them, and what is said of them.

Source: `{family}/{serviceName}/hunting/queue` of the official schema, the same below `easyHunting` and `ovhPabx`.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.engine.resources import Body, Collection, Field, Json, Wish
from tui.i18n import N_, Message
from tui.telephony import sounds as sound_names
from tui.telephony import values
from tui.telephony.normal import as_line_or_none, as_no, as_number, as_service_name

if TYPE_CHECKING:  # they import pydantic, which is loaded when a configuration is chosen
    from tui.telephony.queue_settings import Limits, Recording

STRATEGIES = {
    "sequentiallyByAgentOrder": N_("in the order of the list"),
    "ringAll": N_("all at once"),
    "cumulationByAgentOrder": N_("in the order of the list, one more each time"),
    "longestHangupAgent": N_("the one who hung up longest ago"),
    "longestIdleAgent": N_("from the most to the least available"),
    "roundRobin": N_("shared out evenly"),
    "random": N_("at random"),
}
"""`telephony.OvhPabxHuntingQueueStrategyEnum`, in the web manager's words; the first is its default."""

SHOWN_NUMBERS = {
    "caller": N_("the caller's number"),
    "alias": N_("the queue's number"),
    "both": N_("both numbers"),
}
"""`telephony.OvhPabxDialplanNumberPresentationEnum`."""

ACTIONS = {"playback": N_("play an announcement"), "voicemail": N_("send to a voicemail")}
"""`telephony.OvhPabxQueueActionEnum`."""

AVAILABLE = "available"
STATUSES = {AVAILABLE: N_("available"), "loggedOut": N_("logged out"), "onBreak": N_("on break")}
"""`telephony.OvhPabxHuntingAgentStatusEnum`."""

DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
KEYS = (*DIGITS, "*", "#")
"""`telephony.OvhPabxIvrMenuKeyEnum`."""

RECORD_LANGUAGES = {"french": N_("French"), "english": N_("English")}

LARGEST = 999_999
"""The largest number of people, and of seconds, that the web manager's forms take."""
MOST_CALLS = 10
"""Calls that one agent can receive at once (web manager)."""
RINGING = 20
"""Seconds for which an agent rings, unless told otherwise (web manager)."""


def strategy() -> Field:
    """Who rings, where it is said."""
    return Field(
        "string",
        N_("who rings"),
        values=tuple(STRATEGIES),
        words=STRATEGIES,
        brings="sequentiallyByAgentOrder",
    )


def shown_number() -> Field:
    """What agents see of a call."""
    return Field(
        "string", N_("number to show"), values=tuple(SHOWN_NUMBERS), words=SHOWN_NUMBERS, brings="caller"
    )


def queues(family: str, feature_types: frozenset[str], sounds: str, own_strategy: bool) -> Collection:
    """The queues of a number, of which its type brings one along; `sounds` is the path of its sounds.

    Without `own_strategy` it is the service that says who rings: a queue is given a strategy when it is made, which has
    to be, and is not held against it afterwards.
    """
    fields = {
        "queueId": Field("integer", writable=False),
        "description": Field("string", N_("name"), nullable=True, normal=as_line_or_none),
        "strategy": strategy() if own_strategy else replace(strategy(), normal=lambda _value: None),
        "maxMember": Field("integer", N_("callers waiting at most"), brings=0),
        "maxWaitTime": Field("integer", N_("longest wait"), brings=0),
        "actionOnOverflow": _action(N_("when the queue is full")),
        "actionOnOverflowParam": _param(N_("full queue: where to"), "actionOnOverflow", sounds),
        "actionOnClosure": _action(N_("after the longest wait, or without agents")),
        "actionOnClosureParam": _param(N_("too long or without agents: where to"), "actionOnClosure", sounds),
        "soundOnHold": Field("integer", N_("music on hold"), nullable=True, refers={"": sounds}),
        "followCallForwards": Field("boolean", N_("follow call forwards"), nullable=True, normal=as_no),
        "confirmKey": Field("string", N_("key that ends an entry"), nullable=True, values=KEYS),
        "record": Field("boolean", N_("recording"), nullable=True, normal=as_no),
        "askForRecordDisabling": Field("boolean", N_("callers can refuse it"), nullable=True, normal=as_no),
        "recordDisablingDigit": Field(
            "integer", N_("key to refuse it"), nullable=True, values=tuple(range(10))
        ),
        "recordDisablingLanguage": Field(
            "string",
            N_("language of the notice"),
            nullable=True,
            values=tuple(RECORD_LANGUAGES),
            words=RECORD_LANGUAGES,
        ),
    }
    later = ("queueId", "followCallForwards", "confirmKey")  # PUT alone takes the last two.
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/hunting/queue",
        schema="telephony.OvhPabxHuntingQueue",
        title=N_("queue"),
        describe=lambda body: _named(N_("queue {name}"), body.get("description")),
        feature_types=feature_types,
        fields=fields,
        id="queueId",
        key=("description",),
        create=tuple(name for name in fields if name not in later),
        required=("strategy",),
        brings=({},),
    )


def _action(label: str) -> Field:
    return Field("string", label, nullable=True, values=tuple(ACTIONS), words=ACTIONS)


def _param(label: str, action: str, sounds: str) -> Field:
    return Field(
        "string",
        label,
        nullable=True,
        normal=as_service_name,
        refers={"playback": sounds},
        refers_by=action,
    )


def _named(text: str, name: Wish) -> Message | None:
    return Message(text, {"name": name}) if name else None


# --- what is wanted, and what was read


NO_ACTION = "none"
"""What settings call it when nothing is to happen."""


def wanted_action(field: str, chosen: str, sound: str | None, voicemail: str | None) -> dict[str, Wish]:
    """An action and its parameter; one without a parameter is none, and none has no parameter (web manager)."""
    param: Wish = None
    if chosen == "playback":
        param = sound_names.wish(sound)
    elif chosen == "voicemail" and voicemail:
        param = values.service_name(voicemail)
    return {field: None if param is None else chosen, f"{field}Param": param}


def read_action(body: Body, field: str, name: str, sounds: sound_names.Names) -> dict[str, Json]:
    """The settings of an action that was read: `name`, its sound and its voicemail."""
    chosen, param = body.get(field), body.get(f"{field}Param")
    return {
        name: chosen if chosen in ACTIONS else NO_ACTION,
        f"{name}_sound": sounds.of(param) if chosen == "playback" else None,
        f"{name}_voicemail": as_number(param) if chosen == "voicemail" else None,
    }


def wanted_limits(settings: "Limits") -> dict[str, Wish]:
    """How many wait, for how long, and what then."""
    overflow = settings.overflow, settings.overflow_sound, settings.overflow_voicemail
    no_answer = settings.no_answer, settings.no_answer_sound, settings.no_answer_voicemail
    return {
        "maxMember": settings.capacity,
        "maxWaitTime": settings.max_wait,
        **wanted_action("actionOnOverflow", *overflow),
        **wanted_action("actionOnClosure", *no_answer),
    }


def read_limits(body: Body, sounds: sound_names.Names) -> dict[str, Json]:
    """The settings of the limits of a queue that was read."""
    return {
        "capacity": body.get("maxMember"),
        "max_wait": body.get("maxWaitTime"),
        **read_action(body, "actionOnOverflow", "overflow", sounds),
        **read_action(body, "actionOnClosure", "no_answer", sounds),
    }


def wanted_recording(settings: "Recording") -> Body:
    """Whether calls are recorded, and what is known of how callers can refuse it."""
    body: Body = {"record": settings.record}
    if settings.record_opt_out is not None:
        body["askForRecordDisabling"] = settings.record_opt_out
    if settings.record_key is not None:
        body["recordDisablingDigit"] = int(settings.record_key)
    if settings.record_language is not None:
        body["recordDisablingLanguage"] = settings.record_language
    return body


def read_recording(body: Body) -> dict[str, Json]:
    """The settings of the recording of a queue that was read."""
    digit = body.get("recordDisablingDigit")
    return {
        "record": bool(body.get("record")),
        "record_opt_out": bool(body.get("askForRecordDisabling")),
        "record_key": None if digit is None else str(digit),
        "record_language": body.get("recordDisablingLanguage"),
    }
