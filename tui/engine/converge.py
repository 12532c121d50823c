"""The difference between what a number has and what is wanted, as an ordered list of calls.

Pure: the same two states give the same plan, and equal states give an empty one. The same function serves a first
configuration, an edit, and a resume after a crash.

The order of the steps (design, order and identity): a change of type; then what comes and what changes, as wanted
stands, so that nothing is referred to before it exists; then what goes, the last first, so that nothing goes that is
still referred to. What lies within an object with a switch, a step of a dialplan, comes, changes and goes while that
one is out of service.
"""

from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tui.engine.naming import Names
from tui.engine.ordering import moves, place_of
from tui.engine.pairing import Pairing, pair
from tui.engine.plan import Action, Change, Plan, Step
from tui.engine.resources import DOCUMENT, Body, Collection, Field, Json, Ref, Snapshot, Wanted, typed
from tui.engine.states import EMPTY
from tui.i18n import N_, Message

Changes = Mapping[str, Change]


def diff(
    billing_account: str,
    service_name: str,
    have: Snapshot,
    wanted: Wanted,
    sent: Container[tuple[str, str]] = frozenset(),
) -> Plan:
    """What has to be called so that `have` becomes `wanted`; empty when nothing is missing.

    `sent` are the (object, field) pairs that this run has already sent: a secret that cannot be read back, or a request
    that leaves nothing to read, counts as done once it was sent.
    """
    steps: list[Step] = []
    if have.feature_type != wanted.feature_type:
        steps.append(_change_type(billing_account, service_name, have, wanted))
    steps.extend(_Converge(pair(have, wanted), sent).steps())
    # The id of what was uploaded is learned by looking; one look serves all uploads in a row.
    for at, step in enumerate(steps[:-1]):
        if step.action == "upload" and steps[at + 1].action != "upload":
            steps[at] = replace(step, again=True)
    return Plan(tuple(steps))


def same(field: Field, have: Json, want: Json) -> bool:
    """Whether two values of a field mean the same."""
    return field.normal(have) == field.normal(want)


def _change_type(billing_account: str, service_name: str, have: Snapshot, wanted: Wanted) -> Step:
    title = Message(N_("type {title}"), {"title": wanted.title})
    return Step(
        action="change-type",
        method="POST",
        path=f"/telephony/{billing_account}/number/{service_name}/changeFeatureType",
        body={"featureType": wanted.feature_type},
        title=Message(N_("remove the configuration")) if wanted.feature_type == EMPTY else title,
        changes=(Change("featureType", N_("type"), "feature-type", have.feature_type, wanted.feature_type),),
        task=True,
        again=True,
    )


