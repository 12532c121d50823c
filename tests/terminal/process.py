"""A process on its own pseudo-terminal: bytes in, bytes out, signals, exit. It interprets nothing."""

import errno
import fcntl
import os
import resource
import select
import shutil
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

# Whatever started the tests may ignore some of these (nohup ignores SIGHUP), and an ignored signal stays
# ignored through exec: a hang-up would then never arrive.
DEFAULT_SIGNALS = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGPIPE,
    signal.SIGTERM,
    signal.SIGTSTP,
    signal.SIGCONT,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGWINCH,
)
READ_SIZE = 65_536
POLL_INTERVAL = 0.01


class PtyProcess:
    """A child whose controlling terminal is a new pseudo-terminal.

    Args:
        argv: the command; argv[0] is looked up on the PATH of `env`.
        env: its whole environment.
        columns, rows: the size of the terminal in cells, set before the child starts.
        cwd: the child's directory; None leaves it in the parent's.

    Raises:
        FileNotFoundError: there is no such command.
        OSError: no pseudo-terminal or no process could be had.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        cwd: str | os.PathLike[str] | None = None,
    ) -> None:
        self.exit_code: int | None = None
        """0..255 once it has exited, -n when signal n killed it, None while it runs."""
        self.usage: resource.struct_rusage | None = None
        """What it used, once it has ended; ru_maxrss is in KiB on Linux.

        Linux counts the starter's own peak in ru_maxrss too: it says something only about a child that is
        bigger than the process that started it.
        """
        self.ended = False
        """Whether the terminal will give no more bytes."""
        command = list(argv)
        executable = shutil.which(command[0], path=env.get("PATH"))
        if executable is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
        if cwd is not None:
            # posix_spawn knows no directory; exec keeps the process id.
            command = [
                "/bin/sh",
                "-c",
                'cd "$1" && shift && exec "$@"',
                "sh",
                os.fspath(cwd),
                executable,
                *command[1:],
            ]
            executable = command[0]
        master, slave = os.openpty()
        try:
            set_size(slave, columns, rows)
            path = os.ttyname(slave)
            self.started = time.perf_counter()
            """Seconds on the clock of time.perf_counter, just before the child is made."""
            # posix_spawn, not fork: the test runner has threads. The child leads a new session, so the first
            # terminal that it opens becomes its controlling one.
            self.pid = os.posix_spawn(
                executable,
                command,
                env,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, path, os.O_RDWR, 0),
                    (os.POSIX_SPAWN_DUP2, 0, 1),
                    (os.POSIX_SPAWN_DUP2, 0, 2),
                ],
                setsid=True,
                setsigdef=DEFAULT_SIGNALS,
                setsigmask=(),
            )
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        os.set_blocking(master, False)
        self._master: int | None = master
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, timeout: float) -> bytes:
        """The next bytes of output; b"" when none came within `timeout` seconds or none will (`ended`)."""
        if self._master is None or self.ended:
            return b""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return b""
        try:
            data = os.read(self._master, READ_SIZE)
        except BlockingIOError:
            return b""
        except OSError as error:
            # Linux says EIO when the last process that had the terminal open is gone; others say end of file.
            if error.errno != errno.EIO:
                raise
            data = b""
        self.ended = not data
        return data

    def write(self, data: bytes) -> int:
        """Type `data`; the number of bytes that fitted, 0 when the child reads too slowly.

        Raises:
            BrokenPipeError: the terminal is closed, or nobody has it open any more.
        """
        # A write would go well: the kernel keeps the bytes for a reader that never comes.
        if self._master is None or self.ended:
            raise BrokenPipeError(errno.EPIPE, "no process has the terminal open")
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            raise BrokenPipeError(errno.EPIPE, "no process has the terminal open") from error

    def unread(self) -> int:
        """How many typed bytes the child has not read yet; 0 when nobody can read them any more."""
        if self._master is None or self.poll() is not None:
            return 0
        try:
            slave = os.open(self._path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno in (errno.EIO, errno.ENOENT):
                return 0
            raise
        try:
            (count,) = struct.unpack("i", fcntl.ioctl(slave, termios.FIONREAD, b"\0" * 4))
        finally:
            os.close(slave)
        return int(count)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, in cells; the kernel sends SIGWINCH when it differs."""
        if self._master is None:
            raise BrokenPipeError(errno.EPIPE, "the terminal is closed")
        set_size(self._master, columns, rows)

    def signal(self, signum: int) -> None:
        """Send a signal to the child alone.

        Raises:
            ProcessLookupError: it has ended.
        """
        if self.poll() is not None:
            raise ProcessLookupError(errno.ESRCH, "the process has ended")
        os.kill(self.pid, signum)

    def hang_up(self) -> None:
        """Close the terminal as a lost connection does: the kernel sends SIGHUP, nothing more is read."""
        if self._master is not None:
            os.close(self._master)
            self._master = None
        self.ended = True

    def poll(self) -> int | None:
        """`exit_code`, looked up without waiting."""
        if self.exit_code is None:
            self._reap(os.WNOHANG)
        return self.exit_code

    def wait(self, timeout: float) -> int | None:
        """`exit_code`, waiting at most `timeout` seconds. Nothing is read meanwhile."""
        deadline = time.monotonic() + timeout
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_INTERVAL)
        return self.exit_code

    def kill(self) -> None:
        """End it by SIGKILL, with what it started in its group, and wait until it is gone."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._reap(0)

    def close(self) -> None:
        """Kill it if it still runs and close the terminal."""
        self.kill()
        self.hang_up()

    def _reap(self, options: int) -> None:
        pid, status, usage = os.wait4(self.pid, options)
        if pid:
            self.exit_code = os.waitstatus_to_exitcode(status)
            self.usage = usage


def set_size(descriptor: int, columns: int, rows: int) -> None:
    """Set the size of a terminal, in cells."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
