"""What is advised while menus and steps are filled in: each advice once where it holds, and once where it does not."""

from typing import Any

import pytest

from tui.telephony import menu_advice
from tui.telephony.dialplan import Step
from tui.telephony.menu import Menu

LINE = "+33199004001"
OPEN: dict[str, Any] = {"action": "ivr", "menu": "A"}
BRIDGE: dict[str, Any] = {"action": "bridge", "number": LINE}
VOICEMAIL: dict[str, Any] = {"action": "voicemail", "voicemail": LINE}
HANGUP: dict[str, Any] = {"action": "hangup"}
LEAVE: dict[str, Any] = {"key": "0", "action": "menuExit"}
TRANSFER: dict[str, Any] = {"key": "9", **BRIDGE}
MORNING = [{"day": "monday", "start": "08:00", "end": "12:00"}]


def menu(*entries: Any, name: str = "A", greeting: str | None = "a.wav", **given: Any) -> dict[str, Any]:
    return {"name": name, "greeting": greeting, "entries": list(entries), **given}


def step(*actions: Any, **given: Any) -> dict[str, Any]:
    return {"actions": list(actions), **given}


def of_menus(menus: list[Any], steps: list[Any]) -> dict[str, str]:
    found = menu_advice.of_menus([Menu.model_validate(each) for each in menus], _steps(steps))
    return {problem.path: str(problem.message) for problem in found}


def of_steps(
    steps: list[Any],
    menus: list[Any] | None = None,
    closed: set[str] | None = None,
    shows_caller: bool = True,
) -> dict[str, str]:
    given = [Menu.model_validate(each) for each in menus or []]
    found = menu_advice.of_steps(given, _steps(steps), closed or set(), shows_caller)
    return {problem.path: str(problem.message) for problem in found}


def _steps(steps: list[Any]) -> list[Step]:
    return [Step.model_validate(each) for each in steps]


# --- menus


def test_nothing_is_advised_where_all_is_well() -> None:
    menus, steps = [menu(TRANSFER, LEAVE)], [step(OPEN, VOICEMAIL)]
    assert of_menus(menus, steps) == of_steps(steps, menus) == {}


def test_a_menu_without_greeting() -> None:
    found = of_menus([menu(TRANSFER, greeting=None)], [step(OPEN)])
    assert found == {"menus.0.greeting": "Without a greeting callers hear no choices; add a sound."}


@pytest.mark.parametrize(
    "steps", [[], [step(HANGUP)], [step(OPEN, enabled=False)], [step({"action": "ivr", "menu": "B"})]]
)
def test_a_menu_that_nobody_reaches(steps: list[Any]) -> None:
    assert next(iter(of_menus([menu(TRANSFER), menu(TRANSFER, name="B")], steps))) == "menus.0.name"


def test_a_menu_reached_through_a_key_or_for_calls_that_meet_no_condition() -> None:
    menus = [menu({"key": "1", "action": "menuSub", "menu": "B"}, LEAVE), menu(TRANSFER, name="B")]
    assert of_menus(menus, [step(OPEN)]) == {}
    assert of_menus(menus, [step(HANGUP, hours=MORNING, otherwise=[OPEN])]) == {}


def test_a_menu_without_keys() -> None:
    assert of_menus([menu()], [step(OPEN)]) == {
        "menus.0.entries": "The menu has no keys: callers can only wait. Add a key."
    }


def test_a_loop_without_exit_and_one_with() -> None:
    loop = [
        menu({"key": "1", "action": "menuSub", "menu": "B"}),
        menu({"key": "1", "action": "menuTop"}, {"key": "2", "action": "menuBack"}, name="B"),
    ]
    assert list(of_menus(loop, [step(OPEN)])) == ["menus.0.entries", "menus.1.entries"]
    for out in (TRANSFER, LEAVE):
        ending = [*loop[:1], {**loop[1], "entries": [*loop[1]["entries"], out]}]
        assert of_menus(ending, [step(OPEN)]) == {}


def test_a_menu_that_ends_by_waiting_traps_nobody() -> None:
    again = {"key": "1", "action": "menuTop"}
    assert list(of_menus([menu(again)], [step(OPEN)])) == ["menus.0.entries"]
    assert of_menus([menu(again, no_key_after=5000)], [step(OPEN)]) == {}


def test_a_number_that_may_cost_extra() -> None:
    costly = {"action": "bridge", "number": "0836123456"}
    assert list(of_menus([menu({"key": "1", **costly})], [step(OPEN)])) == ["menus.0.entries.0.number"]
    assert list(of_steps([step(costly)])) == ["steps.0.actions.0.number"]


# --- steps


@pytest.mark.parametrize("steps", [[], [step(HANGUP, enabled=False)]])
def test_no_step_that_is_switched_on(steps: list[Any]) -> None:
    assert "steps" in of_steps(steps)
    assert "steps" not in of_steps([*steps, step(HANGUP)])


def test_a_step_that_is_switched_off() -> None:
    assert list(of_steps([step(HANGUP, enabled=False), step(HANGUP)])) == ["steps.0.enabled"]


