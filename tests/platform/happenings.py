"""What happens to an account while somebody works on it: others change it, tasks fail, clocks jump.

Each takes the platform, the request during which it happens and, after the call, its answer; what it gives back, if
anything, undoes it.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.platform.answers import Answer
from tui.engine.errors import ExchangeError
from tui.engine.ports import Mishap

if TYPE_CHECKING:
    from tests.platform.server import Platform, Request

Undo = Callable[[], object]
Happening = Callable[["Platform", "Request", Answer | None], Undo | None]

JUMP = 3600.0
"""Seconds by which a clock jumps."""
_FOR_EVER = 1e9
_SERVICE = re.compile(r"/telephony/([^/]+)/[^/]+/(00[0-9]+)(?=/|$)")


def number_of(path: str) -> tuple[str, str]:
    """The billing account and the service name that a path is about; empty where it is about none."""
    found = _SERVICE.match(path)
    return (found[1], found[2]) if found else ("", "")


def mishap(kind: Mishap) -> Happening:
    """The embedded exchange is told to misbehave."""

    def happen(platform: "Platform", _request: "Request", _answer: Answer | None) -> None:
        platform.exchange.next(kind)

    return happen


def hold_task(platform: "Platform", request: "Request", _answer: Answer | None) -> Undo:
    """The open task of the number goes on being done."""
    name = number_of(request.path)[1]

    def move(by: float) -> None:
        with platform.exchange.telephony.changing() as connection:
            connection.execute(
                "UPDATE task SET ends = ends + ? WHERE service_name = ? AND NOT settled", (by, name)
            )

    move(_FOR_EVER)
    return lambda: move(-_FOR_EVER)


def forget_task(platform: "Platform", request: "Request", _answer: Answer | None) -> None:
    """The open task of the number is done at once, and nobody knows of it any more."""
    telephony, name = platform.exchange.telephony, number_of(request.path)[1]
    with telephony.changing() as connection:
        connection.execute("UPDATE task SET ends = 0 WHERE service_name = ? AND NOT settled", (name,))
    # Any call carries out what is due.
    platform.exchange.call("GET", "/telephony")
    with telephony.changing() as connection:
        rows = connection.execute("DELETE FROM task WHERE service_name = ? RETURNING id", (name,)).fetchall()
    platform.forgotten.update(int(row[0]) for row in rows)


def drop_task(platform: "Platform", request: "Request", _answer: Answer | None) -> None:
    """The open task of the number is dropped: it is never done, and nobody knows of it."""
    with platform.exchange.telephony.changing() as connection:
        connection.execute(
            "DELETE FROM task WHERE service_name = ? AND NOT settled", (number_of(request.path)[1],)
        )


def skew(platform: "Platform", _request: "Request", _answer: Answer | None) -> None:
    """The server's clock jumps."""
    platform.skew += JUMP


def retype(platform: "Platform", request: "Request", _answer: Answer | None) -> Undo:
    """Somebody else gives the number another type, which erases what it had; undone where it has that type still."""
    telephony, name = platform.exchange.telephony, number_of(request.path)[1]
    service = telephony.service(name)
    if service is None:
        raise LookupError(f"{request.path} is about no number")
    kept = _rows(platform, "service_name = ? AND typed", name)
    arrival = _arrival(platform, name)
    other = "conference" if service.feature_type != "conference" else "redirect"
    telephony.retype(name, other)
    theirs = _arrival(platform, name)

    def undo() -> None:
        if _arrival(platform, name) != theirs:
            return
        with telephony.changing() as connection:
            telephony.retype(name, service.feature_type)
            connection.execute("DELETE FROM arrival WHERE service_name = ?", (name,))
            if arrival is not None:
                connection.execute("INSERT INTO arrival VALUES (?, ?)", (name, arrival))
        _put_back(platform, kept)

    return undo


def delete_object(platform: "Platform", request: "Request", _answer: Answer | None) -> Undo:
    """Somebody else deletes the object that the call is about, whatever still refers to it."""
    path, telephony = request.path, platform.exchange.telephony
    kept = _rows(platform, "(path = ? OR path >= ? AND path < ?)", path, path + "/", path + "0")
    if telephony.one(path) is None:
        # It came with the type, and nothing was written to it yet.
        platform.exchange.call("DELETE", path)
    else:
        telephony.delete(path)

    def undo() -> None:
        telephony.delete(path)
        _put_back(platform, kept)

    return undo


def take_number(platform: "Platform", request: "Request", _answer: Answer | None) -> Undo:
    """The number leaves the account."""
    name = number_of(request.path)[1]
    platform.gone.add(name)
    return lambda: platform.gone.discard(name)


def twin(platform: "Platform", request: "Request", _answer: Answer | None) -> Undo:
    """Somebody else makes the same object a moment later."""
    listed = request.path
    before = _ids(platform, listed)
    platform.exchange.call("POST", request.path, dict(request.body))
    made = [each for each in _ids(platform, listed) if each not in before]

    def undo() -> None:
        for each in made:
            if each in _ids(platform, listed):
                platform.exchange.call("DELETE", f"{listed}/{each}")

    return undo


def _ids(platform: "Platform", path: str) -> list[object]:
    try:
        found = platform.exchange.call("GET", path)
    except ExchangeError:
        return []
    return list(found) if isinstance(found, list) else []


_Rows = list[tuple[object, ...]]


def _rows(platform: "Platform", where: str, *values: str) -> _Rows:
    columns = "path, service_name, typed, body, list, place, gone"
    with platform.database.read() as connection:
        found = connection.execute(f"SELECT {columns} FROM object WHERE {where}", values).fetchall()
    return [tuple(row) for row in found]


def _put_back(platform: "Platform", rows: _Rows) -> None:
    with platform.database.write() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO object (path, service_name, typed, body, list, place, gone)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _arrival(platform: "Platform", name: str) -> int | None:
    with platform.database.read() as connection:
        row = connection.execute("SELECT first_id FROM arrival WHERE service_name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])
