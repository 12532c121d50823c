"""Documents from files and from addresses: bounded in size, time and redirections, and kept out of private networks."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from tests.telephony.vxml.documents import SMALL
from tui.engine.errors import Stopped
from tui.signals import Stop
from tui.telephony import fetching
from tui.telephony.fetching import (
    DocumentUnreachable,
    DocumentUnreadable,
    PrivateAddress,
    is_address,
)

LARGEST = 100_000
load = partial(fetching.load, largest=LARGEST)
fetch = partial(fetching.fetch, largest=LARGEST)

DOCUMENT = SMALL.encode()
over = Event()
"""Set when a test is over, so that no server waits any longer."""


class Pages(BaseHTTPRequestHandler):
    """A server of every sort of answer, by path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        with suppress(OSError):
            getattr(self, f"get_{name}", self.get_nothing)()
        self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Nothing is logged."""

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def get_nothing(self) -> None:
        self.answer(404, b"nothing")

    def get_document(self) -> None:
        self.answer(200, DOCUMENT)

    def get_asked(self) -> None:
        self.answer(200, f"{self.path} {self.headers['Host']} {self.headers['Accept-Encoding']}".encode())

    def get_chunks(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(DOCUMENT), DOCUMENT))

    def get_moved(self) -> None:
        self.answer(302, Location="/again?a=1")

    def get_again(self) -> None:
        self.answer(301, Location="document#form")

    def get_round(self) -> None:
        self.answer(302, Location="/round")

    def get_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def get_elsewhere(self) -> None:
        self.answer(302, Location=f"http://127.0.0.2:{self.headers['Host'].rpartition(':')[2]}/document")

    def get_nowhere(self) -> None:
        self.answer(302)

    def get_large(self) -> None:
        self.answer(200, b" " * (LARGEST + 1))

    def get_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not over.is_set():
            self.wfile.write(b" " * 65_536)

    def get_broken(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"<vxml")

    def get_silent(self) -> None:
        over.wait(10)

    def get_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip(b" ")

    def get_slow_headers(self) -> None:
        self.drip(b"H")

    def get_no_http(self) -> None:
        self.wfile.write(b"hello\r\n")

    def get_cut(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\n<v")

    def get_talkative(self) -> None:
        self.send_response(200)
        for each in range(200):
            self.send_header(f"X-{each}", "x")
        self.end_headers()

    def get_rude(self) -> None:
        """No answer at all."""

    def get_bracket(self) -> None:
        self.answer(302, Location="http://[/")

    def drip(self, piece: bytes) -> None:
        while not over.is_set():
            self.wfile.write(piece)
            over.wait(0.02)


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server on this machine, without a slash at its end."""
    over.clear()
    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=pages.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{pages.server_address[1]}"
    over.set()
    pages.shutdown()
    pages.server_close()
    thread.join()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(fetching, "SECONDS", 0.3)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name stands for these addresses from now on; the names that are looked up."""
    asked: list[str] = []

    look_up_here = socket.getaddrinfo

    def look_up(host: str, port: int, *rest: object, **_rest: object) -> list[tuple[object, ...]]:
        if host.startswith("127."):
            return list(look_up_here(host, port, *rest))  # type: ignore[arg-type]  # as it came
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("page", ["document", "chunks", "moved"])
def test_a_document_is_fetched_through_chunks_and_redirections(server: str, page: str) -> None:
    assert load(f"{server}/{page}", private=True) == DOCUMENT


def test_an_address_is_asked_for_as_it_is_written(server: str) -> None:
    host = server.removeprefix("http://")
    asked = fetch(f"{server}/asked?é=a b&c=%20#form", private=True).decode()
    assert asked == f"/asked?%C3%A9=a%20b&c=%20 {host} identity"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("nothing", "It answers 404 Not Found."),
        ("nowhere", "It answers 302 Found."),
        ("round", "It leads on more than 3 times."),
        ("file", "It is no address of http or https."),
        ("large", f"It is larger than {LARGEST} bytes."),
        ("endless", f"It is larger than {LARGEST} bytes."),
        ("broken", "It broke off before its end."),
        ("no_http", "It does not answer as a web server does (hello"),
        ("cut", "It broke off before its end."),
        ("talkative", "It does not answer as a web server does (got more than 100 headers)."),
        ("rude", "It hung up without an answer."),
        ("bracket", "It is no address of http or https."),
    ],
)
def test_what_gives_no_document_is_told_with_its_reason(server: str, page: str, reason: str) -> None:
    with pytest.raises(DocumentUnreachable) as unreachable:
        fetch(f"{server}/{page}", private=True)
    fault = unreachable.value.fault()
    assert (
        str(fault.what)
        == f"There is no document at {'file:///etc/passwd' if page == 'file' else f'{server}/{page}'}."
    )
    assert reason in fault.cause
    assert page == "no_http" or fault.cause == reason
    assert str(fault.mend)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("page", ["silent", "slow", "slow_headers"])
def test_who_answers_slowly_is_not_waited_for(server: str, page: str) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentUnreachable, match="no document") as unreachable:
        fetch(f"{server}/{page}", private=True)
    assert time.monotonic() - started < 3
    assert unreachable.value.fault().cause == "It took longer than 0 seconds."


def looks_up_too_late(*_args: object, **_rest: object) -> None:
    over.wait(10)
    raise socket.gaierror


@pytest.mark.usefixtures("hurried")
def test_a_name_that_nobody_looks_up_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over.clear()
    monkeypatch.setattr(socket, "getaddrinfo", looks_up_too_late)
    with pytest.raises(DocumentUnreachable) as unreachable:
        fetch("http://example.com/")
    over.set()
    assert unreachable.value.fault().cause == "It took longer than 0 seconds."


@pytest.mark.parametrize("page", ["silent", "slow"])
def test_a_stop_ends_the_wait_within_a_second(server: str, page: str) -> None:
    stop = Stop()
    Timer(0.1, stop.force).start()
    started = time.monotonic()
    with pytest.raises(Stopped):
        fetch(f"{server}/{page}", private=True, stop=stop)
    assert time.monotonic() - started < 1


def test_a_server_that_is_not_there_is_told(server: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DocumentUnreachable) as unreachable:
        fetch(f"http://127.0.0.1:{port}/", private=True)
    assert "refused" in unreachable.value.fault().cause.lower()
    with pytest.raises(DocumentUnreachable):
        # A server that speaks no TLS.
        fetch(f"{server}/document".replace("http:", "https:"), private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///a",
        "ftp://example.com/",
        "http://[",
        "http://a:b/",
        "http://a:99999/",
        "mailto:a@b.fr",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(DocumentUnreachable):
        fetch(url)


# --- private networks


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached_only_when_asked_for(server: str, host: str) -> None:
    url = server.replace("127.0.0.1", host)
    with pytest.raises(PrivateAddress) as private:
        fetch(f"{url}/document")
    assert str(private.value.message) == f"{url}/document is in a private network (127.0.0.1)."
    assert fetch(f"{url}/document", private=True) == DOCUMENT


def test_a_name_is_looked_up_once_and_connected_to_what_was_found(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a name cannot stand for another address by the time that it is connected to."""
    asked = resolving(monkeypatch, "10.0.0.1", "127.0.0.1")
    monkeypatch.setattr(fetching, "is_public", lambda address: not address.startswith("10."))
    connected: list[str] = []
    connect: Callable[..., socket.socket] = socket.create_connection

    def note(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address[0])
        return connect(address, timeout)

    monkeypatch.setattr(socket, "create_connection", note)
    port = server.rpartition(":")[2]
    assert fetch(f"http://example.com:{port}/document") == DOCUMENT
    assert asked == ["example.com"]
    assert connected == ["127.0.0.1"]


