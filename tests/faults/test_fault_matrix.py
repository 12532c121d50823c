"""Whatever goes wrong in the middle of applying, the number ends as wanted, or the journal tells the truth and resumes.

A case is a scenario, a kind of fault, whether it strikes a reading or a writing call, and whether it strikes once or
from then on. Which call is struck is drawn from the scenario's own, each kind of call as likely as any other. What the
wizard says is held against what the platform itself has seen.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faults.scenarios import (
    PACE,
    SCENARIOS,
    Whole,
    World,
    propose,
    state,
    template,
    watched,
    whole,
    world,
)
from tests.matrix import FULL, sample
from tests.platform import Request
from tests.platform.faults import KINDS, LOST, REFUSED, TASKS
from tests.platform.wizard import PATIENCE
from tests.worlds import EMPTY_NUMBER
from tui import use_cases
from tui.engine.ports import Run
from tui.engine.runner import Finished
from tui.exchanges.wire import Limits

FOR_EVER = 10_000
"""Requests: more than any scenario makes."""
SHORT = Limits(read=0.3, write=0.3)
"""Seconds to wait for an answer that never comes."""


class Case(NamedTuple):
    """`side` is `read` or `write`; `times` is how many requests are struck, from the drawn one on."""

    scenario: str
    kind: str
    side: str
    times: int

    def __str__(self) -> str:
        how = {1: "once", FOR_EVER: "from then on"}[self.times]
        return f"{self.scenario}: {self.kind} to a {self.side} {how}"


FIRST = [name for name in SCENARIOS if name.startswith("a first")]
WITH_LISTS = [name for name in SCENARIOS if any(each in name for each in ("queue", "menu", "centre"))]
WITH_TWINS = ["a first voice menu", "from call queue to voice menu", "a first contact centre"]
WITH_TASKS = [name for name in SCENARIOS if "edited" not in name]
ONCE, BOTH, SIDES = (1,), (1, FOR_EVER), ("write", "read")
# (kinds, scenarios, sides, times). A platform that says of everything that it is not there is not believed in.
FITTING: list[tuple[Iterable[str], Iterable[str], Iterable[str], Iterable[int]]] = [
    ((*LOST, *REFUSED.keys() - {"404"}), SCENARIOS, ("write",), BOTH),
    ((*LOST, *REFUSED.keys() - {"404"}), FIRST, ("read",), BOTH),
    (("404",), SCENARIOS, SIDES, ONCE),
    (TASKS, WITH_TASKS, ("write",), ONCE),
    (("skew", "number-gone", "changed"), SCENARIOS, SIDES, ONCE),
    (("object-gone",), WITH_LISTS, ("write",), ONCE),
    (("duplicate", "duplicate-lost"), WITH_TWINS, ("write",), ONCE),
]
CASES = sorted(
    Case(*each) for kinds, names, sides, times in FITTING for each in product(names, kinds, sides, times)
)


def chosen() -> list[Case]:
    """One case of each kind of fault in each scenario; in the quick mode of a third of the kinds, in some scenario."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in CASES:
        groups.setdefault((case.scenario if FULL else "", case.kind), []).append(case)
    struck = sample(sorted(groups.items()), len(groups) // 3, "kinds")
    return [random.Random("".join(key)).choice(group) for key, group in struck]


# --- which call is struck


def drawn(case: Case, calls: tuple[Request, ...]) -> int:
    """Which request it is, counted from 1."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for at, call in enumerate(calls, 1):
        if fits(case, call):
            kinds.setdefault((call.method, template(call.path)), []).append(at)
    assert kinds, "no call of the scenario can be struck in this way"
    chance = random.Random(str(case))
    return chance.choice(kinds[chance.choice(sorted(kinds))])


def fits(case: Case, call: Request) -> bool:
    if (call.method == "GET") != (case.side == "read"):
        return False
    answer = call.answered if isinstance(call.answered, dict) else {}
    if case.kind in TASKS:
        return "taskId" in answer
    if case.kind == "skew":
        return not call.path.startswith("/storage")
    if case.kind in ("number-gone", "changed"):
        return EMPTY_NUMBER in call.path
    if case.kind == "404":
        # What is there is never said to be gone already.
        return call.method != "DELETE"
    if case.kind == "object-gone":
        return call.method == "PUT" and EMPTY_NUMBER in call.path and template(call.path).endswith("/*")
    if case.kind.startswith("duplicate"):
        kinds = {"menu", "queue", "tts", "rule"}
        return call.method == "POST" and call.path.rpartition("/")[2] in kinds and "agent/" not in call.path
    return True


# --- what the platform has seen, and what the journal says


def carried_out(
    world: World, requests: list[Request]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How often each kind of write was carried out, and how often it is under way still.

    A PUT that was sent again says the same thing again; that it was carried out twice counts once. So does an
    announcement, whose content nobody can compare.
    """
    done: Counter[tuple[str, str]] = Counter()
    open_: Counter[tuple[str, str]] = Counter()
    last: dict[str, Any] = {}
    for each in requests:
        if each.method == "GET" or not each.path.startswith("/telephony"):
            continue
        kind = each.method, template(each.path)
        says = None if each.path.endswith("/announceUpload") else each.body
        if (each.method == "PUT" or says is None) and last.get(each.path, ()) == says and each.done:
            continue
        last[each.path] = says if each.done else ()
        task = each.answered.get("taskId") if isinstance(each.answered, dict) else None
        if each.done and task is not None:
            outcome = task_of(world, task)
            (done if outcome else open_ if outcome is None else Counter())[kind] += 1
        elif each.done or (each.method == "DELETE" and each.status == 404):
            done[kind] += 1
    return done, open_


def task_of(world: World, task: int) -> bool | None:
    """Whether a task has had its effect; None while it is open."""
    if task in world.platform.forgotten:
        return True
    with world.platform.database.read() as connection:
        row = connection.execute("SELECT settled, failure FROM task WHERE id = ?", (task,)).fetchone()
    if row is None:
        return False
    return None if not row["settled"] else row["failure"] is None


def truthful(world: World, run: Run, requests: list[Request]) -> None:
    """What the journal says done is done, what it says to do or failed is not; the rest may be either."""
    done, under_way = carried_out(world, requests)
    said: dict[str, Counter[tuple[str, str]]] = {"done": Counter(), "open": Counter()}
    for record in run.steps:
        if record.state in ("done", "started", "unknown"):
            word = "done" if record.state == "done" else "open"
            said[word][record.step.method, template(record.step.path)] += 1
    for kind in done.keys() | under_way.keys() | said["done"].keys():
        least, most = said["done"][kind], said["done"][kind] + said["open"][kind]
        assert least <= done[kind] <= most, (kind, done[kind], least, most)
        assert under_way[kind] <= said["open"][kind], (kind, "is under way, and the journal does not know")


# --- the matrix


@pytest.fixture(scope="session")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Whole]:
    """Every scenario without a fault, carried out when it is first asked for."""
    return cache(lambda scenario: whole(scenario, tmp_path_factory.mktemp("whole")))


