"""VXML voice service: a VoiceXML document on the customer's own server leads the call.

Calls: `GET` and `PUT vxml/{service}/settings` (`telephony.VxmlProperties`), which answers 404 until it is written for
the first time, and `GET vxml/{service}`. The document itself is never sent: the platform fetches it for every call, and
takes any address, so that applying proves nothing of the document (`tui.telephony.vxml` checks it). The schemes of the
addresses are those that the web manager takes.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

from tui.engine.errors import Problem
from tui.engine.resources import Collection, Field, Json, Snapshot, Wanted, Wish
from tui.forms import Form, Text
from tui.i18n import N_, Message
from tui.telephony.addresses import is_public
from tui.telephony.services import Number, Read
from tui.telephony.settings import Settings, refusal, unchecked

if TYPE_CHECKING:
    from tui.signals import Stop
    from tui.telephony.findings import Report

KIND = "vxml"
TYPES = frozenset({"svi"})

LONGEST_ADDRESS = 2000
"""Characters; more, and browsers begin to refuse an address too."""

_LABEL = r"[^\W_]([\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\]")
_E_MAIL = re.compile(r"[^@\s<>,;?]{1,64}@[^@\s<>,;?]{1,190}\.[^@\s<>,;.?]{2,63}")


def _host(address: str) -> str | None:
    """The host of an address of http, https or ftp; None where it has none that could be one."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    whole = f"[{host}]" if ":" in host else host
    return host if len(host) <= 253 and _HOST.fullmatch(whole) else None


def _refuse_odd(address: str) -> None:
    if len(address) > LONGEST_ADDRESS:
        raise refusal(N_("At most {limit} characters."), limit=LONGEST_ADDRESS)
    if not address.isprintable() or " " in address:
        raise refusal(N_("An address has no spaces and no invisible characters; write %20 for a space."))


def _document(text: str) -> str:
    address = text.strip()
    _refuse_odd(address)
    if not address.lower().startswith(("http://", "https://")) or _host(address) is None:
        raise refusal(N_("Write an address that begins with http:// or https:// and the name of the server."))
    return address


def _recordings(text: str) -> str | None:
    address = text.strip()
    if not address:
        return None
    _refuse_odd(address)
    scheme, _colon, rest = address.partition(":")
    if scheme.lower() == "mailto":
        if not _E_MAIL.fullmatch(rest):
            raise refusal(N_("Write mailto: and one e-mail address, such as mailto:name@example.com."))
    elif not address.lower().startswith(("http://", "ftp://")) or _host(address) is None:
        raise refusal(N_("Write an address that begins with http://, ftp:// or mailto:."))
    return address


class Vxml(Settings):
    """`url` is where the platform fetches the document for every call; `url_record` is where recordings go, if any."""

    kind: Literal["vxml"] = "vxml"
    url: Annotated[str, AfterValidator(_document)]
    url_record: Annotated[str, AfterValidator(_recordings)] | None = None


SETTINGS = Vxml

FORM = Form(
    (
        Text(
            name="url",
            label=N_("Address of the document"),
            help=N_(
                "http:// or https://. The platform fetches the VoiceXML document from there for every call; it can "
                "transfer to OVH numbers only."
            ),
            say=N_("At which address does your server give the VXML document?"),
            max_length=LONGEST_ADDRESS,
            placeholder=N_("https://example.com/menu.vxml"),
            document=("vxml", "xml"),
        ),
        Text(
            name="url_record",
            label=N_("Address for recordings"),
            help=N_("http://, ftp:// or mailto:. What callers record is sent there. Left empty, to nobody."),
            say=N_("Where should the messages go that callers leave?"),
            max_length=LONGEST_ADDRESS,
            placeholder=N_("mailto:name@example.com"),
            optional=True,
        ),
    )
)


def _as_none(value: Json) -> Json:
    return value or None


