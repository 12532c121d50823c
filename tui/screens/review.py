"""Step 3: what will change; then, on the same screen, how it is applied; then how it ended."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.engine.errors import WizardError
from tui.engine.ports import Run
from tui.engine.runner import Event
from tui.flow import Draft, Finished, Quit, Undo
from tui.i18n import N_, _
from tui.screens.at_work import AtWork, Phase
from tui.screens.review_pages import (
    AGAIN,
    BACK,
    CHANGE,
    CONFIGURE,
    LIST,
    RESUME,
    UNDO,
    agreeing,
    effect_rows,
    loss_rows,
    offered,
    refusal_rows,
    to_copy,
)
from tui.screens.review_work import Ended, Happened, Proposed, Work, carry_out, propose
from tui.screens.scrolling import SCROLLING, scroll
from tui.signals import Stop
from tui.telephony import values
from tui.use_cases import Proposal
from tui.widgets.actions import Actions
from tui.widgets.line import Line, Part
from tui.widgets.lines import Lines
from tui.widgets.plan_view import PlanView
from tui.widgets.run_log import RunLog
from tui.widgets.run_outcome import Ending, Verdict, outcome_rows, ticket, verdict
from tui.widgets.run_progress import Progress, RunProgress, bar

_BUSY_AFTER = 0.1
_BEAT = 1.0


class ReviewScreen(AtWork):
    """Shows the plan for a number, applies it when the user agrees, and tells how it ended.

    With `unfinished`, a run that was cut off, it starts by carrying that on. `draft` is what Esc goes back to; without
    one there is only the list. `subject` is the number's description, for the line on top.
    """

    HELP = N_(
        "Nothing is sent before you choose Configure. While it is applied, Ctrl+C lets the step under way finish and "
        "stops; what is missing can be resumed later, and nothing is sent twice."
    )
    UNDER_WAY = N_("The settings are being applied.")
    DEFAULT_CSS = """
    ReviewScreen #log { height: 1fr; margin: 1 2 0 2; display: none; scrollbar-size-vertical: 1; }
    ReviewScreen.-logging #log { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "undo", N_("undo")),
        Binding("f7", "log", N_("log")),
        Binding("f8", "copy_ticket", N_("copy for a ticket")),
        Binding("c", "copy_ticket", N_("copy for a ticket"), show=False),
        Binding("escape", "back", N_("back")),
        *SCROLLING,
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
        number = values.display(service_name)
        super().__init__(draft, exchange_word, f"{number} · {subject}" if subject else number)
        self._work = work
        self._service_name = service_name
        self._unfinished = unfinished
        self._attempt = 0
        self._proposal: Proposal | None = None
        self._progress = Progress(work.now())
        self._verdict: Verdict | None = None
        self._ticket = ""

    def below(self) -> Iterable[Widget]:
        yield VerticalScroll(RunLog(self._work.now), id="log", can_focus=False)

    async def on_mount(self) -> None:
        self.set_interval(_BEAT, self.beat)
        if self._unfinished is None:
            await self._read()
        else:
            await self._apply(partial(self._work.resume, self._unfinished))

    # --- the review

    async def _read(self) -> None:
        self._phase = Phase.READING
        self._stop = Stop()
        self._attempt += 1
        self._ticket = ""
        self._head()
        await self._show((), ())
        self.set_timer(_BUSY_AFTER, self._say_how)
        propose(self, self._attempt, self._work.propose)

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
        await self._show(page, *agreeing(answer))

    # --- applying

    async def _apply(self, events: Callable[[Stop], Iterator[Event]]) -> None:
        self._phase = Phase.APPLYING
        self._stop = stop = Stop()
        self._progress = Progress(self._work.now())
        self._ticket = ""
        self._head()
        await self._show([RunProgress(self._progress, self._work.now)], ())
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
        """Draw what the passing of time changes: called every second, for while something is under way."""
        if self._phase not in {Phase.READING, Phase.APPLYING}:
            return
        self._head()
        for view in self.query(RunProgress):
            view.changed()
            self._keep_in_view(view.current_row)
        self._say_how()

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
        self._over()
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
            page.extend(to_copy(_("For a ticket"), self._ticket))
        await self._show(page, offered(found, can_change=self._draft is not None))
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)

    # --- what the user does

    async def on_actions_chosen(self, event: Actions.Chosen) -> None:
        """Do what a button says."""
        key, run = event.key, self._run
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
        elif key == UNDO.key:
            self.action_undo()
        elif key == LIST.key:
            self._leave(Finished())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Which keys do something in the present phase."""
        over = self._phase is Phase.OVER
        return {
            "stop": self._phase is Phase.APPLYING,
            "log": over or self._phase is Phase.APPLYING,
            "copy_ticket": bool(self._ticket),
            "undo": over and self._run is not None and self._run.changed,
        }.get(action, True)

    @property
    def _run(self) -> Run | None:
        """The run that is over."""
        return None if self._verdict is None else self._verdict.run

    def action_undo(self) -> None:
        """Lead to a plan that undoes the run."""
        self._leave(Finished() if self._run is None else Undo(self._run.id))

    def action_log(self) -> None:
        """Show or hide the log."""
        self.toggle_class("-logging")
        self.query_one("#log", VerticalScroll).scroll_end(animate=False)

    def action_copy_ticket(self) -> None:
        """Copy the text for a ticket."""
        self._copied(self._ticket)

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

    def action_scroll(self, where: str) -> None:
        """Move the log where it is shown, else the page; neither ever has the focus."""
        shown = "#log" if self.has_class("-logging") else "#body"
        scroll(self.query_one(shown, VerticalScroll), where)

    # --- drawing

    def _head(self) -> None:
        number = values.display(self._service_name)
        right: Sequence[Part] = ()
        if self._phase in {Phase.READING, Phase.REVIEW}:
            undoing = self._proposal is not None and self._proposal.undo is not None
            title = (
                _("What undoing will change on {number}") if undoing else _("What will change on {number}")
            )
            title = title.format(number=number)
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

    def _doing(self) -> str:
        working = self._progress.current is not None or self._progress.waiting is not None
        return "" if working else _("Reading the number…")
