"""The accounts that the store knows: everything in it belongs to one of them."""

from typing import cast

from tui.engine.scope import Scope
from tui.store.database import Database


def find_scope(database: Database, scope: Scope) -> int | None:
    """The row of an account of an exchange; None while nothing was ever stored of it."""
    sql = "SELECT id FROM scope WHERE exchange = ? AND endpoint = ? AND account = ?"
    with database.read() as connection:
        row = connection.execute(sql, (scope.exchange, scope.endpoint, scope.account)).fetchone()
    return None if row is None else int(row[0])


def scope_id(database: Database, scope: Scope) -> int:
    """The row of an account of an exchange, made when it is missing."""
    found = find_scope(database, scope)
    if found is not None:
        return found
    with database.write() as connection:
        # Another process may have been quicker between our look and our lock.
        connection.execute(
            "INSERT OR IGNORE INTO scope (exchange, endpoint, account) VALUES (?, ?, ?)",
            (scope.exchange, scope.endpoint, scope.account),
        )
    return cast("int", find_scope(database, scope))
