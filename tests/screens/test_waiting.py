"""Where a call has to wait, for the platform or for its turn, the screen says so."""

from collections.abc import Iterator
from threading import Event

import pytest

from tests.screen_host import at, until
from tui.engine.errors import UnknownNumber
from tui.engine.runner import Event as RunEvent
from tui.i18n import Message
from tui.screens import busy, review
from tui.screens.busy import BusyScreen
from tui.screens.review import ReviewScreen
from tui.screens.review_work import Work
from tui.use_cases import Proposal

ATTEMPT = "Waiting for the platform, attempt 2 of 5."


async def test_the_busy_page_says_what_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "_BEAT", 0.02)
    async with at(BusyScreen(Message("Reading 01 99 00 10 01…"))) as hand:
        assert "attempt" not in hand.text
        hand.app.waiting = lambda: Message(ATTEMPT)
        await until(hand, lambda text: ATTEMPT in text)
        hand.app.waiting = lambda: None
        await until(hand, lambda text: ATTEMPT not in text)


async def test_a_plan_that_takes_its_time_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "_BEAT", 0.02)
    may_answer = Event()

    def propose() -> Proposal:
        may_answer.wait(20)
        raise UnknownNumber(number="0199001001")

    def nothing(*_given: object) -> Iterator[RunEvent]:
        return iter(())

    work = Work(propose, nothing, nothing, str)
    async with at(ReviewScreen(work, "0033199001001")) as hand:
        await until(hand, lambda text: "Reading the number…" in text)
        hand.app.waiting = lambda: Message(ATTEMPT)
        await until(hand, lambda text: ATTEMPT in text)
        may_answer.set()
        await until(hand, lambda text: "is not a number of this account" in text)
        assert ATTEMPT not in hand.text
