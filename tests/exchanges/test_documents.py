"""Documents, and the sounds and announcements that are made of them."""

import hashlib
from typing import Any

import pytest

from tests.exchanges.boards import CALLED, MENUS, QUEUE_NUMBER, QUEUES, T, get, post
from tests.exchanges.conftest import PACE
from tests.fakes import FakeClock
from tui.engine.errors import BadRequest, Conflict, NotFound, OutcomeUnknown
from tui.engine.ports import Mishap
from tui.exchanges.embedded import EmbeddedExchange
from tui.telephony.sounds import LARGEST_SOUND


def document(exchange: EmbeddedExchange, name: str = "accueil.wav", content: bytes | None = b"RIFF") -> Any:
    made = post(exchange, "/me/document", name=name)
    if content is not None:
        exchange.put_content(made["putUrl"], content)
    return get(exchange, f"/me/document/{made['id']}")


def task(exchange: EmbeddedExchange, begun: Any, number: str) -> Any:
    return get(exchange, f"{T}/service/{number}/task/{begun['taskId']}")


# --- documents


def test_a_document_is_made_listed_read_and_deleted(board: EmbeddedExchange) -> None:
    tags = [{"key": "alias-wizard", "value": "é"}]
    made = post(board, "/me/document", name="Accueil 1.mp3", tags=tags)
    assert (made["name"], made["tags"], made["size"]) == ("Accueil 1.mp3", tags, 0)
    assert made["creationDate"] == "2023-11-14T22:13:20+00:00"
    other = document(board)
    assert get(board, "/me/document") == [made["id"], other["id"]]
    assert board.objects("/me/document") == [made, other]
    board.call("DELETE", f"/me/document/{made['id']}")
    assert get(board, "/me/document") == [other["id"]]
    with pytest.raises(NotFound):
        get(board, f"/me/document/{made['id']}")
    with pytest.raises(NotFound):
        board.call("DELETE", f"/me/document/{made['id']}")


def test_content_is_kept_with_its_size_and_digest(board: EmbeddedExchange) -> None:
    made = document(board, content=b"first")
    board.put_content(made["putUrl"], b"second one")
    assert get(board, f"/me/document/{made['id']}")["size"] == 10
    stored = board.telephony.documents.get(made["id"])
    assert stored is not None
    assert stored.digest == hashlib.sha256(b"second one").hexdigest()
    assert board.telephony.documents.content(made["id"]) == b"second one"


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": 5}, {"name": "a.wav", "tags": "x"}, {"size": 5}])
def test_a_document_with_a_wrong_body_is_refused(board: EmbeddedExchange, body: Any) -> None:
    with pytest.raises(BadRequest):
        board.call("POST", "/me/document", body)
    assert get(board, "/me/document") == []


@pytest.mark.parametrize("url", ["https://storage.example/put", "embedded://document/nothing/put", ""])
def test_content_for_no_document_is_not_found(board: EmbeddedExchange, url: str) -> None:
    made = document(board, content=None)
    with pytest.raises(NotFound):
        board.put_content(url, b"RIFF")
    with pytest.raises(NotFound):
        board.put_content(made["getUrl"], b"RIFF")


def test_a_lost_answer_to_content_is_content_all_the_same(board: EmbeddedExchange) -> None:
    made = document(board, content=None)
    board.next(Mishap.ANSWER_LOST)
    with pytest.raises(OutcomeUnknown):
        board.put_content(made["putUrl"], b"RIFF")
    assert get(board, f"/me/document/{made['id']}")["size"] == 4
    assert board.pending() == []


# --- sounds


@pytest.mark.parametrize("root", [QUEUES, MENUS])
def test_a_sound_is_there_when_its_task_is_done(board: EmbeddedExchange, clock: FakeClock, root: str) -> None:
    made = document(board, "Mon accueil.MP3")
    begun = post(board, f"{root}/soundUpload", documentId=made["id"], name="Mon accueil.MP3")
    assert (begun["action"], begun["status"]) == ("soundUpload", "todo")
    assert get(board, f"{root}/sound") == []
    # What was taken is taken.
    board.call("DELETE", f"/me/document/{made['id']}")
    clock.advance(PACE)
    (sound,) = board.objects(f"{root}/sound")
    assert sound == {"soundId": get(board, f"{root}/sound")[0], "name": "Mon_accueil.wav"}


def test_a_sound_can_be_uploaded_by_address_and_be_named_by_its_document(
    board: EmbeddedExchange, clock: FakeClock
) -> None:
    post(board, f"{MENUS}/soundUpload", url=document(board, "attente.ogg")["getUrl"])
    clock.advance(PACE)
    assert [each["name"] for each in board.objects(f"{MENUS}/sound")] == ["attente.wav"]


