"""The wizard's services on an account that is reached over HTTP, with times that a test can afford."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import ovh
import ovh.client

from tests import worlds
from tests.configurations.call_queues import fill_sounds
from tests.fakes import FakeClock
from tests.platform.calls import NICHANDLE
from tests.platform.server import Platform
from tui.engine.delays import Delays
from tui.engine.ports import Clock
from tui.engine.scope import Scope
from tui.exchanges.calling import Calls
from tui.exchanges.ovhcloud import OvhcloudExchange, refusals
from tui.exchanges.rate import Budget, Rate
from tui.exchanges.wire import Limits, Wire
from tui.signals import Stop
from tui.store.database import Database
from tui.store.inventory import Inventory
from tui.store.journal import Journal
from tui.store.sounds import Sounds
from tui.use_cases import Services

EXCHANGES = ("embedded", "ovhcloud")
PATIENCE = Limits(read=10.0, write=10.0)
"""Seconds that a call may take: more than any does, however busy the machine is."""
_PLENTY = Budget(1_000_000, 1_000_000.0)


class Haste:
    """Time in which every pause is over at once; `paused` are the seconds of each."""

    def __init__(self) -> None:
        self.paused: list[float] = []
        self._ahead = 0.0
        self._lock = Lock()

    def now(self) -> float:
        """Seconds, as of `time.monotonic`, with all that was waited for."""
        return time.monotonic() + self._ahead

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Let `seconds` pass; whether a stop was asked for."""
        with self._lock:
            self.paused.append(seconds)
            self._ahead += seconds
        return stop.now


def over(
    client: Any, limits: Limits, budget: Budget, delays: Delays, haste: Haste | None
) -> OvhcloudExchange:
    """The account of one of the SDK's clients; pauses are made where there is no `haste`."""
    now, wait = (time.monotonic, Stop.wait) if haste is None else (haste.now, haste.wait)
    calls = Calls(
        Wire(client, limits), Rate(budget, delays, now=now, wait=wait), delays, refusals(), wait=wait
    )
    return OvhcloudExchange(calls, Scope("ovhcloud", "test", NICHANDLE), Stop())


def open_account(platform: Platform, limits: Limits = PATIENCE) -> OvhcloudExchange:
    """The account of a platform, with the key that opens everything. Its scope is the same at every port."""
    ovh.client.ENDPOINTS[platform.url] = platform.url
    access = platform.access
    keys = access.application_key, access.application_secret, access.consumer_key
    client = ovh.Client(platform.url, *keys, timeout=(limits.write, limits.write))
    haste = Haste()
    return over(client, limits, _PLENTY, Delays(now=haste.now), haste)


def services(
    platform: Platform, database: Database, clock: Clock | None = None, limits: Limits = PATIENCE
) -> Services:
    """The services on a platform's account, with a memory of their own."""
    exchange, clock = open_account(platform, limits), clock or FakeClock()
    scope = exchange.scope
    journal, sounds = Journal(database, scope, clock), Sounds(database, scope, clock)
    return Services(exchange, journal, Inventory(database, scope), clock, exchange.stop, None, sounds)


@contextmanager
def small_account(exchange: str, folder: Path) -> Iterator[Services]:
    """The services on the small account of `tests.worlds`, on one of `EXCHANGES`, with sounds to choose from."""
    if exchange == "ovhcloud":
        with small_platform(folder) as (found, _platform):
            yield found
        return
    found = worlds.world(folder / "store.sqlite3")
    fill_sounds(found)
    yield found


@contextmanager
def small_platform(
    folder: Path, limits: Limits = PATIENCE, clock: Clock | None = None, pace: float = 0.0
) -> Iterator[tuple[Services, Platform]]:
    """The services on the same account over HTTP, as it was left in a folder.

    At the end nothing may have been against the official schema.
    """
    with Platform(folder / "platform.db", fill=worlds.fill, clock=clock, pace=pace) as platform:
        database = Database(folder / "store.sqlite3")
        found = services(platform, database, clock, limits)
        fill_sounds(found)
        try:
            yield found, platform
        finally:
            database.close()
        assert platform.violations == []
        assert platform.broken == []
