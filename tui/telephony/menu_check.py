"""Where voice menus lead: which of them callers reach, and from which they get out again. Pure.

A menu is known by its name, and told here only as far as its keys lead somewhere. What is not a menu's own, such as
playing a sound, keeps the caller in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Keys:
    """Where the keys of a menu lead: to the menus it `opens`, `back` to the one before, to the `top`, and out.

    `leaves`: a key, or waiting, ends the menu, and the call goes on with what follows it. `transfers`: a key hands the
    caller over to somebody.
    """

    opens: frozenset[str] = frozenset()
    back: bool = False
    top: bool = False
    leaves: bool = False
    transfers: bool = False


class Ways:
    """The ways through `menus`, by name, for calls that begin at the menus `starts`.

    Names that no menu has lead nowhere.
    """

    def __init__(self, menus: Mapping[str, Keys], starts: Iterable[str]) -> None:
        self._menus = menus
        self._from = {start: self._beyond(start) for start in starts if start in menus}
        self.reached = frozenset[str]().union(*self._from.values())
        """The menus that callers reach."""
        self.trapped = self.reached - self._leading_to(
            name for name, keys in menus.items() if keys.leaves or keys.transfers
        )
        """Those of them from which no key, however many are pressed, leads out of the menus."""

    def can_be_left(self, start: str) -> bool:
        """Whether a call that begins at a menu can come out of it again, and go on with what follows."""
        return any(self._menus[name].leaves for name in self._from.get(start, ()))

    def _beyond(self, start: str) -> Collection[str]:
        """The menu and all that its keys open, and theirs."""
        found, waiting = {start}, [start]
        while waiting:
            new = {name for name in self._menus[waiting.pop()].opens if name in self._menus} - found
            found |= new
            waiting += new
        return frozenset(found)

    def _leading_to(self, goals: Iterable[str]) -> frozenset[str]:
        """The menus from which some keys lead to one of `goals`."""
        into: dict[str, set[str]] = {name: set() for name in self._menus}
        for name, keys in self._menus.items():
            for other in keys.opens & into.keys():
                into[other].add(name)
                if self._menus[other].back:
                    into[name].add(other)
        for start, names in self._from.items():
            into[start].update(name for name in names if self._menus[name].top)
        found = set(goals)
        waiting = list(found)
        while waiting:
            new = into[waiting.pop()] - found
            found |= new
            waiting += new
        return frozenset(found)
