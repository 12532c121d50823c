"""What an answer of the platform's means: the value it holds, or the exception that it is.

Statuses and shapes are those that the SDK, the guides and clients in the field have seen: an error is an object with
`message` and `class` or `errorCode`. A status alone proves little: a proxy's page may bear a 404, so an object is
taken to be gone only where the platform itself says so.
"""

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from tui.engine.errors import ExchangeError, NotAuthorised, by_status
from tui.engine.platform_errors import (
    ApplicationRefused,
    ClockRefused,
    CredentialRefused,
    NoSuchCall,
    PlatformFailing,
    SignatureRefused,
    TokenRefused,
    TooManyCalls,
    Unreadable,
)
from tui.engine.resources import Json
from tui.exchanges.wire import Raw
from tui.text import clean

_REFUSED: tuple[tuple[str, str, type[NotAuthorised]], ...] = (
    ("INVALID_SIGNATURE", "invalid signature", SignatureRefused),
    ("QUERY_TIME_OUT", "query out of time", ClockRefused),
    ("INVALID_KEY", "application key is invalid", ApplicationRefused),
    ("INVALID_CREDENTIAL", "this credential", CredentialRefused),
    ("NOT_CREDENTIAL", "must login first", CredentialRefused),
)
"""(errorCode, part of the message in lower case, what it is): newer bodies have no errorCode."""
_NO_SUCH_CALL = "invalid (or empty) url"
_MOST_WORDS = 300
_LONGEST = 365 * 86_400.0
"""Seconds: whoever asks to wait any longer asks for ever."""


def value_of(method: str, path: str, raw: Raw, *, by_token: bool = False) -> Json:
    """What an answer holds; None for one without content. Raises the `ExchangeError` that it is."""
    if raw.status == 204:
        return None
    try:
        value: Json = json.loads(raw.content, parse_constant=_refuse)
        if b"\\ud" in raw.content.lower():
            # Half of a character, which JSON can write and nothing here can store, show or send again.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise _error(method, path, raw, None, by_token=by_token) from error
    if 200 <= raw.status < 300:
        return value
    raise _error(method, path, raw, value if isinstance(value, dict) else None, by_token=by_token)


def _error(
    method: str, path: str, raw: Raw, body: Mapping[str, Any] | None, *, by_token: bool
) -> ExchangeError:
    said = clean(str(body.get("message") or ""), _MOST_WORDS) if body is not None else ""
    words = said or _words(raw)
    about = (method, path, words, raw.status, raw.query_id)
    if raw.status == 429:
        # The platform's own error says that it held the call back; a page of somebody between says nothing.
        return TooManyCalls(*about, sent=body is None, retry_after=retry_after(raw.headers))
    if raw.status >= 500:
        return PlatformFailing(*about, retry_after=retry_after(raw.headers))
    if body is None or raw.status < 400 or raw.status == 408:
        return Unreadable(*about)
    if raw.status in {400, 401, 403}:
        code, said = str(body.get("errorCode")), words.lower()
        for known, part, kind in _REFUSED:
            if code == known or (code == "None" and part in said):
                return kind(*about)
    if raw.status == 401 and by_token:
        return TokenRefused(*about)
    if raw.status == 404 and _NO_SUCH_CALL in words.lower():
        return NoSuchCall(*about)
    return by_status(raw.status, *about[:3], raw.query_id)


def refuse_storage(path: str, raw: Raw) -> None:
    """Raise what an answer of the store of documents means, another service; nothing when it took the content."""
    about = ("PUT", path, _words(raw), raw.status)
    if raw.status >= 500:
        raise PlatformFailing(*about)
    if not 200 <= raw.status < 300:
        raise ExchangeError(*about)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the platform asks to wait (RFC 9110, 10.2.3: seconds or a date); None where it does not."""
    written = headers.get("Retry-After", "").strip()
    if written.isdecimal() and written.isascii():
        return min(float(written), _LONGEST)
    try:
        return max(parsedate_to_datetime(written).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def _refuse(constant: str) -> Json:
    """NaN and the infinities, which Python reads as numbers, are no JSON (RFC 8259, 6)."""
    raise ValueError(constant)


def _words(raw: Raw) -> str:
    """The first words of a content that is no answer, for whoever has to find out who answered instead."""
    if not raw.content.strip():
        return f"HTTP {raw.status}"
    start = raw.content[: 4 * _MOST_WORDS].decode("utf-8", "replace")
    return f"HTTP {raw.status}: {clean(' '.join(start.split()), 80)}"
