"""What the journal is told is there after any end of the program, and a claim keeps others off a number."""

import json
import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

import psutil
import pytest

from tests.fakes import FakeClock
from tui.engine.errors import NumberHeld
from tui.engine.plan import MASK, Change, Step
from tui.engine.ports import Bulk, Claim, Intent, Run
from tui.engine.ports import Journal as Port
from tui.engine.resources import Snapshot
from tui.engine.scope import Scope
from tui.engine.states import BEGUN
from tui.i18n import Message
from tui.store.claims import birth
from tui.store.database import Database
from tui.store.forgetting import forget_secrets
from tui.store.journal import Journal
from tui.times import since

EMBEDDED = Scope("embedded", "", "local")
REAL = Scope("ovhcloud", "ovh-eu", "xx12345-ovh")
NUMBER, OTHER = "0033199001001", "0033199001002"
DAY = 86_400.0
SECRETS = frozenset({"pin"})

STEPS = (
    Step(
        action="change-type",
        method="POST",
        path=f"/telephony/ab1/number/{NUMBER}/changeFeatureType",
        body={"featureType": "conference"},
        title=Message("type {title}", {"title": Message("Conference")}),
        changes=(Change("featureType", "type", "feature-type", "empty", "conference"),),
        task=True,
    ),
    Step(
        action="update",
        method="PUT",
        path=f"/telephony/ab1/conference/{NUMBER}/settings",
        body={"pin": "48215", "recordStatus": True, "reportEmail": None},
        title=Message("conference settings"),
        changes=(
            Change("pin", "access PIN", "string", "", "48215", secret=True, predicted=True),
            Change("recordStatus", "recording", "boolean", False, True),
        ),
    ),
)

UPLOAD = Step(
    action="upload",
    method="POST",
    path=f"/telephony/ab1/ovhPabx/{NUMBER}/soundUpload",
    body={"name": "hello.wav"},
    title=Message("{noun} {place} of {outer}", {"noun": Message("step"), "place": 2, "outer": "Accueil"}),
    changes=(Change("name", "name", "string", None, "hello.wav", predicted=True, new_words="hello"),),
    task=True,
    about="{sound:hello.wav}",
    makes="{sound:hello.wav}",
    id_field="soundId",
    links={"greetSound": "{sound:hello.wav}"},
    content="hello.wav",
    again=True,
)
"""A step with something in every field."""

INTENT = Intent(
    billing_account="ab1",
    service_name=NUMBER,
    to_type="conference",
    kind="conference",
    settings={"kind": "conference", "pin": "48215", "recording": True},
    before=Snapshot(
        "redirect", {"/telephony/ab1/redirect/x": {"destination": None, "description": "\ud800é"}}
    ),
)
OTHER_INTENT = replace(INTENT, service_name="0033199001077")


def reopened(database: Database, clock: FakeClock) -> Journal:
    return Journal(Database(database.path), EMBEDDED, clock)


def test_it_is_the_journal_that_the_engine_asks_for(journal: Journal) -> None:
    port: Port = journal
    assert port is journal


# --- drafts


