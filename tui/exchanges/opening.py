"""An OVHcloud account as its keys open it, and what the store remembers of it.

Whose account a key opens is asked for once, so that the next start needs no call to know which numbers to show; what
was used of the budget of calls counts for the next process too. Keys are told apart by a fingerprint and never stored.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from tui.engine.delays import Delays
from tui.engine.errors import StoreError
from tui.engine.scope import OVHCLOUD, Scope
from tui.exchanges import connect, ovhcloud, rate, wire
from tui.exchanges.accounts import owner_of
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.signals import Stop
from tui.store.settings import Settings


class Opening:
    """The account that the keys for an endpoint open (a name, an address, or nothing for the one that is set).

    Nothing is called yet. Raises `UnusableRate`, `UnusablePatience` and the `CredentialsError` that fits.
    """

    def __init__(self, endpoint: str, environ: Mapping[str, str]) -> None:
        self._allowed, self._limits = rate.budget(environ), wire.limits(environ)
        file = connect.credentials_file(environ)
        self._client = connect.client(endpoint, file, (wire.CONNECT, wire.PIECE))
        self._endpoint = connect.endpoint_name(endpoint, file)
        self._key = ovhcloud.fingerprint(self._client)

    def scope(self, settings: Settings) -> Scope | None:
        """The account, where it was opened with these keys before."""
        account = settings.get(self._account)
        return None if account is None else Scope(OVHCLOUD, self._endpoint, account)

    @contextmanager
    def exchange(self, settings: Settings, delays: Delays, stop: Stop) -> Iterator[OvhcloudExchange]:
        """The exchange. Raises what its calls raise where the account is opened for the first time."""
        spent = f"rate {self._key}"
        before = settings.get(spent)
        budget = rate.Rate(self._allowed, delays, rate.left_over(before, time.time()))
        calls = ovhcloud.calls(self._client, budget, delays, self._limits)
        try:
            scope = self.scope(settings)
            if scope is None:
                owner, _name = owner_of(lambda method, path: calls.value(method, path, stop))
                scope = Scope(OVHCLOUD, self._endpoint, owner or self._key)
                settings.put(self._account, scope.account)
            yield OvhcloudExchange(calls, scope, stop)
        finally:
            # Not worth failing for: what there was to do is done.
            with suppress(StoreError):
                now, meanwhile = time.time(), settings.get(spent)
                others = rate.left_over(meanwhile, now) if meanwhile != before else 0.0
                if note := budget.note(now, others):
                    settings.put(spent, note)

    @property
    def _account(self) -> str:
        return f"account {self._endpoint} {self._key}"
