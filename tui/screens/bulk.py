"""Step 3 for several numbers: what will change on each; then how they are set up one by one; then one report."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message as Told
from textual.timer import Timer
from textual.widget import Widget

from tui.bulk import Happening, Prospect, Result
from tui.engine.errors import WizardError
from tui.engine.ports import Run
from tui.flow import Draft, Finished, Quit
from tui.i18n import N_, _, ngettext
from tui.screens.at_work import AtWork, Phase
from tui.screens.bulk_pages import PlanDialog, heading, headline_rows, warning_rows
from tui.screens.bulk_work import BulkWork, Foreseen, Happened, Over, begin
from tui.screens.review_pages import AGAIN, BACK, CONFIGURE, LIST, RESUME, refusal_rows, to_copy
from tui.signals import Stop
from tui.use_cases import Proposal
from tui.widgets.actions import Action, Actions
from tui.widgets.bulk_rows import (
    Blocks,
    Progresses,
    progress_rows,
    prospect_rows,
    report_text,
    unfinished,
)
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row

_BEAT = 1.0


class BulkScreen(AtWork):
    """Shows the plans of several numbers, sets them up when the user agrees, and tells how it ended.

    With `runs`, which were agreed to before, it starts by carrying them on. `draft` is what Esc goes back to; without
    one there is only the list.
    """

    HELP = N_(
        "Nothing is sent before you choose Configure. The numbers are set up one after the other; Ctrl+C lets the step "
        "under way finish and stops. What is missing can be resumed later, and nothing is sent twice."
    )
    UNDER_WAY = N_("The numbers are being set up.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "plan", N_("whole plan")),
        Binding("f3", "go_on", N_("go on after a failure")),
        Binding("f3", "give_up", N_("stop at a failure")),
        Binding("f8", "copy", N_("copy the report")),
        Binding("escape", "back", N_("back")),
        Binding("up", "move(-1)", N_("One up"), show=False),
        Binding("down", "move(1)", N_("One down"), show=False),
        Binding("pageup", "move(-10)", N_("One page up"), show=False),
        Binding("pagedown", "move(10)", N_("One page down"), show=False),
    ]

    def __init__(
        self,
        work: BulkWork,
        numbers: Sequence[str],
        *,
        draft: Draft | None = None,
        runs: Sequence[Run] = (),
        exchange_word: str = "",
    ) -> None:
        count = ngettext("{n} number", "{n} numbers", len(numbers)).format(n=len(numbers))
        super().__init__(draft, exchange_word, count)
        self._work = work
        self._numbers = tuple(numbers)
        self._runs = runs
        self._prospects: list[Prospect] = []
        self._progresses = Progresses(self._numbers, work.now())
        self._keeps_going = False
        self._cursor = 0
        self._blocks = Blocks(self._blocks_at)
        self._timer: Timer | None = None

    async def on_mount(self) -> None:
        self._timer = self.set_interval(_BEAT, self.beat, pause=True)
        if self._runs:
            await self._carry_out(partial(self._work.resume, self._runs))
        else:
            await self._read()

    def on_unmount(self) -> None:
        """Nobody waits for further plans."""
        if self._phase is Phase.READING:
            self._stop.ask()

    # --- the review

    async def _read(self) -> None:
        self._phase, self._stop, self._prospects, self._cursor = Phase.READING, Stop(), [], 0
        stop = self._stop
        await self._show([self._rows()], ())

        def messages() -> Iterator[Told]:
            return (Foreseen(stop, each) for each in self._work.foresee(stop))

        begin(self, messages, stop)

    @on(Foreseen)
    def _show_prospect(self, event: Foreseen) -> None:
        if event.attempt is self._stop:
            self._prospects.append(event.prospect)
            self.beat()

    @property
    def _able(self) -> list[Proposal]:
        return [each.proposal for each in self._prospects if each.proposal is not None]

    async def _review(self) -> None:
        self._phase = Phase.REVIEW
        able = self._able
        page = [
            Lines(partial(headline_rows, self._prospects)),
            # Below hundreds of numbers nobody would see them.
            Lines(partial(warning_rows, able)),
            self._rows(),
        ]
        if any(each.plan for each in able) and not any(each.lacking for each in able):
            # Where something is lost, Enter alone does not do it.
            safe = any(each.erases is not None for each in able) or len(able) < len(self._prospects)
            await self._show(page, (CONFIGURE, BACK), focus=BACK.key if safe else CONFIGURE.key)
        else:
            await self._show(page, (BACK, LIST) if self._draft is not None else (LIST,))

    # --- setting up

    async def _carry_out(self, events: Callable[[Stop], Iterator[Happening]]) -> None:
        self._phase, self._stop = Phase.APPLYING, Stop()
        before = self._progresses.report.of("done", "failed", "left")
        refused = [Result(each.number, "failed", error=each.error) for each in self._prospects if each.error]
        self._progresses = Progresses(self._numbers, self._work.now())
        self._progresses.results |= {each.number: each for each in (*before, *refused)}
        await self._show([self._rows()], ())
        stop = self._stop
        begin(self, lambda: (Happened(event) for event in events(stop)), stop)

    @on(Happened)
    def _show_event(self, event: Happened) -> None:
        self._progresses.take(event.event, self._work.now())
        self.beat()

    @on(Over)
    async def _end(self, event: Over) -> None:
        if event.attempt is not self._stop:
            return
        if self._phase is Phase.READING:
            if event.error is None:
                await self._review()
            else:
                await self._fail(event.error)
            return
        self._over()
        self._progresses.close(self._work.now())
        if event.error is not None:
            await self._fail(event.error)
            return
        if self._leave_when_over:
            self._leave(Quit())
            return
        report = self._progresses.report
        page = [self._rows(), *to_copy(_("Report"), report_text(report))]
        await self._show(page, (*((RESUME,) if unfinished(report) else ()), LIST), focus=LIST.key)
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)
        self._say("  ".join(map(str, report.counts())), "text")

    async def _fail(self, error: WizardError) -> None:
        """Something ended the work that is no number's own affair."""
        self._phase = Phase.REVIEW if self._phase is Phase.READING else Phase.OVER
        self._prospects = []
        await self._show([Lines(partial(refusal_rows, error))], (AGAIN, LIST))

    # --- what the user does

    async def on_actions_chosen(self, event: Actions.Chosen) -> None:
        """Do what a button says."""
        key = event.key
        if self._phase in {Phase.APPLYING, Phase.READING}:
            return
        if key == CONFIGURE.key:
            await self._carry_out(partial(self._work.apply, self._able, self._keeps_going))
        elif key == RESUME.key:
            await self._carry_out(partial(self._work.resume, unfinished(self._progresses.report)))
        elif key == AGAIN.key:
            await self._read()
        elif key == BACK.key:
            self._leave(self._back())
        elif key == LIST.key:
            self._leave(Finished())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Which keys do something in the present phase."""
        match action:
            case "stop":
                return self._phase is Phase.APPLYING
            case "plan":
                return self._phase is Phase.REVIEW and bool(self._able)
            case "go_on" | "give_up":
                choice = self._phase is Phase.REVIEW and len(self._able) > 1
                return choice and (action == "go_on") != self._keeps_going
            case "copy":
                return self._phase is Phase.OVER
        return True

    def action_move(self, by: int) -> None:
        """Move the cursor, or the page where there is none."""
        if self._phase is Phase.REVIEW and self._prospects:
            self._cursor = max(min(self._cursor + by, len(self._prospects) - 1), 0)
            self._blocks.changed()
            self._keep_in_view(self._cursor)
        else:
            self.query_one("#body", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_plan(self) -> None:
        """Show the whole plan of the number in hand."""
        proposal = self._prospects[self._cursor].proposal
        if proposal is not None:
            self.app.push_screen(PlanDialog(proposal, self._work.type_title))

    def action_go_on(self) -> None:
        """Begin the others also where one is not done."""
        self._choose(True)

    def action_give_up(self) -> None:
        """Begin no other where one is not done."""
        self._choose(False)

    def _choose(self, keeps_going: bool) -> None:
        self._keeps_going = keeps_going
        self.beat()
        self.refresh_bindings()

    def action_copy(self) -> None:
        """Copy the report."""
        self._copied(report_text(self._progresses.report))

    def action_back(self) -> None:
        """Go back; while numbers are set up, ask."""
        if self._phase is Phase.APPLYING:
            self._ask(leaving=False)
        else:
            self._leave(Finished() if self._phase is Phase.OVER else self._back())

    # --- drawing

    def _blocks_at(self, cells: int) -> Sequence[Sequence[Row]]:
        if self._phase in {Phase.READING, Phase.REVIEW}:
            cursor = self._cursor if self._phase is Phase.REVIEW else -1
            return prospect_rows(self._prospects, cursor, self._work.type_title, cells)
        return progress_rows(self._progresses, self._work.now(), cells)

    async def _show(self, page: Sequence[Widget], actions: Sequence[Action], focus: str = "") -> None:
        await super()._show(page, actions, focus)
        if self._timer is not None:
            (self._timer.resume if self._phase in {Phase.READING, Phase.APPLYING} else self._timer.pause)()
        self.beat()

    def _rows(self) -> Blocks:
        """The list of the numbers, drawn anew."""
        self._blocks = Blocks(self._blocks_at)
        return self._blocks

    def beat(self) -> None:
        """Draw what an event or the passing of time changes."""
        now = self._work.now()
        self.query_one("#heading", Line).show(
            *heading(self._phase, len(self._prospects), self._progresses, now)
        )
        self._say_how()
        if self._blocks.is_mounted:
            self._blocks.changed()
        at = self._progresses.current
        if self._phase is Phase.APPLYING and at is not None:
            self._keep_in_view(list(self._progresses.results).index(at))

    def _say_how(self) -> None:
        if self._phase is Phase.REVIEW and len(self._able) > 1:
            going = N_("Where one fails, the others are set up all the same.")
            stopping = N_("Where one fails, the others are not begun.")
            self._say(_(going if self._keeps_going else stopping))
        super()._say_how()

    def _keep_in_view(self, at: int) -> None:
        body, line = self.query_one("#body", VerticalScroll), self._blocks.line_of(at)
        line += self._blocks.virtual_region.y
        top, height = round(body.scroll_y), body.size.height
        if not top <= line < top + height - 1:
            body.scroll_to(y=max(line - height // 2, 0), animate=False)
