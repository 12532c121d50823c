"""A row of a form on a page of its own: what is typed there is in the form at once."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.i18n import N_, _
from tui.screens.form_screen import FormScreen
from tui.text import clean
from tui.widgets import row_edits
from tui.widgets.answer_words import called
from tui.widgets.line import Line, Part
from tui.widgets.sheet import Sheet
from tui.widgets.typed_ahead import settle


class RowScreen(FormScreen[str | None]):
    """Edits the row at `path`; `at` is the path of the field to begin with, a `new` row that is untouched goes again.

    Dismisses with the path to go on to, outside the row, else with None. What refers to the row follows its name.
    """

    HELP = N_("What is typed here is kept at once: leaving the page loses nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed ahead reach the page below.
        Binding("f5", "go_on", N_("finish"), priority=True),
        Binding("escape", "back", N_("back"), priority=True),
    ]
    CONTINUE = N_("Done")

    def __init__(
        self, sheet: Sheet, path: str, rail: tuple[str, str], new: bool = False, at: str = ""
    ) -> None:
        self._name_before = sheet.name(path)
        self._new = new
        self._begin_at = at
        if new:
            sheet.begin(path)
        super().__init__(sheet, path, rail)

    def title_parts(self) -> Sequence[Part]:
        """What the row is in, and what it is called."""
        parts: list[Part] = []
        steps = self.path.split(".")
        for end in range(2, len(steps) + 1, 2):
            row = ".".join(steps[:end])
            rows, at = row_edits.split(row)
            field = row_edits.rows_field(self.sheet, rows)
            name = called(field, self.sheet.rows(rows), at)
            words = _("{noun} {name}").format(noun=_(field.noun), name=name) if name else _(field.add)
            parts += [(words[:1].upper() + clean(words[1:]), "muted"), ("  ›  ", "muted")]
        del parts[-1]
        parts[-1] = (parts[-1][0], "strong")
        return parts

    def on_mount(self) -> None:
        if self._begin_at:
            self.call_after_refresh(self.form.focus_path, self._begin_at)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:  # noqa: ARG002  whichever field it was
        self._follow()
        self.query_one("#title", Line).show(self.title_parts())

    def _follow(self) -> None:
        """Let what refers to the row do so by its present name, once there is one and no other row has it."""
        rows, name = row_edits.split(self.path)[0], self.sheet.name(self.path)
        free = not self.sheet.is_named(rows, self._name_before)
        if name != self._name_before and free and self.sheet.is_named(rows, name) == 1:
            self.sheet.rename(rows, self._name_before, name)
            self._name_before = name
            if self.is_running:
                self.form.drawn_anew()

    def on_unmount(self) -> None:
        """However the page ends, a signal included, what refers to the row keeps doing so."""
        self.settle_row()

    def _leave(self, onward: str | None = None) -> None:
        # Keys typed ahead must not leave a second page.
        if self.is_active:
            self.form.tidy()
            self._follow()
            self._new = False
            self.sheet.end(self.path)
            self.dismiss(onward)

    def leave_for(self, path: str) -> None:
        self._leave(path)

    def done(self) -> None:
        self._leave()

    async def action_go_on(self) -> None:
        """Back to the rows."""
        await settle(self)
        self._leave()

    async def action_back(self) -> None:
        """Back to the rows; a new one that nobody touched goes."""
        await settle(self)
        if self.settle_row():
            self.dismiss(None)
        else:
            self._leave()

    def settle_row(self) -> bool:
        """Let what refers to the row follow it; a new one that nobody touched goes, and the answer is True."""
        if not self._new or not row_edits.untouched(self.sheet, self.path):
            self._follow()
            return False
        self._new = False
        self.sheet.end(self.path)
        row_edits.drop(self.sheet, self.path)
        return True

    def action_quit(self) -> None:
        """Leave the wizard, by way of the page that all rows are on."""
        pages = [page for page in self.app.screen_stack if isinstance(page, FormScreen)]
        for page in reversed(pages):
            if isinstance(page, RowScreen):
                page.settle_row()
        whole = pages[0]
        whole.pop_until_active()
        whole.action_quit()