OWN = Collection(
    path="/telephony/{billing_account}/vxml/{service_name}",
    schema="telephony.Vxml",
    title=N_("VXML voice service"),
    feature_types=TYPES,
    fields={
        "serviceName": Field("string", writable=False),
        "serviceType": Field("string", writable=False),
        "description": Field("string", writable=False),
        "offers": Field("list", writable=False, brings=[]),
    },
)
PROPERTIES = Collection(
    path="/telephony/{billing_account}/vxml/{service_name}/settings",
    schema="telephony.VxmlProperties",
    title=N_("VXML settings"),
    feature_types=TYPES,
    fields={
        "url": Field("string", N_("address of the document"), brings=""),
        "urlRecord": Field("string", N_("address for recordings"), brings="", normal=_as_none),
    },
    late=True,
)
COLLECTIONS = (OWN, PROPERTIES)


@dataclass(frozen=True)
class Answers:
    """Whether the number has an address for recordings."""

    records: bool


def lookups(settings: Vxml, number: Number, before: Snapshot, read: Read) -> Answers:
    """What the number has; the document itself is fetched only when somebody asks for it."""
    return Answers(bool(before.objects.get(number.path_of(PROPERTIES), {}).get("urlRecord")))


def problems(settings: Vxml, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """Nothing: whatever is wrong with the document, the platform takes its address."""
    return ()


def advice(settings: Vxml) -> tuple[Problem, ...]:
    """What others could read, and what the platform cannot reach."""
    return tuple(
        Problem(name, message)
        for name, address in (("url", settings.url), ("url_record", settings.url_record))
        for message in _doubts(address or "")
    )


def _doubts(address: str) -> Iterator[Message]:
    scheme = address.partition(":")[0].lower()
    if scheme in ("http", "ftp"):
        text = N_("{scheme} hides nothing on its way: others could read it or change it.")
        yield Message(text, {"scheme": scheme})
    if scheme not in ("http", "https", "ftp"):
        return
    host = _host(address) or ""
    if _is_private(host):
        text = N_("{host} is in a private network, where the platform cannot reach it.")
        yield Message(text, {"host": host})
    if urlsplit(address).password:
        yield Message(N_("The address holds a password, which is kept and shown like the rest of it."))


def _is_private(host: str) -> bool:
    """Whether a host is, by its name or address alone, one that the net does not know."""
    try:
        return not is_public(host)
    except ValueError:
        return "." not in host.rstrip(".") or host.rstrip(".").endswith((".local", ".localhost", ".internal"))


def warnings(settings: Vxml, number: Number, answers: Answers) -> tuple[Message, ...]:
    """The advice, and that nobody has looked at the document."""
    text = N_(
        "Applying does not look at the document: the platform takes any address. alias-wizard vxml {url} checks it."
    )
    return (*(each.message for each in advice(settings)), Message(text, {"url": shlex.quote(settings.url)}))


def effect(settings: Vxml) -> Message:
    """Which document leads the call."""
    return Message(N_("Callers are led by the document at {url}."), {"url": settings.url})


def resources(settings: Vxml, number: Number, answers: Answers) -> Wanted:
    """One object; an address for recordings is sent where there is one, or one to take away."""
    body: dict[str, Wish] = {"url": settings.url}
    if settings.url_record is not None or answers.records:
        body["urlRecord"] = settings.url_record or ""
    wanted = number.resource(PROPERTIES, body)
    return Wanted(min(TYPES), KIND, Message(N_("VXML voice service")), (wanted,))


def read(number: Number, have: Snapshot, ask: Read) -> Vxml | None:
    """What the number has; None while no document was given."""
    body = have.objects.get(number.path_of(PROPERTIES), {})
    if not body.get("url"):
        return None
    return unchecked(Vxml, {"url": body["url"], "url_record": body.get("urlRecord") or None})


def examine(number: Number, address: str, file: str, private: bool, read: Read, stop: "Stop") -> "Report":
    """What is to be found in the document at an address, or in its author's copy in a `file`, as one for a number.

    Raises what `tui.telephony.fetching.load` raises, and the exchange.
    """
    # Imported when somebody asks for it: the slice is there whenever the exchange is.
    from tui.telephony.fetching import load
    from tui.telephony.vxml.check import check_for_account
    from tui.telephony.vxml.decoding import LARGEST

    content = load(file or address, LARGEST, private, stop)
    return check_for_account(content, read, number.service_name, address or file)


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """Nothing outside the number knows of the document."""
    return ()


def example(lines: Sequence[str]) -> Mapping[str, Json]:
    """An address to be replaced: of a domain that is reserved for examples."""
    return {"url": "https://example.com/menu.vxml"}
