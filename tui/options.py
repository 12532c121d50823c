"""What is asked for: options before variables before the store's settings before what is usual.

Nothing heavy is imported, and no store is made.
"""

import math
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tui.engine import scope
from tui.engine.errors import WizardError
from tui.i18n import LANGUAGES, N_, choose_language, set_language

PROGRAM = "alias-wizard"
PREFIX = "ALIAS_WIZARD_"
EMBEDDED, OVHCLOUD = scope.LOCAL.exchange, scope.OVHCLOUD
EXCHANGES = (EMBEDDED, OVHCLOUD)
SETTINGS = ("lang", "exchange", "endpoint")
"""What can be chosen once and for all, in the store's `setting` table."""

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
        # A user whom nobody knows is part of a name, as a shell takes it too.
        with suppress(RuntimeError):
            return Path(options.store).expanduser()
        return Path(options.store)
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


def stored_settings(path: Path) -> dict[str, str]:
    """The settings kept in the store at `path`; none when there is no store, or none that can be read.

    Nothing is created or changed; what is wrong with a store is said by whoever opens it to work with it.
    """
    try:
        if not path.is_file():
            return {}
    except OSError:
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
