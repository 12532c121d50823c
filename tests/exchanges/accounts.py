"""An OVHcloud account opened as the wizard does it, with the times of a test."""

import os

from tests.platform.wizard import Haste, over
from tui.engine.delays import Delays
from tui.exchanges import connect
from tui.exchanges.ovhcloud import OvhcloudExchange
from tui.exchanges.rate import Budget
from tui.exchanges.wire import Limits


def open_account(
    url: str,
    *,
    limits: Limits | None = None,
    budget: Budget | None = None,
    delays: Delays | None = None,
    haste: Haste | None = None,
) -> OvhcloudExchange:
    """The account that the OVH_ variables open at an address; with `haste` no pause is made, only noted there."""
    client = connect.client(url, connect.credentials_file(os.environ), (2.0, 2.0))
    return over(client, limits or Limits(2.0, 2.0), budget or Budget(600, 5.0), delays or Delays(), haste)
