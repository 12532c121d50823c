"""An account is connected in a real terminal, by the command and by the screens, at a platform that speaks HTTP."""

import signal
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.platform import Platform
from tests.platform.access import Credential
from tests.platform.answers import error
from tests.platform.faults import KINDS, Kind
from tests.terminal.sessions import run, wizard
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

FILE = "home/.config/alias-wizard/ovh.conf"
PAGE = "/createToken/?GET=/auth/currentCredential&GET=/me"


def pending(platform: Platform) -> Sequence[Credential]:
    """The keys that were asked for and that nobody has agreed to."""
    return [each for each in platform.access.credentials.values() if each.status == "pendingValidation"]


def answers(terminal: Terminal, question: str, answer: str) -> None:
    def is_asked(shown: Terminal) -> bool:
        # Last of all: the same question may have been asked before.
        return question in next((line for line in reversed(shown.lines) if line), "")

    terminal.wait_for(is_asked)
    terminal.type(f"{answer}\r")


def secrets(platform: Platform) -> list[str]:
    return [platform.access.application_secret, *platform.access.credentials]


def test_the_command_asks_for_a_key_waits_for_the_agreement_and_keeps_it(
    platform: Platform, tmp_path: Path
) -> None:
    with wizard(tmp_path, "connect", "--endpoint", platform.url, columns=200, rows=60) as terminal:
        terminal.wait_for("POST PUT DELETE  /telephony/*/easyHunting/*")
        terminal.wait_for("/createToken/?")
        answers(terminal, "Application key:", platform.access.application_key)
        answers(terminal, "Application secret (not shown):", platform.access.application_secret)
        answers(terminal, "Consumer key (not shown; leave it empty to ask for one):", "")
        answers(terminal, "Ask for a key with these rights? [Y/n]", "")
        terminal.wait_for("Waiting for the agreement: 00:01")
        (asked,) = pending(platform)
        platform.access.validate(asked.consumer_key)
        terminal.wait_for("everything that the wizard does")
        terminal.wait_for(f"Stored in {tmp_path / FILE}, for you alone.")
        answers(terminal, "Use this account from now on, rather than training? [Y/n]", "")
        terminal.wait_for("Connected: vm27150-ovh at http://127.0.0.1")
        assert terminal.wait_exit() == 0
        assert platform.access.application_secret not in terminal.raw.decode()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    numbers = run(tmp_path, "numbers")
    assert numbers.returncode == 0, numbers.stderr
    assert "09 72 10 10 10" in numbers.stdout or numbers.stdout.count("\n") > 3


