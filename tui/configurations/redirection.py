"""Call redirection: every call to the number rings one OVH line.

Two feature types serve it, `redirect` and `ddi`; which of them follows from the line, as in the web manager: a line
with a phone attached or a SIP trunk of the `carrierSip` kind takes `redirect`, a line without a phone `ddi`.

Calls: `GET redirect|ddi/{service}`, `POST …/changeDestination` (answered by a task), `PUT …` for the description,
`PUT line/{line}/options` for the number that the line shows when it calls out.
"""

from dataclasses import dataclass
from typing import Literal

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Field, Resource, Snapshot, Wanted
from tui.forms import Form, Phone, Text, Toggle
from tui.i18n import N_, Message
from tui.telephony import values
from tui.telephony.normal import as_line, as_service_name
from tui.telephony.services import Number, Read
from tui.telephony.settings import OneLine, PhoneNumber, Settings

KIND = "redirection"


class Redirection(Settings):
    """`destination` is E.164; a `description` of None is left as it is; `clear_former_line` is about this change."""

    kind: Literal["redirection"] = "redirection"
    destination: PhoneNumber
    present_number: bool = False
    clear_former_line: bool = False
    description: OneLine | None = None


SETTINGS = Redirection

FORM = Form(
    (
        Phone(
            name="destination",
            label=N_("Destination line"),
            help=N_("The OVH line that rings. Type a number or part of a description, and choose."),
            say=N_("Which line should ring when this number is called?"),
            lines=True,
        ),
        Toggle(
            name="present_number",
            label=N_("Present the number on outgoing calls"),
            help=N_(
                "The line then shows this number when it calls out. It replaces any other number it shows."
            ),
            say=N_("When you call out from that line, should this number be shown?"),
        ),
        Toggle(
            name="clear_former_line",
            label=N_("Stop presenting it on the former line"),
            help=N_("When the destination changes, the line used until now would go on showing this number."),
            once=True,
        ),
        Text(
            name="description",
            label=N_("Description"),
            help=N_("The name of the number in your lists. Left empty, it stays as it is."),
            optional=True,
        ),
    )
)


def _family(feature_type: str, schema: str) -> Collection:
    return Collection(
        path="/telephony/{billing_account}/" + feature_type + "/{service_name}",
        schema=schema,
        title=N_("description"),
        feature_types=frozenset({feature_type}),
        fields={
            "description": Field("string", N_("description"), normal=as_line),
            "destination": Field(
                "phone",
                N_("destination"),
                writable=False,
                nullable=True,
                action="changeDestination",
                normal=as_service_name,
            ),
            "featureType": Field("string", writable=False),
            "serviceName": Field("string", writable=False),
            "serviceType": Field("string", writable=False),
        },
    )


FAMILIES = {"redirect": _family("redirect", "telephony.Redirect"), "ddi": _family("ddi", "telephony.Ddi")}

LINE_OPTIONS = Collection(
    path="/telephony/{billing_account}/line/{service_name}/options",
    schema="telephony.LineOptions",
    title=N_("number shown by the line"),
    fields={
        "displayNumber": Field(
            "phone", N_("number shown on outgoing calls"), brings="", normal=as_service_name
        ),
    },
)

COLLECTIONS = (*FAMILIES.values(), LINE_OPTIONS)


@dataclass(frozen=True)
class OvhLine:
    """A line of the login, as far as a redirection has to know it. Names are in the platform's form (`0033…`)."""

    billing_account: str
    service_name: str
    feature_type: str
    has_phone: bool
    shows: str | None
    can_present: bool

    @property
    def takes(self) -> str:
        """The feature type that a number needs to lead here (rule of the web manager)."""
        return "redirect" if self.has_phone or self.feature_type == "carrierSip" else "ddi"


@dataclass(frozen=True)
class Answers:
    """`line` is the destination when it is one of ours; `former` the line used until now, when it is another one."""

    line: OvhLine | None
    former: OvhLine | None


def lookups(settings: Redirection, number: Number, before: Snapshot, read: Read) -> Answers:
    """The destination line, its phone and its options; the former line too when it is to be cleared."""
    destination = values.service_name(settings.destination)
    former = _destination(number, before)
    moved = former is not None and former != destination and settings.clear_former_line
    return Answers(_line(destination, read), _line(former, read) if moved and former else None)


def _destination(number: Number, state: Snapshot) -> str | None:
    family = FAMILIES.get(state.feature_type)
    if family is None:
        return None
    body = state.objects.get(number.path_of(family), {})
    found = as_service_name(body.get("destination"))
    return found if isinstance(found, str) else None


