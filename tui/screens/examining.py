"""A look at a document, because somebody asked for it: in a thread, and into a private network only when allowed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from textual.app import App

from tui.engine.errors import Stopped, WizardError
from tui.faults import fault_of
from tui.forms import Answers, Form, Text
from tui.i18n import N_, Message, _, ngettext
from tui.screens.busy import in_thread
from tui.screens.dialogs import ConfirmDialog, Dialog, FaultDialog
from tui.signals import Stop
from tui.telephony.fetching import PrivateAddress
from tui.telephony.findings import Report
from tui.widgets.actions import Action
from tui.widgets.lines import Row, hanging
from tui.widgets.sheet import Documents


class Look:
    """A look at the document of an `address`, or at its author's copy in a `file`, that can be taken again."""

    def __init__(self, documents: Documents, address: str, file: str = "") -> None:
        self._documents = documents
        self.address = address
        self._file = file
        self._private = False

    @property
    def where(self) -> str:
        """What is looked at: a path, or the address."""
        return self._file or self.address

    @property
    def title(self) -> str:
        """What is looked at, in a few words."""
        return Path(self._file).name or self.address

    async def take(self, app: App[Any]) -> Report | None:
        """Look; None where nothing came of it, of which the user knows by then. To be awaited in a worker."""
        try:
            try:
                return await self._found(app)
            except PrivateAddress as error:
                if not await app.push_screen_wait(_allow(error)):
                    return None
                self._private = True
                return await self._found(app)
        except Stopped:
            return None
        except WizardError as error:
            await app.push_screen_wait(FaultDialog(fault_of(error)))
            return None

    async def _found(self, app: App[Any]) -> Report:
        stop = Stop()
        look = partial(self._documents.look, self.address, self._file, self._private, stop)
        try:
            return await in_thread(app, look, Message(N_("Checking {document}…"), {"document": self.title}))
        finally:
            # Where nobody waits any longer, because of Esc or because the wizard is left, neither does the thread.
            stop.force()


def _allow(error: PrivateAddress) -> ConfirmDialog:
    detail = Message(
        N_(
            "The platform cannot reach it there, so that callers would hear nothing. To check it, it can be fetched "
            "from this machine all the same."
        )
    )
    return ConfirmDialog(error.message, N_("Fetch it"), N_("Back"), detail)


def _doubt(errors: int) -> str:
    if not errors:
        return _("Nobody has checked the document yet.")
    return ngettext("The document has {n} error.", "The document has {n} errors.", errors).format(n=errors)


def doubts(form: Form, answers: Answers, reports: Mapping[str, Report]) -> Iterator[Message]:
    """What is to be known of the documents of answers before these are applied; `reports` are those by address."""
    for field in form.asked(answers):
        address = str(answers.get(field.name) or "").strip()
        if not (isinstance(field, Text) and field.document and address):
            continue
        report = reports.get(address)
        if report is None or report.has_errors:
            yield Message("{words}", {"words": _doubt(0 if report is None else report.errors)})
        if report is not None and report.copy:
            text = N_("A copy of the document was checked, {file}, and not what is at its address.")
            yield Message(text, {"file": Path(report.copy).name})


class DoubtDialog(Dialog[Literal["check", "anyway"]]):
    """Asks before going on with a document that nobody has looked at, or that has errors: `errors` of them."""

    ACTIONS = (
        Action("check", N_("Check the document")),
        Action("anyway", N_("Continue anyway")),
        Action("back", N_("Back")),
    )
    FOCUS = "check"

    def __init__(self, errors: int) -> None:
        super().__init__()
        self._errors = errors

    def question(self) -> str:
        return _doubt(self._errors)

    def lines(self, cells: int) -> Sequence[Row]:
        words = _(
            "The platform takes its address all the same: what is wrong with it would be noticed by callers."
        )
        return hanging([], words, "text", cells)

    def answers(self) -> dict[str, Literal["check", "anyway"] | None]:
        return {"check": "check", "anyway": "anyway", "back": None}
