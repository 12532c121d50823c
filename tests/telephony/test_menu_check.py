"""Where voice menus lead: what is reached, what can be left, and where callers are trapped."""

from hypothesis import given
from hypothesis import strategies as st

from tui.telephony.menu_check import Keys, Ways


def opens(
    *names: str, back: bool = False, top: bool = False, leaves: bool = False, transfers: bool = False
) -> Keys:
    return Keys(frozenset(names), back, top, leaves, transfers)


def test_a_menu_is_reached_through_the_keys_of_others() -> None:
    way = Ways({"A": opens("B"), "B": opens("C"), "C": opens(), "D": opens("A")}, ["A"])
    assert way.reached == {"A", "B", "C"}


def test_without_a_start_nothing_is_reached_and_nobody_trapped() -> None:
    way = Ways({"A": opens("A")}, [])
    assert way.reached == way.trapped == frozenset()


def test_names_that_no_menu_has_lead_nowhere() -> None:
    way = Ways({"A": opens("gone", transfers=True)}, ["A", "gone"])
    assert way.reached == {"A"}
    assert not way.can_be_left("gone")


def test_two_menus_that_only_open_one_another_trap_the_caller() -> None:
    assert Ways({"A": opens("B"), "B": opens("A")}, ["A"]).trapped == {"A", "B"}


def test_one_way_out_of_a_loop_is_enough_for_all_of_it() -> None:
    assert (
        Ways({"A": opens("B"), "B": opens("C"), "C": opens("A", transfers=True)}, ["A"]).trapped
        == frozenset()
    )


def test_a_menu_below_the_way_out_traps_all_the_same() -> None:
    assert Ways({"A": opens("B", leaves=True), "B": opens()}, ["A"]).trapped == {"B"}


def test_back_leads_out_through_the_menu_before() -> None:
    assert Ways({"A": opens("B", leaves=True), "B": opens(back=True)}, ["A"]).trapped == frozenset()


def test_back_in_the_first_menu_leads_nowhere() -> None:
    assert Ways({"A": opens(back=True)}, ["A"]).trapped == {"A"}


def test_top_leads_out_through_the_first_menu_of_the_call() -> None:
    menus = {"A": opens("B", transfers=True), "B": opens("C"), "C": opens(top=True)}
    assert Ways(menus, ["A"]).trapped == frozenset()
    assert Ways(menus, ["B"]).trapped == {"B", "C"}


def test_a_menu_can_be_left_where_any_menu_below_it_can() -> None:
    way = Ways({"A": opens("B"), "B": opens(leaves=True), "C": opens(transfers=True)}, ["A", "C"])
    assert way.can_be_left("A")
    assert not way.can_be_left("C")


_NAMES = "ABCDE"
_MENUS = st.dictionaries(
    st.sampled_from(_NAMES),
    st.builds(
        Keys,
        st.frozensets(st.sampled_from(_NAMES)),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
)


@given(_MENUS, st.sets(st.sampled_from(_NAMES)))
def test_whoever_is_trapped_cannot_leave_by_any_walk(menus: dict[str, Keys], starts: set[str]) -> None:
    """Held against a plain walk that keeps the menus a caller came through."""
    way = Ways(menus, starts)
    for start in starts & menus.keys():
        seen: set[tuple[str, ...]] = set()
        waiting: list[tuple[str, ...]] = [(start,)]
        while waiting:
            path = waiting.pop()
            if path in seen or len(path) > 4:
                continue
            seen.add(path)
            keys = menus[path[-1]]
            assert path[-1] in way.reached
            if keys.leaves or keys.transfers:
                assert not way.trapped & set(path)
            waiting += [(*path, name) for name in keys.opens & menus.keys()]
            if keys.top:
                waiting.append((start,))
            if keys.back and len(path) > 1:
                waiting.append(path[:-1])
