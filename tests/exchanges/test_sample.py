"""The sample account shows every state a number can be in, with settings that the calls would have taken."""

import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.plan import diff
from tui.engine.ports import Service
from tui.engine.resources import Snapshot
from tui.exchanges.bodies import check
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.sample import make_sample, services
from tui.exchanges.services import ALIAS_TYPES
from tui.store.database import Database
from tui.telephony.services import Number, Read
from tui.telephony.values import is_valid

FICTION = re.compile(r"0033(?:19900|26191|35301|46571|53649|63998)\d{4}")


@pytest.fixture
def exchange(tmp_path: Path) -> EmbeddedExchange:
    made = EmbeddedExchange(Database(tmp_path / "store.db"), catalogue.collections, FakeClock(), 0)
    assert make_sample(made)
    return made


def aliases() -> list[Service]:
    return [each for each in services() if each.kind == "alias"]


def test_all_numbers_are_from_the_ranges_kept_for_fiction() -> None:
    for service in services():
        assert FICTION.fullmatch(service.service_name)
        assert is_valid(service.service_name)


def test_there_are_enough_numbers_over_three_accounts_each_once(exchange: EmbeddedExchange) -> None:
    assert len(aliases()) >= 60
    assert len({each.service_name for each in services()}) == len(services())
    assert len({each.billing_account for each in aliases()}) == 3
    assert {each["description"] for each in exchange.objects("/telephony")} == {
        "Siège",
        "Boutiques",
        "Service clients",
    }
    assert all(each.description for each in services())


def test_every_state_of_a_number_is_there() -> None:
    seen = Counter(each.feature_type for each in aliases())
    types = {each for row in catalogue.CONFIGURATIONS for each in row.feature_types}
    assert set(seen) >= types | {"empty", "cloudHunting", "easyPabx"}
    assert set(seen) - ALIAS_TYPES == {"easyPabx"}
    assert any(each.pool for each in aliases())
    assert seen["empty"] > 10


def test_there_are_lines_of_every_sort(exchange: EmbeddedExchange) -> None:
    lines = [each for each in services() if each.kind == "line"]
    assert {"sip", "fax", "carrierSip"} <= {each.feature_type for each in lines}
    read = Read(exchange)
    phones = {
        each.service_name
        for each in lines
        if read(f"/telephony/{each.billing_account}/line/{each.service_name}/phone") is not None
    }
    assert 0 < len(phones) < len(lines)
    kinds = [
        found["type"]
        for each in lines
        for found in _list(exchange.call("GET", f"/telephony/searchServices?axiom={each.service_name}"))
    ]
    assert "trunk" in kinds


def _list(answer: Any) -> list[Any]:
    assert isinstance(answer, list)
    return answer


def settings_of(exchange: EmbeddedExchange, service: Service) -> Any:
    row = catalogue.by_feature_type(service.feature_type)
    slice_ = catalogue.load(row.kind) if row else None
    number = Number(service.billing_account, service.service_name, service.description, service.feature_type)
    return None if slice_ is None else slice_.read(number, Read(exchange))


def test_the_stored_settings_are_such_as_an_agent_could_have_chosen(exchange: EmbeddedExchange) -> None:
    """Read, validated as a recipe would be, and planned again: there is nothing to change."""
    checked = Counter[str]()
    for service in aliases():
        settings = settings_of(exchange, service)
        if settings is None:
            continue
        number = Number(
            service.billing_account, service.service_name, service.description, service.feature_type
        )
        slice_ = catalogue.load(settings.kind)
        assert slice_ is not None
        again = slice_.SETTINGS.model_validate(settings.model_dump())
        read = Read(exchange)
        wanted = slice_.resources(
            again, number, slice_.lookups(again, number, Snapshot(service.feature_type), read)
        )
        objects = {each.path: read(each.path) or {} for each in wanted.resources}
        have = Snapshot(service.feature_type, objects)
        assert not diff(service.billing_account, service.service_name, have, wanted)
        checked[settings.kind] += 1
    assert min(checked.values()) >= 5
    assert len(checked) == 2


def test_a_line_that_shows_a_number_is_the_one_that_the_number_leads_to(exchange: EmbeddedExchange) -> None:
    settings = [settings_of(exchange, each) for each in aliases()]
    assert len([each for each in settings if getattr(each, "present_number", False)]) == 3


def test_what_is_written_is_what_the_calls_would_have_taken(exchange: EmbeddedExchange) -> None:
    """Each stored object holds declared fields only, with values that a PUT or an action takes."""
    checked = 0
    for service in services():
        for collection in catalogue.collections():
            path = collection.path.format(
                billing_account=service.billing_account, service_name=service.service_name
            )
            written = exchange.telephony.written(path)
            fields = {
                name: replace(each, writable=each.writable or bool(each.action))
                for name, each in collection.fields.items()
            }
            check(written, fields)
            assert not written or collection.exists_under(service.feature_type)
            checked += bool(written)
    assert checked > 20


def test_an_account_that_has_a_number_is_left_alone(tmp_path: Path) -> None:
    exchange = EmbeddedExchange(Database(tmp_path / "store.db"), catalogue.collections, FakeClock(), 0)
    exchange.telephony.add([Service("0033199009999", "alias", "ab1", "Mon numéro", "empty")])
    assert not make_sample(exchange)
    assert exchange.call("GET", "/telephony") == ["ab1"]


def test_it_is_made_quickly_and_only_once(tmp_path: Path) -> None:
    exchange = EmbeddedExchange(Database(tmp_path / "store.db"), catalogue.collections, FakeClock(), 0)
    started = time.perf_counter()
    assert make_sample(exchange)
    # A few milliseconds; the bound only catches a commit for every row.
    assert time.perf_counter() - started < 0.15
    assert not make_sample(exchange)
