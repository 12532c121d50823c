"""Which object on the platform is which wanted one.

Rules of identity (design, order and identity 1 and 2): the remote id when it is known, else the natural key, else the
order of what is left over on both sides, so that renaming never deletes and what a type brings is adopted whatever its
name. Pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tui.engine.contents import Contents
from tui.engine.resources import Body, Collection, Json, Ref, Snapshot, Wanted, Wish, fits

Left = tuple[Collection, str, Body]
"""An object that nothing wanted stands for: its collection, path and body."""


@dataclass
class Pairing:
    """Who is who; resources are named by their place in `wanted.resources`.

    `found` holds the paths of the objects that there are, `ids` the ids of those that are referred to. `predicted` are
    the places of what a change of type will bring. `left` is what nothing wanted stands for, in the order of
    `wanted.managed`. `groups` are the places of the resources of each list, by its path with references as they are,
    lists in the order in which they first appear.
    """

    have: Snapshot
    wanted: Wanted
    found: dict[int, str] = field(default_factory=dict)
    ids: dict[Ref, Json] = field(default_factory=dict)
    predicted: set[int] = field(default_factory=set)
    left: list[Left] = field(default_factory=list)
    groups: dict[str, list[int]] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, Body]]] = field(default_factory=dict)

    @property
    def retyped(self) -> bool:
        """Whether the feature type has to change first: nothing that depends on it is there yet."""
        return self.have.feature_type != self.wanted.feature_type

    def exists(self, place: int) -> bool:
        """Whether the object is there, or will be by itself; a family's only object always is."""
        collection = self.wanted.resources[place].collection
        return place in self.found or place in self.predicted or not (collection.id or collection.lone)

    def body(self, place: int) -> Body | None:
        """The present body of a resource's object; None when there is none yet, or none known."""
        path = self.found.get(place)
        return None if path is None else self.have.objects.get(path)

    def path(self, place: int) -> str:
        """The path of a resource's object, with `{sort:name}` for what does not exist yet."""
        if place in self.found:
            return self.found[place]
        resource = self.wanted.resources[place]
        listed = resource.path_with(self.ids)
        return f"{listed}/{resource.ref}" if resource.collection.id else listed

    def is_by_key(self, place: int) -> bool:
        """Whether a resource and its object have the same natural key, rather than being paired by id or order."""
        collection, body = self.wanted.resources[place].collection, self.body(place)
        return body is not None and self.wanted_key(place) == _key(collection, body)

    def listed(self, path: str) -> Sequence[tuple[str, Body]]:
        """The objects (path, body) of a list, in the platform's order."""
        return self.lists.get(path, ())

    def lists_of(self, collection: Collection) -> list[str]:
        """The paths of the lists of a collection that are ours: the one at the top, or those within what is wanted."""
        if not collection.parent:
            own = next((each for each in self.wanted.resources if each.collection.feature_types), None)
            if own is None:
                return []
            return [
                collection.path.format(billing_account=own.billing_account, service_name=own.service_name)
            ]
        inner = collection.path.rpartition("}")[2]
        return [
            path + inner
            for place, path in sorted(self.found.items())
            if self.wanted.resources[place].collection.path == collection.parent
        ]

    @cached_property
    def inner(self) -> Mapping[Ref, Sequence[int]]:
        """The places of the resources that lie within each, by the reference of that one."""
        found: dict[Ref, list[int]] = {}
        for place, resource in enumerate(self.wanted.resources):
            for outer in resource.within.values():
                if isinstance(outer, Ref):
                    found.setdefault(outer, []).append(place)
        return found

    def wanted_key(self, place: int) -> tuple[str, ...]:
        """The natural key of a resource, as far as its references are known."""
        resource = self.wanted.resources[place]
        return _key(resource.collection, {name: self.plain(value) for name, value in resource.body.items()})

    def plain(self, value: Wish) -> Json:
        """A wanted value with its reference resolved, where that is known; else the reference's text."""
        return self.ids.get(value, str(value)) if isinstance(value, Ref) else value


def pair(have: Snapshot, wanted: Wanted) -> Pairing:
    """Hold what there is against what is wanted; of another feature type only what does not depend on it is there."""
    pairing = Pairing(have, wanted)
    for path, body in have.objects.items():
        pairing.lists.setdefault(path.rpartition("/")[0], []).append((path, body))
    for place, resource in enumerate(wanted.resources):
        pairing.groups.setdefault(resource.path, []).append(place)
    for places in pairing.groups.values():
        collection = wanted.resources[places[0]].collection
        gone = pairing.retyped and bool(collection.feature_types)
        if not collection.id:
            path = wanted.resources[places[0]].path_with(pairing.ids)
            if not gone and path in have.objects:
                pairing.found.update(dict.fromkeys(places, path))
        elif gone:
            # What a change of type brings along is adopted in order; it has no id yet.
            pairing.predicted.update(places[: len(collection.brings)])
        else:
            _pair_several(pairing, collection, places)
    if not pairing.retyped:
        pairing.left = _without_ties(list(_left_over(pairing)))
    return pairing


