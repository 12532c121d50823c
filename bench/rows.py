"""The rows of the report: what is compared with what, and the aim beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Series = Mapping[str, Sequence[float]]
"""The samples, one a round, by the name of the scene, a colon and what the scene measures."""

KEYS = (1, 2, 3)


@dataclass(frozen=True)
class Row:
    """One line of the report.

    `figures` and `baselines` name samples. Of several figures the worst counts, each with its own baseline. `aim` is an
    upper bound of the ratio of the medians, or of the figure itself; None makes it a line for comparison.
    """

    what: str
    unit: str
    figures: tuple[str, ...]
    baselines: tuple[str, ...] = ()
    aim: float | None = None
    bound: Literal["ratio", "figure"] = "ratio"


ROWS = (
    Row("start to a usable list, 60 numbers", "ms", ("start-60:start",), ("hello:start",), 1.25),
    Row("start to a usable list, 100,000 numbers", "ms", ("start-100000:start",), ("hello:start",), 1.35),
    Row("  (a 20-row table app, for comparison)", "ms", ("start-table:start",), ("hello:start",)),
    Row("--version, against python -c pass", "ms", ("version:time",), ("python:time",), 2.5),
    Row(
        "cursor key at 100,000, against a 20-row table", "ms", ("list-100000:cursor",), ("table:cursor",), 0.8
    ),
    Row(
        "typed letter at 100,000, first page",
        "ms",
        tuple(f"list-100000:filter {key}" for key in KEYS),
        aim=16.7,
        bound="figure",
    ),
    Row(
        "  the same, against 1,000 numbers",
        "ms",
        tuple(f"list-100000:filter {key}" for key in KEYS),
        tuple(f"list-1000:filter {key}" for key in KEYS),
        1.25,
    ),
    Row(
        "frames painted until that page is there",
        "",
        tuple(f"list-100000:frames {key}" for key in KEYS),
        aim=1,
        bound="figure",
    ),
    Row(
        "  (all frames after the key, until it is quiet)",
        "",
        tuple(f"list-100000:all frames {key}" for key in KEYS),
    ),
    Row("first paint at 100,000, against the table app", "B", ("list-100000:bytes",), ("table:bytes",), 1.1),
    Row("a cursor move", "B", ("list-100000:cursor bytes",), ("table:cursor bytes",), 600, "figure"),
    Row("idle, a second", "B", ("list-100000:idle",), ("table:idle",), 200, "figure"),
    Row("peak memory at 100,000", "MiB", ("list-100000:memory",), ("hello:memory",), 1.6),
    Row("import of 100,000 lines, against csv + sqlite3", "ms", ("import:time",), ("csv:time",), 10),
    Row("two durable commits, against two fdatasync", "ms", ("journal:commits",), ("journal:appends",), 2.5),
    # From a key to its paint, beside one of 8 agents. Where other lines come into view there are more to be drawn, too.
    *(
        Row(f"contact centre of 500: {name}", "ms", (f"form-large:{name}",), (f"form-small:{name}",), aim)
        for name, aim in (
            ("cursor key", 1.25),
            ("field further", 1.25),
            ("typed letter", 1.25),
            ("page further", 1.5),
            ("open a row", 1.5),
            ("close a row", 1.5),
            ("open the form", 5.0),
        )
    ),
    # Ten times as many objects: in proportion it would be 10.
    *(
        Row(f"  {name}, against a tenth", "ms", (f"center-large:{name}",), (f"center-tenth:{name}",), 12.5)
        for name in ("read", "check", "first plan", "plan of an edit")
    ),
    Row("requests to list 1,000 numbers", "", ("account:requests",), aim=25, bound="figure"),
    Row(
        "  with 50 ms of latency, against a loop with the SDK",
        "ms",
        ("account:list",),
        ("account:loop",),
        0.02,
    ),
    Row("applying 164 calls, against the SDK alone", "ms", ("account:apply",), ("account:bare",), 1.6),
    Row("  with 10 ms of latency", "ms", ("account:apply near",), ("account:bare near",), 1.1),
    Row("  (a server that only plays answers)", "ms", ("account:apply played",), ("account:bare played",)),
)


@dataclass(frozen=True)
class Result:
    """A row with its medians; `met` is None for a line that has no aim."""

    row: Row
    figure: float
    low: float
    high: float
    baseline: float | None
    ratio: float | None
    met: bool | None


def evaluate(row: Row, series: Series) -> Result | None:
    """The row's result; None when a sample that it needs was never taken."""
    if any(not series.get(name) for name in (*row.figures, *row.baselines)):
        return None
    candidates = []
    for position, name in enumerate(row.figures):
        figure = median(series[name])
        baseline = median(series[row.baselines[position]]) if row.baselines else None
        ratio = figure / baseline if baseline else None
        measured = ratio if row.bound == "ratio" and ratio is not None else figure
        met = None if row.aim is None else measured <= row.aim
        result = Result(row, figure, min(series[name]), max(series[name]), baseline, ratio, met)
        candidates.append((measured, position, result))
    return max(candidates)[2]


def report(results: Sequence[tuple[Row, Result | None]], reasons: Sequence[str]) -> str:
    """The table, with what could not be measured below it."""
    header = ("what", "median (min..max)", "baseline", "ratio", "aim", "")
    lines = [header, *(_cells(row, result) for row, result in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    text = [
        "  ".join(
            cell.ljust(width) if column in (0, 5) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    text.insert(1, "-" * max(map(len, text)))
    return "\n".join([*text, *(f"not measured: {reason}" for reason in reasons)])


def _cells(row: Row, result: Result | None) -> tuple[str, ...]:
    aim = (
        ""
        if row.aim is None
        else f"{row.aim:g}"
        if row.bound == "ratio"
        else f"{row.aim:g} {row.unit}".rstrip()
    )
    if result is None:
        return (row.what, "-", "-", "-", aim, "" if row.aim is None else "not measured")
    unit = f" {row.unit}" if row.unit else ""
    return (
        row.what,
        f"{_short(result.figure)}{unit} ({_short(result.low)}..{_short(result.high)})",
        "" if result.baseline is None else f"{_short(result.baseline)}{unit}",
        "" if result.ratio is None else f"{result.ratio:.2f}",
        aim,
        "" if result.met is None else "met" if result.met else "MISSED",
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
