"""The walk through the steps: which screen is open, what is kept of its answers, who holds the number.

One coroutine, run as the app's only flow worker. Screens answer with outcomes; the walk stores the draft, asks
`tui.flow` for the next step, and opens it. Reading and storing happen in threads. This module alone ties the screens to
the use cases; it knows no configuration by name.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from textual.app import App
from textual.screen import Screen

from tui import use_cases
from tui.configurations import catalogue
from tui.engine.errors import NumberHeld, Stopped, WizardError
from tui.engine.ports import Claim, Run
from tui.faults import fault_of
from tui.flow import (
    Choose,
    ChooseMany,
    Draft,
    History,
    Intention,
    Left,
    Outcome,
    Place,
    Quit,
    Resume,
    Step,
    Undo,
    numbers_of,
)
from tui.forms import Answers
from tui.i18n import N_, Message
from tui.screens.aside import Aside
from tui.screens.busy import in_thread
from tui.screens.number import Numbers, NumberScreen
from tui.screens.steps import Drafts, walk
from tui.telephony import values
from tui.telephony.findings import Report
from tui.use_cases import Configured, Proposal, Services

if TYPE_CHECKING:
    from tui.screens.several import Several

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """The number on the table: as it was read, and our claim; `holder` says who has it while we only look."""

    configured: Configured
    claim: Claim | None
    holder: str = ""
    reports: dict[str, Report] = field(default_factory=dict)
    """What was found in the documents that were looked at, by their addresses."""

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
        self._aside = Aside(app, services, str(place))
        self._drafts = Drafts(app, services.journal)

    async def run(self, left: Left | None = None) -> None:
        """Number after number, until the user leaves; `left` is how a first list was left, if there was one."""
        number, self._number = self._number, None
        if number is not None:
            await self._open(number)
        elif left is None and (runs := use_cases.unfinished(self._services)):
            await self._offer(runs[0])
        place = Place()
        while True:
            outcome, place = left or await self._choose(place)
            left = None
            match outcome:
                case Quit():
                    self._app.exit()
                    return
                case Choose(service_name):
                    await self._open(service_name)
                case ChooseMany(names):
                    if await self._set_up(names):
                        place = replace(place, marked=())
                case Resume():
                    await self._take_up()
                case History():
                    await self._aside.history()
                case _:
                    assert_never(outcome)

    def force(self, signum: int) -> None:
        """End an apply under way as soon as its call has come back."""
        self._aside.stop.force(signum)

    @property
    def _several(self) -> "Several":
        from tui.screens.several import Several

        return Several(self._app, self._services, self._word, self._drafts, self._aside.stopping)

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
        self._drafts.close()

    # --- step 1: a number, or what was left unfinished

    async def _choose(self, place: Place) -> Left:
        notices = [str(each) for each in use_cases.notices(self._services)]
        screen = NumberScreen(
            self._numbers, catalogue.state_words, catalogue.groups, self._word, notices, place
        )
        return await self._app.push_screen_wait(screen), screen.left_with()

    async def _take_up(self) -> None:
        """The oldest unfinished run, else the newest draft."""
        if runs := use_cases.unfinished(self._services):
            await self._offer(runs[0])
        elif drafts := self._services.journal.drafts():
            name, body, _updated = drafts[0]
            await (self._set_up(names) if (names := numbers_of(body)) else self._open(name))

    async def _set_up(self, names: Sequence[str]) -> bool:
        """Set several numbers up; whether that came to its end, and the user did not just go back."""
        draft = await self._several.set_up(names, self._expert)
        self._expert = draft.expert
        return draft.step is not Step.NUMBER

    async def _offer(self, run: Run) -> None:
        together = self._several.agreed_with(run)
        await (self._several.offer(together) if len(together) > 1 else self._aside.offer(run))

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
        async def aside(outcome: Undo | History) -> bool:
            return await self._aside.lead(outcome, opened.name, opened.claims)

        left = await walk(self._app, self._drafts, draft, partial(self._screen, opened), aside)
        self._expert = left.expert

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
        from tui.screens.links import show_links

        configured = opened.configured
        slice_ = await self._slice(configured.kind)
        form = None if slice_ is None else slice_.FORM
        title = catalogue.title(configured.number.feature_type)
        card = CardScreen(configured, form, title, draft, opened.holder, exchange_word=self._word)
        card.reveal = lambda: show_links(
            self._app, opened.name, lambda: use_cases.secret_links(self._services, configured.number)
        )
        return card

    def _configuration(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.configuration import ConfigurationScreen

        current = opened.configured.kind
        return ConfigurationScreen(
            catalogue.CONFIGURATIONS,
            catalogue.SUPPORT,
            current,
            draft,
            self._word,
            on_change=self._drafts.keep,
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
            sources(self._services, opened.configured, kind, opened.reports),
            on_change=lambda answers: self._drafts.keep(draft.answering(answers)),
            exchange_word=self._word,
        )

    def _initial(self, opened: Opened, draft: Draft, slice_: catalogue.Slice) -> Answers:
        """What the number has now, where it is this configuration; else a form that nobody has touched."""
        settings = opened.configured.settings
        if settings is None or opened.configured.kind != draft.kind:
            return slice_.FORM.untouched()
        return slice_.FORM.answers(settings)

    def _review(self, opened: Opened, draft: Draft) -> Screen[Outcome]:
        from tui.screens.examining import doubts
        from tui.screens.review import ReviewScreen

        number = opened.configured.number

        def propose() -> Proposal:
            kind = None if draft.intention is Intention.REMOVE else draft.kind
            slice_ = None if kind is None else catalogue.load(kind)
            settings, doubted = None, tuple[Message, ...]()
            if kind is not None and slice_ is not None:
                answers = draft.answers.get(kind) or self._initial(opened, draft, slice_)
                settings = use_cases.settings_from(kind, slice_.FORM.settings(answers))
                doubted = tuple(doubts(slice_.FORM, answers, opened.reports))
            proposal = use_cases.propose(
                self._services, use_cases.read_again(self._services, number), kind, settings
            )
            return replace(proposal, warnings=(*doubted, *proposal.warnings))

        return ReviewScreen(
            self._aside.work(propose, opened.claims),
            opened.name,
            draft=draft,
            exchange_word=self._word,
            subject=number.description,
        )

    # --- small pieces

    async def _slice(self, kind: str | None) -> catalogue.Slice | None:
        """The slice of a kind; its first import takes a moment."""
        if kind is None:
            return None
        return await self._call(lambda: catalogue.load(kind), Message(N_("One moment…")))

    async def _tell(self, error: WizardError) -> None:
        from tui.screens.dialogs import FaultDialog

        await self._app.push_screen_wait(FaultDialog(fault_of(error)))

    async def _call(self, work: Callable[[], T], words: Message) -> T:
        return await in_thread(self._app, work, words)
