"""The commands of the store's sounds: sound, which keeps files, and sounds, which lists what is kept.

Settings and recipes name a sound by the name that it has here, never by a path.
"""

from collections.abc import Iterable, Sequence

from tui import bootstrap
from tui.bootstrap import Options
from tui.cli.printing import DONE, FAILED, document, result, say, say_fault, table
from tui.cli.words import Argument, Command, json_option
from tui.engine.errors import SoundRefused
from tui.engine.files import opened, system_words
from tui.engine.ports import StoredSound
from tui.i18n import N_, Message, _
from tui.telephony.sounds import LARGEST_SOUND
from tui.text import clean
from tui.widgets.sizes import size_words


def _sound(options: Options, files: Sequence[str], as_json: bool) -> int:
    kept: list[tuple[str, StoredSound]] = []
    with bootstrap.open_sounds(bootstrap.settle(options)) as sounds:
        for file in files:
            try:
                kept.append((file, sounds.add(file, _content(file))))
            except SoundRefused as error:
                say_fault(error)
    if as_json:
        document([{"file": file, **_json(sound)} for file, sound in kept])
    else:
        _print((clean(file), *_row(sound)) for file, sound in kept)
    return DONE if len(kept) == len(files) else FAILED


def _content(file: str) -> bytes:
    """The content of a file, as far as it can be taken. Raises `SoundRefused` when it cannot be read."""
    try:
        with opened(file) as content:
            return content.read(LARGEST_SOUND + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        advice = Message(N_("Check the path of the file, and whether you may read it."))
        raise SoundRefused(file, advice, str(system_words(error))) from error


def _sounds(options: Options, as_json: bool) -> int:
    with bootstrap.open_sounds(bootstrap.settle(options)) as sounds:
        stored = sounds.stored()
    if as_json:
        document([_json(sound) for sound in stored])
        return DONE
    if not stored:
        say(_("There is no sound here yet. Keep one: alias-wizard sound FILE"))
    _print(_row(sound) for sound in stored)
    return DONE


def _json(sound: StoredSound) -> dict[str, object]:
    return {"name": sound.name, "size": sound.size}


def _row(sound: StoredSound) -> tuple[str, str]:
    return sound.name, size_words(sound.size)


def _print(rows: Iterable[Sequence[str]]) -> None:
    for line in table(rows):
        result(line)


COMMANDS = {
    "sound": Command(
        "sound",
        _sound,
        N_(
            "Keep audio files in the store, and print the name by which settings and recipes call each. "
            "The files are copied; the same file under the same name is kept once."
        ),
        [
            Argument(
                ["files"],
                metavar="FILE...",
                nargs=-1,
                required=True,
                help=N_("aiff, au, flac, mp3, ogg, wav or wma, up to 10 MB."),
            ),
            json_option(),
        ],
    ),
    "sounds": Command("sounds", _sounds, N_("List the sounds that are kept in the store."), [json_option()]),
}
