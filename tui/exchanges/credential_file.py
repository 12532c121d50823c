"""The wizard's own credentials file, written: one section at a time, all the rest as it is, comments included.

Only the header of a section loses its indentation, which says nothing.

The file is the user's alone (0600, its folder 0700 where it is made), and at every moment either the old or the new.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from tui.engine.credential_errors import CredentialsFile
from tui.engine.files import system_words
from tui.exchanges.credentials import DEFAULT, ENDPOINT, NAMES, parsed, sections

_HEADER = re.compile(r"\[(?P<name>.+)\]")


def store(path: Path, endpoint: str, values: Mapping[str, str]) -> None:
    """Put `values` into the section of an endpoint, in place of all keys that are there.

    The endpoint becomes the one that is meant when none is named, if there is none yet. Raises `CredentialsFile`, and
    `CredentialsMalformed` for a file that is none.
    """
    with _using(path):
        lines = _lines(path)
        if not parsed("".join(lines), path).get(DEFAULT, ENDPOINT, fallback=""):
            lines = _put(lines, DEFAULT, {ENDPOINT: endpoint})
        lines = _put(lines, _section(lines, endpoint) or endpoint, {**dict.fromkeys(NAMES, ""), **values})
        _write(path, "".join(lines))


def forget(path: Path, endpoint: str) -> bool:
    """Take the section of an endpoint away; whether there was one. It is no longer the one that is meant, either.

    Raises like `store`.
    """
    with _using(path):
        lines = _lines(path)
        section = _section(lines, endpoint)
        if section is None:
            return False
        start, end = _extent(lines, section)
        lines = [*lines[:start], *lines[end:]]
        if parsed("".join(lines), path).get(DEFAULT, ENDPOINT, fallback="") == endpoint:
            lines = _put(lines, DEFAULT, {ENDPOINT: ""})
        _write(path, "".join(lines))
        return True


def stores(path: Path, endpoint: str) -> bool:
    """Whether there is a section of an endpoint. Raises like `store`."""
    with _using(path):
        return _section(_lines(path), endpoint) is not None


# --- the text


def _lines(path: Path) -> list[str]:
    """The lines of the file, each with its end; none when it is not there."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return []
    parsed(text, path)
    lines = StringIO(text).readlines()
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return _flush(lines)


def _flush(lines: list[str]) -> list[str]:
    """The lines with every section's header at the margin, where it means the same whatever comes before it.

    A line that is indented more than the option above it goes on with its value (configparser), a header or not.
    """
    flush, margin, has_option = [], 0, False
    for line in lines:
        text = line.lstrip()
        goes_on = has_option and len(line) - len(text) > margin
        if text and not text.startswith(("#", ";")) and not goes_on:
            margin, has_option = len(line) - len(text), _HEADER.match(text) is None
            flush.append(line if has_option else text)
        else:
            flush.append(line)
    return flush


def _names(lines: list[str]) -> list[str]:
    return [found["name"] for line in lines if (found := _HEADER.match(line))]


def _section(lines: list[str], endpoint: str) -> str | None:
    return next((name for name in sections(endpoint) if name in _names(lines)), None)


def _extent(lines: list[str], section: str) -> tuple[int, int]:
    """From the section's header to the next one's; comments right above that one are its own."""
    headers = [(at, found["name"]) for at, line in enumerate(lines) if (found := _HEADER.match(line))]
    start = next(at for at, name in headers if name == section)
    end = next((at for at, _name in headers if at > start), len(lines))
    while end < len(lines) and end > start + 1 and lines[end - 1].startswith(("#", ";")):
        end -= 1
    return start, end


def _put(lines: list[str], section: str, values: Mapping[str, str]) -> list[str]:
    """The lines with these options in a section, where they stood before; an option with an empty value goes."""
    if section not in _names(lines):
        gap = ["\n"] if lines and lines[-1].strip() else []
        lines = [*lines, *gap, f"[{section}]\n"]
    start, end = _extent(lines, section)
    waiting = {name: f"{name} = {value}\n" for name, value in values.items() if value}
    kept, place = [lines[start]], 1
    margin, first, ours = "", True, False
    for line in lines[start + 1 : end]:
        text = line.lstrip()
        told = not text or text.startswith(("#", ";"))
        # Otherwise it goes on with the value above, comments between them or not (configparser).
        if not told and (first or len(line) - len(text) <= len(margin)):
            first, margin = False, line.removesuffix(text)
            name = re.split("[:=]", text, maxsplit=1)[0].strip().lower()
            ours = name in values
            kept += [margin + waiting.pop(name)] if name in waiting else []
        if told or not ours:
            kept.append(line)
        if text:
            place = len(kept)
    added = [margin + line for line in waiting.values()]
    return [*lines[:start], *kept[:place], *added, *kept[place:], *lines[end:]]


# --- the file


@contextmanager
def _using(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CredentialsFile(file=path, reason=system_words(error)) from error


def _write(path: Path, text: str) -> None:
    # Where it is a link, what it leads to is the file.
    path = path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        # It is there only where it has not become the file.
        Path(name).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
