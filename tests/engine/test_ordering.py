"""As few moves as an order needs, whatever stands between."""

from hypothesis import given
from hypothesis import strategies as st

from tui.engine.ordering import moves

_ITEMS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def moved(have: list[str], wanted: list[str]) -> list[str]:
    now = list(have)
    for item, place in moves(have, wanted):
        if item in now:
            now.remove(item)
        now.insert(place, item)
    return now


@given(_ITEMS, _ITEMS)
def test_the_wanted_items_stand_in_their_order_and_the_others_are_left_alone(
    have: list[str], wanted: list[str]
) -> None:
    now = moved(have, wanted)
    assert [each for each in now if each in wanted] == wanted
    assert [each for each in now if each not in wanted] == [each for each in have if each not in wanted]


@given(_ITEMS)
def test_nothing_moves_where_nothing_has_to(have: list[str]) -> None:
    assert list(moves(have, have)) == []


@given(st.permutations("abcdef"), st.integers(0, 5), st.integers(0, 5))
def test_one_item_that_was_taken_elsewhere_is_one_move(have: list[str], start: int, end: int) -> None:
    wanted = list(have)
    wanted.insert(end, wanted.pop(start))
    assert len(list(moves(have, wanted))) <= 1
