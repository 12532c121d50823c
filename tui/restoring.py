"""What a number is to have again: the state before a run, as the resources of a plan.

The slice of the configuration that the number had says in which order objects come and go, and knows what no object
tells, such as which sound was sent; the values are those that were read then. What is still there is given back what
was written to it; what is gone is made anew, whole. Nothing here knows a configuration by name.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from tui import states
from tui.configurations import catalogue
from tui.engine.converge import same
from tui.engine.pairing import pair
from tui.engine.resources import (
    DOCUMENT,
    Body,
    Collection,
    Ref,
    Resource,
    Snapshot,
    Wanted,
    Wish,
    collection_of,
    fits,
    segment,
)
from tui.past import NUMBER, Past
from tui.states import Looked, SettingsDump
from tui.telephony.services import Number, Read

_OWN = 4  # Slashes in the path of the number's own object in a family; what lies within has more.


def look(
    number: Number, settings: SettingsDump | None, past: Past, start: Snapshot | None, read: Read
) -> Looked:
    """Read what the number has, and work out what it is to have again.

    `start` is what it had when undoing began, None for a plan that starts now. Raises what the exchange raises.
    """
    row = catalogue.by_feature_type(past.target.feature_type)
    kind = None if row is None else row.kind
    looked = states.look(number, kind, settings, start, read, asked_for=False)
    before = start or looked.have
    slice_ = None if kind is None else catalogue.load(kind)
    collections = () if slice_ is None else slice_.COLLECTIONS
    wanted = looked.wanted
    if settings is None and slice_ is not None:
        wanted = _bare(number, wanted, collections)
    wanted = _Restoring(number, wanted, collections, past, before, start is None, read).whole()
    return replace(looked, have=states.with_lasting(looked.have, wanted.resources, read), wanted=wanted)


def _bare(number: Number, wanted: Wanted, collections: Sequence[Collection]) -> Wanted:
    """The type, without settings to go by: everything of it is managed, and its only object has to be there."""
    own = [each for each in collections if each.exists_under(wanted.feature_type) and each.feature_types]
    first = next(each for each in own if not (each.id or each.lone))
    there = Resource(first, number.billing_account, number.service_name, {})
    return replace(wanted, resources=(there,), managed=tuple(own))


class _Restoring:
    """Makes of what the settings want (`wanted`) what the past had; each object of the target is taken care of once."""

    def __init__(
        self,
        number: Number,
        wanted: Wanted,
        collections: Sequence[Collection],
        past: Past,
        before: Snapshot,
        starts: bool,
        read: Read,
    ) -> None:
        self._number = number
        self._wanted = wanted
        self._past = past
        self._before = before
        self._starts = starts
        self._read = read
        self._collections = [each for each in collections if wanted.feature_type in each.feature_types]
        # An older type comes back as the newer one of its family, with the same objects.
        self._target = Snapshot(wanted.feature_type, past.target.objects)
        self._retyped = before.feature_type != wanted.feature_type
        self._pairing = pair(self._target, wanted)
        self._refs = self._named()

    def whole(self) -> Wanted:
        """All that is to be there again."""
        resources = list(self._as_it_was())
        for each in self._unnamed():
            resources.insert(self._place_of(each, resources), each)
        resources += self._lasting(resources)
        lost = self._lost_sounds()
        kept = _tied([each for each in resources if each.ref not in lost])
        outdated = self._wanted.outdated | frozenset(self._sent_since())
        return replace(self._wanted, resources=tuple(kept), outdated=outdated)

    def _of(self, path: str) -> Collection | None:
        return collection_of(path, self._collections)

    def _named(self) -> dict[str, Ref]:
        """What the objects of the target are referred to by: as settings name them, else as they are called."""
        refs: dict[str, Ref] = {}
        for place, path in self._pairing.found.items():
            ref = self._wanted.resources[place].ref
            if ref is not None:
                refs[path] = ref
        for path, raw in self._target.objects.items():
            collection = self._of(path)
            if path not in refs and collection is not None and collection.id:
                called = (str(raw[name]) for name in ("name", "description", "number") if raw.get(name))
                own = str(raw.get(collection.id))
                ref = Ref(collection.path.rpartition("/")[2], next(called, own))
                # Two sounds of one name are one to whoever sends them.
                taken = ref in refs.values() and not collection.upload
                refs[path] = Ref(ref.sort, f"{ref.name} {own}") if taken else ref
        return refs

    # --- what the settings name

    def _as_it_was(self) -> Iterator[Resource]:
        """What the settings want, with the values of the target and the fields that no setting names."""
        named: dict[str, set[str]] = {}
        for place, path in self._pairing.found.items():
            named.setdefault(path, set()).update(self._wanted.resources[place].body)
        for place, resource in enumerate(self._wanted.resources):
            collection = resource.collection
            if place not in self._pairing.found:
                # One of several that was not there then is made of names that stand for others.
                if not (collection.feature_types and (collection.id or collection.lone)):
                    yield resource
                continue
            path = self._pairing.found[place]
            raw = self._target.objects[path]
            body = {name: self._value(collection, raw, name, wish) for name, wish in resource.body.items()}
            # The first of several resources for one object takes what none of them names.
            for name in collection.fields:
                if name not in named[path] and self._comes_back(collection, path, name):
                    body[name] = self._wish(collection, raw, name)
            named[path] |= body.keys()
            yield replace(resource, body=body)

    def _value(self, collection: Collection, raw: Body, name: str, wish: Wish) -> Wish:
        field = collection.fields[name]
        if name not in raw or not field.known(raw[name]):
            return wish
        value = self._wish(collection, raw, name)
        if isinstance(value, Ref):
            return value
        is_lost = value is None and raw[name] is not None
        return wish if isinstance(wish, Ref) or is_lost or same(field, value, wish) else value

    def _wish(self, collection: Collection, raw: Body, name: str) -> Wish:
        """A value of the target; an id as what stands for its object, None where that was nowhere even then."""
        value, template = raw[name], collection.fields[name].target(raw)
        if template is None or value in (None, ""):
            return value
        names = {"billing_account": self._number.billing_account, "service_name": self._number.service_name}
        path = f"{template.format(**names)}/{segment(value)}"
        if path in self._refs:
            return self._refs[path]
        return value if not self._retyped and path in self._before.objects else None

    def _comes_back(self, collection: Collection, path: str, name: str) -> bool:
        """Whether a field that no setting names is given back: where it was written, and all of what is gone."""
        each, value = collection.fields[name], self._target.objects[path].get(name)
        if (
            name not in self._target.objects[path]
            or not each.writable
            or each.action
            or not each.known(value)
        ):
            return False
        if self._is_there(collection, path):
            return (path, name) in self._past.written
        return not same(each, value, each.brings)

    def _is_there(self, collection: Collection, path: str) -> bool:
        return path in self._before.objects and not (self._retyped and collection.feature_types)

    # --- what they do not name

    def _unnamed(self) -> Iterator[Resource]:
        taken, sent = set(self._pairing.found.values()), set()
        for path, raw in self._target.objects.items():
            collection = self._of(path)
            if collection is None or path in taken:
                continue
            ref = self._refs.get(path)
            if collection.upload and ref in sent:
                continue
            sent.add(ref)
            yield Resource(
                collection,
                self._number.billing_account,
                self._number.service_name,
                dict(self._body(collection, path, raw)),
                ref,
                self._within(collection, path),
                raw.get(collection.id) if collection.id else None,
            )

    def _body(self, collection: Collection, path: str, raw: Body) -> Iterator[tuple[str, Wish]]:
        there = self._is_there(collection, path)
        for name, each in collection.fields.items():
            own = name == collection.id and name not in collection.key
            given = each.writable or name in collection.create or name in collection.key or each.action
            if own or not given or each.once or name not in raw or not each.known(raw[name]):
                continue
            if each.live and there and (path, name) not in self._past.written:
                continue
            wish = self._wish(collection, raw, name)
            if wish is None and (raw[name] is not None or not each.nullable or not there):
                continue
            yield name, wish

    def _within(self, collection: Collection, path: str) -> Mapping[str, Wish]:
        """What stands for the ids of what it lies within."""
        own, template = path.split("/"), collection.path.split("/")
        outer = {name: own[: template.index(f"{{{name}}}") + 1] for name in collection.within}
        return {name: self._refs["/".join(parts)] for name, parts in outer.items()}

    def _place_of(self, added: Resource, resources: Sequence[Resource]) -> int:
        """After what it refers to and lies within, and after those beside it; else after what is declared before it."""
        refs = {wish for wish in (*added.within.values(), *added.body.values()) if isinstance(wish, Ref)}
        path, ranks = added.path, {each.path: rank for rank, each in enumerate(self._collections)}
        near = [at for at, each in enumerate(resources) if each.ref in refs or each.path == path]
        earlier = [
            at
            for at, each in enumerate(resources)
            if ranks.get(each.collection.path, len(ranks)) < ranks[added.collection.path]
        ]
        return max(near or earlier, default=-1) + 1

    # --- what lies outside the configuration

    def _lasting(self, resources: Sequence[Resource]) -> Iterator[Resource]:
        """The options of lines that were written, as long as they are as they were left; and the description."""
        named = {(each.path, name) for each in resources for name in each.body}
        lasting = self._past.lasting
        for (path, name), left in self._past.written.items():
            collection = next(
                (each for each in lasting if fits(each.path, path) and name in each.fields), None
            )
            raw, now = self._target.objects.get(path, {}), self._now(path)
            if collection is None or (path, name) in named or name not in raw or now is None:
                continue
            field = collection.fields[name]
            if any(same(field, now.get(name), each) for each in (left, raw[name])):
                _telephony, account, _family, service = path.split("/")[1:5]
                yield Resource(collection, account, service, {name: raw[name]})
        described, covered = (
            any(name == "description" and path.count("/") == _OWN for path, name in each)
            for each in (self._past.written, named)
        )
        own = self._target.objects.get(self._number.path)
        if described and not covered and own is not None:
            body: Body = {"description": own["description"]}
            yield Resource(NUMBER, self._number.billing_account, self._number.service_name, body)

    def _now(self, path: str) -> Body | None:
        """An object outside the number as it was when undoing began."""
        found = self._before.objects.get(path)
        return self._read(path) if found is None and self._starts else found

    # --- sounds

    def _lost_sounds(self) -> frozenset[Ref]:
        """What stands for the sounds that are gone, and that the store does not have as they were."""
        there = set() if self._retyped else set(self._sounds(self._before).values())
        return frozenset(
            self._refs[path]
            for path, name in self._sounds(self._target).items()
            if name not in there and not self._past.can_send(name, self._read)
        )

    def _sent_since(self) -> Iterator[str]:
        """The paths of the sounds that were sent since, and were not there before."""
        had = set(self._sounds(self._target).values())
        for path, name in self._sounds(self._before).items():
            if name in self._past.uploaded and name not in had:
                yield path

    def _sounds(self, state: Snapshot) -> Mapping[str, str]:
        """The names of the sounds that there are, by path."""
        uploaded = [each for each in self._collections if each.upload]
        found = ((path, body) for path, body in state.objects.items() if collection_of(path, uploaded))
        return {path: str(body.get("name")) for path, body in found}


def _tied(resources: Sequence[Resource]) -> Sequence[Resource]:
    """The resources without what refers to something that is not there: all of it where it means nothing else."""
    there = {each.ref for each in resources if each.ref is not None}
    kept = [_loose(each, there) for each in resources if there.issuperset(_refs_of(each.within))]
    found = [each for each in kept if each is not None]
    return found if len(found) == len(resources) else _tied(found)


def _loose(resource: Resource, there: Container[Ref]) -> Resource | None:
    gone = {
        name
        for name, wish in resource.body.items()
        if not all(each in there for each in _refs_of({name: wish}))
    }
    fields = resource.collection.fields
    # A key or an action that plays a sound is nothing without it; what a queue does then is one of several things.
    meant = {fields[name].refers_by for name in gone} - {""}
    if any(name in resource.collection.required for name in (*gone, *meant)):
        return None
    none = dict.fromkeys(sorted(gone | meant))
    return replace(resource, body={**resource.body, **none}) if gone else resource


def _refs_of(wishes: Mapping[str, Wish]) -> Iterator[Ref]:
    yield from (wish for wish in wishes.values() if isinstance(wish, Ref) and wish.sort != DOCUMENT)
