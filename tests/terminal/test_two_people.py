"""Two people and one number: real processes on one store, and two stores on one account."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.platform import Platform
from tests.terminal.accounts import end_tasks, own_store
from tests.terminal.sessions import COMMAND, environment, run, wizard
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

CSV = """number,billing_account,description,kind,feature_type
01 99 00 10 01,fr1001-ovh-1,Accueil,alias,empty
01 99 00 10 02,fr1001-ovh-1,Boutique,alias,empty
01 99 00 40 01,fr1001-ovh-1,Poste 1,line,sip
"""
FIRST, SECOND = "0199001001", "0199001002"
RECIPES = {
    "conference": 'kind = "conference"\npin = "4711"\n',
    "german": 'kind = "conference"\nlanguage = "de"\n',
    "line": 'kind = "redirection"\ndestination = "+33199004001"\npresent_number = true\n',
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose store holds two numbers and a line."""
    (tmp_path / "numbers.csv").write_text(CSV)
    recipes(tmp_path)
    assert run(tmp_path, "import", "numbers.csv").returncode == 0
    return tmp_path


def recipes(folder: Path) -> None:
    for name, text in RECIPES.items():
        (folder / f"{name}.toml").write_text(text)


@contextmanager
def at_work(home: Path, recipe: str = "conference") -> "Iterator[subprocess.Popen[str]]":
    """Somebody who is applying something, and waits for a task that takes half a minute."""
    argv = [*COMMAND, "apply", f"{recipe}.toml", FIRST, "--yes", "--json"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    env = environment(home, env={"ALIAS_WIZARD_PACE": "30"})
    with subprocess.Popen(argv, env=env, cwd=home, **pipes) as process:
        try:
            until(process, "waiting")
            yield process
        finally:
            process.kill()


def until(process: "subprocess.Popen[str]", event: str) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        found: dict[str, Any] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"no {event}")


def journal(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(home, "journal", "--json").stdout)
    return found


# --- one store


def test_the_second_is_told_who_works_on_the_number_and_changes_nothing(home: Path) -> None:
    with at_work(home):
        for command in (["apply", "german.toml", FIRST, "--yes"], ["undo", FIRST, "--yes"]):
            refused = run(home, *command)
            assert refused.returncode == 2, refused.stderr
            assert "has been working on 01 99 00 10 01 since" in refused.stderr
        assert [entry["state"] for entry in journal(home)] == ["running"]
        resumed = run(home, "resume")
        assert resumed.returncode == 0
        assert "has been working on 01 99 00 10 01 since" in resumed.stderr


def test_a_line_that_somebody_is_changing_is_held_for_other_numbers_too(home: Path) -> None:
    with at_work(home, "line"):
        refused = run(home, "apply", "line.toml", SECOND, "--yes")
        assert refused.returncode == 2
        assert "has been working on 01 99 00 40 01 since" in refused.stderr
        assert run(home, "apply", "conference.toml", SECOND, "--yes").returncode == 0


def test_a_holder_that_was_killed_holds_nothing_any_more(home: Path) -> None:
    with at_work(home) as process:
        process.kill()
        process.wait()
        end_tasks(own_store(home))
        done = run(home, "resume", "--json")
        assert done.returncode == 0, done.stderr
    (entry,) = journal(home)
    assert (entry["state"], [step["attempts"] for step in entry["steps"]]) == ("done", [1, 1])


def test_the_wizard_shows_who_holds_the_number_and_may_look_or_take_it_over(home: Path) -> None:
    with at_work(home) as process, wizard(home, "--number", FIRST) as terminal:
        terminal.wait_for("has been working on 01 99 00 10 01 since")
        terminal.press("right", "enter")
        terminal.wait_for("You can look; nothing can be changed from here.")
        terminal.press("esc")
        terminal.wait_for("Which number do you want to configure?")
        terminal.type(FIRST)
        terminal.settle()
        terminal.press("enter")
        terminal.wait_for("has been working on 01 99 00 10 01 since")
        terminal.press("right", "right", "enter")
        terminal.wait_gone("has been working on")
        # What had been begun is waited for; nothing more is sent by whoever held it.
        assert until(process, "finished")["state"] == "running"
        assert process.wait(10) == 3
        assert process.stderr is not None
        assert "took 01 99 00 10 01 over" in process.stderr.read()
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0


