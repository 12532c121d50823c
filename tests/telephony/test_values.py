"""Numbers in any usual form are read the same way, shown the same way, and found by any part of any form."""

import subprocess
import sys
import unicodedata

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.telephony.values import (
    NotANumber,
    display,
    e164,
    fold,
    is_surcharged,
    is_valid,
    may_be_surcharged,
    search_key,
    search_term,
    service_name,
)

NATIONAL = st.from_regex(r"[1-9][0-9]{8}", fullmatch=True)
SEPARATOR = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "\u2009", "/", "\u2011", "\u2013"])
PREFIXES = ["0", "+33", "0033", "33", "+33 (0)", "0033 (0)", "+330"]


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isdecimal() else char for char in text)


@given(NATIONAL, st.sampled_from(PREFIXES), st.lists(SEPARATOR, min_size=8, max_size=8), st.booleans())
def test_every_usual_form_of_a_french_number_gives_its_service_name(
    national: str, prefix: str, separators: list[str], full_width: bool
) -> None:
    written = prefix + "".join(map("".join, zip(national, [*separators, ""], strict=True)))
    assert service_name(wide(written) if full_width else written) == f"0033{national}"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("0972101010", "0033972101010"),
        ("09 72 10 10 10", "0033972101010"),
        ("+33 (0)9.72.10.10.10", "0033972101010"),
        ("33972101010", "0033972101010"),
        ("0033972101010", "0033972101010"),
        ("\u202a+33 9 72 10 10 10\u202c", "0033972101010"),
        ("+44 (0)20 7946 0958", "00442079460958"),
        ("0044 20 7946 0958", "00442079460958"),
        ("+1 212 555 1234", "0012125551234"),
        ("+39 06 1234 5678", "00390612345678"),
        ("٠٩٧٢١٠١٠١٠", "0033972101010"),
    ],
)
def test_a_number_as_people_write_it(written: str, name: str) -> None:
    assert service_name(written) == name


@pytest.mark.parametrize(
    "written",
    ["", " ", "3699", "118 218", "0", "972101010", "0972 10 10 1", "09721010100", "+33", "+", "00", "+0033972101010",
     "abc", "0972101010x", "+333972101010", "9" * 10_000, " " * 10_000, "+33\x1b[2J972101010", "\x00", "²³"],
)  # fmt: skip
def test_what_is_not_a_number_is_refused_with_what_was_written(written: str) -> None:
    with pytest.raises(NotANumber) as caught:
        service_name(written)
    assert caught.value.text == written


@given(st.text(max_size=30))
def test_no_text_is_read_as_anything_but_digits_after_two_zeros(text: str) -> None:
    try:
        name = service_name(text)
    except NotANumber:
        return
    assert name.startswith("00")
    assert name.isdecimal()
    assert name.isascii()
    assert 8 <= len(name) <= 17
    assert service_name(name) == name == service_name(e164(name)) == service_name(display(name))


def test_a_number_is_shown_in_pairs_and_others_internationally() -> None:
    assert display("0033972101010") == "09 72 10 10 10"
    assert display("09.72.10.10.10") == "09 72 10 10 10"
    assert display("00442079460958") == "+44 20 7946 0958"
    assert e164("0033972101010") == "+33972101010"


@given(st.text())
def test_showing_never_fails_and_never_lets_a_control_character_through(text: str) -> None:
    assert not any(unicodedata.category(char) == "Cc" for char in display(text))


@given(NATIONAL)
def test_the_validity_of_a_french_number_is_that_of_phonenumbers(national: str) -> None:
    real = phonenumbers.is_valid_number(phonenumbers.parse(f"+33{national}"))
    assert is_valid(f"0033{national}") == (real or national.startswith("63998"))


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("0033972101010", True),
        ("0033199001001", True),
        ("0033639981234", True),
        ("0033262123456", False),
        ("003363998123", False),
        ("00442079460958", True),
        ("00441", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_validity(name: str, valid: bool) -> None:
    assert is_valid(name) is valid


@pytest.mark.parametrize(
    ("number", "certain", "maybe"),
    [
        ("0033812345678", True, False),
        ("08 20 12 34 56", True, False),
        ("+33 899 12 34 56", True, False),
        ("118 218", True, False),
        ("3699", False, True),
        ("0836123456", False, True),
        ("0033884123456", False, True),
        ("0800123456", False, False),
        ("0809123456", False, False),
        ("0972101010", False, False),
        ("00448123456789", False, False),
        ("not a number", False, False),
    ],
)
def test_what_a_call_costs_extra(number: str, certain: bool, maybe: bool) -> None:
    assert (is_surcharged(number), may_be_surcharged(number)) == (certain, maybe)


KEY = search_key("33972101010", "Boutique  d\u2019\u00c9l\u00e9gance n\u00b0 75 011 \u2014 \u0152uf")


@pytest.mark.parametrize(
    "typed",
    ["0972", "09 72", "+33 9 72", "0033972", "33972", "+33 (0)9 72", "+33 (0", "+", "72 10", "Boutiq", "BOUTIQUE D'",
     "élé", "ele", "75 011", "75011", "œuf", "OEUF", "  gance ", "", "°"],
)  # fmt: skip
def test_any_part_of_any_form_is_found_by_one_substring_test(typed: str) -> None:
    assert search_term(typed) in KEY


@pytest.mark.parametrize("typed", ["0973", "+44", "boutiques", "zzz", "0972101011"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert search_term(typed) not in KEY


@given(
    NATIONAL, st.text(max_size=40), st.integers(1, 9), st.sampled_from(["0", "+33", "0033", "33", "+33 (0)"])
)
def test_the_beginning_of_a_number_finds_it(
    national: str, description: str, length: int, prefix: str
) -> None:
    assert search_term(prefix + national[:length]) in search_key(f"33{national}", description)


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "Z"]), max_size=40), st.data())
def test_a_description_is_found_by_its_words(description: str, data: st.DataObject) -> None:
    words = [word for word in description.split() if any(char.isalpha() for char in word)]
    if words:
        assert search_term(data.draw(st.sampled_from(words))) in search_key("33972101010", description)


@given(st.text(max_size=2000))
def test_a_key_is_one_line_that_begins_with_the_service_name(description: str) -> None:
    key = search_key("33972101010", description)
    assert key.startswith("0033972101010 ")
    assert "\n" not in key
    key.encode()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_well_formed_french_numbers_need_no_numbering_plans() -> None:
    code = (
        "import sys; from tui.telephony.values import service_name, display, search_key, search_term;"
        "display(service_name('09 72 10 10 10')); search_key('33972101010', 'é'); search_term('+33 9');"
        "assert 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