class _Matching:
    """The resources of one list that wait for an object, and its objects that are free."""

    def __init__(self, pairing: Pairing, collection: Collection, places: list[int]) -> None:
        self._pairing = pairing
        self._collection = collection
        self._resources = pairing.wanted.resources
        self._free = dict(pairing.listed(self._resources[places[0]].path_with(pairing.ids)))
        self._waiting = dict.fromkeys(places)

    def _take(self, place: int, path: str) -> None:
        self._pairing.found[place] = path
        ref = self._resources[place].ref
        if ref is not None:
            self._pairing.ids[ref] = self._free[path].get(self._collection.id)
        del self._free[path], self._waiting[place]

    def by_id(self) -> None:
        """Pair what knows the id of its object."""
        by_id = {body.get(self._collection.id): path for path, body in self._free.items()}
        for place in list(self._waiting):
            own = self._resources[place].id
            if own is not None and own in by_id:
                self._take(place, by_id.pop(own))

    def by_mark(self, present: Callable[[str, Body], object], wanted: Callable[[int], object]) -> None:
        """Pair what has the same mark, in order."""
        by_mark: dict[object, list[str]] = {}
        for path, body in self._free.items():
            by_mark.setdefault(present(path, body), []).append(path)
        for place in list(self._waiting):
            same = by_mark.get(wanted(place))
            if same:
                self._take(place, same.pop(0))

    def in_order(self) -> None:
        """Pair what is left over on both sides, one after the other."""
        for place, path in list(zip(list(self._waiting), list(self._free), strict=False)):
            self._take(place, path)


def _pair_several(pairing: Pairing, collection: Collection, places: list[int]) -> None:
    matching = _Matching(pairing, collection, places)
    # Where no two may have one key, who has it keeps it: keys that change places are contents that do.
    if not collection.unique:
        matching.by_id()
    if collection.switch:
        contents = Contents(pairing, places)
        # Of several that do the same, each is the one that stands where it is wanted, if there is one.
        matching.by_mark(
            lambda path, body: (contents.present(path, body), _key(collection, body)),
            lambda place: (contents.wanted(place), pairing.wanted_key(place)),
        )
        matching.by_mark(contents.present, contents.wanted)
    if collection.key:
        matching.by_mark(lambda _path, body: _key(collection, body), pairing.wanted_key)
    matching.by_id()
    # Another sound, member or agent is somebody else, and a row that is made anew is no other row changed.
    if not (collection.replaced or collection.upload or collection.order or collection.links):
        matching.in_order()


def _key(collection: Collection, body: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(repr(collection.fields[name].normal(body.get(name))) for name in collection.key)


def _left_over(pairing: Pairing) -> Iterator[Left]:
    """What nothing wanted stands for, of the lists that are managed; not what lies within what goes itself."""
    taken = set(pairing.found.values())
    managed = {each.path: each for each in pairing.wanted.managed}
    for collection in pairing.wanted.managed:
        if not (collection.id or collection.lone) or collection.kept:
            continue
        tied = _tied(pairing, managed.get(collection.links), collection.links_by)
        ours = set(pairing.lists_of(managed[collection.links])) if collection.links in managed else set()
        for listed in pairing.lists_of(collection):
            for path, body in _objects(pairing, collection, listed):
                if path in taken or (collection.upload and path not in pairing.wanted.outdated):
                    continue
                ties = tied.get(body.get(collection.id), set())
                # What is tied to others goes only when all of them are ours; what is tied to none is not ours either.
                if not (collection.links and collection.shared) or (ties and ties <= ours):
                    yield collection, path, body


def _objects(pairing: Pairing, collection: Collection, path: str) -> Sequence[tuple[str, Body]]:
    """The objects of the list at `path`, or the lone one there."""
    if not collection.lone:
        return pairing.listed(path)
    return [(path, pairing.have.objects[path])] if path in pairing.have.objects else []


def _without_ties(left: list[Left]) -> list[Left]:
    """What is left, without the links of what goes: they go along with it."""
    going = {
        (collection.links, collection.links_by, body.get(collection.id))
        for collection, _path, body in left
        if collection.links
    }
    names = {(path, by) for path, by, _id in going}
    return [
        each
        for each in left
        if not any((path, by, each[2].get(by)) in going for path, by in names if path == each[0].path)
    ]


def _tied(pairing: Pairing, links: Collection | None, by: str) -> dict[Json, set[str]]:
    """The paths of the lists in which each object is named by a link, by the object's id."""
    tied: dict[Json, set[str]] = {}
    if links is None:
        return tied
    for listed, objects in pairing.lists.items():
        if fits(links.path, listed):
            for _path, body in objects:
                tied.setdefault(body.get(by), set()).add(listed)
    return tied
