"""A program in a pseudo-terminal, timed: when which bytes arrived. Nothing is drawn while the clock runs."""

import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from tests.terminal.keys import key_bytes
from tests.terminal.process import PtyProcess
from tests.terminal.queries import LONGEST_QUERY, QUERY, answer

WIDTH, HEIGHT = 120, 40
TIMEOUT = 60.0
FRAME_START, FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
STYLE = re.compile(rb"\x1b\[[0-9;:]*m")
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class BenchError(Exception):
    """A measurement could not be made; the message says why."""


class Session:
    """A program in a terminal of WIDTH x HEIGHT cells that answers its questions; a context manager.

    Times are seconds of time.perf_counter at which bytes arrived. A synchronised frame (DEC mode 2026) counts when it
    is closed; what is written outside of one counts as it arrives.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.raw = bytearray()
        """Every byte written so far."""
        self.shown = 0
        """How many of them are on the screen: those of an open frame are not yet."""
        self._asked = 0
        self._process = PtyProcess(argv, env=env, columns=WIDTH, rows=HEIGHT)
        self.started = self._process.started
        """Just before the process was made."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def until(self, holds: Callable[[bytes], bool], *, since: int = 0, timeout: float = TIMEOUT) -> float:
        """When what was shown after byte `since` first satisfied `holds`, which is given those bytes.

        Raises:
            BenchError: it never did within `timeout` seconds.
        """
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline and not self._process.ended:
            before = self.shown
            arrival = self._read(0.1)
            if arrival is not None and self.shown > before and holds(bytes(self.raw[since : self.shown])):
                return arrival
        why = "it ended first" if self._process.ended else f"not within {timeout:.0f} s"
        last = " ".join(plain(bytes(self.raw[-3000:])).split())[-200:]
        raise BenchError(f"what was waited for did not appear, {why}; written last: {last}")

    def quiet(self, seconds: float, timeout: float = TIMEOUT) -> None:
        """Read on until nothing came for that time.

        Raises:
            BenchError: it went on for `timeout` seconds.
        """
        deadline = time.perf_counter() + timeout
        while self._read(seconds) is not None:
            if time.perf_counter() > deadline:
                raise BenchError(f"it is never quiet for {seconds} s")

    def read_for(self, seconds: float) -> int:
        """The number of bytes that come in that time."""
        before, deadline = len(self.raw), time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)
        return len(self.raw) - before

    def press(self, key: str) -> tuple[int, float]:
        """Press a key; the number of bytes written until then, and when it was pressed."""
        data = key_bytes(key)
        position, now = len(self.raw), time.perf_counter()
        if self._process.write(data) != len(data):
            raise BenchError("it does not read its input")
        return position, now

    def leave(self) -> float:
        """End it by ctrl+q; its peak memory in MiB.

        Raises:
            BenchError: it does not end, or not well.
        """
        self.press("ctrl+q")
        deadline = time.perf_counter() + 10
        while self._process.poll() is None and time.perf_counter() < deadline:
            if self._read(0.02) is None and self._process.ended:
                self._process.wait(0.02)
        if self._process.exit_code != 0 or self._process.usage is None:
            raise BenchError(f"ctrl+q did not end it with 0 but with {self._process.exit_code}")
        peak = self._process.usage.ru_maxrss
        # Linux counts the starter's memory in that of its child.
        if peak <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
            raise BenchError("it needs less memory than the benchmark, which hides how much")
        return peak / 1024

    def _read(self, timeout: float) -> float | None:
        """Take in the next bytes; when they arrived, None if none did."""
        data = self._process.read(timeout)
        arrival = time.perf_counter()
        if not data:
            return None
        self.raw += data
        # A marker may be cut in two by the end of the bytes before.
        start = max(0, self.shown - len(FRAME_START))
        opened, closed = self.raw.rfind(FRAME_START, start), self.raw.rfind(FRAME_END, start)
        if opened > closed:
            self.shown = max(self.shown, opened)
        else:
            self.shown = len(self.raw)
        self._answer()
        return arrival

    def _answer(self) -> None:
        for query in QUERY.finditer(self.raw, self._asked):
            self._process.write(answer(query, column=0, row=0, columns=WIDTH, rows=HEIGHT))
            self._asked = query.end()
        self._asked = max(self._asked, len(self.raw) - LONGEST_QUERY)


def plain(shown: bytes) -> str:
    """The text in a terminal's bytes; whatever moves the cursor becomes a line end."""
    return SEQUENCE.sub(b"\n", STYLE.sub(b"", shown)).decode("utf-8", "replace")


def frames(shown: bytes) -> int:
    """How many frames were closed in these bytes."""
    return shown.count(FRAME_END)


def last_line(text: str) -> str:
    """The end of what a program complained about."""
    return text.strip().rpartition("\n")[2][-200:]


def run_for(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Seconds from before the start of a command without a terminal to its end.

    Raises:
        BenchError: it failed.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        code = subprocess.run(
            argv, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, check=False
        ).returncode
        ended = time.perf_counter()
        if code:
            said.seek(0)
            raise BenchError(f"it ended with {code}: {last_line(said.read().decode('utf-8', 'replace'))}")
    return ended - started


def output_of(argv: Sequence[str], env: Mapping[str, str]) -> str:
    """What a command writes to stdout.

    Raises:
        BenchError: it failed.
    """
    done = subprocess.run(argv, env=dict(env), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BenchError(f"it ended with {done.returncode}: {last_line(done.stderr)}")
    return done.stdout
