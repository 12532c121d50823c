"""What is measured: each scene runs the wizard or a baseline once and gives named samples.

Times are in milliseconds, memory in MiB.
"""

import csv
import json
import os
import re
import shlex
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import centers
from bench.session import HEIGHT, WIDTH, BenchError, Session, frames, output_of, plain, run_for
from tests.terminal.emulator import Emulator
from tests.terminal.sessions import ROOT, environment

Samples = Mapping[str, float]
Scene = Callable[[], Samples]

# First numbers of the ranges that are reserved for fiction, 10,000 each, then of an ordinary one for what is left.
RANGES = (
    ("0199000000", 10_000),
    ("0261910000", 10_000),
    ("0353010000", 10_000),
    ("0465710000", 10_000),
    ("0536490000", 10_000),
    ("0639980000", 10_000),
    ("0972100000", 1_000_000),
)
# Typing "lyo" leaves three of five rows, then two, then one: each key changes the page.
WORDS = ("Lyon", "Lyre", "Lille", "Nice", "Metz")
FILTER = "lyo"
# The row of the page that tells whether it is the right one; so many rows are on the screen whatever is around them.
PROOF = 15
NUMBER = re.compile(r"0\d(?: \d\d){4}")
PAIRS = re.compile(r"(?<=\d)(?=(?:\d\d)+$)")
CURSOR_STEPS = 12
# In a form: rows that the cursor moves over, fields that Tab goes through, and letters, typed as people type.
ROWS_STEPS, FIELDS, LETTERS, BETWEEN_LETTERS = 7, 4, "marie", 0.2
# A list whose answer to its first key takes longer was not usable when it was painted (one tenth of a second is what
# is felt as immediate); then the time of the answer counts.
FELT = 0.1
BASELINES = Path(__file__).parent / "baselines"


