"""The recording of the calls that a line makes: an option of the line, not of any number that leads to it.

It is read with the number, written only where it is asked for and differs, and stays when the number is set up in
another way (design, order and identity 10). Source: `line/{serviceName}/options` of the official schema, where it is
called a beta.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tui.engine.resources import Body, Collection, Field, Resource
from tui.i18n import N_
from tui.telephony.normal import as_number, as_service_name
from tui.telephony.services import Read

OPTION = "recordOutgoingCallsBeta"
RECORDING = Collection(
    path="/telephony/{billing_account}/line/{service_name}/options",
    schema="telephony.LineOptions",
    title=N_("options of the line"),
    fields={OPTION: Field("boolean", N_("outgoing calls recorded (beta)"), brings=False)},
)


@dataclass(frozen=True)
class Line:
    """A line of the login, and whether the calls that it makes are recorded."""

    billing_account: str
    service_name: str
    records: bool


def lines(numbers: Iterable[str], near: str, read: Read) -> Mapping[str, Line]:
    """The lines of the login among some numbers (E.164), by number; most are of the billing account `near`."""
    names = {number: str(as_service_name(number)) for number in filter(None, numbers)}
    read.look_in(near, names.values())
    accounts = zip(names, read.each(read.billing_account, list(names.values())), strict=True)
    ours = [(number, account, names[number]) for number, account in accounts if account is not None]
    told = read.each(lambda each: read(f"/telephony/{each[1]}/line/{each[2]}/options"), ours)
    return {
        number: Line(account, name, bool(options.get(OPTION)))
        for (number, account, name), options in zip(ours, told, strict=True)
        if options is not None
    }


def recorded(agents: Iterable[Body], near: str, read: Read) -> Mapping[str, bool]:
    """What the lines do that are agents of a number, by their numbers, E.164; others have no such option.

    `near` is the number's own billing account.
    """
    ours = (as_number(body.get("number")) for body in agents if body.get("type") == "internal")
    return {number: line.records for number, line in lines(filter(None, ours), near, read).items()}


def wanted(asked: Mapping[str, bool], present: Mapping[str, Line]) -> Iterator[Resource]:
    """The options that are to change: what is `asked` for by number, where a line is not so at `present`."""
    for number, records in asked.items():
        line = present.get(number)
        if line is not None and line.records != records:
            yield Resource(RECORDING, line.billing_account, line.service_name, {OPTION: records})
