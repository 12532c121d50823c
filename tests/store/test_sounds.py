"""Sounds of the store: what they are called, that a name never changes its content, and what was sent where."""

import hashlib

import pytest

from tests.fakes import FakeClock
from tui.engine.errors import SoundRefused
from tui.engine.ports import Sounds as Port
from tui.engine.ports import StoredSound
from tui.engine.scope import LOCAL, Scope
from tui.store.database import Database
from tui.store.sounds import Sounds
from tui.telephony.sounds import LARGEST_SOUND, LONGEST_NAME

REAL = Scope("ovhcloud", "ovh-eu", "xx12345-ovh")
NUMBER, OTHER = "0033199001001", "0033199001002"
HELLO, MUSIC = b"RIFF hello", b"ID3 music"


@pytest.fixture
def sounds(database: Database) -> Sounds:
    return Sounds(database, LOCAL, FakeClock())


def test_they_are_the_sounds_that_the_engine_asks_for(sounds: Sounds) -> None:
    port: Port = sounds
    assert port is sounds


def test_a_file_is_kept_under_its_converted_name(sounds: Sounds, database: Database) -> None:
    kept = sounds.add("/home/odile/Mon accueil.MP3", HELLO)
    digest = hashlib.sha256(HELLO).hexdigest()
    assert kept == StoredSound("Mon_accueil.wav", "Mon_accueil.mp3", digest, len(HELLO))
    reopened = Sounds(Database(database.path), LOCAL, FakeClock())
    assert reopened.find("Mon_accueil.wav") == kept
    assert reopened.content("Mon_accueil.wav") == HELLO


def test_what_is_not_there_is_none(sounds: Sounds) -> None:
    assert (sounds.find("hello.wav"), sounds.content("hello.wav"), list(sounds.stored())) == (None, None, [])


def test_the_same_file_is_kept_once(sounds: Sounds) -> None:
    assert sounds.add("hello.wav", HELLO) == sounds.add("hello.wav", HELLO)
    assert len(sounds.stored()) == 1


def test_the_same_content_may_have_two_names(sounds: Sounds) -> None:
    sounds.add("hello.wav", HELLO)
    sounds.add("bye.wav", HELLO)
    assert [sound.name for sound in sounds.stored()] == ["bye.wav", "hello.wav"]


def test_other_content_under_the_same_name_gets_a_new_name(sounds: Sounds) -> None:
    names = [sounds.add(f"hello.{ending}", HELLO + ending.encode()).name for ending in ("wav", "mp3", "ogg")]
    assert names == ["hello.wav", "hello_2.wav", "hello_3.wav"]
    assert sounds.content("hello.wav") == HELLO + b"wav"
    # What is sent under the new name has the new name too, and its own ending.
    found = sounds.find("hello_2.wav")
    assert found is not None
    assert found.source == "hello_2.mp3"
    # Chosen again, it is found again.
    assert sounds.add("hello.mp3", HELLO + b"mp3").name == "hello_2.wav"


def test_a_name_that_is_taken_elsewhere_is_left_alone(sounds: Sounds) -> None:
    assert sounds.add("hello.wav", HELLO, taken=("hello.wav", "hello_2.wav")).name == "hello_3.wav"
    assert sounds.add("hello.wav", HELLO).name == "hello.wav"


def test_a_new_name_is_no_longer_than_the_platform_takes(sounds: Sounds) -> None:
    name = "a" * LONGEST_NAME
    assert sounds.add(f"{name}.wav", HELLO).name == f"{name}.wav"
    assert sounds.add(f"{name}.wav", MUSIC).name == f"{name[:-2]}_2.wav"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("hello.txt", HELLO),
        ("hello", HELLO),
        ("hé.wav", HELLO),
        ("a" * 27 + ".wav", HELLO),
        ("hello.wav", b""),
        ("hello.wav", b"0" * (LARGEST_SOUND + 1)),
    ],
)
def test_what_cannot_become_a_sound_is_refused_and_not_kept(
    sounds: Sounds, file: str, content: bytes
) -> None:
    with pytest.raises(SoundRefused):
        sounds.add(file, content)
    assert list(sounds.stored()) == []


def test_the_largest_that_is_taken_comes_back_whole(sounds: Sounds) -> None:
    content = b"0" * LARGEST_SOUND
    assert sounds.add("long.wav", content).size == LARGEST_SOUND
    assert sounds.content("long.wav") == content


def test_what_was_sent_is_known_by_number_and_account(sounds: Sounds, database: Database) -> None:
    sounds.note_sent(NUMBER, "hello.wav", "aa")
    sounds.note_sent(NUMBER, "hello.wav", "bb")
    sounds.note_sent(NUMBER, "bye.wav", "cc")
    assert sounds.sent(NUMBER) == {"hello.wav": "bb", "bye.wav": "cc"}
    assert sounds.sent(OTHER) == {}
    real = Sounds(database, REAL, FakeClock())
    assert real.sent(NUMBER) == {}
    # The sounds themselves serve every account.
    sounds.add("hello.wav", HELLO)
    assert [sound.name for sound in real.stored()] == ["hello.wav"]
