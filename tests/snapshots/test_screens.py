"""What every screen of the walk looks like, in both languages and at both sizes, held against the text files beside.

A difference is a change of the looks; CONTRIBUTING.md says how the files are written anew where it is meant.
"""

import asyncio
import difflib
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.matrix import sample
from tests.screen_host import NARROW, WIDE
from tests.screens.connecting import Page, at_app
from tui import i18n
from tui.app import Start, WizardApp
from tui.configurations import catalogue
from tui.engine.scope import LOCAL
from tui.exchanges.embedded import EmbeddedExchange
from tui.exchanges.sample import make_sample
from tui.i18n import N_, Message
from tui.signals import Stop
from tui.store.database import Database
from tui.store.inventory import Inventory
from tui.store.journal import Journal
from tui.store.sounds import Sounds
from tui.use_cases import Services

HERE = Path(__file__).parent
WRITE = os.environ.get("ALIAS_WIZARD_SNAPSHOTS") == "write"

Walk = Sequence[tuple[str, Sequence[str]]]
"""The pictures that are taken, each with the keys that lead there from the one before."""


def pages(*names: str) -> Walk:
    """The pages of a form after the first one."""
    return [(name, ["ctrl+pagedown"]) for name in names]


WALKS: dict[str, tuple[str | None, Walk]] = {
    "numbers": (
        None,
        [
            ("list", []),
            ("help", ["f1"]),
            ("states", ["escape", "f4"]),
            ("billing accounts", ["escape", "f2"]),
            ("found", ["escape", *"compta"]),
            ("nothing found", [*"xyz"]),
            ("marked", ["escape", "f7", "down", "f7"]),
            ("choice for several", ["enter"]),
        ],
    ),
    "redirection": (
        "0033199001002",
        [
            ("card", []),
            ("form", ["enter"]),
            ("lines to choose from", ["ctrl+u"]),
            ("plan", ["0", "1", "9", "9", "0", "0", "4", "0", "0", "4", "enter", "f5"]),
            ("outcome", ["enter"]),
            ("undoing", ["f6"]),
        ],
    ),
    "conference": ("0033199001008", [("card", []), ("form", ["enter"])]),
    "call queue": (
        "0033199003001",
        [
            ("card", []),
            ("agents", ["enter"]),
            ("an agent", ["down", "down", "down", "enter"]),
            ("waiting", ["escape", "ctrl+pagedown"]),
            *pages("hours", "closures", "filter", "recording"),
        ],
    ),
    "voice menu": (
        "0033199001000",
        [
            ("card", []),
            ("menus", ["enter"]),
            ("a key", ["down", "enter"]),
            ("a menu", ["escape", "up", "enter"]),
            ("steps", ["escape", "ctrl+pagedown"]),
            *pages("closures", "number"),
        ],
    ),
    "contact centre": (
        "0033199003000",
        [
            ("card", []),
            ("agents", ["enter"]),
            ("an agent", ["enter"]),
            ("queues", ["escape", "ctrl+pagedown"]),
            ("a queue", ["enter"]),
            ("texts", ["escape", "ctrl+pagedown"]),
            *pages("menus", "steps", "closures", "team", "number"),
        ],
    ),
    "vxml": ("0033199003003", [("card", []), ("form", ["enter"]), ("where to look", ["f4"])]),
    "change": (
        "0033199001002",
        [
            ("card", []),
            ("choice", ["down", "enter"]),
            ("expert mode", ["f3"]),
            ("form of another", ["down", "enter"]),
            ("what is lost", ["f5"]),
        ],
    ),
    "removal": (
        "0033199001002",
        [("card", []), ("plan", ["down", "down", "enter"]), ("outcome", ["left", "enter"]), ("log", ["f7"])],
    ),
}
CASES = [(walk, lang, size) for walk in WALKS for lang in ("fr", "en") for size in (NARROW, WIDE)]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample account."""
    path = tmp_path_factory.mktemp("sample") / "store.db"
    database = Database(path)
    make_sample(EmbeddedExchange(database, catalogue.collections, FakeClock(), 0.0))
    database.close()
    return path


@pytest.fixture
def app(account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WizardApp:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr("tui.store.journal.this_user", lambda: ("anne", "poste-3"))
    path = tmp_path / "store.db"
    shutil.copy(account, path)
    database, clock = Database(path), FakeClock()
    exchange = EmbeddedExchange(database, catalogue.collections, clock, 0.0)
    numbers = Inventory(database, LOCAL)
    journal, sounds = Journal(database, LOCAL, clock), Sounds(database, LOCAL, clock)
    services = Services(exchange, journal, numbers, clock, Stop(), exchange, sounds)
    return WizardApp(Start(numbers, Message(N_("Training")), lambda: services, calm=True, trains=True))


@pytest.mark.parametrize(("walk", "lang", "size"), sample(CASES, 9, "pictures"))
async def test_a_screen_looks_as_it_did(walk: str, lang: str, size: tuple[int, int], app: WizardApp) -> None:
    number, steps = WALKS[walk]
    i18n.set_language(lang)
    file = HERE / f"{lang}-{size[0]}x{size[1]}" / f"{walk.replace(' ', '-')}.txt"
    kept = {} if WRITE else pictures(file)
    async with at_app(app, size) as hand:
        if number is not None:
            await hand.press(*f"0{number[4:]}", "enter")
        for name, keys in steps:
            await hand.press(*keys)
            seen = await picture(hand, None if WRITE else kept.get(name, ""))
            if WRITE:
                kept[name] = seen
            assert seen == kept.get(name), "\n".join(
                difflib.unified_diff(kept.get(name, "").splitlines(), seen.splitlines(), name, "seen", n=1)
            )
    if WRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join(f"{HEAD}{name}\n{kept[name]}\n" for name, _keys in steps))
    assert set(kept) == {name for name, _keys in steps}


HEAD = "═══ "


def pictures(file: Path) -> dict[str, str]:
    """The pictures of a file, by name."""
    if not file.exists():
        return {}
    parts = file.read_text().split(HEAD)[1:]
    return {name: text.removesuffix("\n") for name, text in (part.split("\n", 1) for part in parts)}


async def picture(hand: Page, kept: str | None) -> str:
    """The screen once it looks as it was kept, or has had time to; once it rests where nothing was kept."""
    seen, rests = "", 0
    for _ in range(500 if kept is not None else 60):
        before, seen = seen, hand.text
        rests = rests + 1 if seen == before else 0
        if seen == kept or (kept is None and rests > 25):
            break
        await asyncio.sleep(0.02)
    return seen
