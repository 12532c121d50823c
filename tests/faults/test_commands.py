"""What `apply` says and ends with when a call of it goes wrong, what it sends again, and that `resume` mends it.

A conference takes two writes: the change of type, which is never sent again before looking, and its settings, which may
be. The counts are the platform's own.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import worlds
from tests.matrix import sample
from tests.platform import Platform
from tests.platform.answers import error
from tests.platform.faults import KINDS, LOST, REFUSED, Kind
from tui.cli.program import run

CALLS = {"POST": "*/changeFeatureType", "PUT": "*/conference/*/settings"}
CASES = [(kind, method) for kind in (*LOST, *REFUSED) for method in CALLS]


class End(NamedTuple):
    """The exit code, the state of the step that was struck, and how often its call was sent."""

    code: int
    step: str
    sent: int


def expected(kind: str, method: str) -> End:
    if kind in LOST:
        if method == "PUT":
            return End(0, "done", 2)
        return End(0, "done", 1) if KINDS[kind].effect else End(3, "unknown", 1)
    if kind.startswith("429"):
        return End(0, "done", 2)
    if method == "PUT":
        return End(3, "failed", 1)
    return End(4 if kind.startswith(("401", "403")) else 1, "failed", 1)


class Result(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def small(new_platform: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Platform:
    platform = new_platform(fill=worlds.fill)
    for name, value in platform.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALIAS_WIZARD_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("ALIAS_WIZARD_RATE", "600,100")
    return platform


@pytest.fixture
def cli(small: Platform, capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs a command in this process, on the account of the platform."""

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        return Result(run(arguments), *capfd.readouterr())

    return call


def with_a_pin(folder: Path) -> Path:
    """A recipe whose second step holds a secret."""
    recipe = folder / "recipe.toml"
    recipe.write_text('kind = "conference"\npin = "82645193"\n')
    return recipe


def steps(cli: Callable[..., Result]) -> list[dict[str, Any]]:
    (entry,) = json.loads(cli("journal", "--json").out)
    found: list[dict[str, Any]] = entry["steps"]
    return found


