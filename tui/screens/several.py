"""Several numbers at once: one choice, one form, one review of all of them; and what was cut off of that.

The steps and their screens are those of a single number; only the review is another one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from tui import bulk, use_cases
from tui.bulk import BulkReport, Happening, Prospect
from tui.configurations import catalogue
from tui.engine.ports import Run
from tui.flow import Draft, Outcome, Quit, Step
from tui.i18n import N_, Message
from tui.screens.aside import leave
from tui.screens.busy import in_thread
from tui.screens.steps import Drafts, walk
from tui.signals import Stop
from tui.telephony.services import Number
from tui.use_cases import Configured, Proposal, Services
from tui.words import title_of

if TYPE_CHECKING:
    from tui.screens.bulk_work import BulkWork


class Several:
    """The walk with several numbers. `stopping` gives services whose work ends when a Stop is asked for."""

    def __init__(
        self,
        app: App[Any],
        services: Services,
        word: str,
        drafts: Drafts,
        stopping: Callable[[Stop], Services],
    ) -> None:
        self._app = app
        self._services = services
        self._word = word
        self._drafts = drafts
        self._stopping = stopping

    async def set_up(self, numbers: Sequence[str], expert: bool) -> Draft:
        """Walk the steps for these numbers until the user is back at the list; the draft as it was left."""
        return await walk(self._app, self._drafts, self._draft(tuple(numbers), expert), self._screen)

    def agreed_with(self, run: Run) -> list[Run]:
        """The unfinished runs that were agreed to at once with this one, which is among them."""
        together = [each for each in use_cases.unfinished(self._services) if each.bulk == run.bulk]
        return together if run.bulk is not None else [run]

    async def offer(self, runs: Sequence[Run]) -> None:
        """What of several numbers was cut off, or not begun: carry it on, or leave it as it is."""
        from tui.screens.bulk import BulkScreen
        from tui.screens.resume import ResumeManyDialog

        answer = await self._app.push_screen_wait(ResumeManyDialog(runs))
        if answer == "leave":
            await leave(self._app, self._services, runs)
        elif answer == "continue":
            names = [run.intent.service_name for run in runs]
            screen = BulkScreen(self._work(None), names, runs=runs, exchange_word=self._word)
            if await self._app.push_screen_wait(screen) == Quit():
                self._app.exit()

    def _draft(self, numbers: tuple[str, ...], expert: bool) -> Draft:
        """The stored draft of these numbers, else a new one with what was typed, for others or for the first alone."""
        fresh = replace(Draft.opening(numbers[0], configured=False, expert=expert), numbers=numbers)
        drafts = map(self._services.journal.draft, (fresh.key, fresh.service_name))
        try:
            stored = Draft.load(next(filter(None, drafts), ""))
        except ValueError:
            return fresh
        return stored if stored.numbers == numbers else replace(fresh, answers=stored.answers)

    async def _screen(self, draft: Draft) -> Screen[Outcome]:
        match draft.step:
            case Step.CONFIGURATION:
                from tui.screens.configuration import ConfigurationScreen

                rows, support = catalogue.CONFIGURATIONS, catalogue.SUPPORT
                return ConfigurationScreen(
                    rows, support, None, draft, self._word, on_change=self._drafts.keep
                )
            case Step.SETTINGS:
                return await self._settings(draft)
            case Step.REVIEW:
                from tui.screens.bulk import BulkScreen

                return BulkScreen(self._work(draft), draft.numbers, draft=draft, exchange_word=self._word)
        raise ValueError(draft.step)

    async def _settings(self, draft: Draft) -> Screen[Outcome]:
        from tui.screens.settings import SettingsScreen
        from tui.screens.sources import sources

        kind = draft.kind or ""
        slice_ = await in_thread(self._app, lambda: catalogue.load(kind), Message(N_("One moment…")))
        if slice_ is None:
            raise ValueError(kind)
        form = slice_.FORM
        # Of what the numbers have, nothing is common to all of them: sounds are those of the store.
        nothing = Configured(Number("", draft.service_name, "", "empty"), None, None, True)
        return SettingsScreen(
            draft,
            form,
            Message(catalogue.by_kind(kind).title),
            draft.answers.get(kind) or form.untouched(),
            sources(self._services, nothing, kind, {}),
            on_change=lambda answers: self._drafts.keep(draft.answering(answers)),
            exchange_word=self._word,
        )

    def _work(self, draft: Draft | None) -> "BulkWork":
        from tui.screens.bulk_work import BulkWork

        def foresee(stop: Stop) -> Iterator[Prospect]:
            if draft is None or draft.kind is None:
                return
            slice_ = catalogue.load(draft.kind)
            form = None if slice_ is None else slice_.FORM
            answers = None if form is None else draft.answers.get(draft.kind) or form.untouched()
            given = None if form is None or answers is None else form.settings(answers)
            for each in bulk.prospects(self._stopping(stop), draft.numbers, draft.kind, given):
                yield each
                if stop.after_step:
                    return

        def apply(proposals: Sequence[Proposal], keeps_going: bool, stop: Stop) -> Iterator[Happening]:
            return self._watched(bulk.apply(self._stopping(stop), proposals, keeps_going), draft)

        def resume(runs: Sequence[Run], stop: Stop) -> Iterator[Happening]:
            now = {run.id: run for run in self._services.journal.unfinished()}
            left = [now[run.id] for run in runs if run.id in now]
            return bulk.resume(self._stopping(stop), left)

        return BulkWork(foresee, apply, resume, title_of, self._services.clock.now)

    def _watched(self, events: Iterator[Happening], draft: Draft | None) -> Iterator[Happening]:
        """The events; once what was agreed to is stored, the draft has served."""
        for event in events:
            stored = isinstance(event, BulkReport) and any(each.run is not None for each in event.results)
            if stored and draft is not None:
                self._services.journal.discard_draft(draft.key)
            yield event
