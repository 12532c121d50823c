"""The work behind several numbers at once, done in threads of the app; what comes of it reaches the screen as messages.

As with a single number (`tui.screens.review_work`), the app owns the threads, and the screen hears of the end whatever
happens.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from tui.bulk import Happening, Prospect
from tui.engine.errors import WizardError
from tui.engine.ports import Run
from tui.signals import Stop
from tui.use_cases import Proposal
from tui.words import TypeTitle


@dataclass(frozen=True)
class BulkWork:
    """What the screen has done for it: `foresee` plans each number; `apply` and `resume` carry out.

    A `Stop` is new for each attempt. `now` is the clock of the events, Unix seconds.
    """

    foresee: Callable[[Stop], Iterator[Prospect]]
    apply: Callable[[Sequence[Proposal], bool, Stop], Iterator[Happening]]
    resume: Callable[[Sequence[Run], Stop], Iterator[Happening]]
    type_title: TypeTitle
    now: Callable[[], float] = time.time


class Foreseen(Message):
    """A number was planned, or cannot be; the Stop of an attempt tells it from one that nobody waits for any more."""

    def __init__(self, attempt: Stop, prospect: Prospect) -> None:
        super().__init__()
        self.attempt = attempt
        self.prospect = prospect


class Happened(Message):
    """The work tells of an event."""

    def __init__(self, event: Happening) -> None:
        super().__init__()
        self.event = event


class Over(Message):
    """Nothing more comes of this attempt; `error` is what was raised instead of a last event."""

    def __init__(self, attempt: Stop, error: WizardError | None) -> None:
        super().__init__()
        self.attempt = attempt
        self.error = error


def begin(screen: Widget, messages: Callable[[], Iterator[Message]], attempt: Stop) -> None:
    """Do the work in a thread; the `screen` is sent its messages, and at last `Over`."""

    def work() -> None:
        error: WizardError | None = None
        try:
            for message in messages():
                screen.post_message(message)
        except WizardError as raised:
            error = raised
        finally:
            screen.post_message(Over(attempt, error))

    screen.app.run_worker(work, thread=True, group="bulk", exit_on_error=False)
