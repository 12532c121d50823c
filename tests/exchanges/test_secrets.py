"""Secrets of an account are in nothing that is printed, shown or stored, whatever goes wrong."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests import worlds
from tests.matrix import FULL
from tests.platform import Platform
from tests.platform.answers import Answer
from tests.platform.faults import KINDS, LOST, REFUSED, Kind
from tests.screen_host import WIDE, until
from tests.screens.connecting import at_app
from tui.cli.program import run
from tui.engine.preferences import Preferences
from tui.engine.scope import Choice
from tui.exchanges.accounts import OvhAccounts
from tui.screens.connect import ConnectApp

RECIPE = f'kind = "redirection"\ndestination = "{worlds.PHONE_LINE}"\n'
CALLS = (
    ("GET", "/telephony"),
    ("GET", "/telephony/*/number"),
    ("POST", "/telephony/*/changeFeatureType"),
    ("GET", "/auth/time"),
)
_WAITS = ("429-seconds", "429-date")
EVERY = [(kind, *call) for kind in (*LOST, *REFUSED) for call in CALLS if kind not in _WAITS]


class Written:
    """Whatever commands have written: to the terminal, and into files other than the credentials'."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capfd = capfd
        self.printed = ""

    def run(self, *arguments: str) -> int:
        """Run a command in this process; its exit code."""
        code = run(arguments)
        captured = self._capfd.readouterr()
        self.printed += captured.out + captured.err
        return code

    def holds(self, *secrets: str) -> list[str]:
        """Which of these stand anywhere in it."""
        files = [each for each in self._folder.rglob("*") if each.is_file() and each.name != "ovh.conf"]
        everything = self.printed.encode() + b"".join(each.read_bytes() for each in files)
        return [each for each in secrets if each.encode() in everything]


