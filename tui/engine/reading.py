"""One object or one list of an exchange, and nothing else in its place.

An answer of another shape must not pass for nothing: what seems not to be there would be made anew.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tui.engine.platform_errors import Unreadable
from tui.engine.ports import Exchange
from tui.engine.resources import Body, Json

Asked = TypeVar("Asked")
Told = TypeVar("Told")


def object_at(exchange: Exchange, path: str) -> Body:
    """The object at a path. Raises `Unreadable` where there is anything else, and what the exchange raises."""
    answer = exchange.call("GET", path)
    if not isinstance(answer, dict):
        raise Unreadable("GET", path)
    return answer


def list_at(exchange: Exchange, path: str) -> list[Json]:
    """What the list route at a path answers. Raises like `object_at`."""
    answer = exchange.call("GET", path)
    if not isinstance(answer, list):
        raise Unreadable("GET", path)
    return answer


def at_once(exchange: Exchange, read: Callable[[Asked], Told], asked: Sequence[Asked]) -> list[Told]:
    """What `read` tells of each, in their order, with as many calls at the same time as the exchange is worth.

    Raises what the first of them in that order raises; no further one is begun then.
    """
    if len(asked) < 2 or exchange.reads_at_once < 2:
        return [read(each) for each in asked]
    with ThreadPoolExecutor(min(exchange.reads_at_once, len(asked))) as pool:
        return list(pool.map(read, asked))
