"""The interactive voice menu: its rules, its advice, what becomes of it on the platform, and the way back."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from pydantic import ValidationError

from tests.configurations.voice_menus import EXAMPLE, NUMBERS, ivrs
from tests.settled import settled
from tui.configurations import catalogue, ivr
from tui.configurations.ivr import Answers, Ivr
from tui.engine.converge import diff
from tui.engine.plan import Step
from tui.engine.ports import StoredSound
from tui.engine.resources import Body, Json, Ref, Snapshot, Wanted
from tui.forms import Rows, public, renamed, uses
from tui.problems import problems_of
from tui.telephony import sounds
from tui.telephony.services import Number, Read
from tui.telephony.settings import taken
from tui.widgets import row_edits
from tui.widgets.answer_words import name_of
from tui.widgets.sheet import Sheet, Sources

NUMBER = Number("ab1-ovh-1", "0033199001001", "Accueil", "cloudIvr")
PABX = "/telephony/ab1-ovh-1/ovhPabx/0033199001001"
EMPTY = Snapshot("cloudIvr")
LINE = NUMBERS[0]
OPEN = {"action": "ivr", "menu": "A"}
LEAVE = {"key": "0", "action": "menuExit"}


def settings(**given: Any) -> Ivr:
    return Ivr.model_validate(given)


def faults(**given: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        settings(**given)
    return {problem.path: str(problem.message) for problem in problems_of(refused.value)}


class Nothing:
    """An exchange that is not asked."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not needed")


ASK = Read(cast("Any", Nothing()))


def known(before: Snapshot = EMPTY, mute: str = "") -> Answers:
    """What is found out about a number that was like that, and that has two sounds."""
    there = sounds.Sources(frozenset({"a.wav", "b.wav"}), frozenset(), {}, {})
    return Answers(before, taken(ivr.read(NUMBER, before, ASK)), there, (mute,) if mute else ())


def wanted(**given: Any) -> Wanted:
    return ivr.resources(settings(**given), NUMBER, known())


def read(have: Snapshot) -> Ivr:
    found = ivr.read(NUMBER, have, ASK)
    assert found is not None
    return found


def dump(whole: Ivr) -> dict[str, Any]:
    return public(whole.model_dump(mode="json"))


def plan(have: Snapshot, whole: Ivr) -> list[Step]:
    wished = ivr.resources(whole, NUMBER, known(have))
    return list(diff(NUMBER.billing_account, NUMBER.service_name, have, wished).steps)


# --- rules


def test_everything_wrong_is_named_at_once_with_its_path() -> None:
    found = faults(
        ring=1801,
        plan_name="  ",
        menus=[
            {
                "name": "A",
                "entries": [{"key": "1", "action": "menuSub", "menu": "C"}, {"key": "1", "action": "bridge"}],
            },
            {"name": "A"},
        ],
        steps=[
            {
                "actions": [{"action": "ivr", "menu": "D"}, {"action": "voicemail"}],
                "otherwise": [{"action": "tts"}],
            }
        ],
        closures=[{"title": "", "start": "2026-12-24 18:00", "end": "2026-12-24 18:00"}],
        calendar="ftp://example.com",
        hunting=True,
    )
    assert sorted(found) == sorted(
        [
            "ring",
            "plan_name",
            "menus.0.entries.0.menu",
            "menus.0.entries.1.number",
            "menus.0.entries.1.key",
            "menus.1.name",
            "steps.0.actions.0.menu",
            "steps.0.actions.1.voicemail",
            "steps.0.otherwise.0.action",
            "closures.0.title",
            "closures.0.end",
            "calendar",
            "hunting",
        ]
    )
    assert found["menus.0.entries.1.key"] == "Key 1 is taken; 2 is free."


def test_a_key_without_target_is_told_to_choose_one() -> None:
    found = faults(menus=[{"name": "A", "entries": [{"key": "1", "action": "menuSub"}]}])
    assert found == {"menus.0.entries.0.menu": "Choose the menu to open."}


