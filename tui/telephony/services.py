"""Numbers and lines as the platform tells of them: who they are, which account they belong to.

Source: `telephony.Number`, `telephony.TelephonyService`, `telephony.TelephonySearchService` of the official schema.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tui.engine.errors import Expired, NotAnAlias, NotFound, UnknownNumber
from tui.engine.platform_errors import Unreadable
from tui.engine.ports import Exchange, Service, Sounds
from tui.engine.reading import Asked, Told, at_once, list_at, object_at
from tui.engine.resources import Body, Collection, Json, Ref, Resource, Wish
from tui.telephony import values

_FEW = 8
"""Numbers that are as well asked for one by one."""


@dataclass(frozen=True)
class Number:
    """An alias number, read live; `pool` names the parent service when it is one of a block."""

    billing_account: str
    service_name: str
    description: str
    feature_type: str
    pool: str | None = None

    @property
    def path(self) -> str:
        """Where the number itself is read."""
        return f"/telephony/{self.billing_account}/number/{self.service_name}"

    def path_of(self, collection: Collection) -> str:
        """Where the number's one object of a collection is read, or the list of them."""
        return collection.path.format(billing_account=self.billing_account, service_name=self.service_name)

    def resource(
        self,
        collection: Collection,
        body: Mapping[str, Wish],
        ref: Ref | None = None,
        within: Mapping[str, Wish] = {},
        remote_id: Json = None,
    ) -> Resource:
        """An object of the number as it is wanted (`tui.engine.resources.Resource`)."""
        return Resource(collection, self.billing_account, self.service_name, body, ref, within, remote_id)

    def service(self) -> Service:
        """The number as the inventory keeps it."""
        return Service(
            self.service_name, "alias", self.billing_account, self.description, self.feature_type, self.pool
        )


LastSettings = Callable[[str, str], Mapping[str, Json] | None]
"""The settings that a number (its service name) was last to have of a kind, if any are remembered."""


def _nothing(_service_name: str, _kind: str) -> None:
    return None


class Read:
    """The reading half of an exchange; calling it with a path gives the object there, or None on a 404.

    One look at a number: what was read once, or is `known` by its path, is not asked for again. `sounds` are those of
    the store, if there is one; `last_settings` remembers what was applied from here, for the names that the platform
    does not know.
    """

    def __init__(
        self,
        exchange: Exchange,
        sounds: Sounds | None = None,
        last_settings: LastSettings = _nothing,
        known: Mapping[str, Body] = {},
    ) -> None:
        self._exchange = exchange
        self.sounds = sounds
        self.last_settings = last_settings
        self._objects: dict[str, Body | None] = dict(known)
        self._accounts: dict[str, str | None] = {}
        self._voicemails: dict[str, list[Json]] = {}

    def __call__(self, path: str) -> Body | None:
        if path not in self._objects:
            try:
                self._objects[path] = object_at(self._exchange, path)
            except NotFound:
                self._objects[path] = None
        return self._objects[path]

    def each(self, read: Callable[[Asked], Told], asked: Sequence[Asked]) -> list[Told]:
        """What `read` tells of each, in their order, several at once where the exchange is worth it."""
        return at_once(self._exchange, read, asked)

    def objects(self, path: str) -> list[Body]:
        """Every object of a list, in the platform's order; none on a 404."""
        try:
            return self._exchange.objects(path)
        except NotFound:
            return []

    def billing_account(self, service_name: str) -> str | None:
        """The billing account that a number or line of this login belongs to; None when it is not of this login."""
        if service_name not in self._accounts:
            self._accounts[service_name] = self._account(service_name)
        return self._accounts[service_name]

    def look_in(self, account: str, service_names: Iterable[str]) -> None:
        """Learn from one list which of these are lines of a billing account of this login, where they are many.

        For the others `billing_account` asks one by one.
        """
        unknown = set(service_names).difference(self._accounts)
        if len(unknown) > _FEW:
            lines = unknown.intersection(map(str, list_at(self._exchange, f"/telephony/{account}/line")))
            self._accounts.update(dict.fromkeys(lines, account))

    def ours(self, service_names: Iterable[str]) -> frozenset[str]:
        """Which of these are numbers or lines of this login.

        Where they are many and the billing accounts fewer, the lists of what each account has tell it. Whatever no
        list tells is asked for one by one, unless all lists could be read.
        """
        asked = list(dict.fromkeys(service_names))
        unknown = [each for each in asked if each not in self._accounts]
        if len(unknown) > _FEW:
            accounts = [str(each) for each in list_at(self._exchange, "/telephony")]
            if len(accounts) < len(unknown):
                lists = self.each(self._services, accounts)
                if None not in lists:
                    self._accounts.update(dict.fromkeys(unknown))
                for account, services in zip(accounts, lists, strict=True):
                    self._accounts.update(dict.fromkeys(services or (), account))
        found = zip(asked, self.each(self.billing_account, asked), strict=True)
        return frozenset(name for name, account in found if account is not None)

    def _services(self, account: str) -> list[str] | None:
        """Every service of a billing account; None of one that answers to nothing, as one that was closed."""
        try:
            return [str(each) for each in list_at(self._exchange, f"/telephony/{account}/service")]
        except (Expired, NotFound):
            return None

    def has_voicemail(self, service_name: str) -> bool:
        """Whether a line of this login has a voicemail."""
        account = self.billing_account(service_name)
        if account is None:
            return False
        if account not in self._voicemails:
            self._voicemails[account] = list_at(self._exchange, f"/telephony/{account}/voicemail")
        return service_name in self._voicemails[account]

    def _account(self, service_name: str) -> str | None:
        axiom = quote(service_name, safe="")
        for each in list_at(self._exchange, f"/telephony/searchServices?axiom={axiom}"):
            if isinstance(each, dict) and each.get("domain") == service_name and each.get("billingAccount"):
                return str(each["billingAccount"])
        return None


def number_from(billing_account: str, body: Body) -> Number:
    """The number that a `telephony.Number` body tells of. Raises `Unreadable` for a body that names none."""
    name = body.get("serviceName")
    if not isinstance(name, str):
        raise Unreadable("GET", f"/telephony/{billing_account}/number")
    pool = body.get("partOfPool")
    return Number(
        billing_account,
        name,
        str(body.get("description") or ""),
        str(body.get("featureType") or ""),
        None if pool is None else str(pool),
    )


def find_number(exchange: Exchange, text: str, read: Read | None = None) -> Number:
    """The alias of this login with that number, in any usual form; `read` is the look that it is part of, if any.

    Raises `UnknownNumber` when there is none or the text is no number, `NotAnAlias` when it is a line.
    """
    try:
        name = values.service_name(text)
    except values.NotANumber as error:
        raise UnknownNumber(number=text) from error
    read = Read(exchange) if read is None else read
    billing_account = read.billing_account(name)
    if billing_account is None:
        raise UnknownNumber(number=values.display(name))
    body = read(f"/telephony/{billing_account}/number/{name}")
    if body is None:
        service = read(f"/telephony/{billing_account}/service/{name}") or {}
        raise NotAnAlias(number=values.display(name), feature_type=service.get("featureType", "?"))
    return number_from(billing_account, body)
