"""The findings screen: every finding with its line, and the document looked at again while somebody mends it."""

import re

import pytest

from tests.screen_host import HOSTILE, NARROW, WIDE, Hand, at
from tests.screens.documents import ADDRESS, CLEAN, DOUBTED, LINES, WRONG, Library, finding, report
from tests.screens.host import settle
from tui.engine.errors import WizardError
from tui.screens.examining import Look
from tui.screens.findings import FindingsScreen
from tui.telephony.fetching import DocumentUnreachable
from tui.telephony.findings import Report

RAIL = ("Training", "01 99 00 10 02")


def screen(first: Report = WRONG, *later: "Report | WizardError") -> FindingsScreen:
    return FindingsScreen(Look(Library(*later), ADDRESS), first, RAIL)


def marked(hand: Hand) -> str:
    """The line of the document that is marked."""
    return next(found[0] for found in re.finditer("▌ +[0-9]+ <.*", hand.text))


async def checked_again(hand: Hand) -> None:
    """Check again, and wait for what comes of it."""
    await hand.press("f4")
    await settle(hand.pilot, lambda: "Checked again." in hand.text)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_finding_stands_there_with_its_place_cause_mend_and_line(size: tuple[int, int]) -> None:
    async with at(screen(), size) as hand:
        assert "2 errors, 1 warning" in hand.line(ADDRESS)
        for words, place in (("error", "7:4"), ("error", "12:1"), ("warning", "30:7")):
            assert any(words in line and place in line for line in hand.text.splitlines())
        assert "error       line 7, column 4" in hand.text
        assert "cause       There is nothing at 7." in hand.text
        assert "what to do  Correct what stands at 7." in hand.text
        assert marked(hand) == f"▌  7 {LINES[6]}"
        line, below = (
            next(each for each in hand.text.splitlines() if sign in each) for sign in ("▌  7", "▲")
        )
        assert below.index("▲") == line.index("<line n='7'") + 3
        for key in ("F4 check again", "F5 continue", "F8 copy all", "Esc back"):
            assert key in hand.text


async def test_a_long_cause_has_the_line_up_to_its_place() -> None:
    words = "n'est ni un numéro ni une ligne de ce compte ; OVH ne transfère que vers ses propres numéros"
    async with at(screen(report(finding(7, 40, words=words)))) as hand:
        row = hand.line("7:40")
        assert "…" in row
        assert len(row[: row.index("…")].rstrip()) > 60


async def test_from_120_columns_on_the_lines_stand_beside_the_findings() -> None:
    async with at(screen(), WIDE) as hand:
        assert any("7:4" in line and "<line" in line for line in hand.text.splitlines())
    async with at(screen(), NARROW) as hand:
        assert not any("7:4" in line and "<line" in line for line in hand.text.splitlines())


async def test_the_line_follows_the_finding_in_hand_by_key_and_by_mouse() -> None:
    async with at(screen()) as hand:
        await hand.press("down")
        assert "There is nothing at 12." in hand.text
        assert "▌ 12" in marked(hand)
        await hand.press("end")
        assert "warning     line 30, column 7" in hand.text
        assert "▌ 30" in marked(hand)
        await hand.press("home")
        assert "▌  7" in marked(hand)
        row = next(y for y, line in enumerate(hand.text.splitlines()) if line.endswith("12:1"))
        await hand.pilot.click(offset=(20, row))
        await hand.pilot.pause()
        assert "▌ 12" in marked(hand)


async def test_a_document_that_was_mended_is_looked_at_again_and_said_to_be_clean() -> None:
    async with at(screen(WRONG, DOUBTED, CLEAN)) as hand:
        await hand.press("down")
        await checked_again(hand)
        assert "0 errors, 1 warning" in hand.line(ADDRESS)
        assert "▌  3" in marked(hand)
        await hand.press("right", "enter")
        await settle(hand.pilot, lambda: "Nothing to mend" in hand.text)
        assert "✓ 40 lines were checked: no error and no warning." in hand.text
        assert "▌" not in hand.text
        assert "F8 copy all" not in hand.text
        await hand.press("enter")
        assert hand.outcome == "continue"


async def test_what_cannot_be_looked_at_again_is_told_and_what_was_found_stays() -> None:
    async with at(screen(WRONG, DocumentUnreachable(document=ADDRESS, reason="It answers 404."))) as hand:
        await hand.press("f4")
        await settle(hand.pilot, lambda: "It answers 404." in hand.text)
        await hand.press("enter")
        assert "2 errors, 1 warning" in hand.text


@pytest.mark.parametrize(("key", "outcome"), [("escape", None), ("f5", "continue"), ("ctrl+q", "quit")])
async def test_every_way_out_says_where_to_go_on(key: str, outcome: str | None) -> None:
    async with at(screen()) as hand:
        hand.host.outcome = "nothing yet"
        await hand.press(key)
        assert hand.outcome == outcome


@pytest.mark.parametrize("key", ["f8", "c"])
async def test_all_findings_are_copied_for_whoever_mends_the_document(key: str) -> None:
    async with at(screen()) as hand:
        await hand.press(key)
        assert "All findings are copied" in hand.text
        copied = hand.app.clipboard.splitlines()
        assert copied[0] == ADDRESS
        assert copied[2:5] == [
            "line 7, column 4: error: There is nothing at 7.",
            f"    {LINES[6]}",
            "    → Correct what stands at 7.",
        ]
        assert copied[-1] == "    → Correct what stands at 30."


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_many_findings_are_walked_through_with_the_last_in_view(size: tuple[int, int]) -> None:
    many = report(*(finding(1 + n % 40, 1, words=f"Fault {n}.") for n in range(500)))
    async with at(screen(many), size) as hand:
        await hand.press("pagedown")
        assert "Fault 499." not in hand.text
        await hand.press("end")
        assert "▌ error    Fault 499." in hand.text
        assert "cause       Fault 499." in hand.text
        assert "[ Check again ]" in hand.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_a_document_holds_is_drawn_as_it_is(size: tuple[int, int]) -> None:
    lines = [f"\t{HOSTILE}", *LINES]
    hostile = report(finding(1, 3, words="x"), lines=lines)
    async with at(screen(hostile), size) as hand:
        assert "[/] [bold]x [@click=app.quit]y" in hand.text
        for character in ("\x1b", "\u202e", "\x00"):
            assert character not in hand.text
        await hand.press("f8")
        assert "\x1b" not in hand.app.clipboard
