"""What only an account over HTTP has, in a real pseudo-terminal: a list that arrives, and a platform that goes away."""

from pathlib import Path

import pytest

from tests.matrix import FULL
from tests.platform import Platform
from tests.terminal.accounts import Begin
from tests.terminal.sessions import wizard
from tests.terminal.test_walks import CSV, Hand, at, place, shown

pytestmark = pytest.mark.terminal

SLOW = 0.6
"""Seconds before each answer: enough for somebody to see what is there before."""


@pytest.fixture
def exchange() -> str:
    return "ovhcloud"


@pytest.fixture
def account(begin: Begin) -> Path:
    return begin(CSV)


@pytest.fixture
def platform(begin: Begin, account: Path) -> Platform:
    return begin.platforms[0]


def test_the_list_arrives_and_is_there_at_once_the_next_time_with_its_age(
    platform: Platform, account: Path
) -> None:
    platform.latency = SLOW
    with wizard(account) as terminal:
        terminal.wait_for("Opening the account for the first time…")
        terminal.wait_for("Reading the numbers…")
        assert "0 numbers" not in terminal.text
        platform.latency = 0.0
        terminal.wait_for("2 numbers")
        terminal.wait_for("As of ")
        Hand(terminal, "en", place(account, "en")).leaves()
    platform.latency = SLOW
    with at(account) as hand:
        hand.terminal.wait_for("refreshing…")
        assert "01 99 00 10 02    Boutique" in hand.terminal.text
        assert "As of " in hand.terminal.text
        platform.latency = 0.0
        hand.terminal.wait_gone("refreshing…")
        hand.leaves()


@pytest.mark.parametrize("pace", [600.0])
def test_a_platform_that_is_away_for_a_moment_is_waited_for(
    begin: Begin, platform: Platform, account: Path
) -> None:
    with at(account) as hand:
        hand.waits_for_a_task()
        platform.faults.add("reset-before", times=1000)
        hand.terminal.wait_for("Waiting for the platform, attempt ")
        platform.faults.clear()
        begin.tasks_end()
        hand.terminal.wait_for("now has: Conference.")
        hand.leaves()
    assert platform.faults.fired["reset-before"] > 1
    assert shown(account)["settings"]["pin"] == "***"


@pytest.mark.skipif(not FULL, reason="all attempts of two calls take a while")
@pytest.mark.parametrize("pace", [600.0])
def test_what_a_platform_that_stayed_away_has_interrupted_is_carried_on(
    begin: Begin, platform: Platform, account: Path
) -> None:
    with at(account) as hand:
        hand.waits_for_a_task()
        platform.faults.add("reset-before", times=1000)
        hand.terminal.wait_for("Partly done: 0 of 2 steps.", timeout=60)
        hand.terminal.wait_for("not known      type Conference")
        platform.faults.clear()
        begin.tasks_end()
        hand.terminal.press("enter")
        hand.terminal.wait_for("now has: Conference.")
        hand.leaves()
    assert shown(account)["settings"]["pin"] == "***"
