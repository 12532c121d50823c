"""Fields that are picked in, check boxes, and the pages of a form."""

import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from tests.screen_host import HOSTILE, NARROW, WIDE, at
from tests.switchboard import entry, menu
from tests.widgets.boards import board, opened
from tui.forms import Choice, Option
from tui.screens.pick import PickScreen
from tui.widgets.option_fields import ChoiceField
from tui.widgets.pick_list import PickList


class Holding(Screen[None]):
    """Holds one field."""

    def __init__(self, field: ChoiceField) -> None:
        super().__init__()
        self._field = field

    def compose(self) -> ComposeResult:
        yield self._field


def _nobody() -> None:
    """Nobody is to be told."""


# --- references


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_a_reference_is_picked_from_a_list_and_the_form_goes_on(key: str) -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 3, key)
        assert isinstance(hand.app.screen, PickScreen)
        for name in ("(none)", "Accueil", "Ventes", "Support"):
            assert name in hand.text
        await hand.type("sup")
        await hand.press("enter")
        assert screen.sheet.get("first") == "Support"
        assert screen.form.in_hand == "waiting"


async def test_a_letter_opens_the_list_and_narrows_it_down_even_when_typed_ahead() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 3)
        await hand.burst("v", "e", "n", "enter", "tab", "tab")
        await hand.pilot.pause()
        assert screen.sheet.get("first") == "Ventes"
        assert screen.form.in_hand == "menus"


async def test_escape_leaves_the_answer_as_it_is() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 3, "enter", "down", "escape")
        assert screen.sheet.get("first") == "Accueil"
        assert screen.form.in_hand == "first"


async def test_an_optional_reference_can_be_none_and_another_one_cannot() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 3, "backspace")
        assert screen.sheet.get("first") == ""
        assert "(none)" in hand.line("First menu")
        await opened(hand, "Menus")
        await hand.press("down", "enter", "tab", "tab", "backspace")
        assert screen.sheet.get("menus.0.entries.0.menu") == "Ventes"
        await hand.press("enter")
        assert "(none)" not in hand.text


async def test_a_reference_to_a_row_that_is_gone_says_so() -> None:
    screen = board({"first": "Gone"})
    async with at(screen, WIDE) as hand:
        assert "Gone" in hand.line("First menu")
        assert "there is none of that name any more" in hand.text


async def test_a_name_that_no_row_has_adds_one_from_the_list_of_a_reference() -> None:
    screen = board()
    async with at(screen) as hand:
        await opened(hand, "Menus")
        await hand.press("down", "enter", "tab", "tab")
        assert "Menu" in hand.line("▌")
        await hand.burst("d", "e", "v", "i", "s")
        assert "▌ Add a menu: “devis”" in hand.text
        await hand.press("enter")
        assert screen.sheet.get("menus.0.entries.0.menu") == "devis"
        assert screen.sheet.names("menus") == ["Accueil", "Ventes", "Support", "devis"]
        assert "Continue" not in hand.text, "the page of the key is still open"
        await hand.press("f5")
        assert hand.line("devis")
        await opened(hand, "General")
        await hand.press(*["tab"] * 3, "enter")
        await hand.type("sales")
        await hand.press("enter")
        assert screen.sheet.get("first") == "sales"
        await opened(hand, "Menus")
        assert "5" in hand.line("Menus  ")
        await hand.press("end")
        assert hand.line("sales")


async def test_what_a_row_is_called_already_is_picked_and_not_added() -> None:
    async with at(board()) as hand:
        await hand.press(*["tab"] * 3, "enter")
        assert "Add a menu" not in hand.text
        assert "Type to narrow down, or a new name" in hand.text
        await hand.type("ventes")
        assert "▌ Ventes" in hand.text
        assert "Add a menu" not in hand.text
        await hand.type(" 2")
        assert "▌ Add a menu: “ventes 2”" in hand.text


