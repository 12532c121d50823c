"""A form of every sort of field, with rows in rows, references, hours and sounds; and a check and advice for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tui.engine.errors import Problem, SoundRefused
from tui.forms import (
    Answer,
    Answers,
    Choice,
    Field,
    Form,
    Hours,
    Number,
    Option,
    Phone,
    Reference,
    Row,
    Rows,
    Section,
    Several,
    Sound,
    Text,
    Toggle,
)
from tui.i18n import Message
from tui.telephony.sounds import converted_name
from tui.telephony.units import seconds
from tui.telephony.values import NotANumber, service_name
from tui.widgets import week
from tui.widgets.sheet import Sheet, Sources


def options(**words: str) -> tuple[Option, ...]:
    """The options of a choice: values and what they are called."""
    return tuple(Option(value=value, label=label) for value, label in words.items())


def rows(name: str, noun: str, *fields: Field, named: str = "name", **more: Any) -> Rows:
    """Rows of one sort, called by their field `named`."""
    add = f"Add {'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    words = {"label": name.capitalize(), "help": "", **more}
    return Rows(name=name, noun=noun, add=add, named=named, fields=fields, **words)


def opened(explained: str) -> Reference:
    """Which menu an action opens."""
    return Reference(
        name="menu", label="Menu", help=explained, to="menus", visible_when=("action", ("menu",))
    )


def called(explained: str, **more: Any) -> Phone:
    """The number that an action transfers to."""
    return Phone(
        name="number", label="Number", help=explained, visible_when=("action", ("transfer",)), **more
    )


NAME = Text(name="name", label="Name", help="For you alone.")
ENTRIES = rows(
    "entries",
    "key",
    Choice(
        name="key",
        label="Key",
        help="The key that the caller presses.",
        options=options(**{key: key for key in "1234567890*#"}),
    ),
    Choice(
        name="action",
        label="Action",
        help="What happens when the key is pressed.",
        say="What should happen when somebody presses this key?",
        options=options(
            transfer="transfer to a number",
            menu="open a menu",
            sound="play a sound",
            back="back to the menu before",
        ),
    ),
    called("Where the call goes.", lines=True),
    opened("The menu to open."),
    Sound(name="sound", label="Sound", help="What the caller hears.", visible_when=("action", ("sound",))),
    named="key",
    label="Keys",
    help="What each key of the menu does.",
    shown=("action", "number", "menu", "sound"),
    most=12,
)
MENUS = rows(
    "menus",
    "menu",
    replace(NAME, help="For you alone; letters and spaces.", max_length=26),
    Sound(name="greeting", label="Greeting", help="What the caller hears first.", optional=True),
    ENTRIES,
    help="A menu plays its greeting and waits for a key.",
    say="Which choices should callers have?",
)
AGENTS = rows(
    "agents",
    "agent",
    Phone(name="number", label="Number", help="A line of the account or any other number.", lines=True),
    replace(NAME, optional=True, max_length=40, described="number"),
    Number(name="ringing", label="Ringing", help="How long the phone rings.", unit=seconds, default=20),
    Number(name="calls", label="Calls at once", help="How many calls at the same time.", default=1),
    named="number",
    help="Who answers, in the order in which they are called.",
    say="Which phones should ring, and in which order?",
    shown=("name", "ringing", "calls"),
    ordered=True,
)
ACTION = Choice(
    name="action",
    label="Action",
    help="What happens.",
    options=options(menu="open a menu", transfer="transfer to a number", hangup="hang up"),
)
STEPS = rows(
    "steps",
    "step",
    NAME,
    rows(
        "actions",
        "action",
        ACTION,
        opened("Which one."),
        called("Where to."),
        named="action",
        label="Then",
        help="What happens when the conditions are met.",
        shown=("menu", "number"),
        ordered=True,
        repeats=True,
    ),
    rows(
        "otherwise",
        "action",
        replace(ACTION, options=options(hangup="hang up", voicemail="voicemail")),
        named="action",
        help="What happens when they are not.",
        ordered=True,
        repeats=True,
    ),
    help="What happens to a call, one step after the other.",
    ordered=True,
)
POLICIES = options(available="open", slot1="slot 1", slot2="slot 2")
HOURS = Hours(
    name="hours",
    label="Opening hours",
    help="When calls are answered, a quarter of an hour at the least.",
    say="When are you open?",
    policies=POLICIES,
    visible_when=("timed", (True,)),
)
FORM = Form(
    (
        Choice(
            name="strategy",
            label="Strategy",
            help="In which order the agents are called.",
            options=options(all="all at once", turns="one after the other"),
        ),
        Text(name="description", label="Description", help="The name in your lists.", optional=True),
        Sound(name="welcome", label="Greeting", help="What the caller hears first.", optional=True),
        Reference(name="first", label="First menu", help="Where calls begin.", to="menus", optional=True),
        Number(
            name="waiting",
            label="Longest wait",
            help="After that the call goes on.",
            unit=seconds,
            default=300,
        ),
        AGENTS,
        MENUS,
        STEPS,
        Toggle(
            name="timed", label="Hours", help="Whether hours matter.", on="by the week", off="always open"
        ),
        HOURS,
        Several(
            name="groups",
            label="Refused callers",
            help="Groups of numbers that are refused.",
            options=options(
                mobile="mobile phones",
                foreign="foreign numbers",
                short="short numbers",
                special="special numbers",
            ),
        ),
    ),
    (
        Section(title="General", fields=("strategy", "description", "welcome", "first", "waiting")),
        Section(title="Agents", fields=("agents",)),
        Section(title="Menus", fields=("menus",)),
        Section(title="Steps", fields=("steps",)),
        Section(title="Hours", fields=("timed", "hours")),
        Section(title="Filtering", fields=("groups",)),
    ),
)


def entry(key: str, action: str, **more: Answer) -> Row:
    """A key of a menu."""
    return {**ENTRIES.form.untouched(), "key": key, "action": action, **more}


def menu(name: str, *entries: Row, **more: Answer) -> Row:
    """A menu with its keys."""
    return {"name": name, "greeting": "", "entries": list(entries), **more}


def agent(number: str, name: str = "", **more: Answer) -> Row:
    """An agent."""
    return {**AGENTS.form.untouched(), "number": number, "name": name, **more}


def span(day: str, start: str, end: str, policy: str = "available") -> Row:
    """A range of hours."""
    return {"day": day, "start": start, "end": end, "policy": policy}


ANSWERS: Answers = {
    **FORM.untouched(),
    "description": "Main number",
    "welcome": "accueil.wav",
    "first": "Accueil",
    "agents": [
        agent("01 99 00 44 01", "Anna Kermadec", remote_id=4711),
        agent("01 99 00 44 02", "Support", ringing="30"),
        agent("06 39 98 12 34", "On call", calls="2"),
    ],
    "menus": [
        menu(
            "Accueil",
            entry("1", "menu", menu="Ventes"),
            entry("2", "menu", menu="Support"),
            entry("3", "transfer", number="01 99 00 44 10"),
            entry("0", "transfer", number="01 99 00 44 07"),
            greeting="accueil.wav",
            remote_id=7,
        ),
        menu("Ventes", entry("1", "transfer", number="01 99 00 44 03"), entry("*", "back")),
        menu("Support", entry("1", "sound", sound="attente.wav"), entry("*", "back", remote_id=12)),
    ],
    "steps": [
        {
            "name": "Opening hours",
            "actions": [{"action": "menu", "menu": "Accueil", "number": ""}],
            "otherwise": [{"action": "voicemail"}],
        },
    ],
    "timed": True,
    "hours": [
        *(span(day, "09:00", "12:30") for day in week.DAYS[:5]),
        *(span(day, "14:00", "18:00") for day in week.DAYS[:5]),
        span("saturday", "09:15", "12:00", "slot1"),
    ],
}


def check(answers: Answers) -> tuple[Problem, ...]:
    """Numbers that are none, names that are missing or there twice, references to nothing, ranges that overlap."""
    found: list[Problem] = []
    rows = _rows_of(answers, "agents")
    for at, row in enumerate(rows):
        if not _is_number(row.get("number", "")):
            found.append(Problem(f"agents.{at}.number", Message("Write a telephone number.")))
    names = [str(row.get("name", "")) for row in _rows_of(answers, "menus")]
    for at, row in enumerate(_rows_of(answers, "menus")):
        if not names[at] or names.count(names[at]) > 1:
            found.append(Problem(f"menus.{at}.name", Message("Give the menu a name of its own.")))
        for place, each in enumerate(_rows_of(row, "entries")):
            path = f"menus.{at}.entries.{place}"
            if each.get("action") == "transfer" and not _is_number(each.get("number", "")):
                found.append(Problem(f"{path}.number", Message("Write a telephone number.")))
            if each.get("action") == "menu" and each.get("menu") not in names:
                found.append(Problem(f"{path}.menu", Message("Choose a menu.")))
    if answers.get("first") and answers.get("first") not in names:
        found.append(Problem("first", Message("Choose a menu.")))
    if answers.get("timed"):
        found += _overlaps(_rows_of(answers, "hours"))
    if not str(answers.get("waiting", "")).isdecimal():
        found.append(Problem("waiting", Message("Write a whole number.")))
    return tuple(found)


def _overlaps(rows: Sequence[Row]) -> list[Problem]:
    found = []
    for day in range(7):
        end = ""
        for at in week.of_day(rows, day):
            if str(rows[at]["start"]) < end:
                found.append(Problem(f"hours.{at}.start", Message("Begins before the one before has ended.")))
            end = str(rows[at]["end"])
    return found


def advise(answers: Answers) -> tuple[Problem, ...]:
    """Menus without a greeting or without keys."""
    found = []
    for at, row in enumerate(_rows_of(answers, "menus")):
        if not row.get("greeting"):
            found.append(Problem(f"menus.{at}.greeting", Message("Callers hear nothing here.")))
        if not _rows_of(row, "entries"):
            found.append(Problem(f"menus.{at}.entries", Message("No key leads on from here.")))
    if not answers.get("welcome"):
        found.append(Problem("welcome", Message("Callers hear nothing at first.")))
    return tuple(found)


def _rows_of(answers: Answers, name: str) -> list[Row]:
    rows = answers.get(name)
    return rows if isinstance(rows, list) else []


def _is_number(answer: Answer) -> bool:
    try:
        service_name(str(answer))
    except NotANumber:
        return False
    return True


@dataclass
class Shelf:
    """Two sounds on the number, one in the store; keeps what is taken."""

    on_number: tuple[str, ...] = ("accueil.wav", "attente.wav")
    kept: list[tuple[str, int]] = field(default_factory=lambda: [("fermeture.wav", 320_000)])

    def stored(self) -> Sequence[tuple[str, int]]:
        return self.kept

    def take(self, file_name: str, content: bytes) -> str:
        if content.startswith(b"bad"):
            raise SoundRefused(file_name, Message("Choose another file."))
        name = converted_name(file_name)
        self.kept.append((name, len(content)))
        return name


def sheet(answers: Answers = ANSWERS, form: Form = FORM) -> Sheet:
    """A sheet of that form."""
    from tests.screen_host import lines

    return Sheet(form, answers, Sources(check, lines, advise, Shelf()))
