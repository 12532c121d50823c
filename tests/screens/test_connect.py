"""Connecting an account on the screen: every step, every way back, and what is shown of keys, which is nothing."""

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from tests.fakes import FakeClock
from tests.screen_host import HOSTILE, HOSTILE_SHOWN, NARROW, WIDE, at, until
from tests.screens.connecting import (
    CONSUMER,
    KEY,
    LINK,
    LOOKING,
    SECRET,
    TOKEN,
    FakeAccounts,
    Page,
    account,
    at_app,
    preferences,
    refusal,
)
from tests.screens.host import Feed, Host, proposal, review, settle, shown
from tui.engine.accounts import PATIENCE, Account, Keys, Standing
from tui.engine.credential_errors import CredentialsMalformed, NotAgreed
from tui.engine.errors import Fault
from tui.engine.platform_errors import ApplicationRefused, CredentialRefused, SignatureRefused, Unreachable
from tui.engine.rights import UNKNOWN, Right, Rights
from tui.engine.scope import Choice
from tui.screens import browser
from tui.screens.connect import ConnectApp
from tui.screens.connect_pages import AgreementScreen, without_token
from tui.screens.shell import Shell

OWN = "/home/me/.config/alias-wizard/ovh.conf"
FOUND = Standing(
    "ovh-eu",
    "https://eu.api.ovh.com/1.0",
    {"application_key": "OVH_APPLICATION_KEY", "application_secret": OWN},
    shadowed=(("OVH_APPLICATION_KEY", OWN),),
    variables=("OVH_APPLICATION_KEY",),
    stored=True,
)
COMPLETE = replace(FOUND, sources={**FOUND.sources, "consumer_key": OWN}, shadowed=(), variables=())


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No browser comes up, whatever the machine has; what would have been opened."""
    opened: list[str] = []
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "SSH_TTY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("tui.screens.connect_pages.open_link", opened.append)
    monkeypatch.setattr("tui.screens.connect_forms.open_link", opened.append)
    return opened


def connecting(
    accounts: FakeAccounts, kept: dict[str, str] | None = None, fault: Fault | None = None
) -> ConnectApp:
    return ConnectApp(preferences(accounts, {} if kept is None else kept), fault)


async def to_keys(page: Page) -> None:
    """From the first page to the keys."""
    await until(page, lambda text: "Connect an OVHcloud account" in text)
    await page.press("f5")
    await until(page, lambda text: "The rights that are asked for" in text)
    await page.press("enter")
    await until(page, lambda text: "Application key" in text)


async def give_keys(page: Page) -> None:
    """From the first page to the keys, and both of an application given."""
    await to_keys(page)
    await page.paste(KEY)
    await page.press("enter")
    await page.paste(SECRET)


async def to_the_question(page: Page) -> None:
    """From the first page to asking for a key, where the application's keys are there."""
    await until(page, lambda text: "To be able to" in text)
    await page.press("f5")
    await until(page, lambda text: "Ask for the key" in text)


# --- the whole way


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_from_a_platform_to_an_account_by_keyboard_alone(size: tuple[int, int]) -> None:
    accounts, kept = FakeAccounts(), dict[str, str]()
    app = connecting(accounts, kept)
    async with at_app(app, size) as page:
        assert "Not connected" in page.text.splitlines()[0]
        await until(page, lambda text: "There are no keys for this platform yet." in text)
        await page.press("f5")
        await until(page, lambda text: "The rights that are asked for at ovh-eu" in text)
        assert "PUT  /telephony/*/ovhPabx/*" in page.text
        await page.press("enter")
        await until(page, lambda text: "https://eu.api.ovh.com/createToken/" in text)
        await page.paste(KEY)
        await page.press("enter")
        await page.paste(f" {SECRET}\n")
        await page.press("f5")
        await until(page, lambda text: "Waiting for the agreement: 00:0" in text)
        assert accounts.of("ask") == [("ask", "ovh-eu", Keys(KEY, SECRET, ""), False)]
        accounts.agree = account
        await until(page, lambda text: "xx1234-ovh, Boulangerie Martin" in text)
        assert "everything that the wizard does" in page.text
        assert f"Its keys are stored in {OWN}" in page.text
        await page.press("enter")
    assert accounts.of("keep") == [("keep", "ovh-eu", Keys(KEY, SECRET, CONSUMER))]
    assert kept == {"exchange": "ovhcloud", "endpoint": "ovh-eu"}
    assert app.return_value == Choice("ovhcloud", "ovh-eu", "en")


