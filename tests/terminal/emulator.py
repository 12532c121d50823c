"""The screen of a terminal: bytes become cells. pyte draws; what it does not know is done or dropped here.

What Textual writes most is done on a shorter way than pyte's, which goes through it letter by letter: the walks would
spend half of their time there.
"""

import base64
import binascii
import codecs
import re
from dataclasses import dataclass

import pyte

from tests.terminal.queries import QUERY, answer

# One escape sequence, complete: CSI, a string (OSC, DCS, SOS, PM, APC) with its end, or ESC and its letter.
SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"\[(?P<private>[<-?]*)(?P<parameters>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    # An ESC that does not end the string breaks it off.
    rb"|(?P<string>[\]PX^_])(?P<content>[^\x07\x1b]*)(?:(?P<end>\x07|\x1b\\)|(?=\x1b[^\\]))"
    rb"|[ -/]*[0-OQ-WYZ\\`-~]"
    rb")",
)
# The start of one that goes on in the next chunk.
UNFINISHED = re.compile(rb"\x1b(?:\[[<-?]*[0-9;:]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z")
ALTERNATE_SCREEN = {"47", "1047", "1049"}
SYNCHRONISED = "2026"


@dataclass(frozen=True)
class Cell:
    """One cell. A colour is six hexadecimal digits, a name of the 16-colour palette, or "default"."""

    character: str
    foreground: str
    background: str
    bold: bool
    italic: bool
    underline: bool
    strike: bool
    reverse: bool


class _Screen(pyte.Screen):
    """pyte's, which works out a style once, and writes plain letters that fit into the line all at once."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self._styles: dict[tuple[pyte.screens.Char, tuple[int, ...]], pyte.screens.Char] = {}

    def select_graphic_rendition(self, *attrs: int) -> None:
        before = self.cursor.attrs
        if (before, attrs) not in self._styles:
            super().select_graphic_rendition(*attrs)
            self._styles[before, attrs] = self.cursor.attrs
        self.cursor.attrs = self._styles[before, attrs]

    def draw(self, data: str) -> None:
        cursor, end = self.cursor, self.cursor.x + len(data)
        plain = data.isascii() and data.isprintable() and end <= self.columns
        if not plain or self.charset or pyte.modes.IRM in self.mode:
            super().draw(data)
            return
        style = cursor.attrs[1:]
        self.buffer[cursor.y].update(
            (x, pyte.screens.Char(letter, *style)) for x, letter in enumerate(data, cursor.x)
        )
        cursor.x = end
        self.dirty.add(cursor.y)


class Emulator:
    """A screen of columns x rows cells that understands what Textual and a shell write."""

    def __init__(self, columns: int, rows: int) -> None:
        self.title = ""
        """The window title last set (OSC 0 or 2)."""
        self.clipboard = ""
        """The text last copied (OSC 52)."""
        self.in_frame = False
        """Whether a synchronised update (DEC mode 2026) is open, so that the cells are half painted."""
        self.frames = 0
        """Synchronised updates closed so far."""
        self.modes: set[str] = set()
        """Private DEC modes that are set, "1049" (alternate screen), "2004" (paste), "1000" (mouse)."""
        self.screen = _Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._pending = b""
        self._normal: dict[int, dict[int, pyte.screens.Char]] | None = None
        self._lines: list[str] | None = None

    def feed(self, data: bytes) -> bytes:
        """Draw `data`; what the terminal answers to the questions in it."""
        self._lines = None
        data = self._pending + data
        answers = bytearray()
        position = 0
        for match in SEQUENCE.finditer(data):
            self._draw(data[position : match.start()])
            answers += self._obey(match)
            position = match.end()
        rest = data[position:]
        cut = UNFINISHED.search(rest)
        self._pending = cut.group() if cut else b""
        self._draw(rest[: len(rest) - len(self._pending)])
        return bytes(answers)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, in cells."""
        self._lines = None
        self.screen.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """The text of each row, without the spaces at its end."""
        if self._lines is None:
            self._lines = [line.rstrip() for line in self.screen.display]
        return self._lines

    def cell(self, column: int, row: int) -> Cell:
        """The cell at a position counted from 0.

        Raises:
            IndexError: there is no such cell.
        """
        if not (0 <= column < self.screen.columns and 0 <= row < self.screen.lines):
            raise IndexError(f"no cell at column {column}, row {row}")
        char = self.screen.buffer[row][column]
        return Cell(
            character=char.data,
            foreground=char.fg,
            background=char.bg,
            bold=char.bold,
            italic=char.italics,
            underline=char.underscore,
            strike=char.strikethrough,
            reverse=char.reverse,
        )

    def _draw(self, data: bytes) -> None:
        if data and (text := self._decode(data)):
            self._stream.feed(text)

    def _obey(self, match: re.Match[bytes]) -> bytes:
        if query := QUERY.fullmatch(match.group()):
            cursor = self.screen.cursor
            return answer(
                query, column=cursor.x, row=cursor.y, columns=self.screen.columns, rows=self.screen.lines
            )
        if match["string"]:
            if match["string"] == b"]" and match["end"]:
                self._operating_system_command(match["content"])
            return b""
        private, final = match["private"], match["final"]
        parameters = (match["parameters"] or b"").decode("ascii")
        if private == b"?" and final in (b"h", b"l"):
            for mode in parameters.split(";"):
                self._set_mode(mode, on=final == b"h")
        # pyte would take these for something else: "CSI < u" prints a u, "CSI > 4 ; 1 m" changes the colours.
        known = not private or (private == b"?" and final in (b"h", b"l"))
        if known and not match["between"] and ":" not in parameters:
            self._control(match.group().decode("ascii"), parameters, final or b"", private=bool(private))
        return b""

    def _control(self, sequence: str, parameters: str, final: bytes, *, private: bool) -> None:
        if not final:
            self._stream.feed(sequence)
        elif name := self._stream.csi.get(final.decode("ascii")):
            numbers = (min(int(each or 0), 9999) for each in parameters.split(";"))
            getattr(self.screen, name)(*numbers, **({"private": True} if private else {}))

    def _set_mode(self, mode: str, *, on: bool) -> None:
        was = mode in self.modes
        (self.modes.add if on else self.modes.discard)(mode)
        if mode == SYNCHRONISED:
            self.frames += was and not on
            self.in_frame = on
        elif mode in ALTERNATE_SCREEN and on is not was:
            self._switch_screen(alternate=on)

    def _switch_screen(self, *, alternate: bool) -> None:
        # pyte has one screen only; what the program wrote before and after must not mix with its full screen.
        screen = self.screen
        if alternate:
            self._normal = {row: dict(line) for row, line in screen.buffer.items()}
            screen.save_cursor()
            screen.buffer.clear()
        elif self._normal is not None:
            screen.buffer.clear()
            for row, line in self._normal.items():
                screen.buffer[row].update(line)
            self._normal = None
            screen.restore_cursor()

    def _operating_system_command(self, content: bytes) -> None:
        code, _, value = content.decode("utf-8", "replace").partition(";")
        if code in ("0", "2"):
            self.title = value
        elif code == "52":
            try:
                copied = base64.b64decode(value.partition(";")[2], validate=True)
            except binascii.Error:
                copied = b""
            self.clipboard = copied.decode("utf-8", "replace")
