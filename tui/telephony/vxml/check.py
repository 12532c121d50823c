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
from tui.telephony.vxml.transfers import Belongs

MOST_FINDINGS = 500


def check(content: bytes, belongs: Belongs | None = None, for_number: bool = False) -> Report:
    """Check a document.

    `belongs` tells whether a service name is that of a number or line of the account; None where no account is at
    hand. `for_number`: the document is to serve a number, so that a transfer out of the account is an error.
    """
    try:
        source, found = decode(content)
    except Unreadable as unreadable:
        return Report((unreadable.finding,), unreadable.source.lines)
    try:
        document = parse(source)
    except Unreadable as unreadable:
        return Report((*found, unreadable.finding), source.lines)
    found += islice(_findings(document, belongs, for_number), MOST_FINDINGS + 1)
    if len(found) > MOST_FINDINGS:
        found[MOST_FINDINGS:] = [_more(found[MOST_FINDINGS])]
    found.sort(key=lambda finding: (finding.line, finding.column))
    return Report(tuple(found), source.lines)


def check_for_account(content: bytes, read: Read) -> Report:
    """Check a document that is to serve a number of the account that `read` reads.

    Raises what the exchange raises.
    """
    return check(content, lambda name: read.billing_account(name) is not None, for_number=True)


def _findings(document: Document, belongs: Belongs | None, for_number: bool) -> Iterator[Finding]:
    yield from structure.check(document)
    if document.root.name == "vxml":
        yield from dialogs.check(document)
        yield from transfers.check(document, belongs, for_number)


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
