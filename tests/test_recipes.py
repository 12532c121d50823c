"""Recipes: what is printed can be applied, nothing is lost on the way, and every fault names its place."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import i18n
from tui.configurations import catalogue
from tui.engine.errors import RecipeUnreadable, SettingsRefused
from tui.engine.resources import Json
from tui.forms import Choice as ChoiceField
from tui.forms import Form, Option, Phone, Text, Toggle
from tui.recipes import FICTION, example, read_recipe, write_recipe
from tui.use_cases import settings_from

BUILT = [row.kind for row in catalogue.CONFIGURATIONS if row.module is not None]


def form_of(kind: str) -> Form:
    slice_ = catalogue.load(kind)
    assert slice_ is not None
    return slice_.FORM


def read(tmp_path: Path, text: str | bytes, name: str = "recipe.toml") -> tuple[str, dict[str, Json]]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_recipe(str(path))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", BUILT)
def test_a_printed_recipe_is_valid_as_it_is(tmp_path: Path, kind: str, language: str) -> None:
    i18n.set_language(language)
    form = form_of(kind)
    text = write_recipe(kind, form, example(form))
    assert read(tmp_path, text)[0] == kind
    settings_from(*read(tmp_path, text))
    # Every field is there, with its help, be it as a comment.
    for field in form.fields:
        assert f"{field.name} = " in text
        assert i18n._(field.label) in text
    assert all(len(line) <= 110 for line in text.splitlines())


def test_a_recipe_says_what_can_be_written_in_the_language_in_use(tmp_path: Path) -> None:
    form = form_of("conference")
    text = write_recipe("conference", form, example(form))
    assert '#   "de": German' in text
    assert "#   true: muted, false: open" in text
    assert "# At most 8 digits." in text
    assert '# Only when report is: "other"' in text
    assert '# "***" keeps the one that is there.' in text
    i18n.set_language("fr")
    assert write_recipe("conference", form, example(form)) != text


def test_phone_numbers_are_the_accounts_lines_else_of_fiction() -> None:
    form = form_of("redirection")
    assert example(form)["destination"] == FICTION
    assert example(form, ["+33199004001"])["destination"] == "+33199004001"


FORM = Form(
    (
        Phone(name="phone", label="Phone", help="h"),
        Toggle(name="switch", label="Switch", help="h"),
        ChoiceField(name="choice", label="Choice", help="h", options=(Option(value="a", label="A"),)),
        Text(name="free", label="Free \x1b]0;pwn\x07 text", help="one\ntwo \u202e three " * 30),
        Text(name="pin", label="PIN", help="h", secret=True),
    )
)


@given(
    st.fixed_dictionaries(
        {
            "phone": st.text(),
            "switch": st.booleans(),
            "choice": st.text(),
            # TOML, like UTF-8, knows no half of a surrogate pair.
            "free": st.text(st.characters(exclude_categories=["Cs"])),
            "pin": st.text("0123456789"),
        }
    )
)
def test_settings_survive_as_a_recipe(settings: dict[str, Json]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        kind, given_back = read(Path(folder), write_recipe("conference", FORM, settings))
    assert (kind, given_back) == ("conference", settings)


def test_comments_are_cleaned_and_stay_comments(tmp_path: Path) -> None:
    text = write_recipe("conference", FORM, {"free": "x"})
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert read(tmp_path, text)[1] == {"free": "x"}


def test_a_secret_that_is_not_known_is_kept(tmp_path: Path) -> None:
    form = form_of("conference")
    settings = settings_from("conference", {})
    assert settings["pin"] is None
    text = write_recipe("conference", form, settings)
    assert 'pin = "***"' in text
    assert settings_from(*read(tmp_path, text)) == settings


@pytest.mark.parametrize("name", ["recipe.json", "recipe.txt", "recipe"])
def test_json_is_told_by_its_ending_or_its_beginning(tmp_path: Path, name: str) -> None:
    text = '\ufeff\n {"kind": "conference", "pin": "12"}'
    assert read(tmp_path, text, name) == ("conference", {"pin": "12"})


def test_toml_may_begin_with_a_table(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read(tmp_path, '[table]\nkind = "conference"', "recipe")
    assert [problem.path for problem in refused.value.problems] == ["kind"]


def test_standard_input_is_a_recipe_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'kind = "conference"')))
    assert read_recipe("-") == ("conference", {})


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.toml", b'kind = "conference"\npin = \n', "Line 2, column 7"),
        ("a.toml", b'kind = "conference"\nkind = "conference"\n', "Line 2"),
        ("a.toml", b'kind = "conf\xe9rence"\n', "Line 1 is not UTF-8"),
        ("a.toml", b'kind = "conference"\npin = """', "Line 2"),
        ("a.json", b'{"kind": "conference",\n "pin" "1"}', "Line 2, column 8"),
        ("a.json", b"", "Line 1"),
        ("a.json", b"[" * 100_000, ""),
        ("a.toml", b"a = " + b"[" * 100_000, ""),
        ("a.json", b'{"pin": ' + b"1" * 5000 + b"}", ""),
        ("a.toml", b"#" * 2_000_000, "too large"),
        ("a.toml", b"day = 2026-02-31", ""),
    ],
)
def test_what_cannot_be_read_names_the_line(tmp_path: Path, name: str, content: bytes, place: str) -> None:
    with pytest.raises(RecipeUnreadable) as unreadable:
        read(tmp_path, content, name)
    fault = unreadable.value.fault()
    assert name in str(fault.what)
    assert place in fault.cause


@pytest.mark.parametrize("source", ["nowhere.toml", ".", "a\0b"])
def test_a_file_that_is_not_there_is_said(source: str) -> None:
    with pytest.raises(RecipeUnreadable) as unreadable:
        read_recipe(source)
    assert unreadable.value.fault().cause


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ("{}", ["kind"]),
        ('{"kind": "nothing"}', ["kind"]),
        ('{"kind": 3, "pin": 4}', ["kind"]),
        ('{"kind": ["conference"]}', ["kind"]),
        ("[]", ["settings"]),
        ("3", ["settings"]),
        (
            '{"kind": "conference", "pin": "1", "pin": "2", "report": "none", "report": "none"}',
            ["pin", "report"],
        ),
    ],
)
def test_what_is_no_recipe_is_refused_with_its_path(tmp_path: Path, content: str, paths: list[str]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read(tmp_path, content, "recipe.json")
    assert [problem.path for problem in refused.value.problems] == paths


def test_all_faults_of_a_recipe_are_named_at_once(tmp_path: Path) -> None:
    wrong = {"kind": "conference", "pin": "12ab", "language": "xx", "recording": "yes", "nothing": 1}
    for name, text in (
        ("r.json", json.dumps(wrong)),
        (
            "r.toml",
            'kind = "conference"\npin = "12ab"\nlanguage = "xx"\nrecording = "yes"\nnothing = 1979-05-27',
        ),
    ):
        with pytest.raises(SettingsRefused) as refused:
            settings_from(*read(tmp_path, text, name))
        assert {problem.path for problem in refused.value.problems} == {
            "pin",
            "language",
            "recording",
            "nothing",
        }
