"""What step 3 says around the plan, and what it offers: what is lost, what callers notice; or why there is no plan."""

from collections.abc import Sequence

from tui.engine.errors import SettingsRefused, WizardError
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.screens.dialogs import fault_rows, labelled
from tui.use_cases import Proposal
from tui.widgets.actions import Action
from tui.widgets.lines import Row, hanging
from tui.widgets.run_outcome import Ending, Verdict

CONFIGURE = Action("configure", N_("Configure"))
BACK = Action("back", N_("Back"))
LIST = Action("list", N_("Back to the list"))
RESUME = Action("resume", N_("Resume"))
AGAIN = Action("again", N_("Try again"))
CHANGE = Action("change", N_("Change the settings"))
_NEW_PLAN = Action(AGAIN.key, N_("Make a new plan"))

_LOSS = N_("The present configuration ({title}) will be lost; it cannot be brought back from here.")


def loss_rows(proposal: Proposal, cells: int) -> list[Row]:
    """Return the warning about what is lost; no line when nothing is."""
    if proposal.erases is None or not proposal.plan:
        return []
    title = proposal.erased_title or proposal.erases
    return [*hanging([("! ", "warning")], str(Message(_LOSS, {"title": title})), "warning", cells), []]


def effect_rows(proposal: Proposal, cells: int) -> list[Row]:
    """Return what callers will notice, and what the agent should know before applying."""
    rows: list[Row] = []
    if proposal.effect is not None and proposal.plan:
        rows.extend([[], *labelled([(_("For callers"), str(proposal.effect))], cells)])
    for warning in proposal.warnings:
        rows.extend([[], *hanging([("! ", "warning")], str(warning), "text", cells)])
    return rows


def refusal_rows(error: WizardError, cells: int) -> Sequence[Row]:
    """Return why there is no plan: every problem with its path, or what happened and what to do."""
    fault = fault_of(error)
    if not isinstance(error, SettingsRefused):
        return [*hanging([("✗ ", "error")], str(fault.what), "strong", cells), [], *fault_rows(fault, cells)]
    rows = hanging([("✗ ", "error")], _("The settings are not right. Nothing was sent."), "strong", cells)
    told = [(problem.path, str(problem.message)) for problem in error.problems]
    return [*rows, [], *labelled(told, cells)]


def offered(found: Verdict, can_change: bool) -> Sequence[Action]:
    """Return what can be done after a run has ended."""
    match found.ending:
        case Ending.DONE:
            return (LIST,)
        case Ending.FAILED:
            return (AGAIN, *((CHANGE,) if can_change else ()), LIST)
        case Ending.PARTIAL if found.differences:
            # Going on would be refused again: the number is no longer what this run knows.
            return (_NEW_PLAN, LIST)
        case Ending.PARTIAL | Ending.STOPPED:
            return (RESUME, LIST)
