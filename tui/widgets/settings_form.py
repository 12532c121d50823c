"""Draws any form from data: one line a field, labels in a column, faults under their field, advice on the one in hand.

Faults appear when a field is left, and once there are looked at again with every key, so that the keystroke that mends
one takes it away. Fields that are not asked under the present answers are out of view and keep theirs. A form with
sections shows one of them at a time.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from tui.engine.errors import Problem
from tui.forms import Section, Text
from tui.i18n import N_, _
from tui.text import clean
from tui.widgets.control import Asks
from tui.widgets.field_row import FieldRow
from tui.widgets.fields import TextField
from tui.widgets.hours_field import HoursField
from tui.widgets.line_picker import PhoneField
from tui.widgets.lines import Row
from tui.widgets.page import Page
from tui.widgets.pick_fields import PickField
from tui.widgets.rows_field import RowsField
from tui.widgets.sections import Sections, Title
from tui.widgets.sheet import Sheet, within
from tui.widgets.typed_ahead import settle

_QUICK = 0.008
"""Seconds of the processor that looking for faults may take within a keystroke, whatever else the machine does."""
_LOOKED_AFTER, _SHARE = 0.15, 6
"""Where it takes longer: at least so many seconds after the last key, and so many times what it takes. A large form is
not looked at while somebody types.
"""


class SettingsForm(Widget):
    """Asks the questions of `sheet`, or of its row at `path`; `asks` is the screen that it is on.

    Posts `Checked` when other faults or warnings are shown than before. Enter in the last field ends in `asks.done`.
    """

    DEFAULT_CSS = """
    SettingsForm { height: 1fr; layout: vertical; }
    SettingsForm #sections { margin: 0 2 1 2; display: none; }
    SettingsForm.-sectioned #sections { display: block; }
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
        Binding("pagedown,ctrl+pagedown", "turn(1)", N_("Page after"), show=False),
        Binding("pageup,ctrl+pageup", "turn(-1)", N_("Page before"), show=False),
    ]

    class Checked(Message):
        """What is shown to be wrong is another."""

    def __init__(self, sheet: Sheet, asks: Asks, path: str = "") -> None:
        super().__init__()
        self._sheet = sheet
        self._asks = asks
        self._path = path
        self._form = sheet.form_of(path)
        self._told: tuple[Sequence[Problem], Sequence[Problem]] = ((), ())
        self._revealed = False
        self._looking: Timer | None = None
        self._rows = {field.name: self._row(field.name) for field in self._form.fields}
        for name, row in self._rows.items():
            row.control.go_on = lambda: self._go(1)
            if isinstance(row.control, PhoneField):
                row.control.described = partial(self._propose, name)
        self._pages = self._form.sections or (Section(title="", fields=tuple(self._rows)),)
        self._at = 0
        self.in_hand = self._form.fields[0].name if self._form.fields else ""
        """The name of the field that has the focus, or had it last."""
        self._sections = Sections()
        self._page = Page(self._rows)

    def _row(self, name: str) -> FieldRow:
        path = f"{self._path}.{name}" if self._path else name
        return FieldRow(self._form.field(name), self._sheet, path, lambda: self._answered(name), self._asks)

    def compose(self) -> ComposeResult:
        yield self._sections
        yield self._page

    def on_mount(self) -> None:
        self.set_class(len(self._pages) > 1, "-sectioned")
        self._at = next((at for at in range(len(self._pages)) if self._asked_on(at)), 0)
        self._sheet.look()
        self._show_asked()
        self._show()
        if self._asked:
            # At once, so that keys typed ahead find their field.
            self._focus(self._asked[0])

    # Answers

    @property
    def place(self) -> str:
        """The path of where the user is: a field, or the row under the cursor of one."""
        row = self._rows.get(self.in_hand)
        if row is None:
            return self._path
        if isinstance(row.control, RowsField) and row.control.cursor.kind == "row":
            return row.control.cursor.path
        return row.path

    @property
    def _asked(self) -> list[FieldRow]:
        """The fields in view, from the top."""
        return self._asked_on(self._at)

    def _asked_on(self, page: int) -> list[FieldRow]:
        names = {field.name for field in self._form.asked(self._sheet.row(self._path))}
        return [self._rows[name] for name in self._pages[page].fields if name in names]

    def _answered(self, name: str) -> None:
        row = self._rows[name]
        if not row.tall:
            self._sheet.put(row.path, row.control.answer)
        self._show_asked()
        self._look_soon(row.path)

    def _look_soon(self, mended: str | None = None) -> None:
        """Look for faults, at once where that is quick; `mended` is the path of a field that was answered anew."""
        if self._looking is not None:
            self._looking.stop()
        took = self._sheet.looked_for
        if took > _QUICK:
            self._looking = self.set_timer(max(_LOOKED_AFTER, _SHARE * took), lambda: self._look(mended))
        else:
            self._look(mended)

    def _look(self, mended: str | None) -> None:
        self._looking = None
        self._sheet.look()
        if mended is not None:
            self._sheet.mend(mended)
        self._show()

    def _propose(self, phone: str, description: str) -> None:
        """Propose what the line of a number is called where that is asked for, and not answered yet."""
        for row in self._rows.values():
            follows = isinstance(row.field, Text) and row.field.described == phone
            if follows and isinstance(row.control, TextField) and not row.control.value:
                row.control.propose(description)

    def _show_asked(self) -> None:
        self._page.lay_out([self._rows[name] for name in self._pages[self._at].fields], self._asked)

    def drawn_anew(self) -> None:
        """Show what the sheet holds now: something else than this form has changed it."""
        for row in self._rows.values():
            row.control.show(self._sheet.get(row.path))
        self._show_asked()
        self._look_soon()

    # Faults and warnings

    def problems(self) -> tuple[Problem, ...]:
        """Look at every answer as if all fields had been left, and show what is wrong."""
        asked = [row.path for page in range(len(self._pages)) for row in self._asked_on(page)]
        self._sheet.leave([*asked, ""])  # And what belongs to no field.
        self._sheet.look()
        self._show()
        return self._sheet.faults

    def _show(self) -> None:
        told = self._sheet.shown, self._sheet.warnings
        if told != self._told:
            self._told = told
            for row in self._rows.values():
                row.show_faults(*(self._told_of(row, problems) for problems in told))
            self._show_asked()
            self.post_message(self.Checked())
        self._sections.mark([self._title(at) for at in range(len(self._pages))], self._at)

    def _told_of(self, row: FieldRow, problems: Sequence[Problem]) -> str:
        """What is said under a field; what is within rows is said beside them."""
        own = [
            each
            for each in problems
            if each.path == row.path or (not row.tall and within(each.path, row.path))
        ]
        return " ".join(str(problem.message) for problem in own)

    def _title(self, page: int) -> Title:
        paths = [row.path for row in self._asked_on(page)]
        worst = ""
        for style, problems in (("warning", self._told[1]), ("error", self._told[0])):
            if any(within(problem.path, path) for problem in problems for path in paths):
                worst = style
        return Title(clean(_(self._pages[page].title)), worst)

    def focus_path(self, path: str) -> bool:
        """Go to the field that a path of the form leads to, and to the row; whether there is one in view."""
        for row in self._rows.values():
            if within(path, row.path):
                for page in range(len(self._pages)):
                    if row in self._asked_on(page):
                        self._turn_to(page)
                        self._focus(row)
                        if isinstance(row.control, RowsField | HoursField):
                            row.control.go_to(path)
                        return True
        return False

    async def pick_at_once(self) -> None:
        """Where all there is to answer is picked from a list, open it; what is picked is all."""
        only, *more = (row.control for row in self._rows.values())
        if not more and isinstance(only, PickField):
            only.go_on = self._asks.done
            await only.action_open()

    def tidy(self) -> None:
        """Write the answer in hand as people read it: the form is about to be left."""
        row = self._row_of(self.screen.focused)
        if row is not None:
            row.control.tidy()

    def focus_last(self) -> None:
        """Go to the last field in view, as from below the form."""
        if self._asked:
            self._asked[-1].control.focus()

    # The field in hand

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        row = self._row_of(event.widget)
        if row is not None:
            self.in_hand = row.field.name
            row.in_hand(True)
            self._page.advise(self.in_hand)
            self.refresh_bindings()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        row = self._row_of(event.widget)
        # Looking into another window is not leaving the field.
        if row is None or not self.app.app_focus:
            return
        row.in_hand(False)
        self._sheet.leave([row.path])
        self._look_soon()

    def _row_of(self, widget: Widget | None) -> FieldRow | None:
        return next((row for row in self._rows.values() if row.control is widget), None)

    def _place(self) -> int:
        """The place of the field that has the focus among those in view; -1 when none has."""
        return next((at for at, row in enumerate(self._asked) if row.control is self.screen.focused), -1)

    async def action_move(self, by: int) -> None:
        """Go to the line or field above or below; down from the last field leaves the form."""
        await settle(self.screen)
        row = self._row_of(self.screen.focused)
        if row is None or not (row.control.step(by) or (self._place() + by < 0 and not self._at)):
            self._go(by)

    async def action_walk(self, by: int) -> None:
        """Go to the field above or below, out of the form past either end."""
        await settle(self.screen)
        self._go(by)

    async def action_advance(self) -> None:
        """Let the field take Enter, if it means something there; else go to the next, after which the form is done."""
        await settle(self.screen)
        row = self._row_of(self.screen.focused)
        if row is None or not await row.control.enter():
            self._advance()

    def _advance(self) -> None:
        if self._place() == len(self._asked) - 1 and self._neighbour(1) is None:
            self._asks.done()
        else:
            self._go(1)

    def _focus(self, row: FieldRow) -> None:
        """Go to a field; both that and the one before are painted in the next frame."""
        before = self.screen.focused
        # At once: `Widget.focus` waits for the app's next turn, which may be the next key.
        self.screen.set_focus(row.control)
        for each in (before, row.control):
            if each is not None:
                each.refresh()

    def _go(self, by: int) -> None:
        asked, at = self._asked, self._place() + by
        if 0 <= at < len(asked):
            self._focus(asked[at])
        elif (page := self._neighbour(by)) is not None:
            self._turn_to(page)
            self._focus(self._asked[0 if by > 0 else -1])
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    # Pages

    def _neighbour(self, by: int) -> int | None:
        """The next page in a direction that asks anything."""
        pages = range(self._at + by, len(self._pages) if by > 0 else -1, by)
        return next((page for page in pages if self._asked_on(page)), None)

    def _turn_to(self, page: int) -> None:
        if page != self._at:
            self._at = page
            for row in self._asked:
                if isinstance(row.control, RowsField | HoursField):
                    # Rows may have been added from elsewhere.
                    row.control.drawn_anew()
            self._show_asked()
            self._show()

    async def action_turn(self, by: int) -> None:
        """Go to the page before or after."""
        await settle(self.screen)
        page = self._neighbour(by)
        if page is not None:
            self.open_page(page)

    def explained(self, cells: int) -> Sequence[Row]:
        """What is to be known of the field in hand, for a width of so many cells."""
        return self._page.explained(self.in_hand, cells) if self.in_hand else ()

    @property
    def titles(self) -> list[tuple[int, str]]:
        """The pages that ask anything: place and title, translated."""
        return [(at, self._title(at).text) for at in range(len(self._pages)) if self._asked_on(at)]

    @property
    def page(self) -> int:
        """The place of the page in view."""
        return self._at

    def open_page(self, page: int) -> None:
        """Go to the first field of a page."""
        self._turn_to(page)
        self._focus(self._asked[0])

    def on_sections_turned(self, event: Sections.Turned) -> None:
        if self._asked_on(event.place):
            self.open_page(event.place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """A secret is shown and hidden where it is typed; pages are turned where there are several."""
        if action == "turn":
            return len(self._pages) > 1
        return action != "reveal" or self.in_hand in self._form.secrets

    def action_reveal(self) -> None:
        """Show the secrets as they are, or as dots again."""
        self._revealed = not self._revealed
        for name in self._form.secrets:
            control = self._rows[name].control
            if isinstance(control, TextField):
                control.password = not self._revealed
