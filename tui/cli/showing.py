"""The show command: what a number has now, as JSON and in words."""

from collections.abc import Iterator, Sequence

from tui import bootstrap, use_cases
from tui.bootstrap import Options
from tui.cli.printing import DONE, document, result, say, table
from tui.cli.words import Argument, Command, json_option, reveal_option
from tui.configurations import catalogue
from tui.engine.resources import Json
from tui.forms import Answer, Answers, Field, Form, Row, Rows, Text, public
from tui.i18n import N_, _, labelled, listed
from tui.telephony import values
from tui.text import clean
from tui.widgets.answer_words import NONE, rows_of, words_of


def _show(options: Options, number: str, as_json: bool, reveal: bool) -> int:
    with bootstrap.open_services(bootstrap.settle(options), say) as services:
        found = use_cases.open_number(services, number)
        links = use_cases.secret_links(services, found.number) if reveal else ()
    settings = None
    if found.settings is not None and found.kind is not None:
        settings = public(found.settings) if reveal else use_cases.masked(found.kind, found.settings)
    if as_json:
        told: dict[str, Json] = {
            "number": values.e164(found.number.service_name),
            "feature_type": found.number.feature_type,
            "configuration": found.kind,
            "settings": settings,
        }
        if links:
            told["links"] = [{"title": str(title), "url": url} for title, url in links]
        document(told)
        return DONE
    rows = [
        (_("Number"), values.display(found.number.service_name)),
        (_("Description"), clean(found.number.description) or NONE),
        (_("Billing account"), clean(found.number.billing_account)),
        (_("Configuration"), catalogue.state_words(found.number.feature_type, found.number.pool)),
    ]
    slice_ = catalogue.load(found.kind) if found.kind is not None else None
    if slice_ is not None and settings is not None:
        rows += _setting_rows(slice_.FORM, slice_.FORM.answers(settings))
    rows += [(str(title), clean(url)) for title, url in links]
    for line in table(rows):
        result(line)
    if slice_ is not None and settings is None:
        say(_("The settings are not complete yet."))
    return DONE


def _setting_rows(form: Form, answers: Answers) -> Iterator[tuple[str, str]]:
    """The label and the words of every setting; of rows, each on a line of its own."""
    for field in form.asked(answers):
        if field.once:
            continue
        answer = answers.get(field.name, field.initial)
        lines = (
            list(_row_lines(field, rows_of(answer))) if isinstance(field, Rows) else [_words(field, answer)]
        )
        for at, line in enumerate(lines or [NONE]):
            yield "" if at else _(field.label), line or NONE


def _row_lines(field: Rows, rows: Sequence[Row]) -> Iterator[str]:
    """What each row says, and below it, further in, the rows that it has itself."""
    for at, row in enumerate(rows, start=1):
        told, inner = [], []
        for each in field.form.asked(row):
            answer = row.get(each.name, each.initial)
            if isinstance(each, Rows):
                inner += [labelled(_(each.label), line) for line in _row_lines(each, rows_of(answer))]
            elif words := _words(each, answer):
                told.append(labelled(_(each.label), words))
        yield f"{at}. " + listed(told)
        yield from (f"   {line}" for line in inner)


def _words(field: Field, answer: Answer) -> str:
    # A secret that may not be shown is asterisks by now.
    return clean(str(answer)) if isinstance(field, Text) and field.secret else words_of(field, answer)


COMMANDS = {
    "show": Command(
        "show",
        _show,
        N_("Show the configuration and the settings that a number has now."),
        [
            Argument(["number"], metavar="NUMBER", help=N_("In any usual form.")),
            json_option(),
            reveal_option(),
        ],
    ),
}
