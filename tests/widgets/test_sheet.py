"""The sheet: paths, what refers to what, undo, and which faults are told."""

from tests.switchboard import ANSWERS, FORM, agent, check, entry, menu, sheet
from tui.forms import Answer, Answers
from tui.widgets import row_edits
from tui.widgets.sheet import Sheet, Sources, within


def board(**more: Answer) -> Sheet:
    given: Answers = {**ANSWERS, **more}
    found = sheet(given)
    found.look()
    return found


def shown(found: Sheet) -> list[str]:
    return [problem.path for problem in found.shown]


# --- paths


def test_an_answer_is_given_and_found_by_its_path() -> None:
    found = board()
    before = found.answers
    found.put("menus.0.entries.2.number", "3900")
    assert found.get("menus.0.entries.2.number") == "3900"
    assert found.get("menus.0.entries.1.menu") == "Support"
    assert before["menus"] != found.answers["menus"], "answers are never changed in place"


def test_an_answer_that_a_draft_does_not_hold_is_that_of_an_untouched_form() -> None:
    found = board(agents=[{"number": "3900"}])
    assert found.get("agents.0.ringing") == "20"
    assert Sheet(FORM, {}, Sources(check)).get("strategy") == "all"


def test_a_row_that_is_gone_has_no_answers() -> None:
    found = board()
    assert found.row("agents.9") == {}
    assert found.name("agents.9") == ""


def test_every_change_is_told_of() -> None:
    found = board()
    told: list[Answers] = []
    found.changed = lambda: told.append(found.answers)
    found.put("description", "x")
    found.rename("menus", "Accueil", "Main")
    assert [each["description"] for each in told] == ["x", "x"]


def test_a_path_leads_to_the_innermost_row_and_its_field() -> None:
    found = board()
    assert found.place("menus.0.entries.1.menu") == ("menus.0.entries.1", "menu")
    assert found.place("menus.0.entries") == ("menus.0", "entries")
    assert found.place("menus.9.name") == ("", "menus")
    assert found.place("hours.3.end") == ("", "hours")
    assert found.place("agents.1") == ("agents.1", "")
    assert found.place("settings") == ("", "")
    assert found.place("agents.0.unknown") == ("agents.0", "")


def test_paths_stand_in_the_order_of_the_form() -> None:
    found = board()
    paths = ["settings", "menus.1", "menus.0.entries.1.menu", "agents.10.number", "agents.9.name", "strategy"]
    assert sorted(paths, key=found.order) == [*reversed(paths[2:]), "menus.1", "settings"]


def test_within_is_about_whole_names() -> None:
    assert within("agents.1.number", "agents.1")
    assert not within("agents.12", "agents.1")
    assert within("anything", "")


# --- references


def test_what_refers_to_a_row_is_found_and_follows_its_name() -> None:
    found = board()
    assert [use.path for use in found.users("menus.2")] == ["menus.0.entries.1.menu"]
    assert [use.path for use in found.users("menus.0")] == ["first", "steps.0.actions.0.menu"]
    found.rename("menus", "Support", "Help")
    assert found.get("menus.0.entries.1.menu") == "Help"
    assert list(found.names("menus")) == ["Accueil", "Ventes", "Support"]


def test_a_name_that_two_rows_have_and_a_row_inside_another_have_no_users() -> None:
    found = board(menus=[menu("A", entry("1", "menu", menu="A")), menu("A")], first="A")
    assert found.users("menus.0") == ()
    assert found.users("menus.0.entries.0") == ()


def test_a_reference_from_inside_the_row_itself_is_no_use() -> None:
    found = board(menus=[menu("A", entry("1", "menu", menu="A"))], first="", steps=[])
    assert list(found.users("menus.0")) == []


# --- rows


def test_deleting_a_row_clears_what_refers_to_it_and_can_be_undone() -> None:
    found = board()
    row_edits.delete(found, "menus.0")
    assert found.get("first") == ""
    assert found.can_undo
    found.undo()
    assert found.answers == {**FORM.untouched(), **ANSWERS}
    assert not found.can_undo


