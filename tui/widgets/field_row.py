"""One question of a form: its label, the widget to answer it in, what there is to say about the answer."""

from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.forms import Choice, Field, Hours, Phone, Reference, Rows, Several, Sound, Text, Toggle
from tui.i18n import _
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.control import Answered, Asks
from tui.widgets.examined import Examined
from tui.widgets.fields import TextField
from tui.widgets.hours_field import HoursField
from tui.widgets.line import Line, Part
from tui.widgets.line_picker import LineList, PhoneField
from tui.widgets.lines import Lines, Row, hanging, wrap
from tui.widgets.option_fields import ChoiceField, OptionsField, SeveralField
from tui.widgets.pick_fields import ChoicePick, PickField, ReferenceField, SoundField
from tui.widgets.row_edits import numbers_beside
from tui.widgets.rows_field import RowsField
from tui.widgets.sheet import Sheet

_LABEL_GAP = 2
_MANY_CELLS = 132
"""Options that would take more than three lines of an 80-column terminal are picked from a list."""

_WORD = 10
"""Cells that hold a word, or a size with its unit."""

AnyControl = TextField | OptionsField | PickField | RowsField | HoursField


class _Aside(Line):
    """What there is to say about an answer: cut off where it does not fit, nothing where hardly a word would stand."""

    def halves(self, cells: int) -> tuple[Sequence[Part], Sequence[Part]]:
        left, right = super().halves(cells)
        fits = cells >= _WORD or sum(width(text) for text, _style in left) <= cells
        return (left if fits else ()), right


