"""The widgets that answers are given in: a line of text, and one of a few options.

They draw any field of `tui.forms` and know no form by name. `answered` and `noticed` are called in the very keystroke,
so that what follows from it is painted with it: the first with every new answer, the second with what there is to say
beside the field (translated; empty when there is nothing), and whether it must be seen.
"""

import unicodedata
from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.engine.plan import MASK
from tui.forms import Answer, Choice, Phone, Text, Toggle
from tui.i18n import N_, _, ngettext
from tui.text import clean
from tui.widgets.cells import cut, width
from tui.widgets.line import palette_of

Answered = Callable[[], None]
Noticed = Callable[[str, bool], None]

_NARROWEST, _WIDEST = 12, 46
_PHONE_CELLS = 19
_PHONE_LONGEST = 100  # A telephone field also takes part of a description, to look for.


class TextField(Input, inherit_css=False):
    """A line of text; what is typed or pasted is cleaned, and what the field cannot hold is refused with a word why.

    A secret that is there but not known stands as asterisks; the first key typed replaces all of them.
    """

    DEFAULT_CSS = """
    TextField { height: 1; padding: 0 1; background: $surface; color: $foreground; overflow: hidden hidden; }
    TextField:focus { background: $cursor-row; }
    TextField > .input--cursor { background: $input-cursor-background; color: $input-cursor-foreground; text-style: $input-cursor-text-style; }
    TextField > .input--selection { background: $accent 35%; color: $input-selection-foreground; }
    TextField > .input--placeholder { color: $muted; }
    TextField:ansi { background: ansi_default; color: ansi_default; text-style: underline; }
    TextField:ansi:focus { text-style: bold underline; }
    TextField:ansi > .input--cursor { text-style: reverse; background: ansi_default; color: ansi_default; }
    TextField:ansi > .input--selection { text-style: reverse; background: ansi_default; color: ansi_default; }
    TextField:ansi > .input--placeholder { text-style: dim; color: ansi_default; }
    """  # noqa: E501  a rule a line
    # Not inherited along with the style sheet that these names stand in.
    COMPONENT_CLASSES: ClassVar[set[str]] = set(Input.COMPONENT_CLASSES)

    # Typing makes the content longer; in a box of fixed width that lays nothing out again.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, field: Text | Phone, answer: Answer, answered: Answered, noticed: Noticed) -> None:
        self._longest = field.max_length if isinstance(field, Text) else _PHONE_LONGEST
        self._digits = isinstance(field, Text) and field.only == "digits"
        self._secret = isinstance(field, Text) and field.secret
        self._was_masked = self._secret and answer == MASK
        placeholder = _(field.placeholder) if isinstance(field, Text) and field.placeholder else ""
        # Nothing is selected on focus: after a dialog in the middle of typing, the next key would replace all.
        super().__init__(
            placeholder=placeholder, password=self._secret, validate_on=(), select_on_focus=False
        )
        # Set without its watchers, which need a running app: a screen can be made before there is one.
        self.set_reactive(Input.value, self.validate_value(self.shown(str(answer))))
        self.set_reactive(Input.selection, Selection.cursor(len(self.value)))
        self._initial_value = False
        self.cursor_blink = False
        self._answered = answered
        self._noticed = noticed
        wanted = _PHONE_CELLS if isinstance(field, Phone) else min(self._longest + 3, _WIDEST)
        self.styles.width = max(wanted, _NARROWEST)
        self.styles.max_width = "100%"

    @property
    def answer(self) -> Answer:
        """What stands in the field."""
        return self.value

    def shown(self, answer: str) -> str:
        """How an answer is written in the field."""
        return answer

    def remark(self) -> str:
        """What there is to say beside the field as it stands."""
        if self._was_masked:
            return _("kept as it is") if self.value == MASK else _("*** keeps the present one")
        return ""

    def validate_value(self, value: str) -> str:
        """Clean what comes from a draft or the platform."""
        return clean(value, max(len(value), 1))

    def watch_value(self, value: str) -> None:  # noqa: ARG002  Textual's signature
        """Tell of the answer in the same turn of the loop that takes the key."""
        if self.is_mounted:
            self._noticed(self.remark(), False)
            self._answered()

    def on_mount(self) -> None:
        self._noticed(self.remark(), False)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text`, cleaned, in place of what stands between two places."""
        start, end = sorted((start, end))
        if self._secret and self.value == MASK:
            start, end = 0, len(self.value)
        text = clean(text, max(len(text), 1))
        fitting = self._allowed(text)
        room = self._longest - (len(self.value) - (end - start))
        super().replace(fitting[: max(room, 0)], start, end)
        if fitting != text:
            self._noticed(_("digits only"), True)
        elif len(fitting) > room:
            words = ngettext("at most {n} character", "at most {n} characters", self._longest)
            self._noticed(words.format(n=self._longest), True)

    def _allowed(self, text: str) -> str:
        if not self._digits or (self._was_masked and not text.strip("*")):
            return text
        return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())

    def on_paste(self, event: events.Paste) -> None:
        """Take all that was copied, on one line; a cell copied from a table begins or ends with a line end."""
        event.prevent_default()
        event.stop()
        self.pasted(event.text.strip())

    def pasted(self, text: str) -> None:
        """Put what was pasted in place of the selection."""
        if text:
            self.replace(text, *self.selection)


class ChoiceField(Widget, can_focus=True):
    """One of a few options, all of them in view; arrow keys and space change it.

    Options stand in one line where they fit, else in as many equal columns as there is room for. Up and down are left
    to the form: walking through it changes nothing.
    """

    DEFAULT_CSS = "ChoiceField { height: auto; width: 1fr; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "step", N_("switch"), priority=True),
        Binding("left", "shift(-1)", N_("The one before"), show=False, priority=True),
        Binding("right", "shift(1)", N_("The one after"), show=False, priority=True),
    ]

    def __init__(self, field: Choice | Toggle, answer: Answer, answered: Answered) -> None:
        super().__init__()
        self._options: list[tuple[Answer, str]] = (
            [(False, field.off), (True, field.on)]
            if isinstance(field, Toggle)
            else [(option.value, option.label) for option in field.options]
        )
        self._answer = answer
        self._answered = answered

    @property
    def answer(self) -> Answer:
        """The value of the chosen option; what was given to the constructor until one is chosen."""
        return self._answer

    @property
    def _chosen(self) -> int:
        """The place of the answer among the options; -1 when it is none of them."""
        return next((at for at, (value, _label) in enumerate(self._options) if value == self._answer), -1)

    def action_step(self) -> None:
        """Choose the next option; after the last one comes the first."""
        self._choose((self._chosen + 1) % len(self._options))

    def action_shift(self, by: int) -> None:
        """Choose the option so many places further, stopping at either end."""
        self._choose(max(min(self._chosen + by, len(self._options) - 1), 0))

    def _choose(self, at: int) -> None:
        if at != self._chosen:
            self._answer = self._options[at][0]
            self.refresh()
            self._answered()

    def on_click(self, event: events.Click) -> None:
        for at, (x, y, label) in enumerate(self._places(self.size.width)):
            if y == event.y and x <= event.x < x + width(label) + 2:
                self._choose(at)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    def _places(self, cells: int) -> list[tuple[int, int, str]]:
        """Where every option starts, and its label: column and line, in a field of so many cells."""
        labels = [clean(_(label)) for _value, label in self._options]
        widths = [width(label) + 2 for label in labels]
        gap = 3
        if sum(widths) + gap * (len(widths) - 1) <= cells:
            starts = [sum(widths[:at]) + gap * at for at in range(len(widths))]
            return [(start, 0, label) for start, label in zip(starts, labels, strict=True)]
        column = max(widths) + gap
        across = max((cells + gap) // column, 1)
        return [(at % across * column, at // across, label) for at, label in enumerate(labels)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return self.lines_at(width)

    def lines_at(self, cells: int) -> int:
        """How many lines the options take in so many cells."""
        return self._places(cells)[-1][1] + 1

    def render_line(self, y: int) -> Strip:
        palette, cells, chosen = palette_of(self), self.size.width, self._chosen
        segments, at = [], 0
        for place, (x, line, label) in enumerate(self._places(cells)):
            if line != y:
                continue
            mine = place == chosen
            text = cut(label, max(cells - x - 2, 0))
            sign = "● " if mine else "○ "
            if mine and self.has_focus:
                signed, worded = palette.cursor_mark, palette.cursor
            else:
                signed = worded = palette.text if mine else palette.muted
            segments += [Segment(" " * (x - at), palette.text), Segment(sign, signed), Segment(text, worded)]
            at = x + 2 + width(text)
        return Strip(segments).adjust_cell_length(cells, palette.text)

    def text(self) -> str:
        """The options as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))
