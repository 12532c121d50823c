"""What goes over the wire as an answer: a status, a body, headers; errors in the platform's shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CLASSES = {
    400: "Client::BadRequest",
    401: "Client::Unauthorized",
    403: "Client::Forbidden",
    404: "Client::NotFound",
    405: "Client::MethodNotAllowed",
    409: "Client::Conflict",
    429: "Client::TooManyRequests",
    460: "Client::ServiceExpired",
    500: "Server::InternalServerError",
    503: "Server::ServiceUnavailable",
    504: "Server::GatewayTimeout",
}
REASONS = {
    200: "OK",
    201: "Created",
    207: "Multi-Status",
    400: "Bad Request",
    403: "Forbidden",
    460: "Expired",
}


@dataclass(frozen=True)
class Answer:
    """A status, the body as it is sent, and headers beside the usual ones."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"


class Refusal(Exception):
    """An answer that is an error, from wherever in the platform it was found."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def said(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(value, separators=(",", ":")).encode(), headers or {})


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An error as most of the platform's calls shape it: `{"class": …, "message": …}`."""
    return said({"class": _CLASSES[status], "message": message}, status, headers)


def coded(status: int, code: str, message: str) -> Answer:
    """An error as the platform's gate shapes it: `{"errorCode": …, "httpCode": …, "message": …}`."""
    body = {"errorCode": code, "httpCode": f"{status} {REASONS[status]}", "message": message}
    return said(body, status)
