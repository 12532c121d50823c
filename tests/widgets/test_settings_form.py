"""The form widget, on the forms of two configurations and one that has everything."""

import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from tests import switchboard
from tests.screen_host import HOSTILE, HOSTILE_SHOWN, NARROW, TINY, WIDE, at, checking, lines
from tests.widgets.boards import board
from tests.widgets.boards import opened as opened_page
from tui.configurations import conference, redirection
from tui.engine.errors import Problem
from tui.engine.plan import MASK
from tui.forms import Answer, Answers, Choice, Form, Option, Text, Toggle
from tui.i18n import Message
from tui.widgets.answer_words import answer_words
from tui.widgets.control import Asks
from tui.widgets.fields import TextField
from tui.widgets.flat_button import FlatButton
from tui.widgets.line_picker import LineList
from tui.widgets.page import Page as FieldsPage
from tui.widgets.settings_form import SettingsForm
from tui.widgets.sheet import Check, Sheet, Sources


class Page(Asks, Screen[None]):
    """A form alone on a page; keeps the answers that its sheet tells of."""

    def __init__(self, form: Form, check: Check, answers: Answers | None = None) -> None:
        super().__init__()
        self.sheet = Sheet(form, {**form.untouched(), **(answers or {})}, Sources(check, lines))
        self.form = SettingsForm(self.sheet, self)
        self.told: list[dict[str, Answer]] = []
        self.submitted = 0
        self.sheet.changed = lambda: self.told.append(self.sheet.answers)

    def compose(self) -> ComposeResult:
        yield self.form

    def done(self) -> None:
        self.submitted += 1


def conference_page(**answers: Answer) -> Page:
    return Page(conference.FORM, checking("conference", conference.FORM), answers)


def redirection_page(**answers: Answer) -> Page:
    return Page(redirection.FORM, checking("redirection", redirection.FORM), answers)


def opened(page: Page) -> bool:
    return page.query_one(LineList).is_open


def paths(page: Page) -> list[str]:
    return [problem.path for problem in page.sheet.shown]


# --- walking


async def test_tab_and_arrows_walk_the_fields_in_view_without_changing_an_answer() -> None:
    page = conference_page()
    before = page.sheet.answers
    async with at(page) as hand:
        seen = [page.form.in_hand]
        for _ in range(6):
            await hand.press("down")
            seen.append(page.form.in_hand)
        assert seen == [field.name for field in conference.FORM.asked(before)]
        await hand.press("up", "shift+tab", "tab")
        assert page.form.in_hand == "recording"
        assert page.sheet.answers == before
        assert page.told == []


async def test_the_whole_conference_is_in_view_at_80x24() -> None:
    page = conference_page(report="other", report_email="a@example.com")
    async with at(page) as hand:
        for field in conference.FORM.asked(page.sheet.answers):
            assert hand.line(field.label), field.label
        for option in ("French", "Italian", "to the e-mail address of the account", "to another address"):
            assert option in hand.text
        assert page.form.query("Questions").first().max_scroll_y == 0


async def test_arrows_change_a_choice_and_stop_at_its_ends() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.press("down", "right", "right")
        assert page.sheet.answers["language"] == "de"
        assert "● German" in hand.text
        assert "○ French" in hand.text
        await hand.press("right", "right", "right")
        assert page.sheet.answers["language"] == "it"
        await hand.press("space")
        assert page.sheet.answers["language"] == "fr"
        assert page.told[-1]["language"] == "fr"


async def test_space_switches_a_toggle_and_its_words_tell_which() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.press("down", "down", "down", "space")
        assert page.sheet.answers["muted_on_entry"] is True
        assert "○ open   ● muted" in hand.text


async def test_a_click_chooses_an_option() -> None:
    page = conference_page()
    async with at(page) as hand:
        row = next(y for y, line in enumerate(hand.text.splitlines()) if "● accepted" in line)
        column = hand.text.splitlines()[row].index("rejected")
        await hand.pilot.click(offset=(column, row))
        await hand.pilot.pause()
        assert page.sheet.answers["reject_anonymous"] is True


