"""Draws any form from data: one line a field, labels in a column, faults under their field, advice on the one in hand.

Faults appear when a field is left, and once there are looked at again with every key, so that the keystroke that mends
one takes it away. Fields that are not asked under the present answers are out of view and keep theirs.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from tui.engine.errors import Problem
from tui.engine.plan import MASK
from tui.forms import Answer, Answers, Form
from tui.i18n import N_, _
from tui.text import clean
from tui.widgets.cells import width
from tui.widgets.field_row import FieldRow
from tui.widgets.fields import TextField
from tui.widgets.line_picker import Lines as LineSource
from tui.widgets.line_picker import PhoneField
from tui.widgets.lines import Lines, Row, wrap

Check = Callable[[Answers], tuple[Problem, ...]]
"""What is wrong with answers, in the order of the fields; called from the UI thread, so it asks nobody."""

_BESIDE_FROM = 120  # Columns of the terminal from which there is room for advice beside the form.
_ADVICE_CELLS = 32
_ANSWER_CELLS = 38  # What labels leave to the answers, unless they are short.
_PATIENCE = 0.5  # Seconds for a field to take the keys before; it takes a millisecond.
_FEWEST_LINES = 6  # Of the form; where they are not there, the advice goes.
_GUTTER = 4  # The mark of the field in hand, a free cell, the scrollbar and the cell before it.


class Questions(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields, scrolling when they must; arrow keys go from field to field instead."""

    DEFAULT_CSS = (
        "Questions { height: 1fr; width: 100%; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }"
    )