@pytest.mark.parametrize(("kind", "method"), sample(CASES, 10, "commands"))
def test_apply_ends_with_the_code_that_fits_and_resume_does_what_is_missing(
    kind: str,
    method: str,
    small: Platform,
    cli: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if kind.startswith("timeout"):
        monkeypatch.setenv("ALIAS_WIZARD_PATIENCE", "1,1")
    recipe = with_a_pin(tmp_path)
    small.faults.add(kind, method, CALLS[method])
    wanted = expected(kind, method)
    applied = cli("apply", str(recipe), worlds.EMPTY_NUMBER, "--yes", "--json")
    assert small.faults.fired == {kind: 1}
    assert applied.code == wanted.code, applied.err
    (struck,) = [each for each in steps(cli) if (method == "PUT") == ("settings" in each["title"])]
    assert struck["state"] == wanted.step
    arrived = [
        each for each in small.requests if each.method == method and each.path.endswith(CALLS[method][-8:])
    ]
    assert len(arrived) == wanted.sent
    if wanted.code:
        last = json.loads(applied.out.splitlines()[-1])
        assert last["event"] == "finished"
        assert last["state"] in ("partial", "failed")
        answered = arrived[-1].status is not None
        assert (arrived[-1].query_id in applied.err) == answered, applied.err
    if kind == "403-not-granted":
        assert f"{method} {arrived[-1].path}" in applied.err
    assert "82645193" not in applied.out + applied.err
    before = len(small.requests)
    assert cli("resume", "--json").code == 0
    if wanted.code == 3:
        assert {each["state"] for each in steps(cli)} == {"done"}
    else:
        assert len(small.requests) == before


def test_every_step_is_told_with_the_query_id_of_its_own_call(
    small: Platform, cli: Callable[..., Result], tmp_path: Path
) -> None:
    recipe = with_a_pin(tmp_path)
    applied = cli("apply", str(recipe), worlds.EMPTY_NUMBER, "--yes", "--json")
    assert applied.code == 0
    # Its task was asked for after the call that changed the type.
    writes = [each.query_id for each in small.requests if each.method != "GET"]
    assert [each["query_id"] for each in steps(cli)] == writes
    events = [json.loads(line) for line in applied.out.splitlines()]
    assert [each["query_id"] for each in events if each["event"] == "ended"] == writes


LOOKS = [each for each in REFUSED if not each.startswith(("404", "429"))]


@pytest.mark.parametrize("kind", sample(LOOKS, 3, "looks"))
@pytest.mark.parametrize("command", ["numbers", "show", "plan"])
def test_a_look_that_is_refused_ends_with_the_code_that_fits_and_changes_nothing(
    kind: str, command: str, small: Platform, cli: Callable[..., Result], tmp_path: Path
) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('kind = "conference"\n')
    arguments = {
        "numbers": [],
        "show": [worlds.EMPTY_NUMBER],
        "plan": [worlds.EMPTY_NUMBER, str(recipe)],
    }
    small.faults.add(kind, "GET", "/telephony*", times=100)
    found = cli(command, *arguments[command])
    assert found.code == (4 if kind.startswith(("401", "403")) else 1), found.err
    assert found.out == ""
    assert "EU.ext-1." in found.err
    assert small.writes() == []


def test_a_number_that_leaves_the_account_in_the_middle_is_told_as_such_and_never_as_an_unknown_path(
    small: Platform, cli: Callable[..., Result], tmp_path: Path
) -> None:
    recipe = with_a_pin(tmp_path)
    small.faults.add("number-gone", "PUT", CALLS["PUT"])
    for command in (
        ["apply", str(recipe), worlds.EMPTY_NUMBER, "--yes"],
        ["resume"],
        ["resume", worlds.EMPTY_NUMBER],
    ):
        done = cli(*command)
        assert done.code == 3
        assert "01 99 00 10 01 is no longer in the billing account fr1001-ovh-1." in done.err
        assert "It was given up or moved elsewhere" in done.err
        assert "knows nothing" not in done.err
        # To carry on would be refused as long as it is away.
        assert "To carry on:" not in done.err
    small.faults.clear()
    assert cli("resume").code == 0


def test_a_404_within_a_number_that_is_still_there_is_no_word_about_the_number(
    small: Platform, cli: Callable[..., Result], tmp_path: Path
) -> None:
    recipe = with_a_pin(tmp_path)
    small.faults.add("404", "PUT", CALLS["PUT"])
    done = cli("apply", str(recipe), worlds.EMPTY_NUMBER, "--yes")
    assert done.code == 3
    assert (
        f"The platform knows nothing under /telephony/fr1001-ovh-1/conference/{worlds.EMPTY_NUMBER}"
        in done.err
    )
    assert "To carry on: alias-wizard resume +33199001001" in done.err


def test_where_resume_would_be_refused_for_ever_the_command_that_makes_a_new_plan_is_named(
    small: Platform, cli: Callable[..., Result], tmp_path: Path
) -> None:
    menus = [{"name": "Accueil", "entries": [{"key": "0", "action": "menuExit"}]}]
    steps = [{"actions": [{"action": "ivr", "menu": "Accueil"}]}]
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"kind": "ivr", "menus": menus, "steps": steps}))
    small.faults.add("duplicate-lost", "POST", "*/menu")
    for command in (["apply", str(recipe), worlds.EMPTY_NUMBER, "--yes"], ["resume"]):
        done = cli(*command)
        assert done.code == 3
        assert "For a new plan: alias-wizard apply RECIPE +33199001001" in done.err, done.err
        assert "alias-wizard resume" not in done.err
    assert cli("apply", str(recipe), worlds.EMPTY_NUMBER, "--yes").code == 0
    assert cli("resume").err.strip() == "There is nothing to carry on."


def test_the_report_on_several_numbers_tells_the_platforms_words_in_which_no_secret_is(
    small: Platform, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = with_a_pin(tmp_path)
    words = error(400, "The pin 82645193 is not valid")
    monkeypatch.setitem(KINDS, "pin-refused", Kind(effect=False, reply=lambda _now: words))
    small.faults.add("pin-refused", "PUT", CALLS["PUT"])
    done = cli(
        "apply", str(recipe), worlds.EMPTY_NUMBER, worlds.OTHER_NUMBER, "--yes", "--keep-going", "--json"
    )
    assert done.code == 3
    reasons = [each["reason"] for each in map(json.loads, done.out.splitlines()) if each["event"] == "report"]
    assert reasons[0] is None
    assert reasons[1].endswith("/settings. (The pin *** is not valid)")
    assert "82645193" not in done.out + done.err
