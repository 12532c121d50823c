"""Several numbers at once in a real pseudo-terminal: marked, set up, killed in the middle, and carried on."""

import json
from pathlib import Path

import pytest

from tests.matrix import sample
from tests.terminal.accounts import Begin
from tests.terminal.sessions import run
from tests.terminal.test_walks import ACCOUNT, LANGUAGES, at, word
from tui.configurations import catalogue

pytestmark = pytest.mark.terminal

NUMBERS = "".join(f"01 99 00 10 0{n},{ACCOUNT},Boutique {n},alias,empty\n" for n in range(1, 6))


@pytest.fixture
def account(begin: Begin) -> Path:
    """A user whose account has five numbers without configuration."""
    return begin(f"number,billing_account,description,kind,feature_type\n{NUMBERS}")


def types(home: Path) -> list[str]:
    listed = json.loads(run(home, "numbers", "--json").stdout)
    return [each["feature_type"] for each in listed]


@pytest.mark.parametrize("lang", sample(LANGUAGES, 1, "bulk"))
def test_marked_numbers_are_set_up_together_and_after_a_kill_carried_on(
    lang: str, begin: Begin, account: Path
) -> None:
    def says(message: str) -> str:
        return word(lang, message)

    with at(account, lang=lang, env={"ALIAS_WIZARD_PACE": "600"}) as hand:
        terminal = hand.terminal
        hand.sees("Which number do you want to configure?")
        terminal.press("f7", "down", "f7", "f7")
        terminal.wait_for(lambda each: sum("●" in line for line in each.lines) == 4)
        terminal.press("enter")
        hand.sees("What should these numbers do?")
        hand.goes_down_to(says(catalogue.by_kind("conference").title))
        terminal.press("enter")
        hand.sees("Access PIN")
        terminal.type("4711")
        terminal.press("f5")
        hand.sees("What will change on these numbers")
        terminal.wait_for(f"[ {says('Configure')} ]")
        assert "4711" not in terminal.text
        terminal.press("enter")
        terminal.wait_for(says("under way"))
        terminal.settle(quiet=0.3, timeout=3)
        assert terminal.text.count(says("not begun")) == 2
        terminal.kill()
    begin.tasks_end()
    with at(account, lang=lang) as hand:
        hand.terminal.wait_for(says("The work on {n} numbers was not finished.").format(n=3))
        hand.terminal.press("enter")
        hand.terminal.wait_for(says("{done} of {total}").format(done=3, total=3), timeout=60)
        hand.sees("How it ended")
        hand.terminal.press("escape")
        hand.sees("Which number do you want to configure?")
        hand.leaves()
    assert types(account) == ["conference", "empty", "conference", "conference", "empty"]
    journal = json.loads(run(account, "journal", "--json").stdout)
    assert [[step["attempts"] for step in entry["steps"]] for entry in journal] == [[1, 1]] * 3


def test_a_form_for_several_numbers_that_was_killed_loses_nothing(account: Path) -> None:
    with at(account) as hand:
        terminal = hand.terminal
        hand.sees("Which number do you want to configure?")
        terminal.press("f8")
        terminal.wait_for("5 numbers marked")
        terminal.press("enter")
        hand.sees("What should these numbers do?")
        hand.goes_down_to("Conference")
        terminal.press("enter")
        hand.sees("Access PIN")
        terminal.type("4711")
        terminal.settle(quiet=0.6)
        terminal.kill()
    with at(account) as hand:
        hand.terminal.wait_for("A draft on 5 numbers")
        hand.terminal.press("f9")
        hand.sees("Access PIN")
        hand.terminal.wait_for("5 numbers")
        hand.terminal.press("f6")
        hand.terminal.wait_for("4711")
        hand.terminal.press("escape")
        hand.sees("What should these numbers do?")
        hand.terminal.press("escape")
        hand.sees("Which number do you want to configure?")
        hand.leaves()
    assert json.loads(run(account, "journal", "--json").stdout) == []
