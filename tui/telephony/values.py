"""What the telephone numbers of the house look like: read in any usual form, kept in the platform's, shown for people.

A *service name* is the platform's spelling of a number: `00`, the country's prefix, the national number without its
leading zero (`0033972101010`). Well-formed French numbers, nearly all there are, are handled here; the numbering plans
of other countries come from phonenumbers, imported when the first such number is met.
"""

import re
import unicodedata
from functools import lru_cache

from tui.text import clean

FRANCE = "33"
_LONGEST = 64  # No number is written in more characters; what is longer is not worth reading.
_SEPARATORS = str.maketrans("", "", " \t\n\r.-/()_")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_TRUNK_ZERO = "(0)"
_COUNTRY_CODES = "[1-9][0-9]{5,14}"
_INTERNATIONAL = re.compile(rf"(?:\+|00)({_COUNTRY_CODES})")
_FRENCH_NATIONAL = re.compile(r"0([1-9][0-9]{8})")
_FRENCH_BARE = re.compile(r"(33[1-9][0-9]{8})")
_FRENCH = re.compile(r"33([1-9][0-9]{8})")
_FRENCH_WITH_TRUNK_ZERO = re.compile(r"330([1-9][0-9]{8})")
_NUMBER_LIKE = re.compile(r"\+|\+?[0-9 .()/-]*[0-9][0-9 .()/-]*")
_TRUNK_ZERO_TYPED = re.compile(r"\(0(?:\)|$)")
_FICTION_MOBILE = re.compile("63998[0-9]{4}")

_SHORT = re.compile("3[0-9]{3}|118[0-9]{3}")
_SURCHARGED = re.compile("0(?:81|82|89)[0-9]{7}|118[0-9]{3}")
_MAYBE_SURCHARGED = re.compile("08[3-8][0-9]{7}|3[0-9]{3}")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "\u2019": "'"})
_SPACED_DIGITS = re.compile(r"[0-9](?:[ .-]?[0-9])+")
_SEARCHED = 1000  # Characters of a description that a search looks through.


class NotANumber(ValueError):
    """`text` is not a telephone number in any usual form; it is kept raw."""

    def __init__(self, text: str) -> None:
        super().__init__("not a telephone number")
        self.text = text


def service_name(text: str) -> str:
    """Return the service name (`0033972101010`) of a number in any usual form.

    National forms are French; other countries are written with `+` or `00`. A trunk zero in an international form, in
    brackets or not, is dropped as people mean it to be. Any possible number passes, whether or not it is in use
    (`is_valid`). Raises `NotANumber`.
    """
    return "00" + _digits(text)


def _digits(text: str) -> str:
    """The E.164 digits of a number in any usual form, without the plus. Raises `NotANumber`."""
    written = text if len(text) <= _LONGEST else text.strip()
    if len(written) > _LONGEST:
        raise NotANumber(text)
    if not written.isascii():
        written = _plain(written)
    compact = written.translate(_SEPARATORS)
    if national := _FRENCH_NATIONAL.fullmatch(compact):
        return FRANCE + national[1]
    if _TRUNK_ZERO in written:
        compact = written.replace(_TRUNK_ZERO, "", 1).translate(_SEPARATORS)
    found = _INTERNATIONAL.fullmatch(compact) or _FRENCH_BARE.fullmatch(compact)
    if found is None:
        raise NotANumber(text)
    digits = found[1]
    if _FRENCH.fullmatch(digits):
        return digits
    if mistaken := _FRENCH_WITH_TRUNK_ZERO.fullmatch(digits):
        return FRANCE + mistaken[1]
    return _foreign_digits(digits, text)


