"""Bringing a list into a wanted order with as few moves as possible. Pure."""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

from tui.engine.resources import Json

T = TypeVar("T", bound=Hashable)


def moves(have: Sequence[T], wanted: Sequence[T]) -> Iterator[tuple[T, int]]:
    """What has to be put where, one after the other, so that `wanted` stand in their order: (item, place from 0).

    An item that is not there yet is inserted at its place; one that is there is taken out and inserted. Items of `have`
    that are not wanted stay where they are. The longest run that is in order already is left alone.
    """
    now = list(have)
    rank = {item: at for at, item in enumerate(wanted)}
    present = [item for item in now if item in rank]
    steady = set(_longest_rising(present, [rank[item] for item in present]))
    before: T | None = None
    for item in wanted:
        if item not in steady:
            if item in now:
                now.remove(item)
            place = 0 if before is None else now.index(before) + 1
            now.insert(place, item)
            yield item, place
        before = item


def place_of(value: Json) -> int:
    """A place that was read, from 0; what is none comes first."""
    return value if isinstance(value, int) else 0


def _longest_rising(items: Sequence[T], ranks: Sequence[int]) -> list[T]:
    """The longest subsequence of `items` whose ranks rise."""
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for at, rank in enumerate(ranks):
        place = bisect_left(tails, rank)
        came_from.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(rank)
            ends.append(at)
        else:
            tails[place], ends[place] = rank, at
    found: list[T] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(items[at])
        at = came_from[at]
    return found[::-1]
