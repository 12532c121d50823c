"""The embedded exchange speaks the official schema's language: its calls, the bodies it takes, and its answers."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.schema import Schema, load
from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.ports import Mishap, Service
from tui.engine.resources import Body, Collection, Field, Json, Method
from tui.exchanges import families
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.routes import Route
from tui.exchanges.sample import make_sample
from tui.exchanges.services import ALIAS_TYPES, BASE
from tui.store.database import Database

PACE = 2.0
TYPES = {"string": "string", "phone": "string", "integer": "integer", "boolean": "boolean"}
COLLECTIONS = catalogue.collections()
ROUTES = (*BASE, *families.routes(COLLECTIONS))

NUMBER, LINE, ACCOUNT = "0033199001001", "0033199004001", "ab1-ovh-1"
T = f"/telephony/{ACCOUNT}"


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load()


class Checked:
    """An exchange whose every request and answer is held against the schema."""

    def __init__(self, inner: EmbeddedExchange, schema: Schema) -> None:
        self.inner = inner
        self.schema = schema

    def call(self, method: Method, path: str, body: Body | None = None) -> Any:
        operation = self.schema.operation(method, path)
        assert operation is not None, f"{method} {path} is no call of the schema"
        takes = self.schema.body(operation)
        if body is not None:
            assert takes is not None
            assert self.schema.faults(body, takes) == []
            assert set(body) & self.schema.read_only(takes) == set()
        answer = self.inner.call(method, path, body)
        self._check(answer, operation)
        return answer

    def _check(self, answer: Json, operation: Any) -> None:
        gives = self.schema.answer(operation)
        if gives is None:
            assert answer is None
        else:
            assert self.schema.faults(answer, gives) == []


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def exchange(tmp_path: Path, clock: FakeClock, schema: Schema) -> Checked:
    return Checked(EmbeddedExchange(Database(tmp_path / "s.db"), catalogue.collections, clock, PACE), schema)


@pytest.fixture
def account(exchange: Checked) -> Checked:
    exchange.inner.telephony.add(
        [
            Service(NUMBER, "alias", ACCOUNT, "Accueil", "empty"),
            Service(LINE, "line", ACCOUNT, "Poste", "sip"),
        ]
    )
    return exchange


@pytest.mark.parametrize(
    "body",
    [
        {"serviceName": 33199001001},
        {"serviceType": "trunk"},
        {"description": None},
        {"colour": "red"},
        [],
    ],
)
def test_the_check_of_answers_finds_what_it_is_for(schema: Schema, body: Any) -> None:
    number = {"$ref": "#/components/schemas/telephony.Number"}
    assert schema.faults({"serviceName": NUMBER, "partOfPool": None}, number) == []
    assert len(schema.faults(body, number)) == 1


# --- what the configurations declare

declared = pytest.mark.parametrize(
    ("collection", "name"),
    [(each, name) for each in COLLECTIONS for name in each.fields],
    ids=lambda each: each if isinstance(each, str) else each.schema,
)


@declared
def test_a_declared_field_is_of_the_schema_s_type(schema: Schema, collection: Collection, name: str) -> None:
    field, official = collection.fields[name], schema.properties(collection.schema)[name]
    resolved = schema.resolve(official)
    assert resolved["type"] == TYPES[field.type]
    assert (field.type == "phone") == (resolved.get("format") == "phone-number")
    # Names of feature types are the catalogue's; an enum that can only be read need not be declared.
    if field.writable or field.values:
        assert sorted(field.values) == sorted(resolved.get("enum", []))
    assert field.nullable == official.get("nullable", False)
    assert field.secret == (resolved.get("format") == "password")


@declared
def test_a_declared_field_is_written_where_the_schema_says(
    schema: Schema, collection: Collection, name: str
) -> None:
    field, official = collection.fields[name], schema.properties(collection.schema)[name]
    assert (field.writable and field.action is None) == (not official.get("readOnly", False))


@declared
def test_what_the_platform_brings_is_a_value_of_the_field(
    schema: Schema, collection: Collection, name: str
) -> None:
    field, official = collection.fields[name], schema.properties(collection.schema)[name]
    if name not in ("serviceName", "serviceType", "featureType", "description"):
        assert schema.faults(field.brings, official) == []


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.schema)
def test_a_family_answers_with_the_object_it_declares(schema: Schema, collection: Collection) -> None:
    operation = schema.operation("GET", filled(collection.path))
    assert operation is not None
    assert schema.answer(operation) == {"$ref": f"#/components/schemas/{collection.schema}"}


# --- the routes


def filled(path: str) -> str:
    return path.format(billing_account=ACCOUNT, service_name=NUMBER, task_id=1)


every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")


@every_route
def test_a_route_takes_what_the_schema_says(schema: Schema, route: Route) -> None:
    operation = schema.operation(route.method, filled(route.path))
    assert operation is not None
    assert set(route.query) <= schema.query(operation)
    takes = schema.body(operation)
    if takes is None:
        assert not route.body
        return
    properties = schema.resolve(takes)["properties"]
    assert set(route.body) <= set(properties)
    assert {name for name, field in route.body.items() if not field.writable} <= schema.read_only(takes)
    assert set(route.required) == set(schema.resolve(takes).get("required", []))


@every_route
def test_a_list_gives_ids_in_the_schema_too(schema: Schema, route: Route) -> None:
    operation = schema.operation(route.method, filled(route.path))
    assert operation is not None
    gives = schema.answer(operation)
    is_list = (
        gives is not None
        and gives.get("type") == "array"
        and gives["items"].get("type") in ("string", "integer")
    )
    assert (route.objects is not None) == is_list


def test_an_alias_can_be_given_types_of_the_schema_only(schema: Schema) -> None:
    operation = schema.operation("POST", f"{T}/number/{NUMBER}/changeFeatureType")
    assert operation is not None
    takes = schema.body(operation)
    assert takes is not None
    known = set(schema.resolve(takes["properties"]["featureType"])["enum"])
    assert known == ALIAS_TYPES | {each for each in known if catalogue.is_line(each)}


# --- requests and answers


def test_every_answer_about_an_account_is_as_described(exchange: Checked) -> None:
    """The sample account read through, its numbers of an older type apart: those left the schema's enum."""
    make_sample(exchange.inner)
    for account in exchange.call("GET", "/telephony"):
        exchange.call("GET", f"/telephony/{account}")
        for route in ROUTES:
            if route.method == "GET" and route.objects is not None and "{service_name}" not in route.path:
                exchange.call("GET", route.path.format(billing_account=account))
        for service in exchange.inner.telephony.services(account):
            if service.feature_type == "easyPabx":
                continue
            name = service.service_name
            exchange.call("GET", f"/telephony/{account}/service/{name}")
            exchange.call("GET", f"/telephony/searchServices?axiom={name}")
            if service.kind == "alias":
                exchange.call("GET", f"/telephony/{account}/number/{name}")
            else:
                exchange.call("GET", f"/telephony/{account}/line/{name}")
                exchange.call("GET", f"/telephony/{account}/line/{name}/options")
            for collection in COLLECTIONS:
                if service.feature_type in collection.feature_types:
                    exchange.call("GET", collection.path.format(billing_account=account, service_name=name))


