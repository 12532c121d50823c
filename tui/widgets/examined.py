"""What stands under the address of a document: the button that has it looked at, and what was found there last."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.i18n import _, labelled
from tui.telephony.findings import Report
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.flat_button import FlatButton
from tui.widgets.key_bar import key_name
from tui.widgets.line import Line, Part
from tui.words import report_words

KEY = "f4"
"""Does what the button does, on the screen."""


class Examined(Horizontal):
    """`found` gives what was found in the document, None where nobody has looked; `examine` has it looked at.

    Whoever changes what `found` gives calls `changed`. The button is for the mouse: the form's own keys go to fields.
    """

    DEFAULT_CSS = """
    Examined { height: 1; }
    Examined Line { width: 1fr; padding-left: 1; }
    """

    def __init__(self, found: Callable[[], Report | None], examine: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._found = found
        self._examine = examine
        self._told = Line()

    def compose(self) -> ComposeResult:
        button = FlatButton(_("Check the document"))
        button.can_focus = False
        button.styles.width = width(str(button.label))
        yield button
        yield self._told

    def on_mount(self) -> None:
        self.changed()

    def changed(self) -> None:
        """Tell anew what was found."""
        self._told.show([(key_name(KEY), "accent"), (" ", "text"), *told(self._found())])

    async def on_button_pressed(self, event: FlatButton.Pressed) -> None:
        event.stop()
        await self._examine()


def told(report: Report | None) -> Sequence[Part]:
    """What is said of a document in a few words; of its author's copy, with the name of the file."""
    if report is None:
        return [(_("not checked yet"), "muted")]
    words = report_words(report) if report.findings else _("nothing to mend")
    if report.copy:
        words = labelled(clean(Path(report.copy).name), words)
    if not report.findings:
        return [("✓ ", "success"), (words, "text")]
    return [("! ", "error" if report.has_errors else "warning"), (words, "text")]
