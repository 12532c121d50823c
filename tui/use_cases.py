"""What screens and commands call: list, read, plan, apply, resume.

Nothing here knows a configuration by name, a screen, SQL or HTTP. What goes wrong is raised; `tui.faults` puts it into
the value that is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.configurations import catalogue
from tui.engine.errors import (
    NotBuilt,
    NotResumable,
    Problem,
    SameConfiguration,
    SettingsRefused,
    WizardError,
)
from tui.engine.plan import MASK, Plan, diff
from tui.engine.ports import UNFINISHED, Claim, Clock, Exchange, Intent, Inventory, Journal, Run, Training
from tui.engine.resources import EMPTY, Json, Resource, Snapshot, Wanted
from tui.engine.runner import Event, Finished, Runner
from tui.engine.scope import Scope
from tui.i18n import N_, Message
from tui.signals import Stop
from tui.telephony import values
from tui.telephony.services import Number, Read, find_number, number_from
from tui.times import since

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tui.forms import Answers

SettingsDump = Mapping[str, Json]


@dataclass(frozen=True)
class Services:
    """What bootstrap hands in: an exchange and the memory of its scope. `training` is None on a real account."""

    exchange: Exchange
    journal: Journal
    inventory: Inventory
    clock: Clock
    stop: Stop
    training: Training | None = None

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
    settings = None if slice_ is None else slice_.read(number, Read(services.exchange))
    dump = None if settings is None else settings.model_dump(mode="json")
    return Configured(number, row.kind, dump, slice_ is not None)


def settings_from(kind: str, given: Mapping[str, Json]) -> SettingsDump:
    """The settings that a form or a recipe gives, checked by the slice's model.

    Raises `SettingsRefused` with every fault at once, `NotBuilt` for a kind whose settings are not built.
    """
    return dict(_model(_slice(kind), {"kind": kind, **given}).model_dump(mode="json"))


def _model(slice_: catalogue.Slice, given: Mapping[str, Json]) -> "BaseModel":
    from pydantic import ValidationError

    from tui.forms import problems

    try:
        model: BaseModel = slice_.SETTINGS.model_validate(given)
    except ValidationError as error:
        raise SettingsRefused(problems(error)) from error
    return model


def check(kind: str, answers: "Answers") -> tuple[Problem, ...]:
    """What is wrong with the answers of a form; nothing when they make settings."""
    try:
        settings_from(kind, _slice(kind).FORM.settings(answers))
    except SettingsRefused as refused:
        return refused.problems
    return ()


def masked(kind: str, settings: SettingsDump) -> dict[str, Json]:
    """The settings as they may be shown: a secret that is set, or not known, is `***`; none stays empty."""
    slice_ = catalogue.load(kind)
    secrets = frozenset() if slice_ is None else slice_.FORM.secrets
    return {name: MASK if name in secrets and value != "" else value for name, value in settings.items()}


def propose(services: Services, number: Number, kind: str | None, settings: SettingsDump | None) -> Proposal:
    """The plan that gives `number` the configuration `kind` with `settings`; None and None remove what it has.

    Raises `SettingsRefused` when the settings cannot be on this number, `SameConfiguration` when a kind without
    settings is there already, and what the exchange raises.
    """
    have, wanted, warnings, effect = _look(services, number, kind, settings, before=None)
    if kind is not None and settings is None and have.feature_type == wanted.feature_type:
        raise SameConfiguration(number=number.service_name)
    plan = diff(number.billing_account, number.service_name, have, wanted)
    left = catalogue.by_feature_type(number.feature_type)
    leaves = number.feature_type != EMPTY and (left is None or left.kind != kind)
    warnings = (*warnings, *_general_warnings(services, number, kind, have, leaves))
    return Proposal(
        number=number,
        intent=Intent(number.billing_account, number.service_name, wanted.feature_type, kind, settings, have),
        plan=plan,
        touches=wanted.touches | {number.service_name},
        erases=(left.kind if left else number.feature_type) if leaves else None,
        erased_title=catalogue.title(number.feature_type) if leaves else None,
        warnings=warnings,
        effect=effect,
    )


def _general_warnings(
    services: Services, number: Number, kind: str | None, have: Snapshot, leaves: bool
) -> Iterator[Message]:
    """What does not depend on the wanted configuration: what stays behind, no way back, pools, missing settings."""
    left = catalogue.by_feature_type(number.feature_type)
    slice_ = catalogue.load(left.kind) if left is not None else None
    if leaves and slice_ is not None:
        yield from slice_.left_behind(number, have, Read(services.exchange))
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
        run = services.journal.start_run(proposal.intent, proposal.plan.steps)
        yield from _execute(services, run, claims)


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
    have, wanted, _warnings, _effect = _look_again(services, run)
    return diff(run.intent.billing_account, run.intent.service_name, have, wanted)


def leave(services: Services, run: Run) -> None:
    """Leave an unfinished run as it is; it is not offered again."""
    services.journal.end_run(run.id, "left")


def _execute(services: Services, run: Run, claims: tuple[Claim, ...]) -> Iterator[Event]:
    def look() -> tuple[Snapshot, Wanted]:
        have, wanted, _warnings, _effect = _look_again(services, run)
        return have, wanted

    runner = Runner(services.exchange, services.journal, services.clock, services.stop, look, claims)
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


_Look = tuple[Snapshot, Wanted, tuple[Message, ...], Message | None]


def _look_again(services: Services, run: Run) -> _Look:
    return _look(
        services,
        _read_number(services, run.intent.billing_account, run.intent.service_name),
        run.intent.kind,
        run.intent.settings,
        run.intent.before,
    )


def _look(
    services: Services,
    number: Number,
    kind: str | None,
    settings: SettingsDump | None,
    before: Snapshot | None,
) -> _Look:
    """Read what the number has, and work out what it is to have; `before` is None for a plan that starts now."""
    read = Read(services.exchange)
    have = _present(number, read)
    if kind is None:
        return (
            have,
            Wanted(EMPTY, None, Message(N_("none"))),
            (),
            Message(N_("Callers hear that the number is not in use.")),
        )
    row = catalogue.by_kind(kind)
    if settings is None:
        present = number.feature_type if number.feature_type in row.feature_types else row.posts
        return have, Wanted(present, kind, Message(row.title)), (), None
    slice_ = _slice(kind)
    model = _model(slice_, settings)
    answers = slice_.lookups(model, number, before or have, read)
    refused: tuple[Problem, ...] = slice_.problems(model, number, answers)
    if refused:
        raise SettingsRefused(refused)
    wanted = slice_.resources(model, number, answers)
    have = _with(have, wanted.resources, read)
    return have, wanted, slice_.warnings(model, number, answers), slice_.effect(model)


def _present(number: Number, read: Read) -> Snapshot:
    """The number's own objects under its present type."""
    row = catalogue.by_feature_type(number.feature_type)
    slice_ = None if row is None else catalogue.load(row.kind)
    own = () if slice_ is None else slice_.COLLECTIONS
    resources = tuple(
        Resource(each, number.billing_account, number.service_name, {})
        for each in own
        if number.feature_type in each.feature_types
    )
    return _with(Snapshot(number.feature_type), resources, read)


def _with(have: Snapshot, resources: Sequence[Resource], read: Read) -> Snapshot:
    objects = dict(have.objects)
    for resource in resources:
        if resource.path in objects or not resource.collection.exists_under(have.feature_type):
            continue
        body = read(resource.path)
        if body is not None:
            objects[resource.path] = body
    return Snapshot(have.feature_type, objects)


def _slice(kind: str) -> catalogue.Slice:
    slice_ = catalogue.load(kind)
    if slice_ is None:
        raise NotBuilt(
            feature=Message(N_("Setting up “{title}”"), {"title": Message(catalogue.by_kind(kind).title)})
        )
    return slice_