async def test_what_begins_as_typed_comes_first_whatever_was_picked_before() -> None:
    screen = board({"menus": [menu("Fermeture"), menu("Mon accueil"), menu("Réclamations"), menu("Accueil")]})
    async with at(screen) as hand:
        await hand.press(*["tab"] * 3, "enter")
        await hand.type("m")
        places = [hand.text.index(name) for name in ("Mon accueil", "Fermeture", "Réclamations")]
        assert places == sorted(places)
        await hand.press("backspace")
        await hand.type("ac")
        assert hand.text.index("  Mon accueil") > hand.text.rindex("▌ Accueil")


@pytest.mark.parametrize("size", [NARROW, (80, 16)])
async def test_a_list_keeps_its_place_while_one_types(size: tuple[int, int]) -> None:
    async with at(board(), size) as hand:
        await hand.press(*["tab"] * 3, "enter")
        before = hand.app.screen.query_one(PickList).region
        await hand.type("sup")
        assert hand.app.screen.query_one(PickList).region == before
        await hand.press("ctrl+u", "slash", "slash")
        assert hand.app.screen.query_one(PickList).region == before


async def test_a_list_says_when_nothing_is_left_of_it() -> None:
    async with at(board()) as hand:
        await hand.press("tab", "tab", "enter")
        await hand.type("zzz")
        assert "There is nothing of that name." in hand.text
        await hand.press("enter", "backspace", "backspace", "backspace")
        assert "attente.wav" in hand.text


async def test_names_are_drawn_as_they_are() -> None:
    screen = board({"first": HOSTILE, "menus": [menu(HOSTILE, entry("1", "back"))]})
    async with at(screen) as hand:
        assert "[/] [bold]x" in hand.line("First menu")
        await hand.press(*["tab"] * 3, "enter")
        assert "\x1b" not in hand.text
        await hand.press("escape")
        await opened(hand, "Menus")
        assert "[/] [bold]x [@click=app.quit]y ]0;pwn abc" in hand.text
        await hand.press("enter")
        assert "\x1b" not in hand.text


# --- sounds


async def test_sounds_of_the_number_and_of_the_store_are_offered() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press("tab", "tab", "enter")
        assert "on the number" in hand.line("attente.wav")
        assert "320 kB" in hand.line("fermeture.wav")
        assert hand.line("From a file")
        await hand.type("ferm")
        await hand.press("enter")
        assert screen.sheet.get("welcome") == "fermeture.wav"
        assert "320 kB" in hand.line("Greeting")


async def test_a_sound_that_is_nowhere_says_so() -> None:
    screen = board({"welcome": "gone.wav"})
    async with at(screen, WIDE) as hand:
        assert "neither on the number nor in the store" in hand.text


async def test_a_size_that_has_no_room_beside_its_sound_is_left_out() -> None:
    screen = board({"welcome": "fermeture.wav"})
    async with at(screen, (64, 24)) as hand:
        assert "320" not in hand.line("Greeting")
        assert "…" not in hand.line("Greeting")
    async with at(board({"welcome": "fermeture.wav"}), WIDE) as hand:
        assert "320 kB" in hand.line("Greeting")


# --- several


async def test_check_boxes_are_walked_and_switched() -> None:
    screen = board({"groups": [{"value": "unknown"}]})
    async with at(screen) as hand:
        await opened(hand, "Filtering")
        await hand.press("right", "space", "left", "space")
        assert screen.sheet.get("groups") == [{"value": "mobile"}, {"value": "foreign"}, {"value": "unknown"}]
        assert "■ mobile phones" in hand.text
        assert "□ short numbers" in hand.text
        await hand.press("space")
        assert screen.sheet.get("groups") == [{"value": "foreign"}, {"value": "unknown"}]


async def test_the_first_letter_of_an_option_chooses_it() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press("o")
        assert screen.sheet.get("strategy") == "turns"
        await opened(hand, "Menus")
        await hand.press("n")
        await hand.type("x")
        await hand.press("escape", "plus", "5")
        assert screen.sheet.get("menus.3.entries.0.key") == "5"


