"""The rows editor on the form of a switchboard: walking, adding, reordering, duplicating, deleting, what is wrong."""

from typing import Any

import pytest

from tests.screen_host import NARROW, WIDE, at
from tests.switchboard import agent, entry, menu
from tests.widgets.boards import board, opened
from tui.forms import Answer, Row
from tui.screens.row import RowScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.rows_field import RowsField


def field(screen: SettingsScreen) -> RowsField:
    """The rows that have the focus."""
    focused = screen.focused
    assert isinstance(focused, RowsField)
    return focused


def numbers(screen: SettingsScreen) -> list[Answer]:
    return [row["number"] for row in screen.sheet.rows("agents")]


def names(screen: SettingsScreen) -> list[Answer]:
    return [row["name"] for row in screen.sheet.rows("menus")]


# --- walking


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_rows_stand_in_columns_under_their_names(size: tuple[int, int]) -> None:
    screen = board()
    async with at(screen, size) as hand:
        await opened(hand, "Agents")
        head, first, second = (hand.line(words) for words in ("Calls at once", "Anna", "Support"))
        for words in ("Number", "Name", "Ringing", "Calls at once"):
            assert words in head
        assert first.index("Anna") == second.index("Support") == head.index("Name")
        # Figures end where those below them do.
        assert first.index("20 seconds") == second.index("30 seconds")
        assert hand.line("Agents  3")


async def test_names_and_numbers_are_the_last_that_is_cut_off() -> None:
    long = "Conseillère référente du service clients"
    screen = board({"agents": [agent("01 99 00 44 01", long), agent("01 99 00 44 02", long)]})
    async with at(screen, (64, 24)) as hand:
        await opened(hand, "Agents")
        assert "01 99 00 44 02  Conseillère référente d…" in hand.line("44 02")


async def test_rows_further_in_have_room_for_what_they_say() -> None:
    actions: Row = {"actions": [{"action": "menu", "menu": "A" * 26, "number": ""}]}
    deep: Row = {**actions, "name": "Two", "otherwise": [{"action": "voicemail"}]}
    screen = board({"menus": [menu("A" * 26)], "steps": [{**actions, "name": "One", "otherwise": []}, deep]})
    async with at(screen, (60, 24)) as hand:
        await opened(hand, "Steps")
        assert all("…" not in line for line in field(screen).text().splitlines() if "open a menu" in line)


async def test_a_column_that_says_nothing_stands_at_the_left() -> None:
    numbers = ("01 99 00 44 01", "01 99 00 44 02", "01 99 00 44 03")
    screen = board({"agents": [agent(number, calls="") for number in numbers]})
    async with at(screen, WIDE) as hand:
        await opened(hand, "Agents")
        head = hand.line("Calls at once")
        line = hand.line(numbers[0])
        assert [line[head.index(words)] for words in ("Name", "Calls at once")] == ["–", "–"]


async def test_rows_within_a_row_stand_under_it_with_their_keys_first() -> None:
    screen = board()
    async with at(screen, WIDE) as hand:
        await opened(hand, "Menus")
        shown = [line.strip(" ▌") for line in field(screen).text().splitlines()]
        assert shown[0] == "▾ Accueil"
        assert shown[1].split() == ["1", "open", "a", "menu", "Ventes"]
        assert shown[5] == "! ▾ Ventes"
        assert shown[-1] == "" or shown[-1].startswith("!")


async def test_arrows_walk_the_tree_and_leave_it_at_either_end() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        assert field(screen).cursor.path == "menus.0"
        await hand.press("down", "down")
        assert field(screen).cursor.path == "menus.0.entries.1"
        await hand.press("left")
        assert field(screen).cursor.path == "menus.0"
        await hand.press("left")
        assert field(screen).lines[0].open is False
        await hand.press("down")
        assert field(screen).cursor.path == "menus.1"
        await hand.press("up", "right", "right")
        assert field(screen).cursor.path == "menus.0.entries.0"
        await hand.press("end")
        assert field(screen).cursor.kind == "add"
        await hand.press("down")
        assert screen.form.in_hand == "steps"
        await hand.press("up")
        assert screen.form.in_hand == "menus"


async def test_a_page_key_turns_over_the_rows_and_then_the_page() -> None:
    screen = board({"agents": [agent(f"01 99 00 44 {n:02}") for n in range(30)]})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("pagedown")
        assert screen.form.in_hand == "agents"
        assert field(screen).cursor.path != "agents.0"
        await hand.press("end", "pagedown")
        assert screen.form.in_hand == "menus"
        await hand.press("ctrl+pageup")
        assert screen.form.in_hand == "agents"
        await hand.press("home", "pageup")
        assert screen.form.in_hand == "strategy"