def test_a_ring_of_the_bounds_is_allowed() -> None:
    assert (settings(ring=0).ring, settings(ring=1800).ring) == (0, 1800)
    assert list(faults(ring=-1)) == ["ring"]


def test_closures_are_kept_in_the_order_of_their_beginnings_and_their_times_exist() -> None:
    rows = [
        {"title": "b", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"},
        {"title": "a", "start": "2026-05-01 00:00", "end": "2026-05-02 00:00"},
    ]
    assert [row.title for row in settings(closures=rows).closures] == ["a", "b"]
    rows[0]["start"] = "2026-03-29 02:30"
    assert list(faults(closures=rows)) == ["closures.0.start"]


@pytest.mark.parametrize(
    "written", [None, 3, [], {"menus": 3}, {"steps": {"actions": 1}}, {"menus": [None, [1]]}]
)
def test_what_are_no_settings_is_refused_without_a_crash(written: Any) -> None:
    with pytest.raises(ValidationError):
        Ivr.model_validate(written)


@given(ivrs(sounds=("a.wav", "b.wav")))
def test_settings_survive_json_and_the_form(given: dict[str, Any]) -> None:
    whole = settings(**given)
    assert Ivr.model_validate(json.loads(whole.model_dump_json())) == whole
    dumped = cast("dict[str, Json]", whole.model_dump(mode="json"))
    again = ivr.FORM.settings(ivr.FORM.answers(dumped))
    if whole.description is None:
        again["description"] = None
    assert Ivr.model_validate({"kind": "ivr", **again}) == whole


# --- the form


def test_the_row_of_the_catalogue_leads_here() -> None:
    assert catalogue.load("ivr") is not None


def test_every_field_stands_in_one_section() -> None:
    names = [name for section in ivr.FORM.sections for name in section.fields]
    assert (
        sorted(names)
        == sorted(field.name for field in ivr.FORM.fields)
        == sorted(set(Ivr.model_fields) - {"kind"})
    )


def test_every_setting_of_a_row_is_asked_for() -> None:
    whole = settings(**EXAMPLE)
    menus, steps = ivr.FORM.field("menus"), ivr.FORM.field("steps")
    assert isinstance(menus, Rows)
    assert isinstance(steps, Rows)
    entries, actions = menus.form.field("entries"), steps.form.field("actions")
    assert isinstance(entries, Rows)
    assert isinstance(actions, Rows)
    for form, row in (
        (menus.form, whole.menus[0]),
        (entries.form, whole.menus[0].entries[0]),
        (steps.form, whole.steps[0]),
        (actions.form, whole.steps[0].actions[0]),
    ):
        assert {field.name for field in form.fields} == set(public(dict.fromkeys(type(row).model_fields)))


def test_renaming_a_menu_changes_every_key_and_step_that_opens_it() -> None:
    answers = ivr.FORM.answers(settings(**EXAMPLE).model_dump(mode="json"))
    found = [(use.path, str(use.words)) for use in uses(ivr.FORM, answers, "menus", "Ventes", name_of)]
    assert found == [
        ("menus.0.entries.0.menu", "menu Accueil, key 1"),
        ("steps.1.otherwise.1.menu", "step 2, action otherwise 2"),
    ]
    changed = renamed(ivr.FORM, answers, "menus", "Ventes", "Boutique")
    assert uses(ivr.FORM, changed, "menus", "Ventes", name_of) == ()
    assert len(uses(ivr.FORM, changed, "menus", "Boutique", name_of)) == 2


def test_the_example_is_valid_and_advised_against_only_for_its_missing_greeting() -> None:
    whole = settings(**ivr.example([LINE]))
    assert [problem.path for problem in ivr.advice(whole)] == ["menus.0.greeting"]
    assert len(whole.menus[0].entries) == 2


# --- advice


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"menus": [{"name": "A"}]}, "menus.0.greeting"),
        ({"menus": [{"name": "A", "entries": [LEAVE]}]}, "menus.0.name"),
        ({}, "steps"),
        (
            {"menus": [{"name": "A", "entries": [LEAVE]}], "steps": [{"actions": [OPEN]}]},
            "steps.0.actions.0.menu",
        ),
        ({"steps": [{"actions": [{"action": "hangup"}]}, {"actions": [{"action": "hangup"}]}]}, "steps.1"),
    ],
)
def test_what_the_form_advises_against_comes_with_its_path(given: dict[str, Any], path: str) -> None:
    assert path in [problem.path for problem in ivr.advice(settings(**given))]


