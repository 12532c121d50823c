"""The commands of the contract that this version does not have yet: each says so, and exits with 2."""

from collections.abc import Callable

from tui.bootstrap import PROGRAM, Options
from tui.cli.words import Argument, Command, Option, json_option
from tui.engine.errors import NotBuilt
from tui.i18n import N_, Message


def _not_built(name: str) -> Callable[..., int]:
    def say_so(_options: Options, **_parameters: object) -> int:
        raise NotBuilt(feature=Message(N_("The command {command}"), {"command": f"{PROGRAM} {name}"}))

    return say_so


COMMANDS = {
    "rehearse": Command(
        "rehearse",
        _not_built("rehearse"),
        N_("Walk through a call without making it (not built yet)."),
        [
            Argument(["what"], metavar="NUMBER|RECIPE"),
            Option(["--press"], metavar="KEYS", help=N_("The keys that the caller presses.")),
            json_option(),
        ],
    ),
}
