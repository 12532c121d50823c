"""What screens and commands call: list, read, plan, apply, resume.

Nothing here knows a configuration by name, a screen, SQL or HTTP. What goes wrong is raised; `tui.faults` puts it into
the value that is shown.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from tui import losses, restoring, states
from tui.configurations import catalogue
from tui.engine.converge import diff
from tui.engine.delays import Delays
from tui.engine.errors import NotResumable, Problem, SameConfiguration, SettingsRefused, WizardError
from tui.engine.gone import number_at
from tui.engine.open_tasks import refuse_unsettled
from tui.engine.plan import MASK, Plan, service_of
from tui.engine.ports import (
    Claim,
    Clock,
    Exchange,
    Intent,
    Inventory,
    Journal,
    Run,
    Service,
    Sounds,
    Training,
)
from tui.engine.resources import Json, Snapshot, Wanted
from tui.engine.rights import UNKNOWN, Right, Rights, refuse
from tui.engine.runner import Event, Finished, Planned, Runner
from tui.engine.scope import Scope
from tui.engine.states import EMPTY, UNFINISHED
from tui.engine.uploads import Upload
from tui.flow import subject_of
from tui.forms import public
from tui.i18n import N_, Message
from tui.past import Past, Undo, with_own
from tui.signals import Stop
from tui.states import Looked, SettingsDump, model_of, slice_of
from tui.telephony import holdings, values
from tui.telephony.services import Number, Read, find_number, number_from
from tui.telephony.sounds import sent_to
from tui.times import since

if TYPE_CHECKING:
    from tui.forms import Answers
    from tui.telephony.findings import Report


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
    delays: Delays = field(default_factory=Delays)
    """What the exchange waits for."""
    rights: Callable[[], Rights] = lambda: UNKNOWN
    """What may be done there; may have to be asked for."""

    @property
    def scope(self) -> Scope:
        """The account that all of them belong to."""
        return self.exchange.scope

    def stopping(self, stop: Stop) -> "Services":
        """The same, whose work ends when `stop` is asked for."""
        return replace(self, stop=stop, exchange=self.exchange.stopping(stop))


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
    links: int = 0
    """How many secret addresses it has, which `secret_links` reads."""


@dataclass(frozen=True)
class Proposal:
    """A plan for a number with all that a person has to know before agreeing to it.

    `erases` names what is lost: a kind, or the raw type for older ones; None when nothing is. `losses` are what undoing
    it could not bring back, `lacking` the rights without which it cannot be applied. `shared`: others may be at work on
    the number from elsewhere, which nothing here can see before they change something.
    """

    number: Number
    intent: Intent
    plan: Plan
    touches: frozenset[str]
    erases: str | None = None
    erased_title: Message | None = None
    warnings: tuple[Message, ...] = ()
    effect: Message | None = None
    losses: tuple[Message, ...] = ()
    undo: Undo | None = None
    lacking: tuple[Right, ...] = ()
    shared: bool = False


def list_numbers(services: Services) -> list[Service]:
    """Every alias of the login, read live, in number order. Raises what the exchange raises, for any account."""
    found: list[Service] = []
    accounts = holdings.billing_accounts(services.exchange)
    for each in holdings.read(services.exchange, accounts, lines=False):
        if each.error is not None:
            raise each.error
        found += each.services
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
    kind = None if row is None else row.kind
    slice_ = None if kind is None else catalogue.load(kind)
    if slice_ is None:
        return Configured(number, kind, None, False)
    read = read_of(services)
    have = states.present(number, read)
    settings = slice_.read(number, have, read)
    dump = None if settings is None else settings.model_dump(mode="json", warnings=False)
    return Configured(number, kind, dump, True, states.sounds(slice_, have), states.links(slice_, have))


def secret_links(services: Services, number: Number) -> Sequence[tuple[Message, str]]:
    """The secret addresses that a number has, and what each is; to be shown on demand, and kept nowhere."""
    links = getattr(catalogue.slice_under(number.feature_type), "links", None)
    return () if links is None else links(number, read_of(services))


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
    """What the agent should think of in the answers of a form, by field; nothing of those that are wrong."""
    slice_ = slice_of(kind)
    given = {"kind": kind, **slice_.FORM.settings(answers)}
    try:
        return slice_.advice(model_of(slice_, given))
    except SettingsRefused as refused:
        from tui.telephony.settings import right_part

        wrong = {each.path for each in refused.problems}
        right = right_part(slice_.SETTINGS, given)
        return tuple(each for each in slice_.advice(right) if each.path not in wrong)


def examine(
    services: Services, number: Number, kind: str, address: str, file: str, private: bool, stop: Stop
) -> "Report":
    """What is found in a document of this kind of settings. Raises what one that cannot be had does, and `Stopped`."""
    slice_ = cast("catalogue.Examines", slice_of(kind))
    return slice_.examine(number, address, file, private, read_of(services.stopping(stop)), stop)


def masked(kind: str, settings: SettingsDump) -> dict[str, Json]:
    """The settings as they may be shown, without the ids of rows; a secret that is set, or not known, is `***`."""
    slice_ = catalogue.load(kind)
    secrets = frozenset() if slice_ is None else slice_.FORM.secrets
    return {
        name: MASK if name in secrets and value != "" else value for name, value in public(settings).items()
    }


def propose(
    services: Services, number: Number, kind: str | None, given: SettingsDump | None, read: Read | None = None
) -> Proposal:
    """The plan that gives `number` the configuration `kind` with settings; None and None remove what it has.

    They are `given` as by a form or a recipe; `read` is the look that this is part of, if any. Raises `SettingsRefused`
    with all that is wrong with them, by themselves and on this number, `SameConfiguration` when a kind without settings
    is there already, `ChangeUnderWay` as `refuse_unsettled` does, and what the exchange raises.
    """
    read = read_of(services) if read is None else read
    looked = states.look(number, kind, given, None, read)
    if kind is not None and given is None and looked.have.feature_type == looked.wanted.feature_type:
        raise SameConfiguration(number=number.service_name)
    left = catalogue.by_feature_type(number.feature_type)
    leaves = number.feature_type != EMPTY and (left is None or left.kind != kind)
    proposal = proposal_of(services, number, looked, leaves, read)
    more = losses.warnings(number, kind, looked.have, leaves, read)
    return replace(proposal, warnings=(*proposal.warnings, *more))


def proposal_of(services: Services, number: Number, looked: Looked, leaves: bool, read: Read) -> Proposal:
    """The plan from what a number has to what it is to have; `leaves` says that what it has is lost.

    Raises `ChangeUnderWay` as `refuse_unsettled` does, and what the exchange raises.
    """
    have, wanted = looked.have, looked.wanted
    account, service = number.billing_account, number.service_name
    plan = diff(account, service, have, wanted)
    refuse_unsettled(services.exchange, services.journal, account, service, plan)
    before, sent = with_own(number, have), sent_to(services.sounds, number)
    left = catalogue.by_feature_type(number.feature_type)
    return Proposal(
        number=number,
        intent=Intent(account, service, wanted.feature_type, wanted.kind, looked.settings, before, sent),
        plan=plan,
        touches=wanted.touches | {service},
        erases=(left.kind if left else number.feature_type) if leaves else None,
        erased_title=catalogue.title(number.feature_type) if leaves else None,
        warnings=looked.warnings,
        effect=looked.effect,
        losses=losses.foreseen(number, have, plan, sent, read),
        lacking=services.rights().missing(plan),
        shared=services.training is None,
    )


def start(services: Services, proposal: Proposal, held: Sequence[Claim] = ()) -> Iterator[Event]:
    """Apply a proposal: store the intent, then make its calls. Ends at once, done, when there is nothing to change.

    `held` are claims that the caller keeps; the others that are needed are taken and released here. An unfinished run
    of the same number is left: this one replaces it. Raises `NumberHeld` and `RightsMissing` before anything is stored.
    """
    refuse(proposal.lacking)
    with _claims(services, proposal.touches, held) as claims:
        make_room(services, {proposal.number.service_name})
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

    Raises `NumberHeld` when somebody else works on the number, `NotResumable` for a run of another account,
    `RightsMissing`.
    """
    if run.scope != services.scope:
        raise NotResumable(account=" ".join(run.scope))
    refuse(services.rights().missing(Plan(tuple(each.step for each in run.steps if each.state != "done"))))
    touched = {run.intent.service_name, *(service_of(record.step.path) for record in run.steps)}
    with _claims(services, frozenset(touched), held) as claims:
        run = services.journal.begin_run(run.id)
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
    for key, body, updated in services.journal.drafts():
        args = {"number": subject_of(key, body), "time": since(updated, now)}
        found.append(Message(N_("A draft on {number} is waiting ({time})."), args))
    return found


