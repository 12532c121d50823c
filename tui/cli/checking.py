"""The check command: the store and the terminal, and what to do about whatever is wrong with them."""

import codecs
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tui import bootstrap
from tui.bootstrap import Choices, Options
from tui.cli.printing import DONE, FAILED, result
from tui.cli.words import Command
from tui.engine.account_words import clear_words, shadow_words
from tui.engine.credential_errors import CredentialsError, NoCredentials
from tui.engine.errors import WizardError
from tui.faults import fault_of
from tui.i18n import N_, Message, _, language, listed, ngettext
from tui.store.condition import Condition
from tui.text import clean

_SCARCE = 20_000_000
"""Bytes: less free space than this, and a store of many numbers can fill the disk while it is written."""
_COLUMNS, _ROWS = 80, 24


@dataclass(frozen=True)
class _Line:
    """What was looked at and what was found; `mend` when that is a problem."""

    what: str
    found: str
    mend: str = ""


def _check(options: Options) -> int:
    choices = bootstrap.settle(options)
    lines = [*_about_store(bootstrap.look_at_store(choices)), *_about_exchange(choices), *_about_terminal()]
    width = max(len(line.what) for line in lines)
    for line in lines:
        result(f"{'!' if line.mend else ' '} {line.what.ljust(width)}  {line.found}")
        if line.mend:
            result(f"  {' ' * width}  {line.mend}")
    bad = sum(1 for line in lines if line.mend)
    result(ngettext("{n} problem", "{n} problems", bad).format(n=bad) if bad else _("All is well."))
    return FAILED if bad else DONE


def _about_store(report: Condition) -> Iterator[_Line]:
    path = clean(str(report.path))
    if report.fault is not None:
        fault = fault_of(report.fault)
        cause = f" ({clean(fault.cause)})" if fault.cause else ""
        yield _Line(_("Store"), f"{fault.what}{cause}", str(fault.mend))
    elif not report.exists:
        yield _Line(_("Store"), _("{path}: not there yet, made when it is needed").format(path=path))
    else:
        yield _Line(_("Store"), _("{path}: version {version}").format(path=path, version=report.version))
        yield from _about_content(report)
    if report.free is not None:
        megabytes = _("{n} MB").format(n=report.free // 1_000_000)
        mend = _("Free some space on this disk.") if report.free < _SCARCE else ""
        yield _Line(_("Free disk space"), megabytes, mend)


def _about_content(report: Condition) -> Iterator[_Line]:
    if report.damage:
        mend = _("Copy the file away and restore a backup, or name another store with --store.")
        yield _Line(_("Integrity"), listed(clean(each) for each in report.damage), mend)
    else:
        yield _Line(_("Integrity"), _("intact"))
    if report.read_only is None:
        yield _Line(_("Writing"), _("possible"))
    else:
        fault = fault_of(report.read_only)
        yield _Line(_("Writing"), str(fault.what), str(fault.mend))
    aliases = ngettext("{n} alias number", "{n} alias numbers", report.aliases).format(n=report.aliases)
    lines = ngettext("{n} line", "{n} lines", report.lines).format(n=report.lines)
    sounds = ngettext("{n} sound", "{n} sounds", report.sounds).format(n=report.sounds)
    yield _Line(_("Content"), f"{aliases}, {lines}, {sounds}")
    if report.unfinished:
        runs = ngettext(
            "{n} cut off; carry on with: alias-wizard resume",
            "{n} cut off; carry on with: alias-wizard resume",
            report.unfinished,
        )
        yield _Line(_("Runs"), runs.format(n=report.unfinished))
    else:
        yield _Line(_("Runs"), _("none is cut off"))


def _about_exchange(choices: Choices) -> Iterator[_Line]:
    yield _Line(_("Exchange"), choices.exchange)
    if choices.exchange == bootstrap.OVHCLOUD:
        yield from _about_account(choices)
    else:
        for words in bootstrap.unused_keys(choices):
            yield _Line(_("Keys"), str(words))
        yield from _about_variable(_("Pace"), bootstrap.pace)


def _about_account(choices: Choices) -> Iterator[_Line]:
    """Where the keys of the account come from; nothing is called, so whether they work is not said."""
    from tui.exchanges import rate, wire

    try:
        standing = bootstrap.accounts().standing(choices.endpoint)
    except CredentialsError as error:
        fault = fault_of(error)
        yield _Line(_("Keys"), str(fault.what), str(fault.mend))
        return
    yield _Line(_("Endpoint"), standing.endpoint)
    for words in clear_words(standing):
        yield _Line(_("Endpoint"), str(words))
    wrong = standing.wrong
    if wrong is None and not standing.complete:
        wrong = NoCredentials(endpoint=standing.endpoint)
    found = ", ".join(standing.origins) or _("none")
    yield _Line(_("Keys"), found if wrong is None else str(wrong), str(wrong.fault().mend) if wrong else "")
    for words in shadow_words(standing):
        yield _Line(_("Variable"), str(words), _("Unset it, if the stored key is to be used."))
    yield from _about_variable(_("Rate"), partial(rate.budget, os.environ))
    yield from _about_variable(_("Patience"), partial(wire.limits, os.environ))


def _about_variable(what: str, read: Callable[[], object]) -> Iterator[_Line]:
    """A variable is told of when it holds nothing that can be used."""
    try:
        read()
    except WizardError as error:
        yield _Line(what, str(error), str(fault_of(error).mend))


def _about_terminal() -> Iterator[_Line]:
    term = os.environ.get("TERM", "")
    if all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        columns, rows = shutil.get_terminal_size()
        small = columns < _COLUMNS or rows < _ROWS
        mend = _("Make the window larger: 80 columns and 24 rows.") if small else ""
        yield _Line(
            _("Terminal"), _("{columns} columns, {rows} rows").format(columns=columns, rows=rows), mend
        )
        dumb = _("It cannot draw the wizard; set TERM to what the terminal is, such as xterm-256color.")
        yield _Line("TERM", clean(term) or "–", dumb if term == "dumb" else "")
    else:
        yield _Line(_("Terminal"), _("none here: the commands work, the wizard needs one"))
    yield _Line(_("Colours"), _colours(term))
    encoding = sys.stdout.encoding or "ascii"
    utf8 = codecs.lookup(encoding).name == "utf-8"
    mend = _("Choose a UTF-8 locale, such as LC_ALL=C.UTF-8; some signs cannot be shown.")
    yield _Line(_("Encoding"), encoding, "" if utf8 else mend)
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "–"
    )
    names = {"en": N_("English"), "fr": N_("French")}
    chosen = Message(
        N_("{language} (locale: {locale})"), {"language": Message(names[language()]), "locale": locale}
    )
    yield _Line(_("Language"), str(chosen))


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return _("none, as NO_COLOR asks")
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return _("16 million")
    return "256" if "256color" in term else _("16 at most")


COMMANDS = {
    "check": Command(
        "check", _check, N_("Check the store and the terminal, and say what to do about faults."), []
    )
}