class SettingsForm(Widget):
    """Asks the questions of `form`, beginning with `answers`.

    `check` says what is wrong; `lines` finds lines of the account. Posts `Changed` with every answer, `Checked` when
    other faults are shown than before, and `Submitted` on Enter in the last field.
    """

    DEFAULT_CSS = """
    SettingsForm { height: 1fr; layout: vertical; }
    SettingsForm #advice { margin: 1 2 0 2; }
    SettingsForm.-beside { layout: horizontal; }
    SettingsForm.-beside Questions { width: 1fr; }
    SettingsForm.-beside #advice { width: 32; margin: 0 2 0 2; height: auto; }
    SettingsForm.-spaced FieldRow { margin-bottom: 1; }
    """
    # With priority: keys that come in one burst, as over a slow line, are all handed to the field that has the focus
    # when they arrive. What leaves a field must be done before the next of them is handed out.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("One field up"), show=False, priority=True),
        Binding("down", "move(1)", N_("One field down"), show=False, priority=True),
        Binding("shift+tab", "walk(-1)", N_("One field up"), show=False, priority=True),
        Binding("tab", "walk(1)", N_("One field down"), show=False, priority=True),
        Binding("enter", "advance", N_("next"), priority=True),
        Binding("f6", "reveal", N_("show/hide")),
    ]

    @dataclass
    class Changed(Message):
        """An answer is another one."""

        answers: dict[str, Answer]

    @dataclass
    class Checked(Message):
        """The faults in view, in the order of the fields."""

        problems: tuple[Problem, ...]

    class Submitted(Message):
        """Enter in the last field."""

    def __init__(self, form: Form, answers: Answers, check: Check, lines: LineSource) -> None:
        super().__init__()
        self._form = form
        self._check = check
        self._left: set[str] = set()
        self._shown: tuple[Problem, ...] = ()
        self._revealed = False
        self._rows = {
            field.name: FieldRow(field, answers.get(field.name, field.initial), self._answered, lines)
            for field in form.fields
        }
        self.in_hand = form.fields[0].name if form.fields else ""
        """The name of the field that has the focus, or had it last."""
        self._advice = Lines(self._advice_rows, id="advice")

    def compose(self) -> ComposeResult:
        with Questions():
            yield from self._rows.values()
        yield self._advice

    def on_mount(self) -> None:
        self._show_asked()
        if self._asked:
            self._asked[0].control.focus()

    # Answers

    @property
    def answers(self) -> dict[str, Answer]:
        """What stands in the fields, the hidden ones included."""
        return {name: row.control.answer for name, row in self._rows.items()}

    @property
    def _asked(self) -> list[FieldRow]:
        """The fields in view, from the top."""
        return [self._rows[field.name] for field in self._form.asked(self.answers)]

    def _answered(self) -> None:
        self._show_asked()
        if self._shown:
            shown = {problem.path for problem in self._shown}
            self._show(tuple(problem for problem in self._check(self.answers) if problem.path in shown))
        self.post_message(self.Changed(self.answers))

    def _show_asked(self) -> None:
        asked = {row.field.name for row in self._asked}
        for name, row in self._rows.items():
            row.display = name in asked

    # Faults

    def problems(self) -> tuple[Problem, ...]:
        """Look at every answer as if all fields had been left, and show what is wrong."""
        self._left = {row.field.name for row in self._asked}
        found = self._check(self.answers)
        self._show(found)
        return found

    @property
    def shown_problems(self) -> tuple[Problem, ...]:
        """The faults in view."""
        return self._shown

    def focus_problem(self, path: str) -> None:
        """Go to the field that a fault is about; a path of no field in view goes nowhere."""
        row = self._rows.get(field_of(path))
        if row is not None and row.display:
            row.control.focus()

    def focus_last(self) -> None:
        """Go to the last field in view, as from below the form."""
        if self._asked:
            self._asked[-1].control.focus()

    def _show(self, problems: tuple[Problem, ...]) -> None:
        if problems == self._shown:
            return
        self._shown = problems
        texts: dict[str, list[str]] = {}
        for problem in problems:
            texts.setdefault(field_of(problem.path), []).append(str(problem.message))
        for name, row in self._rows.items():
            row.show_fault(" ".join(texts.get(name, ())))
        self.post_message(self.Checked(problems))

    # The field in hand

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        row = self._row_of(event.widget)
        if row is not None:
            self.in_hand = row.field.name
            row.in_hand(True)
            self._advice.changed()
            self.refresh_bindings()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        row = self._row_of(event.widget)
        # Looking into another window is not leaving the field.
        if row is None or not self.app.app_focus:
            return
        row.in_hand(False)
        self._left.add(row.field.name)
        found = self._check(self.answers)
        self._show(tuple(problem for problem in found if field_of(problem.path) in self._left))

    def _row_of(self, widget: Widget) -> FieldRow | None:
        return next((row for row in self._rows.values() if row.control is widget), None)

    def _place(self) -> int:
        """The place of the field that has the focus among those in view; -1 when none has."""
        return next((at for at, row in enumerate(self._asked) if row.control.has_focus), -1)

    async def _settle(self) -> None:
        """Let the field in hand take the keys that came before."""
        focused, taken = self.screen.focused, asyncio.Event()
        if focused is not None and focused.call_later(taken.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(taken.wait(), _PATIENCE)

    async def action_move(self, by: int) -> None:
        """Go to the line or field above or below; down from the last field leaves the form."""
        await self._settle()
        focused = self.screen.focused
        if not (isinstance(focused, PhoneField) and focused.pick(by)) and self._place() + by >= 0:
            self._go(by)

    async def action_walk(self, by: int) -> None:
        """Go to the field above or below, out of the form past either end."""
        await self._settle()
        self._go(by)

    async def action_advance(self) -> None:
        """Take the line under the cursor, if there is one; else go to the next field, after which the form is done."""
        await self._settle()
        focused = self.screen.focused
        if isinstance(focused, PhoneField) and focused.take_chosen():
            return
        if self._place() == len(self._asked) - 1:
            self.post_message(self.Submitted())
        else:
            self._go(1)

    def _go(self, by: int) -> None:
        asked, at = self._asked, self._place() + by
        if 0 <= at < len(asked):
            # At once: `Widget.focus` waits for the app's next turn, which may be the next key.
            self.screen.set_focus(asked[at].control)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """A secret is shown and hidden where it is typed."""
        return action != "reveal" or self.in_hand in self._form.secrets

    def action_reveal(self) -> None:
        """Show the secrets as they are, or as dots again."""
        self._revealed = not self._revealed
        for name in self._form.secrets:
            control = self._rows[name].control
            if isinstance(control, TextField):
                control.password = not self._revealed

    # Layout

    def on_resize(self) -> None:
        """Give labels their column, and the fields as much air and advice as there is room for."""
        beside = self.app.size.width >= _BESIDE_FROM
        cells = self.size.width - _GUTTER - (_ADVICE_CELLS + 4 if beside else 0)
        rows = list(self._rows.values())
        longest = max((width(clean(_(row.field.label))) for row in rows), default=0) + 2
        labels = min(longest, max(cells - _ANSWER_CELLS, cells * 2 // 5, 12))
        taken = sum(row.lines_at(labels, cells) for row in rows)
        advice = (
            0
            if beside
            else max((len(self._below(name, self.size.width - 4)) for name in self._rows), default=0)
        )
        if self.size.height < advice + 1 + _FEWEST_LINES:
            advice = 0
        room = self.size.height - (advice + 1 if advice else 0)
        # One line is kept for a fault, so that the first one moves nothing out of view.
        spaced = taken + len(rows) <= room
        helped = (
            spaced
            and beside
            and taken + len(rows) + sum(row.help_lines(labels, cells) for row in rows) <= room
        )
        self.set_class(beside, "-beside")
        self.set_class(spaced, "-spaced")
        self._advice.display = beside or advice > 0
        self._advice.styles.height = "auto" if beside else advice
        for row in rows:
            row.set_columns(labels, helped)
        self._advice.changed()

    def _advice_rows(self, cells: int) -> Sequence[Row]:
        if not self.in_hand:
            return ()
        return (
            self._beside(self.in_hand, cells)
            if self.has_class("-beside")
            else self._below(self.in_hand, cells)
        )

    def _below(self, name: str, cells: int) -> list[Row]:
        """What to know and what to say, in as few lines as it takes."""
        field = self._form.field(name)
        rows: list[Row] = [[(line, "muted")] for line in wrap(_(field.help), cells)]
        if field.say:
            phrase = _("To say: “{phrase}”").format(phrase=_(field.say))
            rows += [[(line, "text")] for line in wrap(phrase, cells)]
        return rows

    def _beside(self, name: str, cells: int) -> list[Row]:
        field = self._form.field(name)
        rows: list[Row] = [[(line, "strong")] for line in wrap(_(field.label), cells)]
        if not self._rows[name].helped:
            rows += [[], *([(line, "muted")] for line in wrap(_(field.help), cells))]
        if field.say:
            phrase = _("“{phrase}”").format(phrase=_(field.say))
            rows += [[], [(_("To say"), "muted")], *([(line, "text")] for line in wrap(phrase, cells))]
        return rows


def field_of(path: str) -> str:
    """The name of the field that a fault's path begins with."""
    return path.split(".", 1)[0]


def answer_words(form: Form, answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    """The label and the words of every answer that is asked, translated; a secret only tells whether it is there."""
    from tui.forms import Choice, Phone, Toggle
    from tui.telephony.values import display

    found = []
    for field in form.asked(answers):
        if field.once:
            continue
        answer = answers.get(field.name, field.initial)
        if isinstance(field, Toggle):
            words = _(field.on) if answer else _(field.off)
        elif isinstance(field, Choice):
            words = next((_(each.label) for each in field.options if each.value == answer), str(answer))
        elif answer == "":
            words = _("(none)")
        elif field.name in form.secrets:
            words = MASK
        else:
            words = display(str(answer)) if isinstance(field, Phone) else str(answer)
        found.append((_(field.label), clean(words)))
    return found
