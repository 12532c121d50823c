"""What depends on whose a telephone number is: costs, and voicemails that the login can see. Numbers are E.164."""

from collections.abc import Iterable, Iterator

from tui.engine.resources import Body
from tui.i18n import N_, Message, joined
from tui.telephony import values
from tui.telephony.normal import as_number
from tui.telephony.services import Read


def external(agents: Iterable[str], present: Iterable[Body], read: Read) -> tuple[str, ...]:
    """The agents outside the login; of those that are `present` the platform says so itself. None is nobody."""
    known = {as_number(body.get("number")): body.get("type") for body in present}
    given = list(filter(None, agents))
    names = {number: values.service_name(number) for number in given if number not in known}
    asked = read.each(read.billing_account, list(names.values()))
    strangers = {number for number, account in zip(names, asked, strict=True) if account is None}
    return tuple(number for number in given if known.get(number) == "external" or number in strangers)


def mute(lines: Iterable[str], read: Read) -> tuple[str, ...]:
    """The lines, each once, that have no voicemail that the login can see."""
    asked = dict.fromkeys(lines)
    return tuple(each for each in asked if not read.has_voicemail(values.service_name(each)))


def costs(external: Iterable[str]) -> Iterator[Message]:
    """What is said of agents outside the login."""
    numbers = [Message("{n}", {"n": values.display(each)}) for each in external]
    if numbers:
        text = N_("Calls to {numbers} are billed outside the plan: these are not numbers of this account.")
        yield Message(text, {"numbers": joined(numbers)})


def unseen(mute: Iterable[str]) -> Iterator[Message]:
    """What is said of lines without a voicemail."""
    text = N_("{number} has no voicemail that this account can see; the platform may refuse it.")
    return (Message(text, {"number": values.display(each)}) for each in mute)
