"""A plan as people read it: what is new, what changes, what goes, each with the value before and the value after."""

import json
from collections.abc import Callable, Iterator, Sequence

from tui.engine.plan import MASK, Change, Plan, Step
from tui.engine.resources import EMPTY, Json
from tui.i18n import N_, _
from tui.telephony import values
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.lines import Lines, Row, hanging, wrap

TypeTitle = Callable[[str], str]
"""The name of a feature type for people, translated."""

NEW, CHANGED, LOST = "+", "~", "-"
FEATURE_TYPE = "feature-type"
_NOTHING = N_("(none)")
_UNKNOWN = N_("(unknown)")
_YES, _NO = N_("yes"), N_("no")
_ARROW = "→ "
_OLD_LINES, _NEW_LINES = 2, 4
_NO_SECRET = ("", "0")
"""How the platform spells that there is no secret: a PIN of 0 is none."""


def words(value: Json, type: str, type_title: TypeTitle = clean) -> str:  # noqa: A002  the name that Change gives it
    """Return a value of the API as people read it, on one line."""
    if type == FEATURE_TYPE:
        return clean(type_title(str(value)))
    if isinstance(value, bool):
        return _(_YES) if value else _(_NO)
    if value is None or value == "":
        return _(_NOTHING)
    if isinstance(value, str):
        if type == "phone":
            return values.display(value)
        return clean(value) if value.strip() else f"“{clean(value)}”"
    return clean(json.dumps(value, ensure_ascii=False))


def change_words(change: Change, type_title: TypeTitle = clean) -> tuple[str, str]:
    """Return the value before and the value after; a secret shows only whether there is one."""
    if change.secret:
        return _secret_words(change.old), _secret_words(change.new)
    old, new = (
        _(change.words[value])
        if isinstance(value, str) and value in change.words
        else words(value, change.type, type_title)
        for value in (change.old, change.new)
    )
    return old, new


def _secret_words(value: Json) -> str:
    if value is None:
        return _(_UNKNOWN)
    return _(_NOTHING) if value in _NO_SECRET else MASK


def sign(change: Change) -> str:
    """Return `+` for what is new, `-` for what goes, `~` for what changes."""
    if change.predicted:
        return NEW
    nothing = (EMPTY,) if change.type == FEATURE_TYPE else (None, "")
    if change.old in nothing and not change.secret:
        return NEW
    return LOST if change.new in nothing else CHANGED


def step_sign(step: Step) -> str:
    """Return the sign of a step: that of its changes where they agree."""
    signs = {sign(change) for change in step.changes}
    return signs.pop() if len(signs) == 1 else CHANGED


def step_title(step: Step, service_name: str = "") -> str:
    """Return the step's title; a step on another service than the number itself names it."""
    return str(step.title) + _elsewhere(step, service_name)


def _elsewhere(step: Step, service_name: str) -> str:
    about = step.path.split("/")
    other = about[4] if len(about) > 4 else service_name
    return "" if not service_name or other == service_name else f" {values.display(other)}"


def plan_rows(plan: Plan, cells: int, type_title: TypeTitle, service_name: str = "") -> list[Row]:
    """Return the lines of a plan for a width of `cells`."""
    if not plan:
        return [[(_("Nothing to change"), "text")]]
    entries = [entry for step in plan.steps for entry in _entries(step, service_name)]
    # Values stand in one column, unless a label is so long that it takes a line of its own.
    most = max(cells * 2 // 5, 12)
    labels = [indent + width(label) for indent, _sign, label, change in entries if change is not None]
    column = max((cells_ for cells_ in labels if cells_ <= most), default=most) + 2
    rows: list[Row] = []
    for indent, mark, label, change in entries:
        # A sign is in its own column, those of the changes within a step further in.
        lead: Row = [(" " * (indent - 2), "text"), (f"{mark} ", _SIGN_STYLES[mark])]
        if change is None:
            rows.extend(hanging(lead, label, "strong", cells))
            continue
        head: Row = [*lead, (label, "text"), (" " * max(column - indent - width(label), 0), "text")]
        if indent + width(label) + 2 > column:
            rows.extend(hanging(lead, label, "text", cells))
            head = [(" " * column, "text")]
        rows.extend(_value_rows(head, change, type_title, cells - column, column))
    return rows


_SIGN_STYLES = {NEW: "strong", CHANGED: "strong", LOST: "warning"}
_Entry = tuple[int, str, str, Change | None]


def _entries(step: Step, service_name: str) -> Iterator[_Entry]:
    """The lines of a step before they are laid out: indent of the label, sign, label, change."""
    if len(step.changes) == 1:
        change = step.changes[0]
        yield 2, sign(change), _(change.label) + _elsewhere(step, service_name), change
        return
    yield 2, step_sign(step), step_title(step, service_name), None
    for change in step.changes:
        yield 6, sign(change), _(change.label), change


def _value_rows(head: Row, change: Change, type_title: TypeTitle, cells: int, column: int) -> Iterator[Row]:
    old, new = change_words(change, type_title)
    under: Row = [(" " * column, "text")]
    if change.predicted:
        yield from _under(head, under, wrap(new, cells, _NEW_LINES), "text")
    elif width(old) + width(new) + 3 <= cells:
        yield [*head, (f"{old} ", "muted"), (_ARROW, "muted"), (new, "text")]
    else:
        yield from _under(head, under, wrap(old, cells, _OLD_LINES), "muted")
        arrow: Row = [*under, (_ARROW, "muted")]
        indented: Row = [*under, ("  ", "text")]
        yield from _under(arrow, indented, wrap(new, cells - 2, _NEW_LINES), "text")


def _under(first: Row, rest: Row, lines: Sequence[str], style: str) -> Iterator[Row]:
    for at, line in enumerate(lines):
        yield [*(first if at == 0 else rest), (line, style)]


class PlanView(Lines):
    """Draws a plan; `service_name` is the number it is for, so that steps on other services are told apart."""

    def __init__(self, plan: Plan, type_title: TypeTitle, service_name: str = "") -> None:
        super().__init__()
        self._plan = plan
        self._type_title = type_title
        self._service_name = service_name

    def rows(self, cells: int) -> Sequence[Row]:
        return plan_rows(self._plan, cells, self._type_title, self._service_name)
