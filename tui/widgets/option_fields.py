"""The widgets that options are chosen in, all of them in view: one of a few, or several."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.forms import Answer, Choice, Several, Toggle
from tui.i18n import N_, _
from tui.telephony.values import fold
from tui.text import clean
from tui.widgets.answer_words import rows_of
from tui.widgets.cells import cut, width
from tui.widgets.control import Answered, Control
from tui.widgets.line import palette_of

_GAP, _CLOSE = 3, 2
_ARTICLE = re.compile(r"^(?:(?:an?|the|une?|la|les?) +|l['’])", re.IGNORECASE)
"""What the label of an option may begin with before the word that people look for, in any language of ours."""
_SIGNS = 2  # The cells of a sign and the space after it.


def _columns(widths: Sequence[int], across: int) -> list[int]:
    """How wide each column is, of so many that are filled line by line."""
    return [max(widths[at::across]) for at in range(across)]


class OptionsField(Control, Widget, can_focus=True):
    """Options in one line where they fit, else in as many columns as there is room for.

    Up and down are left to the form: walking through it changes nothing.
    """

    DEFAULT_CSS = "OptionsField { height: auto; width: 1fr; }"
    ALLOW_SELECT = False
    ON, OFF = "", ""

    def __init__(self, options: Sequence[tuple[Answer, str]], answered: Answered) -> None:
        super().__init__()
        self._options = options
        self._answered = answered

    def is_on(self, place: int) -> bool:
        """Whether the option at a place is chosen."""
        raise NotImplementedError

    @property
    def in_hand(self) -> int:
        """The place of the option that keys act on."""
        raise NotImplementedError

    def choose(self, place: int) -> None:
        """Choose the option at a place."""
        raise NotImplementedError

    def on_click(self, event: events.Click) -> None:
        for place, (x, y, label) in enumerate(self._places(self.size.width)):
            if y == event.y and x <= event.x < x + width(label) + _SIGNS:
                self.choose(place)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    def _places(self, cells: int) -> list[tuple[int, int, str]]:
        """Where every option starts, and its label: column and line, in a field of so many cells."""
        labels = [clean(_(label)) for _value, label in self._options]
        widths = [width(label) + _SIGNS for label in labels]
        count = len(labels)
        # In one line they may stand closer.
        tried = [(count, _GAP), (count, _CLOSE), *((across, _GAP) for across in range(count - 1, 1, -1))]
        fitting = (
            each for each in tried if sum(_columns(widths, each[0])) + each[1] * (each[0] - 1) <= cells
        )
        across, gap = next(fitting, (1, _GAP))
        starts = [0]
        for each in _columns(widths, across):
            starts.append(starts[-1] + each + gap)
        return [(starts[at % across], at // across, label) for at, label in enumerate(labels)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return self.lines_at(width)

    def lines_at(self, cells: int) -> int:
        return self._places(cells)[-1][1] + 1

    def render_line(self, y: int) -> Strip:
        palette, cells = palette_of(self), self.size.width
        segments, at = [], 0
        for place, (x, line, label) in enumerate(self._places(cells)):
            if line != y:
                continue
            mine = self.is_on(place)
            text = cut(label, max(cells - x - _SIGNS, 0))
            if place == self.in_hand and self.has_focus:
                signed, worded = palette.cursor_mark, palette.cursor
            else:
                signed = worded = palette.text if mine else palette.muted
            sign = self.ON if mine else self.OFF
            segments += [
                Segment(" " * (x - at), palette.text),
                Segment(f"{sign} ", signed),
                Segment(text, worded),
            ]
            at = x + _SIGNS + width(text)
        return Strip(segments).adjust_cell_length(cells, palette.text)

    def text(self) -> str:
        """The options as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))


class ChoiceField(OptionsField):
    """One of a few options; arrow keys and space change it."""

    ON, OFF = "●", "○"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "step", N_("switch"), priority=True),
        Binding("left", "shift(-1)", N_("The one before"), show=False, priority=True),
        Binding("right", "shift(1)", N_("The one after"), show=False, priority=True),
    ]

    def __init__(self, field: Choice | Toggle, answer: Answer, answered: Answered) -> None:
        options: list[tuple[Answer, str]] = (
            [(False, field.off), (True, field.on)]
            if isinstance(field, Toggle)
            else [(option.value, option.label) for option in field.options]
        )
        super().__init__(options, answered)
        self._answer = answer

    @property
    def answer(self) -> Answer:
        """The value of the chosen option; what was given to the constructor until one is chosen."""
        return self._answer

    def show(self, answer: Answer) -> None:
        if answer != self._answer:
            self._answer = answer
            self.refresh()

    @property
    def in_hand(self) -> int:
        """The place of the answer among the options; -1 when it is none of them."""
        return next((at for at, (value, _label) in enumerate(self._options) if value == self._answer), -1)

    def is_on(self, place: int) -> bool:
        return self._options[place][0] == self._answer

    def action_step(self) -> None:
        """Choose the next option; after the last one comes the first."""
        self.choose((self.in_hand + 1) % len(self._options))

    def action_shift(self, by: int) -> None:
        """Choose the option so many places further, stopping at either end."""
        self.choose(max(min(self.in_hand + by, len(self._options) - 1), 0))

    def on_key(self, event: events.Key) -> None:
        """The first letter of an option chooses it; typed again, the next one that begins with it."""
        letter = fold(event.character or "").strip()
        labels = [fold(_ARTICLE.sub("", clean(_(label)))) for _value, label in self._options]
        begun = [at for at, label in enumerate(labels) if letter and label.startswith(letter)]
        if begun:
            event.stop()
            self.choose(next((at for at in begun if at > self.in_hand), begun[0]))

    def choose(self, place: int) -> None:
        if place != self.in_hand:
            self._answer = self._options[place][0]
            self.refresh()
            self._answered()


class SeveralField(OptionsField):
    """Any number of a few options; arrow keys go from one to the next, space chooses it or takes it back."""

    ON, OFF = "■", "□"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "switch", N_("switch"), priority=True),
        Binding("left", "shift(-1)", N_("The one before"), show=False, priority=True),
        Binding("right", "shift(1)", N_("The one after"), show=False, priority=True),
    ]

    def __init__(self, field: Several, answer: Answer, answered: Answered) -> None:
        super().__init__([(option.value, option.label) for option in field.options], answered)
        self._chosen = [row.get("value", "") for row in rows_of(answer)]
        self._at = 0

    @property
    def answer(self) -> Answer:
        """A row of `value` for every option that is chosen, in the order of the options; unknown ones come last."""
        known = [value for value, _label in self._options if value in self._chosen]
        others = [value for value in self._chosen if value not in known]
        return [{"value": value} for value in (*known, *others)]

    def show(self, answer: Answer) -> None:
        self._chosen = [row.get("value", "") for row in rows_of(answer)]
        self.refresh()

    @property
    def in_hand(self) -> int:
        return self._at

    def is_on(self, place: int) -> bool:
        return self._options[place][0] in self._chosen

    def action_shift(self, by: int) -> None:
        """Go to the option so many places further, stopping at either end."""
        self._at = max(min(self._at + by, len(self._options) - 1), 0)
        self.refresh()

    def action_switch(self) -> None:
        """Choose the option in hand, or take it back."""
        self.choose(self._at)

    def choose(self, place: int) -> None:
        value, self._at = self._options[place][0], place
        if value in self._chosen:
            self._chosen.remove(value)
        else:
            self._chosen.append(value)
        self.refresh()
        self._answered()
