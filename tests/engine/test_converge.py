"""From any state to any other: what is sent, in which order, and that nothing more is sent the second time."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.small_platform import (
    AGENT,
    BADGE,
    ENTRY,
    HERE,
    HOUSE,
    MEMBER,
    MENU,
    OWN_AGENT,
    QUEUE,
    RANGE,
    RULE,
    SOUND,
    STEP,
    TYPE,
    Platform,
    one,
    wanted,
)
from tui.engine.plan import Step
from tui.engine.resources import Body, Ref, Resource, Wanted
from tui.i18n import Message

NUMBERS = [f"00331990040{n:02}" for n in range(1, 7)]
MENUS = ["Accueil", "Ventes", "Support"]


def queue_of(*numbers: str, name: str = "Ventes", timeout: int = 20) -> list[Resource]:
    """A queue and its agents, in order."""
    queue = Ref("queue", name)
    agents = [one(AGENT, Ref("agent", each), number=each, timeout=timeout) for each in numbers]
    members = [
        one(MEMBER, None, {"queueId": queue}, agentId=Ref("agent", each), queueId=queue, position=at)
        for at, each in enumerate(numbers)
    ]
    return [one(QUEUE, queue, name=name), *agents, *members]


def menu(name: str, *entries: tuple[str, str, Any], greet: str | None = None) -> list[Resource]:
    ref = Ref("menu", name)
    return [
        one(MENU, ref, name=name, greet=Ref("sound", greet) if greet else None),
        *(
            one(ENTRY, None, {"menuId": ref}, dtmf=key, action=action, param=param)
            for key, action, param in entries
        ),
    ]


def step(
    at: int, *rules: tuple[str, Any], hours: tuple[str, ...] = (), enabled: bool = True
) -> list[Resource]:
    ref = Ref("step", str(at))
    within = {"stepId": ref}
    return [
        one(STEP, ref, enabled=enabled, position=at, day=None),
        *(one(RULE, None, within, action=action, param=param) for action, param in rules),
        *(one(RANGE, None, within, name=each) for each in hours),
    ]


def said(steps: tuple[Step, ...] | list[Step]) -> list[str]:
    """What the steps do, in short."""
    return [f"{each.action} {each.title}" for each in steps]


def names(platform: Platform, listed: str, field: str) -> list[Any]:
    return [
        body[field] for path, body in platform.objects.items() if path.rpartition("/")[0] == HERE + listed
    ]


# --- identity


def test_what_a_type_brings_is_adopted_whatever_its_name_and_not_created_beside() -> None:
    platform = Platform("empty")
    platform.converge(wanted(one(QUEUE, Ref("queue", "Ventes"), name="Ventes")))
    assert names(platform, "/queue", "name") == ["Ventes"]
    assert [method for method, _path, _body in platform.calls] == ["POST", "PUT"]


def test_the_plan_for_another_type_counts_on_what_that_brings() -> None:
    steps = Platform("empty").plan(wanted(*queue_of(NUMBERS[0])))
    assert said(steps)[:2] == ["change-type type House", "update queue Ventes"]
    assert steps[1].path == f"{HERE}/queue/{{queue:Ventes}}"


def test_what_a_type_should_have_brought_is_created_when_it_is_missing() -> None:
    platform = Platform()
    steps = platform.converge(wanted(one(QUEUE, Ref("queue", "Ventes"), name="Ventes")))
    assert said(steps) == ["create queue Ventes"]


def test_renaming_by_id_keeps_the_object_and_its_ids() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x")), *menu("Ventes")))
    (accueil,) = [path for path, body in platform.objects.items() if body.get("name") == "Accueil"]
    first, key, second = *menu("Nouveau", ("1", "call", "x")), *menu("Accueil")
    own = int(accueil.rpartition("/")[2])
    renamed = Resource(MENU, first.billing_account, first.service_name, first.body, first.ref, {}, own)
    platform.converge(wanted(renamed, second, key))
    assert platform.objects[accueil]["name"] == "Nouveau"
    assert not [path for method, path, _body in platform.calls if method == "DELETE"]


def test_names_that_change_places_without_ids_are_told_apart_by_name() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x")), *menu("Ventes", ("1", "call", "y"))))
    before = platform.state
    platform.converge(wanted(*menu("Ventes", ("1", "call", "y")), *menu("Accueil", ("1", "call", "x"))))
    assert platform.state == before


def test_a_renamed_row_without_id_is_updated_in_order_and_never_deleted() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x"))))
    steps = platform.converge(wanted(*menu("Bienvenue", ("1", "call", "x"))))
    assert said(steps) == ["update menu Bienvenue"]
    assert len(names(platform, "/menu", "name")) == 1


def test_equal_keys_are_paired_in_order() -> None:
    platform = Platform()
    want = wanted(*step(1, ("play", "a"), ("play", "b")))
    platform.converge(want)
    platform.calls.clear()
    platform.converge(wanted(*step(1, ("play", "a"), ("play", "c"))))
    assert [(method, body) for method, _path, body in platform.calls] == [("PUT", {"param": "c"})]


# --- references


def test_menus_that_lead_to_one_another_are_all_made_before_their_keys() -> None:
    platform = Platform()
    first = menu("Accueil", ("1", "sub", Ref("menu", "Ventes")))
    second = menu("Ventes", ("*", "sub", Ref("menu", "Accueil")))
    steps = platform.plan(wanted(first[0], second[0], *first[1:], *second[1:]))
    assert said(steps) == [
        "create menu Accueil",
        "create menu Ventes",
        "create key 1 of menu Accueil",
        "create key * of menu Ventes",
    ]
    assert steps[2].path == f"{HERE}/menu/{{menu:Accueil}}/entry"
    assert steps[2].body["param"] == "{menu:Ventes}"


def test_an_id_in_a_text_field_is_compared_as_a_text() -> None:
    platform = Platform()
    want = wanted(*menu("Ventes"), *menu("Accueil", ("1", "sub", Ref("menu", "Ventes"))))
    platform.converge(want)
    (entry,) = [body for path, body in platform.objects.items() if "/entry/" in path]
    assert entry["param"] == str(platform.objects[f"{HERE}/menu/{entry['param']}"]["menuId"])
    assert platform.plan(want) == ()


def test_a_change_says_what_the_objects_are_called_and_not_their_ids() -> None:
    platform = Platform()
    sounds = [one(SOUND, Ref("sound", each), name=each) for each in ("a.wav", "b.wav")]
    platform.converge(wanted(*sounds, one(HOUSE, tone=Ref("sound", "a.wav"))))
    (step_,) = platform.plan(wanted(*sounds, one(HOUSE, tone=Ref("sound", "b.wav"))))
    (change,) = step_.changes
    assert (change.old_words, change.new_words) == ("a.wav", "b.wav")


def test_what_leads_to_a_menu_is_moved_before_the_menu_goes() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Ventes"), *menu("Accueil", ("1", "sub", Ref("menu", "Ventes")))))
    steps = platform.converge(wanted(*menu("Accueil", ("1", "call", "x"))))
    assert said(steps) == ["update key 1 of menu Accueil", "delete menu Ventes"]


def test_a_sound_that_is_replaced_goes_last_and_only_if_it_is_known_to_be_outdated() -> None:
    platform = Platform()
    old, new = (one(SOUND, Ref("sound", each), name=each) for each in ("a.wav", "b.wav"))
    platform.converge(wanted(old, one(HOUSE, tone=Ref("sound", "a.wav"))))
    want = wanted(new, one(HOUSE, tone=Ref("sound", "b.wav")))
    assert said(platform.plan(want)) == ["upload sound b.wav", "update house"]
    (path,) = [path for path, body in platform.objects.items() if body.get("name") == "a.wav"]
    want = replace(want, outdated=frozenset({path}))
    assert said(platform.converge(want)) == ["upload sound b.wav", "update house", "delete sound a.wav"]


# --- agents


def test_a_first_queue_has_its_agents_in_the_order_that_was_given() -> None:
    platform = Platform("empty")
    platform.converge(wanted(*queue_of(*NUMBERS[:4])))
    assert ranked(platform) == NUMBERS[:4]


def ranked(platform: Platform) -> list[Any]:
    """The numbers of the members of the only queue, in their order."""
    members = [body for path, body in platform.objects.items() if "/queue/" in path and "/agent/" in path]
    agents = {body["agentId"]: body["number"] for path, body in platform.objects.items() if "number" in body}
    return [agents[body["agentId"]] for body in sorted(members, key=lambda each: str(each["position"]))]


def test_one_agent_that_moves_is_one_call() -> None:
    platform = Platform()
    platform.converge(wanted(*queue_of(*NUMBERS)))
    platform.calls.clear()
    steps = platform.converge(wanted(*queue_of(*NUMBERS[1:], NUMBERS[0])))
    assert ranked(platform) == [*NUMBERS[1:], NUMBERS[0]]
    assert [each.action for each in steps] == ["move"]
    assert [body for _method, _path, body in platform.calls] == [{"position": 5}]


def test_after_a_move_that_is_not_the_last_the_order_is_read_again() -> None:
    platform = Platform()
    platform.converge(wanted(*queue_of(*NUMBERS)))
    steps = platform.plan(wanted(*queue_of(*reversed(NUMBERS))))
    assert [each.again for each in steps] == [True] * 4 + [False]


def test_an_agent_who_leaves_the_queue_goes_and_the_others_close_up() -> None:
    platform = Platform()
    platform.converge(wanted(*queue_of(*NUMBERS[:3])))
    steps = platform.converge(wanted(*queue_of(NUMBERS[0], NUMBERS[2])))
    assert ranked(platform) == [NUMBERS[0], NUMBERS[2]]
    assert "delete agent 0033199004002" in said(steps)


def test_two_menus_that_lead_to_each_other_can_both_go() -> None:
    platform = Platform()
    first = menu("Accueil", ("1", "sub", Ref("menu", "Ventes")))
    second = menu("Ventes", ("*", "sub", Ref("menu", "Accueil")))
    platform.converge(wanted(first[0], second[0], *first[1:], *second[1:]))
    platform.converge(wanted(one(HOUSE, tone=None)))
    assert names(platform, "/menu", "name") == []


def test_an_agent_who_serves_another_queue_is_unlinked_and_not_deleted() -> None:
    platform = Platform()
    platform.converge(wanted(*queue_of(*NUMBERS[:2])))
    other = platform.call("POST", f"{HERE}/queue", {"name": "Autre"})
    (agent,) = [body["agentId"] for body in platform.objects.values() if body.get("number") == NUMBERS[1]]
    platform.call("POST", f"{HERE}/agent/{agent}/queue", {"queueId": other, "position": 0})
    want = wanted(*queue_of(NUMBERS[0]))
    want = Wanted(want.feature_type, want.kind, want.title, want.resources, (AGENT, MEMBER))
    assert said(platform.converge(want)) == ["delete member of queue Ventes"]
    assert f"{HERE}/agent/{agent}" in platform.objects


def test_an_agent_who_is_there_already_is_reused() -> None:
    platform = Platform()
    platform.call("POST", f"{HERE}/agent", {"number": NUMBERS[0], "timeout": 20})
    assert said(platform.plan(wanted(*queue_of(NUMBERS[0])))) == [
        "create queue Ventes",
        "create member of queue Ventes",
    ]


def test_an_agent_who_is_in_no_queue_is_left_alone() -> None:
    platform = Platform()
    platform.converge(wanted(*queue_of()))
    platform.call("POST", f"{HERE}/agent", {"number": NUMBERS[0], "timeout": 20})
    assert platform.plan(wanted(*queue_of())) == ()


# --- several queues, all of them ours


def centre(*queues: tuple[str, tuple[str, ...]], agents: str = "", badges: str = "") -> Wanted:
    """Queues and the places of their agents, by the last digits of `NUMBERS`; agents and badges are listed besides."""
    refs = {each: Ref("agent", NUMBERS[int(each)]) for each in agents}
    resources = [one(OWN_AGENT, ref, number=ref.name, timeout=20) for ref in refs.values()]
    resources += [one(QUEUE, Ref("queue", name), name=name) for name, _members in queues]
    for name, members in queues:
        queue = Ref("queue", name)
        resources += [
            one(MEMBER, None, {"queueId": queue}, agentId=refs[each], queueId=queue, position=at)
            for at, each in enumerate(members)
        ]
    resources += [one(BADGE, None, {"agentId": refs[each]}) for each in badges]
    managed = (QUEUE, OWN_AGENT, MEMBER, BADGE)
    return Wanted(TYPE, "house", Message("House"), tuple(resources), managed)


@st.composite
def centres(draw: st.DrawFn) -> Wanted:
    agents = draw(st.lists(st.sampled_from("012345"), unique=True))
    some = st.lists(st.sampled_from(agents), unique=True) if agents else st.just([])
    names = draw(st.lists(st.sampled_from(["Un", "Deux", "Trois"]), unique=True))
    queues = [(name, tuple(draw(some))) for name in names]
    return centre(*queues, agents="".join(agents), badges="".join(draw(some)))


def test_an_agent_leaves_one_queue_and_stays_in_the_other() -> None:
    platform = Platform()
    platform.converge(centre(("Un", ("0", "1")), ("Deux", ("1",)), agents="01"))
    want = centre(("Un", ("0",)), ("Deux", ("1",)), agents="01")
    assert said(platform.plan(want)) == ["delete member of queue Un"]


def test_an_agent_who_is_no_longer_listed_goes_from_all_queues_at_once() -> None:
    platform = Platform()
    platform.converge(centre(("Un", ("0", "1")), ("Deux", ("1",)), agents="012"))
    want = centre(("Un", ("0",)), ("Deux", ()), agents="0")
    assert said(platform.plan(want)) == ["delete agent 0033199004003", "delete agent 0033199004002"]
    platform.converge(want)
    assert platform.plan(want) == ()


def test_a_queue_goes_and_its_agents_stay_with_the_others() -> None:
    platform = Platform()
    platform.converge(centre(("Un", ("0",)), ("Deux", ("0",)), agents="0"))
    assert said(platform.plan(centre(("Un", ("0",)), agents="0"))) == ["delete queue Deux"]


def test_a_lone_object_is_made_without_a_body_and_deleted_and_else_left_alone() -> None:
    platform = Platform()
    platform.converge(centre(agents="01", badges="0"))
    (agent,) = [path for path, body in platform.objects.items() if body.get("number") == NUMBERS[0]]
    assert platform.calls[-1] == ("POST", f"{agent}/badge", {})
    assert platform.plan(centre(agents="01", badges="0")) == ()
    steps = platform.plan(centre(agents="01", badges="1"))
    assert said(steps) == ["create badge of agent 0033199004002", "delete badge of agent 0033199004001"]
    assert [each.method for each in steps] == ["POST", "DELETE"]
    assert all((each.about or each.path, "") in each.sends for each in steps)


@given(centres(), centres(), st.sampled_from(["empty", TYPE]))
def test_from_any_queues_any_others_are_reached_and_then_nothing_is_missing(
    first: Wanted, second: Wanted, feature_type: str
) -> None:
    reach_both(first, second, feature_type)


def reach_both(first: Wanted, second: Wanted, feature_type: str) -> None:
    """From a type without anything to the first, and from there to the second; nothing is missing then."""
    platform = Platform(feature_type)
    for want in (first, second):
        platform.converge(want)
        assert platform.plan(want) == ()


# --- steps of a dialplan under live traffic


def test_a_new_step_is_made_off_filled_and_put_in_last() -> None:
    steps = Platform().plan(wanted(*step(1, ("hang up", None), hours=("9-12",))))
    assert said(steps) == [
        "create step",
        "create action hang up of step",
        "create hours 9-12 of step",
        "put-in step",
    ]
    assert steps[0].body == {"enable": False, "position": 1}
    assert steps[-1].body == {"enabled": True}


def test_a_step_that_more_than_one_call_changes_is_taken_out_meanwhile() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a"), ("hang up", None), hours=("9-12",))))
    steps = platform.converge(wanted(*step(1, ("play", "b"), hours=("9-13",))))
    assert said(steps) == [
        "take-out step",
        "update action play of step",
        "create hours 9-13 of step",
        "delete action hang up of step",
        "delete hours 9-12 of step",
        "put-in step",
    ]


def test_one_call_changes_a_step_while_it_is_in_service() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a"))))
    assert said(platform.converge(wanted(*step(1, ("play", "b"))))) == ["update action play of step"]


def test_a_new_condition_comes_before_the_old_one_goes() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a"), hours=("9-12",))))
    steps = platform.converge(wanted(*step(1, ("play", "a"), hours=("9-13",))))
    assert said(steps) == [
        "take-out step",
        "create hours 9-13 of step",
        "delete hours 9-12 of step",
        "put-in step",
    ]


def test_a_step_is_taken_out_before_it_goes() -> None:
    platform = Platform()
    platform.converge(wanted(one(HOUSE, tone=None), *step(1, ("play", "a"))))
    assert said(platform.converge(wanted(one(HOUSE, tone=None)))) == ["take-out step", "delete step"]


def test_steps_make_room_from_the_last_on_before_one_comes_between_them() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a")), *step(2, ("play", "b"))))
    old = [path for path in platform.objects if path.rpartition("/")[0] == f"{HERE}/step"]
    ids = [int(path.rpartition("/")[2]) for path in old]

    def at(place: int, rule: str, own: int | None) -> list[Resource]:
        first, *rest = step(place, ("play", rule))
        return [Resource(STEP, "ba", first.service_name, first.body, first.ref, {}, own), *rest]

    want = wanted(*at(1, "new", None), *at(2, "a", ids[0]), *at(3, "b", ids[1]))
    steps = platform.plan(want)
    assert [(each.action, each.body) for each in steps[:3]] == [
        ("move", {"position": 3}),
        ("move", {"position": 2}),
        ("create", {"enable": False, "position": 1}),
    ]
    platform.converge(want)
    assert [platform.objects[path]["position"] for path in old] == [2, 3]


def steps_of(platform: Platform) -> list[Any]:
    """The ids of the steps."""
    return names(platform, "/step", "stepId")


def test_a_step_that_comes_first_moves_the_others_and_changes_none_of_them() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a"), hours=("9-12",)), *step(2, ("play", "b"))))
    old = steps_of(platform)
    steps = platform.converge(
        wanted(*step(1, ("play", "new")), *step(2, ("play", "a"), hours=("9-12",)), *step(3, ("play", "b")))
    )
    assert [each.action for each in steps] == ["move", "move", "create", "create", "put-in"]
    assert [platform.objects[f"{HERE}/step/{each}"]["position"] for each in old] == [2, 3]


def test_a_step_goes_whole_before_others_take_its_place() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Nuit"), *step(1, ("menu", Ref("menu", "Nuit"))), *step(2, ("play", "b"))))
    steps = platform.converge(wanted(one(HOUSE, tone=None), *step(1, ("play", "b"))))
    assert said(steps) == ["take-out step", "delete step", "update step", "delete menu Nuit"]


def test_two_steps_that_change_places_are_never_in_service_in_one() -> None:
    platform = Platform()
    platform.converge(wanted(*step(1, ("play", "a")), *step(2, ("play", "b"))))
    platform.calls.clear()
    first, second = steps_of(platform)
    platform.converge(wanted(*step(1, ("play", "b")), *step(2, ("play", "a"))))
    assert [(path.rpartition("/")[2], body) for _method, path, body in platform.calls] == [
        (str(first), {"enabled": False, "position": 2}),
        (str(second), {"position": 1}),
        (str(first), {"enabled": True}),
    ]


def test_keys_that_change_places_are_contents_that_do() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x"), ("2", "call", "y"))))
    ids = names(platform, "/menu/1/entry", "entryId")
    outer, one_, two = menu("Accueil", ("2", "call", "x"), ("1", "call", "y"))
    rows = [
        Resource(ENTRY, "ba", each.service_name, each.body, None, each.within, own)
        for each, own in zip((one_, two), ids, strict=True)
    ]
    steps = platform.converge(wanted(outer, *rows))
    assert [each.body for each in steps] == [{"param": "x"}, {"param": "y"}]


# --- from anything to anything


@st.composite
def houses(draw: st.DrawFn) -> Wanted:
    sounds: list[str] = draw(st.lists(st.sampled_from(["a.wav", "b.wav"]), unique=True))
    tone = draw(st.sampled_from([None, *(Ref("sound", each) for each in sounds)]))
    resources = [one(SOUND, Ref("sound", each), name=each) for each in sounds]
    resources.append(one(HOUSE, tone=tone))
    members = draw(st.lists(st.sampled_from(NUMBERS), unique=True))
    resources += queue_of(
        *members, name=draw(st.sampled_from(["Un", "Deux"])), timeout=draw(st.integers(1, 3))
    )
    chosen = draw(st.lists(st.sampled_from(MENUS), unique=True, min_size=1))
    inner: list[Resource] = []
    for each in chosen:
        keys = draw(st.lists(st.sampled_from("123"), unique=True))
        entries = [
            (key, "sub", Ref("menu", draw(st.sampled_from(chosen))))
            if draw(st.booleans())
            else (key, "call", draw(st.sampled_from(["x", "y"])))
            for key in keys
        ]
        outer, *rest = menu(each, *entries, greet=draw(st.sampled_from([*sounds, None])))
        resources.append(outer)
        inner += rest
    resources += inner
    for at in range(1, draw(st.integers(0, 3)) + 1):
        rules = draw(st.lists(st.sampled_from(["menu", "play", "hang up"]), max_size=3))
        named = [
            (each, Ref("menu", draw(st.sampled_from(chosen))) if each == "menu" else None) for each in rules
        ]
        hours = draw(st.lists(st.sampled_from(["9-12", "14-18"]), unique=True))
        resources += step(at, *named, hours=tuple(hours), enabled=draw(st.booleans()))
    return wanted(*resources)


@given(houses(), houses(), st.sampled_from(["empty", TYPE]))
def test_from_any_state_any_other_is_reached_and_then_nothing_is_missing(
    first: Wanted, second: Wanted, feature_type: str
) -> None:
    reach_both(first, second, feature_type)


class CutError(Exception):
    """No further call is made."""


class Cut(Platform):
    """Ends before another call once it has made as many as its `limit`, if it has one."""

    limit: int | None = None

    def call(self, method: str, path: str, body: Body) -> int:
        """Make one call. Raises `CutError`."""
        if len(self.calls) == self.limit:
            raise CutError
        return super().call(method, path, body)


@given(houses(), houses(), st.integers(0, 60))
def test_a_number_of_calls_and_then_a_new_plan_reach_the_same_with_no_call_more(
    first: Wanted, second: Wanted, limit: int
) -> None:
    """What is planned after a cut sends exactly what the cut left out; moves apart, which depend on the order then."""
    whole, cut = Platform(), Cut()
    whole.converge(first)
    cut.converge(first)
    whole.calls.clear()
    cut.calls.clear()
    whole.converge(second)
    cut.limit = limit
    if limit < len(whole.calls):
        with pytest.raises(CutError):
            cut.converge(second)
    cut.limit = None
    cut.converge(second)
    assert cut.calls == whole.calls


@given(houses())
def test_no_enabled_step_is_ever_half_changed(want: Wanted) -> None:
    platform = Platform()
    platform.converge(
        wanted(*step(1, ("play", "a"), ("hang up", None), hours=("9-12",)), *step(2, ("play", "b")))
    )
    platform.calls.clear()
    present = steps_of(platform)
    platform.converge(want)
    on = dict.fromkeys((f"{HERE}/step/{each}" for each in present), True)
    changed = dict.fromkeys(on, 0)
    for method, path, body in platform.calls:
        own = "/".join(path.split("/")[:7])
        if own not in on:
            continue
        if path == own and "enabled" in body:
            on[own] = bool(body["enabled"])
        elif path == own and method == "DELETE":
            assert not on[own]
        elif set(body) != {"position"}:
            changed[own] += on[own]
    assert max(changed.values(), default=0) <= 1
