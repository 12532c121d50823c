"""Drafts and steps."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tui.flow import Draft, Intention, Step, back, forward, path

NUMBER = "0033199001001"


def test_a_number_without_configuration_leads_straight_to_the_choice() -> None:
    assert Draft.opening(NUMBER, configured=False).step is Step.CONFIGURATION
    assert Draft.opening(NUMBER, configured=True).step is Step.CARD


@pytest.mark.parametrize("intention", Intention)
@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize("has_settings", [True, False])
def test_going_back_undoes_going_forward_on_every_path(
    intention: Intention, configured: bool, has_settings: bool
) -> None:
    draft = Draft(NUMBER, configured or intention is not Intention.CHANGE, Step.NUMBER, intention)
    steps = path(draft, has_settings)
    walked = [draft]
    for _ in steps[1:]:
        walked.append(forward(walked[-1], has_settings))
    assert [each.step for each in walked] == list(steps)
    for earlier, later in pairwise(walked):
        assert back(later, has_settings) == earlier


def test_there_is_nothing_before_the_list_and_nothing_after_the_review() -> None:
    assert back(Draft(NUMBER, True, Step.NUMBER), True).step is Step.NUMBER
    assert forward(Draft(NUMBER, True, Step.REVIEW), True).step is Step.REVIEW


def test_answers_of_every_kind_are_kept_side_by_side() -> None:
    draft = Draft(NUMBER, True, Step.SETTINGS, kind="one").answering({"a": "x"})
    other = Draft.load(draft.dump())
    assert other == draft
    both = replace(other, kind="two").answering({"b": True})
    assert both.answers == {"one": {"a": "x"}, "two": {"b": True}}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"service_name": "x", "step": "nowhere"}', "null"])
def test_a_draft_that_cannot_be_read_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):
        Draft.load(body)
