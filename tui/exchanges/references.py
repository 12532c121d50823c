"""What ties the objects of a number together: what lies within what, what refers to what, and what must differ.

The platform refuses a path through an object that is not there (404), the id of one that is not there in a body (400),
and to delete an object that another refers to (409).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tui.engine.ports import Service
from tui.engine.resources import Body, Collection, Json, placeholders
from tui.exchanges.listing import Listing
from tui.exchanges.refusals import bad_value, duplicate, no_such_object
from tui.exchanges.routes import matched
from tui.store.telephony import Telephony


@dataclass(frozen=True)
class Families:
    """The collections that all configurations declare, by their paths."""

    by_path: Mapping[str, Collection]

    @classmethod
    def of(cls, collections: Iterable[Collection]) -> "Families":
        """The families; what two configurations declare at one path is one, under the feature types of both."""
        found: dict[str, Collection] = {}
        for each in collections:
            other = found.get(each.path, each)
            found[each.path] = replace(
                each,
                fields={**other.fields, **each.fields},
                feature_types=other.feature_types | each.feature_types,
            )
        return cls(found)

    @cached_property
    def _templates(self) -> Mapping[int, list[Collection]]:
        found: dict[int, list[Collection]] = {}
        for each in self.by_path.values():
            found.setdefault(each.objects.count("/"), []).append(each)
        return found

    def at(self, path: str) -> tuple[Collection, Mapping[str, str]] | None:
        """The collection of the object that is stored under a path, and the values of its placeholders."""
        for each in self._templates.get(path.count("/"), ()):
            names = matched(each.objects, path.split("/"))
            if names is not None:
                return each, names
        return None


@dataclass(frozen=True)
class Bonds:
    """The ties between the objects of one number."""

    families: Families
    telephony: Telephony
    service: Service

    def listing(self, template: str, names: Mapping[str, Json]) -> Listing | None:
        """The list of the collection at that path, within the ids that `names` holds; None where there is none."""
        collection = self.families.by_path.get(template)
        if collection is None or not collection.exists_under(self.service.feature_type):
            return None
        return self.list_of(collection, names)

    def list_of(self, collection: Collection, names: Mapping[str, Json]) -> Listing:
        """The list of a collection, within the ids that `names` holds."""
        within = {name: names[name] for name in collection.within}
        return Listing(self.telephony, collection, self.service, within)

    def has(self, template: str, identity: Json, names: Mapping[str, Json]) -> bool:
        """Whether the collection at that path holds an object of that id."""
        listing = self.listing(template, names)
        return listing is not None and listing.get(identity) is not None

    def check_path(self, template: str, names: Mapping[str, str]) -> None:
        """Refuse a path through an object that is not there. Raises `Refused` (404)."""
        for name in placeholders(template):
            if not self.has(template.partition(f"/{{{name}}}")[0], names[name], names):
                raise no_such_object(name, names[name])

    def check(self, collection: Collection, changed: Body, whole: Body) -> None:
        """Refuse the id of an object that is not there, in `changed` or in what that gives a meaning to.

        `whole` is the object as it would be. Raises `Refused` (400).
        """
        for name, field in collection.fields.items():
            value, target = whole.get(name), field.target(whole)
            meant = name in changed or field.refers_by in changed
            if meant and target and value not in (None, "") and not self.has(target, value, {}):
                raise bad_value(name, f"the id of an object of {target.rpartition('/')[2]}")

    def check_unique(self, listing: Listing, whole: Body) -> None:
        """Refuse a second object with the same key where the platform takes only one. Raises `Refused` (409)."""
        collection = listing.collection
        if not collection.unique:
            return
        key = _key(collection, whole)
        for each in listing.every():
            if each[collection.id] != whole.get(collection.id) and _key(collection, each) == key:
                name = collection.key[0]
                raise duplicate(name, whole.get(name))

    def users(self, listing: Listing, identity: Json) -> list[str]:
        """The paths of what refers to an object, without what lies within it or only ties it to others."""
        own = listing.path_to(identity)
        return [
            path
            for path, collection, body, _names in self._mentions(identity)
            if not path.startswith(own + "/")
            and any(
                str(body.get(name)) == str(identity)
                and name not in (collection.id, *collection.within)
                and field.target(body) == listing.collection.path
                for name, field in collection.fields.items()
            )
        ]

    def untie(self, listing: Listing, identity: Json) -> None:
        """Delete what tied an object to others, such as the membership of an agent in a queue."""
        for _path, collection, body, names in list(self._mentions(identity)):
            owner = collection.create_path.rpartition(f"/{{{collection.id}}}/")[0]
            if owner == listing.collection.path and body.get(collection.id) == identity:
                tied = self.listing(collection.path, names)
                if tied is not None:
                    tied.remove(identity)

    def _mentions(self, identity: Json) -> Iterator[tuple[str, Collection, Body, Mapping[str, str]]]:
        """What may hold an id somewhere, as it is with what the platform brings."""
        for path, body in self.telephony.mentions(self.service.service_name, str(identity)):
            found = self.families.at(path)
            if found is not None:
                collection, names = found
                whole: Body = {name: each.brings for name, each in collection.fields.items()}
                yield path, collection, whole | body, names


def _key(collection: Collection, body: Body) -> tuple[Json, ...]:
    return tuple(collection.fields[name].normal(body.get(name)) for name in collection.key)
