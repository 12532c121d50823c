"""The sample account shows every state a number can be in, with settings that the calls would have taken."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.converge import diff
from tui.engine.ports import Service
from tui.engine.resources import fits
from tui.exchanges.bodies import check
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.references import Families
from tui.exchanges.sample import add_sample, make_sample, services
from tui.exchanges.services import ALIAS_TYPES
from tui.states import look, present
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


def number_of(service: Service) -> Number:
    return Number(service.billing_account, service.service_name, service.description, service.feature_type)


def settings_of(exchange: EmbeddedExchange, service: Service) -> Any:
    row = catalogue.by_feature_type(service.feature_type)
    slice_ = catalogue.load(row.kind) if row else None
    number, read = number_of(service), Read(exchange)
    return None if slice_ is None else slice_.read(number, present(number, read), read)


def test_the_stored_settings_are_such_as_an_agent_could_have_chosen(exchange: EmbeddedExchange) -> None:
    """Read, validated as a recipe would be, and planned again: there is nothing to change."""
    checked = Counter[str]()
    for service in aliases():
        settings = settings_of(exchange, service)
        if settings is None or not is_set_up(exchange, service):
            continue
        slice_ = catalogue.load(settings.kind)
        assert slice_ is not None
        # What an agent sees and gives back: hours that are not in force are not asked for.
        given = slice_.FORM.settings(slice_.FORM.answers(settings.model_dump(mode="json")))
        looked = look(number_of(service), settings.kind, given, None, Read(exchange))
        plan = diff(service.billing_account, service.service_name, looked.have, looked.wanted)
        assert [str(each) for each in plan.steps] == []
        checked[settings.kind] += 1
    assert checked["redirection"] >= 5
    assert checked["conference"] >= 5
    assert (checked["call-queue"], checked["ivr"], checked["contact-center"]) == (6, 2, 1)


def is_set_up(exchange: EmbeddedExchange, service: Service) -> bool:
    """Whether anything was written to it: a queue as its type brings it has no agent, which settings must have."""
    return bool(exchange.telephony.mentions(service.service_name, ""))


def test_queues_and_menus_are_set_up_with_all_that_they_can_have(exchange: EmbeddedExchange) -> None:
    filled = set()
    for service in aliases():
        row = catalogue.by_feature_type(service.feature_type)
        slice_ = catalogue.load(row.kind) if row else None
        have = present(number_of(service), Read(exchange))
        for collection in slice_.COLLECTIONS if slice_ else ():
            if collection.id and any(fits(collection.objects, path) for path in have.objects):
                filled.add(collection.path)
    several = {each.path for each in catalogue.collections() if each.id}
    assert {each.rpartition("/")[2] for each in several - filled} <= {"conditionScreenList"}
    # And some are as their type brought them, for an agent to set up.
    queues = [
        each for each in aliases() if each.feature_type in catalogue.by_kind("call-queue").feature_types
    ]
    assert {is_set_up(exchange, each) for each in queues} == {True, False}


def test_a_line_that_shows_a_number_is_the_one_that_the_number_leads_to(exchange: EmbeddedExchange) -> None:
    settings = [settings_of(exchange, each) for each in aliases()]
    assert len([each for each in settings if getattr(each, "present_number", False)]) == 3


def test_what_is_written_is_what_the_calls_would_have_taken(exchange: EmbeddedExchange) -> None:
    """Each object that was stored without a call holds declared fields only, with values that a call takes."""
    checked = 0
    families = Families.of(catalogue.collections()).by_path.values()
    for service in services():
        for collection in families:
            if collection.id or collection.lone:
                continue
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


def test_the_numbers_come_first_and_the_queues_later_unless_somebody_was_there(tmp_path: Path) -> None:
    exchange = EmbeddedExchange(Database(tmp_path / "store.db"), catalogue.collections, FakeClock(), 0)
    assert add_sample(exchange.telephony)
    support, purchases = "0033199003001", "0033199001011"
    taken = f"/telephony/vm27150-ovh-1/easyHunting/{purchases}"
    exchange.call("PUT", taken, {"anonymousRejection": True})
    assert not make_sample(exchange)
    assert len(exchange.objects(f"/telephony/vm27150-ovh-3/easyHunting/{support}/hunting/agent")) == 3
    assert exchange.objects(f"{taken}/hunting/agent") == []


def test_the_first_list_waits_for_no_slice(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tui.engine.scope import LOCAL;"
        "from tui.exchanges.sample import add_sample; from tui.store.database import Database;"
        "from tui.store.telephony import Telephony;"
        f"assert add_sample(Telephony(Database(Path({str(tmp_path / 's.db')!r})), LOCAL));"
        "print([each for each in ('pydantic', 'icalendar', 'tui.configurations.call_queue') if each in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"


def test_it_is_made_only_once(tmp_path: Path) -> None:
    exchange = EmbeddedExchange(Database(tmp_path / "store.db"), catalogue.collections, FakeClock(), 0)
    assert make_sample(exchange)
    assert not make_sample(exchange)
