"""Where the transfers of a document lead: the platform makes those to OVH's own numbers only (guide of 2019)."""

from collections.abc import Callable, Iterator
from urllib.parse import unquote

from tui.i18n import N_
from tui.telephony import values
from tui.telephony.findings import Finding
from tui.telephony.vxml.source import Document, Node

Belongs = Callable[[str], bool]
"""Whether a service name is that of a number or line of the account."""

_NO_DESTINATION = (
    N_("The transfer says nowhere to go."),
    N_('Give it the number of a line of the account, such as dest="tel:+33199001001".'),
)
_TWO_DESTINATIONS = (
    N_("The transfer has two destinations, one of them computed."),
    N_("Keep either dest or destexpr."),
)
_FOREIGN = (
    N_("{destination} is not a number or line of this account; OVH transfers to its own numbers only."),
    N_("Transfer to a line of the account, or to an alias that leads on to where the call is to go."),
)
_UNKNOWN = (
    N_(
        "Whether {destination} belongs to the account was not looked up; OVH transfers to its own numbers only."
    ),
    N_("Check the document for a number of the account."),
)
_COMPUTED = (
    N_("The destination of the transfer is computed during the call, so it cannot be checked."),
    N_("Make sure that the expression gives numbers of the account only."),
)


def check(document: Document, belongs: Belongs | None, for_number: bool) -> Iterator[Finding]:
    """What is wrong with the transfers of a document whose first element is vxml.

    `belongs` is None where no account is at hand; `for_number`: a destination outside it is an error.
    """
    for node in document.root.all():
        if node.name != "transfer":
            continue
        if "destexpr" in node.attributes:
            if "dest" in node.attributes:
                yield node.error("several-targets", _TWO_DESTINATIONS, at="destexpr")
            yield node.warning("computed-transfer", _COMPUTED, at="destexpr")
        if node.value("dest"):
            yield from _literal(node, belongs, for_number)
        elif "destexpr" not in node.attributes:
            yield node.error("no-destination", _NO_DESTINATION)


def _literal(node: Node, belongs: Belongs | None, for_number: bool) -> Iterator[Finding]:
    destination = node.value("dest")
    name = number_of(destination)
    if belongs is None and name is not None:
        yield node.warning("foreign-transfer", _UNKNOWN, at="dest", destination=values.display(name))
    elif belongs is None or name is None or not belongs(name):
        shown = destination if name is None else values.display(name)
        found = node.error if for_number else node.warning
        yield found("foreign-transfer", _FOREIGN, at="dest", destination=shown)


def number_of(destination: str) -> str | None:
    """The service name in a destination, `tel:+33…`, `sip:0033…@host` or a bare number; None where there is none."""
    scheme, colon, rest = destination.partition(":")
    plain = rest if colon and scheme.lower() in ("tel", "sip", "sips") else destination
    plain = unquote(plain).partition("@")[0].partition(";")[0].partition("?")[0]
    try:
        return values.service_name(plain)
    except values.NotANumber:
        return None
