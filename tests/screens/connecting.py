"""Accounts that a test decides on, and hands at the screens that connect one."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.screen_host import NARROW, AppHand
from tui.engine.accounts import Account, Asked, Keys, Needed, Standing
from tui.engine.errors import WizardError
from tui.engine.preferences import Preferences
from tui.engine.rights import Right, Rights
from tui.engine.scope import Choice
from tui.screens.shell import Shell

NAMES = {"ovh-eu": "https://eu.api.ovh.com/1.0", "ovh-ca": "https://ca.api.ovh.com/1.0"}
TOKEN = "n0Qbjm6wBdBr2KiSqIuYSEnixxToken"
LINK = f"https://eu.api.ovh.com/auth/?credentialToken={TOKEN}"
KEY, SECRET, CONSUMER = (
    "7kbG7Bk7S9Nt7ZSV",
    "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
    "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
)
LOOKING = Needed(Right("GET", "/telephony/*"), ("numbers",))
CHANGING = Needed(Right("PUT", "/telephony/*/ovhPabx/*"), ("Voice menu",))
FULL = Rights((LOOKING.right, CHANGING.right))


def account(endpoint: str = "ovh-eu", rights: Rights = FULL) -> Account:
    return Account(endpoint, "xx1234-ovh", "Boulangerie Martin", rights)


def refusal(error: WizardError) -> Callable[[], Account]:
    def refuse() -> Account:
        raise error

    return refuse


@dataclass
class FakeAccounts:
    """`Accounts` in memory. What there is and what is answered is up to the test; `done` notes what was asked of it."""

    there: dict[str, Standing] = field(default_factory=dict)
    answer: Callable[[], Account] = account
    agree: Callable[[], Account | None] = lambda: None
    asking: Callable[[], object] = lambda: None
    done: list[object] = field(default_factory=list)

    def cancel(self) -> None:
        self.done.append("cancel")

    def endpoints(self) -> Mapping[str, str]:
        return NAMES

    def standing(self, endpoint: str = "") -> Standing:
        name = endpoint or "ovh-eu"
        return self.there.get(name, Standing(name, NAMES.get(name, name), {}))

    def needed(self, read_only: bool) -> Sequence[Needed]:
        return [LOOKING] if read_only else [LOOKING, CHANGING]

    def page(self, endpoint: str, read_only: bool) -> str:
        return f"https://eu.api.ovh.com/createToken/?GET=/telephony/*&of={endpoint}&{read_only=}"

    def ask(self, endpoint: str, keys: Keys, read_only: bool) -> Asked:
        self.done.append(("ask", endpoint, keys, read_only))
        self.asking()
        return Asked(LINK, Keys(keys.application_key or KEY, keys.application_secret or SECRET, CONSUMER))

    def account(self, endpoint: str, keys: Keys | None = None) -> Account:
        self.done.append(("account", endpoint, keys))
        return self.answer()

    def agreed(self, endpoint: str, keys: Keys) -> Account | None:
        self.done.append(("agreed", endpoint, keys))
        return self.agree()

    def keep(self, endpoint: str, keys: Keys) -> str:
        self.done.append(("keep", endpoint, keys))
        return "/home/me/.config/alias-wizard/ovh.conf"

    def forget(self, endpoint: str) -> bool:
        self.done.append(("forget", endpoint))
        return self.there.pop(endpoint, None) is not None

    def of(self, what: str) -> list[object]:
        """What was asked of it under that name."""
        return [each for each in self.done if isinstance(each, tuple) and each[0] == what]


def preferences(
    accounts: FakeAccounts, kept: dict[str, str], exchange: str = "embedded", **more: Any
) -> Preferences:
    """The settings, and where they are kept."""
    now = Choice(exchange, "ovh-eu" if exchange == "ovhcloud" else "", "en")
    return Preferences(now, accounts, kept.update, **more)


class Page(AppHand):
    """A hand at a whole app."""

    @property
    def focused(self) -> str:
        """The label of the button that has the focus."""
        return str(getattr(self.app.focused, "label", ""))


@asynccontextmanager
async def at_app(app: Shell, size: tuple[int, int] = NARROW) -> AsyncIterator[Page]:
    """A hand at an app."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Page(app, pilot)
