"""The command undo: the manners of apply, and what it says before."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.accounts import end_tasks
from tests.terminal.sessions import COMMAND, environment, wizard
from tests.test_cli import CONFERENCE, Cli, cli, filled, misbehave, opened, recipe, store
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER
from tui import use_cases
from tui.engine.ports import Mishap
from tui.engine.runner import Started

__all__ = ["cli", "filled", "store"]

SETTINGS = f"/telephony/{ACCOUNT}/conference/{EMPTY_NUMBER}/settings"


@pytest.fixture
def applied(filled: Cli, tmp_path: Path) -> Cli:
    """`filled`, whose first number became a conference."""
    assert filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER, "--yes").code == 0
    return filled


def settings(store: Path) -> Any:
    with opened(store) as services:
        return services.exchange.call("GET", SETTINGS)


def test_an_undo_says_which_run_and_tells_what_happens_as_apply_does(applied: Cli) -> None:
    done = applied("undo", "01 99 00 10 01", "--yes", "--json")
    assert done.code == 0, done.err
    assert "Undoes run 1 of" in done.err
    assert "none → Conference" in done.err
    assert [event["event"] for event in done.events if event["event"] != "planned"] == [
        "started",
        "ended",
        "finished",
    ]
    assert done.events[-1]["state"] == "done"
    assert done.events[0]["steps"][0]["body"] == {"featureType": "empty"}
    assert applied("show", EMPTY_NUMBER, "--json").json["feature_type"] == "empty"


def test_an_undo_is_undone_and_the_journal_says_so(applied: Cli) -> None:
    applied("undo", EMPTY_NUMBER, "--yes")
    assert applied("undo", EMPTY_NUMBER, "--yes").code == 0
    assert applied("show", EMPTY_NUMBER, "--json", "--reveal").json["settings"]["pin"] == "82645193"
    runs = applied("journal", "--json").json
    assert [(run["run"], run["undoes"]) for run in runs] == [(3, 2), (2, 1), (1, None)]
    assert all(run["by"] for run in runs)
    told = applied("journal").out
    assert "undoes run 2" in told


def test_the_last_run_that_changed_the_number_is_undone(applied: Cli, tmp_path: Path) -> None:
    file = recipe(tmp_path, CONFERENCE + "recording = true\n", "more.toml")
    applied("apply", file, EMPTY_NUMBER, "--yes")
    applied("apply", file, EMPTY_NUMBER, "--yes")
    done = applied("undo", EMPTY_NUMBER, "--yes", "--json")
    assert "Undoes run 2" in done.err
    (step,) = done.events[0]["steps"]
    assert step["body"] == {"recordStatus": False}


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_nobody_to_ask_is_a_no(applied: Cli, arguments: list[str]) -> None:
    done = applied("undo", EMPTY_NUMBER, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "--yes" in done.err
    assert len(applied("journal", "--json").json) == 1


def test_a_number_without_a_run_and_one_of_somebody_else_are_refused(applied: Cli) -> None:
    for number, said in (
        (OTHER_NUMBER, "nothing to undo on 01 99 00 10 02"),
        ("0199009999", "01 99 00 99 99"),
    ):
        done = applied("undo", number, "--yes", "--json")
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_what_a_colleague_changed_since_stops_an_undo_that_cannot_ask(applied: Cli, store: Path) -> None:
    with opened(store) as services:
        services.exchange.call("PUT", SETTINGS, {"language": "de"})
    done = applied("undo", EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 3
    (last,) = done.events
    assert (last["event"], last["state"]) == ("finished", "failed")
    assert "language was French and is German" in last["reason"]
    assert last["reason"] in done.err
    assert settings(store)["language"] == "de"
    assert len(applied("journal", "--json").json) == 1


@pytest.mark.parametrize(("answer", "code", "there"), [("y", 0, "empty"), ("n", 2, "conference")])
def test_on_a_terminal_both_states_are_shown_and_it_asks(
    answer: str, code: int, there: str, applied: Cli, store: Path, tmp_path: Path
) -> None:
    with opened(store) as services:
        services.exchange.call("PUT", SETTINGS, {"language": "de"})
    env = {"ALIAS_WIZARD_STORE": str(store)}
    with wizard(tmp_path, "undo", EMPTY_NUMBER, columns=120, rows=40, env=env) as terminal:
        terminal.wait_for("Undo this? [y/N]")
        assert "Undoes run 1" in terminal.text
        assert (
            "Changed elsewhere since, and undone with it: language was French and is German." in terminal.text
        )
        assert "type: Conference → none" in terminal.text
        terminal.type(f"{answer}\r")
        assert terminal.wait_exit() == code
    assert applied("show", EMPTY_NUMBER, "--json").json["feature_type"] == there


def test_what_cannot_come_back_is_said_before_applying_and_before_undoing(
    applied: Cli, store: Path, tmp_path: Path
) -> None:
    with opened(store) as services:
        document = services.exchange.call("POST", "/me/document", {"name": "ailleurs.mp3"})
        services.exchange.put_content(document["putUrl"], b"sound")
        path = SETTINGS.replace("settings", "announceUpload")
        services.exchange.call("POST", path, {"documentId": document["id"]})
    vxml = recipe(tmp_path, 'kind = "vxml"\nurl = "https://example.com/a.vxml"\n', "vxml.toml")
    said = "The announcement ailleurs.wav, which was not sent from here."
    assert f"! This cannot be undone: {said}" in applied("plan", EMPTY_NUMBER, vxml).err
    assert f"! This cannot be undone: {said}" in applied("apply", vxml, EMPTY_NUMBER, "--yes").err
    done = applied("undo", EMPTY_NUMBER, "--yes")
    assert done.code == 0
    assert f"! This does not come back: {said}" in done.err
    assert settings(store)["pin"] == "82645193"


def test_a_lost_answer_is_no_loss(applied: Cli, store: Path) -> None:
    misbehave(store, Mishap.ANSWER_LOST)
    assert applied("undo", EMPTY_NUMBER, "--yes").code == 0
    assert applied("show", EMPTY_NUMBER, "--json").json["feature_type"] == "empty"


def test_an_undo_that_a_signal_stopped_is_resumed(applied: Cli, store: Path, tmp_path: Path) -> None:
    env = environment(tmp_path, env={"ALIAS_WIZARD_PACE": "600", "ALIAS_WIZARD_STORE": str(store)})
    argv = [*COMMAND, "undo", EMPTY_NUMBER, "--yes", "--json"]
    with subprocess.Popen(argv, env=env, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["event"] != "waiting":
            pass
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    end_tasks(store)
    resumed = applied("resume", EMPTY_NUMBER, "--json")
    assert resumed.code == 0, resumed.err
    assert applied("show", EMPTY_NUMBER, "--json").json["feature_type"] == "empty"
    assert [run["state"] for run in applied("journal", "--json").json] == ["done", "done"]


@pytest.mark.parametrize("command", ["undo", "apply"])
def test_after_a_kill_nothing_is_called_settled_while_the_platform_still_works(
    applied: Cli, store: Path, tmp_path: Path, command: str
) -> None:
    recipe = tmp_path / "line.toml"
    recipe.write_text('kind = "redirection"\ndestination = "+33199004001"\n', encoding="utf-8")
    same = tmp_path / "same.json"
    shown = applied("show", EMPTY_NUMBER, "--json", "--reveal").json
    given = {key: value for key, value in shown["settings"].items() if value is not None}
    same.write_text(json.dumps({"kind": shown["configuration"], **given}), encoding="utf-8")
    env = environment(tmp_path, env={"ALIAS_WIZARD_PACE": "60", "ALIAS_WIZARD_STORE": str(store)})
    argv = [*COMMAND, "apply", str(recipe), EMPTY_NUMBER, "--yes", "--json"]
    with subprocess.Popen(argv, env=env, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["event"] != "waiting":
            pass
        process.kill()
    arguments = ["undo", EMPTY_NUMBER] if command == "undo" else ["apply", str(same), EMPTY_NUMBER]
    refused = applied(*arguments, "--yes")
    assert refused.code == 1
    assert "The platform is still changing 01 99 00 10 01" in refused.err
    assert applied("journal", "--json").json[0]["state"] == "partial"


def test_a_partial_run_is_undone_and_no_more_offered(applied: Cli, store: Path, tmp_path: Path) -> None:
    with opened(store) as services:
        number = use_cases.open_number(services, EMPTY_NUMBER).number
        wanted = use_cases.settings_from("redirection", {"destination": "+33199004001"})
        for event in use_cases.start(services, use_cases.propose(services, number, "redirection", wanted)):
            if isinstance(event, Started):
                services.stop.ask()
    done = applied("undo", EMPTY_NUMBER, "--yes")
    assert done.code == 0, done.err
    assert applied("show", EMPTY_NUMBER, "--json", "--reveal").json["settings"]["pin"] == "82645193"
    assert applied("resume").err.strip() == "There is nothing to carry on."
