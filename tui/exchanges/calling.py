"""Calls to the platform: within the budget, so many at a time, attempted again where that can do no harm.

The only place that repeats anything. Reading calls and PUT are repeated, at most five times and for thirty seconds,
waits for their turn apart; POST and DELETE never, for they may have been carried out (`OutcomeUnknown`): whoever made
them has to look. The one exception is a call that was refused at the gate, because the clocks have drifted apart or a
token has been revoked: it was not carried out.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Semaphore, local
from typing import TypeVar

from tui.engine.delays import ATTEMPT, Delay, Delays
from tui.engine.errors import BadRequest, ExchangeError, OutcomeUnknown, Stopped
from tui.engine.platform_errors import (
    ClockRefused,
    NoAnswer,
    SignatureRefused,
    TokenRefused,
    TooManyCalls,
    Transient,
    Unreachable,
    Unreadable,
)
from tui.engine.resources import Json, Method
from tui.exchanges.answers import refuse_storage, value_of
from tui.exchanges.rate import Rate
from tui.exchanges.wire import Lost, NotSent, Raw, Wire
from tui.signals import Stop

MOST_ATTEMPTS = 5
MOST_SECONDS = 30.0
READS_IN_FLIGHT = 8
_REPEATED = ("GET", "PUT")
_TIME = "/auth/time"
_FIRST_PAUSE = 0.5
_LONGEST_HOLD = 120.0
_DRIFT = 2
"""Seconds by which the clocks have to have moved against each other for that to be the reason of a refusal."""


Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What the platform answers to a call: a value, and headers (names in any case)."""

    value: Json
    headers: Mapping[str, str]


@dataclass
class _Effort:
    """What the attempts of one call have taken so far, in seconds."""

    spent: float = 0.0

    @property
    def left(self) -> float:
        """The seconds that the next attempt may take."""
        return MOST_SECONDS - self.spent


