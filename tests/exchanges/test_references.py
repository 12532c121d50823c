"""What ties objects together is refused as the platform refuses it: dangling, in use, twice, or of the wrong sort."""

from typing import Any

import pytest

from tests.exchanges.boards import (
    AGENT,
    AGENT_LINE,
    MENUS,
    QUEUES,
    SCHEDULER,
    agent,
    entry,
    first_queue,
    get,
    menu,
    post,
    put,
    step,
)
from tests.exchanges.conftest import PACE
from tests.fakes import FakeClock
from tui.engine.errors import BadRequest, Conflict, NotFound
from tui.engine.resources import Body
from tui.exchanges.embedded import EmbeddedExchange

TIMES = {"dateStart": "2026-12-25T00:00:00+01:00", "dateEnd": "2026-12-26T00:00:00+01:00"}
EVENT = {"category": "holidays", "title": "Noël", **TIMES}
RANGE = {"policy": "available", "weekDay": "monday", "timeFrom": "08:30:00", "timeTo": "17:29:59"}


def sound(exchange: EmbeddedExchange, clock: FakeClock, root: str, name: str = "accueil.wav") -> int:
    document = post(exchange, "/me/document", name=name)
    exchange.put_content(document["putUrl"], b"RIFF")
    post(exchange, f"{root}/soundUpload", documentId=document["id"], name=name)
    clock.advance(PACE)
    return int(get(exchange, f"{root}/sound")[-1])


def rule(exchange: EmbeddedExchange, of: str, action: str, parameter: Any) -> str:
    body = {"action": action, "actionParam": str(parameter), "negativeAction": False, "position": 1}
    return f"{of}/rule/{post(exchange, f'{of}/rule', **body)['ruleId']}"


# --- bodies


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{MENUS}/menu", {}),
        (f"{MENUS}/menu", {"name": ""}),
        (f"{MENUS}/menu", {"name": "A", "colour": "red"}),
        (f"{MENUS}/menu", {"name": "A", "menuId": 5}),
        (f"{MENUS}/menu", {"name": 5}),
        (f"{MENUS}/menu", {"name": "A", "greetSound": None}),
        (f"{MENUS}/dialplan", {"name": "A", "transferTimeout": 60, "showCallerNumber": "caller"}),
        (f"{QUEUES}/hunting/queue", {"strategy": "loudest"}),
        (f"{QUEUES}/hunting/queue", {"strategy": "ringAll", "confirmKey": "#"}),
        (f"{QUEUES}/hunting/queue", {"strategy": "ringAll", "recordDisablingDigit": "3"}),
        (f"{QUEUES}/hunting/queue", {"strategy": "ringAll", "recordDisablingDigit": 10}),
        (f"{QUEUES}/hunting/queue", {"strategy": "ringAll", "recordDisablingDigit": True}),
        (f"{QUEUES}/hunting/queue", {"strategy": "ringAll", "record": "yes"}),
        *((f"{QUEUES}/hunting/agent", {k: v for k, v in AGENT.items() if k != name}) for name in AGENT),
        (f"{QUEUES}/hunting/agent", {**AGENT, "number": "reception"}),
        (f"{QUEUES}/hunting/agent", {**AGENT, "type": "internal"}),
        (f"{QUEUES}/hunting/agent", {**AGENT, "status": "asleep"}),
        (f"{QUEUES}/timeConditions/conditions", {**RANGE, "timeFrom": "8:30"}),
        (f"{QUEUES}/timeConditions/conditions", {**RANGE, "timeTo": "24:00:00"}),
        (f"{QUEUES}/timeConditions/conditions", {**RANGE, "timeTo": 17}),
        (f"{QUEUES}/screenListConditions/conditions", {"callerIdNumber": "+33"}),
        (f"{SCHEDULER}/events", {**EVENT, "uid": ""}),
        (f"{SCHEDULER}/events", {**EVENT, "dateStart": "2026-12-25"}),
        (f"{SCHEDULER}/events", {**EVENT, "dateStart": "2026-12-25T00:00:00"}),
        (f"{SCHEDULER}/events", {**EVENT, "dateStart": "2026-02-30T00:00:00Z"}),
        (f"{SCHEDULER}/events", {**EVENT, "categories": "holidays"}),
        (f"{SCHEDULER}/events", {**EVENT, "category": "sundays"}),
    ],
)
def test_a_new_object_with_a_wrong_body_is_refused(board: EmbeddedExchange, path: str, body: Body) -> None:
    before = get(board, path)
    with pytest.raises(BadRequest):
        board.call("POST", path, body)
    assert get(board, path) == before


