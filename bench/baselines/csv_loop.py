"""What an import cannot do without: read the lines of argv[1] and put them into a table of a new argv[2]."""

import csv
import sqlite3
import sys
from pathlib import Path


def load(source: Path, target: Path) -> None:
    connection = sqlite3.connect(target)
    connection.execute(
        "CREATE TABLE number (number TEXT PRIMARY KEY, account TEXT, description TEXT, kind TEXT)"
    )
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        with connection:
            connection.executemany("INSERT INTO number VALUES (?, ?, ?, ?)", rows)
    connection.close()


if __name__ == "__main__":
    load(Path(sys.argv[1]), Path(sys.argv[2]))
