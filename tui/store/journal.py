"""The journal: drafts, runs with their steps, and claims, each change durable before the next call is made.

A run is stored whole before its first write. A step is committed as started before its call and with its result after
it, so that whatever ends the program, the next start knows which call may have been made.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from tui import __version__
from tui.engine.plan import MASK, Change, Step
from tui.engine.ports import UNFINISHED, Claim, Clock, Holder, Intent, Run, RunState, StepRecord, StepState
from tui.engine.resources import Json, Snapshot
from tui.engine.scope import Scope
from tui.i18n import Message
from tui.store.claims import Claims
from tui.store.database import Database
from tui.store.scopes import scope_id

_RUNS = "SELECT run.*, scope.exchange, scope.endpoint, scope.account FROM run JOIN scope ON scope.id = run.scope WHERE "


class Journal:
    """The durable memory of one account of an exchange (`tui.engine.ports.Journal`); every method is one transaction.

    `secrets` are the names of settings and fields whose values `forget_secrets` erases, besides those that the steps
    themselves mark as secret.
    """

    def __init__(
        self, database: Database, scope: Scope, clock: Clock, secrets: frozenset[str] = frozenset()
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._scope = scope_id(database, scope)
        self._claims = Claims(database, self._scope, clock)

    # --- drafts

    def save_draft(self, service_name: str, body: str) -> None:
        """Keep the draft of a number, replacing the earlier one; `body` is JSON."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO draft (scope, service_name, body, updated) VALUES (?, ?, ?, ?)",
                (self._scope, service_name, body, self._clock.now()),
            )

    def draft(self, service_name: str) -> str | None:
        """The draft of a number, or None."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT body FROM draft WHERE scope = ? AND service_name = ?", (self._scope, service_name)
            ).fetchone()
        return None if row is None else str(row["body"])

    def drafts(self) -> Sequence[tuple[str, str, float]]:
        """(service name, body, time of the last change) of all drafts of the account, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT service_name, body, updated FROM draft WHERE scope = ? ORDER BY updated DESC, service_name",
                (self._scope,),
            ).fetchall()
        return [(row["service_name"], row["body"], row["updated"]) for row in rows]

    def discard_draft(self, service_name: str) -> None:
        """Forget the draft of a number, if any."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM draft WHERE scope = ? AND service_name = ?", (self._scope, service_name)
            )

    # --- runs

    def start_run(self, intent: Intent, steps: Sequence[Step]) -> Run:
        """Store the intent and its predicted steps, in one transaction, as `running`.

        An unfinished run of the same number is left in that transaction: the new one takes its place.
        """
        settings = None if intent.settings is None else _text(dict(intent.settings))
        marks = ", ".join("?" * len(UNFINISHED))
        with self._database.write() as connection:
            connection.execute(
                "UPDATE run SET state = 'left', reason = 'superseded', ended = ? WHERE scope = ? AND service_name = ?"  # noqa: S608
                f" AND state IN ({marks})",
                (self._clock.now(), self._scope, intent.service_name, *UNFINISHED),
            )
            made = connection.execute(
                "INSERT INTO run (scope, billing_account, service_name, from_type, to_type, kind, settings, before,"
                " state, version, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)",
                (
                    self._scope,
                    intent.billing_account,
                    intent.service_name,
                    intent.before.feature_type,
                    intent.to_type,
                    intent.kind,
                    settings,
                    _text(_dump_snapshot(intent.before)),
                    __version__,
                    self._clock.now(),
                ),
            )
            run = cast("int", made.lastrowid)
            _insert_steps(connection, run, 0, steps)
            return self.run(run)

    def run(self, run: int) -> Run:
        """The run of that id, with its steps, whatever its account. Raises KeyError when there is none."""
        found = self._load("run.id = ?", (run,))
        if not found:
            raise KeyError(run)
        return found[0]

    def step(self, run: int, position: int) -> StepRecord:
        """One step of a run. Raises KeyError when there is none."""
        with self._database.read() as connection:
            row = connection.execute(_STEP, (run, position)).fetchone()
        if row is None:
            raise KeyError((run, position))
        return _step(row)

    def runs(self) -> Sequence[Run]:
        """All runs of the account, newest first, with their steps."""
        return self._load("run.scope = ? ORDER BY run.id DESC", (self._scope,))

    def unfinished(self) -> Sequence[Run]:
        """The runs of the account that are in a state of `UNFINISHED`, oldest first."""
        marks = ", ".join("?" * len(UNFINISHED))
        return self._load(
            f"run.scope = ? AND run.state IN ({marks}) ORDER BY run.id", (self._scope, *UNFINISHED)
        )

    def all_runs(self) -> Sequence[Run]:
        """All runs of every account, newest first."""
        return self._load("1 ORDER BY run.id DESC", ())

    def last_settings(self, service_name: str, kind: str) -> Mapping[str, Json] | None:
        """The settings of the newest run that was to give a number that configuration; None where none are kept."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT settings FROM run WHERE scope = ? AND service_name = ? AND kind = ? AND settings IS NOT NULL"
                " ORDER BY id DESC LIMIT 1",
                (self._scope, service_name, kind),
            ).fetchone()
        return None if row is None else cast("Mapping[str, Json]", json.loads(row["settings"]))

    def replan(self, run: int, keep: int, steps: Sequence[Step], arrived: Snapshot | None = None) -> None:
        """Replace the steps from position `keep` on by `steps` as todo; remember `arrived` when given.

        A step of the same identity as one that is replaced keeps its count of attempts and its document.
        """
        with self._database.write() as connection:
            replaced = connection.execute(_STEPS_FROM, (run, keep)).fetchall()
            known = {_load_step(json.loads(row["body"])).identity: row for row in replaced}
            connection.execute("DELETE FROM step WHERE run = ? AND position >= ?", (run, keep))
            _insert_steps(connection, run, keep, steps, known)
            if arrived is not None:
                connection.execute(
                    "UPDATE run SET arrived = ? WHERE id = ?", (_text(_dump_snapshot(arrived)), run)
                )

    def step_started(self, run: int, position: int) -> None:
        """Commit that the call of a step is about to be made; counts an attempt."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE step SET state = 'started', attempts = attempts + 1, task = NULL, query_id = NULL,"
                " reason = NULL, started = ?, ended = NULL WHERE run = ? AND position = ?",
                (self._clock.now(), run, position),
            )

    def step_task(self, run: int, position: int, task: int) -> None:
        """Commit the id of the task that answers for a step."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE step SET task = ? WHERE run = ? AND position = ?", (task, run, position)
            )

    def step_document(self, run: int, position: int, document: str) -> None:
        """Commit the id of the document that an upload goes through; empty when it is deleted."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE step SET document = ? WHERE run = ? AND position = ?", (document, run, position)
            )

    def step_ended(
        self, run: int, position: int, state: StepState, reason: str = "", query_id: str | None = None
    ) -> None:
        """Commit how a step ended: done, failed or unknown."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE step SET state = ?, reason = ?, query_id = ?, ended = ? WHERE run = ? AND position = ?",
                (state, reason, query_id, self._clock.now(), run, position),
            )

    def end_run(self, run: int, state: RunState, reason: str = "") -> None:
        """Commit the state of a run: how it ended, that it paused (`partial`), or that it goes on (`running`)."""
        ended = None if state in UNFINISHED else self._clock.now()
        with self._database.write() as connection:
            connection.execute(
                "UPDATE run SET state = ?, reason = ?, ended = ? WHERE id = ?", (state, reason, ended, run)
            )

    def forget_secrets(self, older_than: float) -> int:
        """Put asterisks for the secrets in what is stored of the runs, of any account, of before that time.

        Drafts that nobody touched since are forgotten whole, and runs begun before it are left.

        Settings, snapshots and steps keep their other values. The old bytes are overwritten in the file too. Returns
        how many runs held a secret.
        """
        held = 0
        marks = ", ".join("?" * len(UNFINISHED))
        with self._database.write() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("DELETE FROM draft WHERE updated < ?", (older_than,))
            # Without its secrets it would set up something else than was asked for: it is no longer offered.
            connection.execute(
                f"UPDATE run SET state = 'left', reason = 'too old', ended = started WHERE state IN ({marks})"  # noqa: S608
                " AND started < ?",
                (*UNFINISHED, older_than),
            )
            rows = connection.execute(
                "SELECT id, settings, before, arrived FROM run WHERE ended < ?",
                (older_than,),
            ).fetchall()
            for row in rows:
                held += self._forget(connection, row)
        if held:
            # The log still holds the pages as they were: empty it.
            with self._database.read() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return held

    def _forget(self, connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
        steps = connection.execute("SELECT position, body FROM step WHERE run = ?", (row["id"],)).fetchall()
        bodies = {step["position"]: json.loads(step["body"]) for step in steps}
        names = set(self._secrets)
        for body in bodies.values():
            names.update(change["name"] for change in body["changes"] if change["secret"])
        before = {name: row[name] for name in ("settings", "before", "arrived")}
        after = {name: text and _text(_without(json.loads(text), names)) for name, text in before.items()}
        masked = {position: _text(_dump_step(_load_step(body).masked())) for position, body in bodies.items()}
        changed = {
            step["position"]: masked[step["position"]]
            for step in steps
            if masked[step["position"]] != step["body"]
        }
        if after == before and not changed:
            return False
        connection.execute(
            "UPDATE run SET settings = ?, before = ?, arrived = ? WHERE id = ?", (*after.values(), row["id"])
        )
        connection.executemany(
            "UPDATE step SET body = ? WHERE run = ? AND position = ?",
            [(text, row["id"], position) for position, text in changed.items()],
        )
        return True

    def _load(self, where: str, values: Sequence[object]) -> list[Run]:
        with self._database.read() as connection:
            rows = connection.execute(_RUNS + where, values).fetchall()
            return [_run(row, connection.execute(_STEPS, (row["id"],))) for row in rows]

    # --- claims

    def claim(self, service_name: str, take_over: bool = False) -> Claim:
        """Hold a number for this process; see `Claims.claim`. Raises `NumberHeld`."""
        return self._claims.claim(service_name, take_over)

    def holds(self, claim: Claim) -> bool:
        """Whether the claim still stands."""
        return self._claims.holds(claim)

    def holder(self, service_name: str) -> Holder | None:
        """Who holds the number now, if it is a living process other than this one."""
        return self._claims.holder(service_name)

    def release(self, claim: Claim) -> None:
        """Let the number go, if the claim still stands."""
        self._claims.release(claim)


_STEPS_FROM = "SELECT body, attempts, document FROM step WHERE run = ? AND position >= ?"
_STEP = "SELECT * FROM step WHERE run = ? AND position = ?"
_STEPS = "SELECT * FROM step WHERE run = ? ORDER BY position"


def _insert_steps(
    connection: sqlite3.Connection,
    run: int,
    first: int,
    steps: Sequence[Step],
    known: Mapping[tuple[str, str, str], sqlite3.Row] = {},
) -> None:
    """Insert steps to do from position `first` on; one that is `known` by its identity keeps what it went through."""

    def kept(step: Step) -> tuple[int, str | None]:
        row = known.get(step.identity)
        return (0, None) if row is None else (row["attempts"], row["document"])

    connection.executemany(
        "INSERT INTO step (run, position, body, state, attempts, document) VALUES (?, ?, ?, 'todo', ?, ?)",
        [
            (run, position, _text(_dump_step(step)), *kept(step))
            for position, step in enumerate(steps, start=first)
        ],
    )


def _run(row: sqlite3.Row, steps: Iterable[sqlite3.Row]) -> Run:
    settings = None if row["settings"] is None else cast("Mapping[str, Json]", json.loads(row["settings"]))
    before = _load_snapshot(row["before"])
    return Run(
        id=row["id"],
        scope=Scope(row["exchange"], row["endpoint"], row["account"]),
        intent=Intent(
            row["billing_account"], row["service_name"], row["to_type"], row["kind"], settings, before
        ),
        state=row["state"],
        started=row["started"],
        ended=row["ended"],
        reason=row["reason"] or "",
        arrived=None if row["arrived"] is None else _load_snapshot(row["arrived"]),
        steps=tuple(map(_step, steps)),
    )


def _step(row: sqlite3.Row) -> StepRecord:
    return StepRecord(
        position=row["position"],
        step=_load_step(json.loads(row["body"])),
        state=row["state"],
        attempts=row["attempts"],
        task=row["task"],
        document=row["document"] or None,
        query_id=row["query_id"],
        reason=row["reason"] or "",
        started=row["started"],
        ended=row["ended"],
    )


# --- the JSON forms


def _text(value: object) -> str:
    # Escaped to ASCII: what a platform answered may hold half a surrogate pair, which the file's UTF-8 does not take.
    return json.dumps(value, separators=(",", ":"))


def _dump_snapshot(snapshot: Snapshot) -> dict[str, object]:
    return {"feature_type": snapshot.feature_type, "objects": dict(snapshot.objects)}


def _load_snapshot(text: str) -> Snapshot:
    dumped = json.loads(text)
    return Snapshot(dumped["feature_type"], dumped["objects"])


def _dump_step(step: Step) -> dict[str, object]:
    return {**vars(step), "title": step.title.dump(), "changes": [vars(change) for change in step.changes]}


def _load_step(dumped: Mapping[str, object]) -> Step:
    """The step of `_dump_step`; a field that an older version did not know has its default."""
    step = dict(dumped)
    changes = cast("list[dict[str, object]]", step.pop("changes"))
    title = Message.load(cast("Mapping[str, object]", step.pop("title")))
    loaded = tuple(Change(**change) for change in changes)  # type: ignore[arg-type]  # written by _dump_step
    return Step(title=title, changes=loaded, **step)  # type: ignore[arg-type]  # written by _dump_step


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
