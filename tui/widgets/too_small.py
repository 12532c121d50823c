"""What covers the screen where the terminal is too small for it."""

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.i18n import N_, _
from tui.widgets.cells import fit
from tui.widgets.line import Drawn, palette_of

COLUMNS, ROWS = 60, 15
_LINES = (N_("This terminal is too small."), N_("Make it larger to go on."), N_("Ctrl+Q leaves."))


class TooSmall(Drawn, can_focus=True):
    """A page over the page; it takes the focus, so that no key does what nobody sees. `focused` gets it back."""

    LINES = "100vh"

    def __init__(self, focused: Widget | None) -> None:
        super().__init__()
        self._focused = focused
        self.styles.width = "100vw"
        self.styles.overlay = "screen"
        self.styles.position = "absolute"

    @staticmethod
    def needed(size: Size) -> bool:
        """Whether the wizard cannot be drawn in a terminal of that size."""
        return size.width < COLUMNS or size.height < ROWS

    def on_mount(self) -> None:
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Keep every key from the page below; what is bound with priority, such as quitting, comes first."""
        event.stop()

    def take_away(self) -> None:
        """Uncover the screen and give the focus back."""
        if self._focused is not None and self._focused.is_attached:
            self._focused.focus()
        self.remove()

    def render_line(self, y: int) -> Strip:
        palette, cells = palette_of(self), self.size.width
        line = y - max((self.size.height - len(_LINES)) // 2, 0)
        text = f"  {_(_LINES[line])}" if 0 <= line < len(_LINES) else ""
        return Strip([Segment(fit(text, cells), palette.strong if line == 0 else palette.muted)])
