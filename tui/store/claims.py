"""Claims: who works on which number, so that two users of one store never change the same number at once.

A claim belongs to a process: owner, host, process id and the time the process was born, by which a process id that the
system gave out again is told from the one that claimed.
"""

import getpass
import os
import platform
import secrets
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tui.engine.errors import NumberHeld, StoreError
from tui.engine.ports import Claim, Clock, Holder
from tui.store.database import Database
from tui.telephony import values
from tui.times import since

_BIRTH_TOLERANCE = 2.0
"""Seconds by which two readings of one birth may differ."""


HELD = "LEFT JOIN claim ON claim.scope = run.scope AND claim.service_name = run.service_name"
"""The claim that stands beside a run, if there is one."""
HOLDER = "claim.host AS holder_host, claim.pid AS holder_pid, claim.born AS holder_born"
"""The columns of it that `lives` asks for."""


@dataclass(frozen=True)
class _Process:
    owner: str
    host: str
    pid: int
    born: float


class Claims:
    """The claims of one account of the store."""

    def __init__(self, database: Database, scope: int, clock: Clock) -> None:
        self._database = database
        self._scope = scope
        self._clock = clock

    def claim(self, service_name: str, take_over: bool = False) -> Claim:
        """Hold a number for this process.

        A holder of this host whose process is gone is replaced at once; one on another host is never taken for dead.
        A number that this process holds already gives the same claim again, so that the wizard that opened it and the
        run that it starts share one hold; the first `release` ends it.

        Raises `NumberHeld` when another living process holds the number and `take_over` is false.
        """
        with self._database.write() as connection:
            return self._claim(connection, _this_process(), service_name, take_over)

    def claim_all(self, service_names: Iterable[str]) -> Mapping[str, Claim | NumberHeld]:
        """Hold every one of these that can be held, in one transaction; for the others, why not. See `claim`."""
        found: dict[str, Claim | NumberHeld] = {}
        with self._database.write() as connection:
            me = _this_process()
            for name in service_names:
                try:
                    found[name] = self._claim(connection, me, name, take_over=False)
                except NumberHeld as error:
                    found[name] = error
        return found

    def _claim(
        self, connection: sqlite3.Connection, me: _Process, service_name: str, take_over: bool
    ) -> Claim:
        row = self._row(connection, service_name)
        taken_from = None
        if row is not None and _is(row, me):
            return Claim(service_name, row["token"])
        if row is not None and _lives(row, me.host):
            if not take_over:
                raise NumberHeld(
                    owner=row["owner"],
                    host=row["host"],
                    number=values.display(service_name),
                    since=since(row["since"], self._clock.now()),
                )
            taken_from = f"{row['owner']}@{row['host']}"
        claim = Claim(service_name, secrets.token_hex(16))
        connection.execute(
            "INSERT OR REPLACE INTO claim (scope, service_name, owner, host, pid, born, token, since, taken_from)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._scope,
                service_name,
                me.owner,
                me.host,
                me.pid,
                me.born,
                claim.token,
                self._clock.now(),
                taken_from,
            ),
        )
        return claim

    def holds(self, claim: Claim) -> bool:
        """Whether the claim still stands: nobody took the number over since."""
        with self._database.read() as connection:
            row = self._row(connection, claim.service_name)
        return row is not None and row["token"] == claim.token

    def holder(self, service_name: str) -> Holder | None:
        """Who holds the number now, if it is a living process other than this one."""
        with self._database.read() as connection:
            row = self._row(connection, service_name)
        if row is None:
            return None
        me = _this_process()
        if _is(row, me) or not _lives(row, me.host):
            return None
        return Holder(row["owner"], row["host"], row["pid"], row["since"], row["taken_from"])

    def release(self, *claims: Claim) -> None:
        """Let these numbers go, where the claim still stands; what cannot be stored ends with this process."""
        with suppress(StoreError), self._database.write() as connection:
            connection.executemany(
                "DELETE FROM claim WHERE scope = ? AND service_name = ? AND token = ?",
                [(self._scope, claim.service_name, claim.token) for claim in claims],
            )

    def _row(self, connection: sqlite3.Connection, service_name: str) -> sqlite3.Row | None:
        found: sqlite3.Row | None = connection.execute(
            "SELECT * FROM claim WHERE scope = ? AND service_name = ?", (self._scope, service_name)
        ).fetchone()
        return found


def forget_the_dead(connection: sqlite3.Connection) -> None:
    """Delete the claims, of any account, whose processes are gone: what is left are the numbers in work."""
    rows = connection.execute(f"SELECT token, {HOLDER} FROM claim").fetchall()  # noqa: S608  ours
    connection.executemany(
        "DELETE FROM claim WHERE token = ?", [(row["token"],) for row in rows if not lives(row)]
    )


def lives(row: sqlite3.Row) -> bool:
    """Whether the process of a row with the columns `HOLDER` lives, this one included."""
    host, pid, born = row["holder_host"], row["holder_pid"], row["holder_born"]
    return host is not None and _is_there(host, pid, born, this_user()[1])


def this_user() -> tuple[str, str]:
    """The login name of whoever runs this process, and the name of the machine."""
    return _login(), platform.node() or "localhost"


def _this_process() -> _Process:
    pid = os.getpid()
    born = birth(pid)
    return _Process(*this_user(), pid, 0.0 if born is None else born)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # No account for this user id, as in many containers; which of the three it is depends on the Python version.
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def birth(pid: int) -> float | None:
    """When the process was born, in seconds; None when there is none, or only its unreaped remains.

    Since the boot on Linux, which knows no other time of it: the Unix time moves when somebody sets the clock.
    """
    import psutil

    try:
        found = psutil.Process(pid)
        born = None if found.status() == psutil.STATUS_ZOMBIE else found.create_time()
    except psutil.NoSuchProcess:
        return None
    return born - psutil.boot_time() if born is not None and sys.platform == "linux" else born


def _is(row: sqlite3.Row, one: _Process) -> bool:
    return bool(
        row["host"] == one.host and row["pid"] == one.pid and abs(row["born"] - one.born) < _BIRTH_TOLERANCE
    )


def _lives(row: sqlite3.Row, host: str) -> bool:
    return _is_there(row["host"], row["pid"], row["born"], host)


def _is_there(host: str, pid: int, born: float, here: str) -> bool:
    if host != here:
        return True
    import psutil

    try:
        found = birth(pid)
    except psutil.AccessDenied:
        # Another user's process that cannot be looked at is there all the same.
        return True
    return found is not None and abs(born - found) < _BIRTH_TOLERANCE
