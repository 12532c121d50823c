"""The history of all runs: what its rows say, what can be done with one of them, and how it stays quick."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES, apply
from tests.screen_host import HOSTILE, HOSTILE_SHOWN, Hand, at
from tests.screens.host import settle
from tests.store.test_journal import held_by
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, world
from tui import undo, use_cases
from tui.app import Start, WizardApp
from tui.engine.errors import BadRequest
from tui.engine.ports import Intent
from tui.engine.resources import Snapshot
from tui.engine.runner import Started
from tui.engine.scope import LOCAL, Scope
from tui.flow import CarryOn, Quit, Undo
from tui.i18n import Message
from tui.screens.history import HistoryScreen, RunScreen
from tui.store.inventory import Inventory
from tui.store.journal import Journal
from tui.use_cases import Services

ELSEWHERE = Scope("ovhcloud", "ovh-eu", "ab1-ovh")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """A number that was a redirection, then a conference, then the redirection again; and another, cut off."""
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    apply(services, "redirection", EXAMPLES["redirection"])
    apply(services, "conference", EXAMPLES["conference"])
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    list(use_cases.start(services, undo.propose(services, number, undo.last_run(services, number))))
    cut_off(services)
    return services


def cut_off(services: Services) -> None:
    number = use_cases.open_number(services, OTHER_NUMBER).number
    stopping = world(Path(database(services).path))
    wanted = use_cases.settings_from("conference", EXAMPLES["conference"])
    for event in use_cases.start(stopping, use_cases.propose(stopping, number, "conference", wanted)):
        if isinstance(event, Started):
            stopping.stop.ask()


def database(services: Services) -> Any:
    journal: Any = services.journal
    return journal._database


def history(services: Services, **more: Any) -> HistoryScreen:
    return HistoryScreen(services.journal, services.journal.run, services.scope, "Training", **more)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_rows_say_what_was_done_when_by_whom_and_how_it_ended(
    services: Services, size: tuple[int, int]
) -> None:
    async with at(history(services), size) as hand:
        assert "What was applied" in hand.text
        assert "4 runs" in hand.text
        fourth, third, second, first = hand.text.splitlines()[7:11]
        assert "01 99 00 10 02" in fourth
        assert "1 of 2 done" in fourth
        assert "undo of 2: " in third
        assert "Conference" in second
        assert "2023-11-14" in first
        if size[0] == 120:
            assert "Call redirection → Conference" in second
            assert f"{services.journal.run(1).owner} on " in first


@pytest.mark.parametrize("width", [76, 80, 100, 120])
async def test_how_a_long_run_ended_is_never_cut(services: Services, width: int) -> None:
    class Long:
        def __getattr__(self, name: str) -> Any:
            return getattr(services.journal, name)

        def summaries(self, first: int, limit: int, text: str = "") -> Any:
            found = services.journal.summaries(first, limit, text)
            return [replace(each, done=16, total=141) for each in found]

    screen = HistoryScreen(Long(), services.journal.run, services.scope, "Training")
    async with at(screen, (width, 24)) as hand:
        assert "16 of 141 done" in hand.text


async def test_keys_offer_what_can_be_done_with_the_run_under_the_cursor(services: Services) -> None:
    async with at(history(services)) as hand:
        assert {"F9 resume", "F6 undo", "F8 copy for a ticket"} <= {*hand.text.splitlines()[-1].split("  ")}
        await hand.press("down")
        assert "resume" not in hand.text.splitlines()[-1]
        await hand.press("f9")
        assert hand.outcome is None
        await hand.press("f6")
        assert hand.outcome == Undo(3)


@pytest.mark.parametrize(("keys", "answer"), [(["f9"], CarryOn(4)), (["escape"], None), (["ctrl+q"], Quit())])
async def test_answers(services: Services, keys: list[str], answer: Any) -> None:
    screen = history(services)
    async with at(screen) as hand:
        await hand.press(*keys)
        assert hand.outcome == answer
        assert not screen.is_current


@pytest.mark.parametrize("typed", ["0199001002", "01 99 00 10 02", "+33 1 99 00 10 02", "1002"])
async def test_the_list_is_filtered_by_number_in_any_usual_form(services: Services, typed: str) -> None:
    screen = history(services)
    async with at(screen) as hand:
        await hand.type(typed)
        assert "1 run" in hand.text
        assert "01 99 00 10 02" in hand.line("▌")
        assert screen.left_with() == (typed, 0)


async def test_what_is_not_there_is_said(services: Services, tmp_path: Path) -> None:
    async with at(history(services)) as hand:
        await hand.type("777")
        assert "No run on such a number." in hand.text
        await hand.press("enter", "f6", "f8", "f9")
        assert hand.outcome is None
    async with at(history(world(tmp_path / "empty.sqlite3"))) as hand:
        assert "Nothing was applied yet." in hand.text


async def test_a_run_is_shown_whole_and_its_buttons_answer(services: Services) -> None:
    async with at(history(services)) as hand:
        await hand.press("down", "enter")
        for told in (
            "Run 3",
            "run 2",
            "Conference → Call redirection",
            "01 99 00 10 01 (+33199001001)",
            "✓ done",
        ):
            assert told in hand.text
        assert "[ Resume ]" not in hand.text
        await hand.press("tab", "enter")
        assert hand.outcome == Undo(3)


@pytest.mark.parametrize("key", ["f8", "c"])
async def test_a_run_is_copied_for_a_ticket_without_secrets(services: Services, key: str) -> None:
    async with at(history(services)) as hand:
        await hand.press("down", "down", "enter", key)
        text = hand.app.clipboard
    owner = services.journal.run(2).owner
    for told in (
        "01 99 00 10 01 (+33199001001)",
        "Call redirection → Conference",
        owner,
        "1. type Conference: done",
    ):
        assert told in text
    assert "2023-11-14 22:13:20" in text
    assert "1234" not in text


async def test_reasons_and_query_ids_are_told_and_hostile_ones_do_no_harm(services: Services) -> None:
    journal, run = services.journal, services.journal.run(4)
    journal.step_ended(run.id, 1, "failed", HOSTILE, "EU.ext-77")
    journal.end_run(run.id, "partial", BadRequest.__name__)
    async with at(RunScreen(journal.run(4), LOCAL, "Training")) as hand:
        assert "2. conference settings: EU.ext-77" in hand.text
        assert HOSTILE_SHOWN in hand.text
        assert "partly done" in hand.text


async def test_runs_of_another_account_are_shown_as_such_and_left_alone(services: Services) -> None:
    other = Journal(database(services), ELSEWHERE, services.clock)
    run = other.start_run(
        Intent(ACCOUNT, EMPTY_NUMBER, "conference", "conference", None, Snapshot("empty")), ()
    )
    async with at(history(services), (120, 40)) as hand:
        assert "[ovhcloud ovh-eu ab1-ovh] → Conference" in hand.line("▌")
        await hand.press("f9", "f6")
        assert hand.outcome is None
        await hand.press("enter")
        assert f"Run {run.id}" in hand.text
        assert "[ Resume ]" not in hand.text
        assert "[ Undo ]" not in hand.text


async def test_ten_thousand_runs_are_read_a_page_at_a_time(services: Services) -> None:
    columns = "scope, billing_account, service_name, from_type, to_type, before, state, version, started"
    with database(services).write() as connection:
        connection.execute(
            f"WITH RECURSIVE more(n) AS (VALUES (5) UNION ALL SELECT n + 1 FROM more WHERE n < 10000)"
            f" INSERT INTO run ({columns}) SELECT {columns} FROM more JOIN run ON run.id = 1"
        )
    pages: list[tuple[int, int]] = []

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(services.journal, name)

        def summaries(self, first: int, limit: int, text: str = "") -> Any:
            pages.append((first, limit))
            return services.journal.summaries(first, limit, text)

    screen = HistoryScreen(Counting(), services.journal.run, services.scope, "Training")
    async with at(screen) as hand:
        assert "10000 runs" in hand.text
        assert pages == [(0, 100)]
        await hand.press("end")
        assert "▌ 1 " in hand.text
        await hand.press("pageup", "up")
        assert pages == [(0, 100), (9900, 100)]


# --- in the whole wizard


class Seer(Hand):
    """A hand that waits for what it is to see."""

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips(self.app.screen.size)
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def sees(self, words: str) -> None:
        await settle(self.pilot, lambda: words in self.text)


@asynccontextmanager
async def wizard(services: Services, number: str | None = None) -> AsyncIterator[Seer]:
    numbers = Inventory(database(services), LOCAL)
    app: Any = WizardApp(Start(numbers, Message("Training"), lambda: services, number=number))
    async with app.run_test(size=(120, 40)) as pilot:
        yield Seer(app, pilot)


async def test_from_the_list_a_run_is_undone_and_that_is_in_the_history(services: Services) -> None:
    use_cases.leave(services, services.journal.run(4))
    async with wizard(services) as hand:
        await hand.sees("Which number do you want to configure?")
        await hand.press("f3")
        await hand.sees("What was applied")
        await hand.press("down", "f6")
        await hand.sees("What undoing will change on 01 99 00 10 01")
        assert "Undoes run 3" in hand.text
        assert "Call redirection → Conference" in hand.line("~ type")
        await hand.press("left", "enter")
        await hand.sees("01 99 00 10 01 now has: Conference.")
        await hand.press("f6")
        await hand.sees("Undoes run 5")
        await hand.press("escape")
        await hand.sees("undo of 3: Call redirection → Conference")
        await hand.press("escape")
        await hand.sees("Which number do you want to configure?")
    assert use_cases.open_number(services, EMPTY_NUMBER).kind == "conference"


async def test_while_somebody_else_holds_the_number_undoing_names_them_instead_of_a_plan(
    services: Services,
) -> None:
    use_cases.leave(services, services.journal.run(4))
    with held_by(database(services)):
        async with wizard(services) as hand:
            await hand.sees("Which number do you want to configure?")
            await hand.press("f3")
            await hand.sees("What was applied")
            await hand.press("down", "f6")
            await hand.sees("has been working on 01 99 00 10 01 since")
            assert "Nothing to change" not in hand.text


async def test_from_a_number_its_own_runs_are_shown_and_the_card_is_there_again(services: Services) -> None:
    use_cases.leave(services, services.journal.run(4))
    async with wizard(services, "0199001001") as hand:
        await hand.sees("Edit the settings")
        await hand.press("f3")
        await hand.sees("3 runs")
        await hand.press("escape")
        await hand.sees("Edit the settings")


async def test_unfinished_work_can_be_undone_right_away(services: Services) -> None:
    async with wizard(services) as hand:
        await hand.sees("The work on 01 99 00 10 02 was not finished.")
        await hand.press("right", "right", "right", "enter")
        await hand.sees("Undoes run 4")
        await hand.press("left", "enter")
        await hand.sees("01 99 00 10 02 has no configuration any more.")
    assert use_cases.unfinished(services) == []
    assert use_cases.open_number(services, OTHER_NUMBER).number.feature_type == "empty"


async def test_what_a_colleague_changed_since_is_shown_beside_what_it_becomes(services: Services) -> None:
    use_cases.leave(services, services.journal.run(4))
    path = f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}/changeFeatureType"
    services.exchange.call("POST", path, {"featureType": "svi"})
    async with wizard(services) as hand:
        await hand.sees("Which number do you want to configure?")
        await hand.press("f3", "down", "f6")
        await hand.sees(
            "Changed elsewhere since, and undone with it: type was Call redirection and is VXML voice service."
        )
        assert "VXML voice service → Conference" in hand.line("~ type")
        await hand.press("enter")
        await hand.sees("What was applied")
    assert use_cases.open_number(services, EMPTY_NUMBER).number.feature_type == "svi"


async def test_a_run_that_cannot_be_undone_says_why(services: Services) -> None:
    with database(services).write() as connection:
        connection.execute("UPDATE run SET erased = 1 WHERE id = 3")
    use_cases.leave(services, services.journal.run(4))
    async with wizard(services) as hand:
        await hand.sees("Which number do you want to configure?")
        await hand.press("f3", "down", "f6")
        await hand.sees("was too long ago")
        assert "Set the number up again" in hand.text
