"""Objects that somebody else made, changed or deleted between a plan and its calls, and what is our own doing."""

from typing import Any

import pytest

from tests.engine.small_platform import COLLECTIONS, HERE, Platform, wanted
from tests.engine.test_converge import NUMBERS, menu, queue_of, step
from tui.engine.resources import Collection, Field, Ref, Resource, Snapshot, Wanted
from tui.engine.straying import OBJECT, changed_since, strayed
from tui.i18n import Message
from tui.words import difference_told


def differences(platform: Platform, before: Snapshot, want: Wanted, on_our_way: bool = False) -> list[str]:
    found = strayed(platform.state, want, before, None, before.feature_type, on_our_way)
    return [f"{each.label} {each.type}" for each in found]


def test_nothing_has_strayed_where_nothing_was_touched() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x"))))
    before = platform.state
    assert differences(platform, before, wanted(*menu("Accueil", ("1", "call", "y")))) == []


def test_another_value_has_strayed_and_on_our_way_the_wanted_one_has_not() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x"))))
    before, want = platform.state, wanted(*menu("Accueil", ("1", "call", "y")))
    platform.converge(want)
    assert differences(platform, before, want) == ["target string"]
    assert differences(platform, before, want, on_our_way=True) == []


def test_an_object_that_somebody_made_has_strayed_even_on_our_way() -> None:
    platform = Platform()
    want = wanted(*menu("Accueil"))
    before = platform.state
    platform.converge(want)
    assert differences(platform, before, want, on_our_way=True) == []
    platform.call("POST", f"{HERE}/menu", {"name": "Accueil"})
    assert differences(platform, before, want, on_our_way=True) == [f"menu {OBJECT}"]


def test_an_object_that_somebody_deleted_has_strayed_unless_it_was_to_go() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil", ("1", "call", "x"), ("2", "call", "y"))))
    before, want = platform.state, wanted(*menu("Accueil", ("1", "call", "z")))
    (second,) = [path for path, body in platform.objects.items() if body.get("dtmf") == "2"]
    platform.call("DELETE", second, {})
    assert differences(platform, before, want) == [f"key {OBJECT}"]
    assert differences(platform, before, want, on_our_way=True) == []
    (first,) = [path for path, body in platform.objects.items() if body.get("dtmf") == "1"]
    platform.call("DELETE", first, {})
    assert differences(platform, before, want, on_our_way=True) == [f"key {OBJECT}"]


def test_places_that_shift_and_steps_that_are_out_of_service_are_our_own_doing() -> None:
    platform = Platform()
    first = [*queue_of(*NUMBERS[:3]), *step(1, ("play", "a"), ("play", "b"))]
    platform.converge(wanted(*first))
    before = platform.state
    want = wanted(*queue_of(*reversed(NUMBERS[:3])), *step(1, ("play", "c"), ("play", "d")))
    for made in platform.plan(want)[:1]:
        platform.call(made.method, made.path, made.body)
    (own,) = [path for path in platform.objects if path.rpartition("/")[0] == f"{HERE}/step"]
    platform.call("PUT", own, {"enabled": False})
    assert differences(platform, before, want, on_our_way=True) == []
    assert differences(platform, before, want) != []


def test_of_a_type_that_was_not_read_yet_only_what_types_bring_is_expected() -> None:
    platform = Platform("empty")
    platform.call("POST", f"{HERE}/changeFeatureType", {"featureType": "house"})

    def found() -> list[str]:
        want = wanted(*queue_of(NUMBERS[0]))
        strays = strayed(platform.state, want, Snapshot("empty"), None, "house", on_our_way=True)
        return [each.label for each in strays]

    assert found() == []
    platform.call("POST", f"{HERE}/menu", {"name": "Nuit"})
    assert found() == ["menu"]


