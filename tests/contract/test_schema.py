"""The embedded exchange speaks the official schema's language: its calls, the bodies it takes, and its answers."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.contract.holding import Held
from tests.contract.schema import Schema, load
from tests.fakes import FakeClock
from tui.configurations import catalogue
from tui.engine.ports import Mishap, Service
from tui.engine.resources import Body, Collection, Field, Json, placeholders, segment
from tui.exchanges import families
from tui.exchanges.documents import DOCUMENTS
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.routes import Route
from tui.exchanges.sample import make_sample
from tui.exchanges.services import ALIAS_TYPES, BASE
from tui.store.database import Database

PACE = 2.0
TYPES = {
    "string": "string",
    "phone": "string",
    "time": "string",
    "date-time": "string",
    "integer": "integer",
    "boolean": "boolean",
    "list": "array",
}
FORMATS = {"phone": "phone-number", "time": "time", "date-time": "date-time"}
COLLECTIONS = catalogue.collections()
BY_PATH = {each.path: each for each in COLLECTIONS}
ROUTES = (*BASE, *DOCUMENTS, *families.routes(COLLECTIONS))

NUMBER, LINE, ACCOUNT = "0033199001001", "0033199004001", "ab1-ovh-1"
T = f"/telephony/{ACCOUNT}"


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def exchange(tmp_path: Path, clock: FakeClock, schema: Schema) -> Held:
    return Held(EmbeddedExchange(Database(tmp_path / "s.db"), catalogue.collections, clock, PACE), schema)


@pytest.fixture
def account(exchange: Held) -> Held:
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
    [(each, name) for each in COLLECTIONS for name, field in each.fields.items() if not field.once],
    ids=lambda each: each if isinstance(each, str) else each.schema,
)


@declared
def test_a_declared_field_is_of_the_schema_s_type(schema: Schema, collection: Collection, name: str) -> None:
    field, official = collection.fields[name], schema.properties(collection.schema)[name]
    resolved = schema.resolve(official)
    assert resolved["type"] == TYPES[field.type]
    for type_, format_ in FORMATS.items():
        assert (field.type == type_) == (resolved.get("format") == format_)
    # Names of feature types are the catalogue's; an enum that can only be read need not be declared.
    if field.writable or field.values:
        # An enum may lack what a feature type cannot have; a number with queues takes what one without refuses.
        assert set(field.values) <= set(resolved.get("enum", []))
        assert bool(field.values) == ("enum" in resolved)
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
    given = {collection.id, collection.order, *collection.required, *collection.within}
    if collection.upload:
        given.update(collection.create)
    if collection.lone:  # made up anew every time
        given.update(collection.fields)
    # What says something of the number, or of another one, is not of the family's making.
    known_otherwise = {"serviceName", "serviceType", "featureType", "description", "type"}
    if name not in given | known_otherwise:
        assert schema.faults(field.brings, official) == []


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.schema)
def test_what_a_request_takes_is_of_the_schema_s_type(schema: Schema, collection: Collection) -> None:
    for name, field in collection.fields.items():
        if field.once:
            operation = schema.operation("POST", filled(collection.action_path(field.action or "")))
            assert operation is not None
            assert (
                schema.resolve((schema.body(operation) or {})["properties"][name])["type"]
                == TYPES[field.type]
            )


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.schema)
def test_a_family_answers_with_the_object_it_declares(schema: Schema, collection: Collection) -> None:
    operation = schema.operation("GET", filled(collection.objects))
    assert operation is not None
    assert schema.answer(operation) == {"$ref": f"#/components/schemas/{collection.schema}"}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.schema)
def test_what_an_id_refers_to_is_at_the_top_of_the_number(collection: Collection) -> None:
    for field in collection.fields.values():
        for target in field.refers.values():
            assert not placeholders(target)


# --- the routes


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1"


def filled(path: str) -> str:
    return path.format_map(_Names(billing_account=ACCOUNT, service_name=NUMBER))


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


def test_every_answer_about_an_account_is_as_described(exchange: Held) -> None:
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
                if service.feature_type in collection.feature_types and not collection.within:
                    walk(exchange, collection, {"billing_account": account, "service_name": name})


def walk(exchange: Held, collection: Collection, names: dict[str, str]) -> None:
    """Read all that is there of a collection, and what lies within it."""
    path = collection.path.format(**names)
    if (collection.late or collection.lone) and not exchange.inner.telephony.written(path):
        return
    answer = exchange.call("GET", path)
    for identity in answer if collection.id else ():
        own = {**names, collection.id: segment(identity)}
        exchange.call("GET", collection.objects.format(**own))
        for inner in COLLECTIONS:
            if inner.parent == collection.path and names.keys() >= set(inner.within[:-1]):
                walk(exchange, inner, own)


def test_the_objects_of_a_list_are_as_reading_them_one_by_one_is_described(exchange: Held) -> None:
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


def test_a_phone_is_as_described(account: Held) -> None:
    account.call("GET", f"{T}/line/{LINE}/phone")


@pytest.mark.parametrize("mishap", [None, Mishap.TASK_FAILS, Mishap.TASK_PAUSES])
def test_a_change_of_type_is_as_described_from_beginning_to_end(
    account: Held, clock: FakeClock, mishap: Mishap | None
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


def test_the_writes_of_a_redirection_are_as_described(account: Held, clock: FakeClock) -> None:
    for feature_type in ("redirect", "ddi"):
        account.call("POST", f"{T}/number/{NUMBER}/changeFeatureType", {"featureType": feature_type})
        clock.advance(PACE)
        account.call("POST", f"{T}/{feature_type}/{NUMBER}/changeDestination", {"destination": LINE})
        account.call("PUT", f"{T}/{feature_type}/{NUMBER}", {"description": "Standard"})
        clock.advance(PACE)
        assert account.call("GET", f"{T}/{feature_type}/{NUMBER}")["destination"] == LINE
    for shown in (NUMBER, ""):
        account.call("PUT", f"{T}/line/{LINE}/options", {"displayNumber": shown})


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.schema)
def test_every_writable_field_of_a_family_is_written_as_described(
    account: Held, clock: FakeClock, collection: Collection
) -> None:
    """One of several is made before, with every field that its POST takes, and deleted afterwards."""
    for feature_type in sorted(collection.feature_types) or ["empty"]:
        maker = Maker(account, clock, feature_type)
        retype(account, clock, feature_type)
        names: dict[str, Json] = {
            "billing_account": ACCOUNT,
            "service_name": NUMBER if collection.feature_types else LINE,
        }
        if collection.id:
            names = maker.make(collection, names)
        elif collection.lone:
            names = maker.around(collection.path, names)
            account.call("POST", collection.path.format(**names))
        path = collection.objects.format(**{name: segment(each) for name, each in names.items()})
        fields = collection.fields.items()
        body = maker.body(
            collection, [name for name, each in fields if each.writable and not each.action], {}
        )
        if collection.order:
            body[collection.order] = 0
        if body:
            account.call("PUT", path, body)
        stored = account.call("GET", path)
        assert {name: stored[name] for name in body} == body
        if collection.id:
            account.call("DELETE", path)
            assert names[collection.id] not in account.call("GET", path.rpartition("/")[0])
        elif collection.lone:
            account.call("DELETE", path)


def retype(exchange: Held, clock: FakeClock, feature_type: str) -> None:
    exchange.call("POST", f"{T}/number/{NUMBER}/changeFeatureType", {"featureType": feature_type})
    clock.advance(PACE)


class Maker:
    """Makes objects by the calls of the schema, with all that they refer to and lie within."""

    def __init__(self, exchange: Held, clock: FakeClock, feature_type: str) -> None:
        self.exchange = exchange
        self.clock = clock
        self.feature_type = feature_type

    def make(self, collection: Collection, names: dict[str, Json]) -> dict[str, Json]:
        """A new object, within what `names` holds, as the values of the placeholders of its path."""
        for template in (collection.path, collection.create_path):
            names = self.around(template, names)
        listed = collection.path.format(**names)
        before = self.exchange.call("GET", listed)
        if collection.upload:
            self.upload(collection.action_path(collection.upload).format(**names))
        else:
            body = self.body(collection, collection.create, names)
            spelled = {collection.spell(name): each for name, each in body.items()}
            path = (collection.create_path or collection.path).format(**names)
            self.exchange.call("POST", path, spelled)
        (new,) = [each for each in self.exchange.call("GET", listed) if each not in before]
        return {**names, collection.id: new}

    def around(self, template: str, names: dict[str, Json]) -> dict[str, Json]:
        """The placeholders of a path with those of new objects that it leads through."""
        for name in placeholders(template):
            if name not in names:
                names = self.make(BY_PATH[template.partition(f"/{{{name}}}")[0]], names)
        return names

    def body(self, collection: Collection, fields: Iterable[str], names: Mapping[str, Json]) -> Body:
        """Values of those fields; where one is an id, of an object that is made for it."""
        body: Body = {name: names.get(name, value(collection.fields[name])) for name in fields}
        for name in body:
            field = collection.fields[name]
            target = field.target(body)
            if name in names or target is None:
                continue
            if target in BY_PATH and BY_PATH[target].exists_under(self.feature_type):
                own: dict[str, Json] = {"billing_account": ACCOUNT, "service_name": NUMBER}
                identity = self.make(BY_PATH[target], own)[BY_PATH[target].id]
                body[name] = str(identity) if field.type == "string" else identity
            else:
                body[name] = None if field.nullable else ""
        return {name: each for name, each in body.items() if each is not None}

    def upload(self, path: str) -> None:
        """A sound of its own name, through a document."""
        tags: Json = [{"key": "from", "value": "a test"}]
        sounds = len(self.exchange.call("GET", f"{path.rpartition('/')[0]}/sound"))
        document = self.exchange.call("POST", "/me/document", {"name": "a.wav", "tags": tags})
        self.exchange.inner.put_content(document["putUrl"], b"RIFF")
        self.exchange.call("GET", f"/me/document/{document['id']}")
        self.exchange.call("POST", path, {"documentId": document["id"], "name": f"sound {sounds}.wav"})
        self.clock.advance(PACE)
        self.exchange.call("DELETE", f"/me/document/{document['id']}")


def test_the_requests_that_take_a_document_or_an_address_are_as_described(
    account: Held, clock: FakeClock
) -> None:
    for collection in COLLECTIONS:
        for name, field in collection.fields.items():
            if not field.once:
                continue
            retype(account, clock, min(collection.feature_types))
            document = account.call("POST", "/me/document", {"name": "a.wav"})
            account.inner.put_content(document["putUrl"], b"RIFF")
            # No file is an address that can be fetched, so that its task ends in an error.
            sent = document["id"] if name == "documentId" else "file:///dev/null"
            path = collection.action_path(field.action or "").format(
                billing_account=ACCOUNT, service_name=NUMBER
            )
            task = account.call("POST", path, {name: sent})["taskId"]
            for _ in range(3):
                account.call("GET", f"{T}/service/{NUMBER}/task/{task}")
                clock.advance(PACE / 2)


def test_an_agent_s_queues_are_as_described(account: Held, clock: FakeClock) -> None:
    for collection in COLLECTIONS:
        if collection.create_path:
            retype(account, clock, min(collection.feature_types))
            own: dict[str, Json] = {"billing_account": ACCOUNT, "service_name": NUMBER}
            names = Maker(account, clock, min(collection.feature_types)).make(collection, own)
            other = collection.create_path.format(**names)
            assert account.call("GET", other) == [names[collection.within[-1]]]
            one = f"{other}/{names[collection.within[-1]]}"
            assert account.call("GET", one) == account.call("GET", collection.objects.format(**names))
            account.call("PUT", one, {collection.order: 0})
            account.call("DELETE", one)


def value(field: Field) -> Json:
    """A value of the field that is not the one the platform brings."""
    if field.values:
        return next(each for each in field.values if each != field.brings)
    values: dict[str, Json] = {
        "string": "texte",
        "phone": NUMBER,
        "time": "08:30:00",
        "date-time": "2026-12-25T00:00:00+01:00",
        "integer": 7,
        "boolean": not field.brings,
    }
    return values[field.type]