async def test_keys_that_come_in_one_burst_reach_the_fields_they_are_meant_for() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.burst(
            "4", "7", "tab", "right", "down", "down", "space", "enter", "space", "down", "down", "up"
        )
        answers = page.sheet.answers
        assert (answers["pin"], answers["language"]) == ("47", "en")
        assert (answers["muted_on_entry"], answers["reject_anonymous"]) == (True, True)
        assert page.form.in_hand == "recording"
    page = redirection_page()
    async with at(page) as hand:
        await hand.burst("s", "u", "p", "p", "enter", "space", "tab", "tab", "x", "enter")
        answers = page.sheet.answers
        assert answers["destination"] == "01 99 00 44 02"
        assert (answers["present_number"], answers["description"]) == (True, "x")
        assert page.submitted == 1


async def test_enter_goes_to_the_next_field_and_after_the_last_one_submits() -> None:
    page = redirection_page(destination="+33972101010")
    async with at(page) as hand:
        await hand.press("enter", "enter", "enter")
        assert page.form.in_hand == "description"
        assert page.submitted == 0
        await hand.press("enter")
        assert page.submitted == 1


# --- faults


async def test_a_fault_appears_on_leaving_and_goes_with_the_key_that_mends_it() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.type("01 99 00 1")
        assert paths(page) == []
        await hand.press("tab")
        assert paths(page) == ["destination"]
        assert "! Write a telephone number" in hand.text
        await hand.press("shift+tab", "end")
        await hand.type("0 0")
        assert paths(page) == ["destination"]
        await hand.type("1")
        assert paths(page) == []
        assert "Write a telephone number" not in hand.text


async def test_a_mended_field_may_be_wrong_again_until_it_is_left() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.press("tab", "shift+tab")
        assert paths(page) == ["destination"]
        await hand.type("0199001001")
        assert paths(page) == []
        await hand.press("backspace")
        assert paths(page) == []
        await hand.press("tab")
        assert paths(page) == ["destination"]


async def test_a_rule_across_fields_speaks_under_the_field_it_is_about() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.press(*["down"] * 6, "right", "right")
        assert page.form.in_hand == "report"
        assert "E-mail address for the report" in hand.text
        assert paths(page) == []
        await hand.press("down", "down")
        assert paths(page) == ["report_email"]
        label = next(y for y, line in enumerate(hand.text.splitlines()) if "E-mail address for" in line)
        assert "! Give the e-mail address" in hand.text.splitlines()[label + 1]
        await hand.press("up")
        await hand.type("a@b.fr")
        assert paths(page) == []


async def test_a_fault_of_a_field_that_is_hidden_now_is_gone() -> None:
    page = conference_page(report="other")
    async with at(page) as hand:
        await hand.press(*["down"] * 8, "up", "up")
        assert paths(page) == ["report_email"]
        assert page.form.in_hand == "report"
        await hand.press("left")
        assert page.sheet.answers["report"] == "customer"
        assert paths(page) == []


async def test_all_problems_are_shown_when_asked_for() -> None:
    page = redirection_page(description="x" * 401)
    async with at(page) as hand:
        found = page.form.problems()
        await hand.pilot.pause()
        assert [problem.path for problem in found] == ["destination", "description"]
        assert hand.text.count("! ") == 2
        page.form.focus_path("description")
        await hand.pilot.pause()
        assert page.form.in_hand == "description"


async def test_looking_into_another_window_is_not_leaving_the_field() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.type("01 9")
        hand.app.app_focus = False
        await hand.pilot.pause()
        assert paths(page) == []
        hand.app.app_focus = True
        await hand.pilot.pause()
        assert page.form.in_hand == "destination"
        await hand.type("9")
        assert page.sheet.answers["destination"] == "01 99"


async def test_no_error_is_called_forward_before_anything_was_left() -> None:
    async with at(redirection_page()) as hand:
        assert "! " not in hand.text


# --- hidden fields


async def test_a_hidden_field_keeps_its_answer() -> None:
    page = conference_page(report="other", report_email="a@example.com")
    async with at(page) as hand:
        await hand.press(*["down"] * 6, "left", "left")
        assert page.sheet.answers["report"] == "none"
        assert "E-mail address for" not in hand.text
        assert page.sheet.answers["report_email"] == "a@example.com"
        await hand.press("right", "right")
        assert "a@example.com" in hand.line("E-mail address for")


