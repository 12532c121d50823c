"""Every request that the wizard makes, for generated settings of every kind, is one of the official schema."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.configurations.test_laws import EXAMPLES, GENERATORS, SLICES, apply
from tests.contract.holding import Held
from tests.contract.schema import load
from tests.matrix import FULL
from tests.platform.wizard import EXCHANGES, small_account, small_platform
from tui.use_cases import Services

KINDS = [row.kind for row in SLICES]
_WHOLE = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), GENERATORS[kind]))


Account = tuple[Services, set[str]]
"""The services on one of the exchanges, and the calls of the schema that were made there, by template."""


@pytest.fixture(scope="module", params=EXCHANGES if FULL else EXCHANGES[:1])
def account(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """One world for many examples, every call held against the schema: here, or by the platform that is called."""
    schema, folder = load(), tmp_path_factory.mktemp("requests")
    if request.param == "ovhcloud":
        with small_platform(folder) as (services, platform):
            yield services, platform.checking.seen
        return
    with small_account(request.param, folder) as services:
        held = Held(services.exchange, schema)
        yield replace(services, exchange=held, training=None), held.seen


@given(_WHOLE)
def test_no_request_for_any_settings_is_refused_by_the_schema(
    account: Account, case: tuple[str, dict[str, Any]]
) -> None:
    services, _seen = account
    kind, settings = case
    apply(services, kind, settings)


@pytest.mark.parametrize("kind", KINDS)
def test_a_configuration_with_everything_in_it_is_set_up_edited_and_removed_by_the_schema(
    kind: str, account: Account
) -> None:
    services, _seen = account
    apply(services, kind, EXAMPLES[kind])
    for other in KINDS:
        apply(services, other, EXAMPLES[other])
    apply(services, None, None)


def test_the_walks_above_make_calls_of_every_family(account: Account) -> None:
    services, seen = account
    for kind in KINDS:
        apply(services, kind, EXAMPLES[kind])
    families = {each.split("/")[3] for each in seen if each.count("/") > 3}
    assert {"easyHunting", "ovhPabx", "scheduler", "conference", "number", "line"} <= families
