"""A document checked: everything that is found in it, and its lines, so that each finding can be seen where it is.

Pure, but for what the caller hands in to tell the numbers of the account by.
"""

from collections.abc import Iterator
from itertools import islice

from tui.i18n import N_, Message
from tui.telephony.findings import Finding, Report
from tui.telephony.services import Read
from tui.telephony.vxml import dialogs, structure, transfers
from tui.telephony.vxml.decoding import decode
from tui.telephony.vxml.parsing import parse
from tui.telephony.vxml.source import Document, Unreadable
from tui.telephony.vxml.transfers import Ours

MOST_FINDINGS = 500


def check(content: bytes, ours: Ours | None = None, number: str = "", own: str = "") -> Report:
    """Check a document.

    `ours` tells which service names are those of numbers or lines of the account; None where no account is at hand.
    `number` is the service name of the number that the document is to serve, if it is for one: a transfer out of the
    account is an error then. `own` is the document's address, or the path of its file, by which it may name itself.
    """
    try:
        source, found = decode(content)
    except Unreadable as unreadable:
        return Report((unreadable.finding,), unreadable.source.lines)
    try:
        document = parse(source)
    except Unreadable as unreadable:
        return Report((*found, unreadable.finding), source.lines)
    found += islice(_findings(document, ours, number, own), MOST_FINDINGS + 1)
    if len(found) > MOST_FINDINGS:
        found[MOST_FINDINGS:] = [_more(found[MOST_FINDINGS])]
    found.sort(key=lambda finding: (finding.line, finding.column))
    return Report(tuple(found), source.lines)


def check_for_account(content: bytes, read: Read, number: str, own: str) -> Report:
    """Check a document that is to serve a number, by its service name, of the account that `read` reads.

    Raises what the exchange raises.
    """
    return check(content, read.ours, number, own)


def _findings(document: Document, ours: Ours | None, number: str, own: str) -> Iterator[Finding]:
    yield from structure.check(document)
    if document.root.name == "vxml":
        yield from dialogs.check(document, own)
        yield from transfers.check(document, ours, number)


def _more(last: Finding) -> Finding:
    return Finding(
        last.line,
        last.column,
        "error",
        "too-many-findings",
        Message(
            N_("There are more than {limit} findings; the others are not shown."), {"limit": MOST_FINDINGS}
        ),
        Message(N_("Correct these, then check again.")),
    )
