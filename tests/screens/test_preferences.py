"""The settings of the wizard itself: what can be chosen, what is kept, what happens at once."""

from dataclasses import replace

import pytest

from tests.screen_host import NARROW, WIDE, until
from tests.screens.connecting import NAMES, FakeAccounts, Page, account, at_app, preferences
from tui.engine.accounts import Standing
from tui.engine.credential_errors import CredentialsFile, CredentialsMalformed
from tui.engine.preferences import Preferences
from tui.engine.scope import Choice
from tui.screens.preferences import Preferring
from tui.screens.shell import Shell

OWN = "/home/me/.config/alias-wizard/ovh.conf"
STORED = Standing(
    "ovh-eu",
    NAMES["ovh-eu"],
    dict.fromkeys(("application_key", "application_secret", "consumer_key"), OWN),
    stored=True,
)
BY_VARIABLE = replace(
    STORED,
    sources={**STORED.sources, "consumer_key": "OVH_CONSUMER_KEY"},
    shadowed=(("OVH_CONSUMER_KEY", OWN),),
)
NOTHING = object()


class Settings(Shell):
    """The shell with the settings in it; `chosen` is what came of them."""

    def __init__(self, given: Preferences, place: str = "Training") -> None:
        super().__init__()
        self._given = given
        self.place = place
        self.chosen: object = NOTHING

    def on_mount(self) -> None:
        self.run_worker(self._flow(), exit_on_error=False)

    async def _flow(self) -> None:
        self.chosen = await Preferring(self, self._given, self.place).run()


async def ready(page: Page) -> None:
    await until(page, lambda text: "Language" in text)


async def over(page: Page, app: Settings) -> None:
    await until(page, lambda _text: app.chosen is not NOTHING)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_another_language_is_kept_and_used_at_once(size: tuple[int, int]) -> None:
    kept: dict[str, str] = {}
    app = Settings(preferences(FakeAccounts(), kept))
    async with at_app(app, size) as page:
        await ready(page)
        assert "Training" in page.text.splitlines()[0]
        assert "Platform" not in page.text
        await page.press("tab", "right", "f5")
        await over(page, app)
    assert kept == {"lang": "fr", "exchange": "embedded"}
    assert app.chosen == Choice("embedded", "", "fr")


async def test_settings_that_stay_as_they_are_change_nothing() -> None:
    kept: dict[str, str] = {}
    app = Settings(preferences(FakeAccounts(), kept))
    async with at_app(app) as page:
        await ready(page)
        await page.press("f5")
        await over(page, app)
    assert app.chosen is None
    app = Settings(preferences(FakeAccounts(), kept))
    async with at_app(app) as page:
        await ready(page)
        await page.press("tab", "right", "escape")
        await over(page, app)
    assert app.chosen is None
    assert kept == {"lang": "en", "exchange": "embedded"}


async def test_from_training_to_an_account_whose_key_is_there() -> None:
    kept: dict[str, str] = {}
    app = Settings(preferences(FakeAccounts({"ovh-eu": STORED}), kept))
    async with at_app(app) as page:
        await ready(page)
        await page.press("right")
        await until(page, lambda text: "The key comes from" in text and OWN in text)
        await page.press("f5")
        await over(page, app)
    assert kept == {"lang": "en", "exchange": "ovhcloud", "endpoint": "ovh-eu"}
    assert app.chosen == Choice("ovhcloud", "ovh-eu", "en")


async def test_without_a_key_an_account_is_connected_first() -> None:
    kept: dict[str, str] = {}
    accounts = FakeAccounts()
    app = Settings(preferences(accounts, kept))
    async with at_app(app) as page:
        await ready(page)
        await page.press("right")
        await until(page, lambda text: "! There is no key here yet. F7 connects an account." in text)
        await page.press("f5")
        await until(page, lambda text: "Connect an OVHcloud account" in text)
        # The way back leads to the settings, as they were.
        await page.press("escape")
        await until(page, lambda text: "! There is no key here yet." in text)
        accounts.there["ovh-eu"] = STORED
        await page.press("f7")
        await until(page, lambda text: "To be able to" in text)
        await page.press("f5")
        await until(page, lambda text: "The account answers" in text)
        await page.press("right", "enter")
        await over(page, app)
    assert kept == {"lang": "en"}
    assert app.chosen == Choice("ovhcloud", "ovh-eu", "en")


