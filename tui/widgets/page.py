"""The fields of a form that are in view, and the advice on the one in hand: how they share the room there is."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.i18n import _
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.field_row import FieldRow
from tui.widgets.lines import Lines, Row, wrap

_BESIDE_FROM = (
    118  # Cells from which there is room for advice beside the form: a page in 120 columns, no dialog.
)
_ADVICE_CELLS = 32
_ANSWER_CELLS = 38  # What labels leave to the answers, unless they are short.
_FEWEST_LINES = 6  # Of the form; where they are not there, the advice goes.
_GUTTER = 4  # The mark of the field in hand, a free cell, one before the scrollbar, and that.


class Questions(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields, scrolling when they must; arrow keys go from field to field instead."""

    DEFAULT_CSS = (
        "Questions { height: 1fr; width: 100%; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }"
    )


class Page(Widget):
    """Holds all fields of a form, by name; `lay_out` says which of them are in view.

    Advice stands below the fields, in a wide terminal beside them.
    """

    DEFAULT_CSS = """
    Page { height: 1fr; layout: vertical; }
    Page #advice { margin: 1 2 0 2; }
    Page.-beside { layout: horizontal; }
    Page.-beside Questions { width: 1fr; }
    Page.-beside #advice { width: 32; margin: 0 2 0 2; height: auto; }
    Page.-spaced FieldRow { margin-bottom: 1; }
    """

    def __init__(self, fields: Mapping[str, FieldRow]) -> None:
        super().__init__()
        self._fields = fields
        self._of_page: Sequence[FieldRow] = ()
        self._asked: Sequence[FieldRow] = ()
        self._in_hand = ""
        self._crammed = False
        self._advice = Lines(self._advice_rows, id="advice")

    def compose(self) -> ComposeResult:
        with Questions():
            yield from self._fields.values()
        yield self._advice

    def advise(self, name: str) -> None:
        """Give advice on the field of that name."""
        self._in_hand = name
        self._advice.changed()

    def lay_out(self, of_page: Sequence[FieldRow], asked: Sequence[FieldRow]) -> None:
        """Show these fields `of_page`, as far as they are `asked`."""
        for row in self._fields.values():
            row.display = row in asked
        turned, changed = of_page != self._of_page, asked != self._asked
        if turned:
            self._crammed = False
            if self._of_page:
                self.query_one(Questions).scroll_home(animate=False)
        self._of_page, self._asked = of_page, asked
        if turned or changed or any(row.tall for row in asked):
            self._share_room()

    def on_resize(self) -> None:
        self._crammed = False
        self._share_room()

    def _share_room(self) -> None:
        """Give labels their column, and the fields as much air and advice as there is room for."""
        if not self.size.width:
            return
        beside = self.size.width >= _BESIDE_FROM
        cells = self.size.width - _GUTTER - (_ADVICE_CELLS + 4 if beside else 0)
        tall = [row for row in self._asked if row.tall]
        rows = self._asked
        flat = [row for row in rows if not row.tall]
        named = [clean(_(row.field.label)) for row in self._of_page if not row.tall]
        longest = max(map(width, named), default=0) + 2
        labels = min(longest, max(cells - _ANSWER_CELLS, cells * 2 // 5, 12))
        wanted = {row: row.lines_at(labels, cells) for row in rows}
        advised = () if beside else (self._below(row.field.name, self.size.width - 4) for row in rows)
        advice = max(map(len, advised), default=0)
        least = sum(_least(row, lines) for row, lines in wanted.items())
        if self.size.height < advice + 1 + (least if tall else _FEWEST_LINES):
            advice = 0
        room = self.size.height - (advice + 1 if advice else 0)
        # One line is kept for a fault, so that the first one moves nothing out of view.
        air = 0 if tall and len(rows) == 1 else len(rows)
        taken = sum(wanted.values())
        # Rows that would scroll are worth more than air.
        spaced = bool(air) and not self._crammed and taken + air <= room
        # Air that is gone stays gone while the page does: what is asked besides moves no more than it must.
        self._crammed = bool(air) and not spaced
        left = room - (air if spaced else 0) - sum(wanted[row] for row in flat)
        for row in tall:
            others = sum(_least(each, wanted[each]) for each in tall[tall.index(row) + 1 :])
            lines = max(min(wanted[row], left - others), _least(row, wanted[row]))
            row.give(lines - 1)
            left -= lines
        help_lines = sum(row.help_lines(labels, cells) for row in flat)
        helped = spaced and beside and not tall and taken + len(rows) + help_lines <= room
        self.set_class(beside, "-beside")
        self.set_class(spaced, "-spaced")
        self._advice.display = beside or advice > 0
        self._advice.styles.height = "auto" if beside else advice
        for row in rows:
            row.set_columns(labels, helped)
        self._advice.changed()

    # Advice

    def _advice_rows(self, cells: int) -> Sequence[Row]:
        if self._in_hand not in self._fields:
            return ()
        if not self.has_class("-beside"):
            return self._below(self._in_hand, cells)
        return self.explained(self._in_hand, cells, helped=self._fields[self._in_hand].helped)

    def _below(self, name: str, cells: int) -> list[Row]:
        """What to know and what to say, in as few lines as it takes."""
        field = self._fields[name].field
        rows: list[Row] = [[(line, "muted")] for line in wrap(_(field.help), cells)]
        if field.say:
            phrase = _("To say: “{phrase}”").format(phrase=_(field.say))
            rows += [[(line, "text")] for line in wrap(phrase, cells)]
        return rows

    def explained(self, name: str, cells: int, helped: bool = False) -> list[Row]:
        """What is to be known of a field, and to be said to the customer; only that where it is `helped` already."""
        field = self._fields[name].field
        rows: list[Row] = []
        if not helped:
            rows += [[(line, "strong")] for line in wrap(_(field.label), cells)]
            rows += [[], *([(line, "muted")] for line in wrap(_(field.help), cells))]
        if field.say:
            phrase = _("“{phrase}”").format(phrase=_(field.say))
            rows += [*([[]] if rows else []), [(_("To say"), "muted")]]
            rows += [[(line, "text")] for line in wrap(phrase, cells)]
        return rows


def _least(row: FieldRow, wanted: int) -> int:
    """The fewest lines that a field can do with, its label among them."""
    return 1 + row.control.least(wanted - 1) if row.tall else wanted
