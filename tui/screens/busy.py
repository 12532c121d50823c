"""A calm page for what takes longer than a moment: what is being read, since when, and the way out."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.engine.errors import Stopped
from tui.i18n import N_, Message
from tui.screens.shell import Shell
from tui.widgets.key_bar import KeyBar
from tui.widgets.line import Line
from tui.widgets.rail import NOWHERE, Rail

Answer = TypeVar("Answer")
_BEAT = 1.0
_PATIENCE = 0.1
"""Seconds before the page is shown: below that it would only flicker."""


async def in_thread(app: App[Any], work: Callable[[], Answer], words: Message) -> Answer:
    """Do `work` in a thread; when it takes longer than a moment, a page says what is going on.

    Raises what the work raises, and `Stopped` when the user does not wait for it.
    """
    task = asyncio.create_task(asyncio.to_thread(work))
    done, _pending = await asyncio.wait({task}, timeout=_PATIENCE)
    if not done:
        busy = BusyScreen(words)
        task.add_done_callback(lambda _task: busy.finish())
        if not await app.push_screen_wait(busy):
            raise Stopped
    return await task


def waiting(app: App[Any]) -> Message | None:
    """What a call waits for, when it has to wait: for the platform, or for its turn."""
    return app.waiting() if isinstance(app, Shell) else None


class BusyScreen(Screen[bool]):
    """Shown while something is read; dismisses with True when it is there, with False when nobody waits for it."""

    DEFAULT_CSS = """
    BusyScreen { layout: vertical; }
    BusyScreen #busy { margin: 2 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", N_("do not wait"))]

    def __init__(self, words: Message) -> None:
        super().__init__()
        self._words = words
        self._seconds = 0
        self._finished = False

    def compose(self) -> ComposeResult:
        yield Rail(self.app.place if isinstance(self.app, Shell) else "", NOWHERE)
        yield Line([(str(self._words), "text")], id="busy")
        yield KeyBar()

    def on_mount(self) -> None:
        # A text once a second says that we are alive; nothing is animated.
        self.set_interval(_BEAT, self._beat)

    def _beat(self) -> None:
        self._seconds += 1
        delay = waiting(self.app)
        why = [(f"  {delay}", "warning")] if delay else []
        self.query_one("#busy", Line).show(
            [(str(self._words), "text"), (f"  {self._seconds} s", "muted"), *why]
        )

    def finish(self) -> None:
        """What was waited for is there."""
        self._finished = True
        self._leave()

    def on_screen_resume(self) -> None:
        # It may have been there before this page was, or while another one lay over it.
        self._leave()

    def _leave(self) -> None:
        if self._finished and self.is_active:
            self.dismiss(True)

    def action_give_up(self) -> None:
        self.dismiss(False)
