"""The settings of the wizard itself: where calls go, on which platform, in which language; and the stored key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from tui.engine.accounts import Standing
from tui.engine.errors import Problem, Stopped, WizardError
from tui.engine.preferences import Preferences
from tui.engine.scope import LOCAL, OVHCLOUD
from tui.engine.scope import Choice as Chosen
from tui.faults import fault_of
from tui.forms import Answers, Choice, Form, Option
from tui.i18n import LANGUAGES, N_, Message, _
from tui.screens.busy import in_thread
from tui.screens.connect import Connecting
from tui.screens.connect_forms import (
    EndpointForm,
    endpoint_answers,
    endpoint_fields,
    endpoint_of,
)
from tui.screens.dialogs import ConfirmDialog, FaultDialog
from tui.widgets.lines import Row, hanging

_LANGUAGES = {"en": "English", "fr": "Français"}
_EXCHANGE = Choice(
    name="exchange",
    label=N_("Calls go to"),
    help=N_("In training nothing leaves this machine. On an OVHcloud account, what is applied is real."),
    options=(
        Option(value=LOCAL.exchange, label=N_("training")),
        Option(value=OVHCLOUD, label=N_("an OVHcloud account")),
    ),
)
_LANGUAGE = Choice(
    name="lang",
    label=N_("Language"),
    help=N_("The language of the screens and of what commands print."),
    options=tuple(Option(value=code, label=_LANGUAGES[code]) for code in LANGUAGES),
)
CONNECT, DISCONNECT = "connect", "disconnect"


class PreferencesScreen(EndpointForm):
    """Asks for the settings; dismisses with the answers, `CONNECT` or `DISCONNECT` among them where that was asked."""

    CONTINUE = N_("Save")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("save")),
        Binding("f7", "connect", N_("connect an account")),
        Binding("f9", "disconnect", N_("delete the stored key")),
    ]

    def __init__(
        self, place: str, preferences: Preferences, endpoints: Mapping[str, str], answers: Answers
    ) -> None:
        platform, address = endpoint_fields(endpoints)
        platform = replace(platform, visible_when=("exchange", (OVHCLOUD,)))
        fields = (_LANGUAGE,) if preferences.sample else (_EXCHANGE, platform, address, _LANGUAGE)
        self._preferences = preferences
        title = Message(N_("Settings"))
        super().__init__(place, title, Form(fields), answers, preferences.accounts, self._advise)

    @property
    def endpoint(self) -> str:
        """The endpoint that is chosen; nothing in training."""
        on_account = not self._preferences.sample and self.sheet.answers["exchange"] == OVHCLOUD
        return super().endpoint if on_account else ""

    def about_keys(self, cells: int) -> list[Row]:
        if self._preferences.sample:
            words = _("The sample account is for training; leave it to work with another.")
            return hanging([], words, "text", cells)
        return super().about_keys(cells)

    def key_rows(self, standing: Standing, cells: int) -> list[Row]:
        if not standing.complete:
            words = _("There is no key here yet. F7 connects an account.")
            return hanging([("! ", "warning")], words, "text", cells)
        found = _("The key comes from {sources}.").format(sources=", ".join(standing.origins))
        if standing.stored:
            keys = _("F7 connects another account, F9 deletes the stored key.")
        else:
            keys = _("F7 connects another account.")
        return hanging([], f"{found} {keys}", "text", cells)

    def _advise(self, answers: Answers) -> tuple[Problem, ...]:
        """What a variable decides before any setting does."""
        words = N_("{variable} is set: it counts before this at every start.")
        return tuple(
            Problem(name, Message(words, {"variable": variable}))
            for name, variable in self._preferences.fixed.items()
            if name in answers
        )

    # What the user does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is asked for on an account, and deleted where it is stored."""
        match action:
            case "connect":
                return not self._preferences.sample
            case "disconnect":
                return isinstance(self.standing, Standing) and self.standing.stored
        return super().check_action(action, parameters)

    def action_connect(self) -> None:
        """Connect an account; what was typed here goes on from there."""
        self._leave_for(CONNECT)

    def action_disconnect(self) -> None:
        """Delete the stored key."""
        self._leave_for(DISCONNECT)

    def _leave_for(self, what: str) -> None:
        if self.is_active:
            self.dismiss({**self.sheet.answers, what: True})


class Preferring:
    """The settings over `app`, asked for and kept; `place` says where calls go (translated)."""

    def __init__(self, app: App[Any], preferences: Preferences, place: str) -> None:
        self._app = app
        self._preferences = preferences
        self._accounts = preferences.accounts
        self._place = place

    async def run(self) -> Chosen | None:
        """What is to be used from now on; None where nothing changes."""
        now = self._preferences.now

        def look() -> tuple[Mapping[str, str], str]:
            return self._accounts.endpoints(), self._accounts.standing(now.endpoint).endpoint

        try:
            endpoints, present = await in_thread(self._app, look, Message(N_("One moment…")))
        except Stopped:
            return None
        except WizardError as error:
            await self._tell(error)
            return None
        answers: Answers = {
            "exchange": now.exchange,
            "lang": now.lang,
            **endpoint_answers(present, endpoints),
        }
        chosen: Chosen | None = None
        while chosen is None:
            screen = PreferencesScreen(self._place, self._preferences, endpoints, answers)
            given = await self._app.push_screen_wait(screen)
            if given is None:
                return None
            answers = {name: answer for name, answer in given.items() if name not in {CONNECT, DISCONNECT}}
            try:
                chosen = await self._done(given)
            except WizardError as error:
                await self._tell(error)
        return chosen if chosen != now else None

    async def _done(self, given: Answers) -> Chosen | None:
        """Do what was asked for; None where the settings are to be asked for again."""
        keep, lang = self._preferences.keep, str(given["lang"])
        chosen = self._preferences.now._replace(lang=lang)
        if given.get(DISCONNECT):
            return await self._disconnect(endpoint_of(given))
        if self._preferences.sample:
            keep({"lang": lang})
            return chosen
        if given["exchange"] != OVHCLOUD and not given.get(CONNECT):
            keep({"lang": lang, "exchange": LOCAL.exchange})
            return chosen._replace(exchange=LOCAL.exchange)
        standing = self._accounts.standing(endpoint_of(given))
        endpoint, always = standing.endpoint, True
        if given.get(CONNECT) or not standing.complete:
            connected = await Connecting(self._app, self._accounts, self._place).run(endpoint)
            if connected is None:
                return None
            endpoint, always = connected.account.endpoint, connected.always
        keep({"lang": lang, **({"exchange": OVHCLOUD, "endpoint": endpoint} if always else {})})
        return Chosen(OVHCLOUD, endpoint, lang)

    async def _disconnect(self, endpoint: str) -> Chosen | None:
        """Delete the stored key, if that is really meant; in training from then on, if it was the one in use."""
        question = Message(N_("Delete the stored key of {endpoint}?"), {"endpoint": endpoint})
        detail = Message(
            N_(
                "Drafts and the journal stay. The key itself is valid until it ends, or its owner takes it back."
            )
        )
        dialog = ConfirmDialog(question, N_("Delete"), N_("Keep"), detail)
        if not await self._app.push_screen_wait(dialog):
            return None
        self._accounts.forget(endpoint)
        now = self._preferences.now
        if now.exchange != OVHCLOUD or self._accounts.standing(now.endpoint).complete:
            return None
        self._preferences.keep({"exchange": LOCAL.exchange})
        return now._replace(exchange=LOCAL.exchange)

    async def _tell(self, error: WizardError) -> None:
        await self._app.push_screen_wait(FaultDialog(fault_of(error)))
