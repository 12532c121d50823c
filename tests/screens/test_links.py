"""The secret addresses of a number: its card says that there are some and shows them when asked; nobody keeps them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.configurations import call_queues, contact_centers
from tests.configurations.test_laws import apply
from tests.screen_host import HOSTILE, HOSTILE_SHOWN, NARROW, WIDE, Hand, at
from tests.worlds import world
from tui import use_cases
from tui.app import Start, WizardApp
from tui.engine.errors import NotAuthorised
from tui.i18n import Message
from tui.screens.links import LinksScreen
from tui.use_cases import Services

ADDRESSES = [f"https://www.example.com/{'x' * 60}-{n}" for n in range(3)]
LINKS = [(Message(f"Banner {n}"), address) for n, address in enumerate(ADDRESSES)]
EXCHANGES_OWN = {"object", "task", "fault"}
"""The tables that are the embedded exchange's: the platform knows its addresses."""


def dialog(links: Any = LINKS) -> LinksScreen:
    return LinksScreen(worlds.EMPTY_NUMBER, links)


def copied(hand: Hand) -> str:
    return hand.app.clipboard


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_one_address_is_in_view_and_enter_copies_it(size: tuple[int, int]) -> None:
    async with at(dialog(), size) as hand:
        assert "Secret links of 01 99 00 10 01" in hand.text
        assert copied(hand) == ""
        await hand.press("down", "enter")
        assert copied(hand) == ADDRESSES[1]
        assert "Copied, where the terminal allows it" in hand.text
        shown = "".join(line.strip() for line in hand.text.splitlines())
        assert ADDRESSES[1] in shown
        assert not any(other in shown for other in (ADDRESSES[0], ADDRESSES[2]))
        await hand.press("down")
        assert "Whoever has the address" in hand.text
        await hand.press("escape")
        assert hand.outcome is None


async def test_links_are_narrowed_down_by_typing_and_there_may_be_none_left() -> None:
    async with at(dialog()) as hand:
        await hand.type("2")
        await hand.press("enter")
        assert copied(hand) == ADDRESSES[2]
        await hand.type("z")
        assert "There is no such link." in hand.text
        await hand.press("enter")
        assert copied(hand) == ADDRESSES[2]
    async with at(dialog([])) as hand:
        assert "There is no such link." in hand.text


async def test_the_address_is_in_view_however_many_links_there_are() -> None:
    links = [(Message(f"Banner {n}"), f"{ADDRESSES[0]}{n}") for n in range(40)]
    async with at(dialog(links)) as hand:
        await hand.press("end")
        shown = "".join(line.strip() for line in hand.text.splitlines())
        assert f"{ADDRESSES[0]}39" in shown
        assert "Whoever has the address" in hand.text


async def test_a_hostile_address_is_drawn_as_it_is() -> None:
    async with at(dialog([(Message("Banner"), HOSTILE)])) as hand:
        assert HOSTILE_SHOWN in hand.text


# --- in the wizard


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    apply(services, "contact-center", contact_centers.EXAMPLE)
    return services


class Wizard(Hand):
    """A hand at the whole wizard, which keeps every picture that it has seen, and every one that could be saved."""

    def __init__(self, app: Any, pilot: Any) -> None:
        super().__init__(app, pilot)
        self.seen: list[str] = []

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips(self.app.screen.size)
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await super().press(key)
            self.seen += [self.text, self.app.export_screenshot()]

    async def sees(self, words: str) -> None:
        for _ in range(200):
            if words in self.text:
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"no {words!r} in\n{self.text}")


@asynccontextmanager
async def wizard(services: Services) -> AsyncIterator[Wizard]:
    numbers: Any = services.inventory
    app = WizardApp(Start(numbers, Message("Training"), lambda: services, number=worlds.EMPTY_NUMBER))
    async with app.run_test(size=WIDE) as pilot:
        hand = Wizard(app, pilot)
        await hand.sees("Edit the settings")
        yield hand


def addresses(services: Services) -> list[str]:
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    return [url for _title, url in use_cases.secret_links(services, number)]


def kept(store: Path) -> list[str]:
    """Every row of every table of ours."""
    connection = sqlite3.connect(store)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [
        repr(row)
        for table in tables
        if table not in EXCHANGES_OWN
        for row in connection.execute(f"SELECT * FROM {table}").fetchall()
    ]
    connection.close()
    return found


async def test_the_card_offers_links_that_are_there_and_nothing_of_them_is_kept(
    services: Services, tmp_path: Path
) -> None:
    secrets = addresses(services)
    assert len(secrets) == 2
    async with wizard(services) as hand:
        assert "2 addresses, each of which opens a page." in hand.text
        await Hand.press(hand, "f6")
        await hand.sees("Secret links of 01 99 00 10 01")
        await hand.sees("Whoever has the address")
        assert secrets[0] in hand.text
        await Hand.press(hand, "enter", "escape")
        assert hand.app.clipboard == secrets[0]
        # Into the form, an edit, its review, and applied: nothing of all that shows or keeps an address.
        await hand.press("enter")
        await hand.sees("Contact Center Solution: settings")
        await hand.press("enter")
        await hand.sees("has a link")
        await hand.press("tab", "x", "f5", "f5")
        await hand.sees("[ Configure ]")
        await hand.press("enter")
        await hand.sees("[ Back to the list ]")
        await hand.press("f7", "enter")
    rows = kept(tmp_path / "store.sqlite3")
    assert any("contact-center" in row for row in rows)
    for secret in secrets:
        assert not [row for row in rows if secret in row]
        assert not [picture for picture in hand.seen if secret[-20:] in picture]


async def test_the_links_can_be_chosen_like_anything_else_and_a_number_without_any_offers_none(
    services: Services,
) -> None:
    async with wizard(services) as hand:
        await hand.press("down", "enter")
        await hand.sees("Secret links of 01 99 00 10 01")
    revoked = [{**row, "banner": False} for row in contact_centers.EXAMPLE["agents"]]
    apply(services, "contact-center", {**contact_centers.EXAMPLE, "agents": revoked})
    async with wizard(services) as hand:
        assert "secret links" not in hand.text
        await hand.press("f6")
        assert "Edit the settings" in hand.text


async def test_an_address_that_cannot_be_read_is_a_fault_like_any_other(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotAuthorised("GET", "/telephony")

    async with wizard(services) as hand:
        monkeypatch.setattr(use_cases, "secret_links", refuse)
        await hand.press("f6")
        await hand.sees("what to do")
        await hand.press("escape")
        assert "Edit the settings" in hand.text