def test_a_closure_that_no_step_asks_for() -> None:
    closure = {"title": "Noël", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"}
    step: dict[str, Any] = {"days": "holidays", "actions": [{"action": "hangup"}]}
    unused = ivr.advice(settings(closures=[closure], steps=[{"actions": [{"action": "hangup"}]}]))
    assert [str(problem.message) for problem in unused] == [
        "No step asks for “public holidays”: the closure “Noël” changes nothing."
    ]
    assert ivr.advice(settings(closures=[closure], steps=[step])) == ()


def test_days_of_a_calendar_that_is_imported_may_be_of_any_sort() -> None:
    step: dict[str, Any] = {"days": "scheduler3", "actions": [{"action": "hangup"}]}
    assert [problem.path for problem in ivr.advice(settings(steps=[step]))] == ["steps.0.days"]
    assert ivr.advice(settings(steps=[step], calendar="https://example.com/a.ics")) == ()


def test_the_number_shown_decides_whether_a_caller_s_name_is() -> None:
    steps = [{"actions": [{"action": "setCallerName", "text": "Ventes"}]}]
    assert ivr.advice(settings(steps=steps)) == ()
    assert [each.path for each in ivr.advice(settings(steps=steps, shown_number="alias"))] == [
        "steps.0.actions.0.text"
    ]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"plan_name": "Été"}, "plan_name"),
        (
            {
                "steps": [
                    {
                        "hours": [{"day": "monday", "start": "08:07", "end": "23:59"}],
                        "actions": [{"action": "hangup"}],
                    }
                ]
            },
            "steps.0.hours",
        ),
    ],
)
def test_what_only_the_web_manager_refuses_is_warned_of_and_taken(given: dict[str, Any], path: str) -> None:
    assert path in [problem.path for problem in ivr.advice(settings(**given))]


@given(ivrs())
def test_every_advice_is_about_a_field_or_a_row_that_is_there(given: dict[str, Any]) -> None:
    whole = settings(**given).model_dump()
    for problem in ivr.advice(settings(**given)):
        place: Any = whole
        for part in problem.path.split("."):
            place = place[int(part)] if part.isdecimal() else place[part]


def test_warnings_say_which_menu_or_step_they_are_about() -> None:
    whole = settings(menus=[{"name": "A", "entries": [LEAVE]}], steps=[{"enabled": False, "actions": [OPEN]}])
    assert [str(each) for each in ivr.warnings(whole, NUMBER, known(mute=LINE))] == [
        "01 99 00 40 01 has no voicemail that this account can see; the platform may refuse it.",
        "Menu A: Without a greeting callers hear no choices; add a sound.",
        "Menu A: Nobody reaches this menu: let a step that is switched on, or a key, open it.",
        "No step is switched on: the number will not answer. Add one, or switch one on.",
        "Step 1: This step is switched off: calls pass it over.",
    ]


# --- what forbids the settings on a number


def test_a_transfer_to_the_number_itself_is_refused() -> None:
    own = {"action": "bridge", "number": "01 99 00 10 01"}
    whole = settings(
        menus=[{"name": "A", "entries": [{"key": "1", **own}]}],
        steps=[{"actions": [OPEN], "otherwise": [own]}],
    )
    assert [problem.path for problem in ivr.problems(whole, NUMBER, known())] == [
        "menus.0.entries.0.number",
        "steps.0.otherwise.0.number",
    ]


