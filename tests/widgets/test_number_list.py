"""Matches are found in number order a slice at a time; the list draws a page of them and moves over all of them."""

from collections.abc import Callable, Container, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.screen_host import HOSTILE, HOSTILE_SHOWN
from tui.telephony.values import search_key, search_term
from tui.theme import DARK, THEMES
from tui.widgets.cells import cut, fit, width
from tui.widgets.marks import Marks
from tui.widgets.matches import FIRST_SLICE, Matches, Picked, Row
from tui.widgets.number_list import NumberList

FIRST = 33_199_000_000
MANY = 5_000


class Numbers:
    """An inventory in memory; `descriptions` gives the aliases, in number order."""

    def __init__(self, descriptions: Sequence[str], types: Sequence[str] = ("empty",)) -> None:
        self.all = {
            f"00{FIRST + at}": (f"account-{at % 2}", description, types[at % len(types)], None)
            for at, description in enumerate(descriptions)
        }
        self.read = 0

    def keys(
        self,
        after: int = 0,
        limit: int = 4096,
        billing_account: str | None = None,
        feature_types: frozenset[str] | None = None,
    ) -> list[str]:
        found = [
            search_key(name[2:], description)
            for name, (account, description, feature_type, _pool) in self.all.items()
            if int(name) > after
            and billing_account in {None, account}
            and (feature_types is None or feature_type in feature_types)
        ]
        self.read += len(found[:limit])
        return found[:limit]

    def rows(self, service_names: Sequence[str]) -> dict[str, Row]:
        return {name: self.all[name] for name in service_names if name in self.all}


class Stage(App[None]):
    """Shows nothing but a list."""

    def __init__(self, numbers: Numbers, cursor: str | None = None, marks: Container[str] = ()) -> None:
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = DARK
        self.list = NumberList(
            numbers,
            lambda kind, _pool: kind,
            lambda: ["Nothing here."],
            lambda: None,
            cursor=cursor,
            marks=marks,
        )

    def compose(self) -> ComposeResult:
        yield self.list

    @property
    def lines(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]


def name(at: int) -> str:
    return f"00{FIRST + at}"


async def counted(pilot: Pilot[None], listed: NumberList) -> None:
    for _ in range(400):
        await pilot.pause(0.005)
        if listed.matches.complete:
            return
    raise AssertionError("never counted to the end")


# --- matches


@given(st.lists(st.text(alphabet="ab é12", max_size=6), max_size=40), st.text(alphabet="ab e12", max_size=3))
def test_the_matches_are_those_whose_key_holds_the_term(descriptions: list[str], typed: str) -> None:
    matches = Matches(Numbers(descriptions), Picked(), search_term(typed))
    matches.finish()
    expected = [
        name(at)
        for at, description in enumerate(descriptions)
        if search_term(typed) in search_key(str(FIRST + at), description)
    ]
    assert matches.names(0, len(matches)) == expected
    assert [matches.index(each) for each in expected] == list(range(len(expected)))


@given(st.lists(st.text(alphabet="ab", min_size=1, max_size=3), min_size=1, max_size=6))
def test_changing_the_term_finds_what_a_fresh_search_finds(terms: list[str]) -> None:
    numbers = Numbers([f"{at:b}".replace("0", "a").replace("1", "b") for at in range(FIRST_SLICE + 90)])
    matches = Matches(numbers, Picked())
    for term in terms:
        matches.search(term)
        matches.finish()
        fresh = Matches(numbers, Picked(), term)
        fresh.finish()
        assert matches.names(0, len(matches)) == fresh.names(0, len(fresh))


def test_the_first_page_needs_one_slice() -> None:
    numbers = Numbers([f"shop {at}" for at in range(MANY)])
    matches = Matches(numbers, Picked(), "shop")
    matches.step()
    assert numbers.read == FIRST_SLICE
    assert matches.names(0, 3) == [name(0), name(1), name(2)]
    assert not matches.complete
    assert matches.index(name(MANY - 1)) is None


def test_filters_are_asked_of_the_source() -> None:
    matches = Matches(Numbers(["a", "b", "c", "d"], ("x", "y")), Picked("account-1", frozenset({"y"})))
    matches.finish()
    assert matches.names(0, 9) == [name(1), name(3)]


# --- the list


async def test_a_page_is_drawn_with_the_cursor_on_the_first_number() -> None:
    app = Stage(Numbers(["Front desk", "Shop"], ("empty", "ivr")))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert app.lines[0].split() == ["Number", "Description", "Configuration"]
        assert app.lines[1].startswith("▌  01 99 00 00 00    Front desk")
        assert app.lines[2].startswith("   01 99 00 00 01    Shop")
        assert app.lines[2].endswith("ivr")
        assert app.list.cursor_name == name(0)


async def test_the_billing_account_stands_in_a_wide_terminal_only() -> None:
    for columns, expected in ((99, False), (100, True)):
        app = Stage(Numbers(["Shop"]))
        async with app.run_test(size=(columns, 10)) as pilot:
            await pilot.pause()
            assert ("account-0" in app.lines[1]) is expected


async def test_every_move_lands_where_it_should() -> None:
    app = Stage(Numbers([str(at) for at in range(MANY)]))
    async with app.run_test(size=(80, 11)) as pilot:
        await pilot.pause()
        listed = app.list
        moves: list[tuple[Callable[[], None], int]] = [
            (lambda: listed.move(1), 1),
            (lambda: listed.move(-5), 0),
            (lambda: listed.page(1), 9),
            (lambda: listed.page(2), 27),
            (lambda: listed.page(-1), 18),
            (listed.last, MANY - 1),
            (lambda: listed.move(1), MANY - 1),
            (lambda: listed.page(-1), MANY - 10),
            (lambda: listed.go_to(0), 0),
        ]
        for move, expected in moves:
            move()
            await pilot.pause()
            assert listed.cursor_name == name(expected)
            assert any(line.startswith("▌") for line in app.lines)


