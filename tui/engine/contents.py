"""What an object with a switch holds, wherever it stands: two steps that do the same are one that moved.

Pure. References are compared by the ids of what is paired already, which what a step refers to always is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.engine.resources import typed

if TYPE_CHECKING:  # it is the pairing that asks
    from collections.abc import Iterable, Mapping, Sequence

    from tui.engine.pairing import Pairing
    from tui.engine.resources import Body, Collection, Wish

_PLACE = "position"


class Contents:
    """The contents, as marks to compare, of the wanted objects at `places`, of one collection, and of present ones."""

    def __init__(self, pairing: Pairing, places: Sequence[int]) -> None:
        self._pairing = pairing
        self._resources = pairing.wanted.resources
        self._own = self._resources[places[0]].collection
        # The fields that count, by collection: those of the first wanted object of each.
        self._fields: dict[str, tuple[Collection, list[str]]] = {}
        for resource in self._resources:
            collection = resource.collection
            if self._own.path in (collection.path, collection.parent):
                names = [name for name in resource.body if name not in (self._own.switch, _PLACE)]
                self._fields.setdefault(collection.path, (collection, sorted(names)))

    def wanted(self, place: int) -> str:
        """What a wanted object holds."""
        resource = self._resources[place]
        inner = self._pairing.inner.get(resource.ref, ()) if resource.ref is not None else ()
        return self._mark(
            resource.body,
            ((self._resources[each].collection.path, self._resources[each].body) for each in inner),
        )

    def present(self, path: str, body: Body) -> str:
        """What an object holds that there is."""
        return self._mark(
            body,
            (
                (inner, found)
                for inner in self._fields
                if inner != self._own.path
                for _path, found in self._pairing.listed(path + inner.rpartition("}")[2])
            ),
        )

    def _mark(self, body: Mapping[str, Wish], inner: Iterable[tuple[str, Mapping[str, Wish]]]) -> str:
        return repr((self._values(self._own.path, body), sorted(self._values(*each) for each in inner)))

    def _values(self, path: str, body: Mapping[str, Wish]) -> str:
        collection, names = self._fields[path]
        fields = collection.fields
        plain = [
            fields[name].normal(typed(fields[name], self._pairing.plain(body.get(name)))) for name in names
        ]
        return f"{path} {plain!r}"
