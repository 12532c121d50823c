"""The guide's three steps in a real pseudo-terminal: each configuration, two languages, two sizes, and mishaps."""

import json
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.matrix import FULL, sample
from tests.platform.calls import NICHANDLE
from tests.platform.wizard import EXCHANGES
from tests.terminal.accounts import Begin
from tests.terminal.sessions import environment, run, wizard
from tests.terminal.terminal import Terminal
from tui import i18n
from tui.configurations import catalogue

pytestmark = pytest.mark.terminal

ACCOUNT = "fr1001-ovh-1"
CSV = f"""number,billing_account,description,kind,feature_type
01 99 00 10 01,{ACCOUNT},Accueil,alias,empty
01 99 00 10 02,{ACCOUNT},Boutique,alias,conference
01 99 00 40 01,{ACCOUNT},Poste 1,line,sip
"""
_LEAST_ROWS = 20
SIZES = [(80, 24), (120, 40)]
LANGUAGES = ["en", "fr"]
VXML = "https://example.com/a.vxml"
KINDS = [row.kind for row in catalogue.CONFIGURATIONS]
WALKS = [(kind, size, lang, "embedded") for kind in KINDS for size in SIZES for lang in LANGUAGES]
REMOTE = [
    (kind, size, lang, "ovhcloud")
    for kind, (size, lang) in zip(KINDS, cycle(product(SIZES, LANGUAGES)), strict=False)
]
"""The same walks on a platform: the first one, a redirection, in a quick run too."""


@pytest.fixture
def account(begin: Begin) -> Path:
    """A user whose account has two numbers and a line."""
    return begin(CSV)


def word(lang: str, message: str) -> str:
    """A string of the wizard in a language, as the terminal shows it."""
    i18n.set_language(lang)
    try:
        return i18n._(message)
    finally:
        i18n.set_language("en")


def shown(home: Path, number: str = "0199001001") -> dict[str, Any]:
    result = run(home, "show", number, "--json")
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def place(home: Path, lang: str) -> str:
    """What the top line of every screen says of where calls go."""
    variables = environment(home)
    if variables.get("ALIAS_WIZARD_EXCHANGE") != "ovhcloud":
        return f"  {word(lang, 'Training')}  "
    server = urlsplit(variables["ALIAS_WIZARD_ENDPOINT"]).netloc
    return f"  OVHcloud {server} · {NICHANDLE}  "


class Hand:
    """A person at the terminal, who waits for what they read before they press a key.

    Whatever they see, its top line says at which `place` they are.
    """

    def __init__(self, terminal: Terminal, lang: str, place: str) -> None:
        self.terminal = terminal
        self.lang = lang
        self._place = place
        terminal.on_seen = self._knows_place

    def _knows_place(self, rows: Sequence[str]) -> None:
        # Nothing has been painted yet, or there is no room for anything but the words that say so.
        if rows[0] and self.terminal.rows >= _LEAST_ROWS:
            assert self._place in f"{rows[0]}  ", rows[0]

    def sees(self, message: str) -> None:
        """Wait until a string of the wizard stands on the screen."""
        self.terminal.wait_for(word(self.lang, message))

    def sees_whole(self, text: str) -> None:
        """Wait for a text under the top line: after a change of size the old picture stands until it is repainted."""
        self.terminal.wait_for(
            lambda each: self._place in f"{each.lines[0]}  " and any(text in line for line in each.lines)
        )

    def opens(self, number: str = "01 99 00 10 01") -> None:
        """Find a number by typing it, and choose it."""
        self.terminal.wait_for("01 99 00 10 01")
        self.terminal.type(number)
        self.terminal.wait_for(lambda each: any("▌" in line and number in line for line in each.lines))
        self.terminal.press("enter")

    def chooses(self, kind: str) -> None:
        """Choose a configuration, by way of the expert mode where it belongs there."""
        self.sees("What should this number do?")
        row = catalogue.by_kind(kind)
        if row.mode == "expert":
            self.terminal.press("f3")
        title = word(self.lang, row.title)
        self.terminal.wait_for(title)
        self.goes_down_to(title)
        self.terminal.press("enter")

    def goes_down_to(self, title: str) -> None:
        """Move the cursor of a list down to a row, looking where it is before every key."""
        before, at, marked = -1, -1, ""

        def moved(terminal: Terminal) -> bool:
            nonlocal at, marked
            terminal.settle(quiet=0)
            # By its place: what stands beside the list changes on its own.
            at, marked = next(((y, line) for y, line in enumerate(terminal.lines) if "▌" in line), (-1, ""))
            return at not in (-1, before)

        for _ in KINDS:
            self.terminal.wait_for(moved)
            if title in marked:
                return
            before = at
            self.terminal.press("down")
        raise AssertionError(f"{title!r} is not in the list\n{self.terminal.text}")

    def answers(self, kind: str) -> None:
        """Fill in the least that the form of a kind asks for."""
        if kind == "redirection":
            self.sees("Destination line")
            self.terminal.type("0199004001")
            self.terminal.settle()
            self.terminal.press("f5")
        elif kind == "conference":
            self.sees("Access PIN")
            self.terminal.type("1234")
            self.terminal.settle()
            self.terminal.press("f5")
        elif kind == "vxml":
            self.sees("Address of the document")
            self.terminal.type(VXML)
            self.terminal.settle()
            self.terminal.press("f5")
            self.sees("Nobody has checked the document yet.")
            self.terminal.press("right", "enter")
        else:
            self.terminal.wait_for("[ " + word(self.lang, "Continue") + " ]")
            self.terminal.press("f5")

    def applies(self, losing: bool = False) -> None:
        """Agree to the plan and wait for its end; where something is lost, Enter alone would go back."""
        self.terminal.wait_for("[ " + word(self.lang, "Configure") + " ]")
        self.terminal.press(*["left"] * losing, "enter")
        self.terminal.wait_for("[ " + word(self.lang, "Back to the list") + " ]", timeout=20)

    def waits_for_a_task(self) -> None:
        """Set up a conference in English, as far as its first task, which lasts."""
        self.opens()
        self.chooses("conference")
        self.answers("conference")
        self.terminal.wait_for("[ Configure ]")
        self.terminal.press("enter")
        self.terminal.wait_for(
            lambda each: re.search(r"under way +type Conference +task \d", each.text) is not None
        )

    def leaves(self) -> None:
        """Ctrl+Q, once."""
        self.terminal.press("ctrl+q")
        assert self.terminal.wait_exit() == 0


