"""How many calls it takes: a first configuration, an edit of one field, and settings that are there already.

The table stands in ARCHITECTURE.md; a failing test prints the present one.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES, SLICES, apply
from tests.worlds import world
from tui import use_cases
from tui.engine.resources import Body, Json, Method
from tui.telephony.services import find_number
from tui.use_cases import Services

ARCHITECTURE = Path(__file__).parents[2] / "ARCHITECTURE.md"
ONE_FIELD: dict[str, dict[str, Any]] = {
    "redirection": {"present_number": False},
    "call-queue": {"name": "Ventes"},
    "conference": {"recording": True},
    "ivr": {"ring": 40},
    "contact-center": {"ring": 40},
    "vxml": {"url": "https://example.com/nuit.vxml"},
}
HEAD = (
    "| configuration | first time | an edit of one field | nothing to change |",
    "|---|---|---|---|",
)


class Counting:
    """An exchange that counts: reads of one object, reads of a list, writes."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.paths: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make the call and count it."""
        self.paths.append(f"{method} {path}")
        answer: Json = self.inner.call(method, path, body)
        return answer

    def objects(self, path: str) -> list[Body]:
        """Read a list and count it once, however many objects it has."""
        self.paths.append(f"LIST {path}")
        found: list[Body] = self.inner.objects(path)
        return found

    def put_content(self, url: str, content: bytes) -> None:
        """Send a content and count it."""
        self.paths.append(f"PUT {url}")
        self.inner.put_content(url, content)

    def words(self) -> str:
        """Reads and writes so far; the count begins anew."""
        reads = sum(each.startswith(("GET", "LIST")) for each in self.paths)
        writes = len(self.paths) - reads
        found = f"{reads} reads, {writes} write{'' if writes == 1 else 's'}"
        self.paths.clear()
        return found


def counted(services: Services, exchange: Counting) -> Services:
    return replace(services, exchange=exchange, training=None)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    return services


def row(services: Services, kind: str) -> str:
    apply(services, None, None)
    exchange = Counting(services.exchange)
    through = counted(services, exchange)
    edited = {**EXAMPLES[kind], **ONE_FIELD[kind]}
    cells = []
    for settings in (EXAMPLES[kind], edited, edited):
        # As the command `apply` does it.
        number = find_number(exchange, worlds.EMPTY_NUMBER)
        proposal = use_cases.propose(through, number, kind, use_cases.settings_from(kind, settings))
        list(use_cases.start(through, proposal))
        cells.append(exchange.words())
    return f"| `{kind}` | {' | '.join(cells)} |"


def test_the_table_of_calls_in_the_architecture_is_the_present_one(services: Services) -> None:
    table = "\n".join((*HEAD, *(row(services, each.kind) for each in SLICES)))
    assert table in ARCHITECTURE.read_text(encoding="utf-8"), f"the table is now:\n{table}"


@pytest.mark.parametrize("kind", sorted(ONE_FIELD))
def test_a_plan_reads_nothing_twice(kind: str, services: Services) -> None:
    apply(services, kind, EXAMPLES[kind])
    exchange = Counting(services.exchange)
    through = counted(services, exchange)
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    use_cases.propose(through, number, kind, use_cases.settings_from(kind, EXAMPLES[kind]))
    assert [each for each in exchange.paths if exchange.paths.count(each) > 1] == []


@pytest.mark.parametrize("kind", sorted(ONE_FIELD))
def test_an_edit_of_one_field_is_one_write(kind: str, services: Services) -> None:
    apply(services, kind, EXAMPLES[kind])
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    edited = use_cases.settings_from(kind, {**EXAMPLES[kind], **ONE_FIELD[kind]})
    (step,) = use_cases.propose(services, number, kind, edited).plan.steps
    assert len(step.body) == 1
