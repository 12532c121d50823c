"""Contact centres of any size; and, as a process of its own, how long it takes to read, check and plan one.

`python -m bench.centers STORE QUEUES AGENTS MENUS` prints milliseconds, medians of some readings in turn: {"read",
"check", "first plan", "plan of an edit"}; the store is one that holds such a centre, on `NUMBER`, and an empty number.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.worlds import world
from tui import use_cases
from tui.telephony.values import e164

KIND = "contact-center"
NUMBER, EMPTY = "0199001000", "0199001001"
READINGS = 3


class Size(NamedTuple):
    """How many of each there are."""

    queues: int
    agents: int
    menus: int


SMALL, TENTH, LARGE = Size(3, 8, 2), Size(5, 50, 20), Size(50, 500, 200)
"""One of few people, one as large as anybody has, and a tenth of that."""


def line(index: int) -> str:
    """The index-th line, in national form."""
    return f"01990{index + 20_000:05}"


def numbers(size: Size) -> Iterator[str]:
    """The lines of a CSV file with the two numbers, and the lines that a contact centre of that size needs."""
    yield "number,billing_account,description,kind"
    yield from (f"{number},ab12345-ovh-1,Accueil,alias" for number in (NUMBER, EMPTY))
    yield from (f"{line(index)},ab12345-ovh-1,Poste {index},line" for index in range(size.agents))


def settings(size: Size) -> dict[str, Any]:
    """A contact centre: each agent in two queues, each queue behind keys of menus, each menu but one behind another."""
    agents = [e164(f"0033{line(index)[1:]}") for index in range(size.agents)]
    each = 2 * size.agents // size.queues
    return {
        "kind": KIND,
        "agents": [{"number": number, "description": f"Agent {n}"} for n, number in enumerate(agents)],
        "queues": [
            {
                "name": f"Service {n}",
                "members": [{"agent": agents[(n * each // 2 + k) % size.agents]} for k in range(each)],
            }
            for n in range(size.queues)
        ],
        "tts": [{"name": "Accueil", "text": "Bonjour. Tapez 1 ou 2."}],
        "menus": [_menu(n, size) for n in range(size.menus)],
        "steps": [{"actions": [{"action": "ivr", "menu": "Menu 0"}, {"action": "hangup"}]}],
    }


def _menu(n: int, size: Size) -> dict[str, Any]:
    """The n-th menu of a tree in which each opens three others."""
    queues = [f"Service {(n + k) % size.queues}" for k in range(2)]
    opened = [f"Menu {inner}" for inner in range(3 * n + 1, 3 * n + 4) if inner < size.menus]
    entries: list[dict[str, str]] = [
        *({"action": "callcenter", "queue": name} for name in queues),
        *({"action": "menuSub", "menu": name} for name in opened),
        {"action": "menuExit"},
    ]
    keyed = [{"key": str(key), **entry} for key, entry in enumerate(entries, start=1)]
    return {"name": f"Menu {n}", "greeting_tts": "Accueil", "entries": keyed}


def main() -> None:
    """Print the medians."""
    store, *size = sys.argv[1:]
    services = world(Path(store))
    wanted = use_cases.settings_from(KIND, settings(Size(*map(int, size))))
    number, empty = (use_cases.open_number(services, each).number for each in (NUMBER, EMPTY))
    works: dict[str, Callable[[], object]] = {
        "read": lambda: use_cases.open_number(services, NUMBER),
        "check": lambda: use_cases.settings_from(KIND, wanted),
        "first plan": lambda: use_cases.propose(services, empty, KIND, wanted),
        "plan of an edit": lambda: use_cases.propose(services, number, KIND, {**wanted, "ring": 30}),
    }
    times: dict[str, list[float]] = {}
    for _ in range(READINGS):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            times.setdefault(name, []).append(1000 * (time.perf_counter() - started))
    print(json.dumps({name: median(values) for name, values in times.items()}))


if __name__ == "__main__":
    main()
