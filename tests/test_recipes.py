"""Recipes: what is printed can be applied, nothing is lost on the way, and every fault names its place."""

import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import i18n
from tui.configurations import catalogue
from tui.engine.errors import RecipeUnreadable, SettingsRefused
from tui.engine.resources import Json
from tui.forms import Choice as ChoiceField
from tui.forms import (
    Field,
    Form,
    Hours,
    Number,
    Option,
    Phone,
    Reference,
    Rows,
    Section,
    Several,
    Sound,
    Text,
    Toggle,
    public,
)
from tui.recipe_text import FICTION, example, write_recipe
from tui.recipes import out_of_place, read_recipe
from tui.telephony.units import seconds
from tui.use_cases import settings_from

BUILT = [row.kind for row in catalogue.CONFIGURATIONS if row.module is not None]


def slice_of(kind: str) -> catalogue.Slice:
    slice_ = catalogue.load(kind)
    assert slice_ is not None
    return slice_


def form_of(kind: str) -> Form:
    return slice_of(kind).FORM


def fields_of(form: Form) -> list[Field]:
    """The fields of a form and of its rows, at any depth."""
    return [
        each
        for field in form.fields
        for each in (field, *(fields_of(field.form) if isinstance(field, Rows) else ()))
    ]


def read(tmp_path: Path, text: str | bytes, name: str = "recipe.toml") -> tuple[str, dict[str, Json]]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_recipe(str(path))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", BUILT)
def test_a_printed_recipe_is_valid_as_it_is(tmp_path: Path, kind: str, language: str) -> None:
    i18n.set_language(language)
    slice_ = slice_of(kind)
    given = example(slice_)
    text = write_recipe(kind, slice_.FORM, given)
    assert read(tmp_path, text) == (kind, {name: value for name, value in given.items() if name != "kind"})
    settings_from(*read(tmp_path, text))
    # Every field is there, with its help, be it as a comment; and it is explained once.
    for field in fields_of(slice_.FORM):
        assert re.search(rf"\b{field.name} = |\[{field.name}\]|\.{field.name}\]", text)
        assert i18n._(field.label) in text
    assert all(len(line) <= 110 for line in text.splitlines())


@pytest.mark.parametrize("kind", BUILT)
def test_the_settings_of_a_number_survive_as_a_recipe(tmp_path: Path, kind: str) -> None:
    slice_ = slice_of(kind)
    settings = settings_from(kind, {k: v for k, v in example(slice_).items() if k != "kind"})
    text = write_recipe(kind, slice_.FORM, settings)
    assert settings_from(*read(tmp_path, text)) == settings
    as_json = json.dumps(public(settings))
    assert settings_from(*read(tmp_path, as_json, "recipe.json")) == settings


@pytest.mark.parametrize("kind", BUILT)
def test_a_recipe_names_the_bounds_of_every_number(kind: str) -> None:
    slice_ = slice_of(kind)
    text = write_recipe(kind, slice_.FORM, example(slice_))
    for name, bounds in bounds_of(slice_.SETTINGS.model_json_schema()):
        before, _comment, _rest = re.split(rf"^(# )?{name} = ", text, maxsplit=1, flags=re.MULTILINE)
        explained = before.rpartition("\n\n")[2]
        assert [bound for bound in bounds if str(bound) not in explained] == [], name


def bounds_of(schema: dict[str, Any]) -> list[tuple[str, list[int]]]:
    """The names of the whole numbers of a settings model and its rows, each with its bounds."""
    models = [schema, *schema.get("$defs", {}).values()]
    return [
        (name, [sort[bound] for bound in ("minimum", "maximum") if bound in sort])
        for model in models
        for name, each in model.get("properties", {}).items()
        for sort in (each, *each.get("anyOf", ()))
        if sort.get("type") == "integer" and name != "remote_id"
    ]


def test_a_recipe_says_what_can_be_written_in_the_language_in_use(tmp_path: Path) -> None:
    form, given = form_of("conference"), example(slice_of("conference"))
    text = write_recipe("conference", form, given)
    assert '#   "de": German' in text
    assert "#   true: muted, false: open" in text
    assert "# At most 8 digits." in text
    assert '# Only when report is: "other"' in text
    assert '# "***" keeps the one that is there.' in text
    i18n.set_language("fr")
    assert write_recipe("conference", form, given) != text


