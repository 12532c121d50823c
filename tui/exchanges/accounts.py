"""Accounts of the platform: keys are looked for, asked for, tried, kept and forgotten (`tui.engine.accounts`).

A key is asked for with `POST /auth/credential`, unsigned: the answer holds it, and the address where the account's
owner agrees to it. Until then every signed call is refused as one with a key that is not valid (403).
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from tui.engine.accounts import CONSUMER, KEY, SECRET, Account, Asked, Keys, Needed, Standing
from tui.engine.credential_errors import CredentialsError, NoCredentials
from tui.engine.errors import NotAuthorised, NotFound
from tui.engine.platform_errors import CredentialRefused, Unreadable
from tui.engine.resources import Json, Method
from tui.engine.rights import UNKNOWN, Right, Rights
from tui.exchanges import connect, credential_file, needed
from tui.exchanges import credentials as kept
from tui.exchanges.credentials import Credentials, Found
from tui.signals import Stop

if TYPE_CHECKING:
    from tui.exchanges.calling import Calls

_ASK = "/auth/credential"
_CURRENT = "/auth/currentCredential"


class OvhAccounts:
    """`tui.engine.accounts.Accounts` over the wizard's own credentials file and whatever else the SDK looks at."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stop = Stop()
        self._opened: tuple[object, Calls] | None = None

    def cancel(self) -> None:
        """End what is being waited for."""
        self._stop.force()
        self._stop = Stop()

    def endpoints(self) -> Mapping[str, str]:
        return connect.endpoints()

    def standing(self, endpoint: str = "") -> Standing:
        name = connect.endpoint_name(endpoint, self.file)
        found = kept.find(name, self.file, os.environ)
        wrong = None
        try:
            found.check()
        except CredentialsError as error:
            wrong = error
        return Standing(
            name,
            connect.endpoint_address(name),
            {each: found.found[each].source for each in found.found if found.value(each)},
            tuple(found.shadowed),
            tuple(kept.variable(each) for each in kept.NAMES if kept.variable(each) in os.environ),
            credential_file.stores(self.file, name),
            wrong,
        )

    def needed(self, read_only: bool) -> Sequence[Needed]:
        from tui.configurations import catalogue

        rows = [(row.title, catalogue.load(row.kind)) for row in catalogue.CONFIGURATIONS]
        collections = {title: slice_.COLLECTIONS for title, slice_ in rows if slice_ is not None}
        return needed.needed(collections, read_only)

    def page(self, endpoint: str, read_only: bool) -> str:
        name = connect.endpoint_name(endpoint, self.file)
        rules = (each.right for each in self.needed(read_only))
        query = "&".join(f"{method}={quote(path, safe='/*')}" for method, path in rules)
        parts = urlsplit(connect.endpoint_address(name))
        return f"{parts.scheme}://{parts.netloc}/createToken/?{query}"

    # --- calls

    def ask(self, endpoint: str, keys: Keys, read_only: bool) -> Asked:
        name = connect.endpoint_name(endpoint, self.file)
        keys = self._application(name, keys)
        rules: list[Json] = [
            {"method": method, "path": path} for (method, path), _reasons in self.needed(read_only)
        ]
        answer = self._calls(name, _credentials(keys)).unsigned(
            "POST", _ASK, self._stop, {"accessRules": rules}
        )
        given = answer if isinstance(answer, dict) else {}
        key, link = _text(given, "consumerKey"), _text(given, "validationUrl")
        if not key or not (key + link).isprintable() or not link.startswith(("https://", "http://")):
            raise Unreadable("POST", _ASK)
        return Asked(link, Keys(keys.application_key, keys.application_secret, key))

    def account(self, endpoint: str, keys: Keys | None = None) -> Account:
        name = connect.endpoint_name(endpoint, self.file)
        found = kept.find(name, self.file, os.environ) if keys is None else _credentials(keys)
        found.check()
        if found.kind is None:
            raise NoCredentials(endpoint=name)
        calls = self._calls(name, found)

        def call(method: Method, path: str) -> Json:
            return calls.value(method, path, self._stop)

        nic, owner = owner_of(call)
        rights, expires = rights_of(call)
        return Account(name, nic, owner, rights, expires)

    def agreed(self, endpoint: str, keys: Keys) -> Account | None:
        try:
            return self.account(endpoint, keys)
        except CredentialRefused:
            return None

    def _application(self, name: str, keys: Keys) -> Keys:
        """The application's key and secret that are given, else those that were found."""
        if keys.application_key or keys.application_secret:
            found = _credentials(keys)
        else:
            found = kept.find(name, self.file, os.environ)
        found.check()
        if not found.value(KEY):
            raise NoCredentials(endpoint=name)
        return Keys(found.value(KEY), found.value(SECRET))

    def _calls(self, name: str, found: Credentials) -> "Calls":
        """Calls with these keys; the same as before for the same keys, so that their connection is used again."""
        from tui.engine.delays import Delays
        from tui.exchanges import ovhcloud, rate, wire

        wanted = name, {each: value.value for each, value in found.found.items()}
        if self._opened is None or self._opened[0] != wanted:
            client = connect.made(name, found, (wire.CONNECT, wire.PIECE))
            delays, limits = Delays(), wire.limits(os.environ)
            calls = ovhcloud.calls(client, rate.Rate(rate.budget(os.environ), delays), delays, limits)
            self._opened = wanted, calls
        return self._opened[1]

    # --- the file

    def keep(self, endpoint: str, keys: Keys) -> str:
        name = connect.endpoint_name(endpoint, self.file)
        values = {each: value.value for each, value in _credentials(keys).found.items()}
        credential_file.store(self.file, name, values)
        return str(self.file)

    def forget(self, endpoint: str) -> bool:
        return credential_file.forget(self.file, connect.endpoint_name(endpoint, self.file))


