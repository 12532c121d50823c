"""An answer of another shape is no answer: it must not pass for nothing, which would be made anew."""

from collections.abc import Mapping, Sequence
from threading import Barrier, Event, current_thread
from typing import Any

import pytest

from tui.engine.errors import ExchangeError, Expired, NotAuthorised, NotFound, Stopped
from tui.engine.platform_errors import Unreachable, Unreadable
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


class Login:
    """An exchange of a login with some billing accounts, each with its services; notes what is asked of it."""

    reads_at_once = 1

    def __init__(self, services: Mapping[str, Sequence[str] | Exception]) -> None:
        self._services = services
        self.asked: list[str] = []

    def call(self, _method: str, path: str) -> Json:
        self.asked.append(path)
        if path == "/telephony":
            return list(self._services)
        if path.endswith("/service"):
            services = self._services[path.split("/")[2]]
            if isinstance(services, Exception):
                raise services
            return list(services)
        name = path.rpartition("=")[2]
        return [{"billingAccount": "ovh-1", "domain": name}] if name.startswith("0033199") else []


OURS = [f"0033199004{n:03}" for n in range(30)]
STRANGE = [f"0033100004{n:03}" for n in range(30)]


def whose(login: Login, names: Sequence[str]) -> frozenset[str]:
    exchange: Any = login
    return Read(exchange).ours(names)


def test_whose_many_numbers_are_is_told_by_one_list_of_each_billing_account() -> None:
    login = Login({"ovh-1": OURS[:20], "ovh-2": OURS[20:]})
    assert whose(login, [*OURS, *STRANGE, *OURS]) == set(OURS)
    assert login.asked == ["/telephony", "/telephony/ovh-1/service", "/telephony/ovh-2/service"]


def test_whose_few_numbers_are_is_asked_one_by_one_and_for_each_once() -> None:
    login = Login({"ovh-1": OURS})
    assert whose(login, [OURS[0], STRANGE[0], OURS[0]]) == {OURS[0]}
    assert login.asked == [f"/telephony/searchServices?axiom={each}" for each in (OURS[0], STRANGE[0])]
    many_accounts = Login({f"ovh-{n}": OURS for n in range(40)})
    assert whose(many_accounts, OURS) == set(OURS)
    assert len(many_accounts.asked) == 1 + len(OURS)


@pytest.mark.parametrize("closed", [NotFound("GET", "/x"), Expired("GET", "/x")])
def test_what_no_list_tells_is_asked_for_where_a_billing_account_answers_to_nothing(
    closed: Exception,
) -> None:
    login = Login({"ovh-1": closed, "ovh-2": OURS[1:]})
    assert whose(login, [*OURS, *STRANGE]) == set(OURS)
    assert len(login.asked) == 1 + 2 + 1 + len(STRANGE)


@pytest.mark.parametrize("failure", [Unreachable("GET", "/x"), NotAuthorised("GET", "/x"), Stopped()])
def test_a_number_that_could_not_be_asked_for_is_never_called_a_strange_one(failure: Exception) -> None:
    with pytest.raises(type(failure)):
        whose(Login({"ovh-1": OURS, "ovh-2": failure}), STRANGE)


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
