"""Sending a sound of the store to the platform: through a document of the account, which goes again afterwards.

`POST /me/document`, its content to the `putUrl` of the answer, the action that takes the document, its task, then
`DELETE /me/document/{id}` (domain: file upload). The document's id is stored before its content is sent; one whose id
was lost is found again by its tag, so that none is made twice and none is left behind.
"""

from contextlib import suppress
from dataclasses import dataclass

from tui.engine.errors import NotFound, OutcomeUnknown, SoundMissing
from tui.engine.plan import Step
from tui.engine.ports import Exchange, Journal, Sounds, StepRecord, StoredSound
from tui.engine.reading import object_at
from tui.engine.resources import DOCUMENTS, Body, Json, segment

_TAG = "alias-wizard"


@dataclass(frozen=True)
class Upload:
    """The way of sounds from the store to one number, `service_name`, in the run `run`."""

    exchange: Exchange
    journal: Journal
    sounds: Sounds | None
    run: int
    service_name: str

    def begin(self, record: StepRecord) -> Json:
        """Bring the content to the platform and ask it to take it; the answer is a task.

        Raises `SoundMissing` when the store no longer has it, and what the exchange raises.
        """
        step = record.step
        sound, content = self._sound(step)
        document = self._document(record, sound)
        identity = str(document["id"])
        if document.get("size") != len(content):
            self.exchange.put_content(str(document["putUrl"]), content)
        body: Body = {**step.body, "documentId": identity}
        if "name" in body:
            # The platform converts the file, and by its ending knows from what.
            body["name"] = sound.source
        return self.exchange.call("POST", step.path, body)

    def end(self, record: StepRecord, done: bool) -> None:
        """Remember what was sent, and delete the document it went through."""
        sound = self._stored(record.step)
        if done and sound is not None and self.sounds is not None:
            self.sounds.note_sent(self.service_name, sound.name, sound.digest)
        if record.document:
            self._delete(record, record.document)

    def discard(self, record: StepRecord) -> None:
        """Delete the document of an upload that is given up, found by its tag where its id was lost."""
        sound = self._stored(record.step)
        document = None if sound is None else self._earlier(record, sound)
        if document is not None:
            self._delete(record, document["id"])

    def _delete(self, record: StepRecord, document: Json) -> None:
        with suppress(NotFound):
            self.exchange.call("DELETE", f"{DOCUMENTS}/{segment(document)}")
        self.journal.step_document(self.run, record.position, "")

    def _stored(self, step: Step) -> StoredSound | None:
        return None if self.sounds is None else self.sounds.find(step.content)

    def _sound(self, step: Step) -> tuple[StoredSound, bytes]:
        sound = self._stored(step)
        content = None if self.sounds is None else self.sounds.content(step.content)
        if sound is None or content is None:
            raise SoundMissing(sound=step.content)
        return sound, content

    def _document(self, record: StepRecord, sound: StoredSound) -> Body:
        """The document of an earlier attempt, else a new one."""
        document = self._earlier(record, sound) if record.document or record.attempts > 1 else None
        if document is None:
            tags: list[Json] = [{"key": _TAG, "value": sound.digest}]
            answer = self.exchange.call("POST", DOCUMENTS, {"name": sound.source, "tags": tags})
            if not isinstance(answer, dict) or "id" not in answer:
                raise OutcomeUnknown("POST", DOCUMENTS)
            document = answer
        self.journal.step_document(self.run, record.position, str(document["id"]))
        return document

    def _earlier(self, record: StepRecord, sound: StoredSound) -> Body | None:
        """The document that an attempt has made and that is still there: by its id, else by its tag."""
        if record.document:
            try:
                return object_at(self.exchange, f"{DOCUMENTS}/{segment(record.document)}")
            except NotFound:
                return None
        tag = {"key": _TAG, "value": sound.digest}
        for body in self.exchange.objects(DOCUMENTS):
            tags = body.get("tags")
            if isinstance(tags, list) and tag in tags:
                return body
        return None
