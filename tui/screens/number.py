"""Step 1: which number? A list that answers while one types, two filters, and the way back into unfinished work."""

import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.flow import START, Choose, ChooseMany, History, Place, Quit, Resume
from tui.i18n import N_, Message, _, ngettext
from tui.telephony.values import search_term
from tui.text import clean
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line, Part
from tui.widgets.marks import MOST, Marks
from tui.widgets.matches import NumberSource, Picked
from tui.widgets.number_list import NumberList, StateWords
from tui.widgets.rail import NUMBER, Rail
from tui.widgets.search import SearchBox

if TYPE_CHECKING:  # the list is painted before what reads an account is imported
    from tui.renewing import Renewal

StateGroups = Callable[[Sequence[str]], Sequence[tuple[str, str, frozenset[str]]]]
"""From the feature types that there are, the states to filter by: (key, message id of the label, feature types)."""

_ALL = ""  # The option that takes a filter away; no account and no state is called so.
_BEAT = 1.0  # Seconds between two looks at what has come.
_LOW = 20  # Rows; below that the free lines go.


class Numbers(NumberSource, Protocol):
    """What this screen asks of an inventory; the store's `Inventory` answers it."""

    @property
    def renewal(self) -> "Renewal | None":
        """What reads the numbers again behind the list; None where they are the account itself."""

    def count(self) -> int:
        """How many aliases there are."""

    def accounts(self) -> Sequence[tuple[str, str, int]]:
        """The billing accounts that have aliases: name, description, how many."""

    def feature_types(self) -> "dict[str, int]":
        """The feature types that aliases have, each with how many have it."""


