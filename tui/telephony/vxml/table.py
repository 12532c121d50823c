"""What a row of the rules says, and the attributes that several elements share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tui.telephony.vxml import value_types as values
from tui.telephony.vxml.value_types import ValueType

Attributes = Mapping[str, ValueType]


@dataclass(frozen=True, kw_only=True)
class Element:
    """What an element may hold.

    `children` are keys of the table: the child's name, and after a slash where it stands, if there it may hold other
    things than elsewhere (`foreach/prompt`). `text`: any text may stand in it; without, and without children, not even
    a space. `needs` are the attributes that it must have, `one_child`: it must not be without any child. `not_after`:
    the siblings that a child may not come after. `foreign`: it may hold elements of other languages, of which nothing
    is known here.
    """

    attributes: Attributes = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: bool = False
    needs: tuple[str, ...] = ()
    one_child: bool = False
    not_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    foreign: bool = False

    def key(self, name: str) -> str | None:
        """The key of the table for a child of that name; None when it may have none."""
        return next((each for each in (name, f"{name}/prompt") if each in self.children), None)


def name_of(key: str) -> str:
    """The name of the element that a key of the table stands for."""
    return key.partition("/")[0]


def names(*groups: str | Iterable[str]) -> frozenset[str]:
    """Names put together from texts with spaces and from other groups."""
    return frozenset(
        name for group in groups for name in (group.split() if isinstance(group, str) else group)
    )


LANG: Attributes = {"xml:lang": values.LANGUAGE}
BASE: Attributes = {"xml:base": values.ADDRESS}
FETCH: Attributes = {
    "fetchhint": values.one_of("prefetch", "safe"),
    "fetchtimeout": values.DURATION,
    "maxage": values.COUNT,
    "maxstale": values.COUNT,
}
EXPR: Attributes = {"expr": values.SCRIPT}
META: Attributes = {"name": values.TOKEN, "content": values.TEXT, "http-equiv": values.TOKEN}
SCOPE: Attributes = {"scope": values.one_of("dialog", "document")}
