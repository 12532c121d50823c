"""Two durable commits of the wizard's journal beside two bare appends; a process of its own, run by the benchmark.

`step` is the only place that knows the journal.
"""

import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

STEPS = 200
RECORD = b"x" * 299 + b"\n"
JOURNAL = "tui.store.journal"


def main() -> None:
    """Print {"commits", "appends"}: milliseconds a step, medians of steps done in turn; or {"missing": why}."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        try:
            commit = step(Path(folder) / "store.db")
        except ModuleNotFoundError as error:
            print(json.dumps({"missing": str(error)}))
            return
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


def step(path: Path) -> Callable[[int], None]:
    """What commits a step of a run of STEPS steps as started and as done, in a new store at `path`.

    Raises:
        ModuleNotFoundError: there is no journal yet.
    """
    importlib.import_module(JOURNAL)
    raise ModuleNotFoundError(f"{JOURNAL} is not known to the benchmark yet")


if __name__ == "__main__":
    main()
