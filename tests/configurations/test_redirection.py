"""What is special about a redirection: which type the line takes, and the number that lines show."""

from pathlib import Path

import pytest

from tests import worlds
from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, world
from tui import use_cases
from tui.configurations import redirection
from tui.configurations.redirection import Redirection
from tui.engine.errors import SettingsRefused
from tui.engine.resources import Body, Json, Snapshot
from tui.telephony.services import Read
from tui.telephony.values import e164
from tui.use_cases import Proposal, Services


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3")


def propose(services: Services, number: str = EMPTY_NUMBER, **settings: Json) -> Proposal:
    checked = use_cases.settings_from("redirection", settings)
    return use_cases.propose(services, use_cases.open_number(services, number).number, "redirection", checked)


def apply(services: Services, number: str = EMPTY_NUMBER, **settings: Json) -> None:
    list(use_cases.start(services, propose(services, number, **settings)))


def shown_by(services: Services, line: str, account: str = ACCOUNT) -> Json:
    body = services.exchange.call("GET", f"/telephony/{account}/line/{line}/options")
    assert isinstance(body, dict)
    return body["displayNumber"]


@pytest.mark.parametrize(
    ("line", "feature_type"),
    [
        (worlds.PHONE_LINE, "redirect"),
        (worlds.BARE_LINE, "ddi"),
        (worlds.CARRIER_LINE, "redirect"),
        ("0033199009999", "redirect"),
    ],
)
def test_the_type_follows_from_the_line(services: Services, line: str, feature_type: str) -> None:
    assert propose(services, destination=e164(line)).intent.to_type == feature_type


def test_a_number_that_leads_outside_keeps_its_type(services: Services) -> None:
    apply(services, destination=e164(worlds.BARE_LINE))
    name = {"destination": "0033199009999"}
    services.exchange.call("POST", f"/telephony/{ACCOUNT}/ddi/{EMPTY_NUMBER}/changeDestination", dict(name))
    proposal = propose(services, destination="+33199009999")
    assert proposal.plan.steps == ()
    assert any("not a line of this account" in str(each) for each in proposal.warnings)


def test_a_line_that_shows_another_number_is_left_alone_unless_asked(services: Services) -> None:
    apply(services, OTHER_NUMBER, destination=e164(worlds.PHONE_LINE), present_number=True)
    apply(services, destination=e164(worlds.PHONE_LINE), present_number=False)
    assert shown_by(services, worlds.PHONE_LINE) == OTHER_NUMBER


def test_the_former_line_is_cleared_only_while_it_shows_this_number(services: Services) -> None:
    apply(services, destination=e164(worlds.PHONE_LINE), present_number=True)
    path = f"/telephony/{ACCOUNT}/line/{worlds.PHONE_LINE}/options"
    body: Body = {"displayNumber": OTHER_NUMBER}
    services.exchange.call("PUT", path, body)
    apply(services, destination=e164(worlds.CARRIER_LINE), clear_former_line=True)
    assert shown_by(services, worlds.PHONE_LINE) == OTHER_NUMBER


def test_the_former_line_goes_on_showing_the_number_unless_asked(services: Services) -> None:
    apply(services, destination=e164(worlds.PHONE_LINE), present_number=True)
    apply(services, destination=e164(worlds.CARRIER_LINE), present_number=True)
    assert shown_by(services, worlds.PHONE_LINE) == EMPTY_NUMBER
    assert shown_by(services, worlds.CARRIER_LINE) == EMPTY_NUMBER


def test_the_former_line_is_cleared_when_asked(services: Services) -> None:
    apply(services, destination=e164(worlds.PHONE_LINE), present_number=True)
    apply(services, destination=e164(worlds.CARRIER_LINE), clear_former_line=True)
    assert not shown_by(services, worlds.PHONE_LINE)


@pytest.mark.parametrize("line", [worlds.TRUNK_LINE, worlds.FAX_LINE])
def test_trunks_and_faxes_cannot_present_the_number(services: Services, line: str) -> None:
    with pytest.raises(SettingsRefused):
        propose(services, destination=e164(line), present_number=True)


def test_a_line_that_shows_nothing_is_never_written_to(services: Services) -> None:
    # Of a run that goes on, what was right when it began is not asked again.
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    settings = Redirection(destination=e164(worlds.TRUNK_LINE), present_number=True)
    answers = redirection.lookups(settings, number, Snapshot("empty"), Read(services.exchange))
    assert answers.line is not None
    assert not answers.line.can_present
    wanted = redirection.resources(settings, number, answers)
    assert [each.collection for each in wanted.resources] == [redirection.FAMILIES["redirect"]]


@pytest.mark.parametrize("shows", [False, True])
def test_a_line_that_goes_on_showing_the_number_is_named_and_no_other(
    services: Services, shows: bool
) -> None:
    apply(services, destination=e164(worlds.PHONE_LINE), present_number=shows)
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    warnings = use_cases.propose(services, number, None, None).warnings
    assert [str(each) for each in warnings if "goes on showing" in str(each)] == (
        ["01 99 00 40 01 goes on showing this number on its outgoing calls."] if shows else []
    )


@pytest.mark.parametrize("number", ["0899123456", "0033899123456", "118712"])
def test_surcharged_numbers_are_refused(number: str) -> None:
    with pytest.raises(SettingsRefused):
        use_cases.settings_from("redirection", {"destination": number})


def test_a_description_as_the_platform_holds_it_is_no_difference(services: Services) -> None:
    raw: Body = {"description": " \x1b[31m" + "x" * 300}
    services.exchange.call("PUT", f"/telephony/{ACCOUNT}/number/{EMPTY_NUMBER}", raw)
    apply(services, destination=e164(worlds.PHONE_LINE))
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings is not None
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert use_cases.propose(services, number, "redirection", settings).plan.steps == ()
