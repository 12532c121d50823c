"""The calls: what is open to everybody, what needs a key, and what the exchange behind answers to the rest."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

from tests.platform.access import Credential
from tests.platform.answers import Answer, Refusal, error, said
from tests.platform.happenings import number_of
from tui.engine.errors import ExchangeError
from tui.engine.resources import Body, Json, Method

if TYPE_CHECKING:
    from tests.platform.server import Platform, Request

NICHANDLE = "vm27150-ovh"
_METHODS = ("GET", "POST", "PUT", "DELETE")
_STORAGE = "/storage/"
_EMBEDDED = "embedded://document/"
_MOST_OBJECTS = 1000
"""Objects of an expanded list in a page, when no size is given."""


class Calls:
    """Answers requests to a platform."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._cached: dict[str, list[Body]] = {}

    def answer(self, request: "Request", url: str, headers: Mapping[str, str]) -> Answer:
        """The answer. Raises `Refusal`."""
        access = self._platform.access
        if request.method not in _METHODS:
            raise Refusal(error(405, f"Method {request.method} is not allowed"))
        if request.path.startswith(_STORAGE):
            return self._store(request, headers)
        match request.method, request.path:
            case "GET", "/auth/time":
                return said(int(self._platform.now()))
            case "POST", "/auth/oauth2/token":
                return access.token(headers, request.raw)
            case "POST", "/auth/credential":
                return access.ask(headers, request.body or {}, self._platform.origin)
            case "GET", "/auth/":
                return self._validate(request)
        credential = access.admit(request.method, url, request.path, headers, request.raw)
        as_json = headers.get("content-type", "").startswith("application/json")
        if request.raw and not (as_json and isinstance(request.body, dict)):
            raise Refusal(error(400, "Invalid JSON received"))
        if (request.method, request.path) == ("GET", "/auth/currentCredential"):
            return self._current(credential)
        return self._call(request, headers)

    def _validate(self, request: "Request") -> Answer:
        """The page that a person opens to validate a key; here, opening it is enough."""
        key = parse_qs(request.query).get("credentialToken", [""])[0]
        if key not in self._platform.access.credentials:
            raise Refusal(error(404, "This credential does not exist"))
        self._platform.access.validate(key)
        return Answer(200, b"<!DOCTYPE html><title>OK</title>The key is valid.\n", content_type="text/html")

    def _current(self, credential: Credential | None) -> Answer:
        if credential is None:
            raise Refusal(error(403, "User not granted for this request"))
        return self._platform.access.current(credential)

    # --- contents of documents, behind addresses that need no key

    def _store(self, request: "Request", headers: Mapping[str, str]) -> Answer:
        if any(name == "authorization" or name.startswith("x-ovh-") for name in headers):
            self._platform.broken.append(f"{request.method} {request.path} was sent a key")
        identity = request.path.removeprefix(_STORAGE).removesuffix("/put")
        try:
            if request.method == "PUT":
                self._platform.exchange.put_content(f"{_EMBEDDED}{identity}/put", request.raw)
                return Answer(201, b"", content_type="text/plain")
        except ExchangeError as refused:
            raise Refusal(error(refused.status or 500, refused.reason)) from refused
        content = self._platform.exchange.telephony.documents.content(identity)
        if request.method != "GET" or content is None:
            raise Refusal(error(404, "Not found"))
        return Answer(200, content, content_type="application/octet-stream")

    # --- the exchange's calls

    def _call(self, request: "Request", headers: Mapping[str, str]) -> Answer:
        method = cast("Method", request.method)
        if number_of(request.path)[1] in self._platform.gone:
            raise Refusal(error(404, "The requested object does not exist"))
        if (
            method == "GET"
            and headers.get("x-pagination-mode")
            and self._platform.checking.expands(request.path)
        ):
            if self._platform.expanded == "refused":
                raise Refusal(error(400, "Invalid X-Pagination-Mode header"))
            if self._platform.expanded == "yes":
                return self._page(request, headers)
        separator = headers.get("x-ovh-batch", "")
        if method == "GET" and separator:
            if self._platform.batches == "refused":
                raise Refusal(error(400, "Invalid X-Ovh-Batch header"))
            if self._platform.batches == "yes":
                return self._batch(request, separator)
        wrong = self._platform.checking.request(method, request.path, request.query, request.body)
        if wrong:
            raise Refusal(error(400, "; ".join(wrong)))
        return said(self._plain(method, request.path, request.query, request.body))

    def _plain(self, method: Method, path: str, query: str, body: Body | None) -> Json:
        """The answer of the exchange, held against the schema. Raises `Refusal`."""
        if (method, path) == ("GET", "/me"):
            answer = _who()
        else:
            asked = path + (f"?{query}" if query else "")
            try:
                answer = self._platform.exchange.call(method, asked, self._inwards(body))
            except ExchangeError as refused:
                raise Refusal(error(refused.status or 500, refused.reason)) from refused
        answer = self._outwards(self._without_gone(path, answer))
        self._platform.checking.answer(method, path, answer)
        return answer

    def _page(self, request: "Request", headers: Mapping[str, str]) -> Answer:
        """A page of the objects of a list: out of a cache, unless a fresh look is asked for."""
        if headers["x-pagination-mode"] != "CachedObjectList-Pages":
            raise Refusal(error(400, "Invalid X-Pagination-Mode header"))
        number, size = (
            int(headers.get(f"x-pagination-{name}", default))
            for name, default in (("number", 1), ("size", _MOST_OBJECTS))
        )
        asked = request.path + (f"?{request.query}" if request.query else "")
        if asked not in self._cached or headers.get("pragma") == "no-cache":
            try:
                found = self._platform.exchange.objects(asked)
            except ExchangeError as refused:
                raise Refusal(error(refused.status or 500, refused.reason)) from refused
            self._cached[asked] = cast("list[Body]", self._outwards(cast("Json", found)))
        every = cast("list[Body]", self._without_gone(request.path, cast("Json", self._cached[asked])))
        page = every[(number - 1) * size : number * size]
        for each in page:
            self._platform.checking.answer("GET", f"{request.path}/1", each)
        return said(page, headers={"X-Pagination-Elements": str(len(every))})

    def _batch(self, request: "Request", separator: str) -> Answer:
        """Several objects at once; those that cannot be read say why, each by itself."""
        stem, _, last = request.path.rpartition("/")
        items: list[dict[str, Any]] = []
        for identity in last.split(separator):
            try:
                if number_of(f"{stem}/{identity}")[1] in self._platform.gone:
                    raise Refusal(error(404, "The requested object does not exist"))
                value = self._plain("GET", f"{stem}/{identity}", request.query, None)
                items.append({"key": identity, "value": value, "error": None})
            except Refusal as refusal:
                items.append({"key": identity, "value": None, "error": json.loads(refusal.answer.body)})
        return said(items, 207 if any(each["error"] for each in items) else 200)

    def _without_gone(self, path: str, answer: Json) -> Json:
        gone = self._platform.gone
        if not gone or not isinstance(answer, list) or not path.startswith("/telephony"):
            return answer
        return [each for each in answer if _service_name(each) not in gone]

    def _outwards(self, value: Json) -> Json:
        """The embedded documents' addresses as addresses of this server."""
        return _replaced(value, _EMBEDDED, self._platform.origin + _STORAGE)

    def _inwards(self, body: Body | None) -> Body | None:
        return cast("Body | None", _replaced(cast("Json", body), self._platform.origin + _STORAGE, _EMBEDDED))


def _service_name(listed: Json) -> str:
    """Which service an item of a list is about: a name, an object, or what a search has found."""
    if isinstance(listed, dict):
        return str(listed.get("serviceName") or listed.get("domain"))
    return str(listed)


def _replaced(value: Json, old: str, new: str) -> Json:
    if isinstance(value, dict):
        return {name: _replaced(each, old, new) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    return new + value.removeprefix(old) if isinstance(value, str) and value.startswith(old) else value


def _who() -> Json:
    """`GET /me`: the account's owner."""
    return {
        "nichandle": NICHANDLE,
        "email": "telecom@maison-verdier.example",
        "firstname": "Claire",
        "name": "Verdier",
        "organisation": "Maison Verdier",
        "country": "FR",
        "language": "fr_FR",
        "legalform": "corporation",
        "ovhCompany": "ovh",
        "ovhSubsidiary": "FR",
        "state": "complete",
        "currency": {"code": "EUR", "symbol": "€"},
    }
