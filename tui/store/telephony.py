"""The embedded exchange's account in the state store: services, tasks and the faults it was told to show.

The services are the rows of the inventory, which on the embedded exchange is the account itself. What people typed is
stored as it arrived.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from tui.engine.ports import Service
from tui.engine.resources import Body
from tui.engine.scope import Scope
from tui.store.database import Database
from tui.store.documents import Documents
from tui.store.objects import Objects, body_of
from tui.store.scopes import scope_id
from tui.telephony.values import search_key, search_term

_SELECT = "SELECT number, kind, billing_account, description, feature_type, pool FROM service WHERE "
_TASKS = (
    "SELECT task.*, coalesce(service.kind, 'alias') AS kind FROM task LEFT JOIN service"
    " ON service.scope = ? AND service.number = CAST(task.service_name AS INTEGER) WHERE "
)


@dataclass(frozen=True)
class BillingAccount:
    """A billing account; `status` is a word of `telephony.BillingAccountStatusEnum`."""

    name: str
    description: str
    status: str = "enabled"


@dataclass(frozen=True)
class Task:
    """An operation under way or over; times are Unix seconds.

    It waits until `starts`, works until `ends`, and in between stands still from `pauses` to `resumes` when those are
    given. `effect` is carried out at its end, unless there is a `failure`, the message of a task that comes to nothing.
    `settled` says that this has been done.
    """

    service_name: str
    service_type: str
    billing_account: str
    action: str
    effect: Body
    starts: float
    ends: float
    pauses: float | None = None
    resumes: float | None = None
    failure: str | None = None
    settled: bool = False
    id: int = 0


class Telephony(Objects):
    """The account `scope`: its services, their objects, its tasks and documents.

    The methods that change something belong inside `changing`. Every method raises the `StoreError` that fits.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        super().__init__(database)
        self.documents = Documents(database)
        self._scope = scope_id(database, scope)

    # --- services

    def is_empty(self) -> bool:
        """Whether there is no number and no line at all."""
        return self._one("SELECT 1 FROM service WHERE scope = ? LIMIT 1", self._scope) is None

    def billing_accounts(self) -> list[BillingAccount]:
        """All billing accounts, by name."""
        rows = self._all(
            "SELECT name, description, status FROM billing_account WHERE scope = ? ORDER BY name", self._scope
        )
        return [BillingAccount(*row) for row in rows]

    def billing_account(self, name: str) -> BillingAccount | None:
        """The billing account of that name, or None."""
        sql = "SELECT name, description, status FROM billing_account WHERE scope = ? AND name = ?"
        row = self._one(sql, self._scope, name)
        return None if row is None else BillingAccount(*row)

    def service(self, service_name: str) -> Service | None:
        """The number or line of that name, or None."""
        number = _number(service_name)
        if number is None:
            return None
        row = self._one(_SELECT + "scope = ? AND number = ?", self._scope, number)
        return None if row is None else _service(row)

    def services(
        self, billing_account: str, kind: str | None = None, feature_types: frozenset[str] | None = None
    ) -> list[Service]:
        """The numbers and lines of a billing account in number order, of one kind or some feature types only."""
        where, values = ["scope = ?", "billing_account = ?"], [self._scope, billing_account]
        if kind is not None:
            where.append("kind = ?")
            values.append(kind)
        if feature_types is not None:
            where.append(f"feature_type IN ({', '.join('?' * len(feature_types))})")
            values.extend(sorted(feature_types))
        found = self._all(_SELECT + " AND ".join(where) + " ORDER BY number", *values)
        return [_service(row) for row in found]

    def search(self, text: str, limit: int = 100) -> list[Service]:
        """The first numbers and lines whose number or description holds `text`; only the one that is named in full."""
        named = self.service(text)
        if named is not None:
            return [named]
        sql = _SELECT + "scope = ? AND instr(search, ?) ORDER BY number LIMIT ?"
        return [_service(row) for row in self._all(sql, self._scope, search_term(text), limit)]

    def add(self, services: Iterable[Service]) -> int:
        """Add the services that are not there yet, with their billing accounts; how many were added.

        Those that are there stay as they are. Service names must be numbers in the platform's form.
        """
        rows, accounts = [], {}
        for each in services:
            digits = each.service_name[2:]
            key = search_key(digits, each.description)
            rows.append(
                (
                    self._scope,
                    int(digits),
                    each.kind,
                    each.billing_account,
                    each.description,
                    each.feature_type,
                    each.pool,
                    key,
                )
            )
            accounts[each.billing_account] = ""
        with self.changing() as connection:
            self.add_billing_accounts(accounts.items())
            return connection.executemany(
                "INSERT OR IGNORE INTO service (scope, number, kind, billing_account, description, feature_type, pool,"
                " search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            ).rowcount

    def add_billing_accounts(self, descriptions: Iterable[tuple[str, str]]) -> None:
        """Add the billing accounts, given as (name, description), that are not there yet."""
        with self.changing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO billing_account (scope, name, description) VALUES (?, ?, ?)",
                [(self._scope, name, description) for name, description in descriptions],
            )

    def describe(self, service_name: str, description: str) -> None:
        """Give a number or line another description."""
        with self.changing() as connection:
            connection.execute(
                "UPDATE service SET description = ?, search = ? WHERE scope = ? AND number = ?",
                (description, search_key(service_name[2:], description), self._scope, _number(service_name)),
            )

    def retype(self, service_name: str, feature_type: str) -> None:
        """Give a number another feature type, or the same anew; the objects of the type that it leaves are erased."""
        with self.changing() as connection:
            connection.execute(
                "UPDATE service SET feature_type = ? WHERE scope = ? AND number = ?",
                (feature_type, self._scope, _number(service_name)),
            )
            self.erase(service_name)

    # --- tasks

    def add_task(self, task: Task) -> int:
        """Store a task; its id."""
        with self.changing() as connection:
            made = connection.execute(
                "INSERT INTO task (service_name, billing_account, action, effect, failure, starts, pauses, resumes,"
                " ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    task.service_name,
                    task.billing_account,
                    task.action,
                    json.dumps(task.effect, separators=(",", ":")),
                    task.failure,
                    task.starts,
                    task.pauses,
                    task.resumes,
                    task.ends,
                ),
            )
        return cast("int", made.lastrowid)

    def task(self, task: int) -> Task | None:
        """The task of that id, or None."""
        return next(iter(self._tasks("task.id = ?", task)), None)

    def tasks(self, billing_account: str, service_name: str | None = None) -> list[Task]:
        """The tasks of a billing account, or of one of its services, in the order they were asked for."""
        if service_name is None:
            return self._tasks("task.billing_account = ?", billing_account)
        return self._tasks(
            "task.billing_account = ? AND task.service_name = ?", billing_account, service_name
        )

    def open_task(self, service_name: str) -> Task | None:
        """The task that the service is waiting for, or None."""
        return next(iter(self._tasks("task.settled = 0 AND task.service_name = ?", service_name)), None)

    def due(self, now: float) -> list[Task]:
        """The tasks at their end whose effect has not been carried out yet, in the order of their ends.

        One that would only begin later than it takes was asked for before somebody set the clock back: it is over.
        """
        over = "task.settled = 0 AND (task.ends <= ?2 OR 2 * task.starts - task.ends > ?2)"
        return sorted(self._tasks(over, now), key=lambda task: (task.ends, task.id))

    def settle(self, task: int) -> None:
        """Note that a task's effect has been carried out, or its failure taken note of."""
        with self.changing() as connection:
            connection.execute("UPDATE task SET settled = 1 WHERE id = ?", (task,))

    def _tasks(self, where: str, *values: object) -> list[Task]:
        rows = self._all(_TASKS + where + " ORDER BY task.id", self._scope, *values)
        return [
            Task(
                row["service_name"],
                row["kind"],
                row["billing_account"],
                row["action"],
                body_of(row["effect"]),
                row["starts"],
                row["ends"],
                row["pauses"],
                row["resumes"],
                row["failure"],
                bool(row["settled"]),
                row["id"],
            )
            for row in rows
        ]

    # --- faults

    def add_fault(self, kind: str) -> None:
        """Queue a fault to show."""
        with self.changing() as connection:
            connection.execute("INSERT INTO fault (kind) VALUES (?)", (kind,))

    def faults(self) -> list[str]:
        """The queued faults, in order."""
        return [row["kind"] for row in self._all("SELECT kind FROM fault ORDER BY position")]

    def take_fault(self, kinds: Sequence[str]) -> str | None:
        """Remove and return the first queued fault that is one of `kinds`, or None."""
        marks = ", ".join("?" * len(kinds))
        with self.changing() as connection:
            sql = f"SELECT position, kind FROM fault WHERE kind IN ({marks}) ORDER BY position LIMIT 1"  # noqa: S608  question marks
            row = connection.execute(sql, tuple(kinds)).fetchone()
            if row is None:
                return None
            connection.execute("DELETE FROM fault WHERE position = ?", (row["position"],))
            return str(row["kind"])


def _number(service_name: str) -> int | None:
    """The row key of a service name; None for what is no service name, of which there can be no row."""
    digits = service_name[2:]
    usual = (
        service_name.startswith("00")
        and digits.isascii()
        and digits.isdecimal()
        and not digits.startswith("0")
    )
    return int(digits) if usual and len(digits) <= 15 else None


def _service(row: sqlite3.Row) -> Service:
    number, kind, billing_account, description, feature_type, pool = row
    return Service(
        f"00{number}",
        cast("Literal['alias', 'line']", kind),
        billing_account,
        description,
        feature_type,
        pool,
    )
