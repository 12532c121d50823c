"""What screens and commands call, on the embedded exchange."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, world
from tui import use_cases
from tui.configurations import catalogue
from tui.engine.errors import NotAnAlias, NotBuilt, SettingsRefused, UnknownNumber
from tui.engine.ports import Service
from tui.engine.runner import Finished, Started
from tui.faults import fault_of
from tui.flow import Draft
from tui.signals import Stop
from tui.use_cases import Services


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3")


def apply(services: Services, kind: str | None, text: str = EMPTY_NUMBER) -> Finished:
    number = use_cases.open_number(services, text).number
    *_, last = use_cases.start(services, use_cases.propose(services, number, kind, None))
    assert isinstance(last, Finished)
    return last


def cut_off(services: Services, kind: str) -> None:
    """A run that was stopped after its first step began."""
    stopping = replace(services, stop=Stop())
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    settings = use_cases.settings_from(kind, {"pin": "1"})
    for event in use_cases.start(stopping, use_cases.propose(services, number, kind, settings)):
        if isinstance(event, Started):
            stopping.stop.ask()


def test_only_aliases_are_listed_in_number_order(services: Services) -> None:
    assert [number.service_name for number in use_cases.list_numbers(services)] == [
        EMPTY_NUMBER,
        OTHER_NUMBER,
    ]


@pytest.mark.parametrize("text", ["01 99 00 10 01", "+33199001001", "0033199001001", "33 1 99 00 10 01"])
def test_a_number_is_found_in_any_usual_form(services: Services, text: str) -> None:
    assert use_cases.open_number(services, text).number.service_name == EMPTY_NUMBER


def test_a_line_is_explained_and_an_unknown_number_said(services: Services) -> None:
    with pytest.raises(NotAnAlias):
        use_cases.open_number(services, PHONE_LINE)
    for text in ("01 99 00 99 99", "what", ""):
        with pytest.raises(UnknownNumber):
            use_cases.open_number(services, text)


def test_faults_show_numbers_as_people_write_them(services: Services) -> None:
    with pytest.raises(UnknownNumber) as unknown:
        use_cases.open_number(services, "+33199009999")
    assert "01 99 00 99 99" in str(fault_of(unknown.value).what)


def test_all_faults_of_settings_come_at_once(services: Services) -> None:
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from(
            "conference", {"pin": "12a", "language": "xx", "report": "other", "colour": 1}
        )
    assert [problem.path for problem in refused.value.problems] == [
        "pin",
        "language",
        "report_email",
        "colour",
    ]


def test_settings_of_a_kind_without_a_slice_are_said_not_to_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(replace(row, module=None) for row in catalogue.CONFIGURATIONS)
    monkeypatch.setattr(catalogue, "CONFIGURATIONS", rows)
    with pytest.raises(NotBuilt):
        use_cases.settings_from("vxml", {})


def test_secrets_are_masked_unless_there_is_none() -> None:
    assert use_cases.masked("conference", {"pin": "1234", "language": "fr"}) == {
        "pin": "***",
        "language": "fr",
    }
    assert use_cases.masked("conference", {"pin": None})["pin"] == "***"
    assert use_cases.masked("conference", {"pin": ""})["pin"] == ""


def test_nothing_is_lost_where_nothing_was(services: Services) -> None:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert use_cases.propose(services, number, "ivr", None).erases is None
    apply(services, "ivr")
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert use_cases.propose(services, number, "vxml", None).erases == "ivr"
    assert use_cases.propose(services, number, None, None).erases == "ivr"


def test_an_older_type_is_named_as_it_is_and_has_no_way_back(services: Services) -> None:
    services.exchange.telephony.retype(EMPTY_NUMBER, "easyPabx")  # type: ignore[attr-defined]  # the embedded one
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    proposal = use_cases.propose(services, number, "ivr", None)
    assert proposal.erases == "easyPabx"
    assert any("no way back" in str(each) for each in proposal.losses)


def test_a_number_of_a_pool_is_changed_alone_and_this_is_said(services: Services) -> None:
    pooled = Service("0033199001009", "alias", ACCOUNT, "Lot", "empty", "0033199001000")
    services.inventory.remember([pooled])
    number = use_cases.open_number(services, pooled.service_name).number
    assert any("pool" in str(each) for each in use_cases.propose(services, number, "ivr", None).warnings)


def test_a_run_tells_the_list_what_the_number_has_now(services: Services) -> None:
    apply(services, "ivr")
    known = services.inventory.get(EMPTY_NUMBER)
    assert known is not None
    assert known.feature_type == "cloudIvr"


def test_unfinished_work_and_drafts_are_noticed_in_words(services: Services) -> None:
    cut_off(services, "conference")
    services.journal.save_draft(OTHER_NUMBER, Draft.opening(OTHER_NUMBER, configured=False).dump())
    first, second = map(str, use_cases.notices(services))
    assert "01 99 00 10 01" in first
    assert "1 of 2" in first
    assert "01 99 00 10 02" in second


def test_a_new_run_replaces_the_unfinished_one_of_its_number(services: Services) -> None:
    cut_off(services, "conference")
    apply(services, "vxml")
    assert use_cases.unfinished(services) == []
    assert [run.state for run in services.journal.runs()] == ["done", "left"]


def test_a_run_that_was_left_is_not_offered_again(services: Services) -> None:
    cut_off(services, "conference")
    (run,) = use_cases.unfinished(services)
    assert [step.method for step in use_cases.missing(services, run).steps] == ["PUT"]
    use_cases.leave(services, run)
    assert use_cases.unfinished(services) == []
