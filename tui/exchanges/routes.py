"""The calls that the embedded exchange knows: a table of routes, and finding the one that a request asks for.

Each route answers from the account's rows. The base calls are in `tui.exchanges.services`; the families' calls follow
from the collections that the configurations declare (`tui.exchanges.families`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from tui.engine.ports import Service
from tui.engine.resources import Body, Field, Json, Method
from tui.exchanges.bodies import check
from tui.exchanges.refusals import no_such_object, no_such_url
from tui.store.telephony import Task, Telephony


@dataclass(frozen=True)
class Fetched:
    """What came from elsewhere, or why nothing did."""

    content: bytes = b""
    failure: str | None = None


def matched(template: str, segments: list[str]) -> dict[str, str] | None:
    """The values of a template's placeholders when a path's segments fit it, else None."""
    own = template.split("/")
    if len(own) != len(segments):
        return None
    names = {}
    for each, segment in zip(own, segments, strict=True):
        if each.startswith("{"):
            names[each[1:-1]] = unquote(segment)
        elif each != segment:
            return None
    return names


@dataclass(frozen=True)
class Asked:
    """One request, taken apart, and what it is answered from.

    `names` are the values of the path's placeholders, `path` is the path without its query and without any escape, so
    that an object has one path however it is asked for. `begin` stores a task with its times and answers its id.
    `fetched` is what the route's `beforehand` has brought.
    """

    telephony: Telephony
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    body: Body
    now: float
    begin: Callable[[Task], int]
    fetched: Fetched | None = None

    @property
    def billing_account(self) -> str:
        """The billing account of the path. Raises `Refused` (404) when there is none of that name."""
        name = self.names["billing_account"]
        if self.telephony.billing_account(name) is None:
            raise no_such_object("billingAccount", name)
        return name

    def service(self, kind: str | None = None) -> Service:
        """The service of the path, which is a `kind`. Raises `Refused` (404) when the account has no such one."""
        found = self.telephony.service(self.names["service_name"])
        account = self.billing_account
        if found is None or found.billing_account != account or kind not in (None, found.kind):
            raise no_such_object("serviceName", self.names["service_name"])
        return found


Answer = Callable[[Asked], Json]


@dataclass(frozen=True)
class Route:
    """One call: its method, its path with placeholders, and how it is answered.

    `answer` gives the whole answer; a list route gives its objects in `objects` instead, each with its id under `key`.
    `query` and `body` are the parameters that it takes, `required` those that must be there. `beforehand` is what takes
    long, outside the transaction in which the call is carried out.
    """

    method: Method
    path: str
    answer: Answer | None = None
    objects: Callable[[Asked], list[Body]] | None = None
    key: str = ""
    query: Mapping[str, Field] = field(default_factory=dict)
    body: Mapping[str, Field] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    beforehand: Callable[[Body], Fetched] | None = None

    def names(self, segments: list[str]) -> dict[str, str] | None:
        """The placeholders' values when the path's segments fit this route, else None."""
        return matched(self.path, segments)

    def check(self, asked: Asked) -> None:
        """Refuse what the call does not take. Raises `Refused` (400)."""
        check(dict(asked.query), self.query, (name for name, each in self.query.items() if not each.nullable))
        check(asked.body, self.body, self.required)

    def __call__(self, asked: Asked) -> Json:
        """Answer a request that was checked: the object, or the ids of a list's objects."""
        if self.objects is not None:
            return [each[self.key] for each in self.objects(asked)]
        return self.answer(asked) if self.answer is not None else None

    def every(self, asked: Asked) -> list[Body]:
        """Every object of a list route. Raises `Refused` (404) when it is no list."""
        if self.objects is None:
            raise no_such_url(asked.path)
        return self.objects(asked)


@dataclass(frozen=True)
class Request:
    """A request whose route was found: its plain path, the placeholders and the query's parameters."""

    route: Route
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]


def find(method: Method, path: str, tables: Iterable[Callable[[], Iterable[Route]]]) -> Request:
    """The route that a request asks for; a later table is only asked for when the earlier ones have none.

    Raises `Refused` (404).
    """
    plain, _, query = path.partition("?")
    segments = plain.split("/")
    for table in tables:
        for route in table():
            if route.method == method:
                names = route.names(segments)
                if names is not None:
                    return Request(
                        route,
                        route.path.format(**names),
                        names,
                        dict(parse_qsl(query, keep_blank_values=True)),
                    )
    raise no_such_url(plain)
