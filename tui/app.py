"""The app: the shell with the walk as its one flow worker, signals obeyed, and the worker boundary."""

import asyncio
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from tui.engine.errors import Fault, Unforeseen, WizardError
from tui.i18n import N_
from tui.screens.dialogs import FaultDialog
from tui.screens.number import Numbers
from tui.screens.shell import Shell
from tui.screens.walk import Opening, Walk
from tui.signals import SIGNALS
from tui.use_cases import Services, fault_of


class WizardApp(Shell):
    """The wizard. `numbers` is the inventory as the list reads it; `opening` is what the command line asks for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "train", N_("training"), show=False)]

    def __init__(self, services: Services, numbers: Numbers, opening: Opening) -> None:
        super().__init__()
        self._walk = Walk(self, services, numbers, opening)

    def on_mount(self) -> None:
        """Obey signals, and start the walk."""
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.add_signal_handler(signum, self.obey, signum)
        self.run_worker(self._flow(), name="flow")

    async def _flow(self) -> None:
        """The walk; whatever goes wrong in it is shown, and it begins again at the list with the drafts kept."""
        while True:
            try:
                await self._walk.run()
            except Exception as error:  # the worker boundary: nothing above it could tell the user
                await self.push_screen_wait(_dialog(error))
            else:
                return

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what nobody foresaw in a thread; its screen has been told that it is over."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.push_screen(_dialog(event.worker.error))

    def on_unmount(self) -> None:
        """Store what was typed, whatever ended the app."""
        self._walk.close()
        loop = asyncio.get_running_loop()
        for signum in SIGNALS:
            loop.remove_signal_handler(signum)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Training is offered where calls are answered by the embedded exchange."""
        if action == "train":
            return self._walk.trains and not isinstance(self.screen, ModalScreen)
        return super().check_action(action, parameters)

    def action_train(self) -> None:
        """Make something go wrong next, to learn what happens then."""
        self.run_worker(self._walk.train(), name="training")

    def obey(self, signum: int) -> None:
        """Leave in good order because of a signal; the exit code says which.

        What is being applied stops as soon as its call has come back: the interpreter waits for its thread.
        """
        self._walk.force(signum)
        self.exit(return_code=128 + signum)


def _dialog(error: BaseException) -> FaultDialog:
    return FaultDialog(_fault(error))


def _fault(error: BaseException) -> Fault:
    known = error if isinstance(error, WizardError) else Unforeseen(error)
    return fault_of(known)
