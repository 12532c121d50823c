"""The difference between two states, and what counts as somebody else's change."""

from tui.engine.converge import diff
from tui.engine.plan import MASK
from tui.engine.resources import Body, Collection, Field, Resource, Snapshot, Wanted, Wish
from tui.engine.states import EMPTY
from tui.engine.straying import strayed
from tui.i18n import Message

ROOM = Collection(
    path="/telephony/{billing_account}/room/{service_name}/settings",
    schema="x.Room",
    title="room settings",
    feature_types=frozenset({"room"}),
    fields={
        "code": Field("string", "code", secret=True, normal=lambda value: "" if value == "0" else value),
        "locked": Field("boolean", "locked"),
        "voice": Field("string", "voice", values=("f", "m"), words={"f": "female", "m": "male"}),
        "target": Field("phone", "target", writable=False, action="changeTarget"),
    },
)
LINE = Collection(
    path="/telephony/{billing_account}/line/{service_name}/options",
    schema="x.Options",
    title="options",
    fields={"shows": Field("phone", "shown number")},
)
PATH = "/telephony/ba/room/0033199001001/settings"


def room(**body: Wish) -> Resource:
    return Resource(ROOM, "ba", "0033199001001", body)


def wanted(*resources: Resource, feature_type: str = "room") -> Wanted:
    return Wanted(feature_type, "room", Message("Room"), resources)


def having(body: Body | None, feature_type: str = "room") -> Snapshot:
    return Snapshot(feature_type, {} if body is None else {PATH: body})


def plan(
    have: Snapshot, want: Wanted, sent: frozenset[tuple[str, str]] = frozenset()
) -> list[tuple[str, str, Body]]:
    return [
        (step.method, step.path, step.body) for step in diff("ba", "0033199001001", have, want, sent).steps
    ]


def test_equal_states_give_an_empty_plan() -> None:
    assert plan(having({"locked": True, "code": "12"}), wanted(room(locked=True, code="12"))) == []


def test_only_the_fields_that_differ_are_sent() -> None:
    have = having({"locked": True, "code": "12"})
    assert plan(have, wanted(room(locked=False, code="12"))) == [("PUT", PATH, {"locked": False})]


def test_two_spellings_of_one_value_are_no_difference() -> None:
    assert plan(having({"code": ""}), wanted(room(code="0"))) == []


def test_a_field_with_an_action_is_posted_and_awaited() -> None:
    found = diff("ba", "0033199001001", having({"target": None}), wanted(room(target="0033199001002")))
    assert [(s.method, s.path, s.body, s.task) for s in found.steps] == [
        ("POST", "/telephony/ba/room/0033199001001/changeTarget", {"target": "0033199001002"}, True)
    ]


def test_a_change_of_type_comes_first_and_the_rest_is_predicted_in_full() -> None:
    found = diff("ba", "0033199001001", having({"locked": True}, "other"), wanted(room(locked=True)))
    assert [step.action for step in found.steps] == ["change-type", "update"]
    assert found.steps[0].body == {"featureType": "room"}
    assert [change.predicted for change in found.steps[1].changes] == [True]
    assert [step.again for step in found.steps] == [True, False]


def test_what_does_not_depend_on_the_type_is_compared_even_before_a_change_of_type() -> None:
    shown = Resource(LINE, "bb", "0033199001009", {"shows": "0033199001001"})
    have = Snapshot("other", {"/telephony/bb/line/0033199001009/options": {"shows": "0033199001001"}})
    assert [step.action for step in diff("ba", "0033199001001", have, wanted(shown)).steps] == ["change-type"]


def test_removing_is_a_plan_of_one_change_of_type() -> None:
    found = diff("ba", "0033199001001", having({}), Wanted(EMPTY, None, Message("none")))
    assert [(s.action, s.body) for s in found.steps] == [("change-type", {"featureType": EMPTY})]


def test_a_secret_that_cannot_be_read_is_sent_once_and_is_no_difference_afterwards() -> None:
    for unreadable in (None, "****"):
        have = having({"code": unreadable})
        assert plan(have, wanted(room(code="12"))) == [("PUT", PATH, {"code": "12"})]
        assert plan(have, wanted(room(code="12")), frozenset({(PATH, "code")})) == []


def test_what_was_sent_to_an_object_that_is_made_anew_counts_no_more() -> None:
    found = plan(having({"code": "12"}, "other"), wanted(room(code="12")), frozenset({(PATH, "code")}))
    assert found[1] == ("PUT", PATH, {"code": "12"})


def test_a_secret_that_nobody_gave_is_never_sent() -> None:
    assert plan(having({"code": None, "locked": True}), wanted(room(locked=True))) == []


def test_a_masked_step_shows_no_secret_and_keeps_the_rest() -> None:
    (step,) = diff(
        "ba", "0033199001001", having({"code": "11", "locked": True}), wanted(room(code="12", locked=False))
    ).steps
    shown = step.masked()
    assert shown.body == {"code": MASK, "locked": False}
    assert "12" not in repr(shown)
    assert "11" not in [change.old for change in shown.changes]


def test_what_is_as_it_was_or_on_our_way_has_not_strayed() -> None:
    base, want = having({"locked": True}), wanted(room(locked=False))
    assert not strayed(having({"locked": True}), want, base, None, "room", on_our_way=True)
    assert not strayed(having({"locked": False}), want, base, None, "room", on_our_way=True)


def test_before_the_first_write_only_what_was_read_is_expected() -> None:
    base, want = having({"locked": True}), wanted(room(locked=False))
    assert strayed(having({"locked": False}), want, base, None, "room", on_our_way=False)


def test_a_value_of_somebody_else_is_named_with_what_was_expected() -> None:
    base, want = having({"target": "1"}), wanted(room(target="2"))
    (found,) = strayed(having({"target": "3"}), want, base, None, "room", on_our_way=True)
    assert (found.label, found.expected, found.found) == ("target", "1", "3")


def test_a_type_that_nobody_here_asked_for_has_strayed() -> None:
    (found,) = strayed(having(None, "fax"), wanted(), having(None), None, "room", on_our_way=True)
    assert (found.expected, found.found) == ("room", "fax")


def test_a_line_that_somebody_changed_during_the_change_of_type_has_strayed() -> None:
    path = "/telephony/bb/line/0033199001009/options"
    shown = Resource(LINE, "bb", "0033199001009", {"shows": "0033199001001"})
    before = Snapshot("other", {path: {"shows": ""}})
    arrived = Snapshot("room", {path: {"shows": "0033199001008"}})
    (found,) = strayed(arrived, wanted(shown), before, arrived, "room", on_our_way=True)
    assert (found.expected, found.found) == ("", "0033199001008")


def test_a_change_says_what_its_values_mean() -> None:
    (step,) = diff("ba", "0033199001001", having({"voice": "f"}), wanted(room(voice="m"))).steps
    (change,) = step.changes
    assert (change.words[str(change.old)], change.words[str(change.new)]) == ("female", "male")
