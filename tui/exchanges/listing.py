"""One list of objects of a number, such as its queues or the keys of one menu: what is in it, and how that changes.

What the platform brings with the feature type (`Collection.brings`) is in it without being stored, so that 100,000
imported numbers need no objects; what was written since lies over it. Ids are integers that no other object of the
store has had, or texts (a calendar's uids). In a list with an order (`Collection.order`) places count from 0 and have
no gaps: the others make room and close up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from tui.engine.ports import Service
from tui.engine.resources import Body, Collection, Json, segment
from tui.store.objects import ARRIVALS, Listed
from tui.store.telephony import Telephony

_MOST_BROUGHT = 10

_AGENT = "telephony.OvhPabxHuntingAgent"
"""The one object of which a field, `type`, says something of another: whether its number is of the account."""


def path_of(template: str, service: Service, ids: Mapping[str, Json]) -> str:
    """The path that a template makes for a number and the ids of its objects, by placeholder.

    Ids are escaped in it, since a uid may hold anything; the names of account and number are as they are.
    """
    names = {name: segment(value) for name, value in ids.items()}
    return template.format(
        **{**names, "billing_account": service.billing_account, "service_name": service.service_name}
    )


def shown(collection: Collection, service: Service, written: Body) -> Body:
    """An object as it is answered: the declared fields, as the platform brings them and as they were written since.

    The number itself seen through a family carries the number's own names and description.
    """
    own: Body = {}
    if collection.path.endswith("/{service_name}"):
        own = {
            "serviceName": service.service_name,
            "serviceType": service.kind,
            "featureType": service.feature_type,
            "description": service.description,
        }
    return {
        name: written.get(name, own.get(name, each.brings))
        for name, each in collection.fields.items()
        if not each.once
    }


@dataclass(frozen=True)
class Listing:
    """The list of a collection of one number; `within` are the ids of what it lies within, by placeholder."""

    telephony: Telephony
    collection: Collection
    service: Service
    within: Mapping[str, Json]

    @cached_property
    def path(self) -> str:
        """The path of the list."""
        return path_of(self.collection.path, self.service, self.within)

    def path_to(self, identity: Json) -> str:
        """The path of one of its objects."""
        return f"{self.path}/{segment(identity)}"

    def every(self) -> list[Body]:
        """All objects, in the platform's order: of their places, else as they came."""
        written = {each.path: each for each in self.telephony.listed(self.path)}
        brought = [each for each in self._brought() if each.path not in written]
        found = sorted([*brought, *written.values()], key=lambda each: each.place)
        return [self._shown(each) for each in found if not each.gone]

    def get(self, identity: Json) -> Body | None:
        """The object of that id, or None."""
        found = self._find(identity)
        return None if found is None else self._shown(found)

    def add(self, body: Body, identity: Json = None) -> Body:
        """Make an object and answer it; without an id of its own it gets one."""
        name, order = self.collection.id, self.collection.order
        number = self.telephony.next_id()
        if identity is None:
            is_text = self.collection.fields[name].type == "string"
            identity = f"{number}@{self.service.service_name}" if is_text else number
        place = number
        if order:
            end = self.telephony.count(self.path)
            asked = body.get(order)
            place = min(asked, end) if isinstance(asked, int) else end
            self.telephony.shift(self.path, place, None, 1)
        made = Listed(self.path_to(identity), place, {**body, name: identity})
        self._put(made)
        return self._shown(made)

    def change(self, identity: Json, fields: Body) -> None:
        """Write fields of an object that is there; the field of the order moves it."""
        found = self._present(identity)
        place = found.place
        asked = fields.get(self.collection.order) if self.collection.order else None
        if isinstance(asked, int):
            place = min(asked, self.telephony.count(self.path) - 1)
            if place < found.place:
                self.telephony.shift(self.path, place, found.place - 1, 1)
            else:
                self.telephony.shift(self.path, found.place + 1, place, -1)
        self._put(Listed(found.path, place, {**found.body, **fields}))

    def remove(self, identity: Json) -> None:
        """Delete an object that is there, and all that lies within it."""
        found = self._present(identity)
        self.telephony.delete(found.path)
        if self.collection.order:
            self.telephony.shift(self.path, found.place + 1, None, -1)
        if found.place < 0:
            self._put(found)
            self.telephony.bury(found.path)

    def _find(self, identity: Json) -> Listed | None:
        path = self.path_to(identity)
        found = self.telephony.one(path)
        if found is None:
            found = next((each for each in self._brought() if each.path == path), None)
        return None if found is None or found.gone else found

    def _present(self, identity: Json) -> Listed:
        found = self._find(identity)
        if found is None:
            raise LookupError("an object that was looked for before")
        return found

    def _brought(self) -> Iterator[Listed]:
        """What came with the feature type, as if nothing had been written to it; its places come before all others."""
        brings = self.collection.brings
        if not brings:
            return
        # The same for ever, whichever other collections bring something.
        kept = ARRIVALS // _MOST_BROUGHT
        first = self.telephony.arrival(self.service.service_name)
        first += crc32(self.collection.path.encode()) % kept * _MOST_BROUGHT
        for at, body in enumerate(brings):
            identity = first + at
            yield Listed(self.path_to(identity), at - len(brings), {**body, self.collection.id: identity})

    def _put(self, each: Listed) -> None:
        typed = bool(self.collection.feature_types)
        self.telephony.put(each.path, self.service.service_name, each.body, typed, each.place)

    def _shown(self, each: Listed) -> Body:
        body = shown(self.collection, self.service, each.body)
        if self.collection.order:
            body[self.collection.order] = each.place
        if self.collection.schema == _AGENT:
            number = self.collection.fields["number"].normal(body["number"])
            known = self.telephony.service(str(number)) is not None
            body["type"] = "internal" if known else "external"
        return body
