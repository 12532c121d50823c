"""The wizard, put together over the training account or a real one, and run until somebody leaves it.

Like `bootstrap`, of which this is the part for the screens, it names the concrete exchange and store.
"""

import gc
import os
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from tui import bootstrap
from tui.bootstrap import OVHCLOUD, Choices, Tell
from tui.engine.credential_errors import NoCredentials
from tui.engine.errors import NotAuthorised, WizardError
from tui.i18n import set_language
from tui.options import PREFIX, SETTINGS
from tui.signals import Stop

if TYPE_CHECKING:
    from tui.app import Start
    from tui.engine.preferences import Preferences
    from tui.engine.scope import Choice


def run(choices: Choices, number: str | None, expert: bool, tell: Tell) -> int:
    """Open the wizard, on `number` if there is one; its exit code. Textual is imported here and not before.

    `tell` says on the bare terminal what is waited for before there is a screen.
    """
    while True:
        chosen, code = _once(choices, number, expert, tell)
        if chosen is None:
            return code
        set_language(chosen.lang)
        number = None
        choices = replace(choices, **chosen._asdict())


Ended = tuple["Choice | None", int]
"""What to go on with, if anything, and the exit code."""


def _once(choices: Choices, number: str | None, expert: bool, tell: Tell) -> Ended:
    # Nothing that is made while starting is garbage, and looking for some takes a tenth of the start; the shell puts it
    # on again (`tui.screens.shell.collect_garbage`).
    gc.disable()
    try:
        if choices.exchange != OVHCLOUD:
            return _in_training(choices, number, expert)
        try:
            return _on_account(choices, number, expert, tell)
        except (NoCredentials, NotAuthorised) as error:
            return _connecting(choices, error)
    finally:
        gc.enable()


def _in_training(choices: Choices, number: str | None, expert: bool) -> Ended:
    seconds = bootstrap.pace()
    from tui.engine.scope import LOCAL
    from tui.store.database import Database
    from tui.store.inventory import Inventory
    from tui.store.unfinished import left_something

    with closing(Database(choices.store)) as database:
        numbers = Inventory(database, LOCAL)
        if choices.demo and not numbers.count():
            from tui.exchanges.sample import add_sample
            from tui.store.telephony import Telephony

            add_sample(Telephony(database, LOCAL))
        from tui.app import Start

        start = Start(
            numbers,
            place=bootstrap.place_of(LOCAL),
            services=lambda: bootstrap.assemble(database, seconds, choices.demo),
            number=number,
            expert=expert,
            calm=number is None and not left_something(database),
            trains=True,
            preferences=lambda: _preferences(choices),
        )
        return _run(start)


def _on_account(choices: Choices, number: str | None, expert: bool, tell: Tell) -> Ended:
    from functools import lru_cache

    from tui.engine.delays import Delays

    stop, delays = Stop(), Delays(tell)
    with bootstrap.open_account(choices, delays, stop, tell) as (database, exchange):
        delays.listen = None
        from tui.app import Start
        from tui.renewing import Renewal
        from tui.store.inventory import Inventory
        from tui.store.unfinished import left_something

        services = lru_cache(lambda: bootstrap.together(database, exchange, stop, delays))
        numbers = Inventory(database, exchange.scope)
        numbers.renewal = Renewal(services, numbers, delays)
        start = Start(
            numbers,
            place=bootstrap.place_of(exchange.scope),
            services=services,
            number=number,
            expert=expert,
            calm=number is None and not left_something(database),
            waiting=delays.current,
            stop=stop,
            preferences=lambda: _preferences(replace(choices, endpoint=exchange.scope.endpoint)),
        )
        return _run(start)


def _connecting(choices: Choices, error: WizardError) -> Ended:
    """An account is connected first: there is no key, or it opens nothing."""
    from tui.faults import fault_of
    from tui.screens.connect import ConnectApp

    # That there is no key yet is no fault to be told of.
    fault = None if isinstance(error, NoCredentials) else fault_of(error)
    app = ConnectApp(_preferences(choices), fault)
    return app.run(), app.return_code or 0


def _run(start: "Start") -> Ended:
    from tui.app import WizardApp

    app = WizardApp(start)
    return app.run(), app.return_code or 0


def _preferences(choices: Choices) -> "Preferences":
    from tui.engine.preferences import Preferences
    from tui.engine.scope import Choice

    return Preferences(
        Choice(choices.exchange, choices.endpoint, choices.lang),
        bootstrap.accounts(),
        lambda settings: bootstrap.keep_settings(choices.store, **settings),
        {name: variable for name in SETTINGS if os.environ.get(variable := PREFIX + name.upper())},
        choices.demo,
    )
