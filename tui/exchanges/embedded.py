"""The embedded exchange: the telephony API's own calls, answered from the local state store.

The default, and the training ground. It is generic: families of objects follow from the collections that the
configurations declare, the base calls are a table. It refuses as the platform does, and can be told to fail.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from itertools import count

from tui.engine.errors import OutcomeUnknown, by_status
from tui.engine.ports import Clock, Mishap
from tui.engine.resources import Body, Collection, Json, Method
from tui.engine.scope import LOCAL, Scope
from tui.exchanges import documents, families, tasks
from tui.exchanges.refusals import Refused
from tui.exchanges.routes import Asked, Request, Route, find
from tui.exchanges.services import BASE
from tui.signals import Stop
from tui.store.database import Database
from tui.store.telephony import Task, Telephony

_TASK_MISHAPS = (Mishap.TASK_FAILS, Mishap.TASK_PAUSES)
_SHORTEST_POLL = 0.02
_LOST = "the answer was lost (training)"


class EmbeddedExchange:
    """`tui.engine.ports.Exchange` and `Training` over `database`.

    `collections` gives what the configurations declare; it is asked for at the first call that is no base call, since
    the slices are slow to import. A task takes `pace` seconds; 0 means that it is done at once. Safe to use from
    several threads and processes: every writing call is one transaction.
    """

    def __init__(
        self, database: Database, collections: Callable[[], Sequence[Collection]], clock: Clock, pace: float
    ) -> None:
        self.telephony = Telephony(database, LOCAL)
        self._database = database
        self._collections = collections
        self._clock = clock
        self._pace = pace
        self._queries = count(1)

    @property
    def scope(self) -> Scope:
        """The account that the calls act on: there is one in each store."""
        return LOCAL

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make one call; `path` may carry a query.

        Tasks that are due take effect first. Raises `BadRequest`, `NotFound` or `Conflict`, with the platform's message
        and a query id; `OutcomeUnknown` when it was told to lose the answer: then the call was carried out.
        """
        with self._refusing(method, path):
            request = self._find(method, path)
            if method == "GET":
                with self._reading(request, body or {}) as asked:
                    return request.route(asked)
            answer, lost = self._write(request, body or {})
        if lost:
            raise OutcomeUnknown(method, path, _LOST)
        return answer

    def objects(self, path: str) -> list[Body]:
        """Every object of a list route, in the order of its ids' answer. Raises `NotFound` when it is no list."""
        with self._refusing("GET", path):
            request = self._find("GET", path)
            with self._reading(request, {}) as asked:
                return request.route.every(asked)

    def put_content(self, url: str, content: bytes) -> None:
        """Give a document its content, at its `putUrl`, in place of any that it has.

        Raises `NotFound` for an address of no document; `OutcomeUnknown` when it was told to lose the answer.
        """
        with self._refusing("PUT", url), self.telephony.changing():
            documents.put(self.telephony.documents, url, content)
            lost = self._is_lost()
        if lost:
            raise OutcomeUnknown("PUT", url, _LOST)

    def poll_after(self, polls: int) -> float:  # noqa: ARG002  the port's; it is a platform far away that slows down
        """Seconds until a task is asked for again: a quarter of the pace, at most one; the same every time."""
        return max(min(self._pace / 4, 1.0), _SHORTEST_POLL)

    @property
    def reads_at_once(self) -> int:
        """One: there is nothing to wait for in a store of this machine."""
        return 1

    def query_id(self) -> None:
        """None: nobody's support knows of these calls."""

    def stopping(self, stop: Stop) -> "EmbeddedExchange":  # noqa: ARG002  the port's; nothing is waited for here
        """The same: it never waits."""
        return self

    def at_once(self) -> "EmbeddedExchange":
        """The same account, whose tasks are done at once."""
        return EmbeddedExchange(self._database, self._collections, self._clock, 0.0)

    def next(self, mishap: Mishap) -> None:
        """Make the next task fail, the next task pause, or the answer to the next write get lost."""
        self.telephony.add_fault(mishap)

    def pending(self) -> Sequence[Mishap]:
        """What is still to come."""
        return [Mishap(kind) for kind in self.telephony.faults()]

    @cached_property
    def _families(self) -> tuple[Route, ...]:
        return families.routes(self._collections())

    def _find(self, method: Method, path: str) -> Request:
        return find(method, path, (lambda: BASE, lambda: documents.DOCUMENTS, lambda: self._families))

    def _asked(self, request: Request, body: Body) -> Asked:
        return Asked(
            self.telephony, request.path, request.names, request.query, body, self._clock.now(), self._begin
        )

    @contextmanager
    def _reading(self, request: Request, body: Body) -> Iterator[Asked]:
        asked = self._asked(request, body)
        if self.telephony.due(asked.now):
            with self.telephony.changing():
                tasks.settle(self.telephony, asked.now)
        with self.telephony.reading():
            request.route.check(asked)
            yield asked

    def _write(self, request: Request, body: Body) -> tuple[Json, bool]:
        fetched = None
        if request.route.beforehand is not None:
            request.route.check(self._asked(request, body))
            fetched = request.route.beforehand(body)
        with self.telephony.changing():
            asked = replace(self._asked(request, body), fetched=fetched)
            tasks.settle(self.telephony, asked.now)
            request.route.check(asked)
            answer = request.route(asked)
            # With a pace of 0 the task that was just begun is due at once.
            tasks.settle(self.telephony, asked.now)
            lost = self._is_lost()
        return answer, lost

    def _is_lost(self) -> bool:
        return self.telephony.take_fault([Mishap.ANSWER_LOST]) is not None

    def _begin(self, task: Task) -> int:
        mishap = self.telephony.take_fault(_TASK_MISHAPS)
        return self.telephony.add_task(tasks.scheduled(task, self._pace, mishap))

    @contextmanager
    def _refusing(self, method: str, path: str) -> Iterator[None]:
        """Raise the platform's no as the exception of its status."""
        query_id = f"EU.emb-{next(self._queries)}"
        try:
            yield
        except Refused as refused:
            raise by_status(refused.status, method, path, refused.message, query_id) from refused
