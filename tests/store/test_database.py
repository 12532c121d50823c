"""Opening the state store: what is refused, what is never overwritten, and transactions that are whole."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tui.engine.errors import StoreDamaged, StoreForeign, StoreFull, StoreLocked, StoreNewer, StoreReadOnly
from tui.store import database as database_module
from tui.store.database import APPLICATION_ID, Database
from tui.store.schema import MIGRATIONS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store.sqlite3"


def test_a_new_store_is_private_and_of_the_newest_version(path: Path) -> None:
    database = Database(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert database.connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert database.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    database.close()


def test_opening_again_keeps_what_is_there(path: Path) -> None:
    first = Database(path)
    with first.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('lang', 'fr')")
    first.close()
    second = Database(path)
    assert second.connection.execute("SELECT value FROM setting").fetchone()[0] == "fr"
    second.close()


def test_the_connection_of_a_thread_that_has_ended_is_closed_when_another_one_is_opened(path: Path) -> None:
    database = Database(path)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lambda: database.connection).result()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(lambda: database.connection).result()
        with pytest.raises(sqlite3.ProgrammingError):
            first.execute("SELECT 1")
        assert second.execute("SELECT 1").fetchone()[0] == 1
    assert database.connection.execute("SELECT 1").fetchone()[0] == 1
    database.close()


def test_a_damaged_file_is_said_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database, whatever its name says" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        Database(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreForeign):
        Database(path)
    assert path.read_bytes() == before


def test_a_newer_store_is_refused_with_both_versions(path: Path) -> None:
    Database(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(StoreNewer) as refused:
        Database(path)
    assert refused.value.args_given["found"] == len(MIGRATIONS) + 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    with pytest.raises(StoreReadOnly):
        Database(path)


def test_a_store_that_is_a_folder_is_an_error_with_a_mend(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreReadOnly):
        Database(path)


def test_a_locked_store_is_said_after_the_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(path)
    database.connection.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked), database.write():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.write():
        pass
    database.close()


def test_a_full_disk_is_said_and_what_was_stored_before_is_safe(path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('lang', 'fr')")
    pages = database.connection.execute("PRAGMA page_count").fetchone()[0]
    database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull), database.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('x', ?)", ("y" * 1_000_000,))
    assert not database.connection.in_transaction
    assert database.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 1
    database.close()


def test_a_transaction_that_fails_leaves_nothing_behind(path: Path) -> None:
    database = Database(path)
    with pytest.raises(KeyError), database.write() as connection:  # noqa: PT012  the block is the transaction
        connection.execute("INSERT INTO setting VALUES ('lang', 'fr')")
        raise KeyError
    assert database.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0
    database.close()


def test_a_transaction_inside_another_is_part_of_it(path: Path) -> None:
    database = Database(path)
    with pytest.raises(KeyError), database.write():  # noqa: PT012  the block is the transaction
        with database.write() as connection:
            connection.execute("INSERT INTO setting VALUES ('lang', 'fr')")
        raise KeyError
    assert database.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0
    database.close()


def test_a_migration_that_fails_leaves_the_version_before_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database(path).close()
    broken = (*MIGRATIONS, ("CREATE TABLE more (x)", "CREATE TABLE more (x)"))
    monkeypatch.setattr(database_module, "MIGRATIONS", broken)
    with pytest.raises(Exception, match="cannot be used"):
        Database(path)
    monkeypatch.setattr(database_module, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE more (x)",)))
    database = Database(path)
    assert database.connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) + 1
    assert database.connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    database.close()
