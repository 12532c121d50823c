"""The shell around the steps: theme, keys, help, and the notice for a terminal that is too small."""

import asyncio
import gc
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

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
from textual.worker import Worker, WorkerState

from tui.engine.scope import Choice
from tui.i18n import N_, Message, _
from tui.signals import SIGNALS
from tui.theme import THEMES, Colourless, no_color, starting_theme
from tui.widgets.too_small import TooSmall

if TYPE_CHECKING:  # the first list is painted without them
    from tui.screens.dialogs import FaultDialog

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


class Shell(App[Choice]):
    """What every step finds around it; it knows none of them. Its result is what to go on with, if anything."""

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
        self.place = ""
        """Where calls go, translated, for what has no line on top of its own."""
        self.waiting: Callable[[], Message | None] = lambda: None
        """What a call of the exchange waits for, when it has to wait."""

    # Textual's surroundings

    @property
    def available_themes(self) -> dict[str, Theme]:
        return dict(THEMES)

    def get_default_screen(self) -> Screen[None]:
        return Ground(id="_default")

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [Colourless()] if self.no_color else super().get_line_filters()

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.add_signal_handler(signum, self.obey, signum)
        self.screen_change_signal.subscribe(self, self._screen_changed)
        self.set_timer(_SETTLED, collect_garbage)

    def on_unmount(self) -> None:
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.remove_signal_handler(signum)

    def obey(self, signum: int) -> None:
        """Leave in good order because of a signal; the exit code says which."""
        self.exit(return_code=128 + signum)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what nobody foresaw in a thread; its screen has been told that it is over."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.push_screen(fault_dialog(event.worker.error), lambda _answer: self.after_fault())

    def after_fault(self) -> None:
        """What was told about has been read."""

    def _fatal_error(self) -> None:
        """Textual's own, without the values of variables: among them may be keys that somebody has typed."""
        from rich.traceback import Traceback

        self.bell()
        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()

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

    def is_bare(self, screen: Screen[Any]) -> bool:
        """Whether there is nothing below a screen, so that it has to say itself where calls go."""
        at = self.screen_stack.index(screen)
        return at > 0 and isinstance(self.screen_stack[at - 1], Ground)

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


def fault_dialog(error: BaseException) -> "FaultDialog":
    """What shows an exception, one of ours or one that nobody foresaw."""
    from tui.engine.errors import Unforeseen, WizardError
    from tui.faults import fault_of
    from tui.screens.dialogs import FaultDialog

    return FaultDialog(fault_of(error if isinstance(error, WizardError) else Unforeseen(error)))


def collect_garbage() -> None:
    """Collect garbage from now on, but for what is there already, if that was put off for the start.

    All of that stays, being modules and screens; looking through it for garbage again and again would hold a key up by
    a frame each time.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
