"""Step 1: finding a number by typing, by filters and by moving; and what stands where there is none."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.screen_host import HOSTILE, HOSTILE_SHOWN, NARROW, TINY, WIDE, Hand, at
from tui.configurations import catalogue
from tui.engine.ports import Service
from tui.engine.scope import Scope
from tui.flow import START, Choose, ChooseMany, Place, Quit, Resume
from tui.screens.number import NumberScreen
from tui.store.database import Database
from tui.store.inventory import Inventory
from tui.widgets.marks import MOST
from tui.widgets.number_list import NumberList

TYPES = ("empty", "redirect", "ddi", "conference", "cloudIvr", "easyPabx")


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    made = Inventory(Database(tmp_path / "store.db"), Scope("embedded", "", "training"))
    made.remember_accounts([("a-ovh-1", "Shops"), ("b-ovh-1", "")])
    return made


@pytest.fixture
def numbers(inventory: Inventory) -> Inventory:
    inventory.remember(
        Service(
            name(n),
            "alias",
            "ab"[n % 2] + "-ovh-1",
            HOSTILE if n == 3 else f"Élan {n}",
            TYPES[n % 6],
            name(0) if n == 5 else None,
        )
        for n in range(60)
    )
    return inventory


def name(n: int) -> str:
    return f"0033199001{n:03}"


def screen(inventory: Inventory, notices: Sequence[str] = (), place: Place = START) -> NumberScreen:
    return NumberScreen(inventory, catalogue.state_words, catalogue.groups, "Training", notices, place)


def rows(hand: Hand) -> list[str]:
    """The rows of the list in view."""
    return [line for line in hand.text.splitlines() if " 01 99 00 1" in line]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_page_shows_numbers_where_we_are_and_the_keys(
    numbers: Inventory, size: tuple[int, int]
) -> None:
    async with at(screen(numbers), size) as hand:
        for words in (
            "Alias Wizard",
            "Training",
            "1 Number › 2 Configuration › 3 Apply",
            "60 numbers",
            "Ctrl+Q quit",
        ):
            assert words in hand.text
        assert rows(hand)[0].split() == [
            "▌",
            *["01", "99", "00", "10", "00", "Élan", "0", "none"],
            *(["a-ovh-1"] if size == WIDE else []),
            "▐",
        ]
        assert HOSTILE_SHOWN.split()[0] in hand.line("01 99 00 10 03")
        assert hand.line("01 99 00 10 05").count("older type: easyPabx") == 1
        assert all(len(line) <= size[0] for line in hand.text.splitlines())


async def test_a_hostile_description_is_shown_literally(numbers: Inventory) -> None:
    async with at(screen(numbers), WIDE) as hand:
        assert HOSTILE_SHOWN in hand.text
        await hand.type("bold")
        assert len(rows(hand)) == 1
        assert HOSTILE_SHOWN in hand.text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("01 99 00 10 07", 1),
        ("+33 1 99 00 10 0", 10),
        ("00331990010", 60),
        ("elan 1", 11),
        ("ÉLAN 5", 11),
        ("1007", 1),
    ],
)
async def test_typing_narrows_the_list_in_any_form(numbers: Inventory, typed: str, found: int) -> None:
    async with at(screen(numbers), WIDE) as hand:
        await hand.paste(typed)
        expected = "60 of 60" if found == 60 else f"{found} of 60"
        assert f"{expected} numbers" in hand.text


async def test_the_list_moves_while_the_search_box_has_the_focus(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        listed = hand.app.screen.query_one(NumberList)
        for key, expected in (
            ("down", 1), ("pagedown", 15), ("end", 59), ("up", 58), ("home", 0), ("ctrl+end", 59), ("ctrl+home", 0),
        ):  # fmt: skip
            await hand.press(key)
            assert listed.cursor_name == name(expected)
        await hand.type("7")
        assert hand.line("7 of") or hand.line(" of 60 numbers")


async def test_enter_chooses_the_number_under_the_cursor(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("down", "down", "enter")
        assert hand.outcome == Choose(name(2))


async def test_the_page_opens_again_as_it_was_left(numbers: Inventory) -> None:
    first = screen(numbers)
    async with at(first) as hand:
        await hand.type("elan")
        await hand.press("down", "down", "down", "enter")
        left = first.left_with()
    assert left == Place("elan", name(4))
    async with at(screen(numbers, place=left)) as hand:
        assert hand.app.screen.query_one(NumberList).cursor_name == name(4)
        assert " of 60 numbers" in hand.text


async def test_escape_clears_the_search_and_then_does_nothing(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.type("zzz")
        assert "No number matches." in hand.text
        assert "Esc clears the search." in hand.text
        await hand.press("enter")
        assert hand.outcome is None
        await hand.press("escape", "escape")
        assert "60 numbers" in hand.text
        assert hand.outcome is None


async def test_billing_accounts_are_picked_by_typing(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("f2")
        assert hand.line("Shops – a-ovh-1").split()[-2:] != []
        await hand.type("shop")
        await hand.press("enter")
        assert "30 of 60 numbers" in hand.text
        await hand.press("f2", "home", "enter")
        assert "60 numbers" in hand.text


async def test_states_are_picked_among_those_there_are(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("f4")
        assert "older type" in hand.text
        assert "Call queue" not in hand.text
        await hand.type("redir")
        await hand.press("enter")
        assert "20 of 60 numbers" in hand.text
        assert all("Call redirection" in row for row in rows(hand))
        await hand.type("zzz")
        assert "F2 and F4 change the filters." in hand.text


async def test_leaving_a_pick_list_changes_nothing(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("f4", "down", "escape")
        assert "60 numbers" in hand.text
        await hand.press("f4")
        await hand.type("nothing like this")
        await hand.press("enter")
        assert "Type" not in hand.line("60 numbers")
        await hand.press("escape")
        assert "60 numbers" in hand.text


async def test_unfinished_work_is_told_and_taken_up(numbers: Inventory) -> None:
    async with at(screen(numbers, ["Unfinished work on 01 99 00 10 03.", "A draft"])) as hand:
        assert hand.line("Unfinished").split()[0] == "!"
        assert hand.line("Unfinished").endswith("+1")
        assert "F9 resume" in hand.text
        await hand.press("f9")
        assert hand.outcome == Resume()


async def test_without_unfinished_work_nothing_offers_to_resume_it(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        assert "F9" not in hand.text
        await hand.press("f9")
        assert hand.outcome is None


async def test_an_account_without_numbers_says_how_to_get_some(inventory: Inventory) -> None:
    async with at(screen(inventory)) as hand:
        assert "There is no number here yet." in hand.text
        assert "alias-wizard import FILE.csv" in hand.text
        assert "alias-wizard --demo" in hand.text
        await hand.press("enter", "down", "end", "f2", "escape", "f4", "escape")
        assert hand.outcome is None


async def test_one_key_leaves(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("ctrl+q")
        assert hand.outcome == Quit()


async def test_what_is_pasted_is_cleaned(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.paste("a\x1b[2Jb\x00" + "x" * 10_000)
        assert "\x1b" not in hand.text
        assert "No number matches." in hand.text


async def test_a_terminal_that_is_too_small_keeps_what_was_typed(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.type("elan")
        await hand.pilot.resize_terminal(*TINY)
        await hand.pilot.pause()
        assert "This terminal is too small." in hand.text
        assert "elan" not in hand.text
        await hand.press("enter", "x", "f2")
        assert hand.outcome is None
        await hand.pilot.resize_terminal(*WIDE)
        await hand.pilot.pause()
        assert "elan" in hand.text
        await hand.type(" 1")
        assert "11 of 60 numbers" in hand.text


async def test_a_small_terminal_shows_the_page_without_its_free_lines(numbers: Inventory) -> None:
    async with at(screen(numbers, ["Unfinished work on 01 99 00 10 03."]), (60, 15)) as hand:
        assert all(len(line) <= 60 for line in hand.text.splitlines())
        assert len(rows(hand)) >= 6
        for words in ("1/3 Number", "60 numbers", "Unfinished", "F1 help", "Ctrl+Q quit"):
            assert words in hand.text


async def test_all_commands_are_found_by_their_words(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("ctrl+p")
        assert "Commands" in hand.text
        assert "Delete" not in hand.text
        await hand.type("state")
        await hand.press("enter")
        await hand.pilot.pause(0.1)
        assert "older type" in hand.text


# --- several numbers


def marked(hand: Hand) -> list[str]:
    """The rows in view that bear the sign of a mark."""
    return [line[5:19] for line in rows(hand) if line[3] == "●"]


async def test_numbers_are_marked_one_by_one_by_a_key_that_no_terminal_takes(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        assert "F7 mark" in hand.text
        await hand.press("f7", "down", "f7")
        assert marked(hand) == ["01 99 00 10 00", "01 99 00 10 02"]
        assert "● 2 numbers marked" in hand.text
        # The cursor has gone on; back on a marked one, the key takes the mark away.
        await hand.press("up")
        assert hand.line("▌● 01 99 00 10 02")
        await hand.press("f7")
        assert "● 1 number marked" in hand.text
        await hand.press("home", "f7")
        assert "marked" not in hand.text


async def test_enter_goes_on_with_the_marked_ones_wherever_they_are(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        assert "Enter choose" in hand.text
        await hand.press("down", "f7")
        await hand.type("elan 59")
        await hand.press("f7")
        assert "● 2 numbers marked" in hand.text
        assert "Enter set them up" in hand.text
        await hand.press("enter")
        assert hand.outcome == ChooseMany((name(1), name(59)))


async def test_a_space_marks_while_nothing_was_typed_and_is_typed_after_that(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("space", "space")
        assert "● 2 numbers marked" in hand.text
        await hand.type("elan 5")
        assert "● 2 numbers marked" in hand.text
        assert "11 of 60 numbers" in hand.text
        # Typed ahead, a space comes after the characters before it.
        await hand.press("escape")
        await hand.burst(*"elan 59")
        assert "1 of 60 numbers" in hand.text
        assert "● 2 numbers marked" in hand.text


async def test_all_that_the_list_shows_are_marked_at_once_and_unmarked_again(numbers: Inventory) -> None:
    async with at(screen(numbers)) as hand:
        await hand.press("f7")
        await hand.type("elan 5")
        await hand.press("f8")
        assert "● 12 numbers marked" in hand.text
        await hand.press("f8")
        assert "● 1 number marked" in hand.text


async def test_too_many_are_refused_and_none_of_them_marked(inventory: Inventory) -> None:
    inventory.remember(
        Service(f"00331991{n:05}", "alias", "a-ovh-1", "", "empty", None) for n in range(MOST + 1)
    )
    async with at(screen(inventory)) as hand:
        await hand.press("f8")
        assert f"At most {MOST} numbers can be set up together." in hand.text
        assert "marked" not in hand.text


async def test_marks_are_there_again_when_the_list_is_opened_again(numbers: Inventory) -> None:
    first = screen(numbers)
    async with at(first) as hand:
        await hand.press("f7", "f7", "enter")
        left = first.left_with()
    assert left == Place("", name(2), (name(0), name(1)))
    async with at(screen(numbers, place=left)) as hand:
        assert "● 2 numbers marked" in hand.text
        assert len(marked(hand)) == 2


async def test_a_mark_shows_without_colour(numbers: Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at(screen(numbers)) as hand:
        await hand.press("f7")
        assert hand.line("● 01 99 00 10 00")