# --- telephone numbers


async def test_a_pasted_number_is_written_as_people_read_it() -> None:
    page = redirection_page()
    async with at(page, WIDE) as hand:
        await hand.paste("+33 (0)9.72.10.10.10\n")
        assert page.sheet.answers["destination"] == "09 72 10 10 10"
        assert "read from +33" in hand.line("Destination line")


async def test_a_typed_number_is_tidied_when_the_field_is_left() -> None:
    page = redirection_page()
    async with at(page, WIDE) as hand:
        await hand.type("0972101010")
        assert page.sheet.answers["destination"] == "0972101010"
        await hand.press("tab")
        assert page.sheet.answers["destination"] == "09 72 10 10 10"
        assert "no line of yours" in hand.line("Destination line")
        assert paths(page) == []


async def test_a_number_with_its_country_is_shown_in_full_while_it_is_typed() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.type("+33 2 99 00 11 02")
        assert "+33 2 99 00 11 02" in hand.line("Destination line")


async def test_a_number_from_settings_is_shown_as_people_read_it_and_tells_of_no_change() -> None:
    page = redirection_page(destination="+33199004401")
    async with at(page) as hand:
        assert "01 99 00 44 01" in hand.line("Destination line")
        assert "Accounting" in hand.line("Destination line")
        assert page.told == []


async def test_lines_of_the_account_are_offered_and_taken_with_arrows_and_enter() -> None:
    page = redirection_page()
    async with at(page) as hand:
        listed = page.query_one(LineList)
        assert opened(page)
        assert "3 more" in listed.text()
        await hand.press("down", "down", "enter")
        assert page.sheet.answers["destination"] == "01 99 00 44 01"
        assert not opened(page)
        assert page.form.in_hand == "present_number"


async def test_part_of_a_description_finds_the_line_and_enter_takes_it() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.type("supp")
        await hand.press("enter")
        assert page.sheet.answers["destination"] == "01 99 00 44 02"


async def test_the_list_scrolls_and_up_leaves_it() -> None:
    page = redirection_page()
    async with at(page) as hand:
        listed = page.query_one(LineList)
        await hand.press(*["down"] * 20)
        assert "▌01 99 00 44 07" in listed.text()
        assert "On call" in listed.text()
        await hand.press(*["up"] * 8)
        assert "▌" not in listed.text()
        await hand.press("tab")
        assert not opened(page)


async def test_a_line_is_taken_with_the_mouse() -> None:
    page = redirection_page()
    async with at(page) as hand:
        row = next(y for y, line in enumerate(hand.text.splitlines()) if "Support" in line)
        await hand.pilot.click(offset=(hand.text.splitlines()[row].index("Support"), row))
        await hand.pilot.pause()
        assert page.sheet.answers["destination"] == "01 99 00 44 02"
        assert page.form.in_hand == "present_number"


async def test_a_hostile_description_is_drawn_as_it_is() -> None:
    async with at(redirection_page(), WIDE) as hand:
        assert HOSTILE_SHOWN[:20] in hand.text
        assert "\x1b" not in hand.text


# --- texts


async def test_only_digits_get_into_a_pin_and_the_field_says_why() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.type("1a")
        assert page.sheet.answers["pin"] == "1"
        assert "digits only" in hand.line("Access PIN")
        await hand.type("2")
        assert "digits only" not in hand.text
        await hand.paste(" 34-56\u0667 8\t9")
        assert page.sheet.answers["pin"] == "12345678"
        assert "digits only" in hand.line("Access PIN")
        await hand.press("end")
        await hand.type("9")
        assert page.sheet.answers["pin"] == "12345678"
        assert "at most 8 characters" in hand.line("Access PIN")


async def test_a_secret_is_dots_until_f6_shows_it() -> None:
    page = conference_page()
    async with at(page) as hand:
        await hand.type("4711")
        assert "••••" in hand.line("Access PIN")
        assert "4711" not in hand.text
        await hand.press("f6")
        assert "4711" in hand.line("Access PIN")
        await hand.press("f6")
        assert "4711" not in hand.text