async def test_all_three_keys_at_once_need_no_agreement_and_this_time_keeps_no_setting() -> None:
    accounts, kept = FakeAccounts(), dict[str, str]()
    app = connecting(accounts, kept)
    async with at_app(app) as page:
        await give_keys(page)
        await page.press("enter")
        await page.paste(CONSUMER)
        await page.press("enter")
        await until(page, lambda text: "The account answers" in text)
        await page.press("right", "enter")
    assert accounts.of("ask") == []
    assert accounts.of("keep") == [("keep", "ovh-eu", Keys(KEY, SECRET, CONSUMER))]
    assert (kept, app.return_value) == ({}, Choice("ovhcloud", "ovh-eu", "en"))


async def test_keys_that_are_there_are_tried_first_and_named_by_where_they_come_from() -> None:
    accounts = FakeAccounts({"ovh-eu": COMPLETE})
    app = connecting(accounts)
    async with at_app(app) as page:
        await until(page, lambda text: "Keys were found: OVH_APPLICATION_KEY," in text)
        await page.press("f5")
        await until(page, lambda text: "The account answers" in text)
        assert f"Its keys come from OVH_APPLICATION_KEY, {OWN}." in page.text.replace("\n    ", " ")
        # Another key can be asked for all the same, with the application that is there.
        await page.press("right", "right", "enter")
        await until(page, lambda text: "The application's keys are there" in text)
        assert page.focused == "[ Ask for the key ]"
        await page.press("enter")
        await until(page, lambda text: "Waiting for the agreement" in text)
    assert accounts.of("ask") == [("ask", "ovh-eu", Keys(), False)]
    assert accounts.done[-1] == "cancel"


async def test_a_variable_that_counts_instead_is_named_before_and_after() -> None:
    accounts = FakeAccounts({"ovh-eu": FOUND}, agree=account)
    async with at_app(connecting(accounts), WIDE) as page:
        await until(
            page, lambda text: f"! OVH_APPLICATION_KEY is set: it counts, not what {OWN} holds." in text
        )
        await page.press("f5")
        await until(page, lambda text: "Ask for the key" in text)
        await page.press("enter")
        await until(page, lambda text: "The account answers" in text)
        assert "! OVH_APPLICATION_KEY is set: it counts, not the key that is stored." in page.text


async def test_looking_only_asks_for_rights_to_read_alone() -> None:
    rights = Rights((LOOKING.right,))
    accounts = FakeAccounts({"ovh-eu": FOUND}, agree=lambda: account(rights=rights))
    async with at_app(connecting(accounts)) as page:
        await until(page, lambda text: "To be able to" in text)
        await page.press("tab", "right", "f5")
        await until(page, lambda text: "The rights that are asked for" in text)
        assert "PUT" not in page.text
        await page.press("enter")
        await until(page, lambda text: "looking and planning; nothing can be applied" in text)
    assert accounts.of("ask") == [("ask", "ovh-eu", Keys(), True)]


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        (UNKNOWN, "not known"),
        (Rights((LOOKING.right, Right("PUT", "/x"))), "missing: PUT /telephony/*/ovhPabx/*"),
    ],
)
async def test_what_the_key_may_do_is_said(rights: Rights, words: str) -> None:
    accounts = FakeAccounts({"ovh-eu": COMPLETE}, answer=lambda: account(rights=rights))
    async with at_app(connecting(accounts)) as page:
        await until(page, lambda text: "To be able to" in text)
        await page.press("f5")
        await until(page, lambda text: words in text)


async def test_an_address_is_asked_for_where_no_name_will_do() -> None:
    accounts = FakeAccounts()
    async with at_app(connecting(accounts)) as page:
        await until(page, lambda text: "Platform" in text)
        await page.press("right", "right", "f5")
        await until(page, lambda text: "Write an address that begins with https://." in text)
        await page.paste("https://api.example.com/1.0")
        await page.press("f5")
        await until(page, lambda text: "asked for at https://api.example.com/1.0" in text)


# --- ways back, and what goes wrong


