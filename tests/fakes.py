"""Small honest stand-ins behind the real ports."""

from tui.signals import Stop


class FakeClock:
    """`tui.engine.ports.Clock` whose time passes only when it is told to, or somebody waits."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.time = now
        self.waited: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let `seconds` pass at once; none when a stop at once is asked for."""
        if not stop.now:
            self.waited.append(seconds)
            self.time += seconds

    def advance(self, seconds: float) -> None:
        """Let time pass without anybody waiting for it."""
        self.time += seconds
