"""Sounds: which files can become one, what they are called on the platform, and the collection that holds them.

Source: `{family}/{serviceName}/sound` and `soundUpload` of the official schema; limits and name rules of the web
manager. The platform converts what is uploaded: spaces become underscores, and every name ends in `.wav`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from tui.engine.errors import Problem, SoundRefused
from tui.engine.naming import in_use
from tui.engine.ports import Sounds, StoredSound
from tui.engine.resources import Body, Collection, Field, Json, Ref, Resource, Snapshot, Wanted, Wish
from tui.i18n import N_, Message
from tui.telephony.services import Number, Read

SOUND_FORMATS = ("aiff", "au", "flac", "mp3", "ogg", "wav", "wma")
"""The endings of the files that the web manager takes for queues, conferences and switchboards."""

MENU_SOUND_FORMATS = ("mp3", "ogg", "wav", "wma")
"""Those that its page of voice menus takes; the same switchboard's page of queues takes all of them."""

LARGEST_SOUND = 10_000_000
"""Bytes (web manager: 10 MB)."""

LONGEST_NAME = 26
"""Characters of a name before its ending (web manager)."""
_NAME = re.compile(r"[\w ]+", re.ASCII)


def converted_name(file_name: str) -> str:
    """What the platform will call the sound of a file (`Mon accueil.MP3`: `Mon_accueil.wav`).

    Raises `SoundRefused` when the format is none of `SOUND_FORMATS`, or the name has other characters than letters
    without accents, digits, underscores and spaces, or more than 26 of them before the ending.
    """
    file = PurePath(file_name).name
    name, dot, ending = file.rpartition(".")
    if not dot or ending.lower() not in SOUND_FORMATS:
        text = N_("Choose an audio file of one of these formats: {formats}.")
        raise SoundRefused(file, Message(text, {"formats": ", ".join(SOUND_FORMATS)}))
    if not _NAME.fullmatch(name):
        text = N_("Rename the file: letters without accents, digits, underscores and spaces only.")
        raise SoundRefused(file, Message(text))
    if len(name) > LONGEST_NAME:
        text = N_("Rename the file: at most {most} characters before the ending; there are {count}.")
        raise SoundRefused(file, Message(text, {"most": LONGEST_NAME, "count": len(name)}))
    return name.replace(" ", "_") + ".wav"


