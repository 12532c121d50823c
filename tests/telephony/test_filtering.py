"""Who may call: entries in any usual form, ready-made groups, and what is sent of them in which order."""

from typing import Any

import pytest

from tui.engine.resources import Body, Snapshot
from tui.telephony import filtering
from tui.telephony.queue_settings import CallFilter
from tui.telephony.services import Number

NUMBER = Number("ab1-ovh-1", "0033199001001", "", "some type")
STATUS = filtering.status("family", frozenset({"some type"}))
ENTRIES = filtering.entries("family", frozenset({"some type"}))
PATH = "/telephony/ab1-ovh-1/family/0033199001001/screenListConditions/conditions"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+336", "+336"),
        ("00336", "+336"),
        ("06", "+336"),
        ("0", None),
        ("+44 20", "+4420"),
        ("39 00", "3900"),
        ("10", "10"),
        ("1", None),
        ("", None),
        ("anonymous", None),
        ("+0", None),
        ("1234567", None),
    ],
)
def test_a_caller_is_a_number_or_what_numbers_begin_with(text: str, entry: str | None) -> None:
    if entry is None:
        with pytest.raises(ValueError):
            filtering.caller(text)
        assert filtering.as_caller(text) == (text or None)
    else:
        assert filtering.caller(text) == filtering.as_caller(text) == entry


def test_the_ready_made_groups_are_those_of_the_web_manager() -> None:
    assert filtering.members(["short", "mobile"]) == [
        "+336", "+337", "10", "11", "12", "13", "14", "16", "19", "30", "31", "32", "36", "39",
    ]  # fmt: skip
    prefixes = [each for _label, group in filtering.GROUPS.values() for each in group]
    assert len(prefixes) == len(set(prefixes))
    # Landlines, mobiles, special numbers and other countries together are every number in the international form.
    assert all(
        any(f"+{n}".startswith(each) or each.startswith(f"+{n}") for each in prefixes) for n in range(1, 100)
    )


@pytest.mark.parametrize("groups", [(), ("mobile",), ("landline", "short"), tuple(filtering.GROUPS)])
def test_complete_groups_are_folded_and_the_rest_stays(groups: tuple[str, ...]) -> None:
    rest = ("+33199001002", "+4420")
    assert filtering.fold([*filtering.members(groups), *rest]) == (groups, rest)
    assert filtering.fold(["+336"]) == ((), ("+336",))


def test_an_entry_is_sent_as_the_guide_asks_and_a_ready_made_one_as_it_is() -> None:
    assert [filtering.sent(each) for each in ("+33612345678", "+3361", "+336", "3900")] == [
        "0033612345678", "003361", "+336", "3900",
    ]  # fmt: skip


def steps(have: Snapshot, **settings: Any) -> list[Any]:
    """What is wanted, short: a status, or the entries of a list one by one."""
    found = filtering.wanted(STATUS, ENTRIES, NUMBER, CallFilter.model_validate(settings), have)
    return [each.body.get("status") or each.body["callerIdNumber"] for each in found]


def test_the_entries_come_before_the_filter_and_the_filter_goes_before_them() -> None:
    empty = Snapshot("some type")
    white = {"accepted_groups": ["mobile"], "accepted_callers": [{"number": "0199001002"}]}
    assert steps(empty, filter="white", **white) == ["+336", "+337", "0033199001002", "incomingWhiteList"]
    assert steps(empty, filter="disabled", **white) == ["disabled", "+336", "+337", "0033199001002"]


def present(*bodies: Body) -> Snapshot:
    return Snapshot(
        "some type", {f"{PATH}/{at}": {"conditionId": at, **body} for at, body in enumerate(bodies)}
    )


HELD: tuple[Body, ...] = (
    {"screenListType": "incomingBlackList", "callerIdNumber": "+338", "destinationNumber": None},
    {"screenListType": "incomingBlackList", "callerIdNumber": "0033199001009", "destinationNumber": None},
    {"screenListType": "incomingWhiteList", "callerIdNumber": "3900", "destinationNumber": None},
)
FOREIGN: tuple[Body, ...] = (
    {"screenListType": "destinationBlackList", "callerIdNumber": None, "destinationNumber": "0033199001009"},
    {"screenListType": "incomingBlackList", "callerIdNumber": "anonymous", "destinationNumber": None},
    {
        "screenListType": "incomingWhiteList",
        "callerIdNumber": "0033199001009",
        "destinationNumber": "0199001001",
    },
    {"screenListType": "new kind of list", "callerIdNumber": "0033199001009"},
    {},
)


def test_the_lists_are_read_with_their_groups_and_what_is_foreign_does_no_harm() -> None:
    read = filtering.read({"status": "incomingBlackList"}, PATH, present(*HELD, *FOREIGN))
    assert read == {
        "filter": "black",
        "refused_groups": ["special"],
        "refused_callers": [{"number": "+33199001009"}],
        "accepted_groups": [],
        "accepted_callers": [{"number": "3900"}],
    }
    assert filtering.read({}, PATH, Snapshot("some type"))["filter"] == "disabled"


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"refused_groups": []}, ["0033199001009"]),
        ({"refused_groups": ["mobile"]}, ["+336", "+337", "0033199001009"]),
        ({"refused_callers": []}, ["+338"]),
        ({"refused_callers": [{"number": "3900"}]}, ["3900", "+338"]),
        ({"refused_groups": [], "refused_callers": []}, []),
    ],
)
def test_of_a_list_out_of_force_what_is_not_given_stays(given: dict[str, Any], left: list[str]) -> None:
    assert steps(present(*HELD[:2]), filter="disabled", **given) == ["disabled", *left]


def test_a_list_that_is_not_asked_for_and_what_settings_cannot_hold_stay() -> None:
    have = present(*HELD, *FOREIGN)
    settings = CallFilter.model_validate({"filter": "black", "refused_callers": []})
    bodies = [each.body for each in filtering.wanted(STATUS, ENTRIES, NUMBER, settings, have)]
    kept = [{name: body.get(name) for name in ENTRIES.key} for body in (HELD[2], *FOREIGN)]
    assert bodies == [*kept, {"status": "incomingBlackList"}]
