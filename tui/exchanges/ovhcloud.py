"""The OVHcloud exchange: the telephony API's own calls, sent through the official SDK.

How calls are made, repeated and given up is in `calling` and `wire`, what answers mean in `answers`, whose account it
is in `accounts`. Here: how a whole list of objects is read with few calls.

The platform answers a list route with ids, with whole objects (the "expanded" lists of its official schema), or, for
several ids at once, with a batch. The expanded lists come out of a cache, so they serve for the lists of a billing
account alone: what is inside a number decides what is sent to it, and is read object by object or in batches.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from tui.engine.delays import Delays
from tui.engine.errors import BadRequest, NotFound
from tui.engine.platform_errors import Unreadable
from tui.engine.resources import Body, Json, Method, segment
from tui.engine.scope import Scope
from tui.exchanges.calling import READS_IN_FLIGHT, Calls
from tui.exchanges.rate import Rate
from tui.exchanges.wire import Limits, Wire
from tui.signals import Stop

_BATCH = 50
_BATCHED = {"X-Ovh-Batch": ","}
_PAGE = 1000
_EXPANDED = {
    "X-Pagination-Mode": "CachedObjectList-Pages",
    "X-Pagination-Size": str(_PAGE),
    "X-Pagination-Number": "0",
    "Pragma": "no-cache",
}


def calls(client: Any, allowed: Rate, delays: Delays, limits: Limits) -> Calls:
    """The calls of one of the SDK's clients. Nothing is sent yet."""
    return Calls(Wire(client, limits), allowed, delays, refusals())


def refusals() -> tuple[type[Exception], ...]:
    """What the SDK raises by itself; the warning is oauthlib's where a token is not for all that was asked for."""
    # It reads its files while it is imported, which `connect` is prepared for: a client is there by now.
    import ovh.exceptions
    import ovh.oauth2

    return ovh.exceptions.APIError, ovh.oauth2.OAuth2Error, Warning


def fingerprint(client: Any) -> str:
    """What tells the keys of one client from those of another, without telling them."""
    keys = (client._application_key, client._consumer_key, client._client_id)  # noqa: SLF001  the SDK keeps them there
    return hashlib.sha256("\0".join(each or "" for each in keys).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class OvhcloudExchange:
    """`tui.engine.ports.Exchange` over `calls`; safe to use from several threads. `stop` ends its waits.

    Every call raises the `ExchangeError` that fits, `OutcomeUnknown` exactly where a write may have been carried out,
    and `Stopped`.
    """

    calls: Calls
    scope: Scope
    stop: Stop
    _without: set[tuple[str, ...]] = field(default_factory=set)
    """The kinds of lists whose objects cannot be read in batches, as far as that was found out."""

    def stopping(self, stop: Stop) -> "OvhcloudExchange":
        """The same exchange, whose waits end when `stop` is asked for."""
        return replace(self, stop=stop)

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make one call; `path` may carry a query."""
        return self.calls.value(method, path, self.stop, body)

    def objects(self, path: str) -> list[Body]:
        """Every object of a list route, in the platform's order."""
        of_account = path.startswith("/telephony") and path.count("/") <= 3
        found = self._expanded(path) if of_account else self._list(path)
        bodies = [each for each in found if isinstance(each, dict)]
        return bodies if len(bodies) == len(found) else self._read(path, found)

    def put_content(self, url: str, content: bytes) -> None:
        """Send the content of a document to the address that the document was given."""
        self.calls.store(url, content, self.stop)

    def poll_after(self, polls: int) -> float:
        """Every second at first, as the platform's own console does, then less often."""
        return 1.0 if polls < 5 else 2.0 if polls < 15 else 5.0

    @property
    def reads_at_once(self) -> int:
        """As many as are let through."""
        return READS_IN_FLIGHT

    def query_id(self) -> str | None:
        """The X-OVH-QUERYID of the last call of this thread; None where no answer came, or none with one."""
        return self.calls.query_id

    # --- lists

    def _expanded(self, path: str) -> list[Json]:
        """The objects of a list, page by page; its ids where the route does not know how."""
        found: list[Json] = []
        headers = dict(_EXPANDED)
        while True:
            headers["X-Pagination-Number"] = str(int(headers["X-Pagination-Number"]) + 1)
            try:
                answer = self.calls.answer("GET", path, self.stop, headers=headers)
            except BadRequest:
                return self._list(path)
            page = _listed(path, answer.value)
            if not page or page == found[-len(page) :]:
                # The same again: the route knows of no pages.
                return found
            found += page
            total = answer.headers.get("X-Pagination-Elements", "")
            if len(found) >= float(total) if total.isdecimal() else len(page) != _PAGE:
                return found
            # The first page has filled the cache with what there is now.
            headers.pop("Pragma", None)

    def _list(self, path: str) -> list[Json]:
        return _listed(path, self.call("GET", path))

    def _read(self, path: str, ids: Sequence[Json]) -> list[Body]:
        """The objects of these ids, in their order, without those that have gone since."""
        size = 1 if tuple(path.split("/")[1::2]) in self._without or "," in "".join(map(str, ids)) else _BATCH
        groups = [ids[at : at + size] for at in range(0, len(ids), size)]
        if len(groups) == 1:
            return self._group(path, groups[0])
        with ThreadPoolExecutor(READS_IN_FLIGHT) as pool:
            return list(chain.from_iterable(pool.map(partial(self._group, path), groups)))

    def _group(self, path: str, ids: Sequence[Json]) -> list[Body]:
        values = self._batch(path, ids) if len(ids) > 1 else [None]
        found = [
            self._one(path, own) if each is None else each for own, each in zip(ids, values, strict=True)
        ]
        return [each for each in found if each is not None]

    def _batch(self, path: str, ids: Sequence[Json]) -> list[Body | None]:
        """The objects of up to fifty ids at once, None for what has to be read by itself: it says why it cannot be.

        That an item holds `value` is what the platform's own console reads; `key` is taken where it is there.
        """
        nothing: list[Body | None] = [None] * len(ids)
        kind = tuple(path.split("/")[1::2])
        if kind in self._without:
            return nothing
        names = [segment(each) for each in ids]
        try:
            items = self.calls.value("GET", f"{path}/{','.join(names)}", self.stop, headers=_BATCHED)
        except (BadRequest, NotFound):
            items = None
        if not isinstance(items, list) or len(items) != len(ids):
            self._without.add(kind)
            return nothing
        bodies = [each if isinstance(each, dict) else {} for each in items]
        by_key = {str(each.get("key")): each.get("value") for each in bodies}
        values = [by_key.get(str(own), each.get("value")) for own, each in zip(ids, bodies, strict=True)]
        return [each if isinstance(each, dict) else None for each in values]

    def _one(self, path: str, own: Json) -> Body | None:
        at = f"{path}/{segment(own)}"
        try:
            answer = self.call("GET", at)
        except NotFound:
            return None
        if not isinstance(answer, dict):
            raise Unreadable("GET", at)
        return answer


def _listed(path: str, answer: Json) -> list[Json]:
    if not isinstance(answer, list):
        raise Unreadable("GET", path)
    return answer
