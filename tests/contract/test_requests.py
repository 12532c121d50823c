"""Every request that the wizard makes, for generated settings of every kind, is one of the official schema."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES, GENERATORS, SLICES, apply
from tests.contract.schema import Schema, load
from tests.worlds import world
from tui.engine.resources import Body, Json, Method
from tui.use_cases import Services

KINDS = [row.kind for row in SLICES]
_WHOLE = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), GENERATORS[kind]))


class Held:
    """An exchange whose every request and answer is held against the schema; `seen` are the calls by template."""

    def __init__(self, inner: Any, schema: Schema) -> None:
        self.inner = inner
        self.schema = schema
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make the call, and look at both sides of it."""
        operation = self.schema.operation(method, path)
        assert operation is not None, f"{method} {path} is no call of the schema"
        self.seen.add(f"{method} {self.schema.template(path)}")
        takes = self.schema.body(operation)
        if method in ("POST", "PUT"):
            assert (takes is None) == (body is None), f"{method} {path} {body}"
        if body is not None and takes is not None:
            assert self.schema.faults(body, takes) == [], f"{method} {path} {body}"
            assert set(body) & self.schema.read_only(takes) == set(), f"{method} {path} {body}"
        answer: Json = self.inner.call(method, path, body)
        gives = self.schema.answer(operation)
        if gives is None:
            assert answer is None, f"{method} {path}"
        else:
            assert self.schema.faults(answer, gives) == [], f"{method} {path}"
        return answer

    def objects(self, path: str) -> list[Body]:
        """Every object of a list, each held against what reading it by itself would answer."""
        found: list[Body] = self.inner.objects(path)
        operation = self.schema.operation("GET", path)
        assert operation is not None, path
        for body in found:
            one = self.schema.operation("GET", f"{path}/1")
            assert one is not None, path
            gives = self.schema.answer(one)
            assert gives is not None
            assert self.schema.faults(body, gives) == [], path
        return found


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Services, Held]:
    """One world for many examples, every call held against the schema."""
    services = world(tmp_path_factory.mktemp("requests") / "store.sqlite3")
    call_queues.fill_sounds(services)
    exchange = Held(services.exchange, load())
    return replace(services, exchange=exchange, training=None), exchange


@given(_WHOLE)
def test_no_request_for_any_settings_is_refused_by_the_schema(
    held: tuple[Services, Held], case: tuple[str, dict[str, Any]]
) -> None:
    services, _exchange = held
    kind, settings = case
    apply(services, kind, settings)


@pytest.mark.parametrize("kind", KINDS)
def test_a_configuration_with_everything_in_it_is_set_up_edited_and_removed_by_the_schema(
    kind: str, held: tuple[Services, Held]
) -> None:
    services, _exchange = held
    apply(services, kind, EXAMPLES[kind])
    for other in KINDS:
        apply(services, other, EXAMPLES[other])
    apply(services, None, None)


def test_the_walks_above_make_calls_of_every_family(held: tuple[Services, Held]) -> None:
    services, exchange = held
    for kind in KINDS:
        apply(services, kind, EXAMPLES[kind])
    families = {each.split("/")[3] for each in exchange.seen if each.count("/") > 3}
    assert {"easyHunting", "ovhPabx", "scheduler", "conference", "number", "line"} <= families
