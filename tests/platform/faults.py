"""What goes wrong, when, and how often it did.

A fault waits for the n-th request that it fits. It shows as one of `KINDS`: something happens to the account before the
call, the call is carried out or not, something happens after it, and its answer is sent, replaced, cut or never sent.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import Enum
from fnmatch import fnmatchcase
from threading import Lock
from typing import TYPE_CHECKING

from tests.platform import happenings
from tests.platform.answers import Answer, coded, error, said
from tests.platform.happenings import Happening, Undo
from tui.engine.ports import Mishap

if TYPE_CHECKING:
    from tests.platform.server import Request

RETRY_AFTER = 2
"""Seconds that a 429 asks to wait."""
_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n"
)


class Manner(Enum):
    """How an answer leaves: whole; cut in the middle of its body; not at all, until the client hangs up; a reset."""

    WHOLE = 1
    CUT = 2
    SILENCE = 3
    RESET = 4


Reply = Callable[[float], Answer]
"""The answer in place of the call's own, at a time of the server in Unix seconds."""


@dataclass(frozen=True)
class Kind:
    """How a fault shows: `effect` says whether the call is carried out."""

    effect: bool = True
    manner: Manner = Manner.WHOLE
    reply: Reply | None = None
    before: Happening | None = None
    after: Happening | None = None


def _always(answer: Answer) -> Reply:
    return lambda _now: answer


def _refusing(answer: Answer) -> Kind:
    return Kind(effect=False, reply=_always(answer))


def _too_many(now: float) -> Answer:
    wait = {"Retry-After": formatdate(now + RETRY_AFTER, usegmt=True)}
    return error(429, "Too many requests", wait)


def _either_side(name: str, answer: Answer) -> dict[str, Kind]:
    return {
        f"{name}-before": Kind(effect=False, reply=_always(answer)),
        f"{name}-after": Kind(effect=True, reply=_always(answer)),
    }


LOST: Mapping[str, Kind] = {
    "timeout-before": Kind(effect=False, manner=Manner.SILENCE),
    "timeout-after": Kind(manner=Manner.SILENCE),
    "reset-before": Kind(effect=False, manner=Manner.RESET),
    "reset-after": Kind(manner=Manner.RESET),
    "truncated": Kind(manner=Manner.CUT),
    "empty": Kind(reply=_always(Answer(200, b""))),
    "not-json": Kind(reply=_always(Answer(200, b'{"taskId": 1', content_type="application/json"))),
    **_either_side("html-502", Answer(502, _HTML, content_type="text/html")),
    **_either_side("non-object", said("oops", 500)),
    **_either_side("500", error(500, "Internal server error")),
    **_either_side("503", error(503, "Service temporarily unavailable")),
    **_either_side("504", error(504, "Gateway timeout")),
}
"""After these nobody can tell from the answer whether the call was carried out."""

REFUSED: Mapping[str, Kind] = {
    "400": _refusing(error(400, "Given value is not valid")),
    "401": _refusing(error(401, "You must login first")),
    "403-invalid-key": _refusing(coded(403, "INVALID_KEY", "This application key is invalid")),
    "403-invalid-credential": _refusing(coded(403, "INVALID_CREDENTIAL", "This credential is not valid")),
    "403-not-credential": _refusing(coded(403, "NOT_CREDENTIAL", "You must login first")),
    "403-not-granted": _refusing(coded(403, "NOT_GRANTED_CALL", "This call has not been granted")),
    "403-forbidden": _refusing(coded(403, "FORBIDDEN", "Forbidden")),
    "403-bare": _refusing(error(403, "User not granted for this request")),
    "404": _refusing(error(404, "The requested object does not exist")),
    "409": _refusing(error(409, "An operation is already under way on this service")),
    "429": _refusing(error(429, "Too many requests")),
    "429-seconds": _refusing(error(429, "Too many requests", {"Retry-After": str(RETRY_AFTER)})),
    "429-date": Kind(effect=False, reply=_too_many),
    "460": _refusing(error(460, "This service is expired")),
}
"""These say no, and nothing was done."""

TASKS: Mapping[str, Kind] = {
    "task-error": Kind(before=happenings.mishap(Mishap.TASK_FAILS)),
    "task-paused": Kind(before=happenings.mishap(Mishap.TASK_PAUSES)),
    "task-stuck": Kind(after=happenings.hold_task),
    "task-forgotten": Kind(after=happenings.forget_task),
    "task-dropped": Kind(after=happenings.drop_task),
}
"""What befalls the task that a call begins. The platform's pace has to be more than 0."""

WORLD: Mapping[str, Kind] = {
    "skew": Kind(before=happenings.skew),
    "changed": Kind(before=happenings.retype),
    "object-gone": Kind(before=happenings.delete_object),
    "number-gone": Kind(before=happenings.take_number),
    "duplicate": Kind(after=happenings.twin),
    "duplicate-lost": Kind(after=happenings.twin, manner=Manner.RESET),
}
"""What happens to the account, or to the clock, while the call is made."""

KINDS: Mapping[str, Kind] = {"plain": Kind(), **LOST, **REFUSED, **TASKS, **WORLD}


@dataclass
class Fault:
    """`times` faults in a row from the `nth` fitting request on; `undo` is what ends what it did to the account."""

    kind: str
    method: str
    path: str
    nth: int
    times: int
    seen: int = 0
    fired: int = 0
    undo: list[Undo] = field(default_factory=list)


@dataclass
class Faults:
    """The plan. `fired` counts how often each kind has shown; `clear` ends the faults and leaves the counts."""

    fired: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._plan: list[Fault] = []

    def add(self, kind: str, method: str = "*", path: str = "*", nth: int = 1, times: int = 1) -> Fault:
        """Plan a fault; the `nth` fitting request from now on is the first that it strikes."""
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}: " + ", ".join(KINDS))
        fault = Fault(kind, method, path, nth, times)
        with self._lock:
            self._plan.append(fault)
        return fault

    def strike(self, request: "Request") -> Fault | None:
        """The fault that befalls a request; every one that fits it counts it."""
        found = None
        with self._lock:
            for fault in self._plan:
                if fault.method not in ("*", request.method) or not fnmatchcase(request.path, fault.path):
                    continue
                fault.seen += 1
                if found is None and fault.nth <= fault.seen < fault.nth + fault.times:
                    found = fault
            if found is not None:
                found.fired += 1
                self.fired[found.kind] += 1
        return found

    def clear(self) -> None:
        """No fault from here on, and what they did to the account is undone, the last first."""
        with self._lock:
            plan, self._plan = self._plan, []
        for fault in reversed(plan):
            for undo in reversed(fault.undo):
                undo()
