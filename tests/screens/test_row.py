"""A row on a page of its own: where it is, ways out, and what is kept."""

import pytest

from tests.screen_host import HOSTILE, NARROW, WIDE, at
from tests.switchboard import ANSWERS, FORM, agent, entry, menu
from tests.widgets.boards import DRAFT, board, opened
from tui.flow import Back, Quit
from tui.forms import Answer, Answers
from tui.i18n import Message
from tui.screens.row import RowScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.sheet import Sheet, Sources


def name_of(answers: Answers, path: str) -> Answer:
    return Sheet(FORM, answers, Sources(lambda _: ())).get(path)


def page(screen: object) -> RowScreen:
    assert isinstance(screen, RowScreen)
    return screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_title_says_what_the_row_is_in(size: tuple[int, int]) -> None:
    screen = board()
    async with at(screen, size) as hand:
        await opened(hand, "Menus")
        await hand.press("down", "down", "enter")
        assert hand.line("Menu Accueil  ›  Key 2")
        assert "01 99 00 10 02" in hand.text.splitlines()[0]
        await hand.press("escape")
        await opened(hand, "Steps")
        await hand.press("down", "down", "enter")
        assert hand.line("Step Opening hours  ›  Action 1")


async def test_rows_are_edited_within_rows_however_deep() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "tab", "tab", "n")
        assert page(hand.app.screen).path == "menus.0.entries.4"
        await hand.press("5", "tab", "right", "right", "right", "f5")
        assert page(hand.app.screen).path == "menus.0"
        assert "5  back to the menu before" in " ".join(hand.text.split("\n")).replace("   ", " ")
        await hand.press("escape")
        assert screen.sheet.get("menus.0.entries.4.key") == "5"


async def test_what_is_typed_in_a_row_is_stored_while_it_is_open() -> None:
    stored: list[Answers] = []
    screen = SettingsScreen(DRAFT, FORM, Message("Menu"), ANSWERS, Sources(lambda _: ()), stored.append)
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter", "tab")
        await hand.type("x")
        await hand.pilot.pause(0.4)
        assert name_of(stored[-1], "agents.0.name") == "Anna Kermadecx"


async def test_quitting_from_a_row_leaves_the_wizard_with_all_stored() -> None:
    stored: list[Answers] = []
    screen = SettingsScreen(DRAFT, FORM, Message("Menu"), ANSWERS, Sources(lambda _: ()), stored.append)
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "tab", "tab", "enter")
        await hand.type("9")
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)
    assert name_of(stored[-1], "menus.0.entries.0.key") == "9"


async def test_escape_twice_goes_back_a_step_with_what_was_typed() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter", "tab")
        await hand.burst("x", "escape", "escape")
        await hand.pilot.pause()
        assert isinstance(hand.outcome, Back)
        assert name_of(hand.outcome.draft.answers["some-kind"], "agents.0.name") == "Anna Kermadecx"


async def test_the_button_and_f5_go_back_to_the_rows() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter", "tab", "tab", "tab", "tab")
        assert "Done" in str(getattr(hand.app.focused, "label", ""))
        await hand.press("enter")
        assert hand.app.screen is screen
        await hand.press("enter", "f5")
        assert hand.app.screen is screen


async def test_picking_in_the_last_field_of_a_row_comes_to_the_button() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("down", "enter", "tab", "tab", "enter")
        await hand.type("sup")
        await hand.press("enter")
        assert page(hand.app.screen).path == "menus.0.entries.0"
        assert "Done" in str(getattr(hand.app.focused, "label", ""))
        assert name_of(screen.sheet.answers, "menus.0.entries.0.menu") == "Support"
        await hand.press("enter")
        assert hand.app.screen is screen


async def test_a_row_opened_again_tells_its_faults_at_once() -> None:
    screen = board({"agents": [agent("12")]})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter")
        assert "! Write a telephone number." in hand.text
        assert "! 1 answer to correct: Number" in hand.text
        await hand.press("ctrl+u")
        await hand.type("3")
        assert "! Write" in hand.text
        await hand.press("ctrl+u")
        await hand.type("0199004401")
        assert "! " not in hand.text


async def test_a_warning_stands_under_its_field_and_stops_nobody() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("f8")
        assert page(hand.app.screen).path == "menus.1"
        assert page(hand.app.screen).form.in_hand == "greeting"
        assert "! Callers hear nothing here." in hand.text
        assert "! 1 warning: F8" in hand.text
        await hand.press("f8")
        assert page(hand.app.screen).path == "menus.2"
        await hand.press("f5", "f5")
        assert hand.outcome is not None


async def test_names_in_the_title_are_drawn_as_they_are() -> None:
    screen = board({"menus": [menu(HOSTILE, entry("1", "back"))], "first": "", "steps": []})
    async with at(screen, WIDE) as hand:
        await opened(hand, "Menus")
        await hand.press("down", "enter")
        assert "Menu [/] [bold]x [@click=app.quit]y ]0;pwn abc  ›  Key 1" in hand.text
