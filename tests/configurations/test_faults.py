"""Whatever is wrong with settings is named at once, wherever it stands and whatever else is wrong."""

import random
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.configurations import call_queues, contact_centers, voice_menus
from tests.worlds import world
from tui import use_cases
from tui.engine.errors import SettingsRefused
from tui.forms import Choice, Field, Form, Hours, Number, Phone, Reference, Rows, Several, Sound, Text, Toggle
from tui.states import slice_of
from tui.telephony import filtering
from tui.telephony.values import e164
from tui.use_cases import Services

KINDS = {
    "call-queue": call_queues.call_queues(),
    "ivr": voice_menus.ivrs(call_queues.SOUNDS),
    "contact-center": contact_centers.contact_centers(),
}
OWN = e164(worlds.EMPTY_NUMBER)
NOBODY = "+33199009999"
GAPS = {"Europe/London": "2027-03-28 01:30"}
"""A time that the clocks leave out; where none is named, that of the zones of Paris."""
GAP = "2027-03-28 02:30"


@dataclass(frozen=True)
class Break:
    """A way to spoil settings: `path` is where the fault is expected, `touched` what it changes or rests upon."""

    path: str
    spoil: Callable[[dict[str, Any]], None]
    touched: tuple[str, ...]


def at(settings: dict[str, Any], path: str) -> Any:
    """What stands at a path."""
    found: Any = settings
    for part in filter(None, path.split(".")):
        found = found[int(part)] if part.isdecimal() else found[part]
    return found


def putting(row: str, name: str, value: Any, *more: str, path: str = "") -> Break:
    """Put a value there that is wrong."""

    def spoil(settings: dict[str, Any]) -> None:
        at(settings, row)[name] = value

    whole = f"{row}.{name}".removeprefix(".")
    return Break(path or whole, spoil, (whole, *more))


def adding(rows: str, row: dict[str, Any], name: str, count: int, *more: str) -> Break:
    """Add a row of which one field is wrong beside the `count` rows that are there."""
    return Break(f"{rows}.{count}.{name}", lambda settings: at(settings, rows).append(row), (rows, *more))


# --- what can be wrong with a field by itself


def of_form(form: Form, written: dict[str, Any], prefix: str = "") -> Iterator[Break]:
    """Every field of a form that is written down, and of its rows, with a value that it does not take."""
    dependents: dict[str, list[str]] = {}
    for field in form.fields:
        if field.visible_when is not None:
            dependents.setdefault(field.visible_when[0], []).append(f"{prefix}{field.name}".removeprefix("."))
    for field in form.fields:
        value = written.get(field.name)
        if value is None:
            continue
        row, path = prefix.removesuffix("."), f"{prefix}{field.name}"
        more = dependents.get(field.name, [])
        for wrong in wrong_values(field):
            yield putting(row, field.name, wrong, *more)
        if isinstance(field, Several):
            yield putting(row, field.name, [*value, "nobody"], *more, path=f"{path}.{len(value)}")
        elif isinstance(field, Hours):
            for place, _range in enumerate(value):
                yield putting(f"{path}.{place}", "day", "someday")
                yield putting(f"{path}.{place}", "start", "25:00", f"{path}.{place}.end")
                yield putting(f"{path}.{place}", "nothing", 1)
        elif isinstance(field, Rows):
            for place, each in enumerate(value):
                yield putting(f"{path}.{place}", "nothing", 1)
                yield from of_form(field.form, each, f"{path}.{place}.")


def wrong_values(field: Field) -> Sequence[Any]:
    """Values that a field does not take."""
    if isinstance(field, Reference):
        return (NOBODY if field.number else "Nobody",)
    if isinstance(field, Text):
        return (3, "x" * (field.max_length + 1))
    return WRONG[type(field)]


WRONG: dict[type[Field], Sequence[Any]] = {
    Toggle: ("perhaps",),
    Number: ("x", -1),
    Phone: ("nobody", "0899123456", 3),
    Choice: ("nothing of the kind",),
    Sound: ("nowhere.wav", 3),
    Several: ("none",),
    Hours: ("none",),
    Rows: ("none",),
}


# --- what can be wrong between fields and rows


