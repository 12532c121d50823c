"""What the numbers of forms count, in the language in use.

Each says so many of it with the number as the placeholder {n}: a form has its own place for the number.
"""

from tui.i18n import _, ngettext


def milliseconds(_n: int) -> str:
    """Milliseconds, by their sign."""
    return "{n} " + _("ms")


def seconds(n: int) -> str:
    """Seconds."""
    return ngettext("{n} second", "{n} seconds", n)


def callers(n: int) -> str:
    """Callers."""
    return ngettext("{n} caller", "{n} callers", n)


def calls(n: int) -> str:
    """Calls."""
    return ngettext("{n} call", "{n} calls", n)
