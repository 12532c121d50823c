"""Step 2, second half: the settings of the chosen configuration."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer

from tui.engine.errors import Problem
from tui.flow import Back, Draft, Forward, Outcome, Quit
from tui.forms import Answers, Form
from tui.i18n import N_, Message, _, ngettext
from tui.telephony.values import display
from tui.widgets.flat_button import FlatButton
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.line_picker import Lines as LineSource
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.rail import CONFIGURATION, Rail
from tui.widgets.settings_form import Check, SettingsForm, field_of

_STORED_WITHIN = 0.2
"""Seconds from a key to the stored draft; all keys of that time are stored at once."""


class SettingsScreen(Screen[Outcome]):
    """Asks for the settings of `draft.kind`; dismisses with `Forward`, `Back` or `Quit`.

    `answers` is what to begin with. `on_change` stores answers: it is called soon after every change, and before the
    screen is left with whatever has not been stored yet.
    """

    DEFAULT_CSS = """
    SettingsScreen { layout: vertical; }
    SettingsScreen #title { margin: 1 2; }
    SettingsScreen SettingsForm { margin: 0 0 0 2; }
    SettingsScreen #below { height: auto; margin: 1 2 1 4; }
    SettingsScreen #faults { width: 1fr; max-height: 3; padding: 0 0 0 3; }
    SettingsScreen.-low #title { margin: 0 2; }
    SettingsScreen.-low #below { margin: 0 2 0 4; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]  # noqa: RUF012  as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("continue")),
        Binding("f8", "next_fault", N_("next fault")),
        Binding("escape", "back", N_("back")),
        Binding("up", "into_form", N_("Into the form"), show=False),
    ]

    def __init__(  # noqa: PLR0913, PLR0917  what a screen shows is handed to it
        self,
        draft: Draft,
        form: Form,
        title: Message,
        answers: Answers,
        check: Check,
        lines: LineSource,
        on_change: Callable[[Answers], None],
        exchange_word: str = "",
    ) -> None:
        super().__init__()
        self._draft = draft
        self._form = form
        self._title_words = title
        self._on_change = on_change
        self._exchange_word = exchange_word
        self._stored: Answers = dict(answers)
        self._waiting: Timer | None = None
        self._settings = SettingsForm(form, answers, check, lines)
        self._faults = Lines(self._fault_rows, id="faults")

    def compose(self) -> ComposeResult:
        yield Rail(self._exchange_word, CONFIGURATION, display(self._draft.service_name))
        words = _("{title}: settings").format(title=self._title_words)
        yield Line([(words, "strong")], id="title")
        yield self._settings
        with Horizontal(id="below"):
            yield FlatButton(_("Continue"))
            yield self._faults
        yield KeyBar()

    # What is stored

    def on_settings_form_changed(self) -> None:
        if self._waiting is None:
            self._waiting = self.set_timer(_STORED_WITHIN, self._store)

    def _store(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        answers = self._settings.answers
        if answers != self._stored:
            self._stored = answers
            self._on_change(answers)

    def on_unmount(self) -> None:
        """However the screen ends, a signal included, the last keys are stored."""
        self._store()

    def _left_with(self) -> Draft:
        self._store()
        return self._draft.answering(self._settings.answers)

    # What is wrong

    def on_settings_form_checked(self) -> None:
        self._faults.changed()
        self.refresh_bindings()

    def _fault_rows(self, cells: int) -> list[Row]:
        """How many answers are wrong and which; a fault of no field in view in full, for it stands nowhere else."""
        labels = {field.name: _(field.label) for field in self._form.asked(self._settings.answers)}
        wrong = self._settings.shown_problems
        names = list(dict.fromkeys(labels[name] for name in map(_field, wrong) if name in labels))
        rows: list[Row] = []
        if names:
            words = ngettext("{n} answer to correct: {names}", "{n} answers to correct: {names}", len(names))
            listed = words.format(n=len(names), names=", ".join(names))
            rows += hanging([("! ", "error")], listed, "text", cells, 2)
        for problem in wrong:
            if _field(problem) not in labels:
                rows += hanging([("! ", "error")], str(problem.message), "text", cells, 2)
        return rows

    def action_next_fault(self) -> None:
        """Go to the next answer that is wrong; after the last one, to the first."""
        paths = [problem.path for problem in self._settings.shown_problems]
        here = self._settings.in_hand
        later = [path for path in paths if self._order(path) > self._order(here)]
        if paths:
            self._settings.focus_problem((later or paths)[0])

    def _order(self, path: str) -> int:
        names = [field.name for field in self._form.fields]
        name = field_of(path)
        return names.index(name) if name in names else len(names)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """The next fault is offered only where there is one."""
        return action != "next_fault" or bool(self._settings.shown_problems)

    # What the user does

    def on_settings_form_submitted(self) -> None:
        self.action_go_on()

    def on_button_pressed(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Go on when nothing is wrong; else show everything that is, and go to the first."""
        wrong = self._settings.problems()
        if wrong:
            self._settings.focus_problem(wrong[0].path)
        else:
            self.dismiss(Forward(self._left_with()))

    def action_into_form(self) -> None:
        """From the button up to the last field."""
        if isinstance(self.focused, FlatButton):
            self._settings.focus_last()

    def action_back(self) -> None:
        """Go back, whatever is wrong, with all answers kept."""
        self.dismiss(Back(self._left_with()))

    def action_quit(self) -> None:
        """Leave the wizard; the answers are stored."""
        self._store()
        self.dismiss(Quit())


def _field(problem: Problem) -> str:
    return field_of(problem.path)
