"""The commands: what is printed where, and by which code they end. Section 7 of the design is the contract."""

import fcntl
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.accounts import end_tasks
from tests.terminal.process import PtyProcess
from tests.terminal.sessions import COMMAND, environment, wizard
from tests.terminal.sessions import run as child
from tests.worlds import BARE_LINE, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, fill
from tui import __version__, bootstrap, i18n, use_cases
from tui.bootstrap import Choices
from tui.cli.program import run
from tui.configurations import catalogue
from tui.engine.errors import NotAuthorised, NumberHeld
from tui.engine.ports import Mishap
from tui.engine.runner import Ended
from tui.exchanges.embedded import EmbeddedExchange
from tui.store.journal import Journal
from tui.telephony.values import e164
from tui.text import clean

HOSTILE = "\x1b]0;pwn\x07 \u202eevil\u202c \x9b31m[bold]"
NUMBERS = ("01 99 00 10 01", "+33 1 99 00 10 02")
CONFERENCE = 'kind = "conference"\npin = "82645193"\n'


class Result:
    """What a command gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Result]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Run a command in this process, on an empty store of its own, with tasks that are done at once."""
    monkeypatch.setenv("ALIAS_WIZARD_PACE", "0")
    monkeypatch.setenv("ALIAS_WIZARD_STORE", str(tmp_path / "store.db"))

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        assert not {*out, *err} & {"\x1b", "\x07", "\u202e", "\u202c", "\x9b"}
        return Result(code, out, err)

    return call


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def filled(store: Path, cli: Cli) -> Cli:
    """`cli` on the small account of `tests.worlds`."""
    with opened(store) as services:
        assert isinstance(services.exchange, EmbeddedExchange)
        fill(services.exchange)
    return cli


def opened(store: Path) -> Any:
    return bootstrap.open_services(Choices(store, "en", "embedded", ""))


def recipe(tmp_path: Path, text: str, name: str = "recipe.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def misbehave(store: Path, mishap: Mishap) -> None:
    with opened(store) as services:
        services.training.next(mishap)


# --- options, helps, language


def test_the_version_is_said_wherever_it_is_asked_for(tmp_path: Path, cli: Cli) -> None:
    assert child(tmp_path, "--version").stdout == f"alias-wizard {__version__}\n"
    assert cli("--lang", "fr", "--version").out == f"alias-wizard {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--lang", "fr", "numbers"], ["numbers", "--lang", "fr"], ["numbers", "--lang=fr"]]
)
def test_options_stand_before_and_after_a_command(cli: Cli, arguments: list[str]) -> None:
    assert cli(*arguments).code == 0
    assert i18n.language() == "fr"


def test_the_later_option_counts(cli: Cli, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    assert cli("--store", str(tmp_path / "x.db"), "numbers", "--store", other).code == 0
    assert Path(other).exists()
    assert not (tmp_path / "x.db").exists()


def test_every_command_of_the_contract_is_listed_and_explained_in_both_languages(cli: Cli) -> None:
    names = {"import", "numbers", "show", "recipe", "vxml", "plan", "apply", "resume", "journal"}
    names |= {"undo", "check", "connect", "rehearse", "sound", "sounds"}
    english, french = (cli("--lang", code, "--help") for code in ("en", "fr"))
    for name in names:
        assert f"\n  {name} " in english.out
        assert f"\n  {name} " in french.out
        helps = [cli("--lang", code, name, "--help") for code in ("en", "fr")]
        assert all(help_.code == 0 and "--store FILE" in help_.out for help_ in helps)
        assert helps[0].out != helps[1].out
    assert "Usage: alias-wizard [OPTIONS]" in english.out
    assert "Utilisation" in french.out
    assert "Options" in french.out
    assert "Show this" not in french.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--nothing"], "--nothing"),
        (["nothing"], "nothing"),
        (["numbers", "--jsn"], "--json"),
        (["numbers", "much"], "much"),
        (["sound"], "FILE"),
        (["show"], "NUMBER"),
        (["apply", "recipe.toml"], "NUMBER"),
        (["numbers", "--store"], "--store"),
        (["numbers", "--json=yes"], "--json"),
        (["--number", "0199001001", "numbers"], "--number"),
        (["--lang", "de", "numbers"], "de"),
        (["--exchange", "asterisk", "numbers"], "asterisk"),
        (["recipe", "nothing"], "redirection"),
        (["recipe", "\x1b]0;pwn\x07"], "conference"),
    ],
)
def test_a_wrong_call_is_explained_in_both_languages(cli: Cli, arguments: list[str], named: str) -> None:
    english = cli(*arguments)
    french = cli(
        *arguments, *(["--lang", "fr"] if "--store" not in arguments and "de" not in arguments else [])
    )
    for done in (english, french):
        assert done.code == 2
        assert done.out == ""
        assert named in done.err
    if "--store" not in arguments and "de" not in arguments:
        assert english.err != french.err
        assert "--help" not in english.err or "Voir" in french.err


