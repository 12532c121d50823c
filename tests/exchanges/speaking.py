"""A server that says, byte by byte, what a test makes it say: what no platform should, and what stands before one."""

import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext, SSLError
from threading import Event, Thread
from typing import BinaryIO, NamedTuple

RESET = None
"""Instead of an answer: the connection is reset."""

Said = bytes | Iterable[bytes] | None
"""An answer, whole or in the pieces that it is sent in, or `RESET`."""
Reply = Callable[["Heard"], Said]


class Heard(NamedTuple):
    """A request as it came: its first line, the lines of its head, its body."""

    line: str
    head: tuple[str, ...]
    body: bytes

    def value(self, name: str) -> str | None:
        """What the head says under a name."""
        found = (each.partition(":") for each in self.head)
        return next((value.strip() for key, _, value in found if key.lower() == name.lower()), None)


def answer(content: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An answer on the wire; an underscore in a header's name stands for a hyphen."""
    lines = {"Content-Length": str(len(content)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + content


class Speaker:
    """Answers to every request with `reply`, but to `GET /auth/time` with the time; `heard` are all of them."""

    def __init__(self, reply: Reply, tls: SSLContext | None = None) -> None:
        self.heard: list[Heard] = []
        self._reply = reply
        self._tls = tls
        self._closing = Event()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listening.getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.url = f"{self.origin}/1.0"
        Thread(target=self._accept, daemon=True).start()

    @property
    def calls(self) -> list[str]:
        """The first lines of what was heard, but for the time, without the version."""
        return [each.line.rpartition(" ")[0] for each in self.heard if "/auth/time" not in each.line]

    def close(self) -> None:
        """Listen no more."""
        self._closing.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as lines:
                while self._answer(connection, lines):
                    pass
        except (OSError, SSLError):
            return

    def _answer(self, connection: socket.socket, lines: BinaryIO) -> bool:
        first = lines.readline().decode("latin-1").strip()
        if not first:
            return False
        head = []
        while line := lines.readline().decode("latin-1").strip():
            head.append(line)
        heard = Heard(first, tuple(head), b"")
        if length := heard.value("Content-Length"):
            heard = heard._replace(body=lines.read(int(length)))
        self.heard.append(heard)
        if "/auth/time" in first:
            said: Said = answer(str(int(time.time())).encode())
        else:
            said = self._reply(heard)
        if said is RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        for piece in [said] if isinstance(said, bytes) else said:
            connection.sendall(piece)
        return True


@contextmanager
def speaking(reply: Reply, tls: SSLContext | None = None) -> Iterator[Speaker]:
    """A `Speaker`, closed at the end."""
    made = Speaker(reply, tls)
    try:
        yield made
    finally:
        made.close()
