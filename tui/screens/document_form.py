"""A form among whose answers may be addresses of documents: they are looked at when asked for, and asked about."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from textual.binding import Binding, BindingType
from textual.worker import Worker

from tui.forms import Text
from tui.i18n import N_, _
from tui.screens.form_screen import FormScreen
from tui.telephony.findings import Report
from tui.widgets.control import Choosable
from tui.widgets.examined import KEY, Examined
from tui.widgets.sheet import Documents
from tui.widgets.typed_ahead import settle

if TYPE_CHECKING:
    from tui.screens.examining import Look
    from tui.screens.findings import Onward

Result = TypeVar("Result")

_ADDRESS, _FILE = "address", "file"


class DocumentForm(FormScreen[Result]):
    """What a whole form does about documents; one that knows none, or has no field for one, does nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed ahead reach the list that it opens.
        Binding(KEY, "examine", N_("check the document"), priority=True)
    ]

    _look: "Look | None" = None
    """The look that was taken last, to be taken again."""
    _looking: Worker[None] | None = None

    @property
    def _documents(self) -> Documents | None:
        return self.sheet.sources.documents

    @property
    def _addresses(self) -> Sequence[Text]:
        """The fields that are asked for the address of a document."""
        asked = self.sheet.form.asked(self.sheet.answers) if self._documents is not None else ()
        return [field for field in asked if isinstance(field, Text) and field.document]

    def _address(self, path: str) -> str:
        return str(self.sheet.get(path)).strip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "examine":
            return bool(self._addresses)
        return super().check_action(action, parameters)

    async def action_examine(self) -> None:
        """Check the document."""
        await settle(self)
        await self.examine(self._addresses[0].name)

    async def examine(self, path: str) -> None:
        """Let the document be looked at whose address is the answer at a path: there, or its author's copy."""
        address = self._address(path)
        if not address or any(problem.path == path for problem in self.sheet.faults):
            await self._pick_file(path)
            return
        options = (
            Choosable(_ADDRESS, _("at its address"), address),
            Choosable(_FILE, _("from a file of this machine…")),
        )

        def picked(option: str) -> None:
            if option == _FILE:
                self.call_later(self._pick_file, path)
            else:
                self._take(address)

        await self.pick(_("Check the document"), options, _ADDRESS, picked)

    async def _pick_file(self, path: str) -> None:
        from tui.screens.files import FileScreen, documents

        def taken(file: str | None) -> None:
            if file is not None:
                self._take(self._address(path), file)

        field = self.sheet.field(path)
        endings = field.document if isinstance(field, Text) else ()
        await self.app.push_screen(FileScreen(documents(endings)), taken)

    # Looking, and what is done then

    def _take(self, address: str, file: str = "") -> None:
        from tui.screens.examining import Look

        if self._documents is not None:
            self._look = Look(self._documents, address, file)
            self._take_again()

    def _take_again(self) -> None:
        if self._look is not None and (self._looking is None or self._looking.is_finished):
            self._looking = self.run_worker(self._taken(self._look), exit_on_error=False)

    async def _taken(self, look: "Look") -> None:
        from tui.screens.findings import FindingsScreen

        report = await look.take(self.app)
        if report is not None:
            await self.app.push_screen(FindingsScreen(look, report, self.rail), self._go_on_from_findings)

    def _go_on_from_findings(self, onward: "Onward | None") -> None:
        for each in self.query(Examined):
            each.changed()
        if onward == "quit":
            self.action_quit()
        elif onward == "continue":
            self.done()

    def ask_about_documents(self, then: Callable[[], object]) -> None:
        """Do what comes next, but ask first where a document has errors, or where nobody has looked at it."""
        from tui.screens.examining import DoubtDialog

        found = {
            field.name: self._found(field.name) for field in self._addresses if self._address(field.name)
        }
        doubtful = [name for name, report in found.items() if report is None or report.has_errors]
        if not doubtful:
            then()
            return
        report, address = found[doubtful[0]], self._address(doubtful[0])

        def answered(answer: Literal["check", "anyway"] | None) -> None:
            if answer == "anyway":
                then()
            elif answer == "check" and self._look is not None and self._look.address == address:
                self._take_again()
            elif answer == "check":
                self._take(address)

        self.app.push_screen(DoubtDialog(0 if report is None else report.errors), answered)

    def _found(self, path: str) -> Report | None:
        return None if self._documents is None else self._documents.found(self._address(path))
