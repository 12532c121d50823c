"""Files that somebody names, opened only where reading them comes to an end; and why the system refuses something.

The system's reasons are the words of the C library in English; the usual ones have a translation. What comes of looking
names up, and of `ssl`, has numbers of its own, so it is the words that are known here, not the numbers.
"""

import errno
import stat
from io import BufferedReader
from pathlib import Path

from tui.i18n import N_, Message

_NO_FILE = N_("It is no file.")
_USUAL = frozenset(
    {
        _NO_FILE,
        N_("No such file or directory"),
        N_("Permission denied"),
        N_("Operation not permitted"),
        N_("Is a directory"),
        N_("Not a directory"),
        N_("File name too long"),
        N_("Too many levels of symbolic links"),
        N_("No space left on device"),
        N_("Read-only file system"),
        N_("Input/output error"),
        N_("Connection refused"),
        N_("Connection reset by peer"),
        N_("Connection timed out"),
        N_("No route to host"),
        N_("Network is unreachable"),
        N_("Name or service not known"),
        N_("No address associated with hostname"),
        N_("Temporary failure in name resolution"),
    }
)
_OF_THE_SHELL = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""Where a shell puts what another command writes, as in `<(…)`."""


def opened(path: str, pipes: bool = False) -> BufferedReader:
    """A file, opened to read its bytes. Raises OSError, and ValueError for a path with a NUL in it.

    A pipe or a device, which may be waited for without end, is none; with `pipes`, one that the shell has made is.
    """
    mode = Path(path).stat().st_mode
    piped = pipes and stat.S_ISFIFO(mode) and path.startswith(_OF_THE_SHELL)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or piped):
        raise OSError(errno.EINVAL, _NO_FILE)
    return Path(path).open("rb")


def system_words(error: BaseException) -> Message:
    """Why the system refuses something, as it says it; in the language in use where that is a usual reason."""
    return told(str(getattr(error, "strerror", None) or error) or type(error).__name__)


def told(words: str) -> Message:
    """The system's own words for a reason, in the language in use where they are usual ones."""
    return Message(words) if words in _USUAL else Message("{reason}", {"reason": words})
