"""Sizes of files as people read them."""

from tui.i18n import _, language, ngettext


def size_words(size: int) -> str:
    """A size in bytes: `320 kB`, `1.4 MB` with the decimal sign of the language."""
    if size < 1000:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    if size < 1_000_000:
        return _("{n} kB").format(n=round(size / 1000))
    figures = f"{size / 1_000_000:.1f}"
    return _("{n} MB").format(n=figures.replace(".", ",") if language() == "fr" else figures)
