"""Secrets are erased from each run thirty days after its end, whatever else has come and gone since."""

import pytest

from tests.fakes import FakeClock
from tests.store.test_journal import DAY, INTENT, NUMBER, STEPS, held_by
from tui.engine.plan import MASK
from tui.store import sweeping
from tui.store.database import Database
from tui.store.forgetting import forget_secrets
from tui.store.journal import Journal
from tui.store.sweeping import sweep


def ended(journal: Journal) -> int:
    run = journal.start_run(INTENT, STEPS).id
    journal.end_run(run, "done")
    return run


def pin(journal: Journal, run: int) -> object:
    settings = journal.run(run).intent.settings
    assert settings is not None
    return settings["pin"]


def test_a_run_that_grows_old_when_a_draft_has_gone_is_swept(
    database: Database, journal: Journal, clock: FakeClock
) -> None:
    journal.save_draft(NUMBER, "{}")
    clock.advance(DAY)
    run = ended(journal)
    sweep(database, clock.now() + 29.5 * DAY)
    assert journal.draft(NUMBER) is None
    assert pin(journal, run) == "48215"
    sweep(database, clock.now() + 30.5 * DAY)
    assert pin(journal, run) == MASK


def test_a_run_that_ended_when_the_clock_had_been_put_back_is_swept(
    database: Database, journal: Journal, clock: FakeClock
) -> None:
    first = ended(journal)
    sweep(database, clock.now() + 400 * DAY)
    assert pin(journal, first) == MASK
    second = ended(journal)
    sweep(database, clock.now() + 31 * DAY)
    assert pin(journal, second) == MASK


def test_what_was_swept_is_not_looked_at_again(
    database: Database, journal: Journal, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[float] = []

    def forget_and_note(database: Database, secrets: frozenset[str], older_than: float) -> int:
        swept.append(older_than)
        return forget_secrets(database, secrets, older_than)

    monkeypatch.setattr(sweeping, "forget_secrets", forget_and_note)
    ended(journal)
    for days in (1, 31, 32, 33, 80):
        sweep(database, clock.now() + days * DAY)
    assert swept == [clock.now() + DAY]


def test_what_somebody_is_at_work_on_is_spared_though_a_clock_is_far_ahead(
    database: Database, journal: Journal, clock: FakeClock
) -> None:
    run = journal.start_run(INTENT, STEPS).id
    journal.save_draft(NUMBER, "{}")
    with held_by(database):
        sweep(database, clock.now() + 31 * DAY)
        assert journal.draft(NUMBER) is not None
        assert journal.run(run).state == "running"
    sweep(database, clock.now() + 31.5 * DAY)
    assert journal.draft(NUMBER) is None
    assert journal.run(run).state == "left"


def test_reasons_that_repeat_a_secret_lose_it_together_with_its_step(
    database: Database, journal: Journal, clock: FakeClock
) -> None:
    # As they were stored before the platform's words were masked at their source.
    words = "Value 48215 is too simple for run 148215"
    run = journal.start_run(INTENT, STEPS).id
    journal.step_started(run, 1)
    journal.step_ended(run, 1, "failed", words, None)
    journal.end_run(run, "left", words)
    sweep(database, clock.now() + 31 * DAY)
    told = "Value *** is too simple for run 148215"
    after = journal.run(run)
    assert (after.reason, after.steps[1].reason, after.steps[0].reason) == (told, told, "")
    assert forget_secrets(database, frozenset({"pin"}), clock.now() + 31 * DAY) == 0