async def test_several_sorts_of_rows_inside_one_have_headings() -> None:
    screen = board()
    async with at(screen, WIDE) as hand:
        await opened(hand, "Steps")
        shown = [line.strip(" ▌") for line in field(screen).text().splitlines()]
        assert shown[:5] == [
            "▾ Opening hours",
            "Then",
            "open a menu  Accueil",
            "Otherwise",
            "voicemail",
        ]
        await hand.press("down", "n")
        assert isinstance(hand.app.screen, RowScreen)
        assert hand.app.screen.path == "steps.0.actions.1"


# --- adding


async def test_several_agents_are_added_without_leaving_the_keyboard() -> None:
    screen = board({"agents": []})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        assert "+ Add an agent" in hand.text
        for number in ("0199004401", "0199004402"):
            await hand.press("n")
            await hand.type(number)
            await hand.press("enter", "enter", "enter", "enter")
        assert numbers(screen) == ["01 99 00 44 01", "01 99 00 44 02"]
        assert field(screen).cursor.path == "agents.1"


async def test_what_is_typed_ahead_reaches_the_rows_it_is_meant_for() -> None:
    screen = board({"agents": []})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        typed = [[*"n019900440", str(n), "enter", "enter", "enter", "enter"] for n in range(1, 6)]
        await hand.burst(*(key for keys in typed for key in keys))
        await hand.pilot.pause()
        assert numbers(screen) == [f"01 99 00 44 0{n}" for n in range(1, 6)]
        await hand.burst("d", *"0639981234", "escape", "x", "shift+up")
        await hand.pilot.pause()
        assert numbers(screen) == [f"01 99 00 44 0{n}" for n in (1, 2, 3, 5, 4)]


async def test_a_new_row_that_nobody_touched_goes_with_escape_and_stays_with_enter() -> None:
    screen = board({"menus": [menu("Accueil")]})
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("plus", "escape")
        assert screen.sheet.rows("menus.0.entries") == []
        await hand.press("plus", "f5")
        assert [row["key"] for row in screen.sheet.rows("menus.0.entries")] == ["1"]
        await hand.press("n", "f5", "n", "f5")
        assert [row["key"] for row in screen.sheet.rows("menus.0.entries")] == ["1", "2", "3"]


async def test_no_fault_of_a_new_row_is_told_before_its_field_is_left() -> None:
    screen = board({"agents": []})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("n")
        assert "! " not in hand.text.replace("! 2 warnings", "")
        await hand.press("tab")
        assert "! Write a telephone number." in hand.text
        await hand.type("Lea")
        await hand.press("escape")
        assert hand.line("Lea").strip(" ▌").startswith("!")
        assert "! Number: Write a telephone number." in hand.text


async def test_a_field_of_rows_takes_no_more_than_it_may_hold() -> None:
    keys = [entry(key, "back") for key in "1234567890*#"]
    screen = board({"menus": [menu("Accueil", *keys)]})
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("plus")
        assert not isinstance(hand.app.screen, RowScreen)
        await hand.press("down", "n", "d")
        assert len(screen.sheet.rows("menus.0.entries")) == 12


# --- changing


async def test_a_copy_has_a_name_of_its_own_and_no_object_on_the_platform() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("d")
        assert names(screen) == ["Accueil", "Accueil 2", "Ventes", "Support"]
        copy: Any = screen.sheet.rows("menus")[1]
        assert "remote_id" not in copy
        assert screen.sheet.rows("menus")[0]["remote_id"] == 7
        assert field(screen).cursor.path == "menus.1"
        await hand.press("down", "d")
        assert [row["key"] for row in screen.sheet.rows("menus.1.entries")] == ["1", "4", "2", "3", "0"]


async def test_a_copy_that_needs_another_name_asks_for_it() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("down", "d")
        assert isinstance(hand.app.screen, RowScreen)
        await hand.type("0639981234")
        await hand.press("f5")
        assert screen.sheet.rows("agents")[2] == agent("06 39 98 12 34", "Support", ringing="30")


@pytest.mark.parametrize("keys", [("greater_than_sign", "less_than_sign"), ("shift+down", "shift+up")])
async def test_rows_whose_order_counts_are_moved(keys: tuple[str, str]) -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press(keys[0], keys[0], keys[0])
        assert numbers(screen)[2] == "01 99 00 44 01"
        assert screen.sheet.rows("agents")[2]["remote_id"] == 4711
        await hand.press(keys[1])
        assert numbers(screen)[1] == "01 99 00 44 01"
        assert field(screen).cursor.path == "agents.1"
        await opened(hand, "Menus")
        await hand.press(keys[0])
        assert names(screen) == ["Accueil", "Ventes", "Support"]


async def test_an_edit_of_a_row_is_in_the_form_at_once_and_escape_keeps_it() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("enter", "tab", "ctrl+u")
        await hand.type("Nora")
        assert screen.sheet.rows("agents")[0]["name"] == "Nora"
        await hand.press("escape")
        assert "Nora" in hand.line("01 99 00 44 01")
        assert screen.sheet.rows("agents")[0]["remote_id"] == 4711


# --- references