async def test_counting_goes_on_after_the_first_page_until_all_are_known() -> None:
    app = Stage(Numbers([f"shop {at}" for at in range(MANY)]))
    async with app.run_test(size=(80, 11)) as pilot:
        await counted(pilot, app.list)
        assert len(app.list.matches) == MANY
        app.list.search("shop 49")
        await counted(pilot, app.list)
        assert len(app.list.matches) == 111
        assert app.list.cursor_name == name(49)


async def test_an_empty_list_says_what_it_was_told_to_say() -> None:
    app = Stage(Numbers(["Shop"]))
    async with app.run_test(size=(80, 11)) as pilot:
        app.list.search("nowhere")
        await pilot.pause()
        assert app.lines[2] == "   Nothing here."
        assert app.list.cursor_name is None
        app.list.move(1)
        app.list.page(-1)
        app.list.last()
        await pilot.pause()
        assert app.list.cursor_name is None


async def test_the_cursor_comes_back_to_where_the_list_was_left() -> None:
    app = Stage(Numbers([str(at) for at in range(MANY)]), cursor=name(4_321))
    async with app.run_test(size=(80, 11)) as pilot:
        await pilot.pause()
        assert app.list.cursor_name == name(4_321)
        assert any(line.startswith("▌") for line in app.lines)


async def test_a_cursor_that_is_gone_is_no_reason_to_fail() -> None:
    app = Stage(Numbers(["Shop"]), cursor=name(77))
    async with app.run_test(size=(80, 11)) as pilot:
        await pilot.pause()
        assert app.list.cursor_name == name(0)


async def test_a_click_moves_the_cursor_and_a_second_one_chooses() -> None:
    chosen: list[str] = []

    class Clicked(Stage):
        def on_number_list_chosen(self, event: NumberList.Chosen) -> None:
            chosen.append(event.service_name)

    app = Clicked(Numbers([str(at) for at in range(5)]))
    async with app.run_test(size=(80, 11)) as pilot:
        await pilot.pause()
        await pilot.click(NumberList, offset=(10, 3))
        assert (app.list.cursor_name, chosen) == (name(2), [])
        await pilot.click(NumberList, offset=(10, 3))
        assert chosen == [name(2)]
        await pilot.click(NumberList, offset=(10, 0))
        await pilot.click(NumberList, offset=(10, 9))
        assert chosen == [name(2)]


async def test_the_scrollbar_jumps_anywhere() -> None:
    app = Stage(Numbers([str(at) for at in range(MANY)]))
    async with app.run_test(size=(80, 11)) as pilot:
        await counted(pilot, app.list)
        await pilot.mouse_down(NumberList, offset=(79, 10))
        await pilot.mouse_up(NumberList, offset=(79, 10))
        assert f"01 99 00 {(MANY - 1) // 100:02} {(MANY - 1) % 100:02}" in app.lines[-1]
        assert app.list.cursor_name == name(0)
        app.list.move(1)
        await pilot.pause()
        assert "01 99 00 00 01" in "\n".join(app.lines)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10), (20, 3)])
@pytest.mark.parametrize(
    "description",
    [HOSTILE, "x" * 10_000, "漢字" * 300, "e\u0301" * 300, "\u200b" * 50, "🏳️‍🌈" * 30, "\x00\x1b[2J"],
)
async def test_any_description_is_shown_literally_in_its_own_cells(
    size: tuple[int, int], description: str
) -> None:
    app = Stage(Numbers([description, "plain"]))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for y in range(app.list.size.height):
            strip = app.list.render_line(y)
            assert width(strip.text) == app.list.size.width
            assert "\x1b" not in strip.text
            assert "\u202e" not in strip.text
            assert not any(segment.style and segment.style.meta for segment in strip)
        if description == HOSTILE and size == (120, 40):
            assert HOSTILE_SHOWN in app.lines[1]


async def test_resizing_keeps_the_cursor_in_view() -> None:
    app = Stage(Numbers([str(at) for at in range(100)]))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        app.list.go_to(28)
        await pilot.resize_terminal(60, 8)
        await pilot.pause()
        assert app.list.cursor_name == name(28)
        assert any(line.startswith("▌") for line in app.lines)


@given(st.text(max_size=40), st.integers(0, 30))
def test_fitting_a_text_gives_exactly_so_many_cells(text: str, cells: int) -> None:
    printable = "".join(char for char in text if char.isprintable())
    assert width(fit(printable, cells)) == cells
    assert width(cut(printable, cells)) <= cells


async def test_marked_numbers_bear_a_sign_beside_the_cursor_and_in_every_row() -> None:
    marks = Marks([name(1)])
    app = Stage(Numbers(["Front desk", "Shop", "Workshop"]), marks=marks)
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert [line[:18] for line in app.lines[1:4]] == [
            "▌  01 99 00 00 00 ",
            " ● 01 99 00 00 01 ",
            "   01 99 00 00 02 ",
        ]
        app.list.move(1)
        assert app.lines[2].startswith("▌● 01 99 00 00 01")
        marks.toggle(name(1))
        marks.toggle(name(0))
        app.list.marked()
        assert [line[:5] for line in app.lines[1:4]] == [" ● 01", "▌  01", "   01"]
