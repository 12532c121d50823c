"""A button of one line, in brackets: it can be told from text without any colour."""

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Button

from tui.text import clean


class FlatButton(Button, inherit_css=False):
    """`label` is translated."""

    DEFAULT_CSS = """
    FlatButton { width: auto; height: 1; min-width: 0; padding: 0; border: none; background: transparent; color: $accent; }
    FlatButton:hover { text-style: underline; }
    FlatButton:focus { background: $accent; color: $background; text-style: bold; }
    FlatButton:focus:ansi { background: ansi_default; color: ansi_default; text-style: bold reverse; }
    """  # noqa: E501  a rule a line

    def __init__(self, label: str, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(Content(f"[ {clean(label)} ]"), id=id)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the label: Textual's own buttons have two cells more."""
        return super().get_content_width(container, viewport) - 2

    def say(self, label: str) -> None:
        """Give the button another label, translated."""
        self.label = Content(f"[ {clean(label)} ]")
