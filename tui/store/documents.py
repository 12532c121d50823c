"""The documents of the embedded exchange's account in the state store: files on their way to a number."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import cast

from tui.engine.resources import Json
from tui.store.database import Database
from tui.telephony.sounds import LARGEST_SOUND


@dataclass(frozen=True)
class Document:
    """A document; `created` in Unix seconds, `size` in bytes, `digest` the SHA-256 of its content, None without any."""

    id: str
    name: str
    tags: list[Json]
    created: float
    size: int = 0
    digest: str | None = None


class Documents:
    """The documents, in the order in which they were made.

    What changes something belongs inside a transaction of the account. Every method raises the `StoreError` that fits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Document]:
        """Every document."""
        return self._read("1")

    def get(self, identity: str) -> Document | None:
        """The document of that id, or None."""
        return next(iter(self._read("id = ?", identity)), None)

    def content(self, identity: str) -> bytes | None:
        """The content of a document; None without any, or for one that is larger than a sound may be."""
        with self._database.read() as connection:
            row = connection.execute("SELECT content FROM document WHERE id = ?", (identity,)).fetchone()
            return None if row is None else cast("bytes | None", row["content"])

    def add(self, document: Document) -> None:
        """Store a document that has no content yet."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO document (id, name, tags, created) VALUES (?, ?, ?, ?)",
                (document.id, document.name, json.dumps(document.tags), document.created),
            )

    def fill(self, identity: str, content: bytes) -> None:
        """Give a document its content, in place of any that it has; one too large for a sound is not kept."""
        kept = content if len(content) <= LARGEST_SOUND else None
        with self._database.write() as connection:
            connection.execute(
                "UPDATE document SET size = ?, digest = ?, content = ? WHERE id = ?",
                (len(content), hashlib.sha256(content).hexdigest(), kept, identity),
            )

    def delete(self, identity: str) -> None:
        """Delete a document."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM document WHERE id = ?", (identity,))

    def _read(self, where: str, *values: object) -> list[Document]:
        sql = f"SELECT id, name, tags, created, size, digest FROM document WHERE {where} ORDER BY rowid"  # noqa: S608  our own clauses
        with self._database.read() as connection:
            return [_document(row) for row in connection.execute(sql, values)]


def _document(row: sqlite3.Row) -> Document:
    identity, name, tags, created, size, digest = row
    return Document(identity, name, json.loads(tags), created, size, digest)
