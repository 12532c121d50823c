"""Who may call: lists of numbers and of what numbers begin with, and the groups that the web manager has ready.

An entry is written `+33612345678` or `+336`, a short number by its digits (`3900`). The platform takes `+33…` and
`0033…` alike. Source: `screenListConditions` of the official schema; groups and forms of the web manager.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tui.engine.resources import Body, Collection, Field, Json, Resource, Snapshot, Wish
from tui.i18n import N_, Message
from tui.telephony import values
from tui.telephony.services import Number

if TYPE_CHECKING:  # it imports pydantic, which is loaded when a configuration is chosen
    from tui.telephony.queue_settings import CallFilter

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mobile": (N_("French mobiles"), ("+336", "+337")),
    "landline": (N_("French landlines"), ("+331", "+332", "+333", "+334", "+335", "+339")),
    "foreign": (
        N_("other countries"),
        (
            "+1",
            "+2",
            "+30",
            "+31",
            "+32",
            "+34",
            "+35",
            "+36",
            "+37",
            "+38",
            "+39",
            "+4",
            "+5",
            "+6",
            "+7",
            "+8",
            "+9",
        ),
    ),
    "special": (N_("special numbers (08)"), ("+338",)),
    "short": (
        N_("short numbers"),
        ("10", "11", "12", "13", "14", "16", "19", "30", "31", "32", "36", "39"),
    ),
}
"""The ready-made groups: the message id of the name, and what the numbers begin with (web manager)."""

STATUSES = {
    "disabled": N_("no filter"),
    "incomingBlackList": N_("refuse some callers"),
    "incomingWhiteList": N_("accept some callers only"),
}
"""`telephony.EasyHuntingScreenListsConditionsStatusEnum`."""
BLACK, WHITE = "incomingBlackList", "incomingWhiteList"
FILTERS = {"disabled": "disabled", "black": BLACK, "white": WHITE}
"""What settings call the statuses."""
LIST_TYPES = {
    BLACK: N_("refused callers"),
    WHITE: N_("accepted callers"),
    "destinationBlackList": N_("refused destinations"),
    "destinationWhiteList": N_("accepted destinations"),
}

LONGEST_CALLER = 30
"""Characters of an entry as somebody writes it."""

_SEPARATORS = str.maketrans("", "", " .-()/\u00a0\u202f")
_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9][0-9]{0,14})")
_FRENCH = re.compile(r"0([1-9][0-9]{0,8})")
_SHORT = re.compile(r"[1-9][0-9]{1,5}")


def caller(text: str) -> str:
    """A number, or what numbers begin with, in any usual form, as it is kept: `+336` for `06`, `3900` for `39 00`.

    Raises ValueError when it is neither.
    """
    try:
        return values.e164(values.service_name(text))
    except values.NotANumber:
        compact = text.replace("(0)", "").translate(_SEPARATORS)
    if found := _INTERNATIONAL.fullmatch(compact):
        return "+" + found[1]
    if found := _FRENCH.fullmatch(compact):
        return f"+{values.FRANCE}{found[1]}"
    if _SHORT.fullmatch(compact):
        return compact
    raise ValueError(f"no number: {text!r}")


def as_caller(value: Json) -> Json:
    """An entry in one spelling; anything empty is None, and what is no number stays as it is."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return caller(value)
    except ValueError:
        return value


def sent(entry: str) -> str:
    """An entry as it is sent: as the guide asks, `0033612345678`; what a ready-made group has as it is, like `+336`."""
    return "00" + entry[1:] if entry.startswith("+") and group_of(entry) is None else entry


def members(groups: Iterable[str]) -> list[str]:
    """What the numbers of these groups begin with."""
    return [prefix for name in GROUPS if name in set(groups) for prefix in GROUPS[name][1]]


def group_of(entry: str) -> str | None:
    """The ready-made group that has this entry."""
    return next((name for name, (_label, prefixes) in GROUPS.items() if entry in prefixes), None)


