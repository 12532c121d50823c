"""A whole call queue in a real pseudo-terminal, by keyboard alone: agents, waiting, hours, who calls; then an edit."""

from pathlib import Path
from typing import Any

import pytest

from tests.terminal.accounts import Begin, on_exchanges
from tests.terminal.hands import Operator, edited, set_up, steps_of_last_run, stocked
from tests.terminal.test_walks import shown
from tui.telephony import filtering

pytestmark = pytest.mark.terminal

SOUNDS = {
    "Mon accueil.mp3": b"ID3" + bytes(900),
    "attente.wav": b"RIFF" + bytes(700),
    "complet.ogg": b"OggS" + bytes(500),
}
CASES = [((80, 24), "en"), ((120, 40), "fr")]

GROUPS = [label for label, _prefixes in filtering.GROUPS.values()]


@pytest.fixture
def account(begin: Begin) -> Path:
    return stocked(begin, SOUNDS)


def agent(number: str, description: str, ringing: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "description": description,
        "status": "available",
        "ringing": ringing,
        "wrap_up": 0,
        "simultaneous": 1,
        **more,
    }


def week() -> list[dict[str, str]]:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    times = (("09:00", "12:30"), ("14:00", "18:00"))
    open_ = [
        {"day": day, "start": start, "end": end, "policy": "available"}
        for day in days
        for start, end in times
    ]
    return [*open_, {"day": "saturday", "start": "09:00", "end": "12:00", "policy": "slot2"}]


AGENTS = [
    agent("+33199004001", "Anne", 15),
    agent("+33199004002", "Bruno", 25),
    agent("+33199004003", "Carla", 20, status="loggedOut"),
    agent("+33699001101", "Denis", 30, wrap_up=10),
    agent("+33299001102", "Elsa", 40, simultaneous=2),
]
QUEUE: dict[str, Any] = {
    "kind": "call-queue",
    "description": "Boutique du centre",
    "name": "File Ventes",
    "strategy": "roundRobin",
    "agents": AGENTS,
    "shown_number": "alias",
    "status_menu": True,
    "follow_forwards": False,
    "confirm_key": "",
    "opening_sound": "Mon_accueil.wav",
    "hold_sound": "attente.wav",
    "closing_sound": None,
    "capacity": 5,
    "overflow": "playback",
    "overflow_sound": "complet.wav",
    "overflow_voicemail": None,
    "max_wait": 90,
    "no_answer": "voicemail",
    "no_answer_sound": None,
    "no_answer_voicemail": "+33199004005",
    "hours_on": True,
    "hours": week(),
    "closed_to": "voicemail",
    "closed_number": "+33199004005",
    "slot1_to": "none",
    "slot1_number": None,
    "slot2_to": "number",
    "slot2_number": "+33699001109",
    "slot3_to": "none",
    "slot3_number": None,
    "time_zone": "Europe/Paris",
    "closures": [
        {
            "title": "Noel",
            "start": "2030-12-24 18:00",
            "end": "2030-12-27 08:00",
            "target": "holidays",
            "description": "",
        },
        {
            "title": "Inventaire",
            "start": "2031-01-02 08:00",
            "end": "2031-01-02 12:00",
            "target": "scheduler2",
            "description": "",
        },
    ],
    "calendar": None,
    "filter": "black",
    "refused_groups": ["special"],
    "refused_callers": [{"number": "+33611223344"}, {"number": "3900"}],
    "accepted_groups": [],
    "accepted_callers": [],
    "reject_anonymous": True,
    "record": True,
    "record_opt_out": True,
    "record_key": "9",
    "record_language": "french",
}
"""What is entered, as `show` tells it."""


def _answering(hand: Operator) -> None:
    hand.at("Description")
    hand.fills("Description", "Boutique du centre")
    hand.fills("Name of the queue", "File Ventes")
    hand.picks("Ringing strategy", "shared out evenly")
    hand.goes_to("Add an agent")
    for typed, number, name, ringing in (
        ("poste 1", "01 99 00 40 01", "Anne", "15"),
        ("poste 2", "01 99 00 40 02", "Bruno", "25"),
        ("40 03", "01 99 00 40 03", "Carla", ""),
    ):
        with hand.row("Number"):
            hand.takes_line("Number", typed, number)
            hand.replaces("Description", name)
            if ringing:
                hand.replaces("Ringing time", ringing)
            else:
                hand.chooses_option("Status", "logged out")
    with hand.row("Number"):
        hand.fills("Number", "06 99 00 11 01")
        hand.fills("Description", "Denis")
        hand.replaces("Ringing time", "30")
        hand.replaces("Rest after a call", "10")
    with hand.row("Number"):
        hand.fills("Number", "+33299001102")
        hand.fills("Description", "Elsa")
        hand.replaces("Ringing time", "40")
        hand.replaces("Simultaneous calls", "2")
    hand.chooses_option("Number to show", "the queue's number")


