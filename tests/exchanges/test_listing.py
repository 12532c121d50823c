"""Families of several objects: how they are listed, made, changed, moved and deleted, and what comes with a type."""

import time
from typing import Any

import pytest

from tests.exchanges.boards import (
    ACCOUNT,
    AGENT_LINE,
    MENU_NUMBER,
    MENUS,
    OLD_QUEUE_NUMBER,
    QUEUE_NUMBER,
    QUEUES,
    SCHEDULER,
    T,
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
from tui.configurations import catalogue
from tui.engine.errors import BadRequest, Conflict, NotFound, OutcomeUnknown
from tui.engine.ports import Mishap, Service
from tui.engine.resources import segment
from tui.exchanges.embedded import EmbeddedExchange
from tui.store.database import Database


def retype(exchange: EmbeddedExchange, clock: FakeClock, number: str, feature_type: str) -> None:
    post(exchange, f"{T}/number/{number}/changeFeatureType", featureType=feature_type)
    clock.advance(PACE)


# --- objects of a list


def test_an_object_that_was_made_is_answered_listed_and_read(board: EmbeddedExchange) -> None:
    made = post(board, f"{MENUS}/menu", name="Accueil")
    assert made["name"] == "Accueil"
    assert made["greetSound"] is None
    assert get(board, f"{MENUS}/menu") == [made["menuId"]]
    assert get(board, f"{MENUS}/menu/{made['menuId']}") == made
    assert board.objects(f"{MENUS}/menu") == [made]


def test_a_list_is_in_the_order_in_which_its_objects_came(board: EmbeddedExchange) -> None:
    made = [menu(board, name) for name in "CAB"]
    assert get(board, f"{MENUS}/menu") == made
    put(board, f"{MENUS}/menu/{made[0]}", name="Z")
    assert [each["name"] for each in board.objects(f"{MENUS}/menu")] == ["Z", "A", "B"]


def test_put_merges_and_keeps_the_id(board: EmbeddedExchange) -> None:
    made = menu(board, "Accueil")
    put(board, f"{MENUS}/menu/{made}", timeout=9000)
    put(board, f"{MENUS}/menu/{made}", name="Nuit")
    found = get(board, f"{MENUS}/menu/{made}")
    assert (found["menuId"], found["name"], found["timeout"]) == (made, "Nuit", 9000)


def test_an_id_is_never_used_twice(board: EmbeddedExchange) -> None:
    first = menu(board, "Accueil")
    board.call("DELETE", f"{MENUS}/menu/{first}")
    ids = [menu(board, "Accueil"), agent(board, AGENT_LINE), entry(board, menu(board, "Nuit"), "1")]
    assert len({first, *ids}) == 4


def test_what_lies_within_an_object_goes_with_it(board: EmbeddedExchange) -> None:
    outer, other = menu(board, "Accueil"), menu(board, "Nuit")
    entry(board, outer, "1")
    kept = entry(board, other, "1")
    board.call("DELETE", f"{MENUS}/menu/{outer}")
    with pytest.raises(NotFound):
        get(board, f"{MENUS}/menu/{outer}/entry")
    assert get(board, f"{MENUS}/menu/{other}/entry") == [kept]
    rows = board.telephony.listed(f"{MENUS}/menu/{outer}/entry")
    assert rows == []


def test_three_levels_lie_within_one_another(board: EmbeddedExchange) -> None:
    made = step(board)
    assert (get(board, made)["enabled"], get(board, made)["schedulerCategory"]) == (False, None)
    rules = f"{made}/rule"
    rule = post(board, rules, action="hangup", negativeAction=False, position=1)
    assert get(board, rules) == [rule["ruleId"]]
    put(board, made, enabled=True)
    assert get(board, made)["enabled"] is True


def test_a_text_id_can_be_given_or_is_made(board: EmbeddedExchange) -> None:
    times = {"dateStart": "2026-12-25T00:00:00+01:00", "dateEnd": "2026-12-26T00:00:00+01:00"}
    uid = "noël/2026 ?#@é"
    assert post(board, f"{SCHEDULER}/events", uid=uid, category="holidays", title="Noël", **times) is None
    assert post(board, f"{SCHEDULER}/events", category="scheduler1", title="Noël", **times) is None
    uids = get(board, f"{SCHEDULER}/events")
    assert uids[0] == uid
    assert len(set(uids)) == 2
    for each in uids:
        path = f"{SCHEDULER}/events/{segment(each)}"
        found = get(board, path)
        assert (found["uid"], found["title"], found["dateStart"]) == (each, "Noël", times["dateStart"])
        board.call("DELETE", path)
    assert get(board, f"{SCHEDULER}/events") == []


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("timeConditions/conditions", "policy=slot1", 1),
        ("timeConditions/conditions", "policy=slot2", 0),
        ("timeConditions/conditions", "", 2),
        ("screenListConditions/conditions", "screenListType=incomingBlackList", 1),
        ("screenListConditions/conditions", "screenListType=incomingWhiteList", 0),
    ],
)
def test_a_list_can_be_asked_for_a_part(
    board: EmbeddedExchange, path: str, query: str, expected: int
) -> None:
    for policy in ("available", "slot1"):
        post(
            board,
            f"{QUEUES}/timeConditions/conditions",
            policy=policy,
            weekDay="monday",
            timeFrom="08:30:00",
            timeTo="17:29:59",
        )
    post(
        board,
        f"{QUEUES}/screenListConditions/conditions",
        screenListType="incomingBlackList",
        callerIdNumber="+338",
    )
    assert len(get(board, f"{QUEUES}/{path}?{query}")) == expected
    assert len(board.objects(f"{QUEUES}/{path}?{query}")) == expected


