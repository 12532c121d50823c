"""Runs in people's words: what was done to a number, when and by whom, and what undoing it means."""

from collections.abc import Iterable, Iterator

from tui.engine.ports import Run, RunSummary
from tui.engine.states import RunState
from tui.i18n import N_, Message
from tui.past import Undo
from tui.times import day_and_time
from tui.words import TypeTitle, difference_told, title_of, type_words

STATES: dict[RunState, str] = {
    "todo": N_("not begun"),
    "running": N_("under way"),
    "partial": N_("partly done"),
    "done": N_("done"),
    "failed": N_("failed"),
    "left": N_("left as it is"),
}
"""The states of runs, as message ids."""

STEP_STATES = {
    "todo": N_("to do"),
    "started": N_("under way"),
    "unknown": N_("not known"),
    "done": N_("done"),
    "failed": N_("failed"),
}
"""The states of their steps, as message ids."""


def change_words(before: str, after: str, type_title: TypeTitle = title_of) -> str:
    """From which configuration to which, by their feature types, translated; one name where it stays the same."""
    old, new = type_words(before, after, type_title)
    return new if before == after else f"{old} → {new}"


def who(run: Run | RunSummary) -> Message | None:
    """Who began a run, and where; None where an older version did not keep that."""
    return Message(N_("{owner} on {host}"), {"owner": run.owner, "host": run.host}) if run.owner else None


def lost_for_good(losses: Iterable[Message]) -> Iterator[Message]:
    """What undoing a plan could not bring back, before it is applied."""
    for each in losses:
        yield Message(N_("This cannot be undone: {what}"), {"what": each})


def undone(undo: Undo) -> Message:
    """Which run is undone: what it did, when and who began it."""
    run, by = undo.run, who(undo.run)
    change = change_words(run.intent.before.feature_type, run.intent.to_type)
    names = {"run": run.id, "time": day_and_time(run.started), "change": change}
    if by is None:
        return Message(N_("Undoes run {run} of {time}: {change}."), names)
    return Message(N_("Undoes run {run} of {time}, begun by {who}: {change}."), {**names, "who": by})


def before_undoing(undo: Undo) -> Iterator[Message]:
    """What to know before undoing: what goes with the run, what is not back then, and what others have done since."""
    if undo.later:
        text = N_("Later runs on this number are undone with it: {runs}.")
        yield Message(text, {"runs": ", ".join(map(str, undo.later))})
    for each in undo.missing:
        yield Message(N_("This does not come back: {what}"), {"what": each})
    for difference in undo.since:
        told = {"difference": difference_told(difference)}
        yield Message(N_("Changed elsewhere since, and undone with it: {difference}."), told)


REASONS = {
    "Stopped": N_("stopped"),
    "OutcomeUnknown": N_("an answer did not come"),
    "NumberChanged": N_("somebody else changed the number"),
    "PlanChanged": N_("more was needed than had been agreed to"),
    "NumberGone": N_("the number is no longer in its billing account"),
    "ClaimLost": N_("somebody else took the number over"),
    "NotKept": N_("the platform did not keep a value"),
    "SoundMissing": N_("a sound is not in the store any more"),
    "ChangeUnderWay": N_("the platform was still changing the number"),
    "superseded": N_("another run took its place"),
    "too old": N_("unfinished for 30 days"),
}
"""Why a run is not done, where the journal holds a name instead of the platform's words, as message ids."""


def outcome_words(state: RunState, reason: str = "") -> Message:
    """How a run ended, and why where that is known."""
    why = Message(REASONS[reason]) if reason in REASONS else None if reason.isidentifier() else reason
    if not why:
        return Message(STATES[state])
    return Message(N_("{state}: {reason}"), {"state": Message(STATES[state]), "reason": why})