def _waiting(hand: Operator) -> None:
    hand.turns_to("Announcement before waiting")
    hand.takes_file("Announcement before waiting", "Mon accueil.mp3", "Mon_accueil.wav")
    hand.takes_file("Music on hold", "attente.wav", "attente.wav")
    hand.replaces("Callers waiting at most", "5")
    hand.chooses_option("When the queue is full", "play an announcement")
    hand.takes_file("Announcement", "complet.ogg", "complet.wav")
    hand.replaces("Longest wait", "90")
    hand.chooses_option("Nobody answers", "send to a voicemail")
    hand.takes_line("Voicemail", "poste 5", "01 99 00 40 05")


def _hours(hand: Operator) -> None:
    hand.turns_to("Opening hours")
    hand.chooses_option("Opening hours", "in force")
    hand.opens_on_weekdays("9-12:30 14-18")
    hand.goes_to("Sat", "down")
    hand.types_hours("9-12")

    def saturday() -> str:
        return next((line for line in hand.lines if hand.word("Saturday") in line), "")

    hand.press_until("space", lambda: hand.word("slot 2") in saturday(), "slot 2", saturday)
    hand.chooses_option("Outside the hours", "a voicemail")
    hand.takes_line("Number", "poste 5", "01 99 00 40 05")
    hand.chooses_option("Slot 2", "a number")
    hand.fills("Number", "06 99 00 11 09")


def _closures(hand: Operator) -> None:
    hand.turns_to("Time zone")
    hand.goes_to("Add a closure")
    hand.adds_closure("Inventaire", "2031-01-02 08:00", "2031-01-02 12:00", "slot 2")
    hand.adds_closure("Noel", "2030-12-24 18:00", "2030-12-27 08:00")


def _filter(hand: Operator) -> None:
    hand.turns_to("Filter")
    hand.chooses_option("Filter", "refuse some callers")
    hand.ticks("Refused groups", GROUPS, "special numbers (08)")
    hand.goes_to("Add a caller")
    for typed in ("06 11 22 33 44", "39 00"):
        with hand.row("Number or beginning"):
            hand.fills("Number or beginning", typed)
    hand.chooses_option("Anonymous calls", "rejected")


def _recording(hand: Operator) -> None:
    hand.turns_to("Record calls")
    hand.chooses_option("Record calls", "yes")
    hand.chooses_option("Callers can refuse", "yes")
    hand.goes_to("Key to refuse")
    hand.terminal.type("9")
    hand.shows("● 9")


def _edit(hand: Operator) -> None:
    """Another name for the queue, and the last agent first."""
    hand.opens()
    hand.edits("Description")
    hand.replaces("Name of the queue", "File Conseil")
    hand.goes_to("01 99 00 40 01")
    hand.goes_to("02 99 00 11 02", "down")
    hand.moves_up("02 99 00 11 02", "01 99 00 40 01")


@pytest.mark.parametrize(("size", "lang", "exchange"), on_exchanges(CASES, 1, "queue walk"))
def test_a_complete_queue_is_set_up_from_an_empty_number_and_edited(
    size: tuple[int, int], lang: str, account: Path
) -> None:
    pages = (_answering, _waiting, _hours, _closures, _filter, _recording)
    set_up(account, "call-queue", pages, size, lang)
    found = shown(account)
    assert (found["feature_type"], found["configuration"]) == ("contactCenterSolution", "call-queue")
    assert found["settings"] == QUEUE

    changes = edited(account, _edit, size, lang)
    assert {line[0] for line in changes} == {"~"}
    renamed, moved = [line for line in changes if "→" in line]
    assert renamed.endswith("File Ventes → File Conseil")
    assert moved.endswith("5 → 1")
    assert any("02 99 00 11 02" in line for line in changes)
    *others, last = AGENTS
    assert shown(account)["settings"] == {**QUEUE, "name": "File Conseil", "agents": [last, *others]}
    assert steps_of_last_run(account) == [
        "queue File Conseil",
        "place of 02 99 00 11 02 of queue File Conseil",
    ]
