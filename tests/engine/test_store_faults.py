"""A store that can no longer be written, or read, in the middle of a run: nothing is lost, nothing is done twice."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES
from tests.engine.crashing import JOURNAL_WRITES
from tests.matrix import sample
from tests.worlds import EMPTY_NUMBER, Recording, world
from tui import use_cases
from tui.engine.errors import StoreFull, StoreLocked
from tui.engine.runner import Ended, Event, Finished
from tui.store import database as databases
from tui.use_cases import Services

WRITES = {"conference": 9, "redirection": 13}
"""By configuration, how often a first one writes to the journal: claims, intent, steps, tasks, the end."""


class FullJournal:
    """A journal whose disk is full from one of its writes on, for all of them or for that one alone."""

    def __init__(self, inner: Any, position: int, lasting: bool) -> None:
        self._inner, self._position, self._lasting, self.count = inner, position, lasting, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name not in JOURNAL_WRITES or name == "release":
            return method

        def written(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self._position or (self._lasting and self.count > self._position > 0):
                raise StoreFull(path="store.db", reason="database or disk is full")
            return method(*args, **kwargs)

        return written


def settings(kind: str) -> Any:
    return use_cases.settings_from(kind, EXAMPLES[kind])


def applied(services: Services, kind: str) -> list[Event]:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    return list(use_cases.start(services, use_cases.propose(services, number, kind, settings(kind))))


def recorded(services: Services, journal: Any = None) -> tuple[Services, Recording]:
    exchange = Recording(services.exchange)
    return replace(services, exchange=exchange, journal=journal or services.journal, training=None), exchange


@pytest.mark.parametrize("kind", WRITES)
def test_a_run_writes_as_often_as_the_matrix_counts(kind: str, tmp_path: Path) -> None:
    services = world(tmp_path / "store.sqlite3")
    journal = FullJournal(services.journal, 0, lasting=False)
    applied(recorded(services, journal)[0], kind)
    assert journal.count == WRITES[kind]


POINTS = [
    (kind, position, lasting)
    for kind, count in WRITES.items()
    for position in range(1, count + 1)
    for lasting in (True, False)
]


@pytest.mark.parametrize(("kind", "position", "lasting"), sample(POINTS, 24, "full"))
def test_on_a_full_disk_a_run_stops_and_says_so_and_goes_on_once_there_is_room(
    kind: str, position: int, lasting: bool, tmp_path: Path
) -> None:
    services = world(tmp_path / "store.sqlite3")
    full, first = recorded(services, FullJournal(services.journal, position, lasting))
    try:
        *_, last = applied(full, kind)
    except StoreFull:
        assert first.accepted == []
    else:
        assert isinstance(last, Finished)
        assert isinstance(last.error, StoreFull)
        assert last.run.state == "partial"
    roomy, second = recorded(services)
    runs = use_cases.unfinished(services)
    for run in runs:
        *_, last = use_cases.carry_on(roomy, run)
        assert isinstance(last, Finished)
        assert last.run.state == "done", str(last.error)
    if not runs:
        assert first.accepted == []
        applied(roomy, kind)
    # Whatever was in the way, every write was made once, and the state is the wanted one.
    writes = [repr(each) for each in (*first.accepted, *second.accepted)]
    assert len(writes) == len(set(writes))
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert use_cases.propose(services, number, kind, settings(kind)).plan.steps == ()
    assert use_cases.unfinished(services) == []


@pytest.mark.parametrize("kind", ["conference", "call-queue"])
def test_a_disk_that_is_really_full_is_named_and_the_store_stays_whole(kind: str, tmp_path: Path) -> None:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    database: Any = services.journal
    connection = database._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with suppress(StoreFull):
        *_, last = applied(services, kind)
        assert isinstance(last, Finished)
        assert isinstance(last.error, StoreFull)
    connection.execute("PRAGMA max_page_count = 100000")
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for run in use_cases.unfinished(services):
        list(use_cases.carry_on(services, run))
    applied(services, kind)
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert use_cases.propose(services, number, kind, settings(kind)).plan.steps == ()


# --- locked by another process

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Another process writes to the store, and does not come to an end."""
    argv = [sys.executable, "-c", HOLDER, str(store)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.communicate()


def test_a_store_that_another_process_keeps_locked_is_named_and_nothing_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "PATIENCE", 0.2)
    services = world(tmp_path / "store.sqlite3")
    changed, recording = recorded(services)
    with locked(tmp_path / "store.sqlite3"), pytest.raises(StoreLocked):
        applied(changed, "conference")
    assert recording.accepted == []
    assert applied(changed, "conference")[-1].run.state == "done"


def test_a_lock_in_the_middle_of_a_run_pauses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "PATIENCE", 0.2)
    store = tmp_path / "store.sqlite3"
    account = world(tmp_path / "account.sqlite3")
    # The account is elsewhere, as a real one is: it goes on working while the store is locked.
    services, recording = recorded(replace(world(store), exchange=account.exchange))
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    events = use_cases.start(
        services, use_cases.propose(services, number, "conference", settings("conference"))
    )
    while not isinstance(next(events), Ended):
        pass
    with locked(store):
        *_, last = events
    assert isinstance(last, Finished)
    assert isinstance(last.error, StoreLocked)
    assert last.run.state == "partial"
    (run,) = use_cases.unfinished(services)
    *_, last = use_cases.carry_on(services, run)
    assert isinstance(last, Finished)
    assert last.run.state == "done"
    assert [method for method, _path, _body in recording.accepted] == ["POST", "PUT"]


def test_a_lock_that_does_not_last_is_waited_for(tmp_path: Path) -> None:
    services = world(tmp_path / "store.sqlite3")
    argv = [sys.executable, "-c", HOLDER.replace("sys.stdin.read()", "import time; time.sleep(0.5)")]
    with subprocess.Popen([*argv, str(tmp_path / "store.sqlite3")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert applied(services, "conference")[-1].run.state == "done"
