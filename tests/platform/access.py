"""Who may call what: applications, consumer keys with their rules, signatures, OAuth2 clients and their tokens.

As the platform's guides and clients describe it: a signature is `$1$` and the SHA-1 of secret, consumer key, method,
full address, body and time; a rule's trailing `/*` is the tree below a path without the path itself, any other `*` one
segment.
"""

import hashlib
import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from threading import Lock
from urllib.parse import parse_qs

from tests.platform.answers import Answer, Refusal, coded, error, said

Rule = tuple[str, str]
"""A method and a path with its `*`."""

EVERYTHING: tuple[Rule, ...] = tuple((method, "/*") for method in ("GET", "POST", "PUT", "DELETE"))
MOST_SKEW = 60
"""Seconds by which a request's time may differ from the server's."""
_TOKEN_SECONDS, _DAY = 3600, 24 * 3600


@dataclass
class Credential:
    """A consumer key: what it opens, its status (`pendingValidation`, `validated`, `refused`, `expired`), its end."""

    consumer_key: str
    rules: tuple[Rule, ...]
    status: str = "validated"
    expires: float | None = None
    number: int = 1
    created: float = 0.0


@dataclass
class OAuth2Client:
    """A service account: its secret, what it opens, and the seconds that its tokens live."""

    secret: str
    rules: tuple[Rule, ...] = EVERYTHING
    lifetime: int = _TOKEN_SECONDS


