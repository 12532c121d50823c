"""The bottom line: the keys that do something here, from the screen's own bindings; each can be clicked."""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.strip import Strip

from tui.i18n import N_, _
from tui.widgets.cells import width
from tui.widgets.line import Line, palette_of

_NAMES = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "space": N_("Space"),
    "tab": N_("Tab"),
    "up": N_("Up"),
    "down": N_("Down"),
    "left": N_("Left"),
    "right": N_("Right"),
    "shift": N_("Shift"),
    "pageup": N_("Page up"),
    "pagedown": N_("Page down"),
    "home": N_("Home"),
    "end": N_("End"),
    "delete": N_("Delete"),
    "insert": N_("Insert"),
    "backspace": N_("Backspace"),
    "plus": "+",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}
_GAP = 2
_KEPT, _QUIT = ("help", "app.help", "go_on", "examine"), ("quit", "app.quit")


def key_name(key: str) -> str:
    """A key as it is written on the screen, in the language in use: `Ctrl+Q`, `F2`, `Enter`."""
    *modifiers, last = key.split("+")
    name = _(_NAMES[last]) if last in _NAMES else last.capitalize()
    if last not in _NAMES and len(last) <= 3:
        # A letter alone is typed as it stands here.
        name = last.upper() if modifiers or len(last) > 1 else last
    held = [_(_NAMES[each]) if each in _NAMES else each.capitalize() for each in modifiers]
    return "+".join([*held, name])


def shown_key(binding: Binding) -> str:
    """The key of a binding as it is written on the screen; it may speak for other keys too."""
    return binding.key_display or key_name(binding.key)


def own_bindings(screen: "Screen[object]") -> list[Binding]:
    """The bindings that do something on a screen now and that we brought: what key bar, help and commands list.

    Those of Textual's own widgets, such as deleting a word in a text field, are not ours to explain, nor in our words.
    """
    return [
        active.binding
        for active in screen.active_bindings.values()
        if active.enabled and active.binding.description and not _textuals(active.node, active.binding)
    ]


def _textuals(node: DOMNode, binding: Binding) -> bool:
    """Whether the binding was brought by a class of Textual's, though the widget may be ours."""
    brought = [base for base in type(node).__mro__ if (binding.description, binding.action) in _brought(base)]
    return bool(brought) and brought[0].__module__.startswith("textual.")


@lru_cache(maxsize=256)
def _brought(node: type) -> frozenset[tuple[str, str]]:
    """What a class itself binds: description and action, for two of its keys may share an action."""
    bindings = [
        each if isinstance(each, Binding) else Binding(*each) for each in vars(node).get("BINDINGS", ())
    ]
    return frozenset((each.description, each.action) for each in bindings)


class Item(NamedTuple):
    """A key of the bar: what a click on it types, its name, what it does, and the cell it starts at."""

    key: str
    name: str
    label: str
    action: str
    start: int = 0

    @property
    def cells(self) -> int:
        """The cells of the key's name, a space and what it does."""
        return width(self.name) + 1 + width(self.label)


class KeyBar(Line):
    """Draws the shown bindings of its screen in their order, quitting at the right.

    Where they do not all fit, the first ones stay; going on, looking at a document, help and quitting always do, for
    help lists them all.
    """

    def __init__(self, urgent: Callable[[], Collection[str]] = tuple) -> None:
        """`urgent` tells which actions stay as well just now."""
        super().__init__()
        self._urgent = urgent
        self._drawn: list[Item] = []
        self.styles.dock = "bottom"

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        if self.items() != self._drawn:
            self.refresh()

    def items(self) -> list[Item]:
        """What the bar shows at its present width, from left to right."""
        items = [
            Item(binding.key, shown_key(binding), _(binding.description), binding.action)
            for binding in own_bindings(self.screen)
            if binding.show
        ]
        return _placed(items, self.size.width, {*_KEPT, *self._urgent()})

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        palette, cells = palette_of(self), self.size.width
        segments, at = [], 0
        self._drawn = self.items()
        for item in self._drawn:
            segments.append(Segment(" " * (item.start - at), palette.text))
            segments.append(Segment(item.name, palette.accent))
            segments.append(Segment(f" {item.label}", palette.muted))
            at = item.start + item.cells
        segments.append(Segment(" " * (cells - at), palette.text))
        return Strip(segments).adjust_cell_length(cells, palette.text)

    def on_click(self, event: events.Click) -> None:
        for item in self.items():
            if item.start <= event.x < item.start + item.cells:
                self.app.simulate_key(item.key)


def _placed(items: list[Item], cells: int, kept: Collection[str]) -> list[Item]:
    """The items that fit into so many cells, the kept actions first, in their places; quitting ends at the right."""
    quits = [item for item in items if item.action in _QUIT]
    others = [item for item in items if item.action not in _QUIT]
    room = cells - 2 + _GAP - sum(item.cells + _GAP for item in quits)
    taken: set[Item] = set()
    # The order of the bindings is the order of use, so the last one can best be missed.
    for item in sorted(others, key=lambda each: each.action not in kept):
        if item.cells + _GAP <= room:
            taken.add(item)
            room -= item.cells + _GAP
    others = [item for item in others if item in taken]
    placed, start = [], 1
    for item in others:
        placed.append(item._replace(start=start))
        start += item.cells + _GAP
    start = max(cells - 1 + _GAP - sum(item.cells + _GAP for item in quits), start)
    for item in quits:
        placed.append(item._replace(start=start))
        start += item.cells + _GAP
    return placed
