"""The calls of the families of objects that the configurations declare, such as the settings of a conference.

A family of a feature type exists only while the number has that type (404 otherwise). Its objects are what the platform
brings (`Field.brings`), and over it what was written since; nothing is stored before the first write, so that 100,000
imported numbers need no objects. Leaving a type erases what was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from tui.engine.ports import Service
from tui.engine.resources import Body, Collection, Field, Json
from tui.exchanges import actions
from tui.exchanges.listing import Listing, shown
from tui.exchanges.references import Bonds, Families
from tui.exchanges.refusals import bad_value, duplicate, in_use, no_such_object
from tui.exchanges.routes import Asked, Route
from tui.store.objects import Listed

_SERVICE_NAME = "/{service_name}"

_FILTERS = {"conditions": ("policy", "screenListType"), "events": ("categories",)}
"""What a list can be asked for by, by the last word of its path (the official schema's parameters of its query)."""


def routes(collections: Iterable[Collection]) -> tuple[Route, ...]:
    """The routes of every collection: reading, what makes, changes and deletes, one POST an action, and its list."""
    families = Families.of(collections)
    return tuple(route for each in families.by_path.values() for route in _Calls(families, each).routes())


@dataclass(frozen=True)
class _Calls:
    """The calls of one collection."""

    families: Families
    collection: Collection

    def routes(self) -> Iterator[Route]:
        """All of them."""
        if self.collection.id:
            yield from self._of_several()
        elif self.collection.lone:
            yield from self._of_lone()
        else:
            yield from self._of_one()
        for action in sorted({each.action for each in self.collection.fields.values() if each.action}):
            # Read-only in the object itself: this call is the way to change it, and takes no null.
            takes = {
                name: replace(each, writable=True, nullable=False)
                for name, each in self.collection.fields.items()
                if each.action == action
            }
            yield Route(
                "POST",
                self.collection.action_path(action),
                partial(self._act, action),
                body=takes,
                required=tuple(takes),
                beforehand=actions.BEFOREHAND.get(action),
            )

    def _service(self, asked: Asked) -> Service:
        # What depends on no feature type belongs to lines (their options); what does belongs to aliases.
        service = asked.service("alias" if self.collection.feature_types else "line")
        if not self.collection.exists_under(service.feature_type):
            raise no_such_object("serviceName", service.service_name)
        return service

    def _bonds(self, asked: Asked) -> Bonds:
        return Bonds(self.families, asked.telephony, self._service(asked))

    def _puts(self) -> dict[str, Field]:
        """What PUT says of each field; empty where there is nothing to change."""
        fields = {
            name: replace(each, writable=each.writable and each.action is None)
            for name, each in self.collection.fields.items()
            if not each.once
        }
        return fields if any(each.writable for each in fields.values()) else {}

    def _act(self, action: str, asked: Asked) -> Json:
        return actions.begin(action, self.families, self.collection, self._service(asked), asked)

    # --- families of one object

    def _of_one(self) -> Iterator[Route]:
        path, puts = self.collection.path, self._puts()
        yield Route("GET", path, self._read)
        if puts:
            yield Route("PUT", path, self._merge, body=puts)
        if path.endswith(_SERVICE_NAME):
            listed_at = path.removesuffix(_SERVICE_NAME)
            yield Route("GET", listed_at, objects=self._numbers, key="serviceName")

    def _read(self, asked: Asked) -> Json:
        service, written = self._service(asked), asked.telephony.written(asked.path)
        if self.collection.late and not written:
            raise no_such_object("serviceName", service.service_name)
        return shown(self.collection, service, written)

    def _numbers(self, asked: Asked) -> list[Body]:
        """The numbers that have the family."""
        services = asked.telephony.services(asked.billing_account, "alias", self.collection.feature_types)
        written = asked.telephony.all_written(asked.path + "/")
        return [
            {
                "serviceName": each.service_name,
                **shown(self.collection, each, written.get(f"{asked.path}/{each.service_name}", {})),
            }
            for each in services
        ]

    def _merge(self, asked: Asked) -> Json:
        service, fields = self._service(asked), dict(asked.body)
        written = asked.telephony.written(asked.path)
        whole = shown(self.collection, service, written | fields)
        self._bonds(asked).check(self.collection, fields, whole)
        if self.collection.path.endswith(_SERVICE_NAME) and "description" in fields:
            # One description, through whichever family it is seen.
            asked.telephony.describe(service.service_name, str(fields.pop("description")))
        if fields:
            typed = bool(self.collection.feature_types)
            asked.telephony.merge(asked.path, service.service_name, fields, typed=typed)
        return None

    # --- families of one object that is there or not

    def _of_lone(self) -> Iterator[Route]:
        path = self.collection.path
        yield Route("GET", path, self._read_lone)
        yield Route("POST", path, self._make_lone)
        yield Route("DELETE", path, self._delete_lone)

    def _lone(self, asked: Asked) -> tuple[Service, Listed | None]:
        bonds = self._bonds(asked)
        bonds.check_path(self.collection.path, asked.names)
        return bonds.service, asked.telephony.one(asked.path)

    def _read_lone(self, asked: Asked) -> Json:
        service, found = self._lone(asked)
        if found is None:
            raise no_such_object(self.collection.path.rpartition("/")[2], asked.path)
        return shown(self.collection, service, found.body)

    def _make_lone(self, asked: Asked) -> Json:
        service, found = self._lone(asked)
        if found is not None:
            raise duplicate(self.collection.path.rpartition("/")[2], asked.path)
        body = actions.made(self.collection, asked)
        asked.telephony.put(asked.path, service.service_name, body, bool(self.collection.feature_types), 0)
        return shown(self.collection, service, body)

    def _delete_lone(self, asked: Asked) -> Json:
        self._read_lone(asked)
        asked.telephony.delete(asked.path)
        return None

    # --- families of several

    def _of_several(self) -> Iterator[Route]:
        collection = self.collection
        words = _FILTERS.get(collection.path.rpartition("/")[2], ())
        query = {
            name: replace(each, writable=True, nullable=True)
            for name, each in collection.fields.items()
            if name in words
        }
        yield Route("GET", collection.path, objects=self._list, key=collection.id, query=query)
        yield from self._of_each(collection.objects)
        if collection.upload:
            path = collection.action_path(collection.upload)
            yield Route("POST", path, self._upload, body=actions.UPLOAD)
        elif collection.create:
            takes, required = self._posts()
            path = collection.create_path or collection.path
            yield Route("POST", path, self._create, body=takes, required=required)
        if collection.create_path:
            # The same objects from the other side: the queues of an agent beside the agents of a queue.
            other = collection.within[-1]
            yield Route("GET", collection.create_path, objects=self._list_of_other, key=other)
            yield from self._of_each(f"{collection.create_path}/{{{other}}}")

    def _of_each(self, path: str) -> Iterator[Route]:
        puts = self._puts()
        yield Route("GET", path, lambda asked: self._one(asked)[1])
        if puts:
            yield Route("PUT", path, self._change, body=puts)
        yield Route("DELETE", path, self._delete)

    def _posts(self) -> tuple[dict[str, Field], tuple[str, ...]]:
        """What POST takes, under its own names, and what of it must be there; a calendar's uid may be given."""
        collection = self.collection
        own = (collection.id,) if collection.fields[collection.id].type == "string" else ()
        takes = {
            collection.spell(name): replace(collection.fields[name], writable=True, nullable=False)
            for name in (*collection.create, *own)
        }
        return takes, tuple(collection.spell(name) for name in collection.required)

    def _list(self, asked: Asked) -> list[Body]:
        found = self._listing(asked).every()
        return [
            each for each in found if all(str(each[name]) == value for name, value in asked.query.items())
        ]

    def _list_of_other(self, asked: Asked) -> list[Body]:
        collection, bonds = self.collection, self._bonds(asked)
        bonds.check_path(collection.create_path, asked.names)
        outer = bonds.listing(collection.parent, asked.names)
        lists = [bonds.list_of(collection, each) for each in (outer.every() if outer else ())]
        found = (each.get(asked.names[collection.id]) for each in lists)
        return [each for each in found if each is not None]

    def _listing(self, asked: Asked) -> Listing:
        """The list that is asked for. Raises `Refused` (404) when what it lies within is not there."""
        bonds = self._bonds(asked)
        bonds.check_path(self.collection.path, asked.names)
        return bonds.list_of(self.collection, asked.names)

    def _one(self, asked: Asked) -> tuple[Listing, Body]:
        listing = self._listing(asked)
        found = listing.get(asked.names[self.collection.id])
        if found is None:
            raise no_such_object(self.collection.id, asked.names[self.collection.id])
        return listing, found

    def _create(self, asked: Asked) -> Json:
        collection, bonds = self.collection, self._bonds(asked)
        bonds.check_path(collection.create_path or collection.path, asked.names)
        spelled = {collection.spell(name): name for name in collection.fields}
        body = {spelled[name]: value for name, value in asked.body.items()}
        names: dict[str, Json] = {**asked.names, **body}
        listing, identity = bonds.list_of(collection, names), self._identity(names)
        if identity == "":
            raise bad_value(collection.id, "a text")
        if identity is not None and listing.get(identity) is not None:
            raise duplicate(collection.id, identity)
        self._check(bonds, listing, body, shown(collection, bonds.service, body))
        made = listing.add(body, identity)
        return made if collection.answers else None

    def _identity(self, names: Mapping[str, Json]) -> Json:
        """The id that a new object is given, if any: a uid, or that of the agent whose membership it is."""
        given = names.get(self.collection.id)
        if given is None or self.collection.fields[self.collection.id].type == "string":
            return given
        return int(str(given))

    def _change(self, asked: Asked) -> Json:
        listing, found = self._one(asked)
        self._check(self._bonds(asked), listing, asked.body, found | asked.body)
        listing.change(found[self.collection.id], asked.body)
        return None

    def _check(self, bonds: Bonds, listing: Listing, changed: Body, whole: Body) -> None:
        place = changed.get(self.collection.order) if self.collection.order else None
        if isinstance(place, int) and place < 0:
            raise bad_value(self.collection.order, "a place from 0 on")
        bonds.check(self.collection, changed, whole)
        bonds.check_unique(listing, whole)

    def _delete(self, asked: Asked) -> Json:
        listing, found = self._one(asked)
        identity, bonds = found[self.collection.id], self._bonds(asked)
        users = bonds.users(listing, identity)
        if users:
            raise in_use(self.collection.id, identity, users)
        bonds.untie(listing, identity)
        listing.remove(identity)
        return None

    def _upload(self, asked: Asked) -> Json:
        return actions.upload(self._listing(asked), self.collection.upload, asked)
