"""A terminal for the tests: a program runs in it, keys go in, the screen is looked at.

Nothing sleeps and hopes: whatever waits polls with a deadline and fails with the whole screen as message.
"""

import contextlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.terminal.emulator import Cell, Emulator
from tests.terminal.keys import ESCAPE, PASTE_END, PASTE_START, key_bytes
from tests.terminal.process import PtyProcess

TIMEOUT = 15.0
POLL = 0.02
# Textual takes ESC for the key when nothing follows within 0.1 s, and looks every 0.1 s.
ESCAPE_SILENCE = 0.25


class Terminal:
    """A command in a terminal of columns x rows; a context manager, which kills what still runs at its end.

    Args:
        argv: the command; argv[0] is looked up on the PATH of `env`.
        env: its whole environment; None gives it this process's.
        columns, rows: the size in cells.
        cwd: its directory; None: this process's.

    Raises:
        FileNotFoundError: there is no such command.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
        cwd: str | os.PathLike[str] | None = None,
    ) -> None:
        self._emulator = Emulator(columns, rows)
        self._raw = bytearray()
        self._mark = 0
        self._escape_sent: float | None = None
        self.on_seen: Callable[[Sequence[str]], None] | None = None
        """Called with the rows whenever what was waited for is there."""
        environment = os.environ if env is None else env
        self._process = PtyProcess(argv, env=environment, columns=columns, rows=rows, cwd=cwd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The rows as text, without the spaces at their end."""
        self._pump()
        return self._emulator.lines

    @property
    def text(self) -> str:
        """All rows, joined by newlines."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0, shown or hidden."""
        self._pump()
        return self._emulator.screen.cursor.x, self._emulator.screen.cursor.y

    @property
    def cursor_hidden(self) -> bool:
        """Whether the cursor is hidden."""
        self._pump()
        return bool(self._emulator.screen.cursor.hidden)

    @property
    def title(self) -> str:
        """The window title that the program set last, "" if none."""
        self._pump()
        return self._emulator.title

    @property
    def clipboard(self) -> str:
        """The text that the program copied last by OSC 52, "" if none."""
        self._pump()
        return self._emulator.clipboard

    @property
    def modes(self) -> set[str]:
        """Private DEC modes that are set: "1049" alternate screen, "2004" bracketed paste, "1000" mouse."""
        self._pump()
        return set(self._emulator.modes)

    @property
    def frames(self) -> int:
        """How many synchronised updates (DEC mode 2026) were closed."""
        self._pump()
        return self._emulator.frames

    @property
    def columns(self) -> int:
        """The width in cells."""
        return self._emulator.screen.columns

    @property
    def rows(self) -> int:
        """The height in cells."""
        return self._emulator.screen.lines

    def cell(self, column: int, row: int) -> Cell:
        """The character, colours and attributes at a position counted from 0.

        Raises:
            IndexError: there is no such cell.
        """
        self._pump()
        return self._emulator.cell(column, row)

    def find(self, text: str) -> tuple[int, int]:
        """Column and row, from 0, of the first cell of `text`, which stands in one row.

        Raises:
            AssertionError: it is nowhere.
        """
        self._pump()
        columns = range(self.columns)
        for row in range(self.rows):
            # Cell by cell: a wide character is one character of the text and two cells.
            cells = [self._emulator.cell(column, row).character for column in columns]
            for column in columns:
                if "".join(cells[column:]).startswith(text) and cells[column]:
                    return column, row
        raise AssertionError(self._message(f"{text!r} is not on the screen"))

    @property
    def raw(self) -> bytes:
        """Every byte that the program has written."""
        self._pump()
        return bytes(self._raw)

    def bytes_since(self) -> bytes:
        """What the program has written since the last call of this method, or since the start."""
        self._pump()
        mark, self._mark = self._mark, len(self._raw)
        return bytes(self._raw[mark:])

    # What is waited for

    def wait_for(self, what: str | Callable[[Self], bool], timeout: float = TIMEOUT) -> None:
        """Wait until a text is on the screen (within one row), or a predicate of this terminal holds.

        Raises:
            AssertionError: it did not come within `timeout` seconds, or the program ended without it.
        """
        wanted = repr(what) if isinstance(what, str) else getattr(what, "__name__", "the condition")
        self._wait(lambda: self._holds(what), f"waited {timeout} s for {wanted}", timeout)

    def wait_gone(self, text: str, timeout: float = TIMEOUT) -> None:
        """Wait until a text is no longer on the screen.

        Raises:
            AssertionError: it was still there after `timeout` seconds, or when the program ended.
        """
        self._wait(lambda: not self._holds(text), f"waited {timeout} s for {text!r} to go", timeout)

    def settle(self, quiet: float = 0.15, timeout: float = TIMEOUT) -> None:
        """Wait until nothing has been written for `quiet` seconds and no frame is half painted.

        Raises:
            AssertionError: it went on writing for `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while self._read(quiet) or (self._emulator.in_frame and not self._process.ended):
            if time.monotonic() > deadline:
                raise AssertionError(self._message(f"it did not come to rest within {timeout} s"))

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Wait for the end of the program; its `exit_code`.

        Raises:
            AssertionError: it still runs after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(self._message(f"it still runs after {timeout} s"))
            if not self._read(POLL) and self._process.ended:
                self._process.wait(POLL)
        # What it wrote last is still in the terminal.
        self._pump()
        assert self._process.exit_code is not None
        return self._process.exit_code

    @property
    def exit_code(self) -> int | None:
        """None while the program runs, then its status 0..255, or -n when signal n killed it.

        A program that catches a hang-up and says so ends with 129; one that does not catch it ends with -1.
        """
        return self._process.poll()

    @property
    def pid(self) -> int:
        """The id of the process, which also leads its own session and process group."""
        return self._process.pid

    # What is done to it

    def press(self, *names: str) -> None:
        """Press keys, named as Textual names them: "enter", "esc", "shift+tab", "f10", "ctrl+q", "x".

        After an esc the next key waits until the program must have taken it for the key Escape.

        Raises:
            ValueError: there is no such key.
            BrokenPipeError: the program has ended.
        """
        for name in names:
            self._write(key_bytes(name))

    def type(self, text: str) -> None:
        """Type a text, as it is."""
        self._write(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text, bracketed when the program has asked for that; line ends become carriage returns."""
        data = text.replace("\r\n", "\n").replace("\n", "\r").encode()
        self._write(PASTE_START + data + PASTE_END if "2004" in self.modes else data)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal, in cells; the kernel sends SIGWINCH."""
        self._pump()
        self._emulator.resize(columns, rows)
        self._process.resize(columns, rows)

    def signal(self, signum: int) -> None:
        """Send a signal to the program's process.

        Raises:
            ProcessLookupError: it has ended.
        """
        self._process.signal(signum)

    def hang_up(self) -> None:
        """Lose the connection: the terminal closes, SIGHUP arrives. The screen stays as it was last seen."""
        self._pump()
        self._process.hang_up()

    def kill(self) -> None:
        """SIGKILL, and wait until the process is gone."""
        self._process.kill()

    # How

    def _read(self, timeout: float) -> bool:
        """Take in what was written, waiting for it at most `timeout` seconds; whether there was any."""
        data = self._process.read(timeout)
        if not data:
            return False
        self._raw += data
        if answers := self._emulator.feed(data):
            # It may have asked and gone away.
            with contextlib.suppress(BrokenPipeError):
                self._send(answers)
        return True

    def _pump(self) -> None:
        while self._read(0):
            pass

    def _write(self, data: bytes) -> None:
        self._let_escape_be()
        self._send(data)
        if data == ESCAPE:
            self._escape_sent = time.monotonic()

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + TIMEOUT
        while data:
            written = self._process.write(data)
            data = data[written:]
            if data and not written:
                # Both directions are full: taking its output lets it get to its input.
                self._read(POLL)
                if time.monotonic() > deadline:
                    raise AssertionError(
                        self._message(f"it does not read its input: {len(data)} bytes are left")
                    )

    def _let_escape_be(self) -> None:
        if self._escape_sent is None:
            return
        deadline = time.monotonic() + TIMEOUT
        # The silence counts from when it has read the byte: on a busy machine that can be much later.
        while self._process.unread():
            if time.monotonic() > deadline:
                raise AssertionError(self._message("it does not read its input"))
            self._read(POLL)
            self._escape_sent = time.monotonic()
        while (left := self._escape_sent + ESCAPE_SILENCE - time.monotonic()) > 0:
            if not self._read(left) and self._process.ended:
                break
        self._escape_sent = None

    def _holds(self, what: str | Callable[[Self], bool]) -> bool:
        if isinstance(what, str):
            return any(what in line for line in self._emulator.lines)
        return what(self)

    def _wait(self, holds: Callable[[], bool], purpose: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while True:
            self._pump()
            # A half painted screen proves nothing, unless nobody is left to finish it.
            if (not self._emulator.in_frame or self._process.ended) and holds():
                if self.on_seen is not None:
                    self.on_seen(self._emulator.lines)
                return
            if self._process.ended:
                raise AssertionError(self._message(f"{purpose}, but it ended"))
            if time.monotonic() > deadline:
                raise AssertionError(self._message(purpose))
            self._read(POLL)

    def _message(self, purpose: str) -> str:
        self._process.wait(POLL)
        code = self._process.exit_code
        state = "running" if code is None else f"ended with {code}"
        edge = "-" * self.columns
        body = "\n".join(f"|{line:<{self.columns}}|" for line in self._emulator.lines)
        return f"{purpose} ({state}, {self.columns}x{self.rows})\n+{edge}+\n{body}\n+{edge}+"