def test_another_address_of_a_name_is_tried_when_one_does_not_answer(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "127.0.0.3", "127.0.0.1")
    assert fetch(f"{server}/document".replace("127.0.0.1", "example.com"), private=True) == DOCUMENT


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (UnicodeError("label too long"), "It is no address of http or https."),
    ],
)
def test_a_name_that_stands_for_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(*_args: object, **_rest: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DocumentUnreachable) as unreachable:
        fetch("http://example.com/")
    assert unreachable.value.fault().cause == told


def test_a_redirection_into_a_private_network_is_not_followed(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(PrivateAddress) as private:
        fetch(f"{server}/elsewhere")
    assert "127.0.0.2" in str(private.value.message)


# --- files


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "http.vxml"
    path.write_bytes(DOCUMENT)
    assert load(str(path)) == DOCUMENT
    path.write_bytes(b" " * (LARGEST + 10))
    assert len(load(str(path))) == LARGEST + 1


def test_what_is_no_file_is_told_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "missing.vxml", "/dev/zero", "a\0b", ""):
        with pytest.raises(DocumentUnreadable) as unreadable:
            load(str(path))
        assert unreadable.value.fault().cause


def test_an_address_is_told_from_a_path() -> None:
    assert [is_address(each) for each in ("http://a/b", "HTTPS://a", "https.vxml", "ftp://a", "./http://a")] == [
        True, True, False, False, False,
    ]  # fmt: skip
