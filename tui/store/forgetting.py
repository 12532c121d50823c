"""Putting asterisks for the secrets in what is stored of runs that ended long ago, in the bytes of the file too."""

import json
import sqlite3

from tui.engine.masking import without_secrets
from tui.engine.plan import MASK
from tui.engine.resources import Json
from tui.store.claims import forget_the_dead
from tui.store.database import Database
from tui.store.rows import load_step, step_text, text_of
from tui.store.unfinished import IS_UNFINISHED

_HOLD_SECRETS = ("settings", "before", "arrived", "after", "target")
"""The columns of a run that can hold one, as JSON; its reason can too, in the words of a platform."""
_NOBODYS = "(scope, service_name) NOT IN (SELECT scope, service_name FROM claim)"


def forget_secrets(database: Database, secrets: frozenset[str], older_than: float) -> int:
    """Erase the secrets of the runs, of any account, that ended before that time; how many runs held one.

    `secrets` are names of settings and fields whose values are secret, besides those that steps mark themselves.
    Settings, snapshots, steps and reasons keep the rest. Drafts that nobody touched since are forgotten whole, and
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
            f"SELECT id, reason, {columns} FROM run WHERE ended < ?",  # noqa: S608  names of our own
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
    rows = connection.execute(
        "SELECT position, body, reason FROM step WHERE run = ?", (row["id"],)
    ).fetchall()
    steps = {each["position"]: load_step(json.loads(each["body"])) for each in rows}
    names = set(secrets)
    for step in steps.values():
        names.update(change.name for change in step.changes if change.secret)
    then = {name: row[name] for name in (*_HOLD_SECRETS, "reason")}
    now = {name: row[name] and text_of(_without(json.loads(row[name]), names)) for name in _HOLD_SECRETS}
    now["reason"] = row["reason"] and without_secrets(row["reason"], steps.values())
    changed = []
    for each in rows:
        text = step_text(steps[each["position"]].masked())
        reason = each["reason"] and without_secrets(each["reason"], steps.values())
        if (text, reason) != (each["body"], each["reason"]):
            changed.append((text, reason, row["id"], each["position"]))
    if now == then and not changed:
        return False
    sets = ", ".join(f"{name} = ?" for name in now)
    # What was there before it can be brought back as long as no secret of it is gone.
    connection.execute(
        f"UPDATE run SET {sets}, erased = erased OR ? WHERE id = ?",  # noqa: S608  names of our own
        (*now.values(), now["before"] != then["before"], row["id"]),
    )
    connection.executemany("UPDATE step SET body = ?, reason = ? WHERE run = ? AND position = ?", changed)
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
