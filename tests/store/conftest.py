"""A store of its own, and a journal in it."""

from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tui.engine.scope import LOCAL
from tui.store.database import Database
from tui.store.journal import Journal


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "store.db")


@pytest.fixture
def journal(database: Database, clock: FakeClock) -> Journal:
    return Journal(database, LOCAL, clock)
