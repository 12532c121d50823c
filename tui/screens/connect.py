"""Connecting an account, step by step: platform, rights, keys, agreement, account.

One coroutine over whichever app there is; it knows the accounts by their port alone. Keys that were typed are in memory
until the account answers, and nowhere else; then they are in the credentials file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from textual.app import App

from tui.engine.account_words import counting_words, standing_words
from tui.engine.accounts import Account, Accounts, Keys, Standing
from tui.engine.errors import Fault, Stopped, WizardError
from tui.engine.preferences import Preferences
from tui.engine.scope import OVHCLOUD
from tui.faults import fault_of
from tui.forms import Answers
from tui.i18n import N_, Message, _
from tui.screens.busy import in_thread
from tui.screens.connect_forms import (
    APPLY,
    LOOK,
    KeysScreen,
    PlatformScreen,
    endpoint_answers,
    endpoint_of,
    keys_of,
)
from tui.screens.connect_pages import (
    ALWAYS,
    ONCE,
    OTHER,
    TYPE,
    AgreementScreen,
    ConnectedScreen,
    RightsScreen,
)
from tui.screens.shell import Shell

T = TypeVar("T")


@dataclass(frozen=True)
class Connected:
    """An account that is to be worked with; `always`: from now on, rather than this time."""

    account: Account
    always: bool


Outcome = Connected | str | None
"""An account; or what was answered instead: `OTHER` for other keys, None for the way back."""


class Connecting:
    """The steps over `app`; `place` says where calls go meanwhile (translated)."""

    def __init__(self, app: App[Any], accounts: Accounts, place: str) -> None:
        self._app = app
        self._accounts = accounts
        self._place = place

    async def run(self, endpoint: str = "", fault: Fault | None = None) -> Connected | None:
        """Ask until an account answers; None when the user goes back. `fault` is what made it necessary."""
        try:
            if fault is not None:
                await self._tell(fault)
            return await self._platform(endpoint)
        finally:
            self._accounts.cancel()

    async def _platform(self, endpoint: str) -> Connected | None:
        def look() -> tuple[Mapping[str, str], str]:
            return self._accounts.endpoints(), endpoint or self._accounts.standing().endpoint

        found = await self._try(look)
        if found is None:
            return None
        endpoints, present = found
        answers: Answers = {"purpose": APPLY, **endpoint_answers(present, endpoints)}
        while True:
            given = await self._app.push_screen_wait(
                PlatformScreen(self._place, self._accounts, endpoints, answers)
            )
            if given is None:
                return None
            answers = given
            read_only = answers["purpose"] == LOOK
            standing = await self._try(partial(self._accounts.standing, endpoint_of(answers)))
            if standing is None:
                continue
            done = await self._known(standing) if standing.complete else OTHER
            if done == OTHER:
                done = await self._new(standing, read_only)
            if isinstance(done, Connected):
                return done

    # --- keys that are there

    async def _known(self, standing: Standing) -> Outcome:
        """The account of the keys that were found, if they work and no others are wanted."""
        account = await self._try(lambda: self._accounts.account(standing.endpoint))
        if account is None:
            return OTHER
        found = Message(N_("Its keys come from {sources}."), {"sources": ", ".join(standing.origins)})
        return await self._shown(account, found, standing_words(standing), found=True)

    async def _shown(
        self, account: Account, stored: Message, notes: list[Message], *, found: bool
    ) -> Outcome:
        needed = self._accounts.needed(read_only=False)
        page = ConnectedScreen(self._place, account, needed, stored, notes, found)
        answer = await self._app.push_screen_wait(page)
        return Connected(account, answer == ALWAYS) if answer in {ALWAYS, ONCE} else answer

    # --- new keys

    async def _new(self, standing: Standing, read_only: bool) -> Outcome:
        """The account of keys that are asked for, or typed in."""
        needed = self._accounts.needed(read_only)
        application = ", ".join(standing.origins) if standing.application else ""
        typed: Answers = {}
        answer: str | None = None
        while True:
            # Keys that came to nothing are there to be corrected.
            if answer != TYPE:
                page = RightsScreen(self._place, standing.endpoint, needed, application)
                answer = await self._app.push_screen_wait(page)
            if answer is None:
                return None
            keys = Keys()
            if answer == TYPE:
                address = self._accounts.page(standing.endpoint, read_only)
                given = await self._app.push_screen_wait(
                    KeysScreen(self._place, standing.endpoint, address, typed)
                )
                if given is None:
                    answer = None
                    continue
                typed, keys = given, keys_of(given)
            found = await self._agreed(standing.endpoint, keys, read_only)
            if found is not None:
                account, keys = found
                return await self._kept(standing, account, keys)

    async def _agreed(self, endpoint: str, keys: Keys, read_only: bool) -> tuple[Account, Keys] | None:
        """The account that keys open, once its owner has agreed; None where that came to nothing."""
        if keys.consumer_key:
            account = await self._try(lambda: self._accounts.account(endpoint, keys))
            return None if account is None else (account, keys)
        asked = await self._try(lambda: self._accounts.ask(endpoint, keys, read_only))
        if asked is None:
            return None
        page = AgreementScreen(self._place, asked.link, lambda: self._accounts.agreed(endpoint, asked.keys))
        outcome = await self._app.push_screen_wait(page)
        if isinstance(outcome, WizardError):
            await self._tell(fault_of(outcome))
        return (outcome, asked.keys) if isinstance(outcome, Account) else None

    async def _kept(self, standing: Standing, account: Account, keys: Keys) -> Outcome:
        file = await self._try(lambda: self._accounts.keep(standing.endpoint, keys))
        if file is None:
            return None
        stored = Message(N_("Its keys are stored in {file}, for you alone."), {"file": file})
        return await self._shown(account, stored, counting_words(standing), found=False)

    # --- small pieces

    async def _try(self, work: Callable[[], T]) -> T | None:
        """Do it in a thread; what goes wrong is shown, and nothing comes of it."""
        try:
            return await in_thread(self._app, work, Message(N_("Asking the platform…")))
        except Stopped:
            self._accounts.cancel()
        except WizardError as error:
            await self._tell(fault_of(error))
        return None

    async def _tell(self, fault: Fault) -> None:
        from tui.screens.dialogs import FaultDialog

        await self._app.push_screen_wait(FaultDialog(fault))


class ConnectApp(Shell):
    """The steps alone, before there is an account to show; its result is what to start the wizard with."""

    def __init__(self, preferences: Preferences, fault: Fault | None = None) -> None:
        super().__init__()
        self.place = _("Not connected")
        self._preferences = preferences
        self._fault = fault

    def on_mount(self) -> None:
        """Start the steps."""
        self.run_worker(self._flow(), name="flow", exit_on_error=False)

    async def _flow(self) -> None:
        now, accounts = self._preferences.now, self._preferences.accounts
        connected = await Connecting(self, accounts, self.place).run(now.endpoint, self._fault)
        if connected is None:
            self.exit()
            return
        endpoint = connected.account.endpoint
        if connected.always:
            self._preferences.keep({"exchange": OVHCLOUD, "endpoint": endpoint})
        self.exit(now._replace(exchange=OVHCLOUD, endpoint=endpoint))

    def after_fault(self) -> None:
        """Without its steps there is nothing left to do here."""
        self.exit(return_code=1)

    def on_unmount(self) -> None:
        """Wait for nobody."""
        self._preferences.accounts.cancel()
