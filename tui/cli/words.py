"""click's commands, options and errors in the language in use.

Helps are message ids, translated when they are drawn; click's own English words are replaced by ours.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from tui.bootstrap import Options
from tui.i18n import N_, Message, _
from tui.text import clean


class UsageFault(click.UsageError):
    """A call that cannot be meant, in our own words."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))


def _translated(help_id: str | None) -> str:
    return _(help_id) if help_id else ""


class Option(click.Option):
    """An option whose help is a message id."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        return self.get_help_spec(ctx), _translated(self.help)


class Argument(click.Argument):
    """An argument whose help is a message id."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.make_metavar(ctx), _translated(self.help)


def common_options() -> list[click.Parameter]:
    """The options of every command, before it and after it."""
    return [
        Option(["--store"], metavar="FILE", help=N_("The file that holds everything.")),
        Option(["--lang"], metavar="fr|en", help=N_("The language.")),
        Option(
            ["--exchange"],
            metavar="embedded|ovhcloud",
            help=N_("Where calls go: the embedded exchange, for training, or OVHcloud."),
        ),
        Option(["--endpoint"], metavar="NAME", help=N_("The OVHcloud endpoint, such as ovh-eu.")),
        Option(["--demo"], is_flag=True, help=N_("Use a sample account, in a store of its own.")),
    ]


def json_option() -> Option:
    """`--json`."""
    return Option(["--json", "as_json"], is_flag=True, help=N_("Print JSON."))


def reveal_option() -> Option:
    """`--reveal`."""
    return Option(["--reveal"], is_flag=True, help=N_("Show secrets, such as a PIN."))


COMMON = ("store", "lang", "exchange", "endpoint", "demo")


def taken(params: dict[str, Any], before: Options) -> Options:
    """Take the common options out of a command's parameters; where they ask for nothing, those `before` it count."""
    return Options(**{name: params.pop(name) for name in COMMON}).over(before)


class _Translated(click.Command):
    """What commands and the program have in common: their help and its headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = _("[OPTIONS]")
        return super().collect_usage_pieces(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's
        formatter.write_paragraph()
        formatter.write_text(_translated(self.help))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        arguments = [each for each in self.get_params(ctx) if isinstance(each, Argument)]
        if arguments:
            with _section(formatter, _("Arguments:")):
                formatter.write_dl([each.get_help_record(ctx) for each in arguments])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [each.get_help_record(ctx) for each in self.get_params(ctx) if isinstance(each, Option)]
        with _section(formatter, _("Options:")):
            formatter.write_dl([record for record in records if record is not None])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:  # noqa: ARG002  click's signature
        if self._help_option is None:
            self._help_option = Option(
                ["--help"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help=N_("Show this help and leave."),
            )
        return self._help_option


@contextmanager
def _section(formatter: click.HelpFormatter, heading: str) -> Iterator[None]:
    """What click's own does, with a colon that is set as the language wants it."""
    formatter.write_paragraph()
    formatter.write(f"{heading}\n")
    with formatter.indentation():
        yield


def _show_help(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


class Command(_Translated):
    """A command: its callback is given the common options as one `Options`, then its own parameters by name."""

    def __init__(
        self, name: str, callback: Callable[..., int], words: str, params: list[click.Parameter]
    ) -> None:
        super().__init__(name, callback=callback, help=words, params=[*params, *common_options()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            text = N_("There is something too much: {arguments}")
            raise UsageFault(Message(text, {"arguments": " ".join(rest)}))
        return rest

    def invoke(self, ctx: click.Context) -> object:
        options = taken(ctx.params, ctx.obj)
        return ctx.invoke(self.callback, options, **ctx.params) if self.callback is not None else 0


class Program(_Translated, click.Group):
    """The program: `commands_by_name` says for each command its module and the message id of its short help."""

    def __init__(
        self,
        name: str,
        callback: Callable[..., object],
        words: str,
        params: list[click.Parameter],
        commands_by_name: Mapping[str, tuple[str, str]],
    ) -> None:
        super().__init__(
            name,
            callback=callback,
            help=words,
            params=[*params, *common_options()],
            invoke_without_command=True,
        )
        self.commands_by_name = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(self.commands_by_name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        from importlib import import_module

        if cmd_name not in self.commands_by_name:
            return None
        module, _help = self.commands_by_name[cmd_name]
        commands: Mapping[str, click.Command] = import_module(module).COMMANDS
        return commands[cmd_name]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = _("[COMMAND [ARGUMENTS]...]")
        return super().collect_usage_pieces(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        # From the table: no command's module is imported to list it.
        with _section(formatter, _("Commands:")):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in self.commands_by_name.items()])


def usage_words(error: click.ClickException) -> str:
    """What is wrong with a call, in the language in use."""
    match error:
        case UsageFault():
            return error.message
        case click.NoSuchOption():
            return _no_such(N_("There is no option {name}."), error.option_name, error.possibilities)
        case click.exceptions.NoSuchCommand():
            return _no_such(N_("There is no command {name}."), error.command_name, error.possibilities)
        case click.BadOptionUsage():
            flag = any(
                error.option_name in each.opts and isinstance(each, click.Option) and each.is_flag
                for each in (error.ctx.command.params if error.ctx else [])
            )
            text = N_("The option {name} takes no value.") if flag else N_("The option {name} needs a value.")
            return str(Message(text, {"name": error.option_name}))
        case click.MissingParameter(param=click.Parameter() as param, ctx=click.Context() as context):
            return str(Message(N_("{name} is missing."), {"name": _name(param, context)}))
        case _:
            return clean(error.format_message())


def _no_such(text: str, name: str, possibilities: list[str] | None) -> str:
    said = str(Message(text, {"name": name}))
    if not possibilities:
        return said
    meant = Message(N_("Did you mean {names}?"), {"names": ", ".join(possibilities)})
    return f"{said} {meant}"


def _name(param: click.Parameter, context: click.Context) -> str:
    return param.opts[-1] if isinstance(param, click.Option) else param.make_metavar(context).strip("[].")
