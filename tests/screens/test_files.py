"""The file picker: walking, typing a path, what a file will be called, and why it cannot be taken."""

import os
from pathlib import Path

import pytest

from tests.screen_host import NARROW, WIDE, Hand, at
from tests.switchboard import Shelf
from tests.widgets.boards import board
from tui.screens.files import FileScreen, documents, entries, sounds
from tui.telephony.sounds import SOUND_FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sounds that can be taken and some that cannot, a folder with one more."""
    home = tmp_path / "sounds"
    (home / "older").mkdir(parents=True)
    for name, content in {
        "Mon accueil.MP3": b"x" * 320_000,
        "attente.ogg": b"x" * 1000,
        "été.wav": b"x",
        "empty.wav": b"",
        "bad.wav": b"bad",
        "notes.txt": b"x",
        ".hidden.wav": b"x",
        "older/old.wav": b"x",
    }.items():
        (home / name).write_bytes(content)
    return home


def picker(folder: Path, shelf: Shelf | None = None) -> FileScreen:
    return FileScreen(sounds((shelf or Shelf()).take), folder)


async def settled(hand: Hand) -> None:
    """Let the threads that read folders and files finish."""
    while reading := [each for each in hand.app.workers if each.group != "default" and not each.is_finished]:
        await hand.app.workers.wait_for_complete(reading)
        await hand.pilot.pause()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_folder_is_listed_with_sizes_and_what_the_file_will_be_called(
    folder: Path, size: tuple[int, int]
) -> None:
    async with at(picker(folder), size) as hand:
        await settled(hand)
        assert "older/" in hand.text
        assert hand.line("Mon accueil.MP3").rstrip().endswith("320 kB")
        assert "notes.txt" not in hand.text
        assert "hidden" not in hand.text
        await hand.type("accueil")
        assert "It will be called Mon_accueil.wav." in hand.text


async def test_a_file_is_taken_into_the_store(folder: Path) -> None:
    shelf = Shelf()
    async with at(picker(folder, shelf)) as hand:
        await settled(hand)
        await hand.type("accueil")
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome == "Mon_accueil.wav"
        assert shelf.kept[-1] == ("Mon_accueil.wav", 320_000)


async def test_folders_are_walked_down_and_up(folder: Path) -> None:
    async with at(picker(folder)) as hand:
        await settled(hand)
        await hand.press("enter")
        await settled(hand)
        assert "old.wav" in hand.text
        assert str(folder / "older")[-20:] in hand.text
        await hand.press("up", "enter")
        await settled(hand)
        assert "▌ older/" in hand.text
        await hand.press("f3")
        await settled(hand)
        assert "▌ sounds/" in hand.text
        await hand.press("escape")
        assert hand.outcome is None


async def test_a_path_is_typed_with_completion(folder: Path) -> None:
    async with at(picker(folder.parent)) as hand:
        await settled(hand)
        await hand.paste(f"{folder}/ol")
        await settled(hand)
        assert "▌ older/" in hand.text
        await hand.press("tab")
        await settled(hand)
        assert "old.wav" in hand.text
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome == "old.wav"


async def test_a_whole_path_that_is_dropped_in_quotes_is_taken(folder: Path) -> None:
    async with at(picker(Path("/"))) as hand:
        await settled(hand)
        await hand.paste(f"'{folder / 'Mon accueil.MP3'}' ")
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome == "Mon_accueil.wav"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("été.wav", "Rename the file"),
        ("empty.wav", "The file is empty"),
        ("bad.wav", "Choose another file."),
    ],
)
async def test_what_cannot_be_taken_says_why_and_the_picker_stays(folder: Path, name: str, told: str) -> None:
    async with at(picker(folder)) as hand:
        await settled(hand)
        await hand.paste(name)
        await hand.press("enter")
        await settled(hand)
        assert told in hand.text
        assert hand.outcome is None
        assert isinstance(hand.app.screen, FileScreen)


async def test_a_typed_path_to_another_sort_of_file_says_which_can_be_taken(folder: Path) -> None:
    async with at(picker(folder)) as hand:
        await settled(hand)
        await hand.paste(f"{folder}/notes.txt")
        await hand.press("enter")
        await settled(hand)
        assert "notes.txt cannot be used as a sound." in hand.text
        assert "mp3, ogg, wav" in " ".join(hand.text.split())


async def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    large = folder / "large.wav"
    with large.open("wb") as file:
        file.truncate(10_000_001)
    async with at(picker(folder)) as hand:
        await settled(hand)
        await hand.type("large")
        assert "10.0 MB" in hand.text
        assert "The file is larger than 10 MB" in hand.text
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_what_may_not_be_read_says_so(folder: Path) -> None:
    (folder / "older").chmod(0)
    (folder / "attente.ogg").chmod(0)
    try:
        async with at(picker(folder)) as hand:
            await settled(hand)
            await hand.press("enter")
            await settled(hand)
            assert "cannot be opened: Permission denied" in hand.text
            await hand.type("attente")
            await hand.press("enter")
            await settled(hand)
            assert "Permission denied" in hand.text
    finally:
        (folder / "older").chmod(0o700)


async def test_a_folder_that_is_gone_and_one_without_sounds_say_so(tmp_path: Path) -> None:
    async with at(picker(tmp_path / "gone")) as hand:
        await settled(hand)
        assert "cannot be opened: No such file or directory" in " ".join(hand.text.split())
    async with at(picker(tmp_path)) as hand:
        await settled(hand)
        assert "No sound file here." in hand.text


async def test_a_name_that_nothing_here_has_is_said_to_be_one(folder: Path) -> None:
    async with at(picker(folder)) as hand:
        await settled(hand)
        for typed, term in (("zzz", "zzz"), ("[b]\u202e", "[b]"), ("older/zzz", "zzz")):
            await hand.type(typed)
            await settled(hand)
            told = " ".join(hand.text.split())
            assert f"Nothing here has “{term}” in its name; another name or a whole path" in told
            await hand.press(*["backspace"] * len(typed))
            await settled(hand)
            assert "Nothing here" not in hand.text


async def test_names_of_files_are_drawn_as_they_are(folder: Path) -> None:
    (folder / "a[bold]\x1b]0;pwn\x07.wav").write_bytes(b"x")
    async with at(picker(folder)) as hand:
        await settled(hand)
        assert "a[bold]]0;pwn.wav" in hand.text
        assert "\x1b" not in hand.text


async def test_documents_are_found_by_what_their_names_end_in_or_by_their_path(folder: Path) -> None:
    for name in ("menu.vxml", "Menu.XML"):
        (folder / name).write_text("<vxml/>")
    async with at(FileScreen(documents(("vxml", "xml")), folder)) as hand:
        await settled(hand)
        assert "A document from a file" in hand.text
        assert "attente" not in hand.text
        assert hand.line("Menu.XML")
        await hand.type("menu.v")
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome == str(folder / "menu.vxml")
    async with at(FileScreen(documents(("vxml",)), folder / "older")) as hand:
        await settled(hand)
        assert "No document here. Those that end in vxml are listed" in " ".join(hand.text.split())
        await hand.paste(str(folder / "notes.txt"))
        await hand.press("enter")
        await settled(hand)
        assert hand.outcome == str(folder / "notes.txt")


def test_a_folder_lists_folders_first_then_sounds_by_name(folder: Path) -> None:
    assert [entry.name for entry in entries(folder, SOUND_FORMATS)] == [
        "older",
        "attente.ogg",
        "bad.wav",
        "empty.wav",
        "été.wav",
        "Mon accueil.MP3",
    ]


async def test_a_sound_field_takes_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: folder)
    screen = board()
    async with at(screen) as hand:
        await hand.press("tab", "tab", "enter")
        await hand.type("file")
        await hand.press("enter")
        await settled(hand)
        assert isinstance(hand.app.screen, FileScreen)
        await hand.type("accueil")
        await hand.press("enter")
        await settled(hand)
        assert screen.sheet.get("welcome") == "Mon_accueil.wav"
        assert "Mon_accueil.wav" in hand.line("Greeting")
        assert screen.form.in_hand == "first"
