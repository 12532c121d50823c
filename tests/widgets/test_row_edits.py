"""What can be done with rows, without a screen."""

from tui.configurations import ivr
from tui.widgets import row_edits
from tui.widgets.sheet import Sheet, Sources


def test_rows_that_are_called_by_the_rows_inside_them_can_be_added_and_copied() -> None:
    sheet = Sheet(ivr.FORM, ivr.FORM.untouched(), Sources(lambda _answers: ()))
    assert row_edits.add(sheet, "steps") == "steps.0"
    assert row_edits.add(sheet, "steps.0.actions") == "steps.0.actions.0"
    assert row_edits.add(sheet, "steps") == "steps.1"
    assert row_edits.untouched(sheet, "steps.1")
    assert row_edits.duplicate(sheet, "steps.0") == "steps.1"
    assert [len(sheet.rows(f"steps.{at}.actions")) for at in range(3)] == [1, 1, 0]