@dataclass
class Bench:
    """Where the files are, and how the wizard is run."""

    work: Path
    command: list[str]
    idle: float

    def __post_init__(self) -> None:
        self.env = environment(self.work)
        # Each start would compile every module again.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        self._targets: dict[str, list[str]] = {}
        self._stores: set[int] = set()

    def scenes(self) -> dict[str, Scene]:
        """All scenes by name, in the order in which a round runs them."""
        hello, table = self._baseline("hello.py"), self._baseline("table.py")
        return {
            "python": lambda: {"time": 1000 * run_for([sys.executable, "-c", "pass"], self.env)},
            "version": lambda: {"time": 1000 * run_for([*self.command, "--version"], self.env)},
            "hello": lambda: self._hello(hello),
            "start-table": lambda: self._start(table),
            "start-60": lambda: self._start([*self.command, "--demo"]),
            "start-100000": lambda: self._start(self._wizard(100_000)),
            "table": lambda: self._use(table, filters=False),
            "list-1000": lambda: self._use(self._wizard(1_000), filters=True),
            "list-100000": lambda: self._use(self._wizard(100_000), filters=True),
            "csv": lambda: self._load([*self._baseline("csv_loop.py"), str(self._csv(100_000))]),
            "import": lambda: self._load([*self.command, "import", str(self._csv(100_000)), "--store"]),
            "journal": self._journal,
            "form-small": lambda: self._form(centers.SMALL),
            "form-large": lambda: self._form(centers.LARGE),
            "center-tenth": lambda: self._plan(centers.TENTH),
            "center-large": lambda: self._plan(centers.LARGE),
            "account": self._account,
        }

    def _hello(self, argv: list[str]) -> Samples:
        with Session(argv, self.env) as session:
            shown = session.until(shows("hello"))
            session.quiet(0.2)
            return {"start": 1000 * (shown - session.started), "memory": session.leave()}

    def _start(self, argv: list[str]) -> Samples:
        """From the start to a list whose cursor can be moved."""
        first, *targets = self._learn(argv)
        with Session(argv, self.env) as session:
            shown = session.until(shows(first))
            position, pressed = session.press("down")
            answered = session.until(shows(targets[0]), since=position)
            usable = shown if answered - pressed <= FELT else answered
            session.quiet(0.2)
            session.leave()
            return {"start": 1000 * (usable - session.started)}

    def _use(self, argv: list[str], *, filters: bool) -> Samples:
        """What is written at first, for a cursor key, for a typed letter and for nothing; the peak memory."""
        first, *targets = self._learn(argv)
        samples: dict[str, float] = {}
        with Session(argv, self.env) as session:
            session.until(shows(first))
            session.quiet(0.5)
            samples["bytes"] = len(session.raw)
            times, sizes = [], []
            for target in targets[:CURSOR_STEPS]:
                position, pressed = session.press("down")
                arrived = session.until(shows(target), since=position)
                session.quiet(0.05)
                times.append(1000 * (arrived - pressed))
                sizes.append(len(session.raw) - position)
            samples["cursor"], samples["cursor bytes"] = median(times), median(sizes)
            samples["idle"] = session.read_for(self.idle) / self.idle
            if filters:
                samples |= self._filter(session)
            samples["memory"] = session.leave()
        return samples

    def _filter(self, session: Session) -> Samples:
        samples: dict[str, float] = {}
        for key, letter in enumerate(FILTER, start=1):
            position, pressed = session.press(letter)
            arrived = session.until(shows(proof(FILTER[:key])), since=position)
            samples[f"filter {key}"] = 1000 * (arrived - pressed)
            samples[f"frames {key}"] = frames(bytes(session.raw[position : session.shown]))
            session.quiet(0.3)
            samples[f"all frames {key}"] = frames(bytes(session.raw[position:]))
        return samples

    def _learn(self, argv: list[str]) -> list[str]:
        """The number of the first row, then those that the cursor key moves to, one after the other.

        Raises:
            BenchError: the screen shows no list of numbers whose cursor moves.
        """
        name = shlex.join(argv)
        if name not in self._targets:
            with Session(argv, self.env) as session:
                session.until(lambda data: len(set(NUMBER.findall(plain(data)))) > CURSOR_STEPS)
                session.quiet(0.5)
                rows = listed(bytes(session.raw))
                position, _ = session.press("down")
                session.quiet(0.5)
                painted = [number for number in rows if number in plain(bytes(session.raw[position:]))]
                if not painted:
                    raise BenchError("the cursor key repaints no row")
                target = rows.index(painted[-1])
                if len(rows) <= target + CURSOR_STEPS:
                    raise BenchError(f"only {len(rows)} rows are shown")
                session.leave()
            self._targets[name] = [rows[0], *rows[target : target + CURSOR_STEPS]]
        return self._targets[name]

    def _load(self, argv: list[str]) -> Samples:
        """A command whose last argument is the database that it makes."""
        return {"time": 1000 * run_for([*argv, str(self._fresh("loaded.db"))], self.env)}

    def _fresh(self, name: str) -> Path:
        """Where a database is to be; whatever is there goes."""
        target = self.work / name
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        return target

    def _journal(self) -> Samples:
        said = output_of([sys.executable, "-m", "bench.journal", str(self.work)], self.env)
        return dict(json.loads(said))

    def _account(self) -> Samples:
        return dict(json.loads(output_of([sys.executable, "-m", "bench.account", str(self.work)], self.env)))

    def _form(self, size: centers.Size) -> Samples:
        """From a key to its paint in the form of a contact centre: a row further, a page further, a field, a letter."""
        times: dict[str, list[float]] = defaultdict(list)
        *command, store = self._center(size)
        # What is typed would be there as a draft the next time.
        copy = self._fresh("form.db")
        shutil.copy(store, copy)
        argv = [*command, str(copy), "--number", centers.NUMBER, "--lang", "en"]
        with Session(argv, self.env) as session:

            def press(key: str, proof: Callable[[bytes], bool], name: str) -> None:
                position, pressed = session.press(key)
                times[name].append(1000 * (session.until(proof, since=position) - pressed))
                session.quiet(0.1)

            session.until(shows("Edit the settings"))
            session.quiet(0.3)
            press("enter", shows(spaced(centers.line(0))), "open the form")
            for index in range(1, ROWS_STEPS):
                press("down", shows(spaced(centers.line(index))), "cursor key")
            for shown in ("Service 0", "Bonjour", "Menu 0", "Step 1"):
                press("ctrl+pagedown", shows(shown), "page further")
            for shown in ("Menu 0", "Bonjour", "Service 0", spaced(centers.line(0))):
                press("ctrl+pageup", shows(shown), "page further")
            press("enter", shows("Simultaneous calls"), "open a row")
            for _ in range(FIELDS):
                press("tab", bool, "field further")
            for _ in range(FIELDS - 1):
                press("shift+tab", bool, "field further")
            for letter in LETTERS:
                position, pressed = session.press(letter)
                times["typed letter"].append(1000 * (session.until(bool, since=position) - pressed))
                session.read_for(BETWEEN_LETTERS)
            session.quiet(0.3)
            press("f5", shows(spaced(centers.line(0))), "close a row")
            session.leave()
        return {name: median(each) for name, each in times.items()}

    def _plan(self, size: centers.Size) -> Samples:
        store = self._center(size)[-1]
        said = output_of([sys.executable, "-m", "bench.centers", store, *map(str, size)], self.env)
        return dict(json.loads(said))

    def _center(self, size: centers.Size) -> list[str]:
        """The wizard on a store with a contact centre of that size, which is made at the first call."""
        store = self.work / f"center-{size.agents}.db"
        if not store.exists():
            lines, recipe = store.with_suffix(".csv"), store.with_suffix(".json")
            lines.write_text("\n".join(centers.numbers(size)), encoding="utf-8")
            recipe.write_text(json.dumps(centers.settings(size)), encoding="utf-8")
            run_for([*self.command, "import", str(lines), "--store", str(store)], self.env)
            applied = ["apply", str(recipe), centers.NUMBER, "--yes", "--store", str(store)]
            run_for([*self.command, *applied], self.env)
        return [*self.command, "--store", str(store)]

    def _wizard(self, count: int) -> list[str]:
        """The wizard on a store of that many numbers, which is made at the first call."""
        store = self.work / f"{count}.db"
        if count not in self._stores:
            run_for([*self.command, "import", str(self._csv(count)), "--store", str(store)], self.env)
            self._stores.add(count)
        return [*self.command, "--store", str(store)]

    def _csv(self, count: int) -> Path:
        path = self.work / f"{count}.csv"
        if not path.exists():
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(("number", "billing_account", "description", "kind"))
                for index in range(count):
                    rows.writerow(
                        (number(index), f"ab12345-ovh-{index % 3 + 1}", description(index), "alias")
                    )
        return path

    @staticmethod
    def _baseline(name: str) -> list[str]:
        return [sys.executable, str(BASELINES / name)]


