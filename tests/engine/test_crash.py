"""Killed anywhere, a run that is resumed reaches the same state; what is missing is sent, and nothing twice."""

import json
import multiprocessing
import re
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.configurations import call_queues, contact_centers, voice_menus
from tests.engine.crashing import PACE, Fatal, carry_out
from tests.matrix import sample
from tests.worlds import BARE_LINE, OTHER_ACCOUNT, PHONE_LINE, world
from tui import use_cases
from tui.engine.runner import Finished
from tui.telephony.values import e164

REDIRECTION = [
    "redirection",
    {"destination": e164(PHONE_LINE), "present_number": True, "description": "Accueil nuit"},
]
BARE = ["redirection", {"destination": e164(BARE_LINE), "present_number": True, "clear_former_line": True}]
CONFERENCE = [
    "conference",
    {"pin": "1234", "recording": True, "report": "other", "report_email": "a@example.com"},
]

QUEUE = ["call-queue", call_queues.EXAMPLE]
QUEUE_EDITED = [
    "call-queue",
    {
        **call_queues.EXAMPLE,
        "name": "Ventes",
        "agents": [*call_queues.EXAMPLE["agents"][1:], call_queues.EXAMPLE["agents"][0]],
        "hours": call_queues.EXAMPLE["hours"][2:],
        "filter": "white",
        "refused_groups": None,
        "refused_callers": None,
        "accepted_groups": ["mobile"],
        "hold_sound": "ferme.wav",
    },
]
MENU = ["ivr", voice_menus.EXAMPLE]
MENU_EDITED = [
    "ivr",
    {
        **voice_menus.EXAMPLE,
        "menus": [{**voice_menus.EXAMPLE["menus"][0], "entries": []}],
        "steps": [
            {
                "days": "scheduler1",
                "actions": [{"action": "hangup"}],
                "otherwise": [{"action": "ivr", "menu": "Accueil"}],
            },
            voice_menus.EXAMPLE["steps"][0],
        ],
    },
]

CENTER = ["contact-center", contact_centers.EXAMPLE]
CENTER_EDITED = [
    "contact-center",
    {
        **contact_centers.EXAMPLE,
        "agents": contact_centers.EXAMPLE["agents"][1:],
        "breaks": [{"name": "Repas", "color": "#00ff00"}],
        "queues": [
            {"name": "Boutique", "members": contact_centers.EXAMPLE["queues"][0]["members"][:1]},
            {"name": "Ventes", "members": contact_centers.EXAMPLE["queues"][1]["members"][1:]},
        ],
        "tts": [{"name": "Accueil", "text": "Bonsoir.", "voice": "Jenny"}],
        "menus": [{"name": "Accueil", "greeting_tts": "Accueil"}],
        "steps": [
            {"actions": [{"action": "tts", "tts": "Accueil"}, {"action": "hunting", "queue": "Boutique"}]}
        ],
    },
]

SCENARIOS: dict[str, tuple[Any, ...]] = {
    "a first redirection": (REDIRECTION,),
    "a first conference": (CONFERENCE,),
    "from redirection to conference": (REDIRECTION, CONFERENCE),
    "from conference to redirection": (CONFERENCE, REDIRECTION),
    "from one kind of redirection to the other": (REDIRECTION, BARE),
    "removing": (CONFERENCE, [None, None]),
    "a first call queue": (QUEUE,),
    "an edited call queue": (QUEUE, QUEUE_EDITED),
    "a first voice menu": (MENU,),
    "an edited voice menu": (MENU, MENU_EDITED),
    "from call queue to voice menu": (QUEUE, MENU),
    "a first contact centre": (CENTER,),
    "an edited contact centre": (CENTER, CENTER_EDITED),
    "undoing a first redirection": (REDIRECTION, "undo"),
    "undoing an edited contact centre": (CENTER, CENTER_EDITED, "undo"),
    "undoing from call queue to voice menu": (QUEUE, MENU, "undo"),
}
EXCHANGE_WRITES = {
    "a first redirection": 4,
    "a first conference": 2,
    "from redirection to conference": 2,
    "from conference to redirection": 4,
    "from one kind of redirection to the other": 4,
    "removing": 1,
    "a first call queue": 35,
    "an edited call queue": 9,
    "a first voice menu": 31,
    "an edited voice menu": 20,
    "from call queue to voice menu": 31,
    "a first contact centre": 48,
    "an edited contact centre": 26,
    "undoing a first redirection": 3,
    "undoing an edited contact centre": 41,
    "undoing from call queue to voice menu": 35,
}
FEW = 4
"""Writes up to which a scenario is killed at each of them in every run; of the longer ones a run takes a sample."""
POINTS = [
    (name, "exchange", position, when)
    for name, count in EXCHANGE_WRITES.items()
    for position in range(1, count + 1)
    for when in ("before", "after")
]
SHORT = [point for point in POINTS if EXCHANGE_WRITES[point[0]] <= FEW]
LONG = [point for point in POINTS if EXCHANGE_WRITES[point[0]] > FEW]
JOURNAL_POINTS = [
    (name, "journal", position, when)
    for name in ("a first redirection", "from redirection to conference")
    for position in range(1, 15)
    for when in ("before", "after")
]


