"""The accounts that the store knows: everything in it belongs to one of them."""

from tui.engine.scope import Scope
from tui.store.database import Database


def scope_id(database: Database, scope: Scope) -> int:
    """The row of an account of an exchange, made when it is missing."""
    wanted = (scope.exchange, scope.endpoint, scope.account)
    select = "SELECT id FROM scope WHERE exchange = ? AND endpoint = ? AND account = ?"
    with database.read() as connection:
        row = connection.execute(select, wanted).fetchone()
    if row is None:
        with database.write() as connection:
            # Another process may have been quicker between our look and our lock.
            connection.execute(
                "INSERT OR IGNORE INTO scope (exchange, endpoint, account) VALUES (?, ?, ?)", wanted
            )
            row = connection.execute(select, wanted).fetchone()
    return int(row[0])
