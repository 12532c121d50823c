"""The two forms of connecting an account: which platform and which rights, and the keys."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeVar
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.engine.account_words import standing_words
from tui.engine.accounts import Accounts, Keys, Standing, is_key
from tui.engine.credential_errors import CredentialsError
from tui.engine.errors import Problem
from tui.forms import Answers, Choice, Form, Option, Text
from tui.i18n import N_, Message, _
from tui.screens.browser import can_open, open_link
from tui.screens.form_screen import FormScreen
from tui.widgets.line import Line, Part
from tui.widgets.lines import Lines, Row, hanging
from tui.widgets.rail import NOWHERE
from tui.widgets.sheet import Check, Sheet, Sources

ADDRESS = "address"
"""The answer to the question for the endpoint that asks for an address besides."""
LOOK, APPLY = "look", "apply"

Result = TypeVar("Result")


class PlainForm(FormScreen["Answers | None"]):
    """A form beside the three steps; dismisses with the answers, or with None when the user goes back."""

    STEP = NOWHERE
    DEFAULT_CSS = "PlainForm #words { margin: 0 2 1 4; }"

    def __init__(
        self,
        place: str,
        title: Message,
        form: Form,
        answers: Answers,
        sources: Sources,
        words: Callable[[int], Sequence[Row]] | None = None,
    ) -> None:
        super().__init__(Sheet(form, answers, sources), "", (place, ""))
        self._title_words = title
        self._words = Lines(words, id="words") if words is not None else None

    def compose(self) -> ComposeResult:
        for each in super().compose():
            yield each
            if isinstance(each, Line) and each.id == "title" and self._words is not None:
                yield self._words

    def title_parts(self) -> Sequence[Part]:
        return [(str(self._title_words), "strong")]

    def leave_for(self, path: str) -> None:
        """Nothing lies outside the form."""

    def done(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Go on when nothing is wrong; else show everything that is, and go to the first."""
        wrong = self.form.problems()
        if wrong:
            self.call_later(self.go_to, wrong[0].path)
        elif self.is_active:
            self.form.tidy()
            self.dismiss(self.sheet.answers)

    def action_back(self) -> None:
        """Go back; what was typed is forgotten."""
        if self.is_active:
            self.dismiss(None)

    def action_quit(self) -> None:
        """Leave the wizard."""
        self.app.exit()


# --- the platform


def endpoint_fields(endpoints: Mapping[str, str]) -> tuple[Choice, Text]:
    """The questions for an endpoint: one of those that have a name, or an address."""
    named = [
        Option(value=name, label=f"{name}  {urlsplit(address).netloc}") for name, address in endpoints.items()
    ]
    return (
        Choice(
            name="endpoint",
            label=N_("Platform"),
            help=N_("The platform that the account is on. For most of Europe, that is ovh-eu."),
            options=(*named, Option(value=ADDRESS, label=N_("another address"))),
        ),
        Text(
            name=ADDRESS,
            label=N_("Address"),
            help=N_("The address of the interface, up to its version, for private and test set-ups."),
            placeholder="https://eu.api.ovh.com/1.0",
            visible_when=("endpoint", (ADDRESS,)),
        ),
    )


def endpoint_of(answers: Answers) -> str:
    """The name or the address that the answers give."""
    chosen = answers.get(ADDRESS if answers.get("endpoint") == ADDRESS else "endpoint", "")
    return str(chosen).strip()


def endpoint_answers(endpoint: str, endpoints: Mapping[str, str]) -> dict[str, str]:
    """The answers that give an endpoint."""
    return {"endpoint": endpoint} if endpoint in endpoints else {"endpoint": ADDRESS, ADDRESS: endpoint}


def check_endpoint(answers: Answers) -> tuple[Problem, ...]:
    """Whether an address is one; more is found out by asking there."""
    if answers.get("endpoint") != ADDRESS or endpoint_of(answers).startswith(("https://", "http://")):
        return ()
    return (Problem(ADDRESS, Message(N_("Write an address that begins with https://."))),)


_PURPOSE = Choice(
    name="purpose",
    label=N_("To be able to"),
    help=N_("With the second, everything can be looked at and planned, and nothing can be changed."),
    options=(
        Option(value=APPLY, label=N_("look, plan and apply")),
        Option(value=LOOK, label=N_("look and plan only")),
    ),
)


