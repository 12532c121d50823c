"""A document's bytes from a file or from an address of http or https, only when somebody asks for it.

Whatever is at the other end: a bounded size, `SECONDS` seconds in all, a few redirections, and no address of this
machine or of a private network, unless that is asked for. A name is looked up once, and the connection made to the
address that was found and looked at.
"""

import io
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    IncompleteRead,
    InvalidURL,
    RemoteDisconnected,
)
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from tui.engine.errors import Stopped, WizardError
from tui.engine.files import opened, system_words
from tui.i18n import N_, Message
from tui.signals import Stop
from tui.telephony.addresses import is_public

SECONDS = 10.0
MOST_REDIRECTIONS = 3
SCHEMES = ("http", "https")

_NO_ADDRESS = N_("It is no address of http or https.")
_BROKEN_OFF = N_("It broke off before its end.")
_REDIRECTIONS = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_BEAT = 0.1  # Seconds within which a stop is obeyed.
_HEADERS = {
    "Accept": "application/voicexml+xml, application/xml, text/xml, */*;q=0.1",
    "Accept-Encoding": "identity",
    "User-Agent": "alias-wizard",
}


class DocumentUnreadable(WizardError):
    """A file that cannot be read; `reason` is the system's."""

    what = N_("{document} cannot be read.")
    mend = N_("Check the path of the file, and whether you may read it.")


class DocumentUnreachable(WizardError):
    """An address that gives no document; `reason` says why."""

    what = N_("There is no document at {document}.")
    mend = N_("Open the address in a browser: it has to answer at once, without asking who you are.")


class PrivateAddress(DocumentUnreachable):
    """An address of this machine or of a private network; `address` is the one that its name stands for."""

    what = N_("{document} is in a private network ({address}).")
    mend = N_("Nothing there is fetched unless you allow it; the platform itself cannot reach it.")


def is_address(where: str) -> bool:
    """Whether a text is meant as an address rather than as the path of a file."""
    return where.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


def load(where: str, largest: int, private: bool = False, stop: Stop | None = None) -> bytes:
    """The document at an address, or in a file; a file of more than `largest` bytes is cut off right after them.

    Raises `DocumentUnreachable` or `DocumentUnreadable`.
    """
    return fetch(where, largest, private, stop) if is_address(where) else read(where, largest)


