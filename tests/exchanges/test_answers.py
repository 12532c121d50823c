"""What an answer means, by itself: statuses, shapes, and who it came from."""

import json
import time
from email.utils import formatdate

import pytest

from tui.engine.errors import BadRequest, Conflict, ExchangeError, NotAuthorised, NotFound
from tui.engine.platform_errors import (
    ClockRefused,
    CredentialRefused,
    NoSuchCall,
    PlatformFailing,
    SignatureRefused,
    TokenRefused,
    TooManyCalls,
    Unreadable,
)
from tui.exchanges.answers import refuse_storage, retry_after, value_of
from tui.exchanges.wire import Raw

PATH = "/telephony/ab1-ovh-1/number/0033199001001"
HTML = b"<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>"


def of(status: int, body: object, **headers: str) -> Raw:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Raw(status, headers, content)


@pytest.mark.parametrize("value", [{"a": 1}, [], ["x"], None, 1700000000, "text", True])
def test_any_json_is_a_value(value: object) -> None:
    assert value_of("GET", PATH, of(200, value)) == value


def test_no_content_is_none() -> None:
    assert value_of("DELETE", PATH, Raw(204)) is None


@pytest.mark.parametrize(
    "raw",
    [
        of(200, b""),
        of(200, b'{"a": 1'),
        of(200, HTML),
        of(200, b"[" * 100_000),
        of(200, b"\xff\xfe\xfa"),
        of(200, b'["\\uD800"]'),
        of(302, HTML),
        of(404, HTML),
        of(403, b""),
        of(400, ["oops"]),
        of(409, "oops"),
        of(401, None),
    ],
)
def test_what_is_not_the_platforms_own_is_unreadable_whatever_its_status(raw: Raw) -> None:
    with pytest.raises(Unreadable) as unreadable:
        value_of("GET", PATH, raw)
    assert unreadable.value.sent
    assert unreadable.value.reason.startswith(f"HTTP {raw.status}")
    assert len(unreadable.value.reason) < 120


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (400, "Invalid signature", SignatureRefused),
        (400, "Query out of time", ClockRefused),
        (400, "Given value for destination is not valid", BadRequest),
        (401, "You must login first", CredentialRefused),
        (403, "This credential is not valid", CredentialRefused),
        (403, "This credential does not exist", CredentialRefused),
        (403, "This call has not been granted", NotAuthorised),
        (403, "User not granted for this request", NotAuthorised),
        (404, "This service does not exist", NotFound),
        (404, "Got an invalid (or empty) URL", NoSuchCall),
        (408, "Request timeout", Unreadable),
        (409, "An operation is already under way on this service", Conflict),
        (418, "I am a teapot", ExchangeError),
    ],
)
def test_newer_errors_have_a_class_and_a_message_only(
    status: int, message: str, error: type[ExchangeError]
) -> None:
    raw = of(status, {"class": "Client::Whatever", "message": message}, **{"X-OVH-QUERYID": "EU.ext-1"})
    with pytest.raises(ExchangeError) as refused:
        value_of("PUT", PATH, raw)
    assert type(refused.value) is error
    assert (refused.value.reason, refused.value.query_id) == (message, "EU.ext-1")


def test_the_code_of_an_older_error_counts_more_than_its_words() -> None:
    body = {"errorCode": "NOT_GRANTED_CALL", "message": "This credential may not do that: no right"}
    with pytest.raises(NotAuthorised) as refused:
        value_of("GET", PATH, of(403, body))
    assert type(refused.value) is NotAuthorised


def test_a_401_with_a_token_is_about_the_token() -> None:
    with pytest.raises(TokenRefused):
        value_of("GET", PATH, of(401, {"message": "Invalid or expired token"}), by_token=True)


@pytest.mark.parametrize("body", [{"message": "Too many requests"}, HTML, b""])
def test_a_429_is_one_whoever_says_it_but_only_the_platform_knows_that_nothing_was_done(body: object) -> None:
    with pytest.raises(TooManyCalls) as refused:
        value_of("POST", PATH, of(429, body, **{"Retry-After": "12"}))
    assert refused.value.sent == (not isinstance(body, dict))
    assert refused.value.retry_after == 12.0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({}, "Wait a while,"), ({"Retry-After": "0"}, "Wait a while,"), ({"Retry-After": "12"}, "Wait 12 s,")],
)
def test_a_429_says_for_how_long_to_wait_only_where_the_platform_does(
    headers: dict[str, str], wait: str
) -> None:
    with pytest.raises(TooManyCalls) as refused:
        value_of("POST", PATH, of(429, {"message": "Too many requests"}, **headers))
    mend = str(refused.value.fault().mend)
    assert mend.startswith(f"{wait} then try again;")
    assert mend.endswith("this one call was not carried out, and what is done stays done.")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_a_fault_of_the_platforms_may_have_come_after_the_effect(status: int) -> None:
    with pytest.raises(PlatformFailing) as failed:
        value_of("POST", PATH, of(status, HTML))
    assert failed.value.sent


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("12", 12.0),
        (" 0 ", 0.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("\u0663", None),
        (f"Mon, 01 Jan {10**20} 00:00:00 GMT", None),
    ],
)
def test_how_long_the_platform_asks_to_wait(written: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": written}) == seconds


def test_how_long_until_a_date() -> None:
    assert retry_after({"Retry-After": formatdate(time.time() + 30, usegmt=True)}) == pytest.approx(30, abs=2)
    assert retry_after({"Retry-After": formatdate(time.time() - 30, usegmt=True)}) == 0.0


def test_what_an_answer_says_is_cleaned_and_cut() -> None:
    body = {"message": "\x1b[31mred\u202e" + "x" * 5000}
    with pytest.raises(BadRequest) as refused:
        value_of("GET", PATH, of(400, body))
    assert refused.value.reason.startswith("[31mred" + "x")
    assert len(refused.value.reason) <= 300


def test_the_store_of_documents_answers_in_its_own_way() -> None:
    refuse_storage("/v1/object", of(201, b""))
    with pytest.raises(PlatformFailing):
        refuse_storage("/v1/object", of(503, b"<Error/>"))
    with pytest.raises(ExchangeError) as refused:
        refuse_storage("/v1/object", of(403, b"<Error><Code>AccessDenied</Code></Error>"))
    # A right of the store's, not of the account's key.
    assert not isinstance(refused.value, NotAuthorised)