def test_phone_numbers_are_the_accounts_lines_else_of_fiction() -> None:
    slice_ = slice_of("redirection")
    assert example(slice_)["destination"] == FICTION
    assert example(slice_, ["+33199004001"])["destination"] == "+33199004001"


def test_a_slice_has_an_example_of_its_own_where_it_needs_one() -> None:
    own: Any = SimpleNamespace(FORM=FORM, example=lambda lines: {"phone": lines[0], "free": "x"})
    assert example(own, ["+33199004001"]) == {"phone": "+33199004001", "free": "x"}


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


# --- rows

MENUS = Form(
    (
        Rows(
            name="menus",
            label="Menus of the switchboard",
            help="A menu for each choice.",
            named="name",
            noun="menu",
            add="Add a menu",
            ordered=True,
            most=20,
            fields=(
                Text(name="name", label="Name of the menu", help="h", placeholder="Welcome"),
                Rows(
                    name="entries",
                    label="Keys of the menu",
                    help="h",
                    named="key",
                    noun="key",
                    add="Add a key",
                    fields=(
                        ChoiceField(
                            name="key", label="Key", help="h", options=(Option(value="1", label="one"),)
                        ),
                        Reference(
                            name="menu",
                            label="Menu to go to",
                            help="h",
                            to="menus",
                            visible_when=("key", ("1",)),
                        ),
                    ),
                ),
                Number(name="wait", label="Wait", help="0 to 20.", unit=seconds, default=5),
                Sound(name="greeting", label="Greeting", help="h", optional=True),
            ),
        ),
        Hours(name="week", label="Week", help="h", policies=(Option(value="open", label="Open"),)),
        Several(name="groups", label="Groups", help="h", options=(Option(value="mobile", label="Mobiles"),)),
        Rows(
            name="callers",
            label="Callers",
            help="h",
            named="number",
            noun="caller",
            add="Add a caller",
            fields=(Text(name="number", label="Beginning of the number", help="h"),),
        ),
        Text(name="note", label="Note", help="h"),
    ),
    (
        Section(title="Menus and notes", fields=("menus", "note")),
        Section(title="Times and callers", fields=("week", "groups", "callers")),
    ),
)

WRITTEN: dict[str, Json] = {
    "menus": [
        {"name": "Welcome", "entries": [], "wait": 5},
        {
            "name": "Sales",
            "entries": [{"key": "1", "menu": "Welcome"}, {"key": "2"}],
            "greeting": "sales.wav",
        },
    ],
    "week": [
        {"day": "monday", "start": "08:30", "end": "12:00"},
        {"day": "friday", "start": "09:00", "end": "24:00"},
    ],
    "groups": ["mobile"],
    "callers": [{"number": "+336"}],
    "note": "Accueil",
}


def test_rows_are_tables_and_short_ones_are_lines(tmp_path: Path) -> None:
    text = write_recipe("conference", MENUS, WRITTEN)
    assert read(tmp_path, text)[1] == WRITTEN
    assert (
        "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
        == """\
kind = "conference"
week = [
  { day = "monday", start = "08:30", end = "12:00" },
  { day = "friday", start = "09:00", end = "24:00" },
]
groups = ["mobile"]
callers = [
  { number = "+336" },
]
note = "Accueil"
[[menus]]
name = "Welcome"
entries = []
wait = 5
[[menus]]
name = "Sales"
greeting = "sales.wav"
[[menus.entries]]
key = "1"
menu = "Welcome"
[[menus.entries]]
key = "2\""""
    )


