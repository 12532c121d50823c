"""A clock that somebody sets, and a machine that sleeps, in the middle of a run: nothing waits for ever."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tests.worlds import EMPTY_NUMBER, Recording, world
from tui import undo, use_cases
from tui.engine.errors import NotFound
from tui.engine.runner import Finished, Waiting
from tui.signals import Stop
from tui.use_cases import Services

PACE = 4.0
HOUR = 3600.0


class Jumping(FakeClock):
    """A clock that jumps by some seconds at one of its waits, as when somebody sets it, or the machine slept."""

    def __init__(self, seconds: float, at: int = 2) -> None:
        super().__init__()
        self.seconds, self.at = seconds, at

    def wait(self, seconds: float, stop: Stop) -> None:
        super().wait(seconds, stop)
        if len(self.waited) == self.at:
            self.time += self.seconds


def events(services: Services) -> Any:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    wanted = use_cases.settings_from("conference", {"pin": "1234"})
    return use_cases.start(services, use_cases.propose(services, number, "conference", wanted))


@pytest.mark.parametrize("seconds", [-HOUR, -PACE, 8 * HOUR])
def test_a_clock_that_jumps_during_a_wait_changes_nothing(seconds: float, tmp_path: Path) -> None:
    clock = Jumping(seconds)
    services = world(tmp_path / "store.sqlite3", clock, PACE)
    happened = list(events(services))
    assert isinstance(happened[-1], Finished)
    assert happened[-1].run.state == "done", str(happened[-1].error)
    # The clock of the embedded account jumped too: its task is not waited for longer than it takes twice.
    assert sum(clock.waited) <= 2 * PACE + 1
    assert [record.attempts for record in happened[-1].run.steps] == [1, 1]


@pytest.mark.parametrize("seconds", [-30 * HOUR, 30 * HOUR])
def test_a_clock_that_is_set_between_a_kill_and_the_resume_changes_nothing(
    seconds: float, tmp_path: Path
) -> None:
    clock = FakeClock()
    services = world(tmp_path / "store.sqlite3", clock, PACE)
    begun = events(services)
    while not isinstance(next(begun), Waiting):
        pass
    del begun
    clock.time += seconds
    later, recording = world(tmp_path / "store.sqlite3", clock, PACE), Recording(services.exchange)
    later = replace(later, exchange=recording, training=None)
    (run,) = use_cases.unfinished(later)
    assert str(use_cases.notices(later)[0]).startswith("Unfinished work on 01 99 00 10 01")
    *_, last = use_cases.carry_on(later, run)
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    assert [method for method, _path, _body in recording.accepted] == ["PUT"]


@pytest.mark.parametrize("seconds", [-30 * HOUR, 30 * HOUR])
def test_the_newest_run_is_the_one_that_came_last_whatever_the_clock_says(
    seconds: float, tmp_path: Path
) -> None:
    clock = FakeClock()
    services = world(tmp_path / "store.sqlite3", clock)
    for kind, settings in (("conference", {}), ("vxml", {"url": "https://example.com/a.vxml"})):
        number = use_cases.open_number(services, EMPTY_NUMBER).number
        wanted = use_cases.settings_from(kind, settings)
        list(use_cases.start(services, use_cases.propose(services, number, kind, wanted)))
        clock.time += seconds
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert undo.last_run(services, number).intent.kind == "vxml"
    assert [each.id for each in services.journal.summaries(0, 10)] == [2, 1]


class Asleep(Recording):
    """An exchange behind a machine that sleeps while a task is waited for: the platform forgets the task meanwhile."""

    def __init__(self, inner: Any, clock: FakeClock) -> None:
        super().__init__(inner)
        self.clock, self.slept = clock, False

    def call(self, method: Any, path: str, body: Any = None) -> Any:
        """Make the call; the first look at a task comes hours later."""
        if method == "GET" and "/task/" in path and not self.slept:
            self.slept = True
            self.clock.time += 9 * HOUR
            super().call("GET", path.partition("/task/")[0])
            raise NotFound(method, path)
        return super().call(method, path, body)


def test_after_a_night_of_sleep_the_state_is_read_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    clock = FakeClock()
    services = world(tmp_path / "store.sqlite3", clock, PACE)
    exchange = Asleep(services.exchange, clock)
    *_, last = events(replace(services, exchange=exchange, training=None))
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    assert [method for method, _path, _body in exchange.accepted] == ["POST", "PUT"]
    assert last.run.ended is not None
    assert last.run.ended - last.run.started > 8 * HOUR
