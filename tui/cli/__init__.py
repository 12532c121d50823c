"""The commands. `main` is the entry point; each group of commands is a module, imported when one of it is called."""

import sys
from typing import NoReturn

from tui import __version__


def main() -> NoReturn:
    """The `alias-wizard` command."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # Asked for by scripts and by whoever reports a fault: it needs nothing, so it imports nothing.
        sys.stdout.write(f"alias-wizard {__version__}\n")
        raise SystemExit(0)
    from tui.cli.program import leave_on_signals, run

    leave_on_signals()
    try:
        code = run(arguments)
    finally:
        _flush()
    raise SystemExit(code)


def _flush() -> None:
    """Let what cannot be printed any more go nowhere: a terminal that was closed would turn the exit code into 120."""
    from tui.cli.printing import close_quietly

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            close_quietly(stream)
