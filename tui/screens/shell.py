"""The shell around the steps: theme, keys, help, and the notice for a terminal that is too small."""

import gc
import os
from collections.abc import Sequence
from typing import ClassVar

# Textual reads its environment while it is imported. Nothing here is animated; over SSH fewer frames will do.
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
    os.environ.setdefault("TEXTUAL_FPS", "15")

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.widget import Widget

from tui.i18n import N_, _
from tui.theme import THEMES, Colourless, no_color, starting_theme
from tui.widgets.too_small import TooSmall

_SETTLED = 1.0
"""Seconds after the start by when all that the first screens need is imported."""


class Ground(Screen[None]):
    """What lies under the steps, as Textual wants one screen that nobody can leave; it is never seen.

    It holds nothing and paints nothing: what is on the terminal stays there until the next step paints over it, and a
    start costs one page less to lay out and to send.
    """

    def _extend_compose(self, widgets: list[Widget]) -> None:
        pass

    def _compositor_refresh(self) -> None:
        pass


class Shell(App[None]):
    """What every step finds around it; it knows none of them."""

    TITLE = "Alias Wizard"
    # Textual's own palette speaks English only; ours lists the bindings, as the help and the key bar do.
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = "*"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("help")),
        Binding("ctrl+p", "commands", N_("all commands"), show=False),
        Binding("ctrl+l", "redraw", N_("draw the screen again"), show=False, priority=True),
        Binding("ctrl+q", "quit", N_("quit"), priority=True),
        Binding("ctrl+c", "hint", N_("how to quit"), show=False, system=True),
    ]

    theme: Reactive[str] = Reactive(starting_theme)

    def __init__(self) -> None:
        super().__init__()
        # An empty NO_COLOR counts as unset, which Textual does not know.
        self.no_color = no_color()
        self.animation_level = "none"
        self._too_small: TooSmall | None = None

    # Textual's surroundings

    @property
    def available_themes(self) -> dict[str, Theme]:
        return dict(THEMES)

    def get_default_screen(self) -> Screen[None]:
        return Ground(id="_default")

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [Colourless()] if self.no_color else super().get_line_filters()

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._screen_changed)
        self.set_timer(_SETTLED, collect_garbage)

    # A terminal that is too small

    def on_resize(self, event: events.Resize) -> None:
        self._cover(TooSmall.needed(event.size))

    def _screen_changed(self, _screen: "Screen[object]") -> None:
        if self._too_small is not None:
            self.call_later(self._cover, TooSmall.needed(self.size))

    def _cover(self, needed: bool) -> None:
        """Lay the notice over the present screen, or take it away; what lies below keeps its state."""
        cover = self._too_small
        if cover is not None and (not needed or cover.parent is not self.screen):
            cover.take_away()
            cover = self._too_small = None
        if needed and cover is None:
            self._too_small = TooSmall(self.screen.focused)
            self.screen.mount(self._too_small)

    # Keys

    async def action_quit(self) -> None:
        """Leave, or let the step that is open decide: it asks while something is being applied."""
        while isinstance(self.screen, ModalScreen):
            self.screen.dismiss(None)
        leave = getattr(self.screen, "action_quit", None)
        if leave is None:
            self.exit()
        else:
            leave()

    def action_hint(self) -> None:
        """Say how to leave: Ctrl+C copies, or interrupts where something is being applied."""
        self.notify(_("Ctrl+Q leaves the wizard."), markup=False)

    def action_redraw(self) -> None:
        """Paint everything again, for a terminal that something else wrote to."""
        self.refresh(layout=True)

    def action_help(self) -> None:
        """Show the help on the present screen."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.of(self.screen))

    def action_commands(self) -> None:
        """Offer every key that does something here, to be found by its words."""
        from tui.screens.pick import PickScreen, commands_of

        def chosen(key: str | None) -> None:
            if key is not None:
                self.simulate_key(key)

        if not isinstance(self.screen, PickScreen):
            self.push_screen(PickScreen(_("Commands"), commands_of(self.screen)), chosen)


def collect_garbage() -> None:
    """Collect garbage from now on, but for what is there already, if that was put off for the start.

    All of that stays, being modules and screens; looking through it for garbage again and again would hold a key up by
    a frame each time.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