class NumberScreen(Screen[Choose | ChooseMany | Resume | History | Quit]):
    """Asks for the number to work on, or for several; dismisses with `Choose`, `ChooseMany` and so on.

    `exchange_word` (translated) says where calls go; `notices` (translated) tell of unfinished work, newest first.
    `place` is where the screen was left; `left_with` gives it.
    """

    DEFAULT_CSS = """
    NumberScreen #question { margin: 1 2; }
    NumberScreen SearchBox { margin: 0 2; }
    NumberScreen NumberList { margin: 1 0 0 2; }
    NumberScreen #found, NumberScreen #notice { margin: 0 2; }
    NumberScreen.-low #question, NumberScreen.-low NumberList { margin: 0 0 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose_marked", N_("set them up")),
        Binding("f2", "pick_account", N_("billing account")),
        Binding("f9", "resume", N_("resume")),
        Binding("f7", "mark", N_("mark")),
        Binding("f4", "pick_state", N_("state")),
        Binding("f8", "mark_all", N_("mark all")),
        Binding("f3", "history", N_("history")),
        Binding("f5", "refresh", N_("refresh")),
        Binding("escape", "clear", N_("clear the search"), show=False),
    ]

    def __init__(
        self,
        inventory: Numbers,
        state_words: StateWords,
        state_groups: StateGroups,
        exchange_word: str,
        notices: Sequence[str] = (),
        place: Place = START,
    ) -> None:
        super().__init__()
        self._inventory = inventory
        self._state_groups = state_groups
        self._exchange_word = exchange_word
        self._notices = tuple(notices)
        self._search = place.search
        self._marks = Marks(place.marked)
        self._account: tuple[str, str] | None = None
        self._state: tuple[str, str, frozenset[str]] | None = None
        self._all: int | None = None
        self._renewal = inventory.renewal
        self._version = 0 if self._renewal is None else self._renewal.version
        self._found = Line(id="found")
        self._question = Line(id="question")
        self._list = NumberList(
            inventory,
            state_words,
            self._nothing,
            self._show_found,
            search_term(place.search),
            place.cursor,
            self._marks,
        )

    def compose(self) -> ComposeResult:
        yield Rail(self._exchange_word, NUMBER)
        self._show_filters()
        yield self._question
        yield SearchBox(self._search, self._look_for, _("Number or description"), self.action_mark)
        yield self._list
        yield self._found
        if self._notices:
            more = len(self._notices) - 1
            right: list[Part] = [(f"+{more}", "muted")] if more else []
            yield Line([("! ", "warning"), (self._notices[0], "text")], right, id="notice")
        yield KeyBar(self._urgent)

    def on_mount(self) -> None:
        """Read the numbers again, behind what is known of them."""
        renewal = self._renewal
        if renewal is not None:
            self.set_interval(_BEAT, self._look)
            if not renewal.version:
                self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:
        # Not a breakpoint of Textual's: that sets a class and restyles everything at every start.
        self.set_class(event.size.height < _LOW, "-low")

    def left_with(self) -> Place:
        """Where the screen was left, for opening it again as it was."""
        return Place(self._search, self._list.cursor_name, self._marks.names)

    # What the list shows

    def _look_for(self, typed: str) -> None:
        self._search = typed
        self._list.search(search_term(typed))

    def _show_found(self) -> None:
        matches = self._list.matches
        unfiltered = not matches.term and matches.picked == Picked()
        if not matches.complete:
            self._found.show(self._age(), [(_("counting …"), "muted")])
            return
        if unfiltered:
            self._all = len(matches)
        elif self._all is None:
            self._all = self._inventory.count()
        if not self._all and self._renewal is not None and self._renewal.under_way:
            # That none has come yet does not mean that there are none.
            self._found.show(self._age())
            return
        total = _grouped(self._all or 0)
        if unfiltered:
            words = ngettext("{all} number", "{all} numbers", self._all or 0).format(all=total)
        else:
            words = ngettext("{found} of {all} number", "{found} of {all} numbers", self._all or 0)
            words = words.format(found=_grouped(len(matches)), all=total)
        self._found.show(self._age(), [*self._marked(), (words, "muted")])

    def _marked(self) -> list[Part]:
        """How many numbers are marked, wherever they are."""
        count = len(self._marks)
        if not count:
            return []
        words = ngettext("{n} number marked", "{n} numbers marked", count).format(n=_grouped(count))
        return [(f"● {words}   ", "accent")]

    def _age(self) -> list[Part]:
        """How old the numbers are, where they are somebody else's."""
        if self._renewal is None:
            return []
        words = str(self._renewal.words(time.time()))
        return [(words, "muted" if self._renewal.failed is None else "warning")]

    def _urgent(self) -> Collection[str]:
        """What mends a list that could not be read again."""
        return ("refresh",) if self._renewal is not None and self._renewal.failed is not None else ()

    def _look(self) -> None:
        """Show what has come since."""
        if self._renewal is not None and self._renewal.version != self._version:
            self._version = self._renewal.version
            self._all = None
            self._list.renew()
            self.refresh_bindings()
        self._show_found()

    def _nothing(self) -> list[str]:
        """What stands where there is no row to show."""
        if self._all == 0 or not (self._search or self._account or self._state):
            if self._renewal is not None:
                return [] if self._renewal.under_way else [_("This account has no alias number.")]
            return [
                _("There is no number here yet."),
                "",
                _("Load a list of numbers:   alias-wizard import FILE.csv"),
                _("Or try a sample account:  alias-wizard --demo"),
                _("Or connect an account:    Ctrl+O"),
            ]
        lines = [_("No number matches.")]
        if self._search:
            lines.append(_("Esc clears the search."))
        if self._account or self._state:
            lines.append(_("F2 and F4 change the filters."))
        return lines

    def _show_filters(self) -> None:
        account = self._account[1] if self._account else _("all")
        state = _(self._state[1]) if self._state else _("all")
        self._question.show(
            [(_("Which number do you want to configure?"), "strong")],
            [
                (_("Billing account:") + " ", "muted"),
                (_shortened(account), "accent" if self._account else "text"),
                ("   " + _("State:") + " ", "muted"),
                (_shortened(state), "accent" if self._state else "text"),
            ],
        )

    def _pick(self) -> None:
        self._show_filters()
        self._list.pick(
            Picked(self._account[0] if self._account else None, self._state[2] if self._state else None)
        )

    # What the user does

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._list.move(by)

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self._list.page(pages)

    def action_first(self) -> None:
        """Move the cursor to the first number."""
        self._list.go_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last number."""
        self._list.last()

    def action_choose(self) -> None:
        """Go on with the number under the cursor, if there is one."""
        name = self._list.cursor_name
        if name is not None:
            self._leave_with(name)

    def on_number_list_chosen(self, event: NumberList.Chosen) -> None:
        self._leave_with(event.service_name)

    def _leave_with(self, service_name: str) -> None:
        self.dismiss(Choose(service_name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Which keys do something: Enter is for the marked numbers where there are any, else for the one in hand."""
        match action:
            case "refresh":
                return self._renewal is not None
            case "resume":
                return bool(self._notices)
            case "choose" | "choose_marked":
                return (action == "choose") == (not self._marks)
        return True

    def action_mark(self) -> None:
        """Mark the number under the cursor, or take its mark away, and go on to the next one."""
        name = self._list.cursor_name
        if name is not None:
            self._show_marks(self._marks.toggle(name))
            self._list.move(1)

    def action_mark_all(self) -> None:
        """Mark all numbers that the list shows, or take their marks away."""
        matches = self._list.matches
        matches.finish()
        self._show_marks(self._marks.toggle_all(matches.names(0, len(matches))))

    def _show_marks(self, fit: bool) -> None:
        self._list.marked()
        self._show_found()
        if not fit:
            most = Message(N_("At most {most} numbers can be set up together."), {"most": MOST})
            self._found.show([(str(most), "warning")], self._marked())
        self.refresh_bindings()

    def action_choose_marked(self) -> None:
        """Go on with all that are marked."""
        self.dismiss(ChooseMany(self._marks.names))

    def action_refresh(self) -> None:
        """Read the numbers of the account again."""
        if self._renewal is not None:
            self.app.run_worker(self._renewal.run, thread=True, group="renewal", exit_on_error=False)

    def action_history(self) -> None:
        """Show what was applied."""
        self.dismiss(History())

    def action_resume(self) -> None:
        """Go on with unfinished work."""
        self.dismiss(Resume())

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.dismiss(Quit())

    def action_clear(self) -> None:
        """Clear the search; from the first step there is nowhere to go back to."""
        self.query_one(SearchBox).clear()

    def action_pick_account(self) -> None:
        """Choose a billing account to see the numbers of."""
        from tui.screens.pick import Option, PickScreen

        accounts = self._inventory.accounts()
        options = [Option(_ALL, _("all"))]
        options += [Option(name, _account_words(name, words), _grouped(n)) for name, words, n in accounts]
        words_of = {name: _account_words(name, words) for name, words, _n in accounts}

        def picked(name: str | None) -> None:
            if name is not None:
                self._account = (name, words_of[name]) if name != _ALL else None
                self._pick()

        present = self._account[0] if self._account else _ALL
        self.app.push_screen(PickScreen(_("Billing account"), options, present), picked)

    def action_pick_state(self) -> None:
        """Choose a state to see the numbers in."""
        from tui.screens.pick import Option, PickScreen

        counts = self._inventory.feature_types()
        groups = {group[0]: group for group in self._state_groups(tuple(counts))}
        options = [Option(_ALL, _("all"))]
        for key, label, types in groups.values():
            numbers = sum(count for feature_type, count in counts.items() if feature_type in types)
            options.append(Option(key, _(label), _grouped(numbers)))

        def picked(key: str | None) -> None:
            if key is not None:
                self._state = groups.get(key)
                self._pick()

        present = self._state[0] if self._state else _ALL
        self.app.push_screen(PickScreen(_("State"), options, present), picked)

    def on_click(self, event: events.Click) -> None:
        """A click on a filter's words opens it."""
        if event.widget is self._question:
            half = self._question.text().find(_("State:"))
            if event.x >= half:
                self.action_pick_state()
            else:
                self.action_pick_account()


def _account_words(name: str, description: str) -> str:
    return clean(f"{description} – {name}") if description else clean(name)


def _shortened(text: str, cells: int = 18) -> str:
    from tui.widgets.cells import cut

    return cut(clean(text), cells)


def _grouped(number: int) -> str:
    """The number with thin gaps between its thousands, which both languages read well."""
    return f"{number:,}".replace(",", "\u202f")
