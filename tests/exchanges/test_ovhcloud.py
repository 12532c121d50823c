"""The OVHcloud exchange against a platform that speaks HTTP: calls, lists with few requests, whose account it is."""

import json
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from urllib3.connection import HTTPConnection

from tests.exchanges.accounts import open_account
from tests.exchanges.speaking import Heard, answer, speaking
from tests.platform import Platform
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER
from tui.engine.errors import ExchangeError, NotFound
from tui.engine.platform_errors import NoAnswer, TokenRefused, Unreachable
from tui.engine.ports import Service
from tui.exchanges import connect, wire
from tui.exchanges.accounts import owner_of
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.ovhcloud import OvhcloudExchange, fingerprint
from tui.exchanges.wire import Limits, UnusablePatience

NUMBERS = f"/telephony/{ACCOUNT}/number"
Connect = Callable[..., OvhcloudExchange]


@pytest.fixture
def exchange(small: Platform, connected: Connect) -> OvhcloudExchange:
    return connected(small)


def many(count: int) -> Callable[[EmbeddedExchange], None]:
    def add(exchange: EmbeddedExchange) -> None:
        exchange.telephony.add(
            Service(f"00331990{number:05}", "alias", ACCOUNT, f"n° {number}", "empty")
            for number in range(count)
        )

    return add


def paths(platform: Platform) -> list[str]:
    """The calls that were made, but for the time."""
    return [f"{each.method} {each.path}" for each in platform.requests if each.path != "/auth/time"]


# --- calls


def test_a_call_is_signed_and_answered(small: Platform, exchange: OvhcloudExchange) -> None:
    assert exchange.call("GET", f"{NUMBERS}/{EMPTY_NUMBER}") == small.exchange.call(
        "GET", f"{NUMBERS}/{EMPTY_NUMBER}"
    )
    assert exchange.call("PUT", f"{NUMBERS}/{EMPTY_NUMBER}", {"description": "Café ☕ 𝄞"}) is None
    changed: Any = small.exchange.call("GET", f"{NUMBERS}/{EMPTY_NUMBER}")
    assert changed["description"] == "Café ☕ 𝄞"


