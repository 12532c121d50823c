"""What settings leave as it was read stays on the platform as it is, in the platform's own spelling.

Reading maps many things to one: a number spelled in two ways, a queue's action that is missing and one that is not
known, the two moments of 02:30 in autumn, a second menu of the same name. So what is wanted is held against what the
settings that were read would want; where both say the same, and sending it would change something, nothing is sent.
"""

from collections.abc import Mapping
from dataclasses import replace

from tui.engine.pairing import pair
from tui.engine.resources import Body, Ref, Resource, Snapshot, Wanted, Wish

_PLACE = "position"
"""Of this a single one says nothing: objects are numbered together."""


def as_read(wanted: Wanted, read: Wanted | None, before: Snapshot) -> Wanted:
    """`wanted`, with the values of `before` where `read`, what the settings that were read want, says the same."""
    if read is None or before.feature_type != wanted.feature_type:
        return wanted
    meant: dict[str, dict[str, Wish]] = {}
    then, now = pair(before, read), pair(before, wanted)
    for place, path in then.found.items():
        meant.setdefault(path, {}).update(read.resources[place].body)
    kept = [
        _with_present(resource, now.body(place) or {}, meant.get(now.found.get(place, ""), {}))
        for place, resource in enumerate(wanted.resources)
    ]
    return replace(wanted, resources=tuple(kept))


def _with_present(resource: Resource, present: Body, meant: Mapping[str, Wish]) -> Resource:
    body = dict(resource.body)
    for name, wish in resource.body.items():
        field, value = resource.collection.fields[name], present.get(name)
        if isinstance(wish, Ref) or name == _PLACE or name not in meant or meant[name] != wish:
            continue
        if field.known(value) and field.normal(value) != field.normal(wish):
            body[name] = value
    return replace(resource, body=body)
