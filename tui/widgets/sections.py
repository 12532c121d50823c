"""The line of a form's pages: their titles, the present one marked, and which of them hold something wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.i18n import _
from tui.widgets.cells import cut, width
from tui.widgets.key_bar import key_name
from tui.widgets.line import Line, Part

_GAP = 3


@dataclass(frozen=True)
class Title:
    """A page: its title, translated, and the style of the worst that is wrong on it, empty for nothing."""

    text: str
    worst: str = ""

    @property
    def cells(self) -> int:
        """The cells of the title and its mark."""
        return width(self.text) + (2 if self.worst else 0)


class Sections(Line):
    """Draws the titles; those that do not fit are left out at both ends. Posts `Turned` when one is clicked."""

    @dataclass
    class Turned(Message):
        """The page of that place was asked for."""

        place: int

    def __init__(self) -> None:
        super().__init__(id="sections")
        self._titles: Sequence[Title] = ()
        self._at = 0

    def mark(self, titles: Sequence[Title], at: int) -> None:
        """Draw these titles, the one at a place as the present one."""
        if (titles, at) != (self._titles, self._at):
            self._titles, self._at = titles, at
            self.refresh()

    def _shown(self, cells: int) -> tuple[int, int]:
        """The places of the first title and after the last one in view: as many around the present one as fit."""
        first, last = self._at, self._at + 1
        taken = self._titles[self._at].cells + 2 * 2  # What is left out at an end takes two cells.
        while first > 0 or last < len(self._titles):
            before = self._titles[first - 1].cells + _GAP if first > 0 else cells
            after = self._titles[last].cells + _GAP if last < len(self._titles) else cells
            if taken + min(before, after) > cells:
                break
            if after <= before:
                last, taken = last + 1, taken + after
            else:
                first, taken = first - 1, taken + before
        return first, last

    def _whole(self) -> int:
        return sum(title.cells + _GAP for title in self._titles) - _GAP

    def halves(self, cells: int) -> tuple[Sequence[Part], Sequence[Part]]:
        if not self._titles:
            return (), ()
        count = f" {self._at + 1}/{len(self._titles)}"
        fits = self._whole() <= cells
        first, last = (0, len(self._titles)) if fits else self._shown(cells - width(count) - 1)
        parts: list[Part] = [("… ", "muted")] if first else []
        for place in range(first, last):
            title = self._titles[place]
            parts.append((cut(title.text, cells), "current" if place == self._at else "muted"))
            if title.worst:
                parts.append((" !", title.worst))
            if place + 1 < last:
                parts.append((" " * _GAP, "text"))
        if last < len(self._titles):
            parts.append((" …", "muted"))
        if not fits:
            return parts, [(count, "muted")]
        keys = _("{up} / {down}").format(up=key_name("pageup"), down=key_name("pagedown"))
        return parts, [(keys, "muted")] if self._whole() + _GAP + width(keys) <= cells else ()

    def on_click(self, event: events.Click) -> None:
        x = 0
        for text, style in self.halves(self.size.width)[0]:
            if x <= event.x < x + width(text) and style in ("muted", "current"):
                places = [at for at, title in enumerate(self._titles) if title.text == text]
                if places:
                    self.post_message(self.Turned(places[0]))
            x += width(text)
