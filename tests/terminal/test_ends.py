"""However it ends, the next start tells the truth: signals, a terminal that is closed, a disk that is full."""

import json
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.matrix import sample
from tests.platform import Platform
from tests.terminal.accounts import Begin
from tests.terminal.sessions import COMMAND, environment, run
from tests.terminal.terminal import Terminal
from tests.terminal.test_walks import Hand, account, at, shown

__all__ = ["account"]

pytestmark = pytest.mark.terminal

NUMBER = "0199001001"
SLOW = {"ALIAS_WIZARD_PACE": "30"}


def journal(home: Path, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(home, "journal", "--json", env=env).stdout)
    return found


def recipe(home: Path, text: str = 'kind = "conference"\npin = "4711"\n') -> str:
    (home / "recipe.toml").write_text(text)
    return "recipe.toml"


# --- signals and terminals


@pytest.mark.parametrize(("end", "code"), [("closed", 129), (signal.SIGINT, 130)])
def test_the_wizard_stops_applying_in_good_order_and_offers_to_go_on(
    end: Any, code: int, account: Path
) -> None:
    with at(account, env=SLOW) as hand:
        hand.waits_for_a_task()
        if end == "closed":
            hand.terminal.hang_up()
        else:
            hand.terminal.signal(end)
        assert hand.terminal.wait_exit(timeout=5) == code
    (entry,) = journal(account)
    assert (entry["state"], entry["steps"][0]["state"]) == ("partial", "unknown")
    with at(account) as hand:
        hand.terminal.wait_for("The work on 01 99 00 10 01 was not finished.")
        hand.terminal.press("right", "enter")
        hand.sees("Still to be sent:")
        hand.leaves()


def test_a_command_that_is_interrupted_again_and_again_ends_as_one_that_can_be_resumed(
    begin: Begin, account: Path
) -> None:
    argv = [*COMMAND, "apply", recipe(account), NUMBER, "--yes", "--json"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    env = environment(account, env=SLOW)
    with subprocess.Popen(argv, env=env, cwd=account, **pipes) as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["event"] != "waiting":
            pass
        for _ in range(3):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert json.loads(out.splitlines()[-1])["state"] == "partial"
    begin.tasks_end()
    assert run(account, "resume").returncode == 0
    (entry,) = journal(account)
    assert (entry["state"], [step["attempts"] for step in entry["steps"]]) == ("done", [1, 1])


def test_a_terminal_that_is_closed_while_a_command_asks_changes_nothing(account: Path) -> None:
    argv = [*COMMAND, "apply", recipe(account), NUMBER]
    with Terminal(argv, env=environment(account), cwd=account) as terminal:
        terminal.wait_for("[y/N]")
        terminal.hang_up()
        assert terminal.wait_exit(5) == 129
    assert journal(account) == []
    assert shown(account)["feature_type"] == "empty"


# --- a disk that is full


def limited(size: int) -> Callable[[], None]:
    """For a child: no file of its may grow beyond so many bytes, as on a disk that is full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


SIZES = [(20_000, {1}), *((size, {1, 3}) for size in range(34_000, 62_000, 4_000)), (1_000_000, {0})]
"""How far a file may grow, and the exit codes: nothing can be stored; not to the end; all of it."""


@pytest.mark.parametrize(("size", "codes"), sample(SIZES, 2, "full"))
def test_wherever_the_disk_is_full_nothing_is_lost_and_nothing_done_twice(
    size: int, codes: set[int], new_platform: Callable[..., Platform], tmp_path: Path
) -> None:
    platform = new_platform(fill=worlds.fill)
    env = platform.environ | {"ALIAS_WIZARD_RATE": "1000,1000"}
    name = recipe(tmp_path, 'kind = "redirection"\ndestination = "+33199004001"\npresent_number = true\n')
    assert run(tmp_path, "show", NUMBER, env=env).returncode == 0
    ended = subprocess.run(
        [*COMMAND, "apply", name, NUMBER, "--yes"],
        env=environment(tmp_path, env=env),
        cwd=tmp_path,
        preexec_fn=limited(size),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    code = ended.returncode
    assert code in codes, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ("cannot be used" in ended.stderr) == bool(code)
    if code == 1:
        assert platform.writes() == []
    assert run(tmp_path, "resume", env=env).returncode == 0
    assert all(entry["state"] == "done" for entry in journal(tmp_path, env))
    writes = [repr(each) for each in platform.writes()]
    assert len(writes) == len(set(writes))
    found = json.loads(run(tmp_path, "show", NUMBER, "--json", env=env).stdout)
    assert found["configuration"] == (None if code == 1 else "redirection")


def test_a_wizard_that_cannot_store_says_so_and_goes_on(account: Path) -> None:
    # The log of the store may have room for a few changes, of half a kilobyte each block.
    argv = ["/bin/sh", "-c", 'ulimit -f 68; exec "$@"', "sh", *COMMAND]
    with Terminal(argv, env=environment(account), cwd=account) as terminal:
        hand = Hand(terminal, "en", "Training")
        hand.opens()
        hand.chooses("vxml")
        hand.sees("Address of the document")
        terminal.type("https://example.com/")
        for _ in range(20):
            terminal.type("a")
            terminal.settle()
            if "cannot be used" in terminal.text:
                break
        hand.sees("cannot be used")
        hand.leaves()
    with at(account) as hand:
        hand.opens()
        hand.leaves()