async def test_a_secret_nobody_knows_is_kept_or_replaced_as_a_whole() -> None:
    page = conference_page(pin=MASK)
    async with at(page) as hand:
        assert "kept as it is" in hand.line("Access PIN")
        assert page.sheet.answers["pin"] == MASK
        await hand.press("end")
        await hand.type("12")
        assert page.sheet.answers["pin"] == "12"
        assert "*** keeps" in hand.line("Access PIN")
        await hand.press("ctrl+u")
        await hand.type("***")
        assert page.sheet.answers["pin"] == MASK
        await hand.press("backspace")
        assert page.sheet.answers["pin"] == ""


async def test_a_paste_is_cleaned_and_put_on_one_line() -> None:
    page = redirection_page()
    async with at(page) as hand:
        await hand.press("tab", "tab", "tab")
        await hand.paste("\r\nFront\tdesk\r\n" + HOSTILE)
        assert page.sheet.answers["description"] == f"Front desk {HOSTILE_SHOWN}"
        assert "[bold]x" in hand.text


async def test_a_very_long_paste_is_kept_whole_and_refused() -> None:
    page = redirection_page()
    async with at(page, WIDE) as hand:
        await hand.press("tab", "tab", "tab")
        await hand.paste("x" * 10_000)
        assert page.sheet.answers["description"] == "x" * 10_000
        assert "at most 400" in hand.text
        await hand.paste("y")
        assert page.sheet.answers["description"] == "x" * 10_000
        await hand.press("tab")
        assert "At most 400 characters." in hand.text
        await hand.press("shift+tab", "end", "ctrl+u", "z")
        assert page.sheet.answers["description"] == "z"


# --- layout


async def test_advice_stands_below_at_80_columns_and_beside_at_120() -> None:
    phrase = "Should callers type a code before they enter?"
    async with at(conference_page(), NARROW) as hand:
        assert f"To say: “{phrase}”" in hand.text
    page = conference_page()
    async with at(page, WIDE) as hand:
        assert page.form.query_one(FieldsPage).has_class("-beside")
        assert "To say" in hand.text.splitlines()[0][80:]
        assert "Access PIN" not in hand.text.splitlines()[0][80:], "its help stands under it"
    async with at(board(), WIDE) as hand:
        await opened_page(hand, "Agents")
        shown = [line[80:].strip() for line in hand.text.splitlines()]
        assert shown[5] == "Agents"
        assert "Who answers, in the order in" in shown


async def test_walking_moves_no_field_from_its_line() -> None:
    page = conference_page()
    async with at(page) as hand:

        def places() -> list[int]:
            shown = hand.text.splitlines()
            return [next(y for y, line in enumerate(shown) if field.label in line) for field in asked]

        asked = conference.FORM.asked(page.sheet.answers)
        before = places()
        for _ in asked[1:]:
            await hand.press("tab")
            assert places() == before


async def test_a_tiny_terminal_and_a_resize_keep_what_is_typed() -> None:
    page = conference_page()
    async with at(page, NARROW) as hand:
        await hand.type("12")
        await hand.pilot.resize_terminal(*TINY)
        await hand.pilot.pause()
        await hand.pilot.resize_terminal(*WIDE)
        await hand.pilot.pause()
        await hand.type("3")
        await hand.pilot.resize_terminal(10, 3)
        await hand.pilot.pause()
        assert page.sheet.answers["pin"] == "123"
        assert page.form.in_hand == "pin"


async def test_without_colours_the_field_in_hand_and_the_chosen_options_are_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at(conference_page()) as hand:
        assert hand.line("Access PIN").startswith("▌")
        assert "● no   ○ yes" in hand.text


