"""The page for what takes longer than a moment goes when that is there, whenever that is."""

from tests.screen_host import at, until
from tui.i18n import Message
from tui.screens.busy import BusyScreen

WORDS = Message("One moment…")


async def test_what_is_there_before_the_page_is_does_not_leave_it_waiting() -> None:
    told: list[bool | None] = []
    async with at(BusyScreen(WORDS)) as hand:
        page = BusyScreen(WORDS)
        page.finish()
        await hand.app.push_screen(page, told.append)
        await until(hand, lambda _text: told == [True])


async def test_what_comes_while_help_lies_over_the_page_is_there_after_it() -> None:
    page = BusyScreen(WORDS)
    async with at(page) as hand:
        await hand.press("f1")
        page.finish()
        assert hand.outcome is None
        await hand.press("escape")
        await until(hand, lambda _text: hand.outcome is True)


async def test_who_does_not_wait_is_not_called_back() -> None:
    page = BusyScreen(WORDS)
    async with at(page) as hand:
        await hand.press("escape")
        page.finish()
        await until(hand, lambda _text: hand.outcome is False)