def test_every_field_of_a_row_is_explained_where_it_first_stands() -> None:
    text = write_recipe("conference", MENUS, WRITTEN)
    for field in fields_of(MENUS):
        assert len(re.findall(rf"^# (?:  )?{field.label}(?: \(optional\))?$", text, re.MULTILINE)) == 1
    first, second = text.index('name = "Welcome"'), text.index('name = "Sales"')
    assert text.index("# Menus of the switchboard") < text.index("[[menus]]\n")
    assert text.index("# Name of the menu") < first < text.index("# Wait") < second
    # The first menu has no keys; they are explained before the first that there is.
    assert second < text.index("# Keys of the menu\n") < text.index("\n[[menus.entries]]")
    for words in (
        "# Their order counts.",
        "# At most 20.",
        "# 0 to 20.",
        "# A whole number; unit: seconds.",
        "# The name of one of [[menus]].",
        "# The name of a sound; alias-wizard sound FILE keeps a file and prints its name.",
        '#   "mobile": Mobiles',
        '#   "open": Open',
        '# Only when key is: "1"',
        '# greeting = "accueil.wav"',
        "# ----- Menus and notes",
    ):
        assert words in text


@pytest.mark.parametrize("settings", [{}, {"menus": [], "week": [], "groups": [], "callers": [], "note": ""}])
def test_rows_that_there_are_none_of_are_explained_as_comments(
    tmp_path: Path, settings: dict[str, Json]
) -> None:
    text = write_recipe("conference", MENUS, settings)
    assert read(tmp_path, text)[1] == settings
    for field in fields_of(MENUS):
        assert len(re.findall(rf"^# (?:  )?{field.label}(?: \(optional\))?$", text, re.MULTILINE)) == 1
    # Without the signs of the comments, what is shown is a recipe.
    shown = [
        line.removeprefix("# ")
        for line in text.splitlines()
        if re.match(r"# (\[\[|\w+ = |  \{|\]$)", line) or (settings == {} and line.startswith("kind"))
    ]
    _kind, menus = read(tmp_path, "\n".join(shown if settings == {} else ['kind = "conference"', *shown]))
    assert menus["menus"] == [
        {"name": "Welcome", "wait": 5, "greeting": "accueil.wav", "entries": [{"key": "1", "menu": ""}]}
    ]


def test_an_empty_list_shows_how_a_row_is_written() -> None:
    text = write_recipe("conference", MENUS, {"week": [], "groups": [], "callers": []})
    for shown, written in (
        ('#   { day = "monday", start = "09:00", end = "18:00" },\n# ]', "week = []"),
        ('# groups = ["mobile"]', "groups = []"),
        ('#   { number = "" },\n# ]', "callers = []"),
    ):
        assert f"{shown}\n{written}\n" in text


@pytest.mark.parametrize("kind", BUILT)
def test_a_printed_recipe_has_a_row_of_every_sort_that_others_stand_on(kind: str) -> None:
    first = {
        "call-queue": ("agents", "closures"),
        "ivr": ("menus", "menus.entries", "steps", "steps.actions"),
    }
    text = write_recipe(kind, form_of(kind), example(slice_of(kind)))
    for path in first.get(kind, ()):
        assert f"\n[[{path}]]\n" in text


def test_the_ids_of_rows_are_never_written_and_refused_where_they_stand(tmp_path: Path) -> None:
    settings: dict[str, Json] = {
        "menus": [{"remote_id": 12, "name": "A", "entries": [{"remote_id": "x", "key": "1"}]}],
        "week": [{"day": "monday", "start": "08:00", "end": "09:00", "remote_id": 3}],
    }
    assert "remote_id" not in write_recipe("conference", MENUS, settings)
    assert [problem.path for problem in out_of_place(MENUS, {"remote_id": 1, **settings})] == [
        *("remote_id", "menus.0.remote_id", "menus.0.entries.0.remote_id", "week.0.remote_id")
    ]
    assert list(out_of_place(MENUS, public(settings))) == []
    assert [each.path for each in out_of_place(MENUS, {"menus": [{"remote_name": "A"}]})] == [
        "menus.0.remote_name"
    ]


@pytest.mark.parametrize("path", ["/home/odile/accueil.wav", "./accueil.mp3", "C:\\sons\\accueil.wav"])
def test_the_path_of_a_file_is_no_sound(path: str) -> None:
    (problem,) = out_of_place(MENUS, {"menus": [{"name": "A"}, {"name": "B", "greeting": path}]})
    assert problem.path == "menus.1.greeting"
    assert "alias-wizard sound FILE" in str(problem.message)