def owner_of(call: Callable[[Method, str], Json]) -> tuple[str, str]:
    """Whose account the key of an exchange opens, by `GET` calls of it: the nichandle, and the owner's name.

    Where `/me` is not granted, the first billing account says as well whose it is; without any, there is nothing.
    Raises what the call raises.
    """
    me = _granted(call, "/me")
    nic = _text(me, "nichandle")
    if not nic:
        accounts = call("GET", "/telephony")
        nic = min(map(str, accounts), default="") if isinstance(accounts, list) else ""
    return nic, _text(me, "organisation") or f"{_text(me, 'firstname')} {_text(me, 'name')}".strip()


def rights_of(call: Callable[[Method, str], Json]) -> tuple[Rights, float | None]:
    """What the key of an exchange may do, and until when (Unix seconds; None without end), by `GET` calls of it.

    An OAuth2 client has no credential to look at, so its rights are not known. Raises what the call raises.
    """
    credential = _granted(call, _CURRENT)
    rules = credential.get("rules")
    if not isinstance(rules, list):
        return UNKNOWN, None
    found = [
        Right(str(rule.get("method")), str(rule.get("path"))) for rule in rules if isinstance(rule, dict)
    ]
    try:
        expires = datetime.fromisoformat(str(credential.get("expiration"))).timestamp()
    except ValueError:
        expires = None
    return Rights(tuple(found)), expires


def rights_once(call: Callable[[Method, str], Json]) -> Callable[[], Rights]:
    """What the key of an exchange may do, asked for when it is needed for the first time."""
    return cache(lambda: rights_of(call)[0])


def _granted(call: Callable[[Method, str], Json], path: str) -> Mapping[str, Json]:
    """The object at a path; an empty one when the key may not see it. Raises what is wrong with the key itself."""
    try:
        answer = call("GET", path)
    except (NotAuthorised, NotFound) as error:
        # Its subclasses are about the key; the class itself is about this call.
        if type(error) in {NotAuthorised, NotFound}:
            return {}
        raise
    return answer if isinstance(answer, dict) else {}


def _credentials(keys: Keys) -> Credentials:
    given = {KEY: keys.application_key, SECRET: keys.application_secret, CONSUMER: keys.consumer_key}
    return Credentials({name: Found(value, "") for name, value in given.items() if value})


def _text(body: Mapping[str, Json], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
