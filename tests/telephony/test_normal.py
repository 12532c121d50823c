"""Spellings that mean the same."""

import pytest

from tui.engine.resources import Json
from tui.telephony.normal import as_number


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("0033199001001", "+33199001001"),
        ("+33 1 99 00 10 01", "+33199001001"),
        ("3900", "3900"),
        ("00 nobody", "00 nobody"),
        (" ", None),
        (None, None),
        (7, None),
    ],
)
def test_a_number_is_read_in_one_spelling_and_what_is_none_stays_as_it_is(
    read: Json, number: str | None
) -> None:
    assert as_number(read) == number
