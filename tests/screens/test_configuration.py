"""The choice of a configuration: the two modes, what is marked, what cannot be chosen."""

from dataclasses import replace

import pytest

from tests.screen_host import NARROW, WIDE, at
from tui.configurations import catalogue
from tui.flow import Back, Draft, Forward, Quit, Step
from tui.screens.configuration import ConfigurationScreen

DRAFT = Draft("0033199001002", configured=False, step=Step.CONFIGURATION)
SIMPLE = [row.title for row in catalogue.CONFIGURATIONS if row.mode == "simple"]
EXPERT = [row.title for row in catalogue.CONFIGURATIONS if row.mode == "expert"]
ASSISTED, ALONE = (catalogue.SUPPORT[mode] for mode in ("simple", "expert"))


def choosing(
    draft: Draft = DRAFT, current: str | None = None, told: list[Draft] | None = None
) -> ConfigurationScreen:
    on_change = None if told is None else told.append
    return ConfigurationScreen(
        catalogue.CONFIGURATIONS, catalogue.SUPPORT, current, draft, "Training", on_change
    )


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_four_in_simple_mode_two_more_in_expert_mode_and_back(size: tuple[int, int]) -> None:
    told: list[Draft] = []
    async with at(choosing(told=told), size) as hand:
        assert all(hand.line(f" {title}  ") for title in SIMPLE)
        assert ASSISTED in hand.text
        assert ALONE not in hand.text
        assert "[ Switch to expert mode ]" in hand.text
        await hand.press("f3")
        assert all(hand.line(f" {title}  ") for title in [*SIMPLE, *EXPERT])
        assert ALONE in hand.text
        assert "F3 simple mode" in hand.text
        await hand.press("f3")
        assert "[ Switch to expert mode ]" in hand.text
        assert ALONE not in hand.text
        assert [draft.expert for draft in told] == [True, False]


async def test_the_button_does_the_same_and_arrows_come_to_it() -> None:
    async with at(choosing()) as hand:
        await hand.press("down", "down", "down", "down", "enter")
        assert "[ Switch to simple mode ]" in hand.text
        await hand.press("up")
        await hand.press("end", "enter")
        assert isinstance(hand.outcome, Forward)
        assert hand.outcome.draft.kind == "contact-center"
        assert hand.outcome.draft.expert is True


@pytest.mark.parametrize("place", range(4))
async def test_enter_chooses_the_row_under_the_cursor(place: int) -> None:
    async with at(choosing()) as hand:
        await hand.press(*["down"] * place, "enter")
        assert hand.outcome == Forward(replace(DRAFT, kind=catalogue.CONFIGURATIONS[place].kind))


async def test_the_present_configuration_is_marked_and_cannot_be_chosen() -> None:
    async with at(choosing(current="conference")) as hand:
        assert hand.line("Everyone who calls").endswith("present")
        await hand.press("down", "down", "enter")
        assert not hand.outcome
        assert "! The number has this configuration." in hand.text
        assert "Edit the settings" in hand.text
        await hand.press("down", "enter")
        assert hand.outcome.draft.kind == "ivr"


async def test_the_cursor_begins_where_something_can_be_chosen() -> None:
    async with at(choosing(current="redirection")) as hand:
        await hand.press("enter")
        assert hand.outcome.draft.kind == "call-queue"


async def test_what_was_chosen_and_what_has_answers_is_marked_and_kept() -> None:
    answers = {"conference": {"pin": "1"}, "redirection": {"destination": "2"}}
    draft = replace(DRAFT, kind="conference", answers=answers)
    async with at(choosing(draft)) as hand:
        assert hand.line("Everyone who calls").endswith("chosen, draft")
        assert hand.line("Every call goes").endswith("draft")
        await hand.press("f3", "f3")
        assert hand.line("Everyone who calls").endswith("chosen, draft")
        await hand.press("enter")
        assert hand.outcome == Forward(draft)


async def test_an_expert_choice_is_told_of_in_simple_mode_and_not_lost() -> None:
    draft = replace(DRAFT, kind="vxml", expert=True, answers={"vxml": {"url": "x"}})
    async with at(choosing(draft)) as hand:
        assert "An expert configuration is chosen" not in hand.text
        await hand.press("f3")
        assert "! An expert configuration is chosen: VXML voice service. F3 shows it." in hand.text
        await hand.press("escape")
        assert hand.outcome == Back(replace(draft, expert=False))


async def test_a_present_expert_configuration_is_told_of_in_simple_mode() -> None:
    async with at(choosing(current="vxml")) as hand:
        assert "! The number has an expert configuration now: VXML voice service." in hand.text


async def test_the_fuller_text_stands_beside_at_120_columns_and_below_at_80() -> None:
    words = "All callers of this number share"
    async with at(choosing()) as hand:
        await hand.press("down", "down")
        assert hand.line(words).startswith("    ")
    async with at(choosing(), WIDE) as hand:
        await hand.press("down", "down")
        assert hand.line(words).index(words) > 76


async def test_a_type_without_settings_says_so() -> None:
    async with at(choosing()) as hand:
        assert "not built yet" not in hand.text
        await hand.press("down")
        row = catalogue.by_kind("call-queue")
        assert ("not built yet" in hand.text) == (row.module is None)


async def test_leaving() -> None:
    async with at(choosing()) as hand:
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)


async def test_a_row_is_chosen_with_the_mouse() -> None:
    async with at(choosing()) as hand:
        row = next(y for y, line in enumerate(hand.text.splitlines()) if "Everyone who calls" in line)
        await hand.pilot.click(offset=(6, row))
        await hand.pilot.pause()
        assert not hand.outcome
        await hand.pilot.click(offset=(6, row))
        await hand.pilot.pause()
        assert hand.outcome.draft.kind == "conference"


@pytest.mark.parametrize("expert", [False, True])
async def test_a_small_terminal_shows_the_rows_and_a_resize_keeps_the_cursor(expert: bool) -> None:
    async with at(choosing(replace(DRAFT, expert=expert)), (60, 16)) as hand:
        assert all(hand.line(title) for title in SIMPLE)
        await hand.press("down", "down")
        await hand.pilot.resize_terminal(*WIDE)
        await hand.pilot.pause()
        await hand.press("enter")
        assert hand.outcome.draft.kind == "conference"