def test_events_can_be_asked_for_by_category(board: EmbeddedExchange) -> None:
    times = {"dateStart": "2026-12-25T00:00:00+01:00", "dateEnd": "2026-12-26T00:00:00+01:00"}
    post(board, f"{SCHEDULER}/events", uid="a", category="holidays", title="Noël", **times)
    assert get(board, f"{SCHEDULER}/events?categories=holidays") == ["a"]
    assert get(board, f"{SCHEDULER}/events?categories=scheduler1") == []


@pytest.mark.parametrize("query", ["policy=never", "colour=red"])
def test_a_part_that_there_cannot_be_is_refused(board: EmbeddedExchange, query: str) -> None:
    with pytest.raises(BadRequest):
        get(board, f"{QUEUES}/timeConditions/conditions?{query}")


def test_an_agent_is_internal_when_its_number_is_of_the_account(board: EmbeddedExchange) -> None:
    inner, outer = agent(board, "+33199005001"), agent(board, "0033639980001")
    types = [get(board, f"{QUEUES}/hunting/agent/{each}")["type"] for each in (inner, outer)]
    assert types == ["internal", "external"]


# --- what a type brings


@pytest.mark.parametrize("number", [QUEUE_NUMBER, OLD_QUEUE_NUMBER])
def test_a_number_that_came_with_its_type_has_what_the_type_brings(
    board: EmbeddedExchange, database: Database, number: str
) -> None:
    path = f"{T}/easyHunting/{number}/hunting/queue"
    (queue,) = board.objects(path)
    assert queue["strategy"] == "sequentiallyByAgentOrder"
    assert get(board, path) == [queue["queueId"]]
    assert get(board, f"{path}/{queue['queueId']}") == queue
    # Reading is without effect.
    assert database.connection.execute("SELECT count(*) FROM object").fetchone()[0] == 0


def test_what_a_type_brings_is_written_over_like_anything(board: EmbeddedExchange) -> None:
    queue = first_queue(board)
    put(board, f"{QUEUES}/hunting/queue/{queue}", maxMember=7)
    made = post(board, f"{QUEUES}/hunting/queue", strategy="ringAll", description="Nuit")
    assert get(board, f"{QUEUES}/hunting/queue") == [queue, made["queueId"]]
    assert get(board, f"{QUEUES}/hunting/queue/{queue}")["maxMember"] == 7


def test_what_a_type_brings_stays_away_once_it_was_deleted(board: EmbeddedExchange) -> None:
    queue = first_queue(board)
    board.call("DELETE", f"{QUEUES}/hunting/queue/{queue}")
    assert get(board, f"{QUEUES}/hunting/queue") == []
    with pytest.raises(NotFound):
        put(board, f"{QUEUES}/hunting/queue/{queue}", maxMember=7)
    with pytest.raises(NotFound):
        board.call("DELETE", f"{QUEUES}/hunting/queue/{queue}")


def test_a_change_of_type_erases_all_and_brings_anew(board: EmbeddedExchange, clock: FakeClock) -> None:
    before = first_queue(board)
    put(board, f"{QUEUES}/hunting/queue/{before}", maxMember=7)
    agent(board, AGENT_LINE)
    retype(board, clock, QUEUE_NUMBER, "conference")
    with pytest.raises(NotFound):
        get(board, f"{QUEUES}/hunting/queue")
    retype(board, clock, QUEUE_NUMBER, "contactCenterSolution")
    assert get(board, f"{QUEUES}/hunting/agent") == []
    (queue,) = board.objects(f"{QUEUES}/hunting/queue")
    assert queue["maxMember"] == 0
    assert queue["queueId"] != before


