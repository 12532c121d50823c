"""What a child process does that applies something and kills itself at a chosen point: `carry_out`."""

import json
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from tests.configurations.call_queues import fill_sounds
from tests.worlds import EMPTY_NUMBER, Recording, world
from tui import undo, use_cases
from tui.configurations import catalogue
from tui.engine.resources import Json
from tui.use_cases import Services

# The children are forked from a process that has imported this, and with it all that they need.
catalogue.collections()

PACE = 2.0
"""Seconds of the fake clock that a task takes: a kill right after a call leaves its task open."""

JOURNAL_WRITES = (
    "start_run",
    "replan",
    "step_started",
    "step_task",
    "step_document",
    "step_ended",
    "end_run",
    "claim",
    "release",
)


def die() -> None:
    """As `kill -9` does: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fatal(Recording):
    """An exchange that notes every accepted write in a file, and dies at one of them."""

    def __init__(self, inner: Any, log: Path, position: int, when: str) -> None:
        super().__init__(inner)
        self.log, self.position, self.when = log, position, when

    def before(self, position: int) -> None:
        """Die before the call is made."""
        if self.when == "before" and position == self.position:
            die()

    def after(self, position: int) -> None:
        """Note the write; die after it."""
        with self.log.open("a") as log:
            log.write(json.dumps(self.accepted[-1]) + "\n")
        if self.when == "after" and position == self.position:
            die()


class FatalJournal:
    """A journal that dies before or after one of its writes."""

    def __init__(self, inner: Any, position: int, when: str) -> None:
        self._inner, self._position, self._when, self._count = inner, position, when, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name not in JOURNAL_WRITES:
            return method

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._count += 1
            here = self._count == self._position
            if here and self._when == "before":
                die()
            answer = method(*args, **kwargs)
            if here and self._when == "after":
                die()
            return answer

        return counted


def apply(services: Services, wanted: Literal["undo"] | tuple[str | None, dict[str, Json] | None]) -> None:
    """Plan and apply, or undo what was applied last, to the end."""
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    if wanted == "undo":
        proposal = undo.propose(services, number, undo.last_run(services, number))
    else:
        kind, settings = wanted
        checked = None if kind is None or settings is None else use_cases.settings_from(kind, settings)
        proposal = use_cases.propose(services, number, kind, checked)
    for _event in use_cases.start(services, proposal):
        pass


def carry_out(store: Path, log: Path, what: str, position: int, when: str, applies: Sequence[Any]) -> None:
    """Apply each of `applies`, a pair (kind, settings) or `"undo"`, and die in the last one.

    It dies `before` or `after` (`when`) a write of the `exchange` or the `journal` (`what`), which are counted from 1.
    """
    services = world(store, pace=PACE)
    fill_sounds(services)
    *first, last = applies
    for each in first:
        apply(services, each)
    fatal: Any = Fatal(services.exchange, log, position if what == "exchange" else 0, when)
    journal: Any = FatalJournal(services.journal, position if what == "journal" else 0, when)
    apply(replace(services, exchange=fatal, journal=journal, training=None), last)
