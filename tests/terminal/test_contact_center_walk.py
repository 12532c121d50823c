"""A whole contact centre in a real pseudo-terminal, by keyboard alone: queues, agents, texts, menus; then an edit."""

from pathlib import Path
from typing import Any

import pytest

from tests.terminal.accounts import Begin, on_exchanges
from tests.terminal.hands import Operator, edited, set_up, steps_of_last_run, stocked
from tests.terminal.test_walks import shown
from tui.telephony import pabx, queue

pytestmark = pytest.mark.terminal

SOUNDS = {"attente.wav": b"RIFF" + bytes(700)}
CASES = [((80, 24), "en"), ((120, 40), "fr")]

WELCOME = (
    "Bonjour et bienvenue. Pour les ventes, tapez 1. Pour le support technique, tapez 2. "
    "Pour l'administration, tapez 3, ou restez en ligne."
)
TEXTS = {"Bienvenue": (WELCOME, "Helene"), "Patience": ("Un instant, on vous repond.", "Bruce")}
PEOPLE = {
    "Anne": "01 99 00 40 01",
    "Bruno": "01 99 00 40 02",
    "Carla": "01 99 00 40 03",
    "David": "01 99 00 40 04",
    "Elsa": "01 99 00 40 05",
    "Fanny": "06 99 00 11 06",
    "Gilles": "06 99 00 11 07",
    "Hugo": "02 99 00 11 08",
}
QUEUES = {
    "Ventes": ("Anne", "Bruno", "David"),
    "Support": ("Carla", "Bruno", "Elsa"),
    "Compta": ("Fanny", "David", "Hugo", "Gilles"),
}
RING, OPEN, BACK = "ring the members of a queue", "open another menu", "back to the menu before"
Key = tuple[str, str, str]
"""A key, what it does, and with which queue or menu."""
MENUS: dict[str, list[Key]] = {
    "Accueil": [("1", RING, "Ventes"), ("2", RING, "Support"), ("3", OPEN, "Administration")],
    "Administration": [("1", RING, "Compta"), ("9", BACK, "")],
}


def e164(number: str) -> str:
    return "+33" + number.replace(" ", "")[1:]


def agent(name: str, **more: Any) -> dict[str, Any]:
    """Somebody with the answers of a new agent; a line of the account says whether it records."""
    number = PEOPLE[name]
    return {
        "number": e164(number),
        "description": name,
        "status": "available",
        "ringing": 20,
        "wrap_up": 0,
        "simultaneous": 1,
        "break_status": None,
        "banner": False,
        "record_outgoing": "off" if number.startswith("01") else None,
        **more,
    }


def a_queue(name: str, members: tuple[str, ...], **more: Any) -> dict[str, Any]:
    everything = {
        "name": name,
        "strategy": "sequentiallyByAgentOrder",
        "members": [{"agent": e164(PEOPLE[each])} for each in members],
        "hold_sound": None,
        "follow_forwards": False,
        "confirm_key": "",
        "capacity": 10,
        "overflow": "none",
        "overflow_sound": None,
        "overflow_voicemail": None,
        "max_wait": 300,
        "no_answer": "none",
        "no_answer_sound": None,
        "no_answer_voicemail": None,
        "record": False,
        "record_opt_out": False,
        "record_key": None,
        "record_language": None,
    }
    return {**everything, **more}


def menu(name: str, greeting: str | None) -> dict[str, Any]:
    actions = {RING: ("callcenter", "queue"), OPEN: ("menuSub", "menu"), BACK: ("menuBack", "")}
    entries = []
    for key, does, with_what in MENUS[name]:
        action, parameter = actions[does]
        entries.append({"key": key, "action": action, **({parameter: with_what} if parameter else {})})
    return {
        "name": name,
        "greeting": None,
        "wrong_key": None,
        "greeting_tts": greeting,
        "wrong_key_tts": None,
        "no_key_after": 5000,
        "between_keys": 3000,
        "entries": entries,
    }