def check_size(file_name: str, size: int) -> None:
    """Raise `SoundRefused` when a file of `size` bytes is empty, or larger than the platform takes."""
    file = PurePath(file_name).name
    if size == 0:
        raise SoundRefused(file, Message(N_("The file is empty; choose another one.")))
    if size > LARGEST_SOUND:
        # How large it is, only those know who have looked at all of it.
        text = N_("The file is larger than {most} MB, which is the most that is taken.")
        raise SoundRefused(file, Message(text, {"most": LARGEST_SOUND // 1_000_000}))


# --- on the platform


def collection(family: str, feature_types: frozenset[str]) -> Collection:
    """The sounds of a number, `…/{family}/{service}/sound`. One that nothing wants stays: it can be used again."""
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/sound",
        schema="telephony.OvhPabxSound",
        title=N_("sound"),
        describe=lambda body: Message("{name}", {"name": body.get("name")}),
        feature_types=feature_types,
        fields={
            "soundId": Field("integer", writable=False),
            "name": Field("string", N_("name"), writable=False),
        },
        id="soundId",
        key=("name",),
        create=("name",),
        upload="soundUpload",
    )


def ref(name: str) -> Ref:
    """What stands for the id of a sound."""
    return Ref("sound", name)


def wish(name: str | None) -> Wish:
    """The wanted id of the sound that a setting names: none, a sound's own id (`#12`), or what stands for it."""
    if name is None:
        return None
    return int(name[1:]) if re.fullmatch("#[0-9]{1,18}", name) else ref(name)


def wanted(sounds: Collection, number: Number, names: Iterable[str | None]) -> list[Resource]:
    """The sounds that settings name, each once."""
    return [
        number.resource(sounds, {"name": name}, ref(name))
        for name in dict.fromkeys(names)
        if name is not None and isinstance(wish(name), Ref)
    ]


Named = Iterable[tuple[str, str | None]]
"""The sounds that settings name, each with its path."""


@dataclass(frozen=True)
class Sources:
    """Where a sound that settings name comes from: it is one `there`, on the number, else one that is `stored`.

    `used` are those of the number that it plays now; `sent` are the digests of those that were sent from here. The
    platform does not tell contents: one that is there and was not sent from here may be any.
    """

    there: frozenset[str]
    used: frozenset[str]
    stored: Mapping[str, StoredSound]
    sent: Mapping[str, str]

    def problems(self, named: Named, formats: Sequence[str] = SOUND_FORMATS) -> Iterator[Problem]:
        """Sounds that are nowhere, that are not the ones that are meant, or whose file is none of these formats."""
        for path, name in named:
            if name is None:
                continue
            stored = self.stored.get(name)
            text = ""
            if name not in self.there and stored is None:
                text = N_(
                    "There is no sound “{name}”, neither on the number nor in the store; add its file, or choose "
                    "another."
                )
            elif self._is_another(name) and name not in self.used:
                text = N_(
                    "The number has another sound “{name}” than the store; give the file another name and add it again."
                )
            elif name not in self.there and stored and stored.source.rpartition(".")[2] not in formats:
                text = N_(
                    "The file of “{name}” has a format that voice menus do not take; convert it to one of {formats}, "
                    "and add it again."
                )
            if text:
                yield Problem(path, Message(text, {"name": name, "formats": ", ".join(formats)}))

    def warnings(self, named: Named) -> Iterator[Message]:
        """Sounds of the number itself that one of the store may be meant by."""
        for name in dict.fromkeys(each for _path, each in named if each in self.there):
            if name in self.used and self._is_another(name):
                text = N_(
                    "The number goes on playing its own sound “{name}”; that of the store is another one."
                )
                yield Message(text, {"name": name})
            elif name not in self.used and not {name} & {*self.stored, *self.sent}:
                text = N_("The number's own sound “{name}” is played; the store has none of that name.")
                yield Message(text, {"name": name})

    def _is_another(self, name: str) -> bool:
        """Whether the number's sound of that name is not known to be the store's."""
        stored = self.stored.get(name)
        return name in self.there and stored is not None and self.sent.get(name) != stored.digest


def sources(
    sounds: Collection, managed: Iterable[Collection], number: Number, before: Snapshot, read: Read
) -> Sources:
    """Where the sounds of a number come from, whose objects, those of `managed`, were `before` as they are there."""
    listed = before.listed(number.path_of(sounds)) if sounds.exists_under(before.feature_type) else []
    names = Names(listed)
    playing = in_use(before, Wanted(before.feature_type, None, Message(""), managed=tuple(managed)))
    used = {names.of(body.get("soundId")) for each, body in listed if each in playing}
    return Sources(
        names.all(),
        frozenset(filter(None, used)),
        {each.name: each for each in (() if read.sounds is None else read.sounds.stored())},
        sent_to(read.sounds, number),
    )


def sent_to(store: Sounds | None, number: Number) -> Mapping[str, str]:
    """The digests, by name, of the sounds that were sent to a number from here; none without a store."""
    return {} if store is None else store.sent(number.service_name)


class Names:
    """What the sounds of a number are called in settings: by name, or `#12` where no name tells one from another."""

    def __init__(self, listed: Iterable[tuple[str, Body]]) -> None:
        self._by_id: Mapping[str, str] = {
            str(body.get("soundId")): str(body.get("name") or "") for _path, body in listed
        }

    def of(self, sound: Json) -> str | None:
        """The name of a sound by its id, a number or a text; None when there is none."""
        if sound in (None, ""):
            return None
        name = self._by_id.get(str(sound))
        return name if name and list(self._by_id.values()).count(name) == 1 else f"#{sound}"

    def all(self) -> frozenset[str]:
        """All names that a setting can use."""
        return frozenset({*filter(None, self._by_id.values()), *(f"#{sound}" for sound in self._by_id)})
