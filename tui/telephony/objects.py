"""The objects of a list as the platform has them: what settings call them, and their order."""

import math
from collections.abc import Iterable, Mapping

from tui.engine.resources import Body
from tui.telephony.normal import as_line


def names_by_id(
    listed: Iterable[tuple[str, Body]], identity: str, name: str, nameless: str
) -> Mapping[str, str]:
    """What the objects of a list are called in settings, by id: as their field `name` says.

    One without a name is called `nameless` with its id, and of equal names every later one gets its id too.
    """
    names: dict[str, str] = {}
    for _path, body in listed:
        own = str(body.get(identity))
        called = str(as_line(body.get(name) or "")) or f"{nameless} {own}"
        names[own] = called if called not in names.values() else f"{called} {own}"
    return names


def by_position(listed: Iterable[tuple[str, Body]]) -> list[tuple[str, Body]]:
    """The objects of a list in the order of their positions; those without one come last, as they stand."""

    def place(each: tuple[str, Body]) -> float:
        position = each[1].get("position")
        return position if isinstance(position, int) else math.inf

    return sorted(listed, key=place)