class EndpointForm(PlainForm):
    """A form that asks for an endpoint, among others, and says which keys are there for it.

    `accounts` is asked for every other endpoint that is chosen; it reads files for that and calls nobody.
    """

    def __init__(
        self, place: str, title: Message, form: Form, answers: Answers, accounts: Accounts, advise: Check
    ) -> None:
        super().__init__(place, title, form, answers, Sources(check_endpoint, advise=advise), self.about_keys)
        self._accounts = accounts
        self._asked = ""
        self.standing: Standing | CredentialsError | None = None
        """The keys that are there, what is wrong with them, or None where no endpoint is chosen."""
        self.sheet.changed = self._changed

    def on_mount(self) -> None:
        self._changed()

    @property
    def endpoint(self) -> str:
        """The endpoint that is chosen; nothing while an address is being typed."""
        return "" if check_endpoint(self.sheet.answers) else endpoint_of(self.sheet.answers)

    def _changed(self) -> None:
        endpoint = self.endpoint
        if endpoint != self._asked:
            self._asked = endpoint
            try:
                self.standing = self._accounts.standing(endpoint) if endpoint else None
            except CredentialsError as error:
                self.standing = error
            if self._words is not None:
                self._words.changed()
            self.refresh_bindings()

    def about_keys(self, cells: int) -> list[Row]:
        """What is known of the keys that are there."""
        if isinstance(self.standing, CredentialsError):
            return hanging([("! ", "warning")], str(self.standing), "text", cells)
        if self.standing is None:
            return []
        wrong = self.standing.wrong
        rows = hanging([("! ", "warning")], str(wrong), "text", cells) if wrong is not None else []
        rows += self.key_rows(self.standing, cells)
        for words in standing_words(self.standing):
            rows += hanging([("! ", "warning")], str(words), "text", cells)
        return rows

    def key_rows(self, standing: Standing, cells: int) -> list[Row]:
        """Where keys come from."""
        if not standing.sources:
            return hanging([], _("There are no keys for this platform yet."), "text", cells)
        found = _("Keys were found: {sources}").format(sources=", ".join(standing.origins))
        return hanging([], found, "text", cells)


class PlatformScreen(EndpointForm):
    """Asks for the platform, and for what is to be done there."""

    def __init__(
        self, place: str, accounts: Accounts, endpoints: Mapping[str, str], answers: Answers
    ) -> None:
        title = Message(N_("Connect an OVHcloud account"))
        form = Form((*endpoint_fields(endpoints), _PURPOSE))
        super().__init__(place, title, form, answers, accounts, lambda _answers: ())


# --- the keys

KEYS = Form(
    (
        Text(
            name="application_key",
            label=N_("Application key"),
            help=N_("What the platform knows this program by; any application of yours will do."),
            max_length=200,
        ),
        Text(
            name="application_secret",
            label=N_("Application secret"),
            help=N_("It came with the application key. It is kept for you alone and never shown."),
            secret=True,
            max_length=200,
        ),
        Text(
            name="consumer_key",
            label=N_("Consumer key"),
            help=N_(
                "The account's own key. Leave it empty, and one is asked for: its owner agrees in a browser."
            ),
            secret=True,
            optional=True,
            max_length=200,
        ),
    )
)


def keys_of(answers: Answers) -> Keys:
    """The keys that the answers give."""
    return Keys(*(str(answers.get(field.name, "")).strip() for field in KEYS.fields))


def check_keys(answers: Answers) -> tuple[Problem, ...]:
    """Whether the answers can be keys; whether they are is for the platform to say."""
    words = Message(N_("A key has letters and figures, and no spaces."))
    return tuple(
        Problem(field.name, words)
        for field in KEYS.fields
        if not is_key(text := str(answers.get(field.name, "")).strip()) and (text or not field.optional)
    )


class KeysScreen(PlainForm):
    """Asks for the keys, which are made at the address `page`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "copy", N_("copy the address")),
        Binding("f4", "open", N_("open it")),
    ]

    def __init__(self, place: str, endpoint: str, page: str, answers: Answers) -> None:
        title = Message(N_("The keys at {endpoint}"), {"endpoint": endpoint})
        super().__init__(place, title, KEYS, answers, Sources(check_keys), self._where)
        self._page = page
        self._note = ""

    def _where(self, cells: int) -> list[Row]:
        """Where keys are made: without the rights, which are too long to be read."""
        address = self._page.partition("?")[0]
        if can_open():
            words = _(
                "All three are made in one go at {address}. F4 opens it with the rights filled in, F3 copies it."
            )
        else:
            words = _("All three are made in one go at {address}. F3 copies it with the rights filled in.")
        rows = hanging([], words.format(address=address), "text", cells)
        return [*rows, *hanging([], self._note, "muted", cells)] if self._note else rows

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A browser is offered where one would come up."""
        return can_open() if action == "open" else super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Copy the address with the rights filled in."""
        self.app.copy_to_clipboard(self._page)
        self._say(_("Copied, where the terminal allows it."))

    def action_open(self) -> None:
        """Open the address in the browser."""
        self.app.run_worker(asyncio.to_thread(open_link, self._page), group="browser", exit_on_error=False)
        self._say(_("The browser was asked to open it."))

    def _say(self, words: str) -> None:
        self._note = words
        if self._words is not None:
            self._words.changed()