def test_what_was_brought_and_deleted_comes_again_with_the_type(
    board: EmbeddedExchange, clock: FakeClock
) -> None:
    board.call("DELETE", f"{QUEUES}/hunting/queue/{first_queue(board)}")
    retype(board, clock, QUEUE_NUMBER, "contactCenterSolution")
    assert len(get(board, f"{QUEUES}/hunting/queue")) == 1


@pytest.mark.parametrize(
    "path",
    [
        f"{T}/ovhPabx/{QUEUE_NUMBER}/menu",
        f"{T}/easyHunting/{MENU_NUMBER}/hunting/agent",
        f"{T}/easyHunting/{AGENT_LINE}/hunting/agent",
        f"{T}/easyHunting/0033199009999/hunting/agent",
        f"/telephony/nobody/easyHunting/{QUEUE_NUMBER}/hunting/agent",
    ],
)
def test_a_family_is_not_found_under_another_type(board: EmbeddedExchange, path: str) -> None:
    with pytest.raises(NotFound):
        get(board, path)


@pytest.mark.parametrize("number", [QUEUE_NUMBER, MENU_NUMBER])
def test_a_path_that_two_configurations_declare_exists_under_the_types_of_both(
    board: EmbeddedExchange, number: str
) -> None:
    assert get(board, f"{T}/scheduler/{number}")["timeZone"] == "Europe/Paris"
    assert get(board, f"{T}/scheduler/{number}/events") == []
    assert {QUEUE_NUMBER, MENU_NUMBER} <= set(get(board, f"{T}/scheduler"))


# --- memberships and their order


def join(exchange: EmbeddedExchange, queue: int, who: int, position: int) -> Any:
    return post(exchange, f"{QUEUES}/hunting/agent/{who}/queue", queueId=queue, position=position)


def members(exchange: EmbeddedExchange, queue: int) -> list[Any]:
    path = f"{QUEUES}/hunting/queue/{queue}/agent"
    found = exchange.objects(path)
    assert [each["position"] for each in found] == list(range(len(found)))
    assert get(exchange, path) == [each["agentId"] for each in found]
    return [each["agentId"] for each in found]


@pytest.fixture
def crew(board: EmbeddedExchange) -> tuple[int, list[int]]:
    """The first queue, with four agents in it."""
    queue = first_queue(board)
    agents = [agent(board, f"003319900600{place}") for place in range(4)]
    for place, each in enumerate(agents):
        join(board, queue, each, place)
    return queue, agents


def test_who_joins_at_a_place_makes_the_others_move(
    board: EmbeddedExchange, crew: tuple[int, list[int]]
) -> None:
    queue, agents = crew
    assert members(board, queue) == agents
    new = agent(board, "0033199006009")
    assert join(board, queue, new, 1) == {"agentId": new, "queueId": queue, "position": 1}
    assert members(board, queue) == [agents[0], new, *agents[1:]]
    board.call("DELETE", f"{QUEUES}/hunting/queue/{queue}/agent/{new}")
    assert members(board, queue) == agents


def test_a_place_beyond_the_end_is_the_end(board: EmbeddedExchange, crew: tuple[int, list[int]]) -> None:
    queue, agents = crew
    new = agent(board, "0033199006009")
    assert join(board, queue, new, 99)["position"] == 4
    put(board, f"{QUEUES}/hunting/queue/{queue}/agent/{agents[0]}", position=99)
    assert members(board, queue) == [*agents[1:], new, agents[0]]


@pytest.mark.parametrize(
    ("who", "position", "expected"),
    [(0, 2, [1, 2, 0, 3]), (3, 1, [0, 3, 1, 2]), (2, 2, [0, 1, 2, 3]), (3, 0, [3, 0, 1, 2])],
)
def test_a_member_moves_and_the_others_close_up(
    board: EmbeddedExchange, crew: tuple[int, list[int]], who: int, position: int, expected: list[int]
) -> None:
    queue, agents = crew
    put(board, f"{QUEUES}/hunting/queue/{queue}/agent/{agents[who]}", position=position)
    assert members(board, queue) == [agents[each] for each in expected]