def test_a_line_that_is_too_long_for_the_terminal_is_cut_and_questions_are_asked_as_their_language_does(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked to wait for longer than any call may take, the wizard tells at once of what is wrong.
    busy = Kind(effect=False, reply=lambda _now: error(503, "Service unavailable", {"Retry-After": "1000"}))
    monkeypatch.setitem(KINDS, "busy", busy)
    options = ["connect", "--endpoint", platform.url, "--lang", "fr"]
    with wizard(tmp_path, *options, columns=60, rows=60) as terminal:
        answers(terminal, "Clé d'application\u00a0:", platform.access.application_key)
        answers(terminal, "Secret d'application (non affiché)\u00a0:", platform.access.application_secret)
        answers(terminal, "une)\u00a0:", "")
        platform.faults.add("busy", "GET", "/me", times=1000)
        answers(terminal, "[O/n]", "")
        terminal.wait_for(lambda shown: any("…" in line and "00:00" not in line for line in shown.lines))
        assert sum("…" in line for line in terminal.lines) == 1
        assert sum("Ctrl+C" in line for line in terminal.lines) == 1
        terminal.press("ctrl+c")


def test_all_three_keys_at_once_need_no_agreement(platform: Platform, tmp_path: Path) -> None:
    with wizard(tmp_path, "connect", "--endpoint", platform.url, columns=200, rows=60) as terminal:
        answers(terminal, "Application key:", "with a space")
        terminal.wait_for("A key has letters and figures, and no spaces.")
        answers(terminal, "Application key:", platform.access.application_key)
        answers(terminal, "Application secret (not shown):", "wrong")
        answers(terminal, "Consumer key", platform.access.consumer_key)
        terminal.wait_for("The application's secret does not belong to its key")
        answers(terminal, "Application key:", platform.access.application_key)
        answers(terminal, "Application secret (not shown):", platform.access.application_secret)
        answers(terminal, "Consumer key", platform.access.consumer_key)
        answers(terminal, "from now on, rather than training? [Y/n]", "n")
        terminal.wait_for("alias-wizard --exchange ovhcloud --endpoint http://127.0.0.1")
        assert terminal.wait_exit() == 0
        assert not any(each in terminal.raw.decode() for each in secrets(platform))


def test_keys_of_the_variables_are_tried_first_and_named(platform: Platform, tmp_path: Path) -> None:
    with wizard(tmp_path, "connect", env=platform.environ, columns=200, rows=40) as terminal:
        terminal.wait_for(
            "There are keys already: OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY"
        )
        terminal.wait_for("vm27150-ovh")
        answers(terminal, "Ask for another key? [y/N]", "")
        answers(terminal, "from now on, rather than training? [Y/n]", "")
        assert terminal.wait_exit() == 0
    assert not (tmp_path / FILE).exists()


def test_giving_up_and_saying_no_change_nothing(platform: Platform, tmp_path: Path) -> None:
    access = platform.access
    env = {"OVH_APPLICATION_KEY": access.application_key, "OVH_APPLICATION_SECRET": access.application_secret}
    options = ("connect", "--read-only", "--endpoint", platform.url)
    with wizard(tmp_path, *options, env=env, columns=200, rows=40) as terminal:
        answers(terminal, "Ask for a key with these rights? [Y/n]", "n")
        assert terminal.wait_exit() == 2
    with wizard(tmp_path, *options, env=env, columns=200, rows=40) as terminal:
        answers(terminal, "Ask for a key with these rights? [Y/n]", "")
        terminal.wait_for("Ctrl+C gives up.")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
    with wizard(tmp_path, *options, env=env, columns=200, rows=40) as terminal:
        terminal.wait_for("Ask for a key with these rights? [Y/n]")
        terminal.press("ctrl+d")
        assert terminal.wait_exit() == 2
    assert not (tmp_path / FILE).exists()
    (asked,) = pending(platform)
    assert {method for method, _path in asked.rules} == {"GET"}


def test_without_a_terminal_it_says_what_to_do_instead(tmp_path: Path) -> None:
    done = run(tmp_path, "connect")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "OVH_CONSUMER_KEY" in done.stderr
    assert "ALIAS_WIZARD_EXCHANGE=ovhcloud" in done.stderr


def first_row(terminal: Terminal) -> str:
    return terminal.lines[0]


def test_the_wizard_without_a_key_connects_an_account_and_says_on_every_screen_which(
    platform: Platform, tmp_path: Path
) -> None:
    address = platform.url.removeprefix("http://").removesuffix("/1.0")
    place = f"OVHcloud {address} · vm27150-ovh"
    with wizard(tmp_path, "--exchange", "ovhcloud", "--endpoint", platform.url) as terminal:
        terminal.wait_for("Connect an OVHcloud account")
        assert "Not connected" in first_row(terminal)
        terminal.press("f5")
        terminal.wait_for("The rights that are asked for")
        terminal.press("enter")
        terminal.wait_for("Application secret")
        terminal.type(platform.access.application_key)
        terminal.press("enter")
        terminal.paste(f"{platform.access.application_secret}\n")
        terminal.press("f5")
        terminal.wait_for("Waiting for the agreement: 00:0")
        terminal.press("f3")
        (asked,) = pending(platform)
        terminal.wait_for(lambda seen: seen.clipboard.endswith(asked.consumer_key))
        platform.access.validate(asked.consumer_key)
        terminal.wait_for("The account answers")
        terminal.press("enter")
        terminal.wait_for("Which number do you want to configure?")
        assert place in first_row(terminal)
        terminal.type("10 02")
        terminal.wait_for("01 99 00 10 02")
        terminal.press("enter")
        terminal.wait_for("Edit the settings")
        assert place in first_row(terminal)
        terminal.press("enter")
        terminal.wait_for("Call redirection: settings")
        assert place in first_row(terminal)
        terminal.press("f5")
        terminal.wait_for("What will change on")
        assert place in first_row(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        raw = terminal.raw.decode()
        assert platform.access.application_secret not in raw
        # But for the clipboard, which takes it in another form, the key was never sent to the terminal.
        assert asked.consumer_key not in raw


def test_the_settings_lead_from_training_to_an_account_and_back(platform: Platform, tmp_path: Path) -> None:
    with wizard(tmp_path, "connect", "--endpoint", platform.url, columns=200, rows=60) as terminal:
        answers(terminal, "Application key:", platform.access.application_key)
        answers(terminal, "Application secret (not shown):", platform.access.application_secret)
        answers(terminal, "Consumer key", platform.access.consumer_key)
        answers(terminal, "from now on, rather than training? [Y/n]", "n")
        assert terminal.wait_exit() == 0
    with wizard(tmp_path) as terminal:
        terminal.wait_for("There is no number here yet.")
        assert "Training" in first_row(terminal)
        assert "OVHcloud" not in first_row(terminal)
        terminal.press("ctrl+o")
        terminal.wait_for("Calls go to")
        terminal.press("right")
        terminal.wait_for("F9 deletes the stored key")
        terminal.press("f5")
        terminal.wait_for("01 99 00 10 01")
        assert "vm27150-ovh" in first_row(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    # It was kept: the next start needs no option.
    with wizard(tmp_path) as terminal:
        terminal.wait_for("01 99 00 10 01")
        assert "vm27150-ovh" in first_row(terminal)
        terminal.press("ctrl+o")
        terminal.wait_for("Calls go to")
        terminal.press("f9")
        terminal.wait_for("Delete the stored key of")
        terminal.press("right", "enter")
        terminal.wait_for("There is no number here yet.")
        assert "Training" in first_row(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert platform.access.consumer_key not in (tmp_path / FILE).read_text()


@pytest.mark.parametrize("signum", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_the_steps_in_good_order(platform: Platform, tmp_path: Path, signum: int) -> None:
    with wizard(tmp_path, "--exchange", "ovhcloud", "--endpoint", platform.url) as terminal:
        terminal.wait_for("Connect an OVHcloud account")
        terminal.signal(signum)
        assert terminal.wait_exit() == 128 + signum
