"""What a user chooses once and for all: what it is now, and how another choice is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tui.engine.accounts import Accounts
from tui.engine.scope import Choice


@dataclass(frozen=True)
class Preferences:
    """What is in use `now`, the accounts that could be, and `keep`, which stores settings by name.

    `fixed` names for a setting the variable that counts before it. A `sample` account is nothing but training.
    """

    now: Choice
    accounts: Accounts
    keep: Callable[[Mapping[str, str]], None]
    fixed: Mapping[str, str] = field(default_factory=dict)
    sample: bool = False
