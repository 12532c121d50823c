"""What a key may do: rules of a method and a path, as the platform grants and reports them.

A `*` in a rule stands for anything (a whole tree at the end of a path); `/telephony/*` does not hold `/telephony`
itself (the SDK's own `add_recursive_rules` asks for both). Whether the platform lets a `*` in the middle stand for
several segments is not known. It is taken to, for whether a right is there is asked only to say it beforehand: the
platform has the last word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tui.engine.plan import Plan
from tui.engine.platform_errors import RightsMissing
from tui.engine.resources import DOCUMENTS, Method


class Right(NamedTuple):
    """A method and a path with its `*`: `POST /telephony/*/number/*/changeFeatureType`."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def opens(self, method: str, path: str) -> bool:
        """Whether a call is within it."""
        return self.method == method and _pattern(self.path).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\*", ".*"))


@dataclass(frozen=True)
class Rights:
    """The rules of a key; None where they cannot be known, as those of an OAuth2 client, which policies decide on."""

    rules: tuple[Right, ...] | None

    def allows(self, method: Method, path: str) -> bool:
        """Whether a call may be made, as far as is known; `path` may carry a query."""
        return self.opens(Right(method, path.partition("?")[0]))

    def opens(self, right: Right) -> bool:
        """Whether all that a right stands for may be called, as far as is known."""
        return self.rules is None or any(rule.opens(*right) for rule in self.rules)

    def missing(self, plan: Plan) -> tuple[Right, ...]:
        """The rights that a plan needs and that are not there, each once, in the order of its steps."""
        calls: list[tuple[Method, str]] = []
        for step in plan.steps:
            if step.content:
                calls += [("POST", DOCUMENTS), ("DELETE", f"{DOCUMENTS}/*")]
            calls.append((step.method, step.path))
        lacking = [Right(method, general(path)) for method, path in calls if not self.allows(method, path)]
        return tuple(dict.fromkeys(lacking))

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed with them."""
        return self.rules is not None and all(rule.method == "GET" for rule in self.rules)


UNKNOWN = Rights(None)


def refuse(lacking: Sequence[Right]) -> None:
    """Raise `RightsMissing` where rights are lacking."""
    if lacking:
        raise RightsMissing(lacking)


def general(path: str) -> str:
    """The path of a call with `*` for its account, its number and its ids."""
    # /telephony/{billing account}/{family}/{service name}/…: ids are what holds figures, or is not made yet.
    parts = ["*" if re.search("[0-9{]", part) else part for part in path.partition("?")[0].split("/")]
    if parts[1:2] == ["telephony"] and len(parts) > 3:
        parts[2] = "*"
    return "/".join(parts)
