"""Conference: everyone who calls the number talks together.

Calls: `GET` and `PUT conference/{service}/settings` (`telephony.ConferenceProperties`), `POST …/announceUpload` for the
sound that is played on entry. What that sound is cannot be read: it is sent when it is another one than was sent from
here, and one that was not sent from here is kept. Labels are those of the web manager.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator
from pydantic import Field as Bounds

from tui.engine.errors import Problem, SoundRefused
from tui.engine.resources import DOCUMENT, Collection, Field, Json, Ref, Snapshot, Wanted, Wish
from tui.forms import Choice, Form, Sound, Text, Toggle
from tui.i18n import N_, Message
from tui.telephony import sounds
from tui.telephony.questions import options
from tui.telephony.services import Number, Read
from tui.telephony.settings import OneLine, Settings, SoundName, refusal, unchecked

KIND = "conference"

LANGUAGES = {
    "fr": N_("French"),
    "en": N_("English"),
    "de": N_("German"),
    "es": N_("Spanish"),
    "it": N_("Italian"),
}
REPORTS = {
    "none": N_("no report"),
    "customer": N_("to the e-mail address of the account"),
    "other": N_("to another address"),
}

_PIN = re.compile(r"[0-9]{1,8}")
_E_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;.]{2,63}")


def _pin(text: str) -> str | None:
    """`0` and an empty text both mean none (label of the web manager); asterisks mean the one that is there."""
    text = text.strip()
    if text and not text.strip("*"):
        return None
    if text in ("", "0"):
        return ""
    if not _PIN.fullmatch(text):
        raise refusal(N_("A PIN has 1 to 8 digits; leave it empty for none."))
    return text


Pin = Annotated[str, AfterValidator(_pin)]


class Conference(Settings):
    """A `pin` or an `announcement_sound` of None is the one that is there, whatever it is; a `pin` of `""` is none.

    `report_email` goes with `other`.
    """

    kind: Literal["conference"] = "conference"
    pin: Pin | None = None
    language: Literal["fr", "en", "de", "es", "it"] = "fr"
    announcement: bool = False
    announcement_sound: SoundName | None = Bounds(default=None, validate_default=True)
    muted_on_entry: bool = False
    reject_anonymous: bool = False
    recording: bool = False
    report: Literal["none", "customer", "other"] = "none"
    report_email: OneLine | None = Bounds(default=None, validate_default=True)
    white_label_report: bool = False

    @field_validator("announcement_sound")
    @classmethod
    def _sound_goes_with_announcement(cls, sound: str | None, fields: ValidationInfo) -> str | None:
        if sound and fields.data.get("announcement") is False:
            raise refusal(N_("Play the announcement, or remove its sound."))
        return sound or None

    @field_validator("report_email")
    @classmethod
    def _address_goes_with_other(cls, address: str | None, fields: ValidationInfo) -> str | None:
        report = fields.data.get("report")
        if report == "other" and not _E_MAIL.fullmatch(address or ""):
            raise refusal(N_("Give the e-mail address that receives the report."))
        if report in ("none", "customer") and address:
            raise refusal(N_("An address belongs only to the report `other`; remove it."))
        return address

    @field_validator("white_label_report")
    @classmethod
    def _brand_goes_with_a_report(cls, chosen: bool, fields: ValidationInfo) -> bool:
        if chosen and fields.data.get("report") == "none":
            raise refusal(N_("There is no report to send without the brand; switch this off."))
        return chosen


SETTINGS = Conference

FORM = Form(
    (
        Text(
            name="pin",
            label=N_("Access PIN"),
            help=N_("1 to 8 digits that every caller types on entry. Empty or 0: no PIN."),
            say=N_("Should callers type a code before they enter?"),
            only="digits",
            max_length=8,
            secret=True,
        ),
        Choice(
            name="language",
            label=N_("Language of the conference"),
            help=N_("The language of the voice that greets the callers."),
            say=N_("Which language should the voice speak?"),
            options=options(LANGUAGES),
        ),
        Toggle(
            name="announcement",
            label=N_("Custom announcement"),
            help=N_("A sound of your own is played when somebody enters."),
            say=N_("Should callers hear an announcement of yours when they enter?"),
        ),
        Sound(
            name="announcement_sound",
            label=N_("Sound of the announcement"),
            help=N_(
                "Left empty, the one that the conference has stays. What it has cannot be listened to here."
            ),
            visible_when=("announcement", (True,)),
            optional=True,
        ),
        Toggle(
            name="muted_on_entry",
            label=N_("Microphone on entry"),
            help=N_("Whether callers can be heard as soon as they enter."),
            say=N_("Should everyone be heard at once, or only when allowed to speak?"),
            on=N_("muted"),
            off=N_("open"),
        ),
        Toggle(
            name="reject_anonymous",
            label=N_("Anonymous calls"),
            help=N_("Whether callers who hide their number may enter."),
            on=N_("rejected"),
            off=N_("accepted"),
        ),
        Toggle(
            name="recording",
            label=N_("Recording of the conference"),
            help=N_("The participants have to be told. The recording is attached to the report."),
            say=N_("Should the conference be recorded? The participants must know it."),
        ),
        Choice(
            name="report",
            label=N_("Report of the conference"),
            help=N_("Date, duration and participants, by e-mail when the conference is over."),
            say=N_("Who should receive the report after each conference?"),
            options=options(REPORTS),
        ),
        Text(
            name="report_email",
            label=N_("E-mail address for the report"),
            help=N_("Reports go to this address."),
            visible_when=("report", ("other",)),
            placeholder=N_("name@example.com"),
        ),
        Toggle(
            name="white_label_report",
            label=N_("Report without the OVH brand"),
            help=N_("The report then shows no logo of OVH."),
            visible_when=("report", ("customer", "other")),
        ),
    )
)


def _as_pin(value: Json) -> Json:
    return "" if value in (None, "", "0") else value


PROPERTIES = Collection(
    path="/telephony/{billing_account}/conference/{service_name}/settings",
    schema="telephony.ConferenceProperties",
    title=N_("conference settings"),
    feature_types=frozenset({"conference"}),
    fields={
        "pin": Field("string", N_("access PIN"), brings="", secret=True, normal=_as_pin),
        "language": Field("string", N_("language"), values=tuple(LANGUAGES), words=LANGUAGES, brings="fr"),
        "announceFile": Field("boolean", N_("custom announcement"), brings=False),
        "enterMuted": Field("boolean", N_("muted on entry"), brings=False),
        "anonymousRejection": Field("boolean", N_("anonymous calls rejected"), brings=False),
        "recordStatus": Field("boolean", N_("recording"), brings=False),
        "reportStatus": Field("string", N_("report"), values=tuple(REPORTS), words=REPORTS, brings="none"),
        "reportEmail": Field("string", N_("report address"), nullable=True),
        "whiteLabelReport": Field("boolean", N_("report without brand"), brings=False),
        "announceFilename": Field("string", writable=False, nullable=True),
        "announceSoundId": Field("integer", nullable=True),
        "documentId": Field(
            "string", N_("sound of the announcement"), writable=False, action="announceUpload", once=True
        ),
        "eventsChannel": Field("string", writable=False, brings=""),
        "roomNumber": Field("integer", writable=False, brings=1),
    },
)

COLLECTIONS = (PROPERTIES,)


@dataclass(frozen=True)
class Answers:
    """The digests of the store's sounds and of those that were sent to the number, by name.

    `present` is the file name of the announcement that the number had; None where it was no conference.
    """

    stored: Mapping[str, str]
    sent: Mapping[str, str]
    present: str | None

    def is_there(self, name: str) -> bool:
        """Whether that sound is the announcement already, with the content that it has in the store.

        What was sent is not enough: somebody else may have put another in its place since.
        """
        seen = _sent_name(self.present, self.sent)
        return seen == name and self.stored.get(name, self.sent[name]) == self.sent[name]


def _sent_name(file_name: str | None, sent: Mapping[str, str]) -> str | None:
    """The name under which the file was sent from here; None for a foreign one."""
    try:
        name = sounds.converted_name(file_name or "")
    except SoundRefused:
        return None
    return name if name in sent else None


def lookups(settings: Conference, number: Number, before: Snapshot, read: Read) -> Answers:
    """What the store knows of the announcement."""
    body = before.objects.get(number.path_of(PROPERTIES))
    present = None if body is None else str(body.get("announceFilename") or "")
    stored = {} if read.sounds is None else {each.name: each.digest for each in read.sounds.stored()}
    return Answers(stored, sounds.sent_to(read.sounds, number), present)


def problems(settings: Conference, number: Number, answers: Answers) -> tuple[Problem, ...]:
    """A sound that is neither there already nor in the store."""
    name = settings.announcement_sound
    if name is None or name in answers.stored or answers.is_there(name):
        return ()
    text = N_("There is no sound “{name}” in the store; add its file, or leave this empty.")
    return (Problem("announcement_sound", Message(text, {"name": name})),)


def advice(settings: Conference) -> tuple[Problem, ...]:
    """What is easily forgotten: the duty to tell the participants, and a door without a lock."""
    found = []
    if settings.recording:
        found.append(
            Problem("recording", Message(N_("The participants have to be told that they are recorded.")))
        )
    if settings.pin == "":
        found.append(Problem("pin", Message(N_("Without a PIN, anyone who knows the number can enter."))))
    return tuple(found)


def warnings(settings: Conference, number: Number, answers: Answers) -> tuple[Message, ...]:
    """The advice, and an announcement that there may not be."""
    found = [each.message for each in advice(settings)]
    if settings.announcement and settings.announcement_sound is None and not answers.present:
        found.append(Message(N_("No announcement is known on the number; there may be nothing to play.")))
    return tuple(found)


def effect(settings: Conference) -> Message:
    """What is heard on entry."""
    if settings.pin == "":
        return Message(N_("Callers enter the conference at once."))
    if settings.pin is None:
        return Message(N_("Callers enter the conference; the PIN stays as it is."))
    return Message(N_("Callers type the PIN, then enter the conference."))


def resources(settings: Conference, number: Number, answers: Answers) -> Wanted:
    """One object. Fields that have no meaning under the chosen report are left alone."""
    body: dict[str, Wish] = {
        "language": settings.language,
        "announceFile": settings.announcement,
        "enterMuted": settings.muted_on_entry,
        "anonymousRejection": settings.reject_anonymous,
        "recordStatus": settings.recording,
        "reportStatus": settings.report,
    }
    sound = settings.announcement_sound
    if sound is not None and not answers.is_there(sound):
        body["documentId"] = Ref(DOCUMENT, sound)
    if settings.pin is not None:
        body["pin"] = settings.pin or "0"
    if settings.report == "other":
        body["reportEmail"] = settings.report_email
    if settings.report != "none":
        body["whiteLabelReport"] = settings.white_label_report
    wanted = number.resource(PROPERTIES, body)
    return Wanted("conference", KIND, Message(N_("Conference")), (wanted,))


def read(number: Number, have: Snapshot, ask: Read) -> Conference | None:
    """What the number has. A PIN that reads as null or asterisks, and a foreign announcement, are unknown and kept."""
    body = have.objects.get(number.path_of(PROPERTIES))
    if body is None:
        return None
    sent = sounds.sent_to(ask.sounds, number)
    announced = bool(body.get("announceFile"))
    pin = body.get("pin")
    report = body.get("reportStatus") or "none"
    settings: dict[str, Json] = {
        "pin": _as_pin(pin) if PROPERTIES.fields["pin"].known(pin) else None,
        "language": body.get("language") or "fr",
        "announcement": announced,
        "announcement_sound": _sent_name(str(body.get("announceFilename") or ""), sent)
        if announced
        else None,
        "muted_on_entry": bool(body.get("enterMuted")),
        "reject_anonymous": bool(body.get("anonymousRejection")),
        "recording": bool(body.get("recordStatus")),
        "report": report,
        "report_email": body.get("reportEmail") if report == "other" else None,
        "white_label_report": bool(body.get("whiteLabelReport")) and report != "none",
    }
    return unchecked(Conference, settings)


def irretrievable(number: Number, before: Snapshot, read: Read, leaves: bool) -> tuple[Message, ...]:
    """An announcement that did not come from here: its sound cannot be read."""
    body = before.objects.get(number.path_of(PROPERTIES), {})
    sent = sounds.sent_to(read.sounds, number)
    name = str(body.get("announceFilename") or "")
    if not name or _sent_name(name, sent) is not None:
        return ()
    return (Message(N_("The announcement {name}, which was not sent from here."), {"name": name}),)


def left_behind(number: Number, before: Snapshot, read: Read) -> tuple[Message, ...]:
    """Nothing outside the number knows of the conference."""
    return ()
