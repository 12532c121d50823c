"""Sizes of files as people read them, in both languages."""

import pytest

from tui import i18n
from tui.widgets.sizes import size_words


@pytest.mark.parametrize(
    ("size", "in_english", "in_french"),
    [
        (0, "0 bytes", "0 octet"),
        (1, "1 byte", "1 octet"),
        (2, "2 bytes", "2 octets"),
        (999, "999 bytes", "999 octets"),
        (1000, "1 kB", "1 ko"),
        (1_400_000, "1.4 MB", "1,4 Mo"),
    ],
)
def test_a_size_is_told_in_the_words_of_the_language(size: int, in_english: str, in_french: str) -> None:
    assert size_words(size) == in_english
    i18n.set_language("fr")
    assert size_words(size).replace("\N{NO-BREAK SPACE}", " ") == in_french
