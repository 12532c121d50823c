"""Where the keys of an account are: variables and files in the form of `ovh.conf`, in the official SDK's own order.

For each value the first of these counts: the variable `OVH_<NAME>`, the wizard's own file, `./ovh.conf`, `~/.ovh.conf`,
`/etc/ovh.conf`. In a file the section `[default]` holds `endpoint`, a section of the endpoint's name the keys. (The
SDK's `config.py`; a variable that is set but empty counts there too.) The section of an endpoint that is given as an
address is called by that address, or by its host.

Values are never shown, so they are left out of every repr; sources are.
"""

import configparser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tui.engine.accounts import CLIENT, CLIENT_SECRET, CONSUMER, KEY, SECRET
from tui.engine.credential_errors import BothKinds, CredentialsFile, CredentialsMalformed, HalfKey
from tui.engine.files import system_words

FILE_VARIABLE = "ALIAS_WIZARD_CREDENTIALS"
DEFAULT_ENDPOINT = "ovh-eu"

NAMES = (KEY, SECRET, CONSUMER, CLIENT, CLIENT_SECRET)
DEFAULT, ENDPOINT = "default", "endpoint"
"""The section that says which endpoint is meant, and its option."""


@dataclass(frozen=True)
class Found:
    """A value, and where it was found: a variable's name or a file's path; `shadows` is a file that holds another."""

    value: str = field(repr=False)
    source: str
    shadows: str = ""


@dataclass(frozen=True)
class Credentials:
    """What was found for an endpoint, by the names in `NAMES`; what is nowhere is not there."""

    found: Mapping[str, Found]

    def value(self, name: str) -> str:
        """The value of that name, or nothing."""
        return self.found[name].value if name in self.found else ""

    @property
    def kind(self) -> str | None:
        """`KEY` for an application, `CLIENT` for an OAuth2 client, None where there is neither."""
        return next((name for name in (KEY, CLIENT) if self.value(name)), None)

    def check(self) -> None:
        """Raise `HalfKey` or `BothKinds` for what the SDK would refuse."""
        for pair in ((KEY, SECRET), (CLIENT, CLIENT_SECRET)):
            given = [name for name in pair if self.value(name)]
            if len(given) == 1:
                (missing,) = set(pair) - set(given)
                raise HalfKey(given=given[0], source=self.found[given[0]].source, missing=missing)
        if KEY in self.found and CLIENT in self.found:
            key, client = self.found[KEY], self.found[CLIENT]
            raise BothKinds(key_source=key.source, client_source=client.source)

    @property
    def shadowed(self) -> list[tuple[str, str]]:
        """(variable, file) for each value of a file that a variable keeps from being used."""
        return [(each.source, each.shadows) for each in self.found.values() if each.shadows]


def credentials_file(environ: Mapping[str, str]) -> Path:
    """The wizard's own file, whether it is there or not: the one that `FILE_VARIABLE` names, else the user's."""
    if named := environ.get(FILE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("alias-wizard", appauthor=False) / "ovh.conf"


def files(own: Path) -> list[Path]:
    """The files that are looked at, the one that counts most first; the home and the folder are those of now."""
    return [own, _of_folder(), Path("~/.ovh.conf").expanduser(), Path("/etc/ovh.conf")]


def _of_folder() -> Path:
    return Path.cwd() / "ovh.conf"


def default_endpoint(own: Path, environ: Mapping[str, str]) -> str:
    """The endpoint that is meant when none is named. Raises `CredentialsMalformed`, `CredentialsFile`."""
    if given := environ.get(variable(ENDPOINT)):
        return given
    for path, options in _read(own):
        stored = options.get(DEFAULT, ENDPOINT, fallback="")
        # A folder may be anyone's: its file may name an endpoint of the SDK's, but sends the keys nowhere else.
        if stored and (path != _of_folder() or "://" not in stored):
            return stored
    return DEFAULT_ENDPOINT


def find(endpoint: str, own: Path, environ: Mapping[str, str]) -> Credentials:
    """What variables and files hold for an endpoint, a name or an address.

    Raises `CredentialsMalformed` for the first file that cannot be read as one, `CredentialsFile` when the wizard's own
    cannot be read at all.
    """
    found: dict[str, Found] = {}
    read = list(_read(own))
    for name in NAMES:
        stored = next(
            (
                Found(options.get(section, name), str(path))
                for path, options in read
                for section in options.sections()
                if section in sections(endpoint) and options.has_option(section, name)
            ),
            None,
        )
        given = environ.get(variable(name))
        if given is not None:
            differs = stored is not None and stored.value != given
            found[name] = Found(given, variable(name), stored.source if stored and differs else "")
        elif stored is not None:
            found[name] = stored
    return Credentials(found)


def check_files(own: Path) -> None:
    """Raise `CredentialsMalformed` or `CredentialsFile` when a file that is looked at cannot be read as one."""
    for _each in _read(own):
        pass


def given(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that hold a key, or a part of one."""
    return tuple(variable(name) for name in NAMES if environ.get(variable(name)))


def variable(name: str) -> str:
    """The variable of that value."""
    return f"OVH_{name.upper()}"


def sections(endpoint: str) -> tuple[str, ...]:
    """The names that the section of an endpoint may have."""
    host = urlsplit(endpoint).netloc
    return (endpoint, host) if host else (endpoint,)


def _read(own: Path) -> Iterator[tuple[Path, configparser.RawConfigParser]]:
    for path in files(own):
        if path.is_fifo():  # it would be waited for without end
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise CredentialsMalformed(file=path, line=line) from None
        except OSError as error:
            # As with the SDK, a file of others that may not be read is none.
            if path == own and not isinstance(error, FileNotFoundError):
                raise CredentialsFile(file=path, reason=system_words(error)) from error
            continue
        yield path, parsed(text, path)


def parsed(text: str, path: Path) -> configparser.RawConfigParser:
    """A file's text. Raises `CredentialsMalformed`; the parser's own message quotes the line, so it goes no further."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        several = getattr(error, "errors", ())
        line = several[0][0] if several else getattr(error, "lineno", 0)
        raise CredentialsMalformed(file=path, line=line) from None
    return parser
