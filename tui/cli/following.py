"""Following what is carried out to its end: events as they come, why something is not done, and the exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from tui.bulk import BulkReport, Happening, Refused, Result
from tui.cli.events import Show, fault_in, fault_words, reason_of
from tui.cli.printing import (
    DONE,
    FAILED,
    NOT_AUTHORISED,
    PARTLY,
    code_of,
    json_line,
    reader_may_leave,
    result,
    say,
    say_fault,
    say_mend,
)
from tui.engine.errors import ClaimLost, NotAuthorised, NumberChanged, OutcomeUnknown, WizardError
from tui.engine.platform_errors import NumberGone
from tui.engine.runner import Finished
from tui.i18n import N_, Message, _
from tui.signals import SIGNALS, Stop
from tui.telephony import values

_STOPS_AND_ASKS = (NumberChanged, ClaimLost, OutcomeUnknown)
"""Where the wizard would ask what to do; a command stops there, and can be resumed."""


def follow(stop: Stop, events: Iterator[Happening], show: Show) -> BulkReport:
    """Show events until their end, and say why what is not done is not; how it stands with every number then."""
    report = BulkReport(())
    with _obeying(stop):
        for event in events:
            if isinstance(event, BulkReport):
                report = event
                continue
            # Nobody reading any more is no reason to leave a number half changed: the run was agreed to.
            with reader_may_leave():
                show(event)
            if isinstance(event, Refused):
                report = BulkReport((event.result,))
                say_fault(event.error)
            elif isinstance(event, Finished):
                report = BulkReport((Result.of(event),))
                if event.run.state != "done":
                    _say_why(event)
    return report


def _say_why(finished: Finished) -> None:
    say(reason_of(finished))
    fault = fault_in(finished)
    if fault is not None:
        say_mend(fault)
    if finished.run.state == "partial" and not isinstance(finished.error, NumberGone):
        number = values.e164(finished.run.intent.service_name)
        say(Message(_onward(finished), {"number": number}))


def _onward(finished: Finished) -> str:
    """The command that helps where a run is partly done, as a message id."""
    if not isinstance(finished.error, NumberChanged):
        return N_("To carry on: alias-wizard resume {number}")
    # It would be refused again: the number is no longer what this run knows.
    intent = finished.run.intent
    if intent.settings is None or intent.undoes is not None:
        return N_("For a new plan, in the wizard: alias-wizard --number {number}")
    return N_("For a new plan: alias-wizard apply RECIPE {number}")


def code_for(report: BulkReport, stop: Stop) -> int:
    """The exit code: all numbers are done, some are, or none is and why."""
    if stop.exit_code is not None:
        return stop.exit_code
    if report.state == "failed":
        return _code(next((each.error for each in report.results if each.error is not None), None))
    return DONE if report.state == "done" else PARTLY


def _code(error: WizardError | None) -> int:
    """The exit code where nothing was changed."""
    if isinstance(error, NotAuthorised):
        return NOT_AUTHORISED
    if isinstance(error, _STOPS_AND_ASKS):
        return PARTLY
    return FAILED if error is None else max(code_of(error), FAILED)


def tell(report: BulkReport, as_json: bool) -> None:
    """Print the report on several numbers, as the last of the result; what was not begun is said to people too."""
    with reader_may_leave():
        if as_json:
            # As after a single number, the reason comes last.
            for each in sorted(report.results, key=lambda each: each.error is not None):
                json_line(_report_json(each))
        else:
            for line in report.lines():
                result(str(line))
    if waiting := report.of("todo"):
        listed = ", ".join(values.display(each.number) for each in waiting)
        say(Message(N_("Not begun: {numbers}"), {"numbers": listed}))
        if any(each.run is not None for each in waiting):
            say(_("To carry on: alias-wizard resume"))


def _report_json(each: Result) -> dict[str, object]:
    fault = each.fault
    return {
        "event": "report",
        "run": None if each.run is None else each.run.id,
        "number": values.e164(each.number),
        "state": each.state,
        "reason": None if fault is None else fault_words(fault),
        "mend": None if fault is None else str(fault.mend),
        "query_id": None if fault is None else fault.query_id,
    }


@contextmanager
def _obeying(stop: Stop) -> Iterator[None]:
    """Let signals stop a run in good order; before and after it they end the command at once."""
    import signal

    before = {signum: signal.getsignal(signum) for signum in SIGNALS}
    stop.install()
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
