"""One request of the SDK's, and its whole answer within a time: no more than so many seconds and so many bytes.

The SDK's time limit is for each piece of an answer, so a server that drips is waited for endlessly; and it has none of
its own for an OAuth2 token. Here a request is made in a thread of its own that is given up when its time is over. The
SDK's session is kept, so that connections are used again; proxies and certificates follow the variables that
`requests` knows.

An OAuth2 token is asked for here too: while the SDK's own session asks for one, or after it has failed to, it sends
whatever else it is asked for without any.
"""

import copy
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.utils import requote_uri
from urllib3.exceptions import HTTPError

from tui.engine.errors import WizardError
from tui.engine.files import told
from tui.engine.resources import Json, Method
from tui.exchanges.bounded import TooLate, within
from tui.exchanges.sessions import Departure, prepared, watched
from tui.i18n import N_
from tui.signals import Stop
from tui.text import clean

CONNECT, PIECE = 5.0, 20.0
"""Seconds to connect, and seconds between two pieces of an answer: what the SDK is given as its time limit."""
VARIABLE = "ALIAS_WIZARD_PATIENCE"
USUAL = "15,20"

_CHUNK = 65_536
_TOLD = 65_536
"""Bytes of an answer of which words may be shown; a longer one is a list of objects."""
_SHORTEST_KEY = 8
_SLOWEST = 50_000
_LONGEST_ID = 80
_MOST_WORDS = 300
_MARGIN = 10.0
"""Seconds before its end at which a token is not used any more."""
_NOISE = re.compile(
    r"^(?:\w+\(host=.*?\): )?(?:Failed to establish a new connection: )?(?:\[Errno -?\d+\] )?"
)
"""What `urllib3` and the system put before the words that say why."""


class UnusablePatience(WizardError):
    """ALIAS_WIZARD_PATIENCE holds no times."""

    what = N_("{variable} cannot be {value}.")
    mend = N_("Give the seconds that a reading and a writing call may take, such as {usual}.")


class NotSent(Exception):
    """The request never left: no connection, or no token for it. `str` says why."""


class Lost(Exception):
    """The request may have arrived; no whole answer came back. `str` says why."""


@dataclass(frozen=True)
class Limits:
    """Seconds that the whole of a reading and of a writing call may take, and the most bytes of an answer."""

    read: float
    write: float
    size: int = 64_000_000


@dataclass(frozen=True)
class Raw:
    """An answer as it came: status, headers (names in any case), content."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def query_id(self) -> str | None:
        """What the platform's support knows the call by."""
        found = self.headers.get("X-OVH-QUERYID")
        return found and clean(found, _LONGEST_ID)


def limits(environ: Mapping[str, str]) -> Limits:
    """The time limits that are asked for, else the usual ones. Raises `UnusablePatience`."""
    written = environ.get(VARIABLE) or USUAL
    try:
        read, write = (float(each) for each in written.split(","))
    except ValueError:
        read = write = 0.0
    if not (0 < read < math.inf and 0 < write < math.inf):
        raise UnusablePatience(variable=VARIABLE, value=written, usual=USUAL)
    return Limits(read, write)