def of_rules(written: dict[str, Any]) -> Iterator[Break]:
    """What no field can tell by itself."""
    for place, row in enumerate(written["closures"]):
        gap = GAPS.get(written.get("time_zone", ""), GAP)
        yield putting(f"closures.{place}", "start", gap, "time_zone")
        yield putting(f"closures.{place}", "end", row["start"], f"closures.{place}.start")
    for place in range(len(written.get("agents", []))):
        yield putting(f"agents.{place}", "number", OWN)
        if place:
            yield putting(f"agents.{place}", "number", written["agents"][0]["number"], "agents.0.number")
    yield from of_hours("hours", written.get("hours"))
    for prefix in ("refused", "accepted"):
        yield from of_callers(prefix, "", written)
    yield from of_queues(written.get("queues", []))
    if texts := written.get("tts"):
        yield adding("tts", {**texts[0], "name": "Encore"}, "text", len(texts))
    yield from of_menus(written.get("menus", []))
    for place, step in enumerate(written.get("steps", [])):
        yield from of_hours(f"steps.{place}.hours", step["hours"])
        yield from of_callers("listed", f"steps.{place}.", step)
        for side in ("actions", "otherwise"):
            yield from of_acting(f"steps.{place}.{side}", step[side])
        if step["listed_callers"]:
            path = f"steps.{place}.listed_callers"
            yield putting(f"steps.{place}", "callers", "none", f"steps.{place}.listed_groups", path=path)


def of_queues(queues: list[dict[str, Any]]) -> Iterator[Break]:
    for place, row in enumerate(queues):
        if place:
            yield putting(f"queues.{place}", "name", queues[0]["name"], "queues.0.name")
        if row["members"]:
            members = f"queues.{place}.members"
            yield adding(members, dict(row["members"][0]), "agent", len(row["members"]))


def of_menus(menus: list[dict[str, Any]]) -> Iterator[Break]:
    for place, menu in enumerate(menus):
        path, keys = f"menus.{place}", [each["key"] for each in menu["entries"]]
        if place:
            yield putting(path, "name", menus[0]["name"], "menus.0.name")
        if len(keys) > 1:
            yield putting(f"{path}.entries.1", "key", keys[0], f"{path}.entries.0.key")
        if menu.get("greeting_tts"):
            yield putting(path, "greeting", call_queues.SOUNDS[0], path=f"{path}.greeting_tts")
        yield from of_acting(f"{path}.entries", menu["entries"])


def of_acting(path: str, rows: list[dict[str, Any]]) -> Iterator[Break]:
    for place, row in enumerate(rows):
        if row["action"] == "bridge":
            yield putting(f"{path}.{place}", "number", OWN)
            yield putting(f"{path}.{place}", "text", "Client", f"{path}.{place}.action")
        if row["action"] != "playback" and row["action"] != "endless_playback":
            yield putting(f"{path}.{place}", "sound", "accueil.wav", f"{path}.{place}.action")


def of_hours(path: str, ranges: list[dict[str, Any]] | None) -> Iterator[Break]:
    for place, each in enumerate(ranges or ()):
        yield putting(f"{path}.{place}", "end", "00:00", f"{path}.{place}.start")
        inside = {"day": each["day"], "start": each["start"], "end": each["end"]}
        yield adding(path, inside, "start", len(ranges or ()))


def of_callers(prefix: str, row: str, written: dict[str, Any]) -> Iterator[Break]:
    name = f"{prefix}_callers"
    listed, groups = written.get(name), written.get(f"{prefix}_groups")
    if listed:
        yield adding(f"{row}{name}", dict(listed[0]), "number", len(listed))
    if groups and listed is not None:
        caller = {"number": filtering.GROUPS[groups[0]][1][0]}
        yield adding(f"{row}{name}", caller, "number", len(listed), f"{row}{prefix}_groups.0")


def independent(breaks: list[Break], count: int) -> list[Break]:
    """As many of them, at the most, none of which touches what another one does."""
    chosen: list[Break] = []
    for each in breaks:
        touched = [path for other in chosen for path in other.touched]
        if len(chosen) < count and not any(_meet(one, other) for one in each.touched for other in touched):
            chosen.append(each)
    return chosen


