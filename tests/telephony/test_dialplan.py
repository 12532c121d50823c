"""Dialplans: what steps refuse, what becomes of them on the platform, and the way back."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.settled import settled
from tui.engine.converge import diff
from tui.engine.resources import Body, Json, Ref, Resource, Snapshot, Wanted
from tui.forms import public
from tui.i18n import Message
from tui.problems import problems_of
from tui.telephony import dialplan, filtering, pabx, sounds
from tui.telephony.actions import RULE_ACTIONS, Called
from tui.telephony.dialplan import Step
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, Settings, unchecked

NUMBER = Number("ab1-ovh-1", "0033199001001", "Accueil", "x")
BOARD = pabx.switchboard(["x"])
PLANS = "/telephony/ab1-ovh-1/ovhPabx/0033199001001/dialplan"
LINE = "+33199004001"
HANGUP = {"action": "hangup"}
EMPTY = Snapshot("x")


class Steps(Settings):
    steps: ListOf[Step]


def faults(*steps: Any) -> dict[str, str]:
    """What is wrong with steps, by path."""
    try:
        Steps.model_validate({"steps": list(steps)})
    except ValidationError as error:
        return {problem.path: str(problem.message) for problem in problems_of(error)}
    return {}


def rule_fault(**rule: Any) -> list[str]:
    return [path.removeprefix("steps.0.actions.0.") for path in faults({"actions": [rule]})]


def made(*given: Any, have: Snapshot = EMPTY) -> list[Resource]:
    steps = Steps.model_validate({"steps": list(given)}).steps
    return list(dialplan.resources(BOARD, NUMBER, {"name": "Plan"}, steps, have))


def of(sort: str, resources: list[Resource]) -> list[Any]:
    return [each.body for each in resources if each.collection == getattr(BOARD, sort)]


def read(have: Snapshot, path: str = f"{PLANS}/1", menus: dict[str, str] | None = None) -> tuple[Step, ...]:
    rows = dialplan.read_rows(path, have, Called(sounds.Names([]), {"menu": menus or {}}))
    return unchecked(Steps, {"steps": rows}).steps


# --- rules


PARAMETERS = {each.value: each.parameter for each in RULE_ACTIONS if each.parameter not in ("queue", "tts")}


@pytest.mark.parametrize("action", PARAMETERS)
def test_an_action_needs_its_own_parameter_and_no_other(action: str) -> None:
    needs = PARAMETERS[action]
    assert rule_fault(action=action) == ([needs] if needs else [])
    other = "text" if needs != "text" else "variable"
    assert other in rule_fault(action=action, **{other: "abc"})


@pytest.mark.parametrize("action", ["hunting", "tts", "menuExit", "callcenter", ""])
def test_a_step_can_do_nothing_that_needs_queues_nor_what_only_keys_do(action: str) -> None:
    assert rule_fault(action=action) == ["action"]


@pytest.mark.parametrize("pause", [999, 86_400_001, -1])
def test_a_pause_has_bounds(pause: int) -> None:
    assert rule_fault(action="sleep", pause=pause) == ["pause"]


@pytest.mark.parametrize("pause", [1000, 86_400_000])
def test_the_bounds_of_a_pause_are_allowed(pause: int) -> None:
    assert rule_fault(action="sleep", pause=pause) == []


@pytest.mark.parametrize("text", ["é", "a-b", "a.b"])
def test_the_name_of_a_caller_has_plain_letters(text: str) -> None:
    assert rule_fault(action="setCallerName", text=text) == ["text"]


@pytest.mark.parametrize("parameter", ["number", "voicemail"])
def test_a_number_that_may_not_be_called_is_refused(parameter: str) -> None:
    action = {"number": "bridge", "voicemail": "voicemail"}[parameter]
    assert rule_fault(action=action, **{parameter: "0892123456"}) == [parameter]


def test_hours_may_neither_overlap_nor_touch() -> None:
    week = [
        {"day": "monday", "start": "08:00", "end": "12:00"},
        {"day": "monday", "start": "12:00", "end": "18:00"},
        {"day": "tuesday", "start": "12:00", "end": "12:00"},
    ]
    assert list(faults({"hours": week})) == ["steps.0.hours.1.start", "steps.0.hours.2.end"]


def test_hours_are_kept_in_the_order_of_the_week() -> None:
    week = [
        {"day": "friday", "start": "8:00", "end": "12:00"},
        {"day": "monday", "start": "14:00", "end": "24:00"},
        {"day": "monday", "start": "08:00", "end": "12:00"},
    ]
    (step,) = Steps.model_validate({"steps": [{"hours": week}]}).steps
    assert [(each.day, each.start) for each in step.hours] == [
        ("monday", "08:00"), ("monday", "14:00"), ("friday", "08:00"),
    ]  # fmt: skip


def test_a_list_belongs_to_a_step_for_some_callers() -> None:
    step = {"listed_groups": ["mobile"], "listed_callers": [{"number": "3900"}]}
    assert list(faults(step)) == ["steps.0.listed_groups", "steps.0.listed_callers"]
    assert faults({**step, "callers": "white"}) == {}


def test_a_caller_is_listed_once() -> None:
    listed = [{"number": "06"}, {"number": "+336"}]
    assert "steps.0.listed_callers.0.number" in faults(
        {"callers": "black", "listed_groups": ["mobile"], "listed_callers": listed[:1]}
    )
    assert list(faults({"callers": "black", "listed_callers": listed})) == ["steps.0.listed_callers.1.number"]


@pytest.mark.parametrize(
    ("step", "conditional"),
    [
        ({}, False),
        ({"days": "holidays"}, True),
        ({"hours": [{"day": "monday", "start": "08:00", "end": "12:00"}]}, True),
        ({"callers": "white"}, True),
    ],
)
def test_a_step_is_conditional_when_some_calls_may_not_meet_it(step: Any, conditional: bool) -> None:
    assert Step.model_validate(step).is_conditional is conditional


# --- on the platform


def test_steps_count_from_one_and_their_actions_on_each_side_by_themselves() -> None:
    resources = made(
        {"days": "scheduler2", "actions": [HANGUP, HANGUP], "otherwise": [HANGUP]},
        {"enabled": False, "callers": "black", "actions": [HANGUP]},
    )
    assert of("step", resources) == [
        {"enabled": True, "position": 1, "schedulerCategory": "scheduler2", "screenListType": None},
        {"enabled": False, "position": 2, "schedulerCategory": None, "screenListType": "incomingBlackList"},
    ]
    assert [(each["negativeAction"], each["position"]) for each in of("rule", resources)] == [
        (False, 1), (False, 2), (True, 1), (False, 1),
    ]  # fmt: skip


def test_what_lies_in_a_step_comes_right_after_it() -> None:
    resources = made({"actions": [HANGUP]}, {"actions": [HANGUP]})
    assert [each.collection.id for each in resources] == [
        "dialplanId", "extensionId", "ruleId", "extensionId", "ruleId",
    ]  # fmt: skip
    assert resources[4].within == {"dialplanId": Ref("dialplan", "Plan"), "extensionId": Ref("step", "2")}


@pytest.mark.parametrize(
    ("rule", "sent"),
    [
        ({"action": "bridge", "number": "0199004001"}, "0033199004001"),
        ({"action": "voicemail", "voicemail": "0199004001"}, "0033199004001"),
        ({"action": "ivr", "menu": "A"}, Ref("menu", "A")),
        ({"action": "playback", "sound": "a.wav"}, Ref("sound", "a.wav")),
        ({"action": "endless_playback", "sound": "#7"}, "7"),
        ({"action": "sleep", "pause": 1500}, "1500"),
        ({"action": "hangup"}, None),
        ({"action": "setCallerName", "text": "Client"}, "Client"),
        ({"action": "readDtmf", "variable": "x1"}, "x1"),
    ],
)
def test_the_parameter_of_an_action_travels_as_the_platform_wants_it(rule: Any, sent: Any) -> None:
    (body,) = of("rule", made({"actions": [rule]}))
    assert body["actionParam"] == sent


def test_hours_end_at_the_minute_and_midnight_as_zero() -> None:
    week = [
        {"day": "monday", "start": "08:30", "end": "12:00"},
        {"day": "monday", "start": "14:00", "end": "24:00"},
    ]
    assert of("hours", made({"hours": week})) == [
        {"weekDay": "monday", "timeFrom": "08:30:00", "timeTo": "12:00:00"},
        {"weekDay": "monday", "timeFrom": "14:00:00", "timeTo": "00:00:00"},
    ]


def test_listed_groups_are_sent_as_their_numbers_then_the_callers() -> None:
    resources = made(
        {"callers": "white", "listed_groups": ["mobile"], "listed_callers": [{"number": "3900"}]}
    )
    assert of("caller", resources) == [
        {"screenListType": "incomingWhiteList", "callerIdNumber": each} for each in ("+336", "+337", "3900")
    ]


def test_what_was_sent_reads_back_with_names_and_ids() -> None:
    given = {
        "enabled": False,
        "days": "holidays",
        "hours": [{"day": "sunday", "start": "00:00", "end": "24:00"}],
        "callers": "black",
        "listed_groups": ["foreign", "mobile"],
        "listed_callers": [{"number": "3900"}, {"number": "+331"}],
        "actions": [{"action": "voicemail", "voicemail": LINE}, {"action": "sleep", "pause": 2000}],
        "otherwise": [{"action": "bridge", "number": LINE}],
    }
    (wanted,) = Steps.model_validate({"steps": [given]}).steps
    have = settled(Wanted("x", None, Message("x"), tuple(made(given))))
    (found,) = read(have, f"{PLANS}/101")
    assert found.remote_id == 102
    assert [rule.remote_id for rule in (*found.actions, *found.otherwise)] == [103, 104, 105]
    assert without_ids(found) == without_ids(wanted)
    assert next(iter(filtering.GROUPS)) == found.listed_groups[0]


def without_ids(step: Step) -> Any:
    return public(step.model_dump(mode="json"))


def platform(step: Body, **within: list[Body]) -> Snapshot:
    """A dialplan 1 with one step 2, and the objects that lie in it."""
    path = f"{PLANS}/1/extension/2"
    objects: dict[str, Body] = {path: {"extensionId": 2, **step}}
    for name, bodies in within.items():
        objects |= {f"{path}/{name}/{at}": body for at, body in enumerate(bodies)}
    return Snapshot("x", objects)


def test_steps_and_actions_read_in_the_order_of_their_positions() -> None:
    rules: list[Body] = [
        {"action": "hangup", "position": 2, "negativeAction": False},
        {"action": "sleep", "actionParam": "3000", "position": 1, "negativeAction": False},
        {"action": "hangup", "position": 1, "negativeAction": True},
    ]
    have = platform({"position": 2, "enabled": True}, rule=rules)
    other: Body = {"extensionId": 9, "position": 1, "enabled": False}
    have = Snapshot("x", {**have.objects, f"{PLANS}/1/extension/9": other})
    first, second = read(have)
    assert (first.remote_id, first.enabled, second.remote_id) == (9, False, 2)
    assert [rule.action for rule in second.actions] == ["sleep", "hangup"]
    assert second.actions[0].pause == 3000
    assert [rule.action for rule in second.otherwise] == ["hangup"]


def test_an_action_whose_menu_is_gone_reads_as_without_target() -> None:
    rules: list[Body] = [
        {"action": "ivr", "actionParam": "5", "position": 1},
        {"action": "ivr", "actionParam": "6", "position": 2},
        {"action": "sleep", "actionParam": "soon", "position": 3},
        {"action": "bridge", "actionParam": "", "position": 4},
    ]
    (step,) = read(platform({"position": 1}, rule=rules), menus={"6": "Ventes"})
    assert [(rule.menu, rule.pause, rule.number) for rule in step.actions] == [
        (None, None, None), ("Ventes", None, None), (None, None, None), (None, None, None),
    ]  # fmt: skip


def test_what_settings_cannot_hold_reads_so_that_somebody_has_to_choose() -> None:
    week: list[Body] = [{"weekDay": "holiday", "timeFrom": "08:00:30", "timeTo": None}]
    have = platform(
        {"position": 1, "screenListType": "new kind of list", "schedulerCategory": "easter"},
        conditionTime=week,
        rule=[{"action": "dance", "position": 1}],
    )
    (step,) = read(have)
    dump = step.model_dump(warnings=False)
    assert list(faults(dump)) == [
        "steps.0.days",
        "steps.0.hours.0.day",
        "steps.0.hours.0.start",
        "steps.0.hours.0.end",
        "steps.0.callers",
        "steps.0.actions.0.action",
    ]


def test_entries_of_a_list_that_is_not_in_force_are_no_condition() -> None:
    listed: list[Body] = [{"screenListType": "incomingWhiteList", "callerIdNumber": "00336"}]
    (step,) = read(platform({"position": 1, "screenListType": None}, conditionScreenList=listed))
    assert (step.callers, step.listed_callers) == ("none", ())


# --- conditions that settings cannot hold

OWN: Body = {"conditionId": 1, "screenListType": "incomingBlackList", "callerIdNumber": "0033612345678"}
OTHER_LIST: Body = {
    "conditionId": 2,
    "screenListType": "incomingWhiteList",
    "callerIdNumber": "0033699999999",
}
CALLED: Body = {
    "conditionId": 3,
    "screenListType": "incomingBlackList",
    "callerIdNumber": "0033688888888",
    "destinationNumber": "0033199001001",
}
HIDDEN: Body = {"conditionId": 4, "screenListType": "incomingBlackList", "callerIdNumber": "anonymous"}
LISTED = [OWN, OTHER_LIST, CALLED, HIDDEN]


def listed(kind: str | None, *conditions: Body) -> Snapshot:
    """A dialplan with a step that follows the list `kind`, and these conditions in it."""
    plan: dict[str, Body] = {f"{PLANS}/1": {"dialplanId": 1, "name": "Plan"}}
    step = platform(
        {"position": 1, "enabled": True, "screenListType": kind}, conditionScreenList=[*conditions]
    )
    return Snapshot("x", {**plan, **step.objects})


def gone(have: Snapshot, *steps: Any) -> list[Json]:
    """The ids of the conditions that go when the steps of the dialplan become these."""
    resources = tuple(made(*steps, have=have))
    managed = tuple({each.collection.path: each.collection for each in resources}.values())
    managed = (*managed, BOARD.caller)
    plan = diff(
        NUMBER.billing_account, NUMBER.service_name, have, Wanted("x", None, Message("x"), resources, managed)
    )
    assert not [step for step in plan.steps if step.action == "create"]
    return [have.objects[step.path]["conditionId"] for step in plan.steps if step.action == "delete"]


def test_only_conditions_of_the_list_that_a_step_follows_are_read() -> None:
    (step,) = read(listed("incomingBlackList", *LISTED))
    assert [each.number for each in step.listed_callers] == ["+33612345678"]


@pytest.mark.parametrize("known", [True, False])
def test_conditions_that_settings_cannot_hold_stay_as_they_are(known: bool) -> None:
    have = listed("incomingBlackList", *LISTED)
    (step,) = read(have)
    row = step.model_dump(mode="json") if known else public(step.model_dump(mode="json"))
    assert gone(have, row) == []
    assert gone(have, {**row, "listed_callers": []}) == [1]
    assert gone(have, {**row, "callers": "none", "listed_callers": []}) == [1]


def test_the_list_that_a_step_is_to_follow_is_what_the_settings_say() -> None:
    have = listed("incomingBlackList", *LISTED)
    white = {"remote_id": 2, "callers": "white", "listed_callers": [{"number": "+33699999999"}]}
    assert gone(have, white) == [1]
    assert set(gone(have, {"remote_id": 2, "callers": "white"})) == {1, 2}


def test_a_step_that_follows_no_list_loses_no_condition() -> None:
    have = listed(None, *LISTED)
    (step,) = read(have)
    assert (step.callers, step.listed_callers) == ("none", ())
    assert gone(have, step.model_dump(mode="json")) == []


def test_a_list_of_numbers_called_stays_and_cannot_be_made() -> None:
    have = listed("destinationBlackList", {**CALLED, "screenListType": "destinationBlackList"}, OWN)
    (step,) = read(have)
    row = step.model_dump(mode="json")
    assert (row["callers"], row["listed_callers"]) == ("other", [])
    assert gone(have, row) == []
    assert of("step", made(row, have=have)) == [{"enabled": True, "position": 1, "schedulerCategory": None}]
    assert step.is_conditional
    assert list(faults(public(row))) == ["steps.0.callers"]
    assert list(faults({**row, "listed_groups": ["mobile"]})) == ["steps.0.listed_groups"]


# --- what is there and would be refused


def test_what_an_action_has_already_is_not_refused_and_anything_else_is() -> None:
    rules: list[Body] = [
        {"ruleId": 1, "action": "bridge", "actionParam": "3900", "position": 1},
        {"ruleId": 2, "action": "setCallerName", "actionParam": "Été", "position": 2},
    ]
    have = platform({"position": 1, "enabled": True}, rule=rules)
    (step,) = read(have)
    row = step.model_dump(mode="json")
    assert faults(row) == {}
    assert [each["actionParam"] for each in of("rule", made(row, have=have))] == ["3900", "Été"]
    row["actions"][0]["number"], row["actions"][1]["text"] = "3901", "Hé"
    assert list(faults(row)) == ["steps.0.actions.0.number", "steps.0.actions.1.text"]
    assert list(faults(public(step.model_dump(mode="json")))) == [
        "steps.0.actions.0.number",
        "steps.0.actions.1.text",
    ]