async def test_a_stored_key_is_deleted_once_that_was_meant_and_training_goes_on() -> None:
    kept: dict[str, str] = {}
    accounts = FakeAccounts({"ovh-eu": STORED})
    app = Settings(preferences(accounts, kept, "ovhcloud"), "OVHcloud ovh-eu · xx1234-ovh")
    async with at_app(app) as page:
        await ready(page)
        assert "OVHcloud ovh-eu · xx1234-ovh" in page.text.splitlines()[0]
        await page.press("f9")
        await until(page, lambda text: "Delete the stored key of ovh-eu?" in text)
        await page.press("enter")
        await until(page, lambda text: "F9 deletes the stored key" in text)
        assert accounts.of("forget") == []
        await page.press("f9")
        await until(page, lambda text: "Delete the stored key of ovh-eu?" in text)
        await page.press("right", "enter")
        await over(page, app)
    assert accounts.of("forget") == [("forget", "ovh-eu")]
    assert kept == {"exchange": "embedded"}
    assert app.chosen == Choice("embedded", "ovh-eu", "en")


async def test_variables_that_count_before_a_setting_or_a_key_are_named() -> None:
    given = preferences(
        FakeAccounts({"ovh-eu": BY_VARIABLE}), {}, "ovhcloud", fixed={"lang": "ALIAS_WIZARD_LANG"}
    )
    async with at_app(Settings(given), WIDE) as page:
        await ready(page)
        await until(page, lambda text: f"! OVH_CONSUMER_KEY is set: it counts, not what {OWN} holds." in text)
        assert "! ALIAS_WIZARD_LANG is set: it counts before this at every start." in page.text


async def test_what_is_wrong_with_a_file_is_told_and_nothing_is_lost() -> None:
    class Malformed(FakeAccounts):
        def standing(self, endpoint: str = "") -> Standing:
            raise CredentialsMalformed(file=OWN, line=3)

    app = Settings(preferences(Malformed(), {}))
    async with at_app(app) as page:
        await until(page, lambda text: "line 3 is not" in text)
        await page.press("escape")
        await over(page, app)
    assert app.chosen is None


async def test_a_key_that_cannot_be_deleted_is_told_and_the_settings_stay() -> None:
    class Fixed(FakeAccounts):
        def forget(self, endpoint: str) -> bool:
            raise CredentialsFile(file=OWN, reason="Read-only file system")

    app = Settings(preferences(Fixed({"ovh-eu": STORED}), {}, "ovhcloud"))
    async with at_app(app) as page:
        await ready(page)
        await page.press("f9")
        await until(page, lambda text: "Delete the stored key" in text)
        await page.press("right", "enter")
        await until(page, lambda text: "Read-only file system" in text)
        await page.press("escape")
        await ready(page)
    assert app.chosen is NOTHING


async def test_the_sample_account_is_training_and_can_speak_another_language() -> None:
    kept: dict[str, str] = {}
    app = Settings(preferences(FakeAccounts(), kept, sample=True))
    async with at_app(app) as page:
        await ready(page)
        assert "The sample account is for training" in page.text
        assert "Calls go to" not in page.text
        await page.press("f7", "f9", "right", "f5")
        await over(page, app)
    assert kept == {"lang": "fr"}
    assert app.chosen == Choice("embedded", "", "fr")


async def test_an_account_is_used_for_good_where_that_is_chosen() -> None:
    kept: dict[str, str] = {}
    accounts = FakeAccounts({"ovh-eu": STORED}, answer=account)
    app = Settings(preferences(accounts, kept))
    async with at_app(app) as page:
        await ready(page)
        await page.press("f7")
        await until(page, lambda text: "To be able to" in text)
        await page.press("f5")
        await until(page, lambda text: "The account answers" in text)
        await page.press("enter")
        await over(page, app)
    assert kept == {"lang": "en", "exchange": "ovhcloud", "endpoint": "ovh-eu"}
