"""Settings of contact centres for tests: a whole example, and any valid ones."""

from typing import Any

from hypothesis import strategies as st

from tests import worlds
from tests.configurations.call_queues import SOUNDS
from tests.configurations.voice_menus import EXAMPLE as MENUS
from tests.configurations.voice_menus import ivrs
from tui.telephony import queue, spoken
from tui.telephony.values import e164

LINES = tuple(map(e164, (worlds.PHONE_LINE, worlds.BARE_LINE, worlds.CARRIER_LINE)))
OUTSIDE = ("+33639980001", "+33639980002")
NUMBERS = (*LINES, *OUTSIDE)
QUEUES = ("Ventes", "SAV", "Après-vente", "Compta 2")
TEXTS = ("Bonjour.", "Tapez 1 pour les ventes.", "Nous sommes fermés. " * 20 + "Merci.")
BREAKS = ("Repas", "Formation")

EXAMPLE: dict[str, Any] = {
    "description": "Centre de contact",
    "agents": [
        {"number": NUMBERS[0], "description": "Marie", "banner": True, "record_outgoing": "on"},
        {"number": NUMBERS[1], "status": "onBreak", "break_status": "Repas", "banner": False},
        {"number": NUMBERS[3], "ringing": 30, "wrap_up": 10, "banner": True},
    ],
    "breaks": [{"name": "Repas", "color": "#e06c00", "description": "Une heure"}, {"name": "Formation"}],
    "status_menu": False,
    "crm_address": "https://crm.example.com/search?q={callerIdNumber}",
    "queues": [
        {
            "name": "Ventes",
            "strategy": "ringAll",
            "members": [{"agent": NUMBERS[1]}, {"agent": NUMBERS[0]}],
            "hold_sound": "attente.wav",
            "capacity": 5,
            "overflow": "playback",
            "overflow_sound": "ferme.wav",
            "max_wait": 120,
            "record": True,
            "record_opt_out": True,
            "record_key": "9",
        },
        {
            "name": "Après-vente",
            "members": [{"agent": NUMBERS[0]}, {"agent": NUMBERS[3]}],
            "no_answer": "voicemail",
            "no_answer_voicemail": NUMBERS[0],
            "follow_forwards": True,
            "confirm_key": "#",
        },
    ],
    "tts": [
        {"name": "Accueil", "text": "Bonjour. Pour les ventes, tapez 1."},
        {"name": "Attente", "text": "Un instant.", "voice": "Loic"},
    ],
    "menus": [
        {
            "name": "Accueil",
            "greeting_tts": "Accueil",
            "wrong_key": "ferme.wav",
            "no_key_after": 8000,
            "between_keys": 2000,
            "entries": [
                {"key": "1", "action": "callcenter", "queue": "Ventes"},
                {"key": "2", "action": "callcenter", "queue": "Après-vente"},
                {"key": "0", "action": "menuExit"},
            ],
        },
    ],
    "plan_name": "Centre",
    "ring": 25,
    "steps": [
        {
            "days": "holidays",
            "actions": [
                {"action": "tts", "tts": "Attente"},
                {"action": "voicemail", "voicemail": NUMBERS[0]},
            ],
        },
        {
            "hours": MENUS["steps"][1]["hours"],
            "actions": [
                {"action": "playback", "sound": "accueil.wav"},
                {"action": "ivr", "menu": "Accueil"},
                {"action": "hunting", "queue": "Ventes"},
            ],
            "otherwise": [{"action": "hangup"}],
        },
    ],
    "closures": MENUS["closures"],
}
"""One that uses every part: two queues that share an agent, texts, a menu, links to banners, a line that records."""


