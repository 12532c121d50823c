"""The widget that the hours of a week are edited in: a line a day, its ranges on a scale and in figures.

A digit begins a range; ranges are walked with the arrow keys. What a range leads to has a letter besides its colour.
"""

import string
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from tui.forms import Answer, Hours, Row
from tui.i18n import N_, _
from tui.widgets import week
from tui.widgets.answer_words import rows_of
from tui.widgets.control import Answered, Asks, Choosable, Control, Noticed
from tui.widgets.line import palette_of
from tui.widgets.lines import Row as Drawing
from tui.widgets.lines import filled, hanging, strip_of
from tui.widgets.sheet import Sheet, within
from tui.widgets.week_picture import DAY, LEAD, WeekPicture

_TOLD = 3
"""Lines for what is wrong, at most."""


class HoursField(Control, Widget, can_focus=True):
    """Edits the ranges at `path` of `sheet`. `noticed` is called with how long they are all together."""

    tall = True
    DEFAULT_CSS = "HoursField { width: 1fr; height: 12; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", N_("edit"), priority=True),
        Binding("n", "add", N_("add"), priority=True),
        Binding("insert", "add", N_("add"), show=False, priority=True),
        Binding("c", "copy", N_("copy the day"), priority=True),
        Binding("space", "policy", N_("other target"), priority=True),
        Binding("x", "delete", N_("delete"), priority=True),
        Binding("delete", "delete", N_("delete"), show=False, priority=True),
        Binding("e", "clear", N_("empty the day"), priority=True),
        Binding("u", "undo", N_("undo"), priority=True),
        Binding("left", "walk(-1)", N_("The range before"), show=False, priority=True),
        Binding("right", "walk(1)", N_("The range after"), show=False, priority=True),
        Binding("less_than_sign,shift+left", "stretch(-15)", N_("A quarter less"), show=False, priority=True),
        Binding(
            "greater_than_sign,shift+right", "stretch(15)", N_("A quarter more"), show=False, priority=True
        ),
        *(Binding(digit, f"type('{digit}')", show=False, priority=True) for digit in string.digits),
    ]

    def __init__(
        self, field: Hours, sheet: Sheet, path: str, answered: Answered, noticed: Noticed, asks: Asks
    ) -> None:
        super().__init__()
        self._field = field
        self._sheet = sheet
        self._path = path
        self._answered = answered
        self._noticed = noticed
        self._asks = asks
        self._day = 0
        self._in_day = 0
        self._picture = WeekPicture(field)

    @property
    def answer(self) -> Answer:
        """The ranges, as they stand in the sheet."""
        return self._sheet.get(self._path)

    @property
    def _rows(self) -> list[Row]:
        return rows_of(self.answer)

    def show(self, answer: Answer) -> None:  # noqa: ARG002  it is the sheet's
        self.drawn_anew()

    # The cursor

    @property
    def _ranges(self) -> list[int]:
        """The places among all ranges of those of the day under the cursor."""
        return week.of_day(self._rows, self._day)

    @property
    def at(self) -> int | None:
        """The place of the range under the cursor; None where the day has none."""
        ranges = self._ranges
        return ranges[min(self._in_day, len(ranges) - 1)] if ranges else None

    def go_to(self, path: str) -> None:
        """Move the cursor to the range that a path leads to."""
        place = path.removeprefix(f"{self._path}.").split(".")[0]
        rows = self._rows
        if place.isdecimal() and int(place) < len(rows) and rows[int(place)].get("day") in week.DAYS:
            self._day = week.DAYS.index(str(rows[int(place)]["day"]))
            self._in_day = self._ranges.index(int(place))
        self.drawn_anew()

    def step(self, by: int) -> bool:
        if not 0 <= self._day + by < len(week.DAYS):
            return False
        self._day += by
        self._in_day = 0
        self.drawn_anew()
        return True

    def action_walk(self, by: int) -> None:
        """Go to the range before or after, on from one day to the next."""
        to = self._in_day + by
        if 0 <= to < len(self._ranges):
            self._in_day = to
        elif self.step(by):
            self._in_day = max(len(self._ranges) - 1, 0) if by < 0 else 0
        self.drawn_anew()

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """What the range under the cursor allows."""
        match action:
            case "delete" | "stretch":
                return self.at is not None
            case "copy" | "clear":
                return bool(self._ranges)
            case "policy":
                return self.at is not None and bool(self._field.policies)
            case "undo":
                return self._sheet.can_undo
        return True

    async def enter(self) -> bool:
        """Edit the range under the cursor; where there is none, add one."""
        await self._asks.ask_range(self._sheet, self._path, self._day, self.at)
        return True

    async def action_edit(self) -> None:
        """Edit the range under the cursor."""
        await self.enter()

    async def action_add(self) -> None:
        """Add a range to the day."""
        await self.action_type("")

    async def action_type(self, digit: str) -> None:
        """Begin to type a range."""
        await self._asks.ask_range(self._sheet, self._path, self._day, None, digit)

    def action_delete(self) -> None:
        """Take the range away."""
        before, at = self._sheet.answers, self.at
        self._put([row for place, row in enumerate(self._rows) if place != at])
        self._sheet.remember(before)

    def action_clear(self) -> None:
        """Take all ranges of the day away."""
        before, gone = self._sheet.answers, set(self._ranges)
        self._put([row for place, row in enumerate(self._rows) if place not in gone])
        self._sheet.remember(before)

    def action_undo(self) -> None:
        """Bring back what was deleted or copied over."""
        self._sheet.undo()
        self._answered()
        self.drawn_anew()

    async def action_copy(self) -> None:
        """Copy the day to others; which, is asked."""
        choices: list[tuple[str, str, Sequence[int]]] = [
            ("weekdays", N_("Monday to Friday"), range(5)),
            ("next", N_("The day after"), [self._day + 1]),
            ("below", N_("All days below"), range(self._day + 1, 7)),
            ("all", N_("Every day"), range(7)),
        ]
        days = {key: [day for day in to if day != self._day and day < 7] for key, _label, to in choices}
        options = [Choosable(key, _(label)) for key, label, _to in choices if days[key]]
        present = "weekdays" if self._day < 5 else "next"
        title = _("Copy {day} to").format(day=week.day_name(self._day))

        def chosen(key: str) -> None:
            before = self._sheet.answers
            self._put(week.copied(self._rows, self._day, days[key]))
            self._sheet.remember(before)

        await self._asks.pick(title, options, present, chosen)

    def action_policy(self) -> None:
        """Let the range lead to the next of what ranges can lead to."""
        values = [policy.value for policy in self._field.policies]

        def switched(row: Row) -> Row:
            present = str(row.get("policy", ""))
            place = values.index(present) if present in values else -1
            return {**row, "policy": values[(place + 1) % len(values)]}

        self._change(switched)

    def action_stretch(self, by: int) -> None:
        """Let the range end so many minutes later, or earlier."""

        def stretched(row: Row) -> Row:
            start, end = (week.minutes(str(row.get(name, ""))) for name in ("start", "end"))
            if start is None or end is None:
                return row
            # Onto the grid, whatever the range was.
            ended = (end + by) // week.QUARTER * week.QUARTER
            return {**row, "end": week.written(max(min(ended, week.MIDNIGHT), start + week.QUARTER))}

        self._change(stretched)

    def _change(self, changed: Callable[[Row], Row]) -> None:
        at = self.at
        self._put([changed(row) if place == at else row for place, row in enumerate(self._rows)])

    def _put(self, rows: list[Row]) -> None:
        self._sheet.put(self._path, rows)
        self._answered()
        self.drawn_anew()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor to a day, or to the range it is on; one on the cursor edits."""
        day = event.y - 1
        if not 0 <= day < len(week.DAYS):
            return
        minute = (event.x - LEAD - DAY) * week.MIDNIGHT // self._picture.scale(self.size.width)
        before, self._day = (self._day, self.at), day
        held = [place for place, at in enumerate(self._ranges) if week.holds(self._rows[at], minute)]
        self._in_day = held[0] if held else 0
        if (self._day, self.at) == before:
            self.call_later(self.enter)
        self.drawn_anew()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # Drawing

    def drawn_anew(self) -> None:
        """Draw what the sheet holds now, answers and what is wrong with them."""
        total = week.length(self._rows)
        self._noticed(_("{time} a week").format(time=week.length_words(total)) if total else "", False)
        self.refresh()
        self.refresh_bindings()

    def on_mount(self) -> None:
        self.drawn_anew()

    def lines_at(self, cells: int) -> int:
        return len(self._drawn(cells))

    def least(self, wanted: int) -> int:
        return wanted - 1 if self._field.policies else wanted

    def _drawn(self, cells: int) -> list[Drawing]:
        """All lines: the hours, the days, the day under the cursor in words, what letters mean, what is wrong."""
        rows, at = self._rows, self.at
        here = (-1 if at is None else at) if self.screen.focused is self else None
        worst = self._worst()
        drawn = [self._picture.hours(cells)]
        for day in range(len(week.DAYS)):
            mine = here if day == self._day else None
            drawn.append(self._picture.day(rows, day, mine, worst.get(day, ""), cells))
        # What is wrong comes first of what stands below: where there is no room for all, the last lines go.
        drawn += [*self._told(cells), filled(self._picture.words(rows, self._day, at), "text", cells)]
        return [*drawn, self._picture.legend()] if self._field.policies else drawn

    def _found(self) -> list[tuple[str, str, str]]:
        """What is shown to be wrong: path, words, style."""
        sheet = self._sheet
        told = [*((each, "error") for each in sheet.shown), *((each, "warning") for each in sheet.warnings)]
        inside = [(each, style) for each, style in told if within(each.path, self._path)]
        return [(each.path, str(each.message), style) for each, style in inside if each.path != self._path]

    def _day_of(self, path: str) -> int | None:
        """The day of the range that a path leads to."""
        place, rows = path.removeprefix(f"{self._path}.").split(".")[0], self._rows
        if not place.isdecimal() or int(place) >= len(rows) or rows[int(place)].get("day") not in week.DAYS:
            return None
        return week.DAYS.index(str(rows[int(place)]["day"]))

    def _worst(self) -> dict[int, str]:
        """The style of the worst that is wrong on each day."""
        days = [(self._day_of(path), style) for path, _words, style in self._found()]
        return {day: style for day, style in reversed(days) if day is not None}

    def _told(self, cells: int) -> list[Drawing]:
        """What is wrong and on which days, that of the day under the cursor first."""
        days: dict[tuple[str, str], list[int]] = {}
        for path, words, style in self._found():
            day = self._day_of(path)
            days.setdefault((words, style), []).extend([] if day is None else [day])
        rows: list[Drawing] = []
        for (words, style), those in sorted(days.items(), key=lambda each: self._day not in each[1]):
            names = ", ".join(week.day_name(day) for day in sorted(set(those)))
            told = _("{day}: {message}").format(day=names, message=words) if names else words
            rows += hanging([(" ! ", style)], told, style, cells, 2)
        return rows[:_TOLD]

    def render_line(self, y: int) -> Strip:
        drawn = self._drawn(self.size.width)
        return strip_of(drawn[y] if y < len(drawn) else (), palette_of(self), self.size.width)

    def text(self) -> str:
        """The lines as they stand, for tests and for whoever reads the screen aloud."""
        return "\n".join(self.render_line(y).text.rstrip() for y in range(self.size.height))
