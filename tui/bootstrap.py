"""The composition root: which store, exchange and language are used, and everything put together.

With `wizard`, its part for the screens, it alone names the concrete exchange and the concrete store. Nothing heavy is
imported before it is needed: not SQLite before a store is opened, not Textual before the wizard is, not the SDK before
an account is.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from tui.engine.errors import NotAuthorised, WizardError
from tui.i18n import N_, Message
from tui.options import (
    EMBEDDED,
    OVHCLOUD,
    PROGRAM,
    SETTINGS,
    Choices,
    Options,
    UnusableOption,
    UnusablePace,
    pace,
    settle,
    speak,
    stored_settings,
)
from tui.signals import Stop

if TYPE_CHECKING:
    import io
    from pathlib import Path

    from tui.engine.accounts import Accounts
    from tui.engine.delays import Delays
    from tui.engine.ports import Exchange, Journal, Service, Sounds, Training
    from tui.engine.scope import Scope
    from tui.exchanges.csv_import import Imported
    from tui.exchanges.ovhcloud import OvhcloudExchange
    from tui.store.condition import Condition
    from tui.store.database import Database
    from tui.use_cases import Services

__all__ = [
    "EMBEDDED",
    "OVHCLOUD",
    "PROGRAM",
    "SETTINGS",
    "Choices",
    "Options",
    "UnusableOption",
    "UnusablePace",
    "pace",
    "settle",
    "speak",
    "stored_settings",
]

Tell = Callable[[Message], None]
"""Called with what a call waits for, when it has to wait."""


class ImportRefused(WizardError):
    """A file of numbers for an account whose numbers are the platform's."""

    what = N_("The numbers of an OVHcloud account come from the platform; none are added to it from a file.")
    mend = N_("Import into the embedded account: alias-wizard import FILE.csv --exchange embedded")


def keep_setting(database: "Database", name: str, value: str) -> None:
    """Keep one of `SETTINGS` in the store."""
    from tui.store.settings import Settings

    if name not in SETTINGS:
        raise ValueError(f"no setting is called {name!r}")
    Settings(database).put(name, value)


def keep_settings(path: "Path", **values: str) -> None:
    """Keep some of `SETTINGS` in the store at `path`, made when it is missing. Raises the `StoreError` that fits."""
    from tui.store.database import Database

    with closing(Database(path)) as database:
        for name, value in values.items():
            keep_setting(database, name, value)


def accounts() -> "Accounts":
    """The keys of OVHcloud accounts: found, asked for, kept."""
    from tui.exchanges.accounts import OvhAccounts
    from tui.exchanges.connect import credentials_file

    return OvhAccounts(credentials_file(os.environ))


def unused_keys(choices: Choices) -> "Sequence[Message]":
    """What to say of keys that the variables hold and that training, where it is used, takes no notice of."""
    from tui.engine.account_words import unused_words
    from tui.exchanges.credentials import given

    return unused_words(given(os.environ)) if choices.exchange == EMBEDDED else ()


# --- opening


class SystemClock:
    """`tui.engine.ports.Clock` by the system's time."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let `seconds` pass; returns at once when a stop at once is asked for."""
        stop.wait(seconds)


@contextmanager
def open_services(choices: Choices, tell: Tell | None = None) -> Iterator["Services"]:
    """The store and the exchange, put together, and closed at the end.

    Raises `UnusablePace` and its like, the `CredentialsError` and the `StoreError` that fit, and on an account that is
    opened for the first time what its calls raise.
    """
    if choices.exchange == OVHCLOUD:
        from tui.engine.delays import Delays

        stop, delays = Stop(), Delays(tell)
        try:
            with open_account(choices, delays, stop) as (database, exchange):
                yield together(database, exchange, stop, delays)
        except NotAuthorised:
            from tui.engine.account_words import shadow_words

            if tell is not None:
                # It may be another key than the one that was stored.
                for words in shadow_words(accounts().standing(choices.endpoint)):
                    tell(words)
            raise
        return
    seconds = pace()
    from tui.store.database import Database

    with closing(Database(choices.store)) as database:
        yield assemble(database, seconds, choices.demo)


def assemble(database: "Database", seconds: float, demo: bool) -> "Services":
    """The services over an open store, whose tasks take `seconds`; `demo` fills an empty one with a sample account.

    Of a sample account that has its numbers only, the queues and voice menus are set up.
    """
    from tui.configurations import catalogue
    from tui.engine.delays import Delays
    from tui.exchanges.embedded import EmbeddedExchange

    # The slices are slow to import; the exchange asks for their collections when a call needs them.
    exchange = EmbeddedExchange(database, catalogue.collections, SystemClock(), seconds)
    if demo:
        from tui.exchanges.sample import make_sample

        make_sample(exchange)
    return together(database, exchange, Stop(), Delays(), training=exchange)


