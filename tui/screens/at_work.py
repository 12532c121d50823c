"""What the screens of step 3 share: they read and plan, ask, carry out in a thread, and tell how it ended.

What is under way is stopped in good order, and nobody leaves it without being asked.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from tui.flow import Back, Draft, Finished, Outcome, Quit
from tui.i18n import N_, Message, _
from tui.screens.busy import waiting
from tui.screens.dialogs import ConfirmDialog
from tui.signals import Stop
from tui.widgets.actions import Action, Actions
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.rail import APPLY, Rail


class Phase(Enum):
    """What such a screen is doing."""

    READING = auto()
    REVIEW = auto()
    APPLYING = auto()
    OVER = auto()


class AtWork(Screen[Outcome]):
    """A page (`#body`) with a line that says what goes on (`#status`) and buttons; `draft` is what going back leads to.

    Without one there is only the list. The line on top says where calls go, and the `subject` of the work.
    """

    DEFAULT_CSS = """
    AtWork { layout: vertical; }
    AtWork #heading { margin: 1 2; }
    AtWork #body { height: 1fr; margin: 0 2; scrollbar-size-vertical: 1; }
    AtWork #status { margin: 0 2; }
    AtWork Actions { margin: 0 2 1 2; }
    AtWork .after { margin: 1 0 0 0; }
    AtWork .copied { margin: 0 0 0 2; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "stop", N_("stop")),
        # Where there is nothing to stop, the key copies what is selected, as on every screen.
        Binding("ctrl+c,super+c", "screen.copy_text", N_("Copy what is selected"), show=False),
    ]
    UNDER_WAY: ClassVar[str] = ""
    """The message id that says what is being done, when somebody wants to leave."""

    def __init__(self, draft: Draft | None, exchange_word: str, subject: str) -> None:
        super().__init__()
        self._draft = draft
        self._rail = (exchange_word, subject)
        self._phase = Phase.READING
        self._stop = Stop()
        self._asking: ConfirmDialog | None = None
        self._leave_when_over = False
        self._left = False

    def compose(self) -> ComposeResult:
        exchange_word, subject = self._rail
        yield Rail(exchange_word, APPLY, subject)
        yield Line(id="heading")
        yield VerticalScroll(id="body", can_focus=False)
        yield from self.below()
        yield Line(id="status")
        yield Actions()
        yield KeyBar()

    def below(self) -> Iterable[Widget]:
        """What stands below the page."""
        return ()

    # --- stopping and leaving

    def action_stop(self) -> None:
        """Stop after the step under way; asked again, stop at once."""
        if self._stop.after_step:
            self._stop.force()
        else:
            self._stop.ask()
        self._say_how()

    def action_quit(self) -> None:
        """Leave the wizard; while something is under way, ask."""
        if self._phase is Phase.APPLYING:
            self._ask(leaving=True)
        else:
            self._leave(Quit())

    def _ask(self, leaving: bool) -> None:
        def answered(stop: bool | None) -> None:
            if self._asking is dialog:
                self._asking = None
            if stop and self._phase is Phase.APPLYING:
                self._leave_when_over = leaving
                self._stop.ask()
                self._say_how()

        yes = N_("Stop after this step and leave") if leaving else N_("Stop after this step")
        detail = Message(N_("The step under way is finished first; what is missing can be resumed later."))
        dialog = ConfirmDialog(Message(self.UNDER_WAY), yes, N_("Keep going"), detail)
        self._asking = dialog
        self.app.push_screen(dialog, answered)

    def _over(self) -> None:
        """Nothing is under way any more, so that nobody has to be asked."""
        self._phase = Phase.OVER
        if self._asking is not None and self._asking in self.app.screen_stack:
            self._asking.pop_until_active()
            self._asking.answer(None)

    def _back(self) -> Outcome:
        return Finished() if self._draft is None else Back(self._draft)

    def _leave(self, outcome: Outcome) -> None:
        # Keys typed ahead must not leave a second screen.
        if not self._left:
            self._left = True
            self.pop_until_active()
            self.dismiss(outcome)

    # --- drawing

    async def _show(self, page: Sequence[Widget], actions: Sequence[Action], focus: str = "") -> None:
        body = self.query_one("#body", VerticalScroll)
        with self.app.batch_update():
            self._say("")
            await body.remove_children()
            await body.mount_all(page)
            await self.query_one(Actions).offer(actions, focus)
        self.refresh_bindings()

    def _say(self, text: str, style: str = "muted") -> None:
        self.query_one("#status", Line).show([(text, style)])

    def _say_how(self) -> None:
        """Say what is being done, or waited for."""
        if self._phase not in {Phase.READING, Phase.APPLYING}:
            return
        delay = waiting(self.app)
        if self._stop.now:
            self._say(_("Stopping now; the call under way is still waited for."), "warning")
        elif self._stop.after_step:
            self._say(
                _("The step under way is finished, then it stops. Ctrl+C again stops at once."), "warning"
            )
        elif delay is not None:
            self._say(str(delay), "warning")
        else:
            self._say(self._doing())

    def _doing(self) -> str:
        """What is being done, where neither a stop nor a wait is to be told of."""
        return ""

    def _copied(self, text: str) -> None:
        """Copy a text; it stays on the screen, for not every terminal lets a program copy."""
        self.app.copy_to_clipboard(text)
        self._say(_("Copied, where the terminal allows it; else select the text with the mouse."))
