"""Bulk: one configuration for many numbers, each a run of its own.

Every number is planned before any is changed, and all runs are stored before the first write: whatever ends the work,
what was not begun is known, and can be carried on like what was. A number begins only while it is as it was when its
plan was agreed to; what lies outside it, the options of a line say, the numbers before it may have changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tui import use_cases
from tui.engine.errors import Fault, NumberHeld, StoreError, WizardError
from tui.engine.plan import service_of
from tui.engine.platform_errors import OF_THE_ACCOUNT
from tui.engine.ports import Claim, Run
from tui.engine.resources import Json
from tui.engine.rights import refuse
from tui.engine.runner import Event, Finished
from tui.engine.states import RunState
from tui.faults import fault_of
from tui.i18n import N_, Message, labelled, ngettext
from tui.reports import STATES, lost_for_good
from tui.telephony import values
from tui.telephony.services import find_number
from tui.use_cases import Proposal, Services

_ORDER: tuple[RunState, ...] = ("done", "failed", "partial", "running", "todo", "left")
"""In which order it is counted how it stands with the numbers."""
_FOR_ALL = (StoreError, *OF_THE_ACCOUNT)
"""What stands in the way of every number: the others are not tried."""
_FEW = 3
"""So many numbers are named; of more than these, only how many they are is said."""


@dataclass(frozen=True)
class Prospect:
    """A number before anything is agreed to: the `proposal` for it, or the `error` that says why there is none.

    `number` is its service name, or what was written in its place where that is no number.
    """

    number: str
    proposal: Proposal | None = None
    error: WizardError | None = None


@dataclass(frozen=True)
class Refused:
    """A number could not even be begun: somebody else works on it, say. `run` is None where nothing was stored."""

    number: str
    error: WizardError
    run: Run | None = None

    @property
    def result(self) -> "Result":
        """How it stands with the number."""
        return Result(self.number, "failed" if self.run is None else self.run.state, self.run, self.error)


@dataclass(frozen=True)
class Result:
    """How it stands with a number at the end, and why it is not done; `run` is None where there was no plan."""

    number: str
    state: RunState
    run: Run | None = None
    error: WizardError | None = None

    @classmethod
    def of(cls, finished: Finished) -> "Result":
        """How it stands with the number of a run that is over."""
        return cls(finished.run.intent.service_name, finished.run.state, finished.run, finished.error)

    @property
    def fault(self) -> Fault | None:
        """Why it is not done, as it is shown."""
        return None if self.error is None else fault_of(self.error)


@dataclass(frozen=True)
class BulkReport:
    """How it stands with all of the numbers, in the order in which they were named."""

    results: tuple[Result, ...]

    @property
    def state(self) -> RunState:
        """How it stands with all of them: `done`, `failed` where nothing was changed, else `partial`."""
        touched = self.of("done", "partial", "running")
        return "failed" if not touched else "done" if len(self.of("done")) == len(self.results) else "partial"

    def of(self, *states: RunState) -> list[Result]:
        """Those in one of these states."""
        return [each for each in self.results if each.state in states]

    def with_refused(self, prospects: Sequence[Prospect]) -> "BulkReport":
        """This report, and the numbers for which there was no plan, in the order of `prospects`."""
        known = {each.number: each for each in self.results}
        results = (
            known.get(each.number, Result(each.number, "failed", error=each.error)) for each in prospects
        )
        return BulkReport(tuple(results))

    def counts(self) -> Iterator[Message]:
        """How many numbers are in each state, in words."""
        for state in _ORDER:
            if count := len(self.of(state)):
                yield Message(N_("{state}: {count}"), {"state": Message(STATES[state]), "count": count})

    def lines(self) -> Iterator[Message]:
        """The report in words: how many of each, then each number, and where it is not done, why and what to do."""
        yield from self.counts()
        for each in self.results:
            number = {"number": values.display(each.number), "state": Message(STATES[each.state])}
            yield Message(N_("{number}: {state}"), number)
            if each.fault is not None:
                cause = f" ({each.fault.cause})" if each.fault.cause else ""
                yield Message("    {what}{cause}", {"what": each.fault.what, "cause": cause})
                yield Message("    {mend}", {"mend": each.fault.mend})
                if each.fault.query_id:
                    query_id = Message(N_("Query id: {query_id}"), {"query_id": each.fault.query_id})
                    yield Message("    {text}", {"text": query_id})


def prospects(
    services: Services, numbers: Iterable[str], kind: str, given: Mapping[str, Json] | None
) -> Iterator[Prospect]:
    """What each of `numbers`, in any usual form, has before it; one that is named twice counts once.

    It is one look: what several of them need, a line say, is read once. Raises what stands in the way of all of them:
    of the way to the platform, of its key, of the store.
    """
    read = use_cases.read_of(services)
    for name in dict.fromkeys(map(called, numbers)):
        try:
            number = find_number(services.exchange, name, read)
            yield Prospect(name, use_cases.propose(services, number, kind, given, read))
        except _FOR_ALL:
            raise
        except WizardError as error:
            yield Prospect(name, error=error)


def called(text: str) -> str:
    """The service name of a number in any usual form; what is no number stays as it is written."""
    try:
        return values.service_name(text)
    except values.NotANumber:
        return text


def lost_words(proposals: Sequence[Proposal]) -> str:
    """How many of the numbers lose what they have now; empty where none does."""
    count = sum(bool(each.erases and each.plan) for each in proposals)
    words = ngettext(
        "{n} number loses its present configuration.",
        "{n} numbers lose their present configuration.",
        count,
    )
    return words.format(n=count) if count else ""


def warning_words(proposals: Sequence[Proposal]) -> Iterator[str]:
    """What to know before applying, each once; where it is not about all of the numbers, with those it is about."""
    told: dict[str, list[str]] = {}
    for each in proposals:
        for warning in dict.fromkeys(map(str, (*lost_for_good(each.losses), *each.warnings))):
            told.setdefault(warning, []).append(values.display(each.number.service_name))
    for warning, names in told.items():
        if len(names) == len(proposals):
            yield warning
        elif len(names) <= _FEW:
            yield labelled(", ".join(names), warning)
        else:
            # Apart, for what stands within an f-string is not found by the extraction.
            many = ngettext("({n} number)", "({n} numbers)", len(names)).format(n=len(names))
            yield f"{warning} {many}"


Happening = Event | Refused | BulkReport
"""What happens while several numbers are set up; the last of it is a `BulkReport`."""


def apply(services: Services, proposals: Sequence[Proposal], keeps_going: bool) -> Iterator[Happening]:
    """Store what was agreed to, a run for each number, then carry the runs out one after the other.

    All numbers are held until their turn is over. Where somebody works on one of them, nothing is stored, unless it
    `keeps_going` without that one. Where one is not done, the others are begun only when it `keeps_going`, and never
    where the same would stand in their way. Raises `RightsMissing` before anything is stored.
    """
    refuse([right for each in proposals for right in each.lacking])
    by_name = {each.number.service_name: each for each in proposals}
    with _holding(services, by_name) as (claims, held):
        refused = [Refused(name, error) for name, error in held.items()]
        yield from refused
        if refused and not keeps_going:
            known = {each.number: each.result for each in refused}
            yield BulkReport(tuple(known.get(name, Result(name, "todo")) for name in by_name))
            return
        free = [each for name, each in by_name.items() if name in claims]
        use_cases.make_room(services, claims)
        runs = services.journal.start_bulk([(each.intent, each.plan.steps) for each in free], keeps_going)
        yield from _carry_out(services, runs, claims, refused)


def resume(services: Services, runs: Sequence[Run]) -> Iterator[Happening]:
    """Carry on runs that were cut off, then begin those that had not been begun; what somebody else is at is refused.

    Where a run of a bulk that does not keep going is not done, the others of that bulk are not begun.
    """
    with _holding(services, [run.intent.service_name for run in runs]) as (claims, held):
        names = ((run, run.intent.service_name) for run in runs)
        refused = [Refused(name, held[name], run) for run, name in names if name in held]
        yield from refused
        free = [run for run in runs if run.intent.service_name in claims]
        yield from _carry_out(services, free, claims, refused)


@contextmanager
def _holding(
    services: Services, names: Iterable[str]
) -> Iterator[tuple[Mapping[str, Claim], Mapping[str, NumberHeld]]]:
    """Our claims on these numbers, and why there is none on the others, each by its number."""
    found = services.journal.claim_all(names)
    claims = {name: each for name, each in found.items() if isinstance(each, Claim)}
    try:
        yield claims, {name: each for name, each in found.items() if isinstance(each, NumberHeld)}
    finally:
        services.journal.release(*claims.values())


def _carry_out(
    services: Services, runs: Sequence[Run], claims: Mapping[str, Claim], refused: Sequence[Refused]
) -> Iterator[Happening]:
    results = {each.number: each.result for each in refused}
    results |= {name: Result(name, run.state, run) for run in runs for name in [run.intent.service_name]}
    over: set[int] = set()
    for run in sorted(runs, key=lambda run: run.state == "todo"):
        name, bulk = run.intent.service_name, run.bulk
        if services.stop.after_step:
            break
        if bulk is not None and bulk.id in over:
            continue
        try:
            for event in use_cases.carry_on(services, _begun(services, run), (claims[name],)):
                told = _put_back(services, event) if isinstance(event, Finished) else event
                if isinstance(told, Finished):
                    results[name] = Result.of(told)
                yield told
        except WizardError as error:
            now = run if isinstance(error, StoreError) else services.journal.run(run.id)
            results[name] = Result(name, now.state, now, error)
            yield Refused(name, error, now)
        services.journal.release(claims[name])
        if isinstance(results[name].error, _FOR_ALL):
            break
        if results[name].state != "done" and bulk is not None and not bulk.keeps_going:
            over.add(bulk.id)
    yield BulkReport(tuple(results.values()))


def _begun(services: Services, run: Run) -> Run:
    """A run whose turn has come; what lies outside its number is taken as it is now."""
    before, own = run.intent.before, run.intent.service_name
    outside = [path for path in before.objects if service_of(path) != own]
    if run.state != "todo" or not outside:
        return run
    present = use_cases.look_again(services, run).have.objects
    objects = {**before.objects, **{path: present[path] for path in outside if path in present}}
    return services.journal.begin_run(run.id, replace(before, objects=objects))


def _put_back(services: Services, finished: Finished) -> Finished:
    """How a run ended; one that nothing but what stands in everybody's way has kept from beginning waits again."""
    if finished.run.state != "failed" or not isinstance(finished.error, OF_THE_ACCOUNT):
        return finished
    services.journal.end_run(finished.run.id, "todo")
    return replace(finished, run=services.journal.run(finished.run.id))
