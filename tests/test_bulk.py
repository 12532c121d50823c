"""Bulk: one configuration for many numbers, each planned before any is changed, and each a run of its own."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, Recording, world
from tui import bulk, use_cases
from tui.bulk import BulkReport, Happening, Prospect, Refused
from tui.engine.errors import NotAnAlias, NumberChanged, NumberHeld, SettingsRefused, StoreFull, UnknownNumber
from tui.engine.platform_errors import CredentialRefused, Unreachable
from tui.engine.ports import Mishap, Run, Service
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Ended, Finished, Planned, Started
from tui.i18n import Message
from tui.signals import Stop
from tui.store.journal import Journal
from tui.use_cases import Proposal, Services

NUMBERS = (EMPTY_NUMBER, OTHER_NUMBER, "0033199001003", "0033199001004")
CONFERENCE: dict[str, Json] = {"pin": "82645193"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def services(store: Path) -> Services:
    made = world(store)
    more = [Service(name, "alias", ACCOUNT, "Boutique", "empty") for name in NUMBERS[2:]]
    made.exchange.telephony.add(more)  # type: ignore[attr-defined]  # the embedded exchange's own
    return made


def proposed(
    services: Services,
    numbers: Sequence[str] = NUMBERS,
    kind: str = "conference",
    given: dict[str, Json] = CONFERENCE,
) -> list[Proposal]:
    found = list(bulk.prospects(services, numbers, kind, given))
    assert [each.error for each in found if each.error is not None] == []
    return [each.proposal for each in found if each.proposal is not None]


def report_of(events: Iterator[Happening]) -> BulkReport:
    *_, last = events
    assert isinstance(last, BulkReport)
    return last


def states(report: BulkReport) -> dict[str, str]:
    return {each.number: each.state for each in report.results}


def all_done(services: Services) -> bool:
    return {each.feature_type for each in use_cases.list_numbers(services)} == {"conference"}


def failing_on(services: Services, number: str, events: Iterator[Happening]) -> Iterator[Happening]:
    """The events; the first task of that number fails."""
    assert services.training is not None
    for event in events:
        if isinstance(event, Planned) and event.run.intent.service_name == number:
            services.training.next(Mishap.TASK_FAILS)
        yield event


# --- before anything is agreed to


def test_each_number_is_planned_once_in_whatever_form_it_is_written(services: Services) -> None:
    written = ["01 99 00 10 01", "+33 1 99 00 10 02", "0033199001001", "+33199001002"]
    found = list(bulk.prospects(services, written, "conference", CONFERENCE))
    assert [each.number for each in found] == [EMPTY_NUMBER, OTHER_NUMBER]
    assert all(each.proposal is not None and each.proposal.plan for each in found)


def test_a_number_that_can_have_no_plan_says_why_and_the_others_have_theirs(services: Services) -> None:
    given: dict[str, Json] = {"destination": EMPTY_NUMBER}
    numbers = [EMPTY_NUMBER, PHONE_LINE, OTHER_NUMBER, "0199009999", "nobody"]
    found = list(bulk.prospects(services, numbers, "redirection", given))
    assert [type(each.error) for each in found] == [
        *(SettingsRefused, NotAnAlias, type(None), UnknownNumber, UnknownNumber)
    ]
    assert [each.proposal is not None for each in found] == [False, False, True, False, False]


def test_what_several_numbers_need_is_read_once(services: Services) -> None:
    asked: list[str] = []

    class Asked(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            asked.append(path)
            return super().call(method, path, body)

    watched = replace(services, exchange=Asked(services.exchange))
    proposed(watched, kind="redirection", given={"destination": PHONE_LINE})
    about_line = [path for path in asked if PHONE_LINE in path]
    assert len(about_line) == len(set(about_line)) > 0
    assert len([path for path in asked if path.endswith(f"/number/{OTHER_NUMBER}")]) == 1


def test_what_to_know_is_said_once_with_the_numbers_that_it_is_about(services: Services) -> None:
    agreed = proposed(services)

    def named(*numbers: str) -> list[str]:
        warned = [
            replace(each, warnings=(Message("Mind it."),) if each.number.service_name in numbers else ())
            for each in agreed
        ]
        return list(bulk.warning_words(warned))

    assert named(*NUMBERS) == ["Mind it."]
    assert named(*NUMBERS[:2]) == ["01 99 00 10 01, 01 99 00 10 02: Mind it."]
    assert named() == []


def test_what_stands_in_the_way_of_all_is_said_once_and_no_other_number_tried(services: Services) -> None:
    tried: list[str] = []

    class Down(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            tried.append(path)
            raise Unreachable(method, path, sent=False)

    with pytest.raises(Unreachable):
        proposed(replace(services, exchange=Down(services.exchange)))
    assert len(tried) == 1


# --- applying


def test_every_number_is_a_run_of_its_own_and_all_are_stored_before_the_first_write(
    services: Services,
) -> None:
    recording = Recording(services.exchange)
    stored: list[tuple[list[str], int]] = []
    for event in bulk.apply(replace(services, exchange=recording), proposed(services), False):
        if isinstance(event, Started) and not stored:
            runs = services.journal.runs()
            stored.append(([run.state for run in reversed(runs)], len(recording.accepted)))
    assert stored == [(["running", "todo", "todo", "todo"], 0)]
    assert all_done(services)
    runs = services.journal.runs()
    assert [run.intent.service_name for run in reversed(runs)] == list(NUMBERS)
    assert {run.state for run in runs} == {"done"}
    assert len({run.bulk for run in runs}) == 1


def test_the_report_comes_last_and_says_how_it_stands_with_each_number(services: Services) -> None:
    report = report_of(bulk.apply(services, proposed(services), False))
    assert (report.state, states(report)) == ("done", dict.fromkeys(NUMBERS, "done"))
    assert [str(line) for line in report.lines()] == [
        "done: 4",
        "01 99 00 10 01: done",
        "01 99 00 10 02: done",
        "01 99 00 10 03: done",
        "01 99 00 10 04: done",
    ]


def test_the_first_that_fails_ends_it_and_the_others_can_be_carried_on(services: Services) -> None:
    events = bulk.apply(services, proposed(services), keeps_going=False)
    report = report_of(failing_on(services, OTHER_NUMBER, events))
    assert states(report) == dict(zip(NUMBERS, ("done", "failed", "todo", "todo"), strict=True))
    assert report.state == "partial"
    lines = [str(line) for line in report.lines()]
    assert lines[:3] == ["done: 1", "failed: 1", "not begun: 2"]
    assert lines[4] == "01 99 00 10 02: failed"
    assert lines[5].startswith("    The platform gave up on task 2. (")
    assert lines[6] == "    Read its message, then try again; what is done stays done."
    again = report_of(bulk.resume(services, services.journal.unfinished()))
    assert states(again) == dict.fromkeys(NUMBERS[2:], "done")


def test_it_keeps_going_where_that_was_asked_for(services: Services) -> None:
    events = bulk.apply(services, proposed(services), keeps_going=True)
    report = report_of(failing_on(services, OTHER_NUMBER, events))
    assert states(report) == dict(zip(NUMBERS, ("done", "failed", "done", "done"), strict=True))
    assert services.journal.unfinished() == []


def test_numbers_without_a_plan_stand_in_the_report_where_they_were_named(services: Services) -> None:
    refused = Prospect("0033199009999", error=UnknownNumber(number="0199009999"))
    report = report_of(bulk.apply(services, proposed(services, NUMBERS[:2]), True))
    found = [Prospect(NUMBERS[0]), refused, Prospect(NUMBERS[1])]
    whole = report.with_refused(found)
    assert [(each.number, each.state) for each in whole.results] == [
        (NUMBERS[0], "done"),
        ("0033199009999", "failed"),
        (NUMBERS[1], "done"),
    ]
    assert whole.state == "partial"
    assert "    01 99 00 99 99 is not a number of this account." in [str(each) for each in whole.lines()]


def test_a_number_with_nothing_to_change_is_done_too(services: Services) -> None:
    report_of(bulk.apply(services, proposed(services, NUMBERS[:1]), False))
    without: dict[str, Json] = {}
    found = proposed(services, NUMBERS[:2], given=without)
    assert [bool(each.plan) for each in found] == [False, True]
    assert states(report_of(bulk.apply(services, found, False))) == dict.fromkeys(NUMBERS[:2], "done")


# --- somebody else


def other_process(services: Services, store: Path, number: str) -> None:
    """Somebody else works on a number."""
    services.journal.claim(number)
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE claim SET owner = 'alice', host = 'there'")


def test_where_somebody_works_on_a_number_nothing_is_stored(services: Services, store: Path) -> None:
    agreed = proposed(services)
    other_process(services, store, OTHER_NUMBER)
    refused, report = bulk.apply(services, agreed, keeps_going=False)
    assert isinstance(refused, Refused)
    assert (refused.number, type(refused.error), refused.run) == (OTHER_NUMBER, NumberHeld, None)
    assert isinstance(report, BulkReport)
    assert states(report) == dict(zip(NUMBERS, ("todo", "failed", "todo", "todo"), strict=True))
    assert report.state == "failed"
    assert services.journal.runs() == []


def test_the_others_go_on_without_a_number_that_somebody_works_on(services: Services, store: Path) -> None:
    agreed = proposed(services)
    other_process(services, store, OTHER_NUMBER)
    report = report_of(bulk.apply(services, agreed, keeps_going=True))
    assert states(report) == dict(zip(NUMBERS, ("done", "failed", "done", "done"), strict=True))
    assert len(services.journal.runs()) == 3


def claimed(store: Path) -> set[str]:
    with closing(sqlite3.connect(store)) as connection:
        return {name for (name,) in connection.execute("SELECT service_name FROM claim")}


def test_every_number_is_held_until_its_turn_is_over(services: Services, store: Path) -> None:
    held = {}
    for event in bulk.apply(services, proposed(services), False):
        if isinstance(event, Started):
            held[event.run.intent.service_name] = claimed(store)
    assert held == {name: set(NUMBERS[at:]) for at, name in enumerate(NUMBERS)}
    assert claimed(store) == set()


def test_what_somebody_else_is_at_is_not_resumed(services: Services, store: Path) -> None:
    cut_off(services, 1)
    other_process(services, store, OTHER_NUMBER)
    report = report_of(bulk.resume(services, services.journal.unfinished()))
    assert states(report) == dict(zip(NUMBERS[1:], ("todo", "done", "done"), strict=True))


def test_a_number_that_was_changed_since_its_plan_is_not_touched(services: Services) -> None:
    recording = Recording(services.exchange)

    def elsewhere(events: Iterator[Happening]) -> Iterator[Happening]:
        for event in events:
            if isinstance(event, Finished) and event.run.intent.service_name == EMPTY_NUMBER:
                services.exchange.telephony.retype(OTHER_NUMBER, "svi")  # type: ignore[attr-defined]  # the embedded one
            yield event

    recorded = replace(services, exchange=recording)
    report = report_of(elsewhere(bulk.apply(recorded, proposed(services), keeps_going=True)))
    assert states(report) == dict(zip(NUMBERS, ("done", "failed", "done", "done"), strict=True))
    assert isinstance(next(each for each in report.results if each.state == "failed").error, NumberChanged)
    assert [path for _method, path, _body in recording.accepted if OTHER_NUMBER in path] == []


def test_what_the_numbers_before_have_changed_outside_a_number_is_no_reason_to_stop(
    services: Services,
) -> None:
    given: dict[str, Json] = {"destination": PHONE_LINE, "present_number": True}
    report = report_of(bulk.apply(services, proposed(services, kind="redirection", given=given), False))
    assert states(report) == dict.fromkeys(NUMBERS, "done")
    options = services.exchange.call("GET", f"/telephony/{ACCOUNT}/line/{PHONE_LINE}/options")
    assert isinstance(options, dict)
    assert options["displayNumber"] == NUMBERS[-1]


def test_a_later_run_of_a_number_takes_the_place_of_what_was_not_begun(services: Services) -> None:
    cut_off(services, 1)
    number = use_cases.open_number(services, NUMBERS[2]).number
    report_of_one = use_cases.start(
        services, use_cases.propose(services, number, "redirection", {"destination": PHONE_LINE})
    )
    assert isinstance(list(report_of_one)[-1], Finished)
    states_now = {run.intent.service_name: run.state for run in reversed(services.journal.runs())}
    assert states_now[NUMBERS[2]] == "done"
    report_of(bulk.resume(services, services.journal.unfinished()))
    types = {each.service_name: each.feature_type for each in use_cases.list_numbers(services)}
    assert types == dict.fromkeys(NUMBERS, "conference") | {NUMBERS[2]: "redirect"}


# --- interrupted


def cut_off(services: Services, after: int) -> Sequence[Run]:
    """Apply to all numbers, and be interrupted when `after` of them are done; the runs as they are then."""
    stopping = replace(services, stop=Stop())
    done = 0
    for event in bulk.apply(stopping, proposed(services), False):
        done += isinstance(event, Finished)
        if done == after:
            stopping.stop.ask()
    return services.journal.runs()


@pytest.mark.parametrize("after", [1, 3])
def test_what_was_not_begun_is_known_and_carried_on(services: Services, after: int) -> None:
    runs = cut_off(services, after)
    assert [run.state for run in reversed(runs)] == ["done"] * after + ["todo"] * (4 - after)
    assert [str(each).split(" (")[0] for each in use_cases.notices(services)] == [
        f"Unfinished work on 01 99 00 10 0{at}" for at in range(after + 1, 5)
    ]
    report = report_of(bulk.resume(services, services.journal.unfinished()))
    assert states(report) == dict.fromkeys(NUMBERS[after:], "done")
    assert all_done(services)
    assert services.journal.unfinished() == []


def test_the_run_under_way_is_carried_on_before_others_are_begun(services: Services) -> None:
    stopping = replace(services, stop=Stop())
    for event in bulk.apply(stopping, proposed(services, (*NUMBERS[1:], NUMBERS[0])), False):
        if isinstance(event, Ended) and event.run.intent.service_name == NUMBERS[2]:
            stopping.stop.ask()
    order = [
        event.run.intent.service_name
        for event in bulk.resume(services, services.journal.unfinished())
        if isinstance(event, Finished)
    ]
    assert order == [NUMBERS[2], NUMBERS[3], NUMBERS[0]]
    assert all_done(services)


def test_a_resumed_bulk_obeys_what_was_agreed_to_about_failures(services: Services) -> None:
    cut_off(services, 1)
    events = bulk.resume(services, services.journal.unfinished())
    report = report_of(failing_on(services, OTHER_NUMBER, events))
    assert states(report) == dict(zip(NUMBERS[1:], ("failed", "todo", "todo"), strict=True))


def test_cut_at_any_moment_and_resumed_nothing_is_sent_twice(tmp_path: Path) -> None:
    template = world(tmp_path / "template.sqlite3")
    count = len(list(bulk.apply(template, proposed(template, NUMBERS[:2]), False)))
    whole: list[Any] = []
    for cut in range(count):
        services = world(tmp_path / f"{cut}.sqlite3")
        recording = Recording(services.exchange)
        recorded = replace(services, exchange=recording)
        events = bulk.apply(recorded, proposed(services, NUMBERS[:2]), False)
        for _event in range(cut):
            next(events)
        events.close()  # type: ignore[attr-defined]  # as far as memory goes, a kill; the store is all that is left
        report_of(bulk.resume(recorded, services.journal.unfinished()))
        if cut == 0:
            # Nothing was agreed to yet that could be known of.
            assert recording.accepted == []
            continue
        assert all_done(services), cut
        whole.append(sorted(recording.accepted, key=str))
    assert all(each == whole[0] for each in whole)


def test_a_full_disk_ends_it_at_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = proposed(services)

    def full(*_args: Any) -> Any:
        raise StoreFull(path="store")

    def filling_up(events: Iterator[Happening]) -> Iterator[Happening]:
        for event in events:
            if isinstance(event, Finished):
                monkeypatch.setattr(Journal, "step_started", full)
            yield event

    *events, report = filling_up(bulk.apply(services, agreed, keeps_going=True))
    assert isinstance(report, BulkReport)
    assert len([event for event in events if isinstance(event, Finished)]) == 2
    assert states(report) == dict(zip(NUMBERS, ("done", "partial", "todo", "todo"), strict=True))


@pytest.mark.parametrize("fault", [CredentialRefused, Unreachable])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_stands_in_the_way_of_all_ends_it_and_the_number_it_met_waits_like_the_others(
    services: Services, fault: type[CredentialRefused | Unreachable], method: Method
) -> None:
    class Cut(Recording):
        away = False

        def call(self, method_: Method, path: str, body: Body | None = None) -> Json:
            if self.away and method_ == method:
                raise fault(method_, path)
            return super().call(method_, path, body)

    cut = Cut(services.exchange)
    events = bulk.apply(replace(services, exchange=cut), proposed(services), keeps_going=True)
    ends, report = [], BulkReport(())
    for event in events:
        if isinstance(event, Finished):
            cut.away = True
            ends.append(event.run.state)
        elif isinstance(event, BulkReport):
            report = event
    assert states(report) == dict(zip(NUMBERS, ("done", "todo", "todo", "todo"), strict=True))
    assert ends == ["done", "todo"]
    again = report_of(bulk.resume(services, services.journal.unfinished()))
    assert states(again) == dict.fromkeys(NUMBERS[1:], "done")
    assert all_done(services)
