"""Voice menus: what their settings refuse, what becomes of them on the platform, and the way back."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.settled import settled
from tui.engine.resources import Body, Ref, Snapshot, Wanted
from tui.forms import public
from tui.i18n import Message
from tui.problems import problems_of
from tui.telephony import menu, pabx, sounds
from tui.telephony.actions import ENTRY_ACTIONS, Called
from tui.telephony.menu import Entry, Menu
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, Settings, unchecked

NUMBER = Number("ab1-ovh-1", "0033199001001", "Accueil", "x")
BOARD = pabx.switchboard(["x"])
MENUS = "/telephony/ab1-ovh-1/ovhPabx/0033199001001/menu"
LINE = "+33199004001"


class Menus(Settings):
    menus: ListOf[Menu]


def faults(*menus: Any) -> dict[str, str]:
    """What is wrong with menus, by path."""
    try:
        Menus.model_validate({"menus": list(menus)})
    except ValidationError as error:
        return {problem.path: str(problem.message) for problem in problems_of(error)}
    return {}


def key_fault(**entry: Any) -> dict[str, str]:
    found = faults({"name": "Accueil", "entries": [{"key": "1", **entry}]})
    return {path.removeprefix("menus.0.entries.0."): text for path, text in found.items()}


def menus(*given: Any) -> tuple[Menu, ...]:
    return Menus.model_validate({"menus": list(given)}).menus


def wanted(*given: Any) -> list[Any]:
    return list(menu.resources(BOARD, NUMBER, menus(*given)))


def read(have: Snapshot) -> tuple[Menu, ...]:
    listed = have.listed(MENUS)
    called = Called(
        sounds.Names(have.listed(MENUS.replace("/menu", "/sound"))), {"menu": menu.names_of(listed)}
    )
    return unchecked(Menus, {"menus": menu.read_rows(listed, have, called)}).menus


# --- rules


@pytest.mark.parametrize("name", ["Général", "a-b", "", "  ", "x" * 401])
def test_a_name_has_plain_letters_digits_underscores_and_spaces(name: str) -> None:
    assert list(faults({"name": name})) == ["menus.0.name"]


def test_a_name_is_kept_without_the_spaces_around_it() -> None:
    assert menus({"name": " Ventes_2 "})[0].name == "Ventes_2"


@pytest.mark.parametrize(("key", "kept"), [("1", "1"), ("*", "*"), ("#", "#"), ("0", "0"), ("1 2#", "12#")])
def test_a_key_is_one_key_or_several(key: str, kept: str) -> None:
    assert menus({"name": "A", "entries": [{"key": key, "action": "menuTop"}]})[0].entries[0].key == kept


@pytest.mark.parametrize("key", ["", "A", "1,2", "+", "1" * 21, "١"])
def test_what_is_no_key_is_refused(key: str) -> None:
    assert list(faults({"name": "A", "entries": [{"key": key, "action": "menuTop"}]})) == [
        "menus.0.entries.0.key"
    ]


def test_a_key_that_is_taken_is_refused_and_the_first_free_one_proposed() -> None:
    entries = [{"key": key, "action": "menuTop"} for key in ("1", "2", "1")]
    assert faults({"name": "A", "entries": entries}) == {
        "menus.0.entries.2.key": "Key 1 is taken; 3 is free."
    }


def test_when_all_keys_are_taken_another_is_asked_for() -> None:
    entries = [{"key": key, "action": "menuTop"} for key in (*menu.KEYS, "#")]
    assert faults({"name": "A", "entries": entries}) == {
        "menus.0.entries.12.key": "Key # is taken; choose another."
    }


def test_the_same_key_in_two_menus_is_no_fault() -> None:
    entries = [{"key": "1", "action": "menuTop"}]
    assert faults({"name": "A", "entries": entries}, {"name": "B", "entries": entries}) == {}


def test_a_key_that_is_taken_is_named_beside_every_other_fault() -> None:
    entries = [{"key": "1", "action": "bridge"}, {"key": "1", "action": "bridge", "number": "0892000000"}]
    assert list(faults({"name": "é", "entries": entries})) == [
        "menus.0.name",
        "menus.0.entries.0.number",
        "menus.0.entries.1.number",
        "menus.0.entries.1.key",
    ]


@pytest.mark.parametrize("written", [None, 3, "1", [3], [None], [{"key": 1}], {"key": "1"}])
def test_what_is_no_row_at_all_is_refused_by_the_model(written: Any) -> None:
    assert all(path.startswith("menus.0.entries") for path in faults({"name": "A", "entries": written}))
    assert faults({"name": "A", "entries": written}) != {}


MISSING = {
    "bridge": "number",
    "playback": "sound",
    "menuSub": "menu",
    "setCallerName": "text",
    "readDtmf": "variable",
}


@pytest.mark.parametrize("action", [each.value for each in ENTRY_ACTIONS if each.parameter != "queue"])
def test_a_key_needs_the_parameter_of_its_action_and_no_other(action: str) -> None:
    needs = MISSING.get(action)
    assert list(key_fault(action=action)) == ([needs] if needs else [])
    other = "text" if needs != "text" else "variable"
    assert other in key_fault(action=action, **{other: "abc"})


@pytest.mark.parametrize("parameter", ["number", "sound", "menu", "text", "variable"])
def test_an_empty_parameter_is_a_missing_one(parameter: str) -> None:
    action = {parameter: action for action, parameter in MISSING.items()}[parameter]
    assert key_fault(action=action, **{parameter: ""}) == key_fault(action=action)


def test_a_key_cannot_hang_up_ring_a_queue_or_reach_a_voicemail() -> None:
    for action in ("hangup", "voicemail", "callcenter", "ivr"):
        assert list(key_fault(action=action)) == ["action"]


@pytest.mark.parametrize("number", ["0892123456", "0899 00 00 00", "118218", "hello"])
def test_a_number_that_may_not_be_called_is_refused(number: str) -> None:
    assert list(key_fault(action="bridge", number=number)) == ["number"]


@pytest.mark.parametrize("variable", ["a b", "é", "x" * 25, "a_b"])
def test_a_variable_has_up_to_24_letters_and_digits(variable: str) -> None:
    assert list(key_fault(action="readDtmf", variable=variable)) == ["variable"]
    assert key_fault(action="readDtmf", variable="Code24" * 4) == {}


def test_waiting_times_have_bounds() -> None:
    found = faults({"name": "A", "no_key_after": -1, "between_keys": menu.LONGEST_WAIT + 1})
    assert list(found) == ["menus.0.no_key_after", "menus.0.between_keys"]


# --- on the platform


def test_all_menus_come_before_the_keys_of_any() -> None:
    made = wanted(
        {"name": "A", "entries": [{"key": "1", "action": "menuSub", "menu": "B"}]},
        {"name": "B", "entries": [{"key": "1", "action": "menuBack"}]},
    )
    assert [each.collection.id for each in made] == ["menuId", "menuId", "entryId", "entryId"]
    assert made[2].body == {"dtmf": "1", "action": "menuSub", "actionParam": Ref("menu", "B"), "position": 1}
    assert made[2].within == {"menuId": Ref("menu", "A")}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"action": "bridge", "number": "01 99 00 40 01"}, "0033199004001"),
        ({"action": "playback", "sound": "a.wav"}, Ref("sound", "a.wav")),
        ({"action": "playback", "sound": "#12"}, "12"),
        ({"action": "menuSub", "menu": "A"}, Ref("menu", "A")),
        ({"action": "menuExit"}, ""),
        ({"action": "setCallerName", "text": "Client 1"}, "Client 1"),
        ({"action": "readDtmf", "variable": "code"}, "code"),
    ],
)
def test_the_parameter_of_a_key_travels_as_the_platform_wants_it(given: Any, sent: Any) -> None:
    made = wanted({"name": "A", "entries": [{"key": "1", **given}]})
    assert made[1].body["actionParam"] == sent


def test_the_sounds_and_times_of_a_menu_are_sent_and_times_not_given_left_alone() -> None:
    (made,) = wanted({"name": "A", "greeting": "a.wav", "no_key_after": 5000})
    assert made.body == {
        "name": "A",
        "greetSound": Ref("sound", "a.wav"),
        "invalidSound": None,
        "timeout": 5000,
    }


def test_what_was_sent_reads_back_with_names_and_ids() -> None:
    waits = {"no_key_after": 1, "between_keys": 2}
    given = menus(
        {**waits, "name": "A", "entries": [{"key": "9", "action": "menuSub", "menu": "B"}]},
        {**waits, "name": "B", "entries": [{"key": "1", "action": "bridge", "number": LINE}]},
    )
    made = Wanted("x", None, Message("x"), tuple(menu.resources(BOARD, NUMBER, given)))
    found = read(settled(made))
    assert [each.remote_id for each in found] == [101, 102]
    assert [entry.remote_id for each in found for entry in each.entries] == [103, 104]
    assert [without_ids(each) for each in found] == [without_ids(each) for each in given]


def without_ids(each: Menu) -> Any:
    return public(each.model_dump(mode="json"))


def platform(entries: list[Body], **other: Body) -> Snapshot:
    """A menu 1 with these entries, and the objects of other paths."""
    objects: dict[str, Body] = {f"{MENUS}/1": {"menuId": 1, "name": "A"}}
    objects |= {f"{MENUS}/1/entry/{each['entryId']}": each for each in entries}
    return Snapshot("x", objects | {f"{MENUS}/{path.strip('_')}": body for path, body in other.items()})


def entry(number: int, action: str, param: Any, **other: Any) -> Body:
    return {"entryId": number, "dtmf": str(number), "action": action, "actionParam": param, **other}


def test_keys_read_in_the_order_of_their_positions() -> None:
    have = platform(
        [
            entry(1, "menuTop", None, position=3),
            entry(2, "menuTop", None, position=1),
            entry(3, "menuTop", None),
        ]
    )
    assert [each.key for each in read(have)[0].entries] == ["2", "1", "3"]


def test_a_key_whose_menu_is_gone_reads_as_without_target() -> None:
    (found,) = read(
        platform([entry(1, "menuSub", "77"), entry(2, "menuSub", None), entry(3, "menuSub", "1")])
    )
    assert [each.menu for each in found.entries] == [None, None, "A"]


def test_a_sound_that_is_gone_keeps_its_id() -> None:
    (found,) = read(platform([entry(1, "playback", "77")]))
    assert found.entries[0].sound == "#77"


def test_an_action_that_is_not_known_reads_as_it_is_and_is_refused() -> None:
    (found,) = read(platform([entry(1, "callcenter", "5"), entry(2, "new", "x")]))
    assert [each.action for each in found.entries] == ["callcenter", "new"]
    assert list(faults(found.model_dump())) == ["menus.0.entries.0.action", "menus.0.entries.1.action"]


def test_menus_of_the_same_name_are_told_apart_by_their_ids() -> None:
    have = platform([entry(1, "menuSub", "2")], _2={"menuId": 2, "name": "A"}, _3={"menuId": 3, "name": None})
    found = read(have)
    assert [each.name for each in found] == ["A", "A 2", "Menu 3"]
    assert found[0].entries[0].menu == "A 2"


def test_a_number_that_is_none_reads_as_it_is() -> None:
    (found,) = read(platform([entry(1, "bridge", "sip:x@y"), entry(2, "bridge", "+33199004001")]))
    assert [each.number for each in found.entries] == ["sip:x@y", LINE]


def test_a_dump_holds_only_the_parameter_that_belongs_to_the_action() -> None:
    row = Entry.model_validate({"key": "1", "action": "bridge", "number": LINE})
    assert row.model_dump() == {"remote_id": None, "key": "1", "action": "bridge", "number": LINE}
    assert Entry.model_validate(row.model_dump()) == row
