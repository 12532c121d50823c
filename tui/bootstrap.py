"""The composition root: which store, exchange and language are used, and everything put together.

The only module that names the concrete exchange and the concrete store. Nothing heavy is imported before it is needed:
not SQLite before a store is opened, not Textual before the wizard is.
"""

import math
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.engine.errors import NotBuilt, WizardError
from tui.i18n import LANGUAGES, N_, Message, choose_language, set_language
from tui.signals import Stop

if TYPE_CHECKING:
    import io

    from tui.engine.ports import Sounds
    from tui.engine.scope import Scope
    from tui.exchanges.csv_import import Imported
    from tui.store.condition import Condition
    from tui.store.database import Database
    from tui.use_cases import Services

PROGRAM = "alias-wizard"
PREFIX = "ALIAS_WIZARD_"
EMBEDDED, OVHCLOUD = "embedded", "ovhcloud"
EXCHANGES = (EMBEDDED, OVHCLOUD)
SETTINGS = ("lang", "exchange", "endpoint")
"""What can be chosen once and for all, in the store's `setting` table."""

_SECRETS_KEPT = 30 * 24 * 3600.0
"""Seconds after its end during which what a run stored may hold a secret."""
_SWEPT = "runs_without_secrets"
_PACE = "2"
_DEFAULT_STORE, _DEMO_STORE = "store.db", "demo.db"


class UnusableOption(WizardError):
    """An option, a variable or a setting has a value that nobody knows."""

    what = N_("{option} cannot be {value}.")
    mend = N_("Choose one of: {known}.")


class UnusablePace(WizardError):
    """ALIAS_WIZARD_PACE is no time."""

    what = N_("ALIAS_WIZARD_PACE cannot be {value}.")
    mend = N_("Give the seconds that a task of the embedded exchange takes, such as 2 or 0.5; 0 for none.")


@dataclass(frozen=True)
class Options:
    """What was asked for, as it was written; None where nothing was."""

    store: str | None = None
    lang: str | None = None
    exchange: str | None = None
    endpoint: str | None = None
    demo: bool = False

    def over(self, other: "Options") -> "Options":
        """These options, and `other` where they ask for nothing."""
        return Options(
            self.store or other.store,
            self.lang or other.lang,
            self.exchange or other.exchange,
            self.endpoint or other.endpoint,
            self.demo or other.demo,
        )


@dataclass(frozen=True)
class Choices:
    """What is used, from the options, else the variables, else the store's settings, else the defaults."""

    store: Path
    lang: str
    exchange: str
    endpoint: str
    demo: bool = False


# --- options


def from_variables(environ: Mapping[str, str]) -> Options:
    """The options that the ALIAS_WIZARD_ variables ask for; an empty variable asks for nothing."""
    named = {name: environ.get(PREFIX + name.upper()) or None for name in ("store", *SETTINGS)}
    return Options(**named)  # type: ignore[arg-type]  # each of these fields is a text or None


def speak(options: Options, environ: Mapping[str, str] = os.environ) -> str:
    """Set the language, before anything is said. A language that is not one of ours is refused later, by `settle`."""
    asked = options.over(from_variables(environ))
    setting = None if asked.lang else stored_settings(_store(asked)).get("lang")
    language = choose_language(asked.lang, setting, environ)
    set_language(language)
    return language


def settle(options: Options, environ: Mapping[str, str] = os.environ) -> Choices:
    """What is used. Raises `UnusableOption`."""
    asked = options.over(from_variables(environ))
    store = _store(asked)
    stored = stored_settings(store)
    known = {"lang": LANGUAGES, "exchange": EXCHANGES}
    for name, values in known.items():
        value = getattr(asked, name) or stored.get(name)
        if value and value not in values:
            raise UnusableOption(option=f"--{name}", value=value, known=", ".join(values))
    return Choices(
        store,
        choose_language(asked.lang, stored.get("lang"), environ),
        # The sample account is the embedded exchange's.
        EMBEDDED if asked.demo else asked.exchange or stored.get("exchange") or EMBEDDED,
        asked.endpoint or stored.get("endpoint") or "",
        asked.demo,
    )


def _store(options: Options) -> Path:
    if options.store:
        return Path(options.store).expanduser()
    from platformdirs import user_data_path

    return user_data_path(PROGRAM, appauthor=False) / (_DEMO_STORE if options.demo else _DEFAULT_STORE)


def pace(environ: Mapping[str, str] = os.environ) -> float:
    """The seconds that a task of the embedded exchange takes. Raises `UnusablePace`."""
    written = environ.get(PREFIX + "PACE") or _PACE
    try:
        seconds = float(written)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds >= 0):
        raise UnusablePace(value=written)
    return seconds


# --- the settings in the store


def stored_settings(path: Path) -> dict[str, str]:
    """The settings kept in the store at `path`; none when there is no store, or none that can be read.

    Nothing is created or changed; what is wrong with a store is said by whoever opens it to work with it.
    """
    if not path.is_file():
        return {}
    import sqlite3
    from contextlib import closing

    from tui.store.database import APPLICATION_ID

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return {}
            rows = connection.execute("SELECT key, value FROM setting").fetchall()
    except sqlite3.Error:
        return {}
    return {key: value for key, value in rows if key in SETTINGS}


def keep_setting(database: "Database", name: str, value: str) -> None:
    """Keep one of `SETTINGS` in the store."""
    if name not in SETTINGS:
        raise ValueError(f"no setting is called {name!r}")
    _put(database, name, value)