@pytest.fixture
def written(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Written:
    (tmp_path / "recipe.toml").write_text(RECIPE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALIAS_WIZARD_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("ALIAS_WIZARD_PATIENCE", "0.3,0.3")
    monkeypatch.setattr("tui.exchanges.calling._FIRST_PAUSE", 0.001)
    return Written(tmp_path, capfd)


def use(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def secrets_of(platform: Platform) -> list[str]:
    access = platform.access
    clients = [client.secret for client in access.clients.values()]
    return [access.application_secret, *access.credentials, *clients, *access._tokens]


def everything(written: Written) -> None:
    """The commands that call, and those that tell of it afterwards."""
    written.run("numbers", "--json")
    written.run("apply", "recipe.toml", worlds.EMPTY_NUMBER, "--yes", "--json")
    written.run("resume", "--json")
    written.run("journal", "--json")
    written.run("check")


@pytest.mark.parametrize(("kind", "method", "path"), EVERY if FULL else EVERY[::7])
def test_a_platform_that_fails_brings_no_secret_to_light(
    small: Platform, written: Written, monkeypatch: pytest.MonkeyPatch, kind: str, method: str, path: str
) -> None:
    use(monkeypatch, small.environ)
    small.faults.add(kind, method, path)
    everything(written)
    assert sum(small.faults.fired.values()) == 1
    assert written.printed
    assert written.holds(*secrets_of(small)) == []


def _repeating(platform: Platform) -> Iterator[Kind]:
    """Answers of something between us and the platform that repeats all that it was sent."""
    sent = " ".join(secrets_of(platform))
    page, message = f"<p>{sent}</p>".encode(), json.dumps({"message": sent, "errorCode": sent}).encode()
    for status in (200, 400, 401, 403, 404, 500, 502):
        for body in (page, message):
            yield Kind(effect=False, reply=partial(_answer, status, body))


def _answer(status: int, body: bytes, _now: float) -> Answer:
    return Answer(status, body)


def test_an_answer_that_repeats_what_was_sent_is_shown_without_it(
    small: Platform, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, small.environ)
    for kind in _repeating(small):
        monkeypatch.setitem(KINDS, "repeating", kind)
        for path in ("/telephony", "/auth/time"):
            small.faults.clear()
            small.faults.add("repeating", "GET", path, times=9)
            written.run("numbers")
    assert "***" in written.printed
    assert written.holds(small.access.application_secret, small.access.consumer_key) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"OVH_APPLICATION_KEY": "notthisone"},
        {"OVH_APPLICATION_SECRET": "SECRETSECRETSECRET"},
        {"OVH_CONSUMER_KEY": "SECRETSECRETSECRET"},
        {"OVH_APPLICATION_KEY": ""},
        {"OVH_CONSUMER_KEY": ""},
        {"OVH_CLIENT_ID": "EU.1", "OVH_CLIENT_SECRET": "SECRETSECRETSECRET"},
        {"OVH_CLIENT_SECRET": "SECRETSECRETSECRET"},
        {"OVH_ENDPOINT": "https://me:SECRETSECRETSECRET@example.com", "ALIAS_WIZARD_ENDPOINT": ""},
    ],
)
def test_keys_that_are_wrong_are_not_repeated(
    small: Platform, written: Written, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    use(monkeypatch, {**small.environ, **wrong})
    everything(written)
    assert written.holds("SECRETSECRETSECRET", *secrets_of(small)) == []


@pytest.mark.parametrize(
    "content", ["SECRETSECRETSECRET", "[ovh-eu]\nSECRETSECRETSECRET", "[a]\nx=1\nx=SECRETSECRETSECRET"]
)
@pytest.mark.parametrize("place", ["home/config/alias-wizard/ovh.conf", "ovh.conf"])
def test_a_file_that_is_malformed_is_not_quoted(
    written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, place: str
) -> None:
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text(content)
    monkeypatch.setenv("ALIAS_WIZARD_EXCHANGE", "ovhcloud")
    everything(written)
    assert "is not in the form of ovh.conf" in written.printed
    assert written.holds("SECRETSECRETSECRET") == []


@pytest.mark.parametrize(
    "fault", [None, "401", "500-before", "empty", "not-json", "html-502-before", "reset-before"]
)
def test_an_oauth2_client_keeps_its_secret_and_its_token(
    small: Platform, written: Written, monkeypatch: pytest.MonkeyPatch, fault: str | None
) -> None:
    ((identity, client),) = small.access.clients.items()
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("ALIAS_WIZARD_EXCHANGE", "ovhcloud")
    use(
        monkeypatch,
        {"ALIAS_WIZARD_ENDPOINT": small.url, "OVH_CLIENT_ID": identity, "OVH_CLIENT_SECRET": client.secret},
    )
    if fault is not None:
        small.faults.add(fault, "POST", "/auth/oauth2/token", times=9)
    everything(written)
    if fault is None:
        assert small.access._tokens
    assert written.holds(*secrets_of(small)) == []


@pytest.mark.parametrize("wrong", ["secret", "key", "nothing"])
async def test_no_screen_of_connecting_shows_one(small: Platform, tmp_path: Path, wrong: str) -> None:
    accounts, access = OvhAccounts(tmp_path / "ovh.conf"), small.access
    given = {"key": access.application_key, "secret": access.application_secret}
    if wrong in given:
        given[wrong] = "SECRETSECRETSECRET" if wrong == "secret" else "notthisone"
    shots = []
    app = ConnectApp(Preferences(Choice("ovhcloud", small.url, "en"), accounts, dict[str, str]().update))
    async with at_app(app, WIDE) as page:

        async def shoot(text: str) -> None:
            await until(page, lambda shown: text in shown)
            shots.append(page.app.export_screenshot())

        await shoot("To be able to")
        await page.press("f5")
        await shoot("The rights that are asked for")
        await page.press("enter")
        await shoot("Application key")
        await page.paste(given["key"])
        await page.press("enter")
        await page.paste(given["secret"])
        await page.press("f5")
        if wrong == "key":
            await shoot("does not know the application")
        else:
            await shoot("Waiting for the agreement")
            for key in list(access.credentials):
                access.validate(key)
            await shoot("secret does not belong" if wrong == "secret" else "The account answers")
    everywhere = "".join(shots).replace("&#160;", " ")
    assert [each for each in ("SECRETSECRETSECRET", *secrets_of(small)) if each in everywhere] == []
