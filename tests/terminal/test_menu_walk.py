"""A whole voice menu in a real pseudo-terminal, by keyboard alone: three levels, what happens when; then an edit."""

from pathlib import Path
from typing import Any

import pytest

from tests.terminal.accounts import Begin, on_exchanges
from tests.terminal.hands import Operator, edited, set_up, steps_of_last_run, stocked
from tests.terminal.test_walks import shown
from tui.telephony import filtering

pytestmark = pytest.mark.terminal

SOUNDS = {"Mon accueil.mp3": b"ID3" + bytes(900), "ventes.wav": b"RIFF" + bytes(700)}
CASES = [((80, 24), "en"), ((120, 40), "fr")]
GROUPS = [label for label, _prefixes in filtering.GROUPS.values()]


@pytest.fixture
def account(begin: Begin) -> Path:
    return stocked(begin, SOUNDS)


TRANSFER, OPEN = "transfer to a number", "open another menu"
BACK, TOP, LEAVE, PLAY = "back to the menu before", "back to the first menu", "leave the menu", "play a sound"
Key = tuple[str, str, str]
"""A key, what it does, and with what: the last digits of a line, a menu, a sound."""
MENUS: dict[str, list[Key]] = {
    "Accueil": [
        ("1", TRANSFER, "01"),
        ("2", OPEN, "Ventes"),
        ("3", OPEN, "Support"),
        ("4", PLAY, "ventes.wav"),
        ("0", LEAVE, ""),
    ],
    "Ventes": [("1", TRANSFER, "02"), ("2", OPEN, "Devis"), ("9", BACK, "")],
    "Support": [("1", TRANSFER, "03"), ("5", LEAVE, ""), ("9", BACK, "")],
    "Devis": [("1", TRANSFER, "04"), ("9", BACK, ""), ("*", TOP, ""), ("#", LEAVE, "")],
}
ACTIONS = {
    TRANSFER: "bridge",
    OPEN: "menuSub",
    BACK: "menuBack",
    TOP: "menuTop",
    LEAVE: "menuExit",
    PLAY: "playback",
}
PARAMETERS = {TRANSFER: "number", OPEN: "menu", PLAY: "sound"}


def entry(key: str, action: str, what: str) -> dict[str, str]:
    found = {"key": key, "action": ACTIONS[action]}
    if what:
        found[PARAMETERS[action]] = f"+331990040{what}" if action == TRANSFER else what
    return found


def menu(name: str, greeting: str | None, keys: list[Key], no_key_after: int = 5000) -> dict[str, Any]:
    """A menu, whose waiting times are what a new one has where none are given."""
    return {
        "name": name,
        "greeting": greeting,
        "wrong_key": None,
        "no_key_after": no_key_after,
        "between_keys": 3000,
        "entries": [entry(*each) for each in keys],
    }


def step(**given: Any) -> dict[str, Any]:
    everything = {
        "enabled": True,
        "days": "",
        "hours": [],
        "callers": "none",
        "listed_groups": [],
        "listed_callers": [],
        "actions": [],
        "otherwise": [],
    }
    return {**everything, **given}


VOICEMAIL = {"action": "voicemail", "voicemail": "+33199004005"}
WEEK = [
    {"day": day, "start": start, "end": end}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    for start, end in (("09:00", "12:30"), ("14:00", "18:00"))
]
IVR: dict[str, Any] = {
    "kind": "ivr",
    "description": "Standard du siege",
    "menus": [
        menu("Accueil", "Mon_accueil.wav", MENUS["Accueil"], no_key_after=10000),
        menu("Ventes", "ventes.wav", MENUS["Ventes"]),
        menu("Support", None, MENUS["Support"]),
        menu("Devis", None, MENUS["Devis"]),
    ],
    "plan_name": "Siege",
    "ring": 25,
    "shown_number": "caller",
    "reject_anonymous": True,
    "steps": [
        step(days="holidays", actions=[VOICEMAIL]),
        step(
            callers="white",
            listed_groups=["special"],
            listed_callers=[{"number": "+33611223344"}],
            actions=[{"action": "hangup"}],
        ),
        step(hours=WEEK, actions=[{"action": "ivr", "menu": "Accueil"}, VOICEMAIL], otherwise=[VOICEMAIL]),
    ],
    "time_zone": "Europe/Paris",
    "closures": [
        {
            "title": "Noel",
            "start": "2030-12-24 18:00",
            "end": "2030-12-27 08:00",
            "target": "holidays",
            "description": "",
        }
    ],
    "calendar": None,
}
"""What is entered, as `show` tells it."""


