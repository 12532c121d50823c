"""The official SDK's client for an account: its endpoint, known to the SDK or not, and the keys that were found for it.

With `ovhcloud.py` the only module that speaks to the SDK, which is imported when a client is needed.
"""

import configparser
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from tui.engine.accounts import CLIENT, CLIENT_SECRET, CONSUMER, KEY, SECRET
from tui.engine.credential_errors import (
    CredentialsMalformed,
    NoConsumerKey,
    NoCredentials,
    NoOAuth2,
    UnknownEndpoint,
)
from tui.exchanges import credentials as kept
from tui.exchanges.credentials import Credentials, credentials_file

if TYPE_CHECKING:
    import ovh

__all__ = ["client", "credentials_file", "endpoint_address", "endpoint_name", "endpoints", "made"]

Timeout = tuple[float, float]
"""Seconds to connect, and seconds between two pieces of an answer."""


def client(endpoint: str, credentials: Path, timeout: Timeout) -> "ovh.Client":
    """The SDK's client for an account; nothing is called yet.

    `endpoint` is a name that the SDK knows, an http(s) address, or nothing: then the variables and files say which.
    `credentials` is the wizard's own file (`credentials_file`). Raises the `CredentialsError` that fits.
    """
    name = endpoint_name(endpoint, credentials)
    found = kept.find(name, credentials, os.environ)
    found.check()
    if found.kind is None:
        raise NoCredentials(endpoint=name)
    if found.kind == KEY and not found.value(CONSUMER):
        raise NoConsumerKey(endpoint=name)
    return made(name, found, timeout)


def made(name: str, found: Credentials, timeout: Timeout) -> "ovh.Client":
    """The SDK's client with exactly the values that were found, a consumer key or not. Raises `NoOAuth2`."""
    sdk = _sdk()
    if found.kind == CLIENT and name not in sdk.client.OAUTH2_TOKEN_URLS:
        raise NoOAuth2(endpoint=name)
    given: dict[str, Any] = (
        {KEY: found.value(KEY), SECRET: found.value(SECRET), CONSUMER: found.value(CONSUMER)}
        if found.kind == KEY
        else {CLIENT: found.value(CLIENT), CLIENT_SECRET: found.value(CLIENT_SECRET), CONSUMER: ""}
    )
    # The SDK looks elsewhere for what is not given; all of that has been looked at.
    sdk.config.CONFIG_PATH[:] = []
    client = sdk.Client(name, timeout=timeout, **given)
    oauth2 = client._oauth2  # noqa: SLF001  the SDK has no other way to bound the wait for a token
    if oauth2 is not None:
        oauth2._session = _token_session(sdk, oauth2, timeout)  # noqa: SLF001  nor any other here
    return client


def _token_session(sdk: Any, oauth2: Any, timeout: Timeout) -> Any:
    """The SDK's session for OAuth2, whose requests for a token have a time limit.

    It begins with a token that is over, so the first call asks for one as every later renewal does.
    """
    return sdk.oauth2.RefreshOAuth2Session(
        token_url=oauth2.token_url,
        client=sdk.oauth2.BackendApplicationClient(client_id=oauth2.client_id, scope=["all"]),
        token={"access_token": "none", "token_type": "Bearer", "expires_in": -1},
        token_updater=oauth2.token_updater,
        auto_refresh_kwargs={
            "client_id": oauth2.client_id,
            "client_secret": oauth2.client_secret,
            "timeout": timeout,
        },
    )


# --- endpoints


def endpoints() -> dict[str, str]:
    """The endpoints that the SDK knows by name, with their addresses."""
    return {name: address for name, address in _sdk().client.ENDPOINTS.items() if not name.startswith("http")}


def endpoint_name(endpoint: str, credentials: Path) -> str:
    """The name by which the SDK knows an endpoint, a new address among them; of nothing, the one that is set.

    Raises `UnknownEndpoint`, and what reading the files raises.
    """
    asked = (endpoint or kept.default_endpoint(credentials, os.environ)).strip().rstrip("/")
    known = endpoints()
    if asked in known:
        return asked
    parts = _address(asked)
    if parts is None:
        # What stands before an @ may be a password.
        raise UnknownEndpoint(endpoint=asked.rpartition("@")[2], known=", ".join(known))
    asked = parts.geturl()
    for name, address in known.items():
        if address == asked:
            return name
    sdk = _sdk()
    sdk.client.ENDPOINTS[asked] = asked
    # As at the platform, whose API is at /1.0 and whose tokens are at /auth.
    sdk.client.OAUTH2_TOKEN_URLS[asked] = f"{parts.scheme}://{parts.netloc}/auth/oauth2/token"
    return asked


def _address(text: str) -> SplitResult | None:
    """The parts of an http or https address that a path can be put after, as it is sent; None when it is not one."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not usable or parts.query or parts.fragment:
        return None
    # What is signed has to be what `requests` sends.
    from requests.utils import requote_uri

    return parts._replace(netloc=parts.netloc.lower(), path=requote_uri(parts.path))


def endpoint_address(name: str) -> str:
    """The address of an endpoint that `endpoint_name` has named."""
    return str(_sdk().client.ENDPOINTS[name])


def _sdk() -> Any:
    """The SDK, which reads its files while it is imported. Raises `CredentialsMalformed`."""
    try:
        import ovh
        import ovh.client
        import ovh.config
        import ovh.oauth2
    except (configparser.Error, UnicodeDecodeError):
        # The same files, read by us, say which and where.
        kept.check_files(Path(os.devnull))
        raise CredentialsMalformed(file="ovh.conf", line=0) from None
    return ovh
