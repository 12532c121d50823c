"""The six configurations of the guide, a light row each; a slice is imported when it is chosen.

This module imports neither the slices nor pydantic, so that the number list is drawn without them. Besides the six it
knows the words for every feature type a number can show (`telephony.TypeEnum`, and older ones that left it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from tui.engine.states import EMPTY
from tui.i18n import N_, Message

if TYPE_CHECKING:
    from tui.engine.errors import Problem
    from tui.engine.resources import Collection, Snapshot, Wanted
    from tui.forms import Form
    from tui.signals import Stop
    from tui.telephony.findings import Report
    from tui.telephony.services import Number, Read

Mode = Literal["simple", "expert"]


@dataclass(frozen=True)
class Configuration:
    """A row: how the guide calls it, what it does, and where its slice is.

    `feature_types` are those that a number of this configuration can show; `posts` is the one a change of type asks
    for, unless the slice decides. `module` is None while the settings are not built: the type can be applied, and
    nothing more.
    """

    kind: str
    mode: Mode
    posts: str
    feature_types: tuple[str, ...]
    title: str
    summary: str
    description: str
    module: str | None = None


CONFIGURATIONS: tuple[Configuration, ...] = (
    Configuration(
        kind="redirection",
        mode="simple",
        posts="redirect",
        feature_types=("redirect", "ddi"),
        title=N_("Call redirection"),
        summary=N_("Every call goes to one OVH line."),
        description=N_(
            "The number rings one line of the account, nothing in between. The line can also show this number when it "
            "calls out. For several lines, or a number outside OVH, choose the call queue."
        ),
        module="tui.configurations.redirection",
    ),
    Configuration(
        kind="call-queue",
        mode="simple",
        posts="contactCenterSolution",
        feature_types=("contactCenterSolution", "easyHunting"),
        title=N_("Call queue"),
        summary=N_("Callers wait, several agents answer."),
        description=N_(
            "Calls line up and go to the people who can answer, in the order you choose. Opening hours, music while "
            "waiting and what happens when nobody is free belong to it."
        ),
        module="tui.configurations.call_queue",
    ),
    Configuration(
        kind="conference",
        mode="simple",
        posts="conference",
        feature_types=("conference",),
        title=N_("Conference"),
        summary=N_("Everyone who calls talks together."),
        description=N_(
            "All callers of this number share one conversation. A PIN keeps others out; the meeting can be recorded, "
            "and a report can be sent when it is over."
        ),
        module="tui.configurations.conference",
    ),
    Configuration(
        kind="ivr",
        mode="simple",
        posts="cloudIvr",
        feature_types=("cloudIvr",),
        title=N_("Interactive voice menu"),
        summary=N_("The caller chooses with the keys of the phone."),
        description=N_(
            "A voice offers choices and the caller presses a key: another number, a further menu, a voicemail, a "
            "recorded message, or the end of the call."
        ),
        module="tui.configurations.ivr",
    ),
    Configuration(
        kind="vxml",
        mode="expert",
        posts="svi",
        feature_types=("svi",),
        title=N_("VXML voice service"),
        summary=N_("A VXML document of yours leads the call."),
        description=N_(
            "Your own server gives a VoiceXML 2.1 document that speaks, listens to keys and transfers. It can transfer "
            "to OVH numbers only."
        ),
        module="tui.configurations.vxml",
    ),
    Configuration(
        kind="contact-center",
        mode="expert",
        posts="contactCenterSolutionExpert",
        feature_types=("contactCenterSolutionExpert",),
        title=N_("Contact Center Solution"),
        summary=N_("Several services, menus and agents in one place."),
        description=N_(
            "A whole switchboard: services with their own queues, menus, text-to-speech, steps by hour and by caller, "
            "recording and supervision."
        ),
        module="tui.configurations.contact_center",
    ),
)
"""In the guide's order."""

SUPPORT: dict[Mode, str] = {
    "simple": N_("OVH helps with these configurations (guide of 2019)."),
    "expert": N_("OVH does not help with these configurations (guide of 2019)."),
}
"""The support statement of each mode, as of the guide of 18/02/2019; the guide of 2022 no longer makes it."""

_OLDER = {
    "cloudHunting": N_("Call queue (expert mode)"),
    "oldConference": N_("Conference (older)"),
    "vxml": N_("VXML voice service (older)"),
}
_LINES = ("sip", "mgcp", "fax", "freefax", "voicefax", "plugAndFax", "voicemail", "carrierSip")


def by_kind(kind: str) -> Configuration:
    """The row of a kind. Raises KeyError when there is none."""
    return {row.kind: row for row in CONFIGURATIONS}[kind]


