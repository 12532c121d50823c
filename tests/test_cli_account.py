"""The commands on a real account: what they print, and how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.platform import Platform
from tests.worlds import EMPTY_NUMBER, PHONE_LINE, fill
from tui.cli.program import run

ROOT = Path(__file__).parents[1]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def small(new_platform: Callable[..., Platform]) -> Platform:
    return new_platform(fill=fill)


@pytest.fixture
def environ(small: Platform, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, **small.environ, "ALIAS_WIZARD_STORE": str(tmp_path / "s.db")}


@pytest.fixture
def call(
    environ: dict[str, str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs a command in this process, with more variables or others."""

    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as given:
            for name, value in {**environ, **variables}.items():
                given.setenv(name, value)
            capfd.readouterr()
            return subprocess.CompletedProcess(arguments, run(arguments), *capfd.readouterr())

    return call


def test_numbers_are_read_live(small: Platform, call: Command) -> None:
    for description in ("Accueil", "Standard"):
        small.exchange.call(
            "PUT", f"/telephony/fr1001-ovh-1/number/{EMPTY_NUMBER}", {"description": description}
        )
        done = call("numbers", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        first = json.loads(done.stdout)[0]
        assert first == {
            "number": "+33199001001",
            "service_name": EMPTY_NUMBER,
            "billing_account": "fr1001-ovh-1",
            "description": description,
            "feature_type": "empty",
        }


def test_keys_in_the_variables_that_training_does_not_use_are_named_with_what_is_missing(
    call: Command,
) -> None:
    for command in (["numbers"], ["numbers", "--json"], ["check"]):
        done = call(*command, ALIAS_WIZARD_EXCHANGE="")
        told = done.stdout if command == ["check"] else done.stderr
        assert done.returncode == 0
        assert "OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY" in told
        assert "--exchange ovhcloud, or ALIAS_WIZARD_EXCHANGE=ovhcloud" in told


def test_a_recipe_is_written_and_the_journal_read_without_a_call(small: Platform, call: Command) -> None:
    assert call("numbers").returncode == 0
    before = len(small.requests)
    for command in (("recipe", "redirection"), ("journal", "--json")):
        assert call(*command).returncode == 0
    assert len(small.requests) == before


def test_a_recipe_is_applied(small: Platform, call: Command, tmp_path: Path) -> None:
    recipe = tmp_path / "r.toml"
    recipe.write_text(f'kind = "redirection"\ndestination = "+{PHONE_LINE[2:]}"\n', encoding="utf-8")
    done = call("apply", str(recipe), EMPTY_NUMBER, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["state"] == "done"
    assert [method for method, _path, _body in small.writes()] == ["POST", "POST"]
    journal = json.loads(call("journal", "--json").stdout)
    assert [entry["exchange"] for entry in journal] == ["ovhcloud"]


def test_numbers_of_the_platform_are_not_imported(call: Command, tmp_path: Path) -> None:
    file = tmp_path / "numbers.csv"
    file.write_text("number,billing_account,description,kind\n0199001009,x,y,alias\n", encoding="utf-8")
    done = call("import", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "come from the platform" in done.stderr


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({"OVH_CONSUMER_KEY": "gone"}, 4, "The key of the account is not valid"),
        ({"OVH_APPLICATION_KEY": "none"}, 4, "does not know the application's key"),
        ({"OVH_APPLICATION_SECRET": "wrong"}, 4, "secret does not belong to its key"),
        ({"ALIAS_WIZARD_RATE": "fast"}, 2, "ALIAS_WIZARD_RATE cannot be fast"),
        ({"ALIAS_WIZARD_PATIENCE": "long"}, 2, "ALIAS_WIZARD_PATIENCE cannot be long"),
    ],
)
def test_what_keeps_an_account_closed_is_said(
    variables: dict[str, str], code: int, words: str, call: Command
) -> None:
    done = call("numbers", **variables)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_what_is_waited_for_is_said_on_stderr(small: Platform, call: Command) -> None:
    small.faults.add("503-before", "GET", "/telephony")
    done = call("numbers", "--json")
    assert done.returncode == 0
    assert done.stderr == "Waiting for the platform, attempt 2 of 5.\n"
    json.loads(done.stdout)


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_call_that_is_waited_for(
    signum: int, code: int, small: Platform, environ: dict[str, str]
) -> None:
    small.faults.add("timeout-before", "GET", "/telephony")
    argv = [sys.executable, "-m", "tui", "numbers"]
    with subprocess.Popen(
        argv, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 20
        while not small.faults.fired["timeout-before"] and time.monotonic() < until:
            time.sleep(0.01)
        began = time.monotonic()
        process.send_signal(signum)
        assert process.wait(10) == code
        assert time.monotonic() - began < 1.5


def test_a_variable_that_hides_the_stored_key_is_named_when_its_own_is_refused(
    small: Platform, call: Command, tmp_path: Path
) -> None:
    stored = tmp_path / "ovh.conf"
    stored.write_text(f"[{small.url}]\nconsumer_key = {small.access.consumer_key}\n")
    done = call("numbers", ALIAS_WIZARD_CREDENTIALS=str(stored), OVH_CONSUMER_KEY="another")
    assert done.returncode == 4
    assert f"OVH_CONSUMER_KEY is set: it counts, not what {stored} holds." in done.stderr
    assert small.access.consumer_key not in done.stderr
    assert call("numbers", ALIAS_WIZARD_CREDENTIALS=str(stored)).stderr == ""