@pytest.mark.parametrize("body", [{"menuId": 5}, {"name": None}, {"colour": "red"}, {"timeout": "7"}])
def test_a_change_with_a_wrong_body_is_refused(board: EmbeddedExchange, body: Body) -> None:
    made = menu(board, "Accueil")
    before = get(board, f"{MENUS}/menu/{made}")
    with pytest.raises(BadRequest):
        board.call("PUT", f"{MENUS}/menu/{made}", body)
    assert get(board, f"{MENUS}/menu/{made}") == before


def test_a_null_is_taken_where_there_can_be_nothing(board: EmbeddedExchange) -> None:
    made = step(board)
    put(board, made, schedulerCategory="holidays")
    put(board, made, schedulerCategory=None)
    assert get(board, made)["schedulerCategory"] is None


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["menu/7", "menu/x", "menu/7/entry/1", "hunting/queue/1", "sound/1"])
def test_an_object_that_is_not_there_is_not_found(board: EmbeddedExchange, method: Any, path: str) -> None:
    with pytest.raises(NotFound):
        board.call(method, f"{MENUS}/{path}")


def test_an_object_is_not_found_through_another(board: EmbeddedExchange) -> None:
    one, other = menu(board, "Accueil"), menu(board, "Nuit")
    key = entry(board, one, "1")
    with pytest.raises(NotFound):
        get(board, f"{MENUS}/menu/{other}/entry/{key}")
    with pytest.raises(NotFound):
        post(board, f"{MENUS}/menu/7/entry", dtmf="1", action="menuExit", position=1)


def test_what_the_schema_has_no_change_for_has_none(board: EmbeddedExchange, clock: FakeClock) -> None:
    made = sound(board, clock, MENUS)
    with pytest.raises(NotFound):
        put(board, f"{MENUS}/sound/{made}", name="autre.wav")
    with pytest.raises(NotFound):
        post(board, f"{MENUS}/sound", name="autre.wav")
    queue = first_queue(board)
    with pytest.raises(NotFound):
        # It could not say which agent.
        post(board, f"{QUEUES}/hunting/queue/{queue}/agent", position=0, queueId=queue)


# --- references


def test_the_id_of_nothing_is_refused(board: EmbeddedExchange) -> None:
    made, queue = menu(board, "Accueil"), first_queue(board)
    wrong: list[tuple[Any, str, Body]] = [
        ("POST", f"{MENUS}/menu", {"name": "B", "greetSound": 7}),
        ("PUT", f"{MENUS}/menu/{made}", {"greetSound": 7}),
        ("PUT", f"{MENUS}/menu/{made}", {"greetSound": made}),
        ("PUT", f"{MENUS}/menu/{made}", {"greetSoundTts": 7}),
        ("PUT", f"{QUEUES}/hunting/queue/{queue}", {"soundOnHold": 7}),
        ("PUT", f"{QUEUES}/hunting/queue/{queue}", {"actionOnClosure": "playback", "actionOnClosureParam": "7"}),
        ("PUT", QUEUES, {"toneOnHold": 7}),
        ("POST", f"{MENUS}/menu/{made}/entry", {"dtmf": "1", "action": "menuSub", "actionParam": "7", "position": 1}),
        ("POST", f"{MENUS}/menu/{made}/entry", {"dtmf": "1", "action": "menuSub", "actionParam": "x", "position": 1}),
    ]  # fmt: skip
    for method, path, body in wrong:
        with pytest.raises(BadRequest):
            board.call(method, path, body)


def test_what_an_id_means_depends_on_the_action(board: EmbeddedExchange, clock: FakeClock) -> None:
    made, heard = menu(board, "Accueil"), sound(board, clock, MENUS)
    key = entry(board, made, "1", "menuSub", actionParam=str(made))
    path = f"{MENUS}/menu/{made}/entry/{key}"
    with pytest.raises(BadRequest):
        # What was the id of a menu would become that of a sound.
        put(board, path, action="playback")
    put(board, path, action="playback", actionParam=str(heard))
    put(board, path, action="bridge", actionParam="0033199001001")
    put(board, path, action="menuBack")


