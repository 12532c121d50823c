"""Which files can become a sound, what they are called then, and how settings name one."""

import pytest

from tui.engine.errors import SoundRefused
from tui.engine.ports import StoredSound
from tui.engine.resources import Body, Ref
from tui.telephony import sounds
from tui.telephony.services import Number

NUMBER = Number("ab1-ovh-1", "0033199001001", "", "some type")
SOUNDS = sounds.collection("family", frozenset({"some type"}))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("accueil.wav", "accueil.wav"),
        ("Mon accueil.MP3", "Mon_accueil.wav"),
        ("/tmp/a b/son_2.flac", "son_2.wav"),
        ("x" * 26 + ".ogg", "x" * 26 + ".wav"),
        ("a.Wma", "a.wav"),
        ("b.aiff", "b.wav"),
        ("c.au", "c.wav"),
    ],
)
def test_the_converted_name_has_underscores_for_spaces_and_ends_in_wav(file: str, name: str) -> None:
    assert sounds.converted_name(file) == name


@pytest.mark.parametrize(
    ("file", "mend"),
    [
        ("accueil.mp4", "formats"),
        ("accueil", "formats"),
        ("wav", "formats"),
        ("Noël.wav", "Rename"),
        ("a-b.wav", "Rename"),
        ("a.b.wav", "Rename"),
        (".wav", "Rename"),
        ("a\tb.wav", "Rename"),
        ("x" * 27 + ".wav", "at most 26"),
    ],
)
def test_a_file_that_cannot_become_a_sound_is_refused_with_what_would_mend_it(file: str, mend: str) -> None:
    with pytest.raises(SoundRefused) as refused:
        sounds.converted_name(file)
    assert mend in str(refused.value.fault().mend)


@pytest.mark.parametrize("size", [1, sounds.LARGEST_SOUND])
def test_ten_megabytes_are_taken(size: int) -> None:
    sounds.check_size("a.wav", size)


@pytest.mark.parametrize("size", [0, sounds.LARGEST_SOUND + 1])
def test_an_empty_file_and_more_than_ten_megabytes_are_refused(size: int) -> None:
    with pytest.raises(SoundRefused):
        sounds.check_size("a.wav", size)


def test_settings_name_a_sound_by_its_name_and_by_its_id_where_two_share_one() -> None:
    listed: list[tuple[str, Body]] = [
        ("/1", {"soundId": 1, "name": "a.wav"}),
        ("/2", {"soundId": 2, "name": "b.wav"}),
        ("/3", {"soundId": 3, "name": "b.wav"}),
    ]
    names = sounds.Names(listed)
    assert [names.of(each) for each in (None, "", 1, "1", 2, 3, 9)] == [
        None, None, "a.wav", "a.wav", "#2", "#3", "#9",
    ]  # fmt: skip
    assert [sounds.wish(each) for each in (None, "a.wav", "#3")] == [None, Ref("sound", "a.wav"), 3]
    assert names.all() >= {"a.wav", "#2", "#3"}


def test_each_sound_that_is_named_is_wanted_once_and_none_that_has_only_an_id() -> None:
    found = sounds.wanted(SOUNDS, NUMBER, ["a.wav", None, "b.wav", "a.wav", "#3"])
    assert [each.body for each in found] == [{"name": "a.wav"}, {"name": "b.wav"}]
    assert [each.ref for each in found] == [Ref("sound", "a.wav"), Ref("sound", "b.wav")]
    assert found[0].path == "/telephony/ab1-ovh-1/family/0033199001001/sound"


def sources(
    there: str = "", used: str = "", stored: dict[str, str] | None = None, sent: dict[str, str] | None = None
) -> sounds.Sources:
    """Names of sounds on the number and of those played, files of the store by name with their name as digest."""
    files = {name: StoredSound(name, source, name, 1) for name, source in (stored or {}).items()}
    return sounds.Sources(frozenset(there.split()), frozenset(used.split()), files, sent or {})


def said(found: sounds.Sources, formats: tuple[str, ...] = sounds.SOUND_FORMATS) -> list[str]:
    return [f"{each.path}: {each.message}" for each in found.problems([("x", "a.wav"), ("y", None)], formats)]


STORED = {"a.wav": "a.wav"}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (sources(), "neither on the number nor in the store"),
        (sources(there="a.wav", stored=STORED), "The number has another sound “a.wav” than the store"),
        (sources(there="a.wav", stored=STORED, sent={"a.wav": "before"}), "another sound"),
    ],
)
def test_a_sound_that_is_nowhere_or_not_the_one_that_is_meant_is_refused(
    found: sounds.Sources, words: str
) -> None:
    (problem,) = said(found)
    assert problem.startswith("x: ")
    assert words in problem


@pytest.mark.parametrize(
    "found",
    [
        sources(there="a.wav"),
        sources(stored=STORED),
        sources(there="a.wav", stored=STORED, sent={"a.wav": "a.wav"}),
        sources(there="a.wav", used="a.wav", stored=STORED),
    ],
)
def test_a_sound_of_the_number_or_of_the_store_can_be_named(found: sounds.Sources) -> None:
    assert said(found) == []


def test_menus_refuse_a_file_of_a_format_that_they_do_not_take_before_it_is_sent() -> None:
    flac = sources(stored={"a.wav": "a.flac"})
    assert said(flac) == []
    (problem,) = said(flac, sounds.MENU_SOUND_FORMATS)
    assert "convert it to one of mp3, ogg, wav, wma" in problem
    there = sources(there="a.wav", stored={"a.wav": "a.flac"}, sent={"a.wav": "a.wav"})
    assert said(there, sounds.MENU_SOUND_FORMATS) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (sources(there="a.wav", used="a.wav", stored=STORED), "goes on playing its own sound “a.wav”"),
        (sources(there="a.wav"), "own sound “a.wav” is played; the store has none"),
        (sources(there="a.wav", used="a.wav"), ""),
        (sources(there="a.wav", sent={"a.wav": "a.wav"}), ""),
        (sources(there="a.wav", stored=STORED, sent={"a.wav": "a.wav"}), ""),
        (sources(stored=STORED), ""),
    ],
)
def test_the_number_s_own_sound_is_told_where_another_may_be_meant(found: sounds.Sources, words: str) -> None:
    warnings = [str(each) for each in found.warnings([("x", "a.wav"), ("y", "a.wav"), ("z", None)])]
    assert len(warnings) == bool(words)
    assert words in " ".join(warnings)


def test_a_sound_without_a_name_is_called_by_its_id() -> None:
    names = sounds.Names([("/1", {"soundId": 1, "name": None})])
    assert names.of(1) == "#1"
    assert names.all() == {"#1"}
