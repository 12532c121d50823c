"""A server that gives recorded answers, each after a latency: what is timed against it is the client.

`python -m bench.replay FILE` serves the `answers` in FILE (JSON: a list of [key, status, headers, body]) on loopback,
in a process of its own, and prints its port. Answers to equal requests come in the order in which they were recorded;
`POST /again?from=N&latency=S` starts over with the N-th, each answer S seconds late.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

BASE = "/1.0"
PLAIN_HEADERS = ("x-ovh-batch", "x-pagination-number")
"""The headers that make another request of a target."""


def key(method: str, target: str, headers: Mapping[str, str]) -> str:
    """What tells requests apart that are answered differently."""
    return " ".join(
        [method, target, *(f"{name}={headers[name]}" for name in PLAIN_HEADERS if name in headers)]
    )


class Tape:
    """The recorded answers, and how far they were played."""

    def __init__(self, recorded: list[list[Any]]) -> None:
        self._recorded = recorded
        self.latency = 0.0
        self.start(0)

    def start(self, first: int) -> None:
        """Play from the `first` answer on."""
        self._left: dict[str, deque[bytes]] = defaultdict(deque)
        for own, status, headers, body in self._recorded[first:]:
            lines = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in headers.items())]
            content = body.encode()
            head = "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode()
            self._left[own].append(head + content)

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> bytes:
        """The next answer to a request; a 500 that says which when there is none."""
        if target == "/auth/time":
            return _said(str(int(time.time())))
        left = self._left.get(key(method, target, headers))
        return left.popleft() if left else _said(json.dumps(f"never recorded: {method} {target}"), 500)


def _said(text: str, status: int = 200) -> bytes:
    return f"HTTP/1.1 {status} OK\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()


class Conversation(asyncio.Protocol):
    """One connection, one request after the other."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._got = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, rest = self._got.partition(b"\r\n\r\n")
        if not end:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if len(rest) < int(headers.get("content-length", 0)):
            return
        self._got = b""
        method, target, _ = first.split(" ")
        if target.startswith("/again"):
            asked = parse_qs(urlsplit(target).query)
            self._tape.latency = float(asked["latency"][0])
            self._tape.start(int(asked["from"][0]))
            self._send(_said("true"))
            return
        answer = self._tape.answer(method, target.removeprefix(BASE), headers)
        if self._tape.latency:
            asyncio.get_running_loop().call_later(self._tape.latency, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


async def serve(tape: Tape) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(tape), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Tape(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["answers"])))
