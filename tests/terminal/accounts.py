"""Accounts to walk through: the same numbers in the wizard's own store, or on a platform over HTTP."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

from tests.contract.schema import absent
from tests.matrix import FULL, sample
from tests.platform import Platform
from tests.platform.wizard import EXCHANGES
from tests.terminal.sessions import environment, export, run
from tui.exchanges.csv_import import import_csv
from tui.exchanges.embedded import EmbeddedExchange
from tui.store.database import Database


def on_exchanges(cases: Sequence[tuple[Any, ...]], count: int, seed: str) -> list[tuple[Any, ...]]:
    """A sample of the cases of a long walk, each with its exchange; a full run takes the first on a platform too."""
    own, platform = EXCHANGES
    remote = [(*cases[0], platform)] if FULL else []
    return [(*case, own) for case in sample(cases, count, seed)] + remote


@dataclass
class Begin:
    """Begins with the numbers and lines of a CSV file: `begin(numbers)` is the folder of the user who has them.

    `exchange` is one of `EXCHANGES`; its tasks take `pace` seconds, or until `tasks_end`. `platforms` are those that
    were started.
    """

    exchange: str
    pace: float
    folder: Path
    new_platform: Callable[..., Platform]
    platforms: list[Platform] = field(default_factory=list)

    def __call__(self, numbers: str) -> Path:
        if self.exchange == "embedded":
            export(self.folder, {"ALIAS_WIZARD_PACE": str(self.pace)})
            file = self.folder / "numbers.csv"
            file.write_text(numbers)
            assert run(self.folder, "import", str(file)).returncode == 0
            return self.folder

        def fill(account: EmbeddedExchange) -> None:
            import_csv(account.telephony, BufferedReader(BytesIO(numbers.encode())))

        platform = self.new_platform(fill=fill, pace=self.pace)
        self.platforms.append(platform)
        export(self.folder, platform.environ | {"ALIAS_WIZARD_RATE": "100000,100000"})
        return self.folder

    def tasks_end(self) -> None:
        """All tasks that are open are done now."""
        for store in [platform.database.path for platform in self.platforms] or [own_store(self.folder)]:
            end_tasks(store)


def own_store(folder: Path) -> Path:
    """The store of the user whose home is below a folder."""
    return Path(environment(folder)["XDG_DATA_HOME"]) / "alias-wizard" / "store.db"


def end_tasks(store: Path) -> None:
    """All tasks of the account in a store that are open are done now."""
    with closing(Database(store)) as database, database.write() as connection:
        connection.execute("UPDATE task SET ends = 0 WHERE NOT settled")


def hold(platform: Platform) -> None:
    """Every request was signed as it has to be, and was of the schema where that is at hand; no write came twice.

    What is not signed rightly is refused before the platform looks what it is. The wizard may look for what is not
    there, and again where no answer came.
    """
    refused = [
        (each.method, each.path, each.status)
        for each in platform.requests
        if each.status not in ((200, 207, 404, None) if each.method == "GET" else (200, 201))
    ]
    assert refused == []
    assert [each for each, count in Counter(map(repr, platform.writes())).items() if count > 1] == []
    assert platform.violations == []
    assert platform.unchecked == absent()
    if platform.unchecked is None:
        assert platform.checking.seen
