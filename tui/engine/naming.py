"""What objects and their values are called in a plan: names instead of ids, each object within what it lies in."""

from collections.abc import Iterable, Mapping

from tui.engine.pairing import Pairing
from tui.engine.plan import Change
from tui.engine.resources import (
    Body,
    Collection,
    Json,
    Ref,
    Resource,
    Snapshot,
    Wanted,
    Wish,
    collection_of,
    segment,
)
from tui.i18n import N_, Message


class Present:
    """The names of what there is, and of what its values lead to."""

    def __init__(self, have: Snapshot, collections: Iterable[Collection]) -> None:
        self._have = have
        self._collections = {each.path: each for each in collections}

    def of(self, collection: Collection, path: str, body: Body) -> Message:
        """What a present object is called."""
        around = self._collections.get(collection.parent)
        listed = path.rpartition("/")[0] if collection.id else path
        outer = self._have.objects.get(listed.rpartition("/")[0])
        return _inner(
            self._own_of(collection, path, body),
            None if around is None or outer is None else _own(around, outer),
        )

    def value(self, collection: Collection, path: str, name: str, body: Body) -> Message | None:
        """What is said of a value instead of itself: the name of the object that it is the id of, or its place."""
        value = body.get(name)
        if name == collection.order and isinstance(value, int):
            # The platform counts from 0, people from 1.
            return Message("{place}", {"place": value + 1})
        target = self._target(collection, name, path, body)
        if not target:
            return None
        led_to, found = self.collection(target), self._have.objects.get(target)
        if found is None or led_to is None:
            return Message(N_("(unknown)"))
        called = _name(found)
        return _own(led_to, found) if called is None else Message("{name}", {"name": called})

    def _own_of(self, collection: Collection, path: str, body: Body) -> Message:
        """What an object is called by itself; a place in a list by the number of what stands there."""
        stands = self._target(collection, collection.id, path, body) if collection.id else ""
        number = self._have.objects.get(stands, {}).get("number")
        return _own(collection, body if number is None else {**body, collection.id: number})

    def collection(self, path: str) -> Collection | None:
        """The collection that the object at `path` is one of."""
        return collection_of(path, self._collections.values())

    def targets(self, collection: Collection, path: str, body: Body) -> list[str]:
        """The paths of the objects whose ids the fields of an object hold."""
        found = [self._target(collection, name, path, body) for name in collection.fields]
        return [each for each in found if each]

    @staticmethod
    def _target(collection: Collection, name: str, path: str, body: Body) -> str:
        target, value = collection.fields[name].target(body), body.get(name)
        if target is None or value in (None, ""):
            return ""
        _telephony, account, _family, service = path.split("/")[1:5]
        return f"{target.format(billing_account=account, service_name=service)}/{segment(value)}"


class Names(Present):
    """The names of what is paired."""

    def __init__(self, pairing: Pairing) -> None:
        resources = pairing.wanted.resources
        super().__init__(pairing.have, (*pairing.wanted.managed, *(each.collection for each in resources)))
        self._pairing = pairing
        self._by_ref = {each.ref: each for each in resources if each.ref is not None}

    def title(self, place: int) -> Message:
        """What a wanted object is called."""
        resource = self._pairing.wanted.resources[place]
        ref = next((resource.within.get(name) for name in resource.collection.within[-1:]), None)
        outer = self._by_ref.get(ref) if isinstance(ref, Ref) else None
        return _inner(
            _own(resource.collection, resource.body),
            None if outer is None else _own(outer.collection, outer.body),
        )

    def change(self, resource: Resource, name: str, body: Body | None, wish: Wish, value: Json) -> Change:
        """The change of one field to `value`; its wish may be a reference."""
        field = resource.collection.fields[name]
        old = None if body is None else body.get(name)
        if name == resource.collection.order:
            # The platform counts from 0, people from 1.
            words = tuple(str(each + 1) if isinstance(each, int) else None for each in (old, value))
        else:
            called = None if body is None else self._called(resource, name, body)
            words = (called, wish.name if isinstance(wish, Ref) else None)
        return Change(
            name,
            field.label,
            field.type,
            old,
            value,
            field.secret,
            predicted=body is None,
            words={str(key): text for key, text in field.words.items()},
            old_words=words[0],
            new_words=words[1],
        )

    def _called(self, resource: Resource, name: str, body: Body) -> str | None:
        """The name of the object whose id a present value is."""
        target = self._target(resource.collection, name, resource.path, body)
        return _name(self._pairing.have.objects.get(target, {}))


def _name(body: Body) -> str | None:
    return next((str(body[each]) for each in ("name", "description") if body.get(each)), None)


def _own(collection: Collection, body: Mapping[str, Wish]) -> Message:
    plain = {name: value.name if isinstance(value, Ref) else value for name, value in body.items()}
    return collection.describe(plain) or Message(collection.title)


def _inner(own: Message, outer: Message | None) -> Message:
    return own if outer is None else Message(N_("{inner} of {outer}"), {"inner": own, "outer": outer})


def users(have: Snapshot, wanted: Wanted, path: str) -> str:
    """What refers to the object at `path`, as a list of names in the language in use; empty when nothing does."""
    names = Names(Pairing(have, wanted))
    found: dict[str, None] = {}
    for user, body in have.objects.items():
        collection = names.collection(user)
        if collection is not None and path in names.targets(collection, user, body):
            found[str(names.of(collection, user, body))] = None
    return ", ".join(found)


def in_use(have: Snapshot, wanted: Wanted) -> frozenset[str]:
    """The paths of all objects that others refer to."""
    names = Names(Pairing(have, wanted))
    found: set[str] = set()
    for path, body in have.objects.items():
        collection = names.collection(path)
        found.update(names.targets(collection, path, body) if collection is not None else ())
    return frozenset(found)