class FieldRow(Vertical):
    """Draws `field` with the answer that `sheet` has at `path`; `answered` is called with every other answer.

    The form says how wide the labels are and whether the help stands under each field (`set_columns`).
    """

    DEFAULT_CSS = """
    FieldRow { height: auto; border-left: blank; padding: 0 1; }
    FieldRow:focus-within { border-left: outer $accent; }
    FieldRow.-tall:focus-within { border-left: blank; }
    FieldRow > Horizontal { height: auto; }
    FieldRow Line { width: 1fr; padding-left: 2; }
    FieldRow .fault { display: none; }
    FieldRow .fault.-shown { display: block; }
    FieldRow .help { display: none; }
    FieldRow .help.-shown { display: block; }
    """

    def __init__(self, field: Field, sheet: Sheet, path: str, answered: Answered, asks: Asks) -> None:
        super().__init__()
        self.field = field
        self.path = path
        self.helped = False
        self._fault = self._warning = self._refusal = ""
        self._active = False
        self._labels = 0
        self._label = Lines(self._label_rows)
        self._aside = _Aside()
        self._fault_lines = Lines(self._fault_rows)
        self._fault_lines.add_class("fault")
        self._help = Lines(self._help_rows)
        self._help.add_class("help")
        self._listed = LineList() if isinstance(field, Phone) and field.lines else None
        self._examined = self._examines(sheet, asks)
        self.control = self._control(sheet, answered, asks)
        self.tall = self.control.tall
        self.set_class(self.tall, "-tall")

    def _examines(self, sheet: Sheet, asks: Asks) -> Examined | None:
        documents = sheet.sources.documents
        if documents is None or not isinstance(self.field, Text) or not self.field.document:
            return None
        return Examined(lambda: documents.found(str(sheet.get(self.path))), lambda: asks.examine(self.path))

    def _control(self, sheet: Sheet, answered: Answered, asks: Asks) -> AnyControl:  # noqa: PLR0911  one for each sort
        answer, note = sheet.get(self.path), self._note
        match self.field:
            case Rows():
                return RowsField(sheet, self.path, answered, note, asks)
            case Hours() as field:
                return HoursField(field, sheet, self.path, answered, note, asks)
            case Reference() as field:
                return ReferenceField(field, answer, answered, note, asks, sheet)
            case Sound() as field:
                return SoundField(field, answer, answered, note, asks, sheet.sources.sounds)
            case Several() as field:
                return SeveralField(field, answer, answered)
            case Choice() as field if sum(width(_(each.label)) + 5 for each in field.options) > _MANY_CELLS:
                return ChoicePick(field, answer, answered, note, asks)
            case Choice() | Toggle() as field:
                return ChoiceField(field, answer, answered)
            case Phone() as field:
                taken = partial(numbers_beside, sheet, self.path)
                return PhoneField(field, answer, answered, note, sheet.sources.lines, self._listed, taken)
            case _ as field:
                return TextField(field, answer, partial(self._typed, answered), note)

    def _typed(self, answered: Answered) -> None:
        answered()
        if self._examined is not None:
            self._examined.changed()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._label
            if not self.tall:
                yield self.control
            if not isinstance(self.control, OptionsField):
                yield self._aside
        if self.tall:
            yield self.control
        yield self._fault_lines
        if self._examined is not None:
            yield self._examined
        if self._listed is not None:
            yield self._listed
        yield self._help

    def in_hand(self, active: bool) -> None:
        """Mark the field as the one in hand, or no longer."""
        self._active = active
        self._label.changed()
        self._bring_into_view()

    def show_faults(self, fault: str, warning: str) -> None:
        """Show what is wrong with the answer, and what is advised against, translated; empty texts take it away."""
        self._show_below(fault, warning, self._refusal)
        if isinstance(self.control, RowsField | HoursField):
            self.control.drawn_anew()

    def _show_below(self, fault: str, warning: str, refusal: str) -> None:
        if (fault, warning, refusal) == (self._fault, self._warning, self._refusal):
            return
        self._fault, self._warning, self._refusal = fault, warning, refusal
        self._fault_lines.set_class(bool(fault or warning or refusal), "-shown")
        self._fault_lines.changed()
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """What is wrong with the field in hand is to be seen with it."""
        if (self._fault or self._warning or self._refusal) and self._active:
            self.call_after_refresh(self.scroll_visible, animate=False)

    @property
    def fault(self) -> str:
        """What is shown to be wrong with the answer."""
        return self._fault

    @property
    def aside(self) -> str:
        """What stands beside the field."""
        return self._aside.text().strip()

    def on_line_list_taken(self) -> None:
        """A line was clicked in the list."""
        if (
            self._listed is not None
            and isinstance(self.control, PhoneField)
            and self._listed.chosen is not None
        ):
            self.control.take(self._listed.chosen)

    def _note(self, text: str, must_be_seen: bool) -> None:
        """Say something beside the field; what must be seen goes under it where there is no room."""
        fits = width(text) <= self._aside.size.width
        self._aside.show([(text if fits or not must_be_seen else "", "muted")])
        self._show_below(self._fault, self._warning, text if must_be_seen and not fits else "")

    # Layout

    def set_columns(self, labels: int, helped: bool) -> None:
        """Take `labels` cells for the label's column; `helped` puts the help under the field."""
        self._labels, self.helped = labels, helped and not self.tall
        # A text stands in a box, which has a free cell before it: texts, options and faults begin in one column.
        boxed = isinstance(self.control, TextField | PickField)
        own = width(clean(_(self.field.label))) if self.tall else labels
        self._label.styles.width = own - (1 if boxed else 0)
        below = 3 if self.tall else labels
        for each in filter(None, (self._fault_lines, self._examined, self._help)):
            each.styles.margin = (0, 0, 0, below)
        if self._listed is not None:
            self._listed.styles.margin = (0, 0, 0, labels - 1)
        self._help.set_class(self.helped, "-shown")
        for lines in (self._label, self._fault_lines, self._help):
            lines.changed()

    def lines_at(self, labels: int, cells: int) -> int:
        """How many lines label, answer and warning take in so many cells; a tall one tells what it would like."""
        if self.tall:
            return 1 + self.control.lines_at(cells)
        warning = len(wrap(self._warning, cells - labels - 2)) if self._warning else 0
        own = max(self.control.lines_at(cells - labels), len(self._wrapped_label(labels)))
        return own + warning + (self._examined is not None)

    def give(self, lines: int) -> None:
        """Give a tall control so many lines for itself."""
        self.control.styles.height = lines

    def help_lines(self, labels: int, cells: int) -> int:
        """How many lines the help takes under the field."""
        return len(wrap(_(self.field.help), cells - labels))

    def _wrapped_label(self, labels: int) -> list[str]:
        label = clean(_(self.field.label))
        return [label] if self.tall else wrap(label, labels - _LABEL_GAP)

    def _label_rows(self, cells: int) -> list[Row]:  # noqa: ARG002  as wide as `set_columns` says
        style = "text" if self._active else "muted"
        return [[(line, style)] for line in self._wrapped_label(self._labels)]

    def _fault_rows(self, cells: int) -> list[Row]:
        rows = hanging([("! ", "error")], self._fault, "error", cells) if self._fault else []
        if self._warning:
            rows += hanging([("! ", "warning")], self._warning, "warning", cells)
        return [*rows, *([(line, "text")] for line in wrap(self._refusal, cells) if line)]

    def _help_rows(self, cells: int) -> list[Row]:
        return [[(line, "muted")] for line in wrap(_(self.field.help), cells)]
