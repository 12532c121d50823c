"""`python -m bench`: measure, print, assert nothing."""

import argparse
import os
import platform
import shlex
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench.rows import ROWS, Row, evaluate, report
from bench.scenes import Bench, Scene, prepare
from bench.session import HEIGHT, WIDTH, BenchError

FULL, QUICK = 15, 3


def main() -> None:
    """Run all scenes in interleaved rounds, the first of which only warms up, and print the report."""
    options = parse()
    rounds = options.rounds or (QUICK if options.quick else FULL)
    rows = [row for row in ROWS if options.only.lower() in row.what.lower()]
    if not rows:
        sys.exit(f"no row is called {options.only!r}; there are:\n" + "\n".join(row.what for row in ROWS))
    started, load = time.monotonic(), os.getloadavg()[0]
    command = shlex.split(options.command) if options.command else [sys.executable, "-m", "tui"]
    prepare()
    with tempfile.TemporaryDirectory(prefix="alias-wizard-bench-") as work:
        bench = Bench(Path(work), command, idle=1.0 if options.quick else 2.0)
        series, reasons = measure(needed(bench.scenes(), rows), rounds)
    print(
        f"{rounds} interleaved rounds after one to warm up, {WIDTH}x{HEIGHT} cells,"
        f" Python {platform.python_version()}, {time.monotonic() - started:.0f} s\n"
        # The benchmark alone keeps about one core busy; times taken beside other work say little.
        f"load {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, on {os.cpu_count()} cores\n"
    )
    print(report([(row, evaluate(row, series)) for row in rows], reasons))


def parse() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help=f"rounds that count (default {FULL})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} rounds, for development")
    parser.add_argument("--only", default="", metavar="NAME", help="only the rows whose name holds this")
    parser.add_argument("--command", metavar="COMMAND", help="another command than python -m tui")
    return parser.parse_args()


def needed(scenes: dict[str, Scene], rows: list[Row]) -> dict[str, Scene]:
    """The scenes that give the samples of these rows."""
    wanted = {name.partition(":")[0] for row in rows for name in (*row.figures, *row.baselines)}
    return {name: scene for name, scene in scenes.items() if name in wanted}


def measure(scenes: dict[str, Scene], rounds: int) -> tuple[dict[str, list[float]], list[str]]:
    """The samples of all rounds by name, and why a scene that failed was given up."""
    series: dict[str, list[float]] = defaultdict(list)
    reasons = []
    for count in range(rounds + 1):
        # Forwards and backwards in turn, so that a machine that slows down meanwhile slows both sides of a ratio.
        for name in list(scenes) if count % 2 else reversed(list(scenes)):
            progress(f"round {count} of {rounds}: {name}")
            try:
                samples = scenes[name]()
            except (BenchError, OSError) as error:
                reasons.append(f"{name}: {error}")
                del scenes[name]
                continue
            if count:
                for sample, value in samples.items():
                    series[f"{name}:{sample}"].append(value)
    progress("")
    return series, reasons


def progress(text: str) -> None:
    """Say on a terminal what is being measured."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
