"""Which numbers a search finds: slices of search keys, scanned a little at a time; no widget, no database.

The keys of an inventory (`telephony.values.search_key`) are held as a few long texts, one key a line, so that a term is
looked for at the speed of `str.find` and 100,000 numbers take a few megabytes. Positions are kept, not rows.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import NamedTuple, Protocol

FIRST_SLICE, SLICE = 512, 1024  # Keys; looking through one takes a fraction of a millisecond.
QUICK, PATIENT = 0.0005, 0.009  # Seconds that a key's paint may wait, with its first page found and without.
_NARROWED = 1000  # Matches that are looked through one by one when a term grows: less work than all the keys.
_OFFSET_BITS = 40  # A position is its slice's index above, the offset in the slice below.
_OFFSET_MASK = (1 << _OFFSET_BITS) - 1

Row = tuple[str, str, str, str | None]
"""What the list draws of a number: billing account, description, feature type, pool."""


class NumberSource(Protocol):
    """What the list asks of an inventory; the store's `Inventory` answers it."""

    def keys(
        self,
        after: int = 0,
        limit: int = 4096,
        billing_account: str | None = None,
        feature_types: frozenset[str] | None = None,
    ) -> list[str]:
        """The search keys of the next `limit` aliases in number order, each beginning with the service name."""

    def rows(self, service_names: Sequence[str]) -> Mapping[str, Row]:
        """What a screenful of rows says, by service name."""


class Picked(NamedTuple):
    """The filters of the list; None is no filter."""

    billing_account: str | None = None
    feature_types: frozenset[str] | None = None


class Matches:
    """The aliases of `source` under the filters `picked` whose search key holds `term`, in number order.

    Nothing is read until `step` or `fill` is called. Indices count matches from 0.
    """

    def __init__(self, source: NumberSource, picked: Picked, term: str = "") -> None:
        self._source = source
        self.picked = picked
        self.term = term
        self._slices: list[str] = []
        self._sizes: list[int] = []  # How many keys lie before the end of each slice.
        self._all_read = False
        self._found = array("Q")
        self._scanned = 0
        self._split: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        """How many matches are known so far."""
        return len(self._found) if self.term else self.read

    @property
    def read(self) -> int:
        """How many keys have been read so far, matching or not."""
        return self._sizes[-1] if self._sizes else 0

    @property
    def complete(self) -> bool:
        """Whether every key has been read and looked at."""
        return self._all_read and (not self.term or self._scanned == len(self._slices))

    def search(self, term: str) -> None:
        """Look for another term in the same numbers; what was read is kept."""
        narrower = (
            self.complete and len(self.term) > 0 and self.term in term and len(self._found) <= _NARROWED
        )
        before, self.term = self._found, term
        if narrower:
            self._found = array("Q", [position for position in before if self._holds(position)])
        else:
            self._found, self._scanned = array("Q"), 0

    def _holds(self, position: int) -> bool:
        keys, offset = self._slices[position >> _OFFSET_BITS], position & _OFFSET_MASK
        end = keys.find("\n", offset)
        return keys.find(self.term, offset, end if end >= 0 else len(keys)) >= 0

    def step(self) -> None:
        """Read one slice, or look through one that was read already."""
        if not self.term or self._scanned == len(self._slices):
            self._read_slice()
        if self.term and self._scanned < len(self._slices):
            self._scan(self._scanned)
            self._scanned += 1

    def fill(self, matches: int) -> None:
        """Take steps until so many matches are known, and on while that is quick; never much longer than half a frame.

        What is left after that is for `step`, after the paint.
        """
        started = perf_counter()
        while not self.complete:
            spent = perf_counter() - started
            if spent > (QUICK if len(self) >= matches else PATIENT):
                break
            self.step()

    def work(self, seconds: float) -> None:
        """Take steps for so long."""
        until = perf_counter() + seconds
        while not self.complete and perf_counter() < until:
            self.step()

    def finish(self) -> None:
        """Read and look through all that is left."""
        while not self.complete:
            self.step()

    def names(self, first: int, last: int) -> list[str]:
        """The service names of the matches from `first` up to, not including, `last`, as far as they are known."""
        first, last = max(first, 0), min(last, len(self))
        return [self._name(index) for index in range(first, last)]

    def index(self, service_name: str) -> int | None:
        """The place of a number among the matches known so far, or None."""
        wanted = int(service_name)
        at = bisect_left(range(len(self)), wanted, key=lambda index: int(self._name(index)))
        return at if at < len(self) and int(self._name(at)) == wanted else None

    def _name(self, index: int) -> str:
        if self.term:
            position = self._found[index]
            keys, offset = self._slices[position >> _OFFSET_BITS], position & _OFFSET_MASK
            return keys[offset : keys.index(" ", offset)]
        slice_ = bisect_right(self._sizes, index)
        before = self._sizes[slice_ - 1] if slice_ else 0
        key = self._lines(slice_)[index - before]
        return key[: key.index(" ")]

    def _lines(self, slice_: int) -> list[str]:
        """The keys of a slice; the last one asked for is kept, for a list asks for neighbours."""
        if self._split[0] != slice_:
            self._split = (slice_, self._slices[slice_].split("\n"))
        return self._split[1]

    def _read_slice(self) -> None:
        if self._all_read:
            return
        after = 0
        if self._slices:
            last = self._slices[-1].rfind("\n") + 1
            after = int(self._slices[-1][last : self._slices[-1].index(" ", last)])
        limit = SLICE if self._slices else FIRST_SLICE
        keys = self._source.keys(after, limit, self.picked.billing_account, self.picked.feature_types)
        self._all_read = len(keys) < limit
        if keys:
            self._sizes.append(self.read + len(keys))
            self._slices.append("\n".join(keys))

    def _scan(self, slice_: int) -> None:
        keys, term, found = self._slices[slice_], self.term, self._found
        base = slice_ << _OFFSET_BITS
        at = keys.find(term)
        while at >= 0:
            found.append(base + keys.rfind("\n", 0, at) + 1)
            end = keys.find("\n", at)
            if end < 0:
                break
            at = keys.find(term, end)