def test_the_time_is_asked_for_once_and_connections_are_used_again(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    threads = [Thread(target=exchange.call, args=("GET", "/telephony")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(20):
        exchange.call("GET", "/telephony")
    assert Counter(each.path for each in small.requests) == {"/auth/time": 1, "/telephony": 28}
    assert small.connections <= 8


@pytest.mark.parametrize("name", ["0033 199", "a/b", "..%2F..", "é", "?x=1", "#", "a,b", "100%", "%41"])
def test_whatever_an_id_holds_is_one_segment_of_a_path_that_is_signed_as_it_is_sent(
    name: str, exchange: OvhcloudExchange
) -> None:
    from tui.engine.resources import segment

    with pytest.raises(NotFound):
        exchange.call("GET", f"{NUMBERS}/{segment(name)}")


def test_what_a_path_should_have_escaped_is_escaped(exchange: OvhcloudExchange) -> None:
    with pytest.raises(NotFound):
        exchange.call("GET", f"{NUMBERS}/a é\u202eb")


def test_a_query_goes_along(small: Platform, exchange: OvhcloudExchange) -> None:
    exchange.call("GET", f"/telephony/{ACCOUNT}/service/{EMPTY_NUMBER}/task?status=todo")
    assert small.requests[-1].query == "status=todo"


def test_the_platform_is_asked_less_often_the_longer_a_task_takes(exchange: OvhcloudExchange) -> None:
    assert [exchange.poll_after(polls) for polls in (0, 4, 5, 14, 15, 500)] == [1, 1, 2, 2, 5, 5]


# --- lists


def test_a_list_of_an_account_comes_in_one_call_and_fresh(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    for _ in range(2):
        assert exchange.objects(NUMBERS) == small.exchange.objects(NUMBERS)
        small.exchange.call("PUT", f"{NUMBERS}/{EMPTY_NUMBER}", {"description": "Changed"})
    assert paths(small) == [f"GET {NUMBERS}"] * 2


def test_a_long_list_comes_in_pages(new_platform: Callable[..., Platform], connected: Connect) -> None:
    platform = new_platform(fill=many(2345))
    found = connected(platform).objects(NUMBERS)
    assert [each["serviceName"] for each in found] == [f"00331990{number:05}" for number in range(2345)]
    assert paths(platform) == [f"GET {NUMBERS}"] * 3


@pytest.mark.parametrize("expanded", ["no", "refused"])
def test_without_expanded_lists_fifty_objects_come_in_one_call(
    expanded: str, new_platform: Callable[..., Platform], connected: Connect
) -> None:
    platform = new_platform(fill=many(120))
    platform.expanded = expanded
    assert connected(platform).objects(NUMBERS) == platform.exchange.objects(NUMBERS)
    lists = 1 if expanded == "no" else 2
    assert len(paths(platform)) == lists + 3


def test_a_long_list_of_ids_comes_in_pages_too(speak_pages: Callable[..., str]) -> None:
    numbers = [f"00331990{number:05}" for number in range(1500)]
    exchange = open_account(speak_pages(lambda page: numbers[1000 * (page - 1) : 1000 * page], "1500"))
    assert exchange._expanded(NUMBERS) == numbers


@pytest.mark.parametrize(("known", "total"), [(1000, ""), (1000, "5000"), (7, "9" * 5000), (0, "3")])
def test_a_list_that_knows_of_no_pages_comes_to_an_end(
    known: int, total: str, speak_pages: Callable[..., str]
) -> None:
    bodies = [{"serviceName": f"00331990{number:05}"} for number in range(known)]
    assert open_account(speak_pages(lambda _page: bodies, total)).objects(NUMBERS) == bodies


@pytest.fixture
def speak_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Serves the pages of a list, by their numbers, with a total; gives the address."""
    for name in ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"):
        monkeypatch.setenv(name, "x")
    with ExitStack() as stack:

        def start(page: Callable[[int], object], total: str) -> str:
            def reply(heard: Heard) -> bytes:
                content = json.dumps(page(int(heard.value("X-Pagination-Number") or 1))).encode()
                return answer(content, **({"X_Pagination_Elements": total} if total else {}))

            return stack.enter_context(speaking(reply)).url

        yield start


@pytest.mark.parametrize("batches", ["no", "refused"])
def test_without_batches_objects_are_read_eight_at_a_time(
    batches: str, new_platform: Callable[..., Platform], connected: Connect
) -> None:
    platform = new_platform(fill=many(60))
    platform.expanded, platform.batches = "no", batches
    platform.latency = 0.02
    exchange = connected(platform)
    assert exchange.objects(NUMBERS) == platform.exchange.objects(NUMBERS)
    assert platform.connections <= 8
    platform.requests.clear()
    began = time.monotonic()
    exchange.objects(NUMBERS)
    # The second time it is known that batches are of no use.
    assert len(paths(platform)) == 61
    assert time.monotonic() - began < 61 * platform.latency / 2


def test_what_is_inside_a_number_is_never_read_out_of_a_cache(platform: Platform, connected: Connect) -> None:
    exchange = connected(platform)
    service = next(
        each
        for each in platform.exchange.telephony.services("vm27150-ovh-1", "alias")
        if each.feature_type == "contactCenterSolution"
    )
    agents = f"/telephony/{service.billing_account}/easyHunting/{service.service_name}/hunting/agent"
    assert exchange.objects(agents) == platform.exchange.objects(agents) != []
    assert not any("x-pagination-mode" in each.headers for each in platform.requests)
    assert len(paths(platform)) == 2


def test_an_object_that_goes_in_the_middle_is_left_out(small: Platform, exchange: OvhcloudExchange) -> None:
    small.expanded = "no"
    small.gone.add(OTHER_NUMBER)
    names = [each["serviceName"] for each in exchange.objects(NUMBERS)]
    assert OTHER_NUMBER not in names


def test_an_object_that_goes_before_its_batch_is_left_out(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    small.expanded = "no"
    exchange.call("GET", NUMBERS)
    read = exchange._read(NUMBERS, [EMPTY_NUMBER, "0033199009999", OTHER_NUMBER])
    assert [each["serviceName"] for each in read] == [EMPTY_NUMBER, OTHER_NUMBER]


def test_a_list_of_another_family_is_not_there(exchange: OvhcloudExchange) -> None:
    with pytest.raises(NotFound):
        exchange.objects(f"/telephony/{ACCOUNT}/ovhPabx/{EMPTY_NUMBER}/menu")


# --- contents of documents


def test_a_content_goes_to_its_address_without_a_key(small: Platform, exchange: OvhcloudExchange) -> None:
    document: Any = exchange.call("POST", "/me/document", {"name": "a.wav"})
    exchange.put_content(document["putUrl"], b"RIFF" * 1000)
    now: Any = exchange.call("GET", f"/me/document/{document['id']}")
    assert now["size"] == 4000
    assert small.requests[-2].raw == b"RIFF" * 1000


def test_a_content_is_sent_again_where_its_answer_is_lost(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    document: Any = exchange.call("POST", "/me/document", {"name": "a.wav"})
    small.faults.add("reset-after", "PUT", "/storage/*")
    exchange.put_content(document["putUrl"], b"RIFF")
    assert small.faults.fired["reset-after"] == 1


def test_the_address_of_a_content_is_a_secret(small: Platform, exchange: OvhcloudExchange) -> None:
    address = f"{small.origin}/storage/none/put?temp_url_sig=s3cr3t"
    with pytest.raises(ExchangeError) as refused:
        exchange.put_content(address, b"RIFF")
    assert "s3cr3t" not in f"{refused.value.fault()} {refused.value.args_given}"


# --- whose account it is


def test_an_account_is_called_by_its_owner(small: Platform, exchange: OvhcloudExchange) -> None:
    assert owner_of(exchange.call)[0] == "vm27150-ovh"


def test_where_the_owner_is_nobodys_business_a_billing_account_tells(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    small.access.credentials[small.access.consumer_key].rules = (
        ("GET", "/telephony"),
        ("GET", "/telephony/*"),
    )
    assert owner_of(exchange.call)[0] == ACCOUNT


def test_keys_are_told_apart_without_being_told(small: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in small.environ.items():
        monkeypatch.setenv(name, value)

    def print_of() -> str:
        return fingerprint(connect.client(small.url, Path(os.devnull), (1.0, 1.0)))

    first = print_of()
    assert first == print_of()
    assert small.access.consumer_key not in first
    monkeypatch.setenv("OVH_CONSUMER_KEY", "another")
    assert print_of() != first


# --- OAuth2


@pytest.fixture
def by_token(small: Platform, monkeypatch: pytest.MonkeyPatch) -> Callable[[], OvhcloudExchange]:
    identity, client = next(iter(small.access.clients.items()))
    monkeypatch.setenv("OVH_CLIENT_ID", identity)
    monkeypatch.setenv("OVH_CLIENT_SECRET", client.secret)
    # What oauthlib asks for where the token server speaks plain HTTP, as none of the platform's does.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return lambda: open_account(small.url, limits=Limits(1.0, 1.0))


def test_an_oauth2_client_calls_with_a_token(
    small: Platform, by_token: Callable[[], OvhcloudExchange]
) -> None:
    exchange = by_token()
    assert exchange.call("GET", "/telephony") == exchange.call("GET", "/telephony")
    assert [each.path for each in small.requests].count("/auth/oauth2/token") == 1
    assert "/auth/time" not in [each.path for each in small.requests]


def test_a_revoked_token_is_renewed_once(small: Platform, by_token: Callable[[], OvhcloudExchange]) -> None:
    exchange = by_token()
    exchange.call("GET", "/telephony")
    small.access._tokens.clear()
    exchange.call("PUT", f"{NUMBERS}/{EMPTY_NUMBER}", {"description": "Standard"})
    assert [each.path for each in small.requests].count("/auth/oauth2/token") == 2


def test_a_refused_client_is_no_riddle(
    small: Platform, by_token: Callable[[], OvhcloudExchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVH_CLIENT_SECRET", "wrong-secret")
    with pytest.raises(TokenRefused) as refused:
        by_token().call("GET", "/telephony")
    assert "invalid_client" in refused.value.reason
    assert "wrong-secret" not in str(refused.value.fault())


def test_a_token_server_that_hangs_holds_nobody_up(
    small: Platform, by_token: Callable[[], OvhcloudExchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 1.0)
    small.faults.add("timeout-before", "POST", "/auth/oauth2/token", times=9)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        by_token().call("GET", "/telephony")
    assert time.monotonic() - began < 3.0


# --- answers without end


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes, float], str]]:
    """Serves one answer that never ends: its start, then a byte now and then; gives the address."""
    for name in ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"):
        monkeypatch.setenv(name, "x")

    def pieces(start: bytes, pause: float) -> Iterator[bytes]:
        yield start
        for _ in range(round(3 / max(pause, 0.001))):
            yield b"1" if pause else b"1" * 65536
            time.sleep(pause)

    with ExitStack() as stack:
        yield lambda start, pause: stack.enter_context(speaking(lambda _heard: pieces(start, pause))).url


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Filler: ", b""]
)
def test_a_server_that_drips_is_given_up(
    start: bytes, endless: Callable[[bytes, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 0.5)
    exchange = open_account(endless(start, 0.05), limits=Limits(0.5, 0.5))
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        exchange.call("GET", "/telephony")
    assert time.monotonic() - began < 1.5


def test_an_answer_that_is_too_large_is_not_taken(
    endless: Callable[[bytes, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 0.5)
    exchange = open_account(
        endless(b"HTTP/1.1 200 OK\r\n\r\n", 0.0), limits=Limits(20.0, 20.0, size=1_000_000)
    )
    with pytest.raises(NoAnswer) as given_up:
        exchange.call("GET", "/telephony")
    assert "1000000 bytes" in given_up.value.reason


def test_what_was_given_up_before_it_was_sent_is_never_sent(
    small: Platform, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = connected(small, limits=Limits(2.0, 0.2))
    exchange.call("GET", "/telephony")
    exchange.calls._wire._client._session.close()
    connect_at_once, connected_late = HTTPConnection._new_conn, Event()

    def connect_slowly(connection: HTTPConnection) -> socket.socket:
        time.sleep(0.5)
        try:
            return connect_at_once(connection)
        finally:
            connected_late.set()

    monkeypatch.setattr(HTTPConnection, "_new_conn", connect_slowly)
    with pytest.raises(Unreachable):
        exchange.call("POST", "/me/document", {"name": "a.wav"})
    assert connected_late.wait(5)
    # Whoever looks now, and later, sees the same.
    for _time in range(3):
        assert exchange.call("GET", "/me/document") == []
    assert not any(each.method == "POST" for each in small.requests)


def test_nobody_is_followed_elsewhere(
    endless: Callable[[bytes, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 0.5)
    start = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/portal\r\nContent-Length: 0\r\n\r\n"
    exchange = open_account(endless(start, 0.05))
    with pytest.raises(ExchangeError) as refused:
        exchange.call("GET", "/telephony")
    assert refused.value.reason == "HTTP 302"


def test_a_proxy_is_used_as_the_variable_says(
    endless: Callable[[bytes, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 0.5)
    start = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    monkeypatch.setenv("http_proxy", endless(start, 0.05).removesuffix("/1.0"))
    with pytest.raises(ExchangeError) as refused:
        open_account("http://127.0.0.2:9/1.0").call("GET", "/telephony")
    assert refused.value.reason == "HTTP 407"


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://127.0.0.1:9/1.0", "refused"), ("https://localhost.invalid/1.0", "")],
)
def test_no_way_to_the_platform_is_said_as_such(
    url: str, words: str, endless: Callable[[bytes, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 0.5)
    with pytest.raises(Unreachable) as refused:
        open_account(url).call("POST", "/telephony/x", {})
    assert words in refused.value.reason


# --- variables


def test_the_variable_sets_the_time_limits() -> None:
    assert wire.limits({}) == Limits(15.0, 20.0)
    assert wire.limits({"ALIAS_WIZARD_PATIENCE": "3,4.5"}) == Limits(3.0, 4.5)


@pytest.mark.parametrize("written", ["3", "0,1", "1,0", "a,b", "1,2,3", "inf,1", "1,nan"])
def test_what_is_no_time_limit_is_refused(written: str) -> None:
    with pytest.raises(UnusablePatience):
        wire.limits({"ALIAS_WIZARD_PATIENCE": written})
