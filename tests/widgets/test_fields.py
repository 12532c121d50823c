"""The fields of a form and the keys on them: what deletes and moves while keys are typed ahead, what opens a list."""

import pytest

from tests.screen_host import at, checking, lines
from tests.widgets.boards import DRAFT, board
from tests.widgets.test_settings_form import Page, conference_page
from tui.configurations import call_queue
from tui.forms import Form, Text
from tui.i18n import Message
from tui.screens.pick import PickScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.search import SearchBox
from tui.widgets.sheet import Sources


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (["backspace"] * 4 + ["1", "2"], "12"),
        (["ctrl+u", "3", "4"], "34"),
        (["5", "6", "backspace", "7"], "471157"),
        (["home", "9"], "94711"),
        (["left", "left", "0", "delete"], "4701"),
        (["8", "left", "backspace"], "4718"),
    ],
)
async def test_characters_typed_ahead_do_not_overtake_a_key_that_deletes_or_moves(
    keys: list[str], left: str
) -> None:
    page = conference_page(pin="4711")
    async with at(page) as hand:
        await hand.burst(*keys)
        assert page.sheet.answers["pin"] == left


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (["v", "e", "backspace", "a"], "va"),
        (["v", "e", "n", "ctrl+u", "s", "u"], "su"),
        (["u", "left", "s", "delete", "a"], "sa"),
    ],
)
async def test_a_search_box_takes_keys_typed_ahead_in_their_order(keys: list[str], left: str) -> None:
    async with at(board()) as hand:
        await hand.press(*["tab"] * 3, "enter")
        await hand.burst(*keys)
        assert hand.app.screen.query_one(SearchBox).value == left


async def test_a_date_in_any_usual_form_is_written_as_it_is_kept_once_it_is_left() -> None:
    fields = tuple(
        Text(name=name, label=name.title(), help="When.", only="moment") for name in ("start", "end")
    )
    page = Page(Form(fields), lambda _answers: ())
    async with at(page) as hand:
        await hand.press(
            *("slash" if each == "/" else "space" if each == " " else each for each in "24/12/2026 18h")
        )
        assert "Thursday" in hand.line("Start")
        assert page.sheet.answers["start"] == "24/12/2026 18h"
        await hand.press("tab")
        assert page.sheet.answers["start"] == "2026-12-24 18:00"
        assert "2026-12-24 18:00" in hand.line("Start")
        await hand.type("soon")
        await hand.press("shift+tab")
        assert page.sheet.answers["end"] == "soon"
        assert "Thursday" in hand.line("Start")


@pytest.mark.parametrize("first", ["S", "é", "À", "7"])
async def test_any_letter_that_an_option_may_begin_with_opens_its_list(first: str) -> None:
    form = call_queue.FORM
    sources = Sources(checking("call-queue", form), lines)
    screen = SettingsScreen(DRAFT, form, Message("Call queue"), {}, sources, lambda _answers: None)
    async with at(screen) as hand:
        await hand.press("tab", "tab")
        assert "Enter choose" in hand.text.splitlines()[-1]
        await hand.burst(first)
        assert isinstance(hand.app.screen, PickScreen)
        assert hand.app.screen.query_one(SearchBox).value == first
        await hand.press("escape")
        await hand.burst(*"Sha", "enter")
        assert hand.line("shared out evenly")
