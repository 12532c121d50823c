"""The line on top: the number that is worked on counts for more than the program's name and the names of the steps."""

import pytest

from tui.widgets.rail import APPLY, Rail

NUMBER = "01 99 00 10 01"
ACCOUNT = "OVHcloud ovh-eu · xx11111-ovh"


def shown(rail: Rail, cells: int) -> str:
    left, right = rail.halves(cells)
    return "".join(text for text, _style in left)[: cells - sum(len(text) for text, _style in right)]


@pytest.mark.parametrize("cells", [80, 100, 120, 200])
@pytest.mark.parametrize("place", ["Training", ACCOUNT, "OVHcloud 127.0.0.1:65535 · xx1111111-ovh"])
def test_the_number_and_where_it_is_are_whole_on_any_usual_screen(place: str, cells: int) -> None:
    text = shown(Rail(place, APPLY, f"{NUMBER} · Accueil du siège social"), cells)
    assert NUMBER in text
    assert place in text


def test_the_programs_name_goes_only_where_there_is_no_room() -> None:
    assert "Alias Wizard" in shown(Rail("Training", APPLY, NUMBER), 80)
    assert "Alias Wizard" in shown(Rail(ACCOUNT, APPLY), 80)
    assert "Alias Wizard" not in shown(Rail("OVHcloud 127.0.0.1:65535 · xx1111111-ovh", APPLY, NUMBER), 80)
