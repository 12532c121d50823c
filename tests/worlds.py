"""A small account on the embedded exchange, for tests that apply something to it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.plan import Step
from tui.engine.ports import Clock, Service
from tui.engine.resources import Body, Json, Method
from tui.engine.scope import LOCAL
from tui.exchanges.embedded import EmbeddedExchange
from tui.signals import Stop
from tui.store.database import Database
from tui.store.inventory import Inventory
from tui.store.journal import Journal
from tui.store.sounds import Sounds
from tui.use_cases import Services

EMPTY_NUMBER = "0033199001001"
OTHER_NUMBER = "0033199001002"
PHONE_LINE = "0033199004001"
BARE_LINE = "0033199004002"
"""A line of another billing account, without a phone: a number needs the other type of redirection to lead there."""
TRUNK_LINE = "0033199004003"
CARRIER_LINE = "0033199004004"
FAX_LINE = "0033199004005"

ACCOUNT, OTHER_ACCOUNT = "fr1001-ovh-1", "fr1001-ovh-2"


def fill(exchange: EmbeddedExchange) -> None:
    """The numbers and lines above."""
    telephony = exchange.telephony
    aliases = [(EMPTY_NUMBER, "Accueil"), (OTHER_NUMBER, "Boutique")]
    lines: dict[str, tuple[str, str, Body]] = {
        PHONE_LINE: (ACCOUNT, "sip", {}),
        BARE_LINE: (OTHER_ACCOUNT, "sip", {"deviceSlot": 0}),
        TRUNK_LINE: (ACCOUNT, "sip", {"offers": ["trunk"]}),
        CARRIER_LINE: (ACCOUNT, "carrierSip", {"deviceSlot": 0}),
        FAX_LINE: (ACCOUNT, "fax", {"deviceSlot": 0}),
    }
    telephony.add(Service(name, "alias", ACCOUNT, words, "empty") for name, words in aliases)
    telephony.add(Service(name, "line", each[0], "Ligne", each[1]) for name, each in lines.items())
    for name, (account, _type, body) in lines.items():
        if body:
            telephony.merge(f"/telephony/{account}/line/{name}", name, dict(body), typed=False)


def world(path: Path, clock: Clock | None = None, pace: float = 0.0) -> Services:
    """The services over the store at `path`, which is filled when it is new."""
    new = not path.exists()
    clock = clock or FakeClock()
    database = Database(path)
    exchange = EmbeddedExchange(database, catalogue.collections, clock, pace)
    if new:
        fill(exchange)
    journal = Journal(database, LOCAL, clock)
    sounds = Sounds(database, LOCAL, clock)
    return Services(exchange, journal, Inventory(database, LOCAL), clock, Stop(), exchange, sounds)


def copies(folder: Path) -> Callable[[Path], Services]:
    """What makes services over a copy, in that folder, of a store as it is when it is copied."""
    names = map(str, count())

    def copy(source: Path) -> Services:
        path = folder / f"{next(names)}.sqlite3"
        for suffix in ("", "-wal", "-shm"):
            if Path(f"{source}{suffix}").exists():
                shutil.copy(f"{source}{suffix}", f"{path}{suffix}")
        return world(path)

    return copy


def through(services: Services, exchange: Any) -> Services:
    """The services, whose calls go through another exchange, as if it were a real one."""
    return replace(services, exchange=exchange, training=None)


class CutError(BaseException):
    """The process ends here, as by a kill: nothing of ours catches it."""


class Recording:
    """An exchange that notes the writes that `inner` accepted, and runs `before` and `after` around each."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.accepted: list[tuple[str, str, Body]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def stopping(self, stop: Stop) -> "Recording":
        """The same: nothing is waited for."""
        return self

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make the call; a write that was accepted is noted."""
        if method != "GET":
            self.before(len(self.accepted) + 1)
        answer: Json = self.inner.call(method, path, body)
        if method == "GET":
            return answer
        self.accepted.append((method, path, body or {}))
        self.after(len(self.accepted))
        return answer

    def before(self, position: int) -> None:
        """Before the write that would be the `position`-th."""

    def after(self, position: int) -> None:
        """After the `position`-th write."""


def writes(steps: tuple[Step, ...]) -> list[tuple[str, str, Body]]:
    """What a plan sends, in its order."""
    return [(step.method, step.path, step.body) for step in steps]
