"""A document's bytes as text, in whatever encoding its declaration, or its first bytes, name.

They are decoded here and not by the parser, so that lines and columns are those that an editor shows.
"""

import codecs
import re
from collections.abc import Sequence

from tui.i18n import N_
from tui.telephony.findings import Finding
from tui.telephony.vxml.source import Source, unreadable

LARGEST = 1_000_000
"""Bytes of a document."""

_GZIP = b"\x1f\x8b"  # RFC 1952, section 2.3.1
_EBCDIC = "cp037"
# How a document begins, and what its declaration can be read with (XML 1.0, appendix F).
_BEGINNINGS: Sequence[tuple[bytes, str]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", _EBCDIC),
)
_DECLARATION = re.compile(r"<\?xml\s[^>]*?encoding\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*\?>")
_CHARACTER_SETS = re.compile(
    r"utf-?(?:8|16|32)(?:-[lb]e|-sig)?|ascii|iso(?:8859|2022).*|cp[0-9]+|koi8.*|mac.*|shift_?jis.*|euc_.*|gb.*|big5.*"
    r"|johab|hz|tis-620|ptcp154|kz1048|hp-roman8"
)
"""What Python's codecs are called that stand for a set of characters; it has others, `unicode_escape` say."""
_OTHER_NAMES = {
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-4": "utf-32",
    "ucs-4": "utf-32",
    "windows-31j": "cp932",
    "x-sjis": "shift_jis",
    "iso-8859-8-i": "iso-8859-8",
}
"""Names that XML and the web know (XML 1.0, section 4.3.3), and Python does not."""
_UTF_8 = ("utf-8", "utf-8-sig", "ascii")

_IN_UTF_8 = N_("Save it in UTF-8, and have its first line say so.")
_NOT_UTF_8 = (N_("The document is in {encoding}; OVH asks for UTF-8."), _IN_UTF_8)
_UNKNOWN = (N_("Nobody knows the encoding {encoding} that the document says it is in."), _IN_UTF_8)
_ANOTHER = (N_("The document says that it is in {encoding}, and is in another encoding."), _IN_UTF_8)
_NO_CHARACTER = (N_("There is something here that is no character in {encoding}."), _IN_UTF_8)
_COMPRESSED = (
    N_("The document is compressed, by gzip, and no text as it stands."),
    N_("Unpack the file, or have the server send it as it is to whoever asks for no compression."),
)
_TOO_LARGE = (
    N_("The document is larger than {limit} bytes; nothing of it was read."),
    N_("Divide it into several documents."),
)


def decode(content: bytes) -> tuple[Source, list[Finding]]:
    """The text of a document, and a warning where its encoding is not UTF-8. Raises `Unreadable`."""
    if len(content) > LARGEST:
        raise unreadable(Source(""), 0, "too-large", _TOO_LARGE, limit=LARGEST)
    if content.startswith(_GZIP):
        raise unreadable(Source(""), 0, "compressed", _COMPRESSED)
    declared, codec = _encoding(content)
    source = _decoded(content, declared, codec)
    if codec in _UTF_8:
        return source, []
    return source, [source.finding(0, "warning", "not-utf-8", _NOT_UTF_8, encoding=declared or codec)]


def _encoding(content: bytes) -> tuple[str, str]:
    """The encoding that the declaration names, if any, and the codec to read the document with.

    Raises `Unreadable` for one that nobody knows, or that the first bytes are not in.
    """
    first = next((codec for begins, codec in _BEGINNINGS if content.startswith(begins)), "")
    found = _DECLARATION.match(_plain(content[:1000].decode(first or "latin-1", "ignore")))
    declared = "" if found is None else found[1] or found[2]
    named = _codec(declared or "utf-8")
    if not named:
        raise unreadable(_anyhow(content), 0, "encoding", _UNKNOWN, encoding=declared)
    # The first bytes may say more than the declaration does, UTF-16 and its order of bytes, but nothing else.
    codec = named if first in ("", _EBCDIC) else first
    agrees = codec.startswith(named) or named.startswith(codec)
    if declared and not (
        agrees and content[:40].decode(codec, "ignore").lstrip("\ufeff").startswith("<?xml")
    ):
        raise unreadable(_anyhow(content), 0, "encoding", _ANOTHER, encoding=declared)
    return declared, codec


def _anyhow(content: bytes) -> Source:
    """The text of a document in an encoding that is not told, as far as it can be shown."""
    return Source(_plain(content.decode("utf-8", "replace")))


def _codec(encoding: str) -> str:
    """What Python calls an encoding; empty for none that is a set of characters."""
    try:
        name = codecs.lookup(_OTHER_NAMES.get(encoding.lower(), encoding)).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return ""
    return name if _CHARACTER_SETS.fullmatch(name) else ""


def _decoded(content: bytes, declared: str, codec: str) -> Source:
    try:
        return Source(_plain(content.decode(codec)))
    except UnicodeError as error:
        source = Source(_plain(content.decode(codec, "replace")))
        before = content[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        offset = len(_plain(before.decode(codec, "ignore")))
        raise unreadable(source, offset, "encoding", _NO_CHARACTER, encoding=declared or codec) from error


def _plain(text: str) -> str:
    """The text without the mark of its order of bytes, its line ends as XML has them."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
