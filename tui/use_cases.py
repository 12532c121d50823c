"""What screens and commands call: list, read, plan, apply, resume.

Nothing here knows a configuration by name, a screen, SQL or HTTP. What goes wrong is raised; `tui.faults` puts it into
the value that is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import states
from tui.configurations import catalogue
from tui.engine.converge import diff
from tui.engine.errors import (
    NotResumable,
    Problem,
    SameConfiguration,
    SettingsRefused,
    WizardError,
)
from tui.engine.plan import MASK, Plan
from tui.engine.ports import (
    UNFINISHED,
    Claim,
    Clock,
    Exchange,
    Intent,
    Inventory,
    Journal,
    Run,
    Sounds,
    Training,
)
from tui.engine.resources import EMPTY, Json, Snapshot, Wanted
from tui.engine.runner import Event, Finished, Planned, Runner
from tui.engine.scope import Scope
from tui.engine.uploads import Upload
from tui.forms import public
from tui.i18n import N_, Message
from tui.signals import Stop
from tui.states import Looked, SettingsDump, model_of, slice_of
from tui.telephony import values
from tui.telephony.services import Number, Read, find_number, number_from
from tui.times import since

if TYPE_CHECKING:
    from tui.forms import Answers


@dataclass(frozen=True)
class Services:
    """What bootstrap hands in: an exchange and the memory of its scope. `training` is None on a real account."""

    exchange: Exchange
    journal: Journal
    inventory: Inventory
    clock: Clock
    stop: Stop
    training: Training | None = None
    sounds: Sounds | None = None

    @property
    def scope(self) -> Scope:
        """The account that all of them belong to."""
        return self.exchange.scope


@dataclass(frozen=True)
class Configured:
    """A number as it is now: which configuration it has, and its settings when they can be read.

    `kind` is None without configuration and for types we only show; `settings` is a dump of the slice's model, None
    when they are not complete or not built. `has_form` says whether they can be edited here.
    """

    number: Number
    kind: str | None
    settings: SettingsDump | None
    has_form: bool
    sounds: tuple[str, ...] = ()
    """The names of the sounds that the number has."""


@dataclass(frozen=True)
class Proposal:
    """A plan for a number with all that a person has to know before agreeing to it.

    `erases` names what is lost: a kind, or the raw type for older ones; None when nothing is.
    """

    number: Number
    intent: Intent
    plan: Plan
    touches: frozenset[str]
    erases: str | None = None
    erased_title: Message | None = None
    warnings: tuple[Message, ...] = ()
    effect: Message | None = None


def list_numbers(services: Services) -> list[Number]:
    """Every alias of the login, read live, in number order."""
    accounts = services.exchange.call("GET", "/telephony")
    found = [
        number_from(str(account), body)
        for account in (accounts if isinstance(accounts, list) else [])
        for body in services.exchange.objects(f"/telephony/{account}/number")
    ]
    return sorted(found, key=lambda number: number.service_name)


def open_number(services: Services, text: str) -> Configured:
    """The number in any usual form, read live, with its settings.

    Raises `UnknownNumber`, `NotAnAlias`, and what the exchange raises.
    """
    return read_configuration(services, find_number(services.exchange, text))


def read_again(services: Services, number: Number) -> Number:
    """The number as it is now."""
    return _read_number(services, number.billing_account, number.service_name)


def read_configuration(services: Services, number: Number) -> Configured:
    """What a number has now."""
    row = catalogue.by_feature_type(number.feature_type)
    if row is None:
        return Configured(number, None, None, False)
    slice_ = catalogue.load(row.kind)
    if slice_ is None:
        return Configured(number, row.kind, None, False)
    read = _read(services)
    have = states.present(number, read)
    settings = slice_.read(number, have, read)
    dump = None if settings is None else settings.model_dump(mode="json", warnings=False)
    return Configured(number, row.kind, dump, True, states.sounds(slice_, have))


def secret_links(services: Services, number: Number) -> Sequence[tuple[Message, str]]:
    """The secret addresses that a number has, and what each is; to be shown on demand, and kept nowhere."""
    row = catalogue.by_feature_type(number.feature_type)
    links = getattr(catalogue.load(row.kind), "links", None) if row is not None else None
    return () if links is None else links(number, _read(services))


def settings_from(kind: str, given: Mapping[str, Json]) -> SettingsDump:
    """The settings that a form or a recipe gives, checked by the slice's model.

    Raises `SettingsRefused` with every fault at once, `NotBuilt` for a kind whose settings are not built.
    """
    return dict(model_of(slice_of(kind), {"kind": kind, **given}).model_dump(mode="json"))


def check(kind: str, answers: "Answers") -> tuple[Problem, ...]:
    """What is wrong with the answers of a form; nothing when they make settings."""
    try:
        settings_from(kind, slice_of(kind).FORM.settings(answers))
    except SettingsRefused as refused:
        return refused.problems
    return ()


def advise(kind: str, answers: "Answers") -> tuple[Problem, ...]:
    """What the agent should think of in the answers of a form, by field; nothing while they are not right."""
    slice_ = slice_of(kind)
    try:
        return slice_.advice(model_of(slice_, {"kind": kind, **slice_.FORM.settings(answers)}))
    except SettingsRefused:
        return ()


def masked(kind: str, settings: SettingsDump) -> dict[str, Json]:
    """The settings as they may be shown, without the ids of rows; a secret that is set, or not known, is `***`."""
    slice_ = catalogue.load(kind)
    secrets = frozenset() if slice_ is None else slice_.FORM.secrets
    shown = public(settings)
    return {name: MASK if name in secrets and value != "" else value for name, value in shown.items()}


def propose(services: Services, number: Number, kind: str | None, settings: SettingsDump | None) -> Proposal:
    """The plan that gives `number` the configuration `kind` with `settings`; None and None remove what it has.

    Raises `SettingsRefused` when the settings cannot be on this number, `SameConfiguration` when a kind without
    settings is there already, and what the exchange raises.
    """
    looked = states.look(number, kind, settings, None, _read(services))
    have, wanted = looked.have, looked.wanted
    if kind is not None and settings is None and have.feature_type == wanted.feature_type:
        raise SameConfiguration(number=number.service_name)
    plan = diff(number.billing_account, number.service_name, have, wanted)
    left = catalogue.by_feature_type(number.feature_type)
    leaves = number.feature_type != EMPTY and (left is None or left.kind != kind)
    warnings = (*looked.warnings, *_general_warnings(services, number, kind, have, leaves))
    return Proposal(
        number=number,
        intent=Intent(number.billing_account, number.service_name, wanted.feature_type, kind, settings, have),
        plan=plan,
        touches=wanted.touches | {number.service_name},
        erases=(left.kind if left else number.feature_type) if leaves else None,
        erased_title=catalogue.title(number.feature_type) if leaves else None,
        warnings=warnings,
        effect=looked.effect,
    )


def _general_warnings(
    services: Services, number: Number, kind: str | None, have: Snapshot, leaves: bool
) -> Iterator[Message]:
    """What does not depend on the wanted configuration: what stays behind, no way back, pools, missing settings."""
    left = catalogue.by_feature_type(number.feature_type)
    slice_ = catalogue.load(left.kind) if left is not None else None
    if leaves and slice_ is not None:
        yield from slice_.left_behind(number, have, _read(services))
    if leaves and left is None:
        yield Message(N_("There is no way back to this older type."))
    if number.pool is not None:
        yield Message(
            N_("The number is part of a pool ({pool}); only this number is changed."), {"pool": number.pool}
        )
    if kind is not None and catalogue.by_kind(kind).module is None:
        yield Message(N_("Only the type is changed here; its settings have to be made in the web manager."))


def start(services: Services, proposal: Proposal, held: Sequence[Claim] = ()) -> Iterator[Event]:
    """Apply a proposal: store the intent, then make its calls. Ends at once, done, when there is nothing to change.

    `held` are claims that the caller keeps; the others that are needed are taken and released here. An unfinished run
    of the same number is left: this one replaces it. Raises `NumberHeld` before anything is stored.
    """
    with _claims(services, proposal.touches, held) as claims:
        for earlier in services.journal.unfinished():
            if earlier.intent.service_name == proposal.number.service_name:
                _discard_uploads(services, earlier)
        run = services.journal.start_run(proposal.intent, proposal.plan.steps)
        if proposal.plan:
            yield from _execute(services, run, claims)
            return
        # The plan was made from a look a moment ago; another one could only say the same.
        services.journal.end_run(run.id, "done")
        yield Planned(run)
        yield Finished(services.journal.run(run.id))


def carry_on(services: Services, run: Run, held: Sequence[Claim] = ()) -> Iterator[Event]:
    """Resume a run that was cut off; one that somebody else has finished since ends at once.

    Raises `NumberHeld` when somebody else works on the number, `NotResumable` for a run of another account.
    """
    if run.scope != services.scope:
        raise NotResumable(account=" ".join(run.scope))
    touched = {run.intent.service_name, *(_service_name(record.step.path) for record in run.steps)}
    with _claims(services, frozenset(touched), held) as claims:
        run = services.journal.run(run.id)
        if run.state in UNFINISHED:
            yield from _execute(services, run, claims)
        else:
            yield Finished(run)


def unfinished(services: Services) -> list[Run]:
    """The runs that can be resumed here: cut off or stopped, and nobody else is at work on them; oldest first."""
    found = services.journal.unfinished()
    return [run for run in found if services.journal.holder(run.intent.service_name) is None]


def notices(services: Services) -> list[Message]:
    """What was left unfinished, for the number list: runs first, then drafts, each with its number and since when."""
    now = services.clock.now()
    found = []
    for run in unfinished(services):
        done = sum(record.state == "done" for record in run.steps)
        number, time = values.display(run.intent.service_name), since(run.started, now)
        args = {"done": done, "of": len(run.steps), "number": number, "time": time}
        found.append(Message(N_("Unfinished work on {number} ({done} of {of} steps done, {time})."), args))
    for name, _body, updated in services.journal.drafts():
        args = {"number": values.display(name), "time": since(updated, now)}
        found.append(Message(N_("A draft on {number} is waiting ({time})."), args))
    return found


def missing(services: Services, run: Run) -> Plan:
    """What an unfinished run would still send, from the state as it is now."""
    looked = _look_again(services, run)
    return diff(run.intent.billing_account, run.intent.service_name, looked.have, looked.wanted)


def leave(services: Services, run: Run) -> None:
    """Leave an unfinished run as it is; it is not offered again. Only the documents of its uploads go."""
    _discard_uploads(services, run)
    services.journal.end_run(run.id, "left")


def _discard_uploads(services: Services, run: Run) -> None:
    uploads = Upload(services.exchange, services.journal, services.sounds, run.id, run.intent.service_name)
    for record in run.steps:
        if record.step.content and record.state in ("started", "unknown"):
            uploads.discard(record)


def _execute(services: Services, run: Run, claims: tuple[Claim, ...]) -> Iterator[Event]:
    def look() -> tuple[Snapshot, Wanted]:
        looked = _look_again(services, run)
        return looked.have, looked.wanted

    runner = Runner(
        services.exchange, services.journal, services.clock, services.stop, look, claims, services.sounds
    )
    for event in runner.execute(run):
        if isinstance(event, Finished):
            _remember(services, run)
        yield event


def _remember(services: Services, run: Run) -> None:
    """Let the list show what the number has now; a failure to read it is no failure of the run.

    The embedded exchange's inventory is the account itself, which is never behind.
    """
    if services.training is not None:
        return
    try:
        services.inventory.remember(
            [_read_number(services, run.intent.billing_account, run.intent.service_name).service()]
        )
    except WizardError:
        return


def _read_number(services: Services, account: str, name: str) -> Number:
    body = services.exchange.call("GET", f"/telephony/{account}/number/{name}")
    return number_from(account, body if isinstance(body, dict) else {"serviceName": name})


@contextmanager
def _claims(services: Services, names: frozenset[str], held: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    missing_names = names - {claim.service_name for claim in held}
    with ExitStack() as taken:
        claims = list(held)
        for name in sorted(missing_names):
            claim = services.journal.claim(name)
            taken.callback(services.journal.release, claim)
            claims.append(claim)
        yield tuple(claims)


def _service_name(path: str) -> str:
    """The service a call is about: `/telephony/{account}/{family}/{service name}/…`."""
    return path.split("/")[4]


def _read(services: Services) -> Read:
    return Read(services.exchange, services.sounds, services.journal.last_settings)


def _look_again(services: Services, run: Run) -> Looked:
    number = _read_number(services, run.intent.billing_account, run.intent.service_name)
    return states.look(number, run.intent.kind, run.intent.settings, run.intent.before, _read(services))
