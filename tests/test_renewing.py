"""The numbers of an account are read again behind the list: what comes, what goes, what cannot be read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.platform import Platform
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_ACCOUNT, OTHER_NUMBER, PHONE_LINE, fill
from tui import bootstrap
from tui.bootstrap import Choices
from tui.engine.errors import StoreFull
from tui.engine.ports import Service
from tui.engine.resources import Body
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.renewing import Renewal
from tui.store.inventory import Inventory
from tui.use_cases import Services

MORNING = 1_700_000_000.0


@pytest.fixture
def small(new_platform: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch) -> Platform:
    platform = new_platform(fill=fill)
    for name, value in platform.environ.items():
        monkeypatch.setenv(name, value)
    return platform


@pytest.fixture
def services(small: Platform, tmp_path: Path) -> Iterator[Services]:
    with ExitStack() as stack:
        choices = Choices(tmp_path / "s.db", "en", "ovhcloud", small.url)
        yield stack.enter_context(bootstrap.open_services(choices))


@pytest.fixture
def inventory(services: Services) -> Inventory:
    assert isinstance(services.inventory, Inventory)
    return services.inventory


@pytest.fixture
def renewal(services: Services, inventory: Inventory) -> Renewal:
    return Renewal(lambda: services, inventory, services.delays)


def names(inventory: Inventory) -> list[str]:
    return [key.split()[0] for key in inventory.keys()]  # noqa: SIM118  a method of its own


def test_all_that_the_account_has_comes_with_few_calls(
    small: Platform, renewal: Renewal, inventory: Inventory
) -> None:
    before = len(small.requests)
    renewal.run()
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER]
    assert inventory.get(PHONE_LINE) == Service(PHONE_LINE, "line", ACCOUNT, "Ligne", "")
    assert renewal.failed is None
    # The list of accounts, and two lists of each of the two.
    assert len(small.requests) - before == 5
    assert inventory.as_of() is not None


def test_the_next_process_knows_them_at_once(small: Platform, renewal: Renewal, tmp_path: Path) -> None:
    renewal.run()
    before = len(small.requests)
    with bootstrap.open_services(Choices(tmp_path / "s.db", "en", "ovhcloud", small.url)) as services:
        assert isinstance(services.inventory, Inventory)
        assert services.inventory.count() == 2
        later = Renewal(lambda: services, services.inventory, services.delays)
        assert str(later.words(MORNING)).startswith("As of ")
    assert len(small.requests) == before
    choices = Choices(tmp_path / "s.db", "en", "ovhcloud", small.url)
    assert PHONE_LINE in [line.service_name for line in bootstrap.known_lines(choices)]
    assert len(small.requests) == before


def test_what_has_gone_goes_and_what_has_changed_changes(
    small: Platform, renewal: Renewal, inventory: Inventory
) -> None:
    inventory.remember([Service("0033199009999", "alias", "fr1001-ovh-9", "Closed", "empty")])
    renewal.run()
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER]
    small.gone.add(OTHER_NUMBER)
    small.exchange.call("PUT", f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}", {"description": "Accueil 2"})
    renewal.run()
    assert names(inventory) == [EMPTY_NUMBER]
    found = inventory.get(EMPTY_NUMBER)
    assert found is not None
    assert found.description == "Accueil 2"


def test_an_account_that_cannot_be_read_is_named_and_keeps_its_rows(
    small: Platform, renewal: Renewal, inventory: Inventory
) -> None:
    renewal.run()
    as_of = inventory.as_of()
    small.faults.add("403-not-granted", "GET", f"/telephony/{ACCOUNT}/number")
    small.exchange.telephony.add([Service("0033199007000", "alias", OTHER_ACCOUNT, "New", "empty")])
    renewal.run()
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER, "0033199007000"]
    assert str(renewal.words(MORNING)) == (
        f"{ACCOUNT} could not be read: The key may not call GET /telephony/{ACCOUNT}/number."
    )
    # Not all of it is of now.
    assert inventory.as_of() == as_of


def test_without_the_list_of_accounts_all_stays_as_it_was(
    small: Platform, renewal: Renewal, inventory: Inventory
) -> None:
    renewal.run()
    small.faults.add("403-invalid-credential", "GET", "/telephony")
    renewal.run()
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER]
    said = str(renewal.words(MORNING))
    assert said.startswith("As of ")
    assert "not refreshed: The key of the account is not valid" in said
    renewal.run()
    assert renewal.failed is None


def test_a_list_that_is_waited_for_says_why(renewal: Renewal, services: Services) -> None:
    from tui.engine.delays import THROTTLED, Delay

    assert str(renewal.words(MORNING)) == ""
    services.delays.tell(Delay(THROTTLED, float("1e12")))
    assert str(renewal.words(MORNING)).startswith("Slowed down by the platform")


def test_an_account_that_is_closed_is_left_out(
    small: Platform, renewal: Renewal, inventory: Inventory
) -> None:
    with small.exchange.telephony.changing() as connection:
        connection.execute("UPDATE billing_account SET status = 'closed' WHERE name = ?", (ACCOUNT,))
    renewal.run()
    assert names(inventory) == []
    assert renewal.failed is None


@pytest.mark.parametrize("name", ["00" + "3" * 40, "33199001009", "\u0660\u0660\u0663\u0663"])
def test_what_is_called_by_no_telephone_number_is_left_out(
    name: str, renewal: Renewal, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = OvhcloudExchange.objects

    def with_another(exchange: OvhcloudExchange, path: str) -> list[Body]:
        found = objects(exchange, path)
        return [*found, {**found[0], "serviceName": name}] if path.endswith("/number") and found else found

    monkeypatch.setattr(OvhcloudExchange, "objects", with_another)
    renewal.run()
    assert renewal.failed is None
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER]


def test_an_account_without_a_name_is_no_account(
    renewal: Renewal, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewal.run()
    monkeypatch.setattr(OvhcloudExchange, "objects", lambda _exchange, _path: [{"status": "enabled"}])
    renewal.run()
    assert str(renewal.words(MORNING)).endswith("refreshed: The answer to GET /telephony cannot be read.")
    assert names(inventory) == [EMPTY_NUMBER, OTHER_NUMBER]


def test_where_the_store_takes_nothing_the_rest_is_not_read(
    new_platform: Callable[..., Platform], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(exchange: EmbeddedExchange) -> None:
        numbers = range(1000, 1060)
        exchange.telephony.add(
            Service(f"003319900{each}", "alias", f"fr{each}-ovh-1", "", "empty") for each in numbers
        )

    def fail(_inventory: Inventory, account: str, *_rest: object) -> None:
        raise StoreFull(path=account, reason="disk full")

    platform = new_platform(fill=add, latency=0.02)
    for name, value in platform.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Inventory, "renew", fail)
    with bootstrap.open_services(Choices(tmp_path / "s.db", "en", "ovhcloud", platform.url)) as services:
        assert isinstance(services.inventory, Inventory)
        renewal = Renewal(lambda: services, services.inventory, services.delays)
        renewal.run()
    assert renewal.failed is not None
    assert "is full" in str(renewal.failed[1].what)
    assert len(platform.requests) < 60
