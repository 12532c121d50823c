"""What is special about a conference: its PIN and its report."""

import pytest

from tui import use_cases
from tui.engine.errors import SettingsRefused
from tui.engine.resources import Json


@pytest.mark.parametrize("pin", ["123456789", "12a", "١٢٣٤", "１２", "-1", "1 2"])
def test_a_pin_is_one_to_eight_digits(pin: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", {"pin": pin})
    assert [problem.path for problem in refused.value.problems] == ["pin"]


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("0", ""), (" 42 ", "42"), ("***", None), ("********", None)]
)
def test_an_empty_pin_and_zero_mean_none_and_asterisks_the_present_one(given: str, kept: Json) -> None:
    assert use_cases.settings_from("conference", {"pin": given})["pin"] == kept


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "<a@b.fr>", "a@b.fr,c@d.fr", "a b@c.fr", "a@b.fr" + "x" * 400 + " "]
)
def test_a_report_to_another_address_needs_one_address(address: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", {"report": "other", "report_email": address})
    assert [problem.path for problem in refused.value.problems] == ["report_email"]


def test_what_belongs_to_no_report_is_refused_where_there_is_none() -> None:
    given: dict[str, Json] = {"report": "none", "report_email": "a@b.fr", "white_label_report": True}
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", given)
    assert [problem.path for problem in refused.value.problems] == ["report_email", "white_label_report"]