def fold(entries: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ready-made groups that stand complete in a list, and the entries besides, sorted."""
    present = set(entries)
    whole = tuple(name for name, (_label, prefixes) in GROUPS.items() if present.issuperset(prefixes))
    return whole, tuple(sorted(present.difference(members(whole))))


# --- on the platform


def status(family: str, feature_types: frozenset[str]) -> Collection:
    """Which of the lists is in force."""
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/screenListConditions",
        schema="telephony.EasyHuntingScreenListsConditionsSettings",
        title=N_("call filter"),
        feature_types=feature_types,
        fields={
            "status": Field("string", N_("filter"), values=tuple(STATUSES), words=STATUSES, brings="disabled")
        },
    )


def entries(family: str, feature_types: frozenset[str]) -> Collection:
    """The entries of all lists. One could be changed, but not its list: it is made anew."""
    fields = {
        "conditionId": Field("integer", writable=False),
        "screenListType": Field(
            "string", N_("list"), writable=False, values=tuple(LIST_TYPES), words=LIST_TYPES
        ),
        "callerIdNumber": Field("string", N_("caller"), nullable=True, normal=as_caller),
        "destinationNumber": Field("string", N_("destination"), nullable=True, normal=as_caller),
    }
    key = ("screenListType", "callerIdNumber", "destinationNumber")
    return Collection(
        path="/telephony/{billing_account}/" + family + "/{service_name}/screenListConditions/conditions",
        schema="telephony.EasyHuntingScreenListsConditions",
        title=N_("filter entry"),
        describe=_called,
        feature_types=feature_types,
        fields=fields,
        id="conditionId",
        key=key,
        create=key,
        required=("screenListType",),
        replaced=True,
    )


def _called(body: Mapping[str, Wish]) -> Message | None:
    label = LIST_TYPES.get(str(body.get("screenListType")))
    number = body.get("callerIdNumber") or body.get("destinationNumber")
    if label is None or not isinstance(number, str):
        return None
    entry = str(as_caller(number))
    shown = entry if len(entry) < 10 else values.display(entry)
    return Message(N_("{list}: {number}"), {"list": Message(label), "number": shown})


# --- what is wanted, and what was read


def wanted(
    status: Collection, entries: Collection, number: Number, settings: "CallFilter", have: Snapshot
) -> Iterator[Resource]:
    """The entries before the filter comes into force, and the end of a filter before its entries go.

    Of a list, groups or callers without settings stay as they are in `have`, and so does whatever settings cannot hold:
    lists of destinations, and entries that are no numbers.
    """
    in_force = number.resource(status, {"status": FILTERS[settings.filter]})
    given = {
        BLACK: (settings.refused_groups, settings.refused_callers),
        WHITE: (settings.accepted_groups, settings.accepted_callers),
    }
    listed = [body for _path, body in have.listed(number.path_of(entries))]
    if settings.filter == "disabled":
        yield in_force
    ours: list[Body] = []
    for kind, (groups, rows) in given.items():
        for each in (*members(groups or ()), *(row.number for row in rows or ())):
            yield number.resource(entries, {"screenListType": kind, "callerIdNumber": sent(each)})
        whole = members(folded(listed, kind)[0])
        for body in listed:
            entry = incoming(body, kind)
            if entry is not None and (groups if entry in whole else rows) is not None:
                ours.append(body)
    for body in listed:
        if body not in ours:
            yield number.resource(entries, {name: body.get(name) for name in entries.key})
    if settings.filter != "disabled":
        yield in_force


def read(status: Body, entries: str, have: Snapshot) -> dict[str, Json]:
    """The settings of the filter that a number has, by its status and the path of its entries."""
    listed = [body for _path, body in have.listed(entries)]
    in_force = next((name for name, each in FILTERS.items() if each == status.get("status")), "disabled")
    settings: dict[str, Json] = {"filter": in_force}
    for name, kind in (("refused", BLACK), ("accepted", WHITE)):
        groups, numbers = folded(listed, kind)
        settings[f"{name}_groups"] = list(groups)
        settings[f"{name}_callers"] = [{"number": each} for each in numbers]
    return settings


def folded(listed: Iterable[Body], kind: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ready-made groups and the entries besides in one of the lists."""
    return fold(each for body in listed if (each := incoming(body, kind)) is not None)


def incoming(body: Body, kind: Json) -> str | None:
    """The entry of the list `kind` of callers that an object is; None where it is no such entry, or no number."""
    number = body.get("callerIdNumber")
    if kind not in (BLACK, WHITE) or body.get("screenListType") != kind:
        return None
    if body.get("destinationNumber") or not isinstance(number, str):
        return None
    try:
        return caller(number)
    except ValueError:
        return None
