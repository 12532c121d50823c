"""Which numbers of a list are marked, to be set up together."""

from collections.abc import Iterable

MOST = 500
"""Numbers that can be marked at once: each is planned before any is changed."""


class Marks:
    """The marked ones of the numbers of a list, by service name, in the order in which they were marked."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = dict.fromkeys(names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    @property
    def names(self) -> tuple[str, ...]:
        """The service names, in number order."""
        return tuple(sorted(self._names))

    def toggle(self, name: str) -> bool:
        """Mark a number, or take its mark away; False when there are too many already."""
        if name in self._names:
            del self._names[name]
        elif len(self) == MOST:
            return False
        else:
            self._names[name] = None
        return True

    def toggle_all(self, names: Iterable[str]) -> bool:
        """Mark all of these; where they all are, take their marks away. False when they would be too many."""
        wanted = dict.fromkeys(names)
        if wanted.keys() <= self._names.keys():
            for name in wanted:
                del self._names[name]
        elif len(wanted | self._names) > MOST:
            return False
        else:
            self._names |= wanted
        return True