def test_a_sound_that_is_nowhere_is_refused_by_name() -> None:
    play = {"action": "playback", "sound": "gone.wav"}
    whole = settings(
        menus=[
            {"name": "A", "greeting": "gone.wav", "wrong_key": "a.wav", "entries": [{"key": "1", **play}]}
        ],
        steps=[{"actions": [play]}],
    )
    found = ivr.problems(whole, NUMBER, known())
    assert [problem.path for problem in found] == [
        "menus.0.greeting",
        "menus.0.entries.0.sound",
        "steps.0.actions.0.sound",
    ]
    assert "gone.wav" in str(found[0].message)


class Shelf:
    """A store with one sound."""

    def stored(self) -> list[StoredSound]:
        return [StoredSound("store.wav", "store.wav", "", 1)]

    def sent(self, service_name: str) -> dict[str, str]:
        return {}


class Login:
    """A login with one line that has a voicemail; notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def call(self, method: str, path: str) -> Any:
        self.asked.append(path)
        if path.endswith("/voicemail"):
            return [LINE.replace("+", "00")]
        mine = path.endswith(LINE.replace("+", "00"))
        return [{"domain": path.rpartition("=")[2], "billingAccount": "ab1-ovh-1"}] if mine else []


def test_lookups_find_the_sounds_and_the_voicemails_and_ask_for_nothing_else() -> None:
    login = Login()
    box = {"action": "voicemail", "voicemail": LINE}
    foreign = {"action": "voicemail", "voicemail": NUMBERS[2]}
    whole = settings(
        steps=[{"actions": [box, {"action": "bridge", "number": NUMBERS[1]}]}, {"actions": [box, foreign]}]
    )
    have = Snapshot("cloudIvr", {f"{PABX}/sound/7": {"soundId": 7, "name": "here.wav"}})
    answers = ivr.lookups(whole, NUMBER, have, Read(cast("Any", login), cast("Any", Shelf())))
    assert answers.sounds.there == {"here.wav", "#7"}
    assert set(answers.sounds.stored) == {"store.wav"}
    assert answers.mute == (NUMBERS[2],)
    assert answers.present is None
    assert len(login.asked) == 3


# --- on the platform


def test_everything_comes_after_what_it_refers_to() -> None:
    play = {"action": "playback", "sound": "a.wav"}
    whole = wanted(**{**EXAMPLE, "steps": [*EXAMPLE["steps"], {"actions": [play]}]})
    known: set[Ref] = set()
    for resource in whole.resources:
        for value in (*resource.body.values(), *resource.within.values()):
            assert not isinstance(value, Ref) or value in known
        if resource.ref is not None:
            known.add(resource.ref)


def test_sounds_menus_keys_closures_and_steps_stand_in_that_order() -> None:
    whole = wanted(
        **{**EXAMPLE, "menus": [{**EXAMPLE["menus"][0], "greeting": "a.wav"}, EXAMPLE["menus"][1]]}
    )
    sorts = [each.collection.path.rpartition("/")[2] for each in whole.resources]
    assert list(dict.fromkeys(sorts)) == [
        "{service_name}",
        "sound",
        "menu",
        "entry",
        "events",
        "dialplan",
        "extension",
        "rule",
        "conditionTime",
        "conditionScreenList",
    ]


def test_a_description_that_is_not_given_is_not_sent() -> None:
    assert not any(each.collection is ivr.BOARD.own for each in wanted().resources)


def test_a_calendar_is_sent_as_its_address_and_what_it_brings_does_not_go_again() -> None:
    whole = wanted(calendar="https://example.com/a.ics")
    assert {"url": "https://example.com/a.ics"} in [each.body for each in whole.resources]
    assert ivr.EVENTS not in whole.managed


def test_a_wanted_state_names_the_type_and_manages_all_but_what_is_kept() -> None:
    whole = wanted()
    assert (whole.feature_type, whole.kind) == ("cloudIvr", "ivr")
    assert whole.managed == ivr.COLLECTIONS
    assert {each.id for each in whole.managed if each.kept} == {"dialplanId"}


def test_the_plan_for_a_step_fills_it_before_it_is_switched_on() -> None:
    steps = plan(Snapshot("cloudIvr"), settings(**EXAMPLE))
    extension = f"{PABX}/dialplan/{{dialplan:Boutique}}/extension"
    own = [(step.method, step.body) for step in steps if step.path.startswith(f"{extension}/{{step:2}}")]
    assert [step.body["enable"] for step in steps if step.path == extension] == [False, False, False]
    assert own[-1] == ("PUT", {"enabled": True})
    assert [method for method, _body in own[:-1]] == ["POST"] * (len(own) - 1)
    assert not any(step.path.startswith(f"{extension}/{{step:3}}") and step.method == "PUT" for step in steps)


# --- reading back


@given(ivrs(sounds=("a.wav", "b.wav")))
def test_what_was_sent_reads_back_and_nothing_is_left_to_do(given: dict[str, Any]) -> None:
    whole = settings(**given)
    have = settled(ivr.resources(whole, NUMBER, known()))
    have = Snapshot("cloudIvr", {PABX: {"description": "as it is"}, **have.objects})
    found = read(have)
    sent = dump(whole)
    assert {**dump(found), **({"description": None} if whole.description is None else {})} == sent
    assert plan(have, found) == plan(have, whole) == []


def test_ids_are_kept_through_the_form_and_printed_nowhere() -> None:
    found = read(settled(wanted(**EXAMPLE)))
    dumped = found.model_dump(mode="json")
    assert dumped["menus"][0]["remote_id"] is not None
    assert "remote_id" not in json.dumps(dump(found))
    again = Ivr.model_validate({"kind": "ivr", **ivr.FORM.settings(ivr.FORM.answers(dumped))})
    assert [each.remote_id for each in again.menus] == [each.remote_id for each in found.menus]
    assert again.steps[1].otherwise[1].remote_id == found.steps[1].otherwise[1].remote_id


def test_renaming_a_menu_is_one_change() -> None:
    have = settled(wanted(**EXAMPLE))
    answers = ivr.FORM.answers(read(have).model_dump(mode="json"))
    answers = renamed(ivr.FORM, answers, "menus", "Ventes", "Boutique")
    cast("Any", answers)["menus"][1]["name"] = "Boutique"
    (step,) = plan(have, Ivr.model_validate({"kind": "ivr", **ivr.FORM.settings(answers)}))
    assert (step.method, step.body) == ("PUT", {"name": "Boutique"})


def edited(**changes: Any) -> list[Step]:
    """The plan from the example to the same settings with changes, through what was read."""
    have = settled(wanted(**EXAMPLE))
    dumped = read(have).model_dump(mode="json")
    return plan(
        have,
        Ivr.model_validate({**dumped, **{name: change(dumped[name]) for name, change in changes.items()}}),
    )


def test_adding_a_menu_sends_that_menu_and_its_keys_alone() -> None:
    new = {"name": "Horaires", "entries": [{"key": "*", "action": "menuBack"}]}
    steps = edited(menus=lambda menus: [*menus, new])
    assert [(step.method, step.path) for step in steps] == [
        ("POST", f"{PABX}/menu"),
        ("POST", f"{PABX}/menu/{{menu:Horaires}}/entry"),
    ]


def test_a_menu_that_is_removed_goes_when_nothing_opens_it_any_more() -> None:
    def without(menus: list[Any]) -> list[Any]:
        return [{**menus[0], "entries": menus[0]["entries"][1:]}]

    def closed(steps: list[Any]) -> list[Any]:
        return [steps[0], {**steps[1], "otherwise": steps[1]["otherwise"][:1]}, steps[2]]

    steps = edited(menus=without, steps=closed)
    deleted = [step.path.rpartition("/")[0] for step in steps if step.method == "DELETE"]
    menu = next(
        path for path, body in settled(wanted(**EXAMPLE)).objects.items() if body.get("name") == "Ventes"
    )
    assert [step.path for step in steps][-1] == menu
    assert [path.rpartition("/")[2] for path in deleted] == ["rule", "entry", "menu"]


def test_a_step_put_first_moves_the_others_and_deletes_none() -> None:
    new = {"days": "scheduler1", "actions": [{"action": "hangup"}]}
    steps = edited(steps=lambda steps: [new, *steps])
    assert not [step for step in steps if step.method == "DELETE"]
    assert {str(step.body["position"]) for step in steps if step.action == "move"} == {"2", "3", "4"}
    assert [step.method for step in steps if step.path.endswith("/extension")] == ["POST"]


def test_a_new_key_is_proposed_the_first_that_is_free() -> None:
    sheet = Sheet(
        ivr.FORM, ivr.FORM.answers(settings(**EXAMPLE).model_dump(mode="json")), Sources(lambda _answers: ())
    )
    assert sheet.get(row_edits.add(sheet, "menus.0.entries") + ".key") == "3"
    copy = row_edits.duplicate(sheet, "menus.1.entries.0")
    assert (sheet.get(f"{copy}.key"), sheet.get(f"{copy}.number")) == ("2", NUMBERS[2])


def test_a_copy_of_a_step_does_the_same() -> None:
    sheet = Sheet(
        ivr.FORM, ivr.FORM.answers(settings(**EXAMPLE).model_dump(mode="json")), Sources(lambda _answers: ())
    )
    assert sheet.get(row_edits.duplicate(sheet, "steps.1") + ".actions") == sheet.get("steps.1.actions")


def test_a_number_that_has_nothing_yet_is_not_set_up() -> None:
    assert ivr.read(NUMBER, Snapshot("cloudIvr", {PABX: {"description": "x"}}), ASK) is None


def test_menus_without_a_dialplan_are_read_all_the_same() -> None:
    found = read(Snapshot("cloudIvr", {f"{PABX}/menu/4": {"menuId": 4, "name": "A"}}))
    assert ([each.name for each in found.menus], found.plan_name, found.ring, found.steps) == (
        ["A"],
        "Standard",
        60,
        (),
    )


def test_the_first_dialplan_is_the_one_and_others_are_left_alone() -> None:
    first: Body = {
        "dialplanId": 1,
        "name": "Un",
        "transferTimeout": 20,
        "showCallerNumber": "both",
        "anonymousRejection": True,
    }
    have = Snapshot(
        "cloudIvr",
        {
            f"{PABX}/dialplan/1": first,
            f"{PABX}/dialplan/2": {**first, "dialplanId": 2, "name": "Deux"},
            f"{PABX}/dialplan/2/extension/9": {"extensionId": 9, "position": 1, "enabled": True},
        },
    )
    found = read(have)
    assert (found.plan_name, found.ring, found.shown_number, found.reject_anonymous) == (
        "Un",
        20,
        "both",
        True,
    )
    assert found.steps == ()
    other = found.model_copy(update={"plan_name": "Trois"})
    assert [(step.method, step.path, step.body) for step in plan(have, other) if "dialplan" in step.path] == [
        ("PUT", f"{PABX}/dialplan/1", {"name": "Trois"})
    ]


def test_what_points_nowhere_reads_as_without_target() -> None:
    have = settled(wanted(**EXAMPLE))
    gone = next(path for path, body in have.objects.items() if body.get("name") == "Ventes")
    kept = {path: body for path, body in have.objects.items() if not path.startswith(gone)}
    found = read(Snapshot("cloudIvr", kept))
    assert [each.name for each in found.menus] == ["Accueil"]
    assert found.menus[0].entries[0].menu is found.steps[1].otherwise[1].menu is None


# --- in words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "The number does not answer: no step is switched on."),
        ([{"enabled": False, "actions": [OPEN]}], "The number does not answer: no step is switched on."),
        ([{"actions": [OPEN]}], "Callers hear the menu “A” and press 0."),
        (
            [{"hours": [{"day": "monday", "start": "08:00", "end": "12:00"}], "actions": [OPEN]}],
            "Callers hear the menu “A” and press 0. When: Mon 8:00–12:00.",
        ),
        (
            [{"days": "holidays", "callers": "white", "actions": [{"action": "hangup"}]}],
            "The first thing that happens to a call: hang up. When: public holidays, only those listed.",
        ),
    ],
)
def test_the_effect_says_what_a_caller_hears(steps: list[Any], words: str) -> None:
    whole = settings(menus=[{"name": "A", "entries": [LEAVE]}], steps=steps)
    assert str(ivr.effect(whole)) == words


def test_a_menu_without_keys_has_words_too() -> None:
    assert (
        str(ivr.effect(settings(menus=[{"name": "A"}], steps=[{"actions": [OPEN]}])))
        == "Callers hear the menu “A”."
    )


def test_nothing_stays_elsewhere_when_the_number_leaves() -> None:
    assert ivr.left_behind(NUMBER, Snapshot("cloudIvr"), ASK) == ()


# --- what is there stays


def platform(**menus: Body) -> Snapshot:
    """What was made of the example, with some fields of its menus changed by somebody else."""
    have = settled(wanted(**EXAMPLE))
    changed = {
        path: {**body, **menus.get(str(body.get("name")), {})} if path.startswith(f"{PABX}/menu/") else body
        for path, body in have.objects.items()
    }
    return Snapshot("cloudIvr", changed)


def again(have: Snapshot, printed: bool = False, **changes: Any) -> list[Body]:
    """What the settings that are read would send, as they are or as they are printed."""
    found = read(have).model_dump(mode="json")
    whole = Ivr.model_validate({**(public(found) if printed else found), **changes})
    return [step.body for step in plan(have, whole)]


@pytest.mark.parametrize("printed", [True, False])
def test_menus_of_one_name_are_told_apart_and_left_as_they_are(printed: bool) -> None:
    have = platform(Ventes={"name": "Accueil"})
    names = [menu.name for menu in read(have).menus]
    assert names[0] == "Accueil"
    assert names[1].startswith("Accueil ")
    assert again(have, printed) == []


def test_a_menu_keeps_a_name_that_could_not_be_given() -> None:
    have = platform(Ventes={"name": "Été"})
    assert again(have) == []
    assert again(have, ring=61) == [{"transferTimeout": 61}]
    with pytest.raises(ValidationError):
        again(have, printed=True)


def test_a_name_for_the_caller_that_looks_like_a_number_is_no_number() -> None:
    def shown(text: str) -> dict[str, Any]:
        return {"steps": [{"actions": [{"action": "setCallerName", "text": text}, {"action": "hangup"}]}]}

    have = settled(wanted(**shown("33199001001")))
    (step,) = plan(have, settings(**shown("0199001001")))
    assert step.body == {"actionParam": "0199001001"}


@pytest.mark.parametrize("spelled", ["+33199004001", "0033199004001", "01 99 00 40 01", "33199004001"])
def test_a_number_that_the_platform_spells_otherwise_is_left_as_it_is(spelled: str) -> None:
    have = settled(wanted(**EXAMPLE))
    objects = {
        path: {**body, "actionParam": spelled} if body.get("action") in ("bridge", "voicemail") else body
        for path, body in have.objects.items()
    }
    assert again(Snapshot("cloudIvr", objects)) == []


def test_a_file_that_voice_menus_do_not_take_is_refused_where_it_is_named() -> None:
    flac = {"a.wav": StoredSound("a.wav", "a.flac", "", 1)}
    answers = replace(known(), sounds=sounds.Sources(frozenset(), frozenset(), flac, {}))
    whole = settings(menus=[{"name": "A", "greeting": "a.wav"}])
    assert [problem.path for problem in ivr.problems(whole, NUMBER, answers)] == ["menus.0.greeting"]
