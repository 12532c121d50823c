"""What step 3 says around the plan, and what it offers: what is lost, what callers notice; or why there is no plan."""

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.configurations import catalogue
from tui.engine.errors import NumberChanged, SettingsRefused, WizardError
from tui.engine.platform_errors import NumberGone, RightsMissing
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.reports import before_undoing, lost_for_good, undone
from tui.screens.dialogs import fault_rows, labelled
from tui.use_cases import Proposal
from tui.widgets.actions import Action
from tui.widgets.line import Line
from tui.widgets.lines import Row, hanging
from tui.widgets.run_outcome import Ending, Verdict

CONFIGURE = Action("configure", N_("Configure"))
BACK = Action("back", N_("Back"))
LIST = Action("list", N_("Back to the list"))
RESUME = Action("resume", N_("Resume"))
AGAIN = Action("again", N_("Try again"))
CHANGE = Action("change", N_("Change the settings"))
UNDO = Action("undo", N_("Undo"))
_NEW_PLAN = Action(AGAIN.key, N_("Make a new plan"))
_UNDO_IT = Action(CONFIGURE.key, UNDO.label)

_LOSS = N_("The present configuration ({title}) will be lost; undoing brings it back.")
_SHARED = N_(
    "Before the first change the number is read again, and its open tasks are looked for. More cannot be known of "
    "others who work on it from another machine."
)
_LOST = N_("The present configuration ({title}) will be lost; it cannot be brought back from here.")


def loss_rows(proposal: Proposal, cells: int) -> list[Row]:
    """Return what is lost, what undoing could not bring back, and why nothing can be applied, if anything of it is so.

    Of an undo, which run it is comes first, with what else there is to know before it.
    """
    rows: list[Row] = []
    if proposal.undo is not None:
        rows += [*hanging([], str(undone(proposal.undo)), "muted", cells), []]
    if proposal.lacking:
        fault = RightsMissing(proposal.lacking).fault()
        rows += [*hanging([("✗ ", "error")], str(fault.what), "strong", cells), *fault_rows(fault, cells), []]
    for warning in _losses(proposal) if proposal.plan else ():
        rows += [*hanging([("! ", "warning")], str(warning), "warning", cells), []]
    return rows


def _losses(proposal: Proposal) -> Iterator[Message]:
    if proposal.undo is not None:
        yield from before_undoing(proposal.undo)
    if proposal.erases is not None:
        known = catalogue.by_feature_type(proposal.number.feature_type) is not None
        yield Message(_LOSS if known else _LOST, {"title": proposal.erased_title or proposal.erases})
    yield from lost_for_good(proposal.losses)


def agreeing(proposal: Proposal) -> tuple[Sequence[Action], str]:
    """Return what can be answered to a plan, and which answer Enter gives: where something is lost, not to do it."""
    if not proposal.plan:
        return (LIST,), LIST.key
    if proposal.lacking:
        return (BACK, LIST), BACK.key
    undo = proposal.undo
    careful = proposal.erases is not None or (undo is not None and bool(undo.missing or undo.since))
    return (CONFIGURE if undo is None else _UNDO_IT, BACK), BACK.key if careful else CONFIGURE.key


def effect_rows(proposal: Proposal, cells: int) -> list[Row]:
    """Return what callers will notice, and what the agent should know before applying."""
    rows: list[Row] = []
    if proposal.effect is not None and proposal.plan:
        rows.extend([[], *labelled([(_("For callers"), str(proposal.effect))], cells)])
    for warning in proposal.warnings:
        rows.extend([[], *hanging([("! ", "warning")], str(warning), "text", cells)])
    if proposal.shared and proposal.plan:
        rows.extend([[], *hanging([], _(_SHARED), "muted", cells)])
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
    undo = (UNDO,) if found.run is not None and found.run.changed else ()
    match found.ending:
        case Ending.DONE:
            return (LIST, *undo)
        case Ending.FAILED:
            return (AGAIN, *((CHANGE,) if can_change else ()), LIST)
        case Ending.PARTIAL if isinstance(found.error, NumberGone):
            return (LIST,)
        case Ending.PARTIAL if isinstance(found.error, NumberChanged):
            # Going on would be refused again: the number is no longer what this run knows.
            return (_NEW_PLAN, LIST, *undo)
        case Ending.PARTIAL | Ending.STOPPED:
            return (RESUME, LIST, *undo)


def to_copy(title: str, text: str) -> Sequence[Widget]:
    """Return a text that is to be copied or selected, below its `title` (translated)."""
    heading = Line([(title, "strong"), ("  F8", "accent"), (" " + _("copy"), "muted")])
    heading.add_class("after")
    return heading, Static(Content(text), classes="copied")
