"""The server: HTTP/1.1 with kept connections on loopback, a thread each, over an embedded exchange of its own."""

import json
import os
import re
import select
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any, Self

from tests.platform.access import Access
from tests.platform.answers import REASONS, Answer, Refusal, error
from tests.platform.calls import Calls
from tests.platform.checking import Checking
from tests.platform.faults import KINDS, Fault, Faults, Manner
from tui.bootstrap import SystemClock
from tui.configurations import catalogue
from tui.engine.ports import Clock
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.sample import make_sample
from tui.store.database import Database

BASE = "/1.0"
_LONGEST_SILENCE = 60.0
_OF_INTEREST = re.compile(
    r"x-ovh-(?!signature|consumer|application)|x-pagination-|pragma|content-type|user-agent"
)


@dataclass
class Request:
    """A request as it came: the path without `/1.0`, without query and as it was escaped; `body` is its JSON.

    `headers` are those that say something (in lower case) and no key, `status` and `query_id` those of the answer,
    `status` None where none was sent. `done` says whether the call was carried out, `answered` is the JSON that it came
    to, sent or not.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    raw: bytes = field(repr=False, default=b"")
    status: int | None = None
    query_id: str = ""
    done: bool = False
    answered: Any = None


class _HastyDatabase(Database):
    """A database that is not written to the disk: what a test's platform holds need not survive the machine."""

    @property
    def connection(self) -> Any:
        """The calling thread's connection."""
        known = getattr(self._local, "connection", None)
        connection = super().connection
        if known is None:
            connection.execute("PRAGMA synchronous = OFF")
        return connection


