"""The list of a real account: known at once with its age, read again behind, without losing cursor or search."""

import re
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.fakes import FakeClock
from tests.screen_host import at, until
from tests.screens.test_number import name, rows, screen
from tui.engine.delays import THROTTLED, Delay, Delays
from tui.engine.errors import NotAuthorised
from tui.engine.resources import Body
from tui.engine.scope import Scope
from tui.renewing import Renewal
from tui.screens import number
from tui.signals import Stop
from tui.store.database import Database
from tui.store.inventory import Inventory
from tui.use_cases import Services

ACCOUNT = "ab1-ovh-1"


class Account:
    """An exchange with one billing account, whose answer waits until it may come."""

    def __init__(self) -> None:
        self.numbers = [name(n) for n in range(40)]
        self.may_answer = Event()
        self.may_answer.set()
        self.error: Exception | None = None

    def objects(self, path: str) -> list[Body]:
        self.may_answer.wait(20)
        if self.error is not None:
            raise self.error
        if path == "/telephony":
            return [{"billingAccount": ACCOUNT, "description": "Shops", "status": "enabled"}]
        if path.endswith("/line"):
            return []
        return [{"serviceName": each, "description": "", "featureType": "empty"} for each in self.numbers]


def read(text: str) -> bool:
    """Whether all has come, and nothing is under way any more."""
    return "40 numbers" in text and "As of" in text and "refreshing" not in text


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def delays() -> Delays:
    return Delays()


@pytest.fixture
def inventory(tmp_path: Path, account: Account, delays: Delays, monkeypatch: pytest.MonkeyPatch) -> Inventory:
    monkeypatch.setattr(number, "_BEAT", 0.02)
    made = Inventory(Database(tmp_path / "store.db"), Scope("ovhcloud", "ovh-eu", "xx1111-ovh"))
    journal: Any = None
    exchange: Any = account
    services = Services(exchange, journal, made, FakeClock(), Stop())
    made.renewal = Renewal(lambda: services, made, delays)
    return made


async def test_the_first_list_fills_while_it_is_looked_at(inventory: Inventory, account: Account) -> None:
    account.may_answer.clear()
    async with at(screen(inventory)) as hand:
        await until(hand, lambda text: "Reading the numbers…" in text)
        # What is not known yet is not said to be missing.
        assert "no alias number" not in hand.text
        assert "import" not in hand.text
        account.may_answer.set()
        await until(hand, read)
        await until(hand, lambda text: re.search(r"As of 2023-11-1\d \d\d:\d\d", text))
        assert rows(hand)[0].split()[:6] == ["▌", "01", "99", "00", "10", "00"]


async def test_a_renewal_keeps_cursor_view_and_search(inventory: Inventory, account: Account) -> None:
    async with at(screen(inventory)) as hand:
        await until(hand, read)
        await hand.type("01")
        await hand.press("down", "down", "down")
        before = rows(hand)
        under = [line for line in before if "▌" in line]
        account.numbers = [each for each in account.numbers if each != name(1)] + ["0033199001999"]
        await hand.press("f5")
        await until(hand, lambda text: "01 99 00 10 01" not in text)
        await until(hand, lambda text: "refreshing" not in text)
        assert [line for line in rows(hand) if "▌" in line] == under
        assert "40 of 40 numbers" in hand.text


async def test_the_cursor_goes_to_a_neighbour_of_a_number_that_has_gone(
    inventory: Inventory, account: Account
) -> None:
    async with at(screen(inventory)) as hand:
        await until(hand, read)
        await hand.press("end")
        account.numbers = account.numbers[:2]
        await hand.press("f5")
        await until(hand, lambda text: "2 numbers" in text)
        assert "▌  01 99 00 10 01" in hand.text


async def test_the_next_start_shows_what_is_known_while_it_is_read_again(
    inventory: Inventory, account: Account, delays: Delays
) -> None:
    async with at(screen(inventory)) as hand:
        await until(hand, read)
    account.may_answer.clear()
    services = inventory.renewal._services  # type: ignore[union-attr]  # renewed
    inventory.renewal = Renewal(services, inventory, delays)
    async with at(screen(inventory)) as hand:
        assert "40 numbers" in hand.text
        await until(hand, lambda text: "refreshing…" in text)
        account.may_answer.set()
        await until(hand, lambda text: "refreshing…" not in text)


async def test_what_cannot_be_read_is_said_and_the_rows_stay(inventory: Inventory, account: Account) -> None:
    async with at(screen(inventory)) as hand:
        await until(hand, read)
        account.error = NotAuthorised("GET", "/telephony", "no")
        await hand.press("f5")
        await until(hand, lambda text: ", not refreshed: The key may not call GET" in text)
        assert "40 numbers" in hand.text


async def test_where_there_is_little_room_the_key_that_reads_again_stays_while_that_has_failed(
    inventory: Inventory, account: Account
) -> None:
    def bar(text: str) -> str:
        return text.splitlines()[-1]

    async with at(screen(inventory, ["Unfinished work"])) as hand:
        await until(hand, read)
        assert "F5 refresh" not in bar(hand.text)
        assert "F7 mark" in bar(hand.text)
        account.error = NotAuthorised("GET", "/telephony", "no")
        await hand.press("f5")
        await until(hand, lambda text: "F5 refresh" in bar(text))
        account.error = None
        await hand.press("f5")
        await until(hand, lambda text: "F5 refresh" not in bar(text))


async def test_the_list_says_what_is_waited_for(inventory: Inventory, delays: Delays) -> None:
    async with at(screen(inventory)) as hand:
        await until(hand, read)
        delays.tell(Delay(THROTTLED, float("1e12")))
        await until(hand, lambda text: "Slowed down by the platform: next call in" in text)


async def test_numbers_of_our_own_are_not_renewed(tmp_path: Path) -> None:
    own = Inventory(Database(tmp_path / "store.db"), Scope("embedded", "", "training"))
    async with at(screen(own)) as hand:
        assert "F5" not in hand.text
        assert "As of" not in hand.text