@pytest.mark.parametrize("case", chosen(), ids=str)
def test_it_ends_as_wanted_or_tells_the_truth_and_can_be_resumed(
    case: Case,
    wholes: Callable[[str], Whole],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    undisturbed = wholes(case.scenario)
    limits = SHORT if case.kind.startswith("timeout") else PATIENCE
    with world(undisturbed.copied(tmp_path), limits) as made:
        platform, services = made.platform, made.services
        proposal = propose(services, SCENARIOS[case.scenario][-1])
        platform.requests.clear()
        platform.faults.add(case.kind, nth=drawn(case, undisturbed.calls), times=case.times)
        last = watched(services, use_cases.start(services, proposal))
        fired = platform.faults.fired[case.kind]
        assert fired, "the fault did not strike"
        record_property("fault", [case.kind, fired])
        truthful(made, last.run, list(platform.requests))
        if last.fault is not None:
            last = mended(made, case, undisturbed, last)
            truthful(made, last.run, list(platform.requests))
        assert last.run.state == "done"
        assert {record.state for record in last.run.steps} == {"done"}
        platform.faults.clear()
        assert state(made) == undisturbed.after
        services = made.restarted()
        assert use_cases.unfinished(services) == []
        wanted = SCENARIOS[case.scenario][-1]
        # An undo of what has just been undone is another one.
        assert wanted == "undo" or not propose(services, wanted).plan


def mended(made: World, case: Case, undisturbed: Whole, last: Finished) -> Finished:
    """The run once the fault is over: resumed, or where nothing had been changed, made again."""
    assert last.run.state in ("partial", "failed")
    made.platform.faults.clear()
    services = made.restarted()
    made.services.clock.wait(PACE, services.stop)
    if last.run.state == "failed":
        assert state(made) == undisturbed.before
        assert use_cases.unfinished(services) == []
        again = watched(services, use_cases.start(services, propose(services, SCENARIOS[case.scenario][-1])))
    else:
        (run,) = use_cases.unfinished(services)
        again = watched(services, use_cases.carry_on(services, run))
    assert again.fault is None, f"{last.error!r} {last.error}; then {again.error!r} {again.error}"
    return again


def test_every_kind_of_fault_is_in_the_matrix() -> None:
    assert {case.kind for case in CASES} == set(KINDS) - {"plain"}
    assert len({(case.scenario, case.kind) for case in CASES}) > 300