class Wire:
    """The requests of one SDK client, whose own exceptions pass through."""

    def __init__(self, client: Any, limits: Limits) -> None:
        self._client = client
        self._oauth2 = client._oauth2  # noqa: SLF001  the SDK has no other way to it
        self._limits = limits
        self._timed = False
        self._token_until = 0.0
        self._storage = prepared(requests.Session())
        prepared(client._session)  # noqa: SLF001  the SDK has no other way to its session
        if self._oauth2 is not None:
            prepared(self._oauth2.session)

    @property
    def by_token(self) -> bool:
        """Whether calls carry an OAuth2 token rather than a signature."""
        return self._oauth2 is not None

    def send(
        self,
        method: Method,
        path: str,
        body: Mapping[str, Json] | None,
        headers: Mapping[str, str],
        most: float,
        stop: Stop,
    ) -> Raw:
        """Make one signed request, within `most` seconds.

        Raises `NotSent`, `Lost`, `Stopped` (a reading call only: of a writing one that is given up it has to be known
        whether it has left), and the SDK's own exceptions. The platform's time has to be known before: `set_time`.
        """
        # Signed as it is sent: `requests` would write it so anyway.
        target = requote_uri(path)
        given = None if body is None else dict(body)

        def work() -> requests.Response:
            response: requests.Response = self._client.raw_call(
                method, target, given, need_auth=True, headers=dict(headers)
            )
            return response

        limit = self._limits.read if method == "GET" else self._limits.write
        return self._whole(work, min(limit, most), stop, reads=method == "GET", before=self._know_token)

    @property
    def timed(self) -> bool:
        """Whether the platform's time is known, or is not needed."""
        return self._timed or self.by_token

    @property
    def ahead(self) -> int:
        """Seconds by which the platform's clock is ahead of ours, as far as it is known."""
        return self._client._time_delta or 0  # noqa: SLF001  the SDK reads it once and for all

    def unsigned(
        self, method: Method, path: str, body: Mapping[str, Json] | None, most: float, stop: Stop
    ) -> Raw:
        """Make one request that needs no key of an account. Raises like `send`."""
        reads = method == "GET"
        limit = self._limits.read if reads else self._limits.write
        return self._whole(
            lambda: self._client.raw_call(method, path, body, need_auth=False),
            min(limit, most),
            stop,
            reads=reads,
        )

    def set_time(self, seconds: int) -> None:
        """Take the platform's time (Unix seconds) for the signatures to come."""
        self._client._time_delta = seconds - int(time.time())  # noqa: SLF001  nor any other way to give it
        self._timed = True

    def forget_token(self) -> None:
        """Let the next call ask for a new token: the platform does not take the one that is there."""
        self._token_until = 0.0

    def _know_token(self) -> None:
        """Ask for a token where there is none that lasts; raises `NotSent`, and what the SDK raises of a refusal."""
        if not self.by_token or time.time() < self._token_until:
            return
        session = self._oauth2.session
        # Another session of the kind: this one is in use.
        asking = type(session)(session.token_url, client=copy.copy(session._client))  # noqa: SLF001  as theirs
        prepared(asking).register_compliance_hook("access_token_response", _tokens_only)
        try:
            session.token = asking.fetch_token(session.token_url, **session.auto_refresh_kwargs)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise NotSent(_words(error)) from error
        self._token_until = time.time() + session.token["expires_in"] - _MARGIN

    def store(self, url: str, content: bytes, stop: Stop) -> Raw:
        """Send a content to an address that needs no signature. Raises like `send`."""
        seconds = self._limits.write + len(content) / _SLOWEST
        return self._whole(
            lambda: self._storage.put(url, data=content, timeout=(CONNECT, PIECE)), seconds, stop, reads=False
        )

    def _discreet(self, content: bytes) -> bytes:
        """An answer without our own keys: whatever stands between us and the platform may repeat what it was sent."""
        if len(content) > _TOLD:
            return content
        client = self._client
        keys = [client._application_secret, client._consumer_key, client._client_secret]  # noqa: SLF001  it tells nobody
        if self._oauth2 is not None:
            keys.append(self._oauth2.session.token.get("access_token"))
        for key in keys:
            if key and len(key) >= _SHORTEST_KEY:
                content = content.replace(key.encode(), b"***")
        return content

    def _whole(
        self,
        work: Callable[[], requests.Response],
        seconds: float,
        stop: Stop,
        *,
        reads: bool,
        before: Callable[[], None] = lambda: None,
    ) -> Raw:
        """What `work` answers, done after `before`, all of it within so many seconds."""
        departure = Departure()

        def answer() -> Raw:
            before()
            with watched(departure):
                arrived = work()
            with arrived as response:
                content = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > self._limits.size:
                        raise Lost(f"more than {self._limits.size} bytes")
                    if departure.given_up:
                        raise Lost("given up")
                return Raw(response.status_code, response.headers, self._discreet(bytes(content)))

        try:
            return within(answer, seconds, stop, patient=not reads)
        except TooLate as error:
            raise (Lost if departure.give_up() else NotSent)(
                f"no whole answer within {seconds:g} s"
            ) from error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise (Lost if departure.give_up() else NotSent)(_words(error)) from error
        finally:
            departure.give_up()


def _tokens_only(answer: requests.Response) -> requests.Response:
    """Let nothing but a token, or a refusal of one, come to oauthlib, which takes any other answer for a refusal."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        token, lasts = body.get("access_token"), body.get("expires_in")
        if answer.ok and isinstance(token, str) and isinstance(lasts, int) and lasts > 0:
            return answer
        if answer.status_code in {400, 401, 403}:
            return answer
    raise NotSent(f"no OAuth2 token: HTTP {answer.status_code}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it wraps, from the outside in: `requests` and `urllib3` keep the one in the other."""
    yield error
    for inner in (getattr(error, "reason", None), *error.args):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
            return


def _words(error: BaseException) -> str:
    """What the innermost cause says: the others repeat it, with addresses of objects."""
    *_outer, inner = _causes(error)
    words = str(getattr(inner, "strerror", None) or _NOISE.sub("", str(inner)) or type(inner).__name__)
    # The address of a proxy may hold a password.
    return clean(re.sub(r"//[^/@\s]*@", "//", str(told(words))), _MOST_WORDS)
