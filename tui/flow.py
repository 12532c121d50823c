"""The flow of the wizard: the draft, the steps, and which step comes next; pure.

A screen takes a `Draft` and ends with an outcome. The flow stores the draft, asks `forward` or `back` where to go, and
opens that step. Going back never validates anything and loses no answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from tui.i18n import N_, Message
from tui.telephony.values import display

if TYPE_CHECKING:  # the number list needs the steps, and no form yet
    from tui.forms import Answer


class Step(StrEnum):
    """The screens of the wizard, in their order."""

    NUMBER = "number"
    CARD = "card"
    CONFIGURATION = "configuration"
    SETTINGS = "settings"
    REVIEW = "review"


class Intention(StrEnum):
    """What is to happen to the number: another configuration, other settings, or none any more."""

    CHANGE = "change"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True)
class Draft:
    """The unsent choices for one number, or for several `numbers` at once, of which it names the first.

    `configured` says whether the number had a configuration when it was opened. `kind` is the chosen configuration,
    None before the choice and for removing. `answers` keeps what was typed, by kind, so that looking at another
    configuration, or switching the mode, loses nothing.
    """

    service_name: str
    configured: bool
    step: Step
    intention: Intention = Intention.CHANGE
    expert: bool = False
    kind: str | None = None
    answers: "Mapping[str, Mapping[str, Answer]]" = field(default_factory=dict)
    numbers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is kept under: the first of several numbers may have a draft of its own besides."""
        return f"{self.service_name}+" if self.numbers else self.service_name

    @property
    def subject(self) -> str:
        """What it is about, in the language in use: the number as people read it, or how many there are."""
        if not self.numbers:
            return display(self.service_name)
        return str(Message(N_("{n} numbers"), {"n": len(self.numbers)}))

    @classmethod
    def opening(cls, service_name: str, configured: bool, expert: bool = False) -> "Draft":
        """The draft of a number that was just chosen: one without configuration leads straight to the choice."""
        return cls(service_name, configured, Step.CARD if configured else Step.CONFIGURATION, expert=expert)

    def answering(self, answers: "Mapping[str, Answer]") -> "Draft":
        """This draft with the answers of its present kind replaced."""
        if self.kind is None:
            return self
        return replace(self, answers={**self.answers, self.kind: dict(answers)})

    def dump(self) -> str:
        """The draft as JSON, for the journal."""
        return json.dumps(vars(self))

    @classmethod
    def load(cls, body: str) -> "Draft":
        """The draft of `dump`. Raises ValueError when the text is not one."""
        try:
            values = json.loads(body)
            return cls(
                **{
                    **values,
                    "step": Step(values["step"]),
                    "intention": Intention(values["intention"]),
                    "numbers": tuple(values.get("numbers", ())),
                }
            )
        except (TypeError, KeyError) as error:
            raise ValueError(body) from error


def numbers_of(body: str) -> tuple[str, ...]:
    """The numbers of a stored draft of several; none of any other."""
    try:
        return Draft.load(body).numbers
    except ValueError:
        return ()


def subject_of(key: str, body: str) -> str:
    """What a stored draft is about, in the language in use; the key that it is kept under where it cannot be read."""
    try:
        return Draft.load(body).subject
    except ValueError:
        return display(key)


@dataclass(frozen=True)
class Choose:
    """A number was chosen in step 1."""

    service_name: str


@dataclass(frozen=True)
class ChooseMany:
    """Several numbers were marked in step 1, to be set up together; their service names in number order."""

    service_names: tuple[str, ...]


@dataclass(frozen=True)
class Resume:
    """The user wants to go on with unfinished work."""


@dataclass(frozen=True)
class History:
    """The user wants to see what was applied."""


@dataclass(frozen=True)
class CarryOn:
    """The run of that id is to be carried on."""

    run: int


@dataclass(frozen=True)
class Undo:
    """What the number had before the run of that id is to be brought back."""

    run: int


@dataclass(frozen=True)
class Forward:
    """A step was answered."""

    draft: Draft


@dataclass(frozen=True)
class Back:
    """One step back; `draft` keeps what was typed, valid or not."""

    draft: Draft


@dataclass(frozen=True)
class Finished:
    """The work on this number is over; back to the list."""


@dataclass(frozen=True)
class Quit:
    """Leave the wizard."""


@dataclass(frozen=True)
class Place:
    """Where the number list was left: what was searched for, the number under the cursor, those that were marked."""

    search: str = ""
    cursor: str | None = None
    marked: tuple[str, ...] = ()


START = Place()
"""The list as it is opened first."""

Left = tuple[Choose | ChooseMany | Resume | History | Quit, Place]
"""How the number list was left: its answer, and where."""

Outcome = Forward | Back | Finished | Quit | Undo | History
"""How a step is left; the last two lead aside, to another run or to all of them."""


def path(draft: Draft, has_settings: bool) -> tuple[Step, ...]:
    """The steps that this draft walks through; `has_settings` says whether its kind has a form."""
    form = (Step.SETTINGS,) if has_settings else ()
    match draft.intention:
        case Intention.REMOVE:
            return (Step.NUMBER, Step.CARD, Step.REVIEW)
        case Intention.EDIT:
            return (Step.NUMBER, Step.CARD, *form, Step.REVIEW)
        case Intention.CHANGE:
            card = (Step.CARD,) if draft.configured else ()
            return (Step.NUMBER, *card, Step.CONFIGURATION, *form, Step.REVIEW)
        case _:
            assert_never(draft.intention)


def forward(draft: Draft, has_settings: bool) -> Draft:
    """The draft at the step that follows its own; the last step follows itself."""
    steps = path(draft, has_settings)
    following = min(_place(draft, steps) + 1, len(steps) - 1)
    return replace(draft, step=steps[following])


def back(draft: Draft, has_settings: bool) -> Draft:
    """The draft at the step before its own, all answers kept; nothing comes before the number list."""
    steps = path(draft, has_settings)
    return replace(draft, step=steps[max(_place(draft, steps) - 1, 0)])


def _place(draft: Draft, steps: tuple[Step, ...]) -> int:
    """Where the draft is on its path; a stored one may stand on a step that its path no longer has."""
    return steps.index(draft.step) if draft.step in steps else 1
