"""The widget that a text or a number is typed in; it draws any field of `tui.forms` and knows no form by name."""

import unicodedata
from contextlib import suppress
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.engine.plan import MASK
from tui.forms import Answer, Number, Phone, Text
from tui.i18n import _, ngettext
from tui.telephony.closures import local_time
from tui.text import clean
from tui.widgets import week
from tui.widgets.cells import width
from tui.widgets.control import Answered, Control, Noticed
from tui.widgets.typed_ahead import TypedInto, in_turn

_NARROWEST, _WIDEST = 12, 46
_NUMBER_CELLS = 8
_PHONE_CELLS = 21
_LONGEST_PASTE = 10_000
_PHONE_LONGEST = 100  # A telephone field also takes part of a description, to look for.


class TextField(Control, TypedInto, inherit_css=False):
    """A line of text; what is typed or pasted is cleaned, and what the field cannot hold is refused with a word why.

    A text that was pasted is kept whole, however long: the rules of the form refuse it, and nothing of it is lost.

    A number is one of digits, with its unit beside it.

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
    BINDINGS: ClassVar[list[BindingType]] = in_turn("home", "end")

    def __init__(
        self, field: Text | Number | Phone, answer: Answer, answered: Answered, noticed: Noticed
    ) -> None:
        self._longest = _PHONE_LONGEST if isinstance(field, Phone) else field.max_length
        self._digits = isinstance(field, Number) or (isinstance(field, Text) and field.only == "digits")
        self._free = isinstance(field, Text) and not self._digits
        self._number = field if isinstance(field, Number) else None
        self._moment = isinstance(field, Text) and field.only == "moment"
        self._secret = isinstance(field, Text) and field.secret
        self._was_masked = self._secret and answer == MASK
        placeholder = _(field.placeholder) if isinstance(field, Text) and field.placeholder else ""
        # Nothing is selected on focus: after a dialog in the middle of typing, the next key would replace all.
        super().__init__(
            placeholder=placeholder, password=self._secret, validate_on=(), select_on_focus=False
        )
        # Set without its watchers, which need a running app: a screen can be made before there is one.
        self.set_reactive(Input.value, self.validate_value(self.shown(str(answer))))
        proposed = (
            answer == field.initial
            if isinstance(field, Number)
            else isinstance(field, Text) and field.proposed
        )
        begin = 0 if proposed else len(self.value)
        # What was proposed, or is a figure that nobody chose yet, goes with the first key that is typed.
        self.set_reactive(Input.selection, Selection(begin, len(self.value)))
        self._initial_value = False
        self.cursor_blink = False
        self._answered = answered
        self._noticed = noticed
        wanted = _PHONE_CELLS if isinstance(field, Phone) else min(self._longest + 3, _WIDEST)
        self.styles.width = max(wanted, _NUMBER_CELLS if isinstance(field, Number) else _NARROWEST)
        self.styles.max_width = "100%"

    @property
    def answer(self) -> Answer:
        """What stands in the field."""
        return self.value

    def show(self, answer: Answer) -> None:
        if self.shown(str(answer)) != self.value:
            answered, self._answered = self._answered, _nobody
            self.value = self.shown(str(answer))
            self._answered = answered

    def propose(self, answer: str) -> None:
        """Answer with what goes with the first key that is typed."""
        self.value = answer[: self._longest]
        self.selection = Selection(0, len(self.value))

    def shown(self, answer: str) -> str:
        """How an answer is written in the field."""
        return answer

    def remark(self) -> str:
        """What there is to say beside the field as it stands."""
        if self._was_masked:
            return _("kept as it is") if self.value == MASK else _("*** keeps the present one")
        if self._moment and (moment := self._written()):
            return week.day_name(date.fromisoformat(moment[:10]).weekday())
        return "" if self._number is None else self._number.counted(self.value, "")

    def tidy(self) -> None:
        if self._moment and (written := self._written()) not in ("", self.value):
            self.value = written
            self.cursor_position = len(written)

    def on_focus(self) -> None:
        self.call_after_refresh(self._show_cursor)

    def on_blur(self) -> None:
        self.tidy()
        # What is not in hand is read from its beginning.
        self.scroll_to(x=0, force=True, animate=False)

    def _show_cursor(self) -> None:
        """Bring the cursor into view, which is at the end of a text that may be longer than the field."""
        if self.has_focus:
            # Textual learns how long the text is when it changes.
            self.virtual_size = Size(self.content_width, 1)
            cursor = Region(width(self.value[: self.cursor_position]), 0, 2, 1)
            self.scroll_to_region(cursor, force=True, animate=False)

    def _written(self) -> str:
        """The date and the time that stand in the field, as they are kept; empty where there are none."""
        with suppress(ValueError):
            return local_time(self.value, date.today())  # noqa: DTZ011  the user's own day
        return ""

    def validate_value(self, value: str) -> str:
        """Clean what comes from a draft or the platform."""
        return clean(value, max(len(value), 1))

    def watch_value(self, value: str) -> None:  # noqa: ARG002  Textual's signature
        """Tell of the answer in the same turn of the loop that takes the key."""
        if self.is_mounted:
            self._notice()
            self._answered()

    def on_mount(self) -> None:
        self._notice()

    def _notice(self) -> None:
        """Say what there is to say; a text that the box cuts off is told in full."""
        cut = not self._secret and len(self.value) > _WIDEST - 3
        self._noticed(self.value if cut else self.remark(), cut)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text`, cleaned, in place of what stands between two places."""
        self._put(text, start, end, self._longest)

    def _put(self, text: str, start: int, end: int, most: int) -> None:
        """Put a text in place of what stands between two places, as far as there are `most` characters then."""
        start, end = sorted((start, end))
        if self._secret and self.value == MASK:
            start, end = 0, len(self.value)
        text = clean(text, max(len(text), 1))
        fitting = self._allowed(text)
        rest = len(self.value) - (end - start)
        super().replace(fitting[: max(most - rest, 0)], start, end)
        if fitting != text:
            self._noticed(_("digits only"), True)
        elif rest + len(fitting) > self._longest:
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
        """Put what was pasted in place of the selection; a text that is too long is kept, for its author to shorten."""
        if text and self._free:
            self._put(text, *self.selection, _LONGEST_PASTE)
        elif text:
            self.replace(text, *self.selection)


def _nobody() -> None:
    """Nobody is to be told."""
