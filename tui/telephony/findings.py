"""What was found in a document of the customer's: where, how grave, why, and what mends it.

Whatever the document is written in: who looks at one says what there is to find, screens and commands say it.
"""

from dataclasses import dataclass
from typing import Literal

from tui.i18n import Message

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that should be known; line and column count from 1. `code` is for programs."""

    line: int
    column: int
    level: Level
    code: str
    message: Message
    mend: Message


@dataclass(frozen=True)
class Report:
    """What was found, in the order of the document, and the document's lines as far as they can be shown.

    `copy` is the path of the file that was looked at in place of what is at the document's address, if one was.
    """

    findings: tuple[Finding, ...]
    lines: tuple[str, ...]
    copy: str = ""

    @property
    def errors(self) -> int:
        """How many of the findings are errors; the others are warnings."""
        return sum(each.level == "error" for each in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether any of the findings is an error."""
        return self.errors > 0

    def excerpt(self, finding: Finding, width: int) -> tuple[str, int]:
        """At most `width` characters of a finding's line around its column, and where in them that is, from 0.

        As it stands in the document: to be cleaned before it is shown.
        """
        line, at = self.lines[finding.line - 1], finding.column - 1
        first = 0 if len(line) <= width else max(0, min(at - width // 3, len(line) - width))
        return line[first : first + width], at - first
