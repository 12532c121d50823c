"""Dialplans: the steps that a call goes through. Settings, questions, and the way to the platform and back.

Steps are taken in their order. One whose conditions a call does not meet does what it has for that, if anything; then
the next step comes. After the last one the call is over. Source: `ovhPabx/{serviceName}/dialplan` of the official
schema; checks of the web manager; guides of the voice menu and of the Contact Center Solution.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Literal

from pydantic import ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from tui.engine.errors import Problem
from tui.engine.pairing import pair
from tui.engine.resources import Body, Json, Ref, Resource, Snapshot, Wanted, Wish
from tui.forms import Choice, Hours, Rows, Toggle
from tui.i18n import N_, Message
from tui.telephony import filtering, hours, questions
from tui.telephony.actions import (
    RULE_ACTIONS,
    Acting,
    Action,
    Called,
    Pause,
    acting_fields,
    parameter,
    read_acting,
    shown,
    without_queues,
)
from tui.telephony.objects import by_position
from tui.telephony.pabx import CATEGORIES, Switchboard
from tui.telephony.rows import Callers, ConditionWeek, Group, listed_twice
from tui.telephony.rules import rows_of, together, value_of
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, PhoneNumber, Row, refusal

CALLERS = {
    "none": N_("everybody"),
    "black": N_("all but those listed"),
    "white": N_("only those listed"),
    "other": N_("by the number called: as it is"),
}
"""Whose calls a step is for. A list of numbers called can only stay as it is."""
_LISTS: dict[str, Json] = {"none": None, "black": filtering.BLACK, "white": filtering.WHITE}
_CALLED = ("destinationBlackList", "destinationWhiteList")


class Rule(Acting):
    """Something that a step does. `pause` is in milliseconds."""

    ACTIONS: ClassVar[tuple[Action, ...]] = without_queues(RULE_ACTIONS)

    voicemail: PhoneNumber | None = None
    pause: Pause | None = None


class Step(Row):
    """A step: `actions` for a call that meets all conditions, `otherwise` for one that does not.

    The conditions are exceptional `days` (`""` for none), the `hours` of the week, and the `callers` of whom some are
    listed: by ready-made groups, and by number.
    """

    enabled: bool = True
    days: Literal["", "holidays", "scheduler1", "scheduler2", "scheduler3"] = ""
    hours: ConditionWeek = ()
    callers: Literal["none", "black", "white", "other"] = "none"
    listed_groups: ListOf[Group] = ()
    listed_callers: Callers = ()
    actions: ListOf[Rule] = ()
    otherwise: ListOf[Rule] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether some calls may not meet its conditions."""
        return bool(self.days or self.hours or self.callers != "none")

    @field_validator("callers")
    @classmethod
    def _only_what_is_there_stays(cls, callers: str, fields: ValidationInfo) -> str:
        if callers == "other" and fields.data.get("remote_id") is None:
            raise refusal(
                N_("Only a step that is there already can keep its list; choose whose calls it is for.")
            )
        return callers

    @field_validator("listed_groups")
    @classmethod
    def _in_order(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        return tuple(each for each in filtering.GROUPS if each in groups)

    @model_validator(mode="wrap")
    @classmethod
    def _lists_are_in_force(cls, written: Any, validate: ModelWrapValidatorHandler["Step"]) -> "Step":
        valid: Step = together(written, validate, _without_a_list, partial(listed_twice, prefix="listed"))
        return valid


def _without_a_list(written: Any) -> Iterator[Problem]:
    """Callers of a step that has no list, or that keeps one as it is."""
    texts = {
        "none": N_("The step is for everybody; choose whose calls it is for, or remove these callers."),
        "other": N_("This belongs to another choice of {field}; remove it."),
    }
    text = texts.get(str(value_of(written, "callers") or "none"))
    for name in ("listed_groups", "listed_callers") if text else ():
        if rows_of(written, name):
            yield Problem(name, Message(text or "", {"field": "callers"}))


# --- in forms


def steps_field(actions: tuple[Action, ...] = Rule.ACTIONS) -> Rows:
    """The steps of a dialplan, which can do `actions`."""
    doing = acting_fields(
        actions,
        N_("What happens"),
        N_("One thing after the other; after a transfer only if nobody answered."),
    )
    told = shown(actions)
    met = Rows(
        name="actions",
        label=N_("Actions"),
        help=N_("For calls that meet all conditions of the step, one after the other."),
        noun=N_("action"),
        add=N_("Add an action"),
        named="action",
        shown=told,
        ordered=True,
        repeats=True,
        fields=doing,
    )
    return Rows(
        name="steps",
        label=N_("Steps"),
        help=N_("What happens to a call, one step after the other. After the last one the call is over."),
        say=N_("What should happen when somebody calls, and outside your hours?"),
        noun=N_("step"),
        add=N_("Add a step"),
        named="actions",
        shown=("hours", "days", "callers"),
        ordered=True,
        repeats=True,
        fields=(
            met,
            Hours(
                name="hours",
                label=N_("Only at these hours"),
                help=N_("The hours of the week at which the step counts. None: around the clock."),
                say=N_("At which hours should this happen?"),
            ),
            Choice(
                name="days",
                label=N_("Only on exceptional days"),
                help=N_(
                    "The closures of that sort. To combine them with hours, use two steps, these days first."
                ),
                options=questions.options({"": N_("every day"), **CATEGORIES}),
            ),
            Choice(
                name="callers",
                label=N_("Only for these callers"),
                help=N_("Whose calls the step is for; others go on with what happens otherwise."),
                options=questions.options(CALLERS),
            ),
            *questions.caller_fields(
                "listed", N_("Groups listed"), N_("Callers listed"), ("callers", ("black", "white"))
            ),
            replace(
                met,
                name="otherwise",
                label=N_("Otherwise"),
                help=N_("For calls that do not meet the conditions. None: they go on with the next step."),
                noun=N_("action otherwise"),
            ),
            Toggle(
                name="enabled",
                label=N_("This step"),
                help=N_("A step that is switched off is passed over."),
                on=N_("switched on"),
                off=N_("switched off"),
                default=True,
            ),
        ),
    )


# --- on the platform


def voicemails(steps: Sequence[Step]) -> Iterator[str]:
    """The lines whose voicemails steps send calls to, E.164."""
    for step in steps:
        yield from (rule.voicemail for rule in (*step.actions, *step.otherwise) if rule.voicemail)


def resources(
    board: Switchboard, number: Number, dialplan: dict[str, Wish], steps: Sequence[Step], have: Snapshot
) -> Iterator[Resource]:
    """The dialplan; then each step with its actions and its conditions.

    Conditions of a step in `have` that settings cannot hold stay: those by the number called, and those of a list that
    the step does not follow.
    """
    made = list(_resources(board, number, dialplan, steps))
    yield from made
    if not board.step.exists_under(have.feature_type):
        return
    found = pair(have, Wanted(have.feature_type, None, Message(""), tuple(made))).found
    places = [place for place, each in enumerate(made) if each.collection == board.step]
    for place, step in zip(places, steps, strict=True):
        path, own = found.get(place), made[place]
        present = have.objects.get(path or "", {}).get("screenListType")
        followed = {present, _LISTS.get(step.callers)} if step.callers != "other" else set()
        for _path, body in have.listed(f"{path}/conditionScreenList") if path else ():
            if all(filtering.incoming(body, each) is None for each in followed):
                kept = {name: body.get(name) for name in board.caller.key}
                inside = {**own.within, "extensionId": own.ref}
                yield replace(
                    own,
                    collection=board.caller,
                    body=kept,
                    ref=None,
                    within=inside,
                    id=body.get("conditionId"),
                )


def _resources(
    board: Switchboard, number: Number, dialplan: dict[str, Wish], steps: Sequence[Step]
) -> Iterator[Resource]:
    plan = Ref("dialplan", str(dialplan["name"]))
    yield number.resource(board.dialplan, dialplan, plan)
    for place, step in enumerate(steps, 1):
        own, listed = Ref("step", str(place)), _LISTS.get(step.callers)
        body: dict[str, Wish] = {
            "enabled": step.enabled,
            "position": place,
            "schedulerCategory": step.days or None,
            **({} if step.callers == "other" else {"screenListType": listed}),
        }
        yield number.resource(board.step, body, own, {"dialplanId": plan}, step.remote_id)
        inside: dict[str, Wish] = {"dialplanId": plan, "extensionId": own}
        for negative, rules in ((False, step.actions), (True, step.otherwise)):
            for turn, rule in enumerate(rules, 1):
                doing: dict[str, Wish] = {
                    "action": rule.action,
                    "actionParam": parameter(rule),
                    "negativeAction": negative,
                    "position": turn,
                }
                yield number.resource(board.rule, doing, None, inside, rule.remote_id)
        for each in step.hours:
            week = hours.week_body(each, hours.closing_minute(each.end))
            yield number.resource(board.hours, week, None, inside)
        entries = (*filtering.members(step.listed_groups), *(each.number for each in step.listed_callers))
        for entry in entries:
            caller: Body = {"screenListType": listed, "callerIdNumber": filtering.sent(entry)}
            yield number.resource(board.caller, caller, None, inside)


def read_rows(dialplan: str, have: Snapshot, called: Called, rule: type[Rule] = Rule) -> list[Json]:
    """The rows of the steps of the dialplan at that path, with what they do as `rule`."""
    listed = by_position(have.listed(f"{dialplan}/extension"))
    return [_read_step(path, body, have, called, rule) for path, body in listed]


def _read_step(path: str, body: Body, have: Snapshot, called: Called, rule: type[Rule]) -> dict[str, Json]:
    rules: dict[bool, list[Json]] = {False: [], True: []}
    for _path, each in by_position(have.listed(f"{path}/rule")):
        row: Json = {"remote_id": each.get("ruleId"), **read_acting(rule, each, called)}
        rules[bool(each.get("negativeAction"))].append(row)
    week = [hours.week_row(each) for _path, each in have.listed(f"{path}/conditionTime")]
    week.sort(key=lambda each: hours.order(str(each["day"]), str(each["start"])))
    kind = body.get("screenListType")
    groups, rest = filtering.folded(
        (each for _path, each in have.listed(f"{path}/conditionScreenList")), kind
    )
    return {
        "remote_id": body.get("extensionId"),
        "enabled": bool(body.get("enabled", True)),
        "days": body.get("schedulerCategory") or "",
        "hours": [*week],
        "callers": next(
            (own for own, theirs in _LISTS.items() if theirs == kind), "other" if kind in _CALLED else kind
        ),
        "listed_groups": [*groups],
        "listed_callers": [{"number": each} for each in rest],
        "actions": rules[False],
        "otherwise": rules[True],
    }
