"""The top line: what this is, where it acts, on which number, and which of the three steps is under way."""

from collections.abc import Sequence

from tui.i18n import N_, _
from tui.widgets.cells import width
from tui.widgets.line import Line, Part

NUMBER, CONFIGURATION, APPLY = 1, 2, 3
STEPS = (N_("Number"), N_("Configuration"), N_("Apply"))
_NAME = "Alias Wizard"


class Rail(Line):
    """`step` counts from 1; `exchange_word` says where calls go (translated); `subject` is the number worked on."""

    def __init__(self, exchange_word: str, step: int, subject: str = "") -> None:
        left = [(f" {_NAME} ", "strong"), (f"  {exchange_word}  ", "muted")]
        super().__init__([*left, (f" {subject}", "text")] if subject else left)
        self._step = step

    def halves(self, cells: int) -> tuple[Sequence[Part], Sequence[Part]]:
        whole = self._whole()
        # The number that is worked on counts for more than the names of the other steps.
        fits = sum(width(text) for text, _style in (*self._left, *whole)) < cells
        return self._left, whole if fits else self._short()

    def _whole(self) -> list[Part]:
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
        name = _(STEPS[self._step - 1])
        return [(f"{self._step}/{len(STEPS)} {name}", "current"), (" ", "muted")]
