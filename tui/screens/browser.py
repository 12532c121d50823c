"""A link opened in the browser of the machine that somebody sits at."""

import os
import subprocess
import sys
from collections.abc import Mapping

_PATIENCE = 10.0


def can_open(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a browser would come up before the user: over SSH it would at the other end, if anywhere."""
    if environ.get("BROWSER"):
        return True
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    return sys.platform != "linux" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_link(link: str) -> None:
    """Ask for a link to be opened; whatever the browser says goes nowhere, for the terminal is ours."""
    # A process of its own: the standard library's module lets some browsers write on our terminal.
    command = [sys.executable, "-m", "webbrowser", link]
    nowhere = subprocess.DEVNULL
    try:
        subprocess.run(  # noqa: S603  our own interpreter, and an address that begins with http
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return
