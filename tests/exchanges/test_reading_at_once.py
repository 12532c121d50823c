"""A number on OVHcloud is read several calls at a time, and found as it is on the embedded exchange."""

from collections import Counter
from collections.abc import Callable
from threading import Event, Thread

import pytest

from tests.platform import Platform
from tui.configurations import catalogue
from tui.engine.errors import ExchangeError, Stopped
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.signals import Stop
from tui.states import present
from tui.telephony.services import Number, Read, find_number

NUMBERS = {"call-queue": "0033199001012", "ivr": "0033199003005", "contact-center": "0033199003000"}
Connect = Callable[..., OvhcloudExchange]


def number_of(platform: Platform, kind: str) -> Number:
    """A number of that kind that has much."""
    number = find_number(platform.exchange, NUMBERS[kind])
    assert number.feature_type in catalogue.by_kind(kind).feature_types
    return number


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_is_read_stands_in_the_same_order(kind: str, platform: Platform, connected: Connect) -> None:
    number = number_of(platform, kind)
    alone = present(number, Read(platform.exchange))
    together = present(number, Read(connected(platform)))
    assert list(together.objects.items()) == list(alone.objects.items())
    paths = Counter((each.path, each.query) for each in platform.requests)
    assert set(paths.values()) == {1}


def test_of_several_that_fail_the_first_is_told(platform: Platform, connected: Connect) -> None:
    number = number_of(platform, "ivr")
    lists = [path.rpartition("/")[0] for path in present(number, Read(platform.exchange)).objects]
    first, *_between, last = dict.fromkeys(each for each in lists if each.count("/") == 5)
    for path in (last, first):
        platform.faults.add("403-not-granted", "GET", path)
    with pytest.raises(ExchangeError) as raised:
        present(number, Read(connected(platform)))
    assert raised.value.args_given["path"] == first


def test_a_stop_ends_all_of_them(platform: Platform, connected: Connect) -> None:
    number = number_of(platform, "ivr")
    stop = Stop()
    exchange = connected(platform).stopping(stop)
    exchange.call("GET", number.path)
    platform.requests.clear()
    platform.latency = 60.0
    stopped = Event()

    def look() -> None:
        with pytest.raises(Stopped):
            present(number, Read(exchange))
        stopped.set()

    thread = Thread(target=look)
    thread.start()
    while len(platform.requests) < 2:
        assert thread.is_alive()
        assert not stopped.wait(0.01)
    stop.force()
    thread.join(10)
    assert stopped.is_set()
