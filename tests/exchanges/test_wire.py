"""One request and its answer, against a server that says what it likes: what may have left, and what never will."""

import gzip
import json
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which
from threading import Barrier, Event, Thread

import pytest

from tests.exchanges.accounts import open_account
from tests.exchanges.speaking import RESET, Heard, Reply, Speaker, answer, speaking
from tests.platform.wizard import Haste
from tui.engine.errors import BadRequest, ExchangeError, OutcomeUnknown
from tui.engine.platform_errors import (
    NoAnswer,
    TokenRefused,
    TooManyCalls,
    Transient,
    Unreachable,
    Unreadable,
)
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.exchanges.wire import Limits

NOTHING = answer(b"[]")
Speak = Callable[..., Speaker]


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"):
        monkeypatch.setenv(name, f"{name.lower()}-value")
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def speak() -> Iterator[Speak]:
    """Starts a `Speaker` that gives this reply, or always this answer."""
    with ExitStack() as stack:

        def start(reply: Reply | bytes | None, tls: ssl.SSLContext | None = None) -> Speaker:
            replies = reply if callable(reply) else lambda _heard: reply
            return stack.enter_context(speaking(replies, tls))

        yield start


def account(url: str, write: float = 2.0) -> OvhcloudExchange:
    return open_account(url, limits=Limits(2.0, write), haste=Haste())


def create(exchange: OvhcloudExchange) -> object:
    return exchange.call("POST", "/me/document", {"name": "a.wav"})


# --- what has left


@pytest.mark.parametrize("kept", [False, True])
def test_what_was_lost_behind_a_proxy_may_have_been_done(
    kept: bool, speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = speak(lambda heard: RESET if heard.line.startswith("POST") else NOTHING)
    monkeypatch.setenv("http_proxy", proxy.origin)
    exchange = account("http://127.0.0.2:9/1.0")
    if kept:
        exchange.call("GET", "/telephony")
    with pytest.raises(OutcomeUnknown):
        create(exchange)
    assert proxy.calls[-1] == "POST http://127.0.0.2:9/1.0/me/document"


@pytest.mark.parametrize(
    "spoilt",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[] ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]",
        answer(b"abc", Content_Encoding="gzip"),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n[]",
        b"SSH-2.0-\x1b[31mOpenSSH\r\n\r\n",
        answer(b"", "304 Not Modified"),
        answer(b"", "103 Early Hints"),
        answer(b"", "307 Temporary Redirect", Location="http://127.0.0.1:9/"),
    ],
)
def test_what_came_back_spoilt_may_have_been_done(spoilt: bytes, speak: Speak) -> None:
    speaker = speak(spoilt)
    with pytest.raises(OutcomeUnknown) as unknown:
        create(account(speaker.url))
    assert speaker.calls == ["POST /1.0/me/document"]
    assert unknown.value.reason.isprintable()


def test_a_proxy_that_lets_nobody_through_is_said_as_such(
    speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = speak(answer(b"", "407 Proxy Authentication Required"))
    monkeypatch.setenv("https_proxy", proxy.origin.replace("//", "//joe:hunter2@"))
    with pytest.raises(Unreachable) as refused:
        create(account("https://127.0.0.2:9/1.0"))
    assert "407" in refused.value.reason
    monkeypatch.setenv("https_proxy", "http://joe:hunter2@127.0.0.1:99999")
    with pytest.raises(Unreachable) as refused:
        create(account("https://127.0.0.2:9/1.0"))
    assert "hunter2" not in f"{refused.value.fault()}"


def test_steps_on_the_way_are_no_ids(speak: Speak) -> None:
    speaker = speak(NOTHING)
    exchange = account(speaker.url)
    for path in ("/me/document/..", "/me/./document", "/telephony/../me?x=1"):
        with pytest.raises(BadRequest):
            exchange.call("DELETE", path)
    assert speaker.heard == []
    exchange.call("GET", "/telephony/a/task?status=..")
    assert speaker.calls == ["GET /1.0/telephony/a/task?status=.."]


# --- what goes along


def test_no_other_key_goes_along(speak: Speak, own_home: Path) -> None:
    (own_home / ".netrc").write_text("default login joe password hunter2\n")
    (own_home / ".netrc").chmod(0o600)
    speaker = speak(NOTHING)
    exchange = account(speaker.url)
    exchange.call("GET", "/telephony")
    exchange.put_content(f"{speaker.origin}/storage/1?sig=2", b"RIFF")
    assert len(speaker.heard) == 3
    assert {each.value("Authorization") for each in speaker.heard} == {None}


def test_nothing_goes_elsewhere(speak: Speak) -> None:
    other = speak(NOTHING)
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent"):
        speaker = speak(answer(b"", status, Location=f"{other.origin}/1.0/telephony"))
        for call in (create, lambda exchange: exchange.call("GET", "/telephony")):
            with pytest.raises(ExchangeError) as refused:
                call(account(speaker.url))
            assert refused.value.reason == f"HTTP {status[:3]}"
    assert other.heard == []


# --- certificates


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a private authority, `ca.pem`, and with what it says of 127.0.0.1, `own.pem` and `own.key`."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl here to make certificates with")
    folder = tmp_path_factory.mktemp("authority")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for arguments in (
        ["req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=private"],
        ["req", *new, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=own"],
        ["x509", "-req", "-in", "own.csr", "-out", "own.pem", "-extfile", "names", *by],
    ):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)
    return folder


