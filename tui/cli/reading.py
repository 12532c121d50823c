"""The commands that read: import (into the store alone), numbers, recipe, journal."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui import bootstrap, use_cases
from tui.bootstrap import Options
from tui.cli.printing import DONE, FAILED, PARTLY, REFUSED, document, result, say, table
from tui.cli.words import Argument, Command, UsageFault, json_option, reveal_option
from tui.configurations import catalogue
from tui.engine.errors import NotBuilt, SettingsRefused
from tui.engine.files import opened, system_words
from tui.engine.ports import Run
from tui.i18n import N_, Message, _, labelled, ngettext
from tui.reports import change_words, outcome_words, who
from tui.telephony import values
from tui.text import clean

if TYPE_CHECKING:
    from tui.exchanges.csv_import import Finding

_MOST_FINDINGS = 20


# --- import


def _import(options: Options, file: str) -> int:
    choices = bootstrap.settle(options)
    try:
        source = os.fdopen(0, "rb", closefd=False) if file == "-" else opened(file, pipes=True)
    except (OSError, ValueError) as error:
        say(Message(N_("{file} cannot be read."), {"file": file}))
        say(f"  {system_words(error)}")
        return REFUSED
    with source as content:
        found = bootstrap.import_numbers(choices, content)
    _say_findings(found.warnings, _("Taken, but look at it:"))
    _say_findings(found.refused, _("Not taken:"))
    here = found.added + found.present
    result(
        _("{added} added, {present} already there, {refused} refused.").format(
            added=found.added, present=found.present, refused=len(found.refused)
        )
    )
    if not here:
        if not found.refused:
            say(_("The file names no number."))
        return FAILED
    return PARTLY if found.refused else DONE


def _say_findings(findings: "Sequence[Finding]", heading: str) -> None:
    if not findings:
        return
    say(heading)
    for finding in findings[:_MOST_FINDINGS]:
        say("  " + _("line {line}: {cause}").format(line=finding.line, cause=finding.message))
    more = len(findings) - _MOST_FINDINGS
    if more > 0:
        say("  " + ngettext("and {n} more", "and {n} more", more).format(n=more))


# --- numbers


def _numbers(options: Options, as_json: bool) -> int:
    choices = bootstrap.settle(options)
    with bootstrap.open_services(choices, say) as services:
        numbers = use_cases.list_numbers(services)
    for words in () if numbers else bootstrap.unused_keys(choices):
        say(f"! {words}")
    if as_json:
        document(
            [
                {
                    "number": values.e164(number.service_name),
                    "service_name": number.service_name,
                    "billing_account": number.billing_account,
                    "description": number.description,
                    "feature_type": number.feature_type,
                }
                for number in numbers
            ]
        )
        return DONE
    if not numbers:
        empty = _("There is no number here yet. Load a list of numbers: alias-wizard import FILE.csv")
        say(empty if choices.exchange == bootstrap.EMBEDDED else _("This account has no alias number."))
    for line in table(
        (
            values.display(number.service_name),
            catalogue.state_words(number.feature_type, number.pool),
            clean(number.billing_account),
            clean(number.description, 100),
        )
        for number in numbers
    ):
        result(line)
    return DONE


# --- recipe


def _recipe(options: Options, kind: str) -> int:
    from tui.recipe_text import example, write_recipe

    choices = bootstrap.settle(options)
    kinds = [row.kind for row in catalogue.CONFIGURATIONS]
    if kind not in kinds:
        text = N_("There is no configuration {kind}; choose one of: {kinds}.")
        raise UsageFault(Message(text, {"kind": kind, "kinds": ", ".join(kinds)}))
    slice_ = catalogue.load(kind)
    if slice_ is None:
        title = Message(catalogue.by_kind(kind).title)
        raise NotBuilt(feature=Message(N_("Setting up “{title}”"), {"title": title}))
    lines = [values.e164(line.service_name) for line in bootstrap.known_lines(choices)]
    for first in range(len(lines) + 1):
        settings = example(slice_, lines[first:])
        try:
            use_cases.settings_from(kind, settings)
        except SettingsRefused:
            # A line does not fit here (a surcharged number, say); those of fiction always do.
            if first < len(lines):
                continue
            raise
        for text in write_recipe(kind, slice_.FORM, settings).splitlines():
            result(text)
        return DONE
    return FAILED


# --- journal


def _journal(options: Options, as_json: bool, reveal: bool) -> int:
    with bootstrap.open_journal(bootstrap.settle(options)) as journal:
        runs = journal.all_runs()
    if as_json:
        document([_run(run, reveal) for run in runs])
        return DONE
    if not runs:
        say(_("Nothing was applied yet."))
    for run in runs:
        _print_run(run, reveal)
    return DONE


def _run(run: Run, reveal: bool) -> dict[str, object]:
    steps: list[dict[str, object]] = []
    for record in run.steps:
        step: dict[str, object] = {
            "title": str(record.step.title),
            "state": record.state,
            "attempts": record.attempts,
            "query_id": record.query_id,
        }
        if reveal:
            step["body"] = record.step.body
        steps.append(step)
    return {
        "run": run.id,
        "exchange": run.scope.exchange,
        "number": values.e164(run.intent.service_name),
        "from": run.intent.before.feature_type,
        "to": run.intent.to_type,
        "state": run.state,
        "started": _moment(run.started),
        "ended": None if run.ended is None else _moment(run.ended),
        "steps": steps,
        "by": f"{run.owner}@{run.host}" if run.owner else None,
        "undoes": run.intent.undoes,
    }


def _moment(seconds: float) -> str:
    """A time as other programs read it: ISO 8601, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _print_run(run: Run, reveal: bool) -> None:
    from tui.cli.events import state_words
    from tui.cli.plans import change_line
    from tui.engine.masking import without_secrets
    from tui.words import step_title

    what = change_words(run.intent.before.feature_type, run.intent.to_type)
    number = values.display(run.intent.service_name)
    by, undoes = who(run), run.intent.undoes
    outcome = without_secrets(str(outcome_words(run.state, run.reason)), (each.step for each in run.steps))
    told = [_moment(run.started), number, str(what), outcome, str(by or "")]
    if undoes is not None:
        told.append(str(Message(N_("undoes run {run}"), {"run": undoes})))
    result("  ".join(filter(None, [str(run.id), *told])))
    for record in run.steps:
        title = step_title(record.step, run.intent.service_name)
        result(f"    {labelled(state_words(record.state), title)}")
        for change in record.step.changes:
            result(f"        {change_line(change, reveal)}")
        if record.query_id:
            result("        " + _("Query id: {query_id}").format(query_id=record.query_id))


COMMANDS = {
    "import": Command(
        "import",
        _import,
        N_(
            "Add the numbers and lines of a CSV file to the embedded account. Its columns are number, billing_account, "
            "description, kind (alias or line) and, if you like, feature_type. What is there already stays as it is."
        ),
        [Argument(["file"], metavar="FILE.csv", help=N_("The file; - is the standard input."))],
    ),
    "numbers": Command(
        "numbers", _numbers, N_("List the alias numbers, in number order, as they are now."), [json_option()]
    ),
    "recipe": Command(
        "recipe",
        _recipe,
        N_("Print a recipe of a configuration: its settings as a file, explained, to edit and to apply."),
        [Argument(["kind"], metavar="KIND", help=N_("Such as redirection or conference."))],
    ),
    "journal": Command(
        "journal", _journal, N_("List what was applied, the latest first."), [json_option(), reveal_option()]
    ),
}
