"""A sound on its way to the platform: no document is made twice, none is left behind, whatever is lost meanwhile."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tui.engine.errors import NotFound, OutcomeUnknown, SoundMissing
from tui.engine.plan import Step
from tui.engine.ports import Intent, StepRecord
from tui.engine.resources import Body, Snapshot
from tui.engine.scope import LOCAL
from tui.engine.uploads import Upload
from tui.i18n import Message
from tui.store.database import Database
from tui.store.journal import Journal
from tui.store.sounds import Sounds

NUMBER = "0033199001001"
PATH = f"/telephony/ba/house/{NUMBER}/soundUpload"
CONTENT = b"RIFF" + bytes(100)


class Documents:
    """The documents of an account; `lose` makes the answer to the next POST there get lost."""

    def __init__(self) -> None:
        self.found: dict[str, Body] = {}
        self.calls: list[tuple[str, str]] = []
        self.lose = False

    def call(self, method: str, path: str, body: Body | None = None) -> Any:
        self.calls.append((method, path))
        if path == PATH:
            assert body is not None
            return {"taskId": 1, "sent": body}
        if method == "POST":
            own = str(len(self.found) + 1)
            self.found[own] = {**(body or {}), "id": own, "size": 0, "putUrl": f"https://x/{own}"}
            if self.lose:
                self.lose = False
                raise OutcomeUnknown(method, path)
            return self.found[own]
        own = path.rpartition("/")[2]
        if own not in self.found:
            raise NotFound(method, path)
        return self.found.pop(own) if method == "DELETE" else self.found[own]

    def objects(self, path: str) -> list[Body]:
        return list(self.found.values())

    def put_content(self, url: str, content: bytes) -> None:
        self.calls.append(("PUT", url))
        self.found[url.rpartition("/")[2]]["size"] = len(content)


class Desk:
    """One upload step of a run in a journal, and what it needs."""

    def __init__(self, path: Path) -> None:
        database, clock = Database(path), FakeClock()
        self.journal, self.sounds = Journal(database, LOCAL, clock), Sounds(database, LOCAL, clock)
        self.documents: Any = Documents()
        self.sound = self.sounds.add("Bon jour.MP3", CONTENT)
        body: Body = {"name": self.sound.name, "documentId": "{document:x}"}
        step = Step("upload", "POST", PATH, body, Message("sound"), task=True, content=self.sound.name)
        intent = Intent("ba", NUMBER, "house", "house", {}, Snapshot("house"))
        self.run = self.journal.start_run(intent, [step]).id

    @property
    def record(self) -> StepRecord:
        return self.journal.run(self.run).steps[0]

    @property
    def upload(self) -> Upload:
        return Upload(self.documents, self.journal, self.sounds, self.run, NUMBER)

    def begin(self) -> Any:
        self.journal.step_started(self.run, 0)
        return self.upload.begin(self.record)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "store.sqlite3")


def test_a_sound_goes_through_a_document_that_goes_again(desk: Desk) -> None:
    answer = desk.begin()
    assert answer["sent"] == {"name": "Bon_jour.mp3", "documentId": "1"}
    assert desk.documents.found["1"]["size"] == len(CONTENT)
    desk.upload.end(desk.record, done=True)
    assert desk.documents.calls == [
        ("POST", "/me/document"),
        ("PUT", "https://x/1"),
        ("POST", PATH),
        ("DELETE", "/me/document/1"),
    ]
    assert not desk.record.document
    assert desk.sounds.sent(NUMBER) == {"Bon_jour.wav": desk.sound.digest}


def test_what_was_not_taken_does_not_count_as_sent_and_its_document_goes_too(desk: Desk) -> None:
    desk.begin()
    desk.upload.end(desk.record, done=False)
    assert desk.documents.found == {}
    assert desk.sounds.sent(NUMBER) == {}


def test_a_document_whose_answer_was_lost_is_found_again_by_its_tag(desk: Desk) -> None:
    desk.documents.lose = True
    with pytest.raises(OutcomeUnknown):
        desk.begin()
    assert desk.record.document is None
    desk.begin()
    assert list(desk.documents.found) == ["1"]
    assert [method for method, _path in desk.documents.calls].count("POST") == 2


def test_a_content_that_has_arrived_is_not_sent_again(desk: Desk) -> None:
    desk.begin()
    desk.begin()
    assert [method for method, _path in desk.documents.calls].count("PUT") == 1


def test_a_document_that_somebody_deleted_is_made_anew(desk: Desk) -> None:
    desk.begin()
    desk.documents.found.clear()
    assert desk.begin()["sent"]["documentId"] == "1"


def test_a_sound_that_left_the_store_is_named_before_anything_is_called(desk: Desk) -> None:
    record = replace(desk.record, step=replace(desk.record.step, content="fort.wav"))
    with pytest.raises(SoundMissing) as raised:
        desk.upload.begin(record)
    assert "fort.wav" in str(raised.value)
    assert desk.documents.calls == []