class Platform:
    """See the package. `pace` is the seconds that a task takes, by `clock`; signatures go by this machine's time."""

    def __init__(
        self,
        store: Path,
        *,
        fill: Callable[[EmbeddedExchange], object] = make_sample,
        clock: Clock | None = None,
        pace: float = 0.0,
        latency: float = 0.0,
        port: int = 0,
    ) -> None:
        self.database = _HastyDatabase(store)
        self.exchange = EmbeddedExchange(self.database, catalogue.collections, clock or SystemClock(), pace)
        fill(self.exchange)
        self.latency = latency
        self.skew = 0.0
        self.expanded = "yes"
        """Whether lists come with their objects when asked to: `yes`, `no` (only ids come), `refused` (400)."""
        self.batches = "yes"
        """Whether several objects are read at once: `yes`, `no` (404, as for one odd id), `refused` (400)."""
        self.gone: set[str] = set()
        """The service names that have left the account."""
        self.forgotten: set[int] = set()
        """The ids of tasks that are done, and that nobody knows of any more."""
        self.requests: list[Request] = []
        self.connections = 0
        self.broken: list[str] = []
        """What went wrong in here, which it never should."""
        self.faults = Faults()
        self.access = Access(self.now)
        self.checking = Checking()
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._queries = count(1)
        self._server = _Server(("127.0.0.1", port), self)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = self.origin + BASE
        self.token_url = self.url + "/auth/oauth2/token"
        self._calls = Calls(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="platform")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on everybody, and wait for the threads."""
        self.closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()
        self.database.close()

    def now(self) -> float:
        """The server's time in Unix seconds."""
        return time.time() + self.skew

    @property
    def environ(self) -> dict[str, str]:
        """The variables by which the wizard finds this platform, and may do everything there."""
        return {
            "ALIAS_WIZARD_EXCHANGE": "ovhcloud",
            "ALIAS_WIZARD_ENDPOINT": self.url,
            "OVH_APPLICATION_KEY": self.access.application_key,
            "OVH_APPLICATION_SECRET": self.access.application_secret,
            "OVH_CONSUMER_KEY": self.access.consumer_key,
        }

    @property
    def violations(self) -> list[str]:
        """What was not by the schema."""
        return self.checking.violations

    @property
    def unchecked(self) -> str | None:
        """Why nothing could be held against the schema; None where it could."""
        return self.checking.unchecked

    def writes(self) -> list[tuple[str, str, Any]]:
        """Method, path and body of the writes of the API so far, whatever came of them."""
        return [
            (each.method, each.path, each.body)
            for each in self.requests
            if each.method != "GET" and each.path.startswith(("/telephony", "/me"))
        ]

    # --- for the handler

    def connected(self) -> None:
        """Count a new connection."""
        with self._lock:
            self.connections += 1

    def query_id(self) -> str:
        """The next X-OVH-QUERYID."""
        return f"EU.ext-1.{next(self._queries):08x}.test"

    def answer(self, request: Request, url: str, headers: Mapping[str, str]) -> Answer:
        """What the platform answers to a request of any kind."""
        try:
            return self._calls.answer(request, url, headers)
        except Refusal as refusal:
            return refusal.answer


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], platform: Platform) -> None:
        self.platform = platform
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End all connections."""
        with self._guard:
            for each in self._open:
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:  # it was reset
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up in the middle is its own affair; anything else is ours."""
        import sys

        problem = sys.exc_info()[1]
        if not isinstance(problem, ConnectionError) and not self.platform.closing.is_set():
            self.platform.broken.append(repr(problem))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.platform = self.server.platform
        self.platform.connected()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Nothing: the requests are kept."""

    def _serve(self) -> None:
        platform = self.platform
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        plain, _, query = self.path.partition("?")
        path = plain.removeprefix(BASE) if plain.startswith(BASE + "/") else plain
        request = Request(
            self.command,
            path,
            query,
            {name: value for name, value in headers.items() if _OF_INTEREST.match(name)},
            _json(raw),
            raw,
            query_id=platform.query_id(),
        )
        platform.requests.append(request)
        if platform.latency:
            platform.closing.wait(platform.latency)
        fault = platform.faults.strike(request)
        answer, manner = self._answer(request, fault, headers)
        request.status = None if manner in (Manner.SILENCE, Manner.RESET) else answer.status
        self._send(request, answer, manner)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815  http.server's

    def _answer(
        self, request: Request, fault: Fault | None, headers: Mapping[str, str]
    ) -> tuple[Answer, Manner]:
        platform, kind = self.platform, KINDS[fault.kind if fault else "plain"]
        url = f"http://{headers.get('host', '')}{self.path}"
        undo = []
        if kind.before:
            undo.append(kind.before(platform, request, None))
        answer = error(500, "Nothing was done")
        if kind.effect:
            answer = platform.answer(request, url, headers)
            request.done = answer.status < HTTPStatus.MULTIPLE_CHOICES
            request.answered = _json(answer.body)
        if kind.after:
            undo.append(kind.after(platform, request, answer))
        if fault:
            fault.undo += [each for each in undo if each is not None]
        if kind.reply:
            answer = kind.reply(platform.now())
        return answer, kind.manner

    def _send(self, request: Request, answer: Answer, manner: Manner) -> None:
        if manner is Manner.SILENCE:
            self._wait_for_hang_up()
        if manner in (Manner.SILENCE, Manner.RESET):
            self._reset()
            return
        reason = REASONS.get(answer.status) or HTTPStatus(answer.status).phrase
        lines = {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            "X-OVH-QUERYID": request.query_id,
            **answer.headers,
        }
        head = f"HTTP/1.1 {answer.status} {reason}\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in lines.items()
        )
        body = answer.body[: len(answer.body) // 2] if manner is Manner.CUT else answer.body
        self.wfile.write(head.encode("latin-1") + b"\r\n" + body)
        if manner is Manner.CUT:
            self.close_connection = True

    def _wait_for_hang_up(self) -> None:
        ends = time.monotonic() + _LONGEST_SILENCE
        while time.monotonic() < ends and not self.platform.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0]:
                return

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Closed for good: the files made of the socket would keep it open, and an orderly end come first.
        os.close(self.connection.detach())


def _json(raw: bytes) -> Any:
    """The JSON of a body; None where there is none, or it is something else."""
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
