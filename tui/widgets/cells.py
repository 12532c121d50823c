"""Text measured in terminal cells: wide characters take two, combining ones none."""

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


def width(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """Return `text` cut to at most `cells` cells, an ellipsis as its last one where something was cut off."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    return set_cell_size(text, cells - 1).rstrip() + ELLIPSIS


def fit(text: str, cells: int) -> str:
    """Return `text` cut or padded with spaces to exactly `cells` cells."""
    text = cut(text, cells)
    return text + " " * (cells - width(text))
