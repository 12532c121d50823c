"""A journal in the test's own store."""

import pytest

from tests.fakes import FakeClock
from tui.engine.scope import LOCAL
from tui.store.database import Database
from tui.store.journal import Journal


@pytest.fixture
def journal(database: Database, clock: FakeClock) -> Journal:
    return Journal(database, LOCAL, clock)
