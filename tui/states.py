"""What a number has, and what it is to have: read, and worked out by the slice of its configuration.

Nothing here knows a configuration by name; the slices are reached through the catalogue.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from tui.configurations import catalogue
from tui.engine.errors import ExchangeError, NotBuilt, Problem, SettingsRefused
from tui.engine.naming import in_use
from tui.engine.resources import (
    Body,
    Collection,
    Json,
    Resource,
    Snapshot,
    Wanted,
    collection_of,
    fits,
    segment,
)
from tui.engine.states import EMPTY
from tui.i18n import N_, Message
from tui.telephony.services import Number, Read
from tui.telephony.sounds import sent_to

if TYPE_CHECKING:  # pydantic is loaded when a configuration is chosen, not before the first screen
    from pydantic import BaseModel

SettingsDump = Mapping[str, Json]
"""The dump of a slice's settings model; its rows may keep the ids of their objects."""


@dataclass(frozen=True)
class Looked:
    """What there is, what is wanted, what the agent should know of it, and what a caller will notice.

    `settings` are those that were given, as their model has them.
    """

    have: Snapshot
    wanted: Wanted
    warnings: tuple[Message, ...] = ()
    effect: Message | None = None
    settings: SettingsDump | None = None


def slice_of(kind: str) -> catalogue.Slice:
    """The slice of a kind. Raises `NotBuilt` for one whose settings are not built."""
    slice_ = catalogue.load(kind)
    if slice_ is None:
        raise NotBuilt(
            feature=Message(N_("Setting up “{title}”"), {"title": Message(catalogue.by_kind(kind).title)})
        )
    return slice_


def model_of(slice_: catalogue.Slice, given: SettingsDump) -> "BaseModel":
    """The settings as their model. Raises `SettingsRefused` with every fault at once."""
    from pydantic import ValidationError

    from tui.problems import problems_of

    try:
        model: BaseModel = slice_.SETTINGS.model_validate(given)
    except ValidationError as error:
        raise SettingsRefused(problems_of(error)) from error
    return model


def look(
    number: Number,
    kind: str | None,
    settings: SettingsDump | None,
    before: Snapshot | None,
    read: Read,
    asked_for: bool = True,
) -> Looked:
    """Read what the number has, and work out what it is to have; `before` is None for a plan that starts now.

    Raises `SettingsRefused` with all that is wrong with the settings, by themselves and on this number, and what the
    exchange raises. What was there once is not `asked_for` now: the number had it, so that nothing forbids it.
    """
    row = None if kind is None else catalogue.by_kind(kind)
    # What a type holds that is about to be left was read when the plan was made; while it is carried out it is no help.
    leaves = row is None or number.feature_type not in row.feature_types
    have = Snapshot(number.feature_type) if leaves and before is not None else present(number, read)
    if kind is None or row is None:
        effect = Message(N_("Callers hear that the number is not in use."))
        return Looked(have, Wanted(EMPTY, None, Message(N_("none"))), (), effect)
    if settings is None:
        feature_type = number.feature_type if number.feature_type in row.feature_types else row.posts
        return Looked(have, Wanted(feature_type, kind, Message(row.title)))
    slice_ = slice_of(kind)
    try:
        model = model_of(slice_, settings)
    except SettingsRefused as refused:
        known = {each.path for each in refused.problems}
        more = _problems_besides(slice_, settings, number, before or have, read)
        raise SettingsRefused(
            (*refused.problems, *(each for each in more if each.path not in known))
        ) from refused
    answers = slice_.lookups(model, number, before or have, read)
    if asked_for and (problems := slice_.problems(model, number, answers)):
        raise SettingsRefused(problems)
    wanted = slice_.resources(model, number, answers)
    wanted = replace(wanted, outdated=_outdated(number, before or have, wanted, read))
    have = with_lasting(have, wanted.resources, read)
    dump = model.model_dump(mode="json")
    return Looked(have, wanted, slice_.warnings(model, number, answers), slice_.effect(model), dump)


