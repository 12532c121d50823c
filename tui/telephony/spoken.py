"""Texts that a voice reads aloud: settings, questions, and the way to the platform and back.

Source: `ovhPabx/{serviceName}/tts` of the official schema; length and default voice of the web manager. The platform
knows a text by its id alone. Names are ours: they are remembered from what was applied from here, and made of the first
words for texts that came otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Collection, Field, Json, Ref, Resource, Wish
from tui.forms import Choice, Option, Rows, Text
from tui.i18n import N_, Message
from tui.telephony.normal import as_line
from tui.telephony.rules import rows_of, value_of
from tui.telephony.services import Number
from tui.telephony.settings import Row, one_line, refusal
from tui.text import clean

VOICES = ("Helene", "Bruce", "Jenny", "Loic")
"""`telephony.OvhPabxTtsVoiceEnum`; the first is the web manager's default."""
LONGEST_TEXT = 1024
"""Characters (web manager)."""
LONGEST_NAME = 40


def _text(written: str) -> str:
    text = written.strip()
    if len(text) > LONGEST_TEXT:
        raise refusal(
            N_("At most {limit} characters; there are {count}."), limit=LONGEST_TEXT, count=len(text)
        )
    if not text:
        raise refusal(N_("Write what the voice is to say."))
    return clean(text, LONGEST_TEXT)


def given_name(text: str) -> str:
    """The name of a row. Raises the refusal that pydantic tells of when it is empty."""
    if not text:
        raise refusal(N_("Give it a name."))
    return text


Name = Annotated[str, one_line(LONGEST_NAME), AfterValidator(given_name)]
"""A name by which other rows refer to one."""
SpokenText = Annotated[str, AfterValidator(_text)]


class Speech(Row):
    """A text, by the name that menus and steps refer to it by, and the voice that reads it."""

    name: Name
    text: SpokenText
    voice: Literal["Bruce", "Helene", "Jenny", "Loic"] = "Helene"


def same_texts(written: Any) -> Iterator[Problem]:
    """New texts that are there already, with the same voice: once made, nothing would tell one from the other."""
    seen: set[tuple[str, str]] = set()
    for at, row in enumerate(rows_of(written, "tts")):
        key = (
            clean(str(value_of(row, "text")).strip(), LONGEST_TEXT),
            str(value_of(row, "voice") or VOICES[0]),
        )
        if key in seen and value_of(row, "remote_id") is None:
            text = N_("This text is there already, with the same voice; use that one.")
            yield Problem(f"tts.{at}.text", Message(text))
        seen.add(key)


TTS = Rows(
    name="tts",
    label=N_("Texts"),
    help=N_("What a voice reads aloud, as a greeting or as a step, in place of a sound."),
    say=N_("What should the voice say?"),
    noun=N_("text"),
    add=N_("Add a text"),
    named="name",
    shown=("voice", "text"),
    fields=(
        Text(
            name="name",
            label=N_("Name"),
            help=N_("What menus and steps call it. Callers do not hear it."),
            max_length=LONGEST_NAME,
        ),
        Text(
            name="text",
            label=N_("Text"),
            help=N_("What the voice says: at most 1024 characters."),
            max_length=LONGEST_TEXT,
        ),
        Choice(
            name="voice",
            label=N_("Voice"),
            help=N_("Who reads it."),
            options=tuple(Option(value=each, label=each) for each in VOICES),
        ),
    ),
)
"""The texts of a number."""


# --- on the platform


_as_text = partial(as_line, longest=LONGEST_TEXT)


def collection(path: str, feature_types: frozenset[str]) -> Collection:
    """The texts of a number. POST answers nothing: the new id with equal text and voice is ours."""
    return Collection(
        path=path,
        schema="telephony.OvhPabxTts",
        title=N_("text"),
        describe=_called,
        feature_types=feature_types,
        fields={
            "id": Field("integer", writable=False),
            "text": Field("string", N_("text"), normal=_as_text),
            "voice": Field("string", N_("voice"), values=VOICES, brings=VOICES[0]),
        },
        id="id",
        key=("text", "voice"),
        create=("text", "voice"),
        required=("text",),
        answers=False,
    )


def _called(body: Mapping[str, Wish]) -> Message | None:
    text = body.get("text")
    if not isinstance(text, str):
        return None
    words = _first_words(text)
    return Message(N_("text “{text}”"), {"text": words if words == _as_text(text) else f"{words}…"})


def _first_words(text: str) -> str:
    """The beginning of a text, cut between words where there are any."""
    line = str(_as_text(text))
    if len(line) <= LONGEST_NAME:
        return line
    return line[: LONGEST_NAME - 1].rpartition(" ")[0] or line[:LONGEST_NAME]


def ref(name: str) -> Ref:
    """What stands for the id of a text."""
    return Ref("tts", name)


def wish(name: str | None) -> Wish:
    """The wanted id of the text that a setting names, if any."""
    return None if name is None else ref(name)


def wanted(texts: Collection, number: Number, rows: Sequence[Speech]) -> Iterator[Resource]:
    """The texts."""
    for row in rows:
        body: Body = {"text": row.text, "voice": row.voice}
        yield number.resource(texts, body, ref(row.name), remote_id=row.remote_id)


def read_rows(listed: Iterable[tuple[str, Body]], remembered: Json) -> list[dict[str, Json]]:
    """The rows of the texts of a list; `remembered` are rows that were applied from here, for their names."""
    names: dict[tuple[str, str], list[str]] = {}
    for each in remembered if isinstance(remembered, list) else ():
        if isinstance(each, dict):
            names.setdefault(_key(each), []).append(str(each.get("name")))
    rows: list[dict[str, Json]] = []
    taken: set[str] = set()
    for _path, body in listed:
        known = names.get(_key(body))
        name = (
            known.pop(0) if known else _first_words(str(body.get("text") or "")) or f"Text {body.get('id')}"
        )
        if name in taken:
            name = f"{name} {body.get('id')}"
        taken.add(name)
        text, voice = _as_text(body.get("text")), body.get("voice")
        rows.append({"remote_id": body.get("id"), "name": name, "text": text, "voice": voice})
    return rows


def _key(body: Mapping[str, Json]) -> tuple[str, str]:
    return str(_as_text(body.get("text"))), str(body.get("voice"))
