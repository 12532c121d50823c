"""Beside the walk through the steps: unfinished work, the history of all runs, and undoing one of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, assert_never

from textual.app import App

from tui import undo, use_cases
from tui.engine.errors import NumberHeld, Stopped
from tui.engine.plan import Plan
from tui.engine.ports import Claim, Run
from tui.engine.runner import Event
from tui.engine.runner import Finished as RunFinished
from tui.flow import CarryOn, History, Quit, Undo
from tui.i18n import N_, Message
from tui.screens.busy import in_thread
from tui.screens.history import HistoryScreen
from tui.signals import Stop
from tui.telephony import values
from tui.telephony.services import find_number
from tui.times import since
from tui.use_cases import Proposal, Services
from tui.words import title_of

if TYPE_CHECKING:
    from tui.screens.review import ReviewScreen
    from tui.screens.review_work import Work


async def leave(app: App[Any], services: Services, runs: Sequence[Run]) -> None:
    """Leave runs as they are; in a thread, for the documents of their uploads are deleted on the platform."""

    def work() -> None:
        for run in runs:
            use_cases.leave(services, run)

    with suppress(Stopped):
        await in_thread(app, work, Message(N_("One moment…")))


class Aside:
    """What is done with runs, whichever number is open; `place` says where calls go, translated.

    Its methods answer whether the user is still there, and not on the way out. `stop` is that of the run under way.
    """

    def __init__(self, app: App[Any], services: Services, place: str) -> None:
        self._app = app
        self._services = services
        self._place = place
        self.stop = Stop()

    # --- what a screen of step 3 has done for it

    def work(self, propose: Callable[[], Proposal], claims: tuple[Claim, ...] = ()) -> "Work":
        """A plan to make and to carry out, with `claims` that are held already."""
        from tui.screens.review_work import Work

        def apply(proposal: Proposal, stop: Stop) -> Iterator[Event]:
            return self._watched(use_cases.start(self.stopping(stop), proposal, claims))

        def resume(run: Run, stop: Stop) -> Iterator[Event]:
            return self._watched(use_cases.carry_on(self.stopping(stop), run, claims))

        return Work(propose, apply, resume, title_of, self._services.clock.now)

    def stopping(self, stop: Stop) -> Services:
        """The services of the work under way, which ends when `stop` is asked for."""
        self.stop = stop
        return self._services.stopping(stop)

    def _watched(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of a run; once it is over the journal remembers it, and the draft has served."""
        for event in events:
            served = isinstance(event, RunFinished) and event.run.state in ("done", "partial")
            if served and event.run.intent.undoes is None:
                self._services.journal.discard_draft(event.run.intent.service_name)
            yield event

    # --- unfinished work

    async def offer(self, run: Run) -> bool:
        """Ask what to do with a run that was cut off."""
        from tui.screens.resume import ResumeDialog

        def missing() -> Plan:
            return use_cases.missing(self._services, run)

        match await self._app.push_screen_wait(ResumeDialog(run, missing, title_of)):
            case "leave":
                await leave(self._app, self._services, (run,))
            case "continue":
                return await self._carry_on(run, ())
            case "undo":
                return await self._undo(run, ())
            case None:
                pass
        return True

    async def _carry_on(self, run: Run, claims: tuple[Claim, ...]) -> bool:
        from tui.screens.review import ReviewScreen

        work = self.work(lambda: self._again(run), claims)
        name = run.intent.service_name
        return await self._reviewed(
            ReviewScreen(work, name, unfinished=run, exchange_word=self._place), claims
        )

    def _again(self, run: Run) -> Proposal:
        """A new plan towards what an unfinished run was to reach, from what the number has now."""
        intent = run.intent
        number = find_number(self._services.exchange, intent.service_name)
        if intent.undoes is not None:
            return undo.propose(self._services, number, self._services.journal.run(intent.undoes))
        return use_cases.propose(self._services, number, intent.kind, intent.settings)

    # --- history and undo

    async def lead(
        self, outcome: History | Undo, service_name: str = "", claims: tuple[Claim, ...] = ()
    ) -> bool:
        """Go where a screen leads aside; whether that changed nothing, so that what was open is as it was."""
        if isinstance(outcome, Undo):
            await self._undo(self._services.journal.run(outcome.run), claims)
            return False
        return not await self.history(values.display(service_name) if service_name else "", claims)

    async def history(self, search: str = "", claims: tuple[Claim, ...] = ()) -> bool:
        """Show what was applied until the user goes back; whether a run was carried out, or the user left."""
        journal, worked, stays = self._services.journal, False, True
        older: int | None = None
        while stays:
            screen = HistoryScreen(
                journal, journal.as_it_stands, self._services.scope, self._place, search, older
            )
            answer = await self._app.push_screen_wait(screen)
            search, older = screen.left_with()
            match answer:
                case CarryOn(run):
                    worked, stays = True, await self._carry_on(journal.run(run), claims)
                case Undo(run):
                    worked, stays = True, await self._undo(journal.run(run), claims)
                case Quit():
                    self._app.exit()
                    return True
                case None:
                    return worked
                case _:
                    assert_never(answer)
        return True

    async def _undo(self, run: Run, claims: tuple[Claim, ...]) -> bool:
        from tui.screens.review import ReviewScreen

        name = run.intent.service_name

        def propose() -> Proposal:
            holder = self._services.journal.holder(name)
            if holder is not None:
                # Said at once: while somebody else is changing the number a plan would tell nothing.
                moment = since(holder.since, self._services.clock.now())
                number = values.display(name)
                raise NumberHeld(owner=holder.owner, host=holder.host, number=number, since=moment)
            return undo.propose(self._services, find_number(self._services.exchange, name), run)

        return await self._reviewed(
            ReviewScreen(self.work(propose, claims), name, exchange_word=self._place), claims
        )

    async def _reviewed(self, screen: "ReviewScreen", claims: tuple[Claim, ...]) -> bool:
        outcome = await self._app.push_screen_wait(screen)
        if isinstance(outcome, Undo):
            return await self._undo(self._services.journal.run(outcome.run), claims)
        if isinstance(outcome, Quit):
            self._app.exit()
        return not isinstance(outcome, Quit)
