"""What an earlier session has left to be gone on with; it is asked before the first list, so little is imported."""

import sqlite3

from tui.engine.states import UNFINISHED
from tui.store.database import Database

IS_UNFINISHED = f"run.state IN ({', '.join(map(repr, UNFINISHED))})"
"""The condition of a row of `run` in a state of `UNFINISHED`."""


def left_something(database: Database) -> bool:
    """Whether there is an unfinished run or a draft to offer, of any account."""
    with database.read() as connection:
        drafts = connection.execute("SELECT count(*) FROM draft").fetchone()[0]
        return bool(drafts or count_unfinished(connection))


def count_unfinished(connection: sqlite3.Connection) -> int:
    """How many runs, of any account, can still be resumed."""
    sql = f"SELECT count(*) FROM run WHERE {IS_UNFINISHED}"  # noqa: S608  our own condition
    return int(connection.execute(sql).fetchone()[0])
