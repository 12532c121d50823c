"""A small app that shows one screen and keeps what it answers; and what screens are given in tests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.screen import Screen

from tui.engine.errors import Problem, SettingsRefused
from tui.engine.ports import Service
from tui.engine.scope import Choice
from tui.forms import Answers, Form
from tui.screens.shell import Shell
from tui.telephony.values import search_key, search_term
from tui.use_cases import settings_from

NARROW, WIDE, TINY = (80, 24), (120, 40), (40, 10)
_PAINTS = 5
"""How often a key may make the screen paint again; what is going on for longer is waited for with `until`."""
HOSTILE = "[/] [bold]x [@click=app.quit]y \x1b]0;pwn\x07 \u202eabc\x00"
"""Markup, a title sequence, a right-to-left override and a NUL."""
HOSTILE_SHOWN = "[/] [bold]x [@click=app.quit]y ]0;pwn abc"

LINES = [
    Service(f"003319900440{n}", "line", "ab12345-ovh-1", description, "sip")
    for n, description in enumerate(
        ["Reception", "Accounting", "Support", "Shop", HOSTILE, "Workshop", "Management", "On call"]
    )
]


def lines(text: str) -> Sequence[Service]:
    """What `Inventory.lines` answers."""
    term = search_term(text)
    return [line for line in LINES if term in search_key(line.service_name[2:], line.description)]


def checking(kind: str, form: Form) -> Callable[[Answers], tuple[Problem, ...]]:
    """The check of a kind's own model."""

    def check(answers: Answers) -> tuple[Problem, ...]:
        try:
            settings_from(kind, form.settings(answers))
        except SettingsRefused as error:
            return error.problems
        return ()

    return check


class Host(Shell):
    """The wizard with one screen instead of its steps; keeps its answer in `outcome`."""

    def __init__(self, shown: Screen[Any]) -> None:
        super().__init__()
        self.shown = shown
        self.outcome: Any = None

    def on_mount(self) -> None:
        self.run_worker(self._show(), name="flow")

    async def _show(self) -> None:
        self.outcome = await self.push_screen_wait(self.shown)


def drawn(app: App[Any]) -> str:
    """What stands on the screen on top, line by line."""
    strips = app.screen._compositor.render_strips(app.screen.size)
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


class AppHand:
    """What a person does at an app, and sees of it."""

    def __init__(self, app: Shell, pilot: Pilot[Choice]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, each once all that came of the one before is painted."""
        for key in keys:
            self._send(key)
            await self.rest()

    async def rest(self) -> None:
        """Wait until the app is idle and has painted all, what a first paint made necessary too."""
        for _ in range(_PAINTS):
            await self.pilot.pause()
            if not unpainted(self.app.screen):
                return

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else key_to_character(REPLACED_KEYS.get(key, key))
        self.app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, character))

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def burst(self, *keys: str) -> None:
        """Keys that arrive all at once, as typed ahead over a slow line."""
        for key in keys:
            self._send(key)
        await self.pilot.pause(0.1)

    async def paste(self, text: str) -> None:
        """Paste into what has the focus."""
        focused = self.app.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """The screen as a terminal would hold it, line by line."""
        return drawn(self.app)

    def line(self, holding: str) -> str:
        """The first line of the screen that holds a text."""
        return next((line for line in self.text.splitlines() if holding in line), "")


class Hand(AppHand):
    """What a person does at one screen, and what it answers."""

    def __init__(self, app: Host, pilot: Pilot[Choice]) -> None:
        super().__init__(app, pilot)
        self.host = app

    @property
    def outcome(self) -> Any:
        """What the screen has answered so far."""
        return self.host.outcome


def unpainted(screen: Screen[Any]) -> bool:
    """Whether a screen has still to lay something out, to paint, or to do what waits for that."""
    left = screen._layout_required or screen._dirty_widgets or screen._callbacks
    return screen.is_current and bool(left)


@asynccontextmanager
async def at(shown: Screen[Any], size: tuple[int, int] = NARROW) -> AsyncIterator[Hand]:
    """A hand at a screen."""
    app = Host(shown)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Hand(app, pilot)


async def until(hand: AppHand, holds: Callable[[str], object]) -> None:
    """Wait for the screen to show something."""
    for _ in range(500):
        if holds(hand.text):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(hand.text)