@dataclass
class Access:
    """The application, its credentials, and the OAuth2 clients by id; `now` is the server's time in Unix seconds."""

    now: Callable[[], float]
    application_key: str = "7kbG7Bk7S9Nt7ZSV"
    application_secret: str = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF"
    consumer_key: str = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1"
    credentials: dict[str, Credential] = field(default_factory=dict)
    clients: dict[str, OAuth2Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[str, tuple[OAuth2Client, float]] = {}
        self.credentials[self.consumer_key] = Credential(self.consumer_key, EVERYTHING)
        self.clients["EU.a1b2c3d4"] = OAuth2Client("0123456789abcdef")

    # --- consumer keys

    def add(self, rules: Iterable[Rule], status: str = "validated") -> Credential:
        """A new consumer key that opens these calls alone."""
        with self._lock:
            number = len(self.credentials) + 1
            made = Credential(token_hex(16), tuple(rules), status, None, number, self.now())
            self.credentials[made.consumer_key] = made
        return made

    def validate(self, consumer_key: str) -> None:
        """What the account's owner does on the page of `validationUrl`; the key lives a day."""
        credential = self.credentials[consumer_key]
        credential.status = "validated"
        credential.expires = self.now() + _DAY

    def ask(self, headers: Mapping[str, str], body: Mapping[str, object], origin: str) -> Answer:
        """`POST /auth/credential`: unsigned, with the application's key."""
        self._application(headers)
        rules = body.get("accessRules")
        if not isinstance(rules, list) or not rules:
            raise Refusal(error(400, "Missing parameter: accessRules"))
        wanted = []
        for each in rules:
            if not isinstance(each, dict) or set(each) != {"method", "path"}:
                raise Refusal(error(400, "Given accessRules is not valid: auth.AccessRule[] expected"))
            if each["method"] not in {"GET", "POST", "PUT", "DELETE"} or not each["path"].startswith("/"):
                raise Refusal(error(400, "Given accessRules is not valid: auth.AccessRule[] expected"))
            wanted.append((each["method"], each["path"]))
        made = self.add(wanted, "pendingValidation")
        return said(
            {
                "consumerKey": made.consumer_key,
                "validationUrl": f"{origin}/auth/?credentialToken={made.consumer_key}",
                "state": made.status,
            }
        )

    def current(self, credential: Credential) -> Answer:
        """`GET /auth/currentCredential` (`api.Credential` of the platform's own console)."""
        return said(
            {
                "credentialId": credential.number,
                "applicationId": 4242,
                "status": credential.status,
                "rules": [{"method": method, "path": path} for method, path in credential.rules],
                "creation": _moment(credential.created),
                "expiration": None if credential.expires is None else _moment(credential.expires),
                "lastUse": _moment(self.now()),
                "ovhSupport": False,
                "allowedIPs": None,
            }
        )

    # --- calls

    def admit(
        self, method: str, url: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Credential | None:
        """Let a call through, by its signature or its token; the credential, None with OAuth2.

        `url` is the full address as it was asked for, `path` the call's own without query. Raises `Refusal`.
        """
        if headers.get("authorization", "").startswith("Bearer "):
            self._bearer(method, path, headers["authorization"].removeprefix("Bearer "))
            return None
        self._application(headers)
        key = headers.get("x-ovh-consumer")
        if not key:
            raise Refusal(coded(403, "NOT_CREDENTIAL", "You must login first"))
        credential = self.credentials.get(key)
        if credential is None:
            raise Refusal(coded(403, "INVALID_CREDENTIAL", "This credential does not exist"))
        self._signature(method, url, key, headers, body)
        if credential.expires is not None and credential.expires <= self.now():
            credential.status = "expired"
        if credential.status != "validated":
            raise Refusal(coded(403, "INVALID_CREDENTIAL", "This credential is not valid"))
        if not granted(credential.rules, method, path):
            raise Refusal(coded(403, "NOT_GRANTED_CALL", "This call has not been granted"))
        return credential

    def _application(self, headers: Mapping[str, str]) -> None:
        if headers.get("x-ovh-application") != self.application_key:
            raise Refusal(coded(403, "INVALID_KEY", "This application key is invalid"))

    def _signature(self, method: str, url: str, key: str, headers: Mapping[str, str], body: bytes) -> None:
        stamp = headers.get("x-ovh-timestamp", "")
        if not stamp.isdecimal() or abs(int(stamp) - self.now()) > MOST_SKEW:
            raise Refusal(coded(400, "QUERY_TIME_OUT", "Query out of time"))
        parts = (self.application_secret, key, method, url, body.decode(errors="replace"), stamp)
        wanted = "$1$" + hashlib.sha1("+".join(parts).encode()).hexdigest()
        if not hmac.compare_digest(wanted, headers.get("x-ovh-signature", "")):
            raise Refusal(coded(400, "INVALID_SIGNATURE", "Invalid signature"))

    # --- OAuth2

    def token(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """The token endpoint, for the grant of client credentials (RFC 6749, section 4.4)."""
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        identity, secret = form.get("client_id"), form.get("client_secret")
        basic = headers.get("authorization", "").removeprefix("Basic ")
        if basic:
            identity, _, secret = b64decode(basic).decode().partition(":")
        client = self.clients.get(identity or "")
        if client is None or client.secret != secret:
            return said({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if form.get("grant_type") != "client_credentials" or form.get("scope") != "all":
            return said({"error": "invalid_request"}, 400)
        token = token_hex(16)
        with self._lock:
            self._tokens[token] = client, self.now() + client.lifetime
        return said(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": client.lifetime,
                "scope": "all",
            }
        )

    def _bearer(self, method: str, path: str, token: str) -> None:
        client, ends = self._tokens.get(token, (None, 0.0))
        if client is None or ends <= self.now():
            raise Refusal(error(401, "Invalid or expired token"))
        if not granted(client.rules, method, path):
            raise Refusal(error(403, "User not granted for this request"))


def granted(rules: Iterable[Rule], method: str, path: str) -> bool:
    """Whether one of the rules opens a call."""
    return any(each == method and _pattern(rule).fullmatch(path) for each, rule in rules)


def _pattern(rule: str) -> re.Pattern[str]:
    if rule in ("*", "/*"):
        return re.compile(".*")
    trunk, tail = (rule[:-2], "/.+") if rule.endswith("/*") else (rule, "")
    return re.compile(re.escape(trunk).replace(r"\*", "[^/]+") + tail)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
