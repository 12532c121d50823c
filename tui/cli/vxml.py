"""The vxml command: what is wrong with a VXML document, in a file or at an address, alone or for a number."""

from tui import bootstrap
from tui.bootstrap import EMBEDDED, Choices, Options
from tui.cli.printing import DONE, FAILED, code_of, document, result, say, say_fault
from tui.cli.words import Argument, Command, Option, json_option
from tui.i18n import N_, _, ngettext
from tui.telephony.services import Read, find_number
from tui.telephony.vxml.check import Report, check, check_for_account
from tui.telephony.vxml.fetching import DocumentUnreachable, PrivateAddress, load

_WIDTH = 88  # Columns of a line of the document: two windows side by side still show it whole.
_LEVELS = {"error": N_("error"), "warning": N_("warning")}


def _vxml(options: Options, document_: str, number: str | None, private: bool, as_json: bool) -> int:
    choices = bootstrap.settle(options)
    try:
        report = _checked(choices, document_, number, private)
    except PrivateAddress as error:
        say_fault(error)
        say(_("To allow it for this document: --private"))
        return code_of(error)
    except DocumentUnreachable as error:
        say_fault(error)
        return FAILED
    if as_json:
        document(
            [
                {
                    "line": each.line,
                    "column": each.column,
                    "level": each.level,
                    "code": each.code,
                    "message": str(each.message),
                    "mend": str(each.mend),
                }
                for each in report.findings
            ]
        )
    else:
        _print(report)
    return FAILED if report.has_errors else DONE


def _checked(choices: Choices, where: str, number: str | None, private: bool) -> Report:
    if number is not None:
        with bootstrap.open_services(choices) as services:
            find_number(services.exchange, number)
            return check_for_account(load(where, private), Read(services.exchange))
    content = load(where, private)
    if choices.exchange != EMBEDDED or not (choices.demo or choices.store.exists()):
        # A document alone is checked offline, and makes no store.
        return check(content)
    with bootstrap.open_services(choices) as services:
        inventory = services.inventory
        return check(content, lambda name: inventory.get(name) is not None)


def _print(report: Report) -> None:
    for each in report.findings:
        words = {"line": each.line, "column": each.column, "level": _(_LEVELS[each.level])}
        result(_("line {line}, column {column}: {level}: {message}").format(**words, message=each.message))
        line, _at = report.excerpt(each, _WIDTH)
        if line.strip():
            result(f"    {line.strip()}")
        result(f"    → {each.mend}")
    errors = sum(each.level == "error" for each in report.findings)
    warnings = len(report.findings) - errors
    counted = (
        ngettext("{n} error", "{n} errors", errors).format(n=errors),
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
    )
    say(", ".join(counted) + ".")


COMMANDS = {
    "vxml": Command(
        "vxml",
        _vxml,
        N_(
            "Check a VXML document: its structure, where its dialogs lead, and its transfers, which OVH makes to its "
            "own numbers only. It ends with 1 when there is an error in it."
        ),
        [
            Argument(["document_"], metavar="FILE|URL", help=N_("A file, or an address of http or https.")),
            Option(
                ["--number"],
                metavar="NUMBER",
                help=N_("The number that is to use it: a transfer out of its account is an error then."),
            ),
            Option(
                ["--private"],
                is_flag=True,
                help=N_("Fetch it from this machine or a private network too."),
            ),
            json_option(),
        ],
    ),
}