def shows(text: str) -> Callable[[bytes], bool]:
    """Whether bytes put this text on the screen."""
    return lambda data: text in plain(data)


def proof(typed: str) -> str:
    """The number of a row that is on the first page when this is typed, and was not on the page before."""
    matching = [index for index in range(100) if typed in description(index).lower()]
    return spaced(number(matching[PROOF]))


def listed(raw: bytes) -> list[str]:
    """The numbers of the list that these bytes paint, from the top.

    A list is where most numbers begin in the same column: there may be one elsewhere, as an example.
    """
    emulator = Emulator(WIDTH, HEIGHT)
    emulator.feed(raw)
    found = [match for line in emulator.lines for match in NUMBER.finditer(line)]
    columns = [match.start() for match in found]
    return [match.group() for match in found if match.start() == max(columns, key=columns.count)]


def number(index: int) -> str:
    """The index-th of the numbers, which are in number order, in national form without spaces."""
    for first, count in RANGES:
        if index < count:
            return f"{int(first) + index:010}"
        index -= count
    raise IndexError(index)


def spaced(national: str) -> str:
    """A number as it is shown."""
    return PAIRS.sub(" ", national)


def description(index: int) -> str:
    """What the index-th number is called."""
    return f"{WORDS[index % len(WORDS)]} {index}"


def prepare() -> None:
    """Compile the wizard and the benchmark; what runs without its bytecode looks far slower than it is."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run_for([sys.executable, "-m", "compileall", "-q", str(ROOT / "tui"), str(ROOT / "bench")], env)
