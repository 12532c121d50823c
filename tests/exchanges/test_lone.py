"""An object that is there or not, texts whose POST answers nothing, and breaks that can be made but not changed."""

from typing import Any

import pytest

from tests.exchanges import boards
from tests.exchanges.boards import ACCOUNT, AGENT_LINE, MENU_NUMBER, MENUS, T, get, post
from tests.exchanges.conftest import PACE
from tests.fakes import FakeClock
from tui.configurations.contact_center import TYPES
from tui.engine.errors import BadRequest, Conflict, NotFound
from tui.exchanges.embedded import EmbeddedExchange

HUNTING = f"{MENUS}/hunting"


@pytest.fixture
def center(board: EmbeddedExchange, clock: FakeClock) -> EmbeddedExchange:
    """The account with a contact centre in the place of a voice menu."""
    board.call("POST", f"{T}/number/{MENU_NUMBER}/changeFeatureType", {"featureType": TYPES[0]})
    clock.advance(PACE)
    return board


def agent(exchange: EmbeddedExchange) -> str:
    """The path of a new agent."""
    return f"{HUNTING}/agent/{boards.agent(exchange, AGENT_LINE, MENUS)}"


def test_a_banner_is_not_there_until_it_is_made_and_goes_when_it_is_revoked(center: EmbeddedExchange) -> None:
    path = f"{agent(center)}/bannerAccess"
    with pytest.raises(NotFound):
        get(center, path)
    with pytest.raises(NotFound):
        center.call("DELETE", path)
    made: Any = center.call("POST", path)
    assert made == get(center, path)
    assert set(made) == {"id", "creationDate", "url"}
    with pytest.raises(Conflict):
        center.call("POST", path)
    center.call("DELETE", path)
    with pytest.raises(NotFound):
        get(center, path)
    again: Any = center.call("POST", path)
    assert again["url"] != made["url"]


def test_a_banner_takes_no_body_and_is_one_of_an_agent_that_there_is(center: EmbeddedExchange) -> None:
    path = f"{agent(center)}/bannerAccess"
    with pytest.raises(BadRequest):
        center.call("POST", path, {"url": "https://www.example.com"})
    with pytest.raises(NotFound):
        center.call("POST", f"{HUNTING}/agent/4711/bannerAccess")


def test_a_banner_goes_with_its_agent(center: EmbeddedExchange) -> None:
    path = agent(center)
    center.call("POST", f"{path}/bannerAccess")
    center.call("DELETE", path)
    assert center.telephony.one(f"{path}/bannerAccess") is None


def test_there_are_no_banners_under_another_type(board: EmbeddedExchange) -> None:
    with pytest.raises(NotFound):
        board.call("POST", f"{HUNTING}/agent/1/bannerAccess")


def test_a_new_text_is_found_by_looking(center: EmbeddedExchange) -> None:
    assert center.call("POST", f"{MENUS}/tts", {"text": "Bonjour"}) is None
    (made,) = center.objects(f"{MENUS}/tts")
    assert (made["text"], made["voice"]) == ("Bonjour", "Helene")
    with pytest.raises(BadRequest):
        center.call("POST", f"{MENUS}/tts", {"text": "Bonjour", "voice": "Bob"})


def test_a_text_that_a_menu_reads_stays(center: EmbeddedExchange) -> None:
    center.call("POST", f"{MENUS}/tts", {"text": "Bonjour"})
    (text,) = get(center, f"{MENUS}/tts")
    menu: Any = post(center, f"{MENUS}/menu", name="A", greetSoundTts=text)
    with pytest.raises(Conflict):
        center.call("DELETE", f"{MENUS}/tts/{text}")
    center.call("PUT", f"{MENUS}/menu/{menu['menuId']}", {"greetSoundTts": None})
    center.call("DELETE", f"{MENUS}/tts/{text}")


def test_a_break_is_made_and_deleted_but_not_changed_nor_deleted_while_an_agent_is_on_it(
    center: EmbeddedExchange,
) -> None:
    made: Any = post(center, f"{HUNTING}/customStatus", name="Repas", color="#e06c00")
    path = f"{HUNTING}/customStatus/{made['id']}"
    with pytest.raises(NotFound):
        center.call("PUT", path, {"name": "Pause"})
    own = agent(center)
    center.call("PUT", own, {"status": "onBreak", "breakStatus": made["id"]})
    with pytest.raises(Conflict):
        center.call("DELETE", path)
    with pytest.raises(BadRequest):
        center.call("PUT", own, {"breakStatus": 4711})
    center.call("PUT", own, {"breakStatus": None})
    center.call("DELETE", path)


def test_a_line_keeps_what_two_configurations_say_of_it(center: EmbeddedExchange) -> None:
    path = f"/telephony/{ACCOUNT}/line/{AGENT_LINE}/options"
    center.call("PUT", path, {"recordOutgoingCallsBeta": True})
    center.call("PUT", path, {"displayNumber": MENU_NUMBER})
    assert get(center, path) == {"displayNumber": MENU_NUMBER, "recordOutgoingCallsBeta": True}