VOICEMAIL = {"action": "voicemail", "voicemail": "+33199004005"}
CENTER: dict[str, Any] = {
    "kind": "contact-center",
    "description": "Centre de contact",
    "agents": [
        agent("Anne", banner=True, record_outgoing="on"),
        agent("Bruno"),
        agent("Carla", status="onBreak", break_status="Repas"),
        *map(agent, ("David", "Elsa", "Fanny", "Gilles")),
        agent("Hugo", ringing=45),
    ],
    "queues": [
        a_queue(
            "Ventes",
            QUEUES["Ventes"],
            hold_sound="attente.wav",
            record=True,
            record_opt_out=True,
            record_key="9",
            record_language="french",
        ),
        a_queue(
            "Support",
            QUEUES["Support"],
            strategy="ringAll",
            no_answer="voicemail",
            no_answer_voicemail="+33199004005",
        ),
        a_queue("Compta", QUEUES["Compta"]),
    ],
    "tts": [{"name": name, "text": text, "voice": voice} for name, (text, voice) in TEXTS.items()],
    "menus": [menu("Accueil", "Bienvenue"), menu("Administration", None)],
    "plan_name": "Centre",
    "ring": 60,
    "shown_number": "alias",
    "reject_anonymous": False,
    "steps": [
        {
            "enabled": True,
            "days": "",
            "hours": [
                {"day": day, "start": "09:00", "end": "18:00"}
                for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
            ],
            "callers": "none",
            "listed_groups": [],
            "listed_callers": [],
            "actions": [
                {"action": "tts", "tts": "Patience"},
                {"action": "ivr", "menu": "Accueil"},
                VOICEMAIL,
            ],
            "otherwise": [VOICEMAIL],
        }
    ],
    "time_zone": "Europe/Paris",
    "closures": [],
    "calendar": None,
    "breaks": [{"name": "Repas", "color": "#e06c00", "description": "Une heure"}],
    "status_menu": False,
    "crm_address": "https://crm.example.com/fiche",
}
"""What is entered, as `show` tells it."""


@pytest.fixture
def account(begin: Begin) -> Path:
    return stocked(begin, SOUNDS)


def _agents(hand: Operator) -> None:
    hand.at("Add an agent")
    for name, number in PEOPLE.items():
        with hand.row("Number"):
            if number.startswith("01"):
                hand.takes_line("Number", f"poste {number[-1]}", number)
            else:
                hand.fills("Number", number)
            hand.replaces("Description", name)
            if name == "Anne":
                hand.chooses_option("Supervision banner", "has a link")
                hand.chooses_option("Outgoing calls (beta)", "recorded")
            elif name == "Hugo":
                hand.replaces("Ringing time", "45")


def _queues(hand: Operator) -> None:
    hand.turns_to("Add a queue")
    for name, members in QUEUES.items():
        with hand.row("Name of the queue"):
            hand.fills("Name of the queue", name)
            if name == "Support":
                hand.picks("Ringing strategy", queue.STRATEGIES["ringAll"])
            hand.goes_to("Add an agent to the queue")
            for each in members:
                hand.adds_at_once(each.lower(), PEOPLE[each])
            if name == "Ventes":
                hand.takes_file("Music on hold", "attente.wav", "attente.wav")
                hand.chooses_option("Record calls", "yes")
                hand.chooses_option("Callers can refuse", "yes")
                hand.goes_to("Key to refuse")
                hand.terminal.type("9")
                hand.shows("● 9")
            elif name == "Support":
                hand.chooses_option("Nobody answers", "send to a voicemail")
                hand.takes_line("Voicemail", "poste 5", "01 99 00 40 05")


def _texts(hand: Operator) -> None:
    hand.turns_to("Add a text")
    for name, (text, voice) in TEXTS.items():
        with hand.row("Name"):
            hand.fills("Name", name)
            hand.goes_to("Text")
            hand.terminal.type(text)
            hand.shows(text[-20:])
            hand.chooses_option("Voice", voice)


def _menus(hand: Operator) -> None:
    hand.turns_to("Add a menu")
    for name in MENUS:
        with hand.row("Name"):
            hand.fills("Name", name)
            if name == "Accueil":
                hand.goes_to("Greeting")
                hand.terminal.press("tab")
                hand.until(lambda: hand.place == hand.word("Greeting as a text"), "the text that greets")
                hand.picks("Greeting as a text", "Bienvenue")
    for name, keys in MENUS.items():
        hand.goes_to(name, "up" if name == "Accueil" else "down")
        for at, (key, action, what) in enumerate(keys):
            with hand.key_row(key, first=not at):
                hand.picks("Action", action)
                if what:
                    hand.picks("Queue" if action == RING else "Menu", what)


