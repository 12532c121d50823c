"""Every fault of the platform shows as it is meant to, does what it says, and is counted."""

import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import ovh
import ovh.client
import pytest
from ovh import exceptions

from tests.fakes import FakeClock
from tests.platform import Platform
from tests.platform.faults import KINDS, LOST, REFUSED, TASKS, WORLD
from tests.worlds import ACCOUNT, EMPTY_NUMBER, fill

NUMBER = f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}"
PABX = f"/telephony/{ACCOUNT}/ovhPabx/{EMPTY_NUMBER}"
PACE = 2.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def platform(new_platform: Callable[..., Platform], clock: FakeClock) -> Platform:
    """The small account, whose tasks take their time by a clock that stands still."""
    return new_platform(fill=fill, clock=clock, pace=PACE)


@pytest.fixture
def client(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setitem(ovh.client.ENDPOINTS, "test", platform.url)
    access = platform.access
    keys = access.application_key, access.application_secret, access.consumer_key
    made = ovh.Client("test", *keys, timeout=0.3)
    yield made
    made._session.close()


@pytest.fixture
def board(platform: Platform, client: Any, clock: FakeClock) -> Any:
    """The client, with a number that can have menus."""
    client.post(NUMBER + "/changeFeatureType", featureType="cloudIvr")
    clock.advance(PACE)
    return client


def description(platform: Platform) -> Any:
    number: Any = platform.exchange.call("GET", NUMBER)
    return number["description"]


def test_the_kinds_are_all_told_apart_here() -> None:
    assert {"plain", *LOST, *REFUSED, *TASKS, *WORLD} == set(KINDS)


@pytest.mark.parametrize("kind", LOST)
def test_after_a_lost_answer_nobody_can_tell_but_the_account_knows(
    kind: str, platform: Platform, client: Any
) -> None:
    platform.faults.add(kind, "PUT", NUMBER)
    wanted = {"html": exceptions.InvalidResponse, "empt": exceptions.InvalidResponse}.get(kind[:4])
    with pytest.raises((exceptions.APIError, AttributeError)) as caught:
        client.put(NUMBER, description="Autre")
    if kind.startswith(("timeout", "reset")):
        wanted = exceptions.HTTPError
    elif kind.startswith("non-object"):
        wanted = AttributeError
    if wanted is not None:
        assert isinstance(caught.value, wanted)
    elif kind[:3].isdecimal():
        assert caught.value.response.status_code == int(kind[:3])
    assert (description(platform) == "Autre") == KINDS[kind].effect
    assert platform.faults.fired == {kind: 1}
    client.put(NUMBER, description="Encore")
    assert description(platform) == "Encore"


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_is_not_done(kind: str, platform: Platform, client: Any) -> None:
    platform.faults.add(kind, "PUT", NUMBER)
    with pytest.raises(exceptions.APIError) as caught:
        client.put(NUMBER, description="Autre")
    answer = caught.value.response
    assert answer.status_code == int(kind[:3])
    assert isinstance(answer.json()["message"], str)
    assert description(platform) == "Accueil"
    after = answer.headers.get("Retry-After")
    if kind == "429-seconds":
        assert int(after) == 2
    elif kind == "429-date":
        assert 0 <= parsedate_to_datetime(after).timestamp() - time.time() <= 3
    else:
        assert after is None


def test_the_nth_request_is_struck_and_as_many_times_as_planned(platform: Platform, client: Any) -> None:
    platform.faults.add("404", "GET", "/telephony/*/number", nth=2, times=2)
    path = f"/telephony/{ACCOUNT}/number"
    statuses = [client.raw_call("GET", path).status_code for _ in range(5)]
    assert statuses == [200, 404, 404, 200, 200]
    assert platform.faults.fired == {"404": 2}
    platform.faults.add("400", times=100)
    assert client.raw_call("GET", path).status_code == 400
    platform.faults.clear()
    assert client.raw_call("GET", path).status_code == 200
    with pytest.raises(ValueError, match="no fault is called"):
        platform.faults.add("flood")


@pytest.mark.parametrize("kind", TASKS)
def test_a_task_comes_to_what_it_was_meant_to(
    kind: str, platform: Platform, client: Any, clock: FakeClock
) -> None:
    platform.faults.add(kind, "POST", "*/changeFeatureType")
    task = client.post(NUMBER + "/changeFeatureType", featureType="redirect")["taskId"]
    where = f"/telephony/{ACCOUNT}/service/{EMPTY_NUMBER}/task/{task}"

    def status() -> str:
        try:
            return str(client.get(where)["status"])
        except exceptions.ResourceNotFoundError:
            return "gone"

    def seen() -> list[str]:
        found: list[str] = []
        for _ in range(20):
            if not found or found[-1] != status():
                found.append(status())
            clock.advance(PACE / 4)
        return found

    types = {
        "task-error": (["todo", "doing", "error"], "empty"),
        "task-paused": (["todo", "doing", "pause", "doing", "done"], "redirect"),
        "task-stuck": (["todo", "doing"], "empty"),
        "task-forgotten": (["gone"], "redirect"),
        "task-dropped": (["gone"], "empty"),
    }
    assert (seen(), client.get(NUMBER)["featureType"]) == types[kind]
    platform.faults.clear()
    if kind == "task-stuck":
        assert (status(), client.get(NUMBER)["featureType"]) == ("done", "redirect")


def test_a_number_that_somebody_changed_is_as_it_was_when_that_is_undone(
    platform: Platform, board: Any
) -> None:
    menu = board.post(PABX + "/menu", name="Accueil")["menuId"]
    before = board.get(f"{PABX}/menu/{menu}")
    platform.faults.add("changed", "GET", PABX + "/menu")
    assert board.raw_call("GET", PABX + "/menu").status_code == 404
    assert board.get(NUMBER)["featureType"] == "conference"
    platform.faults.clear()
    assert board.get(f"{PABX}/menu/{menu}") == before


def test_an_object_that_somebody_deleted_comes_back_with_what_lay_in_it(
    platform: Platform, board: Any
) -> None:
    menu = board.post(PABX + "/menu", name="Accueil")["menuId"]
    entry = board.post(f"{PABX}/menu/{menu}/entry", dtmf="1", action="menuExit", position=0)["entryId"]
    platform.faults.add("object-gone", "PUT", PABX + "/menu/*")
    with pytest.raises(exceptions.ResourceNotFoundError):
        board.put(f"{PABX}/menu/{menu}", name="Autre")
    assert board.get(PABX + "/menu") == []
    platform.faults.clear()
    assert board.get(f"{PABX}/menu/{menu}/entry") == [entry]


def test_a_number_that_left_the_account_is_in_no_list_and_has_no_calls(
    platform: Platform, client: Any
) -> None:
    platform.faults.add("number-gone", "PUT", NUMBER)
    with pytest.raises(exceptions.ResourceNotFoundError):
        client.put(NUMBER, description="Autre")
    numbers = f"/telephony/{ACCOUNT}/number"
    assert EMPTY_NUMBER not in client.get(numbers)
    pages = {"X-Pagination-Mode": "CachedObjectList-Pages"}
    assert EMPTY_NUMBER not in str(client.raw_call("GET", numbers, headers=pages).json())
    batch = client.raw_call("GET", f"{numbers}/{EMPTY_NUMBER},x", headers={"X-Ovh-Batch": ","}).json()
    assert batch[0]["value"] is None
    assert client.get("/telephony/searchServices", axiom=EMPTY_NUMBER) == []
    platform.faults.clear()
    assert client.get(NUMBER)["description"] == "Accueil"


@pytest.mark.parametrize("kind", ["duplicate", "duplicate-lost"])
def test_a_twin_of_a_new_object_is_there_until_that_is_undone(
    kind: str, platform: Platform, board: Any
) -> None:
    platform.faults.add(kind, "POST", PABX + "/menu")
    try:
        made = board.post(PABX + "/menu", name="Accueil")["menuId"]
    except exceptions.HTTPError:
        assert kind == "duplicate-lost"
        made = board.get(PABX + "/menu")[0]
    assert len(board.get(PABX + "/menu")) == 2
    platform.faults.clear()
    assert board.get(PABX + "/menu") == [made]
