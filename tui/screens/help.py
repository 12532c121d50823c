"""Help on the screen below: a few sentences of its own, and the keys that do something there."""

from collections.abc import Sequence

from textual.screen import Screen

from tui.i18n import _
from tui.screens.dialogs import CLOSE, Dialog, labelled
from tui.widgets.actions import Action
from tui.widgets.key_bar import key_name
from tui.widgets.lines import Row, hanging


class HelpScreen(Dialog[None]):
    """`keys` are pairs of a key and the message id of what it does; `about` is the message id of the sentences."""

    ACTIONS = (Action("close", CLOSE),)

    def __init__(self, keys: Sequence[tuple[str, str]], about: str = "") -> None:
        super().__init__()
        self._keys = keys
        self._about = about

    @classmethod
    def of(cls, screen: "Screen[object]") -> "HelpScreen":
        """The help on a screen as it is now: its `HELP`, and its bindings that are active."""
        found: dict[str, list[str]] = {}
        for active in screen.active_bindings.values():
            if active.enabled and active.binding.description:
                found.setdefault(active.binding.description, []).append(active.binding.key)
        # Keys that do the same share a line.
        keys = [
            (", ".join(key_name(key) for key in keys), description) for description, keys in found.items()
        ]
        return cls(keys, screen.HELP or "")

    def question(self) -> str:
        return _("Help")

    def lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        if self._about:
            rows.extend([*hanging([], _(self._about), "text", cells), []])
        rows.extend(labelled([(key, _(description)) for key, description in self._keys], cells))
        return rows

    def answers(self) -> dict[str, None]:
        return {"close": None}