class _Converge:
    """The steps from what is paired to what is wanted; each resource is taken care of once."""

    def __init__(self, pairing: Pairing, sent: Container[tuple[str, str]]) -> None:
        self._pairing = pairing
        self._resources = pairing.wanted.resources
        self._sent = sent
        self._names = Names(pairing)
        self._abouts = _abouts(pairing)
        self._done: set[int] = set()
        self._placed: set[int] = set()
        self._taken_out: set[int] = set()
        self._gone: set[str] = set()

    def steps(self) -> Iterator[Step]:
        """All of them, in order."""
        last = {resource.collection.path: place for place, resource in enumerate(self._resources)}
        for collection in self._pairing.wanted.managed:
            # What is in service goes whole and before others take its place; what it leads to goes at the end.
            if collection.switch or (collection.goes_first and collection.path not in last):
                yield from self._go(collection)
        yield from self._room()
        for place, resource in enumerate(self._resources):
            yield from self._of(place)
            if resource.collection.goes_first and last[resource.collection.path] == place:
                yield from self._go(resource.collection)
        yield from self._untied()
        yield from self._go()

    def _go(self, only: Collection | None = None) -> Iterator[Step]:
        """What is not wanted goes, the last first: all that is left, or that of one collection."""
        for left in reversed(self._pairing.left):
            if only is None or left[0].path == only.path:
                yield from self._delete(*left)

    def _untied(self) -> Iterator[Step]:
        """What goes along with its object and ties another one that goes: two menus can lead to each other."""
        going = {path: collection for collection, path, _body in self._pairing.left if path not in self._gone}
        for path, body in self._pairing.have.objects.items():
            outer = path.rpartition("/")[0].rpartition("/")[0]
            if outer in going:
                inner = self._names.collection(path)
                targets = [] if inner is None else self._names.targets(inner, path, body)
                if inner is not None and any(each in going and each != outer for each in targets):
                    yield from self._delete(inner, path, body)

    def _of(self, place: int) -> Iterator[Step]:
        collection = self._resources[place].collection
        if place in self._done:
            return
        if collection.switch:
            yield from self._switched(place)
        elif collection.order:
            yield from self._ordered(self._pairing.groups[self._resources[place].path])
        else:
            self._done.add(place)
            if self._pairing.exists(place):
                yield from self._update(place, self._changes(place))
            elif collection.upload:
                yield self._upload(place)
            else:
                yield from self._create(place)

    # --- one object

    def _changes(self, place: int, but: str = "") -> dict[str, Change]:
        """What differs of an object, by field; `but` one."""
        resource, body = self._resources[place], self._pairing.body(place)
        # An object that the change of type makes anew holds nothing of what was sent to the one before.
        anew = self._pairing.retyped and bool(resource.collection.feature_types)
        changes: dict[str, Change] = {}
        for name, wish in resource.body.items():
            field = resource.collection.fields[name]
            fixed = self._pairing.exists(place) and not field.writable and field.action is None
            known = body is not None and field.known(body.get(name))
            sent = not (known or anew) and (self._abouts[place], name) in self._sent
            value = typed(field, self._pairing.plain(wish))
            if name == but or fixed or sent or (known and same(field, (body or {}).get(name), value)):
                continue
            changes[name] = self._names.change(resource, name, body, wish, value)
        return changes

    def _update(self, place: int, changes: Changes, action: Action = "update") -> Iterator[Step]:
        resource, path = self._resources[place], self._pairing.path(place)
        fields = resource.collection.fields
        for name, change in changes.items():
            call = fields[name].action
            if call is not None:
                title, one = Message(fields[name].label), {name: change}
                to = resource.path_with(self._pairing.ids, resource.collection.action_path(call))
                step = self._step(place, "update", "POST", to, one, title=title, task=True)
                wish = resource.body[name]
                document = wish.name if isinstance(wish, Ref) and wish.sort == DOCUMENT else ""
                yield replace(step, action="upload", content=document) if document else step
        put = {name: change for name, change in changes.items() if fields[name].action is None}
        if put:
            yield self._step(place, action, "PUT", path, put)

    def _create(self, place: int, off: str = "", at: Change | None = None) -> Iterator[Step]:
        """POST what it takes, PUT the rest.

        `off` is a switch that is left off at first; `at` the place that it gets in an order.
        """
        resource = self._resources[place]
        collection, changes = resource.collection, self._changes(place, but=off)
        if at is not None:
            changes[at.name] = at
        # Nothing is not sent: POST takes no null, and what is not named is empty.
        first = {
            name: change
            for name, change in changes.items()
            if name in collection.create and change.new not in (None, "")
        }
        path = resource.path_with(self._pairing.ids, collection.create_path)
        step = self._step(place, "create", "POST", path, first)
        body: Body = {collection.spell(name): value for name, value in step.body.items()}
        links = {collection.spell(name): ref for name, ref in step.links.items()}
        if off:
            body = {collection.spell(off): False, **body}
        makes = "" if resource.ref is None else str(resource.ref)
        yield replace(step, body=body, links=links, makes=makes, id_field=collection.id)
        rest = {
            name: change
            for name, change in changes.items()
            if name not in collection.create and collection.fields[name].writable
        }
        if any(
            not same(collection.fields[name], collection.fields[name].brings, change.new)
            for name, change in rest.items()
        ):
            yield self._step(place, "update", "PUT", self._pairing.path(place), rest)

    def _upload(self, place: int) -> Step:
        resource = self._resources[place]
        path = resource.path_with({}, resource.collection.action_path(resource.collection.upload))
        step = self._step(place, "upload", "POST", path, self._changes(place), task=True)
        name = str(resource.body["name"])
        document = str(Ref(DOCUMENT, name))
        return replace(step, body={**step.body, "documentId": document}, content=name)

    def _delete(self, collection: Collection, path: str, body: Body) -> Iterator[Step]:
        if path in self._gone:
            return
        self._gone.add(path)
        title = self._names.of(collection, path, body)
        if collection.switch and body.get(collection.switch):
            off = self._turn(collection, on=False)
            yield Step("take-out", "PUT", path, {off.name: False}, title, (off,), about=path)
        yield Step("delete", "DELETE", path, {}, title, about=path)

    def _step(
        self,
        place: int,
        action: Action,
        method: str,
        path: str,
        changes: Changes,
        title: Message | None = None,
        task: bool = False,
    ) -> Step:
        wishes = self._resources[place].body
        links = {
            name: str(wish)
            for name in changes
            if isinstance(wish := wishes.get(name), Ref) and wish not in self._pairing.ids
        }
        return Step(
            action,
            "PUT" if method == "PUT" else "POST",
            path,
            {name: change.new for name, change in changes.items()},
            title or self._names.title(place),
            tuple(changes.values()),
            task,
            about=self._abouts[place],
            links={name: ref for name, ref in links.items() if not ref.startswith(f"{{{DOCUMENT}:")},
        )

    # --- what is in service

    def _room(self) -> Iterator[Step]:
        """What has a switch and a place of its own makes room, from the last on, before anything comes in between."""
        rising, taken = [], set()
        for place, resource in enumerate(self._resources):
            body = self._pairing.body(place)
            if body is not None and resource.collection.switch:
                taken.add(place_of(body.get("position")))
                change = self._changes(place).get("position")
                if change is not None and place_of(change.new) > place_of(change.old):
                    rising.append((place_of(change.new), place, change))
        for at, place, change in sorted(rising, key=lambda each: each[:2], reverse=True):
            self._placed.add(place)
            changes = {"position": change}
            collection, body = self._resources[place].collection, self._pairing.body(place) or {}
            # Two that change places: never both of them in service in one place.
            if at in taken and body.get(collection.switch):
                self._taken_out.add(place)
                off = self._turn(collection, on=False)
                changes = {off.name: off, **changes}
            taken = {*taken - {place_of(change.old)}, at}
            action: Action = "take-out" if len(changes) > 1 else "move"
            yield self._step(place, action, "PUT", self._pairing.path(place), changes)

    def _switched(self, place: int) -> Iterator[Step]:
        """An object with a switch and all that lies within it.

        A new one is made off, filled, and put in last; a present one is taken out before more than one call changes it.
        """
        self._done.add(place)
        resource, body = self._resources[place], self._pairing.body(place)
        collection, path = resource.collection, self._pairing.path(place)
        wants = bool(resource.body.get(collection.switch, True))
        inner = list(self._within(place))
        if body is None:
            yield from self._create(place, off=collection.switch)
            is_on = False
        else:
            is_on = bool(body.get(collection.switch)) and place not in self._taken_out
            own = self._changes(place, but=collection.switch)
            if place in self._placed:
                own.pop("position", None)
            if is_on and (not wants or len(inner) + bool(own) > 1):
                off = self._turn(collection, on=False)
                yield self._step(place, "take-out", "PUT", path, {off.name: off, **own})
                is_on, own = False, {}
            yield from self._update(place, own)
        yield from inner
        if wants and not is_on:
            on = self._turn(collection, on=True)
            yield self._step(place, "put-in", "PUT", path, {on.name: on})

    @staticmethod
    def _turn(collection: Collection, on: bool) -> Change:
        field = collection.fields[collection.switch]
        return Change(collection.switch, field.label, field.type, not on, on)

    def _within(self, place: int) -> Iterator[Step]:
        """What comes, changes and goes within an object."""
        ref = self._resources[place].ref
        for inner in self._pairing.inner.get(ref, ()) if ref is not None else ():
            yield from self._of(inner)
        path = self._pairing.found.get(place)
        for left in self._pairing.left:
            if path is not None and left[1].startswith(path + "/"):
                yield from self._delete(*left)

    # --- what has an order

    def _ordered(self, places: list[int]) -> Iterator[Step]:
        """The objects of one list whose order counts: those that are there move, the others come at their place.

        How the platform shifts the others is known by looking only, so that it is looked at again between two moves.
        """
        self._done.update(places)
        collection = self._resources[places[0]].collection
        order, found = collection.order, self._pairing.found
        listed = self._pairing.listed(self._resources[places[0]].path_with(self._pairing.ids))
        present = sorted(listed, key=lambda each: place_of(each[1].get(order)))
        now = [] if self._pairing.retyped else [path for path, _body in present]
        names = {place: found.get(place, str(place)) for place in places}
        turns = dict(moves(now, [names[place] for place in places]))
        shifted = sum(names[place] in turns for place in places if place in found)
        for place in places:
            at = turns.get(names[place])
            resource, body = self._resources[place], self._pairing.body(place)
            if place in found:
                yield from self._update(place, self._changes(place, but=order))
            if at is None:
                continue
            change = self._names.change(resource, order, body, at, at)
            if place not in found:
                yield from self._create(place, at=change)
            else:
                shifted -= 1
                move = self._step(place, "move", "PUT", self._pairing.path(place), {order: change})
                yield replace(move, again=shifted > 0)


def _abouts(pairing: Pairing) -> list[str]:
    """What each resource is called in a step, whether or not it exists: its reference, else its place in its list.

    The same every time that the same is wanted, so that a step can be recognised after a crash.
    """
    found = [""] * len(pairing.wanted.resources)
    for path, places in pairing.groups.items():
        for nth, place in enumerate(places):
            resource = pairing.wanted.resources[place]
            nameless = path if nth == 0 and not resource.collection.id else f"{path}#{nth}"
            found[place] = nameless if resource.ref is None else str(resource.ref)
    return found
