"""The top line: what this is, where it acts, on which number, and which of the three steps is under way."""

from collections.abc import Sequence

from tui.i18n import N_, _
from tui.widgets.cells import width
from tui.widgets.line import Line, Part

NOWHERE, NUMBER, CONFIGURATION, APPLY = 0, 1, 2, 3
STEPS = (N_("Number"), N_("Configuration"), N_("Apply"))
_NAME = "Alias Wizard"


_NUMBER = 16
"""Cells that a number needs, with a gap before it and after it."""


def _cells(parts: Sequence[Part]) -> int:
    return sum(width(text) for text, _style in parts)


class Rail(Line):
    """`step` counts from 1, `NOWHERE` is beside the three; `subject` is the number worked on.

    `exchange_word` says where calls go (translated).
    """

    def __init__(self, exchange_word: str, step: int, subject: str = "") -> None:
        left = [(f" {_NAME} ", "strong"), (f"  {exchange_word}  ", "muted")]
        super().__init__([*left, (f" {subject}", "text")] if subject else left)
        self._step = step

    def halves(self, cells: int) -> tuple[Sequence[Part], Sequence[Part]]:
        whole = self._whole()
        # The number that is worked on counts for more than the names of the other steps.
        if _cells(self._left) + _cells(whole) < cells:
            return self._left, whole
        short = self._short()
        name, place, *subject = self._left
        # And for more than the program's own name.
        cut = bool(subject) and _cells((name, place)) + _NUMBER + _cells(short) > cells
        return (self._left[1:] if cut else self._left), short

    def _whole(self) -> list[Part]:
        if self._step == NOWHERE:
            return []
        parts: list[Part] = []
        for number, name in enumerate(STEPS, start=1):
            if parts:
                parts.append((" › ", "muted"))
            if number == self._step:
                parts.append((f"{number} {_(name)}", "current"))
            else:
                sign = "✓" if number < self._step else str(number)
                parts.append((f"{sign} {_(name)}", "muted"))
        return [*parts, (" ", "muted")]

    def _short(self) -> list[Part]:
        if self._step == NOWHERE:
            return []
        name = _(STEPS[self._step - 1])
        return [(f"{self._step}/{len(STEPS)} {name}", "current"), (" ", "muted")]
