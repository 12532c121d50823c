"""The app: the shell with the walk through the steps as its one flow worker, signals obeyed, and the worker boundary.

The first number list is painted before the walk, the exchange and the journal are imported: they are loaded while
somebody reads.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from tui.configurations import catalogue
from tui.flow import Left
from tui.i18n import N_, Message
from tui.screens.number import Numbers, NumberScreen
from tui.screens.shell import Shell
from tui.signals import SIGNALS

if TYPE_CHECKING:
    from tui.screens.dialogs import FaultDialog
    from tui.screens.walk import Walk
    from tui.use_cases import Services

_READING = 0.3
"""Seconds after the first paint; what is imported then does not hold the first key up."""


@dataclass(frozen=True)
class Start:
    """What the wizard begins with.

    `numbers` is the inventory as the list reads it, `place` says where calls go, `services` puts the rest together
    when it is needed. `number` and `expert` come from the command line. When `calm`, nothing has to be offered or
    opened before the list.
    """

    numbers: Numbers
    place: Message
    services: "Callable[[], Services]"
    number: str | None = None
    expert: bool = False
    calm: bool = False
    trains: bool = False


class WizardApp(Shell):
    """The wizard."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "train", N_("training"), show=False)]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._walk: Walk | None = None

    def on_mount(self) -> None:
        """Obey signals, and start the flow."""
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.add_signal_handler(signum, self.obey, signum)
        self.run_worker(self._flow(), name="flow")

    def on_unmount(self) -> None:
        """Store what was typed, whatever ended the app."""
        if self._walk is not None:
            self._walk.close()
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.remove_signal_handler(signum)

    async def _flow(self) -> None:
        """The walk; whatever goes wrong in it is shown, and it begins again at the list with the drafts kept."""
        left = await self._first_list() if self._start.calm else None
        while True:
            try:
                await self._walking().run(left)
            except Exception as error:  # the worker boundary: nothing above it could tell the user
                await self.push_screen_wait(_dialog(error))
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
        return outcome, *screen.left_with()

    def _walking(self) -> "Walk":
        from tui.screens.walk import Walk

        if self._walk is None:
            start = self._start
            self._walk = Walk(self, start.services(), start.numbers, start.place, start.number, start.expert)
        return self._walk

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what nobody foresaw in a thread; its screen has been told that it is over."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.push_screen(_dialog(event.worker.error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Training is offered where calls are answered by the embedded exchange."""
        if action == "train":
            return self._start.trains and not isinstance(self.screen, ModalScreen)
        return super().check_action(action, parameters)

    def action_train(self) -> None:
        """Make something go wrong next, to learn what happens then."""
        self.run_worker(self._walking().train(), name="training")

    def obey(self, signum: int) -> None:
        """Leave in good order because of a signal; the exit code says which.

        What is being applied stops as soon as its call has come back: the interpreter waits for its thread.
        """
        if self._walk is not None:
            self._walk.force(signum)
        self.exit(return_code=128 + signum)


def _dialog(error: BaseException) -> "FaultDialog":
    from tui.engine.errors import Unforeseen, WizardError
    from tui.faults import fault_of
    from tui.screens.dialogs import FaultDialog

    return FaultDialog(fault_of(error if isinstance(error, WizardError) else Unforeseen(error)))
