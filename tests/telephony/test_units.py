"""What the numbers of forms count: one of it, several, and no number at all."""

from collections.abc import Iterator
from typing import cast

import pytest

from tui import i18n
from tui.configurations import catalogue
from tui.forms import Field, Number, Rows
from tui.telephony import units
from tui.widgets.answer_words import words_of

RINGING = Number(name="ringing", label="Ringing", help="", unit=units.seconds)


def numbers(fields: tuple[Field, ...]) -> Iterator[Number]:
    for field in fields:
        if isinstance(field, Number):
            yield field
        elif isinstance(field, Rows):
            yield from numbers(field.fields)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("0", "0 seconds"),
        ("1", "1 second"),
        (" 1", "1 second"),
        ("2", "2 seconds"),
        ("x", "x seconds"),
        ("", ""),
    ],
)
def test_a_unit_goes_with_its_number(answer: str, words: str) -> None:
    assert words_of(RINGING, answer) == words
    plain = Number(name="n", label="N", help="")
    assert words_of(plain, answer) == answer.strip()
    assert plain.counted(answer, "") == ""


def test_every_unit_of_a_form_has_a_singular_in_both_languages() -> None:
    counted = [
        each
        for row in catalogue.CONFIGURATIONS
        for each in numbers(cast("catalogue.Slice", catalogue.load(row.kind)).FORM.fields)
    ]
    assert counted
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        with_plural = {each.unit for each in counted} - {units.milliseconds, Number.unit}
        assert len(with_plural) == 3
        assert [unit for unit in with_plural if unit(1) == unit(2)] == []


def test_nothing_is_one_of_its_kind_in_french() -> None:
    i18n.set_language("fr")
    assert words_of(RINGING, "0") == "0 seconde"
    assert words_of(RINGING, "2") == "2 secondes"
    calls = Number(name="calls", label="Calls", help="", unit=units.calls)
    assert words_of(calls, "1") == "1 appel"