# --- two stores on one account


@pytest.fixture
def shared(new_platform: Callable[..., Platform], tmp_path: Path) -> tuple[Platform, list[Path]]:
    """An account on a platform, and the homes of two people who both have a key to it."""
    platform = new_platform(fill=worlds.fill)
    homes = [tmp_path / name for name in ("anna", "bruno")]
    for each in homes:
        each.mkdir()
        recipes(each)
    return platform, homes


def agreeing(platform: Platform, home: Path, *arguments: str) -> Terminal:
    """Somebody at the question, who has read the plan."""
    terminal = wizard(home, *arguments, columns=120, rows=40, env=platform.environ)
    terminal.wait_for("[y/N]", timeout=30)
    return terminal


def test_what_the_other_changed_after_the_plan_stops_before_the_first_write(
    shared: tuple[Platform, list[Path]],
) -> None:
    platform, (anna, bruno) = shared
    assert run(anna, "apply", "conference.toml", FIRST, "--yes", env=platform.environ).returncode == 0
    with agreeing(platform, anna, "apply", "german.toml", FIRST) as terminal:
        assert run(bruno, "apply", "line.toml", FIRST, "--yes", env=platform.environ).returncode == 0
        before = len(platform.writes())
        terminal.type("y\r")
        assert terminal.wait_exit(30) == 3
        assert (
            "01 99 00 10 01 was changed elsewhere: type was Conference and is Call redirection."
            in terminal.text
        )
    assert len(platform.writes()) == before
    assert [(entry["state"], entry["to"]) for entry in journal(bruno)] == [("done", "redirect")]


def test_a_task_of_the_other_that_is_under_way_is_seen(
    new_platform: Callable[..., Platform], tmp_path: Path
) -> None:
    platform = new_platform(fill=worlds.fill, pace=60)
    recipes(tmp_path)
    with agreeing(platform, tmp_path, "apply", "conference.toml", FIRST) as terminal:
        platform.exchange.call(
            "POST",
            f"/telephony/{worlds.ACCOUNT}/number/{worlds.EMPTY_NUMBER}/changeFeatureType",
            {"featureType": "svi"},
        )
        terminal.type("y\r")
        assert terminal.wait_exit(30) == 1
        assert "The platform is still changing 01 99 00 10 01" in terminal.text, terminal.text
    assert platform.writes() == []


def test_what_the_other_changed_since_is_told_before_undoing(shared: tuple[Platform, list[Path]]) -> None:
    platform, (anna, bruno) = shared
    assert run(anna, "apply", "conference.toml", FIRST, "--yes", env=platform.environ).returncode == 0
    assert run(bruno, "apply", "german.toml", FIRST, "--yes", env=platform.environ).returncode == 0
    stopped = run(anna, "undo", FIRST, "--yes", "--json", env=platform.environ)
    assert stopped.returncode == 3
    assert "language was French and is German" in stopped.stderr
    undone = run(bruno, "undo", FIRST, "--yes", env=platform.environ)
    assert undone.returncode == 0, undone.stderr
    assert run(anna, "undo", FIRST, "--yes", env=platform.environ).returncode == 0


def test_the_screen_says_what_cannot_be_known_of_others(shared: tuple[Platform, list[Path]]) -> None:
    platform, (anna, _bruno) = shared
    with wizard(anna, "--number", FIRST, columns=120, rows=40, env=platform.environ) as terminal:
        terminal.wait_for("What should this number do?", timeout=30)
        terminal.press("down", "down", "enter")
        terminal.wait_for("Access PIN")
        terminal.press("f5")
        terminal.wait_for("More cannot be known of others", timeout=30)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