def _plain(text: str) -> str:
    """The text with its digits, dashes and spaces in ASCII; invisible characters, which pasted text brings, dropped."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _DASHES.sub("-", text)
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _foreign_digits(digits: str, text: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException as error:
        raise NotANumber(text) from error
    if not phonenumbers.is_possible_number(number):
        raise NotANumber(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def e164(service_name: str) -> str:
    """Return the E.164 form (`+33972101010`) of a service name; no check is made."""
    return "+" + service_name.removeprefix("00")


def display(service_name: str) -> str:
    """Return the number as people read it: `09 72 10 10 10`, or `+44 20 7946 0958` for other countries.

    Any form that `service_name` takes will do. What is not a number (a short code, a platform's own name) comes back
    cleaned; this never raises.
    """
    if len(service_name) == 13 and service_name.startswith("0033") and service_name.isascii():
        # The fast path of a list that draws a screenful of rows for every key.
        rest = service_name[4:]
        if rest.isdecimal() and rest[0] != "0":
            return f"0{rest[0]} {rest[1:3]} {rest[3:5]} {rest[5:7]} {rest[7:]}"
    return _display_other(service_name)


@lru_cache(maxsize=1024)
def _display_other(text: str) -> str:
    try:
        digits = _digits(text)
    except NotANumber:
        return clean(text)
    if _FRENCH.fullmatch(digits):
        return display("00" + digits)
    import phonenumbers

    number = phonenumbers.parse("+" + digits)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return shown.replace("-", " ")


def is_valid(service_name: str) -> bool:
    """Return whether the number is one that its country's numbering plan gives out, as phonenumbers knows it.

    The mobile range that the French regulator keeps for fiction counts as given out: training uses it. False for what
    is not a service name.
    """
    digits = service_name.removeprefix("00")
    if digits.startswith(FRANCE):
        national = digits[2:]
        return bool(_french_plan().fullmatch(national) or _FICTION_MOBILE.fullmatch(national))
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=1)
def _french_plan() -> re.Pattern[str]:
    """Every pattern of the French numbering plan in one, so that validating 100,000 numbers stays cheap.

    Put together from phonenumbers' own patterns: exact by construction, some thirty times faster than its walk through
    them.
    """
    import phonenumbers

    plan = phonenumbers.PhoneMetadata.metadata_for_region("FR")
    if plan is None or plan.general_desc is None:
        raise LookupError("phonenumbers has no French numbering plan")
    kinds = (
        plan.fixed_line, plan.mobile, plan.toll_free, plan.premium_rate, plan.shared_cost,
        plan.personal_number, plan.voip, plan.pager, plan.uan, plan.voicemail,
    )  # fmt: skip
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    given_out = "|".join(f"(?:{pattern})" for pattern in patterns if pattern)
    return re.compile(f"(?={plan.general_desc.national_number_pattern}$)(?:{given_out})", re.ASCII)


def _as_dialled_in_france(text: str) -> str:
    """The digits one dials in France: a leading zero for French numbers, short codes as they are."""
    try:
        digits = _digits(text)
    except NotANumber:
        short = _plain(text[:_LONGEST]).translate(_SEPARATORS)
        return short if _SHORT.fullmatch(short) else ""
    return "0" + digits[2:] if _FRENCH.fullmatch(digits) else ""


def is_surcharged(number: str) -> bool:
    """Return whether calling the number costs extra for certain: 081, 082, 089 and 118; refused as a target.

    Takes a service name, any other usual form, or a short code. Other countries' plans are not known here.
    """
    return _SURCHARGED.fullmatch(_as_dialled_in_france(number)) is not None


def may_be_surcharged(number: str) -> bool:
    """Return whether calling the number may cost extra: the rest of 08 but 080, and 3xxx; worth a warning."""
    return _MAYBE_SURCHARGED.fullmatch(_as_dialled_in_france(number)) is not None


def fold(text: str) -> str:
    """Return `text` in small letters without accents, on one line, for comparing what people typed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
        text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(text.casefold().split())


def search_key(number_digits: str, description: str) -> str:
    """Return what a search looks through: the spellings of a number and its folded description, on one line.

    `number_digits` is the E.164 number without its plus. The key begins with the service name and a space. Any term of
    `search_term` is found in it by one substring test.
    """
    if not (description.isascii() and description.isprintable() and len(description) < _SEARCHED):
        description = clean(description, _SEARCHED)
    folded = fold(description)
    spellings = (
        f"00{number_digits} 0{number_digits[2:]} "
        if number_digits.startswith(FRANCE)
        else f"00{number_digits} "
    )
    if any(char in folded for char in " .-"):
        # Digits are searched for without the spaces between their groups: those of a description are found too.
        for written in _SPACED_DIGITS.findall(folded):
            if not written.isdecimal():
                folded += " " + written.translate(_SEPARATORS)
    return spellings + folded


def search_term(typed: str) -> str:
    """Return what to look for in a `search_key`: digits in any usual form put together, other text folded."""
    plain = _plain(typed) if not typed.isascii() else typed
    if _NUMBER_LIKE.fullmatch(plain):
        compact = _TRUNK_ZERO_TYPED.sub("", plain).translate(_SEPARATORS)
        return "00" + compact[1:] if compact.startswith("+") else compact
    return fold(clean(typed))
