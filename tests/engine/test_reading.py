"""An answer of another shape is no answer: it must not pass for nothing, which would be made anew."""

from typing import Any

import pytest

from tui.engine.platform_errors import Unreadable
from tui.engine.reading import list_at, object_at
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