def test_a_private_authority_is_trusted_where_the_variable_names_it(
    authority: Path, speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority / "own.pem", authority / "own.key")
    speaker = speak(NOTHING, tls)
    for bundle, why in (("", "certificate"), ("/nowhere/ca.pem", "invalid path: /nowhere/ca.pem")):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
        with pytest.raises(Unreachable) as refused:
            create(account(speaker.url))
        assert why in refused.value.reason
    assert speaker.heard == []
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority / "ca.pem"))
    assert create(account(speaker.url)) == []


# --- OAuth2


@pytest.fixture
def by_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("OVH_CLIENT_ID", "client")
    monkeypatch.setenv("OVH_CLIENT_SECRET", "client-secret")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def token(**changes: object) -> bytes:
    body = {"access_token": "t0k3n-t0k3n", "token_type": "Bearer", "expires_in": 3600, **changes}
    return answer(json.dumps(body).encode())


def asks_for_a_token(heard: Heard) -> bool:
    return heard.line.startswith("POST /auth/oauth2/token")


NO_TOKENS = {
    "reset": RESET,
    "503": answer(b'{"error": "temporarily_unavailable"}', "503 Service Unavailable"),
    "429": answer(b"{}", "429 Too Many Requests"),
    "a page": answer(b"<html>Sign in</html>"),
    "elsewhere": answer(b"", "302 Found", Location="http://127.0.0.1:9/"),
    "a list": answer(b"[]"),
    "lists in lists": answer(b"[" * 100_000),
    "null": answer(b"null"),
    "no token": token(access_token=None),
    "of no kind we know": token(access_token=5),
    "for a time that is none": token(expires_in="soon"),
    "for no time": token(expires_in=0),
}


@pytest.mark.parametrize("kind", NO_TOKENS)
@pytest.mark.usefixtures("by_token")
def test_without_a_token_nothing_is_sent_and_another_is_asked_for(kind: str, speak: Speak) -> None:
    replies = [NO_TOKENS[kind], token()]
    speaker = speak(lambda heard: replies.pop(0) if asks_for_a_token(heard) else NOTHING)
    assert account(speaker.url).call("GET", "/telephony") == []
    assert [each.value("Authorization") for each in speaker.heard if "GET" in each.line] == [
        "Bearer t0k3n-t0k3n"
    ]
    replies[:] = [NO_TOKENS[kind]]
    with pytest.raises(Unreachable):
        create(account(speaker.url))
    assert not any("/me/document" in each for each in speaker.calls)


@pytest.mark.parametrize(
    "refusal", [answer(b'{"error": "invalid_client"}', "401 Unauthorized"), token(scope="less")]
)
@pytest.mark.usefixtures("by_token")
def test_a_token_that_is_refused_is_not_asked_for_again(refusal: bytes, speak: Speak) -> None:
    speaker = speak(refusal)
    with pytest.raises(TokenRefused):
        account(speaker.url).call("GET", "/telephony")
    assert speaker.calls == ["POST /auth/oauth2/token"]


