"""The commands that change numbers: plan, which only looks, apply and resume."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from tui import bootstrap, use_cases
from tui.bootstrap import Options
from tui.cli.events import Lines, Show, reason_of, show_json
from tui.cli.plans import plan_json, plan_lines
from tui.cli.printing import (
    DONE,
    FAILED,
    NOT_AUTHORISED,
    PARTLY,
    REFUSED,
    code_of,
    document,
    json_line,
    reader_may_leave,
    result,
    say,
    say_fault,
)
from tui.cli.words import Argument, Command, Option, json_option, reveal_option
from tui.configurations import catalogue
from tui.engine.errors import (
    ClaimLost,
    NotAuthorised,
    NumberChanged,
    NumberHeld,
    OutcomeUnknown,
    Problem,
    SettingsRefused,
    WizardError,
)
from tui.engine.ports import Run
from tui.engine.runner import Event, Finished
from tui.faults import fault_of
from tui.forms import public
from tui.i18n import N_, Message, _
from tui.recipes import out_of_place, read_recipe
from tui.signals import SIGNALS, Stop
from tui.states import SettingsDump
from tui.telephony import values
from tui.telephony.services import Number, find_number
from tui.use_cases import Proposal, Services

_STOPS_AND_ASKS = (NumberChanged, ClaimLost, OutcomeUnknown)
"""Where the wizard would ask what to do; a command stops there, and can be resumed."""


def _plan(options: Options, number: str, recipe: str, as_json: bool, reveal: bool) -> int:
    choices = bootstrap.settle(options)
    kind, settings = _checked(recipe)
    with bootstrap.open_services(choices) as services:
        proposal = use_cases.propose(services, find_number(services.exchange, number), kind, settings)
    _say_warnings(proposal)
    if as_json:
        document(plan_json(proposal, reveal))
        return DONE
    for line in plan_lines(proposal, reveal):
        result(line)
    return DONE


def _checked(recipe: str) -> tuple[str, SettingsDump]:
    """The kind and the settings of a recipe. Raises before any store is opened when they are not right."""
    kind, given = read_recipe(recipe)
    slice_ = catalogue.load(kind)
    faults = () if slice_ is None else tuple(out_of_place(slice_.FORM, given))
    try:
        settings = use_cases.settings_from(kind, public(given))
    except SettingsRefused as refused:
        raise SettingsRefused((*faults, *refused.problems)) from refused
    if faults:
        raise SettingsRefused(faults)
    return kind, settings


def _say_warnings(proposal: Proposal) -> None:
    for warning in proposal.warnings:
        say(f"! {warning}")


# --- apply


def _apply(options: Options, recipe: str, numbers: Sequence[str], yes: bool, as_json: bool) -> int:
    choices = bootstrap.settle(options)
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        say(_("There is nobody to ask whether to apply this. Add --yes to apply it without a question."))
        return REFUSED
    kind, settings = _checked(recipe)
    with bootstrap.open_services(choices) as services:
        proposals, code = _proposals(services, numbers, kind, settings)
        if code != DONE:
            return code
        show = show_json if as_json else Lines()
        for position, proposal in enumerate(proposals):
            # What was applied to the numbers before may have changed what this one needs.
            now = proposal if position == 0 else _again(services, proposal, kind, settings)
            code = _apply_one(services, now, show, yes, as_json)
            if code != DONE:
                _say_not_begun([each.number for each in proposals[position + 1 :]])
                return code
    return DONE


def _proposals(
    services: Services, numbers: Sequence[str], kind: str, settings: SettingsDump
) -> tuple[list[Proposal], int]:
    """A plan for each number, once; every number for which there can be none is named before anything is written."""
    found: dict[str, Proposal] = {}
    code = DONE
    for text in numbers:
        try:
            number = find_number(services.exchange, text)
            if number.service_name not in found:
                found[number.service_name] = use_cases.propose(services, number, kind, settings)
        except SettingsRefused as error:
            problems = error.problems
            if len(numbers) > 1:
                problems = tuple(
                    Problem(f"{values.display(text)}: {each.path}", each.message) for each in problems
                )
            code = max(code, say_fault(SettingsRefused(problems)))
        except WizardError as error:
            code = max(code, say_fault(error))
    return list(found.values()), code


def _again(services: Services, proposal: Proposal, kind: str, settings: SettingsDump) -> Proposal:
    number = use_cases.read_again(services, proposal.number)
    return use_cases.propose(services, number, kind, settings)


def _apply_one(services: Services, proposal: Proposal, show: Show, yes: bool, as_json: bool) -> int:
    if not yes and proposal.plan and not _agreed(proposal):
        say(_("Nothing was changed."))
        return REFUSED
    if yes:
        _say_warnings(proposal)
    try:
        return _follow(services, use_cases.start(services, proposal), show)
    except WizardError as error:
        if as_json:
            _show_refused(proposal.number, error)
        return say_fault(error)


def _agreed(proposal: Proposal) -> bool:
    """Show the plan and ask; all on stderr, for stdout is the result's."""
    say(values.display(proposal.number.service_name))
    for line in plan_lines(proposal):
        say(f"  {line}")
    _say_warnings(proposal)
    click.echo(_("Apply this? [y/N]") + " ", err=True, nl=False)
    # Both languages' yes, whichever is in use.
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "o", "oui")