def _meet(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Services:
    services = world(tmp_path_factory.mktemp("faults") / "store.sqlite3")
    call_queues.fill_sounds(services)
    return services


def refused(services: Services, kind: str, given: dict[str, Any]) -> list[str]:
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    with pytest.raises(SettingsRefused) as error:
        use_cases.propose(services, number, kind, given)
    assert all(str(each.message) for each in error.value.problems)
    return [each.path for each in error.value.problems]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_everything_that_is_wrong_is_named_at_once(account: Services, kind: str, data: st.DataObject) -> None:
    whole = data.draw(KINDS[kind])
    slice_ = slice_of(kind)
    breaks = [*of_form(slice_.FORM, whole), *of_rules(whole)]
    random.Random(data.draw(st.integers(0, 2**32))).shuffle(breaks)
    chosen = independent(breaks, data.draw(st.integers(1, 12)))
    wrong = deepcopy(whole)
    for each in chosen:
        each.spoil(wrong)
    found = refused(account, kind, wrong)
    assert [each.path for each in chosen if each.path not in found] == [], wrong


CLOSURE = {"title": "Pont", "start": "2027-05-01 00:00", "end": "2027-05-02 00:00"}


@pytest.mark.parametrize(
    ("kind", "wrong", "paths"),
    [
        # Of a row, some is wrong by itself, and the rest together with something else.
        (
            "call-queue",
            {"closures": [{**CLOSURE, "title": "", "start": GAP}]},
            ["closures.0.title", "closures.0.start"],
        ),
        (
            "ivr",
            {
                "steps": [
                    {
                        "callers": "black",
                        "listed_groups": ["nobody", "mobile"],
                        "listed_callers": [
                            {"number": "+336"},
                            {"number": "3900"},
                            {"number": "3900", "x": 1},
                        ],
                    }
                ]
            },
            [
                "steps.0.listed_groups.0",
                "steps.0.listed_callers.0.number",
                "steps.0.listed_callers.2.number",
                "steps.0.listed_callers.2.x",
            ],
        ),
        (
            "ivr",
            {"steps": [{"listed_callers": [{"number": "nobody"}]}]},
            ["steps.0.listed_callers", "steps.0.listed_callers.0.number"],
        ),
        (
            "call-queue",
            {
                "hours_on": True,
                "hours": [{"day": "someday", "start": "12:00", "end": "09:00"}],
                "closed_number": NOBODY,
            },
            ["hours.0.day", "hours.0.end"],
        ),
        # A row that could not be without what is wrong in it names a sound that is nowhere.
        (
            "ivr",
            {
                "menus": [
                    {"name": "?", "greeting": "nowhere.wav", "entries": [{"key": "A", "action": "playback"}]}
                ]
            },
            ["menus.0.name", "menus.0.entries.0.key", "menus.0.entries.0.sound", "menus.0.greeting"],
        ),
        ("call-queue", {"overflow": "?", "overflow_sound": "nowhere.wav"}, ["overflow", "overflow_sound"]),
        # What is wrong with the number of an agent is no reason to doubt what its line can do.
        (
            "contact-center",
            {"agents": [{"number": "nobody", "record_outgoing": "on"}, {"number": OWN}]},
            ["agents.0.number", "agents.1.number"],
        ),
        (
            "redirection",
            {"destination": "nobody", "present_number": 1, "remark": ""},
            ["destination", "present_number", "remark"],
        ),
    ],
)
def test_one_fault_hides_no_other(
    account: Services, kind: str, wrong: dict[str, Any], paths: list[str]
) -> None:
    assert sorted(refused(account, kind, wrong)) == sorted(paths)


def test_too_many_rows_hide_none_that_is_wrong(account: Services) -> None:
    agents = [{"number": f"+331990{at:05}"} for at in range(501)]
    found = refused(account, "call-queue", {"agents": [{"number": "nobody"}, *agents]})
    assert found == ["agents.0.number", "agents"]


@pytest.mark.parametrize("written", [3, [3], [[]], {"name": 1}, "x"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_are_no_rows_at_all_is_refused(account: Services, kind: str, written: Any) -> None:
    form = slice_of(kind).FORM
    for field in form.fields:
        if isinstance(field, Rows | Hours):
            assert all(each.startswith(field.name) for each in refused(account, kind, {field.name: written}))
