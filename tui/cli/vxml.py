"""The vxml command: what is wrong with a VXML document, in a file or at an address, alone or for a number."""

from tui import bootstrap
from tui.bootstrap import EMBEDDED, Choices, Options
from tui.cli.printing import DONE, FAILED, code_of, document, result, say, say_fault
from tui.cli.words import Argument, Command, Option, json_option
from tui.i18n import N_, _
from tui.telephony.fetching import DocumentUnreachable, PrivateAddress, load
from tui.telephony.findings import Report
from tui.telephony.services import Read, find_number
from tui.telephony.vxml.check import check, check_for_account
from tui.telephony.vxml.decoding import LARGEST
from tui.words import finding_lines, report_words


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
        with bootstrap.open_services(choices, say) as services:
            read = Read(services.exchange)
            found = find_number(services.exchange, number, read)
            return check_for_account(load(where, LARGEST, private), read, found.service_name, where)
    content = load(where, LARGEST, private)
    if choices.exchange != EMBEDDED or not (choices.demo or choices.store.exists()):
        # A document alone is checked offline, and makes no store.
        return check(content, own=where)
    with bootstrap.open_services(choices) as services:
        inventory = services.inventory
        return check(content, lambda names: {each for each in names if inventory.get(each)}, own=where)


def _print(report: Report) -> None:
    for each in report.findings:
        for line in finding_lines(report, each):
            result(line)
    say(report_words(report) + ".")


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
