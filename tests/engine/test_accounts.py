"""What is known of an endpoint before anything is asked."""

import pytest

from tui.engine.account_words import standing_words
from tui.engine.accounts import Standing


@pytest.mark.parametrize(
    "address", ["http://api.example/1.0", "http://10.0.0.7:8080", "http://[fd00::1]/1.0"]
)
def test_that_others_can_read_the_calls_is_said(address: str) -> None:
    (words,) = standing_words(Standing(address, address, {}))
    assert "not encrypted" in str(words)
    assert address in str(words)


@pytest.mark.parametrize(
    "address",
    ["https://eu.api.ovh.com/1.0", "http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost/v1"],
)
def test_nothing_is_said_where_calls_are_encrypted_or_stay_on_this_machine(address: str) -> None:
    assert standing_words(Standing(address, address, {})) == []