@pytest.mark.usefixtures("by_token")
def test_no_call_goes_without_a_token_while_another_asks_for_one(speak: Speak) -> None:
    def reply(heard: Heard) -> bytes:
        if not asks_for_a_token(heard):
            return NOTHING
        time.sleep(0.1)
        return token()

    speaker = speak(reply)
    exchange, together = account(speaker.url), Barrier(8)

    def call() -> None:
        together.wait()
        exchange.call("GET", "/telephony")

    for _again in range(2):
        threads = [Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        exchange.calls._wire.forget_token()
    sent = Counter(each.value("Authorization") for each in speaker.heard if each.line.startswith("GET"))
    assert sent == {"Bearer t0k3n-t0k3n": 16}


@pytest.mark.usefixtures("by_token")
def test_what_is_given_up_while_its_token_is_asked_for_is_never_sent(speak: Speak) -> None:
    hold, held = Event(), Event()

    def reply(heard: Heard) -> bytes:
        if asks_for_a_token(heard) and held.is_set():
            hold.wait(5)
        return token() if asks_for_a_token(heard) else NOTHING

    speaker = speak(reply)
    exchange = account(speaker.url, write=0.3)
    exchange.call("GET", "/telephony")
    exchange.calls._wire.forget_token()
    held.set()
    with pytest.raises(Unreachable):
        create(exchange)
    hold.set()
    # The connection to the platform is still open, and the thread has its token now.
    for _look in range(20):
        exchange.call("GET", "/telephony")
    assert not any("/me/document" in each for each in speaker.calls)


# --- answers


def test_a_small_answer_that_becomes_a_large_one_is_not_taken(speak: Speak) -> None:
    speaker = speak(answer(gzip.compress(b" " * 20_000_000, 9), Content_Encoding="gzip"))
    exchange = open_account(speaker.url, limits=Limits(2.0, 2.0, size=1_000_000), haste=Haste())
    with pytest.raises(NoAnswer) as refused:
        exchange.call("GET", "/telephony")
    assert refused.value.reason == "more than 1000000 bytes"


def test_a_large_answer_is_taken_in_time(speak: Speak) -> None:
    content = b'["' + b"x" * 30_000_000 + b'"]'
    speaker = speak(answer(content))
    exchange = open_account(speaker.url, limits=Limits(15.0, 15.0), haste=Haste())
    assert len(json.dumps(exchange.call("GET", "/telephony"))) == len(content)


@pytest.mark.parametrize("asked", ["9" * 400, "9" * 5000, "31536000000"])
def test_whoever_asks_to_wait_for_ever_is_not_waited_for(asked: str, speak: Speak) -> None:
    speaker = speak(answer(b'{"message": "no"}', "429 Too Many Requests", Retry_After=asked))
    with pytest.raises(TooManyCalls) as refused:
        account(speaker.url).call("GET", "/telephony")
    assert len(speaker.calls) == 1
    assert "31536000 s" in str(refused.value.fault().mend)


def test_the_id_of_an_answer_is_fit_to_be_shown(speak: Speak) -> None:
    speaker = speak(answer(b'{"message": "no"}', "409 Conflict", X_OVH_QUERYID="EU\x1b[2J\x9b1m" + "y" * 999))
    with pytest.raises(ExchangeError) as refused:
        account(speaker.url).call("GET", "/telephony")
    assert (refused.value.query_id or "").startswith("EU[2J1my")
    assert len(refused.value.query_id or "") <= 80


@pytest.mark.parametrize("content", [b'{"a": NaN}', b"[Infinity, -Infinity]"])
def test_what_is_no_number_is_no_json(content: bytes, speak: Speak) -> None:
    with pytest.raises(Unreadable):
        account(speak(answer(content)).url).call("GET", "/telephony")


def test_a_refusal_without_words_tells_its_status(speak: Speak) -> None:
    with pytest.raises(Transient) as refused:
        account(speak(answer(b"{}", "503 Service Unavailable")).url).call("GET", "/telephony")
    assert refused.value.reason == "HTTP 503: {}"
