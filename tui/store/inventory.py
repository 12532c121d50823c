"""The numbers and lines of one scope, in the state store: a cache on OVHcloud, the account itself on the embedded one.

The number list asks for search keys in slices and for the services of the rows it draws, so that 100,000 numbers cost a
screenful, not a list of objects.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tui.store.database import Database
from tui.store.scopes import find_scope, scope_id
from tui.store.settings import Settings
from tui.telephony.values import search_key, search_term

if TYPE_CHECKING:
    from tui.engine.ports import Service
    from tui.engine.scope import Scope
    from tui.renewing import Renewal

_SELECT = "SELECT number, kind, billing_account, description, feature_type, pool FROM service"

_Row = tuple[int, Literal["alias", "line"], str, str, str, str | None]


class Account(NamedTuple):
    """A billing account, and how many aliases it has."""

    name: str
    description: str
    numbers: int


class Inventory:
    """The services of `scope` in `database`; every method raises the `StoreError` that fits.

    Only aliases are counted and listed; lines are found by `get` and `lines`. Service names are numbers here: one that
    is not raises ValueError.
    """

    def __init__(self, database: Database, scope: "Scope") -> None:
        self._database = database
        self._scope = scope
        self._scope_row: int | None = None
        self.renewal: Renewal | None = None
        """What reads the numbers again behind the list; None where they are the account itself."""

    def get(self, service_name: str) -> "Service | None":
        """The alias or line of that name, or None."""
        found = self._select(f"{_SELECT} WHERE scope = ? AND number = ?", int(service_name))
        return _service(found[0]) if found else None

    def rows(self, service_names: Sequence[str]) -> dict[str, tuple[str, str, str, str | None]]:
        """(billing account, description, feature type, pool) of those of the given names that exist, by name.

        Meant for a screenful of names, so without the cost of objects.
        """
        if not service_names:
            return {}
        marks = ", ".join("?" * len(service_names))
        columns = "number, billing_account, description, feature_type, pool"
        sql = f"SELECT {columns} FROM service WHERE scope = ? AND number IN ({marks})"  # noqa: S608  question marks
        return {f"00{number}": tuple(row) for number, *row in self._select(sql, *map(int, service_names))}

    def keys(
        self,
        after: int = 0,
        limit: int = 4096,
        billing_account: str | None = None,
        feature_types: frozenset[str] | None = None,
    ) -> list[str]:
        """The search keys of the first `limit` aliases whose number is above `after`, in number order.

        A key begins with the service name and a space (`telephony.values.search_key`). None as billing account or as
        feature types means all of them.
        """
        where = ["scope = ?", "kind = 'alias'", "number > ?"]
        rest: list[str] = []
        if billing_account is not None:
            where.append("billing_account = ?")
            rest.append(billing_account)
        if feature_types is not None:
            where.append(f"feature_type IN ({', '.join('?' * len(feature_types))})")
            rest.extend(sorted(feature_types))
        sql = f"SELECT search FROM service WHERE {' AND '.join(where)} ORDER BY number LIMIT ?"  # noqa: S608  the clauses above
        return [row[0] for row in self._select(sql, after, *rest, limit)]

    def count(self) -> int:
        """How many aliases there are."""
        counted = self._select("SELECT count(*) FROM service WHERE scope = ? AND kind = 'alias'")
        return int(counted[0][0]) if counted else 0

    def accounts(self) -> list[Account]:
        """The billing accounts that have aliases, by description and name."""
        rows = self._select(
            "SELECT s.billing_account, coalesce(b.description, ''), s.numbers FROM"
            " (SELECT scope, billing_account, count(*) AS numbers FROM service WHERE scope = ? AND kind = 'alias'"
            " GROUP BY billing_account) AS s"
            " LEFT JOIN billing_account AS b ON b.scope = s.scope AND b.name = s.billing_account"
        )
        found = [Account(name, description, numbers) for name, description, numbers in rows]
        return sorted(found, key=lambda account: (account.description.casefold(), account.name))

    def feature_types(self) -> dict[str, int]:
        """The feature types that aliases have, each with how many have it."""
        rows = self._select(
            "SELECT feature_type, count(*) FROM service WHERE scope = ? AND kind = 'alias'"
            " GROUP BY feature_type ORDER BY feature_type"
        )
        return dict(rows)

    def lines(self, text: str = "", limit: int = 20) -> "list[Service]":
        """The first `limit` lines whose number or description holds `text`, in number order."""
        rows = self._select(
            f"{_SELECT} WHERE scope = ? AND kind = 'line' AND instr(search, ?) ORDER BY number LIMIT ?",
            search_term(text),
            limit,
        )
        return [_service(row) for row in rows]

    def remember(self, services: "Iterable[Service]") -> None:
        """Add or update services in one transaction; what is equal already is not written again."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT INTO service (scope, number, kind, billing_account, description, feature_type, pool, search)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (scope, number) DO UPDATE SET kind = excluded.kind,"
                " billing_account = excluded.billing_account, description = excluded.description,"
                " feature_type = excluded.feature_type, pool = excluded.pool, search = excluded.search"
                " WHERE (kind, billing_account, description, feature_type, pool) IS NOT"
                " (excluded.kind, excluded.billing_account, excluded.description, excluded.feature_type,"
                " excluded.pool)",
                self._values(services),
            )

    def remember_accounts(self, descriptions: Iterable[tuple[str, str]]) -> None:
        """Add or update billing accounts, given as (name, description), in one transaction."""
        with self._database.write() as connection:
            scope = self._own_scope()
            connection.executemany(
                "INSERT INTO billing_account (scope, name, description) VALUES (?, ?, ?)"
                " ON CONFLICT (scope, name) DO UPDATE SET description = excluded.description"
                " WHERE description IS NOT excluded.description",
                ((scope, name, _storable(description)) for name, description in descriptions),
            )

    def forget(self, service_names: Iterable[str]) -> None:
        """Remove services that the account no longer has, in one transaction."""
        with self._database.write() as connection:
            scope = self._own_scope()
            names = ((scope, int(name)) for name in service_names)
            connection.executemany("DELETE FROM service WHERE scope = ? AND number = ?", names)

    def renew(self, account: str, description: str, services: "Iterable[Service]") -> None:
        """Let a billing account have these services and no others, in one transaction."""
        found = list(services)
        with self._database.write() as connection:
            scope = self._own_scope()
            self.remember_accounts([(account, description)])
            self.remember(found)
            names = {int(service.service_name) for service in found}
            sql = "SELECT number FROM service WHERE scope = ? AND billing_account = ?"
            gone = [row[0] for row in connection.execute(sql, (scope, account)) if row[0] not in names]
            self.forget(f"00{number}" for number in gone)

    def renewed(self, accounts: Iterable[str], at: float) -> None:
        """Forget all billing accounts but these; what is there is as of Unix second `at`, in one transaction."""
        kept = set(accounts)
        with self._database.write() as connection:
            scope = self._own_scope()
            sql = (
                "SELECT name FROM billing_account WHERE scope = ?1"
                " UNION SELECT billing_account FROM service WHERE scope = ?1"
            )
            gone = [(scope, row[0]) for row in connection.execute(sql, (scope,)) if row[0] not in kept]
            connection.executemany("DELETE FROM service WHERE scope = ? AND billing_account = ?", gone)
            connection.executemany("DELETE FROM billing_account WHERE scope = ? AND name = ?", gone)
            Settings(self._database).put(self._as_of, f"{at:.0f}")

    def as_of(self) -> float | None:
        """The Unix second of the last whole renewal; None before the first."""
        found = Settings(self._database).get(self._as_of)
        return None if found is None else float(found)

    @property
    def _as_of(self) -> str:
        return f"as of {self._scope.exchange} {self._scope.endpoint} {self._scope.account}"

    def _values(self, services: "Iterable[Service]") -> Iterator[tuple[object, ...]]:
        scope = self._own_scope()
        for service in services:
            number = int(service.service_name)
            description = _storable(service.description)
            yield (
                scope,
                number,
                service.kind,
                service.billing_account,
                description,
                _storable(service.feature_type),
                service.pool and _storable(service.pool),
                search_key(str(number), description),
            )

    def _select(self, sql: str, *values: object) -> list[Any]:
        """The rows of a query whose first parameter is the scope; none while nothing was ever stored in it."""
        if self._scope_row is None:
            self._scope_row = find_scope(self._database, self._scope)
        if self._scope_row is None:
            return []
        with self._database.read() as connection:
            cursor = connection.cursor()
            # Plain tuples: a screenful of `sqlite3.Row`s costs twice the time.
            cursor.row_factory = None
            return cursor.execute(sql, (self._scope_row, *values)).fetchall()

    def _own_scope(self) -> int:
        """The scope's row, made if missing."""
        return scope_id(self._database, self._scope)


def _storable(text: str) -> str:
    """The text without lone surrogates, which a JSON answer can hold and SQLite cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _service(row: _Row) -> "Service":
    # The ports bring the whole engine along; the number list is drawn without it.
    from tui.engine.ports import Service

    number, kind, billing_account, description, feature_type, pool = row
    return Service(f"00{number}", kind, billing_account, description, feature_type, pool)
