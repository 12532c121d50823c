"""What a login has: its billing accounts, and the numbers and lines of each.

Source: `telephony.BillingAccount`, `telephony.Number` and `telephony.Line` of the official schema. An account that is
not enabled (expired, closed, deleted) answers to nothing and is left out.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from tui.engine.errors import ExchangeError
from tui.engine.platform_errors import Unreadable
from tui.engine.ports import Exchange, Service
from tui.engine.resources import Body
from tui.telephony.services import number_from

_AT_ONCE = 8
_ENABLED = "enabled"
_NAME = re.compile("00[0-9]{1,16}")
"""A service that is called by its telephone number, which has at most 15 digits (ITU-T E.164)."""


class BillingAccount(NamedTuple):
    """A billing account by its name, and its description."""

    name: str
    description: str


class Holding(NamedTuple):
    """What one billing account has, or why it could not be read."""

    account: BillingAccount
    services: tuple[Service, ...] = ()
    error: ExchangeError | None = None


def billing_accounts(exchange: Exchange) -> list[BillingAccount]:
    """The enabled billing accounts of the login. Raises what the exchange raises, and `Unreadable`."""
    bodies = exchange.objects("/telephony")
    if not all("billingAccount" in body for body in bodies):
        raise Unreadable("GET", "/telephony")
    return [
        BillingAccount(str(body["billingAccount"]), str(body.get("description") or ""))
        for body in bodies
        if body.get("status", _ENABLED) == _ENABLED
    ]


def read(exchange: Exchange, accounts: Sequence[BillingAccount], *, lines: bool) -> Iterator[Holding]:
    """The numbers, and if asked for the lines, of each account, in the order in which they come. Raises `Stopped`."""
    if len(accounts) < 2:
        for account in accounts:
            yield _holding(exchange, account, lines)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for each in as_completed(
                [pool.submit(_holding, exchange, account, lines) for account in accounts]
            ):
                yield each.result()
        finally:
            # Nobody wants the others where one of them could not be taken.
            pool.shutdown(wait=False, cancel_futures=True)


def _holding(exchange: Exchange, account: BillingAccount, lines: bool) -> Holding:
    path = f"/telephony/{account.name}"
    try:
        services = [number_from(account.name, body).service() for body in _named(exchange, f"{path}/number")]
        if lines:
            # Of what type a line is only the service itself says, which is read where it matters.
            services += [
                Service(
                    str(body["serviceName"]), "line", account.name, str(body.get("description") or ""), ""
                )
                for body in _named(exchange, f"{path}/line")
            ]
    except ExchangeError as error:
        return Holding(account, error=error)
    return Holding(account, tuple(services))


def _named(exchange: Exchange, path: str) -> Iterator[Body]:
    """The objects of a list that are called by a telephone number, as everything here should be."""
    return (body for body in exchange.objects(path) if _NAME.fullmatch(str(body.get("serviceName"))))
