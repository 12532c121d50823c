"""What to think of while menus and steps are filled in: each with the path of its field, none a reason to refuse.

Cheap, for it is asked at every key. Where the guides leave open what the platform does, nothing is warned of: a
transfer that nobody answers, and a menu that callers may leave by waiting, count as going on.
"""

from collections.abc import Collection, Iterator, Sequence

from tui.engine.errors import Problem
from tui.i18n import N_, Message
from tui.telephony import filtering, hours, values
from tui.telephony.actions import Acting
from tui.telephony.dialplan import Rule, Step
from tui.telephony.menu import Menu
from tui.telephony.menu_check import Keys, Ways
from tui.telephony.pabx import CATEGORIES


def ways(menus: Sequence[Menu], steps: Sequence[Step]) -> Ways:
    """Where the menus lead for the calls that the steps send there."""
    starts = (rule.menu for _at, _side, _place, rule in _done(steps) if rule.menu)
    return Ways({menu.name: _keys(menu) for menu in menus}, starts)


def _keys(menu: Menu) -> Keys:
    does = {entry.action for entry in menu.entries}
    return Keys(
        opens=frozenset(entry.menu for entry in menu.entries if entry.menu),
        back="menuBack" in does,
        top="menuTop" in does,
        leaves="menuExit" in does or menu.no_key_after is not None,
        transfers=not does.isdisjoint({"bridge", "callcenter"}),
    )


def of_menus(menus: Sequence[Menu], steps: Sequence[Step]) -> Iterator[Problem]:
    """Menus without greeting, without keys or without a way out, that nobody reaches; numbers that may cost extra."""
    way = ways(menus, steps)
    for at, menu in enumerate(menus):
        path = f"menus.{at}"
        if not menu.greets:
            yield _problem(f"{path}.greeting", N_("Without a greeting callers hear no choices; add a sound."))
        if menu.name not in way.reached:
            text = N_("Nobody reaches this menu: let a step that is switched on, or a key, open it.")
            yield _problem(f"{path}.name", text)
        if not menu.entries:
            yield _problem(f"{path}.entries", N_("The menu has no keys: callers can only wait. Add a key."))
        elif menu.name in way.trapped:
            text = N_(
                "Whatever callers press, they stay in menus: let a key transfer them, or leave the menu."
            )
            yield _problem(f"{path}.entries", text)
        for place, entry in enumerate(menu.entries):
            yield from _cost(entry, f"{path}.entries.{place}")


def of_steps(
    menus: Sequence[Menu], steps: Sequence[Step], closed: Collection[str], shows_caller: bool
) -> Iterator[Problem]:
    """Steps and actions that never run, or do less than one may think.

    `closed` are the sorts of exceptional days that there are; `shows_caller`: transfers show the caller's number.
    """
    if not any(step.enabled for step in steps):
        yield _problem(
            "steps", N_("No step is switched on: the number will not answer. Add one, or switch one on.")
        )
    over = False
    for at, step in enumerate(steps):
        path = f"steps.{at}"
        if not step.enabled:
            yield _problem(f"{path}.enabled", N_("This step is switched off: calls pass it over."))
            continue
        if over:
            yield _problem(
                path, N_("This step never runs: every call has ended before. Move it up, or remove it.")
            )
        over = over or _ends(step)
        yield from hours.off_grid(step.hours, f"{path}.hours")
        yield from _conditions(step, path, closed)
    yield from _actions(menus, steps, shows_caller)


def _ends(step: Step) -> bool:
    """Whether no call goes on after a step."""
    sides = [step.actions, step.otherwise] if step.is_conditional else [step.actions]
    return all(any(rule.does.ends for rule in side) for side in sides)


def _conditions(step: Step, path: str, closed: Collection[str]) -> Iterator[Problem]:
    if not step.actions and not step.otherwise:
        yield _problem(f"{path}.actions", N_("This step does nothing; add an action."))
    if step.otherwise and not step.is_conditional:
        text = N_("The step has no conditions, so this never happens; give it some, or remove these actions.")
        yield _problem(f"{path}.otherwise", text)
    if step.days and step.hours:
        text = N_("Both have to be met. For exceptional days and weekly hours use two steps, the days first.")
        yield _problem(f"{path}.days", text)
    if step.days and step.days not in closed:
        text = N_("There is no closure “{days}”, so no call meets this; add one.")
        yield _problem(f"{path}.days", text, days=Message(CATEGORIES.get(step.days, step.days)))
    if step.callers in ("black", "white"):
        yield from _callers(step, path)


def _callers(step: Step, path: str) -> Iterator[Problem]:
    listed = [
        *filtering.members(step.listed_groups),
        *(each.number for each in step.listed_callers if each.number),
    ]
    if not listed:
        yield _problem(f"{path}.callers", N_("No caller is listed: add a group or a number."))
    for number in listed:
        wider = next((each for each in listed if each != number and number.startswith(each)), None)
        if wider is not None:
            text = N_("{number} is covered by {wider} already; one of the two will do.")
            yield _problem(f"{path}.listed_callers", text, number=number, wider=wider)


def _actions(menus: Sequence[Menu], steps: Sequence[Step], shows_caller: bool) -> Iterator[Problem]:
    way = ways(menus, steps)
    last = max((at for at, _side, _place, _rule in _done(steps)), default=-1)
    for at, side, place, rule in _done(steps):
        path = f"steps.{at}.{side}.{place}"
        rules: Sequence[Rule] = getattr(steps[at], side)
        ended = next((before for before in rules[:place] if before.does.ends), None)
        if ended is not None:
            text = N_("This never happens: “{action}” ends the call before.")
            yield _problem(path, text, action=Message(ended.does.label))
        if rule.menu and at == last and place == len(rules) - 1 and way.can_be_left(rule.menu):
            text = N_(
                "Nothing follows the menu: whoever leaves it is cut off. Add a voicemail, or another action."
            )
            yield _problem(f"{path}.menu", text)
        if rule.action == "setCallerName" and not shows_caller:
            yield _problem(f"{path}.text", N_("Shown only while transfers show the caller's number."))
        yield from _cost(rule, path)


def _done(steps: Sequence[Step]) -> Iterator[tuple[int, str, int, Rule]]:
    """What the steps that are switched on do: the place of the step, the side, the place there, and the action."""
    for at, step in enumerate(steps):
        if step.enabled:
            yield from ((at, "actions", place, rule) for place, rule in enumerate(step.actions))
            yield from ((at, "otherwise", place, rule) for place, rule in enumerate(step.otherwise))


def _cost(row: Acting, path: str) -> Iterator[Problem]:
    if row.number is not None and values.may_be_surcharged(row.number):
        text = N_("Calling {number} may cost extra; the platform may refuse it.")
        yield _problem(f"{path}.number", text, number=values.display(row.number))


def _problem(path: str, text: str, **args: object) -> Problem:
    return Problem(path, Message(text, args))
