"""The commands that change numbers: apply, to one or to many, and resume."""

import sys
from collections.abc import Iterator, Sequence

import click

from tui import bootstrap, bulk, use_cases
from tui.bootstrap import Options
from tui.bulk import BulkReport, Happening, Prospect, Refused, lost_words, prospects
from tui.cli.events import Lines, Show, show_json
from tui.cli.following import code_for, follow, tell
from tui.cli.planning import opened, read, recipe_argument, say_refused, say_warnings
from tui.cli.plans import plan_lines
from tui.cli.printing import DONE, REFUSED, agreed, say, somebody_answers
from tui.cli.words import Argument, Command, Option, json_option
from tui.engine.errors import NotAnAlias, NumberHeld, UnknownNumber, WizardError
from tui.engine.ports import Run
from tui.engine.rights import refuse
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.telephony import values
from tui.telephony.services import find_number
from tui.use_cases import Proposal, Services


def _apply(
    options: Options, recipe: str, numbers: Sequence[str], yes: bool, keep_going: bool, as_json: bool
) -> int:
    choices = bootstrap.settle(options)
    if not yes and not somebody_answers():
        say(_("There is nobody to ask whether to apply this. Add --yes to apply it without a question."))
        return REFUSED
    wanted = read(recipe)
    with opened(choices, wanted) as services:
        found = list(_counted(prospects(services, numbers, wanted.kind, wanted.given), len(numbers)))
        able = [each.proposal for each in found if each.proposal is not None]
        # A number that is none of ours is a slip of whoever wrote it, and not for going on without it.
        strange = any(isinstance(each.error, UnknownNumber | NotAnAlias) for each in found)
        code = say_refused(found, wanted)
        if code != DONE and (wanted.faults or strange or not able or not keep_going):
            return code
        refuse([right for each in able for right in each.lacking])
        if not _agreed(able, yes):
            say(_("Nothing was changed."))
            return REFUSED
        events = _one(services, able[0]) if len(found) == 1 else bulk.apply(services, able, keep_going)
        report = follow(services.stop, events, _show(as_json, len(able))).with_refused(found)
        if len(found) > 1:
            tell(report, as_json)
        return code_for(report, services.stop)


def _one(services: Services, proposal: Proposal) -> Iterator[Happening]:
    """What happens to the only number."""
    try:
        yield from use_cases.start(services, proposal)
    except WizardError as error:
        yield Refused(proposal.number.service_name, error)


def _show(as_json: bool, count: int) -> Show:
    return show_json if as_json else Lines(count)


def _counted(found: Iterator[Prospect], count: int) -> Iterator[Prospect]:
    """What is found; of several numbers a terminal is told meanwhile how far that has come."""
    if count == 1 or not sys.stderr.isatty():
        yield from found
        return

    def tell(done: int) -> None:
        # What else is said meanwhile begins at the start of the line.
        words = Message(N_("Planning: {done} of {total}"), {"done": done, "total": count})
        click.echo(f"{words}\x1b[K\r", err=True, nl=False)

    try:
        tell(0)
        for done, each in enumerate(found, start=1):
            yield each
            tell(done)
    finally:
        click.echo("\x1b[K", err=True, nl=False)


def _agreed(able: Sequence[Proposal], yes: bool) -> bool:
    """Show all plans and ask, once, where something changes; all on stderr, for stdout is the result's."""
    asks = not yes and any(each.plan for each in able)
    for each in able if asks else ():
        say(values.display(each.number.service_name))
        for line in plan_lines(each):
            say(f"  {line}")
    if asks or yes:
        say_warnings(able)
    if not asks:
        return True
    if len(able) == 1:
        return agreed(_("Apply this? [y/N]"))
    if losing := lost_words(able):
        say(f"! {losing}")
    return agreed(str(Message(N_("Apply this to {count} numbers? [y/N]"), {"count": len(able)})))


# --- resume


def _resume(options: Options, number: str | None, as_json: bool) -> int:
    with bootstrap.open_services(bootstrap.settle(options), say) as services:
        only = None if number is None else bulk.called(number)
        runs = [run for run in services.journal.unfinished() if only in (None, run.intent.service_name)]
        if not runs:
            if number is not None:
                find_number(services.exchange, number)
            say(_("There is nothing to carry on."))
            return DONE
        report = follow(services.stop, _not_held(services, runs), _show(as_json, len(runs)))
        if not report.results:
            return DONE
        if len(report.results) > 1:
            tell(report, as_json)
        return code_for(report, services.stop)


def _not_held(services: Services, runs: Sequence[Run]) -> Iterator[Happening]:
    """What happens to the runs; those that somebody else is at are none of ours, so that is said, and they are left."""
    for event in bulk.resume(services, runs):
        if isinstance(event, Refused) and isinstance(event.error, NumberHeld):
            say(fault_of(event.error).what)
        elif isinstance(event, BulkReport):
            ours = (each for each in event.results if not isinstance(each.error, NumberHeld))
            yield BulkReport(tuple(ours))
        else:
            yield event


COMMANDS = {
    "apply": Command(
        "apply",
        _apply,
        N_(
            "Apply a recipe to one or several numbers: every plan is made before any number is changed, then they are "
            "set up one after the other, up to the first that fails."
        ),
        [
            recipe_argument(),
            Argument(
                ["numbers"], metavar="NUMBER...", nargs=-1, required=True, help=N_("In any usual form.")
            ),
            Option(["--yes"], is_flag=True, help=N_("Do not ask.")),
            Option(["--keep-going"], is_flag=True, help=N_("Go on with the other numbers where one fails.")),
            json_option(),
        ],
    ),
    "resume": Command(
        "resume",
        _resume,
        N_(
            "Carry on every run that was cut off, or that of one number, and begin what was agreed to and not begun. "
            "Nothing is asked."
        ),
        [
            Argument(["number"], metavar="[NUMBER]", required=False, help=N_("In any usual form.")),
            json_option(),
        ],
    ),
}
