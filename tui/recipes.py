"""Recipes: the settings of a configuration as a file, TOML or JSON.

A recipe is a settings model written down: its kind, then a value for each setting. One that is printed here explains
every field in comments and can be applied as it is.
"""

import json
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.configurations import catalogue
from tui.engine.errors import Problem, RecipeUnreadable, SettingsRefused
from tui.engine.plan import MASK
from tui.engine.resources import Json
from tui.forms import Answer, Choice, Field, Form, Phone, Text, Toggle
from tui.i18n import N_, Message, _
from tui.text import clean

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

STANDARD_INPUT = "-"
FICTION = "+33199009999"
"""From a range that the French regulator reserves for fiction: it rings nobody."""

_LARGEST = 1_000_000  # Bytes; no configuration needs a hundredth of it.
_WIDTH = 88  # Columns of a comment: two windows side by side still show it whole.
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


# --- reading


def read_recipe(source: str) -> tuple[str, dict[str, Json]]:
    """The kind and the settings, not checked yet, of the recipe in the file `source`; `-` is the standard input.

    The settings are those that the recipe names, the kind left out. Raises `RecipeUnreadable`, which names the line,
    and `SettingsRefused` when what can be read is no recipe.
    """
    text = _text(source)
    written = _json(text, source) if _is_json(text, source) else _toml(text, source)
    if not isinstance(written, dict):
        text_id = N_("A recipe names its settings one by one; a list or a single value is none.")
        raise SettingsRefused((Problem("settings", Message(text_id)),))
    kind = written.pop("kind", None)
    kinds = [row.kind for row in catalogue.CONFIGURATIONS]
    if not isinstance(kind, str) or kind not in kinds:
        text_id = N_("Name the configuration: one of {kinds}.")
        raise SettingsRefused((Problem("kind", Message(text_id, {"kinds": ", ".join(kinds)})),))
    return kind, written


def _text(source: str) -> str:
    try:
        if source == STANDARD_INPUT:
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        raise RecipeUnreadable(file=source, reason=reason) from error
    if len(content) > _LARGEST:
        raise RecipeUnreadable(file=source, reason=Message(N_("It is too large for a recipe.")))
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
        found = place is not None and place[1] is not None
        line, column = (place[1], place[2]) if place is not None and found else (_last_line(text), "1")
        reason = _TOML_PLACE.sub("", str(error))
        raise RecipeUnreadable(file=source, reason=_at(line, column, reason)) from error
    except (RecursionError, ValueError) as error:  # ValueError: a date or a number that cannot be
        raise RecipeUnreadable(file=source, reason=str(error)) from error


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _json(text: str, source: str) -> object:
    twice: list[Problem] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _value in pairs]
        text_id = N_("This setting is named twice; remove one of the two.")
        twice.extend(
            Problem(name, Message(text_id)) for name in dict.fromkeys(names) if names.count(name) > 1
        )
        return dict(pairs)

    try:
        written: object = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise RecipeUnreadable(file=source, reason=_at(error.lineno, error.colno, error.msg)) from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise RecipeUnreadable(file=source, reason=str(error)) from error
    if twice:
        raise SettingsRefused(tuple(twice))
    return written


def _at(line: object, column: object, reason: str) -> Message:
    text = N_("Line {line}, column {column}: {reason}.")
    return Message(text, {"line": line, "column": column, "reason": reason.rstrip(".")})


# --- writing


def example(form: Form, lines: Sequence[str] = ()) -> dict[str, Json]:
    """The settings of a form nobody has touched, as the model is to validate them.

    Questions for a telephone number are answered by `lines` (E.164), in turn; without any by a number of fiction.
    """
    numbers = list(lines) or [FICTION]
    answers: dict[str, Answer] = form.untouched()
    phones = [field for field in form.fields if isinstance(field, Phone)]
    for position, field in enumerate(phones):
        answers[field.name] = numbers[position % len(numbers)]
    return form.settings(answers)


def write_recipe(kind: str, form: Form, settings: Mapping[str, Json]) -> str:
    """A recipe as TOML, with what there is to know of each field as comments in the language in use.

    A setting that is missing or None is written as a comment; a secret that is None as `***`, which keeps it. Reading
    the recipe gives `settings` back.
    """
    import tomlkit

    row = catalogue.by_kind(kind)
    document = tomlkit.document()
    _comment(document, f"{_(row.title)} – {_(row.summary)}")
    _comment(document, _("Apply it with: alias-wizard apply FILE NUMBER"))
    document.add("kind", tomlkit.item(kind))
    for field in form.fields:
        document.add(tomlkit.nl())
        for text in _explained(field, form):
            _comment(document, text)
        value = settings.get(field.name)
        if value is None and field.name in form.secrets and field.name in settings:
            value = MASK
        if value is None:
            document.add(tomlkit.comment(f"{field.name} = {tomlkit.item(_placeholder(field)).as_string()}"))
        else:
            document.add(field.name, tomlkit.item(value))
    return tomlkit.dumps(document)


def _comment(document: "TOMLDocument", text: str) -> None:
    import tomlkit

    # French keeps some words together by spaces that do not break; textwrap leaves those alone.
    for line in textwrap.wrap(
        clean(text, limit=2000), _WIDTH, break_long_words=False, break_on_hyphens=False
    ):
        document.add(tomlkit.comment(line))


def _explained(field: Field, form: Form) -> list[str]:
    """A field's label and help, then what can be written, then when it counts."""
    label = _(field.label)
    optional = isinstance(field, Text) and field.optional
    texts = [_("{label} (optional)").format(label=label) if optional else label, _(field.help)]
    match field:
        case Choice():
            texts += [f"  {json.dumps(option.value)}: {_(option.label)}" for option in field.options]
        case Toggle():
            texts.append(f"  true: {_(field.on)}, false: {_(field.off)}")
        case Phone():
            texts.append(
                _("A telephone number in any usual form, such as 01 99 00 10 01 or +33 1 99 00 10 01.")
            )
        case Text(only="digits"):
            texts.append(_("At most {max_length} digits.").format(max_length=field.max_length))
        case Text():
            texts.append(_("At most {max_length} characters.").format(max_length=field.max_length))
    if field.name in form.secrets:
        texts.append(_('"***" keeps the one that is there.'))
    if field.visible_when is not None:
        name, values = field.visible_when
        listed = ", ".join(json.dumps(value) for value in values)
        texts.append(_("Only when {name} is: {values}").format(name=name, values=listed))
    return texts


def _placeholder(field: Field) -> Answer:
    """What stands in the comment of a field that is not written."""
    if isinstance(field, Text) and field.placeholder:
        return clean(_(field.placeholder))
    return field.initial