def read(path: str, largest: int) -> bytes:
    """The content of a file, as far as it is worth reading. Raises `DocumentUnreadable`."""
    try:
        with opened(path) as file:
            return file.read(largest + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise DocumentUnreadable(document=path, reason=system_words(error)) from error


# --- addresses


def fetch(
    url: str,
    largest: int,
    private: bool = False,
    stop: Stop | None = None,
    seconds: float | None = None,
) -> bytes:
    """The document of at most `largest` bytes at an address, within `seconds`, else `SECONDS`.

    `private` allows an address of a private network.

    Raises `DocumentUnreachable`, and `Stopped` soon after a stop was asked for.
    """
    seconds = seconds or SECONDS
    stop, deadline = stop or Stop(), time.monotonic() + seconds
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()

    def go() -> None:
        try:
            answers.put(_followed(url, largest, private, deadline))
        except (WizardError, OSError, HTTPException, ValueError) as error:
            answers.put(error)

    # Neither a look-up nor a connection can be ended from outside: they are waited for, or left to themselves.
    Thread(target=go, daemon=True).start()
    try:
        answer = _awaited(answers, deadline, stop)
        if isinstance(answer, Exception):
            raise answer
    except TimeoutError as error:
        raise _unreachable(
            url, N_("It took longer than {seconds} seconds."), seconds=round(seconds)
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise DocumentUnreachable(document=url, reason=_why(error)) from error
    return answer


def _why(error: Exception) -> Message:
    match error:
        case RemoteDisconnected():
            return Message(N_("It hung up without an answer."))
        case IncompleteRead():
            return Message(_BROKEN_OFF)
        case OSError():
            return system_words(error)
        case InvalidURL() | ValueError():
            return Message(_NO_ADDRESS)
        case _:
            words = N_("It does not answer as a web server does ({reason}).")
            return Message(words, {"reason": str(error) or type(error).__name__})


def _awaited(answers: "SimpleQueue[bytes | Exception]", deadline: float, stop: Stop) -> bytes | Exception:
    while not stop.now:
        with suppress(Empty):
            return answers.get(timeout=min(_left(deadline), _BEAT))
    raise Stopped


def _followed(url: str, largest: int, private: bool, deadline: float) -> bytes:
    """What is at an address, or where that leads on to."""
    at = url
    for _times in range(MOST_REDIRECTIONS + 1):
        answer = _get(at, largest, private, deadline)
        if isinstance(answer, bytes):
            return answer
        at = urljoin(at, answer)
    raise _unreachable(url, N_("It leads on more than {times} times."), times=MOST_REDIRECTIONS)


def _unreachable(url: str, words: str, **args: object) -> DocumentUnreachable:
    return DocumentUnreachable(document=url, reason=Message(words, args))


def _get(url: str, largest: int, private: bool, deadline: float) -> bytes | str:
    """What is at an address, or the address that it leads on to."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in SCHEMES or not parts.hostname:
        raise _unreachable(url, _NO_ADDRESS)
    connection = _Connection(parts, _addresses(url, parts, private), deadline)
    try:
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + ("?" if parts.query else "")
        connection.request("GET", target + quote(parts.query, safe="/?%:@!$&'()*+,;=~"), headers=_HEADERS)
        answer = connection.getresponse()
        location = answer.getheader("Location")
        if answer.status in _REDIRECTIONS and location:
            return location
        if answer.status != 200:
            words = N_("It answers {status} {reason}.")
            raise _unreachable(url, words, status=answer.status, reason=answer.reason)
        return _content(url, answer, largest)
    finally:
        connection.hang_up()


def _content(url: str, answer: HTTPResponse, largest: int) -> bytes:
    content = b""
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > largest:
            raise _unreachable(url, N_("It is larger than {limit} bytes."), limit=largest)
    if answer.length:
        raise _unreachable(url, _BROKEN_OFF)
    return content


# --- where a connection may go


def _addresses(url: str, parts: SplitResult, private: bool) -> list[tuple[str, int]]:
    """The addresses that the host's name stands for, as far as they may be connected to."""
    usual = 443 if parts.scheme.lower() == "https" else 80
    port = usual if parts.port is None else parts.port
    looked_up = socket.getaddrinfo(str(parts.hostname), port, type=socket.SOCK_STREAM)
    found = [(str(address[0]), int(address[1])) for *_rest, address in looked_up]
    allowed = [each for each in found if private or is_public(each[0])]
    if not allowed:
        raise PrivateAddress(document=url, address=found[0][0])
    return allowed


# --- a connection with an end


def _left(deadline: float) -> float:
    """The seconds until a moment. Raises TimeoutError when it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class _Connection(HTTPConnection):
    """A connection to one of some addresses, and over by a moment, however slowly the other side speaks."""

    def __init__(self, parts: SplitResult, addresses: Sequence[tuple[str, int]], deadline: float) -> None:
        self._tls = parts.scheme.lower() == "https"
        self.default_port = 443 if self._tls else 80
        super().__init__(str(parts.hostname), parts.port)
        self._addresses = addresses
        self._deadline = deadline
        self._opened: socket.socket | None = None

    def connect(self) -> None:
        opened = self._first_that_answers()
        self._opened = opened
        if self._tls:
            self._opened = ssl.create_default_context().wrap_socket(opened, server_hostname=self.host)
        self.sock: Any = _Timed(self._opened, self._deadline)

    def _first_that_answers(self) -> socket.socket:
        for address in self._addresses[:-1]:
            with suppress(ConnectionError):
                return socket.create_connection(address, _left(self._deadline))
        return socket.create_connection(self._addresses[-1], _left(self._deadline))

    def hang_up(self) -> None:
        """Close what is open; `close` leaves it to the answer that is still read."""
        if self._opened is not None:
            self._opened.close()


class _Timed:
    """What `http.client` needs of a socket, each call of which ends by a moment."""

    def __init__(self, opened: socket.socket, deadline: float) -> None:
        self._socket = opened
        self._deadline = deadline

    def sendall(self, content: bytes) -> None:
        self._socket.settimeout(_left(self._deadline))
        self._socket.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._socket, self._deadline))

    def close(self) -> None:
        """Nothing: the connection hangs up when the answer has been read."""


class _Reader(io.RawIOBase):
    """What comes from a socket, until a moment."""

    def __init__(self, opened: socket.socket, deadline: float) -> None:
        self._socket = opened
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(_left(self._deadline))
        return self._socket.recv_into(buffer)
