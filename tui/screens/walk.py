"""The walk through the steps: which screen is open, what is kept of its answers, who holds the number.

One coroutine, run as the app's only flow worker. Screens answer with outcomes; the walk stores the draft, asks
`tui.flow` for the next step, and opens it. Reading and storing happen in threads. This module alone ties the screens to
the use cases; it knows no configuration by name.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from textual.app import App
from textual.screen import Screen

from tui import use_cases
from tui.configurations import catalogue
from tui.engine.errors import NumberHeld, Stopped, Unforeseen, WizardError
from tui.engine.plan import Plan
from tui.engine.ports import Claim, Run
from tui.engine.runner import Event
from tui.engine.runner import Finished as RunFinished
from tui.faults import fault_of
from tui.flow import (
    Back,
    Choose,
    Draft,
    Finished,
    Forward,
    Intention,
    Left,
    Outcome,
    Quit,
    Resume,
    Step,
    back,
    forward,
)
from tui.forms import Answers
from tui.i18n import N_, Message
from tui.screens.busy import in_thread
from tui.screens.number import Numbers, NumberScreen
from tui.signals import Stop
from tui.telephony import values
from tui.use_cases import Configured, Proposal, Services

if TYPE_CHECKING:
    from tui.screens.review_work import Work

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """The number on the table: as it was read, and our claim; `holder` says who has it while we only look."""

    configured: Configured
    claim: Claim | None
    holder: str = ""

    @property
    def name(self) -> str:
        """The service name."""
        return self.configured.number.service_name

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What we hold, for the runs that are started from here."""
        return () if self.claim is None else (self.claim,)


