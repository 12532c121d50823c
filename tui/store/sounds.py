"""The sounds that were chosen on this machine, with their contents, and what of them was sent to which number.

A chosen file is copied in at once, so that nothing depends on where it lay. The sounds serve every account; what was
sent belongs to the account it was sent to.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import cast

from tui.engine.ports import Clock, StoredSound
from tui.engine.scope import Scope
from tui.store.database import Database
from tui.store.scopes import scope_id
from tui.telephony.sounds import LONGEST_NAME, check_size, converted_name

_SELECT = "SELECT name, source, digest, length(content) AS size FROM sound"


class Sounds:
    """The sounds of the store (`tui.engine.ports.Sounds`); every method raises the `StoreError` that fits."""

    def __init__(self, database: Database, scope: Scope, clock: Clock) -> None:
        self._database = database
        self._scope = scope_id(database, scope)
        self._clock = clock

    def add(self, file_name: str, content: bytes, taken: Iterable[str] = ()) -> StoredSound:
        """Keep the content of a file, and give it its converted name, or the first free one after it (`accueil_2.wav`).

        The same content under the same name is kept once. A name in `taken` is another sound's already. Raises
        `SoundRefused` when format, size or name cannot be used.
        """
        wanted = converted_name(file_name)
        check_size(file_name, len(content))
        digest, others = hashlib.sha256(content).hexdigest(), frozenset(taken)
        with self._database.write() as connection:

            def fits(name: str) -> bool:
                present = _find(connection, name)
                return name not in others and (present is None or present.digest == digest)

            name = next(filter(fits, _names(wanted)))
            source = f"{name.removesuffix('.wav')}.{file_name.rpartition('.')[2].lower()}"
            connection.execute(
                "INSERT OR IGNORE INTO sound (name, source, digest, content, added) VALUES (?, ?, ?, ?, ?)",
                (name, source, digest, content, self._clock.now()),
            )
            return cast("StoredSound", _find(connection, name))

    def stored(self) -> Sequence[StoredSound]:
        """All sounds of the store, by name."""
        with self._database.read() as connection:
            return [_sound(row) for row in connection.execute(f"{_SELECT} ORDER BY name")]

    def find(self, name: str) -> StoredSound | None:
        """The sound of the store of that converted name, or None."""
        with self._database.read() as connection:
            return _find(connection, name)

    def content(self, name: str) -> bytes | None:
        """The content of a sound of the store, or None."""
        with self._database.read() as connection:
            row = connection.execute("SELECT content FROM sound WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row["content"])

    def sent(self, service_name: str) -> Mapping[str, str]:
        """What was uploaded from here to a number: the digest by the name it has there."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT name, digest FROM sound_sent WHERE scope = ? AND service_name = ?",
                (self._scope, service_name),
            )
            return {row["name"]: row["digest"] for row in rows}

    def forget_sent(self, service_name: str) -> None:
        """Forget what was uploaded to a number: a change of its type has erased it."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM sound_sent WHERE scope = ? AND service_name = ?", (self._scope, service_name)
            )

    def note_sent(self, service_name: str, name: str, digest: str) -> None:
        """Remember that a sound of that content was uploaded to a number under that name."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO sound_sent (scope, service_name, name, digest) VALUES (?, ?, ?, ?)",
                (self._scope, service_name, name, digest),
            )


def _names(wanted: str) -> Iterator[str]:
    """The names that a sound can be given, none longer than the platform takes: as wanted, then with a number."""
    yield wanted
    base = wanted.removesuffix(".wav")
    for number in count(2):
        mark = f"_{number}"
        yield f"{base[: LONGEST_NAME - len(mark)]}{mark}.wav"


def _find(connection: sqlite3.Connection, name: str) -> StoredSound | None:
    row = connection.execute(f"{_SELECT} WHERE name = ?", (name,)).fetchone()
    return None if row is None else _sound(row)


def _sound(row: sqlite3.Row) -> StoredSound:
    return StoredSound(row["name"], row["source"], row["digest"], row["size"])