_MADE_UP = re.compile(r"https://www\.example\.com/[\w-]+|(?<=creationDate\":\")[^\"]+")
_DOCUMENT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# A child is forked from a process that has imported everything, which takes longer than what a child does.
_CHILDREN = multiprocessing.get_context("forkserver")
_CHILDREN.set_forkserver_preload(["tests.engine.crashing"])


def run_child(store: Path, log: Path, what: str, position: int, when: str, scenario: str) -> int | None:
    """The exit code of a process that carries out a scenario and may die in it; None when it hangs."""
    child = _CHILDREN.Process(target=carry_out, args=(store, log, what, position, when, SCENARIOS[scenario]))
    child.start()
    child.join(60)
    return child.exitcode


def state(store: Path) -> list[Any]:
    """Everything the exchange holds, whatever way it came about, but for what it made up by itself."""
    with sqlite3.connect(store) as connection:
        services = connection.execute(
            "SELECT number, description, feature_type FROM service ORDER BY number"
        ).fetchall()
        objects = connection.execute("SELECT path, body FROM object ORDER BY path").fetchall()
    connection.close()
    return [services, [(path, json.loads(_MADE_UP.sub("…", body))) for path, body in objects]]


def sent(log: Path) -> list[Any]:
    """The accepted writes; a document has another id in every store."""
    text = _DOCUMENT.sub("…", log.read_text()) if log.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


Uninterrupted = Callable[[str], tuple[list[Any], list[Any]]]
"""Of a scenario: the state at the end and the writes of the last apply, when nothing goes wrong."""


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Uninterrupted:
    @cache
    def whole(scenario: str) -> tuple[list[Any], list[Any]]:
        folder = tmp_path_factory.mktemp("whole")
        store, log = folder / "store.sqlite3", folder / "log"
        carry_out(store, log, "exchange", 0, "never", SCENARIOS[scenario])
        return state(store), sent(log)

    return whole


def resume(store: Path, log: Path) -> None:
    """What `alias-wizard resume` does, in this process, with its writes in the same log."""
    services = world(store, pace=PACE)
    exchange: Any = Fatal(services.exchange, log, 0, "never")
    services = replace(services, exchange=exchange, training=None)
    runs = use_cases.unfinished(services)
    assert len(runs) <= 1
    for run in runs:
        *_, last = use_cases.carry_on(services, run)
        assert isinstance(last, Finished)
        assert last.fault is None, str(last.error)
    assert use_cases.unfinished(services) == []


def test_the_scenarios_make_as_many_writes_as_the_matrix_kills_at(uninterrupted: Uninterrupted) -> None:
    assert {name: len(uninterrupted(name)[1]) for name in SCENARIOS} == EXCHANGE_WRITES


@pytest.mark.parametrize(
    ("scenario", "what", "position", "when"),
    [*SHORT, *sample(LONG, 5, "long"), *sample(JOURNAL_POINTS, 4, "journal")],
)
def test_after_a_kill_resuming_sends_only_what_is_missing(
    scenario: str,
    what: str,
    position: int,
    when: str,
    tmp_path: Path,
    uninterrupted: Uninterrupted,
) -> None:
    store, log = tmp_path / "store.sqlite3", tmp_path / "log"
    code = run_child(store, log, what, position, when, scenario)
    whole, writes = uninterrupted(scenario)
    if code == 0:
        assert what == "journal", "the matrix kills at a write that is never made"
        return
    assert code == -signal.SIGKILL
    begun = bool(use_cases.unfinished(world(store)))
    resume(store, log)
    if begun:
        assert state(store) == whole
        assert sent(log) == writes
    else:
        # Killed before the intent was stored, or after the end was: there is nothing to resume.
        assert sent(log) in ([], writes)


def test_the_other_line_is_really_in_another_account(uninterrupted: Uninterrupted) -> None:
    _state, writes = uninterrupted("from one kind of redirection to the other")
    assert any(OTHER_ACCOUNT in path for _method, path, _body in writes)