def _show_refused(number: Number, error: WizardError) -> None:
    """The last event of a number for which there is not even a run."""
    with reader_may_leave():
        json_line(
            {
                "event": "finished",
                "run": None,
                "number": values.e164(number.service_name),
                "state": "failed",
                "reason": str(fault_of(error).what),
            }
        )


def _say_not_begun(numbers: Sequence[Number]) -> None:
    if numbers:
        listed = ", ".join(values.display(number.service_name) for number in numbers)
        say(Message(N_("Not begun: {numbers}"), {"numbers": listed}))


# --- resume


def _resume(options: Options, number: str | None, as_json: bool) -> int:
    with bootstrap.open_services(bootstrap.settle(options)) as services:
        only = None if number is None else find_number(services.exchange, number).service_name
        runs = [run for run in services.journal.unfinished() if only in (None, run.intent.service_name)]
        if not runs:
            say(_("There is nothing to carry on."))
        show = show_json if as_json else Lines()
        code = DONE
        for run in runs:
            code = max(code, _carry_on(services, run, show))
            if services.stop.exit_code is not None:
                return services.stop.exit_code
    return code


def _carry_on(services: Services, run: Run, show: Show) -> int:
    """The exit code of one run; one that somebody else is at is none of ours, so it is said and skipped."""
    try:
        return _follow(services, use_cases.carry_on(services, run), show)
    except NumberHeld as error:
        say(fault_of(error).what)
        return DONE
    except WizardError as error:
        return say_fault(error)


# --- both


def _follow(services: Services, events: Iterator[Event], show: Show) -> int:
    """Show a run's events until its end; the exit code for how it ended."""
    finished: Finished | None = None
    with _obeying(services.stop):
        for event in events:
            if isinstance(event, Finished):
                finished = event
            # Nobody reading any more is no reason to leave a number half changed: the run was agreed to.
            with reader_may_leave():
                show(event)
    if finished is None:
        return FAILED
    if finished.run.state != "done":
        _say_why(finished)
    return _code(finished, services.stop)


def _say_why(finished: Finished) -> None:
    say(reason_of(finished))
    if finished.fault is not None:
        if finished.fault.query_id:
            say("  " + _("Query id: {query_id}").format(query_id=finished.fault.query_id))
        say(finished.fault.mend)
    if finished.run.state == "partial":
        number = values.e164(finished.run.intent.service_name)
        say(Message(N_("To carry on: alias-wizard resume {number}"), {"number": number}))


def _code(finished: Finished, stop: Stop) -> int:
    if stop.exit_code is not None:
        return stop.exit_code
    if finished.run.state == "done":
        return DONE
    if isinstance(finished.error, NotAuthorised):
        return NOT_AUTHORISED
    if finished.run.state == "partial" or isinstance(finished.error, _STOPS_AND_ASKS):
        return PARTLY
    return max(code_of(finished.error), FAILED) if finished.error is not None else FAILED


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


COMMANDS = {
    "plan": Command(
        "plan",
        _plan,
        N_("Show what a recipe would change on a number. Nothing is changed."),
        [
            Argument(["number"], metavar="NUMBER", help=N_("In any usual form.")),
            Argument(["recipe"], metavar="RECIPE", help=N_("A TOML or JSON file; - is the standard input.")),
            json_option(),
            reveal_option(),
        ],
    ),
    "apply": Command(
        "apply",
        _apply,
        N_("Apply a recipe to one or several numbers, one after the other, up to the first that fails."),
        [
            Argument(["recipe"], metavar="RECIPE", help=N_("A TOML or JSON file; - is the standard input.")),
            Argument(
                ["numbers"], metavar="NUMBER...", nargs=-1, required=True, help=N_("In any usual form.")
            ),
            Option(["--yes"], is_flag=True, help=N_("Do not ask.")),
            json_option(),
        ],
    ),
    "resume": Command(
        "resume",
        _resume,
        N_("Carry on every run that was cut off, or that of one number. Nothing is asked: it was agreed to."),
        [
            Argument(["number"], metavar="[NUMBER]", required=False, help=N_("In any usual form.")),
            json_option(),
        ],
    ),
}
