"""The questions about a queue and its hours, as data. Labels are the web manager's."""

from tui.forms import Choice, Field, Hours, Number, Option, Phone, Sound, Text, Toggle
from tui.i18n import N_
from tui.telephony import filtering, opening, queue, units
from tui.telephony.questions import AGENTS, caller_fields, options

NAME = Text(
    name="name",
    label=N_("Name of the queue"),
    help=N_("At most 100 letters, digits, spaces, hyphens and underscores."),
)
STRATEGY = Choice(
    name="strategy",
    label=N_("Ringing strategy"),
    help=N_(
        "Which agents ring for a call. OVH's guides disagree about the one who hung up longest ago: of 2018, that "
        "agent rings first; of 2023, the order is always the same."
    ),
    say=N_("Should everybody ring at once, or one after the other?"),
    options=options(queue.STRATEGIES),
)
STATUS_MENU = Toggle(
    name="status_menu",
    label=N_("Status by phone"),
    help=N_("Agents can log in, log out and take a break by calling the number themselves."),
    default=True,
)
FOLLOW_FORWARDS = Toggle(
    name="follow_forwards",
    label=N_("Follow call forwards"),
    help=N_("Follow the forwards that agents have set on their lines. OVH advises to leave this off."),
)
CONFIRM_KEY = Choice(
    name="confirm_key",
    label=N_("Key that ends an entry"),
    help=N_("Where callers type digits, this key says that they are done."),
    options=(Option(value="", label=N_("none")), *(Option(value=key, label=key) for key in queue.KEYS)),
)

ANSWERING: tuple[Field, ...] = (
    Text(
        name="description",
        label=N_("Description"),
        help=N_("The name of the number in your lists. Left empty, it stays as it is."),
        optional=True,
    ),
    NAME,
    STRATEGY,
    AGENTS,
    Choice(
        name="shown_number",
        label=N_("Number to show"),
        help=N_("What agents see when a call of the queue rings."),
        say=N_("Should your people see who calls, or that it is a call for this number?"),
        options=options(queue.SHOWN_NUMBERS),
    ),
    STATUS_MENU,
    FOLLOW_FORWARDS,
    CONFIRM_KEY,
)
"""Who answers, and how."""


def _action(name: str, label: str, help_text: str, say: str) -> tuple[Field, ...]:
    none = Option(value=queue.NO_ACTION, label=N_("nothing"))
    return (
        Choice(name=name, label=label, help=help_text, say=say, options=(none, *options(queue.ACTIONS))),
        Sound(
            name=f"{name}_sound",
            label=N_("Announcement"),
            help=N_("The sound that is played."),
            visible_when=(name, ("playback",)),
        ),
        Phone(
            name=f"{name}_voicemail",
            label=N_("Voicemail"),
            help=N_("The OVH line or fax whose voicemail takes the message; an alias has none."),
            lines=True,
            visible_when=(name, ("voicemail",)),
        ),
    )


HOLD_SOUND = Sound(
    name="hold_sound",
    label=N_("Music on hold"),
    help=N_("Played over and over until somebody answers."),
    say=N_("What should callers hear while they wait?"),
    optional=True,
)
_TONES: tuple[Field, ...] = (
    Sound(
        name="opening_sound",
        label=N_("Announcement before waiting"),
        help=N_(
            "Played to its end before anybody rings. Audio files of your own; music may need paid rights."
        ),
        say=N_("What should callers hear first?"),
        optional=True,
    ),
    HOLD_SOUND,
    Sound(
        name="closing_sound",
        label=N_("Announcement before hanging up"),
        help=N_("Played just before the call is ended."),
        optional=True,
    ),
)
LIMITS: tuple[Field, ...] = (
    Number(
        name="capacity",
        label=N_("Callers waiting at most"),
        help=N_("How many can wait at the same time: 0 to 999999."),
        say=N_("How many callers may wait at once?"),
        unit=units.callers,
        default=10,
    ),
    *_action(
        "overflow",
        N_("When the queue is full"),
        N_("What a caller reaches when as many wait as can."),
        N_("And when the queue is full?"),
    ),
    Number(
        name="max_wait",
        label=N_("Longest wait"),
        help=N_("After that long in the queue a caller goes on to what is chosen below: 0 to 999999."),
        say=N_("For how long may a caller wait?"),
        unit=units.seconds,
        default=300,
    ),
    *_action(
        "no_answer",
        N_("Nobody answers"),
        N_(
            "What a caller reaches in two cases: after the longest wait, and at once when no agent of the queue is "
            "logged in."
        ),
        N_("What should happen when nobody can answer?"),
    ),
)
"""How many wait, for how long, and what comes after."""
WAITING: tuple[Field, ...] = (*_TONES, *LIMITS)
"""What callers hear, for how long, and what comes after."""

