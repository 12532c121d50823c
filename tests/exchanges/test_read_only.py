"""A key that may only look: numbers and plans as ever, and why nothing is applied, said before anything is begun."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import worlds
from tests.platform import Platform
from tests.terminal.sessions import run
from tui.exchanges.accounts import OvhAccounts

RECIPE = f'kind = "redirection"\ndestination = "{worlds.PHONE_LINE}"\n'
LACKING = "POST /telephony/*/number/*/changeFeatureType, POST /telephony/*/redirect/*/changeDestination"


@pytest.fixture
def looking(small: Platform, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a key that the wizard asks for with --read-only."""
    (tmp_path / "recipe.toml").write_text(RECIPE)
    needed = OvhAccounts(tmp_path / "none.conf").needed(read_only=True)
    key = small.access.add([(each.right.method, each.right.path) for each in needed])
    return {**small.environ, "OVH_CONSUMER_KEY": key.consumer_key}


def test_looking_and_planning_work_and_the_plan_says_which_rights_are_missing(
    looking: Mapping[str, str], tmp_path: Path
) -> None:
    numbers = run(tmp_path, "numbers", "--json", env=looking)
    assert numbers.returncode == 0, numbers.stderr
    assert [each["service_name"] for each in json.loads(numbers.stdout)] == [
        worlds.EMPTY_NUMBER,
        worlds.OTHER_NUMBER,
    ]
    shown = run(tmp_path, "show", worlds.EMPTY_NUMBER, env=looking)
    assert shown.returncode == 0, shown.stderr
    plan = run(tmp_path, "plan", worlds.EMPTY_NUMBER, "recipe.toml", "--json", env=looking)
    assert plan.returncode == 0, plan.stderr
    assert [step["action"] for step in json.loads(plan.stdout)["steps"]] == ["change-type", "update"]
    assert f"It lacks: {LACKING}." in plan.stderr


@pytest.mark.parametrize("numbers", [[worlds.EMPTY_NUMBER], [worlds.EMPTY_NUMBER, worlds.OTHER_NUMBER]])
def test_applying_is_refused_with_the_rights_and_nothing_is_sent_or_begun(
    small: Platform, looking: Mapping[str, str], tmp_path: Path, numbers: list[str]
) -> None:
    applied = run(tmp_path, "apply", "recipe.toml", *numbers, "--yes", env=looking)
    assert applied.returncode == 4, applied.stderr
    assert applied.stdout == ""
    assert f"It lacks: {LACKING}." in applied.stderr
    assert "alias-wizard connect" in applied.stderr
    assert small.writes() == []
    assert json.loads(run(tmp_path, "journal", "--json", env=looking).stdout) == []


def test_work_that_was_cut_off_is_not_carried_on_with_a_key_that_may_not(
    small: Platform, looking: Mapping[str, str], tmp_path: Path
) -> None:
    small.faults.add("reset-before", "POST", "/telephony/*/changeDestination")
    begun = run(
        tmp_path,
        "apply",
        "recipe.toml",
        worlds.EMPTY_NUMBER,
        "--yes",
        env={**looking, "OVH_CONSUMER_KEY": small.access.consumer_key},
    )
    assert begun.returncode == 3, begun.stderr
    writes = small.writes()
    resumed = run(tmp_path, "resume", env=looking)
    assert resumed.returncode == 3, resumed.stderr
    assert "It lacks: POST /telephony/*/redirect/*/changeDestination" in resumed.stderr
    assert small.writes() == writes


def test_a_right_that_only_one_configuration_needs_is_missed_by_no_other(
    small: Platform, looking: Mapping[str, str], tmp_path: Path
) -> None:
    rules = small.access.credentials[looking["OVH_CONSUMER_KEY"]].rules
    more = [
        ("POST", "/telephony/*/number/*/changeFeatureType"),
        ("POST", "/telephony/*/redirect/*/changeDestination"),
    ]
    key = small.access.add([*rules, *more])
    applied = run(
        tmp_path,
        "apply",
        "recipe.toml",
        worlds.EMPTY_NUMBER,
        "--yes",
        env={**looking, "OVH_CONSUMER_KEY": key.consumer_key},
    )
    assert applied.returncode == 0, applied.stderr
