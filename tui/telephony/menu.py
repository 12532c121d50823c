"""Voice menus: a greeting, and keys that each do something. Settings, questions, and the way to the platform and back.

A key reads `1`, or several one after the other; each does one thing. Every menu is made before the keys of any, for
menus may lead to one another. Source: `ovhPabx/{serviceName}/menu` of the official schema; checks of the web manager.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, ValidatorFunctionWrapHandler, field_validator

from tui.engine.errors import Problem
from tui.engine.resources import Body, Json, Resource, Snapshot, Wish
from tui.forms import Field, Rows, Sound, Text
from tui.forms import Number as NumberField
from tui.i18n import N_, Message
from tui.telephony import sounds, units
from tui.telephony.actions import (
    ENTRY_ACTIONS,
    LONGEST_NAME,
    Acting,
    Action,
    Called,
    PlainName,
    acting_fields,
    menu_ref,
    parameter,
    read_acting,
    shown,
    without_queues,
)
from tui.telephony.objects import by_position, names_by_id
from tui.telephony.pabx import Switchboard
from tui.telephony.rules import rows_of, together, value_of
from tui.telephony.services import Number
from tui.telephony.settings import ListOf, Row, SoundName, refusal

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#")
"""The keys of a telephone, in the order in which a free one is proposed."""
LONGEST_KEYS = 20
"""Keys that one entry may ask for, one after the other."""
LONGEST_WAIT = 3_600_000
"""Milliseconds for which a menu may wait: an hour. The platform names no bound."""

_DTMF = re.compile(rf"[0-9*#]{{1,{LONGEST_KEYS}}}")


def _dtmf(text: str) -> str:
    compact = text.replace(" ", "")
    if not _DTMF.fullmatch(compact):
        raise refusal(N_("One key of 0 to 9, * and #, or several: at most {most}."), most=LONGEST_KEYS)
    return compact


def _milliseconds(value: int) -> int:
    if not 0 <= value <= LONGEST_WAIT:
        raise refusal(N_("Between {least} and {most} milliseconds."), least=0, most=LONGEST_WAIT)
    return value


Dtmf = Annotated[str, AfterValidator(_dtmf)]
Milliseconds = Annotated[int, AfterValidator(_milliseconds)]


class _Keyed(Row):
    key: Dtmf


class Entry(Acting, _Keyed):
    """A key of a menu, and what it does."""

    ACTIONS: ClassVar[tuple[Action, ...]] = without_queues(ENTRY_ACTIONS)


class Menu(Row):
    """A menu. `no_key_after` and `between_keys` are milliseconds; None leaves what is there as it is."""

    remote_name: str | None = None
    name: PlainName
    greeting: SoundName | None = None
    wrong_key: SoundName | None = None
    no_key_after: Milliseconds | None = None
    between_keys: Milliseconds | None = None
    entries: ListOf[Entry] = ()

    @property
    def greets(self) -> bool:
        """Whether callers hear the choices."""
        return self.greeting is not None

    @property
    def heard(self) -> dict[str, Wish]:
        """What callers hear, as the fields of the platform."""
        return {"greetSound": sounds.wish(self.greeting), "invalidSound": sounds.wish(self.wrong_key)}

    @field_validator("entries", mode="wrap")
    @classmethod
    def _keys_are_free(cls, written: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        return together(written, validate, _same_keys)


def _same_keys(written: Any) -> Iterator[Problem]:
    rows = rows_of({"entries": written}, "entries")
    keys = [str(value_of(row, "key")).replace(" ", "") for row in rows]
    for at, key in enumerate(keys):
        if _DTMF.fullmatch(key) and key in keys[:at]:
            free = free_key(keys)
            text = (
                N_("Key {key} is taken; {free} is free.")
                if free
                else N_("Key {key} is taken; choose another.")
            )
            yield Problem(f"{at}.key", Message(text, {"key": key, "free": free or ""}))


def free_key(taken: Iterable[str]) -> str | None:
    """The first key that no entry has yet; None when all of them are taken."""
    present = frozenset(taken)
    return next((key for key in KEYS if key not in present), None)


# --- in forms


def menus_field(actions: tuple[Action, ...] = Entry.ACTIONS, *heard: Field) -> Rows:
    """The menus of a number, whose keys can do `actions`.

    `heard` asks what callers hear besides sounds: first as a greeting.
    """
    return Rows(
        name="menus",
        label=N_("Menus"),
        help=N_("A menu greets the caller, who presses a key. Keys lead on, or to other menus."),
        noun=N_("menu"),
        add=N_("Add a menu"),
        named="name",
        shown=("greeting", *(each.name for each in heard[:1]), "entries"),
        fields=(
            Text(
                name="name",
                label=N_("Name"),
                help=N_("Letters without accents, digits, underscores and spaces. Callers do not hear it."),
                max_length=LONGEST_NAME,
            ),
            Sound(
                name="greeting",
                label=N_("Greeting"),
                help=N_("The voice that names the choices. Without it callers hear nothing."),
                say=N_("What should callers hear first?"),
                optional=True,
            ),
            *heard[:1],
            Sound(
                name="wrong_key",
                label=N_("Sound for a wrong key"),
                help=N_("Played when the caller presses a key that does nothing."),
                optional=True,
            ),
            *heard[1:],
            Rows(
                name="entries",
                label=N_("Keys"),
                help=N_("What each key does. A key that is not listed is a wrong one."),
                noun=N_("key"),
                add=N_("Add a key"),
                named="key",
                shown=("action", *shown(actions)),
                fields=(
                    Text(
                        name="key",
                        label=N_("Key"),
                        help=N_("0 to 9, * or #, or several keys one after the other: at most 20."),
                        max_length=LONGEST_KEYS,
                        proposed=KEYS,
                    ),
                    *acting_fields(
                        actions,
                        N_("Action"),
                        N_(
                            "To hang up or to send to a voicemail, let the key leave the menu: the step does it."
                        ),
                    ),
                ),
            ),
            _wait(
                "no_key_after",
                N_("Without a key, leave after"),
                N_("Up to 3600000 milliseconds. Empty: as it is."),
            ),
            _wait(
                "between_keys",
                N_("Wait for a further key"),
                N_("How long several keys may be apart, up to 3600000 milliseconds. Empty: as it is."),
            ),
        ),
    )


def _wait(name: str, label: str, explained: str) -> Field:
    return NumberField(
        name=name, label=label, help=explained, unit=units.milliseconds, max_length=7, optional=True
    )


# --- on the platform


def resources(board: Switchboard, number: Number, menus: Sequence[Menu]) -> Iterator[Resource]:
    """All menus, then the keys of each."""
    for menu in menus:
        body: dict[str, Wish] = {
            "name": menu.name,
            **menu.heard,
        }
        if menu.no_key_after is not None:
            body["timeout"] = menu.no_key_after
        if menu.between_keys is not None:
            body["interDigitTimeout"] = menu.between_keys
        yield number.resource(
            board.menu,
            body,
            menu_ref(menu.name),
            remote_id=menu.remote_id,
        )
    for menu in menus:
        for place, entry in enumerate(menu.entries, 1):
            yield number.resource(
                board.entry,
                {
                    "dtmf": entry.key,
                    "action": entry.action,
                    # No null here: the schema has none.
                    "actionParam": parameter(entry) or "",
                    "position": place,
                },
                within={"menuId": menu_ref(menu.name)},
                remote_id=entry.remote_id,
            )


def names_of(listed: Iterable[tuple[str, Body]]) -> Mapping[str, str]:
    """What the menus of a number are called in settings, by id."""
    return names_by_id(listed, "menuId", "name", "Menu")


def read_rows(
    menus: Iterable[tuple[str, Body]], have: Snapshot, called: Called, entry: type[Entry] = Entry
) -> list[Json]:
    """The rows of the menus of a list, and their keys as `entry`; what leads nowhere any more does so there too.

    Texts that are read aloud are among them where `called` knows what those are called.
    """
    return [
        {
            "remote_id": body.get("menuId"),
            "name": called.names["menu"][str(body.get("menuId"))],
            "remote_name": called.names["menu"][str(body.get("menuId"))],
            "greeting": called.sounds.of(body.get("greetSound")),
            "wrong_key": called.sounds.of(body.get("invalidSound")),
            **_read_texts(body, called),
            "no_key_after": body.get("timeout"),
            "between_keys": body.get("interDigitTimeout"),
            "entries": [
                {
                    "remote_id": each.get("entryId"),
                    "key": each.get("dtmf"),
                    **read_acting(entry, each, called),
                }
                for _path, each in by_position(have.listed(f"{path}/entry"))
            ],
        }
        for path, body in menus
    ]


def _read_texts(body: Body, called: Called) -> dict[str, Json]:
    if "tts" not in called.names:
        return {}
    return {
        "greeting_tts": called.parameter("tts", body.get("greetSoundTts")),
        "wrong_key_tts": called.parameter("tts", body.get("invalidSoundTts")),
    }
