"""The app: the shell with the walk through the steps as its one flow worker, signals obeyed, and the worker boundary.

The first number list is painted before the walk, the exchange and the journal are imported: they are loaded while
somebody reads.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.configurations import catalogue
from tui.flow import Left
from tui.i18n import N_, Message
from tui.screens.number import Numbers, NumberScreen
from tui.screens.shell import Shell, fault_dialog
from tui.signals import Stop

if TYPE_CHECKING:
    from tui.engine.preferences import Preferences
    from tui.screens.walk import Walk
    from tui.use_cases import Services

_READING = 0.3
"""Seconds after the first paint; what is imported then does not hold the first key up."""


@dataclass(frozen=True)
class Start:
    """What the wizard begins with.

    `numbers` is the inventory as the list reads it, `place` says where calls go, `services` puts the rest together
    when it is needed. `number` and `expert` come from the command line. When `calm`, nothing has to be offered or
    opened before the list. `waiting` is what the exchange waits for, `stop` ends all that it does. `preferences` are
    the settings of the wizard itself.
    """

    numbers: Numbers
    place: Message
    services: "Callable[[], Services]"
    number: str | None = None
    expert: bool = False
    calm: bool = False
    trains: bool = False
    waiting: Callable[[], Message | None] = lambda: None
    stop: Stop = field(default_factory=Stop)
    preferences: "Callable[[], Preferences] | None" = None


class WizardApp(Shell):
    """The wizard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "train", N_("training"), show=False),
        Binding("ctrl+o", "prefer", N_("settings"), show=False),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self.place, self.waiting = str(start.place), start.waiting
        self._walk: Walk | None = None

    def on_mount(self) -> None:
        """Start the flow."""
        self.run_worker(self._flow(), name="flow")

    def on_unmount(self) -> None:
        """Store what was typed, whatever ended the app, and wait for nobody."""
        self._start.stop.force()
        if self._walk is not None:
            self._walk.close()

    async def _flow(self) -> None:
        """The walk; whatever goes wrong in it is shown, and it begins again at the list with the drafts kept."""
        left = await self._first_list() if self._start.calm else None
        while True:
            try:
                await self._walking().run(left)
            except Exception as error:  # the worker boundary: nothing above it could tell the user
                await self.push_screen_wait(fault_dialog(error))
                left = None
            else:
                return

    async def _first_list(self) -> Left:
        screen = NumberScreen(
            self._start.numbers, catalogue.state_words, catalogue.groups, str(self._start.place)
        )
        self.set_timer(
            _READING, lambda: self.run_worker(asyncio.to_thread(import_module, "tui.screens.walk"))
        )
        outcome = await self.push_screen_wait(screen)
        return outcome, screen.left_with()

    def _walking(self) -> "Walk":
        from tui.screens.walk import Walk

        if self._walk is None:
            start = self._start
            self._walk = Walk(self, start.services(), start.numbers, start.place, start.number, start.expert)
        return self._walk

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Training is offered where calls are answered by the embedded exchange, settings where nothing is open."""
        if action == "train":
            return self._start.trains and not isinstance(self.screen, ModalScreen)
        if action == "prefer":
            return self._start.preferences is not None and isinstance(self.screen, NumberScreen)
        return super().check_action(action, parameters)

    def action_train(self) -> None:
        """Make something go wrong next, to learn what happens then."""
        self.run_worker(self._walking().train(), name="training")

    def action_prefer(self) -> None:
        """Show the settings; where something else is to be used from now on, the wizard starts anew with it."""
        self.run_worker(self._prefer(), name="settings", exit_on_error=False)

    async def _prefer(self) -> None:
        from tui.screens.preferences import Preferring

        if self._start.preferences is not None:
            chosen = await Preferring(self, self._start.preferences(), self.place).run()
            if chosen is not None:
                self.exit(chosen)

    def obey(self, signum: int) -> None:
        """Leave in good order because of a signal.

        What is being applied stops as soon as its call has come back: the interpreter waits for its thread.
        """
        if self._walk is not None:
            self._walk.force(signum)
        super().obey(signum)
