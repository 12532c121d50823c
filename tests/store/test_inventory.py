"""The inventory keeps what it is told per scope, lists aliases alone, and finds them by any part."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.engine.ports import Inventory as Port
from tui.engine.ports import Service
from tui.engine.scope import Scope
from tui.store.database import Database
from tui.store.inventory import Account, Inventory

LOCAL = Scope("embedded", "", "training")
HOSTILE = "[/] [bold]x \x1b]0;pwn\x07 \u202eabc\x00"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def inventory(database: Database) -> Inventory:
    made = Inventory(database, LOCAL)
    made.remember(
        [
            alias(3, "Standard", "cloudIvr", account="b-ovh-1"),
            alias(1, "Accueil siège", "empty"),
            alias(2, "Boutique Lille", "ddi", pool="0033199001000"),
            Service("0033199004001", "line", "a-ovh-1", "Poste Lille", "sip"),
        ]
    )
    made.remember_accounts([("a-ovh-1", "Siège"), ("b-ovh-1", ""), ("c-ovh-1", "Sans numéro")])
    return made


def alias(
    n: int,
    description: str = "",
    feature_type: str = "empty",
    account: str = "a-ovh-1",
    pool: str | None = None,
) -> Service:
    return Service(f"003319900{n:04}", "alias", account, description, feature_type, pool)


def names(keys: list[str]) -> list[str]:
    return [key.split(" ", 1)[0] for key in keys]


def test_it_is_what_the_engine_asks_for(inventory: Inventory) -> None:
    port: Port = inventory
    assert port.get("0033199000002") == alias(2, "Boutique Lille", "ddi", pool="0033199001000")
    assert port.get("0033199009999") is None
    assert [line.service_name for line in port.lines("lille")] == ["0033199004001"]


def test_lines_are_found_by_number_and_description_and_never_listed(inventory: Inventory) -> None:
    assert inventory.lines("01 99 00 40") == inventory.lines("poste") == inventory.lines()
    assert inventory.lines("boutique") == []
    assert inventory.count() == 3
    assert "0033199004001" not in names(inventory.keys())


def test_keys_come_in_number_order_slice_by_slice(inventory: Inventory) -> None:
    first = inventory.keys(limit=2)
    assert names(first) == ["0033199000001", "0033199000002"]
    assert names(inventory.keys(after=int("0033199000002"), limit=2)) == ["0033199000003"]
    assert inventory.keys(after=int("0033199000003")) == []
    assert first[0].endswith("accueil siege")


@pytest.mark.parametrize(
    ("account", "types", "expected"),
    [
        ("a-ovh-1", None, [1, 2]),
        (None, frozenset({"ddi", "redirect"}), [2]),
        ("b-ovh-1", frozenset({"cloudIvr"}), [3]),
        ("b-ovh-1", frozenset({"empty"}), []),
        ("nobody", None, []),
        (None, frozenset(), []),
    ],
)
def test_filters_narrow_the_keys(
    inventory: Inventory, account: str | None, types: frozenset[str] | None, expected: list[int]
) -> None:
    found = names(inventory.keys(billing_account=account, feature_types=types))
    assert found == [alias(n).service_name for n in expected]


def test_rows_of_a_page_are_read_at_once(inventory: Inventory) -> None:
    rows = inventory.rows(["0033199000002", "0033199009999"])
    assert rows == {"0033199000002": ("a-ovh-1", "Boutique Lille", "ddi", "0033199001000")}
    assert inventory.rows([]) == {}


def test_accounts_and_types_are_counted_by_their_aliases(inventory: Inventory) -> None:
    assert inventory.accounts() == [Account("b-ovh-1", "", 1), Account("a-ovh-1", "Siège", 2)]
    assert inventory.feature_types() == {"cloudIvr": 1, "ddi": 1, "empty": 1}


def test_an_update_replaces_what_is_searched_too(inventory: Inventory) -> None:
    inventory.remember([alias(1, "Atelier", "redirect")])
    assert inventory.get("0033199000001") == alias(1, "Atelier", "redirect")
    assert inventory.keys(limit=1)[0].endswith(" atelier")
    assert inventory.count() == 3


def test_what_is_known_already_is_not_written_again(inventory: Inventory, database: Database) -> None:
    before = database.connection.total_changes
    inventory.remember([alias(1, "Accueil siège", "empty")])
    inventory.remember_accounts([("a-ovh-1", "Siège")])
    assert database.connection.total_changes == before


def test_a_failing_import_leaves_nothing_behind(inventory: Inventory) -> None:
    def broken() -> Iterator[Service]:
        yield alias(7)
        raise LookupError

    with pytest.raises(LookupError):
        inventory.remember(broken())
    assert inventory.get(alias(7).service_name) is None


def test_scopes_know_nothing_of_one_another(inventory: Inventory, database: Database) -> None:
    other = Inventory(database, Scope("ovhcloud", "ovh-eu", "xx1-ovh"))
    assert (other.count(), other.keys(), other.accounts(), other.get(alias(1).service_name)) == (
        0,
        [],
        [],
        None,
    )
    other.remember([alias(1, "Elsewhere")])
    assert other.count() == 1
    assert inventory.get(alias(1).service_name) == alias(1, "Accueil siège", "empty")


def test_services_that_are_gone_are_forgotten(inventory: Inventory) -> None:
    inventory.forget([alias(1).service_name, alias(8).service_name])
    assert names(inventory.keys()) == [alias(2).service_name, alias(3).service_name]


def test_a_type_that_nobody_can_spell_is_kept_as_far_as_it_goes(inventory: Inventory) -> None:
    inventory.remember([alias(9, "", "\ud800x", pool="\udfff")])
    found = inventory.get(alias(9).service_name)
    assert found is not None
    assert (found.feature_type, found.pool) == ("?x", "?")


@pytest.mark.parametrize("description", [HOSTILE, "é" * 10_000, "\ud800 lone", "", "\n\r\t"])
def test_a_description_is_kept_raw_and_searched_clean(inventory: Inventory, description: str) -> None:
    inventory.remember([alias(9, description)])
    found = inventory.get(alias(9).service_name)
    assert found is not None
    assert found.description == description.encode("utf-8", "replace").decode()
    key = inventory.keys(after=int(alias(8).service_name))[0]
    assert key.isprintable()
    assert len(key) < 1_100
