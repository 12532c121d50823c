"""Plans, as JSON and in words."""

from collections.abc import Iterator

from tui.engine.plan import Change, Step
from tui.i18n import N_, Message, _, labelled
from tui.use_cases import Proposal
from tui.words import LOST, change_words, step_sign, step_title


def step_json(step: Step, reveal: bool = False) -> dict[str, object]:
    """A step: its call, and its title in the language in use."""
    shown = step if reveal else step.masked()
    return {
        "action": shown.action,
        "method": shown.method,
        "path": shown.path,
        "body": shown.body,
        "title": str(shown.title),
    }


def plan_json(proposal: Proposal, reveal: bool) -> dict[str, object]:
    """The whole plan."""
    return {
        "steps": [step_json(step, reveal) for step in proposal.plan.steps],
        "erases": proposal.erases,
    }


def plan_lines(proposal: Proposal, reveal: bool = False) -> Iterator[str]:
    """The plan in words: what each step changes, from what to what, and what is lost."""
    if not proposal.plan:
        yield _("There is nothing to change.")
        return
    for step in proposal.plan.steps:
        yield f"{step_sign(step)} {step_title(step, proposal.number.service_name)}"
        for change in step.changes:
            yield f"    {change_line(change, reveal)}"
    if proposal.erased_title is not None:
        lost = Message(N_("“{title}” and its settings are lost"), {"title": proposal.erased_title})
        yield f"{LOST} {lost}"
    if proposal.effect is not None:
        yield str(proposal.effect)


def change_line(change: Change, reveal: bool = False) -> str:
    """One field: its label, and its value before and after."""
    old, new = change_words(change, reveal=reveal)
    return labelled(_(change.label), new if change.predicted else f"{old} → {new}")
