"""Plans, their values and findings in people's words, so that commands, screens, journal and faults say the same."""

import json
import re
from collections.abc import Callable, Mapping

from tui.configurations import catalogue
from tui.engine.plan import MASK, Change, Step
from tui.engine.resources import Json
from tui.engine.states import EMPTY
from tui.engine.straying import OBJECT, Difference
from tui.i18n import N_, Message, _, ngettext
from tui.telephony import hours, values
from tui.telephony.findings import Finding, Report
from tui.text import clean

TypeTitle = Callable[[str], str]
"""The name of a feature type for people, translated."""

NEW, CHANGED, LOST = "+", "~", "-"
_FEATURE_TYPE = "feature-type"
_MOMENT = re.compile(r"([0-9-]{10})T([0-9]{2}:[0-9]{2}(?::(?!00)[0-9]{2})?)(?::00)?(.*)")
"""Date, time without a zero of seconds, offset."""
_SERVICE_NAME = re.compile(r"00[1-9][0-9]{6,14}")
"""The parameter of an action is a text, whatever it means; a number is shown as one."""
_NOTHING = N_("(none)")
_UNKNOWN = N_("(unknown)")
_YES, _NO = N_("yes"), N_("no")
_NO_SECRET = ("", "0")
"""How the platform spells that there is no secret: a PIN of 0 is none."""

LEVELS = {"error": N_("error"), "warning": N_("warning")}
_EXCERPT = 88
"""Characters of a line of a document: two windows side by side still show it whole."""


def title_of(feature_type: str) -> str:
    """The name of a feature type, in the language in use."""
    return str(catalogue.title(feature_type))


def value_words(value: Json, field_type: str, type_title: TypeTitle = title_of) -> str:
    """Return a value of a field of that type as people read it, on one line."""
    if field_type == _FEATURE_TYPE:
        return clean(type_title(str(value)))
    if isinstance(value, bool):
        return _(_YES) if value else _(_NO)
    if value is None or value == "":
        return _(_NOTHING)
    if not isinstance(value, str):
        return clean(json.dumps(value, ensure_ascii=False))
    if field_type == "phone" or _SERVICE_NAME.fullmatch(value):
        return values.display(value)
    if field_type == "time":
        # The last second that counts is shown as the minute at which it ends.
        return clean(str(hours.as_end(value) if value.endswith(":59") else hours.as_start(value)))
    if field_type == "date-time":
        return clean(_MOMENT.sub(r"\1 \2 \3", value)).strip()
    return clean(value) if value.strip() else f"“{clean(value)}”"


def change_words(change: Change, type_title: TypeTitle = title_of, reveal: bool = False) -> tuple[str, str]:
    """Return the value before and the value after; of a secret, unless it is revealed, only whether there is one."""
    if change.secret and not reveal:
        return _secret_words(change.old), _secret_words(change.new)
    if change.type == _FEATURE_TYPE:
        return type_words(str(change.old), str(change.new), type_title)
    old = _words(change.old, change.old_words, change.words, change.type, type_title)
    return old, _words(change.new, change.new_words, change.words, change.type, type_title)


def type_words(before: str, after: str, type_title: TypeTitle = title_of) -> tuple[str, str]:
    """Two feature types as people read them; where they are two of one configuration, also as the platform has them."""
    old, new = clean(type_title(before)), clean(type_title(after))
    if old == new and before != after:
        return f"{old} ({clean(before)})", f"{new} ({clean(after)})"
    return old, new


def _words(
    value: Json,
    called: str | Message | None,
    meanings: Mapping[str, str],
    field_type: str,
    type_title: TypeTitle,
) -> str:
    if called is not None:
        return clean(str(called))
    if isinstance(value, str) and value in meanings:
        return _(meanings[value])
    return value_words(value, field_type, type_title)


def difference_words(difference: Difference, type_title: TypeTitle = title_of) -> tuple[str, str]:
    """Return the value that was expected and the one that was found; of a secret neither."""
    if difference.secret:
        return MASK, MASK
    return (
        _words(difference.expected, difference.called[0], difference.words, difference.type, type_title),
        _words(difference.found, difference.called[1], difference.words, difference.type, type_title),
    )


def difference_told(difference: Difference, type_title: TypeTitle = title_of) -> Message:
    """Return what somebody else has changed: whose value, what it was and what it is, or what came and went."""
    label = Message(difference.label)
    if difference.type == OBJECT:
        text = N_("{object} is gone") if difference.found is None else N_("{object} is new")
        return Message(text, {"object": difference.about or label})
    expected, found = difference_words(difference, type_title)
    if difference.about is not None:
        label = Message(N_("{label}: {message}"), {"label": difference.about, "message": label})
    text = N_("{field} was {expected} and is {found}")
    return Message(text, {"field": label, "expected": expected, "found": found})


def _secret_words(value: Json) -> str:
    if value is None:
        return _(_UNKNOWN)
    return _(_NOTHING) if value in _NO_SECRET else MASK


# --- steps


def sign(change: Change) -> str:
    """Return `+` for what is new, `-` for what goes, `~` for what changes."""
    if change.predicted:
        return NEW
    nothing = (EMPTY,) if change.type == _FEATURE_TYPE else (None, "")
    if change.old in nothing and not change.secret:
        return NEW
    return LOST if change.new in nothing else CHANGED


def step_sign(step: Step) -> str:
    """Return the sign of a step: of what it does to its object, else that of its changes where they agree."""
    if step.action in ("create", "upload"):
        return NEW
    if step.action == "delete":
        return LOST
    signs = {sign(change) for change in step.changes}
    return signs.pop() if len(signs) == 1 else CHANGED


def step_title(step: Step, service_name: str = "") -> str:
    """Return the step's title; a step on another service than the number itself names it."""
    return str(step.title) + elsewhere(step, service_name)


def elsewhere(step: Step, service_name: str) -> str:
    """Return what a step's title is followed by: the service it is about, when that is another one."""
    about = step.path.split("/")
    other = about[4] if len(about) > 4 else service_name
    return "" if not service_name or other == service_name else f" {values.display(other)}"


# --- findings


def report_words(report: Report) -> str:
    """Return how many errors and warnings there are."""
    errors, warnings = report.errors, len(report.findings) - report.errors
    counted = (
        ngettext("{n} error", "{n} errors", errors).format(n=errors),
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
    )
    return ", ".join(counted)


def finding_lines(report: Report, finding: Finding) -> list[str]:
    """Return a finding as lines of text: where it is and what, the line of the document, what mends it."""
    words = {"line": finding.line, "column": finding.column, "level": _(LEVELS[finding.level])}
    told = _("line {line}, column {column}: {level}: {message}").format(**words, message=finding.message)
    line = clean(report.excerpt(finding, _EXCERPT)[0]).strip()
    return [told, *([f"    {line}"] if line else []), f"    → {finding.mend}"]
