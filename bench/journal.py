"""Two durable commits of the wizard's journal beside two bare appends; a process of its own, run by the benchmark.

`step` is the only place that knows the journal.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tui.engine.plan import Step
from tui.engine.ports import Intent
from tui.engine.resources import Snapshot
from tui.engine.scope import Scope
from tui.i18n import Message
from tui.signals import Stop
from tui.store.database import Database
from tui.store.journal import Journal

STEPS = 200
RECORD = b"x" * 299 + b"\n"


def main() -> None:
    """Print {"commits", "appends"}: milliseconds a step, medians of steps done in turn."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        commit = step(Path(folder) / "store.db")
        append = appends(Path(folder) / "records")
        times: dict[str, list[float]] = {"commits": [], "appends": []}
        for position in range(STEPS):
            for name, work in (("commits", commit), ("appends", append)):
                started = time.perf_counter()
                work(position)
                times[name].append(1000 * (time.perf_counter() - started))
    print(json.dumps({name: median(values) for name, values in times.items()}))


def appends(path: Path) -> Callable[[int], None]:
    """What does the least that survives a power cut: twice 300 bytes, each on the disk before the next."""
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def work(_: int) -> None:
        for _ in range(2):
            os.write(descriptor, RECORD)
            os.fdatasync(descriptor)

    return work


class WallClock:
    """The time of day; nothing waits here."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    def wait(self, seconds: float, stop: Stop) -> None:
        """Refuse: a journal does not wait."""
        raise NotImplementedError


def step(path: Path) -> Callable[[int], None]:
    """What commits a step of a run of STEPS steps as started and as done, in a new store at `path`."""
    scope = Scope(exchange="embedded", endpoint="bench", account="bench")
    journal = Journal(Database(path), scope, WallClock())
    planned = Step(
        action="update",
        method="PUT",
        path="/telephony/ab12345-ovh-1/redirect/0033199000000",
        body={"destination": "0033199000001"},
        title=Message("Redirection"),
    )
    intent = Intent(
        billing_account="ab12345-ovh-1",
        service_name="0033199000000",
        to_type="redirect",
        kind="redirection",
        settings={"kind": "redirection"},
        before=Snapshot("empty"),
    )
    run = journal.start_run(intent, [planned] * STEPS).id

    def work(position: int) -> None:
        journal.step_started(run, position)
        journal.step_ended(run, position, "done")

    return work


if __name__ == "__main__":
    main()
