"""An answer of another shape is no answer: it must not pass for nothing, which would be made anew."""

from threading import Barrier, Event, current_thread
from typing import Any

import pytest

from tui.engine.errors import ExchangeError
from tui.engine.platform_errors import Unreadable
from tui.engine.reading import at_once, list_at, object_at
from tui.engine.resources import Json
from tui.telephony.services import Read


class Saying:
    """An exchange that answers everything with one value."""

    def __init__(self, value: Json) -> None:
        self.value = value

    def call(self, *_call: object) -> Json:
        return self.value


@pytest.mark.parametrize("value", [None, "oops", 3, True, ["x"]])
def test_what_is_no_object_is_unreadable(value: Json) -> None:
    exchange: Any = Saying(value)
    with pytest.raises(Unreadable):
        object_at(exchange, "/telephony/x")
    with pytest.raises(Unreadable):
        Read(exchange)("/telephony/x")


@pytest.mark.parametrize("value", [None, "oops", 3, True, {"x": 1}])
def test_what_is_no_list_is_unreadable(value: Json) -> None:
    exchange: Any = Saying(value)
    with pytest.raises(Unreadable):
        list_at(exchange, "/telephony")
    with pytest.raises(Unreadable):
        Read(exchange).billing_account("0033199001001")


def test_what_there_is_is_given() -> None:
    one: Any = Saying({"a": 1})
    several: Any = Saying([1, 2])
    assert object_at(one, "/x") == {"a": 1}
    assert list_at(several, "/x") == [1, 2]


class Crew:
    """An exchange that is worth several calls at a time."""

    reads_at_once = 8


def test_several_are_read_at_the_same_time_and_told_in_their_order() -> None:
    exchange: Any = Crew()
    everybody = Barrier(8, timeout=10)

    def read(number: int) -> int:
        everybody.wait()
        return -number

    assert at_once(exchange, read, range(8)) == [0, -1, -2, -3, -4, -5, -6, -7]


def test_the_first_in_order_that_fails_is_raised() -> None:
    exchange: Any = Crew()
    second = Event()

    def read(number: int) -> int:
        if number == 1:
            second.wait(10)
        if number == 2:
            second.set()
        if number:
            raise ExchangeError("GET", f"/{number}")
        return number

    with pytest.raises(ExchangeError) as raised:
        at_once(exchange, read, [0, 1, 2])
    assert raised.value.args_given["path"] == "/1"


def test_an_exchange_that_is_worth_one_call_at_a_time_is_read_in_this_thread() -> None:
    exchange: Any = Crew()
    exchange.reads_at_once = 1
    assert at_once(exchange, lambda _each: current_thread(), [1, 2]) == [current_thread()] * 2