class Walk:
    """The flow worker of `app`; `run` ends when the user leaves. `numbers` is the inventory as the list reads it."""

    def __init__(
        self,
        app: App[Any],
        services: Services,
        numbers: Numbers,
        place: Message,
        number: str | None = None,
        expert: bool = False,
    ) -> None:
        self._app = app
        self._services = services
        self._numbers = numbers
        self._place = place
        self._number = number
        self._expert = expert
        self._stop = Stop()
        # One thread, so that what is stored keeps the order in which it was typed.
        self._store = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, left: Left | None = None) -> None:
        """Number after number, until the user leaves; `left` is how a first list was left, if there was one."""
        number, self._number = self._number, None
        if number is not None:
            await self._open(number)
        elif left is None and (runs := use_cases.unfinished(self._services)):
            await self._offer(runs[0])
        search, cursor = "", None
        while True:
            outcome, search, cursor = left or await self._choose(search, cursor)
            left = None
            match outcome:
                case Quit():
                    self._app.exit()
                    return
                case Choose(service_name):
                    await self._open(service_name)
                case Resume():
                    await self._take_up()
                case _:
                    assert_never(outcome)

    def force(self, signum: int) -> None:
        """End an apply under way as soon as its call has come back."""
        self._stop.force(signum)

    @property
    def _word(self) -> str:
        """Where calls go, for the line on top."""
        return str(self._place)

    async def train(self) -> None:
        """Ask what is to go wrong next, and arrange it."""
        from tui.screens.dialogs import TrainingDialog

        training = self._services.training
        if training is None:
            return
        mishap = await self._app.push_screen_wait(TrainingDialog(training.pending()))
        if mishap is not None:
            await asyncio.to_thread(training.next, mishap)

    def close(self) -> None:
        """Wait until all that was typed is stored."""
        self._store.shutdown(wait=True)

    # --- step 1: a number, or what was left unfinished

    async def _choose(self, search: str, cursor: str | None) -> Left:
        notices = [str(each) for each in use_cases.notices(self._services)]
        screen = NumberScreen(
            self._numbers, catalogue.state_words, catalogue.groups, self._word, notices, search, cursor
        )
        return await self._app.push_screen_wait(screen), *screen.left_with()

    async def _take_up(self) -> None:
        """The oldest unfinished run, else the newest draft."""
        if runs := use_cases.unfinished(self._services):
            await self._offer(runs[0])
        elif drafts := self._services.journal.drafts():
            await self._open(drafts[0][0])

    async def _offer(self, run: Run) -> None:
        from tui.screens.resume import ResumeDialog
        from tui.screens.review import ReviewScreen

        def missing() -> Plan:
            return use_cases.missing(self._services, run)

        answer = await self._app.push_screen_wait(ResumeDialog(run, missing, self._type_title))
        if answer == "leave":
            use_cases.leave(self._services, run)
        elif answer == "continue":
            name = run.intent.service_name
            screen = ReviewScreen(
                self._work(lambda: self._proposal_of(run), ()), name, unfinished=run, exchange_word=self._word
            )
            if await self._app.push_screen_wait(screen) == Quit():
                self._app.exit()

    async def _open(self, text: str) -> None:
        """Read a number, hold it, and walk its steps until the user is back at the list."""
        try:
            opened = await self._read(text)
            if opened is None:
                return
        except Stopped:
            return
        except WizardError as error:
            await self._tell(error)
            return
        try:
            await self._steps(opened, self._draft(opened))
        finally:
            if opened.claim is not None:
                self._services.journal.release(opened.claim)

    async def _read(self, text: str) -> Opened | None:
        from tui.screens.dialogs import HeldDialog

        words = Message(N_("Reading {number}…"), {"number": values.display(text)})
        configured = await self._call(lambda: use_cases.open_number(self._services, text), words)
        name = configured.number.service_name
        journal = self._services.journal
        try:
            return Opened(configured, await self._call(lambda: journal.claim(name), words))
        except NumberHeld as error:
            who = fault_of(error).what
            answer = await self._app.push_screen_wait(HeldDialog(who))
        if answer == "look":
            return Opened(configured, None, str(who))
        if answer == "take over":
            return Opened(configured, await self._call(lambda: journal.claim(name, take_over=True), words))
        return None

    def _draft(self, opened: Opened) -> Draft:
        """The stored draft where it still fits the number, else a new one that keeps what was typed."""
        kind, configured = opened.configured.kind, opened.configured.number.feature_type != "empty"
        fresh = Draft.opening(opened.name, configured, self._expert)
        if opened.claim is None:
            return replace(fresh, step=Step.CARD)
        try:
            stored = Draft.load(self._services.journal.draft(opened.name) or "")
        except ValueError:
            return fresh
        fits = stored.configured == configured and (
            stored.intention is not Intention.EDIT or stored.kind == kind
        )
        return stored if fits else replace(fresh, answers=stored.answers, expert=stored.expert)

    # --- steps 2 and 3

    async def _steps(self, opened: Opened, draft: Draft) -> None:
        while draft.step is not Step.NUMBER:
            self._keep(draft)
            screen = await self._screen(opened, draft)
            outcome: Outcome = await self._app.push_screen_wait(screen)
            match outcome:
                case Forward(answered):
                    draft = forward(answered, self._has_form(answered))
                case Back(answered):
                    draft = back(answered, self._has_form(answered))
                case Finished():
                    return
                case Quit():
                    self._app.exit()
                    return
                case _:
                    assert_never(outcome)
            self._expert = draft.expert
        if draft.kind is None:
            self._later(lambda: self._services.journal.discard_draft(draft.service_name))

    def _has_form(self, draft: Draft) -> bool:
        return draft.kind is not None and catalogue.by_kind(draft.kind).module is not None

    async def _screen(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        match draft.step:
            case Step.CARD:
                return await self._card(opened, draft)
            case Step.CONFIGURATION:
                return self._configuration(opened, draft)
            case Step.SETTINGS:
                return await self._settings(opened, draft)
            case Step.REVIEW:
                return self._review(opened, draft)
            case Step.NUMBER:
                raise ValueError(draft.step)
            case _:
                assert_never(draft.step)

    async def _card(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.card import CardScreen

        configured = opened.configured
        slice_ = await self._slice(configured.kind)
        form = None if slice_ is None else slice_.FORM
        title = catalogue.title(configured.number.feature_type)
        return CardScreen(configured, form, title, draft, opened.holder, exchange_word=self._word)

    def _configuration(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.configuration import ConfigurationScreen

        current = opened.configured.kind
        return ConfigurationScreen(
            catalogue.CONFIGURATIONS, catalogue.SUPPORT, current, draft, self._word, on_change=self._keep
        )

    async def _settings(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.settings import SettingsScreen
        from tui.screens.sources import sources

        kind = draft.kind or ""
        slice_ = await self._slice(kind)
        if slice_ is None:
            raise ValueError(kind)
        return SettingsScreen(
            draft,
            slice_.FORM,
            Message(catalogue.by_kind(kind).title),
            draft.answers.get(kind) or self._initial(opened, draft, slice_),
            sources(self._services, opened.configured, kind),
            on_change=lambda answers: self._keep(draft.answering(answers)),
            exchange_word=self._word,
        )

    def _initial(self, opened: Opened, draft: Draft, slice_: catalogue.Slice) -> Answers:
        """What the number has now, where it is this configuration; else a form that nobody has touched."""
        settings = opened.configured.settings
        if settings is None or opened.configured.kind != draft.kind:
            return slice_.FORM.untouched()
        return slice_.FORM.answers(settings)

    def _review(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.review import ReviewScreen

        number = opened.configured.number

        def propose() -> Proposal:
            kind = None if draft.intention is Intention.REMOVE else draft.kind
            slice_ = None if kind is None else catalogue.load(kind)
            settings = None
            if kind is not None and slice_ is not None:
                answers = draft.answers.get(kind) or self._initial(opened, draft, slice_)
                settings = use_cases.settings_from(kind, slice_.FORM.settings(answers))
            return use_cases.propose(
                self._services, use_cases.read_again(self._services, number), kind, settings
            )

        return ReviewScreen(
            self._work(propose, opened.claims),
            opened.name,
            draft=draft,
            exchange_word=self._word,
            subject=number.description,
        )

    def _work(self, propose: Callable[[], Proposal], claims: tuple[Claim, ...]) -> "Work":
        from tui.screens.review_work import Work

        def apply(proposal: Proposal, stop: Stop) -> Iterator[Event]:
            return self._watched(use_cases.start(self._stopping(stop), proposal, claims))

        def resume(run: Run, stop: Stop) -> Iterator[Event]:
            return self._watched(use_cases.carry_on(self._stopping(stop), run, claims))

        return Work(propose, apply, resume, self._type_title, self._services.clock.now)

    def _proposal_of(self, run: Run) -> Proposal:
        """A new plan towards what an unfinished run was to reach, from what the number has now."""
        intent = run.intent
        number = use_cases.open_number(self._services, intent.service_name).number
        return use_cases.propose(self._services, number, intent.kind, intent.settings)

    # --- small pieces

    def _watched(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of a run; once it is over the journal remembers it, and the draft has served."""
        for event in events:
            if isinstance(event, RunFinished) and event.run.state in ("done", "partial"):
                self._services.journal.discard_draft(event.run.intent.service_name)
            yield event

    def _stopping(self, stop: Stop) -> Services:
        self._stop = stop
        return replace(self._services, stop=stop)

    async def _slice(self, kind: str | None) -> catalogue.Slice | None:
        """The slice of a kind; its first import takes a moment."""
        if kind is None:
            return None
        return await self._call(lambda: catalogue.load(kind), Message(N_("One moment…")))

    @staticmethod
    def _type_title(feature_type: str) -> str:
        return str(catalogue.title(feature_type))

    def _keep(self, draft: Draft) -> None:
        if draft.kind is not None or draft.answers:
            self._later(lambda: self._services.journal.save_draft(draft.service_name, draft.dump()))

    def _later(self, store: Callable[[], None]) -> None:
        self._store.submit(store).add_done_callback(self._stored)

    def _stored(self, future: Future[None]) -> None:
        error = future.exception()
        if error is not None:
            fault = fault_of(error if isinstance(error, WizardError) else Unforeseen(error))
            self._app.notify(f"{fault.what} {fault.mend}", severity="error", markup=False)

    async def _tell(self, error: WizardError) -> None:
        from tui.screens.dialogs import FaultDialog

        await self._app.push_screen_wait(FaultDialog(fault_of(error)))

    async def _call(self, work: Callable[[], T], words: Message) -> T:
        return await in_thread(self._app, work, words)
