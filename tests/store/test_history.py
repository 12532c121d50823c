"""What the journal keeps for the history and for undoing: who, what was left, summaries by the page."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.store.test_journal import DAY, EMBEDDED, INTENT, NUMBER, OTHER, REAL, SECRETS, STEPS, held_by
from tui.engine.resources import Snapshot
from tui.store import schema
from tui.store.claims import this_user
from tui.store.database import Database
from tui.store.forgetting import forget_secrets
from tui.store.journal import Journal

AFTER = Snapshot("conference", {"/telephony/ab1/conference/x/settings": {"pin": "48215", "language": "fr"}})


def test_a_run_keeps_who_began_it_and_all_that_undoing_needs(journal: Journal) -> None:
    first = journal.start_run(replace(INTENT, sent={"a.wav": "abc"}), STEPS)
    undoing = journal.start_run(replace(INTENT, undoes=first.id, target=AFTER), STEPS)
    journal.end_run(undoing.id, "done", after=AFTER)
    first, undoing = journal.runs_of(NUMBER)
    assert (first.owner, first.host) == this_user()
    assert first.intent.sent == {"a.wav": "abc"}
    assert (first.intent.undoes, first.intent.target, first.after) == (None, None, None)
    assert (undoing.intent.undoes, undoing.intent.target, undoing.after) == (first.id, AFTER, AFTER)


def test_the_runs_of_a_number_are_told_from_one_on_oldest_first(journal: Journal, database: Database) -> None:
    ids = [journal.start_run(INTENT, STEPS).id for _ in range(3)]
    journal.start_run(replace(INTENT, service_name=OTHER), STEPS)
    Journal(database, REAL, FakeClock()).start_run(INTENT, STEPS)
    assert [run.id for run in journal.runs_of(NUMBER)] == ids
    assert [run.id for run in journal.runs_of(NUMBER, ids[1])] == ids[1:]


@pytest.mark.parametrize("state", ["started", "unknown", "done"])
def test_the_last_change_is_the_newest_run_that_sent_something(journal: Journal, state: str) -> None:
    assert journal.last_change(NUMBER) is None
    run = journal.start_run(INTENT, STEPS)
    assert journal.last_change(NUMBER) is None
    journal.step_started(run.id, 0)
    if state != "started":
        journal.step_ended(run.id, 0, state)  # type: ignore[arg-type]  # one of the states
    journal.start_run(INTENT, STEPS)
    failed = journal.start_run(INTENT, STEPS)
    journal.step_started(failed.id, 0)
    journal.step_ended(failed.id, 0, "failed")
    assert journal.last_change(NUMBER) == journal.run(run.id)
    assert journal.last_change(OTHER) is None


def test_settings_are_remembered_as_they_were_before_a_run(journal: Journal) -> None:
    first = journal.start_run(INTENT, STEPS)
    second = journal.start_run(replace(INTENT, settings={"kind": "conference", "pin": "1"}), STEPS)
    assert journal.last_settings(NUMBER, "conference") == {"kind": "conference", "pin": "1"}
    assert journal.last_settings(NUMBER, "conference", second.id) == INTENT.settings
    assert journal.last_settings(NUMBER, "conference", first.id) is None


def test_summaries_of_every_account_come_newest_first_by_the_page(
    journal: Journal, database: Database
) -> None:
    for number in (NUMBER, OTHER, NUMBER):
        run = journal.start_run(replace(INTENT, service_name=number), STEPS)
        journal.step_started(run.id, 0)
        journal.step_ended(run.id, 0, "done")
    Journal(database, REAL, FakeClock()).start_run(INTENT, ())
    assert journal.count_summaries() == 4
    assert [(each.id, each.scope) for each in journal.summaries(0, 2)] == [(4, REAL), (3, EMBEDDED)]
    second, first = journal.summaries(2, 2)
    assert (first.id, first.service_name, first.from_type, first.to_type) == (
        1,
        NUMBER,
        "redirect",
        "conference",
    )
    assert (second.done, second.total, second.state, second.undoes) == (1, 2, "partial", None)
    assert journal.summaries(4, 2) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 3), ("0199001001", 1), ("0033199", 2), ("01990010", 2), ("3224", 1), ("0244", 0), ("x", 0)],
)
def test_runs_are_found_by_a_part_of_their_number(journal: Journal, text: str, count: int) -> None:
    for number in (NUMBER, OTHER, "0032244000000"):
        journal.start_run(replace(INTENT, service_name=number), ())
    assert journal.count_summaries(text) == count
    assert len(journal.summaries(0, 10, text)) == count


def test_secrets_are_erased_from_what_a_run_left_and_brings_back_too(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    undoing = journal.start_run(replace(INTENT, target=AFTER), STEPS)
    journal.end_run(undoing.id, "done", after=AFTER)
    secret = journal.start_run(replace(INTENT, before=AFTER), STEPS)
    journal.end_run(secret.id, "done", after=AFTER)
    assert forget_secrets(database, SECRETS, clock.now() + DAY) == 2
    first, second = (journal.run(each.id) for each in (undoing, secret))
    assert "48215" not in f"{first} {second}"
    assert (first.erased, second.erased) == (False, True)


def test_runs_of_an_earlier_version_are_all_there_and_those_whose_secrets_are_gone_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as earlier:
        earlier.setattr("tui.store.database.MIGRATIONS", schema.MIGRATIONS[:2])
        Database(path).close()
    for before in ('{"pin": "1"}', '{"pin":"***"}'):
        insert(path, f'{{"feature_type":"conference","objects":{{"x":{before}}}}}')
    journal = Journal(Database(path), EMBEDDED, FakeClock())
    runs = journal.runs_of(NUMBER)
    assert [(run.owner, run.host, run.after, run.intent.sent, run.erased) for run in runs] == [
        ("", "", None, {}, False),
        ("", "", None, {}, True),
    ]
    assert [each.id for each in journal.summaries(0, 10)] == [2, 1]
    journal.start_run(INTENT, STEPS)


def insert(path: Path, before: str) -> None:
    scope = (
        "INSERT OR IGNORE INTO scope (id, exchange, endpoint, account) VALUES (1, 'embedded', '', 'local')"
    )
    run = (
        "INSERT INTO run (scope, billing_account, service_name, from_type, to_type, before, state, version, started)"
        " VALUES (1, 'ab1', ?, 'conference', 'svi', ?, 'done', '0.1', 1)"
    )
    with sqlite3.connect(path) as connection:
        connection.execute(scope)
        connection.execute(run, (NUMBER, before))
    connection.close()


def test_a_run_whose_process_is_gone_is_not_told_as_under_way(journal: Journal, database: Database) -> None:
    run = journal.start_run(INTENT, STEPS).id

    def told() -> list[str]:
        (summary,), (whole,) = journal.summaries(0, 9), journal.all_runs()
        return [summary.state, whole.state, journal.as_it_stands(run).state]

    with held_by(database):
        assert told() == ["running"] * 3
    assert told() == ["partial"] * 3
    assert journal.as_it_stands(run).reason == "Stopped"
    journal.claim(NUMBER)
    assert told() == ["running"] * 3
    with pytest.raises(KeyError):
        journal.as_it_stands(99)
