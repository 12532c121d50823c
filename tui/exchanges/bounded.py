"""Work that is waited for only so long: it goes on in a thread of its own when nobody waits for it any more.

The threads are kept for the next work, since one that is begun for each call costs as much as a call on the same
machine. They are daemons, so that none holds up the end of the program.
"""

import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from tui.engine.errors import Stopped
from tui.signals import Stop

Result = TypeVar("Result")

_GLANCE = 0.2
"""Seconds between two looks at whether to stop."""
_GRACE = 3.0
"""Seconds that work whose outcome is worth knowing is waited for after a stop."""


class TooLate(Exception):
    """The work is not done within its time."""


class _Outcome(Generic[Result]):
    """What became of work in another thread: a result, or an exception that is raised where it is waited for."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()

    def __enter__(self) -> "_Outcome[Result]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            self._queue.put((None, error))
        return True

    def put(self, result: Result) -> None:
        self._queue.put((result, None))

    def get(self, seconds: float) -> Any:
        """The result; raises the exception, or `Empty` when neither is there within `seconds`."""
        result, error = self._queue.get(timeout=max(seconds, 0.0))
        if error is not None:
            raise error
        return result


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
            outcome.put(work())

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
        try:
            result: Result = outcome.get(min(left, _GLANCE))
        except Empty:
            continue
        return result
    raise TooLate
