"""Step 3 through Textual's pilot: the review, applying with every ending, and the ways out."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.fakes import FakeClock
from tests.screens.host import (
    DRAFT,
    LINE,
    NUMBER,
    PIN,
    PLAN,
    SETTINGS,
    Feed,
    Host,
    Story,
    proposal,
    review,
    settle,
    shown,
)
from tui.engine.errors import (
    Conflict,
    NotFound,
    NumberChanged,
    NumberHeld,
    OutcomeUnknown,
    PlanChanged,
    Problem,
    SettingsRefused,
    Stopped,
    TaskFailed,
    WizardError,
)
from tui.engine.plan import Plan
from tui.engine.platform_errors import NumberGone
from tui.engine.states import EMPTY
from tui.engine.straying import Difference
from tui.flow import Back, Finished, Quit
from tui.i18n import Message
from tui.signals import Stop
from tui.use_cases import Proposal

SIZES = [(80, 24), (120, 40)]
HOSTILE = "refused [/] [bold]x [@click=app.quit]y \x1b]0;pwn\x07\u202e end"
HOSTILE_SHOWN = "refused [/] [bold]x [@click=app.quit]y ]0;pwn end"
PATIENT = Plan((SETTINGS,))
"""A plan that loses nothing and waits for nothing."""


class Stage:
    """A review screen in its app, with what feeds it."""

    def __init__(self, pilot: Pilot[Any], feed: Feed, clock: FakeClock, plan: Plan) -> None:
        self.pilot, self.feed, self.clock = pilot, feed, clock
        self.story = Story(clock, plan)
        self.app: Any = pilot.app

    @property
    def text(self) -> str:
        return shown(self.app)

    async def until(self, words: str) -> None:
        """Wait until it stands on the screen."""
        await settle(self.pilot, lambda: words in self.text)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def apply(self) -> None:
        """Agree to the plan."""
        await self.until("[ Configure ]")
        if "will be lost" in self.text:
            await self.press("left")
        await self.press("enter")
        await self.until("Configuring")

    async def ended(self) -> None:
        """Let the work end."""
        self.feed.close()
        await settle(self.pilot, lambda: "Configuration of" in self.text and "[ " in self.text)

    async def answer(self) -> Any:
        """What the screen was left with."""
        await settle(self.pilot, lambda: bool(self.app.answers))
        return self.app.answers[0]

    def scrolled(self) -> str:
        """The whole page, below the fold too."""
        body = self.app.screen.query_one("#body")
        return "\n".join(
            strip.text for child in body.children for strip in child.render_lines(child.region.reset_offset)
        )


@asynccontextmanager
async def on_stage(
    given: Proposal | WizardError | None = None, size: tuple[int, int] = (80, 24), **more: Any
) -> AsyncIterator[Stage]:
    feed, clock = Feed(), FakeClock()
    made = given or proposal()

    def propose() -> Proposal:
        if isinstance(made, WizardError):
            raise made
        return made

    plan = PLAN if isinstance(made, WizardError) else made.plan
    async with Host(review(feed, clock, propose, **more)).run_test(size=size) as pilot:
        try:
            yield Stage(pilot, feed, clock, plan)
        finally:
            feed.close()


# --- the review


@pytest.mark.parametrize("size", SIZES)
async def test_the_review_says_what_changes_what_is_lost_and_what_callers_notice(
    size: tuple[int, int],
) -> None:
    warnings = (Message("The line shows another number now."),)
    async with on_stage(proposal(warnings=warnings), size) as stage:
        await stage.until("[ Configure ]")
        for words in (
            "What will change on 01 99 00 10 02",
            "now: Call queue",
            "! The present configuration (Call queue) will be lost",
            "~ type",
            "Call queue → Call redirection",
            "Callers reach 01 99 00 40 01 directly.",
            "! The line shows another number now.",
            "01 99 00 10 02",
        ):
            assert words in stage.text
        assert PIN not in stage.text


async def test_nothing_lost_no_warning_and_enter_applies() -> None:
    async with on_stage(proposal(PATIENT, erases=None)) as stage:
        await stage.until("[ Configure ]")
        assert "lost" not in stage.text
        await stage.press("enter")
        await stage.until("Configuring")


async def test_where_something_is_lost_enter_alone_goes_back() -> None:
    async with on_stage() as stage:
        await stage.until("[ Configure ]")
        await stage.press("enter")
        assert await stage.answer() == Back(DRAFT)
        assert stage.feed.stops == []


async def test_an_empty_plan_needs_no_agreement() -> None:
    async with on_stage(proposal(Plan(()), erases=None)) as stage:
        await stage.until("Nothing to change")
        assert "Configure ]" not in stage.text
        await stage.press("enter")
        assert await stage.answer() == Finished()


@pytest.mark.parametrize(("draft", "expected"), [(DRAFT, Back(DRAFT)), (None, Finished())])
async def test_escape_goes_back_to_the_draft_or_the_list(draft: Any, expected: Any) -> None:
    async with on_stage(draft=draft) as stage:
        await stage.until("[ Configure ]")
        await stage.press("escape", "escape")
        assert await stage.answer() == expected
        assert len(stage.app.answers) == 1


async def test_quitting_from_the_review() -> None:
    async with on_stage() as stage:
        await stage.until("[ Configure ]")
        await stage.press("ctrl+q")
        assert await stage.answer() == Quit()


async def test_a_slow_reading_is_said_and_never_in_the_way_of_escape() -> None:
    read = threading.Event()

    def propose() -> Proposal:
        read.wait(20)
        return proposal()

    async with Host(review(Feed(), FakeClock(), propose)).run_test() as pilot:
        await settle(pilot, lambda: "Reading the number…" in shown(pilot.app))
        await pilot.press("escape")
        app: Any = pilot.app
        await settle(pilot, lambda: app.answers == [Back(DRAFT)])
        read.set()


async def test_refused_settings_are_all_named_with_their_paths() -> None:
    problems = (
        Problem("destination", Message("A number cannot lead to itself.")),
        Problem("agents.2.number", Message(HOSTILE)),
    )
    async with on_stage(SettingsRefused(problems)) as stage:
        await stage.until("The settings are not right")
        assert "destination      A number cannot lead to itself." in stage.text
        assert f"agents.2.number  {HOSTILE_SHOWN}" in stage.text
        await stage.press("right", "enter")
        assert await stage.answer() == Back(DRAFT)


async def test_a_reading_that_failed_can_be_tried_again() -> None:
    answers: list[Proposal | WizardError] = [
        Conflict("GET", "/telephony", reason=HOSTILE, status=409, query_id="EU.ext-1"),
        proposal(),
    ]

    def propose() -> Proposal:
        answer = answers.pop(0)
        if isinstance(answer, WizardError):
            raise answer
        return answer

    async with Host(review(Feed(), FakeClock(), propose)).run_test() as pilot:
        await settle(pilot, lambda: "reports a conflict" in shown(pilot.app))
        assert HOSTILE_SHOWN in shown(pilot.app)
        assert "EU.ext-1" in shown(pilot.app)
        await pilot.press("enter")
        await settle(pilot, lambda: "[ Configure ]" in shown(pilot.app))


# --- applying


@pytest.mark.parametrize("size", SIZES)
async def test_every_step_has_its_line_while_it_is_applied(size: tuple[int, int]) -> None:
    async with on_stage(size=size) as stage:
        await stage.apply()
        story, clock = stage.story, stage.clock
        stage.feed.put(story.planned(), story.started(0))
        await stage.until("● under way  type Call redirection")
        clock.advance(4.1)
        stage.feed.put(story.ended(0, task=90210), story.started(1, attempts=2), story.waiting(1))
        await stage.until("task 90211")
        line = next(line for line in stage.text.splitlines() if "● under way" in line)
        assert "destination" in line
        assert "attempt 2" in line
        done = next(line for line in stage.text.splitlines() if "✓ done" in line)
        assert "task 90210" in done
        assert "4.1 s" in done
        assert "○ waiting    settings" in stage.text
        assert "1 of 4" in stage.text
        assert "00:04" in stage.text.splitlines()[2]
        # A step on another service says on which.
        assert "number shown by the line 01 99 00 40 01" in stage.text


async def test_the_heartbeat_comes_after_ten_seconds_and_goes_with_the_wait() -> None:
    async with on_stage() as stage:
        await stage.apply()
        story, clock, screen = stage.story, stage.clock, stage.app.screen
        stage.feed.put(story.planned(), story.started(0), story.waiting(0))
        await stage.until("task 90211")
        clock.advance(9)
        screen.beat()
        await stage.pilot.pause()
        assert "still under way" not in stage.text
        assert "00:09" in stage.text.splitlines()[2]
        clock.advance(11)
        screen.beat()
        await stage.pilot.pause()
        assert "still under way, 00:20" in stage.text
        stage.feed.put(story.ended(0))
        await settle(stage.pilot, lambda: "still under way" not in stage.text)


async def test_a_pause_is_said_and_is_no_failure() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.started(0), stage.story.waiting(0, "pause", 12.0))
        await stage.until("● paused")
        assert "put the task aside" in stage.text
        assert "failed" not in stage.text


async def test_a_task_that_was_left_open_is_waited_for_in_words() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.waiting(None, elapsed=15.0, task=41))
        await stage.until("Waiting for task 41, which was left open")
        assert "still under way, 00:15" in stage.text


async def test_a_new_plan_after_the_change_of_type_replaces_the_predicted_steps() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.started(0), stage.story.ended(0))
        await stage.until("1 of 4")
        again = Story(stage.clock, Plan(PLAN.steps[:2]))
        again.change(0, state="done", started=1.0, ended=2.0)
        stage.feed.put(again.planned())
        await stage.until("1 of 2")
        assert "settings" not in stage.text


# --- how it ends


async def test_done_says_what_the_number_has_and_how_long_it_took() -> None:
    async with on_stage() as stage:
        await stage.apply()
        story = stage.story
        stage.feed.put(story.planned())
        for at in range(4):
            stage.feed.put(story.started(at))
            stage.clock.advance(1.3)
            stage.feed.put(story.ended(at))
        stage.feed.put(story.finished())
        await stage.ended()
        assert "✓ Done in 5.2 s. 01 99 00 10 02 now has: Call redirection." in stage.text
        assert "For a ticket" not in stage.text
        await stage.press("enter")
        assert await stage.answer() == Finished()


async def test_a_removed_configuration_is_said_so() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.story.run = Story(stage.clock, PLAN, to_type=EMPTY).run
        stage.feed.put(stage.story.finished())
        await stage.ended()
        assert "01 99 00 10 02 has no configuration any more." in stage.text


async def partly(stage: Stage, reason: str = HOSTILE) -> None:
    """One step done, the next one failed."""
    story = stage.story
    await stage.apply()
    stage.feed.put(story.planned(), story.started(0), story.ended(0), story.started(1), story.waiting(1))
    error = TaskFailed(task=90211, reason=reason)
    stage.feed.put(
        story.ended(1, "failed", reason=reason, query_id="EU.ext-2"), story.finished("partial", error)
    )
    await stage.ended()


@pytest.mark.parametrize("size", SIZES)
async def test_partly_done_says_what_was_changed_and_what_was_not(size: tuple[int, int]) -> None:
    async with on_stage(size=size) as stage:
        await partly(stage)
        text = stage.scrolled()
        for words in (
            "! Partly done: 1 of 4 steps.",
            "what happened  The platform gave up on task 90211.",
            f"cause          {HOSTILE_SHOWN}",
            "changed        type Call redirection",
            "not changed    destination, settings, number shown by the line",
            "what to do     Read its message",
            "query id       EU.ext-2",
        ):
            assert words in text
        assert "[ Resume ]" in stage.text
        assert "[ Back to the list ]" in stage.text


async def test_resume_goes_on_on_the_same_screen_with_a_new_stop() -> None:
    async with on_stage() as stage:
        await partly(stage)
        await stage.press("enter")
        await stage.until("Configuring")
        stage.feed.put(stage.story.started(1, attempts=2), stage.story.ended(1), stage.story.finished())
        await stage.ended()
        assert "✓ Done" in stage.text
        assert len(stage.feed.stops) == 2
        assert stage.feed.stops[0] is not stage.feed.stops[1]


async def test_from_a_partial_end_escape_leads_to_the_list() -> None:
    async with on_stage() as stage:
        await partly(stage)
        await stage.press("escape")
        assert await stage.answer() == Finished()


async def failed(stage: Stage) -> None:
    """The first step refused: nothing was changed."""
    await stage.apply()
    story = stage.story
    error = Conflict("POST", "/telephony/x", reason="in use", status=409, query_id="EU.ext-3")
    stage.feed.put(story.planned(), story.started(0), story.ended(0, "failed", reason="in use"))
    stage.feed.put(story.finished("failed", error))
    await stage.ended()


async def test_a_failure_that_changed_nothing_can_be_tried_again_from_a_new_plan() -> None:
    async with on_stage() as stage:
        await failed(stage)
        assert "✗ Nothing was changed on 01 99 00 10 02." in stage.text
        await stage.press("enter")
        await stage.until("[ Configure ]")


async def test_after_a_failure_the_settings_can_be_changed() -> None:
    async with on_stage() as stage:
        await failed(stage)
        await stage.press("right", "enter")
        assert await stage.answer() == Back(DRAFT)


async def test_an_unknown_outcome_is_neither_done_nor_failed() -> None:
    async with on_stage() as stage:
        await stage.apply()
        story = stage.story
        error = OutcomeUnknown("POST", "/telephony/x")
        stage.feed.put(story.planned(), story.started(0), story.ended(0, "unknown", reason="OutcomeUnknown"))
        await stage.until("? unknown")
        assert "it may have been carried out" in stage.text
        assert "OutcomeUnknown" not in stage.text
        stage.feed.put(story.finished("partial", error))
        await stage.ended()
        assert "not known      type Call redirection" in stage.scrolled()


async def test_a_number_changed_elsewhere_shows_both_and_offers_a_new_plan() -> None:
    found = (
        Difference("destination", "phone", LINE, "0033199004009"),
        Difference("access PIN", "string", "1234", PIN, secret=True),
    )
    async with on_stage(size=(120, 40)) as stage:
        await stage.apply()
        error = NumberChanged(number=NUMBER, difference="destination", differences=found)
        stage.feed.put(stage.story.planned(), stage.story.finished("partial", error))
        await stage.ended()
        text = stage.scrolled()
        assert "destination was 01 99 00 40 01 and is 01 99 00 40 09" in text
        assert PIN not in text
        assert "1234" not in text
        assert "[ Resume ]" not in stage.text
        await stage.press("enter")
        await stage.until("[ Configure ]")


@pytest.mark.parametrize(
    ("error", "offers"),
    [
        (PlanChanged(number=NUMBER, fields="a step"), True),
        (NumberGone(NotFound("GET", f"/telephony/fr1/number/{NUMBER}"), "fr1", NUMBER), False),
    ],
)
async def test_where_going_on_would_be_refused_again_it_is_not_offered(
    error: WizardError, offers: bool
) -> None:
    async with on_stage(size=(120, 40)) as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.finished("partial", error))
        await stage.ended()
        assert "[ Resume ]" not in stage.text
        assert ("[ Make a new plan ]" in stage.text) == offers


async def test_a_number_that_somebody_holds_is_refused_before_anything_is_sent() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(NumberHeld(owner="paul", host="h", number=NUMBER, since="10:42"))
        await stage.ended()
        assert "paul on h has been working on 01 99 00 10 02 since 10:42" in " ".join(
            stage.scrolled().split()
        )
        assert "✗ Nothing was changed" in stage.text


@pytest.mark.parametrize("begun", [False, True])
async def test_an_error_that_nobody_foresaw_leaves_no_screen_that_waits_for_ever(begun: bool) -> None:
    async with on_stage() as stage:
        await stage.apply()
        if begun:
            stage.feed.put(stage.story.planned(), stage.story.started(0))
            await stage.until("under way")
        stage.feed.put(ValueError("a bug"))
        await stage.until("Something went wrong")
        assert ("[ Resume ]" if begun else "[ Try again ]") in stage.text


# --- stopping


def asked_of(stop: Stop) -> tuple[bool, bool]:
    """Whether it is to stop after the step, and whether at once."""
    return stop.after_step, stop.now


async def test_one_ctrl_c_lets_the_step_finish_and_says_so_a_second_stops_at_once() -> None:
    async with on_stage() as stage:
        await stage.apply()
        story = stage.story
        stage.feed.put(story.planned(), story.started(0))
        await stage.until("under way")
        stop = stage.feed.stops[0]
        await stage.press("ctrl+c")
        assert asked_of(stop) == (True, False)
        assert "Ctrl+C again stops at once" in stage.text
        await stage.press("ctrl+c")
        assert asked_of(stop) == (True, True)
        assert "Stopping now" in stage.text
        stage.feed.put(story.ended(0), story.finished("partial", Stopped()))
        await stage.ended()
        assert "! Stopped after 1 of 4 steps." in stage.text
        assert "[ Resume ]" in stage.text
        assert stop.signal is None


async def test_stopped_before_the_first_step_nothing_was_changed() -> None:
    async with on_stage() as stage:
        await stage.apply()
        await stage.press("ctrl+c")
        stage.feed.put(stage.story.planned(), stage.story.finished("partial", Stopped()))
        await stage.ended()
        assert "Stopped. Nothing was changed on 01 99 00 10 02." in stage.text


async def test_where_nothing_is_applied_ctrl_c_stops_nothing() -> None:
    async with on_stage() as stage:
        await stage.until("[ Configure ]")
        await stage.press("ctrl+c")
        assert stage.app.answers == []
        assert stage.app.screen.is_current


async def test_escape_while_applying_asks_and_keeping_on_is_the_safe_answer() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.started(0))
        await stage.press("escape")
        assert "The settings are being applied." in stage.text
        await stage.press("enter")
        assert asked_of(stage.feed.stops[0]) == (False, False)
        await stage.press("escape", "right", "enter")
        assert asked_of(stage.feed.stops[0]) == (True, False)
        stage.feed.put(stage.story.ended(0), stage.story.finished("partial", Stopped()))
        await stage.ended()
        assert stage.app.answers == []


async def test_quitting_while_applying_asks_stops_after_the_step_and_leaves() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.started(0))
        await stage.press("ctrl+q")
        assert "Stop after this step and leave" in stage.text
        await stage.press("right", "enter")
        stage.feed.put(stage.story.ended(0), stage.story.finished("partial", Stopped()))
        stage.feed.close()
        assert await stage.answer() == Quit()


async def test_a_failure_is_shown_even_to_somebody_who_wanted_to_leave() -> None:
    async with on_stage() as stage:
        await stage.apply()
        stage.feed.put(stage.story.planned(), stage.story.started(0))
        await stage.press("ctrl+q", "right", "enter")
        stage.feed.put(stage.story.finished("partial", TaskFailed(task=1, reason="no")))
        await stage.ended()
        assert "Partly done" in stage.text
        assert stage.app.answers == []


async def test_the_question_goes_away_when_the_work_is_over() -> None:
    async with on_stage() as stage:
        await stage.apply()
        await stage.press("escape")
        assert "being applied" in stage.text
        stage.feed.put(stage.story.finished())
        await stage.ended()
        assert "Done in" in stage.text
        await stage.press("enter")
        assert await stage.answer() == Finished()


# --- log, ticket, secrets


async def test_the_log_tells_every_event_with_its_call_and_no_secret() -> None:
    async with on_stage(size=(120, 40)) as stage:
        await stage.apply()
        story = stage.story
        assert "steps planned" not in stage.text
        await stage.press("f7")
        stage.feed.put(story.planned(), story.started(0), story.waiting(0), story.waiting(0, elapsed=3.0))
        stage.feed.put(story.ended(0, query_id="EU.ext-9"), story.started(2))
        stage.feed.put(story.ended(2, "failed", reason=f"{HOSTILE} {PIN}"))
        await stage.until("failed: PUT")
        text = stage.text
        assert "4 steps planned" in text
        assert f"started: POST /telephony/fr1001-ovh-1/number/{NUMBER}/changeFeatureType" in text
        assert text.count("task 90211: doing") == 1
        assert "task 90211: doing, 00:03" in text
        assert "query id EU.ext-9" in text
        assert '"pin": "***"' in text
        assert PIN not in text
        assert HOSTILE_SHOWN in text
        await stage.press("f7")
        assert "4 steps planned" not in stage.text


@pytest.mark.parametrize("key", ["f8", "c"])
async def test_the_text_for_a_ticket_is_copied_and_shown_and_holds_no_secret(key: str) -> None:
    async with on_stage(size=(120, 40)) as stage:
        await partly(stage, reason=f"{HOSTILE}, value {PIN} no")
        await stage.press(key)
        (copied,) = stage.app.copied
        for words in (
            "number         01 99 00 10 02 (+33199001002)",
            "configuration  Call queue → Call redirection",
            "step           2 of 4, destination",
            f"call           POST /telephony/fr1001-ovh-1/line-type/{NUMBER}/changeDestination",
            f"cause          {HOSTILE_SHOWN}, value *** no",
            "query id       EU.ext-2",
            "time           2023-11-1",
        ):
            assert words in copied
            assert words in stage.text
        assert "Copied" in stage.text
        assert PIN not in copied + stage.text
        assert "\x1b" not in copied


async def test_a_run_that_was_cut_off_is_carried_on_at_once_showing_what_is_done() -> None:
    feed, clock = Feed(), FakeClock()
    story = Story(clock)
    story.started(0)
    story.ended(0)
    story.started(1)
    async with Host(review(feed, clock, unfinished=story.run, draft=None)).run_test() as pilot:
        stage = Stage(pilot, feed, clock, PLAN)
        feed.put(story.planned())
        await stage.until("✓ done")
        # An earlier process started it; whether it was carried out shows when the number has been read.
        assert "? unknown    destination" in stage.text
        assert "Reading the number…" in stage.text
        feed.put(story.ended(1, found=True), story.finished())
        await stage.ended()
        await stage.press("escape")
        assert await stage.answer() == Finished()


async def test_a_narrow_terminal_stacks_the_buttons_and_breaks_nothing() -> None:
    async with on_stage(size=(40, 16)) as stage:
        await failed(stage)
        for words in ("[ Try again ]", "[ Change the settings ]", "[ Back to the list ]"):
            assert words in stage.text
