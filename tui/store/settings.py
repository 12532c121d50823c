"""What a store remembers by name: what the user chose once, and what the program itself keeps for its next start."""

from tui.store.database import Database


class Settings:
    """The table `setting` of `database`; every method raises the `StoreError` that fits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """The value of that name, or None."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Keep a value, in place of the one of that name."""
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))
