"""What the store says of itself: whether it is there, whole, writable, and what is in it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tui.engine.errors import StoreError, StoreReadOnly, WizardError
from tui.engine.files import system_words
from tui.store.database import Database
from tui.store.unfinished import count_unfinished


@dataclass(frozen=True)
class Condition:
    """The condition of a store. `version` is None and nothing below is known when there is none or a `fault`."""

    path: Path
    exists: bool
    free: int | None
    """Free bytes on its disk, when that can be found out."""
    fault: WizardError | None = None
    version: int | None = None
    damage: tuple[str, ...] = ()
    """What SQLite's integrity check found."""
    read_only: WizardError | None = None
    aliases: int = 0
    lines: int = 0
    sounds: int = 0
    unfinished: int = 0


def look(path: Path) -> Condition:
    """The condition of the store; one that is not there is not made, one that is damaged is left as it is."""
    try:
        exists, free = path.exists(), _free(path)
    except OSError as error:
        return Condition(path, False, None, StoreError(path=str(path), reason=system_words(error)))
    if not exists:
        return Condition(path, False, free, _unmakeable(path))
    try:
        database = Database(path)
    except StoreError as error:
        return Condition(path, True, free, error)
    try:
        return _look_inside(database, free)
    except StoreError as error:
        return Condition(path, True, free, error)
    finally:
        database.close()


def _look_inside(database: Database, free: int | None) -> Condition:
    with database.read() as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        kinds = dict(connection.execute("SELECT kind, count(*) FROM service GROUP BY kind").fetchall())
        sounds = int(connection.execute("SELECT count(*) FROM sound").fetchone()[0])
        unfinished = count_unfinished(connection)
    read_only: WizardError | None = None
    try:
        with database.write():
            pass
    except StoreError as error:
        read_only = error
    damage = () if found == ["ok"] else tuple(found)
    return Condition(
        database.path,
        True,
        free,
        version=version,
        damage=damage,
        read_only=read_only,
        aliases=kinds.get("alias", 0),
        lines=kinds.get("line", 0),
        sounds=sounds,
        unfinished=unfinished,
    )


def _nearest(path: Path) -> Path:
    """The folder of a file that is to be made, or the nearest one above it that is there."""
    return next(folder for folder in path.absolute().parents if folder.exists())


def _free(path: Path) -> int | None:
    try:
        return shutil.disk_usage(_nearest(path)).free
    except OSError:
        return None


def _unmakeable(path: Path) -> WizardError | None:
    folder = _nearest(path)
    writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return None if writable else StoreReadOnly(path=str(path))