def _put(database: "Database", key: str, value: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))


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
def open_services(choices: Choices) -> Iterator["Services"]:
    """The store and the exchange, put together, and closed at the end.

    Raises `NotBuilt` for an exchange that is not built, `UnusablePace`, and the `StoreError` that fits.
    """
    _refuse_unbuilt(choices)
    seconds = pace()
    from tui.store.database import Database

    database = Database(choices.store)
    try:
        yield assemble(database, seconds, choices.demo)
    finally:
        database.close()


def _refuse_unbuilt(choices: Choices) -> None:
    if choices.exchange == OVHCLOUD:
        raise NotBuilt(feature=Message(N_("The OVHcloud exchange")))


def assemble(database: "Database", seconds: float, demo: bool) -> "Services":
    """The services over an open store, whose tasks take `seconds`; `demo` fills an empty one with a sample account.

    Of a sample account that has its numbers only, the queues and voice menus are set up.
    """
    from tui.configurations import catalogue
    from tui.exchanges.embedded import EmbeddedExchange
    from tui.store.inventory import Inventory
    from tui.store.journal import Journal
    from tui.store.sounds import Sounds
    from tui.use_cases import Services

    clock = SystemClock()
    # The slices are slow to import; the exchange asks for their collections when a call needs them.
    exchange = EmbeddedExchange(database, catalogue.collections, clock, seconds)
    if demo:
        from tui.exchanges.sample import make_sample

        make_sample(exchange)
    journal = Journal(database, exchange.scope, clock)
    _sweep(database, exchange.scope, clock)
    inventory, sounds = Inventory(database, exchange.scope), Sounds(database, exchange.scope, clock)
    return Services(exchange, journal, inventory, clock, Stop(), training=exchange, sounds=sounds)


def _sweep(database: "Database", scope: "Scope", clock: SystemClock) -> None:
    """Erase the secrets of runs that ended long ago, once for each.

    Which settings are secret only the slices know, so they are imported, but only when there is a run to sweep: the
    count of those that were swept tells.
    """
    limit = clock.now() - _SECRETS_KEPT
    with database.read() as connection:
        old = str(
            connection.execute(
                "SELECT (SELECT count(*) FROM run WHERE coalesce(ended, started) < ?1)"
                " + (SELECT count(*) FROM draft WHERE updated < ?1)",
                (limit,),
            ).fetchone()[0]
        )
        row = connection.execute("SELECT value FROM setting WHERE key = ?", (_SWEPT,)).fetchone()
    if old == (row[0] if row else "0"):
        return
    from tui.store.journal import Journal

    Journal(database, scope, clock, secret_names()).forget_secrets(limit)
    _put(database, _SWEPT, old)


@contextmanager
def open_sounds(choices: Choices) -> Iterator["Sounds"]:
    """The sounds of the store, which serve every exchange. Raises the `StoreError` that fits."""
    from tui.engine.scope import LOCAL
    from tui.store.database import Database
    from tui.store.sounds import Sounds

    database = Database(choices.store)
    try:
        yield Sounds(database, LOCAL, SystemClock())
    finally:
        database.close()


def secret_names() -> frozenset[str]:
    """The names of all settings and fields that hold a secret; imports every slice."""
    from tui.configurations import catalogue

    slices = [catalogue.load(row.kind) for row in catalogue.CONFIGURATIONS]
    settings = {name for slice_ in slices if slice_ is not None for name in slice_.FORM.secrets}
    fields = {name for each in catalogue.collections() for name, field in each.fields.items() if field.secret}
    return frozenset(settings | fields)


def import_numbers(choices: Choices, file: "io.BufferedReader") -> "Imported":
    """Add the numbers and lines of a CSV file to the embedded account.

    Raises `NotBuilt` on another exchange, whose numbers are not ours to add, and the `StoreError` that fits.
    """
    _refuse_unbuilt(choices)
    from tui.engine.scope import LOCAL
    from tui.exchanges.csv_import import import_csv
    from tui.store.database import Database
    from tui.store.telephony import Telephony

    database = Database(choices.store)
    try:
        return import_csv(Telephony(database, LOCAL), file)
    finally:
        database.close()


# --- what the store says of itself


def look_at_store(choices: Choices) -> "Condition":
    """The condition of the store; one that is not there is not made, one that is damaged is left as it is."""
    from tui.store.condition import look

    return look(choices.store)


# --- the wizard


def run_wizard(choices: Choices, number: str | None, expert: bool) -> int:
    """Open the wizard, on `number` if there is one; its exit code. Textual is imported here and not before."""
    import gc

    # Nothing that is made while starting is garbage, and looking for some takes a tenth of the start; the shell puts it
    # on again (`tui.screens.shell.collect_garbage`).
    gc.disable()
    _refuse_unbuilt(choices)
    seconds = pace()
    from tui.engine.scope import LOCAL
    from tui.store.database import Database
    from tui.store.inventory import Inventory

    database = Database(choices.store)
    try:
        numbers = Inventory(database, LOCAL)
        if choices.demo and not numbers.count():
            from tui.exchanges.sample import add_sample
            from tui.store.telephony import Telephony

            add_sample(Telephony(database, LOCAL))
        from tui.app import Start, WizardApp

        app = WizardApp(
            Start(
                numbers,
                place=Message(N_("Training")),
                services=lambda: assemble(database, seconds, choices.demo),
                number=number,
                expert=expert,
                calm=number is None and not _left_something(database),
                trains=True,
            )
        )
        app.run()
        return app.return_code or 0
    finally:
        gc.enable()
        database.close()


def _left_something(database: "Database") -> bool:
    """Whether there is an unfinished run or a draft to offer."""
    from tui.store.condition import count_unfinished

    with database.read() as connection:
        drafts = connection.execute("SELECT count(*) FROM draft").fetchone()[0]
        return bool(drafts or count_unfinished(connection))
