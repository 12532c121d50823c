"""The commands of the contract that this version does not have yet: each says so, and exits with 2."""

from collections.abc import Callable

import click

from tui.bootstrap import PROGRAM, Options
from tui.cli.words import Argument, Command, Option
from tui.engine.errors import NotBuilt
from tui.i18n import N_, Message


def _not_built(name: str) -> Callable[..., int]:
    def say_so(_options: Options, **_parameters: object) -> int:
        raise NotBuilt(feature=Message(N_("The command {command}"), {"command": f"{PROGRAM} {name}"}))

    return say_so


def _json() -> click.Parameter:
    return Option(["--json", "as_json"], is_flag=True, help=N_("Print JSON."))


COMMANDS = {
    "undo": Command(
        "undo",
        _not_built("undo"),
        N_("Bring a number back to what it was (not built yet)."),
        [Argument(["number"]), Option(["--yes"], is_flag=True, help=N_("Do not ask.")), _json()],
    ),
    "rehearse": Command(
        "rehearse",
        _not_built("rehearse"),
        N_("Walk through a call without making it (not built yet)."),
        [
            Argument(["what"], metavar="NUMBER|RECIPE"),
            Option(["--press"], metavar="KEYS", help=N_("The keys that the caller presses.")),
            _json(),
        ],
    ),
    "vxml": Command(
        "vxml",
        _not_built("vxml"),
        N_("Check a VXML document (not built yet)."),
        [
            Argument(["document"], metavar="FILE|URL"),
            Option(["--number"], metavar="NUMBER", help=N_("The number that is to use it.")),
            _json(),
        ],
    ),
    "connect": Command(
        "connect", _not_built("connect"), N_("Connect an OVHcloud account (not built yet)."), []
    ),
}