def missing(services: Services, run: Run) -> Plan:
    """What an unfinished run would still send, from the state as it is now."""
    looked = look_again(services, run)
    return diff(run.intent.billing_account, run.intent.service_name, looked.have, looked.wanted)


def leave(services: Services, run: Run) -> None:
    """Leave an unfinished run as it is; it is not offered again. Only the documents of its uploads go."""
    _discard_uploads(services, run)
    services.journal.end_run(run.id, "left")


def make_room(services: Services, names: Container[str]) -> None:
    """Let the uploads go of unfinished runs of these numbers, whose place others are about to take."""
    for run in services.journal.unfinished():
        if run.intent.service_name in names:
            _discard_uploads(services, run)


def _discard_uploads(services: Services, run: Run) -> None:
    uploads = Upload(services.exchange, services.journal, services.sounds, run.id, run.intent.service_name)
    for record in run.steps:
        if record.step.content and record.state in ("started", "unknown"):
            uploads.discard(record)


def _execute(services: Services, run: Run, claims: tuple[Claim, ...]) -> Iterator[Event]:
    def look() -> tuple[Snapshot, Wanted]:
        looked = look_again(services, run)
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
    if services.training is None:
        with suppress(WizardError):
            number = _read_number(services, run.intent.billing_account, run.intent.service_name)
            services.inventory.remember([number.service()])


def _read_number(services: Services, account: str, name: str) -> Number:
    return number_from(account, number_at(services.exchange, account, name))


@contextmanager
def _claims(services: Services, names: frozenset[str], held: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    with ExitStack() as taken:
        claims = list(held)
        for name in sorted(names - {claim.service_name for claim in held}):
            claim = services.journal.claim(name)
            taken.callback(services.journal.release, claim)
            claims.append(claim)
        yield tuple(claims)


def read_of(services: Services) -> Read:
    """The reading half of the exchange for one look, with the memory of what was applied."""
    return Read(services.exchange, services.sounds, services.journal.last_settings)


def look_again(services: Services, run: Run, asked_for: bool = True) -> Looked:
    """What the number of a run has now, and what it is to have.

    What is no more `asked_for`, as what an undo brings back is not either, is not refused.
    """
    intent, read = run.intent, read_of(services)
    number = _read_number(services, intent.billing_account, intent.service_name)
    if intent.undoes is None:
        return states.look(number, intent.kind, intent.settings, intent.before, read, asked_for)
    runs = services.journal.runs_of(intent.service_name, intent.undoes)
    past = Past.before([each for each in runs if each.id < run.id], intent.target)
    return restoring.look(number, intent.settings, past, intent.before, read)
