"""Sessions of `requests` that tell whether a request has left, and send none once nobody waits for it any more.

Exceptions do not tell: behind a proxy, or where the head of an answer is spoilt, those of a request that has arrived
look like those of one that was never made. And a request that is given up goes on in its thread: where it has not left
by then (a slow look-up of the name, say) it never must, for a create would arrive when it has been looked for already
and was made again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

AnySession = TypeVar("AnySession", bound=requests.Session)

_CONNECTIONS = 16
_thread = local()


class Departure:
    """One request: whether any of it may have left, and whether it still may."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = False
        self.given_up = False

    def leave(self) -> bool:
        """Whether the request may leave now; from then on it counts as one that has."""
        with self._lock:
            self._left = self._left or not self.given_up
            return not self.given_up

    def give_up(self) -> bool:
        """Let it leave no more; whether it may have left already."""
        with self._lock:
            self.given_up = True
            return self._left


@contextmanager
def watched(departure: Departure) -> Iterator[None]:
    """Meanwhile what this thread asks of a session is the request of `departure`."""
    _thread.departure = departure
    try:
        yield
    finally:
        _thread.departure = None


class _Connection(HTTPConnection):
    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        # The next thing that it would do, and after this everything is sent.
        if self.sock is None:
            self.connect()
        departure: Departure | None = getattr(_thread, "departure", None)
        if departure is not None and not departure.leave():
            self.close()
            raise NewConnectionError(self, "given up")
        super().endheaders(*args, **kwargs)


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """Keeps enough connections for all calls that are in flight."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._prepare(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return self._prepare(super().proxy_manager_for(proxy, **kwargs))

    @staticmethod
    def _prepare(pools: Any) -> Any:
        pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return pools


def prepared(session: AnySession) -> AnySession:
    """A session whose answers are read by whoever asked, which follows nobody elsewhere and knows no other keys."""
    session.stream = True
    # A login page of the network, say, is no answer of the platform's; and what is sent is for the platform alone.
    session.get_redirect_target = _nowhere  # type: ignore[method-assign, assignment]  # the SDK makes it
    # Else `requests` takes a name and a password out of ~/.netrc.
    session.auth = session.auth or _as_it_is
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter())
    return session


def _nowhere(_answer: requests.Response) -> None:
    return None


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
