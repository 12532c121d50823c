"""A small app around one screen, and made-up runs, plans and proposals for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from queue import SimpleQueue
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.pilot import Pilot
from textual.screen import Screen

from tests.fakes import FakeClock
from tui.engine.errors import WizardError
from tui.engine.plan import Change, Plan, Step
from tui.engine.ports import Intent, Run, StepRecord
from tui.engine.resources import Snapshot
from tui.engine.runner import Ended, Event, Finished, Planned, Started, Waiting
from tui.engine.scope import Scope
from tui.engine.states import EMPTY, RunState, StepState
from tui.flow import Draft
from tui.flow import Step as Place
from tui.i18n import Message
from tui.screens.review import ReviewScreen
from tui.screens.review_work import Work
from tui.signals import Stop
from tui.telephony.services import Number
from tui.theme import DARK, PLAIN, THEMES, Colourless
from tui.use_cases import Proposal

NUMBER = "0033199001002"
LINE = "0033199004001"
ACCOUNT = "fr1001-ovh-1"
TITLES = {EMPTY: "none", "queue-type": "Call queue", "line-type": "Call redirection"}
DRAFT = Draft(NUMBER, configured=True, step=Place.REVIEW, kind="some-kind", answers={"some-kind": {"a": "b"}})
PIN = "73914"


def type_title(feature_type: str) -> str:
    """The names of the made-up feature types."""
    return TITLES.get(feature_type, f"older type: {feature_type}")


TYPE = Step(
    "change-type",
    "POST",
    f"/telephony/{ACCOUNT}/number/{NUMBER}/changeFeatureType",
    {"featureType": "line-type"},
    Message("type {title}", {"title": "Call redirection"}),
    (Change("featureType", "type", "feature-type", "queue-type", "line-type"),),
    task=True,
)
DESTINATION = Step(
    "update",
    "POST",
    f"/telephony/{ACCOUNT}/line-type/{NUMBER}/changeDestination",
    {"destination": LINE},
    Message("destination"),
    (Change("destination", "destination", "phone", None, LINE, predicted=True),),
    task=True,
)
SETTINGS = Step(
    "update",
    "PUT",
    f"/telephony/{ACCOUNT}/line-type/{NUMBER}/settings",
    {"pin": PIN, "language": "fr", "muted": True},
    Message("settings"),
    (
        Change("pin", "access PIN", "string", "1234", PIN, secret=True),
        Change("language", "language", "string", "de", "fr"),
        Change("muted", "muted on entry", "boolean", False, True),
    ),
)
SHOWN = Step(
    "update",
    "PUT",
    f"/telephony/other-account/line/{LINE}/options",
    {"displayNumber": NUMBER},
    Message("number shown by the line"),
    (Change("displayNumber", "number shown on outgoing calls", "phone", "", NUMBER),),
)
PLAN = Plan((TYPE, DESTINATION, SETTINGS, SHOWN))


def number(feature_type: str = "queue-type") -> Number:
    """A number of that type."""
    return Number(ACCOUNT, NUMBER, "Accueil", feature_type)


def intent(to_type: str = "line-type", before: str = "queue-type") -> Intent:
    """What the made-up runs are to reach."""
    return Intent(ACCOUNT, NUMBER, to_type, "some-kind", {}, Snapshot(before))


def proposal(plan: Plan = PLAN, erases: str | None = "some-queue", **more: Any) -> Proposal:
    """A plan that loses a queue, unless told otherwise."""
    title = None if erases is None else Message("Call queue")
    given: dict[str, Any] = {"effect": Message("Callers reach 01 99 00 40 01 directly."), **more}
    return Proposal(number(), intent(), plan, frozenset({NUMBER}), erases, title, **given)


class Story:
    """Makes the events of a run as the runner would, from what a test says happens; `clock` gives the times.

    As the runner's, the run of a step's events is as it was before the step; only the record is new.
    """

    def __init__(self, clock: FakeClock, plan: Plan = PLAN, to_type: str = "line-type") -> None:
        self.clock = clock
        records = tuple(StepRecord(at, step, "todo") for at, step in enumerate(plan.steps))
        scope = Scope("embedded", "local", "training")
        self.run = Run(7, scope, intent(to_type), "running", clock.now(), steps=records)
        self._before = self.run

    def change(self, at: int, **values: Any) -> StepRecord:
        """Change a step of the run."""
        record = replace(self.run.steps[at], **values)
        self.run = replace(self.run, steps=(*self.run.steps[:at], record, *self.run.steps[at + 1 :]))
        return record

    def planned(self) -> Event:
        """The steps are there."""
        return Planned(self.run)

    def started(self, at: int, attempts: int = 1) -> Event:
        """A call is about to be made."""
        self._before = self.run
        record = self.change(at, state="started", attempts=attempts, started=self.clock.now())
        return Started(self._before, record)

    def waiting(
        self, at: int | None, status: str = "doing", elapsed: float = 0.0, task: int = 90211
    ) -> Event:
        """A task is not at its end; `at` is None for one that was left open."""
        record = None if at is None else self.change(at, task=task)
        return Waiting(self._before, record, task, status, elapsed)

    def ended(self, at: int, state: StepState = "done", found: bool = False, **values: Any) -> Event:
        """A step is over."""
        record = self.change(at, state=state, ended=self.clock.now(), **values)
        return Ended(self._before, record, found)

    def finished(self, state: RunState = "done", error: WizardError | None = None) -> Event:
        """The run is over."""
        self.run = replace(self.run, state=state, ended=self.clock.now())
        return Finished(self.run, None if error is None else error.fault(), error)


class Feed:
    """A generator of events that yields what the test puts in, when the test puts it in."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Event | Exception | None] = SimpleQueue()
        self.stops: list[Stop] = []

    def put(self, *events: Event | Exception) -> None:
        """Let these happen; an exception is raised instead."""
        for event in events:
            self._queue.put(event)

    def close(self) -> None:
        """Nothing more comes."""
        self._queue.put(None)

    def events(self, stop: Stop) -> Iterator[Event]:
        """What the screen iterates."""
        self.stops.append(stop)
        while (event := self._queue.get(timeout=20)) is not None:
            if isinstance(event, Exception):
                raise event
            yield event


