"""The documents of the account, `/me/document`: how a file comes to the platform before a number takes it.

Fields are those of `nichandle.document.Document`. The addresses of the content are the exchange's own and mean nothing
to anybody else.
"""

from datetime import UTC, datetime
from uuid import NAMESPACE_OID, uuid5

from tui.engine.resources import Body, Field, Json
from tui.exchanges.refusals import bad_value, no_such_object, no_such_url
from tui.exchanges.routes import Asked, Route
from tui.store.documents import Document, Documents

_ADDRESS = "embedded://document/"
_PATH = "/me/document"


def put(documents: Documents, url: str, content: bytes) -> None:
    """Give the document of that `putUrl` its content. Raises `Refused` (404)."""
    identity = url.removeprefix(_ADDRESS).removesuffix("/put")
    if url != _put_url(identity) or documents.get(identity) is None:
        raise no_such_url(url)
    documents.fill(identity, content)


def wanted_document(asked: Asked) -> Document:
    """The document that a body names, by `documentId` or by its `getUrl` as `url`. Raises `Refused` (400)."""
    identity, url = asked.body.get("documentId"), asked.body.get("url")
    name = "documentId" if identity else "url"
    if url and not identity:
        identity = str(url).removeprefix(_ADDRESS) if str(url).startswith(_ADDRESS) else None
    found = asked.telephony.documents.get(str(identity)) if identity else None
    if found is None:
        raise bad_value(name, "an existing document")
    return found


def _put_url(identity: str) -> str:
    return f"{_ADDRESS}{identity}/put"


def _body(document: Document) -> Body:
    return {
        "id": document.id,
        "name": document.name,
        "tags": document.tags,
        "size": document.size,
        "creationDate": datetime.fromtimestamp(document.created, UTC).isoformat(timespec="seconds"),
        "expirationDate": None,
        "validationDate": None,
        "getUrl": _ADDRESS + document.id,
        "putUrl": _put_url(document.id),
    }


def _all(asked: Asked) -> list[Body]:
    return [_body(each) for each in asked.telephony.documents.all()]


def _found(asked: Asked) -> Document:
    found = asked.telephony.documents.get(asked.names["id"])
    if found is None:
        raise no_such_object("id", asked.names["id"])
    return found


def _get(asked: Asked) -> Json:
    return _body(_found(asked))


def _add(asked: Asked) -> Json:
    tags = asked.body.get("tags")
    # The same calls give the same ids.
    identity = str(uuid5(NAMESPACE_OID, str(asked.telephony.next_id())))
    made = Document(identity, str(asked.body["name"]), tags if isinstance(tags, list) else [], asked.now)
    asked.telephony.documents.add(made)
    return _body(made)


def _delete(asked: Asked) -> Json:
    asked.telephony.documents.delete(_found(asked).id)
    return None


DOCUMENTS: tuple[Route, ...] = (
    Route("GET", _PATH, objects=_all, key="id"),
    Route("POST", _PATH, _add, body={"name": Field("string"), "tags": Field("list")}, required=("name",)),
    Route("GET", _PATH + "/{id}", _get),
    Route("DELETE", _PATH + "/{id}", _delete),
)
