"""What objects and their values are called in a plan: names instead of ids, each object within what it lies in."""

from collections.abc import Mapping

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


class Names:
    """The names of what is paired."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._by_ref = {each.ref: each for each in pairing.wanted.resources if each.ref is not None}
        self._collections = {each.path: each for each in pairing.wanted.managed}
        self._collections |= {each.collection.path: each.collection for each in pairing.wanted.resources}

    def title(self, place: int) -> Message:
        """What a wanted object is called."""
        resource = self._pairing.wanted.resources[place]
        ref = next((resource.within.get(name) for name in resource.collection.within[-1:]), None)
        outer = self._by_ref.get(ref) if isinstance(ref, Ref) else None
        return _inner(
            _own(resource.collection, resource.body),
            None if outer is None else _own(outer.collection, outer.body),
        )

    def of(self, collection: Collection, path: str, body: Body) -> Message:
        """What a present object is called."""
        around = self._collections.get(collection.parent)
        listed = path.rpartition("/")[0] if collection.id else path
        outer = self._pairing.have.objects.get(listed.rpartition("/")[0])
        return _inner(
            _own(collection, body), None if around is None or outer is None else _own(around, outer)
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
        found = self._pairing.have.objects.get(target, {})
        return next((str(found[each]) for each in ("name", "description") if found.get(each)), None)

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