@contextmanager
def at(
    home: Path,
    *args: str,
    size: tuple[int, int] = (80, 24),
    lang: str = "en",
    env: Mapping[str, str] | None = None,
) -> Iterator[Hand]:
    with wizard(home, *args, columns=size[0], rows=size[1], lang=lang, env=env) as terminal:
        yield Hand(terminal, lang, place(home, lang))


SETTINGS: dict[str, dict[str, Any]] = {
    "redirection": {"destination": "+33199004001", "present_number": False},
    "conference": {"pin": "***", "language": "fr", "report": "none"},
    "vxml": {"url": VXML, "url_record": None},
}


@pytest.mark.parametrize(
    ("kind", "size", "lang", "exchange"), sample(WALKS, 4, "walks") + (REMOTE if FULL else REMOTE[:1])
)
def test_a_fresh_number_gets_each_configuration(
    kind: str, size: tuple[int, int], lang: str, account: Path
) -> None:
    with at(account, size=size, lang=lang) as hand:
        hand.opens()
        hand.chooses(kind)
        hand.answers(kind)
        hand.terminal.wait_for("[ " + word(lang, "Configure") + " ]")
        assert word(lang, "will be lost") not in hand.terminal.text
        hand.applies()
        hand.terminal.press("enter")
        hand.sees("Which number do you want to configure?")
        hand.leaves()
    found = shown(account)
    assert found["configuration"] == kind
    wanted = SETTINGS.get(kind, {"description": "Accueil"})
    assert {name: found["settings"][name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("size", "lang"), sample([(size, lang) for size in SIZES for lang in LANGUAGES], 2, "change")
)
def test_a_change_of_configuration_says_what_is_lost(size: tuple[int, int], lang: str, account: Path) -> None:
    with at(account, size=size, lang=lang) as hand:
        hand.opens("01 99 00 10 02")
        hand.sees("Change configuration")
        hand.goes_down_to(word(lang, "Change configuration"))
        hand.terminal.press("enter")
        hand.chooses("redirection")
        hand.answers("redirection")
        hand.terminal.wait_for("[ " + word(lang, "Configure") + " ]")
        assert any(line.lstrip().startswith("!") and "Conf" in line for line in hand.terminal.lines)
        hand.applies(losing=True)
        hand.leaves()
    assert shown(account, "0199001002")["settings"]["destination"] == "+33199004001"


def test_a_hang_up_in_the_form_loses_nothing(account: Path) -> None:
    with at(account) as hand:
        hand.opens()
        hand.chooses("conference")
        hand.sees("Access PIN")
        hand.terminal.type("4711")
        hand.terminal.settle()
        hand.terminal.signal(signal.SIGHUP)
        assert hand.terminal.wait_exit() == 129
    with at(account) as hand:
        hand.terminal.wait_for("A draft on 01 99 00 10 01")
        hand.terminal.press("f9")
        hand.sees("Access PIN")
        hand.terminal.press("f6")
        hand.terminal.wait_for("4711")
        hand.leaves()


def test_a_kill_in_the_form_loses_nothing_that_was_on_the_screen_for_a_moment(account: Path) -> None:
    with at(account) as hand:
        hand.opens()
        hand.chooses("redirection")
        hand.sees("Destination line")
        hand.terminal.type("0199")
        hand.terminal.settle(quiet=0.6)
        hand.terminal.kill()
    with at(account) as hand:
        hand.terminal.wait_for("A draft on 01 99 00 10 01")
        hand.terminal.press("f9")
        hand.sees("Destination line")
        hand.terminal.wait_for(
            lambda each: any("Destination" in line and "0199" in line for line in each.lines)
        )
        hand.leaves()


@pytest.mark.parametrize("pace", [600.0])
@pytest.mark.parametrize(
    ("end", "exchange"), sample(list(product(["kill", "terminate"], EXCHANGES)), 2, "cut off")
)
def test_an_apply_that_was_cut_off_is_offered_and_finished(end: str, begin: Begin, account: Path) -> None:
    with at(account) as hand:
        hand.waits_for_a_task()
        if end == "kill":
            hand.terminal.kill()
        else:
            hand.terminal.signal(signal.SIGTERM)
            assert hand.terminal.wait_exit(timeout=3) == 143
    begin.tasks_end()
    with at(account) as hand:
        hand.terminal.wait_for("The work on 01 99 00 10 01 was not finished.")
        hand.terminal.press("enter")
        hand.terminal.wait_for("[ Back to the list ]")
        hand.leaves()
    assert shown(account)["settings"]["pin"] == "***"
    journal = json.loads(run(account, "journal", "--json").stdout)
    assert [entry["state"] for entry in journal] == ["done"]


def test_a_line_asked_for_by_number_is_explained(account: Path) -> None:
    with at(account, "--number", "0199004001") as hand:
        hand.terminal.wait_for("is a line")
        hand.terminal.press("enter")
        hand.sees("Which number do you want to configure?")
        hand.leaves()


def test_a_terminal_too_small_says_so_and_comes_back(account: Path) -> None:
    with at(account, size=(40, 10)) as hand:
        hand.terminal.wait_for("too small")
        hand.terminal.resize(80, 24)
        hand.sees_whole("01 99 00 10 01")
        hand.terminal.type("0199")
        hand.terminal.resize(70, 20)
        hand.terminal.type("0010")
        hand.sees_whole("01990010")
        hand.leaves()


@pytest.mark.parametrize(
    "description", ["[/] [bold]x", "[@click=app.quit]y", "\x1b]0;pwn\x07z", "\u202eabc", "d" * 10_000]
)
def test_a_hostile_description_is_shown_as_it_is_on_every_screen(description: str, tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(
        f'number,billing_account,description,kind\n0199001001,{ACCOUNT},"{description}",alias\n'
    )
    assert run(tmp_path, "import", str(numbers)).returncode == 0
    with at(tmp_path) as hand:
        hand.opens()
        hand.chooses("vxml")
        hand.answers("vxml")
        hand.applies()
        hand.leaves()
        assert "pwn" not in hand.terminal.title
        assert b"\x1b]0;pwn" not in hand.terminal.raw
        assert "\u202e".encode() not in hand.terminal.raw


def test_without_colours_no_colour_is_sent(account: Path) -> None:
    with at(account, env={"NO_COLOR": "1"}) as hand:
        hand.opens()
        hand.chooses("conference")
        hand.answers("conference")
        hand.applies()
        hand.leaves()
        sequences = [
            part.split(b"m")[0] for part in hand.terminal.raw.split(b"\x1b[")[1:] if b"m" in part[:24]
        ]
    colours = {
        code
        for part in sequences
        for code in part.split(b";")
        if code.isdigit() and (30 <= int(code) <= 49 or int(code) >= 90)
    }
    assert colours <= {b"39", b"49"}
