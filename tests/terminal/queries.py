"""What a terminal answers when a program asks it something, so that none waits for it in vain."""

import re

NAME = b"pseudo-terminal 1"

QUERY = re.compile(
    rb"""
      \x1b\[ (?P<attributes> [>=]? ) 0?c                       # DA1, DA2, DA3
    | \x1b\[ \?? (?P<status> [56] ) n                          # DSR, CPR
    | \x1b\[ \? (?P<mode> \d+ ) \$p                            # DECRQM
    | \x1b\[ (?P<keyboard> \? ) u                              # Kitty keyboard protocol
    | \x1b\[ > (?P<version> 0? ) q                             # XTVERSION
    | \x1b\[ (?P<size> 1[468] ) t                              # size of the text area, a cell, in cells
    | \x1b\] (?P<colour> 1[01] ) ; \? (?: \x07 | \x1b\\ )      # default colours
    | \x1b P (?P<capability> \+q ) [0-9A-Fa-f;]* \x1b\\        # XTGETTCAP
    """,
    re.VERBOSE,
)

# The longest question that a chunk of output can end in the middle of.
LONGEST_QUERY = 32

CELL_WIDTH, CELL_HEIGHT = 8, 16
ATTRIBUTES = {b"": b"\x1b[?62;22c", b">": b"\x1b[>1;1;0c", b"=": b"\x1bP!|00000000\x1b\\"}
COLOURS = {b"10": b"rgb:cccc/cccc/cccc", b"11": b"rgb:0000/0000/0000"}
# 2 = known and not set, 0 = not known. Most terminals tell a resize by SIGWINCH, not in band (2048).
MODES = {b"2026": b"2", b"2048": b"0"}


def answer(query: re.Match[bytes], *, column: int, row: int, columns: int, rows: int) -> bytes:
    """The bytes that a terminal sends back for a match of QUERY.

    Args:
        column, row: where its cursor is, from 0.
        columns, rows: its size in cells.
    """
    kind = query.lastgroup
    value = query.group(kind) if kind else b""
    match kind:
        case "attributes":
            return ATTRIBUTES[value]
        case "status":
            return b"\x1b[0n" if value == b"5" else b"\x1b[%d;%dR" % (row + 1, column + 1)
        case "mode":
            return b"\x1b[?%b;%b$y" % (value, MODES.get(value, b"0"))
        case "keyboard":
            # The protocol is known and everything of it is off: keys are sent in their old form, always.
            return b"\x1b[?0u"
        case "version":
            return b"\x1bP>|%b\x1b\\" % NAME
        case "size":
            height, width = {
                b"14": (rows * CELL_HEIGHT, columns * CELL_WIDTH),
                b"16": (CELL_HEIGHT, CELL_WIDTH),
                b"18": (rows, columns),
            }[value]
            return b"\x1b[%d;%d;%dt" % (int(value) - 10, height, width)
        case "colour":
            return b"\x1b]%b;%b\x1b\\" % (value, COLOURS[value])
        case "capability":
            return b"\x1bP0+r\x1b\\"
        case _:
            raise ValueError(f"not a question: {query.group()!r}")
