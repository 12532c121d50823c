"""The work behind step 3, done in threads of the app; what comes of it reaches the screen as messages.

The app owns the threads, not the screen: they may outlive it, and an error that nobody foresaw is the app's to show.
The screen hears of the end whatever happens.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.message import Message
from textual.widget import Widget

from tui.engine.errors import WizardError
from tui.engine.ports import Run
from tui.engine.runner import Event
from tui.signals import Stop
from tui.use_cases import Proposal
from tui.words import TypeTitle


@dataclass(frozen=True)
class Work:
    """What the screen has done for it: `propose` reads and plans; `apply` and `resume` carry out, event by event.

    A `Stop` is new for each attempt: a cancel is for one attempt only. `now` is the clock of the events, Unix seconds.
    """

    propose: Callable[[], Proposal]
    apply: Callable[[Proposal, Stop], Iterator[Event]]
    resume: Callable[[Run, Stop], Iterator[Event]]
    type_title: TypeTitle
    now: Callable[[], float] = time.time


class Proposed(Message):
    """A plan was made, or could not be; `attempt` tells it from one that nobody waits for any more."""

    def __init__(self, attempt: int, answer: Proposal | WizardError) -> None:
        super().__init__()
        self.attempt = attempt
        self.answer = answer


class Happened(Message):
    """The run tells of an event."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Ended(Message):
    """The run is over and its claims are released; `refused` is what it raised instead of a last event."""

    def __init__(self, refused: WizardError | None) -> None:
        super().__init__()
        self.refused = refused


def propose(screen: Widget, attempt: int, work: Callable[[], Proposal]) -> None:
    """Make a plan in a thread; `screen` is told by `Proposed`."""
    _start(screen, partial(_propose, screen, attempt, work), "propose")


def carry_out(screen: Widget, events: Callable[[Stop], Iterator[Event]], stop: Stop) -> None:
    """Apply in a thread; `screen` is told by `Happened`, and at last by `Ended`."""
    _start(screen, partial(_carry_out, screen, events, stop), "apply")


def _start(screen: Widget, work: Callable[[], None], group: str) -> None:
    screen.app.run_worker(work, thread=True, group=group, exit_on_error=False)


def _propose(screen: Widget, attempt: int, work: Callable[[], Proposal]) -> None:
    answer: Proposal | WizardError = WizardError()
    try:
        answer = work()
    except WizardError as error:
        answer = error
    finally:
        screen.post_message(Proposed(attempt, answer))


def _carry_out(screen: Widget, events: Callable[[Stop], Iterator[Event]], stop: Stop) -> None:
    refused: WizardError | None = None
    try:
        for event in events(stop):
            screen.post_message(Happened(event))
    except WizardError as error:
        refused = error
    finally:
        screen.post_message(Ended(refused))
