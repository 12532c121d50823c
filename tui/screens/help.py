"""Help on the screen below: a few sentences of its own, and the keys that do something there."""

from collections.abc import Sequence

from textual.screen import Screen

from tui.i18n import N_, _
from tui.screens.dialogs import CLOSE, Dialog, labelled
from tui.widgets.actions import Action
from tui.widgets.key_bar import key_name, own_bindings
from tui.widgets.lines import Row, hanging

# These are Textual's, on every screen; the rest of its own need no telling.
_EVERYWHERE = (("tab", N_("Next field or button")), ("shift+tab", N_("Previous field or button")))


class HelpScreen(Dialog[None]):
    """`keys` are pairs of key names and the message id of what they do; `about` is the message id of the sentences."""

    ACTIONS = (Action("close", CLOSE),)

    def __init__(self, keys: Sequence[tuple[str, str]], about: str = "") -> None:
        super().__init__()
        self._keys = keys
        self._about = about

    @classmethod
    def of(cls, screen: "Screen[object]") -> "HelpScreen":
        """The help on a screen as it is now: its `HELP`, and its bindings that are active."""
        found: dict[str, list[str]] = {}
        told = [(binding.key, binding.description) for binding in own_bindings(screen)]
        for key, description in (*told, *_EVERYWHERE):
            found.setdefault(description, []).append(key_name(key))
        # Keys that do the same share a line.
        return cls(
            [(", ".join(names), description) for description, names in found.items()], screen.HELP or ""
        )

    def question(self) -> str:
        return _("Help")

    def lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        if self._about:
            rows.extend([*hanging([], _(self._about), "text", cells), []])
        rows.extend(labelled([(names, _(description)) for names, description in self._keys], cells))
        return rows

    def answers(self) -> dict[str, None]:
        return {"close": None}
