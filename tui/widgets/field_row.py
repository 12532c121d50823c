"""One question of a form: its label, the widget to answer it in, what there is to say about the answer."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.forms import Answer, Choice, Field, Phone, Toggle
from tui.i18n import _
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.fields import Answered, ChoiceField, TextField
from tui.widgets.line import Line
from tui.widgets.line_picker import LineList, PhoneField
from tui.widgets.line_picker import Lines as LineSource
from tui.widgets.lines import Lines, Row, hanging, wrap

_LABEL_GAP = 2


class FieldRow(Vertical):
    """Draws `field` with `answer`; `answered` is called with every other answer.

    The form says how wide the labels are and whether the help stands under each field (`set_columns`).
    """

    DEFAULT_CSS = """
    FieldRow { height: auto; border-left: blank; padding-left: 1; }
    FieldRow:focus-within { border-left: outer $accent; }
    FieldRow > Horizontal { height: auto; }
    FieldRow Line { width: 1fr; padding-left: 2; }
    FieldRow .fault { display: none; }
    FieldRow .fault.-shown { display: block; }
    FieldRow .help { display: none; }
    FieldRow .help.-shown { display: block; }
    """

    def __init__(self, field: Field, answer: Answer, answered: Answered, lines: LineSource) -> None:
        super().__init__()
        self.field = field
        self.helped = False
        self._fault = self._refusal = ""
        self._active = False
        self._labels = 0
        self._label = Lines(self._label_rows)
        self._aside = Line()
        self._fault_lines = Lines(self._fault_rows)
        self._fault_lines.add_class("fault")
        self._help = Lines(self._help_rows)
        self._help.add_class("help")
        self._listed = LineList() if isinstance(field, Phone) and field.lines else None
        self.control: TextField | ChoiceField
        if isinstance(field, Choice | Toggle):
            self.control = ChoiceField(field, answer, answered)
        elif isinstance(field, Phone):
            self.control = PhoneField(field, answer, answered, self._note, lines, self._listed)
        else:
            self.control = TextField(field, answer, answered, self._note)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._label
            yield self.control
            if isinstance(self.control, TextField):
                yield self._aside
        yield self._fault_lines
        if self._listed is not None:
            yield self._listed
        yield self._help

    def in_hand(self, active: bool) -> None:
        """Mark the field as the one in hand, or no longer."""
        self._active = active
        self._label.changed()
        self._bring_into_view()

    def show_fault(self, text: str) -> None:
        """Show what is wrong with the answer, translated; an empty text takes it away."""
        self._show_below(text, self._refusal)

    def _show_below(self, fault: str, refusal: str) -> None:
        if (fault, refusal) == (self._fault, self._refusal):
            return
        self._fault, self._refusal = fault, refusal
        self._fault_lines.set_class(bool(fault or refusal), "-shown")
        self._fault_lines.changed()
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """What is wrong with the field in hand is to be seen with it."""
        if (self._fault or self._refusal) and self._active:
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
        self._show_below(self._fault, text if must_be_seen and not fits else "")

    # Layout

    def set_columns(self, labels: int, helped: bool) -> None:
        """Take `labels` cells for the label's column; `helped` puts the help under the field."""
        self._labels, self.helped = labels, helped
        # A text stands in a box, which has a free cell before it: texts, options and faults begin in one column.
        self._label.styles.width = labels - (1 if isinstance(self.control, TextField) else 0)
        for each in (self._fault_lines, self._help):
            each.styles.margin = (0, 0, 0, labels)
        if self._listed is not None:
            self._listed.styles.margin = (0, 0, 0, labels - 1)
        self._help.set_class(helped, "-shown")
        for lines in (self._label, self._fault_lines, self._help):
            lines.changed()

    def lines_at(self, labels: int, cells: int) -> int:
        """How many lines label and answer take in so many cells."""
        own = self.control.lines_at(cells - labels) if isinstance(self.control, ChoiceField) else 1
        return max(own, len(wrap(clean(_(self.field.label)), labels - _LABEL_GAP)))

    def help_lines(self, labels: int, cells: int) -> int:
        """How many lines the help takes under the field."""
        return len(wrap(_(self.field.help), cells - labels))

    def _label_rows(self, cells: int) -> list[Row]:  # noqa: ARG002  as wide as `set_columns` says
        style = "text" if self._active else "muted"
        return [[(line, style)] for line in wrap(clean(_(self.field.label)), self._labels - _LABEL_GAP)]

    def _fault_rows(self, cells: int) -> list[Row]:
        rows = hanging([("! ", "error")], self._fault, "error", cells) if self._fault else []
        return [*rows, *([(line, "text")] for line in wrap(self._refusal, cells) if line)]

    def _help_rows(self, cells: int) -> list[Row]:
        return [[(line, "muted")] for line in wrap(_(self.field.help), cells)]