class Host(App[None]):
    """Shows one screen, or a dialog over an empty one, and keeps what it answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", priority=True),
        Binding("f1", "help", "help"),
    ]

    def __init__(self, screen: Screen[Any], plain: bool = False) -> None:
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = PLAIN if plain else DARK
        self.no_color = plain
        self._shown = screen
        self.answers: list[Any] = []
        self.copied: list[str] = []

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [Colourless()] if self.no_color else super().get_line_filters()

    def on_mount(self) -> None:
        self.push_screen(self._shown, self.answers.append)

    async def action_quit(self) -> None:
        """As the wizard's own app does it: the screen decides."""
        quit_ = getattr(self.screen, "action_quit", None)
        if quit_ is not None:
            quit_()

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)
        super().copy_to_clipboard(text)


def shown(app: App[Any]) -> str:
    """What stands on the screen on top, line by line."""
    return "\n".join(
        "".join(segment.text for segment in line).rstrip() for line in app.screen._compositor.render_strips()
    )


async def settle(pilot: Pilot[Any], until: Callable[[], bool]) -> None:
    """Let the app work until something is so; the thread that feeds it needs a moment."""
    for _ in range(400):
        await pilot.pause(0.01)
        if until():
            return
    raise AssertionError(shown(pilot.app))


def review(
    feed: Feed,
    clock: FakeClock,
    propose: Callable[[], Proposal] = proposal,
    **more: Any,
) -> ReviewScreen:
    """The screen over a feed; `propose` gives the plan."""
    work = Work(
        propose,
        lambda _proposal, stop: feed.events(stop),
        lambda _run, stop: feed.events(stop),
        type_title,
        clock.now,
    )
    given: Mapping[str, Any] = {
        "draft": DRAFT,
        "exchange_word": "Training",
        "subject": "Accueil",
    }
    return ReviewScreen(work, NUMBER, **{**given, **more})
