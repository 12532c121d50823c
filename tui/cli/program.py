"""The program: its options, its table of commands, and the wizard when no command is given."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from tui import __version__, bootstrap
from tui.bootstrap import PROGRAM, Options
from tui.cli.words import COMMON, Option, Program, UsageFault, taken, usage_words
from tui.i18n import N_, Message, _
from tui.signals import SIGNALS

_COMMANDS = {
    "import": ("tui.cli.reading", N_("Add the numbers and lines of a CSV file to the embedded account.")),
    "numbers": ("tui.cli.reading", N_("List the alias numbers.")),
    "show": ("tui.cli.showing", N_("Show the configuration and the settings of a number.")),
    "recipe": ("tui.cli.reading", N_("Print a recipe of a configuration, to edit and to apply.")),
    "sound": ("tui.cli.sounds", N_("Keep audio files as sounds that settings can name.")),
    "sounds": ("tui.cli.sounds", N_("List the sounds that are kept here.")),
    "vxml": ("tui.cli.vxml", N_("Check a VXML document.")),
    "plan": ("tui.cli.planning", N_("Show what a recipe would change on a number.")),
    "apply": ("tui.cli.applying", N_("Apply a recipe to one or several numbers.")),
    "resume": ("tui.cli.applying", N_("Carry on what was cut off.")),
    "journal": ("tui.cli.reading", N_("List what was applied, and how it ended.")),
    "check": ("tui.cli.checking", N_("Check the store and the terminal.")),
    "undo": ("tui.cli.undoing", N_("Bring back what a number had before.")),
    "rehearse": ("tui.cli.unbuilt", N_("Walk through a call without making it (not built yet).")),
    "connect": ("tui.cli.connecting", N_("Connect an OVHcloud account.")),
}


def leave_on_signals() -> None:
    """End by 128 plus the signal's number: 129, 143 or 130. Commands that change numbers obey in their own way."""

    def leave(signum: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + signum)

    for signum in SIGNALS:
        signal.signal(signum, leave)


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments ask for; its exit code."""
    bootstrap.speak(_looked_ahead(arguments))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A sign that the terminal's encoding lacks is no reason to fail.
            stream.reconfigure(errors="replace")
    # Imported by nearly every command, and by none before the language is known.
    from tui.cli.printing import close_quietly, say, say_fault
    from tui.engine.errors import WizardError

    try:
        with _PROGRAM.make_context(PROGRAM, list(arguments)) as context:
            code = _PROGRAM.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        say(usage_words(error))
        say(_("See: {command} --help").format(command=command))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # Whoever reads the result has seen enough.
        close_quietly(sys.stdout)
        return 0
    except WizardError as error:
        return say_fault(error)
    return code if isinstance(code, int) else 0


def _looked_ahead(arguments: Sequence[str]) -> Options:
    """The common options wherever they stand, so that even a help is in the language that is asked for."""
    found: dict[str, str] = {}
    for position, argument in enumerate(arguments):
        name, equals, value = argument.removeprefix("--").partition("=")
        if argument.startswith("--") and name in COMMON:
            found[name] = value if equals else next(iter(arguments[position + 1 :]), "")
    demo = found.pop("demo", None) is not None
    return Options(**found, demo=demo)


def _start(number: str | None, expert: bool, **common: object) -> int:
    """What happens before any command; without one, the wizard."""
    context = click.get_current_context()
    context.obj = taken(dict(common), Options())
    if context.invoked_subcommand is None:
        return _wizard(context.obj, number, expert)
    if number is not None or expert:
        raise UsageFault(
            Message(N_("--number and --expert open the wizard; leave them out before a command."))
        )
    return 0


def _wizard(options: Options, number: str | None, expert: bool) -> int:
    from tui.cli.printing import REFUSED, say

    choices = bootstrap.settle(options)
    # Before anything of Textual is imported: it draws on stderr, reads from stdin, and asks no terminal for its name.
    terminals = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not terminals or os.environ.get("TERM") == "dumb":
        say(_("The wizard needs a terminal that can draw."))
        say(
            _(
                "Without one: alias-wizard numbers, then alias-wizard recipe KIND and alias-wizard apply RECIPE NUMBER"
            )
        )
        return REFUSED
    from tui import wizard

    return wizard.run(choices, number, expert, say)


def _show_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(f"{PROGRAM} {__version__}")
        context.exit()


_PROGRAM = Program(
    PROGRAM,
    callback=_start,
    words=N_("Configure alias numbers, in a wizard or by commands. Without a command, the wizard opens."),
    params=[
        Option(["--number"], metavar="NUMBER", help=N_("Open the wizard on this number.")),
        Option(["--expert"], is_flag=True, help=N_("Open the wizard in expert mode.")),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=N_("Print the version and leave."),
        ),
    ],
    commands_by_name=_COMMANDS,
)
