"""Help on the screen below: what is in hand there, a few sentences of its own, and the keys that do something there."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from textual.screen import Screen

from tui.i18n import N_, _
from tui.screens.dialogs import CLOSE, Dialog, labelled
from tui.widgets.actions import Action
from tui.widgets.key_bar import key_name, own_bindings, shown_key
from tui.widgets.lines import Row, hanging

# These are Textual's, on every screen; the rest of its own need no telling.
_EVERYWHERE = (("tab", N_("Next field or button")), ("shift+tab", N_("Previous field or button")))


@runtime_checkable
class Explaining(Protocol):
    """A screen that has more to tell about some part of it."""

    def explained(self, cells: int) -> Sequence[Row]:
        """What is to be known of what is in hand, for a width of so many cells."""


class HelpScreen(Dialog[None]):
    """`keys` are pairs of key names and the message id of what they do; `about` is the message id of the sentences.

    `explained` gives what comes first, for a width.
    """

    ACTIONS = (Action("close", CLOSE),)

    def __init__(
        self,
        keys: Sequence[tuple[str, str]],
        about: str = "",
        explained: Callable[[int], Sequence[Row]] = lambda _cells: (),
    ) -> None:
        super().__init__()
        self._explained = explained
        self._keys = keys
        self._about = about

    @classmethod
    def of(cls, screen: "Screen[object]") -> "HelpScreen":
        """The help on a screen as it is now: its `HELP`, and its bindings that are active."""
        found: dict[str, list[str]] = {}
        told = [(shown_key(binding), binding.description) for binding in own_bindings(screen)]
        for key, description in (*told, *((key_name(key), words) for key, words in _EVERYWHERE)):
            found.setdefault(description, []).append(key)
        # Keys that do the same share a line.
        keys = [(", ".join(names), description) for description, names in found.items()]
        if isinstance(screen, Explaining):
            return cls(keys, screen.HELP or "", screen.explained)
        return cls(keys, screen.HELP or "")

    def question(self) -> str:
        return _("Help")

    def lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        if explained := self._explained(cells):
            rows.extend([*explained, []])
        if self._about:
            rows.extend([*hanging([], _(self._about), "muted", cells), []])
        rows.extend(labelled([(names, _(description)) for names, description in self._keys], cells))
        return rows

    def answers(self) -> dict[str, None]:
        return {"close": None}
