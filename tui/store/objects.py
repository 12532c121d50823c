"""The objects of the embedded exchange in the state store: what was written to each, over what the platform brings.

An object is known by its path. One of several stands in the list of a path too, at a place: its own in an order, else
the number under which it came. What people typed is stored as it arrived.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import cast

from tui.engine.resources import Body
from tui.store.database import Database

ARRIVALS = 1000
"""How many ids are kept for what comes with a feature type."""


@dataclass(frozen=True)
class Listed:
    """What was written to one of several objects; one that was brought and then deleted is `gone`."""

    path: str
    place: int
    body: Body
    gone: bool = False


class Objects:
    """The objects of the account; the methods that change something belong inside `changing`.

    `typed` objects are erased when their number changes its feature type. Every method raises the `StoreError` that
    fits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def changing(self) -> AbstractContextManager[sqlite3.Connection]:
        """One durable transaction: what is changed in it is stored whole or not at all."""
        return self._database.write()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the account for several reads, whatever others write meanwhile."""
        with self._database.read() as connection:
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    # --- any object

    def written(self, path: str) -> Body:
        """The fields that were written to the object at `path`."""
        row = self._one("SELECT body FROM object WHERE path = ?", path)
        return {} if row is None else body_of(row["body"])

    def all_written(self, under: str) -> dict[str, Body]:
        """The fields written to the objects that are in no list and whose path begins with `under`, by path."""
        sql = "SELECT path, body FROM object WHERE path >= ? AND path < ? AND list IS NULL"
        rows = self._all(sql, under, under + "\U0010ffff")
        return {row["path"]: body_of(row["body"]) for row in rows}

    def merge(self, path: str, service_name: str, fields: Body, typed: bool) -> None:
        """Write fields of an object."""
        self._store(path, service_name, {**self.written(path), **fields}, typed, None, 0)

    def mentions(self, service_name: str, text: str) -> list[tuple[str, Body]]:
        """Path and fields of the number's objects that hold `text` anywhere in what was written to them."""
        rows = self._all(
            "SELECT path, body FROM object WHERE service_name = ? AND NOT gone AND instr(body, ?)",
            service_name,
            text,
        )
        return [(row["path"], body_of(row["body"])) for row in rows]

    def erase(self, service_name: str) -> None:
        """Erase the typed objects of a number; what its next type brings has ids of its own."""
        with self.changing() as connection:
            connection.execute("DELETE FROM object WHERE service_name = ? AND typed", (service_name,))
            first = self.next_id(ARRIVALS) - ARRIVALS + 1
            connection.execute("INSERT OR REPLACE INTO arrival VALUES (?, ?)", (service_name, first))

    def is_untouched(self, service_name: str) -> bool:
        """Whether nothing was ever written to a number, and it still has the type with which it came."""
        written = self._one("SELECT 1 FROM object WHERE service_name = ? LIMIT 1", service_name)
        return written is None and self._arrival(service_name) is None

    # --- several of them

    def next_id(self, count: int = 1) -> int:
        """An id that no object of the store has had; the last of `count` of them."""
        with self.changing() as connection:
            connection.execute("UPDATE counter SET last = last + ?", (count,))
            return int(connection.execute("SELECT last FROM counter").fetchone()[0])

    def arrival(self, service_name: str) -> int:
        """From where on the ids count of what the number's feature type has brought.

        A number that came with its type, by an import, has ids made of its digits: nothing is stored for it, and no id
        that is given out ever comes near.
        """
        row = self._arrival(service_name)
        return int(service_name) * ARRIVALS if row is None else int(row["first_id"])

    def one(self, path: str) -> Listed | None:
        """What was written to the object at `path`, or None."""
        row = self._one("SELECT path, place, body, gone FROM object WHERE path = ?", path)
        return None if row is None else _listed(row)

    def listed(self, path: str) -> list[Listed]:
        """What was written to the objects of the list at `path`, by place."""
        sql = "SELECT path, place, body, gone FROM object WHERE list = ? ORDER BY place"
        return [_listed(row) for row in self._all(sql, path)]

    def count(self, path: str) -> int:
        """How many objects of the list at `path` something was written to."""
        row = self._one("SELECT count(*) FROM object WHERE list = ?", path)
        return 0 if row is None else int(row[0])

    def put(self, path: str, service_name: str, body: Body, typed: bool, place: int) -> None:
        """Write an object of a list, whole, at its place there."""
        self._store(path, service_name, body, typed, path.rpartition("/")[0], place)

    def delete(self, path: str) -> None:
        """Delete an object and all that lies within it."""
        with self.changing() as connection:
            connection.execute(
                "DELETE FROM object WHERE path = ? OR (path > ? AND path < ?)", (path, path + "/", path + "0")
            )

    def bury(self, path: str) -> None:
        """Have an object that was brought stay away: it came without being written, so it is noted as gone."""
        with self.changing() as connection:
            connection.execute("UPDATE object SET gone = 1, body = '{}' WHERE path = ?", (path,))

    def shift(self, path: str, first: int, last: int | None, by: int) -> None:
        """Move the objects of a list from place `first` to `last`, or to the end, by so many places."""
        with self.changing() as connection:
            connection.execute(
                "UPDATE object SET place = place + ? WHERE list = ? AND place >= ? AND place <= coalesce(?, place)",
                (by, path, first, last),
            )

    def _arrival(self, service_name: str) -> sqlite3.Row | None:
        return self._one("SELECT first_id FROM arrival WHERE service_name = ?", service_name)

    def _store(
        self, path: str, service_name: str, body: Body, typed: bool, listed_at: str | None, place: int
    ) -> None:
        with self.changing() as connection:
            connection.execute(
                "INSERT INTO object (path, service_name, typed, body, list, place) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (path) DO UPDATE SET body = excluded.body, place = excluded.place",
                (path, service_name, typed, json.dumps(body, separators=(",", ":")), listed_at, place),
            )

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._database.read() as connection:
            return connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        with self._database.read() as connection:
            found: sqlite3.Row | None = connection.execute(sql, values).fetchone()
            return found


def _listed(row: sqlite3.Row) -> Listed:
    return Listed(row["path"], row["place"], body_of(row["body"]), bool(row["gone"]))


def body_of(text: str) -> Body:
    """An object's fields, from their JSON."""
    return cast("Body", json.loads(text))
