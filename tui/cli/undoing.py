"""The command undo: a number gets back what it had before the last run that changed it, in the manner of apply."""

from collections.abc import Iterator

from tui import bootstrap, undo, use_cases
from tui.bootstrap import Options
from tui.bulk import Happening, Refused
from tui.cli.events import Lines, show_json
from tui.cli.following import code_for, follow
from tui.cli.planning import say_warnings
from tui.cli.plans import plan_lines
from tui.cli.printing import REFUSED, agreed, say, somebody_answers
from tui.cli.words import Argument, Command, Option, json_option
from tui.engine.errors import WizardError
from tui.i18n import N_, _
from tui.reports import before_undoing, undone
from tui.telephony import values
from tui.telephony.services import find_number
from tui.use_cases import Proposal, Services


def _undo(options: Options, number: str, yes: bool, as_json: bool) -> int:
    choices = bootstrap.settle(options)
    if not yes and not somebody_answers():
        say(_("There is nobody to ask whether to undo this. Add --yes to undo it without a question."))
        return REFUSED
    with bootstrap.open_services(choices, say) as services:
        found = find_number(services.exchange, number)
        proposal = undo.propose(services, found, undo.last_run(services, found))
        if not _agreed(proposal, yes):
            say(_("Nothing was changed."))
            return REFUSED
        show = show_json if as_json else Lines()
        return code_for(follow(services.stop, _events(services, proposal, yes), show), services.stop)


def _agreed(proposal: Proposal, yes: bool) -> bool:
    """Say which run it is and what undoing it means; where something changes and nobody has said yes, ask.

    All on stderr, for stdout is the result's.
    """
    asks = not yes and bool(proposal.plan)
    say(values.display(proposal.number.service_name))
    if proposal.undo is not None:
        say(f"  {undone(proposal.undo)}")
    for line in plan_lines(proposal) if asks else ():
        say(f"  {line}")
    for told in before_undoing(proposal.undo) if proposal.undo is not None else ():
        say(f"! {told}")
    say_warnings([proposal])
    return agreed(_("Undo this? [y/N]")) if asks else True


def _events(services: Services, proposal: Proposal, yes: bool) -> Iterator[Happening]:
    """What happens; where nobody is asked, what a colleague has changed since stops it before anything is sent."""
    try:
        if yes:
            undo.refuse_changed(proposal)
        yield from use_cases.start(services, proposal)
    except WizardError as error:
        yield Refused(proposal.number.service_name, error)


COMMANDS = {
    "undo": Command(
        "undo",
        _undo,
        N_(
            "Bring back what a number had before the last run that changed it. The plan is shown, and what cannot come "
            "back is said first. An undo can be undone."
        ),
        [
            Argument(["number"], metavar="NUMBER", help=N_("In any usual form.")),
            Option(["--yes"], is_flag=True, help=N_("Do not ask.")),
            json_option(),
        ],
    ),
}
