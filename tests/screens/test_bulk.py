"""Step 3 for several numbers: what is seen before, while and after, and every key, over the embedded exchange."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.screens.host import Host, settle, shown
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, world
from tui import bulk, i18n, use_cases
from tui.bulk import Happening, Prospect
from tui.configurations import catalogue
from tui.engine.ports import Mishap, Run, Service
from tui.engine.resources import Json
from tui.engine.runner import Planned
from tui.flow import Back, Draft, Finished, Quit, Step
from tui.screens.bulk import BulkScreen
from tui.screens.bulk_work import BulkWork
from tui.screens.resume import ResumeManyDialog
from tui.signals import Stop
from tui.use_cases import Proposal, Services

THIRD = "0033199001003"
NUMBERS = (EMPTY_NUMBER, OTHER_NUMBER, THIRD)
PIN = "82645193"
CONFERENCE: dict[str, Json] = {"pin": PIN}
DRAFT = Draft(EMPTY_NUMBER, False, Step.REVIEW, kind="conference", numbers=NUMBERS)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = world(tmp_path / "store.sqlite3")
    made.exchange.telephony.add([Service(THIRD, "alias", ACCOUNT, "Boutique", "empty")])  # type: ignore[attr-defined]  # embedded
    return made


class Steered:
    """The work of the screen over `services`; every event waits until the test lets it happen."""

    def __init__(self, services: Services, kind: str = "conference", given: dict[str, Json] = CONFERENCE):
        self.services = services
        self.kind, self.given = kind, given
        self.gate: asyncio.Event | None = None
        self.fails_on: str | None = None
        self.happened: list[Happening] = []
        self.held = False
        self.stop = Stop()

    def foresee(self, stop: Stop) -> Iterator[Prospect]:
        return bulk.prospects(self.services, NUMBERS, self.kind, self.given)

    def apply(self, proposals: Sequence[Proposal], keeps_going: bool, stop: Stop) -> Iterator[Happening]:
        return self._watched(bulk.apply(replace(self.services, stop=stop), proposals, keeps_going), stop)

    def resume(self, runs: Sequence[Run], stop: Stop) -> Iterator[Happening]:
        now = {run.id: run for run in self.services.journal.unfinished()}
        return self._watched(
            bulk.resume(replace(self.services, stop=stop), [now[each.id] for each in runs]), stop
        )

    def _watched(self, events: Iterator[Happening], stop: Stop) -> Iterator[Happening]:
        self.stop = stop
        for event in events:
            if isinstance(event, Planned) and event.run.intent.service_name == self.fails_on:
                self.fails_on = None
                assert self.services.training is not None
                self.services.training.next(Mishap.TASK_FAILS)
            self.happened.append(event)
            yield event
            while self.held:
                stop.wait(0.01)

    @property
    def work(self) -> BulkWork:
        def title(feature_type: str) -> str:
            return str(catalogue.title(feature_type))

        return BulkWork(self.foresee, self.apply, self.resume, title, self.services.clock.now)


class At:
    """A person at the screen."""

    def __init__(self, app: Host, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    @property
    def text(self) -> str:
        return shown(self.app)

    async def until(self, text: str) -> None:
        await settle(self.pilot, lambda: text in self.text)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    @property
    def answers(self) -> list[Any]:
        return self.app.answers


@asynccontextmanager
async def at(steered: Steered, size: tuple[int, int] = (80, 24), **more: Any) -> AsyncIterator[At]:
    given: dict[str, Any] = {"draft": DRAFT, "exchange_word": "Training", **more}
    app = Host(BulkScreen(steered.work, NUMBERS, **given))
    async with app.run_test(size=size) as pilot:
        yield At(app, pilot)


def configure(services: Services, number: str, kind: str, given: dict[str, Json]) -> None:
    found = use_cases.open_number(services, number).number
    list(use_cases.start(services, use_cases.propose(services, found, kind, given)))


# --- before


async def test_every_number_shows_what_will_change_on_it_and_what_it_loses(services: Services) -> None:
    configure(services, OTHER_NUMBER, "redirection", {"destination": PHONE_LINE})
    async with at(Steered(services)) as here:
        await here.until("[ Configure ]")
        lines = here.text.splitlines()
        assert any(line.strip().startswith("▌~ 01 99 00 10 01    2 changes") for line in lines)
        assert any(line.strip().startswith("! 01 99 00 10 02    2 changes") for line in lines)
        assert "“Call redirection” and its settings are lost" in here.text
        assert "1 number loses its present configuration." in here.text
        assert "Callers type the PIN" in here.text
        assert PIN not in here.text
        # Where something is lost, Enter alone does not do it.
        await here.press("enter")
        assert here.answers == [Back(DRAFT)]


async def test_a_warning_is_said_once_with_the_numbers_it_is_about(services: Services) -> None:
    async with at(Steered(services, given={})) as here:
        await here.until("[ Configure ]")
        assert here.text.count("The PIN stays as it is") <= 1
    steered = Steered(services, "redirection", {"destination": "0199009999"})
    async with at(steered) as here:
        await here.until("[ Configure ]")
        joined = " ".join(here.text.split())
        words = "01 99 00 99 99 is not a line of this account; the platform may refuse it."
        assert joined.count(words) == 1
        # Below hundreds of numbers nobody would see it.
        assert joined.index(words) < joined.index("01 99 00 10 01")


async def test_a_number_that_cannot_be_says_why_and_the_others_can(services: Services) -> None:
    steered = Steered(services, "redirection", {"destination": OTHER_NUMBER})
    async with at(steered) as here:
        await here.until("[ Configure ]")
        joined = " ".join(here.text.split())
        assert "✗ 01 99 00 10 02 destination: A number cannot lead to itself; choose a line." in joined
        assert "1 of the numbers cannot be set up; only the others will be." in joined
        await here.press("left", "enter")
        await here.until("How it ended")
        assert "✓ 01 99 00 10 01    done" in here.text
        assert "✗ 01 99 00 10 02    failed" in here.text
        assert len(services.journal.runs()) == 2


async def test_where_nothing_changes_there_is_nothing_to_agree_to(services: Services) -> None:
    for number in NUMBERS:
        configure(services, number, "conference", CONFERENCE)
    async with at(Steered(services, given={"pin": "***"})) as here:
        await here.until("[ Back to the list ]")
        assert here.text.count("nothing to change") == 3
        assert "[ Configure ]" not in here.text


async def test_the_whole_plan_of_the_number_in_hand_is_a_key_away(services: Services) -> None:
    async with at(Steered(services)) as here:
        await here.until("[ Configure ]")
        await here.press("down", "f7")
        await here.until("What will change on 01 99 00 10 02")
        assert "+ conference settings" in here.text
        assert PIN not in here.text
        await here.press("escape")
        await here.until("What will change on these numbers")


async def test_esc_goes_back_with_the_draft_and_ctrl_q_leaves(services: Services) -> None:
    async with at(Steered(services)) as here:
        await here.press("escape")
        assert here.answers == [Back(DRAFT)]
    async with at(Steered(services)) as here:
        await here.until("[ Configure ]")
        await here.press("ctrl+q")
        assert here.answers == [Quit()]
    assert services.journal.runs() == []


# --- while


async def test_each_number_shows_how_far_it_is(services: Services) -> None:
    steered = Steered(services)
    async with at(steered) as here:
        await here.until("[ Configure ]")
        steered.held = True
        await here.press("enter")
        await here.until("● 01 99 00 10 01    under way")
        assert here.text.count("○ 01 99 00 10 0") == 2
        assert "not begun" in here.text
        assert "0 of 3" in here.text
        steered.held = False
        await here.until("How it ended")
        assert "3 of 3" in here.text
        assert here.text.count("done") >= 3
    assert {run.state for run in services.journal.runs()} == {"done"}


async def test_the_first_that_fails_ends_it_unless_told_otherwise(services: Services) -> None:
    steered = Steered(services)
    steered.fails_on = OTHER_NUMBER
    async with at(steered) as here:
        await here.until("[ Configure ]")
        assert "Where one fails, the others are not begun." in here.text
        assert "F3 go on after a failure" in here.text
        await here.press("f3")
        assert "Where one fails, the others are set up all the same." in here.text
        await here.press("f3", "enter")
        await here.until("How it ended")
        for line in (
            "✓ 01 99 00 10 01    done",
            "✗ 01 99 00 10 02    failed",
            "○ 01 99 00 10 03    not begun",
            "done: 1  failed: 1  not begun: 1",
        ):
            assert line in here.text
        assert "The platform gave up on task" in here.text
        # What was not begun can be: it was agreed to.
        await here.press("left", "enter")
        await here.until("✓ 01 99 00 10 03    done")
        assert "✗ 01 99 00 10 02    failed" in here.text


async def test_going_on_after_a_failure_is_a_key_away(services: Services) -> None:
    steered = Steered(services)
    steered.fails_on = EMPTY_NUMBER
    async with at(steered) as here:
        await here.until("[ Configure ]")
        await here.press("f3", "enter")
        await here.until("How it ended")
        assert "✗ 01 99 00 10 01    failed" in here.text
        assert "✓ 01 99 00 10 03    done" in here.text


async def test_ctrl_c_stops_after_the_step_and_what_is_left_can_be_resumed(services: Services) -> None:
    steered = Steered(services)
    async with at(steered) as here:
        await here.until("[ Configure ]")
        steered.held = True
        await here.press("enter")
        await here.until("under way")
        await here.press("ctrl+c")
        await here.until("The step under way is finished, then it stops.")
        steered.held = False
        await here.until("[ Resume ]")
        assert "not begun" in here.text
        await here.press("left", "enter")
        await here.until("3 of 3")
    assert {run.state for run in services.journal.runs()} == {"done"}


async def test_leaving_while_numbers_are_set_up_asks_first(services: Services) -> None:
    steered = Steered(services)
    async with at(steered) as here:
        await here.until("[ Configure ]")
        steered.held = True
        await here.press("enter")
        await here.until("under way")
        for key, words in (("escape", "Stop after this step"), ("ctrl+q", "Stop after this step and leave")):
            await here.press(key)
            await here.until(f"[ {words} ]")
            await here.press("enter")
        await here.press("ctrl+q")
        await here.until("and leave ]")
        await here.press("right", "enter")
        steered.held = False
        await settle(here.pilot, lambda: bool(here.answers))
        assert here.answers == [Quit()]
    assert [run.state for run in services.journal.unfinished()] != []


# --- after


async def test_the_report_can_be_copied_and_no_secret_is_in_it(services: Services) -> None:
    steered = Steered(services)
    steered.fails_on = OTHER_NUMBER
    async with at(steered, (80, 40)) as here:
        await here.until("[ Configure ]")
        await here.press("enter")
        await here.until("Report  F8 copy")
        await here.press("f8")
        await here.until("Copied, where the terminal allows it")
        (text,) = here.app.copied
        assert text.splitlines()[:4] == ["done: 1", "failed: 1", "not begun: 1", "01 99 00 10 01: done"]
        assert PIN not in text
        for line in text.splitlines():
            assert line.strip()[:40] in here.text
        await here.press("escape")
        assert here.answers == [Finished()]


async def test_it_is_complete_in_french_and_in_a_small_window(services: Services) -> None:
    i18n.set_language("fr")
    steered = Steered(services)
    async with at(steered, (60, 20)) as here:
        await settle(here.pilot, lambda: "01 99 00 10 03" in here.text)
        assert all(len(line) <= 60 for line in here.text.splitlines())
        await here.press("escape")
        assert here.answers == [Back(DRAFT)]


# --- what was cut off


async def test_what_was_cut_off_is_offered_together_and_carried_on(services: Services) -> None:
    stopping = replace(services, stop=Stop())
    found = [each.proposal for each in bulk.prospects(services, NUMBERS, "conference", CONFERENCE)]
    for event in bulk.apply(stopping, [each for each in found if each is not None], False):
        if isinstance(event, Planned):
            stopping.stop.ask()
    runs = services.journal.unfinished()
    app = Host(ResumeManyDialog(runs))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown(app)
        assert "The work on 3 numbers was not finished." in text
        assert "! 01 99 00 10 01: 0 of 2 done" in text
        assert "○ 01 99 00 10 02: not begun" in text
        await pilot.press("enter")
        assert app.answers == ["continue"]
    async with at(Steered(services), draft=None, runs=runs) as here:
        await here.until("How it ended")
        assert "3 of 3" in here.text
    assert {run.state for run in services.journal.runs()} == {"done"}