def _keys(hand: Operator, menu: str, keys: list[Key]) -> None:
    """Give a menu its keys, from the tree of all menus."""
    hand.goes_to(menu, "down")
    for place, (key, action, what) in enumerate(keys):
        with hand.key_row(key, first=not place):
            if action != TRANSFER:
                hand.picks("Action", action)
            if action == TRANSFER:
                hand.takes_line("Number", f"poste {what[1]}", f"01 99 00 40 {what}")
            elif what:
                hand.picks("Menu" if action == OPEN else "Sound", what)


def _menus(hand: Operator) -> None:
    hand.at("Add a menu")
    with hand.row("Name"):
        hand.fills("Name", "Accueil")
        hand.takes_file("Greeting", "Mon accueil.mp3", "Mon_accueil.wav")
        hand.fills("Without a key, leave after", "10000")
    with hand.row("Name"):
        hand.fills("Name", "Ventes")
        hand.takes_file("Greeting", "ventes.wav", "ventes.wav")
    for name in ("Support", "Devis"):
        with hand.row("Name"):
            hand.fills("Name", name)
    hand.goes_to("Accueil", "up")
    for name, keys in MENUS.items():
        _keys(hand, name, keys)


def _steps(hand: Operator) -> None:
    hand.turns_to("Add a step")
    with hand.row("Add an action"):
        hand.sends_to_voicemail("poste 5", "01 99 00 40 05")
        hand.chooses_option("Only on exceptional days", "public holidays")
    with hand.row("Add an action"):
        with hand.row("What happens"):
            hand.picks("What happens", "hang up")
        hand.chooses_option("Only for these callers", "only those listed")
        hand.ticks("Groups listed", GROUPS, "special numbers (08)")
        hand.goes_to("Add a caller")
        with hand.row("Number or beginning"):
            hand.fills("Number or beginning", "06 11 22 33 44")
    with hand.row("Add an action"):
        with hand.row("What happens"):
            hand.picks("Menu", "Accueil")
        hand.sends_to_voicemail("poste 5", "01 99 00 40 05")
        hand.opens_on_weekdays("9-12:30 14-18")
        hand.goes_to("Add an action")
        hand.sends_to_voicemail("poste 5", "01 99 00 40 05")


def _closures(hand: Operator) -> None:
    hand.turns_to("Time zone")
    hand.goes_to("Add a closure")
    hand.adds_closure("Noel", "2030-12-24 18:00", "2030-12-27 08:00")


def _number(hand: Operator) -> None:
    hand.turns_to("Description")
    hand.fills("Description", "Standard du siege")
    hand.replaces("A transfer rings for", "25")
    hand.chooses_option("Anonymous calls", "rejected")
    hand.replaces("Name of the dialplan", "Siege")


def _edit(hand: Operator) -> None:
    """Another name for a menu that a key leads to, and a new menu with a key that leads to it."""
    hand.opens()
    hand.edits("Accueil")
    hand.goes_to("Ventes", "down")
    with hand.row("Name", "enter"):
        hand.replaces("Name", "Boutique")
    hand.goes_to("Add a menu", "down")
    with hand.row("Name", "enter"):
        hand.fills("Name", "Presse")
        hand.picks("Greeting", "ventes.wav")
    _keys(hand, "Presse", [("1", TRANSFER, "05")])
    hand.goes_to("Accueil", "up")
    _keys(hand, "Accueil", [("5", OPEN, "Presse")])


@pytest.mark.parametrize(("size", "lang", "exchange"), on_exchanges(CASES, 1, "menu"))
def test_a_menu_of_three_levels_is_set_up_from_an_empty_number_and_edited(
    size: tuple[int, int], lang: str, account: Path
) -> None:
    set_up(account, "ivr", (_menus, _steps, _closures, _number), size, lang)
    found = shown(account)
    assert (found["feature_type"], found["configuration"]) == ("cloudIvr", "ivr")
    assert found["settings"] == IVR

    changes = edited(account, _edit, size, lang)
    assert {line[0] for line in changes} == {"~", "+"}
    (renamed,) = (line for line in changes if "→" in line)
    assert renamed.endswith("Ventes → Boutique")
    home, *others = IVR["menus"]
    home = {**home, "entries": [*home["entries"], entry("5", OPEN, "Presse")]}
    home["entries"][1] = entry("2", OPEN, "Boutique")
    others[0] = {**others[0], "name": "Boutique"}
    presse = menu("Presse", "ventes.wav", [("1", TRANSFER, "05")])
    assert shown(account)["settings"] == {**IVR, "menus": [home, *others, presse]}
    assert steps_of_last_run(account) == [
        "menu Boutique",
        "menu Presse",
        "key 5 of menu Accueil",
        "key 1 of menu Presse",
    ]