def _line(service_name: str, read: Read) -> OvhLine | None:
    account = read.billing_account(service_name)
    service = read(f"/telephony/{account}/service/{service_name}") if account else None
    if account is None or service is None or service.get("serviceType") != "line":
        return None
    feature_type = str(service.get("featureType") or "")
    offers = service.get("offers")
    trunk = isinstance(offers, list) and any("trunk" in str(offer).lower() for offer in offers)
    presents = not trunk and feature_type != "fax"
    options = read(f"/telephony/{account}/line/{service_name}/options") if presents else None
    shows = as_service_name((options or {}).get("displayNumber"))
    return OvhLine(
        account,
        service_name,
        feature_type,
        has_phone=read(f"/telephony/{account}/line/{service_name}/phone") is not None,
        shows=shows if isinstance(shows, str) else None,
        can_present=options is not None,
    )


def problems(settings: Redirection, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """A number cannot lead to itself; a trunk, a fax or a foreign number cannot present it."""
    found = []
    if values.service_name(settings.destination) == number.service_name:
        found.append(Problem("destination", Message(N_("A number cannot lead to itself; choose a line."))))
    elif settings.present_number and answers.line is not None and not answers.line.can_present:
        text = N_("A trunk or a fax cannot show the number; switch this off, or choose another line.")
        found.append(Problem("present_number", Message(text)))
    return tuple(found)


def warnings(settings: Redirection, number: Number, answers: Answers) -> tuple[Message, ...]:
    """A destination outside the account, and a number that the line stops showing."""
    line = answers.line
    shown = values.display(settings.destination)
    if line is None:
        found = [
            Message(N_("{line} is not a line of this account; the platform may refuse it."), {"line": shown})
        ]
        if settings.present_number:
            found.append(
                Message(
                    N_("{line} cannot present the number: it is not a line of this account."), {"line": shown}
                )
            )
        return tuple(found)
    if settings.present_number and line.shows not in (None, number.service_name):
        text = N_("{line} shows {other} now; it will show {number} instead.")
        names = {"other": values.display(line.shows or ""), "number": values.display(number.service_name)}
        return (Message(text, {"line": shown, **names}),)
    return ()


def advice(settings: Redirection) -> tuple[Problem, ...]:
    """Nothing that could be said field by field; the warnings say the rest."""
    return ()


def effect(settings: Redirection) -> Message:
    """The caller reaches the line at once."""
    return Message(N_("Callers reach {line} directly."), {"line": values.display(settings.destination)})


def resources(settings: Redirection, number: Number, answers: Answers) -> Wanted:
    """The destination first, then the number that the lines show; only what was asked for."""
    line = answers.line
    # Of a number that is not ours nothing is known: a number that leads there already stays as it is.
    kept = number.feature_type if number.feature_type in FAMILIES else "redirect"
    feature_type = line.takes if line is not None else kept
    destination = values.service_name(settings.destination)
    body: Body = {"destination": destination}
    if settings.description is not None:
        body["description"] = settings.description
    wanted = [number.resource(FAMILIES[feature_type], body)]
    if line is not None and line.can_present:
        if settings.present_number:
            wanted.append(_showing(line, number.service_name))
        elif line.shows == number.service_name:
            wanted.append(_showing(line, ""))
    if answers.former is not None and answers.former.shows == number.service_name:
        wanted.append(_showing(answers.former, ""))
    return Wanted(feature_type, KIND, Message(N_("Call redirection")), tuple(wanted))


def _showing(line: OvhLine, shown: str) -> Resource:
    return Resource(LINE_OPTIONS, line.billing_account, line.service_name, {"displayNumber": shown})


def read(number: Number, have: Snapshot, ask: Read) -> Redirection | None:
    """What the number has; None while no destination is set."""
    family = FAMILIES[number.feature_type]
    body = have.objects.get(number.path_of(family))
    destination = as_service_name((body or {}).get("destination"))
    if body is None or not isinstance(destination, str):
        return None
    line = _line(destination, ask)
    return Redirection.model_construct(
        kind="redirection",
        destination=values.e164(destination),
        present_number=line is not None and line.shows == number.service_name,
        clear_former_line=False,
        description=str(as_line(body.get("description")) or ""),
    )


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """The line goes on showing the number until its own options are changed."""
    destination = _destination(number, before)
    line = _line(destination, read) if destination else None
    if line is None or line.shows != number.service_name:
        return ()
    return (
        Message(
            N_("{line} goes on showing this number on its outgoing calls."),
            {"line": values.display(line.service_name)},
        ),
    )
