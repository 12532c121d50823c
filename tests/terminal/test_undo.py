"""Undoing and the history at a real terminal: what was applied a moment ago, taken back and looked up."""

from pathlib import Path

import pytest

from tests.terminal.sessions import run
from tests.terminal.test_walks import account, at, shown, word

__all__ = ["account"]

pytestmark = pytest.mark.terminal


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "fr"), ((120, 40), "en")])
def test_what_was_just_applied_is_undone_from_its_outcome_and_is_in_the_history(
    size: tuple[int, int], lang: str, account: Path
) -> None:
    with at(account, size=size, lang=lang) as hand:
        hand.opens()
        hand.chooses("conference")
        hand.answers("conference")
        hand.applies()
        hand.terminal.press("f6")
        hand.terminal.wait_for(f"[ {word(lang, 'Undo')} ]   [ {word(lang, 'Back')} ]")
        hand.terminal.press("left", "enter")
        hand.terminal.wait_for(lambda each: any(line.lstrip().startswith("✓ ") for line in each.lines[1:]))
        hand.terminal.settle()
        hand.terminal.press("enter")
        hand.sees("Which number do you want to configure?")
        hand.terminal.press("f3")
        hand.sees("What was applied")
        hand.terminal.wait_for(lambda each: any("▌" in line and " 2 " in line for line in each.lines))
        hand.terminal.press("enter")
        hand.sees("Copy for a ticket")
        hand.terminal.press("f8")
        hand.terminal.wait_for(lambda each: "+33199001001" in each.clipboard)
        hand.terminal.press("esc", "esc")
        hand.sees("Which number do you want to configure?")
        hand.leaves()
    assert shown(account)["feature_type"] == "empty"
    assert run(account, "undo", "0199001001", "--yes").returncode == 0
    assert shown(account)["configuration"] == "conference"
