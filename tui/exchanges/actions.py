"""The calls that begin a task of a family: what they take, and what there is when the task is done.

Most set the field that they are named with (`changeDestination`). Those that take a document or a calendar are a table
here, by their name in the official schema.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from secrets import token_urlsafe

from tui.engine.ports import Service
from tui.engine.resources import Body, Collection, Field, Json
from tui.exchanges import tasks
from tui.exchanges.documents import wanted_document
from tui.exchanges.listing import Listing, path_of
from tui.exchanges.references import Families
from tui.exchanges.refusals import Refused, bad_value, no_such_url
from tui.exchanges.routes import Asked, Fetched
from tui.exchanges.services import begin_task
from tui.store.documents import Document
from tui.telephony.sounds import LARGEST_SOUND, SOUND_FORMATS

UPLOAD: Mapping[str, Field] = {name: Field("string") for name in ("documentId", "url", "name")}
"""What an upload of a sound takes."""

_Begin = Callable[[Families, Collection, Service, Asked], Json]


def begin(action: str, families: Families, collection: Collection, service: Service, asked: Asked) -> Json:
    """Begin the task of an action of the object that is asked for, and answer it. Raises `Refused`."""
    special = _SPECIAL.get(action)
    if special is not None:
        return special(families, collection, service, asked)
    effect = tasks.setting(path_of(collection.path, service, {}), asked.body)
    return begin_task(asked, service, action, effect)


def upload(listing: Listing, action: str, asked: Asked) -> Json:
    """Begin the upload of a document as a sound; one of that name gets the new content and keeps its id."""
    document = _sound_document(asked)
    name = _converted(str(asked.body.get("name") or document.name))
    # The digest is no field of a sound: it is kept, so that it can be told which content a sound has.
    body: Body = {"name": name, "sha256": document.digest}
    effect = tasks.placing(listing.path, listing.collection.id, [body], same=("name",))
    return begin_task(asked, listing.service, action, effect)


def _sound_document(asked: Asked) -> Document:
    """The document to make a sound of. Raises `Refused`."""
    document = wanted_document(asked)
    if document.digest is None or document.size == 0:
        raise Refused(400, f"The document {document.id} has no content")
    if document.size > LARGEST_SOUND:
        raise Refused(400, f"The document {document.id} is too large: at most {LARGEST_SOUND} bytes")
    return document


def _converted(name: str) -> str:
    file = PurePath(name)
    if file.suffix.lower().removeprefix(".") not in SOUND_FORMATS:
        raise bad_value("name", "a file name that ends in one of " + ", ".join(SOUND_FORMATS))
    return file.stem.replace(" ", "_") + ".wav"


def made(collection: Collection, asked: Asked) -> Body:
    """What the platform makes up by itself: an id, a moment, an address that nobody can guess."""
    values: Mapping[str, Json] = {
        "integer": asked.telephony.next_id(),
        "date-time": datetime.fromtimestamp(asked.now, UTC).isoformat(timespec="seconds"),
        "string": f"https://www.example.com/{token_urlsafe()}",
    }
    return {name: values[field.type] for name, field in collection.fields.items()}


def _announce(_families: Families, collection: Collection, service: Service, asked: Asked) -> Json:
    """The document becomes the announcement."""
    document = _sound_document(asked)
    effect = tasks.setting(
        path_of(collection.path, service, {}),
        {"announceFilename": _converted(document.name), "announceSoundId": asked.telephony.next_id()},
    )
    return begin_task(asked, service, "announceUpload", effect)


def _import_calendar(families: Families, collection: Collection, service: Service, asked: Asked) -> Json:
    """The events of the calendar become closures of the category of holidays; one of the same uid is replaced."""
    from tui.exchanges import calendars

    events = families.by_path.get(f"{collection.path}/events")
    if events is None:
        raise no_such_url(asked.path)
    zone = asked.telephony.written(path_of(collection.path, service, {})).get(
        "timeZone", collection.fields["timeZone"].brings
    )
    fetched = asked.fetched or Fetched()
    bodies, failure = [], fetched.failure
    if failure is None:
        try:
            bodies = calendars.events(fetched.content, str(zone))
        except calendars.Unreadable as unreadable:
            failure = str(unreadable)
    closures: list[Body] = [{**body, "categories": "holidays"} for body in bodies]
    effect = tasks.placing(path_of(events.path, service, {}), events.id, closures, same=(events.id,))
    return begin_task(asked, service, "importIcsCalendar", effect, failure)


_SPECIAL: Mapping[str, _Begin] = {"announceUpload": _announce, "importIcsCalendar": _import_calendar}


def _fetch_calendar(body: Body) -> Fetched:
    # What speaks http is slow to import.
    from tui.exchanges import calendars

    return calendars.fetch(str(body["url"]))


BEFOREHAND: Mapping[str, Callable[[Body], Fetched]] = {"importIcsCalendar": _fetch_calendar}
"""What is fetched from elsewhere before the call itself, by action."""
