"""Agents who change places: after each move their list is read again, and everything where it is not as foreseen."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.configurations.test_laws import apply
from tests.worlds import Recording, through, world
from tui import use_cases
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Finished
from tui.use_cases import Services

KIND = "contact-center"
NUMBERS = [f"+3363998{at:04}" for at in range(8)]


def settings(*members: list[str]) -> dict[str, Any]:
    return {
        "agents": [{"number": each} for each in NUMBERS],
        "queues": [
            {"name": f"Q{at}", "members": [{"agent": each} for each in rows]}
            for at, rows in enumerate(members)
        ],
    }


class Watching(Recording):
    """Notes everything that is asked, in order; once, after a move, somebody else moves another one to the front."""

    def __init__(self, inner: Any, meddles: bool = False) -> None:
        super().__init__(inner)
        self.asked: list[str] = []
        self.meddles = meddles

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        self.asked.append(f"{method} {path}")
        return super().call(method, path, body)

    def objects(self, path: str) -> list[Body]:
        self.asked.append(f"LIST {path}")
        found: list[Body] = self.inner.objects(path)
        return found

    def after(self, position: int) -> None:
        _method, path, body = self.accepted[-1]
        if self.meddles and set(body) == {"position"}:
            self.meddles = False
            listed = path.rpartition("/")[0]
            last = max(self.inner.objects(listed), key=lambda each: each["position"])
            self.inner.call("PUT", f"{listed}/{last['agentId']}", {"position": 0})

    def between_moves(self) -> list[int]:
        """How much was asked between one move and the next."""
        moves = [at for at, each in enumerate(self.asked) if each.startswith("PUT") and "/queue/" in each]
        return [later - at - 1 for at, later in pairwise(moves)]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = world(tmp_path / "store.sqlite3")
    apply(services, KIND, settings(NUMBERS, NUMBERS[:5]))
    return services


def carried_out(services: Services, meddles: bool, *members: list[str]) -> Watching:
    """What is asked while the members are brought into an order; whoever meddles, it is reached."""
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    wanted = use_cases.settings_from(KIND, settings(*members))
    proposal = use_cases.propose(services, number, KIND, wanted)
    watching = Watching(services.exchange, meddles)
    *_, last = use_cases.start(through(services, watching), proposal)
    assert isinstance(last, Finished)
    assert last.run.state == "done"
    assert use_cases.propose(services, number, KIND, wanted).plan.steps == ()
    return watching


def test_between_two_moves_the_list_is_read_and_nothing_else(services: Services) -> None:
    turned = [NUMBERS[::-1], NUMBERS[4::-1]]
    between = carried_out(services, False, *turned).between_moves()
    assert len(between) == 10
    # After the last move of a list there is nothing that depends on its order.
    assert between == [1, 1, 1, 1, 1, 1, 0, 1, 1, 1]


def test_where_the_others_did_not_make_room_as_foreseen_everything_is_read_again(services: Services) -> None:
    between = carried_out(services, True, NUMBERS[::-1], NUMBERS[:5]).between_moves()
    assert between[0] > 10
    assert max(between[1:]) <= 1


def test_an_agent_who_joins_between_moves_ends_in_the_right_place(services: Services) -> None:
    carried_out(services, False, NUMBERS[::-1], [NUMBERS[7], *NUMBERS[4::-1], NUMBERS[6]])
