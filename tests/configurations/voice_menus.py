"""Random valid settings of voice menus, and one with everything in it."""

from typing import Any

from hypothesis import strategies as st

from tests import worlds
from tui.telephony import filtering
from tui.telephony.hours import WEEK
from tui.telephony.values import e164

NUMBERS = [e164(worlds.PHONE_LINE), e164(worlds.BARE_LINE), "+33199001077", "+442079460958"]
NAMES = ["Accueil", "Ventes", "Support 2", "Horaires_ete"]
CALLERS = ["+33612345678", "+3361", "+331", "+4420", "3900", "36"]
KEYS = ["1", "2", "3", "0", "*", "#", "12", "4711"]
WORDS = ["Client", "Groupe 7", "a_b"]

EXAMPLE: dict[str, Any] = {
    "description": "Standard de la boutique",
    "menus": [
        {
            "name": "Accueil",
            "no_key_after": 8000,
            "between_keys": 2000,
            "entries": [
                {"key": "1", "action": "menuSub", "menu": "Ventes"},
                {"key": "2", "action": "bridge", "number": NUMBERS[0]},
                {"key": "0", "action": "menuExit"},
                {"key": "12", "action": "readDtmf", "variable": "code1"},
            ],
        },
        {
            "name": "Ventes",
            "entries": [
                {"key": "1", "action": "bridge", "number": NUMBERS[2]},
                {"key": "*", "action": "menuBack"},
                {"key": "#", "action": "menuTop"},
                {"key": "3", "action": "setCallerName", "text": "Ventes 3"},
            ],
        },
    ],
    "plan_name": "Boutique",
    "ring": 25,
    "shown_number": "caller",
    "reject_anonymous": True,
    "steps": [
        {"days": "holidays", "actions": [{"action": "voicemail", "voicemail": NUMBERS[0]}]},
        {
            "hours": [
                {"day": "monday", "start": "08:30", "end": "12:00"},
                {"day": "monday", "start": "14:00", "end": "24:00"},
            ],
            "callers": "black",
            "listed_groups": ["mobile"],
            "listed_callers": [{"number": "3900"}],
            "actions": [
                {"action": "sleep", "pause": 1500},
                {"action": "ivr", "menu": "Accueil"},
                {"action": "hangup"},
            ],
            "otherwise": [{"action": "bridge", "number": NUMBERS[1]}, {"action": "ivr", "menu": "Ventes"}],
        },
        {"enabled": False, "actions": [{"action": "hangup"}]},
    ],
    "closures": [{"title": "Noël", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"}],
}
"""Two menus, three steps with every sort of condition, a closure."""


def acting(actions: dict[str, dict[str, st.SearchStrategy[Any]]]) -> st.SearchStrategy[dict[str, Any]]:
    """A row that does one of the actions, with the parameter of that."""
    return st.one_of(
        *(st.fixed_dictionaries({"action": st.just(name), **given}) for name, given in actions.items())
    )


@st.composite
def ivrs(draw: st.DrawFn, sounds: tuple[str, ...] = ()) -> dict[str, Any]:
    """Settings with up to four menus and three steps; `sounds` are those that can be played."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    number = {"number": st.sampled_from(NUMBERS)}
    played = {"sound": st.sampled_from(sounds or ("",))}
    both: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "bridge": number,
        "setCallerName": {"text": st.sampled_from(WORDS)},
        "readDtmf": {"variable": st.from_regex("[a-zA-Z0-9]{1,24}", fullmatch=True)},
        **({"playback": played} if sounds else {}),
    }
    keys = {**both, "menuBack": {}, "menuTop": {}, "menuExit": {}}
    rules = {
        **both,
        "hangup": {},
        "sleep": {"pause": st.integers(1000, 86_400_000)},
        "voicemail": {"voicemail": st.just(NUMBERS[0])},
        **({"endless_playback": played} if sounds else {}),
    }
    if names:
        keys["menuSub"] = rules["ivr"] = {"menu": st.sampled_from(names)}
    one_of_the_sounds = st.none() | st.sampled_from(sounds) if sounds else st.none()
    menus = [
        {
            "name": name,
            "greeting": draw(one_of_the_sounds),
            "wrong_key": draw(one_of_the_sounds),
            "no_key_after": draw(st.integers(0, 60_000)),
            "between_keys": draw(st.integers(0, 10_000)),
            "entries": [
                {"key": key, **draw(acting(keys))}
                for key in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4))
            ],
        }
        for name in names
    ]
    return {
        "description": draw(st.none() | st.sampled_from(["Accueil", "Boutique – été"])),
        "menus": menus,
        "plan_name": draw(st.sampled_from(["Standard", "Plan_2"])),
        "ring": draw(st.integers(0, 1800)),
        "shown_number": draw(st.sampled_from(["caller", "alias", "both"])),
        "reject_anonymous": draw(st.booleans()),
        "steps": draw(st.lists(_steps(acting(rules)), max_size=3)),
        "time_zone": draw(st.sampled_from(["Europe/Paris", "Europe/London"])),
        "closures": draw(_closures()),
    }


@st.composite
def _steps(draw: st.DrawFn, rule: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    callers = draw(st.sampled_from(["none", "black", "white"]))
    groups = (
        []
        if callers == "none"
        else draw(st.lists(st.sampled_from(list(filtering.GROUPS)), unique=True, max_size=2))
    )
    numbers = [each for each in CALLERS if filtering.group_of(each) not in groups]
    listed = [] if callers == "none" else draw(st.lists(st.sampled_from(numbers), unique=True, max_size=3))
    return {
        "enabled": draw(st.booleans()),
        "days": draw(st.sampled_from(["", "holidays", "scheduler1", "scheduler2", "scheduler3"])),
        "hours": [
            {"day": day, "start": start, "end": end}
            for day in draw(st.lists(st.sampled_from(WEEK), unique=True, max_size=3).map(_in_week))
            for start, end in draw(
                st.sampled_from([[("08:30", "18:00")], [("00:00", "12:00"), ("12:15", "24:00")]])
            )
        ],
        "callers": callers,
        "listed_groups": [each for each in filtering.GROUPS if each in groups],
        "listed_callers": [{"number": each} for each in sorted(listed)],
        "actions": draw(st.lists(rule, max_size=3)),
        "otherwise": draw(st.lists(rule, max_size=2)),
    }


def _in_week(days: list[str]) -> list[str]:
    return [day for day in WEEK if day in days]


@st.composite
def _closures(draw: st.DrawFn) -> list[dict[str, Any]]:
    days = sorted(draw(st.lists(st.integers(1, 28), unique=True, max_size=3)))
    return [
        {
            "title": f"Fermeture {day}",
            "start": f"2027-06-{day:02d} 00:00",
            "end": f"2027-07-{day:02d} 12:30",
            "target": draw(st.sampled_from(["holidays", "scheduler1", "scheduler2", "scheduler3"])),
            "description": draw(st.sampled_from(["", "Pont"])),
        }
        for day in days
    ]