async def test_the_article_of_an_option_is_no_first_letter() -> None:
    names = ("a number", "the voicemail", "l'accueil", "un répondeur", "les heures", "letters")
    options = tuple(Option(value=name, label=name) for name in names)
    field = ChoiceField(Choice(name="to", label="To", help="Where to.", options=options), names[0], _nobody)
    async with at(Holding(field)) as hand:
        chosen = []
        for key in "vahruln":
            await hand.press(key)
            chosen.append(field.answer)
        voicemail, accueil, hours, replies, letters, number = (names[at] for at in (1, 2, 4, 3, 5, 0))
        assert chosen == [voicemail, accueil, hours, replies, replies, letters, number]


# --- numbers


async def test_a_figure_that_nobody_chose_goes_with_the_first_key() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 4)
        await hand.type("45")
        assert screen.sheet.get("waiting") == "45"
    screen = board({"waiting": "60"})
    async with at(screen) as hand:
        await hand.press(*["tab"] * 4)
        await hand.type("5")
        assert screen.sheet.get("waiting") == "605"


async def test_a_number_takes_digits_only_and_has_its_unit_beside_it() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 4, "ctrl+u")
        await hand.type("6x0")
        assert screen.sheet.get("waiting") == "60"
        assert "seconds" in hand.line("Longest wait")
        await hand.press("ctrl+u", "1")
        assert hand.line("Longest wait").split()[-1] == "second"
        await hand.press("ctrl+u", "tab")
        assert "! Write a whole number." not in hand.text, "that page is out of view"
        await hand.press("shift+tab")
        assert "! Write a whole number." in hand.text


# --- pages


async def test_pages_are_turned_by_key_by_walking_on_and_by_their_titles() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 5)
        assert screen.form.in_hand == "agents"
        await hand.press("shift+tab")
        assert screen.form.in_hand == "waiting"
        await hand.press("pagedown", "pagedown")
        assert screen.form.in_hand == "menus"
        await hand.press("ctrl+pageup")
        assert screen.form.in_hand == "agents"
        await opened(hand, "Filter")
        assert screen.form.in_hand == "groups"
        await hand.press("down")
        assert "Continue" in str(getattr(hand.app.focused, "label", ""))
        await hand.press("up")
        assert screen.form.in_hand == "groups"


async def test_enter_in_the_last_field_of_a_page_goes_on_to_the_next_and_at_the_end_continues() -> None:
    screen = board()
    async with at(screen) as hand:
        await hand.press(*["tab"] * 4, "enter")
        assert screen.form.in_hand == "agents"
        await opened(hand, "Filter")
        await hand.press("enter")
        assert hand.outcome is not None


async def test_pages_with_something_wrong_are_marked_and_f8_leads_there() -> None:
    screen = board({"waiting": "", "welcome": "", "menus": [], "first": "", "steps": []})
    async with at(screen) as hand:
        assert "General !" in hand.text
        assert "! 1 warning: F8" in hand.text
        await opened(hand, "Filter")
        await hand.press("f8")
        assert screen.form.in_hand == "welcome"
        assert "! Callers hear nothing at first." in hand.text
        await hand.press("f5")
        assert "! 1 answer to correct: Longest wait" in hand.text
        assert screen.form.in_hand == "waiting"
        await hand.press("f8")
        assert screen.form.in_hand == "welcome"


@pytest.mark.parametrize("size", [NARROW, WIDE, (60, 16)])
async def test_no_line_is_wider_than_the_terminal(size: tuple[int, int]) -> None:
    screen = board()
    async with at(screen, size) as hand:
        for _ in screen.form.titles:
            assert all(len(line) <= size[0] for line in hand.text.splitlines())
            assert str(screen.form.page + 1) + "/6" in hand.text or "Filtering" in hand.text
            await hand.press("ctrl+pagedown")


async def test_a_click_on_a_title_turns_to_its_page() -> None:
    screen = board()
    async with at(screen) as hand:
        row = next(y for y, line in enumerate(hand.text.splitlines()) if "Filtering" in line)
        await hand.pilot.click(offset=(hand.text.splitlines()[row].index("Steps"), row))
        await hand.pilot.pause()
        assert screen.form.in_hand == "steps"
