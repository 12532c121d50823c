"""Reading a CSV file of numbers into the embedded account: every good line once, every bad one named with its cause.

Lines are taken in batches of one transaction each, so that a large file neither locks others out nor is lost when the
program ends in the middle: a number that is there stays as it is, so importing the same file again adds the rest.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from tui.configurations.catalogue import is_line
from tui.engine.ports import Service
from tui.engine.states import EMPTY
from tui.exchanges.services import ALIAS_TYPES
from tui.i18n import N_, Message
from tui.store.telephony import Telephony
from tui.telephony import values
from tui.text import clean

BATCH = 10_000
"""Lines of one transaction."""

REQUIRED = ("number", "billing_account", "description", "kind")
OPTIONAL = ("feature_type",)

_LINE_TYPE = "sip"
_LONGEST_DESCRIPTION = 10_000
_LONGEST_RECORD = 50
"""Lines that one quoted value may run over; a quote that is not closed by then is a slip, not a long value."""

_ACCOUNT = re.compile(r"[^\x00-\x1f\x7f/?#%&\\]{1,100}")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
_CANONICAL_TYPES = {each.casefold(): each for each in ALIAS_TYPES}
_LATIN = "latin-where-not-utf-8"


@dataclass(frozen=True)
class Finding:
    """What there is to say about a line of the file; lines count from 1, the header included."""

    line: int
    message: Message


@dataclass
class Imported:
    """What became of the file's lines: `added` numbers and lines, those that were `present` already, and the rest.

    A line with a warning was taken all the same.
    """

    added: int = 0
    present: int = 0
    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


class _Unfit(Exception):
    """A line that cannot be taken; `message` names the cause and what to do."""

    def __init__(self, text: str, **args: object) -> None:
        super().__init__(text)
        self.message = Message(text, args)


def import_csv(telephony: Telephony, file: io.BufferedReader) -> Imported:
    """Add the numbers and lines of a CSV file to the embedded account.

    The file is UTF-8 with or without a byte order mark, Latin-1 (Windows-1252), or UTF-16 with its mark; the separator
    is a comma or a semicolon. Its header names the columns of `REQUIRED` and maybe `OPTIONAL`, in any order. A number
    that is there already, or comes twice, stays as it was first. Raises the `StoreError` that fits; the batches that
    were stored before stay.
    """
    found = Imported()
    seen: dict[str, int] = {}
    batch: list[Service] = []

    def store() -> None:
        added = telephony.add(batch)
        found.added += added
        found.present += len(batch) - added
        batch.clear()

    text_file = _text(file)
    for line, service in _services(text_file, found):
        first = seen.setdefault(service.service_name, line)
        if first != line:
            found.present += 1
            text = N_("{number} is on line {first} already; that line counts. Remove one of the two.")
            found.warnings.append(Finding(line, Message(text, {"number": _shown(service), "first": first})))
            continue
        if not values.is_valid(service.service_name):
            text = N_("{number} is a possible number, but none that is given out; check its digits.")
            found.warnings.append(Finding(line, Message(text, {"number": _shown(service)})))
        batch.append(service)
        if len(batch) == BATCH:
            store()
    store()
    # The file is the caller's to close.
    text_file.detach()
    return found


def _shown(service: Service) -> str:
    return values.display(service.service_name)


# --- bytes to lines


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Take the bytes that are no UTF-8 for Windows-1252, Latin-1 with the signs that French offices use."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_LATIN, _latin)


def _text(file: io.BufferedReader) -> io.TextIOWrapper:
    head = file.peek(2)[:2]
    if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return io.TextIOWrapper(file, "utf-16", "replace")
    return io.TextIOWrapper(file, "utf-8-sig", _LATIN)


# --- lines to records


def _records(
    text: io.TextIOWrapper, found: Imported, separator: str, places: "_Places"
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line.

    A value in quotes may run over several lines. A quote that nobody closes costs its own line only, not the rest of
    the file.
    """
    waiting: deque[str] = deque()
    line = 1
    while True:
        first = waiting.popleft() if waiting else text.readline()
        line += 1
        if not first:
            return
        if '"' not in first:
            # Nearly every line: nothing to weigh.
            yield line, first.rstrip("\n").split(separator)
            continue
        read = [first]
        try:
            record = _split(read, separator)
            while record is None:
                following = waiting.popleft() if waiting else text.readline()
                read.append(following)
                if not following or len(read) > _LONGEST_RECORD or _is_record(following, separator, places):
                    raise _Unfit(
                        N_("A quote is opened and not closed; close it, or write it twice inside quotes.")
                    )
                record = _split(read, separator)
        except _Unfit as unfit:
            found.refused.append(Finding(line, unfit.message))
            waiting.extendleft(reversed(read[1:]))
            continue
        yield line, record
        line += len(read) - 1


def _split(lines: Sequence[str], separator: str) -> list[str] | None:
    """The values of a record, or None while a quote is open at its end. Raises `_Unfit`."""
    record = "".join(lines)
    reason = ""
    # Strict tells an open quote from a closed one. It also refuses text after a closing quote, where what is meant is
    # plain as long as the value stays on its line.
    for strict in (True, False):
        try:
            return next(csv.reader([record], delimiter=separator, strict=strict), [])
        except csv.Error as error:
            reason = str(error)
        if "unexpected end of data" in reason or len(lines) > 1:
            return None
    raise _Unfit(N_("This line cannot be read: {reason}. Shorten its values."), reason=reason)


