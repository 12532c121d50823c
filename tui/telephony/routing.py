"""Menus and steps that lead to queues, and texts read aloud in them: what a number with queues has besides.

Imports pydantic: only slices may name this module.
"""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ValidationInfo, field_validator

from tui.engine.resources import Wish
from tui.forms import Field, Reference
from tui.i18n import N_
from tui.telephony import spoken
from tui.telephony.actions import ENTRY_ACTIONS, RULE_ACTIONS, Action
from tui.telephony.dialplan import Rule, Step
from tui.telephony.menu import Entry, Menu
from tui.telephony.settings import ListOf, OneLine, refusal

TextName = Annotated[OneLine | None, BeforeValidator(lambda name: name or None)]
"""The name of one of the texts, if any."""


class QueueEntry(Entry):
    """A key, which can ring a queue."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ENTRY_ACTIONS

    queue: OneLine | None = None


class QueueRule(Rule):
    """Something that a step does: it can ring a queue, and read a text aloud."""

    ACTIONS: ClassVar[tuple[Action, ...]] = RULE_ACTIONS

    queue: OneLine | None = None
    tts: OneLine | None = None


class SpokenMenu(Menu):
    """A menu whose greeting can be a text instead of a sound, and so can what it says to a wrong key."""

    greeting_tts: TextName = None
    wrong_key_tts: TextName = None
    entries: ListOf[QueueEntry] = ()

    @property
    def greets(self) -> bool:
        return self.greeting is not None or self.greeting_tts is not None

    @property
    def heard(self) -> dict[str, Wish]:
        return {
            **super().heard,
            "greetSoundTts": spoken.wish(self.greeting_tts),
            "invalidSoundTts": spoken.wish(self.wrong_key_tts),
        }

    @field_validator("greeting_tts", "wrong_key_tts")
    @classmethod
    def _not_beside_a_sound(cls, name: str | None, fields: ValidationInfo) -> str | None:
        if name and fields.data.get(str(fields.field_name).removesuffix("_tts")):
            raise refusal(N_("A sound or a text, not both: leave one of the two empty."))
        return name


class QueueStep(Step):
    """A step that can do all there is to do."""

    actions: ListOf[QueueRule] = ()
    otherwise: ListOf[QueueRule] = ()


HEARD: tuple[Field, ...] = (
    Reference(
        name="greeting_tts",
        label=N_("Greeting as a text"),
        help=N_("One of the texts, read aloud instead of a sound."),
        to="tts",
        optional=True,
    ),
    Reference(
        name="wrong_key_tts",
        label=N_("Text for a wrong key"),
        help=N_("One of the texts, read aloud when the caller presses a key that does nothing."),
        to="tts",
        optional=True,
    ),
)
"""What a menu says, besides sounds."""