def test_a_sound_of_another_number_is_none_of_this_one(board: EmbeddedExchange, clock: FakeClock) -> None:
    heard = sound(board, clock, MENUS)
    with pytest.raises(BadRequest):
        put(board, QUEUES, toneOnHold=heard)


# --- in use


def test_what_another_refers_to_cannot_be_deleted(board: EmbeddedExchange, clock: FakeClock) -> None:
    heard, target, other = sound(board, clock, MENUS), menu(board, "Cible"), menu(board, "Accueil")
    played = rule(board, step(board), "playback", heard)
    key = entry(board, other, "1", "menuSub", actionParam=str(target))
    for path, user in (
        (f"{MENUS}/sound/{heard}", played),
        (f"{MENUS}/menu/{target}", f"{MENUS}/menu/{other}/entry/{key}"),
    ):
        with pytest.raises(Conflict) as refused:
            board.call("DELETE", path)
        assert user in refused.value.reason
        board.call("DELETE", user)
        board.call("DELETE", path)


def test_a_sound_of_the_settings_cannot_be_deleted(board: EmbeddedExchange, clock: FakeClock) -> None:
    heard, queue = sound(board, clock, QUEUES), first_queue(board)
    for path, field in (
        (QUEUES, "toneOnHold"),
        (f"{QUEUES}/hunting/queue/{queue}", "soundOnHold"),
    ):
        put(board, path, **{field: heard})
        with pytest.raises(Conflict):
            board.call("DELETE", f"{QUEUES}/sound/{heard}")
        put(board, path, **{field: None})
    board.call("DELETE", f"{QUEUES}/sound/{heard}")


def test_a_menu_that_only_its_own_key_leads_to_can_be_deleted(board: EmbeddedExchange) -> None:
    made = menu(board, "Accueil")
    entry(board, made, "1", "menuSub", actionParam=str(made))
    board.call("DELETE", f"{MENUS}/menu/{made}")


def test_an_equal_number_with_another_meaning_is_no_use(board: EmbeddedExchange) -> None:
    target, other = menu(board, "Cible"), menu(board, "Accueil")
    entry(board, other, "1", "bridge", actionParam=str(target))
    put(board, f"{MENUS}/menu/{other}", timeout=target)
    board.call("DELETE", f"{MENUS}/menu/{target}")


def test_a_membership_is_no_use_of_agent_or_queue(board: EmbeddedExchange) -> None:
    queue, who = first_queue(board), agent(board, AGENT_LINE)
    post(board, f"{QUEUES}/hunting/agent/{who}/queue", queueId=queue, position=0)
    board.call("DELETE", f"{QUEUES}/hunting/agent/{who}")
    board.call("DELETE", f"{QUEUES}/hunting/queue/{queue}")


# --- twice


def test_a_number_is_an_agent_once_however_it_is_written(board: EmbeddedExchange) -> None:
    first = agent(board, AGENT_LINE)
    with pytest.raises(Conflict):
        agent(board, "+33199005001")
    other = agent(board, "0033199005002")
    with pytest.raises(Conflict):
        put(board, f"{QUEUES}/hunting/agent/{other}", number=AGENT_LINE)
    put(board, f"{QUEUES}/hunting/agent/{first}", number="+33199005001")


def test_a_key_is_in_a_menu_once_and_in_another_again(board: EmbeddedExchange) -> None:
    one, other = menu(board, "Accueil"), menu(board, "Accueil")
    entry(board, one, "1")
    entry(board, other, "1")
    with pytest.raises(Conflict):
        entry(board, one, "1")
    second = entry(board, one, "2")
    with pytest.raises(Conflict):
        put(board, f"{MENUS}/menu/{one}/entry/{second}", dtmf="1")


def test_a_uid_is_used_once(board: EmbeddedExchange) -> None:
    post(board, f"{SCHEDULER}/events", uid="a", **EVENT)
    with pytest.raises(Conflict):
        post(board, f"{SCHEDULER}/events", uid="a", **EVENT)
    assert get(board, f"{SCHEDULER}/events") == ["a"]
