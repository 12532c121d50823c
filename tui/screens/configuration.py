"""Step 2: which configuration? Four of them, or all six, with what OVH promises for each mode."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from tui.configurations.catalogue import Configuration, Mode
from tui.flow import Back, Draft, Forward, Outcome, Quit
from tui.i18n import N_, _
from tui.widgets.flat_button import FlatButton
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row, hanging, wrap
from tui.widgets.option_rows import Entry, Heading, Option, OptionRows
from tui.widgets.rail import CONFIGURATION, Rail

_MODES: tuple[tuple[Mode, str], ...] = (("simple", N_("Simple mode")), ("expert", N_("Expert mode")))


class ConfigurationScreen(Screen[Outcome]):
    """Asks which configuration the number is to have; dismisses with `Forward`, `Back` or `Quit`.

    `support` holds the message id of each mode's support statement; `current` is the kind that the number has now.
    `on_change` is called when the mode is switched. The mode only filters the rows: it takes no answer away.
    """

    DEFAULT_CSS = """
    ConfigurationScreen { layout: vertical; }
    ConfigurationScreen #question { margin: 1 2; }
    ConfigurationScreen #page { height: 1fr; margin: 0 2; }
    ConfigurationScreen #list { width: 1fr; height: auto; }
    ConfigurationScreen #mode { height: auto; margin: 1 0 0 2; }
    ConfigurationScreen #mode FlatButton { margin: 0 3 0 0; }
    ConfigurationScreen #more { width: 1fr; }
    ConfigurationScreen #elsewhere { margin: 1 0 0 2; }
    ConfigurationScreen #below { margin: 1 0 0 2; }
    ConfigurationScreen #beside { display: none; width: 36; margin: 0 0 0 4; }
    ConfigurationScreen.-wide #beside { display: block; }
    ConfigurationScreen.-wide #below { display: none; }
    ConfigurationScreen.-low #question { margin: 0 2; }
    ConfigurationScreen.-low #mode, ConfigurationScreen.-low #below { margin: 0 0 0 2; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012  as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "expert", N_("expert mode")),
        Binding("f3", "simple", N_("simple mode")),
        Binding("escape", "back", N_("back")),
        Binding("up", "app.focus_previous", N_("Up"), show=False),
        Binding("down", "app.focus_next", N_("Down"), show=False),
    ]

    def __init__(
        self,
        rows: Sequence[Configuration],
        support: Mapping[Mode, str],
        current: str | None,
        draft: Draft,
        exchange_word: str = "",
        on_change: Callable[[Draft], None] | None = None,
    ) -> None:
        super().__init__()
        self._configurations = {row.kind: row for row in rows}
        self._support = support
        self._current = current
        self._draft = draft
        self._exchange_word = exchange_word
        self._on_change = on_change
        self._list = OptionRows(self._entries(), self._first())
        self._button = FlatButton(self._button_words())
        self._more = Line(id="more")
        self._elsewhere = Lines(self._elsewhere_rows, id="elsewhere")
        self._below = Lines(self._below_rows, id="below")
        self._beside = Lines(self._beside_rows, id="beside")

    def compose(self) -> ComposeResult:
        yield Rail(self._exchange_word, CONFIGURATION, self._draft.subject)
        several = bool(self._draft.numbers)
        question = _("What should these numbers do?") if several else _("What should this number do?")
        yield Line([(question, "strong")], id="question")
        with Horizontal(id="page"):
            with Vertical(id="list"):
                yield self._list
                with Horizontal(id="mode"):
                    yield self._button
                    yield self._more
                yield self._elsewhere
                yield self._below
            yield self._beside
        yield KeyBar()

    def on_mount(self) -> None:
        self._list.focus()
        self._show()

    # What is shown

    def _first(self) -> str | None:
        """What was chosen before, else the first row that can be chosen."""
        free = [row.kind for row in self._shown() if row.kind != self._current]
        return self._draft.kind if self._draft.kind in free else next(iter(free), None)

    def _shown(self) -> list[Configuration]:
        return [row for row in self._configurations.values() if self._draft.expert or row.mode == "simple"]

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for mode, title in _MODES:
            rows = [row for row in self._shown() if row.mode == mode]
            if rows:
                entries.append(Heading(_(title), _(self._support[mode])))
                entries += [
                    Option(
                        row.kind, _(row.title), _(row.summary), self._tag(row.kind), row.kind != self._current
                    )
                    for row in rows
                ]
        return entries

    def _tag(self, kind: str) -> str:
        """What is to be known of a row at a glance: that it is there now, was chosen before, has answers."""
        words = []
        if kind == self._current:
            words.append(_("present"))
        elif kind == self._draft.kind:
            words.append(_("chosen"))
        if self._draft.answers.get(kind):
            words.append(_("draft"))
        return ", ".join(words)

    def _button_words(self) -> str:
        return _("Switch to simple mode") if self._draft.expert else _("Switch to expert mode")

    def _show(self) -> None:
        hidden = [
            row for row in self._configurations.values() if row.mode == "expert" and not self._draft.expert
        ]
        self._more.show([(", ".join(_(row.title) for row in hidden), "muted")])
        self._elsewhere.display = bool(self._out_of_view())
        for lines in (self._elsewhere, self._below, self._beside):
            lines.changed()

    def _out_of_view(self) -> list[str]:
        """What is said of the present and the chosen configuration where simple mode does not list them."""
        if self._draft.expert:
            return []
        found = []
        for kind, words in (
            (self._current, _("The number has an expert configuration now: {title}.")),
            (self._draft.kind, _("An expert configuration is chosen: {title}. F3 shows it.")),
        ):
            row = self._configurations.get(kind or "")
            if row is not None and row.mode == "expert":
                found.append(words.format(title=_(row.title)))
        return found

    def _elsewhere_rows(self, cells: int) -> list[Row]:
        return [
            row for words in self._out_of_view() for row in hanging([("! ", "warning")], words, "text", cells)
        ]

    def _below_rows(self, cells: int) -> list[Row]:
        row = self._configurations.get(self._list.cursor or "")
        if row is None:
            return []
        reason = self._reason(row, cells)
        description: list[Row] = [[(line, "muted")] for line in wrap(_(row.description), cells)]
        return [*description, *([[], *reason] if reason else [])]

    def _beside_rows(self, cells: int) -> list[Row]:
        row = self._configurations.get(self._list.cursor or "")
        if row is None:
            return []
        reason = self._reason(row, cells)
        return [
            [(_(row.title), "strong")],
            [],
            *([(line, "text")] for line in wrap(_(row.description), cells)),
            *([[], *reason] if reason else []),
        ]

    def _reason(self, row: Configuration, cells: int) -> list[Row]:
        """Why the row cannot be chosen, or what choosing it does not bring yet."""
        if row.kind == self._current:
            words = _(
                "The number has this configuration. To change its settings: Esc, then “Edit the settings”."
            )
            if row.module is None:
                words = _("The number has this configuration already.")
            return hanging([("! ", "warning")], words, "text", cells)
        if row.module is None:
            words = _("Only the type is set here; its settings are not built yet.")
            return [[(line, "text")] for line in wrap(words, cells)]
        return []

    # What the user does

    def on_option_rows_moved(self) -> None:
        self._below.changed()
        self._beside.changed()

    def on_option_rows_chosen(self, event: OptionRows.Chosen) -> None:
        self.dismiss(Forward(replace(self._draft, kind=event.key)))

    def on_button_pressed(self) -> None:
        self._switch(not self._draft.expert)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """One key, named for the mode that it leads to."""
        if action in ("expert", "simple"):
            return (action == "simple") == self._draft.expert
        return True

    def action_expert(self) -> None:
        """Show all configurations."""
        self._switch(True)

    def action_simple(self) -> None:
        """Show those of the simple mode only."""
        self._switch(False)

    def _switch(self, expert: bool) -> None:
        self._draft = replace(self._draft, expert=expert)
        self._list.show(self._entries())
        self._button.say(self._button_words())
        self._show()
        self.refresh_bindings()
        if self._on_change is not None:
            self._on_change(self._draft)

    def action_back(self) -> None:
        """Go back; nothing that was answered is lost."""
        self.dismiss(Back(self._draft))

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.dismiss(Quit())