def test_the_queues_of_an_agent_are_the_same_memberships_from_the_other_side(
    board: EmbeddedExchange, crew: tuple[int, list[int]]
) -> None:
    queue, agents = crew
    other = post(board, f"{QUEUES}/hunting/queue", strategy="ringAll")["queueId"]
    join(board, other, agents[2], 0)
    path = f"{QUEUES}/hunting/agent/{agents[2]}/queue"
    assert get(board, path) == [queue, other]
    assert [each["position"] for each in board.objects(path)] == [2, 0]
    assert get(board, f"{path}/{queue}") == get(board, f"{QUEUES}/hunting/queue/{queue}/agent/{agents[2]}")
    put(board, f"{path}/{queue}", position=0)
    assert members(board, queue)[0] == agents[2]
    board.call("DELETE", f"{path}/{other}")
    assert members(board, other) == []


def test_an_agent_that_goes_leaves_its_queues(board: EmbeddedExchange, crew: tuple[int, list[int]]) -> None:
    queue, agents = crew
    board.call("DELETE", f"{QUEUES}/hunting/agent/{agents[1]}")
    assert members(board, queue) == [agents[0], *agents[2:]]


def test_a_queue_that_goes_leaves_its_agents(board: EmbeddedExchange, crew: tuple[int, list[int]]) -> None:
    queue, agents = crew
    board.call("DELETE", f"{QUEUES}/hunting/queue/{queue}")
    assert get(board, f"{QUEUES}/hunting/agent") == agents
    assert get(board, f"{QUEUES}/hunting/agent/{agents[0]}/queue") == []


def test_an_agent_is_in_a_queue_once(board: EmbeddedExchange, crew: tuple[int, list[int]]) -> None:
    queue, agents = crew
    with pytest.raises(Conflict):
        join(board, queue, agents[0], 3)
    assert members(board, queue) == agents


@pytest.mark.parametrize("position", [-1, "1", None, True])
def test_a_place_that_there_cannot_be_is_refused(
    board: EmbeddedExchange, crew: tuple[int, list[int]], position: Any
) -> None:
    queue, agents = crew
    with pytest.raises(BadRequest):
        put(board, f"{QUEUES}/hunting/queue/{queue}/agent/{agents[0]}", position=position)
    with pytest.raises(BadRequest):
        join(board, queue, agent(board, "0033199006009"), position)
    assert members(board, queue) == agents


def test_a_membership_of_nobody_or_in_nothing_is_refused(
    board: EmbeddedExchange, crew: tuple[int, list[int]]
) -> None:
    queue, agents = crew
    with pytest.raises(NotFound):
        join(board, queue, 12345, 0)
    with pytest.raises(BadRequest):
        join(board, 12345, agents[0], 0)


# --- what it can be told to do wrong, and much


def test_a_lost_answer_to_a_new_object_is_an_object_all_the_same(board: EmbeddedExchange) -> None:
    board.next(Mishap.ANSWER_LOST)
    with pytest.raises(OutcomeUnknown):
        menu(board, "Accueil")
    assert [each["name"] for each in board.objects(f"{MENUS}/menu")] == ["Accueil"]


def test_objects_last_in_another_process(
    board: EmbeddedExchange, database: Database, clock: FakeClock
) -> None:
    made = menu(board, "Accueil")
    other = EmbeddedExchange(Database(database.path), catalogue.collections, clock, PACE)
    assert get(other, f"{MENUS}/menu") == [made]
    assert menu(other, "Nuit") != made


def test_many_objects_are_listed_quickly(board: EmbeddedExchange) -> None:
    queue = first_queue(board)
    with board.telephony.changing():
        for place in range(500):
            join(board, queue, agent(board, f"00331990{place:05d}"), 0)
        for place in range(200):
            entry(board, menu(board, f"Menu {place}"), "1")
    started = time.perf_counter()
    assert len(board.objects(f"{QUEUES}/hunting/agent")) == 500
    assert len(members(board, queue)) == 500
    menus = get(board, f"{MENUS}/menu")
    assert len(menus) == 200
    assert sum(len(board.objects(f"{MENUS}/menu/{each}/entry")) for each in menus) == 200
    # About 0.1 s; the bound only catches what grows with the square of the number.
    assert time.perf_counter() - started < 2


def test_an_account_with_many_numbers_answers_for_one_as_quickly(board: EmbeddedExchange) -> None:
    board.telephony.add(
        Service(f"00{33_199_100_000 + place}", "alias", ACCOUNT, "", "easyHunting") for place in range(10_000)
    )
    started = time.perf_counter()
    for place in range(100):
        assert len(get(board, f"{T}/easyHunting/00{33_199_100_000 + place}/hunting/queue")) == 1
    assert time.perf_counter() - started < 2
