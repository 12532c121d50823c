"""An embedded account with a few numbers and lines, whose time stands still until a test lets it pass."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import worlds
from tests.exchanges import boards
from tests.exchanges.accounts import open_account
from tests.fakes import FakeClock
from tests.platform import Platform
from tui.configurations import catalogue
from tui.engine.ports import Service
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.store.database import Database

PACE = 2.0
T = "/telephony/ab1-ovh-1"
FRESH, REDIRECTED, MEETING = "0033199001001", "0033199001002", "0033199001003"
LINE, BARE_LINE = "0033199004001", "0033199004002"

SERVICES = (
    Service(FRESH, "alias", "ab1-ovh-1", "Accueil", "empty"),
    Service(REDIRECTED, "alias", "ab1-ovh-1", "Boutique", "redirect", "0033199001000"),
    Service(MEETING, "alias", "ab1-ovh-1", "Réunions", "conference"),
    Service(LINE, "line", "ab1-ovh-1", "Poste 1", "sip"),
    Service(BARE_LINE, "line", "ab1-ovh-2", "Poste 2", "carrierSip"),
)


@pytest.fixture
def exchange(database: Database, clock: FakeClock) -> EmbeddedExchange:
    made = EmbeddedExchange(database, catalogue.collections, clock, PACE)
    made.telephony.add(SERVICES)
    return made


@pytest.fixture
def board(database: Database, clock: FakeClock) -> EmbeddedExchange:
    """An account with numbers that have queues and voice menus."""
    made = EmbeddedExchange(database, catalogue.collections, clock, PACE)
    made.telephony.add(boards.SERVICES)
    return made


@pytest.fixture
def small(new_platform: Callable[..., Platform]) -> Platform:
    """The small account of `tests.worlds` over HTTP."""
    return new_platform(fill=worlds.fill)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> Callable[..., OvhcloudExchange]:
    """Opens the account of a platform that speaks HTTP; see `open_account`."""

    def connect(platform: Platform, **options: Any) -> OvhcloudExchange:
        for name, value in platform.environ.items():
            monkeypatch.setenv(name, value)
        return open_account(platform.url, **options)

    return connect
