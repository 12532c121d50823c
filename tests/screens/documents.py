"""Made-up documents: what is found in them, how long that takes, and what comes of asking for them."""

from collections.abc import Sequence
from threading import Event

from tui.engine.errors import Stopped, WizardError
from tui.i18n import Message
from tui.signals import Stop
from tui.telephony.findings import Finding, Level, Report

ADDRESS = "https://example.com/menu.vxml"
LINES = tuple(f"<line n='{n}'/>" for n in range(1, 41))


def finding(line: int, column: int = 1, level: Level = "error", words: str = "") -> Finding:
    """A finding that says where it is, or those words."""
    cause = Message(words or f"There is nothing at {line}.")
    return Finding(line, column, level, "dead-link", cause, Message(f"Correct what stands at {line}."))


def report(*findings: Finding, lines: Sequence[str] = LINES) -> Report:
    """What was found in forty lines, or in others."""
    return Report(findings, tuple(lines))


CLEAN = report()
DOUBTED = report(finding(3, 2, "warning"))
WRONG = report(finding(7, 4), finding(12), finding(30, 7, "warning"))


class Library:
    """Answers one look after the other, as told; `Stop` waits until nobody waits any longer.

    `asked` holds what was asked for: address, file, and whether a private network was allowed.
    """

    def __init__(self, *answers: "Report | WizardError | type[Stop]") -> None:
        self._answers = list(answers)
        self.reports: dict[str, Report] = {}
        self.asked: list[tuple[str, str, bool]] = []
        self.given_up = Event()

    def found(self, address: str) -> Report | None:
        return self.reports.get(address)

    def look(self, address: str, file: str, private: bool, stop: Stop) -> Report:
        self.asked.append((address, file, private))
        answer = self._answers.pop(0)
        if isinstance(answer, Report):
            self.reports[address] = answer
            return answer
        if isinstance(answer, WizardError):
            raise answer
        stop.wait(20)
        self.given_up.set()
        raise Stopped
