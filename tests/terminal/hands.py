"""A person who fills in long forms at the terminal: fields by their labels, rows, lists, files, hours, the review.

They look before every key, so nothing here depends on how fast the machine is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.terminal.accounts import Begin
from tests.terminal.sessions import run, wizard
from tests.terminal.terminal import Terminal
from tests.terminal.test_walks import ACCOUNT, Hand, place, word

_MARK = "▌"
_TITLE_ROW, _FIRST_ROW = 2, 3
_SIGNS = ("+ ", "~ ", "- ")
_MANY = 60
"""Keys after which somebody who looks for a field has not found it."""


class Operator(Hand):
    """A hand that names what it wants in English, whatever language the wizard speaks."""

    _read: Sequence[str] = ()
    """The rows that were read last: to work them out takes longer than most keys."""

    # Keys

    def word(self, message: str) -> str:
        """A string of the wizard, as it is shown."""
        return word(self.lang, message)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; `what` is said when it does not."""

        def predicate(_terminal: Terminal) -> bool:
            return holds()

        predicate.__name__ = what
        self.terminal.wait_for(predicate)

    def press_until(self, key: str, holds: Callable[[], bool], what: str, seen: Callable[[], object]) -> None:
        """Press a key again and again until something holds, each time after what is `seen` shows the last one's work.

        `seen` is something on the screen that each key changes once, for one key may be painted in several frames;
        nothing at all means that it is being painted.
        """
        before: object = None
        for _ in range(_MANY):
            held, now = self._looks(holds, seen, before, f"{key} to do something before {what}")
            if held:
                return
            before = now
            self.terminal.press(key)
        raise AssertionError(f"{_MANY} times {key}, and not yet {what}\n{self.text}")

    def _looks(
        self, holds: Callable[[], bool], seen: Callable[[], object], before: object, what: str
    ) -> tuple[bool, object]:
        """Whether something holds and what is seen, both in one picture, once that is something else than `before`."""
        looked: tuple[bool, object] = (False, None)

        def done() -> bool:
            nonlocal looked
            lines = self.lines
            looked = holds(), seen()
            return self.lines is lines and bool(looked[1]) and looked[1] != before

        self.until(done, what)
        return looked

    # What is seen

    @property
    def lines(self) -> Sequence[str]:
        """The rows of the screen, none of them half painted."""
        while True:
            self.terminal.settle(quiet=0)
            if not self.terminal.bytes_since() and self._read:
                return self._read
            self._read = self.terminal.lines

    @property
    def text(self) -> str:
        """The rows, joined by newlines."""
        return "\n".join(self.lines)

    @property
    def is_asked_over(self) -> bool:
        """Whether a dialog lies over the page: its key bar offers neither to go on nor to quit."""
        return not any(key in self.lines[-1] for key in ("F5 ", "Ctrl+Q "))

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.lines[_TITLE_ROW].strip()

    @property
    def in_hand(self) -> list[str]:
        """The lines of the field, the row or the button that has the focus; none under a dialog.

        There are also none in the frame in which a field has lost the focus that no other one shows yet.
        """
        if self.is_asked_over:
            return []
        lines = self.lines
        at = next((at for at in range(_FIRST_ROW, len(lines)) if _MARK in lines[at]), None)
        if at is None:
            buttons = [
                (y, button) for y, line in enumerate(lines) for button in re.finditer(r"\[ .+? \]", line)
            ]
            return [button[0] for y, button in buttons if self.terminal.cell(button.start(), y).bold]
        column = lines[at].index(_MARK)
        marked = []
        for line in lines[at:]:
            if line[column : column + 1] != _MARK:
                break
            marked.append(line[column + 1 :].strip())
        return marked

    @property
    def place(self) -> str:
        """What the field, or the row, in hand begins with."""
        first = next(iter(self.in_hand), "")
        return re.split(r" {2,}", re.sub("^([!…▾▸] +)+", "", first))[0]

    @property
    def chosen(self) -> list[str]:
        """The options that are chosen in the field in hand."""
        return [option for line in self.in_hand for option in re.findall("● (.+?)(?: {2,}|$)", line)]

    def is_at(self, label: str) -> bool:
        """Whether a field is in hand by its label, or a row by what it begins with."""
        place, wanted = self.place, self.word(label)
        # A long label goes on in the line below.
        return bool(place) and (place in (wanted, f"+ {wanted}") or wanted.startswith(f"{place} "))

    def at(self, label: str) -> None:
        """Wait until a field is in hand."""
        self.until(lambda: self.is_at(label), f"{label!r} in hand")

    def shows(self, text: str) -> None:
        """Wait until the field in hand shows a text."""
        self.until(lambda: any(text in line for line in self.in_hand), f"{text!r} in the field in hand")

    # Fields

    def goes_to(self, label: str, key: str = "tab") -> None:
        """Go on from field to field until one is in hand."""
        self.press_until(key, lambda: self.is_at(label), f"{label!r} in hand", lambda: self.place)

    def fills(self, label: str, text: str) -> None:
        """Type into an empty field."""
        self.goes_to(label)
        self.terminal.type(text)
        self.shows(text)

    def replaces(self, label: str, text: str) -> None:
        """Type over what a field holds."""
        self.goes_to(label)
        self.terminal.press("ctrl+u")
        self.terminal.type(text)
        self.until(
            lambda: any(re.search(rf"(^|  ){text}($|  )", line) for line in self.in_hand), f"{text} alone"
        )

    def takes_line(self, label: str, typed: str, number: str) -> None:
        """Narrow the account's lines down by what is typed, and take the one."""
        self.goes_to(label)
        self.terminal.type(typed)
        self.until(lambda: any(f"{_MARK}{number}" in line for line in self.lines), f"{number} listed")
        self.terminal.press("enter")
        self._gone_on(label)

    def chooses_option(self, label: str, option: str) -> None:
        """Choose one of a few options that are all in view."""
        self.goes_to(label)
        wanted = self.word(option)
        self.press_until("right", lambda: self.chosen == [wanted], wanted, lambda: self.chosen)

    def ticks(self, label: str, options: Sequence[str], option: str) -> None:
        """Choose one of several options, among which the first is in hand."""
        self.goes_to(label)
        self.terminal.press(*["right"] * options.index(option), "space")
        self.shows(f"■ {self.word(option)}")

    # What opens over the page

    def _over(self) -> None:
        self.until(lambda: self.is_asked_over, "a dialog")

    def _back_from_over(self) -> None:
        self.until(lambda: not self.is_asked_over, "the dialog to go")

    def _gone_on(self, label: str) -> None:
        """What is picked answers the question: wait until the next field, or the button, is in hand."""
        self.until(lambda: bool(self.place) and not self.is_at(label), f"to go on from {label!r}")

    @property
    def _listed(self) -> str:
        """The line under the cursor of the list that lies over the page; what marks the field below is further left."""
        found = [line[line.rindex(_MARK) + 1 :] for line in self.lines if line.find(_MARK, 3) > 0]
        return found[-1].strip() if found and self.is_asked_over else ""

    def _narrows_down_to(self, wanted: str) -> None:
        """Type as many letters as it takes until the cursor is on it."""
        for end in range(len(wanted)):
            if self._listed.startswith(wanted):
                break
            self.terminal.type(wanted[end])
            self.terminal.wait_for(f" {wanted[: end + 1]}".rstrip())
        self.until(lambda: self._listed.startswith(wanted), f"the cursor on {wanted!r}")

    def picks(self, label: str, option: str) -> None:
        """Pick an option from a list, narrowing it down by as many letters as it takes."""
        self.goes_to(label)
        self.terminal.press("enter")
        self._over()
        self.picks_in_list(option)
        self._gone_on(label)

    def picks_in_list(self, option: str) -> None:
        """Pick an option from the list that lies over the page, and come back to that."""
        self.finds_in_list(option)
        self._back_from_over()

    def finds_in_list(self, option: str) -> None:
        """Pick an option from the list that lies over the page, whatever opens then."""
        self._over()
        self._narrows_down_to(self.word(option))
        self.terminal.press("enter")

    def takes_file(self, label: str, file: str, called: str) -> None:
        """Take a sound from a file of the home folder; what it will be called is said before."""
        self.goes_to(label)
        self.terminal.press("enter")
        self._over()
        from_file = self.word("From a file…")
        self.press_until("down", lambda: self._listed.startswith(from_file), from_file, lambda: self._listed)
        self.terminal.press("enter")
        self.sees("A sound from a file")
        self.until(lambda: any(file in line for line in self.lines), f"{file} listed")
        self._narrows_down_to(file)
        self.terminal.wait_for(self.word("It will be called {name}.").format(name=called))
        self.terminal.press("enter")
        self._back_from_over()
        self._gone_on(label)

    # Rows

    @contextmanager
    def row(self, first: str, key: str = "n") -> Iterator[None]:
        """Open a row on its page, by default a new one, whose first field is in hand then; and come back."""
        around = self.title
        self.terminal.press(key)
        self.until(lambda: self.title != around and self.is_at(first), f"a page that begins with {first!r}")
        yield
        if self.title != around:  # What is picked in the last field closes the page by itself.
            self.terminal.press("f5")
        self.until(lambda: self.title == around and bool(self.in_hand), f"the page {around!r} again")

    def adds_at_once(self, typed: str, row: str) -> None:
        """Add a row whose only answer is picked from a list, narrowed down by what is typed."""
        self.terminal.press("n")
        self._over()
        self.terminal.type(typed)
        self.until(lambda: self._listed.startswith(row), f"the cursor on {row!r}")
        self.terminal.press("enter")
        self._back_from_over()
        self.at(row)

    @contextmanager
    def key_row(self, key: str, first: bool) -> Iterator[None]:
        """Add a key to the menu in hand, or after its last one; the next free one stands there already."""
        with self.row("Key", "+" if first else "n"):
            if key not in self.in_hand[0].split():
                self.terminal.type(key)
                self.shows(f"  {key}")
            yield

    def sends_to_voicemail(self, typed: str, number: str) -> None:
        """Add an action to a step: the voicemail of a line, which is found by what is typed."""
        with self.row("What happens"):
            self.picks("What happens", "send to a voicemail")
            self.takes_line("Voicemail of", typed, number)

    def line_of(self, words: str) -> int:
        """The place of the first line of the screen that holds some words, -1 for none."""
        return next((at for at, line in enumerate(self.lines) if words in line), -1)

    def moves_up(self, row: str, above: str) -> None:
        """Move the row in hand, which holds some words, until it stands above another one."""
        self.press_until(
            "shift+up",
            lambda: 0 <= self.line_of(row) < self.line_of(above),
            f"{row!r} above {above!r}",
            # Where the rows scroll, it stays on its line, and another one follows.
            lambda: self.line_of(row) >= 0 and self.lines[self.line_of(row) + 1],
        )

    # Hours

    def types_hours(self, typed: str) -> None:
        """Type the ranges of the day under the cursor."""
        self.terminal.type(typed)
        self._over()
        self.until(lambda: any(typed in line for line in self.lines), f"{typed} typed")
        self.terminal.press("enter")
        self._back_from_over()
        self.terminal.wait_for(typed)

    def opens_on_weekdays(self, typed: str) -> None:
        """Type the ranges of Monday, and copy them to the days until Friday."""
        self.goes_to("Mon")
        self.types_hours(typed)
        self.terminal.press("c")
        self._over()
        self.picks_in_list("Monday to Friday")

    def adds_closure(self, title: str, first: str, last: str, target: str = "") -> None:
        """Add an exceptional closure; where no target is chosen, it is the first one."""
        with self.row("Title"):
            self.fills("Title", title)
            self.fills("From", first)
            self.fills("To", last)
            if target:
                self.chooses_option("Where calls go", target)

    # Pages, and the review

    def edits(self, first: str) -> None:
        """Edit the settings that the number has; the first question is in hand then."""
        self.sees("Edit the settings")
        self.terminal.press("enter")
        self.at(first)

    def turns_to(self, first: str) -> None:
        """Turn to the page after, whose first field is in hand then."""
        # Where there are more rows than lines, the key goes to the last of them first.
        self.goes_to(first, "pagedown")

    def reviews(self) -> list[str]:
        """Go on to the review, and read what will change as far as it is in view: a line each, signs included."""
        self.terminal.press("f5")
        self.terminal.wait_for("[ " + self.word("Configure") + " ]")
        return [line.strip() for line in self.lines if line.strip().startswith(_SIGNS)]

    def applies_and_leaves(self) -> None:
        """Agree to the plan, go back to the list, and quit."""
        self.terminal.press("enter")
        self.terminal.wait_for("[ " + self.word("Back to the list") + " ]", timeout=30)
        self.terminal.press("enter")
        self.sees("Which number do you want to configure?")
        self.leaves()


