"""A row on a page of its own: where it is, ways out, and what is kept."""

import pytest

from tests.screen_host import HOSTILE, NARROW, WIDE, at, checking, lines, until
from tests.switchboard import ANSWERS, FORM, agent, entry, menu
from tests.widgets.boards import DRAFT, board, opened
from tui.configurations import ivr
from tui.flow import Back, Quit
from tui.forms import Answer, Answers, row_names
from tui.i18n import Message
from tui.screens.row import RowScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.line_picker import LineList
from tui.widgets.sheet import Sheet, Sources


def name_of(answers: Answers, path: str) -> Answer:
    return Sheet(FORM, answers, Sources(lambda _: ())).get(path)


def page(screen: object) -> RowScreen:
    assert isinstance(screen, RowScreen)
    return screen


def storing(stored: list[Answers]) -> SettingsScreen:
    """The screen that the rows are on; what it stores is put into `stored`."""
    return SettingsScreen(DRAFT, FORM, Message("Menu"), ANSWERS, Sources(lambda _: ()), stored.append)


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
    screen = storing(stored)
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter", "tab")
        await hand.type("x")
        await hand.pilot.pause(0.4)
        assert name_of(stored[-1], "agents.0.name") == "Anna Kermadecx"


async def test_quitting_from_a_row_leaves_the_wizard_with_all_stored() -> None:
    stored: list[Answers] = []
    screen = storing(stored)
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "tab", "tab", "enter")
        await hand.type("9")
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)
    assert name_of(stored[-1], "menus.0.entries.0.key") == "9"


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("typed", ["", "Caen"])
async def test_a_new_row_that_nobody_touched_is_gone_when_the_wizard_ends(asked: bool, typed: str) -> None:
    stored: list[Answers] = []
    screen = storing(stored)
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("n")
        await hand.type(typed)
        if asked:
            await hand.press("ctrl+q")
            assert isinstance(hand.outcome, Quit)
        else:
            hand.app.exit()
            await hand.pilot.pause()
    # Where nothing has changed, nothing needs storing.
    menus, before = row_names((stored or [ANSWERS])[-1], FORM, "menus"), row_names(ANSWERS, FORM, "menus")
    assert [*menus] == [*before, *filter(None, [typed])]


@pytest.mark.parametrize("asked", [True, False])
async def test_what_refers_to_a_row_follows_a_name_that_is_being_typed_when_the_wizard_ends(
    asked: bool,
) -> None:
    stored: list[Answers] = []
    screen = storing(stored)
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "ctrl+u")
        await hand.type("Standard")
        if asked:
            await hand.press("ctrl+q")
        else:
            hand.app.exit()
            await hand.pilot.pause()
    assert name_of(stored[-1], "menus.0.name") == "Standard"
    assert name_of(stored[-1], "steps.0.actions.0.menu") == "Standard"


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


async def test_rows_take_the_blank_lines_of_a_page_before_they_scroll() -> None:
    screen = board({"menus": [menu("Accueil", *(entry(key, "back") for key in "1234567"))]})
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter")
        shown = [line.split()[0] for line in hand.text.splitlines() if "back to the menu before" in line]
        assert shown == list("1234567")
        assert hand.line("Add a key")


# --- a new row


async def test_the_title_of_a_new_row_says_what_is_done_and_then_what_it_is_called() -> None:
    async with at(board()) as hand:
        await opened(hand, "Menus")
        await hand.press("n")
        assert hand.line("Add a menu")
        await hand.type("Devis")
        await hand.press("tab")
        assert hand.line("Menu Devis")
        await hand.press("shift+tab", "ctrl+u")
        await hand.type("Tarifs")
        await hand.press("tab")
        assert hand.line("Menu Tarifs")


async def test_a_row_called_by_a_line_is_offered_the_lines_that_no_other_row_has() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("n")
        listed = hand.app.screen.query_one(LineList).text()
        assert "01 99 00 44 00" in listed
        assert "01 99 00 44 01" not in listed, "Anna's"
        assert "01 99 00 44 02" not in listed
        await hand.press("escape", "home", "enter", "ctrl+u")
        listed = hand.app.screen.query_one(LineList).text()
        assert "01 99 00 44 01" in listed, "the row's own"
        assert "01 99 00 44 02" not in listed


async def test_what_the_account_calls_a_line_is_proposed_where_nothing_stands() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("n")
        await hand.type("shop")
        await hand.press("enter")
        assert page(hand.app.screen).form.in_hand == "name"
        assert screen.sheet.get("agents.3.name") == "Shop"
        await hand.type("Lille")
        assert screen.sheet.get("agents.3.name") == "Lille"
        await hand.press("shift+tab", "ctrl+u")
        await hand.type("0199004407")
        await hand.press("tab")
        assert screen.sheet.get("agents.3.name") == "Lille", "what was written is kept"
        await hand.press("ctrl+u", "shift+tab", "backspace", "0", "f5")
        assert screen.sheet.get("agents.3.name") == "Reception"


async def test_what_is_wrong_with_a_new_row_is_told_below_the_form_once_it_is_left() -> None:
    async with at(board()) as hand:
        await opened(hand, "Menus")
        await hand.press("n")
        await hand.press("f5")
        assert "1 answer to correct: Menus" in hand.text


async def test_answers_to_correct_are_counted_within_rows_too() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        for at_row in (0, 1):
            screen.sheet.put(f"agents.{at_row}.number", "")
        screen.form.drawn_anew()
        await hand.press("f5", "escape")
        assert "2 answers to correct: Agents" in hand.text


async def test_keys_typed_ahead_of_a_pick_land_in_the_field_that_it_brings_into_view() -> None:
    form = ivr.FORM
    sources = Sources(checking("ivr", form), lines)
    screen = SettingsScreen(DRAFT, form, Message("Voice menu"), {}, sources, lambda _answers: None)
    async with at(screen, WIDE) as hand:
        await hand.press("n")
        await hand.type("Accueil")
        await hand.press("f5", "plus")
        await hand.burst("1", "tab", "enter", *"open", "enter", *"Ventes", "enter", "f5")
        await until(hand, lambda _text: hand.app.screen is screen)
        key = screen.sheet.row("menus.0.entries.0")
        assert (key["key"], key["action"], key["menu"]) == ("1", "menuSub", "Ventes")
        assert screen.sheet.names("menus") == ["Accueil", "Ventes"]
        await hand.press("home", "n")
        await hand.burst(
            *"Support", "f5", "plus", "2", "tab", *"trans", "enter", *"44", "0", "4", "enter", "f5"
        )
        await until(hand, lambda _text: hand.app.screen is screen)
        assert screen.sheet.row("menus.2.entries.0")["number"] == "01 99 00 44 04"


# --- help


async def test_help_begins_with_what_is_in_hand() -> None:
    async with at(board()) as hand:
        await opened(hand, "Agents")
        await hand.press("f1")
        places = [
            hand.text.index(words)
            for words in (
                "Who answers, in the order",
                "“Which phones should ring, and in which order?”",
                "Enter  ",
            )
        ]
        assert places == sorted(places)
        await hand.press("escape", "enter", "f1")
        assert hand.line("A line of the account or any other number.")
