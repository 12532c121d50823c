"""Recipes: the settings of a configuration as a file, TOML or JSON.

A recipe is a settings model written down: its kind, then a value for each setting. Rows are tables (`[[agents]]`), or
lists of short ones. They refer to one another, and to sounds, by name: neither the ids of objects nor the paths of
files have a place in a recipe. How one is written, with every field explained, is `tui.recipe_text`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tui.configurations import catalogue
from tui.engine.errors import Problem, RecipeUnreadable, SettingsRefused
from tui.engine.files import opened, system_words
from tui.engine.resources import Json
from tui.forms import REMOTE, Form, Rows, Sound
from tui.i18n import N_, Message

STANDARD_INPUT = "-"

_LARGEST = 1_000_000  # Bytes; no configuration needs a tenth of it.
_DEEPEST = 20  # Rows within rows; no configuration has more than three.
_TOO_DEEP = N_("It is nested too deeply for a recipe.")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class NoRecipe(RecipeUnreadable):
    """A file that is not there, may not be read, or can be no recipe: there is no line to correct."""

    mend = N_("Name the file of a recipe; `alias-wizard recipe KIND > FILE` makes one to start from.")


class Written(dict[str, object]):
    """Settings as a file has them; `twice` are the names that stand there more than once, of which the last counts."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        names = [name for name, _value in pairs]
        self.twice = tuple(name for name in self if names.count(name) > 1)


def read_recipe(source: str) -> tuple[str, dict[str, Json]]:
    """The kind and the settings, not checked yet, of the recipe in the file `source`; `-` is the standard input.

    The settings are those that the recipe names, the kind left out. Raises `RecipeUnreadable`, which names the line,
    and `SettingsRefused` when what can be read is no recipe.
    """
    text = _text(source)
    written = _json(text, source) if _is_json(text, source) else _toml(text, source)
    if _is_too_deep(written):
        raise NoRecipe(file=source, reason=Message(_TOO_DEEP))
    if not isinstance(written, dict):
        text_id = N_("A recipe names its settings one by one; a list or a single value is none.")
        raise SettingsRefused((Problem("settings", Message(text_id)),))
    kind = written.pop("kind", None)
    kinds = [row.kind for row in catalogue.CONFIGURATIONS]
    if not isinstance(kind, str) or kind not in kinds:
        text_id = N_("Name the configuration: one of {kinds}.")
        raise SettingsRefused((Problem("kind", Message(text_id, {"kinds": ", ".join(kinds)})),))
    return kind, written


def _is_too_deep(written: object) -> bool:
    """Whether values lie deeper in one another than a recipe has them; what reads them goes down one by one."""
    level: list[object] = [written]
    for _depth in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _text(source: str) -> str:
    try:
        if source == STANDARD_INPUT:
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with opened(source, pipes=True) as file:
                content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise NoRecipe(file=source, reason=system_words(error)) from error
    if len(content) > _LARGEST:
        raise NoRecipe(file=source, reason=Message(N_("It is too large for a recipe.")))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = Message(N_("Line {line} is not UTF-8; save the file as UTF-8."), {"line": line})
        raise RecipeUnreadable(file=source, reason=reason) from error


def _is_json(text: str, source: str) -> bool:
    """By the file's ending; without one of ours by what it begins with, which in TOML can be a table's name."""
    ending = Path(source).suffix.lower()
    if ending in (".json", ".toml"):
        return ending == ".json"
    return re.match(r"\s*(?:\{|\[\s*(?:[{\]\"]|$))", text) is not None


def _toml(text: str, source: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        end = text.rstrip().count("\n") + 1
        line, column = place.groups() if place is not None and place[1] else (end, 1)
        reason = _TOML_PLACE.sub("", str(error))
        raise RecipeUnreadable(file=source, reason=_at(line, column, reason)) from error
    except RecursionError as error:
        raise NoRecipe(file=source, reason=Message(_TOO_DEEP)) from error
    except ValueError as error:  # a date or a number that cannot be
        raise RecipeUnreadable(file=source, reason=str(error)) from error


def _json(text: str, source: str) -> object:
    try:
        written: object = json.loads(text, object_pairs_hook=Written)
    except json.JSONDecodeError as error:
        raise RecipeUnreadable(file=source, reason=_at(error.lineno, error.colno, error.msg)) from error
    except RecursionError as error:
        raise NoRecipe(file=source, reason=Message(_TOO_DEEP)) from error
    except ValueError as error:  # a number of thousands of digits
        raise RecipeUnreadable(file=source, reason=str(error)) from error
    return written


def _at(line: object, column: object, reason: str) -> Message:
    text = N_("Line {line}, column {column}: {reason}.")
    return Message(text, {"line": line, "column": column, "reason": reason.rstrip(".")})


def out_of_place(form: Form, settings: Mapping[str, Json], prefix: str = "") -> Iterator[Problem]:
    """What stands in a recipe and has no place there: a name twice, ids of objects, which only the wizard may know, and
    paths of files.
    """
    for name in settings.twice if isinstance(settings, Written) else ():
        yield Problem(prefix + name, Message(N_("This setting is named twice; remove one of the two.")))
    for name in settings:
        if name.startswith(REMOTE):
            yield Problem(prefix + name, Message(N_("There is no such setting; remove this line.")))
    for field in form.fields:
        value = settings.get(field.name)
        if isinstance(field, Sound) and isinstance(value, str) and ("/" in value or "\\" in value):
            text = N_("Name the sound, not its file: alias-wizard sound FILE keeps it and prints its name.")
            yield Problem(prefix + field.name, Message(text))
        elif isinstance(value, list):
            inner = field.form if isinstance(field, Rows) else Form(())
            for at, row in enumerate(value):
                if isinstance(row, dict):
                    yield from out_of_place(inner, row, f"{prefix}{field.name}.{at}.")