def _problems_besides(
    slice_: catalogue.Slice, given: SettingsDump, number: Number, before: Snapshot, read: Read
) -> Iterator[Problem]:
    """What could not be on this number of settings that are wrong already, as far as that can be told of the rest."""
    from tui.telephony.settings import right_part

    right = right_part(slice_.SETTINGS, given)
    needed = (name for name, field in type(right).model_fields.items() if field.is_required())
    if all(getattr(right, name) is not None for name in needed):
        yield from slice_.problems(right, number, slice_.lookups(right, number, before, read))


def present(number: Number, read: Read) -> Snapshot:
    """The number's own objects under its present type, each list after what it lies within."""
    slice_ = catalogue.slice_under(number.feature_type)
    own = [
        each
        for each in (() if slice_ is None else slice_.COLLECTIONS)
        if number.feature_type in each.feature_types
    ]
    # By collection, for they are read in another order: what lies within anything after what it may lie within.
    found: list[dict[str, Body]] = [{} for _collection in own]
    for depth in sorted({len(each.within) for each in own}):
        asked = [
            (at, collection, path)
            for at, collection in enumerate(own)
            if len(collection.within) == depth
            for path in _paths(collection, number, chain.from_iterable(found))
        ]
        told = read.each(lambda each: _objects(each[1], each[2], read), asked)
        for (at, _collection, _path), objects in zip(asked, told, strict=True):
            found[at].update(objects)
    return Snapshot(number.feature_type, dict(chain.from_iterable(each.items() for each in found)))


def _paths(collection: Collection, number: Number, there: Iterable[str]) -> list[str]:
    """Where the objects of a collection are, of which there may be one in each object that is `there`."""
    if not collection.within:
        names = {"billing_account": number.billing_account, "service_name": number.service_name}
        return [collection.path.format(**names)]
    outer = f"{collection.parent}/{{{collection.within[-1]}}}"
    return [path + collection.path.rpartition("}")[2] for path in there if fits(outer, path)]


def sounds(slice_: catalogue.Slice, have: Snapshot) -> tuple[str, ...]:
    """The names of the sounds that a number has."""
    uploaded = [each for each in slice_.COLLECTIONS if each.upload]
    found = [body for path, body in have.objects.items() if collection_of(path, uploaded)]
    return tuple(sorted(str(body.get("name")) for body in found))


def links(slice_: catalogue.Slice, have: Snapshot) -> int:
    """How many secret addresses a number has; the addresses themselves were not kept."""
    lone = [each for each in slice_.COLLECTIONS if each.lone]
    return sum(collection_of(path, lone) is not None for path in have.objects)


def _outdated(number: Number, before: Snapshot, wanted: Wanted, read: Read) -> frozenset[str]:
    """What was uploaded from here and is no longer in use once something else is in its place.

    What was never in use, or came from elsewhere, is the customer's own and stays.
    """
    sent = sent_to(read.sounds, number)
    if not sent:
        return frozenset()
    uploaded = [each for each in wanted.managed if each.upload]
    return frozenset(
        path
        for path in in_use(before, wanted)
        if collection_of(path, uploaded) and before.objects.get(path, {}).get("name") in sent
    )


def with_lasting(have: Snapshot, resources: Sequence[Resource], read: Read) -> Snapshot:
    """The state and what lies outside the number, the options of a line say, that is to be changed with it."""
    asked = {
        resource.path: resource.collection
        for resource in resources
        if not resource.collection.feature_types and resource.path not in have.objects
    }
    told = read.each(lambda each: _objects(each[1], each[0], read), list(asked.items()))
    return replace(have, objects=dict(chain(have.objects.items(), *(each.items() for each in told))))


def _objects(collection: Collection, path: str, read: Read) -> dict[str, Body]:
    """The objects of a collection at one of its paths."""
    if not collection.id:
        body = read(path)
        return {} if body is None else {path: Body() if collection.lone else body}
    objects = {}
    for each in read.objects(path):
        own = each.get(collection.id)
        if not isinstance(own, int | str):
            raise ExchangeError("GET", path, f"an object came without its {collection.id}")
        objects[f"{path}/{segment(own)}"] = each
    return objects