@st.composite
def _agent(draw: st.DrawFn, number: str, breaks: list[str]) -> dict[str, Any]:
    status = draw(st.sampled_from(tuple(queue.STATUSES)))
    on_break = status == "onBreak" and breaks
    return {
        "number": number,
        "description": draw(st.sampled_from(["", "Léa", "Poste 2"])),
        "status": status,
        "ringing": draw(st.integers(1, 90)),
        "wrap_up": draw(st.integers(0, 90)),
        "simultaneous": draw(st.integers(1, queue.MOST_CALLS)),
        "break_status": draw(st.none() | st.sampled_from(breaks)) if on_break else None,
        "banner": draw(st.booleans()),
        "record_outgoing": draw(st.sampled_from(("on", "off"))) if number in LINES else None,
    }


@st.composite
def _queue(draw: st.DrawFn, name: str, agents: list[str]) -> dict[str, Any]:
    members = draw(st.permutations(draw(st.lists(st.sampled_from(agents), unique=True)))) if agents else []
    record = draw(st.booleans())
    overflow = draw(st.sampled_from(("none", "playback", "voicemail")))
    return {
        "name": name,
        "strategy": draw(st.sampled_from(tuple(queue.STRATEGIES))),
        "members": [{"agent": each} for each in members],
        "hold_sound": draw(st.none() | st.sampled_from(SOUNDS)),
        "capacity": draw(st.integers(0, 99)),
        "overflow": overflow,
        "overflow_sound": draw(st.sampled_from(SOUNDS)) if overflow == "playback" else None,
        "overflow_voicemail": LINES[0] if overflow == "voicemail" else None,
        "max_wait": draw(st.integers(0, 999)),
        "follow_forwards": draw(st.booleans()),
        "confirm_key": draw(st.sampled_from(("", *queue.KEYS))),
        "record": record,
        **({"record_opt_out": draw(st.booleans())} if record else {}),
    }


def _leading(
    draw: st.DrawFn, row: dict[str, Any], action: str, name: str, names: list[str]
) -> dict[str, Any]:
    """A row, or in its place one that leads to one of `names`."""
    if not names or not draw(st.booleans()):
        return row
    kept = {each: row[each] for each in ("key",) if each in row}
    return {**kept, "action": action, name: draw(st.sampled_from(names))}


@st.composite
def contact_centers(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid settings of a contact centre on `worlds.EMPTY_NUMBER`."""
    base = draw(ivrs(SOUNDS))
    agents = draw(st.lists(st.sampled_from(NUMBERS), unique=True))
    breaks = draw(st.lists(st.sampled_from(BREAKS), unique=True))
    queues = draw(st.lists(st.sampled_from(QUEUES), unique=True, max_size=3))
    texts = draw(st.lists(st.sampled_from(["Un", "Deux", "Trois"]), unique=True))
    said = st.tuples(st.sampled_from(TEXTS), st.sampled_from(spoken.VOICES))
    speeches = draw(st.lists(said, unique=True, min_size=len(texts), max_size=len(texts)))
    a_text = st.none() | st.sampled_from(texts) if texts else st.none()
    for each in base["menus"]:
        each["entries"] = [_leading(draw, row, "callcenter", "queue", queues) for row in each["entries"]]
        each["greeting_tts"] = None if each["greeting"] else draw(a_text)
        each["wrong_key_tts"] = None if each["wrong_key"] else draw(a_text)
    for step in base["steps"]:
        for side in ("actions", "otherwise"):
            rows = [_leading(draw, row, "hunting", "queue", queues) for row in step[side]]
            step[side] = [_leading(draw, row, "tts", "tts", texts) for row in rows]
    return {
        **base,
        "agents": [draw(_agent(each, breaks)) for each in agents],
        "breaks": [
            {
                "name": each,
                "color": draw(st.sampled_from(["", "#ff0000", "#00ff00"])),
                "description": draw(st.sampled_from(["", "Une heure"])),
            }
            for each in breaks
        ],
        "status_menu": draw(st.booleans()),
        "crm_address": draw(st.sampled_from(["", "https://crm.example.com"])),
        "queues": [draw(_queue(each, agents)) for each in queues],
        "tts": [
            {"name": name, "text": text, "voice": voice}
            for name, (text, voice) in zip(texts, speeches, strict=True)
        ],
    }
