"""The questions about a number that answers by itself, with menus and steps. Labels are the web manager's."""

from dataclasses import replace

from tui.forms import Choice, Field, Number, Text, Toggle
from tui.i18n import N_
from tui.telephony import pabx, units
from tui.telephony.actions import LONGEST_NAME
from tui.telephony.questions import CALENDAR, TIME_ZONE, closure_rows, options

PLAN_NAME, RING = "Standard", 60
"""The name of a dialplan, and the seconds that a transfer rings, unless told otherwise."""

NUMBER: tuple[Field, ...] = (
    Text(
        name="description",
        label=N_("Description"),
        help=N_("The name of the number in your lists. Left empty, it stays as it is."),
        optional=True,
    ),
    Number(
        name="ring",
        label=N_("A transfer rings for"),
        help=N_(
            "0 to 1800 seconds. If nobody outside OVH has answered by then, the call goes on with what comes next."
        ),
        say=N_("How long should a line ring before the call goes on?"),
        unit=units.seconds,
        default=RING,
        max_length=4,
    ),
    Choice(
        name="shown_number",
        label=N_("Number shown on transfers"),
        help=N_(
            "With this number, OVH phones show the name of the dialplan. Only some phones can show both."
        ),
        say=N_("Should your phones show who calls, or that the call came by this number?"),
        options=options(pabx.PRESENTED),
    ),
    Toggle(
        name="reject_anonymous",
        label=N_("Anonymous calls"),
        help=N_("Whether callers who hide their number get through."),
        say=N_("Should callers who hide their number get through?"),
        on=N_("rejected"),
        off=N_("accepted"),
    ),
    Text(
        name="plan_name",
        label=N_("Name of the dialplan"),
        help=N_("Letters without accents, digits, underscores and spaces. Phones can show it on transfers."),
        default=PLAN_NAME,
        max_length=LONGEST_NAME,
    ),
)
"""What holds for the whole number."""

_DAYS = closure_rows(pabx.CATEGORIES)
_SORT_OF_DAY = Choice(
    name="target",
    label=N_("Sort of day"),
    help=N_("Steps can ask for one of these sorts of days: what they do then is what callers hear."),
    options=options(pabx.CATEGORIES),
)
CLOSURES: tuple[Field, ...] = (
    TIME_ZONE,
    replace(_DAYS, fields=tuple(_SORT_OF_DAY if each.name == "target" else each for each in _DAYS.fields)),
    CALENDAR,
)
"""The exceptional days that steps can ask for."""
