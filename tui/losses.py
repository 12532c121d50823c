"""What the agent should know of a plan whatever is wanted: what stays behind, and what undoing could not bring back.

The latter is said before a run is applied, and again before it is undone.

Nothing here knows a configuration by name.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from tui.configurations import catalogue
from tui.engine.plan import Plan
from tui.engine.resources import Body, Collection, Snapshot, collection_of
from tui.engine.states import EMPTY
from tui.i18n import N_, Message
from tui.past import Past
from tui.telephony.services import Number, Read

_MOST_NAMES = 5


def warnings(number: Number, kind: str | None, have: Snapshot, leaves: bool, read: Read) -> Iterator[Message]:
    """What does not depend on the wanted configuration: what stays behind, pools, missing settings.

    `leaves` says that the number does not keep the configuration that it has.
    """
    slice_ = catalogue.slice_under(number.feature_type)
    if leaves and slice_ is not None:
        yield from slice_.left_behind(number, have, read)
    if number.pool is not None:
        yield Message(
            N_("The number is part of a pool ({pool}); only this number is changed."), {"pool": number.pool}
        )
    if kind is not None and catalogue.by_kind(kind).module is None:
        yield Message(N_("Only the type is changed here; its settings have to be made in the web manager."))


def foreseen(
    number: Number, have: Snapshot, plan: Plan, sent: Mapping[str, str], read: Read
) -> tuple[Message, ...]:
    """What of `have` would be lost for good by a plan; `sent` are the sounds of the number that were sent from here."""
    deleted = [step.path for step in plan.steps if step.action == "delete"]
    written = {(step.path, name): None for step in plan.steps if step.method == "PUT" for name in step.body}
    past = Past(have, sent, written, frozenset(step.content for step in plan.steps), frozenset())

    def goes(path: str) -> bool:
        return any(path == each or path.startswith(each + "/") for each in deleted)

    return tuple(_lost(number, past, plan.changes_type, goes, read))


def missing(number: Number, past: Past, present: Snapshot, then: Read) -> tuple[Message, ...]:
    """What of the past will not be back when a number that has `present` is undone; `then` reads as it was."""
    retyped = present.feature_type != past.target.feature_type
    return tuple(_lost(number, past, retyped, lambda path: path not in present.objects, then))


def _lost(
    number: Number, past: Past, retyped: bool, goes: Callable[[str], bool], read: Read
) -> Iterator[Message]:
    then = past.target
    if then.feature_type == EMPTY:
        return
    slice_ = catalogue.slice_under(then.feature_type)
    if slice_ is None:
        if retyped:
            yield Message(N_("There is no way back to this older type."))
        return
    irretrievable = getattr(slice_, "irretrievable", None)
    if irretrievable is not None and (retyped or any(past.uploaded)):
        yield from irretrievable(number, then, read, retyped)
    gone: list[tuple[Collection, str, Body]] = []
    kept: list[tuple[Collection, str, Body]] = []
    for path, body in then.objects.items():
        collection = collection_of(path, slice_.COLLECTIONS)
        if collection is not None and collection.feature_types:
            (gone if retyped or goes(path) else kept).append((collection, path, body))
    names = [str(body.get("name")) for collection, _path, body in gone if collection.upload]
    foreign = [name for name in dict.fromkeys(names) if not past.can_send(name, read)]
    if foreign:
        shown = ", ".join([*foreign[:_MOST_NAMES], *["…"][: len(foreign) - _MOST_NAMES]])
        text = N_("Sounds that were not sent from here, or that the store has no more: {names}.")
        yield Message(text, {"names": shown})
    for title in dict.fromkeys(collection.title for collection, _path, _body in gone if collection.lone):
        text = N_("{object}: another one is made, with another address.")
        yield Message(text, {"object": Message(title)})
    yield from _unknown_secrets(gone, kept, past.written)
    # Of a run that was cut off halfway back, too, all that there is may be new.
    if _numbered(gone) and not _numbered(kept):
        text = N_("The ids of all objects: programs of the customer that use them have to learn new ones.")
        yield Message(text)


def _numbered(objects: Iterable[tuple[Collection, str, Body]]) -> bool:
    """Whether any of these has an id by which programs may know it."""
    return any(collection.id and not collection.upload for collection, _path, _body in objects)


def _unknown_secrets(
    gone: list[tuple[Collection, str, Body]],
    kept: list[tuple[Collection, str, Body]],
    written: Container[tuple[str, str]],
) -> Iterator[Message]:
    labels: dict[str, None] = {}
    for objects, is_gone in ((gone, True), (kept, False)):
        for collection, path, body in objects:
            for name, field in collection.fields.items():
                hidden = field.secret and name in body and not field.known(body[name])
                if hidden and (is_gone or (path, name) in written):
                    labels[field.label] = None
    for label in labels:
        yield Message(N_("{field}: the present one cannot be read."), {"field": Message(label)})
