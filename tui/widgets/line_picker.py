"""A telephone number to give: typed or pasted in any usual form, or taken from the account's own lines."""

from collections.abc import Callable, Container, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.engine.ports import Service
from tui.forms import Answer, Phone
from tui.i18n import _, ngettext
from tui.telephony import values
from tui.text import clean
from tui.widgets.cells import cut, fit
from tui.widgets.control import Answered, Noticed
from tui.widgets.fields import TextField
from tui.widgets.line import palette_of
from tui.widgets.sheet import Lines

_ROWS = 5
_NUMBER_CELLS = 18
_MARK, _CURSOR_MARK = " ", "▌"


class LineList(Widget, can_focus=False):
    """The lines that match, a few at a time, over whatever stands below; it never has the focus.

    Posts `Taken` when one is clicked.
    """

    DEFAULT_CSS = """
    LineList { overlay: screen; constrain: none inside; display: none; height: auto; width: 54; max-width: 100%; background: $surface; }
    LineList.-open { display: block; }
    """  # noqa: E501  a rule a line
    ALLOW_SELECT = False

    class Taken(Message):
        """The line under the cursor was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Service] = ()
        self._at: int | None = None

    @property
    def chosen(self) -> Service | None:
        """The line under the cursor, if there is one."""
        return None if self._at is None else self._lines[self._at]

    @property
    def is_open(self) -> bool:
        """Whether it is in view."""
        return self.has_class("-open")

    def open(self, lines: Sequence[Service], at_first: bool) -> None:
        """Show these lines, the cursor on the first one or on none; no line, no list."""
        self._lines = lines
        self._at = 0 if at_first and lines else None
        self.set_class(bool(lines), "-open")
        self.refresh(layout=True)

    def close(self) -> None:
        """Take the list off the screen."""
        self.remove_class("-open")
        self._at = None

    def move(self, by: int) -> bool:
        """Move the cursor; up from the first line it leaves the list. Whether the key meant something here."""
        if not self.is_open or (self._at is None and by < 0):
            return False
        at = -1 if self._at is None else self._at
        self._at = min(at + by, len(self._lines) - 1) if at + by >= 0 else None
        self.refresh()
        return True

    @property
    def _top(self) -> int:
        return max((self._at or 0) - _ROWS + 1, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        return min(len(self._lines), _ROWS + 1)

    def on_click(self, event: events.Click) -> None:
        at = self._top + event.y
        if event.y < _ROWS and at < len(self._lines):
            self._at = at
            self.post_message(self.Taken())

    def render_line(self, y: int) -> Strip:
        palette, cells, at = palette_of(self), self.size.width, self._top + y
        plain = (
            palette.text if self.app.no_color else palette.text.from_color(bgcolor=self.rich_style.bgcolor)
        )
        text, muted = palette.text + plain, palette.muted + plain
        if y >= _ROWS:
            more = len(self._lines) - _ROWS
            words = ngettext("{n} more: go on typing", "{n} more: go on typing", more).format(n=more)
            return Strip([Segment(_MARK + words, muted)]).adjust_cell_length(cells, muted)
        if at >= len(self._lines):
            return Strip.blank(cells, text)
        line, here = self._lines[at], at == self._at
        number = fit(values.display(line.service_name), _NUMBER_CELLS)
        description = cut(clean(line.description), max(cells - _NUMBER_CELLS - len(_MARK), 0))
        segments = [
            Segment(_CURSOR_MARK if here else _MARK, palette.cursor_mark if here else text),
            Segment(number, palette.cursor if here else text),
            Segment(description, palette.cursor_muted if here else muted),
        ]
        return Strip(segments).adjust_cell_length(cells, palette.cursor if here else text)

    def text(self) -> str:
        """The lines as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))


class PhoneField(TextField):
    """A telephone number, written as people read it once the field is left or something is pasted.

    With a `LineList` beside it, that list shows the lines that match while the field has the focus: arrows choose,
    Enter takes. A number that is no line of the account stays as it is. Lines that are `taken` are not offered.
    """

    described: Callable[[str], None] = staticmethod(lambda _description: None)
    """Set by the form: called with what the account calls a line, once another one was given."""

    def __init__(
        self,
        field: Phone,
        answer: Answer,
        answered: Answered,
        noticed: Noticed,
        lines: Lines,
        listed: LineList | None,
        taken: Callable[[], Container[str]] = tuple,
    ) -> None:
        super().__init__(field, answer, answered, noticed)
        self._look_up = lines
        self._listed = listed
        self._taken = taken
        self._from = ""
        self._described = self.value

    def shown(self, answer: str) -> str:
        return values.display(answer) if answer.strip() else ""

    @property
    def _service_name(self) -> str | None:
        try:
            return values.service_name(self.value)
        except values.NotANumber:
            return None

    def remark(self) -> str:
        """Which line it is, or what the number was read from."""
        name = self._service_name
        if name is None:
            return ""
        if self._from:
            return _("read from {text}").format(text=clean(self._from, 40))
        if self._listed is None:
            return ""
        own = self._own()
        return _("no line of yours") if own is None else clean(own.description)

    def _own(self) -> Service | None:
        """The line of the account that the number is."""
        name = self._service_name
        return next((line for line in self._look_up(self.value) if line.service_name == name), None)

    def watch_value(self, value: str) -> None:
        super().watch_value(value)
        if self.is_mounted and self.has_focus:
            self._show_lines()

    def _show_lines(self) -> None:
        """The lines that match; the first one at hand when the text is not a number by itself."""
        if self._listed is None:
            return
        name = self._service_name
        found = self._look_up(self.value)
        if name is not None and any(line.service_name == name for line in found):
            self._listed.close()
        else:
            taken = self._taken()
            free = [line for line in found if line.service_name not in taken]
            self._listed.open(free, at_first=bool(self.value.strip()) and name is None)

    def on_focus(self) -> None:
        self._show_lines()

    def on_blur(self) -> None:
        if self._listed is not None:
            self._listed.close()

    def tidy(self) -> None:
        """Write the number as people read it, and tell what its line is called."""
        name = self._service_name
        if name is not None and self.value != values.display(name):
            self.value = values.display(name)
            self.cursor_position = len(self.value)
        if self._listed is not None and self.value != self._described:
            self._described = self.value
            own = self._own()
            if own is not None:
                self.described(clean(own.description))

    def replace(self, text: str, start: int, end: int) -> None:
        self._from = ""
        super().replace(text, start, end)

    def pasted(self, text: str) -> None:
        """Take what was pasted; a whole number takes the place of whatever stands there."""
        try:
            values.service_name(text)
        except values.NotANumber:
            super().pasted(text)
        else:
            self.replace(text, 0, len(self.value))
        written = self.value
        if self._service_name is not None and values.display(written) != written:
            self._from = written
            self.tidy()
            self.cursor_position = len(self.value)

    def step(self, by: int) -> bool:
        """Move in the list of lines; False where there is none to move in."""
        return self._listed is not None and self._listed.move(by)

    async def enter(self) -> bool:
        """Take the line under the cursor; False when there is none."""
        chosen = None if self._listed is None else self._listed.chosen
        if chosen is not None:
            self.take(chosen)
        return chosen is not None

    def take(self, line: Service) -> None:
        """Answer with this line, and go on."""
        self._from = ""
        self.value = values.display(line.service_name)
        self.cursor_position = len(self.value)
        if self._listed is not None:
            self._listed.close()
        self.tidy()
        self.go_on()