async def test_a_form_of_long_labels_and_many_options_is_drawn() -> None:
    form = Form(
        (
            Toggle(
                name="a",
                label="A label that is much longer than the column it has to stand in " * 2,
                help="h",
            ),
            Choice(
                name="b",
                label="B",
                help="h",
                options=tuple(Option(value=str(n), label=f"option {n}") for n in range(9)),
            ),
            Text(name="c", label="C", help="h"),
        )
    )
    page = Page(form, lambda _: (Problem("settings", Message("Whole.")),), {"b": "gone"})
    async with at(page) as hand:
        assert page.sheet.answers["b"] == "gone"
        await hand.press("tab", "space")
        assert page.sheet.answers["b"] == "0"
        assert "option 8" in hand.text
        assert page.form.problems()
        page.form.focus_path("settings")
        await hand.pilot.pause()
        assert page.form.in_hand == "b"


async def test_no_cursor_blinks() -> None:
    page = redirection_page()
    async with at(page):
        assert [field.cursor_blink for field in page.query(TextField)] == [False, False]


def test_answers_in_words_hide_secrets_and_what_is_asked_once() -> None:
    answers = {**conference.FORM.untouched(), "pin": "4711", "report": "other", "report_email": HOSTILE}
    (told,) = answer_words(conference.FORM, answers)
    words = dict(told)
    assert words["Access PIN"] == MASK
    assert words["Microphone on entry"] == "open"
    assert words["E-mail address for the report"] == HOSTILE_SHOWN
    answers = {**redirection.FORM.untouched(), "destination": "+33972101010"}
    (told,) = answer_words(redirection.FORM, answers)
    assert dict(told) == {
        "Destination line": "09 72 10 10 10",
        "Present the number on outgoing calls": "no",
        "Description": "(none)",
    }


def test_rows_and_hours_are_told_on_a_line_each_and_sections_apart() -> None:
    sections = answer_words(switchboard.FORM, switchboard.ANSWERS)
    assert len(sections) == 6
    words = dict(told for section in sections for told in section)
    assert words["Agents"] == "3: 01 99 00 44 01, 01 99 00 44 02, 06 39 98 12 34"
    assert words["Menus"] == "3: Accueil, Ventes, Support"
    assert words["Longest wait"] == "300 seconds"
    assert words["First menu"] == "Accueil"
    assert words["Opening hours"].startswith("Mon–Fri 9:00–12:30 open, 14:00–18:00 open; Sat")
    assert words["Refused callers"] == "(none)"


async def test_a_text_longer_than_its_field_shows_its_end_while_it_is_in_hand() -> None:
    address = f"https://example.com/{'folder/' * 8}menu.vxml"
    fields = (Text(name="at", label="Address", help="Where."), Text(name="note", label="Note", help="Any."))
    page = Page(Form(fields), lambda _answers: (), {"at": address})
    async with at(page) as hand:
        assert "menu.vxml" in hand.line("Address")
        await hand.press("tab")
        assert "https://example.com" in hand.line("Address")
        assert "menu.vxml" not in hand.line("Address")


@pytest.mark.parametrize(("size", "lines"), [((64, 24), 2), (NARROW, 1), (WIDE, 1)])
async def test_options_stand_as_close_as_the_room_asks_for(size: tuple[int, int], lines: int) -> None:
    labels = ("none", *"0123456789*#") if lines > 1 else tuple("0123456789*#")
    options = tuple(Option(value=label, label=label) for label in labels)
    page = Page(Form((Choice(name="key", label="Key", help="Which.", options=options),)), lambda _answers: ())
    async with at(page, size) as hand:
        shown = [line for line in hand.text.splitlines() if "○" in line]
        assert len(shown) == lines
        assert len({line.index("○" if at else "●") for at, line in enumerate(shown)}) == 1


async def test_the_key_bar_keeps_what_leads_on_and_lets_the_last_commands_go() -> None:
    async with at(board()) as hand:
        await opened_page(hand, "Menus")
        bar = hand.text.splitlines()[-1]
        for words in ("Enter edit", "n add", "x delete", "F5 continue", "F1 help", "Ctrl+Q quit"):
            assert words in bar
        assert "d copy" not in bar
    async with at(board(), WIDE) as hand:
        await opened_page(hand, "Agents")
        assert "x delete  < > move  d copy  F5 continue" in hand.text.splitlines()[-1]


async def test_a_button_is_as_wide_as_its_label() -> None:
    async with at(board()) as hand:
        button = hand.app.screen.query_one(FlatButton)
        assert button.size.width == len("[ Continue ]")
