"""Several numbers in the whole wizard: from the marks in the list to the report, and back without losing anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.screens.host import settle, shown
from tests.worlds import EMPTY_NUMBER, OTHER_NUMBER, world
from tui import use_cases
from tui.app import Start, WizardApp
from tui.engine.scope import LOCAL
from tui.flow import Draft
from tui.i18n import Message
from tui.store.inventory import Inventory
from tui.use_cases import Services


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3")


class Hand:
    """A person at the wizard, who waits for what they read."""

    def __init__(self, app: Any, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    @property
    def text(self) -> str:
        return shown(self.app)

    async def sees(self, words: str) -> None:
        await settle(self.pilot, lambda: words in self.text)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def marks_both_and_chooses_the_conference(self) -> None:
        await self.sees("Which number do you want to configure?")
        await self.press("f7", "f7")
        await self.sees("2 numbers marked")
        await self.press("enter")
        await self.sees("What should these numbers do?")
        await self.press("down", "down", "enter")
        await self.sees("Conference: settings")
        await self.press("4", "7", "1", "1")


@asynccontextmanager
async def wizard(services: Services) -> AsyncIterator[Hand]:
    journal: Any = services.journal
    app: Any = WizardApp(Start(Inventory(journal._database, LOCAL), Message("Training"), lambda: services))
    async with app.run_test(size=(80, 24)) as pilot:
        yield Hand(app, pilot)


async def test_from_the_marks_to_the_report_and_back_to_a_list_without_marks(services: Services) -> None:
    async with wizard(services) as hand:
        await hand.marks_both_and_chooses_the_conference()
        assert "2 numbers" in hand.text.splitlines()[0]
        await hand.press("f5")
        await hand.sees("[ Configure ]")
        await hand.press("enter")
        await hand.sees("How it ended")
        await hand.press("enter")
        await hand.sees("Which number do you want to configure?")
        assert "marked" not in hand.text
    for number in (EMPTY_NUMBER, OTHER_NUMBER):
        assert use_cases.open_number(services, number).kind == "conference"
    assert services.journal.drafts() == []


async def test_back_to_the_list_and_forward_again_nothing_is_lost(services: Services) -> None:
    async with wizard(services) as hand:
        await hand.marks_both_and_chooses_the_conference()
        await hand.press("f5")
        await hand.sees("[ Configure ]")
        await hand.press("escape")
        await hand.sees("Conference: settings")
        await hand.press("escape")
        await hand.sees("What should these numbers do?")
        await hand.press("escape")
        await hand.sees("2 numbers marked")
        await hand.press("enter")
        await hand.sees("What should these numbers do?")
        await hand.press("enter")
        await hand.sees("Conference: settings")
        await hand.press("f6")
        await hand.sees("4711")
    assert services.journal.runs() == []


async def test_what_was_typed_for_one_number_is_there_for_several_of_which_it_is_the_first(
    services: Services,
) -> None:
    kept = Draft.opening(EMPTY_NUMBER, configured=False).answering({})
    typed = Draft(**{**vars(kept), "kind": "conference"}).answering({"pin": "2024"})
    services.journal.save_draft(EMPTY_NUMBER, typed.dump())
    async with wizard(services) as hand:
        await hand.sees("A draft on 01 99 00 10 01")
        await hand.press("f7", "f7", "enter")
        await hand.sees("What should these numbers do?")
        await hand.press("down", "down", "enter")
        await hand.sees("Conference: settings")
        await hand.press("f6")
        await hand.sees("2024")


async def test_a_number_alone_is_opened_as_ever_beside_a_draft_of_several(services: Services) -> None:
    async with wizard(services) as hand:
        await hand.marks_both_and_chooses_the_conference()
        await hand.press("escape")
        await hand.sees("What should these numbers do?")
        await hand.press("escape")
        await hand.sees("2 numbers marked")
        await hand.press("home", "f8")
        await hand.press("enter")
        await hand.sees("What should this number do?")
        assert "01 99 00 10 01" in hand.text.splitlines()[0]
        await hand.press("escape")
        await hand.sees("A draft on 2 numbers is waiting")
        await hand.press("f9")
        await hand.sees("Conference")
    (draft,) = [Draft.load(body) for _key, body, _updated in services.journal.drafts()]
    assert (draft.numbers, draft.answers["conference"]["pin"]) == ((EMPTY_NUMBER, OTHER_NUMBER), "4711")


async def test_what_is_wrong_on_every_number_leads_back_to_the_form(services: Services) -> None:
    async with wizard(services) as hand:
        await hand.sees("Which number do you want to configure?")
        await hand.press("f7", "f7", "enter")
        await hand.sees("What should these numbers do?")
        await hand.press("enter")
        await hand.sees("Call redirection: settings")
        await hand.press("0", *EMPTY_NUMBER[4:], "f5")
        await hand.sees("A number cannot lead to itself")
        await hand.press("escape")
        await hand.sees("Call redirection: settings")
    assert services.journal.runs() == []
