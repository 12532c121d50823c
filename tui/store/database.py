"""Opening the state store: one connection a thread, durable commits, migrations that happen whole or not at all.

A file that is damaged, foreign, newer or not writable is refused with an error that says what to do; it is never
overwritten.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tui.engine.errors import (
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreReadOnly,
)
from tui.engine.files import system_words
from tui.store.schema import MIGRATIONS

PATIENCE = 5.0
"""Seconds to wait for another process that is writing (SQLite's busy timeout)."""
APPLICATION_ID = 0x414C5A31
"""Written into the file's header, so that another program's database is recognised and left alone."""


class Database:
    """The state store at `path`; `connection` gives the calling thread's own connection.

    Opening creates the file (mode 0600) and its folder when missing and brings the schema up to date.

    Raises the `StoreError` that fits: `StoreForeign`, `StoreNewer`, `StoreDamaged`, `StoreReadOnly`, `StoreLocked`,
    `StoreFull`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        with ExitStack() as unless_opened:
            unless_opened.callback(self.close)
            with explained(path):
                self._create_private()
                _migrate(self.connection)
            unless_opened.pop_all()

    def _create_private(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection, opened at its first use and kept."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with explained(self.path):
                connection = _connect(self.path)
            self._local.connection = connection
            with self._lock:
                # Threads that read several things at once come and go; each connection holds three files open.
                for thread in [each for each in self._open if not each.is_alive()]:
                    self._open.pop(thread).close()
                self._open[threading.current_thread()] = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction; joins the one under way on this thread, if any.

        Raises the `StoreError` that fits when SQLite refuses.
        """
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        with explained(self.path), _transaction(connection):
            yield connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading; SQLite's errors become the `StoreError` that fits."""
        with explained(self.path):
            yield self.connection

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
        self._local = threading.local()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID and (tables or application):
        connection.close()
        raise StoreForeign(path=str(path))
    if version > len(MIGRATIONS):
        # Before anything is set: a newer store stays as it is, to the byte.
        connection.close()
        raise StoreNewer(found=version, known=len(MIGRATIONS))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        with _transaction(connection):
            # Another process may have migrated between our look and our lock.
            if connection.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # Not committed; on a full disk SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors about `path` into the `StoreError` that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(error, path) from error
    except PermissionError as error:
        raise StoreReadOnly(path=str(path)) from error
    except OSError as error:
        raise StoreError(path=str(path), reason=system_words(error)) from error


def _store_error(error: sqlite3.Error, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    kinds: dict[int, type[StoreError]] = {
        sqlite3.SQLITE_BUSY: StoreLocked,
        sqlite3.SQLITE_LOCKED: StoreLocked,
        sqlite3.SQLITE_FULL: StoreFull,
        sqlite3.SQLITE_READONLY: StoreReadOnly,
        sqlite3.SQLITE_PERM: StoreReadOnly,
        sqlite3.SQLITE_CANTOPEN: StoreReadOnly,
        sqlite3.SQLITE_CORRUPT: StoreDamaged,
        sqlite3.SQLITE_NOTADB: StoreDamaged,
    }
    kind = kinds.get(primary, StoreError) if primary is not None else StoreError
    return kind(path=str(path), reason=str(error))