def by_feature_type(feature_type: str) -> Configuration | None:
    """The row that a number of this feature type belongs to; None for `empty` and for types we only show."""
    return next((row for row in CONFIGURATIONS if feature_type in row.feature_types), None)


def is_line(feature_type: str) -> bool:
    """Whether a service of this feature type is a line or a fax rather than an alias (domain: number states)."""
    return feature_type in _LINES


def title(feature_type: str) -> Message:
    """The configuration's name for people: the guide's, or the raw type for one we do not know."""
    row = by_feature_type(feature_type)
    if row is not None:
        return Message(row.title)
    if feature_type == EMPTY:
        return Message(N_("none"))
    if feature_type in _OLDER:
        return Message(_OLDER[feature_type])
    return Message(N_("older type: {feature_type}"), {"feature_type": feature_type})


def state_words(feature_type: str, pool: str | None) -> str:
    """The state of a number in words, in the language in use: its configuration, and whether it is part of a pool."""
    words = title(feature_type)
    return str(Message(N_("{state}, part of a pool"), {"state": words}) if pool else words)


def groups(feature_types: Sequence[str]) -> list[tuple[str, str, frozenset[str]]]:
    """The states that a list can be filtered by: (key, message id, feature types), of the types that are there."""
    present = frozenset(feature_types)
    known = [(EMPTY, N_("none"), frozenset({EMPTY}))]
    known += [(row.kind, row.title, frozenset(row.feature_types)) for row in CONFIGURATIONS]
    older = present.difference(*(types for _key, _label, types in known))
    return [group for group in (*known, ("older", N_("older type"), older)) if group[2] & present]


class Slice(Protocol):
    """What a configuration's module has. `Any` is its own settings model, and its own answers to its lookups.

    Some have more: `example(lines)` gives settings that a recipe starts from, `links(number, read)` the secret
    addresses that a number has, each with what it is (`tui.use_cases.secret_links`); where a field is the address of a
    document, the slice `Examines` it. `irretrievable(number, before, read, leaves)` tells what could not be brought
    back when a document is sent or the type is left (`leaves`), besides what the collections tell.
    """

    SETTINGS: Any
    FORM: "Form"
    COLLECTIONS: "tuple[Collection, ...]"

    def lookups(self, settings: Any, number: "Number", before: "Snapshot", read: "Read") -> Any:
        """What has to be read before the resources are known; `before` is what the number had at the start."""

    def problems(self, settings: Any, number: "Number", answers: Any) -> "tuple[Problem, ...]":
        """What forbids these settings on this number, beyond what the model refuses by itself."""

    def warnings(self, settings: Any, number: "Number", answers: Any) -> tuple[Message, ...]:
        """What the agent should know before applying; never a reason to refuse."""

    def advice(self, settings: Any) -> "tuple[Problem, ...]":
        """What the agent should think of while filling in the form, by field; pure and cheap, never a refusal.

        Also asked of settings that are right in part: a default, else None, stands for each answer that is not.
        """

    def effect(self, settings: Any) -> Message:
        """What a caller will notice."""

    def resources(self, settings: Any, number: "Number", answers: Any) -> "Wanted":
        """The wanted state; pure."""

    def read(self, number: "Number", have: "Snapshot", read: "Read") -> Any:
        """The settings that the number has, or None while it is not set up completely.

        `have` holds its own objects; `read` is for what lies outside it.
        """

    def left_behind(self, number: "Number", before: "Snapshot", read: "Read") -> tuple[Message, ...]:
        """What stays elsewhere when the number leaves this configuration."""


class Examines(Protocol):
    """What a slice has besides where a field of its form is the address of a document."""

    def examine(
        self, number: "Number", address: str, file: str, private: bool, read: "Read", stop: "Stop"
    ) -> "Report":
        """What is to be found in the document of a number, at its address or in a `file`, where one is given.

        `private` allows a private network.

        Raises what a document that cannot be had raises, and `Stopped` soon after `stop` was asked for.
        """


def slice_under(feature_type: str) -> "Slice | None":
    """The slice of the configuration that a number of this feature type has; None where there is none, as in `load`."""
    row = by_feature_type(feature_type)
    return None if row is None else load(row.kind)


def load(kind: str) -> "Slice | None":
    """The slice of a kind, imported now; None while its settings are not built. Raises KeyError for no kind."""
    module = by_kind(kind).module
    return None if module is None else cast("Slice", import_module(module))


def collections() -> "tuple[Collection, ...]":
    """The collections that all slices declare, for the embedded exchange; imports every slice."""
    slices = [load(row.kind) for row in CONFIGURATIONS]
    return tuple(each for slice_ in slices if slice_ is not None for each in slice_.COLLECTIONS)
