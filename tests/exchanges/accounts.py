"""An OVHcloud account opened as the wizard does it, with the times of a test."""

import os
from pathlib import Path

from tui.engine.delays import Delays
from tui.engine.scope import Scope
from tui.exchanges import connect
from tui.exchanges.calling import Calls
from tui.exchanges.ovhcloud import OvhcloudExchange, refusals
from tui.exchanges.rate import Budget, Rate
from tui.exchanges.wire import Limits, Wire
from tui.signals import Stop


class Pauses(list[float]):
    """The pauses between attempts, in seconds; nobody waits for them."""

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Note the pause; whether a stop was asked for."""
        self.append(seconds)
        return stop.now


def open_account(
    url: str,
    *,
    limits: Limits | None = None,
    budget: Budget | None = None,
    delays: Delays | None = None,
    pauses: Pauses | None = None,
) -> OvhcloudExchange:
    """The account that the OVH_ variables open at an address; `pauses` are noted there instead of being made."""
    own = connect.credentials_file(os.environ)
    client = connect.client(url, Path(own), (2.0, 2.0))
    delays = delays or Delays()
    wait = Stop.wait if pauses is None else pauses.wait
    rate = Rate(budget or Budget(600, 5.0), delays, wait=wait)
    calls = Calls(Wire(client, limits or Limits(2.0, 2.0)), rate, delays, refusals(), wait=wait)
    return OvhcloudExchange(calls, Scope("ovhcloud", url, "xx1111-ovh"), Stop())
