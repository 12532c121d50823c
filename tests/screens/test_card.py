"""The card of a configured number: what it tells, and the ways on."""

from dataclasses import replace
from typing import Any

import pytest

from tests.screen_host import HOSTILE, HOSTILE_SHOWN, NARROW, WIDE, at
from tui.configurations import catalogue, conference, redirection
from tui.engine.plan import MASK
from tui.flow import Back, Draft, Forward, Intention, Quit
from tui.i18n import Message
from tui.screens.card import CardScreen
from tui.telephony.services import Number
from tui.use_cases import Configured

NAME = "0033199001002"
SETTINGS: dict[str, Any] = {
    **conference.Conference(
        pin="4711", muted_on_entry=True, report="other", report_email="a@example.com"
    ).model_dump()
}
DRAFT = Draft.opening(NAME, configured=True)


def number(
    feature_type: str = "conference", description: str = "Board room", pool: str | None = None
) -> Number:
    return Number("ab12345-ovh-1", NAME, description, feature_type, pool)


def meeting(
    settings: dict[str, Any] | None = SETTINGS,
    draft: Draft = DRAFT,
    of: Number | None = None,
    looking: str = "",
) -> CardScreen:
    configured = Configured(of or number(), "conference", settings, True)
    return CardScreen(configured, conference.FORM, catalogue.title("conference"), draft, looking=looking)


def older(feature_type: str = "cloudHunting", note: Message | None = None) -> CardScreen:
    configured = Configured(number(feature_type), None, None, False)
    return CardScreen(configured, None, catalogue.title(feature_type), DRAFT, note=note)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_card_tells_what_the_number_is_and_how_it_is_set(size: tuple[int, int]) -> None:
    async with at(meeting(), size) as hand:
        for words in ("Board room", "Conference", "ab12345-ovh-1", "a@example.com"):
            assert words in hand.text
        assert hand.line("Access PIN").split() == ["Access", "PIN", MASK]
        assert hand.line("Microphone on entry").endswith("muted")
        assert "4711" not in hand.text
        assert "Edit the settings" in hand.text


@pytest.mark.parametrize(
    ("keys", "intention", "kind"),
    [
        ([], Intention.EDIT, "conference"),
        (["down"], Intention.CHANGE, None),
        (["down", "down"], Intention.REMOVE, None),
        (["end", "up"], Intention.CHANGE, None),
    ],
)
async def test_the_three_ways_on(keys: list[str], intention: Intention, kind: str | None) -> None:
    async with at(meeting()) as hand:
        await hand.press(*keys, "enter")
        assert hand.outcome == Forward(replace(DRAFT, intention=intention, kind=kind))


async def test_a_configuration_chosen_before_is_kept_for_changing_to_it() -> None:
    draft = replace(DRAFT, kind="ivr", answers={"ivr": {"a": "b"}})
    async with at(meeting(draft=draft)) as hand:
        await hand.press("enter")
        assert hand.outcome == Forward(draft)


async def test_coming_back_from_removing_the_cursor_is_there() -> None:
    async with at(meeting(draft=replace(DRAFT, intention=Intention.REMOVE))) as hand:
        assert hand.line("Remove the configuration").lstrip().startswith("▌")


async def test_settings_that_are_not_complete_can_be_completed() -> None:
    async with at(meeting(None)) as hand:
        assert "! It is not set up completely" in hand.text
        await hand.press("enter")
        assert hand.outcome.draft.intention is Intention.EDIT


async def test_a_secret_that_is_not_known_is_shown_as_one_and_none_as_none() -> None:
    async with at(meeting({**SETTINGS, "pin": None})) as hand:
        assert hand.line("Access PIN").endswith(MASK)
    async with at(meeting({**SETTINGS, "pin": ""})) as hand:
        assert hand.line("Access PIN").endswith("(none)")


async def test_a_redirection_shows_its_line_as_people_read_it() -> None:
    settings: dict[str, Any] = {
        "kind": "redirection",
        "destination": "+33199004401",
        "present_number": True,
        "description": "",
    }
    configured = Configured(number("redirect"), "redirection", settings, True)
    async with at(CardScreen(configured, redirection.FORM, catalogue.title("redirect"), DRAFT)) as hand:
        assert hand.line("Destination line").endswith("01 99 00 44 01")
        assert "former line" not in hand.text


async def test_a_type_we_only_show_can_be_left_or_removed_with_a_warning() -> None:
    async with at(older()) as hand:
        assert "Edit the settings" not in hand.text
        assert "! This type can be left or removed, not edited." in hand.text
        await hand.press("enter")
        assert hand.outcome == Forward(replace(DRAFT, intention=Intention.CHANGE))
    async with at(older("someNewType", Message("Think twice."))) as hand:
        assert "older type: someNewType" in hand.text
        assert "! Think twice." in hand.text
        await hand.press("down", "enter")
        assert hand.outcome.draft.intention is Intention.REMOVE


async def test_looking_only_changes_nothing_and_says_who_works_on_it() -> None:
    async with at(meeting(looking="alice on desk-3 has been working on it since 10:42.")) as hand:
        assert "! alice on desk-3" in hand.text
        assert "▌" not in hand.text
        assert "Enter" not in hand.text
        await hand.press("enter", "down", "enter")
        assert not hand.outcome
        await hand.press("escape")
        assert hand.outcome == Back(DRAFT)


async def test_a_number_of_a_pool_says_so() -> None:
    async with at(meeting(of=number(pool="0033199001000"))) as hand:
        assert "Conference, part of a pool" in hand.text


@pytest.mark.parametrize("size", [NARROW, (60, 16)])
async def test_hostile_descriptions_are_drawn_as_they_are(size: tuple[int, int]) -> None:
    async with at(meeting(of=number(description=HOSTILE)), size) as hand:
        assert HOSTILE_SHOWN[:11] in hand.text
        assert "\x1b" not in hand.text
    async with at(meeting(of=number(description="x" * 10_000)), size) as hand:
        assert "…" in hand.text
        assert "Edit the settings" in hand.text


async def test_a_small_terminal_shows_the_number_in_one_line_and_everything_to_do() -> None:
    async with at(meeting(), (60, 16)) as hand:
        assert "01 99 00 10 02" in hand.text
        assert "Remove the configuration" in hand.text
        assert "Report without" not in hand.text
        await hand.press("pagedown")
        assert "Report without" in hand.text


async def test_leaving() -> None:
    async with at(meeting()) as hand:
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)
