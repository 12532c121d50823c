"""The questions about the agents of a contact centre and who supervises them, as data."""

from dataclasses import replace

from tui.forms import Choice, Field, Reference, Rows, Text, Toggle
from tui.i18n import N_
from tui.telephony.questions import AGENTS, options

LONGEST_BREAK, LONGEST_ADDRESS = 80, 400
"""Characters of the name of a break, and of an address. The platform names no bounds."""
RECORDS = {"on": N_("recorded"), "off": N_("not recorded")}
"""What a line does with the calls that it makes."""

BREAKS = Rows(
    name="breaks",
    label=N_("Breaks"),
    help=N_(
        "Reasons for a break that agents can choose from, besides the plain one. Banners show their colours."
    ),
    say=N_("Which sorts of breaks do your people take?"),
    noun=N_("break"),
    add=N_("Add a break"),
    named="name",
    shown=("color", "description"),
    fields=(
        Text(
            name="name",
            label=N_("Name"),
            help=N_("What agents see, such as Lunch."),
            max_length=LONGEST_BREAK,
        ),
        Text(
            name="color",
            label=N_("Colour"),
            help=N_("In hexadecimal, as on web pages: #e06c00 is orange. Empty: none."),
            placeholder="#e06c00",
            max_length=7,
        ),
        Text(name="description", label=N_("Description"), help=N_("A note for you.")),
    ),
)
"""The break statuses of a number."""

_OWN: tuple[Field, ...] = (
    Reference(
        name="break_status",
        label=N_("Break"),
        help=N_("Which sort of break the agent is on."),
        to="breaks",
        visible_when=("status", ("onBreak",)),
        optional=True,
    ),
    Toggle(
        name="banner",
        label=N_("Supervision banner"),
        help=N_(
            "A web page with the calls of this agent. Whoever has its secret address sees it; the page of the number "
            "shows the address when it is there. Once revoked, the same address never comes back."
        ),
        say=N_("Should there be a page on which this person's calls can be followed?"),
        on=N_("has a link"),
        off=N_("no link"),
    ),
    Choice(
        name="record_outgoing",
        label=N_("Outgoing calls (beta)"),
        help=N_(
            "An option of the line itself, which OVH calls a beta: it counts for all calls that the line makes. "
            "Numbers that are no line of the account have none. Everybody on a call has to be told."
        ),
        say=N_("Should calls made from this line be recorded? Everybody on them must know it."),
        options=options({"": N_("leave it as it is"), **RECORDS}),
        optional=True,
    ),
)

SUPERVISED_AGENTS = replace(
    AGENTS,
    help=N_(
        "The lines that answer; queues say for what, and in which order. Calls to numbers outside OVH and to mobiles "
        "are billed outside the plan, by the second."
    ),
    say=N_("Who answers the calls?"),
    ordered=False,
    fields=(*AGENTS.fields, *_OWN),
)
"""The agents of a number that has several queues."""

CRM = Text(
    name="crm_address",
    label=N_("Customer base"),
    help=N_(
        "The address that banners open for a call in your customer base (CRM), with the placeholders that it takes. "
        "Empty: none."
    ),
    placeholder="https://crm.example.com/search",
    max_length=LONGEST_ADDRESS,
)
