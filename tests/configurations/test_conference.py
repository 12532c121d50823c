"""What is special about a conference: its PIN and its report."""

from pathlib import Path

import pytest

from tests.worlds import ACCOUNT, EMPTY_NUMBER, world
from tui import use_cases
from tui.configurations import conference
from tui.engine.errors import SettingsRefused
from tui.engine.resources import Body, Json, Snapshot
from tui.engine.runner import Finished
from tui.exchanges.embedded import EmbeddedExchange
from tui.telephony.services import Number, Read
from tui.use_cases import Services


@pytest.mark.parametrize("pin", ["123456789", "12a", "١٢٣٤", "１２", "-1", "1 2"])
def test_a_pin_is_one_to_eight_digits(pin: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", {"pin": pin})
    assert [problem.path for problem in refused.value.problems] == ["pin"]


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("0", ""), (" 42 ", "42"), ("***", None), ("********", None)]
)
def test_an_empty_pin_and_zero_mean_none_and_asterisks_the_present_one(given: str, kept: Json) -> None:
    assert use_cases.settings_from("conference", {"pin": given})["pin"] == kept


@pytest.mark.parametrize(("read", "known"), [("", ""), ("0", ""), ("42", "42"), (None, None), ("****", None)])
def test_a_pin_that_reads_as_nothing_or_asterisks_is_not_known(read: Json, known: Json) -> None:
    path = f"/telephony/{ACCOUNT}/conference/{EMPTY_NUMBER}/settings"
    have = Snapshot("conference", {path: {"pin": read, "language": "fr"}})
    number = Number(ACCOUNT, EMPTY_NUMBER, "", "conference")
    settings = conference.read(number, have, Read(None))  # type: ignore[arg-type]  # nothing else is asked for
    assert settings is not None
    assert settings.pin == known


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "<a@b.fr>", "a@b.fr,c@d.fr", "a b@c.fr", "a@b.fr" + "x" * 400 + " "]
)
def test_a_report_to_another_address_needs_one_address(address: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", {"report": "other", "report_email": address})
    assert [problem.path for problem in refused.value.problems] == ["report_email"]


def test_what_belongs_to_no_report_is_refused_where_there_is_none() -> None:
    given: dict[str, Json] = {"report": "none", "report_email": "a@b.fr", "white_label_report": True}
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", given)
    assert [problem.path for problem in refused.value.problems] == ["report_email", "white_label_report"]


# --- the announcement


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3")


def uploads(services: Services, **settings: Json) -> list[str]:
    """The sounds that the settings would send as the announcement."""
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    checked = use_cases.settings_from("conference", {"announcement": True, **settings})
    steps = use_cases.propose(services, number, "conference", checked).plan.steps
    return [step.content for step in steps if step.path.endswith("/announceUpload")]


def apply(services: Services, **settings: Json) -> None:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    checked = use_cases.settings_from("conference", settings)
    last = list(use_cases.start(services, use_cases.propose(services, number, "conference", checked)))[-1]
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)


def add(services: Services, name: str, content: bytes) -> str:
    assert services.sounds is not None
    return services.sounds.add(name, content).name


def test_an_announcement_is_sent_once_and_again_only_when_it_is_another(services: Services) -> None:
    first, second = add(services, "Bonjour a tous.mp3", b"one"), add(services, "bonsoir.wav", b"two")
    assert uploads(services, announcement_sound=first) == [first]
    apply(services, announcement=True, announcement_sound=first)
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings is not None
    assert settings["announcement_sound"] == first == "Bonjour_a_tous.wav"
    assert uploads(services, announcement_sound=first) == []
    assert uploads(services, announcement_sound=None) == []
    apply(services, announcement=True, announcement_sound=second)
    assert uploads(services, announcement_sound=second) == []
    assert uploads(services, announcement_sound=first) == [first]


def test_an_announcement_that_went_with_its_conference_is_sent_again(services: Services) -> None:
    name = add(services, "bonjour.wav", b"one")
    apply(services, announcement=True, announcement_sound=name)
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    list(use_cases.start(services, use_cases.propose(services, number, None, None)))
    assert uploads(services, announcement_sound=name) == [name]


def test_an_announcement_from_elsewhere_is_kept_and_unknown(services: Services) -> None:
    apply(services, announcement=True)
    body: Body = {"announceFilename": "autre.wav", "announceSoundId": 7}
    exchange = services.exchange
    assert isinstance(exchange, EmbeddedExchange)
    exchange.telephony.merge(
        f"/telephony/{ACCOUNT}/conference/{EMPTY_NUMBER}/settings", EMPTY_NUMBER, body, typed=True
    )
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings is not None
    assert (settings["announcement"], settings["announcement_sound"]) == (True, None)
    assert uploads(services) == []


def test_a_sound_that_is_nowhere_is_refused_and_one_that_is_not_played_too(services: Services) -> None:
    with pytest.raises(SettingsRefused) as refused:
        uploads(services, announcement_sound="gone.wav")
    assert [problem.path for problem in refused.value.problems] == ["announcement_sound"]
    with pytest.raises(SettingsRefused) as refused:
        use_cases.settings_from("conference", {"announcement_sound": "gone.wav"})
    assert [problem.path for problem in refused.value.problems] == ["announcement_sound"]


def test_an_announcement_that_somebody_else_replaced_is_sent_again(services: Services) -> None:
    name = add(services, "bonjour.wav", b"one")
    apply(services, announcement=True, announcement_sound=name)
    document = services.exchange.call("POST", "/me/document", {"name": "autre.wav"})
    assert isinstance(document, dict)
    services.exchange.put_content(str(document["putUrl"]), b"foreign")
    path = f"/telephony/{ACCOUNT}/conference/{EMPTY_NUMBER}/announceUpload"
    services.exchange.call("POST", path, {"documentId": document["id"]})
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings is not None
    assert settings["announcement_sound"] is None
    assert uploads(services) == []
    assert uploads(services, announcement_sound=name) == [name]