def _is_record(line: str, separator: str, places: "_Places") -> bool:
    """Whether a line makes a record by itself, and so is no part of a value that began before it."""
    parts = line.split(separator)
    if len(parts) < places.columns:
        return False
    try:
        values.service_name(parts[places.number].strip('"'))
    except values.NotANumber:
        return False
    return True


# --- records to services


def _services(text: io.TextIOWrapper, found: Imported) -> Iterator[tuple[int, Service]]:
    header = text.readline()
    separator = ";" if header.count(";") > header.count(",") else ","
    try:
        places = _places(_split([header], separator) or header.split(separator))
    except _Unfit as unfit:
        found.refused.append(Finding(1, unfit.message))
        return
    for line, record in _records(text, found, separator, places):
        if not "".join(record).strip():
            continue
        try:
            service, warning = _service(places, record)
        except _Unfit as unfit:
            found.refused.append(Finding(line, unfit.message))
            continue
        if warning is not None:
            found.warnings.append(Finding(line, warning))
        yield line, service


@dataclass(frozen=True)
class _Places:
    """Where each column is; `feature_type` may be missing."""

    columns: int
    number: int
    billing_account: int
    description: int
    kind: int
    feature_type: int | None


def _places(header: Sequence[str]) -> _Places:
    names = [clean(name).strip().casefold() for name in header]
    if not any(names):
        raise _Unfit(
            N_("The file is empty; its first line has to name the columns {columns}."),
            columns=_listed(REQUIRED),
        )
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise _Unfit(
            N_("The first line has to name the columns {columns}; missing here: {missing}."),
            columns=_listed(REQUIRED),
            missing=_listed(missing),
        )
    twice = [name for name in (*REQUIRED, *OPTIONAL) if names.count(name) > 1]
    if twice:
        raise _Unfit(N_("The first line names {columns} twice; remove one."), columns=_listed(twice))
    places = {name: names.index(name) for name in REQUIRED}
    feature_type = names.index("feature_type") if "feature_type" in names else None
    return _Places(len(names), **places, feature_type=feature_type)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _service(places: _Places, record: list[str]) -> tuple[Service, Message | None]:
    """The service of a record, and what there is to warn about. Raises `_Unfit`."""
    if len(record) > places.columns and any(record[places.columns :]):
        raise _Unfit(
            N_(
                "{found} values for {expected} columns; put a value that holds the separator in double quotes."
            ),
            found=len(record),
            expected=places.columns,
        )
    record += [""] * (places.columns - len(record))
    number = record[places.number]
    try:
        service_name = values.service_name(number)
    except values.NotANumber:
        if not number.strip():
            raise _Unfit(N_("There is no number; fill the column {column}."), column="number") from None
        raise _Unfit(
            N_("{number} is no telephone number; write it as 01 99 00 10 01 or +33 1 99 00 10 01."),
            number=number,
        ) from None
    account = record[places.billing_account].strip()
    if not _ACCOUNT.fullmatch(account):
        raise _Unfit(
            N_("{account} is no billing account; write its name, without / ? # % & or \\."),
            account=account or "—",
        )
    kind = record[places.kind].strip().casefold()
    if kind not in ("alias", "line"):
        raise _Unfit(N_("{kind} is no kind; write alias or line."), kind=kind or "—")
    written = "" if places.feature_type is None else record[places.feature_type].strip()
    feature_type, warning = (EMPTY if kind == "alias" else _LINE_TYPE), None
    if written:
        feature_type, warning = _feature_type(kind, written)
    description = record[places.description]
    if len(description) > _LONGEST_DESCRIPTION or not (description.isascii() and description.isprintable()):
        description = clean(description, _LONGEST_DESCRIPTION)
    description = description.strip()
    return (
        Service(service_name, cast("Literal['alias', 'line']", kind), account, description, feature_type),
        warning,
    )


def _feature_type(kind: str, written: str) -> tuple[str, Message | None]:
    """The feature type as the platform spells it. Raises `_Unfit` for one of the other kind, or no word."""
    if not _TYPE.fullmatch(written):
        raise _Unfit(
            N_("{feature_type} is no feature type; write one word, or leave it empty."), feature_type=written
        )
    known = _CANONICAL_TYPES.get(written.casefold())
    if kind == "line":
        if known == EMPTY:
            return _LINE_TYPE, None
        if known is not None:
            raise _Unfit(
                N_("{feature_type} is a feature type of aliases; write alias as kind, or a type of lines."),
                feature_type=known,
            )
        return written, None
    if is_line(written):
        raise _Unfit(
            N_("{feature_type} is a feature type of lines; write line as kind, or a type of aliases."),
            feature_type=written,
        )
    if known is None:
        text = N_("{feature_type} is a feature type that is not known here; the number is shown, not edited.")
        return written, Message(text, {"feature_type": written})
    return known, None