def test_a_pace_that_is_no_time_is_a_usage_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIAS_WIZARD_PACE", "soon")
    done = cli("numbers")
    assert (done.code, done.out) == (2, "")
    assert "ALIAS_WIZARD_PACE" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["rehearse", "0199001001", "--press", "1 2 #", "--json"],
    ],
)
def test_what_is_not_built_yet_says_so(cli: Cli, store: Path, arguments: list[str]) -> None:
    done = cli(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "is not built yet" in done.err
    assert not store.exists()


# --- import


def test_every_good_line_is_imported_once(cli: Cli, tmp_path: Path) -> None:
    good = "number,billing_account,description,kind\n01 99 00 10 01,fr-1,Accueil,alias\n0199004001,fr-1,Ligne,line\n"
    file = recipe(tmp_path, good, "good.csv")
    for added in ("2 added, 0 already", "0 added, 2 already"):
        done = cli("import", file)
        assert done.code == 0
        assert added in done.out
        assert done.err == ""
    assert [each["number"] for each in cli("numbers", "--json").json] == ["+33199001001"]


def test_refused_lines_are_named_the_first_twenty_of_them(cli: Cli, tmp_path: Path) -> None:
    lines = [f"nonsense {n} {HOSTILE},fr-1,x,alias" for n in range(25)]
    text = "number,billing_account,description,kind\n0199001001,fr-1,x,alias\n" + "\n".join(lines)
    done = cli("import", recipe(tmp_path, text, "bad.csv"))
    assert done.code == 3
    assert "1 added, 0 already there, 25 refused" in done.out
    assert "line 3: " in done.err
    assert "line 22: " in done.err
    assert "line 23: " not in done.err
    assert "and 5 more" in done.err
    none = cli("import", recipe(tmp_path, text.replace("0199001001", "x"), "none.csv"))
    assert none.code == 1


@pytest.mark.parametrize("content", ["", "number,billing_account,description,kind\n", "a,b\n1,2\n"])
def test_a_file_without_a_number_fails(cli: Cli, tmp_path: Path, content: str) -> None:
    done = cli("import", recipe(tmp_path, content, "empty.csv"))
    assert done.code == 1
    assert done.err


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_not_there_is_refused(cli: Cli, store: Path, name: str) -> None:
    done = cli("import", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err
    assert not store.exists()


# --- numbers and show


def test_numbers_are_aliases_in_number_order(filled: Cli) -> None:
    assert filled("numbers", "--json").json == [
        {
            "number": "+33199001001",
            "service_name": EMPTY_NUMBER,
            "billing_account": "fr1001-ovh-1",
            "description": "Accueil",
            "feature_type": "empty",
        },
        {
            "number": "+33199001002",
            "service_name": OTHER_NUMBER,
            "billing_account": "fr1001-ovh-1",
            "description": "Boutique",
            "feature_type": "empty",
        },
    ]
    lines = filled("numbers").out.splitlines()
    assert lines == [
        "01 99 00 10 01  none  fr1001-ovh-1  Accueil",
        "01 99 00 10 02  none  fr1001-ovh-1  Boutique",
    ]


def test_no_numbers_are_an_empty_list(cli: Cli) -> None:
    assert cli("numbers", "--json").json == []
    done = cli("numbers")
    assert (done.code, done.out) == (0, "")
    assert "import" in done.err


def test_what_people_typed_drives_no_terminal(filled: Cli, store: Path, tmp_path: Path) -> None:
    with opened(store) as services:
        services.exchange.telephony.describe(EMPTY_NUMBER, HOSTILE)
    # The fixture looks at every byte; the JSON still says what is there.
    assert filled("numbers", "--json").json[0]["description"] == HOSTILE
    assert "evil" in filled("numbers").out
    file = recipe(tmp_path, f'kind = "redirection"\ndestination = "{PHONE_LINE}"\ndescription = "new"')
    filled("plan", EMPTY_NUMBER, file)
    filled("apply", file, EMPTY_NUMBER, "--yes")
    for arguments in (
        ["show", EMPTY_NUMBER],
        ["show", EMPTY_NUMBER, "--json"],
        ["journal"],
        ["journal", "--json"],
    ):
        assert filled(*arguments).code == 0
    for path in (HOSTILE, recipe(tmp_path, 'kind = "conference"\n"\\u001b]0;pwn" = 1', "h.toml")):
        assert filled("plan", EMPTY_NUMBER, path).code == 2
    assert filled("show", HOSTILE).code == 2


@pytest.mark.parametrize("written", ["0199001001", "01 99 00 10 01", "+33 1 99 00 10 01", "0033199001001"])
def test_a_number_is_shown_in_any_usual_form(filled: Cli, written: str) -> None:
    done = filled("show", written, "--json")
    assert done.json == {
        "number": "+33199001001",
        "feature_type": "empty",
        "configuration": None,
        "settings": None,
    }


def test_settings_are_shown_and_secrets_on_demand_only(filled: Cli, tmp_path: Path) -> None:
    file = recipe(tmp_path, CONFERENCE)
    plan = filled("plan", EMPTY_NUMBER, file, "--json")
    assert plan.json["steps"][1]["body"]["pin"] == "***"
    assert (
        filled("plan", EMPTY_NUMBER, file, "--json", "--reveal").json["steps"][1]["body"]["pin"] == "82645193"
    )
    applied = filled("apply", file, EMPTY_NUMBER, "--yes", "--json")
    for arguments in (
        ["show", EMPTY_NUMBER, "--json"],
        ["show", EMPTY_NUMBER],
        ["journal"],
        ["journal", "--json"],
    ):
        hidden, shown = filled(*arguments), filled(*arguments, "--reveal")
        assert "82645193" not in hidden.out + hidden.err + applied.out + applied.err + plan.out
        assert "82645193" in shown.out
    shown_json = filled("show", EMPTY_NUMBER, "--json").json
    assert (shown_json["configuration"], shown_json["feature_type"]) == ("conference", "conference")
    assert shown_json["settings"]["pin"] == "***"
    # What is shown is a recipe, and changes nothing.
    again = recipe(tmp_path, json.dumps(shown_json["settings"]), "again.json")
    assert filled("plan", EMPTY_NUMBER, again, "--json").json == {"steps": [], "erases": None}


@pytest.mark.parametrize("number", ["0199009999", "not a number", PHONE_LINE, "\x1b[2J"])
def test_a_number_that_is_none_of_ours_is_refused(filled: Cli, tmp_path: Path, number: str) -> None:
    for arguments in (
        ["show", number],
        ["plan", number, recipe(tmp_path, CONFERENCE)],
        ["apply", recipe(tmp_path, CONFERENCE), number, "--yes"],
        ["resume", number],
    ):
        done = filled(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") >= 2


# --- recipe and plan


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", [row.kind for row in catalogue.CONFIGURATIONS if row.module is not None])
def test_a_printed_recipe_can_be_applied(filled: Cli, tmp_path: Path, kind: str, language: str) -> None:
    printed = filled("recipe", kind, "--lang", language)
    assert (printed.code, printed.err) == (0, "")
    file = recipe(tmp_path, printed.out)
    done = filled("apply", file, EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 0
    shown = filled("show", EMPTY_NUMBER, "--json").json
    assert shown["configuration"] == kind
    # What is shown is a recipe too; neither of them changes anything now.
    again = recipe(tmp_path, json.dumps(shown["settings"]), "again.json")
    for same in (file, again):
        assert filled("plan", EMPTY_NUMBER, same, "--json").json == {"steps": [], "erases": None}


def test_a_recipe_names_the_first_line_of_the_store(filled: Cli) -> None:
    assert 'destination = "+33199004001"' in filled("recipe", "redirection").out


def test_a_recipe_needs_no_store_and_makes_none(cli: Cli, store: Path) -> None:
    assert 'destination = "+331990' in cli("recipe", "redirection").out
    assert not store.exists()


def test_a_plan_says_what_is_sent_and_what_is_lost(filled: Cli, tmp_path: Path) -> None:
    redirection = recipe(tmp_path, f'kind = "redirection"\ndestination = "{PHONE_LINE}"', "r.toml")
    first = filled("plan", EMPTY_NUMBER, redirection, "--json").json
    assert set(first) == {"steps", "erases"}
    assert first["erases"] is None
    assert first["steps"][0] == {
        "action": "change-type",
        "method": "POST",
        "path": f"/telephony/fr1001-ovh-1/number/{EMPTY_NUMBER}/changeFeatureType",
        "body": {"featureType": "redirect"},
        "title": "type Call redirection",
    }
    filled("apply", redirection, EMPTY_NUMBER, "--yes")
    conference = recipe(tmp_path, CONFERENCE)
    assert filled("plan", EMPTY_NUMBER, conference, "--json").json["erases"] == "redirection"
    words = filled("plan", EMPTY_NUMBER, conference).out
    assert "Call redirection" in words
    assert "***" in words
    empty = filled("plan", EMPTY_NUMBER, redirection)
    assert (empty.code, empty.out) == (0, "There is nothing to change.\n")


def test_a_destination_outside_the_account_is_a_warning(filled: Cli, tmp_path: Path) -> None:
    done = filled(
        "plan", EMPTY_NUMBER, recipe(tmp_path, 'kind = "redirection"\ndestination = "0199009999"'), "--json"
    )
    assert done.code == 0
    assert done.json["steps"]
    assert "01 99 00 99 99" in done.err


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_several_faults_are_named_with_their_paths_and_nothing_is_written(
    filled: Cli, tmp_path: Path, language: str
) -> None:
    wrong = recipe(
        tmp_path, 'kind = "conference"\npin = "12ab"\nlanguage = "xx"\nrecording = "yes"\nnothing = 1'
    )
    for arguments in (["plan", EMPTY_NUMBER, wrong], ["apply", wrong, EMPTY_NUMBER, "--yes", "--json"]):
        done = filled(*arguments, "--lang", language)
        assert (done.code, done.out) == (2, "")
        named = [line.strip().split(":")[0] for line in done.err.splitlines()]
        assert {"pin", "language", "recording", "nothing"} <= set(named)
    assert filled("journal", "--json").json == []


def test_a_recipe_that_cannot_be_read_names_the_line(filled: Cli, tmp_path: Path) -> None:
    done = filled("apply", recipe(tmp_path, "kind = \n"), EMPTY_NUMBER, "--yes")
    assert (done.code, done.out) == (2, "")
    assert "Line 1" in done.err


QUEUE = f"""
kind = "call-queue"
name = "Accueil"
hold_sound = "music.wav"
hours_on = true
hours = [
  {{ day = "monday", start = "08:30", end = "12:00" }},
  {{ day = "tuesday", start = "08:30", end = "24:00" }},
]
closed_to = "number"
closed_number = "{PHONE_LINE}"
filter = "black"
refused_groups = ["mobile"]
refused_callers = [
  {{ number = "01 99" }},
]
[[agents]]
number = "{PHONE_LINE}"
description = "Alice"
ringing = 25
[[agents]]
number = "{BARE_LINE}"
[[closures]]
title = "Noël"
start = "2026-12-24 18:00"
end = "2026-12-27 08:00"
"""


@pytest.fixture
def queue(filled: Cli, tmp_path: Path) -> Cli:
    """`filled` with a queue on the first number, the sounds of which were kept before."""
    assert filled("sound", sound_file(tmp_path, "music.mp3")).code == 0
    done = filled("apply", recipe(tmp_path, QUEUE), EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 0, done.err
    return filled


def test_rows_are_shown_as_they_were_written_without_their_ids(queue: Cli) -> None:
    settings = queue("show", EMPTY_NUMBER, "--json").json["settings"]
    assert settings["agents"] == [
        {
            "number": e164(number),
            "description": description,
            "status": "available",
            "ringing": ringing,
            "wrap_up": 0,
            "simultaneous": 1,
        }
        for number, description, ringing in ((PHONE_LINE, "Alice", 25), (BARE_LINE, "", 20))
    ]
    assert (settings["hold_sound"], settings["refused_groups"]) == ("music.wav", ["mobile"])
    assert settings["refused_callers"] == [{"number": "+33199"}]
    revealed = queue("show", EMPTY_NUMBER, "--json", "--reveal").json["settings"]
    assert revealed == settings


def test_rows_are_shown_to_people_one_a_line(queue: Cli) -> None:
    lines = queue("show", EMPTY_NUMBER).out.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("Agents "))
    assert (
        "  1. Number: 01 99 00 40 01; Description: Alice; Status: available; Ringing time: 25 seconds"
        in lines[first]
    )
    assert lines[first + 1].startswith("   ")
    assert "  2. Number: 01 99 00 40 02; Status: available; Ringing time: 20 seconds" in lines[first + 1]
    said = {line.partition("  ")[0]: line.partition("  ")[2].strip() for line in lines}
    assert said["Refused groups"] == "French mobiles"
    assert said["Music on hold"] == "music.wav"
    assert said["Week"].startswith("Mon 8:30–12:00")
    assert said["Exceptional closures"].startswith("1. Title: Noël; ")


def test_secret_links_are_shown_on_demand_only(filled: Cli, tmp_path: Path) -> None:
    center = f'''kind = "contact-center"
[[agents]]
number = "{PHONE_LINE}"
banner = true
'''
    done = filled("apply", recipe(tmp_path, center), EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 0, done.err
    hidden, shown = (filled("show", EMPTY_NUMBER, "--json", *more).json for more in ((), ("--reveal",)))
    (link,) = shown.pop("links")
    assert shown == hidden
    assert link["title"] == "Banner of 01 99 00 40 01 (–)"
    assert link["url"].startswith("https://")
    assert link["url"] not in done.out
    assert link["url"] not in filled("journal", "--json", "--reveal").out
    assert link["url"] in filled("show", EMPTY_NUMBER, "--reveal").out
    assert link["url"] not in filled("show", EMPTY_NUMBER).out


def test_an_edit_of_a_row_is_a_plan_of_that_row_alone(queue: Cli, tmp_path: Path) -> None:
    shorter = recipe(tmp_path, QUEUE.replace("ringing = 25", "ringing = 30"), "shorter.toml")
    (step,) = queue("plan", EMPTY_NUMBER, shorter, "--json").json["steps"]
    assert set(step) == {"action", "method", "path", "body", "title"}
    assert (step["action"], step["method"], step["body"]) == ("update", "PUT", {"timeout": 30})
    words = queue("plan", EMPTY_NUMBER, shorter).out.splitlines()
    assert words[:2] == ["~ agent 01 99 00 40 01 (Alice)", "    rings for: 25 → 30"]
    without = QUEUE.replace(f'[[agents]]\nnumber = "{BARE_LINE}"\n', "")
    fewer = queue("plan", EMPTY_NUMBER, recipe(tmp_path, without, "fewer.toml"))
    assert [line for line in fewer.out.splitlines() if line.startswith("-")][-1] == "- agent 01 99 00 40 02"


def test_a_sound_that_nobody_has_is_a_named_fault(filled: Cli, tmp_path: Path) -> None:
    done = filled("plan", EMPTY_NUMBER, recipe(tmp_path, QUEUE))
    assert (done.code, done.out) == (2, "")
    assert "  hold_sound: " in done.err
    assert "music.wav" in done.err


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_faults_of_rows_are_all_named_with_their_paths_and_places(
    filled: Cli, store: Path, tmp_path: Path, language: str
) -> None:
    wrong = QUEUE.replace("ringing = 25", "ringing = 0\nremote_id = 12")
    wrong = wrong.replace(f'number = "{BARE_LINE}"', 'number = "x"\nnothing = 1')
    wrong = wrong.replace('hold_sound = "music.wav"', 'hold_sound = "./music.mp3"\ncapacity = -1')
    wrong = wrong.replace('end = "24:00"', 'end = "24:30"')
    done = filled("apply", recipe(tmp_path, wrong), EMPTY_NUMBER, "--yes", "--json", "--lang", language)
    assert (done.code, done.out) == (2, "")
    named = {line.strip().split(":")[0]: line for line in done.err.splitlines()}
    paths = {"agents.0.ringing", "agents.0.remote_id", "agents.1.number", "agents.1.nothing"}
    assert paths | {"hold_sound", "capacity", "hours.1.end"} <= set(named)
    assert named["agents.1.number"].endswith("(agents no. 2)" if language == "en" else "2)")
    assert "alias-wizard sound" in named["hold_sound"]
    assert filled("journal", "--json").json == []


WRONG = {
    "kind": "call-queue",
    "hold_sound": "nowhere.wav",
    "capacity": -1,
    "agents": [{"number": "x"}, {"number": EMPTY_NUMBER, "remote_id": 3}],
}


def test_what_is_wrong_with_a_recipe_and_with_a_number_is_said_at_once(filled: Cli, tmp_path: Path) -> None:
    # As a dictionary would lose it, the name that stands there twice is written by hand.
    file = recipe(tmp_path, json.dumps(WRONG).replace("{", '{"kind": "call-queue", ', 1), "wrong.json")
    paths = {"kind", "hold_sound", "capacity", "agents.0.number", "agents.1.number", "agents.1.remote_id"}
    for arguments in (["plan", EMPTY_NUMBER, file], ["apply", file, EMPTY_NUMBER, "--yes", "--json"]):
        done = filled(*arguments)
        assert (done.code, done.out) == (2, "")
        named = [line.strip().split(":")[0] for line in done.err.splitlines()]
        assert {each for each in named if named.count(each) == 1} >= paths


def test_what_is_wrong_for_every_number_is_said_once(filled: Cli, tmp_path: Path) -> None:
    file = recipe(tmp_path, json.dumps(WRONG), "wrong.json")
    done = filled("apply", file, EMPTY_NUMBER, OTHER_NUMBER, "0199009999", "--yes")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("capacity: ") == 1
    assert done.err.count("nowhere.wav") == 2
    assert "01 99 00 10 01: agents.1.number: " in done.err
    assert "01 99 00 10 02: agents.1.number: " not in done.err
    assert "01 99 00 99 99" in done.err
    both = filled("apply", file, EMPTY_NUMBER, OTHER_NUMBER, "--yes").err
    assert both.count("nowhere.wav") == 1
    assert "\n  hold_sound: " in both


def test_a_recipe_that_is_wrong_makes_no_store_and_needs_none(cli: Cli, store: Path, tmp_path: Path) -> None:
    file = recipe(tmp_path, json.dumps(WRONG), "wrong.json")
    without = cli("apply", file, EMPTY_NUMBER, "--yes")
    assert not store.exists()
    damaged(store)
    for done in (without, cli("apply", file, EMPTY_NUMBER, "--yes")):
        assert (done.code, done.out) == (2, "")
        assert "  capacity: " in done.err


# --- vxml


VXML = """<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1">
<form><block><goto next="#{next}"/></block></form>
<form id="poste"><transfer dest="tel:{dest}"/></form>
</vxml>
"""


def vxml(tmp_path: Path, leads_to: str = "poste", dest: str = e164(PHONE_LINE)) -> str:
    return recipe(tmp_path, VXML.format(next=leads_to, dest=dest), "service.vxml")


def test_a_document_without_a_fault_ends_with_0_and_has_no_findings(filled: Cli, tmp_path: Path) -> None:
    for more in ([], ["--number", EMPTY_NUMBER]):
        done = filled("vxml", vxml(tmp_path), *more, "--json")
        assert (done.code, done.json, done.err) == (0, [], "")
        done = filled("vxml", vxml(tmp_path), *more)
        assert (done.code, done.out, done.err) == (0, "", "0 errors, 0 warnings.\n")


def test_a_finding_says_where_why_and_what_to_do(filled: Cli, tmp_path: Path) -> None:
    file = vxml(tmp_path, leads_to="nulle-part")
    done = filled("vxml", file, "--json")
    assert done.code == 1
    assert done.json[0] == {
        "line": 2,
        "column": 20,
        "level": "error",
        "code": "dead-link",
        "message": "There is no dialog nulle-part in the document.",
        "mend": "Correct the name; the document has: poste.",
    }
    codes = ["dead-link", "unreachable-dialog"]
    assert [each["code"] for each in done.json] == codes
    words = filled("vxml", file)
    assert words.code == 1
    assert "line 2, column 20: error: There is no dialog nulle-part" in words.out
    assert '<form><block><goto next="#nulle-part"/></block></form>' in words.out
    assert words.err == "1 error, 1 warning.\n"
    assert [each["code"] for each in filled("vxml", file, "--lang", "fr", "--json").json] == codes


def test_a_foreign_transfer_is_an_error_for_a_number_and_a_warning_for_a_file_alone(
    filled: Cli, tmp_path: Path
) -> None:
    file = vxml(tmp_path, dest="+33123456789")
    for more, code, level in (([], 0, "warning"), (["--number", EMPTY_NUMBER], 1, "error")):
        done = filled("vxml", file, *more, "--json")
        found = [(each["code"], each["level"]) for each in done.json]
        assert (done.code, found) == (code, [("foreign-transfer", level)])


@pytest.mark.parametrize("line", [PHONE_LINE, BARE_LINE, OTHER_NUMBER])
def test_a_transfer_to_any_number_or_line_of_the_login_is_nothing_to_warn_of(
    filled: Cli, tmp_path: Path, line: str
) -> None:
    for more in ([], ["--number", EMPTY_NUMBER]):
        assert filled("vxml", vxml(tmp_path, dest=e164(line)), *more, "--json").json == []


def test_a_transfer_to_the_number_itself_and_a_server_of_nobody_s_are_warnings(
    filled: Cli, tmp_path: Path
) -> None:
    number = ["--number", EMPTY_NUMBER]
    for dest, code in (
        (e164(EMPTY_NUMBER), "self-transfer"),
        (f"{e164(PHONE_LINE)}@evil.example", "unknown-host"),
    ):
        done = filled("vxml", vxml(tmp_path, dest=dest), *number, "--json")
        assert (done.code, [(each["code"], each["level"]) for each in done.json]) == (0, [(code, "warning")])
    assert filled("vxml", vxml(tmp_path, dest=e164(EMPTY_NUMBER)), "--json").json == []


def test_a_link_by_the_name_of_the_file_is_checked(filled: Cli, tmp_path: Path) -> None:
    linked = VXML.replace('"#{next}"', '"service.vxml#{next}"').format(
        next="nulle-part", dest=e164(PHONE_LINE)
    )
    file = recipe(tmp_path, linked, "service.vxml")
    for more in ([], ["--number", EMPTY_NUMBER]):
        assert filled("vxml", file, *more, "--json").json[0]["code"] == "dead-link"


def test_a_compressed_document_is_called_what_it_is(filled: Cli, tmp_path: Path) -> None:
    file = tmp_path / "menu.vxml"
    file.write_bytes(gzip.compress(Path(vxml(tmp_path)).read_bytes()))
    (found,) = filled("vxml", str(file), "--json").json
    assert (found["code"], found["level"]) == ("compressed", "error")
    assert "gzip" in found["message"]


def test_a_document_alone_needs_no_store_and_makes_none(cli: Cli, store: Path, tmp_path: Path) -> None:
    done = cli("vxml", vxml(tmp_path), "--json")
    assert (done.code, [each["level"] for each in done.json]) == (0, ["warning"])
    assert not store.exists()
    assert cli("vxml", vxml(tmp_path), "--exchange", "ovhcloud").code == 0


def test_what_cannot_be_checked_is_told_and_never_called_right(filled: Cli, tmp_path: Path) -> None:
    for arguments, code in (
        ([str(tmp_path / "missing.vxml")], 2),
        ([str(tmp_path)], 2),
        ([vxml(tmp_path), "--number", "0199009999"], 2),
        ([vxml(tmp_path), "--number", PHONE_LINE], 2),
        (["http://127.0.0.1:1/a.vxml"], 2),
        (["http://127.0.0.1:1/a.vxml", "--private"], 1),
        (["https://"], 1),
    ):
        done = filled("vxml", *arguments, "--json")
        assert (done.code, done.out) == (code, ""), arguments
        assert done.err.count("\n") >= 2
    assert "--private" in filled("vxml", "http://127.0.0.1:1/a.vxml").err


def test_what_a_document_holds_drives_no_terminal(filled: Cli, tmp_path: Path) -> None:
    hostile = "\u202eevil\u202c \x9b31m[bold]"
    for more in ([], ["--json"]):
        assert filled("vxml", vxml(tmp_path, leads_to=hostile, dest=hostile), *more).code == 1


# --- sounds


def sound_file(tmp_path: Path, name: str, content: bytes = b"RIFF hello") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_a_file_is_kept_as_a_sound_and_its_name_is_printed(cli: Cli, tmp_path: Path) -> None:
    welcome, music = sound_file(tmp_path, "Mon accueil.MP3"), sound_file(tmp_path, "music.ogg", b"0" * 1500)
    done = cli("sound", welcome, music, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == [
        {"file": welcome, "name": "Mon_accueil.wav", "size": 10},
        {"file": music, "name": "music.wav", "size": 1500},
    ]
    # The file itself is no longer needed.
    Path(music).unlink()
    assert cli("sounds", "--json").json == [
        {"name": "Mon_accueil.wav", "size": 10},
        {"name": "music.wav", "size": 1500},
    ]
    assert cli("sounds").out == "Mon_accueil.wav  10 bytes\nmusic.wav        2 kB\n"
    # Other content of the same name gets another name; the same one is found again.
    again = cli("sound", welcome, sound_file(tmp_path, "Mon accueil.wav", b"RIFF other"))
    assert [line.split()[-3] for line in again.out.splitlines()] == ["Mon_accueil.wav", "Mon_accueil_2.wav"]
    assert "3 sounds" in cli("check").out


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_file_that_cannot_be_a_sound_is_named_and_the_others_are_kept(
    cli: Cli, tmp_path: Path, language: str
) -> None:
    refused = [
        sound_file(tmp_path, "notes.txt"),
        sound_file(tmp_path, "réunion.wav"),
        sound_file(tmp_path, "empty.wav", b""),
        str(tmp_path / "nowhere.wav"),
        str(tmp_path),
        "a\0b.wav",
    ]
    done = cli(
        "sound", *refused[:3], sound_file(tmp_path, "hello.wav"), *refused[3:], "--lang", language, "--json"
    )
    assert done.code == 1
    assert [each["name"] for each in done.json] == ["hello.wav"]
    for file in refused:
        assert clean(Path(file).name) in done.err
    assert "mp3" in done.err


def test_a_pipe_or_a_device_in_place_of_a_file_is_refused_and_never_waited_for(
    cli: Cli, tmp_path: Path
) -> None:
    for name in ("f.wav", "f.vxml", "f.toml", "f.csv"):
        os.mkfifo(tmp_path / name)
    pipe, zero = str(tmp_path / "f"), str(tmp_path / "zero.wav")
    Path(zero).symlink_to("/dev/zero")
    for arguments in (
        ["sound", f"{pipe}.wav"],
        ["sound", zero],
        ["vxml", f"{pipe}.vxml"],
        ["plan", EMPTY_NUMBER, f"{pipe}.toml"],
        ["apply", f"{pipe}.toml", EMPTY_NUMBER, "--yes"],
        ["import", f"{pipe}.csv"],
    ):
        done = cli(*arguments)
        assert done.code != 0
        assert "It is no file." in done.err, done.err


def test_what_another_command_writes_into_a_pipe_of_the_shell_is_read(cli: Cli) -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"number,billing_account,description,kind\n0199001001,fr1,Accueil,alias\n")
    os.close(theirs)
    assert cli("import", f"/dev/fd/{ours}").code == 0
    os.close(ours)


def test_a_sound_is_never_told_to_be_of_another_size_than_it_is(cli: Cli, tmp_path: Path) -> None:
    with (tmp_path / "large.wav").open("wb") as file:
        file.truncate(25_000_000)
    done = cli("sound", str(tmp_path / "large.wav"))
    assert done.code == 1
    assert "The file is larger than 10 MB, which is the most that is taken." in done.err


def test_a_name_that_could_drive_a_terminal_does_not(cli: Cli, tmp_path: Path) -> None:
    assert cli("sound", str(tmp_path / HOSTILE)).code == 1
    folder = tmp_path / HOSTILE.replace("/", "")
    folder.mkdir()
    for arguments in (
        ["sound", sound_file(folder, "hello.wav")],
        ["sound", str(folder / "hello.wav"), "--json"],
    ):
        assert cli(*arguments).code == 0


def test_no_sounds_are_an_empty_list(cli: Cli) -> None:
    assert cli("sounds", "--json").json == []
    done = cli("sounds")
    assert (done.code, done.out) == (0, "")
    assert "alias-wizard sound FILE" in done.err


# --- apply and resume


def test_an_apply_tells_what_happens_as_it_happens(filled: Cli, tmp_path: Path) -> None:
    done = filled("apply", recipe(tmp_path, CONFERENCE), NUMBERS[0], "--yes", "--json")
    assert done.code == 0
    events = done.events
    assert [event["event"] for event in events if event["event"] != "waiting"] == [
        *("planned", "started", "ended", "planned", "started", "ended", "finished")
    ]
    assert {event["number"] for event in events} == {"+33199001001"}
    assert {event["run"] for event in events} == {1}
    steps = events[0]["steps"]
    assert [set(step) >= {"action", "method", "path", "body", "title"} for step in steps] == [True, True]
    started, ended = events[1], next(event for event in events if event["event"] == "ended")
    for event, state in ((started, "started"), (ended, "done")):
        wanted = {
            "step": 1,
            "of": 2,
            "title": steps[0]["title"],
            "state": state,
            "attempts": 1,
            "query_id": None,
        }
        assert {**event, **wanted} == event
    assert ended["task"] == 1
    assert events[-1]["state"] == "done"
    assert events[-1]["reason"] is None


def test_an_empty_plan_is_done(filled: Cli, tmp_path: Path) -> None:
    file = recipe(tmp_path, CONFERENCE.replace('pin = "82645193"', ""))
    filled("apply", file, EMPTY_NUMBER, "--yes", "--json")
    done = filled("apply", file, EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 0
    assert [event["event"] for event in done.events] == ["planned", "finished"]
    assert (done.events[0]["steps"], done.events[1]["state"], done.events[1]["reason"]) == ([], "done", None)
    assert "nothing to change" in filled("apply", file, EMPTY_NUMBER, "--yes").out


def test_several_numbers_are_applied_one_after_the_other(filled: Cli, tmp_path: Path) -> None:
    done = filled("apply", recipe(tmp_path, CONFERENCE), *NUMBERS, NUMBERS[0], "--yes", "--json")
    assert done.code == 0
    ends = [(event["number"], event["state"]) for event in done.events if event["event"] == "finished"]
    assert ends == [("+33199001001", "done"), ("+33199001002", "done")]


def test_the_first_that_fails_ends_it_and_the_rest_is_named(filled: Cli, store: Path, tmp_path: Path) -> None:
    misbehave(store, Mishap.TASK_FAILS)
    done = filled("apply", recipe(tmp_path, CONFERENCE), *NUMBERS, "--yes", "--json")
    assert done.code == 1
    (last,) = [event for event in done.events if event["event"] == "finished"]
    assert (last["number"], last["state"]) == ("+33199001001", "failed")
    assert last["reason"] in done.err
    assert "Not begun: 01 99 00 10 02" in done.err
    assert "alias-wizard resume" in done.err
    assert {each["feature_type"] for each in filled("numbers", "--json").json} == {"empty"}


def report_of(done: Result) -> dict[str, str]:
    """The report on several numbers, which comes last: a state for each number."""
    told = [event for event in done.events if event["event"] == "report"]
    assert done.events[-len(told) :] == told
    assert all(set(event) >= {"number", "run", "state", "reason", "mend", "query_id"} for event in told)
    return {event["number"]: event["state"] for event in told}


def test_a_report_on_all_numbers_comes_last(filled: Cli, tmp_path: Path) -> None:
    done = filled("apply", recipe(tmp_path, CONFERENCE), *NUMBERS, "--yes", "--json")
    assert report_of(done) == {"+33199001001": "done", "+33199001002": "done"}
    assert {event["number"] for event in done.events} == {"+33199001001", "+33199001002"}
    words = filled("apply", recipe(tmp_path, CONFERENCE), *NUMBERS, "--yes").out.splitlines()
    assert words[-3:] == ["done: 2", "01 99 00 10 01: done", "01 99 00 10 02: done"]
    alone = filled("apply", recipe(tmp_path, CONFERENCE), NUMBERS[0], "--yes", "--json")
    assert alone.events[-1]["event"] == "finished"


def test_the_others_are_gone_on_with_where_that_is_asked_for(
    filled: Cli, store: Path, tmp_path: Path
) -> None:
    misbehave(store, Mishap.TASK_FAILS)
    done = filled("apply", recipe(tmp_path, CONFERENCE), *NUMBERS, "--yes", "--keep-going", "--json")
    assert done.code == 3
    assert report_of(done) == {"+33199001001": "failed", "+33199001002": "done"}
    assert done.events[-1]["reason"] in done.err
    assert done.events[-1]["mend"] in done.err
    assert filled("resume", "--json").out == ""


def test_where_going_on_is_asked_for_a_number_without_a_plan_is_told_and_left_out(
    filled: Cli, tmp_path: Path
) -> None:
    file = recipe(tmp_path, f'kind = "redirection"\ndestination = "{EMPTY_NUMBER}"')
    done = filled("apply", file, EMPTY_NUMBER, OTHER_NUMBER, "--yes", "--keep-going", "--json")
    assert done.code == 3
    assert "01 99 00 10 01: destination: " in done.err
    assert report_of(done) == {"+33199001002": "done", "+33199001001": "failed"}
    # Of a number that is none of ours it is not known what was meant.
    for strange in ("0199009999", PHONE_LINE, "nobody"):
        refused = filled("apply", file, OTHER_NUMBER, strange, "--yes", "--keep-going", "--json")
        assert (refused.code, refused.out) == (2, "")


def test_of_several_numbers_a_warning_is_said_once_and_each_is_named_when_its_turn_comes(
    filled: Cli, tmp_path: Path
) -> None:
    file = recipe(tmp_path, 'kind = "redirection"\ndestination = "0199009999"')
    done = filled("apply", file, *NUMBERS, "--yes")
    assert [line for line in done.err.splitlines() if line.startswith("!")] == [
        "! 01 99 00 99 99 is not a line of this account; the platform may refuse it."
    ]
    assert [line for line in done.out.splitlines() if line.endswith("of 2)")] == [
        "01 99 00 10 01 (1 of 2)",
        "01 99 00 10 02 (2 of 2)",
    ]


@pytest.mark.terminal
def test_of_several_numbers_all_plans_are_shown_and_one_question_asked(
    filled: Cli, store: Path, tmp_path: Path
) -> None:
    file = recipe(tmp_path, CONFERENCE)
    for answer, code in (("n", 2), ("y", 0)):
        with wizard(tmp_path, "apply", file, *NUMBERS, "--store", str(store), rows=40) as terminal:
            terminal.wait_for("Apply this to 2 numbers? [y/N]")
            assert terminal.text.count("type Conference") == 2
            assert "Planning" not in terminal.text
            for number in ("01 99 00 10 01", "01 99 00 10 02"):
                assert number in terminal.text
            terminal.type(answer)
            terminal.press("enter")
            assert terminal.wait_exit() == code
        assert len(filled("journal", "--json").json) == (0 if code else 2)


def test_nothing_is_begun_when_one_of_the_numbers_cannot_be(filled: Cli, tmp_path: Path) -> None:
    file = recipe(tmp_path, f'kind = "redirection"\ndestination = "{EMPTY_NUMBER}"')
    done = filled("apply", file, OTHER_NUMBER, EMPTY_NUMBER, "0199009999", "--yes", "--json")
    assert (done.code, done.out) == (2, "")
    assert "01 99 00 10 01: destination: " in done.err
    assert "01 99 00 99 99" in done.err
    assert filled("journal", "--json").json == []


def test_nobody_to_ask_is_a_no(filled: Cli, tmp_path: Path) -> None:
    done = filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER)
    assert (done.code, done.out) == (2, "")
    assert "--yes" in done.err
    assert filled("journal", "--json").json == []


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("answer", "language", "code"), [("n", "en", 2), ("", "fr", 2), ("y", "en", 0), ("oui", "fr", 0)]
)
def test_on_a_terminal_the_plan_is_shown_and_asked_for(
    filled: Cli, store: Path, tmp_path: Path, answer: str, language: str, code: int
) -> None:
    file = recipe(tmp_path, CONFERENCE)
    with wizard(tmp_path, "apply", file, NUMBERS[0], "--store", str(store), lang=language) as terminal:
        terminal.wait_for("?")
        assert "***" in terminal.text
        assert "82645193" not in terminal.text
        terminal.type(answer)
        terminal.press("enter")
        assert terminal.wait_exit() == code
    assert len(filled("journal", "--json").json) == (0 if code else 1)


def test_a_lost_answer_is_no_loss(filled: Cli, store: Path, tmp_path: Path) -> None:
    misbehave(store, Mishap.ANSWER_LOST)
    done = filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 0
    states = [(event["step"], event["state"]) for event in done.events if event["event"] == "ended"]
    assert states[:2] == [(1, "unknown"), (1, "done")]


def test_a_second_step_that_fails_is_partly_done_and_can_be_resumed(
    filled: Cli, store: Path, tmp_path: Path
) -> None:
    file = recipe(tmp_path, f'kind = "redirection"\ndestination = "{PHONE_LINE}"')
    with opened(store) as services:
        # The first task passes, the second fails: the mishap is queued when the first one is over.
        number = use_cases.open_number(services, EMPTY_NUMBER).number
        settings = use_cases.settings_from("redirection", {"destination": PHONE_LINE})
        for event in use_cases.start(services, use_cases.propose(services, number, "redirection", settings)):
            if isinstance(event, Ended) and event.record.position == 0:
                services.training.next(Mishap.TASK_FAILS)
    assert filled("journal", "--json").json[0]["state"] == "partial"
    misbehave(store, Mishap.TASK_FAILS)
    failed = filled("resume", "--json")
    assert failed.code == 3
    assert (failed.events[-1]["event"], failed.events[-1]["state"]) == ("finished", "partial")
    assert failed.events[-1]["reason"] in failed.err
    assert "alias-wizard resume +33199001001" in failed.err
    done = filled("resume", EMPTY_NUMBER, "--json")
    assert done.code == 0
    assert done.events[-1]["state"] == "done"
    nothing = filled("resume", "--json")
    assert (nothing.code, nothing.out) == (0, "")
    assert filled("plan", EMPTY_NUMBER, file, "--json").json["steps"] == []


def test_a_number_that_was_changed_elsewhere_stops_a_resume(filled: Cli, store: Path, tmp_path: Path) -> None:
    cut_off(store)
    with opened(store) as services:
        services.exchange.telephony.retype(EMPTY_NUMBER, "svi")
    done = filled("resume", "--json")
    assert done.code == 3
    assert done.events[-1]["event"] == "finished"
    assert done.events[-1]["reason"] in done.err


def cut_off(store: Path, number: str = EMPTY_NUMBER) -> None:
    """Leave a run as a process that is killed after the first started step leaves it."""
    with opened(store) as services:
        found = use_cases.open_number(services, number).number
        settings = use_cases.settings_from("conference", {"pin": "82645193"})
        proposal = use_cases.propose(services, found, "conference", settings)
        run = services.journal.start_run(proposal.intent, proposal.plan.steps)
        services.journal.step_started(run.id, 0)


def test_a_run_that_somebody_is_at_is_said_and_skipped(
    filled: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(store)
    cut_off(store, OTHER_NUMBER)
    claim_all = Journal.claim_all

    def held(self: Journal, names: Iterable[str]) -> Any:
        error = NumberHeld(owner="alice", host="there", number=EMPTY_NUMBER, since="09:00")
        return {**claim_all(self, names), EMPTY_NUMBER: error}

    monkeypatch.setattr(Journal, "claim_all", held)
    done = filled("resume", "--json")
    assert done.code == 0
    assert "alice" in done.err
    assert {event["number"] for event in done.events} == {"+33199001002"}


def test_a_number_that_is_held_is_refused(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Journal, name: str, take_over: bool = False) -> Any:
        raise NumberHeld(owner="alice", host="there", number=name, since="09:00")

    monkeypatch.setattr(Journal, "claim", held)
    done = filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 2
    assert "alice" in done.err
    assert done.events[-1]["reason"] in done.err


def test_a_key_without_the_right_exits_with_4(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = EmbeddedExchange.call

    def forbidden(self: EmbeddedExchange, method: Any, path: str, body: Any = None) -> Any:
        if method != "GET":
            raise NotAuthorised(method, path, "This call has not been granted", 403, "EU.ext-7")
        return call(self, method, path, body)

    monkeypatch.setattr(EmbeddedExchange, "call", forbidden)
    done = filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER, "--yes", "--json")
    assert done.code == 4
    assert "This call has not been granted" in done.err
    assert "EU.ext-7" in done.err
    assert done.events[-1]["query_id"] == "EU.ext-7"


# --- journal


def test_the_journal_has_the_shape_of_the_contract(filled: Cli, tmp_path: Path) -> None:
    filled("apply", recipe(tmp_path, CONFERENCE), EMPTY_NUMBER, "--yes")
    (entry,) = filled("journal", "--json").json
    contract = ["run", "exchange", "number", "from", "to", "state", "started", "ended", "steps"]
    assert list(entry) == [*contract, "by", "undoes"]
    assert (entry["number"], entry["exchange"], entry["state"]) == ("+33199001001", "embedded", "done")
    assert (entry["from"], entry["to"]) == ("empty", "conference")
    assert entry["steps"][0] == {"title": "type Conference", "state": "done", "attempts": 1, "query_id": None}
    assert entry["started"] <= entry["ended"]


def test_an_empty_journal_is_an_empty_list(cli: Cli) -> None:
    assert cli("journal", "--json").json == []
    assert cli("journal").out == ""


# --- stores that cannot be used, and check


def damaged(path: Path) -> None:
    path.write_bytes(b"this is no database, " * 500)


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()


def newer(path: Path) -> None:
    with opened(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize("spoil", [damaged, foreign, newer])
def test_a_store_that_is_not_ours_is_said_and_left_alone(
    cli: Cli, store: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(store)
    before = store.read_bytes()
    for arguments in (["numbers", "--json"], ["journal"], ["check"], ["import", __file__]):
        for language in i18n.LANGUAGES:
            done = cli(*arguments, "--lang", language)
            assert done.code == 1
            assert str(store) in done.out + done.err or "99" in done.out + done.err
            assert "--store" in done.out + done.err
    assert store.read_bytes() == before


def test_check_says_what_there_is(filled: Cli, store: Path) -> None:
    cut_off(store)
    done = filled("check")
    assert (done.code, done.err) == (0, "")
    assert str(store) in done.out
    assert "2 alias numbers, 5 lines, 0 sounds" in done.out
    assert "1 cut off" in done.out
    assert filled("check", "--lang", "fr").out != done.out


def test_check_makes_no_store(cli: Cli, store: Path) -> None:
    assert cli("check").code == 0
    assert not store.exists()


def test_check_names_what_is_wrong(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIAS_WIZARD_PACE", "soon")
    monkeypatch.setenv("ALIAS_WIZARD_RATE", "soon")
    for exchange, count, named in (
        ("embedded", 2, "ALIAS_WIZARD_PACE"),
        ("ovhcloud", 3, "ALIAS_WIZARD_RATE"),
    ):
        done = cli("check", "--exchange", exchange, "--store", "/proc/nowhere/store.db")
        assert done.code == 1
        assert f"{count} problems" in done.out
        assert named in done.out


@pytest.mark.terminal
def test_check_knows_the_terminal(tmp_path: Path) -> None:
    with wizard(tmp_path, "check", columns=79, rows=24, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 1
        assert "79 columns, 24 rows" in terminal.text
        assert "xterm-256color" in terminal.text


# --- the wizard without a terminal


@pytest.mark.parametrize("arguments", [[], ["--demo"], ["--number", "0199001001"], ["--expert"]])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_without_a_terminal_the_wizard_names_the_commands(
    cli: Cli, arguments: list[str], language: str
) -> None:
    done = cli(*arguments, "--lang", language)
    assert (done.code, done.out) == (2, "")
    assert "alias-wizard numbers" in done.err


@pytest.mark.terminal
def test_a_dumb_terminal_gets_no_wizard(tmp_path: Path) -> None:
    with wizard(tmp_path, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 2
        assert "alias-wizard numbers" in terminal.text.replace("\n", " ")
        assert b"\x1b" not in terminal.raw


# --- streams and signals


@pytest.fixture
def slow(filled: Cli, store: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a child whose tasks last until somebody ends them."""
    return environment(tmp_path, env={"ALIAS_WIZARD_PACE": "600", "ALIAS_WIZARD_STORE": str(store)})


def applying(tmp_path: Path, env: dict[str, str]) -> "subprocess.Popen[str]":
    file = recipe(tmp_path, CONFERENCE)
    argv = [*COMMAND, "apply", file, NUMBERS[0], NUMBERS[1], "--yes", "--json"]
    return subprocess.Popen(
        argv, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_an_apply_which_can_be_resumed(
    filled: Cli, store: Path, slow: dict[str, str], tmp_path: Path, signum: int, code: int
) -> None:
    with applying(tmp_path, slow) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "planned"
        assert json.loads(process.stdout.readline())["event"] == "started"
        assert json.loads(process.stdout.readline())["event"] == "waiting"
        asked = time.monotonic()
        process.send_signal(signum)
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - asked < 1.5
    assert process.returncode == code
    events = [json.loads(line) for line in out.splitlines()]
    (last,) = [event for event in events if event["event"] == "finished"]
    assert last["state"] == "partial"
    assert last["reason"] == events[-1]["reason"]
    assert last["reason"] in err
    assert "Not begun: 01 99 00 10 02" in err
    second, first = filled("journal", "--json").json
    assert (first["state"], first["steps"][0]["state"]) == ("partial", "unknown")
    assert (second["state"], {step["state"] for step in second["steps"]}) == ("todo", {"todo"})
    end_tasks(store)
    resumed = child(tmp_path, "resume", "--json", env={"ALIAS_WIZARD_STORE": str(store)})
    assert resumed.returncode == 0
    assert json.loads(resumed.stdout.splitlines()[-1])["state"] == "done"
    for entry in filled("journal", "--json").json:
        assert (entry["state"], [step["attempts"] for step in entry["steps"]]) == ("done", [1, 1])


def test_after_a_kill_what_was_begun_is_carried_on_and_what_was_not_is_begun(
    filled: Cli, store: Path, slow: dict[str, str], tmp_path: Path
) -> None:
    with applying(tmp_path, slow) as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["event"] != "waiting":
            pass
        process.kill()
        process.wait(5)
    second, first = filled("journal", "--json").json
    assert (first["state"], first["steps"][0]["state"]) == ("partial", "started")
    assert "partly done: stopped" in filled("journal").out
    assert (second["state"], {step["state"] for step in second["steps"]}) == ("todo", {"todo"})
    assert "2 cut off" in filled("check").out
    end_tasks(store)
    resumed = child(tmp_path, "resume", "--json", env={"ALIAS_WIZARD_STORE": str(store)})
    assert resumed.returncode == 0
    assert report_of(Result(0, resumed.stdout, resumed.stderr)) == {
        "+33199001001": "done",
        "+33199001002": "done",
    }
    for entry in filled("journal", "--json").json:
        assert (entry["state"], [step["attempts"] for step in entry["steps"]]) == ("done", [1, 1])


def test_a_hang_up_stops_an_apply(filled: Cli, slow: dict[str, str], tmp_path: Path) -> None:
    # A process of a terminal's own: whatever started the tests may ignore SIGHUP, and so would a plain child.
    argv = [*COMMAND, "apply", recipe(tmp_path, CONFERENCE), NUMBERS[0], "--yes"]
    with PtyProcess(argv, env=slow, cwd=tmp_path) as process:
        said = b""
        while b"task 1" not in said and not process.ended:
            said += process.read(1.0)
        process.hang_up()
        assert process.wait(3.0) == 129
    assert filled("journal", "--json").json[0]["state"] == "partial"


def unread(pipe: int) -> int:
    """How many bytes of a pipe nobody has read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_a_command_that_only_reads_ends_by_the_signal(slow: dict[str, str], tmp_path: Path) -> None:
    argv = [*COMMAND, "plan", NUMBERS[0], "-"]
    with subprocess.Popen(
        argv, env=slow, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"#")
        process.stdin.flush()
        until = time.monotonic() + 20
        while unread(process.stdin.fileno()) and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 143
        assert process.stderr.read() == b""


def test_a_reader_that_leaves_ends_the_printing_quietly(
    filled: Cli, slow: dict[str, str], tmp_path: Path
) -> None:
    for arguments in (["numbers"], ["--help"], ["journal", "--json"]):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=slow,
            cwd=tmp_path,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_leaves_does_not_stop_an_apply(
    filled: Cli, slow: dict[str, str], tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    argv = [*COMMAND, "apply", recipe(tmp_path, CONFERENCE), NUMBERS[0], "--yes", "--json"]
    env = {**slow, "ALIAS_WIZARD_PACE": "0"}
    done = subprocess.run(argv, env=env, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert filled("journal", "--json").json[0]["state"] == "done"


def test_a_recipe_comes_through_standard_input(filled: Cli, slow: dict[str, str], tmp_path: Path) -> None:
    env = {"ALIAS_WIZARD_STORE": slow["ALIAS_WIZARD_STORE"]}
    done = child(tmp_path, "plan", NUMBERS[0], "-", "--json", env=env, stdin=CONFERENCE)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["steps"]) == 2


def test_json_is_utf_8_whatever_the_terminal_is(filled: Cli, store: Path, tmp_path: Path) -> None:
    with opened(store) as services:
        services.exchange.telephony.describe(EMPTY_NUMBER, "Café – 電話")
    env = environment(tmp_path, env={"ALIAS_WIZARD_STORE": str(store), "PYTHONIOENCODING": "latin-1"})
    for arguments in (["numbers", "--json"], ["numbers"]):
        done = subprocess.run([*COMMAND, *arguments], env=env, cwd=tmp_path, capture_output=True, check=True)
        if "--json" in arguments:
            assert json.loads(done.stdout.decode("utf-8"))[0]["description"] == "Café – 電話"
        else:
            assert "Café" in done.stdout.decode("latin-1")


def test_the_module_is_the_command(tmp_path: Path) -> None:
    assert COMMAND[1:] == ["-m", "tui"]
    assert child(tmp_path, "numbers", "--json").stdout.strip() == "[]"
