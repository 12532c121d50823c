"""A range of the hours of a day: its start and its end, or both typed at once."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.engine.errors import Problem
from tui.forms import Answers, Choice, Form, Hours, Row, Text
from tui.i18n import N_, Message, _
from tui.widgets import week
from tui.widgets.control import Asks
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.settings_form import SettingsForm
from tui.widgets.sheet import Sheet, Sources
from tui.widgets.typed_ahead import settle

_START = Text(
    name="start",
    label=N_("From"),
    help=N_("A time such as 9, 9:30 or 9h30; or whole ranges at once: 9-12:30 14-18."),
    placeholder=N_("9 or 9-12:30"),
    max_length=60,
)
_END = Text(
    name="end",
    label=N_("To"),
    help=N_("A time such as 18, 18:30 or 18h30; 24 is the end of the day."),
    placeholder="18",
    max_length=20,
)


class RangeScreen(Asks, ModalScreen[None]):
    """Edits the range at the place `at` of the hours at `path`, or adds to a day where that is None.

    `typed` stands in the first field to begin with. The ranges are in the sheet when it is left with Enter.
    """

    DEFAULT_CSS = """
    RangeScreen { align: center middle; }
    RangeScreen > Vertical { width: 64; max-width: 94%; height: 14; max-height: 90%; padding: 1 2; background: $surface; }
    RangeScreen > Vertical:ansi { border: round ansi_default; height: 16; }
    RangeScreen TextField { background: $panel; }
    RangeScreen TextField:focus { background: $cursor-row; }
    RangeScreen SettingsForm { margin: 1 0 0 0; }
    """  # noqa: E501  a rule a line
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("finish"), priority=True),
        Binding("escape", "leave", N_("back"), priority=True),
    ]

    def __init__(self, sheet: Sheet, path: str, day: int, at: int | None, typed: str = "") -> None:
        super().__init__()
        self._sheet = sheet
        self._path = path
        self._day = day
        self._at = at
        field = sheet.field(path)
        self._policies = field.policies if isinstance(field, Hours) else ()
        row: Row = {} if at is None else sheet.rows(path)[at]
        answers: dict[str, str] = {
            "start": typed or week.shown(str(row.get("start", ""))),
            "end": week.shown(str(row.get("end", ""))),
            "policy": str(row.get("policy", "")),
        }
        if not row and self._policies:
            answers["policy"] = self._policies[0].value
        form = Form((_START, _END, *self._policy_fields()))
        self._range = Sheet(form, answers, Sources(_faults))
        self.form = SettingsForm(self._range, self)

    def _policy_fields(self) -> Sequence[Choice]:
        if not self._policies:
            return ()
        words = N_("What happens to a call in this range.")
        return (Choice(name="policy", label=N_("Leads to"), help=words, options=self._policies),)

    def compose(self) -> ComposeResult:
        words = _("{day}: a range to add") if self._at is None else _("{day}: a range")
        with Vertical():
            yield Line([(words.format(day=week.day_name(self._day)), "strong")])
            yield self.form
        yield KeyBar()

    async def action_take(self) -> None:
        """Take the range where both its ends are there, else go to the next field."""
        await settle(self)
        found = _ranges(self._range.answers)
        if found is None:
            self._range.leave(["start", *(["end"] if self._range.answers["end"] else [])])
            self.form.drawn_anew()
            await self.form.action_advance()
            return
        policy = self._range.answers.get("policy", "")
        more = {"policy": policy} if self._policies else {}
        day = week.DAYS[self._day]
        rows: list[Row] = [{"day": day, "start": start, "end": end, **more} for start, end in found]
        present = self._sheet.rows(self._path)
        at = len(present) if self._at is None else self._at
        self._sheet.put(self._path, [*present[:at], *rows, *present[at + 1 :]])
        self.dismiss(None)

    def done(self) -> None:
        """Enter in the last field, with something wrong: the fault says what."""

    def action_leave(self) -> None:
        """Leave the hours as they are."""
        self.dismiss(None)


def _ranges(answers: Answers) -> list[tuple[str, str]] | None:
    """The ranges that the two fields hold; None when they hold none."""
    start, end = str(answers["start"]), str(answers["end"])
    whole = week.typed_ranges(start)
    if whole is None:
        whole = (
            week.typed_ranges(f"{start}-{end}") if week.typed_time(start) and week.typed_time(end) else None
        )
    ordered = whole is not None and all((week.minutes(a) or 0) < (week.minutes(b) or 0) for a, b in whole)
    return whole if ordered else None


def _faults(answers: Answers) -> tuple[Problem, ...]:
    start, end = str(answers["start"]), str(answers["end"])
    if _ranges(answers) is not None:
        return ()
    found = []
    if week.typed_time(start) is None and week.typed_ranges(start) is None:
        found.append(Problem("start", Message(N_("Write a time such as 9:30, or a range such as 9-12:30."))))
    elif week.typed_ranges(start) is None and week.typed_time(end) is None:
        found.append(Problem("end", Message(N_("Write a time such as 18:30."))))
    else:
        found.append(
            Problem("end", Message(N_("The end comes after the start; 24:00 is the end of the day.")))
        )
    return tuple(found)
