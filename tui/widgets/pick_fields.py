"""The widgets that one of many is picked in: they show what was picked, and open a list to pick from."""

import string
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from tui.forms import Answer, Choice, Reference, Sound
from tui.i18n import N_, _, labelled
from tui.text import clean
from tui.widgets import row_edits
from tui.widgets.answer_words import name_of, whose, words_of
from tui.widgets.cells import fit
from tui.widgets.control import Adds, Answered, Asks, Choosable, Control, Noticed
from tui.widgets.line import palette_of
from tui.widgets.sheet import Sheet, Shelf
from tui.widgets.sizes import size_words

_CELLS = 40
_FIRST = string.ascii_letters + string.digits + "àâäçéèêëîïôöùûüœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ"
"""What the name of an option may begin with."""
_FILE = "/"
"""Picks a file instead: no name holds a slash."""
_NEW = "\n"
"""Before the name of a row that is to be added: no name holds a line end."""


class PickField(Control, Widget, can_focus=True):
    """Shows the name of what was picked; Enter, space or the first letters open the list.

    What was picked answers the question, and the form goes on.
    """

    DEFAULT_CSS = "PickField { height: 1; width: 40; max-width: 100%; }"
    ALLOW_SELECT = False
    adds: Adds | None = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("choose"), priority=True),
        Binding("space", "open", N_("choose"), show=False, priority=True),
        # With priority, so that letters typed ahead reach the list that the first one opens.
        *(Binding(each, f"open('{each}')", show=False, priority=True) for each in _FIRST),
        Binding("backspace,delete", "clear", N_("Choose none"), show=False),
    ]

    def __init__(
        self,
        field: Choice | Reference | Sound,
        answer: Answer,
        answered: Answered,
        noticed: Noticed,
        asks: Asks,
    ) -> None:
        super().__init__()
        self._field = field
        self._answer = str(answer)
        self._answered = answered
        self._noticed = noticed
        self._asks = asks

    @property
    def answer(self) -> Answer:
        """The value that was picked; empty for none."""
        return self._answer

    def show(self, answer: Answer) -> None:
        self._answer = str(answer)
        self.refresh()
        if self.is_mounted:
            self._noticed(self.remark(), self.is_gone())

    def options(self) -> Sequence[Choosable]:
        """What can be picked now."""
        raise NotImplementedError

    def remark(self) -> str:
        """What there is to say beside the field as it stands."""
        return ""

    def is_gone(self) -> bool:
        """Whether what was picked is there no more."""
        return False

    def on_mount(self) -> None:
        self._noticed(self.remark(), self.is_gone())

    # What the user does

    async def enter(self) -> bool:
        await self.action_open()
        return True

    async def action_open(self, typed: str = "") -> None:
        """Open the list, narrowed down to what was typed."""
        label, options = _(self._field.label), self.options()
        await self._asks.pick(label, options, self._answer, self.picked, typed, self.adds)

    def picked(self, value: str) -> None:
        """Answer with a value, and go on."""
        self.show(value)
        self._answered()
        self.go_on()

    def action_clear(self) -> None:
        """Answer with none, where that is an answer."""
        if self._answer and any(not option.value for option in self.options()):
            self.show("")
            self._answered()

    async def on_click(self) -> None:
        await self.action_open()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    def words(self) -> str:
        """The name of what was picked."""
        return words_of(self._field, self._answer)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        palette, cells = palette_of(self), self.size.width
        style = palette.box_focus if self.has_focus else palette.box
        words = self.words()
        shown = words or (_("(none)") if self._field.optional else _("(choose)"))
        faint = palette.box_hint_focus if self.has_focus else palette.box_hint
        segments = [
            Segment(" ", palette.text if self.app.no_color else style),
            Segment(fit(shown, max(cells - 4, 0)), style if words else faint),
            Segment(" ▾ ", style if self.has_focus else faint),
        ]
        return Strip(segments).adjust_cell_length(cells, style)

    def text(self) -> str:
        """The field as it stands, for tests and for whoever reads the screen aloud."""
        return self.render_line(0).text.strip()


class ChoicePick(PickField):
    """One of so many options that they would not be taken in at a glance."""

    def __init__(
        self, field: Choice, answer: Answer, answered: Answered, noticed: Noticed, asks: Asks
    ) -> None:
        super().__init__(field, answer, answered, noticed, asks)
        self._options = field.options

    def options(self) -> Sequence[Choosable]:
        return [Choosable(option.value, _(option.label)) for option in self._options]


class ReferenceField(PickField):
    """One of the rows of another field of the whole form, by name; a name that none has yet adds one."""

    def __init__(
        self,
        field: Reference,
        answer: Answer,
        answered: Answered,
        noticed: Noticed,
        asks: Asks,
        sheet: Sheet,
    ) -> None:
        super().__init__(field, answer, answered, noticed, asks)
        self._to = field.to
        self._sheet = sheet
        self.adds = self._added

    def options(self) -> Sequence[Choosable]:
        none = [Choosable("", _("(none)"))] if self._field.optional else []
        rows = row_edits.rows_field(self._sheet, self._to)
        found = {str(row.get(rows.named, "")): row for row in reversed(self._sheet.rows(self._to))}
        names = dict.fromkeys(name for name in self._sheet.names(self._to) if name)
        return [
            *none,
            *(Choosable(name, name_of(rows, found[name]), whose(rows, found[name])) for name in names),
        ]

    def _added(self, typed: str) -> Choosable | None:
        """The row that picking adds."""
        name = row_edits.name_from(self._sheet, self._to, typed)
        words = labelled(_(row_edits.rows_field(self._sheet, self._to).add), _("“{name}”").format(name=name))
        return Choosable(_NEW + name, words) if name else None

    def picked(self, value: str) -> None:
        if value.startswith(_NEW):
            value = value.removeprefix(_NEW)
            row_edits.add(self._sheet, self._to, value)
        super().picked(value)

    def is_gone(self) -> bool:
        return bool(self._answer) and self._answer not in self._sheet.names(self._to)

    def remark(self) -> str:
        return _("there is none of that name any more") if self.is_gone() else ""


class SoundField(PickField):
    """A sound by its name: one of the number's, one of the store's, or a file."""

    def __init__(
        self, field: Sound, answer: Answer, answered: Answered, noticed: Noticed, asks: Asks, shelf: Shelf
    ) -> None:
        super().__init__(field, answer, answered, noticed, asks)
        self._shelf = shelf

    def options(self) -> Sequence[Choosable]:
        on_number = list(self._shelf.on_number)
        stored = [(name, size) for name, size in self._shelf.stored() if name not in on_number]
        none = [Choosable("", _("(none)"))] if self._field.optional else []
        return [
            *none,
            Choosable(_FILE, _("From a file…")),
            *(Choosable(name, clean(name), _("on the number")) for name in on_number),
            *(Choosable(name, clean(name), size_words(size)) for name, size in stored),
        ]

    def picked(self, value: str) -> None:
        if value == _FILE:
            self.call_later(self._asks.pick_sound, super().picked)
        else:
            super().picked(value)

    def is_gone(self) -> bool:
        return bool(self._answer) and self._answer not in {
            *self._shelf.on_number,
            *(name for name, _size in self._shelf.stored()),
        }

    def remark(self) -> str:
        if self.is_gone():
            return _("neither on the number nor in the store")
        size = dict(self._shelf.stored()).get(self._answer)
        return "" if size is None or self._answer in self._shelf.on_number else size_words(size)
