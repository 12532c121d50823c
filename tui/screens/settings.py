"""Step 2, second half: the settings of the chosen configuration."""

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic

from textual.timer import Timer

from tui.flow import Back, Draft, Forward, Outcome, Quit
from tui.forms import Answers, Form
from tui.i18n import Message, _
from tui.screens.document_form import DocumentForm
from tui.widgets.line import Part
from tui.widgets.sheet import Sheet, Sources

_REST, _STORED_WITHIN = 0.12, 0.5
"""Seconds from the last key to the stored draft, and at most from the first that is not stored yet: not between the
keys of somebody who types, for a large draft would hold the next one up.
"""


class SettingsScreen(DocumentForm[Outcome]):
    """Asks for the settings of `draft.kind`; dismisses with `Forward`, `Back` or `Quit`.

    `answers` is what to begin with. `on_change` stores answers: it is called soon after every change, and before the
    screen is left with whatever has not been stored yet.
    """

    def __init__(
        self,
        draft: Draft,
        form: Form,
        title: Message,
        answers: Answers,
        sources: Sources,
        on_change: Callable[[Answers], None],
        exchange_word: str = "",
    ) -> None:
        super().__init__(Sheet(form, answers, sources), "", (exchange_word, draft.subject))
        self._draft = draft
        self._title_words = title
        self._on_change = on_change
        self._stored: Answers = self.sheet.answers
        self._waiting: Timer | None = None
        self._unstored_since = 0.0
        self.sheet.changed = self._changed

    def title_parts(self) -> Sequence[Part]:
        return [(_("{title}: settings").format(title=self._title_words), "strong")]

    # What is stored

    def _changed(self) -> None:
        if self._waiting is None:
            self._unstored_since = monotonic()
        else:
            self._waiting.stop()
        left = self._unstored_since + _STORED_WITHIN - monotonic()
        if left > 0:
            self._waiting = self.set_timer(min(_REST, left), self._store)
        else:
            self._store()

    def _store(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        answers = self.sheet.answers
        if answers != self._stored:
            self._stored = answers
            self._on_change(answers)

    def on_unmount(self) -> None:
        """However the screen ends, a signal included, the last keys are stored."""
        self._store()

    def _left_with(self) -> Draft:
        self.form.tidy()
        self._store()
        return self._draft.answering(self.sheet.answers)

    # What the user does

    def leave_for(self, path: str) -> None:
        """Nothing lies outside the whole form."""

    def done(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Go on when nothing is wrong; else show everything that is, and go to the first.

        A document that nobody has looked at, or that has errors, is asked about, and never forbids it.
        """
        wrong = self.form.problems()
        if wrong:
            self.call_later(partial(self.go_to, wrong[0].path))
        else:
            self.ask_about_documents(lambda: self.dismiss(Forward(self._left_with())))

    def action_back(self) -> None:
        """Go back, whatever is wrong, with all answers kept."""
        self.dismiss(Back(self._left_with()))

    def action_quit(self) -> None:
        """Leave the wizard; the answers are stored."""
        self._store()
        self.dismiss(Quit())
