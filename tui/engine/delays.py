"""Why a call takes its time, for whoever shows it: the exchange tells, a screen looks, a command listens."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import get_ident

from tui.i18n import N_, Message

ATTEMPT = N_("Waiting for the platform, attempt {attempt} of {most}.")
THROTTLED = N_("Slowed down by the platform: next call in {seconds} s.")
SPARING = N_("Slowed down to {rate} calls a second: next call in {seconds} s.")

_SILENCE = 10.0
"""Seconds during which the same is not told twice to whoever listens."""
_LINGERS = 1.0
"""Seconds that a delay is still told of after its end, so that many short ones are seen as one."""


@dataclass(frozen=True)
class Delay:
    """A wait that is under way: its words, what fills them, and its end in seconds of `time.monotonic`."""

    words: str
    until: float
    attempt: int = 0
    most: int = 0
    rate: float = 0.0

    def message(self, now: float) -> Message:
        """The delay as it is shown at a moment."""
        seconds = max(math.ceil(self.until - now), 1)
        args = {"attempt": self.attempt, "most": self.most, "rate": f"{self.rate:g}", "seconds": seconds}
        return Message(self.words, args)


class Delays:
    """The delays of an exchange, one a thread; safe to use from several.

    `listen` is called, in the thread that waits, with each one that was not told of a moment ago.
    """

    def __init__(
        self, listen: Callable[[Message], None] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.listen = listen
        self._now = now
        self._by_thread: dict[int, Delay] = {}
        self._told: dict[tuple[str, int], float] = {}

    def tell(self, delay: Delay) -> None:
        """This thread waits."""
        self._by_thread[get_ident()] = delay
        now, key = self._now(), (delay.words, delay.attempt)
        if self.listen is not None and now >= self._told.get(key, now):
            self._told[key] = now + _SILENCE
            self.listen(delay.message(now))

    def over(self) -> None:
        """This thread waits no longer."""
        self._by_thread.pop(get_ident(), None)

    def current(self) -> Message | None:
        """What is waited for now, the longest where several are; None when nothing is."""
        now = self._now()
        waiting = [each for each in list(self._by_thread.values()) if each.until + _LINGERS > now]
        return max(waiting, key=lambda each: each.until).message(now) if waiting else None
