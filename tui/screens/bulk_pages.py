"""What step 3 says around the plans of several numbers, and the whole plan of one of them."""

from collections.abc import Sequence
from itertools import chain

from tui.bulk import Prospect, lost_words, warning_words
from tui.engine.platform_errors import RightsMissing
from tui.faults import fault_of
from tui.i18n import N_, Message, _, ngettext
from tui.screens.at_work import Phase
from tui.screens.dialogs import CLOSE, Dialog, fault_rows, labelled
from tui.screens.review_pages import effect_rows, loss_rows
from tui.telephony import values
from tui.times import stopwatch
from tui.use_cases import Proposal
from tui.widgets.actions import Action
from tui.widgets.bulk_rows import Progresses
from tui.widgets.line import Part
from tui.widgets.lines import Row, hanging
from tui.widgets.plan_view import plan_rows
from tui.words import TypeTitle

_TITLES = {
    Phase.READING: N_("Every number is read, and a plan made for it"),
    Phase.REVIEW: N_("What will change on these numbers"),
    Phase.APPLYING: N_("The numbers are being set up"),
    Phase.OVER: N_("How it ended"),
}


def heading(
    phase: Phase, planned: int, progresses: Progresses, now: float
) -> tuple[Sequence[Part], Sequence[Part]]:
    """Return the halves of the title's line: what is going on; how many numbers are done with, since when."""
    parts: list[Part] = []
    if phase is not Phase.REVIEW:
        done = planned if phase is Phase.READING else progresses.done
        counted = Message(N_("{done} of {total}"), {"done": done, "total": len(progresses.results)})
        parts = [(str(counted), "text"), (f"  {stopwatch(progresses.elapsed(now))}", "muted")]
    return [(_(_TITLES[phase]), "strong")], parts


def headline_rows(prospects: Sequence[Prospect], cells: int) -> list[Row]:
    """Return what to know before the list: how many cannot be set up, how many lose something, missing rights."""
    able = [each.proposal for each in prospects if each.proposal is not None]
    unable, losing = len(prospects) - len(able), lost_words(able)
    rows: list[Row] = []
    lacking = tuple(dict.fromkeys(right for each in able for right in each.lacking))
    if lacking:
        fault = fault_of(RightsMissing(lacking))
        rows += [*hanging([("✗ ", "error")], str(fault.what), "strong", cells), *fault_rows(fault, cells), []]
    if unable:
        words = ngettext(
            "{n} of the numbers cannot be set up; only the others will be.",
            "{n} of the numbers cannot be set up; only the others will be.",
            unable,
        )
        rows += [*hanging([("✗ ", "error")], words.format(n=unable), "text", cells), []]
    if losing:
        rows += [*hanging([("! ", "warning")], losing, "warning", cells), []]
    return rows


def warning_rows(proposals: Sequence[Proposal], cells: int) -> list[Row]:
    """Return what callers will notice, and what to know before applying, each once with the numbers it is about."""
    rows: list[Row] = []
    effects = dict.fromkeys(str(each.effect) for each in proposals if each.effect is not None and each.plan)
    for effect in effects:
        rows += [*labelled([(_("For callers"), effect)], cells), []]
    warned = [hanging([("! ", "warning")], words, "text", cells) for words in warning_words(proposals)]
    return [*rows, *chain.from_iterable(warned), *([[]] if warned else [])]


class PlanDialog(Dialog[None]):
    """The whole plan of one number."""

    ACTIONS = (Action("close", CLOSE),)

    def __init__(self, proposal: Proposal, type_title: TypeTitle) -> None:
        super().__init__()
        self._proposal = proposal
        self._type_title = type_title

    def question(self) -> str:
        number = values.display(self._proposal.number.service_name)
        return _("What will change on {number}").format(number=number)

    def lines(self, cells: int) -> Sequence[Row]:
        proposal, name = self._proposal, self._proposal.number.service_name
        plan = plan_rows(proposal.plan, cells, self._type_title, name)
        return [*loss_rows(proposal, cells), *plan, *effect_rows(proposal, cells)]

    def answers(self) -> dict[str, None]:
        return {"close": None}
