"""Which numbers are marked: one by one, all at once, and never too many."""

from tui.widgets.marks import MOST, Marks


def test_a_mark_is_put_and_taken_away() -> None:
    marks = Marks()
    assert not marks
    assert marks.toggle("b")
    assert marks.toggle("a")
    assert ("a" in marks, "c" in marks, len(marks)) == (True, False, 2)
    assert list(marks.names) == ["a", "b"]
    assert marks.toggle("b")
    assert list(marks.names) == ["a"]


def test_all_are_marked_unless_they_are_already() -> None:
    marks = Marks(["a", "z"])
    assert marks.toggle_all(["a", "b"])
    assert list(marks.names) == ["a", "b", "z"]
    assert marks.toggle_all(["a", "b"])
    assert list(marks.names) == ["z"]


def test_too_many_are_refused_and_none_of_them_marked() -> None:
    marks = Marks(map(str, range(MOST - 1)))
    assert not marks.toggle_all(["x", "y"])
    assert len(marks) == MOST - 1
    assert marks.toggle("x")
    assert not marks.toggle("y")
    assert marks.toggle("x")
    assert len(marks) == MOST - 1