def test_a_draft_replaces_the_earlier_one_and_survives(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    journal.save_draft(NUMBER, '{"a": 1}')
    journal.save_draft(NUMBER, '{"a": 2}')
    assert reopened(database, clock).draft(NUMBER) == '{"a": 2}'


def test_drafts_come_newest_first(journal: Journal, clock: FakeClock) -> None:
    journal.save_draft(NUMBER, "1")
    clock.advance(5)
    journal.save_draft(OTHER, "2")
    assert journal.drafts() == [(OTHER, "2", clock.now()), (NUMBER, "1", clock.now() - 5)]


def test_a_discarded_draft_is_gone(journal: Journal) -> None:
    journal.save_draft(NUMBER, "1")
    journal.discard_draft(NUMBER)
    journal.discard_draft(NUMBER)
    assert journal.draft(NUMBER) is None


def test_an_account_sees_nothing_of_another(journal: Journal, database: Database, clock: FakeClock) -> None:
    journal.save_draft(NUMBER, "1")
    run = journal.start_run(INTENT, STEPS)
    journal.claim(NUMBER)
    real = Journal(database, REAL, clock)
    assert (real.draft(NUMBER), real.drafts(), real.runs(), real.unfinished()) == (None, [], [], [])
    assert [(each.id, each.scope) for each in real.all_runs()] == [(run.id, EMBEDDED)]


# --- runs


def test_a_run_comes_back_as_it_was_stored(journal: Journal, database: Database, clock: FakeClock) -> None:
    run = journal.start_run(INTENT, STEPS)
    found = reopened(database, clock).run(run.id)
    assert found == run
    assert found.intent == INTENT
    assert tuple(record.step for record in found.steps) == STEPS
    assert [record.position for record in found.steps] == [0, 1]
    assert {record.state for record in found.steps} == {"todo"}
    assert (found.state, found.started, found.ended, found.arrived) == ("running", clock.now(), None, None)


def test_a_run_without_settings_comes_back_without(journal: Journal) -> None:
    intent = Intent("ab1", NUMBER, "empty", None, None, Snapshot("conference"))
    assert journal.run(journal.start_run(intent, ()).id).intent == intent


def test_the_settings_that_a_number_was_last_to_have_of_a_kind_are_remembered(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    assert journal.last_settings(NUMBER, "conference") is None
    journal.start_run(INTENT, STEPS)
    journal.start_run(replace(INTENT, settings={"language": "de"}), STEPS)
    journal.start_run(replace(INTENT, kind="redirection", settings={"destination": OTHER}), STEPS)
    journal.start_run(replace(INTENT, kind=None, settings=None), STEPS)
    assert journal.last_settings(NUMBER, "conference") == {"language": "de"}
    refused = journal.start_run(replace(INTENT, settings={"language": "it"}), STEPS)
    journal.end_run(refused.id, "failed")
    assert journal.last_settings(NUMBER, "conference") == {"language": "de"}
    assert journal.last_settings(OTHER, "conference") is None
    assert Journal(database, REAL, clock).last_settings(NUMBER, "conference") is None


def test_there_is_no_run_of_an_unknown_id(journal: Journal) -> None:
    with pytest.raises(KeyError):
        journal.run(12)


def test_a_step_says_how_far_it_got(journal: Journal, clock: FakeClock) -> None:
    run = journal.start_run(INTENT, STEPS).id
    journal.step_started(run, 0)
    started = clock.now()
    journal.step_task(run, 0, 77)
    clock.advance(3)
    journal.step_ended(run, 0, "unknown", "no answer", "EU.1")
    record = journal.run(run).steps[0]
    assert (record.state, record.attempts, record.task) == ("unknown", 1, 77)
    assert (record.reason, record.query_id) == ("no answer", "EU.1")
    assert (record.started, record.ended) == (started, started + 3)


def test_a_further_attempt_begins_anew(journal: Journal, clock: FakeClock) -> None:
    run = journal.start_run(INTENT, STEPS).id
    journal.step_started(run, 0)
    journal.step_task(run, 0, 77)
    journal.step_ended(run, 0, "failed", "no", "EU.1")
    clock.advance(60)
    journal.step_started(run, 0)
    record = journal.run(run).steps[0]
    assert (record.state, record.attempts, record.task, record.reason) == ("started", 2, None, "")
    assert (record.query_id, record.started, record.ended) == (None, clock.now(), None)


def test_a_new_plan_replaces_what_was_not_kept(journal: Journal) -> None:
    run = journal.start_run(INTENT, STEPS).id
    journal.step_started(run, 0)
    journal.step_ended(run, 0, "done")
    arrived = Snapshot("conference", {"/x": {"pin": None}})
    journal.replan(run, 1, (STEPS[1], STEPS[1]), arrived)
    found = journal.run(run)
    assert [record.state for record in found.steps] == ["done", "todo", "todo"]
    assert found.arrived == arrived
    journal.replan(run, 1, ())
    assert len(journal.run(run).steps) == 1
    assert journal.run(run).arrived == arrived


def test_whatever_a_step_holds_comes_back_equal(journal: Journal) -> None:
    run = journal.start_run(INTENT, (UPLOAD,))
    assert journal.run(run.id).steps[0].step == UPLOAD
    # The runner finds the record of a step by the step: it must not differ in anything.
    assert all(getattr(UPLOAD, each.name) for each in fields(Step))


def test_a_step_of_an_older_version_still_loads(journal: Journal, database: Database) -> None:
    run = journal.start_run(INTENT, STEPS).id
    later = ("about", "makes", "id_field", "links", "content", "again")
    for position, step in enumerate(STEPS):
        body = json.loads(
            database.connection.execute("SELECT body FROM step WHERE position = ?", (position,)).fetchone()[0]
        )
        older = {name: value for name, value in body.items() if name not in later}
        older["changes"] = [
            {name: value for name, value in change.items() if not name.endswith("_words")}
            for change in older["changes"]
        ]
        with database.write() as connection:
            connection.execute("UPDATE step SET body = ? WHERE position = ?", (json.dumps(older), position))
        assert journal.run(run).steps[position].step == step


def test_a_document_is_remembered_until_it_is_deleted(journal: Journal) -> None:
    run = journal.start_run(INTENT, (UPLOAD,)).id
    journal.step_started(run, 0)
    journal.step_document(run, 0, "f0a1")
    journal.step_ended(run, 0, "unknown")
    assert journal.run(run).steps[0].document == "f0a1"
    # A further attempt, and a new plan, use it again.
    journal.replan(run, 0, (STEPS[0], UPLOAD))
    journal.step_started(run, 1)
    first, second = journal.run(run).steps
    assert (first.document, second.document, second.attempts) == (None, "f0a1", 2)
    journal.step_document(run, 1, "")
    assert journal.run(run).steps[1].document is None


def test_runs_that_were_agreed_to_at_once_wait_for_their_turn(journal: Journal, clock: FakeClock) -> None:
    earlier = journal.start_run(replace(INTENT, service_name=OTHER), STEPS)
    others = [replace(INTENT, service_name=name) for name in (NUMBER, OTHER)]
    first, second = journal.start_bulk([(each, STEPS) for each in others], keeps_going=True)
    assert journal.run(earlier.id).state == "left"
    assert [(run.state, run.bulk) for run in (first, second)] == [("todo", Bulk(1, True))] * 2
    assert [step.state for step in first.steps] == ["todo"] * len(STEPS)
    assert journal.unfinished() == [first, second]
    clock.advance(60)
    before = Snapshot(INTENT.before.feature_type, {"/telephony/a/line/b/options": {"displayNumber": "x"}})
    begun = journal.begin_run(first.id, before)
    assert begun == replace(
        first, state="running", started=clock.now(), intent=replace(first.intent, before=before)
    )
    # What has begun, or is over, begins no second time.
    for state in BEGUN:
        journal.end_run(first.id, state)
        assert journal.begin_run(first.id).state == state
    assert journal.begin_run(first.id, INTENT.before).intent.before == before
    assert journal.begin_run(second.id).intent.before == INTENT.before
    (alone,) = journal.start_bulk([(INTENT, STEPS)], keeps_going=False)
    assert alone.bulk == Bulk(2, False)
    assert journal.start_run(INTENT, STEPS).bulk is None


def test_an_unfinished_run_is_found_until_it_has_ended(journal: Journal, clock: FakeClock) -> None:
    first, second = (journal.start_run(INTENT, STEPS).id for _ in range(2))
    clock.advance(5)
    journal.end_run(first, "partial", "stopped")
    assert [run.id for run in journal.unfinished()] == [first, second]
    assert [run.state for run in journal.unfinished()] == ["partial", "running"]
    assert journal.run(first).ended is None
    journal.end_run(first, "done")
    journal.end_run(second, "failed", "no")
    assert journal.unfinished() == []
    assert [(run.id, run.state, run.reason, run.ended) for run in journal.runs()] == [
        (second, "failed", "no", clock.now()),
        (first, "done", "", clock.now()),
    ]


def test_a_run_that_could_not_be_stored_whole_is_not_stored(journal: Journal, database: Database) -> None:
    unfit = Step("update", "PUT", "/x", {"a": object()}, Message("x"))  # type: ignore[dict-item]  # what no JSON holds
    with pytest.raises(TypeError):
        journal.start_run(INTENT, (*STEPS, unfit))
    assert journal.runs() == []
    assert database.connection.in_transaction is False


# --- secrets


def finished(journal: Journal, clock: FakeClock) -> Run:
    run = journal.start_run(INTENT, STEPS).id
    journal.replan(
        run, 1, STEPS[1:], Snapshot("conference", {"/x": {"pin": "48215", "rooms": [{"pin": "48215"}]}})
    )
    journal.end_run(run, "done")
    clock.advance(30 * DAY)
    return journal.run(run)


def test_secrets_are_forgotten_and_nothing_else(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    before = finished(journal, clock)
    assert forget_secrets(database, SECRETS, clock.now() - DAY) == 1
    after = journal.run(before.id)
    assert after.intent.settings == {"kind": "conference", "pin": MASK, "recording": True}
    assert after.arrived == Snapshot("conference", {"/x": {"pin": MASK, "rooms": [{"pin": MASK}]}})
    assert after.intent.before == before.intent.before
    assert after.steps[0] == before.steps[0]
    assert after.steps[1].step == STEPS[1].masked()
    assert forget_secrets(database, SECRETS, clock.now() - DAY) == 0


def test_no_byte_of_a_forgotten_secret_is_left(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    finished(journal, clock)
    assert secret_is_in_a_file(database.path)
    forget_secrets(database, SECRETS, clock.now() - DAY)
    assert not secret_is_in_a_file(database.path)


def secret_is_in_a_file(store: Path) -> bool:
    return any(b"48215" in path.read_bytes() for path in store.parent.glob("store.db*"))


def test_a_secret_is_known_by_its_step_alone(database: Database, clock: FakeClock) -> None:
    finished(Journal(database, EMBEDDED, clock), clock)
    assert forget_secrets(database, frozenset(), clock.now()) == 1
    assert not secret_is_in_a_file(database.path)


def test_secrets_of_young_runs_are_kept_and_an_old_unfinished_run_is_left(
    journal: Journal, database: Database, clock: FakeClock
) -> None:
    unfinished = journal.start_run(OTHER_INTENT, STEPS).id
    young = finished(journal, clock)
    assert forget_secrets(database, SECRETS, clock.now() - 31 * DAY) == 0
    assert journal.run(young.id) == young
    assert journal.run(unfinished).intent == OTHER_INTENT
    assert forget_secrets(database, SECRETS, clock.now()) == 2
    assert journal.run(unfinished).state == "left"
    assert journal.unfinished() == []


# --- claims


@contextmanager
def held_by(
    database: Database, process: psutil.Process | None = None, host: str | None = None
) -> Iterator[int]:
    """Write the claim of another process, by default a living child of ours."""
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as child:
        process = process or psutil.Process(child.pid)
        with database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO claim (scope, service_name, owner, host, pid, born, token, since)"
                " VALUES (1, ?, 'odile', ?, ?, ?, 'theirs', ?)",
                (NUMBER, host or platform.node(), process.pid, birth(process.pid), FakeClock().now()),
            )
        yield child.pid
        child.kill()


def test_a_held_number_names_who_holds_it(journal: Journal, database: Database, clock: FakeClock) -> None:
    with held_by(database) as pid:
        clock.advance(60)
        with pytest.raises(NumberHeld) as raised:
            journal.claim(NUMBER)
        holder = journal.holder(NUMBER)
    assert holder is not None
    assert (holder.owner, holder.host, holder.pid) == ("odile", platform.node(), pid)
    shown = since(clock.now() - 60, clock.now())
    assert raised.value.args_given == {
        "owner": "odile",
        "host": platform.node(),
        "number": "01 99 00 10 01",
        "since": shown,
    }


def test_a_claim_of_another_number_is_free(journal: Journal, database: Database) -> None:
    with held_by(database):
        assert journal.holds(journal.claim(OTHER))


def test_of_several_all_that_are_free_are_held_at_once_and_let_go_at_once(
    journal: Journal, database: Database
) -> None:
    third = "0033199001077"
    with held_by(database):
        statements: list[str] = []
        database.connection.set_trace_callback(statements.append)
        found = journal.claim_all([OTHER, NUMBER, third])
        claims = [each for each in found.values() if isinstance(each, Claim)]
        assert [each.service_name for each in claims] == [OTHER, third]
        assert all(map(journal.holds, claims))
        assert isinstance(found[NUMBER], NumberHeld)
        journal.release(*claims)
        database.connection.set_trace_callback(None)
        assert not any(map(journal.holds, claims))
        assert journal.holder(NUMBER) is not None
    assert statements.count("COMMIT") == 2


def test_taking_over_leaves_a_trace_and_ends_the_other_claim(journal: Journal, database: Database) -> None:
    with held_by(database):
        claim = journal.claim(NUMBER, take_over=True)
        assert journal.holds(claim)
        row = database.connection.execute("SELECT * FROM claim").fetchone()
    assert row["taken_from"] == f"odile@{platform.node()}"
    assert row["pid"] == os.getpid()
    assert journal.holder(NUMBER) is None


def test_a_claim_that_was_taken_over_no_longer_stands(journal: Journal, database: Database) -> None:
    claim = journal.claim(NUMBER)
    with held_by(database):
        assert not journal.holds(claim)
        journal.release(claim)
        assert journal.holder(NUMBER) is not None


def test_a_dead_holder_is_replaced_at_once(journal: Journal, database: Database) -> None:
    with held_by(database):
        pass
    assert journal.holder(NUMBER) is None
    assert journal.holds(journal.claim(NUMBER))


def test_a_killed_holder_that_nobody_has_buried_yet_is_dead(journal: Journal, database: Database) -> None:
    with held_by(database) as pid:
        # Not waited for: the process id stays taken.
        psutil.Process(pid).kill()
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            pass
        assert journal.holder(NUMBER) is None
        assert journal.holds(journal.claim(NUMBER))


def test_a_process_id_given_out_again_holds_nothing(journal: Journal, database: Database) -> None:
    with held_by(database):
        with database.write() as connection:
            connection.execute("UPDATE claim SET born = born - 3600")
        assert journal.holder(NUMBER) is None
        assert journal.holds(journal.claim(NUMBER))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system itself keeps the time of birth")
@pytest.mark.parametrize("seconds", [-7200.0, 7200.0])
def test_a_holder_lives_though_somebody_sets_the_clock(
    seconds: float, journal: Journal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = journal.claim("0033199009999")
    with held_by(database):
        boot = psutil._pslinux.boot_time()
        monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + seconds)
        assert journal.holder(NUMBER) is not None
        with pytest.raises(NumberHeld):
            journal.claim(NUMBER)
        assert journal.claim("0033199009999") == ours


def test_a_holder_on_another_host_is_never_taken_for_dead(journal: Journal, database: Database) -> None:
    with held_by(database, host="elsewhere"):
        pass
    with pytest.raises(NumberHeld):
        journal.claim(NUMBER)
    assert journal.holds(journal.claim(NUMBER, take_over=True))


def test_the_same_process_gets_its_claim_again_until_it_is_released(
    journal: Journal, database: Database
) -> None:
    first = journal.claim(NUMBER)
    assert Journal(database, EMBEDDED, FakeClock()).claim(NUMBER) == first
    assert journal.holder(NUMBER) is None
    journal.release(first)
    assert not journal.holds(first)
    assert journal.claim(NUMBER) != first


def test_of_many_who_claim_at_once_every_thread_of_a_process_gets_the_same(journal: Journal) -> None:
    claims = []
    threads = [threading.Thread(target=lambda: claims.append(journal.claim(NUMBER))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({claim.token for claim in claims}) == 1


def test_a_user_without_a_login_is_named_by_the_user_id(
    journal: Journal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nobody)
    journal.claim(NUMBER)
    owner = database.connection.execute("SELECT owner FROM claim").fetchone()[0]
    assert owner == str(os.getuid())


def test_a_time_of_today_is_shown_without_its_date() -> None:
    noon = 1_700_046_000.0
    shown = since(noon, noon + 60)
    assert len(shown) == len("12:00")
    assert since(noon, noon + 3 * DAY).endswith(" " + shown)


def test_psutil_is_imported_for_claims_only(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.fakes import FakeClock\n"
        "from tui.store.database import Database; from tui.store.journal import Journal\n"
        "from tui.engine.scope import Scope\n"
        "journal = Journal(Database(Path(sys.argv[1])), Scope('embedded', '', 'local'), FakeClock())\n"
        "journal.save_draft('0033199001001', '{}'); journal.unfinished()\n"
        "assert 'psutil' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "store.db")], check=True, cwd=root)
