"""The settings of a queue in parts, each with its rules: answering, waiting, hours, closures, filter, recording.

What is None belongs to answers that are not in force, and stays on the number as it is. Imports pydantic: only slices
may name this module.
"""

from functools import partial
from typing import Any, Literal

from pydantic import Field as Bounds
from pydantic import (
    ModelWrapValidatorHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)

from tui.i18n import N_
from tui.telephony import filtering, opening, queue, rows
from tui.telephony.rules import together
from tui.telephony.settings import ListOf, OneLine, PhoneNumber, Settings, SoundName, refusal

Strategy = Literal[
    "sequentiallyByAgentOrder",
    "ringAll",
    "cumulationByAgentOrder",
    "longestHangupAgent",
    "longestIdleAgent",
    "roundRobin",
    "random",
]
Key = Literal["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
Digit = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
Action = Literal["none", "playback", "voicemail"]
SlotTarget = Literal["none", "number", "voicemail"]

_DEPENDENT: Any = Bounds(default=None, validate_default=True)


class Answering(Settings):
    """Who answers, in which order, and what they see. A `description` of None is left as it is."""

    description: OneLine | None = None
    name: OneLine = ""
    strategy: Strategy = "sequentiallyByAgentOrder"
    agents: rows.Agents = ()
    shown_number: Literal["caller", "alias", "both"] = "caller"
    status_menu: bool = True
    follow_forwards: bool = False
    confirm_key: Key = ""


class Tones(Settings):
    """What callers hear before, while they wait, and before the call is hung up."""

    opening_sound: SoundName | None = None
    hold_sound: SoundName | None = None
    closing_sound: SoundName | None = None


class Limits(Settings):
    """How many wait, for how long (seconds), and what then.

    `no_answer` has two triggers: the longest wait is over, or no agent is logged in.
    """

    capacity: int = Bounds(default=10, ge=0, le=queue.LARGEST)
    overflow: Action = "none"
    overflow_sound: SoundName | None = _DEPENDENT
    overflow_voicemail: PhoneNumber | None = _DEPENDENT
    max_wait: int = Bounds(default=300, ge=0, le=queue.LARGEST)
    no_answer: Action = "none"
    no_answer_sound: SoundName | None = _DEPENDENT
    no_answer_voicemail: PhoneNumber | None = _DEPENDENT

    @field_validator("overflow_sound", "no_answer_sound")
    @classmethod
    def _a_sound_goes_with_playback(cls, sound: str | None, fields: ValidationInfo) -> str | None:
        chooser = str(fields.field_name).removesuffix("_sound")
        return _goes_with(sound, fields, chooser, ("playback",), N_("Choose the sound to play."))

    @field_validator("overflow_voicemail", "no_answer_voicemail")
    @classmethod
    def _a_line_goes_with_voicemail(cls, line: str | None, fields: ValidationInfo) -> str | None:
        chooser = str(fields.field_name).removesuffix("_voicemail")
        return _goes_with(line, fields, chooser, ("voicemail",), N_("Give the line whose voicemail it is."))


class Waiting(Limits, Tones):
    """What callers hear, how many wait, for how long, and what then."""


class OpeningHours(Settings):
    """When agents ring. Outside all hours calls go to `closed`; hours can also lead to one of three slots."""

    hours_on: bool = False
    hours: rows.Week | None = _DEPENDENT
    closed_to: Literal["number", "voicemail"] | None = _DEPENDENT
    closed_number: PhoneNumber | None = _DEPENDENT
    slot1_to: SlotTarget | None = _DEPENDENT
    slot1_number: PhoneNumber | None = _DEPENDENT
    slot2_to: SlotTarget | None = _DEPENDENT
    slot2_number: PhoneNumber | None = _DEPENDENT
    slot3_to: SlotTarget | None = _DEPENDENT
    slot3_number: PhoneNumber | None = _DEPENDENT

    @field_validator("hours")
    @classmethod
    def _hours_in_force_are_given(cls, given: Any, fields: ValidationInfo) -> Any:
        if given is None and fields.data.get("hours_on"):
            raise refusal(N_("Give the hours, or leave them out of force."))
        return given

    @field_validator("closed_to", "slot1_to", "slot2_to", "slot3_to")
    @classmethod
    def _hours_in_force_lead_somewhere(cls, given: str | None, fields: ValidationInfo) -> str | None:
        if given is None and fields.data.get("hours_on"):
            return "number" if fields.field_name == "closed_to" else "none"
        return given

    @field_validator("closed_number", "slot1_number", "slot2_number", "slot3_number")
    @classmethod
    def _a_number_goes_with_its_target(cls, number: str | None, fields: ValidationInfo) -> str | None:
        chooser = str(fields.field_name).replace("_number", "_to")
        return _goes_with(
            number, fields, chooser, tuple(opening.TARGET_TYPES), N_("Give the number that calls go to.")
        )


class Closures(Settings):
    """Exceptional closures in the local time of `time_zone`; `calendar` is the address of one to import once."""

    time_zone: rows.TimeZone = "Europe/Paris"
    closures: rows.Closures = ()
    calendar: rows.CalendarAddress | None = None


class CallFilter(Settings):
    """Who gets through. A list that is in force is whole: what is not given of it is empty."""

    filter: Literal["disabled", "black", "white"] = "disabled"
    refused_groups: ListOf[rows.Group] | None = _DEPENDENT
    refused_callers: rows.Callers | None = _DEPENDENT
    accepted_groups: ListOf[rows.Group] | None = _DEPENDENT
    accepted_callers: rows.Callers | None = _DEPENDENT
    reject_anonymous: bool = False

    @model_validator(mode="wrap")
    @classmethod
    def _each_caller_once(
        cls, written: Any, validate: ModelWrapValidatorHandler["CallFilter"]
    ) -> "CallFilter":
        lists = (partial(rows.listed_twice, prefix=prefix) for prefix in ("refused", "accepted"))
        valid: CallFilter = together(written, validate, *lists)
        return valid

    @field_validator("refused_groups", "refused_callers", "accepted_groups", "accepted_callers")
    @classmethod
    def _a_list_in_force_is_whole(cls, given: Any, fields: ValidationInfo) -> Any:
        name, _between, part = str(fields.field_name).partition("_")
        if given is None:
            in_force = fields.data.get("filter") == {"refused": "black", "accepted": "white"}[name]
            return () if in_force else None
        return tuple(each for each in filtering.GROUPS if each in given) if part == "groups" else given


class Recording(Settings):
    """Whether calls are recorded, and how callers can refuse it."""

    record: bool = False
    record_opt_out: bool | None = _DEPENDENT
    record_key: Digit | None = _DEPENDENT
    record_language: Literal["french", "english"] | None = _DEPENDENT

    @field_validator("record_opt_out")
    @classmethod
    def _nobody_can_refuse_unless_told(cls, given: bool | None, fields: ValidationInfo) -> bool | None:
        return False if given is None and fields.data.get("record") else given

    @field_validator("record_key", "record_language")
    @classmethod
    def _refusing_needs_a_key(cls, given: str | None, fields: ValidationInfo) -> str | None:
        if given is None and fields.data.get("record_opt_out"):
            return "0" if fields.field_name == "record_key" else "french"
        return given


def _goes_with(
    given: str | None, fields: ValidationInfo, chooser: str, choices: tuple[str, ...], missing: str
) -> str | None:
    """What is needed under some choices of another field, and has no meaning under the others."""
    if chooser not in fields.data:  # it was refused itself
        return given
    chosen = fields.data[chooser] in choices
    if chosen and not given:
        raise refusal(missing)
    if given and not chosen:
        raise refusal(N_("This belongs to another choice of {field}; remove it."), field=chooser)
    return given
