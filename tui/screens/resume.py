"""Unfinished work on a number: go on, look at what is still missing, leave it as it is, or undo it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from textual.message import Message as Told

from tui.engine.errors import Fault, WizardError
from tui.engine.plan import Plan
from tui.engine.ports import Run
from tui.faults import fault_of
from tui.i18n import N_, Message, _
from tui.i18n import labelled as labelled_words
from tui.reports import change_words
from tui.screens.dialogs import Dialog, fault_rows, labelled
from tui.telephony import values
from tui.times import day_and_time
from tui.widgets.actions import Action
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.plan_view import plan_rows
from tui.words import TypeTitle


class ResumeManyDialog(Dialog[Literal["continue", "leave"]]):
    """Offers to go on with `runs` of several numbers that were agreed to at once."""

    ACTIONS = (Action("continue", N_("Continue")), Action("leave", N_("Leave it as it is")))

    def __init__(self, runs: Sequence[Run]) -> None:
        super().__init__()
        self._runs = runs

    def question(self) -> str:
        return _("The work on {n} numbers was not finished.").format(n=len(self._runs))

    def lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        for run in self._runs:
            waits = run.state == "todo"
            state = (
                Message(N_("not begun"))
                if waits
                else Message(
                    N_("{done} of {total} done"),
                    {"done": sum(each.state == "done" for each in run.steps), "total": len(run.steps)},
                )
            )
            lead: Row = [("○ " if waits else "! ", "muted" if waits else "warning")]
            words = labelled_words(values.display(run.intent.service_name), str(state))
            rows += hanging(lead, words, "text", cells)
        return rows

    def answers(self) -> dict[str, Literal["continue", "leave"] | None]:
        return {"continue": "continue", "leave": "leave"}


class ResumeDialog(Dialog[Literal["continue", "leave", "undo"]]):
    """Offers to go on with `run`. `missing` reads the number and says what would still be sent; it runs in a thread."""

    CONTINUE, CHECK, LEAVE, UNDO = "continue", "check", "leave", "undo"
    ACTIONS = (
        Action(CONTINUE, N_("Continue")),
        Action(CHECK, N_("Check")),
        Action(LEAVE, N_("Leave it as it is")),
        Action(UNDO, N_("Undo")),
    )

    class Checked(Told):
        """The number was read: what is missing, or why that cannot be told."""

        def __init__(self, found: Plan | Fault) -> None:
            super().__init__()
            self.found = found

    def __init__(self, run: Run, missing: Callable[[], Plan], type_title: TypeTitle) -> None:
        super().__init__()
        self._run_offered = run
        self._missing = missing
        self._type_title = type_title
        self._found: Plan | Fault | None = None
        self._checking = False

    def question(self) -> str:
        number = values.display(self._run_offered.intent.service_name)
        return _("The work on {number} was not finished.").format(number=number)

    def lines(self, cells: int) -> Sequence[Row]:
        rows = labelled(self._facts(), cells)
        if self._checking:
            rows.extend([[], [(_("Reading the number…"), "muted")]])
        elif isinstance(self._found, Fault):
            rows.extend([[], *hanging([("! ", "warning")], str(self._found.what), "text", cells)])
            rows.extend(fault_rows(self._found, cells))
        elif self._found is not None:
            heading = (
                N_("Still to be sent:")
                if self._found
                else N_("Nothing is missing: going on only closes the work.")
            )
            rows.extend([[], *hanging([], _(heading), "strong", cells)])
            if self._found:
                rows.extend(
                    plan_rows(self._found, cells, self._type_title, self._run_offered.intent.service_name)
                )
        return rows

    def _facts(self) -> list[tuple[str, str]]:
        run = self._run_offered
        change = change_words(run.intent.before.feature_type, run.intent.to_type, self._type_title)
        done = sum(record.state == "done" for record in run.steps)
        steps = str(Message(N_("{done} of {total} done"), {"done": done, "total": len(run.steps)}))
        at = next((record for record in run.steps if record.state != "done"), None)
        if at is not None:
            stopped = Message(N_("stopped at: {step}"), {"step": at.step.title})
            steps = f"{steps}; {stopped}"
        undoes = run.intent.undoes
        times = [
            moment for record in run.steps for moment in (record.started, record.ended) if moment is not None
        ]
        last = run.ended or max(times, default=run.started)
        facts = [(_("configuration"), change), (_("steps"), steps), (_("last heard of"), day_and_time(last))]
        return (
            facts
            if undoes is None
            else [(_("undoes"), str(Message(N_("run {run}"), {"run": undoes}))), *facts]
        )

    def choose(self, key: str) -> None:
        if key != self.CHECK:
            super().choose(key)
        elif not self._checking:
            self._checking = True
            self._redraw()
            # The app's own worker: it may outlive the dialog, and its errors are the app's to show.
            self.app.run_worker(partial(self._check), thread=True, group="check", exit_on_error=False)

    def _check(self) -> None:
        found: Plan | Fault = WizardError().fault()
        try:
            found = self._missing()
        except WizardError as error:
            found = fault_of(error)
        finally:
            self.post_message(self.Checked(found))

    def on_resume_dialog_checked(self, event: Checked) -> None:
        """Show what the reading gave."""
        self._checking, self._found = False, event.found
        self._redraw()

    def _redraw(self) -> None:
        for lines in self.query(Lines):
            lines.changed()

    def actions(self) -> Sequence[Action]:
        return self.ACTIONS if self._run_offered.changed else self.ACTIONS[:-1]

    def answers(self) -> dict[str, Literal["continue", "leave", "undo"] | None]:
        return {self.CONTINUE: "continue", self.LEAVE: "leave", self.UNDO: "undo"}
