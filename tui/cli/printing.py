"""What the commands print: results to stdout, messages to stderr, and nothing in either that could drive a terminal."""

import errno
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import TextIO

import click

from tui.engine.credential_errors import NoCredentials, NotAgreed
from tui.engine.errors import (
    ChangeUnderWay,
    ExchangeError,
    Fault,
    NotAuthorised,
    NotKept,
    SettingsRefused,
    SoundMissing,
    StoreError,
    TaskFailed,
    WizardError,
)
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.text import clean

DONE, FAILED, REFUSED, PARTLY, NOT_AUTHORISED = 0, 1, 2, 3, 4
"""The exit codes; besides them 128 plus the number of the signal that ended a command."""

_LONGEST = 20_000  # Characters of a line that is printed: a description can have half of it.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
"""What JSON leaves as it is and a terminal, or a reader, should not get: `tui.text` has the reasons."""


def result(text: str = "") -> None:
    """Print one line of the result."""
    _print(clean(text, _LONGEST))


def say(text: object = "") -> None:
    """Print one line of a message, to stderr."""
    _print(clean(str(text), _LONGEST), err=True)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines with their columns below one another; the last one is as long as it is."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    return [
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)), row[-1]]
        ).rstrip()
        for row in cells
    ]


def document(value: object) -> None:
    """Print the result as one JSON document."""
    _json(value, indent=2)


def json_line(value: object) -> None:
    """Print one line of the result's JSON lines; it is there for its reader at once."""
    _json(value, indent=None)


def _json(value: object, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Values stay what they are: an escape in JSON says the same.
    safe = _UNSAFE.sub(lambda found: json.dumps(found.group())[1:-1], text)
    # Bytes: JSON is UTF-8 whatever the terminal's encoding.
    _print(safe.encode("utf-8"))


def say_fault(error: WizardError) -> int:
    """Say what happened, why and what to do; the exit code for it."""
    if isinstance(error, SettingsRefused):
        say(Message(N_("The settings are not right:")))
        for problem in error.problems:
            say(f"  {problem.path}: {problem.message}{_place(problem.path)}")
        say(Message(error.mend))
    else:
        say_what(fault_of(error))
    return code_of(error)


def _place(path: str) -> str:
    """Which rows a path goes through, as people count: ` (menus no. 1, entries no. 2)` for `menus.0.entries.1.menu`."""
    # Of several numbers, the one that it is about stands before the path.
    parts = path.rpartition(" ")[2].split(".")
    rows = [
        str(Message(N_("{rows} no. {number}"), {"rows": name, "number": int(place) + 1}))
        for name, place in pairwise(parts)
        if place.isdecimal()
    ]
    return f" ({', '.join(rows)})" if rows else ""


def say_what(fault: Fault) -> None:
    """Say a fault: what happened, its cause, what to do, and the query id for the platform's support."""
    say(fault.what)
    if fault.cause:
        say(f"  {fault.cause}")
    say_mend(fault)


def say_mend(fault: Fault) -> None:
    """Say the query id of a fault, if it has one, and what to do."""
    if fault.query_id:
        say("  " + _("Query id: {query_id}").format(query_id=fault.query_id))
    say(fault.mend)


def code_of(error: WizardError) -> int:
    """The exit code of a command that an exception ended before anything of it was done."""
    if isinstance(error, (NotAuthorised, NoCredentials, NotAgreed)):
        return NOT_AUTHORISED
    if isinstance(error, (ExchangeError, StoreError, TaskFailed, ChangeUnderWay, NotKept, SoundMissing)):
        return FAILED
    return REFUSED


def somebody_answers() -> bool:
    """Whether there is a terminal on which to ask, and to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """Ask on stderr, for stdout is the result's: the line of the answer, empty at the end of the input."""
    click.echo(f"{question} ", err=True, nl=False)
    return sys.stdin.readline()


def is_yes(answer: str) -> bool:
    """Whether an answer is a yes in either language, whichever is in use."""
    return answer.strip().casefold() in ("y", "yes", "o", "oui")


def agreed(question: str) -> bool:
    """Ask, and whether the answer is yes."""
    return is_yes(ask(question))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print as long as somebody reads; whoever has seen enough ends the printing, not the work."""
    with suppress(BrokenPipeError):
        yield


def _print(content: str | bytes, err: bool = False) -> None:
    """Print a line. Raises BrokenPipeError once, when nobody reads stdout any more; stderr may have no reader."""
    try:
        click.echo(content, err=err)
    except OSError as error:
        # EIO: the terminal was hung up.
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise
        close_quietly(sys.stderr if err else sys.stdout)
        if not err:
            raise BrokenPipeError(error.errno, error.strerror) from error


def close_quietly(stream: TextIO) -> None:
    """Let what is still printed go nowhere: nobody reads the stream any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
