"""The dialogs: what they say, what each button answers, and the safe answer first."""

from typing import Any

import pytest
from textual.screen import Screen

from tests.fakes import FakeClock
from tests.screens.host import LINE, NUMBER, PIN, PLAN, Feed, Host, Story, review, settle, shown, type_title
from tests.screens.test_review import HOSTILE, HOSTILE_SHOWN
from tui.engine.errors import BadRequest, Conflict, Fault, WizardError
from tui.engine.plan import Plan
from tui.engine.ports import Mishap
from tui.i18n import Message
from tui.screens.dialogs import ConfirmDialog, FaultDialog, HeldDialog, TrainingDialog
from tui.screens.help import HelpScreen
from tui.screens.resume import ResumeDialog

SIZES = [(80, 24), (120, 40)]
WHO = Message("{owner} has been working on it since {since}.", {"owner": HOSTILE, "since": "10:42"})


async def answered(dialog: Screen[Any], *keys: str) -> Any:
    """What a dialog answers after some keys."""
    async with Host(dialog).run_test() as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        app: Any = pilot.app
        return app.answers


async def seen(dialog: Screen[Any], size: tuple[int, int] = (80, 24)) -> str:
    """What a dialog looks like."""
    async with Host(dialog).run_test(size=size) as pilot:
        await pilot.pause()
        return shown(pilot.app)


def confirm() -> ConfirmDialog:
    return ConfirmDialog(Message("Leave it?"), "Leave", "Stay", Message("It is not stored."))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["enter"], [False]), (["right", "enter"], [True]), (["tab", "enter"], [True]), (["escape"], [None])],
)
async def test_a_question_is_answered_by_its_buttons_the_safe_one_first(
    keys: list[str], expected: list[Any]
) -> None:
    assert await answered(confirm(), *keys) == expected


async def test_keys_typed_ahead_answer_once() -> None:
    assert await answered(confirm(), "escape", "escape", "enter") == [None]


async def test_a_button_can_be_clicked() -> None:
    async with Host(confirm()).run_test() as pilot:
        await pilot.pause()
        buttons = list(pilot.app.screen.query("FlatButton"))
        await pilot.click(buttons[1])
        await pilot.pause()
        app: Any = pilot.app
        assert app.answers == [True]


@pytest.mark.parametrize("size", SIZES)
async def test_a_fault_says_what_why_and_what_to_do(size: tuple[int, int]) -> None:
    fault = BadRequest("PUT", "/telephony/x", HOSTILE, 400, "EU.ext-4").fault()
    text = await seen(FaultDialog(fault), size)
    for words in (
        "The platform does not take a value of PUT /telephony/x.",
        f"cause       {HOSTILE_SHOWN}",
        "what to do  Correct the value",
        "query id    EU.ext-4",
    ):
        assert words in text
    assert await answered(FaultDialog(fault), "enter") == [None]


async def test_a_fault_without_cause_has_no_empty_line_for_it() -> None:
    text = await seen(FaultDialog(Fault(Message("It broke."), Message("Try again."))))
    assert "cause" not in text
    assert "query id" not in text


async def test_a_long_cause_leaves_the_button_in_sight() -> None:
    fault = Fault(Message("long " * 30), Message("Try again."), cause="word " * 500)
    assert "[ Close ]" in await seen(FaultDialog(fault))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["enter"], None),
        (["right", "enter"], "look"),
        (["right", "right", "enter"], "take over"),
        (["escape"], None),
    ],
)
async def test_a_held_number_can_be_looked_at_or_taken_over(keys: list[str], expected: Any) -> None:
    assert await answered(HeldDialog(WHO), *keys) == [expected]


async def test_who_holds_the_number_is_shown_literally() -> None:
    assert HOSTILE_SHOWN in await seen(HeldDialog(WHO), (120, 40))


@pytest.mark.parametrize(
    ("presses", "expected"),
    [(0, Mishap.TASK_FAILS), (1, Mishap.TASK_PAUSES), (2, Mishap.ANSWER_LOST), (3, None)],
)
async def test_training_offers_each_mishap(presses: int, expected: Mishap | None) -> None:
    assert await answered(TrainingDialog(), *["right"] * presses, "enter") == [expected]


@pytest.mark.parametrize("size", SIZES)
async def test_training_tells_what_each_teaches_and_what_is_still_to_come(size: tuple[int, int]) -> None:
    text = await seen(TrainingDialog([Mishap.ANSWER_LOST]), size)
    assert "The next task ends with an error" in text
    assert "! Still to come: Answer is lost" in text
    assert "Still to come" not in await seen(TrainingDialog(), size)


# --- unfinished work


def offer(missing: Plan | WizardError = PLAN) -> ResumeDialog:
    story = Story(FakeClock())
    story.started(0)
    story.ended(0)
    story.started(1)

    def found() -> Plan:
        if isinstance(missing, Exception):
            raise missing
        return missing

    return ResumeDialog(story.run, found, type_title)


@pytest.mark.parametrize("size", SIZES)
async def test_unfinished_work_says_what_it_was_and_how_far_it_came(size: tuple[int, int]) -> None:
    text = await seen(offer(), size)
    for words in (
        "The work on 01 99 00 10 02 was not finished.",
        "Call queue → Call redirection",
        "1 of 4 done; stopped at: destination",
        "2023-11-1",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["enter"], "continue"), (["right", "right", "enter"], "leave"), (["escape"], None)],
)
async def test_unfinished_work_is_carried_on_left_or_kept_for_later(keys: list[str], expected: Any) -> None:
    assert await answered(offer(), *keys) == [expected]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (Plan(PLAN.steps[1:]), "Still to be sent:"),
        (Plan(()), "Nothing is missing"),
        (Conflict("GET", "/telephony", HOSTILE, 409), HOSTILE_SHOWN),
        (ValueError("a bug"), "Something went wrong."),
    ],
)
async def test_checking_shows_what_is_missing_and_leaves_the_choice(missing: Any, words: str) -> None:
    async with Host(offer(missing)).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("right", "enter")
        await settle(pilot, lambda: words in shown(pilot.app))
        text = shown(pilot.app)
        assert PIN not in text
        assert "[ Continue ]" in text
        if words.startswith("Still"):
            assert "01 99 00 40 01" in text
        app: Any = pilot.app
        assert app.answers == []
        await pilot.press("left", "enter")
        await settle(pilot, lambda: app.answers == ["continue"])


# --- help


async def test_help_lists_the_keys_that_do_something_now_and_the_screens_own_words() -> None:
    async with Host(review(Feed(), FakeClock())).run_test(size=(120, 40)) as pilot:
        await settle(pilot, lambda: "[ Configure ]" in shown(pilot.app))
        pilot.app.push_screen(HelpScreen.of(pilot.app.screen))
        await pilot.pause()
        text = shown(pilot.app)
        assert "Nothing is sent before you choose Configure." in text
        assert "Esc" in text
        assert "Page up" in text
        # Nothing is applied, so there is nothing to stop, to log or to copy.
        for words in ("F7", "F8", "stop "):
            assert words not in text
        await pilot.press("enter")
        await pilot.pause()
        assert "Help" not in shown(pilot.app)


async def test_in_the_plain_theme_a_dialog_has_a_border_and_the_focus_shows() -> None:
    app = Host(confirm(), plain=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        text = shown(app)
        assert "╭" in text
        styles = [
            segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if "Stay" in segment.text
        ]
        assert styles
        assert all(style is not None and style.reverse for style in styles)


def test_the_numbers_of_the_tests_are_fiction() -> None:
    assert all(name.startswith("00331990") for name in (NUMBER, LINE))
