"""The secret addresses of a number, over its card: shown when asked for, copied, and kept nowhere."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.engine.errors import Stopped, WizardError
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.screens.busy import in_thread
from tui.screens.dialogs import FaultDialog
from tui.screens.pick import Option, PickScreen
from tui.telephony.values import display
from tui.text import clean
from tui.widgets.lines import Lines, Row, hanging, wrap

Links = Sequence[tuple[Message, str]]
"""What each address is, and the address."""


class LinksScreen(PickScreen[str]):
    """Shows the address of the row under the cursor, and copies it; dismisses with None."""

    DEFAULT_CSS = """
    LinksScreen > Vertical { width: 100; }
    LinksScreen #address { height: auto; margin: 1 0 0 0; }
    """
    AROUND = 14
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", N_("copy"), priority=True)]

    def __init__(self, number: str, links: Links) -> None:
        title = _("Secret links of {number}").format(number=display(number))
        super().__init__(title, [Option(address, str(words)) for words, address in links])
        self._copied = ""
        self._address = Lines(self._address_rows, id="address")
        self._list.moved = self._address.changed

    def below(self) -> Iterator[Widget]:
        yield self._address

    def picked(self, value: str) -> None:
        """Copy the address; it stays on the screen, for not every terminal lets a program copy."""
        self.app.copy_to_clipboard(value)
        self._copied = value
        self._address.changed()

    def _address_rows(self, cells: int) -> list[Row]:
        address = self.present
        if address is None:
            return hanging([], _("There is no such link."), "muted", cells)
        words = _("Whoever has the address sees what is there. It is stored nowhere here.")
        if self._copied == address:
            words = _("Copied, where the terminal allows it; else select the text with the mouse.")
        return [
            *([(line, "strong")] for line in wrap(clean(address), cells)),
            *hanging([], words, "muted", cells),
        ]


async def show_links(app: App[Any], number: str, read: Callable[[], Links]) -> None:
    """Read the secret addresses of a number (its service name) in a thread, and show them; awaited in a worker."""
    try:
        links = await in_thread(app, read, Message(N_("Reading {number}…"), {"number": display(number)}))
    except Stopped:
        return
    except WizardError as error:
        await app.push_screen_wait(FaultDialog(fault_of(error)))
    else:
        await app.push_screen_wait(LinksScreen(number, links))