def test_what_was_added_to_or_changed_in_what_is_to_go_has_strayed() -> None:
    platform = Platform()
    platform.converge(wanted(*menu("Accueil"), *menu("Ventes", ("1", "call", "x"))))
    before, want = platform.state, wanted(*menu("Accueil"))
    (doomed,) = [path for path, body in platform.objects.items() if body.get("name") == "Ventes"]
    assert differences(platform, before, want) == []
    platform.call("POST", f"{doomed}/entry", {"dtmf": "2", "action": "call", "param": "y"})
    assert differences(platform, before, want) == [f"key {OBJECT}"]
    platform.call("PUT", doomed, {"name": "Soldes"})
    assert differences(platform, before, want, on_our_way=True) == ["name string", f"key {OBJECT}"]


def told(then: Snapshot, platform: Platform, want: Wanted) -> list[str]:
    """What is said of what has strayed, and of what has changed since: the same."""
    strays = strayed(platform.state, want, then, None, then.feature_type, on_our_way=False)
    since = changed_since(then, platform.state, COLLECTIONS)
    assert sorted(map(str, map(difference_told, since))) == sorted(map(str, map(difference_told, strays)))
    return [str(difference_told(each)) for each in strays]


def test_what_has_strayed_is_said_by_the_names_of_objects_and_of_what_they_lead_to() -> None:
    platform = Platform()
    entry = ("1", "sub", Ref("menu", "Ventes"))
    want = wanted(*menu("Ventes"), *menu("Accueil", entry), *menu("Soldes"), *queue_of(*NUMBERS[:2]))
    platform.converge(want)
    before = platform.state
    ids = {str(body.get("name")): body.get("menuId") for body in platform.objects.values()}
    agents = {body["number"]: path for path, body in platform.objects.items() if body.get("number")}
    (key,) = [path for path, body in platform.objects.items() if body.get("dtmf") == "1"]
    platform.call("PUT", key, {"param": str(ids["Soldes"])})
    platform.call("PUT", agents[NUMBERS[0]], {"timeout": 30})
    (place, *_others) = [path for path, body in platform.objects.items() if body.get("position") == 1]
    platform.call("DELETE", place, {})
    platform.call("POST", f"{HERE}/menu", {"name": "Nuit"})
    assert sorted(told(before, platform, want)) == [
        f"agent {NUMBERS[0]}: ringing time was 20 and is 30",
        "key 1 of menu Accueil: target was Ventes and is Soldes",
        "member of queue Ventes is gone",
        "menu Nuit is new",
    ]


DOORS = Collection(
    path="/telephony/{billing_account}/doors/{service_name}",
    schema="",
    title="door",
    feature_types=frozenset({"house"}),
    fields={"id": Field("integer", writable=False), "pin": Field("string", "PIN", secret=True)},
    id="id",
    create=("pin",),
)
LIST = "/telephony/ab1/doors/0033"


def doors(pin: Any, stays: bool) -> Snapshot:
    """Two doors, the second of which goes; one of them has that PIN."""
    pins = {7: pin, 8: "1"} if stays else {7: "1", 8: pin}
    return Snapshot("house", {f"{LIST}/{own}": {"id": own, "pin": each} for own, each in pins.items()})


@pytest.mark.parametrize("unknown", [None, "****"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("stays", [False, True])
def test_a_secret_that_is_masked_has_not_strayed(unknown: str | None, turned: bool, stays: bool) -> None:
    want = Wanted(
        "house", None, Message(""), (Resource(DOORS, "ab1", "0033", {"pin": "5678"}, id=7),), (DOORS,)
    )

    def found(then: Any, now: Any) -> list[tuple[str, bool]]:
        before, here = doors(then, stays), doors(now, stays)
        strays = strayed(here, want, before, None, "house", on_our_way=False)
        since = changed_since(before, here, [DOORS])
        assert list(strays) == list(since)
        return [(each.label, each.secret) for each in strays]

    assert found(*(("1234", unknown)[:: -1 if turned else 1])) == []
    assert found("1234", "4321") == [("PIN", True)]
