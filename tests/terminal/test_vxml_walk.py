"""A VXML document in a real pseudo-terminal, by keyboard alone: faults are found and mended before it is applied."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.matrix import sample
from tests.platform.wizard import EXCHANGES
from tests.terminal.accounts import Begin
from tests.terminal.hands import Operator, operator, stocked
from tests.terminal.test_walks import shown
from tui.words import LEVELS

pytestmark = pytest.mark.terminal

CASES = [
    (size, lang, source)
    for size, lang in (((80, 24), "en"), ((120, 40), "fr"))
    for source in ("address", "file")
]
RECORDINGS = "mailto:messages@example.com"
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1">
  <menu id="accueil">
    <prompt>Pour un conseil, tapez 1.</prompt>
    <choice dtmf="1" next="#{link}">un conseil</choice>
  </menu>
  <form id="conseil">
    <transfer dest="tel:{dest}"/>
  </form>
</vxml>
"""
FOREIGN, OURS = "+33123456789", "+33199004002"


class _Pages(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing is logged."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on this machine that gives the files of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def account(begin: Begin) -> Path:
    return stocked(begin, {})


def write(path: Path, link: str, dest: str) -> None:
    """What the author of the document does meanwhile."""
    path.write_text(DOCUMENT.format(link=link, dest=dest), encoding="utf-8")


def looks(hand: Operator, source: str, file: str) -> None:
    """Ask for a look at the document, at its address on this machine or in a file of the home folder."""
    hand.terminal.press("f4")
    hand.finds_in_list("at its address" if source == "address" else "from a file of this machine…")
    if source == "address":
        hand.sees("Fetch it")
        hand.terminal.press("right", "enter")
    else:
        hand.sees("A document from a file")
        hand.terminal.wait_for(file)
        hand.terminal.type(file)
        hand.terminal.wait_for(f" {file}")
        hand.terminal.press("enter")


def listed(hand: Operator, level: str, place: str) -> bool:
    """Whether a finding of that level stands in the list with its line and column."""
    return any(hand.word(LEVELS[level]) in line and place in line for line in hand.lines)


@pytest.mark.parametrize("exchange", EXCHANGES)
@pytest.mark.parametrize(("size", "lang", "source"), sample(CASES, 1, "document walk"))
def test_a_document_is_checked_and_mended_before_its_service_is_set_up(
    size: tuple[int, int], lang: str, source: str, account: Path
) -> None:
    folder = account / "home"
    document = folder / "menu.vxml"
    write(document, "conseils", FOREIGN)
    with served(folder) as server, operator(account, size=size, lang=lang) as hand:
        address = f"{server}/menu.vxml"
        hand.opens()
        hand.chooses("vxml")
        hand.at("Address of the document")
        hand.fills("Address of the document", address)
        hand.fills("Address for recordings", RECORDINGS)
        hand.terminal.press("f5")
        hand.sees("Nobody has checked the document yet.")
        hand.terminal.press("escape")
        hand.sees("not checked yet")

        looks(hand, source, "menu.vxml")
        hand.sees("Check again")
        assert listed(hand, "error", "5:22")
        assert listed(hand, "error", "8:15")
        assert listed(hand, "warning", "7:3")
        hand.terminal.wait_for("▌  5 " + '    <choice dtmf="1" next="#conseils">')
        hand.terminal.press("down", "down")
        hand.terminal.wait_for(f'▌  8     <transfer dest="tel:{FOREIGN}"/>')

        write(document, "conseil", FOREIGN)
        hand.terminal.press("f4")
        hand.until(lambda: not listed(hand, "error", "5:22") and listed(hand, "error", "8:15"), "one error")
        write(document, "conseil", OURS)
        hand.terminal.press("f4")
        hand.sees("Nothing to mend in the document")
        hand.terminal.press("enter")
        hand.terminal.wait_for("[ " + hand.word("Configure") + " ]")
        hand.applies_and_leaves()
    found = shown(account)
    assert (found["feature_type"], found["configuration"]) == ("svi", "vxml")
    assert found["settings"] == {"kind": "vxml", "url": address, "url_record": RECORDINGS}
