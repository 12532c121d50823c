"""Settings of call queues for tests: a whole example, and any valid ones."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests import worlds
from tui.telephony import filtering, hours, opening, queue
from tui.telephony.closures import CATEGORIES, TIME_ZONES
from tui.telephony.values import e164
from tui.use_cases import Services

SOUNDS = ("accueil.wav", "attente.wav", "ferme.wav")
OUTSIDE = "+33639980001"
AGENTS = (*map(e164, (worlds.PHONE_LINE, worlds.BARE_LINE, worlds.FAX_LINE)), OUTSIDE)

EXAMPLE: dict[str, Any] = {
    "description": "SAV",
    "name": "Après-vente",
    "strategy": "ringAll",
    "agents": [
        {"number": AGENTS[0], "description": "Marie"},
        {"number": AGENTS[1], "ringing": 30, "wrap_up": 10},
        {"number": OUTSIDE, "status": "loggedOut", "simultaneous": 2},
    ],
    "opening_sound": "accueil.wav",
    "hold_sound": "attente.wav",
    "overflow": "playback",
    "overflow_sound": "ferme.wav",
    "no_answer": "voicemail",
    "no_answer_voicemail": AGENTS[0],
    "hours_on": True,
    "hours": [
        {"day": day, "start": start, "end": end}
        for day in hours.WEEK[:5]
        for start, end in (("09:00", "12:00"), ("14:00", "18:00"))
    ]
    + [{"day": "saturday", "start": "09:00", "end": "24:00", "policy": "slot1"}],
    "closed_to": "voicemail",
    "closed_number": AGENTS[0],
    "slot1_to": "number",
    "slot1_number": OUTSIDE,
    "closures": [{"title": "Noël", "start": "2026-12-24 18:00", "end": "2026-12-27 08:00"}],
    "filter": "black",
    "refused_groups": ["special"],
    "refused_callers": [{"number": "+33199009999"}],
    "reject_anonymous": True,
    "record": True,
    "record_opt_out": True,
    "record_key": "9",
}
"""One that uses every part."""


def fill_sounds(services: Services) -> None:
    """Put the sounds of the settings here into the store."""
    assert services.sounds is not None
    for name in SOUNDS:
        services.sounds.add(name, name.encode())


_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)
_NAMES = st.from_regex(r"[A-Za-zéèàç0-9_][A-Za-zéèàç0-9_ \-]{0,20}", fullmatch=True).map(str.strip)
_SOUND = st.none() | st.sampled_from(SOUNDS)


def _quarters(lowest: int, highest: int) -> st.SearchStrategy[str]:
    return st.integers(lowest, highest).map(lambda quarter: hours.clock(quarter * hours.GRID))


@st.composite
def _week(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for day in draw(st.lists(st.sampled_from(hours.WEEK), unique=True, max_size=4)):
        bounds = sorted(draw(st.lists(st.integers(0, 96), unique=True, min_size=2, max_size=5)))
        for start, end in list(pairwise(bounds))[::2]:
            policy = draw(st.sampled_from(tuple(opening.POLICIES)))
            times = {"start": hours.clock(start * hours.GRID), "end": hours.clock(end * hours.GRID)}
            found.append({"day": day, **times, "policy": policy})
    return found


@st.composite
def _closure(draw: st.DrawFn) -> dict[str, Any]:
    day, length = draw(st.integers(1, 20)), draw(st.integers(1, 8))
    return {
        "title": draw(_WORDS.filter(str.strip)).strip(),
        "start": f"2027-{draw(st.integers(1, 12)):02d}-{day:02d} {draw(_quarters(0, 95))}",
        "end": f"2028-01-{day + length:02d} 00:00",
        "target": draw(st.sampled_from(CATEGORIES)),
        "description": draw(_WORDS).strip(),
    }


@st.composite
def _agent(draw: st.DrawFn, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "description": draw(_WORDS).strip(),
        "status": draw(st.sampled_from(tuple(queue.STATUSES))),
        "ringing": draw(st.integers(1, queue.LARGEST)),
        "wrap_up": draw(st.integers(0, queue.LARGEST)),
        "simultaneous": draw(st.integers(1, queue.MOST_CALLS)),
    }


@st.composite
def _action(draw: st.DrawFn, name: str) -> dict[str, Any]:
    chosen = draw(st.sampled_from((queue.NO_ACTION, *queue.ACTIONS)))
    params = {
        queue.NO_ACTION: {},
        "playback": {f"{name}_sound": draw(st.sampled_from(SOUNDS))},
        "voicemail": {f"{name}_voicemail": draw(st.sampled_from(AGENTS))},
    }
    return {name: chosen, **params[chosen]}


@st.composite
def _hours(draw: st.DrawFn) -> dict[str, Any]:
    if not draw(st.booleans()):
        return {"hours_on": False}
    found: dict[str, Any] = {"hours_on": True, "hours": draw(_week())}
    for place in opening.PLACES:
        kinds = tuple(opening.TARGET_TYPES) if place == opening.CLOSED else ("none", *opening.TARGET_TYPES)
        found[f"{place}_to"] = draw(st.sampled_from(kinds))
        if found[f"{place}_to"] != "none":
            found[f"{place}_number"] = draw(st.sampled_from(AGENTS))
    return found


@st.composite
def _filter(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.sampled_from(tuple(filtering.FILTERS)))
    name = {"black": "refused", "white": "accepted"}.get(chosen)
    if name is None:
        return {"filter": chosen}
    numbers = st.sampled_from(("+33199001000", "+336", "+337123", "3900", "10", "+44", "+1212"))
    groups = draw(st.lists(st.sampled_from(("mobile", "foreign", "special")), unique=True))
    listed = [each for each in draw(st.lists(numbers, unique=True)) if filtering.group_of(each) not in groups]
    return {
        "filter": chosen,
        f"{name}_groups": groups,
        f"{name}_callers": [{"number": each} for each in listed],
    }


@st.composite
def _recording(draw: st.DrawFn) -> dict[str, Any]:
    if not draw(st.booleans()):
        return {"record": False}
    if not draw(st.booleans()):
        return {"record": True, "record_opt_out": False}
    return {
        "record": True,
        "record_opt_out": True,
        "record_key": draw(st.sampled_from(queue.DIGITS)),
        "record_language": draw(st.sampled_from(tuple(queue.RECORD_LANGUAGES))),
    }


@st.composite
def call_queues(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid settings of a call queue on `worlds.EMPTY_NUMBER`, with only what is asked under its own answers."""
    return {
        "description": draw(_WORDS.map(str.strip)) or None,
        "name": draw(_NAMES),
        "strategy": draw(st.sampled_from(tuple(queue.STRATEGIES))),
        "agents": [draw(_agent(number)) for number in draw(st.lists(st.sampled_from(AGENTS), unique=True))],
        "shown_number": draw(st.sampled_from(tuple(queue.SHOWN_NUMBERS))),
        "status_menu": draw(st.booleans()),
        "follow_forwards": draw(st.booleans()),
        "confirm_key": draw(st.sampled_from(("", *queue.KEYS))),
        "opening_sound": draw(_SOUND),
        "hold_sound": draw(_SOUND),
        "closing_sound": draw(_SOUND),
        "capacity": draw(st.integers(0, queue.LARGEST)),
        "max_wait": draw(st.integers(0, queue.LARGEST)),
        **draw(_action("overflow")),
        **draw(_action("no_answer")),
        **draw(_hours()),
        "time_zone": draw(st.sampled_from(TIME_ZONES)),
        "closures": draw(st.lists(_closure(), max_size=3)),
        **draw(_filter()),
        "reject_anonymous": draw(st.booleans()),
        **draw(_recording()),
    }
