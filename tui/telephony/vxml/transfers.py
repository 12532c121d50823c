"""Where the transfers of a document lead: the platform makes those to OVH's own numbers only (guide of 2019)."""

from collections.abc import Callable, Container, Iterator, Sequence
from urllib.parse import unquote

from tui.i18n import N_
from tui.telephony import values
from tui.telephony.findings import Finding
from tui.telephony.vxml.source import Document, Node

Ours = Callable[[Sequence[str]], Container[str]]
"""Which of these service names are those of numbers or lines of the account; asked once for a whole document."""

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
_SOME_HOST = (
    N_("Whether {host} is a server of OVH's cannot be told; OVH transfers to its own numbers only."),
    N_('Write the number without a server: dest="tel:{number}".'),
)
_ITSELF = (
    N_(
        "The transfer leads to {destination}, where this very document answers: the call goes round in circles."
    ),
    N_("Transfer to another number, or lead back within the document, with goto."),
)
_COMPUTED = (
    N_("The destination of the transfer is computed during the call, so it cannot be checked."),
    N_("Make sure that the expression gives numbers of the account only."),
)


def check(document: Document, ours: Ours | None, number: str) -> Iterator[Finding]:
    """What is wrong with the transfers of a document whose first element is vxml.

    `ours` is None where no account is at hand. `number` is the service name of the number that the document serves,
    empty for a document alone: for a number, a destination outside the account is an error.
    """
    transfers = [node for node in document.root.all() if node.name == "transfer"]
    names = {node: _addressed(node.value("dest")) for node in transfers if node.value("dest")}
    known = None if ours is None else ours([name for name, _host in names.values() if name is not None])
    for node in transfers:
        if "destexpr" in node.attributes:
            if "dest" in node.attributes:
                yield node.error("several-targets", _TWO_DESTINATIONS, at="destexpr")
            yield node.warning("computed-transfer", _COMPUTED, at="destexpr")
        if node in names:
            yield from _literal(node, *names[node], known, number)
        elif "destexpr" not in node.attributes:
            yield node.error("no-destination", _NO_DESTINATION)


def _literal(
    node: Node, name: str | None, host: str, known: Container[str] | None, number: str
) -> Iterator[Finding]:
    shown = node.value("dest") if name is None else values.display(name)
    if name is None or (known is not None and name not in known):
        found = node.error if number else node.warning
        yield found("foreign-transfer", _FOREIGN, at="dest", destination=shown)
        return
    if known is None:
        yield node.warning("foreign-transfer", _UNKNOWN, at="dest", destination=shown)
    if name == number:
        yield node.warning("self-transfer", _ITSELF, at="dest", destination=shown)
    if host:
        yield node.warning("unknown-host", _SOME_HOST, at="dest", host=host, number=values.e164(name))


def _addressed(destination: str) -> tuple[str | None, str]:
    """The service name in a destination, `tel:+33…`, `sip:0033…@host` or a bare number, and the host, each if any."""
    scheme, colon, rest = destination.partition(":")
    plain = rest if colon and scheme.lower() in ("tel", "sip", "sips") else destination
    user, _at, host = (each.partition(";")[0].partition("?")[0] for each in unquote(plain).partition("@"))
    try:
        return values.service_name(user), host
    except values.NotANumber:
        return None, host
