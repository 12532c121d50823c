"""What a form asks of every widget that an answer is given in, and what those widgets ask of the screen they are on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui.forms import Answer
from tui.i18n import Message
from tui.widgets.sheet import Sheet

Answered = Callable[[], None]
"""Called in the very keystroke with every new answer, so that what follows from it is painted with it."""
Noticed = Callable[[str, bool], None]
"""Called with what there is to say beside the field (translated, empty for nothing), and whether it must be seen."""


class Control:
    """Mixed into a widget. `tall` ones stand below their label, over the whole width, in the lines that they get."""

    tall = False
    go_on: Callable[[], None] = staticmethod(lambda: None)
    """Set by the form: goes to the next field."""

    @property
    def answer(self) -> Answer:
        """What stands in the field."""
        raise NotImplementedError

    def show(self, answer: Answer) -> None:
        """Show another answer, without telling of it."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Write the answer as people read it: the field is about to be left."""

    def lines_at(self, cells: int) -> int:  # noqa: ARG002  for those that fold
        """How many lines it takes, or would like to have, in so many cells."""
        return 1

    def least(self, wanted: int) -> int:
        """The fewest lines that it can do with, where it would like to have `wanted`."""
        return wanted

    def step(self, by: int) -> bool:  # noqa: ARG002  for those that have lines to move in
        """Move up or down within the field; False where that leaves it."""
        return False

    async def enter(self) -> bool:
        """Take Enter as a command of the field's own; False where it means to go on."""
        return False


class Choosable(NamedTuple):
    """Something that can be picked: its value, its label, and a word at the label's right (both translated)."""

    value: str
    label: str
    note: str = ""


Adds = Callable[[str], Choosable | None]
"""What can be added by what was typed, to be picked at once; None where nothing can."""


class Asks:
    """The screen that a form is on: opens what lies over it. What is `then` done gets the answer, unless there is none.

    Each returns when what it opened takes keys. A screen whose form has no such fields leaves it at nothing.
    """

    def done(self) -> None:
        """Enter in the last field."""

    async def open_row(self, row: str, new: bool = False) -> None:
        """Let a row be edited; a `new` one that is left untouched goes again."""

    async def pick(
        self,
        title: str,
        options: Sequence[Choosable],
        present: str,
        then: Callable[[str], None],
        typed: str = "",
        adds: Adds | None = None,
    ) -> None:
        """Let one of several be picked, or added; `typed` narrows them down from the start."""

    async def confirm(
        self, question: Message, detail: Message, yes: str, no: str, then: Callable[[], None]
    ) -> None:
        """Ask whether to do something; `yes` and `no` are message ids."""

    async def pick_sound(self, then: Callable[[str], None]) -> None:
        """Let a file be picked and taken into the store; the answer is the name it has from then on."""

    async def examine(self, path: str) -> None:
        """Let the document be looked at whose address is the answer at `path`."""

    async def ask_range(self, sheet: Sheet, path: str, day: int, at: int | None, typed: str = "") -> None:
        """Let a range of the hours at `path` be edited, or one be added to a day when `at` is None."""