def test_the_same_name_again_replaces_the_content_and_keeps_the_id(
    board: EmbeddedExchange, clock: FakeClock
) -> None:
    digests = []
    for content in (b"old", b"new"):
        made = document(board, "accueil.mp3", content)
        post(board, f"{QUEUES}/soundUpload", documentId=made["id"], name="accueil.mp3")
        clock.advance(PACE)
        (sound,) = get(board, f"{QUEUES}/sound")
        digests.append((sound, board.telephony.written(f"{QUEUES}/sound/{sound}")["sha256"]))
    assert digests[0][0] == digests[1][0]
    assert [each[1] for each in digests] == [hashlib.sha256(each).hexdigest() for each in (b"old", b"new")]


def test_an_upload_of_what_can_be_no_sound_is_refused(board: EmbeddedExchange) -> None:
    good, empty, bare = (
        document(board)["id"],
        document(board, content=b"")["id"],
        document(board, content=None)["id"],
    )
    large = document(board, content=bytes(LARGEST_SOUND + 1))
    assert large["size"] == LARGEST_SOUND + 1
    for body in (
        {"name": "a.wav"},
        {"documentId": "nothing", "name": "a.wav"},
        {"documentId": empty, "name": "a.wav"},
        {"documentId": bare, "name": "a.wav"},
        {"documentId": large["id"], "name": "a.wav"},
        {"documentId": good, "name": "a.mp4"},
        {"documentId": good, "name": "accueil"},
        {"documentId": good, "name": "a.wav", "colour": "red"},
        {"url": "https://elsewhere.example/a.wav", "name": "a.wav"},
        {"url": large["putUrl"], "name": "a.wav"},
    ):
        with pytest.raises(BadRequest):
            board.call("POST", f"{QUEUES}/soundUpload", dict(body))
    assert get(board, f"{T}/service/{QUEUE_NUMBER}/task") == []


def test_of_two_uploads_to_a_number_the_second_waits(board: EmbeddedExchange, clock: FakeClock) -> None:
    made = document(board)["id"]
    post(board, f"{QUEUES}/soundUpload", documentId=made, name="a.wav")
    with pytest.raises(Conflict):
        post(board, f"{QUEUES}/soundUpload", documentId=made, name="b.wav")
    clock.advance(PACE)
    post(board, f"{QUEUES}/soundUpload", documentId=made, name="b.wav")


def test_an_upload_that_was_told_to_fail_leaves_no_sound(board: EmbeddedExchange, clock: FakeClock) -> None:
    made = document(board)["id"]
    board.next(Mishap.TASK_FAILS)
    begun = post(board, f"{QUEUES}/soundUpload", documentId=made, name="a.wav")
    clock.advance(PACE)
    assert task(board, begun, QUEUE_NUMBER)["status"] == "error"
    assert get(board, f"{QUEUES}/sound") == []


def test_an_upload_that_was_told_to_pause_ends_later(board: EmbeddedExchange, clock: FakeClock) -> None:
    made = document(board)["id"]
    board.next(Mishap.TASK_PAUSES)
    begun = post(board, f"{QUEUES}/soundUpload", documentId=made, name="a.wav")
    clock.advance(PACE)
    assert task(board, begun, QUEUE_NUMBER)["status"] == "pause"
    clock.advance(4 * PACE)
    assert len(get(board, f"{QUEUES}/sound")) == 1


# --- the announcement


def test_an_announcement_is_the_document_that_was_sent(board: EmbeddedExchange, clock: FakeClock) -> None:
    root = f"{T}/conference/{CALLED}"
    begun = post(board, f"{root}/announceUpload", documentId=document(board, "Bonjour à tous.mp3")["id"])
    assert begun["action"] == "announceUpload"
    assert get(board, f"{root}/settings")["announceFilename"] is None
    clock.advance(PACE)
    settings = get(board, f"{root}/settings")
    assert settings["announceFilename"] == "Bonjour_à_tous.wav"
    assert settings["announceSoundId"] > 0
    # A request leaves nothing to read.
    assert "documentId" not in settings


def test_an_announcement_of_nothing_is_refused(board: EmbeddedExchange) -> None:
    root = f"{T}/conference/{CALLED}"
    for wrong in ("nothing", document(board, content=None)["id"], document(board, "a.txt")["id"]):
        with pytest.raises(BadRequest):
            post(board, f"{root}/announceUpload", documentId=wrong)
