"""A plan as people read it: what is new, what changes, what goes, each with the value before and the value after.

What lies within an object stands under it, wherever its calls come in the order of the plan. A new object takes a line,
with what its title does not tell; what is changed tells every field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tui.engine.plan import Change, Plan, Step
from tui.i18n import Message, _, ngettext
from tui.widgets.cells import width
from tui.widgets.lines import Lines, Row, hanging, wrap
from tui.words import CHANGED, LOST, NEW, TypeTitle, change_words, elsewhere, sign, step_title

_ARROW = "→ "
_OLD_LINES, _NEW_LINES = 2, 4
_TOLD_FROM = 6  # Steps from which a line says how many there are.
_OWN = 4  # Slashes in the path of the number's own object; what lies within has more.
_SHORT = 2  # Letters that are too few to tell a word.
_PLACE = "position"
"""The field of an object's place: the order of the lines tells it."""


def plan_rows(plan: Plan, cells: int, type_title: TypeTitle, service_name: str = "") -> list[Row]:
    """Return the lines of a plan for a width of `cells`."""
    if not plan:
        return [[(_("Nothing to change"), "text")]]
    objects = _objects(plan.steps)
    entries = list(_entries(objects, type_title, service_name, 2))
    # Values stand in one column, unless a label is so long that it takes a line of its own.
    most = max(cells * 2 // 5, 12)
    labels = [entry.indent + width(entry.label) for entry in entries if entry.change or entry.details]
    column = max((cells_ for cells_ in labels if cells_ <= most), default=most) + 2
    rows: list[Row] = _summary(plan.steps, objects, cells)
    for entry in entries:
        # A sign is in its own column, those of the changes within a step further in.
        lead: Row = [(" " * (entry.indent - 2), "text"), (f"{entry.sign} ", _SIGN_STYLES[entry.sign])]
        style = "text" if entry.change or entry.indent > 2 else "strong"
        taken = entry.indent + width(entry.label)
        head: Row = [*lead, (entry.label, style), (" " * max(column - taken, 0), "text")]
        if not (entry.change or entry.details) or taken + 2 > column:
            rows.extend(hanging(lead, entry.label, style, cells))
            head = [(" " * column, "text")]
        if entry.change:
            rows.extend(_value_rows(head, entry.change, type_title, cells - column, column))
        elif entry.details:
            under: Row = [(" " * column, "text")]
            rows.extend(_under(head, under, wrap(entry.details, cells - column, _NEW_LINES), "text"))
    return rows


_SIGN_STYLES = {NEW: "strong", CHANGED: "strong", LOST: "warning"}


def _summary(steps: Sequence[Step], objects: "Sequence[_Object]", cells: int) -> list[Row]:
    """How much there is, where it is more than can be counted at a glance."""
    if len(steps) < _TOLD_FROM:
        return []
    marks = list(_marks(objects))
    new, changed, gone = (marks.count(each) for each in (NEW, CHANGED, LOST))
    counted = [
        ngettext("{n} new", "{n} new", new).format(n=new) if new else "",
        ngettext("{n} changed", "{n} changed", changed).format(n=changed) if changed else "",
        ngettext("{n} removed", "{n} removed", gone).format(n=gone) if gone else "",
    ]
    words = ngettext("{n} step. {counted}", "{n} steps. {counted}", len(steps))
    told = words.format(n=len(steps), counted=", ".join(filter(None, counted)))
    return [*hanging([], told, "muted", cells), []]


def _marks(objects: "Sequence[_Object]") -> Iterator[str]:
    for each in objects:
        yield _mark(each.steps[0])
        yield from _marks(each.within)


@dataclass
class _Object:
    """Something that steps of a plan are about, and what lies within it."""

    steps: list[Step]
    within: "list[_Object]" = field(default_factory=list)
    inside: bool = False


def _objects(steps: Sequence[Step]) -> list[_Object]:
    """The objects of a plan, in the order in which they come first."""
    top: list[_Object] = []
    by_path: dict[str, _Object] = {}
    by_about: dict[str, _Object] = {}
    for step in steps:
        known = by_about.get(step.about) if step.about else None
        if known is not None:
            if not (step.action == "put-in" and known.steps[0].action == "create"):
                known.steps.append(step)
            continue
        found = _Object([step])
        outer = _outer(step.path, by_path)
        found.inside = outer is not None
        (top if outer is None else outer.within).append(found)
        if step.about:
            by_about[step.about] = found
        own = f"{step.path}/{step.about}" if step.action == "create" else step.path
        if own.count("/") > _OWN:
            by_path[own] = found
    return top


def _outer(path: str, objects: Mapping[str, _Object]) -> _Object | None:
    """The innermost object that a path leads through."""
    while "/" in path:
        path = path.rpartition("/")[0]
        if path in objects:
            return objects[path]
    return None


@dataclass(frozen=True)
class _Entry:
    """A line before it is laid out: a change has its values beside it, another line perhaps `details`."""

    indent: int
    sign: str
    label: str
    change: Change | None = None
    details: str = ""


def _entries(
    objects: Sequence[_Object], type_title: TypeTitle, service_name: str, indent: int
) -> Iterator[_Entry]:
    for each in objects:
        first = each.steps[0]
        title = _title(each, service_name)
        changes = [change for step in each.steps for change in step.changes]
        if first.action == "create":
            yield _Entry(indent, NEW, title, details=_details(changes, title, type_title))
        elif first.action == "upload":
            yield _Entry(indent, NEW, title, details=_("a sound, sent from here"))
        elif len(changes) == 1 and first.path.count("/") <= _OWN + 1 and not first.links:
            change = changes[0]
            yield _Entry(indent, sign(change), _(change.label) + elsewhere(first, service_name), change)
        else:
            yield _Entry(indent, _mark(first), title)
            for change in changes:
                yield _Entry(indent + 4, sign(change), _(change.label), change)
        yield from _entries(each.within, type_title, service_name, indent + 4)


def _mark(step: Step) -> str:
    if step.action == "delete":
        return LOST
    return (
        NEW
        if step.action in ("create", "upload") or all(change.predicted for change in step.changes)
        else CHANGED
    )


def _title(found: _Object, service_name: str) -> str:
    """What an object is called; within another one, without naming that again."""
    step = found.steps[0]
    inner = step.title.args.get("inner")
    return str(inner) if found.inside and isinstance(inner, Message) else step_title(step, service_name)


def _details(changes: Sequence[Change], title: str, type_title: TypeTitle) -> str:
    """What is new and not in the title: words that speak for themselves, figures and switches with their labels."""
    told = []
    for change in changes:
        words = change_words(change, type_title)[1]
        if change.name == _PLACE or change.new in (None, "", False) or _tells(title, words):
            continue
        if isinstance(change.new, str) or change.new_words is not None:
            told.append(words)
        else:
            told.append(_(change.label) if change.new is True else f"{_(change.label)} {words}")
    return ", ".join(told)


def _tells(title: str, words: str) -> bool:
    """Whether a title holds some words, or a word short: `Mon 9:00` tells Monday."""
    title, words = title.casefold(), words.casefold()
    short = [part.strip(".") for part in title.split() if len(part) > _SHORT]
    return words in title or (words.isalpha() and any(words.startswith(part) for part in short))


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