def settings_of(form: Form) -> st.SearchStrategy[dict[str, Json]]:
    """Random settings of a form: every field may be missing, and holds anything of its type."""
    return st.fixed_dictionaries({}, optional={field.name: value_of(field) for field in form.fields})


def value_of(field: Field) -> st.SearchStrategy[Any]:
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    match field:
        case Toggle():
            return st.booleans()
        case Number():
            return st.integers(-(10**9), 10**9)
        case Rows():
            return st.lists(settings_of(field.form), max_size=3)
        case Hours():
            ranges = {"day": texts, "start": texts, "end": texts}
            return st.lists(st.fixed_dictionaries(ranges, optional={"policy": texts}), max_size=3)
        case Several():
            return st.lists(texts, max_size=3)
    return texts


@given(settings_of(MENUS))
def test_nested_settings_survive_as_a_recipe(settings: dict[str, Json]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        given_back = read(Path(folder), write_recipe("conference", MENUS, settings))[1]
        as_json = read(Path(folder), json.dumps({"kind": "conference", **settings}), "recipe.json")[1]
    assert given_back == as_json == settings


# --- reading


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
    assert "Name the file of a recipe" in str(unreadable.value.fault().mend)


@pytest.mark.parametrize("depth", [30, 900, 100_000])
@pytest.mark.parametrize(
    ("name", "opens", "closes"),
    [
        ("a.json", '{"kind": ', "}"),
        ("a.json", '{"kind": "ivr", "menus": [[', "]]}"),
        ("a.toml", "kind = [", "]"),
    ],
)
def test_what_is_nested_too_deeply_is_refused_as_that(
    tmp_path: Path, depth: int, name: str, opens: str, closes: str
) -> None:
    inner = ("[" * depth, "]" * depth) if closes != "}" else ('{"a": ' * depth + "1", "}" * depth)
    with pytest.raises(RecipeUnreadable) as unreadable:
        read(tmp_path, f"{opens}{inner[0]}{inner[1]}{closes}", name)
    assert unreadable.value.fault().cause == "It is nested too deeply for a recipe."
    assert "Name the file of a recipe" in str(unreadable.value.fault().mend)


def test_names_with_many_dots_are_nested_too_deeply(tmp_path: Path) -> None:
    with pytest.raises(RecipeUnreadable) as unreadable:
        read(tmp_path, 'kind = "conference"\n' + ".".join(["a"] * 5000) + " = 1")
    assert unreadable.value.fault().cause == "It is nested too deeply for a recipe."


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ("{}", ["kind"]),
        ('{"kind": "nothing"}', ["kind"]),
        ('{"kind": 3, "pin": 4}', ["kind"]),
        ('{"kind": ["conference"]}', ["kind"]),
        ("[]", ["settings"]),
        ("3", ["settings"]),
    ],
)
def test_what_is_no_recipe_is_refused_with_its_path(tmp_path: Path, content: str, paths: list[str]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read(tmp_path, content, "recipe.json")
    assert [problem.path for problem in refused.value.problems] == paths


def test_what_is_named_twice_is_out_of_place_wherever_it_stands(tmp_path: Path) -> None:
    text = """{"kind": "conference", "note": "a", "menus": [
        {"name": "A", "name": "B", "entries": [{"key": "1", "key": "1", "menu": "A"}]}], "note": 1, "note": "b"}"""
    kind, written = read(tmp_path, text, "recipe.json")
    assert [each.path for each in out_of_place(MENUS, written)] == [
        "note",
        "menus.0.name",
        "menus.0.entries.0.key",
    ]
    first, *_others = out_of_place(MENUS, written)
    assert str(first.message).startswith("This setting is named twice")
    assert (kind, written["note"]) == ("conference", "b")
    assert [
        each.path for each in out_of_place(MENUS, read(tmp_path, '{"kind": 1, "kind": "ivr"}', "r.json")[1])
    ] == ["kind"]


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