_WHEN_ON = ("hours_on", (True,))
_NOWHERE = Option(value="none", label=N_("nowhere"))


def _target(name: str, label: str, help_text: str, *others: Option) -> tuple[Field, ...]:
    return (
        Choice(
            name=f"{name}_to",
            label=label,
            help=help_text,
            options=(*others, *options(opening.TARGET_TYPES)),
            visible_when=_WHEN_ON,
        ),
        Phone(
            name=f"{name}_number",
            label=N_("Number"),
            help=N_("A number to call, or the OVH line or fax whose voicemail takes the message."),
            lines=True,
            visible_when=(f"{name}_to", tuple(opening.TARGET_TYPES)),
        ),
    )


HOURS: tuple[Field, ...] = (
    Toggle(
        name="hours_on",
        label=N_("Opening hours"),
        help=N_("Without hours the agents ring day and night, and closures have no effect."),
        say=N_("Should the phones ring only at certain hours?"),
        on=N_("in force"),
        off=N_("not in force"),
    ),
    Hours(
        name="hours",
        label=N_("Week"),
        help=N_("When agents ring, and when calls go to one of three other places (slots)."),
        say=N_("At which hours can you be reached?"),
        policies=options(opening.POLICIES),
        visible_when=_WHEN_ON,
    ),
    *_target(
        "closed",
        N_("Outside the hours"),
        N_("Where calls go whenever no hours are given. Hours do not work without it."),
    ),
    *_target("slot1", N_("Slot 1"), N_("Where calls go in hours of slot 1."), _NOWHERE),
    *_target("slot2", N_("Slot 2"), N_("Where calls go in hours of slot 2."), _NOWHERE),
    *_target("slot3", N_("Slot 3"), N_("Where calls go in hours of slot 3."), _NOWHERE),
)
"""When the queue is open, and where calls go otherwise."""

FILTER: tuple[Field, ...] = (
    Choice(
        name="filter",
        label=N_("Filter"),
        help=N_("Which callers reach the queue. A list that is not in force keeps its entries."),
        say=N_("Are there callers who should not get through, or only some who should?"),
        options=options({name: filtering.STATUSES[status] for name, status in filtering.FILTERS.items()}),
    ),
    *caller_fields("refused", N_("Refused groups"), N_("Refused callers"), ("filter", ("black",))),
    *caller_fields("accepted", N_("Accepted groups"), N_("Accepted callers"), ("filter", ("white",))),
    Toggle(
        name="reject_anonymous",
        label=N_("Anonymous calls"),
        help=N_("Whether callers who hide their number get through. This counts without any filter too."),
        say=N_("Should callers who hide their number get through?"),
        on=N_("rejected"),
        off=N_("accepted"),
    ),
)
"""Who gets through."""

RECORDING: tuple[Field, ...] = (
    Toggle(
        name="record",
        label=N_("Record calls"),
        help=N_(
            "Callers and agents have to be told. Recordings are deleted after 60 days. Switching it on accepts OVH's "
            "special conditions of the call recording service."
        ),
        say=N_("Should calls be recorded? Everybody on the call must know it."),
    ),
    Toggle(
        name="record_opt_out",
        label=N_("Callers can refuse"),
        help=N_("A voice tells callers which key to press when they do not want to be recorded."),
        visible_when=("record", (True,)),
    ),
    Choice(
        name="record_key",
        label=N_("Key to refuse"),
        help=N_("The key that switches the recording off."),
        options=tuple(Option(value=key, label=key) for key in queue.DIGITS),
        visible_when=("record_opt_out", (True,)),
    ),
    Choice(
        name="record_language",
        label=N_("Language of the notice"),
        help=N_("The language of the voice that says so."),
        options=options(queue.RECORD_LANGUAGES),
        visible_when=("record_opt_out", (True,)),
    ),
)
"""What is kept of calls."""
