"""A small app that shows one screen and keeps what it answers; and what screens are given in tests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual import events
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

    def text(self) -> str:
        """The screen as a terminal would hold it, line by line."""
        strips = self.screen._compositor.render_strips(self.screen.size)
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


class Hand:
    """What a person does at the screen."""

    def __init__(self, app: Host, pilot: Pilot[Choice]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", ".": "full_stop", "@": "at", "*": "asterisk", "+": "plus", "/": "slash"}
        await self.press(*(names.get(character, character) for character in text))

    async def burst(self, *keys: str) -> None:
        """Keys that arrive all at once, as typed ahead over a slow line."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else {"space": " "}.get(key)))
        await self.pilot.pause(0.1)

    async def paste(self, text: str) -> None:
        """Paste into what has the focus."""
        focused = self.app.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.pilot.pause()

    @property
    def outcome(self) -> Any:
        """What the screen has answered so far."""
        return self.app.outcome

    @property
    def text(self) -> str:
        """The whole screen."""
        return self.app.text()

    def line(self, holding: str) -> str:
        """The first line of the screen that holds a text."""
        return next((line for line in self.text.splitlines() if holding in line), "")


@asynccontextmanager
async def at(shown: Screen[Any], size: tuple[int, int] = NARROW) -> AsyncIterator[Hand]:
    """A hand at a screen."""
    app = Host(shown)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Hand(app, pilot)


async def until(hand: Hand, holds: Callable[[str], object]) -> None:
    """Wait for the screen to show something."""
    for _ in range(500):
        if holds(hand.text):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(hand.text)