async def test_escape_goes_back_step_by_step_with_what_was_typed() -> None:
    accounts = FakeAccounts()
    app = connecting(accounts)
    async with at_app(app) as page:
        await give_keys(page)
        await page.press("f5")
        await until(page, lambda text: "Waiting for the agreement" in text)
        await page.press("escape")
        await until(page, lambda text: KEY in text)
        await page.press("escape")
        await until(page, lambda text: "The rights that are asked for" in text)
        await page.press("escape")
        await until(page, lambda text: "To be able to" in text)
        await page.press("escape")
    assert accounts.of("keep") == []
    assert app.return_value is None
    assert app.return_code == 0


async def test_keys_that_cannot_be_keys_are_refused_under_their_field() -> None:
    async with at_app(connecting(FakeAccounts())) as page:
        await to_keys(page)
        await page.type("a b")
        await page.press("f5")
        await until(page, lambda text: "! 2 answers to correct: Application key, Application" in text)
        assert "! A key has letters and figures, and no spaces." in page.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ApplicationRefused("POST", "/auth/credential"), "does not know the application's key"),
        (Unreachable("POST", "/auth/credential"), "The platform cannot be reached."),
    ],
)
async def test_a_question_that_is_refused_is_told_and_asked_again(error: Any, words: str) -> None:
    accounts = FakeAccounts({"ovh-eu": FOUND}, asking=refusal(error))
    async with at_app(connecting(accounts)) as page:
        await to_the_question(page)
        await page.press("enter")
        await until(page, lambda text: words in text)
        await page.press("escape")
        await until(page, lambda text: "Ask for the key" in text)


async def test_keys_that_were_typed_and_refused_are_there_to_be_corrected() -> None:
    accounts = FakeAccounts(asking=refusal(ApplicationRefused("POST", "/auth/credential")))
    async with at_app(connecting(accounts)) as page:
        await give_keys(page)
        await page.press("f5")
        await until(page, lambda text: "does not know the application's key" in text)
        await page.press("escape")
        await until(page, lambda text: KEY in text)


async def test_a_wrong_secret_ends_the_waiting_and_is_told() -> None:
    error = SignatureRefused("GET", "/me")
    accounts = FakeAccounts({"ovh-eu": FOUND}, agree=refusal(error))
    async with at_app(connecting(accounts)) as page:
        await to_the_question(page)
        await page.press("enter")
        await until(page, lambda text: "secret does not belong to its key" in text.replace("\n", " "))


async def test_keys_that_are_there_and_do_not_work_lead_to_others() -> None:
    accounts = FakeAccounts({"ovh-eu": COMPLETE}, answer=refusal(CredentialRefused("GET", "/me")))
    fault = CredentialRefused("GET", "/me").fault()
    async with at_app(connecting(accounts, fault=fault)) as page:
        await until(page, lambda text: "was never agreed" in text)
        assert "Not connected" in page.text.splitlines()[0]
        await page.press("escape")
        await until(page, lambda text: "To be able to" in text)
        await page.press("f5")
        await until(page, lambda text: "was never agreed" in text)
        await page.press("escape")
        await until(page, lambda text: "The rights that are asked for" in text)


async def test_a_file_that_cannot_be_read_is_said_and_nothing_is_asked() -> None:
    class Malformed(FakeAccounts):
        def standing(self, endpoint: str = "") -> Standing:
            raise CredentialsMalformed(file=OWN, line=3)

    app = connecting(Malformed())
    async with at_app(app) as page:
        await until(page, lambda text: "line 3 is not" in text)
        await page.press("escape")
    assert app.return_value is None


# --- the agreement


def agreement(agree: Any, clock: FakeClock) -> AgreementScreen:
    return AgreementScreen("Training", LINK, agree, clock.now)


async def test_waiting_says_since_when_and_looks_every_two_seconds_then_every_ten() -> None:
    clock, looked = FakeClock(0.0), list[float]()
    screen = agreement(lambda: looked.append(clock.now()), clock)
    async with at(screen) as hand:
        for second in [*range(1, 8), *range(120, 145)]:
            clock.time = float(second)
            screen.beat()
            await settle(hand.pilot, lambda: not screen._looking)
        assert "Waiting for the agreement: 02:24" in hand.text
    assert looked == [1.0, 3.0, 5.0, 7.0, 120.0, 130.0, 140.0]


async def test_nobody_who_agrees_ends_the_waiting_at_last() -> None:
    clock = FakeClock()
    screen = agreement(lambda: None, clock)
    async with at(screen) as hand:
        clock.advance(PATIENCE)
        screen.beat()
        await hand.pilot.pause()
        assert isinstance(hand.outcome, NotAgreed)


