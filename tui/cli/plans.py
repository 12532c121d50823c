"""Plans, as JSON and in words."""

from collections.abc import Iterator

from tui.configurations import catalogue
from tui.engine.plan import Change, Step
from tui.engine.resources import Json
from tui.i18n import N_, Message, _
from tui.telephony import values
from tui.text import clean
from tui.use_cases import Proposal

_NOTHING = "–"


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
        shown = step if reveal else step.masked()
        new = all(change.old in (None, "") for change in shown.changes)
        yield f"{'+' if new else '~'} {shown.title}"
        for change in shown.changes:
            yield f"    {change_words(change)}"
    if proposal.erased_title is not None:
        yield "- " + str(Message(N_("“{title}” and its settings are lost"), {"title": proposal.erased_title}))
    if proposal.effect is not None:
        yield str(proposal.effect)


def change_words(change: Change) -> str:
    """One field: its label, and its value before and after."""
    new = _words(change, change.new)
    if change.predicted:
        return f"{_(change.label)}: {new}"
    return f"{_(change.label)}: {_words(change, change.old)} → {new}"


def _words(change: Change, value: Json) -> str:
    if isinstance(value, str) and value in change.words:
        return _(change.words[value])
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if change.type == "phone":
        return values.display(str(value))
    if change.type == "feature-type":
        return str(catalogue.title(str(value)))
    return clean(str(value))
