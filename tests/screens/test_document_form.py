"""A form with the address of a document: it is looked at when asked for, and asked about before going on."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screen_host import NARROW, WIDE, Hand, at
from tests.screens.documents import ADDRESS, CLEAN, DOUBTED, WRONG, Library, report
from tests.screens.host import settle
from tui.engine.errors import Problem
from tui.flow import Back, Draft, Forward, Quit, Step
from tui.forms import Answer, Answers, Form, Text
from tui.i18n import Message
from tui.screens.examining import doubts
from tui.screens.files import FileScreen
from tui.screens.findings import FindingsScreen
from tui.screens.settings import SettingsScreen
from tui.signals import Stop
from tui.telephony.fetching import DocumentUnreachable, PrivateAddress
from tui.telephony.findings import Report
from tui.widgets.examined import Examined, told
from tui.widgets.sheet import Sources

FORM = Form(
    (
        Text(name="url", label="Document", help="Where it is.", document=("vxml",)),
        Text(name="other", label="Other", help="Something else.", optional=True),
    )
)
DRAFT = Draft("0033199001002", configured=False, step=Step.SETTINGS, kind="some-kind")
PRIVATE = PrivateAddress(document=ADDRESS, address="10.0.0.1")
GONE = DocumentUnreachable(document=ADDRESS, reason="It answers 404 Not Found.")


def check(answers: Answers) -> tuple[Problem, ...]:
    right = str(answers["url"]).startswith("https://")
    return () if right else (Problem("url", Message("Write an address.")),)


def form(library: Library | None, answers: Mapping[str, Answer] | None = None) -> SettingsScreen:
    given = {"url": ADDRESS, "other": "", **(answers or {})}
    sources = Sources(check, documents=library)
    return SettingsScreen(DRAFT, FORM, Message("Voice service"), given, sources, lambda _answers: None)


def examined(hand: Hand) -> str:
    """What stands beside the button."""
    return hand.line("[ Check the document ]").partition("]")[2].strip()


async def shows(hand: Hand, text: str) -> None:
    """Wait for a text."""
    await settle(hand.pilot, lambda: text in " ".join(hand.text.split()))


async def checks(hand: Hand) -> None:
    """Ask for a look at the address."""
    await hand.press("f4", "enter")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_document_is_looked_at_only_when_asked_for_and_what_was_found_stays_beside_it(
    size: tuple[int, int],
) -> None:
    library = Library(WRONG)
    async with at(form(library), size) as hand:
        assert examined(hand) == "F4 not checked yet"
        assert "F4 check the document" in hand.text.splitlines()[-1]
        await hand.press("tab", "shift+tab")
        assert library.asked == []
        await checks(hand)
        await shows(hand, "2 errors, 1 warning")
        assert isinstance(hand.app.screen, FindingsScreen)
        assert library.asked == [(ADDRESS, "", False)]
        await hand.press("escape")
        assert examined(hand) == "F4 ! 2 errors, 1 warning"
        await hand.type("x")
        assert examined(hand) == "F4 not checked yet"
        await hand.press("backspace")
        assert examined(hand) == "F4 ! 2 errors, 1 warning"


@pytest.mark.parametrize(
    ("found", "words"), [(CLEAN, "✓ nothing to mend"), (DOUBTED, "! 0 errors, 1 warning")]
)
async def test_a_document_without_errors_is_said_to_have_none(found: object, words: str) -> None:
    async with at(form(Library(found))) as hand:  # type: ignore[arg-type]  # a report
        await checks(hand)
        await settle(hand.pilot, lambda: isinstance(hand.app.screen, FindingsScreen))
        await hand.press("escape")
        assert examined(hand) == f"F4 {words}"
        await hand.press("f5")
        assert isinstance(hand.outcome, Forward)


async def test_the_button_does_what_the_key_does() -> None:
    library = Library(CLEAN)
    async with at(form(library)) as hand:
        await hand.pilot.click("Examined FlatButton")
        await hand.press("enter")
        await shows(hand, "Nothing to mend")
        assert library.asked == [(ADDRESS, "", False)]


async def test_keys_typed_ahead_look_at_the_address_that_was_typed_before() -> None:
    library = Library(CLEAN)
    async with at(form(library)) as hand:
        await hand.burst("a", "b", "f4", "enter")
        await settle(hand.pilot, lambda: isinstance(hand.app.screen, FindingsScreen))
        assert library.asked == [(f"{ADDRESS}ab", "", False)]


async def test_a_row_is_reached_and_picked_by_keys_typed_ahead() -> None:
    library = Library(CLEAN)
    async with at(form(library)) as hand:
        await hand.burst("f4", "down", "enter")
        await settle(hand.pilot, lambda: isinstance(hand.app.screen, FileScreen))
        assert library.asked == []


async def test_the_author_s_copy_is_opened_from_disk_and_looked_at_again(tmp_path: Path) -> None:
    copy = tmp_path / "menu.vxml"
    copy.write_text("<vxml/>")
    library = Library(WRONG, CLEAN)
    async with at(form(library)) as hand:
        await hand.press("f4", "down", "enter")
        assert isinstance(hand.app.screen, FileScreen)
        await hand.paste(str(copy))
        await hand.press("enter")
        await shows(hand, "2 errors, 1 warning")
        assert "menu.vxml" in hand.text
        await hand.press("f4")
        await shows(hand, "Nothing to mend")
        assert library.asked == [(ADDRESS, str(copy), False)] * 2


@pytest.mark.parametrize("address", ["", "example.com"])
async def test_without_an_address_that_will_do_only_a_file_can_be_opened(address: str) -> None:
    async with at(form(Library(), {"url": address})) as hand:
        await hand.press("f4")
        assert isinstance(hand.app.screen, FileScreen)
        await hand.press("escape")
        assert isinstance(hand.app.screen, SettingsScreen)


async def test_a_private_network_is_asked_about_once_and_never_entered_before() -> None:
    library = Library(PRIVATE, PRIVATE, WRONG, CLEAN)
    async with at(form(library)) as hand:
        await checks(hand)
        await shows(hand, "is in a private network (10.0.0.1).")
        await hand.press("enter")
        assert isinstance(hand.app.screen, SettingsScreen)
        assert library.asked == [(ADDRESS, "", False)]
        await checks(hand)
        await shows(hand, "is in a private network (10.0.0.1).")
        await hand.press("right", "enter")
        await shows(hand, "2 errors")
        await hand.press("f4")
        await shows(hand, "Nothing to mend")
        assert library.asked[1:] == [(ADDRESS, "", False), (ADDRESS, "", True), (ADDRESS, "", True)]


async def test_a_document_that_cannot_be_had_is_told_and_forbids_nothing() -> None:
    async with at(form(Library(GONE))) as hand:
        await checks(hand)
        await shows(hand, "It answers 404 Not Found.")
        await hand.press("enter")
        assert examined(hand) == "F4 not checked yet"


async def test_escape_ends_a_look_that_takes_too_long() -> None:
    library = Library(Stop)
    async with at(form(library)) as hand:
        await checks(hand)
        await shows(hand, f"Checking {ADDRESS}…")
        await hand.press("escape")
        assert isinstance(hand.app.screen, SettingsScreen)
        assert library.given_up.wait(5)
        assert examined(hand) == "F4 not checked yet"


async def test_leaving_the_wizard_ends_a_look_under_way() -> None:
    library = Library(Stop)
    async with at(form(library)) as hand:
        await checks(hand)
        await shows(hand, f"Checking {ADDRESS}…")
        await hand.press("ctrl+q")
    assert library.given_up.wait(5)


async def test_quitting_from_the_findings_leaves_the_wizard() -> None:
    async with at(form(Library(WRONG))) as hand:
        await checks(hand)
        await shows(hand, "2 errors")
        await hand.press("ctrl+q")
        assert isinstance(hand.outcome, Quit)


# --- asking before going on


async def test_a_document_that_nobody_has_looked_at_is_asked_about() -> None:
    library = Library(CLEAN)
    async with at(form(library)) as hand:
        await hand.press("f5")
        assert "Nobody has checked the document yet." in hand.text
        await hand.press("escape")
        assert not hand.outcome
        await hand.press("f5", "enter")
        await shows(hand, "Nothing to mend")
        await hand.press("f5")
        assert isinstance(hand.outcome, Forward)
        assert library.asked == [(ADDRESS, "", False)]


async def test_going_on_with_errors_is_asked_about_and_never_forbidden() -> None:
    library = Library(WRONG)
    async with at(form(library)) as hand:
        await checks(hand)
        await shows(hand, "2 errors")
        await hand.press("f5")
        assert "The document has 2 errors." in hand.text
        await hand.press("right", "right", "enter")
        assert isinstance(hand.app.screen, SettingsScreen)
        await hand.press("f5", "right", "enter")
        assert isinstance(hand.outcome, Forward)
        assert hand.outcome.draft.answers["some-kind"]["url"] == ADDRESS
        assert len(library.asked) == 1


async def test_the_check_that_is_asked_for_is_that_of_the_last_look(tmp_path: Path) -> None:
    copy = tmp_path / "menu.vxml"
    copy.write_text("<vxml/>")
    library = Library(WRONG, WRONG)
    async with at(form(library)) as hand:
        await hand.press("f4", "down", "enter")
        await hand.paste(str(copy))
        await hand.press("enter")
        await shows(hand, "2 errors")
        await hand.press("escape", "f5", "enter")
        await settle(hand.pilot, lambda: len(library.asked) == 2)
        assert library.asked[1] == (ADDRESS, str(copy), False)
        await settle(hand.pilot, lambda: isinstance(hand.app.screen, FindingsScreen))


async def test_a_fault_in_the_form_comes_before_any_question() -> None:
    async with at(form(Library(), {"url": "example.com"})) as hand:
        await hand.press("f5")
        assert "! Write an address." in hand.text
        assert "Nobody has checked" not in hand.text


async def test_going_back_asks_nothing() -> None:
    async with at(form(Library())) as hand:
        await hand.press("escape")
        assert isinstance(hand.outcome, Back)


async def test_a_form_without_documents_has_neither_key_nor_question() -> None:
    async with at(form(None)) as hand:
        assert not hand.app.screen.query(Examined)
        assert "F4" not in hand.text
        await hand.press("f4")
        assert isinstance(hand.app.screen, SettingsScreen)
        await hand.press("f5")
        assert isinstance(hand.outcome, Forward)


async def test_a_field_that_is_not_asked_is_not_asked_about() -> None:
    hidden = replace(FORM.fields[0], visible_when=("other", ("yes",)))
    shown = Form((hidden, FORM.fields[1]))
    sources = Sources(lambda _answers: (), documents=Library())
    given = {"url": ADDRESS, "other": "no"}
    screen = SettingsScreen(DRAFT, shown, Message("Voice service"), given, sources, lambda _answers: None)
    async with at(screen) as hand:
        assert "F4" not in hand.text
        await hand.press("f5")
        assert isinstance(hand.outcome, Forward)


def test_a_look_finds_what_there_is() -> None:
    assert report().errors == 0
    assert (WRONG.errors, WRONG.has_errors, DOUBTED.has_errors) == (2, True, False)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, ["Nobody has checked the document yet."]),
        (CLEAN, []),
        (DOUBTED, []),
        (WRONG, ["The document has 2 errors."]),
        (
            replace(CLEAN, copy="/home/agent/menu.vxml"),
            ["A copy of the document was checked, menu.vxml, and not what is at its address."],
        ),
    ],
)
def test_before_it_is_applied_it_is_said_what_is_known_of_the_document(
    found: Report | None, words: list[str]
) -> None:
    reports = {} if found is None else {ADDRESS: found}
    assert [str(each) for each in doubts(FORM, {"url": f" {ADDRESS} ", "other": ""}, reports)] == words
    assert list(doubts(FORM, {"url": "", "other": "x"}, reports)) == []


def test_what_was_found_in_a_copy_is_told_with_the_name_of_the_file() -> None:
    parts = told(replace(CLEAN, copy="/home/agent/menu.vxml"))
    assert "".join(words for words, _style in parts) == "✓ menu.vxml: nothing to mend"


async def test_the_key_that_looks_stays_in_sight_where_there_are_warnings() -> None:
    sheet = Sources(
        check, documents=Library(), advise=lambda _answers: (Problem("url", Message("Others can read it.")),)
    )
    given = {"url": ADDRESS, "other": ""}
    screen = SettingsScreen(DRAFT, FORM, Message("Voice service"), given, sheet, lambda _answers: None)
    async with at(screen, NARROW) as hand:
        assert "F8" in hand.text
        assert "F4 check the document" in hand.text.splitlines()[-1]
