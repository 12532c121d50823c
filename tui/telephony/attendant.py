"""A number that answers by itself: menus whose keys lead on, and steps that say when and what.

Settings, checks and mapping of what every number with a dialplan has; a configuration says which menus and steps.
Imports pydantic: only slices may name this module.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic import Field as Bounds

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Json, Resource, Snapshot, Wish
from tui.i18n import N_, Message, joined
from tui.telephony import closures, dialplan, hours, menu, menu_advice, pabx, values
from tui.telephony.actions import LONGEST_NAME, Acting, is_plain
from tui.telephony.attendant_questions import PLAN_NAME, RING
from tui.telephony.normal import as_line, as_service_name
from tui.telephony.pabx import Switchboard
from tui.telephony.queue_settings import Closures
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, OneLine, one_line, refusal

LONGEST_RING = 1800
"""Seconds that a transfer may ring at most (web manager)."""


def _called(name: str) -> str:
    if not name:
        raise refusal(N_("Give the dialplan a name."))
    return name


class Attendant(Closures):
    """A `description` of None is left as it is; `ring` is seconds; `calendar` is about this change, an address.

    Menus and sounds are named; a key or an action that opens a menu names one of `menus`.
    """

    description: OneLine | None = None
    menus: ListOf[menu.Menu] = ()
    plan_name: Annotated[str, one_line(LONGEST_NAME), AfterValidator(_called)] = PLAN_NAME
    ring: int = Bounds(default=RING, ge=0, le=LONGEST_RING)
    shown_number: Literal["caller", "alias", "both"] = "caller"
    reject_anonymous: bool = False
    steps: ListOf[dialplan.Step] = ()


def acting(settings: Attendant) -> Iterator[tuple[str, Acting]]:
    """Everything that keys and steps do, each with its path."""
    for at, each in enumerate(settings.menus):
        yield from ((f"menus.{at}.entries.{place}", entry) for place, entry in enumerate(each.entries))
    for at, step in enumerate(settings.steps):
        yield from ((f"steps.{at}.actions.{place}", rule) for place, rule in enumerate(step.actions))
        yield from ((f"steps.{at}.otherwise.{place}", rule) for place, rule in enumerate(step.otherwise))


def sounds_of(settings: Attendant) -> Iterator[tuple[str, str | None]]:
    """The sounds that menus and steps name, each with its path."""
    for at, each in enumerate(settings.menus):
        yield f"menus.{at}.greeting", each.greeting
        yield f"menus.{at}.wrong_key", each.wrong_key
    yield from ((f"{path}.sound", row.sound or None) for path, row in acting(settings))


def loops(settings: Attendant, own: str) -> Iterator[Problem]:
    """Transfers to the number itself, `own`, a service name: calls would go round in circles."""
    for path, row in acting(settings):
        if row.number is not None and as_service_name(row.number) == own:
            text = N_("A number cannot lead to itself; give another one.")
            yield Problem(f"{path}.number", Message(text))


def advice(settings: Attendant) -> Iterator[Problem]:
    """What to think of: menus nobody reaches or gets out of, steps that never run, closures that change nothing."""
    menus, steps = settings.menus, settings.steps
    if not is_plain(settings.plan_name):
        text = N_(
            "The web manager takes letters without accents, digits, underscores and spaces only: it could not save "
            "this name."
        )
        yield Problem("plan_name", Message(text))
    closed = {row.target for row in settings.closures} if settings.calendar is None else set(pabx.CATEGORIES)
    yield from menu_advice.of_menus(menus, steps)
    yield from menu_advice.of_steps(menus, steps, closed, settings.shown_number == "caller")
    used = {step.days for step in steps if step.enabled}
    for row in settings.closures:
        if row.target not in used:
            text = N_("No step asks for “{days}”: the closure “{title}” changes nothing.")
            names = {"days": Message(pabx.CATEGORIES[row.target]), "title": row.title}
            yield Problem("closures", Message(text, names))


def placed(settings: Attendant, problem: Problem) -> Message:
    """A problem with the row that it is about, for where no field stands beside it."""
    field, _dot, rest = problem.path.partition(".")
    if not rest:
        return problem.message
    at = int(rest.partition(".")[0])
    text, name = _PLACES[field]
    called = str(getattr(getattr(settings, field)[at], name)) if name else str(at + 1)
    shown = values.display(called) if name == "number" else called
    place = Message(text, {"name": shown, "position": shown})
    return Message(N_("{place}: {problem}"), {"place": place, "problem": problem.message})


_PLACES = {
    "menus": (N_("Menu {name}"), "name"),
    "steps": (N_("Step {position}"), ""),
    "queues": (N_("Queue {name}"), "name"),
    "agents": (N_("Agent {name}"), "number"),
    "tts": (N_("Text {name}"), "name"),
}


def effect(settings: Attendant) -> Message:
    """What the first step that is switched on does, and when."""
    step = next((each for each in settings.steps if each.enabled and each.actions), None)
    if step is None:
        return Message(N_("The number does not answer: no step is switched on."))
    when: list[Message] = []
    if step.hours:
        when.append(hours.words(step.hours))
    if step.days:
        when.append(Message(pabx.CATEGORIES[step.days]))
    if step.callers != "none":
        when.append(Message(dialplan.CALLERS[step.callers]))
    heard = _heard(settings, step.actions[0])
    if not when:
        return heard
    return Message(N_("{heard} When: {when}."), {"when": joined(when), "heard": heard})


def _heard(settings: Attendant, rule: dialplan.Rule) -> Message:
    opened = next((each for each in settings.menus if each.name == rule.menu), None)
    if opened is None:
        return Message(
            N_("The first thing that happens to a call: {action}."), {"action": Message(rule.does.label)}
        )
    keys = ", ".join(entry.key for entry in opened.entries)
    if not keys:
        return Message(N_("Callers hear the menu “{menu}”."), {"menu": opened.name})
    return Message(
        N_("Callers hear the menu “{menu}” and press {keys}."), {"menu": opened.name, "keys": keys}
    )


# --- on the platform


def described(board: Switchboard, number: Number, settings: Attendant) -> Iterator[Resource]:
    """The description of the number, where one is given."""
    if settings.description is not None:
        body: Body = {"description": settings.description}
        yield number.resource(board.own, body)


def wanted(
    board: Switchboard,
    scheduler: Collection,
    events: Collection,
    number: Number,
    settings: Attendant,
    before: Snapshot,
) -> Iterator[Resource]:
    """All menus, their keys; then the closures, before the steps that ask for them; the steps last."""
    yield from menu.resources(board, number, settings.menus)
    yield from closures.wanted(scheduler, events, number, settings)
    yield from dialplan.resources(board, number, _wanted_plan(settings), settings.steps, before)


def _wanted_plan(settings: Attendant) -> dict[str, Wish]:
    return {
        "name": settings.plan_name,
        "transferTimeout": settings.ring,
        "showCallerNumber": settings.shown_number,
        "anonymousRejection": settings.reject_anonymous,
    }


def read_plan(body: Body) -> dict[str, Json]:
    """The settings of a dialplan that was read; those of a new one where there is none."""
    return {
        "plan_name": as_line(body.get("name")) or PLAN_NAME,
        "ring": body.get("transferTimeout", RING),
        "shown_number": body.get("showCallerNumber") or "caller",
        "reject_anonymous": bool(body.get("anonymousRejection")),
    }
