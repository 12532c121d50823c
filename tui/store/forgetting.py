"""Putting asterisks for the secrets in what is stored of runs that ended long ago, in the bytes of the file too."""

import json
import sqlite3

from tui.engine.plan import MASK
from tui.engine.resources import Json
from tui.store.claims import forget_the_dead
from tui.store.database import Database
from tui.store.rows import load_step, step_text, text_of
from tui.store.unfinished import IS_UNFINISHED

_HOLD_SECRETS = ("settings", "before", "arrived", "after", "target")
"""The columns of a run that can hold one."""
_NOBODYS = "(scope, service_name) NOT IN (SELECT scope, service_name FROM claim)"


def forget_secrets(database: Database, secrets: frozenset[str], older_than: float) -> int:
    """Erase the secrets of the runs, of any account, that ended before that time; how many runs held one.

    `secrets` are names of settings and fields whose values are secret, besides those that steps mark themselves.
    Settings, snapshots and steps keep their other values. Drafts that nobody touched since are forgotten whole, and
    unfinished runs begun before it are left: without its secrets one would set up something else than was asked for.
    Neither is done to a number that a living process holds: somebody is at work there, whatever this clock says.
    """
    held = 0
    with database.write() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        forget_the_dead(connection)
        connection.execute(f"DELETE FROM draft WHERE updated < ? AND {_NOBODYS}", (older_than,))  # noqa: S608  ours
        connection.execute(
            "UPDATE run SET state = 'left', reason = 'too old', ended = started"  # noqa: S608  our own conditions
            f" WHERE {IS_UNFINISHED} AND started < ? AND {_NOBODYS}",
            (older_than,),
        )
        columns = ", ".join(_HOLD_SECRETS)
        rows = connection.execute(
            f"SELECT id, {columns} FROM run WHERE ended < ?",  # noqa: S608  names of our own
            (older_than,),
        ).fetchall()
        for row in rows:
            held += _forget(connection, row, secrets)
    if held:
        # The log still holds the pages as they were: empty it.
        with database.read() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return held


def _forget(connection: sqlite3.Connection, row: sqlite3.Row, secrets: frozenset[str]) -> bool:
    steps = connection.execute("SELECT position, body FROM step WHERE run = ?", (row["id"],)).fetchall()
    bodies = {step["position"]: json.loads(step["body"]) for step in steps}
    names = set(secrets)
    for body in bodies.values():
        names.update(change["name"] for change in body["changes"] if change["secret"])
    then = {name: row[name] for name in _HOLD_SECRETS}
    now = {name: text and text_of(_without(json.loads(text), names)) for name, text in then.items()}
    masked = {position: step_text(load_step(body).masked()) for position, body in bodies.items()}
    changed = {
        step["position"]: masked[step["position"]]
        for step in steps
        if masked[step["position"]] != step["body"]
    }
    if now == then and not changed:
        return False
    sets = ", ".join(f"{name} = ?" for name in _HOLD_SECRETS)
    # What was there before it can be brought back as long as no secret of it is gone.
    connection.execute(
        f"UPDATE run SET {sets}, erased = erased OR ? WHERE id = ?",  # noqa: S608  names of our own
        (*now.values(), now["before"] != then["before"], row["id"]),
    )
    connection.executemany(
        "UPDATE step SET body = ? WHERE run = ? AND position = ?",
        [(text, row["id"], position) for position, text in changed.items()],
    )
    return True


def _without(value: Json, names: set[str]) -> Json:
    """`value` with asterisks for whatever stands under one of `names`, at any depth; an empty value hides nothing."""
    if isinstance(value, dict):
        return {
            name: MASK if name in names and each not in (None, "") else _without(each, names)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    return value
