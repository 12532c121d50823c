"""The settings screen: every way out of it, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.screen_host import HOSTILE, NARROW, WIDE, Hand, at, checking, lines
from tui.configurations import conference, redirection
from tui.engine.errors import Problem
from tui.flow import Back, Draft, Forward, Quit, Step
from tui.forms import Answer, Answers
from tui.i18n import Message
from tui.screens import settings
from tui.screens.settings import SettingsScreen
from tui.widgets.sheet import Sources

DRAFT = Draft("0033199001002", configured=False, step=Step.SETTINGS, kind="redirection")
OTHER = {"conference": {"pin": "12"}}
LINE = "01 99 00 44 01"


class Stored:
    """Where the screen stores answers."""

    def __init__(self) -> None:
        self.answers: list[Answers] = []

    def __call__(self, answers: Answers) -> None:
        self.answers.append(answers)


def redirecting(answers: Mapping[str, Answer] | None = None, stored: Stored | None = None) -> SettingsScreen:
    form = redirection.FORM
    given = {**form.untouched(), **(answers or {})}
    check = checking("redirection", form)
    draft = replace(DRAFT, answers=OTHER)
    sources = Sources(check, lines)
    return SettingsScreen(
        draft, form, Message("Call redirection"), given, sources, stored or Stored(), "Training"
    )


def meeting(answers: Mapping[str, Answer] | None = None) -> SettingsScreen:
    form = conference.FORM
    given = {**form.untouched(), **(answers or {})}
    draft = replace(DRAFT, kind="conference")
    sources = Sources(checking("conference", form), lines)
    return SettingsScreen(draft, form, Message("Conference"), given, sources, Stored(), "Training")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_redirection_by_keyboard_alone(size: tuple[int, int]) -> None:
    async with at(redirecting(), size) as hand:
        assert "01 99 00 10 02" in hand.text.splitlines()[0]
        assert hand.line("Call redirection: settings")
        await hand.type("acc")
        await hand.press("enter", "space", "f5")
        outcome = hand.outcome
        assert isinstance(outcome, Forward)
        answers = outcome.draft.answers["redirection"]
        assert (answers["destination"], answers["present_number"]) == (LINE, True)
        assert outcome.draft.answers["conference"] == OTHER["conference"]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_conference_by_keyboard_alone(size: tuple[int, int]) -> None:
    async with at(meeting(), size) as hand:
        await hand.type("4711")
        await hand.press(
            "enter", "right", "enter", "enter", "space", "enter", "enter", "enter", "right", "right"
        )
        await hand.press("enter")
        await hand.type("a@example.com")
        await hand.press("enter", "enter")
        assert isinstance(hand.outcome, Forward)
        answers = hand.outcome.draft.answers["conference"]
        assert answers["pin"] == "4711"
        assert (answers["language"], answers["muted_on_entry"]) == ("en", True)
        assert (answers["report"], answers["report_email"]) == ("other", "a@example.com")


async def test_down_from_the_last_field_comes_to_the_button_and_up_goes_back() -> None:
    async with at(redirecting({"destination": LINE})) as hand:
        await hand.press("tab", "tab", "tab", "down")
        assert hand.app.focused is not None
        assert "Continue" in str(getattr(hand.app.focused, "label", ""))
        await hand.press("up")
        await hand.type("x")
        await hand.press("down", "enter")
        assert isinstance(hand.outcome, Forward)
        assert hand.outcome.draft.answers["redirection"]["description"] == "x"


async def test_going_on_with_faults_lists_them_and_goes_to_the_first() -> None:
    form = SettingsScreen(
        DRAFT,
        redirection.FORM,
        Message("Call redirection"),
        {**redirection.FORM.untouched(), "description": "x" * 401},
        Sources(checking("redirection", redirection.FORM), lines),
        Stored(),
    )
    async with at(form) as hand:
        await hand.press("tab", "tab", "f5")
        assert not hand.outcome
        assert "! 2 answers to correct: Destination line, Description" in hand.text
        assert "! Write a telephone number" in hand.text
        assert form.form.in_hand == "destination"
        await hand.press("f8")
        assert form.form.in_hand == "description"
        await hand.press("f8")
        await hand.type("01 99 00 44 01")
        assert "! 1 answer to correct: Description" in hand.text
        await hand.press("f8", "backspace")
        assert "to correct" not in hand.text
        await hand.press("f5")
        assert isinstance(hand.outcome, Forward)


async def test_a_fault_of_no_field_is_shown_in_full() -> None:
    def check(_answers: Answers) -> tuple[Problem, ...]:
        return (Problem("settings", Message("These answers do not go together.")),)

    form = redirection.FORM
    screen = SettingsScreen(
        DRAFT, form, Message("Call redirection"), form.untouched(), Sources(check, lines), Stored()
    )
    async with at(screen) as hand:
        await hand.press("f5")
        assert "! These answers do not go together." in hand.text
        assert not hand.outcome


@pytest.mark.parametrize("answers", [{}, {"destination": "12"}])
async def test_escape_goes_back_whatever_is_wrong_and_coming_forward_shows_the_same(
    answers: dict[str, Answer],
) -> None:
    async with at(redirecting(answers)) as hand:
        await hand.press("f5")
        await hand.type("ab")
        await hand.press("escape")
        back = hand.outcome
        assert isinstance(back, Back)
    kept = back.draft.answers["redirection"]
    assert kept["destination"] == str(answers.get("destination", "")) + "ab"
    async with at(redirecting(kept)) as hand:
        assert str(kept["destination"]) in hand.line("Destination line")
        assert "to correct" not in hand.text


async def test_quitting_keeps_what_was_typed_last() -> None:
    stored = Stored()
    async with at(redirecting(stored=stored)) as hand:
        await hand.type("01")
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)
    assert stored.answers[-1]["destination"] == "01"


async def test_what_is_typed_is_stored_soon_and_once_for_several_keys() -> None:
    stored = Stored()
    async with at(redirecting(stored=stored)) as hand:
        await hand.pilot.press("0", "1", "9")
        await hand.pilot.pause(0.4)
        assert stored.answers[-1]["destination"] == "019"
        assert len(stored.answers) <= 2
        before = len(stored.answers)
        await hand.press("tab")
        await hand.pilot.pause(0.3)
        assert len(stored.answers) == before


async def test_what_is_typed_without_a_rest_is_stored_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_REST", 3600.0)
    stored = Stored()
    async with at(redirecting(stored=stored)) as hand:
        typed = ""
        while not stored.answers and len(typed) < 200:
            typed += "1"
            await hand.type("1")
        assert stored.answers[0]["destination"] in {typed, typed[:-1]}


async def test_an_app_that_ends_with_the_screen_open_stores_the_last_keys() -> None:
    stored = Stored()
    async with at(redirecting(stored=stored)) as hand:
        await hand.pilot.press("0", "6")
        hand.app.exit(return_code=129)
    assert stored.answers[-1]["destination"] == "06"


async def test_hostile_answers_are_drawn_as_they_are() -> None:
    async with at(redirecting({"description": HOSTILE, "destination": HOSTILE}), WIDE) as hand:
        assert "[/] [bold]x [@click=app.quit]y" in hand.line("Description")
        await hand.press("f5")
        assert "\x1b" not in hand.text
        assert "\u202e" not in hand.text


async def test_the_whole_screen_is_there_at_80x24() -> None:
    async with at(meeting({"report": "other", "report_email": "a@example.com"})) as hand:
        _expect_all(hand)


def _expect_all(hand: Hand) -> None:
    for field in conference.FORM.asked({**conference.FORM.untouched(), "report": "other"}):
        assert hand.line(field.label), field.label
    for words in ("[ Continue ]", "F5 continue", "Esc back", "To say:"):
        assert words in hand.text