_LINES = "".join(f"01 99 00 40 0{n},{ACCOUNT},Poste {n},line,sip\n" for n in range(1, 6))
_NUMBERS = f"""number,billing_account,description,kind,feature_type
01 99 00 10 01,{ACCOUNT},Accueil,alias,empty
{_LINES}"""


def stocked(begin: Begin, sounds: Mapping[str, bytes]) -> Path:
    """A user with sound files, whose account has an empty number (01 99 00 10 01) and lines 01 99 00 40 01 to 05."""
    home = begin(_NUMBERS)
    for name, content in sounds.items():
        (home / "home" / name).write_bytes(content)
    return home


def steps_of_last_run(home: Path) -> list[str]:
    """The titles of the steps of the last run, in English, all of them done."""
    result = run(home, "journal", "--json")
    assert result.returncode == 0, result.stderr
    last = max(json.loads(result.stdout), key=lambda each: each["started"])
    assert {step["state"] for step in last["steps"]} == {"done"}
    return [step["title"] for step in last["steps"]]


@contextmanager
def operator(home: Path, *, size: tuple[int, int] = (80, 24), lang: str = "en") -> Iterator[Operator]:
    """An operator at the wizard, for the user whose home is below `home`."""
    with wizard(home, columns=size[0], rows=size[1], lang=lang) as terminal:
        yield Operator(terminal, lang, place(home, lang))


Page = Callable[[Operator], None]
"""What is done on a page of a form, or with a whole one."""


def set_up(home: Path, kind: str, pages: Sequence[Page], size: tuple[int, int], lang: str) -> None:
    """Give the empty number a configuration, page after page of its form, and leave the wizard."""
    with operator(home, size=size, lang=lang) as hand:
        hand.opens()
        hand.chooses(kind)
        for page in pages:
            page(hand)
        hand.reviews()
        hand.applies_and_leaves()


def edited(home: Path, edit: Page, size: tuple[int, int], lang: str) -> list[str]:
    """Edit what the number has, and leave the wizard; what the review told."""
    with operator(home, size=size, lang=lang) as hand:
        edit(hand)
        changes = hand.reviews()
        hand.applies_and_leaves()
    return changes
