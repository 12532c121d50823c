"""The strings' language: English as written in the source, French from its gettext catalogue.

Modules import `_`, `ngettext` and `N_` from here by name. Nothing is translated while a module is imported, for
the language is not known by then: what is declared there is marked with `N_` and translated when it is drawn.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tui.text import clean

if TYPE_CHECKING:
    from gettext import GNUTranslations

DOMAIN = "alias-wizard"
LANGUAGES = ("en", "fr")
LOCALE = Path(__file__).parent / "locale"

NARROW_NO_BREAK_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"

_COLON = re.compile(" (?=:)")
_HIGH_SIGN = re.compile("(?<=«) | (?=[;!?»])")


class _Chosen:
    """The language of this process, and its catalogue; None for English, which needs none."""

    language = "en"
    catalogue: "GNUTranslations | None" = None


def choose_language(explicit: str | None, setting: str | None, environ: Mapping[str, str]) -> str:
    """Return the language to use: the one asked for, else the setting, else the environment's.

    A variable that is set but empty counts as unset. Any language but French is English, C and POSIX included.
    """
    named = [explicit, setting, *(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))]
    first = next((name for name in named if name), "")
    return "fr" if re.split(r"[_.@-]", first)[0].lower() == "fr" else "en"


def set_language(code: str) -> None:
    """Make `code` ("en" or "fr") the language of every string from now on."""
    if code not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {code!r}")
    _Chosen.language = code
    _Chosen.catalogue = None if code == "en" else _catalogue(code)
    _translation.cache_clear()
    _plural_translation.cache_clear()


def language() -> str:
    """Return the language in use, "en" or "fr"."""
    return _Chosen.language


def _(message: str) -> str:
    """Return `message` in the language in use; placeholders are filled in by the caller, afterwards."""
    return message if _Chosen.catalogue is None else _translation(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of a counted message for `n`, in the language in use."""
    if _Chosen.catalogue is None:
        return one if n == 1 else many
    return _plural_translation(one, many, n)


def labelled(label: str, words: str) -> str:
    """Return a label and what belongs to it, with the language's own colon; both are translated already."""
    return _("{label}: {message}").format(label=label, message=words)


def listed(parts: Iterable[str]) -> str:
    """Return several texts with the language's own semicolons between them."""
    return _("; ").join(parts)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it, which the extraction looks for
    """Mark `message` for translation and return it as it is; whoever draws it calls `_`."""
    return message


def french_spaces(text: str) -> str:
    """Make the spaces that belong to a French sign ones that do not break.

    A narrow one before ; ! ? and inside « », a full one before a colon. Only spaces that are there are changed:
    a colon in an address or a time has none. Meant for a catalogue's text, before anything is filled in: data
    stay as they are.
    """
    return _HIGH_SIGN.sub(NARROW_NO_BREAK_SPACE, _COLON.sub(NO_BREAK_SPACE, text))


def _catalogue(code: str) -> "GNUTranslations":
    # Only French pays for gettext, and only for reading one file: no search path, no locale module.
    from gettext import GNUTranslations

    with (LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


@lru_cache(maxsize=4096)
def _translation(message: str) -> str:
    # The empty message is the catalogue's header.
    if not message or _Chosen.catalogue is None:
        return message
    return french_spaces(_Chosen.catalogue.gettext(message))


@lru_cache(maxsize=4096)
def _plural_translation(one: str, many: str, n: int) -> str:
    if _Chosen.catalogue is None:
        return one if n == 1 else many
    return french_spaces(_Chosen.catalogue.ngettext(one, many, n))


@dataclass(frozen=True)
class Message:
    """A text that is translated when it is drawn: a message id and what fills its placeholders.

    `str()` gives it in the language in use. A placeholder may hold another `Message`; every other value is cleaned on
    its way in, for it may come from elsewhere.
    """

    text: str
    args: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        filled = {
            name: str(value) if isinstance(value, Message) else clean(str(value))
            for name, value in self.args.items()
        }
        return _(self.text).format(**filled) if filled else _(self.text)

    def dump(self) -> dict[str, object]:
        """The message as JSON: {"text", "args"}; values other than messages, texts, numbers and None become texts."""

        def dumped(value: object) -> object:
            if isinstance(value, Message):
                return value.dump()
            return value if isinstance(value, str | int | float | None) else str(value)

        return {"text": self.text, "args": {name: dumped(value) for name, value in self.args.items()}}

    @classmethod
    def load(cls, dumped: Mapping[str, object]) -> "Message":
        """The message of `dump`. Raises ValueError when it is not one."""
        text, args = dumped.get("text"), dumped.get("args")
        if not isinstance(text, str) or not isinstance(args, dict):
            raise ValueError("not a message")
        return cls(
            text, {name: cls.load(each) if isinstance(each, dict) else each for name, each in args.items()}
        )


def joined(parts: Iterable[Message], between: str = ", ") -> Message:
    """Several texts as one."""
    names = {f"part{at}": part for at, part in enumerate(parts)}
    return Message(between.join(f"{{{name}}}" for name in names), names)