class Calls:
    """Calls over one `wire`, from as many threads as like. `wait` is `Stop.wait` but in tests."""

    def __init__(
        self,
        wire: Wire,
        rate: Rate,
        delays: Delays,
        refusals: tuple[type[Exception], ...],
        wait: Callable[[Stop, float], bool] = Stop.wait,
    ) -> None:
        self._wire = wire
        self._rate = rate
        self._delays = delays
        self._refusals = refusals
        self._wait = wait
        self._reads = Semaphore(READS_IN_FLIGHT)
        self._writes = Semaphore(1)
        self._clock = Lock()
        self._thread = local()

    @property
    def query_id(self) -> str | None:
        """What the platform's support knows the last signed call of this thread by; None where it was not told."""
        found: str | None = getattr(self._thread, "query_id", None)
        return found

    def value(
        self,
        method: Method,
        path: str,
        stop: Stop,
        body: Mapping[str, Json] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """What the platform answers. Raises the `ExchangeError` that fits, and `Stopped`."""
        return self.answer(method, path, stop, body, headers).value

    def answer(
        self,
        method: Method,
        path: str,
        stop: Stop,
        body: Mapping[str, Json] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The same with the headers of the answer."""
        if not {".", ".."}.isdisjoint(path.partition("?")[0].split("/")):
            # Taken for steps on the way, these would make it another call.
            raise BadRequest(method, path)
        self._thread.query_id = None
        self._know_time(stop)

        def attempt(effort: _Effort) -> Answer:
            def send() -> Raw:
                return self._wire.send(method, path, body, headers or {}, effort.left, stop)

            raw = self._sent(send, method, path, stop, effort)
            self._thread.query_id = raw.query_id
            return Answer(value_of(method, path, raw, by_token=self._wire.by_token), raw.headers)

        def timely(effort: _Effort) -> Answer:
            ahead = self._wire.ahead
            try:
                return attempt(effort)
            except (ClockRefused, SignatureRefused):
                if not self._clock_moved(ahead, stop):
                    raise
            except TokenRefused as error:
                if error.status is None:
                    raise
                self._wire.forget_token()
            return attempt(effort)

        return self._attempts(timely, method, path, stop)

    def unsigned(self, method: Method, path: str, stop: Stop, body: Mapping[str, Json] | None = None) -> Json:
        """What the platform answers to a call that needs no key of an account, made once. Raises like `value`."""
        return value_of(method, path, self._unsigned(method, path, stop, body, _Effort()))

    def _unsigned(
        self, method: Method, path: str, stop: Stop, body: Mapping[str, Json] | None, effort: _Effort
    ) -> Raw:
        return self._sent(
            lambda: self._wire.unsigned(method, path, body, effort.left, stop), method, path, stop, effort
        )

    def store(self, url: str, content: bytes, stop: Stop) -> None:
        """Send a content to the address that a document was given. Raises the `ExchangeError` that fits, `Stopped`."""
        # What follows the question mark opens the store to whoever has it.
        path = url.partition("?")[0]

        def attempt(effort: _Effort) -> None:
            raw = self._sent(
                lambda: self._wire.store(url, content, stop), "PUT", path, stop, effort, counts=False
            )
            refuse_storage(path, raw)

        self._attempts(attempt, "PUT", path, stop)

    def _attempts(self, attempt: Callable[[_Effort], Result], method: str, path: str, stop: Stop) -> Result:
        """Up to five attempts of a call that may be repeated or was held back, one of any other."""
        effort, count = _Effort(), 1
        unknown: OutcomeUnknown | None = None
        try:
            while True:
                try:
                    return attempt(effort)
                except Transient as error:
                    if error.sent and method != "GET":
                        unknown = OutcomeUnknown(method, path, error.reason, error.status, error.query_id)
                    pause = self._pause(error, count)
                    held_back = isinstance(error, TooManyCalls) and not error.sent
                    if (
                        not (method in _REPEATED or held_back)
                        or count == MOST_ATTEMPTS
                        or pause >= effort.left
                    ):
                        raise (unknown or error) from error
                except ExchangeError as error:
                    if unknown is None:
                        raise
                    # What is refused now may be so because an earlier attempt was carried out.
                    raise OutcomeUnknown(method, path, error.reason, error.status, error.query_id) from error
                count += 1
                effort.spent += pause
                ends = time.monotonic() + pause + effort.left
                self._delays.tell(Delay(ATTEMPT, ends, count, MOST_ATTEMPTS))
                if self._wait(stop, pause):
                    raise Stopped
        except Stopped:
            # Any of the attempts may have been carried out.
            raise unknown or Stopped from None
        finally:
            self._delays.over()

    def _pause(self, error: Transient, count: int) -> float:
        """Seconds before the next attempt; after a 429 all calls wait, so this one waits with them."""
        asked = error.retry_after or 0.0
        usual = _FIRST_PAUSE * float(1 << (count - 1)) * random.uniform(0.5, 1.5)
        if isinstance(error, TooManyCalls):
            # Where the platform does not say for how long, it is longer each time, as for any other attempt.
            self._rate.hold(min(asked or usual, _LONGEST_HOLD))
            return 0.0 if asked <= _LONGEST_HOLD else MOST_SECONDS
        return max(asked, usual)

    def _sent(
        self,
        send: Callable[[], Raw],
        method: str,
        path: str,
        stop: Stop,
        effort: _Effort,
        *,
        counts: bool = True,
    ) -> Raw:
        """One request, in its turn. Raises the `Transient` that fits where there is no answer."""
        with self._turn(self._reads if method == "GET" else self._writes, stop):
            if counts:
                self._rate.take(stop)
            began = time.monotonic()
            try:
                return send()
            except NotSent as error:
                raise Unreachable(method, path, str(error), sent=False) from error
            except Lost as error:
                raise NoAnswer(method, path, str(error)) from error
            except self._refusals as error:
                # The SDK itself refuses, or the platform refuses it a token: the call was not made.
                raise TokenRefused(method, path, _refusal(error)) from error
            finally:
                effort.spent += time.monotonic() - began

    @contextmanager
    def _turn(self, gate: Semaphore, stop: Stop) -> Iterator[None]:
        while not gate.acquire(timeout=0.2):
            if stop.now:
                raise Stopped
        try:
            yield
        finally:
            gate.release()

    # --- the platform's time, which every signature holds

    def _know_time(self, stop: Stop) -> None:
        if not self._wire.timed:
            with self._clock:
                if not self._wire.timed:
                    self._ask_time(stop)

    def _clock_moved(self, ahead: int, stop: Stop) -> bool:
        """Ask for the time again, unless another thread has done so since; whether it is another one."""
        with self._clock:
            if self._wire.ahead == ahead:
                self._ask_time(stop)
        return abs(self._wire.ahead - ahead) >= _DRIFT

    def _ask_time(self, stop: Stop) -> None:
        def attempt(effort: _Effort) -> None:
            raw = self._unsigned("GET", _TIME, stop, None, effort)
            answer = value_of("GET", _TIME, raw)
            if isinstance(answer, bool) or not isinstance(answer, int):
                raise Unreadable("GET", _TIME, f"HTTP {raw.status}", raw.status, raw.query_id)
            self._wire.set_time(answer)

        self._attempts(attempt, "GET", _TIME, stop)


def _refusal(error: Exception) -> str:
    """The words of the SDK's own refusal, without the token server's answer, which may repeat what it was sent."""
    words = str(error)
    for noise in (" Token creation failed", " Received invalid body"):
        words = words.partition(noise)[0]
    return words
