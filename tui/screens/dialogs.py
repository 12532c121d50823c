"""Small questions over the screen that asks: a text, and one line of buttons. Esc is always the harmless answer."""

from collections.abc import Sequence
from typing import ClassVar, Generic, Literal, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from tui.engine.errors import Fault
from tui.engine.ports import Mishap
from tui.i18n import N_, Message, _
from tui.screens.scrolling import SCROLLING, scroll
from tui.screens.shell import Shell
from tui.widgets.actions import Action, Actions
from tui.widgets.cells import fit, width
from tui.widgets.key_bar import KeyBar
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.rail import NOWHERE, Rail

Answer = TypeVar("Answer")

CLOSE = N_("Close")


class Dialog(ModalScreen["Answer | None"], Generic[Answer]):
    """A title, lines below it, and buttons; None is the answer of Esc."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical { width: 72; max-width: 94%; height: auto; max-height: 90%; padding: 1 2; background: $surface; }
    Dialog > Rail { dock: top; }
    Dialog > Vertical:ansi { border: round ansi_default; }
    Dialog #text { height: auto; max-height: 55vh; margin: 1 0; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("back")),
        *SCROLLING,
    ]
    ACTIONS: ClassVar[Sequence[Action]] = ()
    FOCUS: ClassVar[str] = ""
    """The button that Enter presses at first: the safe one."""

    def compose(self) -> ComposeResult:
        if isinstance(self.app, Shell) and self.app.is_bare(self):
            yield Rail(self.app.place, NOWHERE)
        with Vertical():
            yield Lines(lambda cells: hanging([], self.question(), "strong", cells))
            with VerticalScroll(id="text", can_focus=False):
                yield Lines(self.lines)
            yield Actions(self.actions(), self.FOCUS)
        yield KeyBar()

    def question(self) -> str:
        """The title, translated."""
        raise NotImplementedError

    def lines(self, cells: int) -> Sequence[Row]:  # noqa: ARG002  for those who have any
        """What stands below the title."""
        return ()

    def actions(self) -> Sequence[Action]:
        """The buttons."""
        return self.ACTIONS

    def on_actions_chosen(self, event: Actions.Chosen) -> None:
        self.choose(event.key)

    def choose(self, key: str) -> None:
        """Answer with what a button stands for."""
        self.answer(self.answers()[key])

    def answers(self) -> "dict[str, Answer | None]":
        """What each button answers, by its key."""
        raise NotImplementedError

    def answer(self, answer: "Answer | None") -> None:
        """Close with an answer; a second one, of a key that was still on its way, is dropped."""
        if self.is_active:
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)

    def action_scroll(self, where: str) -> None:
        """Move the text, which never has the focus."""
        scroll(self.query_one("#text", VerticalScroll), where)


class ConfirmDialog(Dialog[bool]):
    """A question with two answers, each in words (message ids); True is the one that does something."""

    FOCUS = "no"

    def __init__(self, question: Message, yes: str, no: str, detail: Message | None = None) -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes, no
        self._detail = detail

    def question(self) -> str:
        return str(self._question)

    def lines(self, cells: int) -> Sequence[Row]:
        return hanging([], str(self._detail), "text", cells) if self._detail is not None else ()

    def actions(self) -> Sequence[Action]:
        return (Action("no", self._no), Action("yes", self._yes))

    def answers(self) -> dict[str, bool | None]:
        return {"yes": True, "no": False}


class FaultDialog(Dialog[None]):
    """What went wrong, why, what to do, and the query id for support."""

    ACTIONS = (Action("close", CLOSE),)

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def question(self) -> str:
        return str(self._fault.what)

    def lines(self, cells: int) -> Sequence[Row]:
        return fault_rows(self._fault, cells)

    def answers(self) -> dict[str, None]:
        return {"close": None}


def fault_rows(fault: Fault, cells: int) -> list[Row]:
    """Return the lines below what happened: cause, what to do, query id."""
    told = [
        (_("cause"), fault.cause),
        (_("what to do"), str(fault.mend)),
        (_("query id"), fault.query_id or ""),
    ]
    return labelled([(label, text) for label, text in told if text], cells)


def labelled(told: Sequence[tuple[str, str]], cells: int) -> list[Row]:
    """Return texts wrapped beside their labels, which stand in one column."""
    column = max((width(label) for label, _text in told), default=0) + 2
    return [
        row for label, text in told for row in hanging([(fit(label, column), "muted")], text, "text", cells)
    ]


class HeldDialog(Dialog[Literal["look", "take over"]]):
    """Somebody else works on the number: `who` says who and since when."""

    ACTIONS = (Action("back", N_("Back")), Action("look", N_("Look")), Action("take over", N_("Take over")))

    def __init__(self, who: Message) -> None:
        super().__init__()
        self._who = who

    def question(self) -> str:
        return str(self._who)

    def lines(self, cells: int) -> Sequence[Row]:
        looking = _("You can look without changing anything.")
        taking = _(
            "If you take the number over, their work stops before its next step, and the journal keeps a trace."
        )
        return [*hanging([], looking, "text", cells), *hanging([], taking, "text", cells)]

    def answers(self) -> dict[str, Literal["look", "take over"] | None]:
        return {"back": None, "look": "look", "take over": "take over"}


_MISHAPS: dict[Mishap, tuple[str, str]] = {
    Mishap.TASK_FAILS: (
        N_("Task fails"),
        N_("The next task ends with an error: what was changed, what was not, and how to try again."),
    ),
    Mishap.TASK_PAUSES: (
        N_("Task pauses"),
        N_(
            "The next task is put aside for a while: how waiting looks, and how to stop without losing anything."
        ),
    ),
    Mishap.ANSWER_LOST: (
        N_("Answer is lost"),
        N_("The next change is made, but its answer never comes: how to go on without doing anything twice."),
    ),
}


class TrainingDialog(Dialog[Mishap]):
    """Training: what is to go wrong next; `pending` is what was asked for and has not happened yet."""

    def __init__(self, pending: Sequence[Mishap] = ()) -> None:
        super().__init__()
        self._pending = tuple(pending)

    def question(self) -> str:
        return _("What is to go wrong next? It happens once.")

    def lines(self, cells: int) -> Sequence[Row]:
        rows = labelled([(_(label), _(lesson)) for label, lesson in _MISHAPS.values()], cells)
        for mishap in self._pending:
            text = Message(N_("Still to come: {mishap}"), {"mishap": Message(_MISHAPS[mishap][0])})
            rows.extend([[], *hanging([("! ", "warning")], str(text), "text", cells)])
        return rows

    def actions(self) -> Sequence[Action]:
        return (
            *(Action(mishap, label) for mishap, (label, _lesson) in _MISHAPS.items()),
            Action("close", CLOSE),
        )

    def answers(self) -> dict[str, Mishap | None]:
        return {**{mishap.value: mishap for mishap in _MISHAPS}, "close": None}
