"""What the attributes of VoiceXML, SSML and SRGS elements may hold.

Where the standards take the spaces around a value away before they look at it, so do these; where they do not (times,
keys), a space is a fault.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tui.i18n import N_, Message

SPACES = " \t\n\r"
"""What XML calls spaces; one that does not break is none."""
_KEYS = frozenset("0123456789#*")


@dataclass(frozen=True)
class ValueType:
    """What a value has to be: in words that complete “Write …”, and as a test, whose time grows with the length."""

    words: Message
    fits: Callable[[str], bool]


def words_of(value: str) -> list[str]:
    """The parts of a value between its spaces."""
    return [part for part in re.split(f"[{SPACES}]+", value) if part]


def _squeezed(value: str) -> str:
    """The value without spaces around it, and one where there were several."""
    return " ".join(words_of(value))


def one_of(*values: str, exact: bool = False) -> ValueType:
    """One of a few words; `exact` without any space around it."""
    words = Message(N_("one of: {values}"), {"values": ", ".join(values)})
    return ValueType(words, lambda value: (value if exact else _squeezed(value)) in values)


def _matching(words: str, pattern: str, exact: bool = False, or_empty: bool = False) -> ValueType:
    compiled = re.compile(pattern)

    def fits(value: str) -> bool:
        plain = value if exact else _squeezed(value)
        return compiled.fullmatch(plain) is not None or (or_empty and value == "")

    return ValueType(Message(words), fits)


def _list_of(words: str, pattern: str) -> ValueType:
    compiled = re.compile(pattern)
    return ValueType(Message(words), lambda value: all(compiled.fullmatch(part) for part in words_of(value)))


# --- names (XML 1.0, fifth edition)

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
)
_START += "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_INSIDE = f"{_START}.0-9\xb7\u0300-\u036f\u203f\u2040-"


def _is_own_variable(value: str) -> bool:
    """A variable that a document may declare: no underscore or digit first, no dollar sign last, no dot."""
    kinds = [unicodedata.category(char) for char in value]
    inside = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Nd", "Mn", "Mc", "Pc")
    if not value or not (value[0] == "$" or kinds[0][0] == "L" or kinds[0] == "Nl"):
        return False
    whole = all(char == "$" or kind in inside for char, kind in zip(value, kinds, strict=True))
    return whole and (len(value) == 1 or value[-1] != "$")


# --- addresses (RFC 3986)

_PART = r"(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
    rf"(?://(?:{_PART}*@)?(?:\[[0-9A-Za-z:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{{2}})*)(?::[0-9]*)?(?=[/?#]|\Z)"
    r"|(?!//))"
    rf"(?:{_PART}|/)*(?:\?(?:{_PART}|[/?])*)?(?:#(?:{_PART}|[/?])*)?",
    re.ASCII,
)
_ODD = re.compile(r"[^\x21-\x7e]|[<>\"{}|\\^`]")


def _is_address(value: str) -> bool:
    """A reference to something, relative or not; signs that have to be escaped in one are no fault."""
    return _ADDRESS.fullmatch(_ODD.sub("_", _squeezed(value))) is not None


# --- the types

TEXT = ValueType(Message(N_("any text")), lambda _value: True)
SCRIPT = ValueType(Message(N_("an ECMAScript expression")), lambda _value: True)
ADDRESS = ValueType(Message(N_("an address, such as #menu or https://example.com/menu.vxml")), _is_address)
BOOLEAN = one_of("true", "false")
COUNT = _matching(N_("a whole number"), r"\+?[0-9]+|-0+")
POSITIVE = _matching(N_("a whole number from 1 on"), r"\+?0*[1-9][0-9]*")
DURATION = _matching(N_("a time, such as 5s or 250ms"), r"\+?([0-9]*\.)?[0-9]+(ms|s)", exact=True)
KEYS = ValueType(
    Message(N_("keys of the phone: digits, * and #")),
    lambda value: _KEYS >= set(value) - set(SPACES) != set(),
)
TOKEN = _matching(N_("a word of letters, digits, dots and dashes"), f"[:{_INSIDE}]+")
TOKENS = _list_of(N_("words of letters, digits, dots and dashes"), f"[:{_INSIDE}]+")
NAME = _matching(
    N_("a name: a letter first, then letters, digits, dots and dashes"), f"[{_START}][{_INSIDE}]*"
)
VARIABLE = _matching(N_("the name of a variable"), f"[:${_INSIDE}]+")
VARIABLES = _list_of(N_("names of variables, with spaces between them"), f"[:${_INSIDE}]+")
OWN_VARIABLE = ValueType(
    Message(N_("a name for a variable: a letter first, then letters, digits and underscores")),
    lambda value: _is_own_variable(_squeezed(value)),
)
OWN_VARIABLES = ValueType(
    Message(N_("names of variables of letters, digits and underscores, with spaces between them")),
    lambda value: all(map(_is_own_variable, words_of(value))),
)
LANGUAGE = _matching(N_("a language, such as fr-FR"), r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", or_empty=True)

# --- of SRGS grammars

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def _is_within(value: str, low: int, high: int | None) -> bool:
    if _DECIMAL.fullmatch(value) is None:
        return False
    number = Decimal(value)
    return low <= number and (high is None or number <= high)


RULE_NAME = _matching(
    N_("the name of a rule: a letter first, then letters, digits and underscores"),
    f"[{_START}](?:(?![.-])[{_INSIDE}])*",
)
PROBABILITY = ValueType(Message(N_("a number from 0 to 1")), lambda value: _is_within(_squeezed(value), 0, 1))
REPEATS = _matching(N_("how often, such as 3, 2-4 or 0-"), r"[0-9]+(-[0-9]*)?|-[0-9]+", exact=True)
WEIGHT = _matching(N_("a number, such as 0.5"), r"[0-9]+\.?|[0-9]*\.[0-9]+", exact=True)

# --- of SSML speech

_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_HEIGHTS = ("x-high", "high", "medium", "low", "x-low", "default")
_SPEEDS = ("x-fast", "fast", "medium", "slow", "x-slow", "default")
_LOUDNESS = ("silent", "x-soft", "soft", "medium", "loud", "x-loud", "default")
_PITCH = rf"[+-]?{_NUMBER}(?:Hz|%)|[+-]{_NUMBER}st"
_POINT = rf"\({_NUMBER}%,(?:{_PITCH}|{'|'.join(_HEIGHTS)})\)"


def _measure(words: str, scale: tuple[str, ...], pattern: str, high: int | None = -1) -> ValueType:
    """A word of a scale, what fits the pattern, or a number from 0 to `high`; of none at all where that is below 0."""
    compiled = re.compile(pattern)

    def fits(value: str) -> bool:
        plain = _squeezed(value)
        return value in scale or compiled.fullmatch(plain) is not None or _is_within(plain, 0, high)

    return ValueType(Message(words), fits)


PITCH = _measure(N_("a pitch, such as 120Hz, +10% or high"), _HEIGHTS, _PITCH)
CONTOUR = _list_of(N_("points, such as (0%,+20Hz) (50%,high)"), _POINT)
RATE = _measure(N_("a speed, such as 1.5, +10% or slow"), _SPEEDS, rf"[+-]?{_NUMBER}%", None)
VOLUME = _measure(
    N_("a volume from 0 to 100, a change such as +10, or loud"),
    _LOUDNESS,
    rf"[+-]{_NUMBER}|[+-]?{_NUMBER}%",
    100,
)
ALPHABET = _matching(N_("ipa, or an alphabet that begins with x-"), r"ipa|x-.*", exact=True)