async def test_what_refers_to_a_row_follows_its_new_name() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "ctrl+u")
        await hand.type("Main")
        assert screen.sheet.get("first") == "Accueil"
        await hand.press("tab")
        assert screen.sheet.get("first") == "Main"
        assert screen.sheet.get("steps.0.actions.0.menu") == "Main"
        await hand.press("escape")
        assert screen.sheet.shown == ()


async def test_a_name_that_another_row_has_takes_no_reference_over() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("enter", "ctrl+u")
        await hand.type("Ventes")
        await hand.press("tab", "shift+tab")
        assert screen.sheet.get("first") == "Accueil"
        await hand.press("end")
        await hand.type(" 2")
        await hand.press("f5")
        assert screen.sheet.get("first") == "Ventes 2"
        assert screen.sheet.get("menus.0.entries.0.menu") == "Ventes"


async def test_deleting_what_is_in_use_names_its_users_and_clears_them() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("x")
        assert "“Accueil” is in use." in hand.text
        assert "First menu; step Opening hours, action 1." in " ".join(hand.text.split())
        await hand.press("enter")
        assert names(screen) == ["Accueil", "Ventes", "Support"]
        await hand.press("x", "right", "enter")
        assert names(screen) == ["Ventes", "Support"]
        assert screen.sheet.get("first") == ""
        assert screen.sheet.get("steps.0.actions.0.menu") == ""
        await hand.press("u")
        assert names(screen) == ["Accueil", "Ventes", "Support"]
        assert screen.sheet.get("first") == "Accueil"


async def test_deleting_can_be_undone_until_something_else_is_done() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        await hand.press("x")
        assert len(numbers(screen)) == 2
        assert "u undo" in hand.text
        await hand.press("u")
        assert len(numbers(screen)) == 3
        assert "u undo" not in hand.text
        await hand.press("delete", "shift+down", "u")
        assert len(numbers(screen)) == 2


# --- what is wrong


async def test_what_is_wrong_with_a_row_is_marked_on_its_line_and_told_below() -> None:
    screen = board({"agents": [agent("01 99 00 44 01"), agent("12", "Wrong")]})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        assert hand.line("Wrong").strip(" ▌").startswith("! 12")
        assert "Write a telephone number" not in hand.text
        await hand.press("down")
        assert "! Number: Write a telephone number." in hand.text
        assert "Agents !" in hand.text


async def test_a_closed_row_tells_what_is_wrong_inside() -> None:
    screen = board({"menus": [menu("Accueil", entry("1", "transfer", number="12"), greeting="a.wav")]})
    async with at(screen) as hand:
        await opened(hand, "Menus")
        assert not field(screen).text().splitlines()[0].strip("▌ ").startswith("!")
        await hand.press("left")
        assert field(screen).text().splitlines()[0].strip("▌ ").startswith("! ▸ Accueil")
        assert "! Number: Write a telephone number." in hand.text


async def test_f8_opens_the_row_that_the_next_fault_or_warning_is_in() -> None:
    wrong = {"agents": [agent("12", "Wrong")]}
    screen = board({**wrong, "menus": [menu("Accueil", entry("1", "menu", menu="Gone"), greeting="a.wav")]})
    async with at(screen) as hand:
        await hand.press("f8")
        assert isinstance(hand.app.screen, RowScreen)
        assert hand.app.screen.path == "agents.0"
        await hand.press("f8")
        shown = hand.app.screen
        assert isinstance(shown, RowScreen)
        assert (shown.path, shown.form.in_hand) == ("menus.0.entries.0", "menu")
        assert "there is none of that name any more" in hand.text
        await hand.press("f8")
        await hand.press("escape")
        assert field(screen).cursor.path == "agents.0"


async def test_continuing_with_a_fault_in_a_row_opens_it() -> None:
    screen = board({"agents": [agent("12", "Wrong")]})
    async with at(screen) as hand:
        await hand.press("f5")
        shown = hand.app.screen
        assert isinstance(shown, RowScreen)
        assert (shown.path, shown.form.in_hand) == ("agents.0", "number")
        assert "! Write a telephone number." in hand.text
        assert not hand.outcome


# --- many


async def test_hundreds_of_rows_are_drawn_as_they_are_walked() -> None:
    many = [agent(f"01 99 00 {n // 100:02} {n % 100:02}", f"Agent {n}") for n in range(500)]
    screen = board({"agents": many})
    async with at(screen) as hand:
        await opened(hand, "Agents")
        assert "01 99 00 00 00" in hand.text
        await hand.press("end", "up")
        assert "01 99 00 04 99" in hand.text
        assert "Agents  500" in hand.text
        await hand.press("home")
        assert field(screen).cursor.path == "agents.0"


async def test_a_click_moves_the_cursor_and_another_edits() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Agents")
        row = next(y for y, line in enumerate(hand.text.splitlines()) if "Support" in line)
        await hand.pilot.click(offset=(20, row))
        await hand.pilot.pause()
        assert field(screen).cursor.path == "agents.1"
        await hand.pilot.click(offset=(20, row))
        await hand.pilot.pause()
        assert isinstance(hand.app.screen, RowScreen)
