"""The hours of a week as lines: each day on a scale of two halves a cell, then its ranges in figures; pure.

What a range leads to is told by a letter in its middle besides the colour.
"""

from collections.abc import Mapping, Sequence

from tui.forms import Hours, Row
from tui.i18n import _
from tui.text import clean
from tui.widgets import week
from tui.widgets.cells import cut, fit, width
from tui.widgets.line import Part
from tui.widgets.lines import Row as Drawing

LEAD = 3  # The cells of the cursor's mark, of what is wrong, and a free one.
DAY = 5
_GAP = 2
_WIDE, _NARROW = 48, 24  # Cells of a day: two an hour, or one.
_FIGURES = 14  # The least that the ranges in figures need beside the scale.
_MARKED = 3  # Hours from one figure of the scale to the next.
_FULL, _LEFT, _RIGHT, _TICK = "█", "▌", "▐", "·"
_COLOURS = 4
_TWICE = -1  # Owns what several ranges hold.


class WeekPicture:
    """Draws the ranges of `field`."""

    def __init__(self, field: Hours) -> None:
        self._field = field
        self._letters = _letters([(each.value, clean(_(each.label))) for each in field.policies])

    def scale(self, cells: int) -> int:
        """How many cells a day has, of so many in all."""
        return _WIDE if cells >= LEAD + DAY + _WIDE + _GAP + _FIGURES else _NARROW

    def hours(self, cells: int) -> Drawing:
        """The line of the hours, over the days."""
        each = self.scale(cells) // 24 * _MARKED
        figures = "".join(f"{hour:<{each}}" for hour in range(0, 24, _MARKED))
        return [(f"{' ' * (LEAD + DAY)}{figures}24", "muted")]

    def day(self, rows: Sequence[Row], day: int, at: int | None, worst: str, cells: int) -> Drawing:
        """The line of a day; `at` is the place of the range under the cursor, -1 for none, None on another day."""
        here = at is not None
        scale = self.scale(cells)
        ranges = week.of_day(rows, day)
        parts: list[Part] = [
            ("▌" if here else " ", "cursor_mark" if here else "text"),
            ("! " if worst else "  ", worst or "text"),
            (fit(week.short_day(day), DAY), "strong" if here else "text"),
            *self._bar(rows, ranges, scale, at),
            (" " * _GAP, "text"),
        ]
        space = cells - LEAD - DAY - scale - _GAP
        figures = [week.brief(rows[place]) for place in ranges]
        if width(" ".join(figures)) > space:
            # How long all of them are says more than some of them; in words they stand below the week.
            length = week.length_words(week.length([rows[place] for place in ranges]))
            return [*parts, (cut(length, space), "muted")]
        for place, words in zip(ranges, figures, strict=True):
            parts += [(words, "cursor" if place == at else "muted"), (" ", "text")]
        return parts

    def words(self, rows: Sequence[Row], day: int, at: int | None) -> Drawing:
        """A day in words, the range under the cursor first to be seen."""
        ranges = week.of_day(rows, day)
        parts: list[Part] = [(" " * LEAD, "text"), (f"{week.day_name(day)}  ", "strong")]
        for place in ranges:
            policy = week.policy_words(self._field, rows[place])
            words = f"{week.range_words(rows[place])} {policy}".strip()
            parts += [(words, "text" if place == at else "muted"), ("   ", "text")]
        # A week without any range is no condition where a range leads nowhere in particular.
        nothing = _("closed") if rows or self._field.policies else _("at any time")
        return parts if ranges else [*parts, (nothing, "muted")]

    def legend(self) -> Drawing:
        """What the letters stand for."""
        parts: list[Part] = [(" " * LEAD, "text")]
        for at, policy in enumerate(self._field.policies):
            letter = self._letters[policy.value]
            parts += [(f" {letter} ", f"letter{at % _COLOURS}"), (f" {clean(_(policy.label))}   ", "muted")]
        return parts

    def _bar(self, rows: Sequence[Row], ranges: Sequence[int], scale: int, at: int | None) -> list[Part]:
        halves: list[int | None] = [None] * (2 * scale)
        letters: dict[int, str] = {}
        for place in ranges:
            start, end = (week.minutes(str(rows[place].get(name, ""))) for name in ("start", "end"))
            if start is None or end is None or end <= start:
                continue
            first, last = start * len(halves) // week.MIDNIGHT, -(-end * len(halves) // week.MIDNIGHT)
            halves[first:last] = [place if taken is None else _TWICE for taken in halves[first:last]]
            if last - first >= 4:
                letters[(first + last - 1) // 4] = self._letters.get(str(rows[place].get("policy", "")), "")
        parts: list[Part] = []
        for cell in range(scale):
            left, right = halves[2 * cell : 2 * cell + 2]
            owner = right if left is None else left
            if _TWICE in (left, right):
                parts.append(("!", "bar_twice"))
            elif owner is None:
                parts.append((_TICK if cell % (scale // 24 * _MARKED) == 0 else " ", "track"))
            elif letters.get(cell):
                parts.append((letters[cell], self._style("letter", rows[owner], owner == at)))
            else:
                sign = _RIGHT if left is None else _LEFT if right is None else _FULL
                parts.append((sign, self._style("bar", rows[owner], owner == at)))
        return parts

    def _style(self, sort: str, row: Row, chosen: bool) -> str:
        values = [policy.value for policy in self._field.policies]
        policy = row.get("policy", "")
        place = values.index(str(policy)) if policy in values else 0
        return f"{sort}_chosen" if chosen else f"{sort}{place % _COLOURS}"


def _letters(policies: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """A letter for each: the figure that its name ends with, else its first letter; else one that is left."""
    found: dict[str, str] = {}
    for value, label in policies:
        last = label[-1:] if label[-1:].isdecimal() else ""
        wanted = [last or label[:1].upper(), *"ABCDEFGH"]
        found[value] = next((each for each in wanted if each and each not in found.values()), "?")
    return found
