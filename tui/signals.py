"""One Stop token: the app and the commands install it, the runner and the polling obey it."""

import signal
import threading
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM", "SIGINT") if hasattr(signal, name))
"""What ends the work in good order; the exit code is 128 plus the signal's number."""


class Stop:
    """Asked for once, obeyed by whoever works.

    `after_step` lets the step under way finish; `now` also ends a wait for a task, within a second. Safe to use from a
    signal handler and from any thread.
    """

    def __init__(self) -> None:
        self._after_step = threading.Event()
        self._now = threading.Event()
        self.signal: int | None = None

    @property
    def after_step(self) -> bool:
        """Whether no further step may start."""
        return self._after_step.is_set()

    @property
    def now(self) -> bool:
        """Whether even a wait is to end."""
        return self._now.is_set()

    def ask(self) -> None:
        """Finish the step under way, then stop."""
        self._after_step.set()

    def force(self, signum: int | None = None) -> None:
        """Stop as soon as the call under way has come back; `signum` is the signal that asked for it."""
        if signum is not None and self.signal is None:
            self.signal = signum
        self._after_step.set()
        self._now.set()

    def wait(self, seconds: float) -> bool:
        """Let `seconds` pass, or less when a stop at once is asked for; whether it was."""
        return self._now.wait(seconds)

    @property
    def exit_code(self) -> int | None:
        """128 plus the signal's number, or None when no signal came."""
        return None if self.signal is None else 128 + self.signal

    def install(self) -> None:
        """Obey SIGHUP, SIGTERM and SIGINT in the main thread of a command."""

        def obey(signum: int, _frame: FrameType | None) -> None:
            self.force(signum)

        for signum in SIGNALS:
            signal.signal(signum, obey)