def together(
    database: "Database",
    exchange: "Exchange",
    stop: Stop,
    delays: "Delays",
    training: "Training | None" = None,
) -> "Services":
    """The services of an exchange over an open store."""
    from tui.store.inventory import Inventory
    from tui.store.journal import Journal
    from tui.store.sounds import Sounds
    from tui.store.sweeping import sweep
    from tui.use_cases import Services

    clock = SystemClock()
    journal = Journal(database, exchange.scope, clock)
    sweep(database, clock.now())
    inventory, sounds = Inventory(database, exchange.scope), Sounds(database, exchange.scope, clock)
    made = Services(exchange, journal, inventory, clock, stop, training, sounds, delays)
    if training is not None:
        return made
    from dataclasses import replace

    from tui.exchanges.accounts import rights_once

    return replace(made, rights=rights_once(exchange.call))


# --- an OVHcloud account


@contextmanager
def open_account(
    choices: Choices, delays: "Delays", stop: Stop, tell: Tell | None = None
) -> Iterator[tuple["Database", "OvhcloudExchange"]]:
    """The store and an OVHcloud account; no store is made for one that has no usable key.

    `tell` is called before the platform is asked whose account it is, which may take a while.
    """
    from tui.exchanges.opening import Opening
    from tui.store.database import Database
    from tui.store.settings import Settings

    opening = Opening(choices.endpoint, os.environ)
    with closing(Database(choices.store)) as database:
        if tell is not None and opening.scope(Settings(database)) is None:
            tell(Message(N_("Opening the account for the first time…")))
        with opening.exchange(Settings(database), delays, stop) as exchange:
            yield database, exchange


def place_of(scope: "Scope") -> Message:
    """Where calls go, for the line on top of every screen."""
    if scope.exchange != OVHCLOUD:
        return Message(N_("Training"))
    from urllib.parse import urlsplit

    endpoint = urlsplit(scope.endpoint).netloc or scope.endpoint
    return Message("OVHcloud {endpoint} · {account}", {"endpoint": endpoint, "account": scope.account})


@contextmanager
def open_journal(choices: Choices) -> Iterator["Journal"]:
    """The journal of the store, for what concerns every account in it. Raises the `StoreError` that fits."""
    from tui.engine.scope import LOCAL
    from tui.store.database import Database
    from tui.store.journal import Journal

    with closing(Database(choices.store)) as database:
        yield Journal(database, LOCAL, SystemClock())


def known_lines(choices: Choices) -> Sequence["Service"]:
    """The first lines of the account as far as the store knows them: nothing is called, and no store is made."""
    from tui.engine.credential_errors import CredentialsError
    from tui.engine.scope import LOCAL

    if choices.demo:
        with open_services(choices) as services:
            return services.inventory.lines()
    try:
        scope = LOCAL if choices.exchange == EMBEDDED else known_account(choices)
    except CredentialsError:
        return []
    if scope is None or not choices.store.exists():
        return []
    from tui.store.database import Database
    from tui.store.inventory import Inventory

    with closing(Database(choices.store)) as database:
        return Inventory(database, scope).lines()


def known_account(choices: Choices) -> "Scope | None":
    """The OVHcloud account that the keys open, as far as the store knows: nothing is called, and no store is made.

    Raises the `CredentialsError` and the `StoreError` that fit.
    """
    from tui.exchanges.opening import Opening

    opening = Opening(choices.endpoint, os.environ)
    if not choices.store.exists():
        return None
    from tui.store.database import Database
    from tui.store.settings import Settings

    with closing(Database(choices.store)) as database:
        return opening.scope(Settings(database))


@contextmanager
def open_sounds(choices: Choices) -> Iterator["Sounds"]:
    """The sounds of the store, which serve every exchange. Raises the `StoreError` that fits."""
    from tui.engine.scope import LOCAL
    from tui.store.database import Database
    from tui.store.sounds import Sounds

    with closing(Database(choices.store)) as database:
        yield Sounds(database, LOCAL, SystemClock())


def import_numbers(choices: Choices, file: "io.BufferedReader") -> "Imported":
    """Add the numbers and lines of a CSV file to the embedded account.

    Raises `ImportRefused` on another exchange, whose numbers are not ours to add, and the `StoreError` that fits.
    """
    if choices.exchange != EMBEDDED:
        raise ImportRefused
    from tui.engine.scope import LOCAL
    from tui.exchanges.csv_import import import_csv
    from tui.store.database import Database
    from tui.store.telephony import Telephony

    with closing(Database(choices.store)) as database:
        return import_csv(Telephony(database, LOCAL), file)


# --- what the store says of itself


def look_at_store(choices: Choices) -> "Condition":
    """The condition of the store; one that is not there is not made, one that is damaged is left as it is."""
    from tui.store.condition import look

    return look(choices.store)
