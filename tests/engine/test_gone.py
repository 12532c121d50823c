"""A 404 within a number is told apart from the number's being gone, by asking for the number itself, once."""

from typing import Any, cast

import pytest

from tui.engine.errors import NotFound, Stopped, WizardError
from tui.engine.gone import explained, number_at
from tui.engine.platform_errors import NoSuchCall, NumberGone
from tui.engine.ports import Exchange, Intent
from tui.engine.resources import Json, Snapshot

NAME = "0033199001001"
NUMBER = f"/telephony/fr1/number/{NAME}"
INTENT = Intent("fr1", NAME, "conference", "conference", {}, Snapshot("empty"))


class Answering:
    """An exchange that gives the same answer, or raises the same exception, whatever it is asked for."""

    def __init__(self, answer: Json | WizardError) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def call(self, _method: str, path: str, _body: Any = None) -> Json:
        self.asked.append(path)
        if isinstance(self.answer, WizardError):
            raise self.answer
        return self.answer


def told(answering: Answering, error: WizardError) -> WizardError:
    return explained(cast("Exchange", answering), INTENT, error)


@pytest.mark.parametrize("path", [f"/telephony/fr1/service/{NAME}/task?status=todo", NUMBER])
def test_a_404_within_a_number_that_is_gone_is_about_the_number(path: str) -> None:
    answering = Answering(NotFound("GET", NUMBER, "does not exist", 404, "EU.1"))
    found = told(answering, NotFound("GET", path))
    assert isinstance(found, NumberGone)
    assert (found.query_id, found.status) == ("EU.1", 404)
    assert answering.asked == [NUMBER]
    assert told(answering, found) is found
    assert answering.asked == [NUMBER]


@pytest.mark.parametrize("answer", [{"serviceName": NAME}, NoSuchCall("GET", NUMBER), Stopped(), []])
def test_a_404_stays_what_it_is_where_nothing_says_that_the_number_is_gone(answer: Any) -> None:
    error = NotFound("PUT", f"/telephony/fr1/conference/{NAME}/settings")
    assert told(Answering(answer), error) is error


def test_what_is_not_about_the_number_asks_for_nothing() -> None:
    answering = Answering(NotFound("GET", NUMBER))
    for error in (NotFound("GET", "/me/document/12"), NoSuchCall("PUT", NUMBER), Stopped()):
        assert told(answering, error) is error
    assert answering.asked == []


def test_a_number_that_is_read_and_is_not_there_is_gone() -> None:
    with pytest.raises(NumberGone, match="is no longer in the billing account fr1"):
        number_at(cast("Exchange", Answering(NotFound("GET", NUMBER))), "fr1", NAME)