def test_undo_is_over_with_the_next_change() -> None:
    found = board()
    row_edits.delete(found, "agents.0")
    found.put("description", "x")
    assert not found.can_undo
    found.undo()
    assert len(found.rows("agents")) == 2


def test_a_copy_is_no_object_of_the_platform_down_to_its_innermost_rows() -> None:
    found = board()
    assert row_edits.duplicate(found, "menus.2") == "menus.3"
    assert "remote_id" in found.rows("menus.2.entries")[1]
    assert "remote_id" not in found.rows("menus.3.entries")[1]


def test_copies_of_a_copy_are_numbered_on() -> None:
    found = board(menus=[menu("Accueil")])
    row_edits.duplicate(found, "menus.0")
    row_edits.duplicate(found, "menus.1")
    assert list(found.names("menus")) == ["Accueil", "Accueil 2", "Accueil 3"]
    found = board(menus=[menu("x" * 26)])
    row_edits.duplicate(found, "menus.0")
    assert list(found.names("menus")) == ["x" * 26, "x" * 24 + " 2"]


def test_rows_that_may_be_called_the_same_are_copied_as_they_are() -> None:
    found = board()
    row_edits.duplicate(found, "steps.0.actions.0")
    assert found.rows("steps.0.actions") == [found.rows("steps.0.actions")[0]] * 2


def test_a_new_key_is_the_first_that_is_free() -> None:
    found = board()
    path = row_edits.add(found, "menus.0.entries")
    assert found.get(f"{path}.key") == "4"
    assert row_edits.untouched(found, path)
    found.put(f"{path}.key", "9")
    assert not row_edits.untouched(found, path)


def test_moving_stops_at_either_end() -> None:
    found = board()
    assert row_edits.move(found, "agents.0", -1) == "agents.0"
    assert row_edits.move(found, "agents.0", 9) == "agents.2"
    assert found.rows("agents")[2]["remote_id"] == 4711


# --- faults


def test_faults_of_fields_are_told_when_they_were_left_and_those_of_rows_at_once() -> None:
    found = board(agents=[agent("12")], waiting="x", first="Gone")
    assert shown(found) == ["agents.0.number"]
    found.leave(["waiting"])
    assert shown(found) == ["waiting", "agents.0.number"]


def test_a_field_that_was_mended_is_told_of_when_it_is_left_again() -> None:
    found = board(waiting="x")
    found.leave(["waiting"])
    for value in ("30", "3x"):
        found.put("waiting", value)
        found.look()
        found.mend("waiting")
        assert shown(found) == []
    found.leave(["waiting"])
    assert shown(found) == ["waiting"]


def test_a_new_row_is_given_time() -> None:
    found = board(agents=[])
    row = row_edits.add(found, "agents")
    found.begin(row)
    found.look()
    assert shown(found) == []
    found.leave([f"{row}.number"])
    assert shown(found) == ["agents.0.number"]
    found.begin(row)
    assert shown(found) == []
    found.end(row)
    assert shown(found) == ["agents.0.number"]


def test_warnings_of_a_new_row_wait_until_it_has_been_filled_in() -> None:
    found = board(menus=[])
    row = row_edits.add(found, "menus")
    found.begin(row)
    found.look()
    assert not [each for each in found.warnings if each.path.startswith(row)]
    found.end(row)
    found.look()
    assert [each.path for each in found.warnings if each.path.startswith(row)] == [
        "menus.0.greeting",
        "menus.0.entries",
    ]


def test_the_next_problem_follows_the_place_and_begins_anew_after_the_last() -> None:
    found = board(agents=[agent("12"), agent("13")], welcome="")
    order = []
    here = ""
    for _ in range(6):
        here = found.next_problem(here) or ""
        order.append(here)
    assert order == [
        "welcome",
        "agents.0.number",
        "agents.1.number",
        "menus.1.greeting",
        "menus.2.greeting",
        "welcome",
    ]
    assert Sheet(FORM, {}, Sources(lambda _: ())).next_problem("") is None
