"""The door to the accounts of a platform far away: their keys, how one is asked for, whose it is and what it may do.

`tui.exchanges.connect` implements it; screens and commands see nothing else of keys. Keys and secrets are left out of
every repr; times are Unix seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from tui.engine.credential_errors import CredentialsError
from tui.engine.rights import Right, Rights

PATIENCE = 1800.0
"""Seconds after which nobody is expected to agree to a key any more."""
_SOON, _OFTEN, _SELDOM = 120.0, 2.0, 10.0

KEY, SECRET, CONSUMER = "application_key", "application_secret", "consumer_key"
CLIENT, CLIENT_SECRET = "client_id", "client_secret"


@dataclass(frozen=True)
class Keys:
    """An application's key and secret, and the key that an account has agreed to; empty where there is none."""

    application_key: str = field(default="", repr=False)
    application_secret: str = field(default="", repr=False)
    consumer_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Standing:
    """What there is for an endpoint before anything is asked: never a value, only where it was found.

    `sources` gives for each name (`application_key`…) the variable or the file that counts; `shadowed` the variables
    that keep another value of the file beside them from being used; `variables` all that count instead of any file.
    `stored`: some of it is in the wizard's own file, and can be deleted. `wrong` is why it cannot be used as it is.
    """

    endpoint: str
    address: str
    sources: Mapping[str, str]
    shadowed: tuple[tuple[str, str], ...] = ()
    variables: tuple[str, ...] = ()
    stored: bool = False
    wrong: CredentialsError | None = None

    @property
    def in_the_clear(self) -> bool:
        """Whether calls leave this machine, and without encryption."""
        parts = urlsplit(self.address)
        if parts.scheme != "http":
            return False
        try:
            return not ip_address(parts.hostname or "").is_loopback
        except ValueError:
            return parts.hostname != "localhost"

    @property
    def application(self) -> bool:
        """Whether there are an application's key and secret."""
        return {KEY, SECRET} <= set(self.sources)

    @property
    def complete(self) -> bool:
        """Whether calls can be signed: by an application for an account, or as an OAuth2 client."""
        kinds = ({KEY, SECRET, CONSUMER}, {CLIENT, CLIENT_SECRET})
        return self.wrong is None and any(kind <= set(self.sources) for kind in kinds)

    @property
    def origins(self) -> tuple[str, ...]:
        """The variables and files that hold something, each once."""
        return tuple(dict.fromkeys(self.sources.values()))


@dataclass(frozen=True)
class Asked:
    """A key that was asked for: `link` is where the account's owner agrees to it, `keys` what it will be then."""

    link: str = field(repr=False)
    keys: Keys = field(repr=False)


@dataclass(frozen=True)
class Account:
    """An account that a key opens: its nichandle, who it belongs to, what may be done, until when.

    `expires` is None for a key that does not end, or whose end is not known; `nic` is empty where it may not be read.
    """

    endpoint: str
    nic: str
    owner: str
    rights: Rights
    expires: float | None = None


class Needed(NamedTuple):
    """A right that the wizard asks for, and the message ids of what for."""

    right: Right
    reasons: tuple[str, ...]


def pause(waited: float) -> float:
    """Seconds until the next look at whether somebody has agreed to a key, after so many seconds."""
    return _OFTEN if waited < _SOON else _SELDOM


def is_key(text: str) -> bool:
    """Whether a text may be a key or a secret: signs without a space, as they go into headers and files."""
    return text.isascii() and text.isprintable() and " " not in text and 0 < len(text) <= 200


class Accounts(Protocol):
    """Keys are looked for, asked for, tried, kept and forgotten. Every method may take as long as the network."""

    def cancel(self) -> None:
        """End what is being waited for, in whichever thread."""

    def endpoints(self) -> Mapping[str, str]:
        """The endpoints that have a name, with their addresses."""

    def standing(self, endpoint: str = "") -> Standing:
        """What there is for an endpoint, a name or an address; for the one that is set when none is given.

        Raises the `CredentialsError` that fits.
        """

    def needed(self, read_only: bool) -> Sequence[Needed]:
        """The rights that the wizard asks for."""

    def page(self, endpoint: str, read_only: bool) -> str:
        """The address where an application's keys and the account's agreement to those rights are made in one go."""

    def ask(self, endpoint: str, keys: Keys, read_only: bool) -> Asked:
        """Ask for a key with those rights; empty `keys` mean those that were found.

        Raises the `ExchangeError` that fits, and `CredentialsError`.
        """

    def account(self, endpoint: str, keys: Keys | None = None) -> Account:
        """The account that keys open; those that were found, where none are given. Raises like `ask`."""

    def agreed(self, endpoint: str, keys: Keys) -> Account | None:
        """The account, once its owner has agreed to the key; None until then. Raises like `ask`."""

    def keep(self, endpoint: str, keys: Keys) -> str:
        """Store keys for the user alone; the file. Raises `CredentialsFile` and `CredentialsMalformed`."""

    def forget(self, endpoint: str) -> bool:
        """Delete what `keep` has stored for an endpoint; whether there was anything. Raises like `keep`."""