def _steps(hand: Operator) -> None:
    hand.turns_to("Add a step")
    with hand.row("Add an action"):
        with hand.row("What happens"):
            hand.picks("What happens", "read a text aloud")
            hand.picks("Text", "Patience")
        with hand.row("What happens"):
            hand.picks("Menu", "Accueil")
        hand.sends_to_voicemail("poste 5", "01 99 00 40 05")
        hand.opens_on_weekdays("9-18")
        hand.goes_to("Add an action")
        hand.sends_to_voicemail("poste 5", "01 99 00 40 05")


def _team(hand: Operator) -> None:
    hand.turns_to("Time zone")
    hand.turns_to("Add a break")
    with hand.row("Name"):
        hand.fills("Name", "Repas")
        hand.fills("Colour", "e06c00")
        hand.fills("Description", "Une heure")
    hand.goes_to("Status by phone")
    hand.press_until("left", lambda: hand.chosen == [hand.word("no")], "no", lambda: hand.chosen)
    hand.fills("Customer base", "https://crm.example.com/fiche")


def _number(hand: Operator) -> None:
    hand.turns_to("Description")
    hand.fills("Description", "Centre de contact")
    hand.chooses_option("Number shown on transfers", pabx.PRESENTED["alias"])
    hand.replaces("Name of the dialplan", "Centre")


def _break(hand: Operator) -> None:
    """Back to the agents, now that there is a break for Carla to be on."""
    last = (PEOPLE["Hugo"], "Add an agent")
    hand.press_until("ctrl+pageup", lambda: any(map(hand.is_at, last)), "the agents", lambda: hand.place)
    hand.goes_to(PEOPLE["Carla"], "up")
    with hand.row("Number", "enter"):
        hand.chooses_option("Status", "on break")
        hand.picks("Break", "Repas")


def _edit(hand: Operator) -> None:
    """A queue gets another name, an agent another place in one of his two queues, a text another voice."""
    hand.opens()
    hand.edits(PEOPLE["Anne"])
    hand.turns_to("Ventes")
    hand.goes_to(PEOPLE["David"], "down")
    hand.moves_up("David", "Anne")
    hand.goes_to("Support", "down")
    with hand.row("Name of the queue", "enter"):
        hand.replaces("Name of the queue", "Assistance")
    hand.turns_to("Bienvenue")
    with hand.row("Name", "enter"):
        hand.chooses_option("Voice", "Jenny")


@pytest.mark.parametrize(("size", "lang", "exchange"), on_exchanges(CASES, 1, "contact centre"))
def test_a_contact_centre_is_set_up_from_an_empty_number_and_edited(
    size: tuple[int, int], lang: str, account: Path
) -> None:
    pages = (_agents, _queues, _texts, _menus, _steps, _team, _number, _break)
    set_up(account, "contact-center", pages, size, lang)
    found = shown(account)
    assert (found["feature_type"], found["configuration"]) == (
        "contactCenterSolutionExpert",
        "contact-center",
    )
    assert found["settings"] == CENTER

    changes = edited(account, _edit, size, lang)
    assert {line[0] for line in changes} == {"~"}
    told = [line for line in changes if "→" in line]
    assert sorted(line.split("  ")[-1].strip() for line in told) == [
        "3 → 1",
        "Helene → Jenny",
        "Support → Assistance",
    ]
    wanted = {**CENTER, "tts": [{**CENTER["tts"][0], "voice": "Jenny"}, CENTER["tts"][1]]}
    sales, support, accounting = CENTER["queues"]
    anne, bruno, david = sales["members"]
    wanted["queues"] = [
        {**sales, "members": [david, anne, bruno]},
        {**support, "name": "Assistance"},
        accounting,
    ]
    first, second = CENTER["menus"]
    entries = [
        {**each, "queue": "Assistance"} if each.get("queue") == "Support" else each
        for each in first["entries"]
    ]
    wanted["menus"] = [{**first, "entries": entries}, second]
    assert shown(account)["settings"] == wanted
    assert steps_of_last_run(account) == [
        "text “Bonjour et bienvenue. Pour les ventes,…”",
        "queue Assistance",
        "place of 01 99 00 40 04 of queue Ventes",
    ]
