"""Opening hours of a queue: when agents ring, and where calls go otherwise.

A range of the week is open, or leads to one of three slots; a slot has a target, a number or a voicemail, and so has
the time outside all ranges (`unavailable`), without which hours do not work (guide of 2018). The last second that is
open is kept as the end of a range. Source: `timeConditions` of the official schema.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.engine.resources import Body, Collection, Field, Json, Resource, Snapshot
from tui.i18n import N_
from tui.telephony import hours, values
from tui.telephony.normal import as_number, as_service_name
from tui.telephony.services import Number

if TYPE_CHECKING:  # it imports pydantic, which is loaded when a configuration is chosen
    from tui.telephony.queue_settings import OpeningHours

TARGET_TYPES = {"number": N_("a number"), "voicemail": N_("a voicemail")}
SLOTS = ("slot1", "slot2", "slot3")
POLICIES = {
    "available": N_("agents ring"),
    "slot1": N_("slot 1"),
    "slot2": N_("slot 2"),
    "slot3": N_("slot 3"),
}
"""What a range of the week leads to (`telephony.TimeConditionsPolicyEnum`)."""


def time_conditions(family: str, feature_types: frozenset[str]) -> Collection:
    """Whether a queue's hours count, and where calls go in each slot and outside all ranges (`unavailable`)."""
    targets: dict[str, Field] = {}
    labels = {**{slot: POLICIES[slot] for slot in SLOTS}, "unavailable": N_("outside the hours")}
    for name, label in labels.items():
        targets[f"{name}Type"] = Field(
            "string", label, nullable=True, values=tuple(TARGET_TYPES), words=TARGET_TYPES
        )
        targets[f"{name}Number"] = Field("phone", label, nullable=True, normal=as_service_name)
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/timeConditions",
        schema="telephony.EasyHuntingTimeConditionsSettings",
        title=N_("opening hours"),
        feature_types=feature_types,
        fields={"enable": Field("boolean", N_("hours in force"), brings=False), **targets},
    )


def ranges(family: str, feature_types: frozenset[str]) -> Collection:
    """The ranges of a queue's week, each with its policy."""
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/timeConditions/conditions",
        schema="telephony.EasyHuntingTimeConditions",
        title=N_("hours"),
        describe=hours.range_words,
        feature_types=feature_types,
        fields={
            "conditionId": Field("integer", writable=False),
            "policy": Field("string", N_("what happens"), values=tuple(POLICIES), words=POLICIES),
            **hours.TIME_FIELDS,
        },
        id="conditionId",
        key=("weekDay", "timeFrom", "timeTo", "policy"),
        create=("policy", *hours.TIME_FIELDS),
        required=("policy", *hours.TIME_FIELDS),
        replaced=True,
        goes_first=True,
    )


CLOSED = "closed"
"""What settings call the time outside all ranges."""
PLACES = {CLOSED: "unavailable", **{slot: slot for slot in SLOTS}}
"""The places that hours lead to besides the agents: the settings' name of each, and the platform's."""


def targets(settings: "OpeningHours") -> Iterator[tuple[str, str | None, str | None]]:
    """The places that hours lead to: (name, kind of target, number)."""
    for place in PLACES:
        yield place, getattr(settings, f"{place}_to"), getattr(settings, f"{place}_number")


def wanted(
    conditions: Collection, ranges: Collection, number: Number, settings: "OpeningHours"
) -> Iterator[Resource]:
    """Out of force first, or into force last; targets before the ranges that lead to them.

    Slots that are emptied are left to `emptied` (web manager: only slots with a number are sent).
    """
    filled: Body = {}
    for place, to, target in targets(settings):
        if target is not None:
            filled |= {f"{PLACES[place]}Type": to, f"{PLACES[place]}Number": values.service_name(target)}
    if not settings.hours_on:
        yield number.resource(conditions, {"enable": False})
    if filled:
        yield number.resource(conditions, filled)
    for each in settings.hours or ():
        body = {"policy": each.policy, **hours.week_body(each, hours.last_second(each.end))}
        yield number.resource(ranges, body)
    if settings.hours_on:
        yield number.resource(conditions, {"enable": True})


def emptied(
    conditions: Collection, number: Number, settings: "OpeningHours", have: Snapshot
) -> Iterator[Resource]:
    """The slots that lose the target that they have; for when neither hours nor closures lead to them any more."""
    present = have.objects.get(number.path_of(conditions), {})
    body: Body = {}
    for place, to, target in targets(settings):
        name = PLACES[place]
        if target is None and to is not None and present.get(f"{name}Number"):
            body |= {f"{name}Type": None, f"{name}Number": None}
    if body:
        yield number.resource(conditions, body)


def read(conditions: Body, ranges: str, have: Snapshot) -> dict[str, Json]:
    """The settings of the hours that a number has, by its conditions and the path of its ranges."""
    rows = [{**hours.week_row(body), "policy": body.get("policy")} for _path, body in have.listed(ranges)]
    rows.sort(key=lambda row: hours.order(str(row["day"]), str(row["start"])))
    found: dict[str, Json] = {"hours_on": bool(conditions.get("enable")), "hours": [*rows]}
    for place, name in PLACES.items():
        number = as_number(conditions.get(f"{name}Number"))
        kind = conditions.get(f"{name}Type") or "number"
        found[f"{place}_to"] = kind if number else None if place == CLOSED else "none"
        found[f"{place}_number"] = number
    return found
