"""What a number had before a run, and what was done to it since: all that an undo goes by.

Nothing here knows a configuration by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tui import states
from tui.configurations import catalogue
from tui.engine.errors import SettingsRefused
from tui.engine.ports import Run
from tui.engine.resources import Body, Collection, Field, Json, Snapshot
from tui.engine.straying import Difference
from tui.i18n import N_, Message
from tui.states import SettingsDump
from tui.telephony.normal import as_line
from tui.telephony.services import Number, Read

NUMBER = Collection(
    path="/telephony/{billing_account}/number/{service_name}",
    schema="telephony.Number",
    title=N_("number"),
    fields={"description": Field("string", N_("description"), normal=as_line)},
)
"""The number itself, whose description outlives every configuration."""

_SENT = ("started", "unknown", "done")


@dataclass(frozen=True)
class Past:
    """What a number had before a run, `target`, and what was done to it since, by that run and those after it.

    `sent` are the digests of the sounds that had been sent from here by then. `written` holds what was sent last to
    each field, by path and name; `uploaded` the names of the sounds that were sent; `kinds` the configurations that
    were wanted.
    """

    target: Snapshot
    sent: Mapping[str, str]
    written: Mapping[tuple[str, str], Json]
    uploaded: frozenset[str]
    kinds: frozenset[str]

    @classmethod
    def before(cls, runs: Sequence[Run], target: Snapshot | None = None) -> "Past":
        """What there was before the first of these runs of one number, oldest first; `target` where it is kept."""
        records = [record for run in runs for record in run.steps if record.state in _SENT]
        written = {
            (record.step.path, name): value
            for record in records
            if record.step.method == "PUT"
            for name, value in record.step.body.items()
        }
        return cls(
            target or runs[0].intent.before,
            runs[0].intent.sent,
            written,
            frozenset(record.step.content for record in records if record.step.content),
            frozenset(run.intent.kind for run in runs if run.intent.kind is not None),
        )

    def can_send(self, name: str, read: Read) -> bool:
        """Whether the sound of that name can be sent again: the store has the very one that had been sent."""
        stored = None if read.sounds is None else read.sounds.find(name)
        return stored is not None and self.sent.get(name) == stored.digest

    @property
    def lasting(self) -> tuple[Collection, ...]:
        """The collections outside the number, such as the options of lines, that its configurations change."""
        row = catalogue.by_feature_type(self.target.feature_type)
        slices = map(catalogue.load, sorted({*self.kinds, *([row.kind] if row else [])}))
        return tuple(
            each
            for slice_ in slices
            if slice_ is not None
            for each in slice_.COLLECTIONS
            if not each.feature_types
        )


@dataclass(frozen=True)
class Undo:
    """What a proposal undoes: the run `run`, and those of the number that came `later`, by their ids.

    `missing` is what will not be back. `since` is what somebody else has changed since the number was left.
    """

    run: Run
    later: tuple[int, ...] = ()
    missing: tuple[Message, ...] = ()
    since: tuple[Difference, ...] = ()


def with_own(number: Number, have: Snapshot) -> Snapshot:
    """A state of the number together with what the number itself is."""
    own: Body = {"description": number.description}
    return replace(have, objects={number.path: own, **have.objects})


def settings_of(number: Number, past: Past, then: Read) -> SettingsDump | None:
    """The settings that the number had; None where a slice cannot read them, or not so that it could apply them.

    `then` reads as it was: what is in the target as it was there, the sounds that had been sent by then.
    """
    slice_ = catalogue.slice_under(past.target.feature_type)
    if slice_ is None:
        return None
    of_then = replace(number, feature_type=past.target.feature_type)
    settings = slice_.read(of_then, past.target, then)
    if settings is None:
        return None
    dump: SettingsDump = settings.model_dump(mode="json", warnings=False)
    try:
        states.model_of(slice_, dump)
    except SettingsRefused:
        return None
    return dump
