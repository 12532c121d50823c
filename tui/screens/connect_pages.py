"""The pages of connecting an account: the rights that are asked for, the agreement that is waited for, the account."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from textual.binding import Binding, BindingType

from tui.engine.account_words import account_facts, rights_rows
from tui.engine.accounts import PATIENCE, Account, Needed, pause
from tui.engine.credential_errors import NotAgreed
from tui.engine.errors import WizardError
from tui.engine.platform_errors import Transient
from tui.i18n import N_, Message, _
from tui.screens.browser import can_open, open_link
from tui.screens.dialogs import labelled
from tui.screens.page import OfferScreen, PageScreen
from tui.times import stopwatch
from tui.widgets.actions import Action
from tui.widgets.lines import Row, hanging

_WIDE = 100
"""Cells from which there is room to say what each right is for."""

ASK, TYPE = "ask", "type"
ALWAYS, ONCE, OTHER = "always", "once", "other"


class RightsScreen(OfferScreen):
    """Shows the rights that are about to be asked for; dismisses with `ASK` or `TYPE`.

    `application` says where its keys come from, empty where there are none.
    """

    HELP = N_(
        "A right is a method and a path of the platform's interface. With GET numbers are looked at; POST, PUT and"
        " DELETE change their configuration. Nothing else of the account is opened."
    )

    def __init__(self, place: str, endpoint: str, needed: Sequence[Needed], application: str) -> None:
        super().__init__(place)
        self._endpoint = endpoint
        self._rights = rights_rows(needed)
        self._application = application

    def title_words(self) -> str:
        return _("The rights that are asked for at {endpoint}").format(endpoint=self._endpoint)

    def lines(self, cells: int) -> Sequence[Row]:
        words = _("Exactly these, whatever else the account could do:")
        rows: list[Row] = [*hanging([], words, "text", cells), []]
        columns = [max(map(len, column)) + 2 for column in zip(*self._rights, strict=True)]
        for methods, path, why in self._rights:
            lead: Row = [(methods.ljust(columns[0]), "accent"), (path.ljust(columns[1]), "text")]
            if cells < _WIDE:
                rows.append(lead)
            else:
                rows += hanging(lead, why, "muted", cells)
        rows.append([])
        if self._application:
            words = _("The application's keys are there: {sources}").format(sources=self._application)
            return [*rows, *hanging([], words, "text", cells)]
        words = _("The next page says where keys with these rights are made.")
        return [*rows, *hanging([], words, "text", cells)]

    def actions(self) -> Sequence[Action]:
        if self._application:
            return Action(ASK, N_("Ask for the key")), Action(TYPE, N_("Enter other keys"))
        return (Action(TYPE, N_("Enter the keys")),)


class AgreementScreen(PageScreen["Account | WizardError"]):
    """Waits until the account's owner has agreed at `link`; `agreed` says so, in a thread, by the account.

    Dismisses with the account, with what is wrong, or with None when the user gives up.
    """

    HELP = N_(
        "Whoever owns the account opens the address, logs in there, chooses how long the key is to last, and agrees."
        " The wizard looks every few seconds and goes on by itself."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "copy", N_("copy the address")),
        Binding("f4", "open", N_("open it")),
        Binding("f6", "whole", N_("show it whole")),
        Binding("escape", "back", N_("give up")),
    ]

    def __init__(
        self,
        place: str,
        link: str,
        agreed: Callable[[], Account | None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(place)
        self._link = link
        self._agreed = agreed
        self._now = now
        self._began = now()
        self._looked = -PATIENCE
        self._looking = self._whole = self._left = False
        self._note = ""
        self._trouble = ""

    def title_words(self) -> str:
        return _("The account's owner has to agree")

    def lines(self, cells: int) -> Sequence[Row]:
        words = _(
            "Open this address in a browser, log in to the account, choose how long the key is to last, and agree:"
        )
        waited = _("Waiting for the agreement: {time}").format(time=stopwatch(self._now() - self._began))
        rows: list[Row] = [
            *hanging([], words, "text", cells),
            [],
            *hanging([], self._link if self._whole else without_token(self._link), "accent", cells),
            [],
            [(waited, "text")],
        ]
        if self._trouble:
            rows += hanging([("! ", "warning")], self._trouble, "text", cells)
        if self._note:
            rows += [[], *hanging([], self._note, "muted", cells)]
        return rows

    def on_mount(self) -> None:
        self.set_interval(1.0, self.beat)

    def beat(self) -> None:
        """A second has passed: show it, and look whether somebody has agreed when it is time."""
        waited = self._now() - self._began
        if waited >= PATIENCE:
            self._end(NotAgreed(minutes=round(PATIENCE / 60)))
        elif not self._looking and waited - self._looked >= pause(waited):
            self._looked = waited
            self.app.run_worker(self._look(), group="agreement", exit_on_error=False)
        self.body.changed()

    async def _look(self) -> None:
        self._looking = True
        try:
            account = await asyncio.to_thread(self._agreed)
        except Transient as error:
            again = Message(N_("It is tried again."))
            self._trouble = f"{error.message} {again}"
        except WizardError as error:
            self._end(error)
        else:
            self._trouble = ""
            if account is not None:
                self._end(account)
        finally:
            self._looking = False

    def _end(self, outcome: Account | WizardError) -> None:
        if self.is_attached and not self._left:
            self._left = True
            self.pop_until_active()
            self.dismiss(outcome)

    def action_back(self) -> None:
        """Give up; what was asked for leads to nothing."""
        if not self._left:
            self._left = True
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """A browser is offered where one would come up."""
        return can_open() if action == "open" else True

    def action_copy(self) -> None:
        """Copy the address."""
        self.app.copy_to_clipboard(self._link)
        self._say(_("Copied, where the terminal allows it; else F6 shows it whole."))

    def action_open(self) -> None:
        """Open the address in the browser."""
        self.app.run_worker(asyncio.to_thread(open_link, self._link), group="browser", exit_on_error=False)
        self._say(_("The browser was asked to open it."))

    def action_whole(self) -> None:
        """Show the address with the token in it, or without it again."""
        self._whole = not self._whole
        self.body.changed()

    def _say(self, words: str) -> None:
        self._note = words
        self.body.changed()


class ConnectedScreen(OfferScreen):
    """Shows the account that was connected; dismisses with `ALWAYS`, `ONCE` or, where it was `found`, `OTHER`.

    `stored` says where its keys are, `notes` which variables count instead.
    """

    def __init__(
        self,
        place: str,
        account: Account,
        needed: Sequence[Needed],
        stored: Message,
        notes: Sequence[Message],
        found: bool,
    ) -> None:
        super().__init__(place)
        self._facts = account_facts(account, needed)
        self._stored = stored
        self._notes = notes
        self._found = found

    def title_words(self) -> str:
        return _("The account answers")

    def lines(self, cells: int) -> Sequence[Row]:
        rows = labelled([(_(label), str(words)) for label, words in self._facts], cells)
        rows += [[], *hanging([], str(self._stored), "text", cells)]
        for note in self._notes:
            rows += hanging([("! ", "warning")], str(note), "text", cells)
        return rows

    def actions(self) -> Sequence[Action]:
        use = Action(ALWAYS, N_("Use it from now on")), Action(ONCE, N_("Use it this time"))
        return (*use, Action(OTHER, N_("Ask for another key"))) if self._found else use


def without_token(link: str) -> str:
    """The address with the values of its query left out: whoever has them can agree, or look, in its stead."""
    parts = urlsplit(link)
    names = "&".join(f"{name}=…" for name, _value in parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(query=names, fragment="").geturl()
