"""The journal: drafts, runs with their steps, and claims, each change durable before the next call is made.

A run is stored whole before its first write. A step is committed as started before its call and with its result after
it, so that whatever ends the program, the next start knows which call may have been made.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from tui import __version__
from tui.engine.errors import NumberHeld
from tui.engine.plan import Step
from tui.engine.ports import Claim, Clock, Holder, Intent, Run, RunSummary, StepRecord
from tui.engine.resources import Json, Snapshot
from tui.engine.scope import Scope
from tui.engine.states import UNFINISHED, RunState, StepState
from tui.store.claims import HELD, HOLDER, Claims, lives, this_user
from tui.store.database import Database
from tui.store.rows import (
    load_step,
    run_of,
    snapshot_text,
    step_of,
    step_text,
    summary_of,
    text_of,
)
from tui.store.scopes import scope_id
from tui.store.unfinished import IS_UNFINISHED

_RUNS = (
    f"SELECT run.*, scope.exchange, scope.endpoint, scope.account, bulk.keeps_going, {HOLDER} FROM run"  # noqa: S608  ours
    f" JOIN scope ON scope.id = run.scope LEFT JOIN bulk ON bulk.id = run.bulk {HELD} WHERE "
)
# As a search of numbers does: a French number is found in its national form too.
_HOLDS = "instr(run.service_name || iif(run.service_name LIKE '0033%', ' 0' || substr(run.service_name, 5), ''), ?)"
_SUMMARIES = (
    "SELECT run.id, run.service_name, from_type, to_type, state, started, ended, run.owner, run.host, undoes,"  # noqa: S608  ours
    f" {HOLDER}, exchange, endpoint, account, (SELECT count(*) FROM step WHERE run = run.id) AS total,"
    " (SELECT count(*) FROM step WHERE run = run.id AND state = 'done') AS done"
    f" FROM run JOIN scope ON scope.id = run.scope {HELD} WHERE {_HOLDS} ORDER BY run.id DESC LIMIT ? OFFSET ?"
)
_Reading = Callable[[sqlite3.Row, Iterable[sqlite3.Row]], Run]


class Journal:
    """What is kept of one account of an exchange (`tui.engine.ports.Journal`); every method is one transaction."""

    def __init__(self, database: Database, scope: Scope, clock: Clock) -> None:
        self._database = database
        self._clock = clock
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
        with self._database.write() as connection:
            return self._insert(connection, intent, steps, "running")

    def start_bulk(self, agreed: Sequence[tuple[Intent, Sequence[Step]]], keeps_going: bool) -> Sequence[Run]:
        """Store all of these as `todo`, in one transaction; an unfinished run of any of the numbers is left for it."""
        with self._database.write() as connection:
            made = connection.execute("INSERT INTO bulk (keeps_going) VALUES (?)", (keeps_going,))
            return [self._insert(connection, *each, "todo", made.lastrowid) for each in agreed]

    def _insert(
        self,
        connection: sqlite3.Connection,
        intent: Intent,
        steps: Sequence[Step],
        state: RunState,
        bulk: int | None = None,
    ) -> Run:
        settings = None if intent.settings is None else text_of(dict(intent.settings))
        target = None if intent.target is None else snapshot_text(intent.target)
        connection.execute(
            "UPDATE run SET state = 'left', reason = 'superseded', ended = ?"  # noqa: S608  our own condition
            f" WHERE scope = ? AND service_name = ? AND {IS_UNFINISHED}",
            (self._clock.now(), self._scope, intent.service_name),
        )
        made = connection.execute(
            "INSERT INTO run (scope, billing_account, service_name, from_type, to_type, kind, settings, before,"
            " sent, undoes, target, owner, host, state, bulk, version, started)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._scope,
                intent.billing_account,
                intent.service_name,
                intent.before.feature_type,
                intent.to_type,
                intent.kind,
                settings,
                snapshot_text(intent.before),
                text_of(dict(intent.sent)),
                intent.undoes,
                target,
                *this_user(),
                state,
                bulk,
                __version__,
                self._clock.now(),
            ),
        )
        run = cast("int", made.lastrowid)
        _insert_steps(connection, run, 0, steps)
        return self.run(run)

    def begin_run(self, run: int, before: Snapshot | None = None) -> Run:
        """Commit that the turn of a run has come which is `todo`; any other stays as it is.

        `before` is the state that it begins from, where that is another one than was stored.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE run SET state = 'running', before = coalesce(?, before), started = ?"
                " WHERE id = ? AND state = 'todo'",
                (None if before is None else snapshot_text(before), self._clock.now(), run),
            )
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
        return step_of(row)

    def runs(self) -> Sequence[Run]:
        """All runs of the account, newest first, with their steps."""
        return self._load("run.scope = ? ORDER BY run.id DESC", (self._scope,))

    def unfinished(self) -> Sequence[Run]:
        """The runs of the account that are in a state of `UNFINISHED`, oldest first."""
        return self._load(f"run.scope = ? AND {IS_UNFINISHED} ORDER BY run.id", (self._scope,))

    def all_runs(self) -> Sequence[Run]:
        """All runs of every account, newest first, each as it stands: see `as_it_stands`."""
        return self._load("1 ORDER BY run.id DESC", (), _standing)

    def as_it_stands(self, run: int) -> Run:
        """The run of that id; `partial` where it was under way and whoever carried it out is gone. Raises KeyError."""
        found = self._load("run.id = ?", (run,), _standing)
        if not found:
            raise KeyError(run)
        return found[0]

    def runs_of(self, service_name: str, first: int = 0) -> Sequence[Run]:
        """The runs of a number in the account, from the run `first` on, oldest first."""
        return self._load(
            "run.scope = ? AND run.service_name = ? AND run.id >= ? ORDER BY run.id",
            (self._scope, service_name, first),
        )

    def last_change(self, service_name: str) -> Run | None:
        """The newest run of the account that changed a number, or may have; None where there is none."""
        sent = "SELECT 1 FROM step WHERE run = run.id AND step.state IN ('started', 'unknown', 'done')"
        found = self._load(
            f"run.scope = ? AND run.service_name = ? AND EXISTS ({sent}) ORDER BY run.id DESC LIMIT 1",
            (self._scope, service_name),
        )
        return found[0] if found else None

    def count_summaries(self, text: str = "") -> int:
        """How many runs of every account there are whose number holds `text`, a `search_term`."""
        with self._database.read() as connection:
            sql = f"SELECT count(*) FROM run WHERE {_HOLDS}"  # noqa: S608  our own words
            row = connection.execute(sql, (text,)).fetchone()
        return int(row[0])

    def summaries(self, first: int, limit: int, text: str = "") -> Sequence[RunSummary]:
        """A page of those runs as they stand, newest first: at most `limit`, from the `first`-th on, from 0."""
        with self._database.read() as connection:
            rows = connection.execute(_SUMMARIES, (text, limit, first)).fetchall()
        return [
            replace(summary_of(row), state="partial") if _is_cut_off(row) else summary_of(row) for row in rows
        ]

    def last_settings(
        self, service_name: str, kind: str, before: int | None = None
    ) -> Mapping[str, Json] | None:
        """The settings of the newest run, of those older than `before`, that was to give a number that configuration.

        None where none are kept. A run that has changed nothing says nothing of what is there.
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT settings FROM run WHERE scope = ? AND service_name = ? AND kind = ? AND settings IS NOT NULL"
                " AND state NOT IN ('todo', 'failed') AND (?4 IS NULL OR id < ?4) ORDER BY id DESC LIMIT 1",
                (self._scope, service_name, kind, before),
            ).fetchone()
        return None if row is None else cast("Mapping[str, Json]", json.loads(row["settings"]))

    def replan(self, run: int, keep: int, steps: Sequence[Step], arrived: Snapshot | None = None) -> None:
        """Replace the steps from position `keep` on by `steps` as todo; remember `arrived` when given.

        A step of the same identity as one that is replaced keeps its count of attempts and its document.
        """
        with self._database.write() as connection:
            replaced = connection.execute(_STEPS_FROM, (run, keep)).fetchall()
            known = {load_step(json.loads(row["body"])).identity: row for row in replaced}
            connection.execute("DELETE FROM step WHERE run = ? AND position >= ?", (run, keep))
            _insert_steps(connection, run, keep, steps, known)
            if arrived is not None:
                connection.execute("UPDATE run SET arrived = ? WHERE id = ?", (snapshot_text(arrived), run))

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

    def end_run(self, run: int, state: RunState, reason: str = "", after: Snapshot | None = None) -> None:
        """Commit the state of a run: how it ended, that it paused (`partial`), or that it goes on (`running`).

        `after` is the state of the number that it left, where that was read.
        """
        ended = None if state in UNFINISHED else self._clock.now()
        left = None if after is None else snapshot_text(after)
        with self._database.write() as connection:
            connection.execute(
                "UPDATE run SET state = ?, reason = ?, ended = ?, after = ? WHERE id = ?",
                (state, reason, ended, left, run),
            )

    def _load(self, where: str, values: Sequence[object], read: _Reading = run_of) -> list[Run]:
        with self._database.read() as connection:
            rows = connection.execute(_RUNS + where, values).fetchall()
            return [read(row, connection.execute(_STEPS, (row["id"],))) for row in rows]

    # --- claims

    def claim(self, service_name: str, take_over: bool = False) -> Claim:
        """Hold a number for this process; see `Claims.claim`. Raises `NumberHeld`."""
        return self._claims.claim(service_name, take_over)

    def claim_all(self, service_names: Iterable[str]) -> Mapping[str, Claim | NumberHeld]:
        """Hold every one of these that can be held; see `Claims.claim_all`."""
        return self._claims.claim_all(service_names)

    def holds(self, claim: Claim) -> bool:
        """Whether the claim still stands."""
        return self._claims.holds(claim)

    def holder(self, service_name: str) -> Holder | None:
        """Who holds the number now, if it is a living process other than this one."""
        return self._claims.holder(service_name)

    def release(self, *claims: Claim) -> None:
        """Let these numbers go, where the claim still stands."""
        self._claims.release(*claims)


def _standing(row: sqlite3.Row, steps: Iterable[sqlite3.Row]) -> Run:
    run = run_of(row, steps)
    # A kill leaves no word of its own.
    return replace(run, state="partial", reason="Stopped") if _is_cut_off(row) else run


def _is_cut_off(row: sqlite3.Row) -> bool:
    return row["state"] == "running" and not lives(row)


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
        [(run, position, step_text(step), *kept(step)) for position, step in enumerate(steps, start=first)],
    )
