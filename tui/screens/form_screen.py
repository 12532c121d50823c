"""What the screens around a form share: the page, what is wrong at its bottom, and all that opens over it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from tui.i18n import N_, Message, _, ngettext
from tui.screens.dialogs import ConfirmDialog
from tui.screens.pick import Option, PickScreen
from tui.text import clean
from tui.widgets.control import Adds, Asks, Choosable
from tui.widgets.flat_button import FlatButton
from tui.widgets.key_bar import KeyBar, key_name
from tui.widgets.line import Line, Part
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.rail import CONFIGURATION, Rail
from tui.widgets.settings_form import SettingsForm
from tui.widgets.sheet import Sheet, within
from tui.widgets.typed_ahead import settle

Result = TypeVar("Result")


class FormScreen(Asks, Screen[Result]):
    """Asks the questions of `sheet`, or of its row at `path`; `rail` is where calls go, and the number worked on.

    Rows, lists, files and hours open over it.
    """

    DEFAULT_CSS = """
    FormScreen { layout: vertical; }
    FormScreen #title { margin: 1 2; }
    FormScreen.-sectioned #title { margin: 1 2 0 2; }
    FormScreen SettingsForm { margin: 0 0 0 2; }
    FormScreen.-sectioned SettingsForm { margin: 0; }
    FormScreen.-sectioned Page { margin: 0 0 0 2; }
    FormScreen #below { height: auto; margin: 1 2 1 4; }
    FormScreen #faults { width: 1fr; max-height: 3; padding: 0 0 0 3; }
    FormScreen.-low #title { margin: 0 2; }
    FormScreen.-low #below { margin: 0 2 0 4; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]  # noqa: RUF012  as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("continue")),
        Binding("f8", "next_problem", N_("next to check")),
        Binding("f2", "pages", N_("pages")),
        Binding("escape", "back", N_("back")),
        Binding("up", "into_form", N_("Into the form"), show=False),
    ]
    CONTINUE: ClassVar[str] = N_("Continue")
    STEP: ClassVar[int] = CONFIGURATION

    def __init__(self, sheet: Sheet, path: str, rail: tuple[str, str]) -> None:
        super().__init__()
        self.sheet = sheet
        self.path = path
        self.rail = rail
        self.form = SettingsForm(sheet, self, path)
        self._faults = Lines(self._fault_rows, id="faults")

    def title_parts(self) -> Sequence[Part]:
        """The title of the page."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        self.set_class(bool(self.sheet.form_of(self.path).sections), "-sectioned")
        yield Rail(self.rail[0], self.STEP, self.rail[1])
        yield Line(self.title_parts(), id="title")
        yield self.form
        with Horizontal(id="below"):
            yield FlatButton(_(self.CONTINUE))
            yield self._faults
        yield KeyBar()

    # What is wrong

    def on_settings_form_checked(self) -> None:
        self._faults.changed()
        self.refresh_bindings()

    def _fault_rows(self, cells: int) -> list[Row]:
        """How many answers are wrong, and which; what belongs to no field in view stands nowhere else."""
        form, prefix = self.sheet.form_of(self.path), f"{self.path}." if self.path else ""
        labels = {f"{prefix}{each.name}": _(each.label) for each in form.asked(self.sheet.row(self.path))}
        wrong = [each for each in self.sheet.shown if within(each.path, self.path)]
        names = [label for path, label in labels.items() if any(within(each.path, path) for each in wrong)]
        rows: list[Row] = []
        if names:
            count = len({each.path for each in wrong if any(within(each.path, path) for path in labels)})
            words = ngettext("{n} answer to correct: {names}", "{n} answers to correct: {names}", count)
            listed = words.format(n=count, names=", ".join(names))
            rows += hanging([("! ", "error")], listed, "text", cells, 2)
        for problem in wrong:
            if not any(within(problem.path, path) for path in labels):
                rows += hanging([("! ", "error")], str(problem.message), "text", cells, 2)
        advised = [each for each in self.sheet.warnings if within(each.path, self.path)]
        if advised:
            words = ngettext("{n} warning: {key}", "{n} warnings: {key}", len(advised))
            told = words.format(n=len(advised), key=key_name("f8"))
            rows += hanging([("! ", "warning")], told, "text", cells)
        return rows

    async def action_next_problem(self) -> None:
        """Go to the next answer that is wrong or advised against; after the last one, to the first."""
        await settle(self)
        path = self.sheet.next_problem(self.form.place)
        if path is not None:
            await self.go_to(path)

    async def go_to(self, path: str) -> None:
        """Go to the field that a path leads to; where that is in a row, the row is opened."""
        if not within(path, self.path):
            self.leave_for(path)
            return
        self.form.focus_path(path)
        row, name = self.sheet.place(path)
        if row != self.path and name:
            await self.open_row(row, at=path)

    def leave_for(self, path: str) -> None:
        """Leave the row for a path outside it."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """What is to be looked at is offered only where there is something; pages where there are several."""
        match action:
            case "next_problem":
                return bool(self.sheet.shown or self.sheet.warnings)
            case "pages":
                return len(self.form.titles) > 1
        return True

    # What opens over it

    async def open_row(self, row: str, new: bool = False, at: str = "") -> None:
        from tui.screens.row import RowScreen

        screen = RowScreen(self.sheet, row, self.rail, new, at)
        await self.app.push_screen(screen, self._row_closed)
        if new:
            await screen.form.pick_at_once()

    async def _row_closed(self, onward: str | None) -> None:
        self.form.drawn_anew()
        # What the row kept back while it was filled in is told now, though the form may have known it before.
        self.on_settings_form_checked()
        if onward is not None:
            await self.go_to(onward)

    async def pick(
        self,
        title: str,
        options: Sequence[Choosable],
        present: str,
        then: Callable[[str], None],
        typed: str = "",
        adds: Adds | None = None,
    ) -> None:
        offered = [Option(*option) for option in options]
        await self.app.push_screen(PickScreen(title, offered, present, typed, then, adds))

    async def confirm(
        self, question: Message, detail: Message, yes: str, no: str, then: Callable[[], None]
    ) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                then()

        await self.app.push_screen(ConfirmDialog(question, yes, no, detail), answered)

    async def pick_sound(self, then: Callable[[str], None]) -> None:
        from tui.screens.files import FileScreen, sounds

        def taken(name: str | None) -> None:
            if name is not None:
                then(name)

        await self.app.push_screen(FileScreen(sounds(self.sheet.sources.sounds.take)), taken)

    async def ask_range(self, sheet: Sheet, path: str, day: int, at: int | None, typed: str = "") -> None:
        from tui.screens.hours import RangeScreen

        screen = RangeScreen(sheet, path, day, at, typed)
        await self.app.push_screen(screen, lambda _answer: self.form.drawn_anew())

    def action_pages(self) -> None:
        """Choose the page to go to."""
        options = [Option(place, clean(title)) for place, title in self.form.titles]
        then = partial(self.form.open_page)
        self.app.push_screen(PickScreen(_("Pages"), options, self.form.page, "", then))

    # What the user does

    def explained(self, cells: int) -> Sequence[Row]:
        """What is to be known of the field in hand."""
        return self.form.explained(cells)

    def action_quit(self) -> None:
        """Leave the wizard."""
        raise NotImplementedError

    def done(self) -> None:
        """Enter in the last field."""
        raise NotImplementedError

    def on_button_pressed(self) -> None:
        self.done()

    def action_into_form(self) -> None:
        """From the button up to the last field."""
        if isinstance(self.focused, FlatButton):
            self.form.focus_last()
