"""A run of the journal in words: its line in a list, all that is known of it, and a text for a ticket."""

from collections.abc import Iterator, Sequence

from tui.configurations import catalogue
from tui.engine.masking import without_secrets
from tui.engine.ports import Run, RunSummary
from tui.engine.scope import Scope
from tui.i18n import N_, Message, _, labelled
from tui.reports import STATES, STEP_STATES, change_words, outcome_words, who
from tui.telephony import values
from tui.text import clean
from tui.times import date_and_time, day_and_time
from tui.widgets.cells import fit, width
from tui.widgets.lines import Row, hanging
from tui.widgets.run_progress import Progress, progress_rows
from tui.words import step_title


def summary_texts(run: RunSummary, here: Scope) -> Sequence[str]:
    """Return the columns of a run in a list; `here` is the account in use, and of any other it is said which."""
    after = catalogue.title(run.to_type)
    short = after if run.from_type == run.to_type else Message("→ {after}", {"after": after})
    what: list[str | Message] = [change_words(run.from_type, run.to_type), short]
    if run.undoes is not None:
        text = N_("undo of {run}: {change}")
        what = [Message(text, {"run": run.undoes, "change": each}) for each in what]
    if run.scope != here:
        account = scope_words(run.scope)
        what = [Message("[{account}] {change}", {"account": account, "change": each}) for each in what]
    outcome = _(STATES[run.state])
    if run.state == "partial":
        outcome = str(Message(N_("{done} of {total} done"), {"done": run.done, "total": run.total}))
    by = who(run)
    return (
        str(run.id),
        day_and_time(run.started),
        values.display(run.service_name),
        *map(str, what),
        outcome,
        "" if by is None else str(by),
    )


def scope_words(scope: Scope) -> str:
    """Return an account of an exchange, as far as it has names."""
    return " ".join(filter(None, scope))


def facts(run: Run) -> list[tuple[str, str]]:
    """Return what there is to know of a run besides its steps: labels and texts, translated; no secret is in them."""
    intent, by = run.intent, who(run)
    number = f"{values.display(intent.service_name)} ({values.e164(intent.service_name)})"
    undoes = "" if intent.undoes is None else str(Message(N_("run {run}"), {"run": intent.undoes}))
    # Only what others wrote is searched: asterisks in a date would tell which PIN it is that stands there.
    outcome = without_secrets(str(outcome_words(run.state, run.reason)), (each.step for each in run.steps))
    told = [
        (_("run"), str(run.id)),
        (_("number"), number),
        (_("configuration"), change_words(intent.before.feature_type, intent.to_type)),
        (_("undoes"), undoes),
        (_("outcome"), outcome),
        (_("who"), "" if by is None else str(by)),
        (_("started"), date_and_time(run.started)),
        (_("ended"), "" if run.ended is None else date_and_time(run.ended)),
        (_("account"), f"{scope_words(run.scope)} {intent.billing_account}"),
    ]
    return [(label, clean(text)) for label, text in told if text]


def _query_ids(run: Run) -> Iterator[str]:
    number, steps = run.intent.service_name, [record.step for record in run.steps]
    for record in run.steps:
        if record.query_id:
            text = f"{record.position + 1}. {labelled(step_title(record.step, number), record.query_id)}"
            yield clean(without_secrets(text, steps))


def run_rows(run: Run, cells: int) -> list[Row]:
    """Return the lines of a run for a width of `cells`: what there is to know of it, its steps, and their query ids."""
    told = facts(run)
    column = max(width(label) for label, _text in told) + 2
    rows = [
        row for label, text in told for row in hanging([(fit(label, column), "muted")], text, "text", cells)
    ]
    progress = Progress(run.started)
    progress.run, progress.ended = run, run.ended or run.started
    rows += [[], *progress_rows(progress, progress.ended, cells)]
    for at, text in enumerate(_query_ids(run)):
        label = fit("" if at else _("query ids"), column)
        rows += [*([] if at else [[]]), *hanging([(label, "muted")], text, "text", cells)]
    return rows


def run_ticket(run: Run) -> str:
    """Return what support needs to know of a run, as plain text for pasting into a ticket; no secret is in it."""
    told = facts(run)
    column = max(width(label) for label, _text in told) + 2
    lines = [f"{fit(label, column)}{text}" for label, text in told]
    number, query_id = run.intent.service_name, _("query id")
    steps = [
        f"{record.position + 1}. "
        + labelled(step_title(record.step, number), _(_STEP_STATES[record.state]))
        + (f", {query_id} {clean(record.query_id)}" if record.query_id else "")
        for record in run.steps
    ]
    return "\n".join([*lines, *([""] if steps else []), *steps])


# Whether a step that was begun is still under way, a text that is kept cannot say.
_STEP_STATES = {**STEP_STATES, "started": STEP_STATES["unknown"]}
