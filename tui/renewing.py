"""The numbers of an account, read again behind a list that shows what is known of them meanwhile.

What arrives is stored at once, account by account, and whoever shows the list looks now and then whether something has
come. What cannot be read keeps its old rows and is named.
"""

from collections.abc import Callable
from threading import Lock

from tui.engine.delays import Delays
from tui.engine.errors import Fault, Stopped, WizardError
from tui.engine.ports import Inventory
from tui.faults import fault_of
from tui.i18n import N_, Message
from tui.telephony import holdings
from tui.times import since
from tui.use_cases import Services


class Renewal:
    """The renewal of `inventory` over the `services` of its account, which are put together when they are needed.

    `version` counts what has come. Safe to use from several threads.
    """

    def __init__(self, services: Callable[[], Services], inventory: Inventory, delays: Delays) -> None:
        self._services = services
        self._inventory = inventory
        self._delays = delays
        self._turn = Lock()
        self._as_of = inventory.as_of()
        self._done: tuple[int, int] | None = None
        self.failed: tuple[str, Fault] | None = None
        """The first billing account that could not be read, empty where not even their list could be, and why."""
        self.version = 0

    @property
    def under_way(self) -> bool:
        """Whether it is being read right now."""
        return self._turn.locked()

    def run(self) -> None:
        """Read everything once; returns at once where that is under way already. Whatever goes wrong is in `failed`."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            self._done, self.failed = None, None
            self._read(self._services())
        except Stopped:
            return
        except WizardError as error:
            self.failed = ("", fault_of(error))
        finally:
            self._done = None
            self._turn.release()
            self.version += 1

    def _read(self, services: Services) -> None:
        began = services.clock.now()
        accounts = holdings.billing_accounts(services.exchange)
        self._done = 0, len(accounts)
        for done, each in enumerate(holdings.read(services.exchange, accounts, lines=True), start=1):
            if each.error is None:
                self._inventory.renew(*each.account, each.services)
            elif self.failed is None:
                self.failed = each.account.name, fault_of(each.error)
            self._done = done, len(accounts)
            self.version += 1
        if self.failed is None:
            self._inventory.renewed([account.name for account in accounts], began)
            self._as_of = began

    def words(self, now: float) -> Message:
        """How old the list is, and what is going on, at Unix second `now`."""
        if delay := self._delays.current():
            return delay
        time = None if self._as_of is None else since(self._as_of, now)
        if self.under_way:
            if time is not None:
                return Message(N_("As of {time}, refreshing…"), {"time": time})
            if self._done is None:
                return Message(N_("Reading the numbers…"))
            done, of = self._done
            return Message(
                N_("Reading the numbers… billing account {done} of {of}"), {"done": done, "of": of}
            )
        if self.failed is not None:
            account, fault = self.failed
            args = {"account": account, "why": fault.what, "time": time}
            if account:
                return Message(N_("{account} could not be read: {why}"), args)
            if time is None:
                return Message(N_("Not refreshed: {why}"), args)
            return Message(N_("As of {time}, not refreshed: {why}"), args)
        return Message("" if time is None else N_("As of {time}"), {"time": time})
