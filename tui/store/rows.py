"""How runs and their steps stand in their rows: the JSON of settings, snapshots and steps, and the way back from it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import cast

from tui.engine.plan import Change, Step
from tui.engine.ports import Bulk, Intent, Run, RunSummary, StepRecord
from tui.engine.resources import Json, Snapshot
from tui.engine.scope import Scope
from tui.i18n import Message


def run_of(row: sqlite3.Row, steps: Iterable[sqlite3.Row]) -> Run:
    """A run from its row, joined with those of its scope and its bulk, and the rows of its steps in their order."""
    settings = None if row["settings"] is None else cast("Mapping[str, Json]", json.loads(row["settings"]))
    return Run(
        id=row["id"],
        scope=_scope_of(row),
        intent=Intent(
            row["billing_account"],
            row["service_name"],
            row["to_type"],
            row["kind"],
            settings,
            load_snapshot(row["before"]),
            cast("Mapping[str, str]", json.loads(row["sent"])),
            row["undoes"],
            _snapshot_of(row["target"]),
        ),
        state=row["state"],
        started=row["started"],
        ended=row["ended"],
        reason=row["reason"] or "",
        arrived=_snapshot_of(row["arrived"]),
        steps=tuple(map(step_of, steps)),
        owner=row["owner"],
        host=row["host"],
        after=_snapshot_of(row["after"]),
        erased=bool(row["erased"]),
        bulk=None if row["bulk"] is None else Bulk(row["bulk"], bool(row["keeps_going"])),
    )


def summary_of(row: sqlite3.Row) -> RunSummary:
    """A run as a list shows it, from the columns of that name."""
    return RunSummary(
        id=row["id"],
        scope=_scope_of(row),
        service_name=row["service_name"],
        from_type=row["from_type"],
        to_type=row["to_type"],
        state=row["state"],
        started=row["started"],
        ended=row["ended"],
        owner=row["owner"],
        host=row["host"],
        undoes=row["undoes"],
        done=row["done"],
        total=row["total"],
    )


def _scope_of(row: sqlite3.Row) -> Scope:
    return Scope(row["exchange"], row["endpoint"], row["account"])


def step_of(row: sqlite3.Row) -> StepRecord:
    """A step of a run, from its row."""
    return StepRecord(
        position=row["position"],
        step=load_step(json.loads(row["body"])),
        state=row["state"],
        attempts=row["attempts"],
        task=row["task"],
        document=row["document"] or None,
        query_id=row["query_id"],
        reason=row["reason"] or "",
        started=row["started"],
        ended=row["ended"],
    )


def text_of(value: object) -> str:
    """A value as JSON."""
    # Escaped to ASCII: what a platform answered may hold half a surrogate pair, which the file's UTF-8 does not take.
    return json.dumps(value, separators=(",", ":"))


def snapshot_text(snapshot: Snapshot) -> str:
    """A snapshot as JSON, which `load_snapshot` reads."""
    return text_of({"feature_type": snapshot.feature_type, "objects": dict(snapshot.objects)})


def load_snapshot(text: str) -> Snapshot:
    """The snapshot of `snapshot_text`."""
    dumped = json.loads(text)
    return Snapshot(dumped["feature_type"], dumped["objects"])


def _snapshot_of(text: str | None) -> Snapshot | None:
    return None if text is None else load_snapshot(text)


def step_text(step: Step) -> str:
    """A step as JSON, which `load_step` reads."""
    changes = [vars(change) for change in step.changes]
    return text_of({**vars(step), "title": step.title.dump(), "changes": changes})


def load_step(dumped: Mapping[str, object]) -> Step:
    """The step of `step_text`, parsed; a field that an older version did not know has its default."""
    step = dict(dumped)
    changes = cast("list[dict[str, object]]", step.pop("changes"))
    title = Message.load(cast("Mapping[str, object]", step.pop("title")))
    loaded = tuple(Change(**change) for change in changes)  # type: ignore[arg-type]  # written by step_text
    return Step(title=title, changes=loaded, **step)  # type: ignore[arg-type]  # written by step_text
