"""One object or one list of an exchange, and nothing else in its place.

An answer of another shape must not pass for nothing: what seems not to be there would be made anew.
"""

from tui.engine.platform_errors import Unreadable
from tui.engine.ports import Exchange
from tui.engine.resources import Body, Json


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
