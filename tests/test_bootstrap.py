"""What is used: options before variables before settings; what is put together; what is imported for it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.platform import Platform
from tests.worlds import EMPTY_NUMBER
from tui import bootstrap, i18n, use_cases
from tui.bootstrap import Choices, Options, UnusableOption, UnusablePace, settle, stored_settings
from tui.engine.credential_errors import NoCredentials
from tui.engine.errors import StoreForeign, StoreFull, WizardError
from tui.engine.ports import Service
from tui.engine.resources import Json
from tui.engine.scope import Scope
from tui.exchanges.rate import UnusableRate
from tui.exchanges.wire import UnusablePatience
from tui.store.database import Database
from tui.store.settings import Settings

ROOT = Path(__file__).parents[1]


def choices(store: Path, **given: str) -> Choices:
    return Choices(store, "en", given.get("exchange", "embedded"), "")


def keep(store: Path, **settings: str) -> None:
    database = Database(store)
    for name, value in settings.items():
        bootstrap.keep_setting(database, name, value)
    database.close()


def test_an_option_counts_before_a_variable_before_a_setting(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    keep(store, lang="fr", exchange="ovhcloud", endpoint="ovh-ca")
    settled = bootstrap.settle(Options(store=str(store)), {})
    assert settled == Choices(store, "fr", "ovhcloud", "ovh-ca")
    variables = {
        "ALIAS_WIZARD_STORE": str(store),
        "ALIAS_WIZARD_LANG": "en",
        "ALIAS_WIZARD_EXCHANGE": "embedded",
        "ALIAS_WIZARD_ENDPOINT": "ovh-us",
    }
    assert bootstrap.settle(Options(), variables) == Choices(store, "en", "embedded", "ovh-us")
    given = Options(str(tmp_path / "t.db"), "fr", "ovhcloud", "ovh-eu")
    assert bootstrap.settle(given, variables) == Choices(tmp_path / "t.db", "fr", "ovhcloud", "ovh-eu")


def test_an_empty_variable_asks_for_nothing(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    keep(store, lang="fr")
    variables = {"ALIAS_WIZARD_STORE": str(store), "ALIAS_WIZARD_LANG": "", "ALIAS_WIZARD_EXCHANGE": ""}
    assert bootstrap.settle(Options(), variables) == Choices(store, "fr", "embedded", "")


def test_the_default_stores_are_apart(own_home: Path) -> None:
    usual, demo = (bootstrap.settle(Options(demo=demo), {}) for demo in (False, True))
    assert usual.store.is_relative_to(own_home)
    assert usual.store.parent == demo.store.parent
    assert (usual.store.name, demo.store.name) == ("store.db", "demo.db")
    # Looking for the settings made nothing.
    assert not usual.store.parent.exists()


@pytest.mark.parametrize("given", [Options(lang="de"), Options(exchange="asterisk")])
def test_what_nobody_knows_is_refused(given: Options) -> None:
    with pytest.raises(UnusableOption):
        bootstrap.settle(given, {})


@pytest.mark.parametrize("written", ["fast", "-1", "nan", "inf", "1,5"])
def test_a_pace_that_is_no_time_is_refused(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnusablePace):
        bootstrap.pace({"ALIAS_WIZARD_PACE": written})
    monkeypatch.setenv("ALIAS_WIZARD_PACE", written)
    with pytest.raises(UnusablePace), bootstrap.open_services(choices(tmp_path / "s.db")):
        pass
    assert not (tmp_path / "s.db").exists()


def test_the_usual_pace() -> None:
    assert [
        bootstrap.pace({"ALIAS_WIZARD_PACE": written} if written else {}) for written in ("", "0", "0.5")
    ] == [
        2.0,
        0.0,
        0.5,
    ]


def test_the_language_is_known_before_anything_is_said(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    keep(store, lang="fr")
    assert bootstrap.speak(Options(store=str(store)), {"LANG": "en_GB"}) == "fr"
    assert i18n.language() == "fr"
    assert bootstrap.speak(Options(store=str(store), lang="en"), {}) == "en"
    assert bootstrap.speak(Options(store=str(tmp_path / "none.db")), {"LC_ALL": "fr_FR.UTF-8"}) == "fr"


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look like one" * 9])
def test_settings_of_what_is_no_store_are_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(content)
    assert bootstrap.stored_settings(path) == {}
    assert path.read_bytes() == content


def test_a_store_that_cannot_be_looked_at_has_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    assert stored_settings(tmp_path / "s.db") == {}


def test_a_user_whom_nobody_knows_is_part_of_the_name_of_a_store() -> None:
    assert settle(Options(store="~nobody-at-all/s.db"), {}).store == Path("~nobody-at-all/s.db")


def test_settings_of_another_program_are_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE setting (key, value)")
        connection.execute("INSERT INTO setting VALUES ('lang', 'fr')")
    connection.close()
    assert bootstrap.stored_settings(path) == {}
    with pytest.raises(StoreForeign), bootstrap.open_services(choices(path)):
        pass


def test_only_what_is_a_setting_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="colour"):
        keep(tmp_path / "s.db", colour="red")


def test_an_account_without_a_key_makes_no_store(tmp_path: Path) -> None:
    asked = choices(tmp_path / "s.db", exchange="ovhcloud")
    with pytest.raises(NoCredentials), bootstrap.open_services(asked):
        pass
    assert bootstrap.known_lines(asked) == []
    assert not (tmp_path / "s.db").exists()


@pytest.mark.parametrize(
    ("variable", "error"), [("ALIAS_WIZARD_RATE", UnusableRate), ("ALIAS_WIZARD_PATIENCE", UnusablePatience)]
)
def test_a_bound_that_is_none_is_refused_before_anything_is_opened(
    variable: str, error: type[WizardError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "many")
    asked = choices(tmp_path / "s.db", exchange="ovhcloud")
    with pytest.raises(error), bootstrap.open_services(asked):
        pass
    assert not (tmp_path / "s.db").exists()


def test_whose_account_it_is_is_asked_once_for_each_key(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Choices(tmp_path / "s.db", "en", "ovhcloud", platform.url)
    for name, value in platform.environ.items():
        monkeypatch.setenv(name, value)
    assert bootstrap.known_account(asked) is None
    for _time in range(2):
        with bootstrap.open_services(asked) as services:
            assert services.scope == Scope("ovhcloud", platform.url, "vm27150-ovh")
            assert services.training is None
        assert [each.path for each in platform.requests] == ["/auth/time", "/me"]
    assert bootstrap.known_account(asked) == Scope("ovhcloud", platform.url, "vm27150-ovh")
    other = platform.access.add([("GET", "/telephony"), ("GET", "/telephony/*")])
    monkeypatch.setenv("OVH_CONSUMER_KEY", other.consumer_key)
    assert bootstrap.known_account(asked) is None
    with bootstrap.open_services(asked) as services:
        assert services.scope.account.startswith("vm27150-ovh-")
    # Neither key nor secret is in the store.
    stored = (tmp_path / "s.db").read_bytes()
    for secret in (platform.access.consumer_key, platform.access.application_secret, other.consumer_key):
        assert secret.encode() not in stored


def test_what_was_used_of_the_budget_counts_for_the_next_process(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**platform.environ, "ALIAS_WIZARD_RATE": "60,1"}.items():
        monkeypatch.setenv(name, value)
    asked, told = Choices(tmp_path / "s.db", "en", "ovhcloud", platform.url), []
    with bootstrap.open_services(asked) as services:
        for _call in range(55):
            services.exchange.call("GET", "/telephony")
    with bootstrap.open_services(asked, lambda text: told.append(str(text))) as services:
        for _call in range(5):
            services.exchange.call("GET", "/telephony")
    assert told == ["Slowed down to 1 calls a second: next call in 1 s."]


def test_what_two_processes_have_used_at_the_same_time_counts_together(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**platform.environ, "ALIAS_WIZARD_RATE": "120,1"}.items():
        monkeypatch.setenv(name, value)
    asked, told = Choices(tmp_path / "s.db", "en", "ovhcloud", platform.url), []
    with bootstrap.open_services(asked) as one, bootstrap.open_services(asked) as other:
        for services in (one, other):
            for _call in range(57):
                services.exchange.call("GET", "/telephony")
    with bootstrap.open_services(asked, lambda text: told.append(str(text))) as services:
        for _call in range(15):
            # Each call from the first slow one on takes a second.
            if not told:
                services.exchange.call("GET", "/telephony")
    assert told


def test_work_that_is_done_does_not_fail_for_a_note_of_the_budget(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in platform.environ.items():
        monkeypatch.setenv(name, value)
    asked = Choices(tmp_path / "s.db", "en", "ovhcloud", platform.url)

    def fail(_settings: Settings, key: str, value: str) -> None:
        raise StoreFull(path=asked.store, reason=f"{key} {value}")

    with bootstrap.open_services(asked) as services:
        for _call in range(55):
            services.exchange.call("GET", "/telephony")
        monkeypatch.setattr(Settings, "put", fail)


def test_the_journal_is_open_to_whoever_has_the_store(tmp_path: Path) -> None:
    with bootstrap.open_journal(choices(tmp_path / "s.db", exchange="ovhcloud")) as journal:
        assert journal.all_runs() == []


def test_services_belong_to_one_account(tmp_path: Path) -> None:
    with bootstrap.open_services(choices(tmp_path / "s.db")) as services:
        assert services.scope == services.exchange.scope
        assert services.training is not None
        assert use_cases.list_numbers(services) == []
        assert services.clock.now() > 1_700_000_000
        assert services.sounds is not None
        kept = services.sounds.add("hello.wav", b"RIFF")
    with bootstrap.open_sounds(choices(tmp_path / "s.db", exchange="ovhcloud")) as sounds:
        assert list(sounds.stored()) == [kept]


def test_the_sample_account_fills_its_own_store_once(tmp_path: Path) -> None:
    store = tmp_path / "demo.db"
    for _time in range(2):
        with bootstrap.open_services(Choices(store, "en", "embedded", "", demo=True)) as services:
            assert len(use_cases.list_numbers(services)) >= 60


def test_secrets_are_erased_thirty_days_after_their_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIAS_WIZARD_PACE", "0")
    store, pin = tmp_path / "s.db", "82645193"
    with bootstrap.open_services(choices(store)) as services:
        services.exchange.telephony.add([Service(EMPTY_NUMBER, "alias", "fr-1", "", "empty")])  # type: ignore[attr-defined]  # embedded
        both: tuple[dict[str, Json], ...] = ({"pin": pin}, {"pin": pin, "recording": True})
        for settings in both:
            number = use_cases.open_number(services, EMPTY_NUMBER).number
            checked = use_cases.settings_from("conference", settings)
            list(use_cases.start(services, use_cases.propose(services, number, "conference", checked)))

    def stored() -> list[str]:
        with bootstrap.open_services(choices(store)):
            pass
        with sqlite3.connect(store) as connection:
            rows = connection.execute(
                "SELECT settings || before || coalesce(arrived, '') FROM run"
            ).fetchall()
            rows += connection.execute("SELECT body FROM step").fetchall()
        connection.close()
        return [row[0] for row in rows]

    def age(days: float) -> None:
        with sqlite3.connect(store) as connection:
            connection.execute("UPDATE run SET ended = ended - ?", (days * 86400,))
        connection.close()

    assert any(pin in text for text in stored())
    age(29.9)
    assert any(pin in text for text in stored())
    age(0.2)
    # The second run sent no PIN: that its snapshot holds one is known from the slices alone.
    assert not any(pin in text for text in stored())


# --- what is loaded


def imported(*argv: str) -> set[str]:
    """The modules that are imported when `argv` is run."""
    script = (
        "import sys\n"
        f"sys.argv = ['alias-wizard', *{list(argv)!r}]\n"
        "from tui.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('\\n' + '\\n'.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stderr.split("\n"))


def test_the_version_costs_next_to_nothing() -> None:
    found = imported("--version")
    assert "tui.cli" in found
    assert found & {
        "click",
        "textual",
        "pydantic",
        "sqlite3",
        "tui.i18n",
        "gettext",
        "re",
        "platformdirs",
    } <= {"re"}


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["numbers"], ["numbers", "--help"], ["journal"], ["check"], ["sounds"], []],
)
def test_commands_that_only_look_import_neither_textual_nor_pydantic(argv: list[str]) -> None:
    assert imported(*argv) & {"textual", "pydantic", "tomlkit", "ovh"} == set()


def test_a_help_opens_no_store() -> None:
    assert "sqlite3" not in imported("--help")


def test_a_recipe_imports_no_textual() -> None:
    found = imported("recipe", "redirection")
    assert "tomlkit" in found
    assert "textual" not in found