@pytest.mark.parametrize("end", [HANGUP, VOICEMAIL, {"action": "endless_playback", "sound": "a.wav"}])
def test_a_step_never_runs_after_one_that_ends_every_call(end: dict[str, Any]) -> None:
    assert list(of_steps([step(BRIDGE, end), step(HANGUP)])) == ["steps.1"]


@pytest.mark.parametrize(
    "before",
    [
        step(BRIDGE),
        step({"action": "playback", "sound": "a.wav"}),
        step(HANGUP, hours=MORNING),
        step(HANGUP, callers="black", listed_callers=[{"number": "06"}]),
        step(BRIDGE, hours=MORNING, otherwise=[HANGUP]),
    ],
)
def test_a_step_runs_after_one_that_lets_calls_go_on(before: dict[str, Any]) -> None:
    assert of_steps([before, step(HANGUP)]) == {}


def test_a_step_never_runs_after_one_that_ends_calls_either_way() -> None:
    assert list(of_steps([step(HANGUP, hours=MORNING, otherwise=[VOICEMAIL]), step(HANGUP)])) == ["steps.1"]


def test_a_step_that_is_switched_off_ends_no_call() -> None:
    assert list(of_steps([step(HANGUP, enabled=False), step(BRIDGE)])) == ["steps.0.enabled"]


def test_an_action_after_one_that_ends_the_call() -> None:
    found = of_steps([step(VOICEMAIL, BRIDGE)])
    assert found == {"steps.0.actions.1": "This never happens: “send to a voicemail” ends the call before."}
    assert of_steps([step(BRIDGE, VOICEMAIL)]) == {}


def test_a_step_that_does_nothing() -> None:
    assert list(of_steps([step(), step(HANGUP)])) == ["steps.0.actions"]
    assert of_steps([step(hours=MORNING, otherwise=[HANGUP])]) == {}


def test_actions_otherwise_without_conditions() -> None:
    assert list(of_steps([step(BRIDGE, otherwise=[HANGUP])])) == ["steps.0.otherwise"]


def test_exceptional_days_and_hours_in_one_step() -> None:
    both = step(HANGUP, days="holidays", hours=MORNING)
    assert list(of_steps([both], closed={"holidays"})) == ["steps.0.days"]
    two = [step(HANGUP, days="holidays"), step(BRIDGE, hours=MORNING)]
    assert of_steps(two, closed={"holidays"}) == {}


def test_exceptional_days_of_which_there_are_none() -> None:
    days = step(HANGUP, days="scheduler1")
    assert of_steps([days], closed={"holidays"}) == {
        "steps.0.days": "There is no closure “exceptional days 1”, so no call meets this; add one."
    }
    assert of_steps([days], closed={"scheduler1"}) == {}


def test_a_list_without_callers() -> None:
    assert list(of_steps([step(HANGUP, callers="white")])) == ["steps.0.callers"]
    assert of_steps([step(HANGUP, callers="white", listed_groups=["mobile"])]) == {}


def test_a_caller_that_a_wider_entry_covers() -> None:
    listed = [{"number": "+33612345678"}, {"number": "+336"}]
    assert of_steps([step(HANGUP, callers="black", listed_callers=listed)]) == {
        "steps.0.listed_callers": "+33612345678 is covered by +336 already; one of the two will do."
    }
    assert of_steps([step(HANGUP, callers="black", listed_callers=listed[:1])]) == {}


def test_nothing_after_a_menu_that_can_be_left() -> None:
    menus = [menu({"key": "1", "action": "menuSub", "menu": "B"}), menu(LEAVE, name="B")]
    assert list(of_steps([step(BRIDGE, OPEN)], menus)) == ["steps.0.actions.1.menu"]
    assert list(of_steps([step(HANGUP, hours=MORNING, otherwise=[OPEN])], menus)) == [
        "steps.0.otherwise.0.menu"
    ]


@pytest.mark.parametrize(
    ("menus", "steps"),
    [
        ([menu(TRANSFER)], [step(OPEN)]),
        ([menu(LEAVE)], [step(OPEN, HANGUP)]),
        ([menu(LEAVE)], [step(OPEN), step(VOICEMAIL)]),
        ([menu(LEAVE)], [step(OPEN, hours=MORNING), step(VOICEMAIL)]),
    ],
)
def test_something_follows_the_menu_or_nobody_leaves_it(menus: list[Any], steps: list[Any]) -> None:
    assert of_steps(steps, menus) == {}


def test_steps_that_are_switched_off_or_empty_do_not_follow_a_menu() -> None:
    for idle in (step(HANGUP, enabled=False), step()):
        assert "steps.0.actions.0.menu" in of_steps([step(OPEN), idle], [menu(LEAVE)])


def test_a_caller_s_name_that_no_phone_shows() -> None:
    named = step({"action": "setCallerName", "text": "Ventes"}, BRIDGE)
    assert list(of_steps([named], shows_caller=False)) == ["steps.0.actions.0.text"]
    assert of_steps([named], shows_caller=True) == {}
