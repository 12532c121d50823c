"""Whether a number is still what a plan was made for: what somebody else has changed since. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as having

from tui.engine.converge import same
from tui.engine.naming import Names, Present
from tui.engine.pairing import Pairing, pair
from tui.engine.resources import Body, Collection, Json, Snapshot, Wanted, collection_of, typed
from tui.i18n import N_, Message

OBJECT = "object"
"""The type of a difference that is about a whole object: its path is the value where it is there, None where not."""


@dataclass(frozen=True)
class Difference:
    """A value that is neither what it was nor what it is to become; `label` and `words` hold message ids.

    `about` is what its object is called, where that is one of several; `called` what is said of the value expected and
    of the one found instead of them, where they are ids or places.
    """

    label: str
    type: str
    expected: Json
    found: Json
    secret: bool = False
    words: Mapping[str, str] = having(default_factory=dict)
    about: Message | None = None
    called: tuple[Message | None, Message | None] = (None, None)


def strayed(
    now: Snapshot, wanted: Wanted, before: Snapshot, arrived: Snapshot | None, to_type: str, on_our_way: bool
) -> Sequence[Difference]:
    """What somebody else changed since `before`, or since `arrived`, the state read after a change to `to_type`.

    A field may hold the value it had; while `on_our_way` also the wanted one, the type may be `to_type`, and objects
    may have come and gone as wanted. What does not depend on the type, such as the options of a line, is always held
    against `before`. Of a present type that was not read yet, for the change was made before a crash, nothing is known
    but what types bring: whatever else is there is somebody else's.
    """
    if now.feature_type not in ({before.feature_type, to_type} if on_our_way else {before.feature_type}):
        return [Difference(N_("type"), "feature-type", before.feature_type, now.feature_type)]
    own = before if now.feature_type == before.feature_type else arrived
    lasting = {each.path for each in wanted.resources if not each.collection.feature_types}
    objects = {path: body for path, body in before.objects.items() if path in lasting}
    then = pair(Snapshot(now.feature_type, {**(own.objects if own else {}), **objects}), wanted)
    here = pair(now, wanted)
    found = list(_changed(then, here, on_our_way))
    if own is None:
        return [*found, *_built(here)]
    return [*found, *_come_and_gone(then, here, on_our_way), *_doomed(then, here, on_our_way)]


def _built(here: Pairing) -> Iterator[Difference]:
    """What no type brings along: somebody has begun to set the number up since."""
    for collection in here.wanted.managed:
        for path in here.lists_of(collection) if collection.id and not collection.within else ():
            for each, body in here.listed(path)[len(collection.brings) :]:
                yield _present(Names(here), collection, each, body, come=True)


def _doomed(then: Pairing, here: Pairing, on_our_way: bool) -> Iterator[Difference]:
    """What somebody has changed or added in what is to go: it would be lost without a word."""
    names = Names(then), Names(here)
    for collection, path, body in then.left:
        now = here.have.objects.get(path)
        for name, field in collection.fields.items() if now is not None else ():
            ours = name == collection.order or (on_our_way and name == collection.switch)
            if now is None or ours or field.live or not field.writable:
                continue
            old, new = body.get(name), now.get(name)
            if field.known(old) and field.known(new) and not same(field, old, new):
                yield _value(names, collection, path, name, (body, now))
        for each, new in here.have.objects.items():
            if each.startswith(path + "/") and each not in then.have.objects:
                yield _present(names[1], names[1].collection(each) or collection, each, new, come=True)


def _changed(then: Pairing, here: Pairing, on_our_way: bool) -> Iterator[Difference]:
    """The fields of what was there and still is."""
    names = Names(then), Names(here)
    for place, resource in enumerate(here.wanted.resources):
        body, was = here.body(place), then.body(place)
        if body is None or was is None or here.found[place] != then.found[place]:
            continue
        collection = resource.collection
        for name, wish in resource.body.items():
            field = collection.fields[name]
            # Places shift when others are moved, and what is being changed is out of service meanwhile.
            ours = on_our_way and name in (collection.order, collection.switch)
            if ours or not field.known(body.get(name)) or not field.known(was.get(name)):
                continue
            allowed = [was.get(name), typed(field, here.plain(wish))] if on_our_way else [was.get(name)]
            if not any(same(field, body.get(name), each) for each in allowed):
                yield _value(names, collection, here.found[place], name, (was, body))


def _come_and_gone(then: Pairing, here: Pairing, on_our_way: bool) -> Iterator[Difference]:
    """The objects that nobody but somebody else can have made or deleted."""
    before, now = Names(then), Names(here)
    gone, come = dict.fromkeys(then.have.objects), dict.fromkeys(here.have.objects)
    for place, resource in enumerate(here.wanted.resources):
        comes_and_goes = bool(resource.collection.id) or resource.collection.lone
        path = then.found.get(place)
        if comes_and_goes and path is not None and path not in come:
            yield _present(before, resource.collection, path, then.have.objects[path], come=False)
        path = here.found.get(place)
        # What we have made is as we wanted it; another's that merely stands in its place is not.
        ours = on_our_way and here.is_by_key(place)
        if comes_and_goes and path is not None and path not in gone and not ours:
            yield _present(now, resource.collection, path, here.have.objects[path], come=True)
    for collection, path, body in here.left:
        if path not in gone:
            yield _present(now, collection, path, body, come=True)
    for collection, path, body in then.left:
        if path not in come and not on_our_way:
            yield _present(before, collection, path, body, come=False)


def changed_since(then: Snapshot, now: Snapshot, collections: Iterable[Collection]) -> Sequence[Difference]:
    """What somebody has changed of the objects of a number since they were read: whatever of them can be written.

    Of objects outside the number, the options of a line say, only those count that both snapshots hold.
    """
    if then.feature_type != now.feature_type:
        return [Difference(N_("type"), "feature-type", then.feature_type, now.feature_type)]
    found: list[Difference] = []
    known = list(collections)
    names = Present(then, known), Present(now, known)
    for path in dict.fromkeys((*then.objects, *now.objects)):
        collection = collection_of(path, known)
        if collection is None:
            continue
        was, body = then.objects.get(path), now.objects.get(path)
        if was is not None and body is not None:
            found += _rewritten(names, collection, path, (was, body))
        elif collection.feature_types:
            come = was is None
            found.append(_present(names[come], collection, path, (body if come else was) or {}, come=come))
    return found


def _rewritten(
    names: tuple[Present, Present], collection: Collection, path: str, bodies: tuple[Body, Body]
) -> Iterator[Difference]:
    was, body = bodies
    for name, field in collection.fields.items():
        old, new = was.get(name), body.get(name)
        changeable = (field.writable or field.action is not None) and not field.live
        if changeable and name in was and field.known(old) and field.known(new) and not same(field, old, new):
            yield _value(names, collection, path, name, bodies)


def _value(
    names: tuple[Present, Present], collection: Collection, path: str, name: str, bodies: tuple[Body, Body]
) -> Difference:
    """A field that differs; of its names and bodies, those that there were and those that there are."""
    field = collection.fields[name]
    called = [each.value(collection, path, name, body) for each, body in zip(names, bodies, strict=True)]
    return Difference(
        field.label or name,
        field.type,
        bodies[0].get(name),
        bodies[1].get(name),
        field.secret,
        field.words,
        names[0].of(collection, path, bodies[0]) if collection.id else None,
        (called[0], called[1]),
    )


def _present(names: Present, collection: Collection, path: str, body: Body, *, come: bool) -> Difference:
    """An object that has come, or one that is gone."""
    expected, found = (None, path) if come else (path, None)
    return Difference(collection.title, OBJECT, expected, found, about=names.of(collection, path, body))
