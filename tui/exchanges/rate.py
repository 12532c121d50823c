"""How many calls may be made: one budget for all of an account, questions after tasks included.

So many at once, and so many more each second; after a 429 none before the time the platform asks for. What the platform
allows is not documented; a maintainer of its SDK once named about one call a second (python-ovh, issue 81).
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from tui.engine.delays import SPARING, THROTTLED, Delay, Delays
from tui.engine.errors import Stopped, WizardError
from tui.i18n import N_
from tui.signals import Stop

VARIABLE = "ALIAS_WIZARD_RATE"
USUAL = "600,5"
_MANY = 10
"""Calls: fewer than these come back while the next process starts."""


class UnusableRate(WizardError):
    """ALIAS_WIZARD_RATE is no rate."""

    what = N_("{variable} cannot be {value}.")
    mend = N_("Give how many calls at once and how many a second, such as {usual}.")


@dataclass(frozen=True)
class Budget:
    """`at_once` calls, and `a_second` more each second."""

    at_once: int
    a_second: float


def budget(environ: Mapping[str, str]) -> Budget:
    """The budget that is asked for, else the usual one. Raises `UnusableRate`."""
    written = environ.get(VARIABLE) or USUAL
    try:
        at_once, a_second = written.split(",")
        found = Budget(int(at_once), float(a_second))
    except ValueError:
        found = Budget(0, 0.0)
    if found.at_once < 1 or not 0 < found.a_second < math.inf:
        raise UnusableRate(variable=VARIABLE, value=written, usual=USUAL)
    return found


def left_over(note: str | None, now: float) -> float:
    """The calls of an earlier process that count at Unix second `now`, from its `Rate.note`."""
    if note is None:
        return 0.0
    spent, at, a_second = (float(each) for each in note.split())
    return max(spent - max(now - at, 0.0) * a_second, 0.0)


class Rate:
    """What is left of a budget; safe to use from several threads.

    `spent` is what counts of an earlier process. `now` and `wait` are `time.monotonic` and `Stop.wait` but in tests.
    """

    def __init__(
        self,
        allowed: Budget,
        delays: Delays,
        spent: float = 0.0,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[Stop, float], bool] = Stop.wait,
    ) -> None:
        self._allowed = allowed
        self._delays = delays
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._left = max(allowed.at_once - spent, 0.0)
        self._at = now()

    def take(self, stop: Stop) -> None:
        """Use up one call, waiting for it where need be. Raises `Stopped` when that wait is ended by `stop`."""
        ready, held = self._book()
        while (left := ready - self._now()) > 0:
            words = THROTTLED if held else SPARING
            self._delays.tell(Delay(words, ready, rate=self._allowed.a_second))
            if self._wait(stop, left):
                raise Stopped
            # Another call may have been told meanwhile to wait longer.
            held = held or self._at > ready
            ready = max(ready, self._at)
        if stop.now:
            raise Stopped

    def hold(self, seconds: float) -> None:
        """No call for so long: the platform asks for it. After that there are only those that each second brings."""
        with self._lock:
            self._refill()
            self._left = min(self._left, 0.0)
            self._at = max(self._at, self._now() + seconds)

    def note(self, now: float, others: float = 0.0) -> str:
        """What a later process has to know of the calls of this one and of `others`; nothing where they are few.

        `now` is a Unix second.
        """
        with self._lock:
            self._refill()
            spent = self._allowed.at_once - self._left + others
        return f"{spent:.0f} {now:.0f} {self._allowed.a_second:g}" if spent >= _MANY else ""

    def _book(self) -> tuple[float, bool]:
        """Take a place in the queue: when the call may be made, and whether it is the platform that holds it up."""
        with self._lock:
            self._refill()
            self._left -= 1
            return self._at + max(-self._left, 0.0) / self._allowed.a_second, self._at > self._now()

    def _refill(self) -> None:
        # While the platform asks for none, `_at` is the end of that, and nothing is gained.
        now = max(self._now(), self._at)
        gained = (now - self._at) * self._allowed.a_second
        self._left = min(self._left + gained, float(self._allowed.at_once))
        self._at = now
