"""What a form asks of the use cases, over a store."""

from pathlib import Path

import pytest

from tests import worlds
from tui import use_cases
from tui.engine.errors import SoundRefused
from tui.screens.sources import Examiner, SoundShelf, sources
from tui.signals import Stop
from tui.telephony.fetching import DocumentUnreadable
from tui.telephony.findings import Report
from tui.use_cases import Configured


def test_a_sound_that_is_taken_is_offered_from_then_on(tmp_path: Path) -> None:
    services = worlds.world(tmp_path / "store.db")
    assert services.sounds is not None
    shelf = SoundShelf(("accueil.wav",), services.sounds)
    assert list(shelf.stored()) == []
    name = shelf.take("Mon accueil.mp3", b"ID3" + b"x" * 900)
    assert name == "Mon_accueil.wav"
    assert list(shelf.stored()) == [(name, 903)]
    with pytest.raises(SoundRefused):
        shelf.take("notes.txt", b"x")


def test_a_file_of_a_name_that_the_number_has_gets_another_one(tmp_path: Path) -> None:
    services = worlds.world(tmp_path / "store.db")
    assert services.sounds is not None
    shelf = SoundShelf(("accueil.wav",), services.sounds)
    assert shelf.take("accueil.wav", b"RIFF" + b"x" * 900) != "accueil.wav"


def test_a_form_asks_for_faults_warnings_lines_and_sounds_of_its_number(tmp_path: Path) -> None:
    services = worlds.world(tmp_path / "store.db")
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    configured = Configured(number, None, None, False, ("attente.wav",))
    found = sources(services, configured, "conference", {})
    assert found.check({"pin": "x"})
    assert [problem.path for problem in found.advise({})] == ["pin"]
    assert [line.service_name for line in found.lines("0199004001")] == [worlds.PHONE_LINE]
    assert list(found.sounds.on_number) == ["attente.wav"]


def test_what_was_found_in_a_document_is_remembered_by_its_address(tmp_path: Path) -> None:
    services = worlds.world(tmp_path / "store.db")
    copy, reports, address = tmp_path / "menu.vxml", dict[str, Report](), "https://example.com/menu.vxml"
    copy.write_text("<vxml/>")
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    examiner = Examiner(services, number, "vxml", reports)
    assert examiner.found(address) is None
    report = examiner.look(f" {address} ", str(copy), False, Stop())
    assert report.has_errors
    assert report.copy == str(copy)
    assert Examiner(services, number, "vxml", reports).found(address) is report
    copy.unlink()
    with pytest.raises(DocumentUnreadable):
        examiner.look(address, str(copy), False, Stop())
    assert examiner.found(address) is report
