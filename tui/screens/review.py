"""Step 3: what will change; then, on the same screen, how it is applied; then how it ended."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tui.engine.errors import WizardError
from tui.engine.ports import Run
from tui.engine.runner import Event
from tui.flow import Back, Draft, Finished, Outcome, Quit
from tui.i18n import N_, Message, _
from tui.screens.dialogs import ConfirmDialog
from tui.screens.review_pages import (
    AGAIN,
    BACK,
    CHANGE,
    CONFIGURE,
    LIST,
    RESUME,
    effect_rows,
    loss_rows,
    offered,
    refusal_rows,
)
from tui.screens.review_work import Ended, Happened, Proposed, Work, carry_out, propose
from tui.signals import Stop
from tui.telephony import values
from tui.use_cases import Proposal
from tui.widgets.actions import Action, Actions
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line, Part
from tui.widgets.lines import Lines
from tui.widgets.plan_view import PlanView
from tui.widgets.rail import APPLY, Rail
from tui.widgets.run_log import RunLog
from tui.widgets.run_outcome import Ending, Verdict, outcome_rows, ticket, verdict
from tui.widgets.run_progress import Progress, RunProgress, bar

_BUSY_AFTER = 0.1
_BEAT = 1.0


class Phase(Enum):
    """What the screen is doing."""

    READING = auto()
    REVIEW = auto()
    APPLYING = auto()
    OVER = auto()


class ReviewScreen(Screen[Outcome]):
    """Shows the plan for a number, applies it when the user agrees, and tells how it ended.

    With `unfinished`, a run that was cut off, it starts by carrying that on. `draft` is what Esc goes back to; without
    one there is only the list. `subject` is the number's description, for the line on top.
    """

    HELP = N_(
        "Nothing is sent before you choose Configure. While it is applied, Ctrl+C lets the step under way finish and "
        "stops; what is missing can be resumed later, and nothing is sent twice."
    )
    DEFAULT_CSS = """
    ReviewScreen { layout: vertical; }
    ReviewScreen #heading { margin: 1 2; }
    ReviewScreen #body { height: 1fr; margin: 0 2; scrollbar-size-vertical: 1; }
    ReviewScreen #log { height: 1fr; margin: 1 2 0 2; display: none; scrollbar-size-vertical: 1; }
    ReviewScreen.-logging #log { display: block; }
    ReviewScreen #status { margin: 0 2; }
    ReviewScreen Actions { margin: 0 2 1 2; }
    ReviewScreen .after { margin: 1 0 0 0; }
    ReviewScreen #ticket { margin: 0 0 0 2; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "stop", N_("stop")),
        # Where there is nothing to stop, the key copies what is selected, as on every screen.
        Binding("ctrl+c,super+c", "screen.copy_text", N_("Copy what is selected"), show=False),
        Binding("f7", "log", N_("log")),
        Binding("f8", "copy_ticket", N_("copy for a ticket")),
        Binding("c", "copy_ticket", N_("copy for a ticket"), show=False),
        Binding("escape", "back", N_("back")),
        Binding("up", "scroll('up')", N_("One up"), show=False),
        Binding("down", "scroll('down')", N_("One down"), show=False),
        Binding("pageup", "scroll('page_up')", N_("One page up"), show=False),
        Binding("pagedown", "scroll('page_down')", N_("One page down"), show=False),
    ]

    def __init__(
        self,
        work: Work,
        service_name: str,
        *,
        draft: Draft | None = None,
        unfinished: Run | None = None,
        exchange_word: str = "",
        subject: str = "",
    ) -> None:
        super().__init__()
        self._work = work
        self._service_name = service_name
        self._draft = draft
        self._unfinished = unfinished
        number = values.display(service_name)
        self._rail = (exchange_word, f"{number} · {subject}" if subject else number)
        self._phase = Phase.READING
        self._attempt = 0
        self._proposal: Proposal | None = None
        self._stop = Stop()
        self._progress = Progress(work.now())
        self._verdict: Verdict | None = None
        self._ticket = ""
        self._asking: ConfirmDialog | None = None
        self._leave_when_over = False
        self._left = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        exchange_word, subject = self._rail
        yield Rail(exchange_word, APPLY, subject)
        yield Line(id="heading")
        yield VerticalScroll(id="body", can_focus=False)
        with VerticalScroll(id="log", can_focus=False):
            yield RunLog(self._work.now)
        yield Line(id="status")
        yield Actions()
        yield KeyBar()

    async def on_mount(self) -> None:
        self._timer = self.set_interval(_BEAT, self.beat, pause=True)
        if self._unfinished is None:
            await self._read()
        else:
            await self._apply(partial(self._work.resume, self._unfinished))

    # --- the review

    async def _read(self) -> None:
        self._phase = Phase.READING
        self._attempt += 1
        self._ticket = ""
        self._head()
        await self._show((), ())
        self.set_timer(_BUSY_AFTER, partial(self._say_busy, self._attempt))
        propose(self, self._attempt, self._work.propose)

    def _say_busy(self, attempt: int) -> None:
        if self._phase is Phase.READING and attempt == self._attempt:
            self._say(_("Reading the number…"))

    @on(Proposed)
    async def _show_proposal(self, event: Proposed) -> None:
        if self._phase is not Phase.READING or event.attempt != self._attempt:
            return
        self._phase = Phase.REVIEW
        answer = event.answer
        if isinstance(answer, WizardError):
            change = (CHANGE,) if self._draft is not None else ()
            await self._show([Lines(partial(refusal_rows, answer))], (AGAIN, *change, LIST))
            return
        self._proposal = answer
        self._head()
        plan = PlanView(answer.plan, self._work.type_title, self._service_name)
        page = [Lines(partial(loss_rows, answer)), plan, Lines(partial(effect_rows, answer))]
        if answer.plan:
            # Where something is lost, Enter alone does not do it.
            await self._show(
                page, (CONFIGURE, BACK), focus="back" if answer.erases is not None else "configure"
            )
        else:
            await self._show(page, (LIST,))

    # --- applying

    async def _apply(self, events: Callable[[Stop], Iterator[Event]]) -> None:
        self._phase = Phase.APPLYING
        self._stop = stop = Stop()
        self._progress = Progress(self._work.now())
        self._ticket = ""
        self._head()
        await self._show([RunProgress(self._progress, self._work.now)], ())
        if self._timer is not None:
            self._timer.resume()
        self._say(_("Reading the number…"))
        carry_out(self, events, stop)

    @on(Happened)
    def _show_event(self, event: Happened) -> None:
        self._progress.take(event.event, self._work.now())
        self.query_one(RunLog).take(event.event)
        self.beat()
        self._say_how()
        if self.has_class("-logging"):
            self.query_one("#log", VerticalScroll).scroll_end(animate=False)

    def beat(self) -> None:
        """Draw what the passing of time changes: called every second while the run is under way."""
        self._head()
        for view in self.query(RunProgress):
            view.changed()
            self._keep_in_view(view.current_row)

    def _keep_in_view(self, row: int) -> None:
        body = self.query_one("#body", VerticalScroll)
        top, height = round(body.scroll_y), body.size.height
        if self._progress.current is not None and not top <= row < top + height:
            body.scroll_to(y=max(row - height // 2, 0), animate=False)

    @on(Ended)
    async def _show_outcome(self, event: Ended) -> None:
        now = self._work.now()
        self._progress.close(now)
        self._verdict = found = verdict(self._progress, self._service_name, event.refused, now)
        self._phase = Phase.OVER
        if self._timer is not None:
            self._timer.pause()
        if self._asking is not None and self._asking.is_current:
            self._asking.answer(None)
        if self._leave_when_over and found.ending in {Ending.DONE, Ending.STOPPED}:
            self._leave(Quit())
            return
        self._head()
        page: list[Widget] = [Lines(lambda cells: outcome_rows(found, cells, self._work.type_title))]
        if self._progress.records:
            steps = RunProgress(self._progress, self._work.now, reasons=False)
            page.append(steps)
            steps.add_class("after")
        if found.ending in {Ending.PARTIAL, Ending.FAILED}:
            self._ticket = ticket(found, self._work.type_title)
            heading = Line([(_("For a ticket"), "strong"), ("  F8", "accent"), (" " + _("copy"), "muted")])
            heading.add_class("after")
            page.extend([heading, Static(Content(self._ticket), id="ticket")])
        await self._show(page, offered(found, can_change=self._draft is not None))
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)

    # --- what the user does

    async def on_actions_chosen(self, event: Actions.Chosen) -> None:
        """Do what a button says."""
        key, run = event.key, self._verdict.run if self._verdict is not None else None
        if self._phase in {Phase.APPLYING, Phase.READING}:
            return
        if key == CONFIGURE.key and self._proposal is not None:
            await self._apply(partial(self._work.apply, self._proposal))
        elif key == RESUME.key and run is not None:
            await self._apply(partial(self._work.resume, run))
        elif key == AGAIN.key:
            await self._read()
        elif key in {BACK.key, CHANGE.key}:
            self._leave(self._back())
        elif key == LIST.key:
            self._leave(Finished())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Which keys do something in the present phase."""
        match action:
            case "stop":
                return self._phase is Phase.APPLYING
            case "log":
                return self._phase in {Phase.APPLYING, Phase.OVER}
            case "copy_ticket":
                return bool(self._ticket)
        return True

    def action_stop(self) -> None:
        """Stop after the step under way; asked again, stop at once."""
        if self._stop.after_step:
            self._stop.force()
        else:
            self._stop.ask()
        self._say_how()

    def action_log(self) -> None:
        """Show or hide the log."""
        self.toggle_class("-logging")
        self.query_one("#log", VerticalScroll).scroll_end(animate=False)

    def action_copy_ticket(self) -> None:
        """Copy the text for a ticket; it stays on the screen, for not every terminal lets a program copy."""
        self.app.copy_to_clipboard(self._ticket)
        self._say(_("Copied, where the terminal allows it; else select the text with the mouse."))

    def action_back(self) -> None:
        """Go back; while applying, ask."""
        if self._phase is Phase.APPLYING:
            self._ask(leaving=False)
        elif (
            self._verdict is not None
            and self._phase is Phase.OVER
            and self._verdict.ending is not Ending.FAILED
        ):
            self._leave(Finished())
        else:
            self._leave(self._back())

    def action_quit(self) -> None:
        """Leave the wizard; while applying, ask."""
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
        dialog = ConfirmDialog(Message(N_("The settings are being applied.")), yes, N_("Keep going"), detail)
        self._asking = dialog
        self.app.push_screen(dialog, answered)

    def action_scroll(self, where: str) -> None:
        """Move the log where it is shown, else the page; neither ever has the focus."""
        scrolled = self.query_one("#log" if self.has_class("-logging") else "#body", VerticalScroll)
        moves = {
            "up": scrolled.scroll_up,
            "down": scrolled.scroll_down,
            "page_up": scrolled.scroll_page_up,
            "page_down": scrolled.scroll_page_down,
        }
        moves[where](animate=False)

    # --- drawing

    async def _show(self, page: Sequence[Widget], actions: Sequence[Action], focus: str = "") -> None:
        body = self.query_one("#body", VerticalScroll)
        with self.app.batch_update():
            self._say("")
            await body.remove_children()
            await body.mount_all(page)
            await self.query_one(Actions).offer(actions, focus)
        self.refresh_bindings()

    def _head(self) -> None:
        number = values.display(self._service_name)
        right: Sequence[Part] = ()
        if self._phase in {Phase.READING, Phase.REVIEW}:
            title = _("What will change on {number}").format(number=number)
            if self._phase is Phase.REVIEW and self._proposal is not None:
                now = self._work.type_title(self._proposal.number.feature_type)
                right = [(_("now: {title}").format(title=now), "muted")]
        else:
            under_way = self._phase is Phase.APPLYING
            title = _("Configuring {number}") if under_way else _("Configuration of {number}")
            title = title.format(number=number)
            right = bar(self._progress, self._work.now(), self.size.width)
        self.query_one("#heading", Line).show([(title, "strong")], right)

    def on_resize(self) -> None:
        self._head()

    def _say(self, text: str, style: str = "muted") -> None:
        self.query_one("#status", Line).show([(text, style)])

    def _say_how(self) -> None:
        """Say what the run is doing beside its steps."""
        if self._phase is not Phase.APPLYING:
            return
        if self._stop.now:
            self._say(_("Stopping now; the call under way is still waited for."), "warning")
        elif self._stop.after_step:
            self._say(
                _("The step under way is finished, then it stops. Ctrl+C again stops at once."), "warning"
            )
        else:
            working = self._progress.current is not None or self._progress.waiting is not None
            self._say("" if working else _("Reading the number…"))

    def _back(self) -> Outcome:
        return Finished() if self._draft is None else Back(self._draft)

    def _leave(self, outcome: Outcome) -> None:
        # Keys typed ahead must not leave a second screen.
        if not self._left:
            self._left = True
            self.pop_until_active()
            self.dismiss(outcome)
