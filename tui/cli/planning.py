"""The command plan, and what it shares with apply: a recipe is read, and all that is wrong with it is said at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from tui import bootstrap, use_cases
from tui.bootstrap import Choices, Options
from tui.bulk import Prospect, prospects, warning_words
from tui.cli.plans import plan_json, plan_lines
from tui.cli.printing import DONE, document, result, say, say_fault
from tui.cli.words import Argument, Command, json_option, reveal_option
from tui.configurations import catalogue
from tui.engine.errors import Problem, SettingsRefused, WizardError
from tui.engine.platform_errors import RightsMissing
from tui.engine.resources import Json
from tui.forms import public
from tui.i18n import N_
from tui.recipes import out_of_place, read_recipe
from tui.telephony import values
from tui.use_cases import Proposal, Services


def recipe_argument() -> Argument:
    """The file of a recipe."""
    return Argument(["recipe"], metavar="RECIPE", help=N_("A TOML or JSON file; - is the standard input."))


def _plan(options: Options, number: str, recipe: str, as_json: bool, reveal: bool) -> int:
    choices = bootstrap.settle(options)
    wanted = read(recipe)
    with opened(choices, wanted) as services:
        (found,) = prospects(services, [number], wanted.kind, wanted.given)
    if found.proposal is None or wanted.faults:
        return say_refused([found], wanted)
    say_warnings([found.proposal])
    if as_json:
        document(plan_json(found.proposal, reveal))
        return DONE
    for line in plan_lines(found.proposal, reveal):
        result(line)
    return DONE


# --- what is right, and what is not


@dataclass(frozen=True)
class Recipe:
    """The settings of a recipe as they were given, and what is wrong with them whatever number they are for."""

    kind: str
    given: Mapping[str, Json]
    faults: tuple[Problem, ...]


def read(source: str) -> Recipe:
    """The recipe in a file; `-` is the standard input. Raises what `read_recipe` raises for what is none."""
    kind, written = read_recipe(source)
    given = public(written)
    slice_ = catalogue.load(kind)
    faults = () if slice_ is None else tuple(out_of_place(slice_.FORM, written))
    try:
        use_cases.settings_from(kind, given)
    except SettingsRefused as refused:
        faults += refused.problems
    return Recipe(kind, given, faults)


@contextmanager
def opened(choices: Choices, recipe: Recipe) -> Iterator[Services]:
    """The services, to ask what else may be wrong with a recipe: for one that is, no store is made, and none missed."""
    if recipe.faults and not choices.store.exists():
        raise SettingsRefused(recipe.faults)
    with ExitStack() as stack:
        try:
            services = stack.enter_context(bootstrap.open_services(choices, say))
        except WizardError as error:
            if recipe.faults:
                raise SettingsRefused(recipe.faults) from error
            raise
        yield services


def say_refused(found: Sequence[Prospect], recipe: Recipe) -> int:
    """Say all that is wrong, the recipe's own faults first; the exit code, `DONE` when nothing is."""
    known = {each.path for each in recipe.faults}
    on: dict[tuple[str, str], list[Problem]] = {}
    for prospect in found:
        for each in prospect.error.problems if isinstance(prospect.error, SettingsRefused) else ():
            if each.path not in known:
                named = replace(each, path=f"{values.display(prospect.number)}: {each.path}")
                on.setdefault((each.path, str(each.message)), []).append(named)
    problems = list(recipe.faults)
    for (path, _text), each_named in on.items():
        # What is wrong for every number is the recipe's own.
        problems += each_named if len(each_named) < len(found) else [replace(each_named[0], path=path)]
    code = say_fault(SettingsRefused(tuple(problems))) if problems else DONE
    for prospect in found:
        if prospect.error is not None and not isinstance(prospect.error, SettingsRefused):
            code = max(code, say_fault(prospect.error))
    return code


def say_warnings(proposals: Sequence[Proposal]) -> None:
    """Say what the agent should know before applying."""
    lacking = dict.fromkeys(right for each in proposals for right in each.lacking)
    for words in warning_words(proposals):
        say(f"! {words}")
    if lacking:
        say(f"! {RightsMissing(tuple(lacking)).message}")


COMMANDS = {
    "plan": Command(
        "plan",
        _plan,
        N_("Show what a recipe would change on a number. Nothing is changed."),
        [
            Argument(["number"], metavar="NUMBER", help=N_("In any usual form.")),
            recipe_argument(),
            json_option(),
            reveal_option(),
        ],
    ),
}
