"""From step to step: which screen is open, and what is kept of the answers, whoever walks and whatever is set up."""

from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, assert_never

from textual.app import App
from textual.screen import Screen

from tui.configurations import catalogue
from tui.engine.errors import Unforeseen, WizardError
from tui.engine.ports import Journal
from tui.faults import fault_of
from tui.flow import Back, Draft, Finished, Forward, History, Outcome, Quit, Step, Undo, back, forward


class Drafts:
    """Stores drafts in the journal, in a thread; what goes wrong is shown by `app`."""

    def __init__(self, app: App[Any], journal: Journal) -> None:
        self._app = app
        self._journal = journal
        # One thread, so that what is stored keeps the order in which it was typed.
        self._store = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def keep(self, draft: Draft) -> None:
        """Store a draft, once there is something in it."""
        if draft.kind is not None or draft.answers:
            self._later(lambda: self._journal.save_draft(draft.key, draft.dump()))

    def discard(self, draft: Draft) -> None:
        """Forget a draft."""
        self._later(lambda: self._journal.discard_draft(draft.key))

    def close(self) -> None:
        """Wait until all is stored."""
        self._store.shutdown(wait=True)

    def _later(self, store: Callable[[], None]) -> None:
        self._store.submit(store).add_done_callback(self._stored)

    def _stored(self, future: Future[None]) -> None:
        error = future.exception()
        if error is not None:
            fault = fault_of(error if isinstance(error, WizardError) else Unforeseen(error))
            self._app.notify(f"{fault.what} {fault.mend}", severity="error", markup=False)


async def _nowhere(_outcome: Undo | History) -> bool:
    return True


async def walk(
    app: App[Any],
    drafts: Drafts,
    draft: Draft,
    screen_of: Callable[[Draft], Awaitable[Screen[Outcome]]],
    aside: Callable[[Undo | History], Awaitable[bool]] = _nowhere,
) -> Draft:
    """Open the screen of each step until the user is back at the list, or leaves; the draft as it was then.

    `aside` goes where a screen leads beside the steps; it answers whether they are as they were, to go on there.
    """
    while draft.step is not Step.NUMBER:
        drafts.keep(draft)
        outcome: Outcome = await app.push_screen_wait(await screen_of(draft))
        match outcome:
            case Forward(answered):
                draft = forward(answered, _has_form(answered))
            case Back(answered):
                draft = back(answered, _has_form(answered))
            case Undo() | History():
                if not await aside(outcome):
                    return draft
            case Finished():
                return draft
            case Quit():
                app.exit()
                return draft
            case _:
                assert_never(outcome)
    if draft.kind is None:
        drafts.discard(draft)
    return draft


def _has_form(draft: Draft) -> bool:
    return draft.kind is not None and catalogue.by_kind(draft.kind).module is not None
