"""Questions that several configurations ask, as data: agents, closures, callers. Labels are the web manager's."""

from collections.abc import Mapping, Sequence

from tui.forms import Choice, Field, Form, Number, Option, Phone, Rows, Section, Several, Text
from tui.i18n import N_
from tui.telephony import closures, filtering, queue, units


def options(words: Mapping[str, str]) -> tuple[Option, ...]:
    """The options of a choice, from the message ids of its values."""
    return tuple(Option(value=value, label=label) for value, label in words.items())


def form_of(*sections: tuple[str, Sequence[Field]]) -> Form:
    """A form in sections: the message id of each one's title, and its questions."""
    return Form(
        tuple(each for _title, fields in sections for each in fields),
        tuple(Section(title=title, fields=tuple(each.name for each in fields)) for title, fields in sections),
    )


AGENTS = Rows(
    name="agents",
    label=N_("Agents"),
    help=N_(
        "The lines that answer, in the order in which they ring. OVH lines and numbers elsewhere can be mixed; calls "
        "to numbers elsewhere and to mobiles are billed outside the plan, by the second."
    ),
    say=N_("Who should answer the calls, and in which order?"),
    named="number",
    noun=N_("agent"),
    add=N_("Add an agent"),
    shown=("description", "status", "ringing"),
    ordered=True,
    fields=(
        Phone(
            name="number",
            label=N_("Number"),
            help=N_("An OVH line of the account, or any number that is not surcharged."),
            say=N_("Which number should ring?"),
            lines=True,
        ),
        Text(
            name="description",
            label=N_("Description"),
            help=N_("The name of the agent in your lists."),
            described="number",
        ),
        Choice(
            name="status",
            label=N_("Status"),
            help=N_(
                "Only available agents ring. Agents can change it by phone, where that is switched on: it is set only "
                "when you change it here, or name it in a recipe."
            ),
            options=options(queue.STATUSES),
        ),
        Number(
            name="ringing",
            label=N_("Ringing time"),
            help=N_("For how long the agent rings before the call goes on to the next: 1 to 999999."),
            say=N_("How long should a phone ring before the next one does?"),
            unit=units.seconds,
            default=queue.RINGING,
        ),
        Number(
            name="wrap_up",
            label=N_("Rest after a call"),
            help=N_("The agent does not ring for that long after a call: 0 to 999999."),
            say=N_("Do your people need a moment between two calls?"),
            unit=units.seconds,
            default=0,
        ),
        Number(
            name="simultaneous",
            label=N_("Simultaneous calls"),
            help=N_("How many calls of the queue the agent can receive at once: 1 to 10."),
            unit=units.calls,
            default=1,
            max_length=2,
        ),
    ),
)
"""The agents of a queue."""


def closure_rows(targets: dict[str, str]) -> Rows:
    """The exceptional closures; `targets` are the message ids of what each category leads to."""
    return Rows(
        name="closures",
        label=N_("Exceptional closures"),
        help=N_("Public holidays, leave and other days on which the usual hours do not count."),
        say=N_("On which days of the coming months are you closed?"),
        named="title",
        noun=N_("closure"),
        add=N_("Add a closure"),
        shown=("start", "end", "target"),
        fields=(
            Text(
                name="title",
                label=N_("Title"),
                help=N_("What the closure is called, such as Christmas."),
            ),
            Text(
                name="start",
                label=N_("From"),
                help=N_(
                    "The date and the local time at which it begins, such as 24/12/2026 18:00 or 24/12 18h."
                ),
                placeholder="2026-12-24 18:00",
                max_length=30,
                only="moment",
            ),
            Text(
                name="end",
                label=N_("To"),
                help=N_("The date and the local time at which it ends, such as 27/12/2026 8:00 or 27/12 8h."),
                placeholder="2026-12-27 08:00",
                max_length=30,
                only="moment",
            ),
            Choice(
                name="target",
                label=N_("Where calls go"),
                help=N_("What callers reach during the closure."),
                options=options(targets),
            ),
            Text(
                name="description",
                label=N_("Description"),
                help=N_("A note for you; callers do not hear it."),
            ),
        ),
    )


TIME_ZONE = Choice(
    name="time_zone",
    label=N_("Time zone"),
    help=N_("The closures are meant in the local time of this zone."),
    options=options(closures.CITIES),
)

CALENDAR = Text(
    name="calendar",
    label=N_("Import a calendar"),
    help=N_(
        "The http or https address of a calendar in ICS format. Its events are added once, now; closures that are "
        "there already stay, also those removed from the list in the same change."
    ),
    placeholder="https://example.com/holidays.ics",
    max_length=closures.LONGEST_ADDRESS,
    optional=True,
    once=True,
)


def caller_fields(
    prefix: str, groups_label: str, callers_label: str, when: tuple[str, tuple[str, ...]]
) -> tuple[Field, ...]:
    """The two questions about one list of callers: the ready-made groups and the numbers besides."""
    return (
        Several(
            name=f"{prefix}_groups",
            label=groups_label,
            help=N_("Ready-made groups of numbers, by what they begin with."),
            options=options({name: label for name, (label, _each) in filtering.GROUPS.items()}),
            visible_when=when,
        ),
        Rows(
            name=f"{prefix}_callers",
            label=callers_label,
            help=N_(
                "Numbers, or what numbers begin with: +33612345678, 06, 3900. Each stands for all that begin with it."
            ),
            named="number",
            noun=N_("caller"),
            add=N_("Add a caller"),
            fields=(
                Text(
                    name="number",
                    label=N_("Number or beginning"),
                    help=N_("A number in any usual form, what numbers begin with, or a short number."),
                    placeholder="+33612345678",
                    max_length=filtering.LONGEST_CALLER,
                ),
            ),
            visible_when=when,
        ),
    )
