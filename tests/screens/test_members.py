"""Filling queues with agents: the list opens at once, people are found by name or number; long texts are seen whole."""

from typing import Any

import pytest

from tests.screen_host import NARROW, WIDE, Hand, at, checking
from tui.configurations import contact_center
from tui.flow import Draft, Step
from tui.i18n import Message
from tui.screens.settings import SettingsScreen
from tui.widgets.sheet import Sources

FORM = contact_center.FORM
TEXT = (
    "Bonjour et bienvenue chez nous. Pour les ventes, tapez 1. Pour le support, tapez 2, ou restez en ligne."
)


def form() -> SettingsScreen:
    people = {"+33199004001": "Anne", "+33199004002": "Bruno", "+33199004003": "Chloé"}
    given: dict[str, Any] = {
        "agents": [{"number": number, "description": name} for number, name in people.items()],
        "queues": [{"name": "Ventes"}],
        "tts": [{"name": "Accueil", "text": TEXT}],
    }
    answers = FORM.answers(contact_center.ContactCenter.model_validate(given).model_dump(mode="json"))
    draft = Draft("0033199001002", configured=False, step=Step.SETTINGS, kind=contact_center.KIND)
    sources = Sources(checking(contact_center.KIND, FORM))
    return SettingsScreen(draft, FORM, Message("Contact centre"), answers, sources, lambda _answers: None)


def members(screen: SettingsScreen) -> list[Any]:
    return [row["agent"] for row in screen.sheet.rows("queues.0.members")]


async def into_queues(hand: Hand) -> None:
    await hand.press("ctrl+pagedown")
    assert "Ventes" in hand.text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("anne", "+33199004001"),
        ("chloe", "+33199004003"),
        ("40 02", "+33199004002"),
        ("019900400", "+33199004001"),
    ],
)
async def test_a_new_place_is_picked_at_once_by_name_or_number(typed: str, number: str) -> None:
    screen = form()
    async with at(screen) as hand:
        await into_queues(hand)
        await hand.press("plus")
        assert "Type to narrow down" in hand.text
        await hand.type(typed)
        await hand.press("enter")
        assert hand.app.screen is screen
        assert members(screen) == [number]


async def test_keys_typed_ahead_reach_the_list() -> None:
    screen = form()
    async with at(screen) as hand:
        await into_queues(hand)
        await hand.burst("plus", *"bruno", "enter", "n", *"anne", "enter")
        assert members(screen) == ["+33199004002", "+33199004001"]


async def test_a_place_that_is_not_picked_goes_again() -> None:
    screen = form()
    async with at(screen) as hand:
        await into_queues(hand)
        await hand.press("plus", "escape", "escape")
        assert hand.app.screen is screen
        assert members(screen) == []


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_text_longer_than_its_box_is_told_in_full(size: tuple[int, int]) -> None:
    async with at(form(), size) as hand:
        await hand.press("ctrl+pagedown", "ctrl+pagedown", "enter")
        words = " ".join(line.strip(" ▌") for line in hand.text.splitlines())
        assert TEXT in " ".join(words.split())
        await hand.press("tab", "!")
        assert "en ligne.!" in hand.text
