"""Work that is waited for only so long: it goes on in a thread of its own when nobody waits for it any more.

The threads are kept for the next work, since one that is begun for each call costs as much as a call on the same
machine. They are daemons, so that none holds up the end of the program.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import TypeVar

from tui.engine.errors import Stopped
from tui.signals import Stop

Result = TypeVar("Result")

_GLANCE = 0.2
"""Seconds between two looks at whether to stop."""
_GRACE = 3.0
"""Seconds that work whose outcome is worth knowing is waited for after a stop."""


class TooLate(Exception):
    """The work is not done within its time."""


class _Outcome(Future[Result]):
    """What becomes of work in another thread; what is raised within it is raised where the result is asked for."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            self.set_exception(error)
        return True


class _Worker:
    """A thread that does one work after the other."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        Thread(target=self._run, daemon=True, name="call").start()

    def do(self, work: Callable[[], None]) -> None:
        self._work.put(work)

    def _run(self) -> None:
        while True:
            self._work.get()()
            _IDLE.append(self)


_IDLE: deque[_Worker] = deque()


def within(work: Callable[[], Result], seconds: float, stop: Stop, *, patient: bool) -> Result:
    """What `work` gives within so many seconds.

    Raises what it raises, `TooLate` when the time is over, `Stopped` when it is to stop. Work that is waited for
    patiently, as its outcome is worth knowing, is given a little time after a stop, and is `TooLate` after that.
    """
    outcome: _Outcome[Result] = _Outcome()

    def run() -> None:
        with outcome:
            outcome.set_result(work())

    try:
        worker = _IDLE.pop()
    except IndexError:
        worker = _Worker()
    worker.do(run)
    until, stopping = time.monotonic() + seconds, False
    while (left := until - time.monotonic()) > 0:
        if stop.now and not stopping:
            if not patient:
                raise Stopped
            stopping = True
            left = min(left, _GRACE)
            until = time.monotonic() + left
        wait([outcome], min(left, _GLANCE))
        if outcome.done():
            return outcome.result()
    raise TooLate
