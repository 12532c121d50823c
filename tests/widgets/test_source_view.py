"""The lines of a document around a place: which are shown, from which column on, and where the pointer stands."""

import pytest

from tui.widgets.cells import width
from tui.widgets.source_view import rows

LINES = [f"line {n}" for n in range(1, 101)]


def texts(lines: list[str], line: int, column: int, cells: int = 40, height: int = 7) -> list[str]:
    return ["".join(text for text, _style in row) for row in rows(lines, line, column, cells, height)]


@pytest.mark.parametrize(("line", "first", "last"), [(1, 1, 6), (50, 47, 52), (100, 95, 100)])
def test_the_place_is_shown_with_the_lines_around_it(line: int, first: int, last: int) -> None:
    shown = texts(LINES, line, 6)
    assert len(shown) == 7
    numbers = [int(each[2:5]) for each in shown if "▲" not in each]
    assert numbers == list(range(first, last + 1))
    at = next(at for at, each in enumerate(shown) if each.startswith("▌"))
    assert shown[at].endswith(f"line {line}")
    assert shown[at + 1].index("▲") == shown[at].index(f" {line}", 6) + 1


@pytest.mark.parametrize(
    ("text", "column", "under"),
    [
        ("<a>", 1, "<"),
        ("\t\t<a>", 3, "<"),
        ("a\tb<c>", 4, "<"),
        ("\x1b\u202e<a>", 3, "<"),
        ("日本<a>", 3, "<"),
        ("x" * 500 + "<a>" + "y" * 500, 501, "<"),
        ("<a>", 4, ""),
        ("", 1, ""),
    ],
)
def test_the_pointer_stands_under_the_place(text: str, column: int, under: str) -> None:
    line, pointer = texts([text], 1, column)
    cells = width(pointer.partition("▲")[0])
    before = next(part for part in (line[:end] for end in range(len(line) + 1)) if width(part) == cells)
    assert line[len(before) :][:1] == under
    assert width(line) <= 40


def test_the_lines_around_a_far_column_are_shown_from_the_same_column_on() -> None:
    shown = texts(["0123456789" * 30] * 3, 2, 155)
    assert len({each[4:] for each in shown if "▲" not in each}) == 1


@pytest.mark.parametrize(("height", "count"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_few_lines_are_enough(height: int, count: int) -> None:
    assert len(texts(LINES, 50, 1, height=height)) == count


def test_a_document_without_a_line_shows_none() -> None:
    assert texts([], 1, 1) == []