async def test_a_network_that_is_gone_for_a_while_ends_nothing() -> None:
    clock, answers = FakeClock(), [account, refusal(Unreachable("GET", "/me"))]

    def agree() -> Account:
        return answers.pop()()

    screen = agreement(agree, clock)
    async with at(screen) as hand:
        clock.advance(1.0)
        screen.beat()
        await until(hand, lambda text: "! The platform cannot be reached. It is tried again." in text)
        clock.advance(3.0)
        screen.beat()
        await settle(hand.pilot, lambda: isinstance(hand.outcome, Account))


async def test_the_token_of_the_link_is_shown_only_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with at(agreement(lambda: None, FakeClock()), WIDE) as hand:
        copied: list[str] = []
        monkeypatch.setattr(hand.app, "copy_to_clipboard", copied.append)
        assert "https://eu.api.ovh.com/auth/?credentialToken=…" in hand.text
        assert TOKEN not in hand.app.export_screenshot()
        await hand.press("f3")
        assert copied == [LINK]
        assert "Copied" in hand.text
        await hand.press("f6")
        assert LINK in hand.text
        await hand.press("f6")
        assert TOKEN not in hand.text


async def test_a_browser_is_offered_only_where_it_would_come_up(
    no_browser: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    async with at(agreement(lambda: None, FakeClock())) as hand:
        await hand.press("f4")
        assert no_browser == []
        monkeypatch.setenv("DISPLAY", ":0")
        await hand.press("f4")
        await settle(hand.pilot, lambda: no_browser == [LINK])
    assert not browser.can_open({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"})
    assert browser.can_open({"BROWSER": "helper", "SSH_TTY": "/dev/pts/1"})


def test_a_link_is_shown_without_what_opens_it() -> None:
    assert without_token(LINK) == "https://eu.api.ovh.com/auth/?credentialToken=…"
    assert without_token("https://h/a?b=c&d=#e") == "https://h/a?b=…&d=…"
    assert without_token("https://h/a") == "https://h/a"


# --- what is shown


async def test_secrets_stand_as_dots_and_in_no_screenshot() -> None:
    accounts = FakeAccounts(agree=account)
    shots = []
    async with at_app(connecting(accounts)) as page:
        await give_keys(page)
        await page.press("enter")
        await page.paste(CONSUMER)
        shots.append(page.app.export_screenshot())
        await page.press("shift+tab", "backspace", "f5")
        await until(page, lambda text: "The account answers" in text)
        shots.append(page.app.export_screenshot())
    assert all("Application" in shot or "account" in shot for shot in shots)
    for secret in (SECRET, CONSUMER, TOKEN):
        assert not any(secret in shot for shot in shots)


async def test_what_a_platform_says_of_itself_is_drawn_as_it_is() -> None:
    hostile = replace(account(), nic=HOSTILE, owner=HOSTILE)
    async with at_app(connecting(FakeAccounts({"ovh-eu": COMPLETE}, answer=lambda: hostile)), WIDE) as page:
        await until(page, lambda text: "To be able to" in text)
        await page.press("f5")
        await until(page, lambda text: HOSTILE_SHOWN in text)
        assert "\x1b" not in page.text


# --- a key that may only look, at the review


@pytest.mark.parametrize("keys", [("enter",), ("f5",), ("right", "enter")])
async def test_the_review_shows_the_plan_and_why_it_cannot_be_applied(keys: tuple[str, ...]) -> None:
    lacking = (Right("POST", "/telephony/*/number/*/changeFeatureType"),)
    feed = Feed()
    app = Host(review(feed, FakeClock(), lambda: replace(proposal(), lacking=lacking)))
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "It lacks: POST /telephony/*/number/*/changeFeatureType." in shown(app))
        assert "Configure ]" not in shown(app)
        assert "alias-wizard connect" in shown(app)
        assert "Call queue" in shown(app)
        await pilot.press(*keys)
        await pilot.pause()
    assert feed.stops == []


async def test_a_crash_is_told_with_its_place_and_without_the_values_that_were_there() -> None:
    app, written = Shell(), io.StringIO()
    async with app.run_test():
        typed = SECRET.lower()
        try:
            raise ValueError(len(typed))
        except ValueError:
            app._fatal_error()
        Console(file=written, width=160).print(app._exit_renderables[0])
        app._exit_renderables.clear()
    assert "ValueError: 32" in written.getvalue()
    assert typed not in written.getvalue()