def test_the_objects_of_a_list_are_as_reading_them_one_by_one_is_described(exchange: Checked) -> None:
    make_sample(exchange.inner)
    schema = exchange.schema
    for route in ROUTES:
        if route.objects is None or route.key != "serviceName" or route.path.endswith("voicemail"):
            continue
        for account in ("vm27150-ovh-1", "vm27150-ovh-2"):
            path = route.path.format(billing_account=account)
            for body in exchange.inner.objects(path):
                operation = schema.operation("GET", f"{path}/{body['serviceName']}")
                assert operation is not None
                gives = schema.answer(operation)
                assert gives is not None
                if body.get("featureType") != "easyPabx":
                    assert schema.faults(body, gives) == []


def test_a_phone_is_as_described(account: Checked) -> None:
    account.call("GET", f"{T}/line/{LINE}/phone")


@pytest.mark.parametrize("mishap", [None, Mishap.TASK_FAILS, Mishap.TASK_PAUSES])
def test_a_change_of_type_is_as_described_from_beginning_to_end(
    account: Checked, clock: FakeClock, mishap: Mishap | None
) -> None:
    if mishap is not None:
        account.inner.next(mishap)
    task = account.call("POST", f"{T}/number/{NUMBER}/changeFeatureType", {"featureType": "redirect"})[
        "taskId"
    ]
    for _ in range(10):
        account.call("GET", f"{T}/service/{NUMBER}/task/{task}")
        account.call("GET", f"{T}/task/{task}")
        clock.advance(PACE / 2)
    for status in ("todo", "doing", "pause", "error", "done"):
        account.call("GET", f"{T}/service/{NUMBER}/task?status={status}&action=changeType&serviceType=alias")
        account.call("GET", f"{T}/task?status={status}")


def test_the_writes_of_a_redirection_are_as_described(account: Checked, clock: FakeClock) -> None:
    for feature_type in ("redirect", "ddi"):
        account.call("POST", f"{T}/number/{NUMBER}/changeFeatureType", {"featureType": feature_type})
        clock.advance(PACE)
        account.call("POST", f"{T}/{feature_type}/{NUMBER}/changeDestination", {"destination": LINE})
        account.call("PUT", f"{T}/{feature_type}/{NUMBER}", {"description": "Standard"})
        clock.advance(PACE)
        assert account.call("GET", f"{T}/{feature_type}/{NUMBER}")["destination"] == LINE
    for shown in (NUMBER, ""):
        account.call("PUT", f"{T}/line/{LINE}/options", {"displayNumber": shown})


def test_every_writable_field_of_every_family_is_written_as_described(
    account: Checked, clock: FakeClock
) -> None:
    for collection in COLLECTIONS:
        service = NUMBER if collection.feature_types else LINE
        for feature_type in sorted(collection.feature_types):
            account.call("POST", f"{T}/number/{NUMBER}/changeFeatureType", {"featureType": feature_type})
            clock.advance(PACE)
        path = collection.path.format(billing_account=ACCOUNT, service_name=service)
        body: Body = {
            name: value(field)
            for name, field in collection.fields.items()
            if field.writable and field.action is None
        }
        account.call("PUT", path, body)
        stored = account.call("GET", path)
        assert {name: stored[name] for name in body} == body


def value(field: Field) -> Json:
    """A value of the field that is not the one the platform brings."""
    if field.values:
        return next(each for each in field.values if each != field.brings)
    values: dict[str, Json] = {"string": "texte", "phone": NUMBER, "integer": 7, "boolean": not field.brings}
    return values[field.type]
