"""The text of a document with its places, and its elements, each of which knows where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tui.i18n import Message
from tui.telephony.findings import Finding, Level
from tui.telephony.vxml.value_types import SPACES

_ATTRIBUTE = re.compile(r"\s+(?P<name>[^\s=/>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG_NAME = re.compile(r"<[^\s/>]+")

Words = tuple[str, str]
"""The message ids of what is wrong and of what mends it, with the same placeholders."""


@dataclass(frozen=True)
class Source:
    """The text of a document; its lines end as XML has it, whatever stood in the file."""

    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, without their ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def _starts(self) -> Sequence[int]:
        starts = [0]
        for line in self.lines[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of a character, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character at a line and a column, both from 1; the nearest there is."""
        at = min(max(line, 1), len(self.lines)) - 1
        return self._starts[at] + min(max(column, 1) - 1, len(self.lines[at]))

    def finding(self, offset: int, level: Level, code: str, words: Words, **args: object) -> Finding:
        """A finding at a character; `args` are what fills the placeholders of its words."""
        line, column = self.place(offset)
        message, mend = words
        return Finding(line, column, level, code, Message(message, args), Message(mend, args))


class Unreadable(Exception):
    """A document whose elements cannot be told: `source` is its text as far as it can be shown, `finding` says why."""

    def __init__(self, source: Source, finding: Finding) -> None:
        super().__init__(finding.code)
        self.source = source
        self.finding = finding


def unreadable(source: Source, offset: int, code: str, words: Words, **args: object) -> Unreadable:
    """The exception for a document that cannot be read on from a character."""
    return Unreadable(source, source.finding(offset, "error", code, words, **args))


@dataclass(eq=False, repr=False)
class Node:
    """An element of a document: its name, plain for one of VoiceXML and `{namespace}name` for any other.

    Names of attributes are alike, `xml:lang` for those of XML itself. `offset` is where its tag begins. `has_space` and
    `has_text`: whether any character, and any but a space, stands directly in it.
    """

    source: Source
    offset: int
    name: str
    attributes: Mapping[str, str]
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    has_space: bool = False
    has_text: bool = False

    def add_text(self, text: str | None) -> None:
        """Note that a text stands directly in the element."""
        self.has_space = self.has_space or bool(text)
        self.has_text = self.has_text or bool(text and text.strip(SPACES))

    def all(self) -> "Iterator[Node]":
        """This element and all within it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def value(self, attribute: str) -> str:
        """An attribute without the spaces around it; empty where there is none."""
        return self.attributes.get(attribute, "").strip(SPACES)

    def error(self, code: str, words: Words, at: str = "", **args: object) -> Finding:
        """An error at this element, or at its attribute `at`."""
        return self.source.finding(self._offset_of(at), "error", code, words, **args)

    def warning(self, code: str, words: Words, at: str = "", **args: object) -> Finding:
        """As `error`, a warning."""
        return self.source.finding(self._offset_of(at), "warning", code, words, **args)

    def _offset_of(self, attribute: str) -> int:
        """Where an attribute stands; the tag's own place where it cannot be told."""
        wanted, text = re.split("[}:]", attribute)[-1], self.source.text
        found = _TAG_NAME.match(text, self.offset)
        while attribute and found is not None:
            found = _ATTRIBUTE.match(text, found.end())
            if found is not None and found["name"].rpartition(":")[2] == wanted:
                return found.start("name")
        return self.offset


@dataclass(frozen=True)
class Document:
    """A document: its first element, and the namespace that this one is in."""

    root: Node
    namespace: str
