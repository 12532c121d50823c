"""A number that has a configuration: what it is, how it is set, and what can be done with it."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from itertools import zip_longest
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Digits

from tui.flow import Back, Draft, Forward, History, Intention, Outcome, Quit
from tui.forms import Form
from tui.i18n import N_, Message, _, ngettext
from tui.telephony.values import display
from tui.text import clean
from tui.use_cases import Configured
from tui.widgets.answer_words import answer_words
from tui.widgets.cells import fit, width
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.lines import Lines, Row, hanging, wrap
from tui.widgets.option_rows import Option, OptionRows
from tui.widgets.rail import CONFIGURATION, Rail

_NO_WAY_BACK = N_(
    "This type can be left or removed, not edited. Once it is gone, nothing here can bring it back."
)
_LARGEST = 20  # Characters of a number that is drawn large; three cells each.
_LABEL_GAP = 2
_FEWEST_VALUE_CELLS = 30
_MARGINS = 6
_LINKS = "links"


class CardScreen(Screen[Outcome]):
    """Shows a configured number and asks what to do with it; dismisses with `Forward`, `Back` or `Quit`.

    `title` is the configuration's name. `looking` says who holds the number, translated: then nothing can be changed
    from here. `note` is what to know before leaving a type that is only shown; there is a text for it. `reveal`, set by
    whoever shows it, shows the secret addresses of the number over it.
    """

    DEFAULT_CSS = """
    CardScreen { layout: vertical; }
    CardScreen #head { height: auto; margin: 1 2 0 4; }
    CardScreen Digits { width: auto; margin: 0 4 0 0; text-style: bold; color: $foreground; }
    CardScreen #number { display: none; }
    CardScreen #who { width: 1fr; }
    CardScreen #settings { height: auto; margin: 1 2 0 4; scrollbar-size-vertical: 1; }
    CardScreen #notice { margin: 1 2 0 4; }
    CardScreen OptionRows { margin: 1 2 0 2; }
    CardScreen.-small #head { layout: vertical; margin: 0 2 0 4; }
    CardScreen.-small Digits { display: none; }
    CardScreen.-small #number { display: block; }
    CardScreen.-small #settings { margin: 0 2 0 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "reveal", N_("secret links")),
        Binding("f3", "history", N_("history")),
        Binding("escape", "back", N_("back")),
        Binding("pageup", "scroll(-1)", N_("Scroll up"), show=False),
        Binding("pagedown", "scroll(1)", N_("Scroll down"), show=False),
    ]
    reveal: Callable[[], Coroutine[Any, Any, None]] | None = None

    def __init__(
        self,
        configured: Configured,
        form: Form | None,
        title: Message,
        draft: Draft,
        looking: str | None = "",
        note: Message | None = None,
        exchange_word: str = "",
    ) -> None:
        super().__init__()
        self._configured = configured
        self._form = form
        self._title_words = title
        self._draft = draft
        self._looking = looking or ""
        self._note = note or (Message(_NO_WAY_BACK) if configured.kind is None else None)
        self._exchange_word = exchange_word
        self._shown_number = display(configured.number.service_name)
        self._settings = VerticalScroll(Lines(self._setting_rows), id="settings", can_focus=False)

    def compose(self) -> ComposeResult:
        # The number stands large below, so the rail need not name it.
        yield Rail(self._exchange_word, CONFIGURATION)
        with Horizontal(id="head"):
            yield Digits(self._shown_number)
            yield Line([(self._shown_number, "strong")], id="number")
            yield Lines(self._who_rows, id="who")
        yield self._settings
        if self._looking or self._note:
            yield Lines(self._notice_rows, id="notice")
        yield OptionRows(self._options(), self._probable())
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(OptionRows).focus()
        self._settings.display = self._form is not None or self._configured.kind is not None

    def on_resize(self) -> None:
        """Draw the number large where there is room for it and for what stands beside it."""
        drawable = len(self._shown_number) <= _LARGEST and set(self._shown_number) <= set("0123456789+ ")
        large = drawable and self.size.width >= 3 * len(self._shown_number) + 34 and self.size.height >= 20
        self.set_class(not large, "-small")
        # The settings take what the rest leaves, and no more than they need: what can be done stands right below them.
        notice = len(self._notice_rows(self.size.width - _MARGINS)) + 1 if self._looking or self._note else 0
        taken = 2 + (5 if large else 4) + notice + len(self._options()) + 1
        self._settings.styles.max_height = max(self.size.height - taken, 1)

    # What is shown

    def _who_rows(self, cells: int) -> list[Row]:
        number = self._configured.number
        state = str(self._title_words)
        if number.pool:
            state = _("{state}, part of a pool").format(state=state)
        description = clean(number.description) or _("without description")
        return [
            *([(line, "text")] for line in wrap(description, cells, 1)),
            *([(line, "text")] for line in wrap(state, cells, 1)),
            *([(line, "muted")] for line in wrap(clean(number.billing_account), cells, 1)),
        ]

    def _setting_rows(self, cells: int) -> list[Row]:
        """Each setting on its line, in the words of its form."""
        if self._form is None:
            if self._configured.kind is None:
                return []
            return [
                [(line, "muted")] for line in wrap(_("Its settings are not shown by this version."), cells)
            ]
        if self._configured.settings is None:
            words = _("It is not set up completely: settings are missing.")
            return hanging([("! ", "warning")], words, "text", cells)
        answers = self._form.answers(self._configured.settings)
        sections = answer_words(self._form, answers)
        longest = max((width(label) for told in sections for label, _words in told), default=0) + _LABEL_GAP
        labels = min(longest, max(cells - _FEWEST_VALUE_CELLS, cells // 2, 1))
        rows: list[Row] = []
        for told in sections:
            if rows:
                rows.append([])
            for label, words in told:
                wrapped = wrap(label, labels - _LABEL_GAP), wrap(words, cells - labels, 2)
                lines = zip_longest(*wrapped, fillvalue="")
                rows += [[(fit(left, labels), "muted"), (right, "text")] for left, right in lines]
        return rows

    def _notice_rows(self, cells: int) -> list[Row]:
        rows: list[Row] = []
        if self._note is not None:
            rows += hanging([("! ", "warning")], str(self._note), "text", cells)
        if self._looking:
            rows += hanging([("! ", "warning")], self._looking, "text", cells)
            rows += [[("  ", "text"), (_("You can look; nothing can be changed from here."), "text")]]
        return rows

    def _options(self) -> list[Option]:
        """What can be done, in the order of the guide; editing first, for it is what most people come for."""
        free = not self._looking
        options = []
        if self._form is not None and self._configured.kind is not None:
            title, text = _("Edit the settings"), _("Keep the configuration, change how it is set.")
            if self._configured.settings is None:
                title, text = _("Complete the settings"), _("Give the answers that are missing.")
            options.append(Option(Intention.EDIT, title, text, enabled=free))
        if count := self._configured.links:
            text = ngettext(
                "{n} address that opens a page.", "{n} addresses, each of which opens a page.", count
            )
            options.append(Option(_LINKS, _("Show the secret links"), text.format(n=count)))
        text = _("Choose another one; the present one is lost.")
        options.append(Option(Intention.CHANGE, _("Change configuration"), text, enabled=free))
        text = _("The number stays yours and leads nowhere.")
        options.append(Option(Intention.REMOVE, _("Remove the configuration"), text, enabled=free))
        return options

    def _probable(self) -> str:
        """Where the cursor begins: on what was chosen before, else on the probable next action."""
        if self._draft.intention is Intention.REMOVE:
            return Intention.REMOVE
        changing = self._draft.kind is not None and self._draft.kind != self._configured.kind
        if self._draft.intention is Intention.CHANGE and changing:
            return Intention.CHANGE
        return self._options()[0].key

    # What the user does

    def on_option_rows_chosen(self, event: OptionRows.Chosen) -> None:
        if event.key == _LINKS:
            self.action_reveal()
            return
        intention = Intention(event.key)
        kind = self._draft.kind if self._draft.kind != self._configured.kind else None
        if intention is Intention.EDIT:
            kind = self._configured.kind
        elif intention is Intention.REMOVE:
            kind = None
        self.dismiss(Forward(replace(self._draft, intention=intention, kind=kind)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """Links are shown where there are any."""
        return action != "reveal" or bool(self._configured.links)

    def action_history(self) -> None:
        """Show what was applied to the number."""
        self.dismiss(History())

    def action_reveal(self) -> None:
        """Show the secret links."""
        if self.reveal is not None:
            self.run_worker(self.reveal(), group=_LINKS, exclusive=True)

    def action_scroll(self, pages: int) -> None:
        """Scroll the settings, where they do not all fit."""
        if pages < 0:
            self._settings.scroll_page_up(animate=False)
        else:
            self._settings.scroll_page_down(animate=False)

    def action_back(self) -> None:
        """Go back to the list."""
        self.dismiss(Back(self._draft))

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.dismiss(Quit())
