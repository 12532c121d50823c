"""What is applied while something goes wrong: scenarios up to their last apply, and that one without any fault."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests import worlds
from tests.configurations.test_laws import EXAMPLES
from tests.engine import test_crash
from tests.fakes import FakeClock
from tests.platform import Platform, Request
from tests.platform.wizard import PATIENCE, open_account, small_platform
from tests.undoing import plain_state
from tui import undo, use_cases
from tui.engine.runner import Finished, Waiting
from tui.exchanges.wire import Limits
from tui.signals import Stop
from tui.use_cases import Proposal, Services

SCENARIOS: dict[str, tuple[Any, ...]] = {
    **test_crash.SCENARIOS,
    "a first voice service": (["vxml", EXAMPLES["vxml"]],),
    "a first announcement": (["conference", {"announcement": True, "announcement_sound": "ferme.wav"}],),
}
PACE = 2.0
"""Seconds of the fake clock that a task takes."""
LONGEST_WAIT = 300.0
"""Seconds of the fake clock after which whoever watches a task stops waiting for it."""
_OWN = re.compile(r"\{[^}]*\}|[0-9]+|[^/]*(?:@|%40)[^/]*|[0-9a-f]{8}-[0-9a-f-]{27}")

_GIVEN = re.compile(r"(?<='announceSoundId', )[0-9]+")


def template(path: str) -> str:
    """A path with `*` for every id, known or still to be made: what two objects of a kind have in common."""
    stem, number, rest = path.partition(f"/{worlds.EMPTY_NUMBER}")
    if not number:
        stem, rest = "", path
    return f"{stem}{number}" + "/".join("*" if _OWN.fullmatch(each) else each for each in rest.split("/"))


@dataclass(frozen=True)
class World:
    """A platform, and the wizard's services on it."""

    platform: Platform
    services: Services

    def restarted(self) -> Services:
        """The services after a new start of the wizard, when nobody asks it to stop."""
        exchange = open_account(self.platform)
        return replace(self.services, exchange=exchange, stop=exchange.stop)


@contextmanager
def world(folder: Path, limits: Limits = PATIENCE) -> Iterator[World]:
    """The small account over HTTP in a folder, as it was left there."""
    with small_platform(folder, limits, FakeClock(), PACE) as (found, platform):
        yield World(platform, found)


def propose(services: Services, wanted: Any) -> Proposal:
    """The plan of an apply, a kind with settings, or of `"undo"`, which undoes the one before it."""
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    if wanted == "undo":
        return undo.propose(services, number, undo.last_run(services, number))
    kind, settings = wanted
    checked = None if settings is None else use_cases.settings_from(kind, settings)
    return use_cases.propose(services, number, kind, checked)


def watched(services: Services, events: Iterator[Any]) -> Finished:
    """How a run ends under the eyes of somebody who waits long for a task, but not for ever."""
    last = None
    for last in events:
        if isinstance(last, Waiting) and last.elapsed > LONGEST_WAIT:
            services.stop.force()
    assert isinstance(last, Finished)
    return last


@dataclass(frozen=True)
class State:
    """What a number has, under whatever ids: all that can be read of it, how many objects of each kind are there.

    `outside` is what lines and other numbers have.
    """

    number: str
    objects: Mapping[str, int]
    outside: Mapping[str, str]


def state(world: World) -> State:
    """What the number has now, and the documents and lines around it, as the platform itself knows it."""
    there = replace(world.services, exchange=world.platform.exchange, stop=Stop())
    with world.platform.database.read() as connection:
        rows = connection.execute("SELECT path, body FROM object WHERE NOT gone").fetchall()
        documents = connection.execute("SELECT count(*) FROM document").fetchone()[0]
    inside = [row["path"] for row in rows if worlds.EMPTY_NUMBER in row["path"]]
    return State(
        _GIVEN.sub("an id", repr(plain_state(there))),
        Counter([template(path) for path in inside] + ["/me/document"] * documents),
        {row["path"]: row["body"] for row in rows if row["path"] not in inside},
    )


@dataclass(frozen=True)
class Whole:
    """A scenario without faults: the folder as it is before the last apply, its calls, the state before and after."""

    folder: Path
    calls: tuple[Request, ...]
    before: State
    after: State

    def copied(self, folder: Path) -> Path:
        """A copy of the folder to work on."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return folder


def whole(scenario: str, folder: Path) -> Whole:
    """Carry a scenario out, remembering what there was and what was called."""
    before_it, to_its_end = folder / "before", folder / "after"
    for each in (before_it, to_its_end):
        each.mkdir()
    with world(before_it) as made:
        for wanted in SCENARIOS[scenario][:-1]:
            last = watched(made.services, use_cases.start(made.services, propose(made.services, wanted)))
            assert last.fault is None
        before = state(made)
    shutil.copytree(before_it, to_its_end, dirs_exist_ok=True)
    with world(to_its_end) as made:
        proposal = propose(made.services, SCENARIOS[scenario][-1])
        made.platform.requests.clear()
        assert watched(made.services, use_cases.start(made.services, proposal)).fault is None
        calls = tuple(made.platform.requests)
        return Whole(before_it, calls, before, state(made))
