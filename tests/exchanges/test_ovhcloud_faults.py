"""What goes wrong on the way to an account: what is attempted again, what never is, and what is said of it.

The platform speaks HTTP; it counts what arrives. Pauses between attempts are noted and not made.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.platform import Platform
from tests.platform.faults import LOST, REFUSED
from tests.platform.wizard import Haste
from tests.worlds import ACCOUNT, EMPTY_NUMBER, fill
from tui.engine.delays import Delays
from tui.engine.errors import (
    BadRequest,
    Conflict,
    ExchangeError,
    Expired,
    NotAuthorised,
    NotFound,
    OutcomeUnknown,
    Stopped,
)
from tui.engine.platform_errors import (
    ApplicationRefused,
    ClockRefused,
    CredentialRefused,
    NoAnswer,
    PlatformFailing,
    SignatureRefused,
    TooManyCalls,
    Unreachable,
    Unreadable,
)
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.exchanges.rate import Budget
from tui.exchanges.wire import Limits
from tui.signals import Stop

NUMBER = f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}"
QUICK = Limits(read=0.5, write=0.5)
Connect = Callable[..., OvhcloudExchange]

CALLS: dict[str, Callable[[OvhcloudExchange], object]] = {
    "GET": lambda exchange: exchange.call("GET", NUMBER),
    "PUT": lambda exchange: exchange.call("PUT", NUMBER, {"description": "Standard"}),
    "POST": lambda exchange: exchange.call(
        "POST", f"{NUMBER}/changeFeatureType", {"featureType": "redirect"}
    ),
    "DELETE": lambda exchange: exchange.call("DELETE", f"/me/document/{_document(exchange)}"),
}


def _document(exchange: OvhcloudExchange) -> object:
    found = exchange.call("GET", "/me/document")
    assert isinstance(found, list)
    return found[0]


@pytest.fixture
def small(small: Platform) -> Platform:
    """The account with a document, which is not made through calls that a busy machine may keep for too long."""
    small.exchange.call("POST", "/me/document", {"name": "a.wav"})
    return small


@pytest.fixture
def haste() -> Haste:
    return Haste()


@pytest.fixture
def exchange(small: Platform, connected: Connect, haste: Haste) -> OvhcloudExchange:
    return connected(small, limits=QUICK, haste=haste)


def arrived(platform: Platform, method: str, path: str = "") -> int:
    return sum(each.method == method and path in each.path for each in platform.requests)


def fault(platform: Platform, kind: str, method: str, times: int = 1) -> None:
    paths = {"GET": "/telephony/*", "DELETE": "/me/document/*", "POST": "*/changeFeatureType"}
    platform.faults.add(kind, method, paths.get(method, "*"), times=times)


# --- answers that are lost


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("kind", LOST)
def test_what_can_do_no_harm_is_attempted_again(
    kind: str, method: str, small: Platform, exchange: OvhcloudExchange, haste: Haste
) -> None:
    fault(small, kind, method)
    CALLS[method](exchange)
    assert small.faults.fired[kind] == 1
    assert arrived(small, method, NUMBER) == 2
    assert len(haste.paused) == 1
    assert small.exchange.call("GET", NUMBER) == exchange.call("GET", NUMBER)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("kind", LOST)
def test_what_may_have_been_done_is_never_sent_twice(
    kind: str, method: str, small: Platform, exchange: OvhcloudExchange
) -> None:
    fault(small, kind, method)
    with pytest.raises(OutcomeUnknown) as unknown:
        CALLS[method](exchange)
    assert small.faults.fired[kind] == 1
    assert arrived(small, method, "changeFeatureType" if method == "POST" else "/me/document/") == 1
    assert unknown.value.args_given["method"] == method


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("timeout-before", NoAnswer),
        ("reset-after", NoAnswer),
        ("truncated", NoAnswer),
        ("empty", Unreadable),
        ("not-json", Unreadable),
        ("html-502-before", PlatformFailing),
        ("non-object-before", PlatformFailing),
        ("503-before", PlatformFailing),
    ],
)
def test_what_cannot_be_read_in_five_attempts_says_why(
    kind: str, error: type[ExchangeError], small: Platform, exchange: OvhcloudExchange, haste: Haste
) -> None:
    fault(small, kind, "GET", times=9)
    with pytest.raises(error) as failed:
        CALLS["GET"](exchange)
    assert small.faults.fired[kind] == 5
    assert failed.value.fault().cause
    # Each pause is about twice the one before it, and they are spread.
    for pause, usual in zip(haste.paused, (0.5, 1.0, 2.0, 4.0), strict=True):
        assert usual / 2 <= pause <= usual * 1.5


def test_a_change_that_no_attempt_settles_may_have_been_made(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    fault(small, "500-after", "PUT", times=9)
    with pytest.raises(OutcomeUnknown):
        CALLS["PUT"](exchange)
    assert arrived(small, "PUT") == 5


def test_attempts_end_after_half_a_minute(
    small: Platform, connected: Connect, haste: Haste, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 1.0)
    exchange = connected(small, limits=Limits(0.4, 0.4), haste=haste)
    fault(small, "timeout-before", "GET", times=9)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        CALLS["GET"](exchange)
    assert time.monotonic() - began < 1.5
    assert small.faults.fired["timeout-before"] <= 3


@pytest.mark.parametrize("refusal", ["409", "403-invalid-credential", "404", "400"])
def test_what_is_refused_after_a_lost_attempt_may_have_been_done_by_that(
    refusal: str, small: Platform, exchange: OvhcloudExchange
) -> None:
    fault(small, "reset-after", "PUT")
    small.faults.add(refusal, "PUT", nth=2)
    with pytest.raises(OutcomeUnknown) as unknown:
        CALLS["PUT"](exchange)
    assert arrived(small, "PUT") == 2
    assert unknown.value.status == int(refusal[:3])
    assert unknown.value.reason


# --- answers that say no


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("400", BadRequest),
        ("401", CredentialRefused),
        ("403-invalid-key", ApplicationRefused),
        ("403-invalid-credential", CredentialRefused),
        ("403-not-credential", CredentialRefused),
        ("403-not-granted", NotAuthorised),
        ("403-forbidden", NotAuthorised),
        ("403-bare", NotAuthorised),
        ("404", NotFound),
        ("409", Conflict),
        ("460", Expired),
    ],
)
def test_a_no_is_not_argued_with(
    kind: str, error: type[ExchangeError], method: str, small: Platform, exchange: OvhcloudExchange
) -> None:
    fault(small, kind, method)
    with pytest.raises(error) as refused:
        CALLS[method](exchange)
    assert type(refused.value) is error
    assert small.faults.fired[kind] == 1
    assert (refused.value.query_id or "").startswith("EU.ext-1.")
    assert refused.value.status == int(kind[:3])
    assert refused.value.reason
    assert REFUSED[kind].effect is False


def test_a_missing_right_is_named_as_method_and_path(small: Platform, exchange: OvhcloudExchange) -> None:
    small.access.credentials[small.access.consumer_key].rules = (("GET", "/*"),)
    with pytest.raises(NotAuthorised) as refused:
        CALLS["PUT"](exchange)
    assert str(refused.value) == f"The key may not call PUT {NUMBER}."


# --- too many calls


@pytest.mark.parametrize(
    ("kind", "method", "least"),
    [("429", "PUT", 0.0), ("429", "DELETE", 0.0), ("429-seconds", "POST", 1.9), ("429-date", "GET", 0.9)],
)
def test_a_429_is_waited_out_as_long_as_the_platform_asks(
    kind: str, method: str, least: float, small: Platform, connected: Connect
) -> None:
    exchange = connected(small)
    fault(small, kind, method)
    began = time.monotonic()
    CALLS[method](exchange)
    assert small.faults.fired[kind] == 1
    assert time.monotonic() - began >= least


def test_a_429_that_does_not_say_for_how_long_is_waited_out_longer_each_time(
    small: Platform, connected: Connect
) -> None:
    exchange = connected(small)
    small.faults.add("429", "GET", NUMBER, times=3)
    began = time.monotonic()
    CALLS["GET"](exchange)
    assert small.faults.fired["429"] == 3
    # Half of 0.5, 1 and 2 seconds at the least.
    assert time.monotonic() - began >= 1.7


def test_a_429_that_asks_for_too_long_is_said_and_nothing_is_sent_again(
    small: Platform, exchange: OvhcloudExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling._LONGEST_HOLD", 1.0)
    fault(small, "429-seconds", "POST")
    with pytest.raises(TooManyCalls) as refused:
        CALLS["POST"](exchange)
    assert arrived(small, "POST") == 1
    assert "2 s" in str(refused.value.fault().mend)


def test_waiting_for_its_turn_leaves_a_call_its_attempts(
    small: Platform, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.calling.MOST_SECONDS", 1.0)
    exchange = connected(small, budget=Budget(2, 1.25))
    exchange.call("GET", "/telephony")
    fault(small, "503-before", "GET")
    # Each attempt waits for its turn nearly as long as all attempts may take.
    CALLS["GET"](exchange)
    assert small.faults.fired["503-before"] == 1


# --- clocks


def test_a_clock_that_is_off_is_no_problem(new_platform: Callable[..., Platform], connected: Connect) -> None:
    platform = new_platform(fill=fill)
    platform.skew = -7200.0
    assert connected(platform).call("GET", "/telephony")
    assert arrived(platform, "GET", "/auth/time") == 1


@pytest.mark.parametrize("method", CALLS)
def test_a_clock_that_has_moved_is_read_again_once(
    method: str, small: Platform, exchange: OvhcloudExchange
) -> None:
    exchange.call("GET", "/telephony")
    small.skew = 3600.0
    CALLS[method](exchange)
    assert arrived(small, "GET", "/auth/time") == 2
    assert [each.status for each in small.requests].count(400) == 1


def test_a_wrong_secret_is_no_matter_of_clocks(
    small: Platform, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.access.application_secret = "another one"
    monkeypatch.setenv("OVH_APPLICATION_SECRET", "mine")
    environ = {**small.environ, "OVH_APPLICATION_SECRET": "mine"}
    monkeypatch.setattr(type(small), "environ", environ)
    with pytest.raises(SignatureRefused):
        connected(small).call("GET", "/telephony")
    assert arrived(small, "GET", "/telephony") == 1


def test_a_clock_that_the_platform_never_takes_is_said(small: Platform, connected: Connect) -> None:
    exchange = connected(small)
    exchange.call("GET", "/telephony")
    small.faults.add("skew", "GET", "/telephony", times=2)
    with pytest.raises(ClockRefused):
        exchange.call("GET", "/telephony")


# --- no platform at all


def test_where_nobody_listens_it_is_said_that_nothing_was_sent(
    small: Platform, exchange: OvhcloudExchange
) -> None:
    exchange.call("GET", "/telephony")
    small.close()
    with pytest.raises(Unreachable) as refused:
        CALLS["POST"](exchange)
    assert "this request was not sent" in str(refused.value.fault().mend)
    assert "refused" in refused.value.reason


# --- stopping


def test_a_stop_ends_a_reading_call_at_once(small: Platform, connected: Connect) -> None:
    exchange = connected(small, limits=Limits(20.0, 20.0))
    exchange.call("GET", "/telephony")
    small.latency = 30.0
    assert seconds_until_stopped(exchange, CALLS["GET"]) < 1.0


def test_a_stop_ends_a_pause_between_attempts(small: Platform, connected: Connect) -> None:
    exchange = connected(small)
    exchange.call("GET", "/telephony")
    fault(small, "503-before", "GET", times=9)
    assert seconds_until_stopped(exchange, CALLS["GET"]) < 1.0


def seconds_until_stopped(exchange: OvhcloudExchange, call: Callable[[OvhcloudExchange], Any]) -> float:
    from threading import Timer

    stop = Stop()
    Timer(0.3, stop.force).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        call(exchange.stopping(stop))
    return time.monotonic() - began - 0.3


def test_a_change_that_was_stopped_may_have_been_made(
    small: Platform, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchanges.bounded._GRACE", 0.3)
    exchange = connected(small, limits=Limits(20.0, 20.0))
    exchange.call("GET", "/telephony")
    fault(small, "timeout-after", "POST")
    stop = Stop()
    stop.force()
    # What is stopped before it is sent is not sent.
    with pytest.raises(Stopped):
        CALLS["POST"](exchange.stopping(stop))
    assert arrived(small, "POST") == 0
    from threading import Timer

    stop = Stop()
    Timer(0.3, stop.force).start()
    with pytest.raises(OutcomeUnknown):
        CALLS["POST"](exchange.stopping(stop))
    assert small.faults.fired["timeout-after"] == 1


# --- what is said meanwhile


def test_it_is_said_which_attempt_is_waited_for(small: Platform, connected: Connect, haste: Haste) -> None:
    told: list[str] = []
    delays = Delays(lambda text: told.append(str(text)))
    exchange = connected(small, delays=delays, haste=haste)
    fault(small, "503-before", "GET", times=2)
    CALLS["GET"](exchange)
    assert told == ["Waiting for the platform, attempt 2 of 5.", "Waiting for the platform, attempt 3 of 5."]
    assert delays.current() is None
