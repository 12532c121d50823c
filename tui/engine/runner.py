"""Applying is convergence: read, take the difference, make its calls one by one, and read again.

Intent is stored before the first write. A step is committed as started before its call, and with its result after it.
When a call's outcome is not known, or the work was cut off, nothing is repeated blindly: open tasks are waited for, the
state is read again, and only what is missing is sent. The runner never retries; the OVHcloud exchange alone does.

`execute` is a generator of events; whoever iterates it shows or prints them. It may be killed between any two lines.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from tui.engine.errors import (
    ChangeUnderWay,
    ClaimLost,
    ExchangeError,
    Fault,
    NotFound,
    NumberChanged,
    OutcomeUnknown,
    PlanChanged,
    Stopped,
    StoreError,
    TaskFailed,
    WizardError,
)
from tui.engine.plan import Plan, Step, diff, strayed
from tui.engine.ports import Claim, Clock, Exchange, Journal, Run, RunState, StepRecord, StepState
from tui.engine.resources import Body, Snapshot, Wanted
from tui.i18n import Message
from tui.signals import Stop

OPEN = ("todo", "doing", "pause")
"""The states of a task that is still to come to an end (`telephony.TaskStatusEnum`)."""
DONE = ("done", "ok")
"""`done`, and `ok` as older helpers of the web manager know it."""

Look = Callable[[], tuple[Snapshot, Wanted]]
"""Reads the number now, and works out what it is to have."""


@dataclass(frozen=True)
class Planned:
    """The steps of the run, first as predicted, then as planned again after the change of type."""

    run: Run


@dataclass(frozen=True)
class Started:
    """The call of a step is about to be made; its intent is stored."""

    run: Run
    record: StepRecord


@dataclass(frozen=True)
class Waiting:
    """A task is not at its end yet. `record` is None for one that an earlier process left; `elapsed` in seconds."""

    run: Run
    record: StepRecord | None
    task: int
    status: str
    elapsed: float


@dataclass(frozen=True)
class Ended:
    """A step is over: done, failed, or unknown. `found` says that it was done already when the state was read."""

    run: Run
    record: StepRecord
    found: bool = False


@dataclass(frozen=True)
class Finished:
    """The run is over: `done`, `failed` (nothing was changed), or `partial` (it can be resumed), and why."""

    run: Run
    fault: Fault | None = None
    error: WizardError | None = None


Event = Planned | Started | Waiting | Ended | Finished


@dataclass
class Runner:
    """What it takes to bring one run to its end. `claims` are the numbers and lines held for it."""

    exchange: Exchange
    journal: Journal
    clock: Clock
    stop: Stop
    look: Look
    claims: tuple[Claim, ...]
    _task_failure: TaskFailed | None = None

    def execute(self, run: Run) -> Iterator[Event]:
        """Carry out a run that was just stored, or carry on one that was cut off; the last event is `Finished`."""
        resumed = any(record.state != "todo" for record in run.steps)
        yield Planned(run)
        try:
            yield from self._converge(run, resumed)
        except ClaimLost as error:
            # The journal of this number is somebody else's now.
            yield Finished(self.journal.run(run.id), error.fault(), error)
        except WizardError as error:
            yield self._end(run, error)

    def _converge(self, run: Run, resumed: bool) -> Iterator[Event]:
        yield from self._await_open_tasks(run, ours=resumed)
        looked_after_unknown = False
        while True:
            run = self.journal.run(run.id)
            have, wanted = self.look()
            self._refuse_strayed(run, have, wanted, on_our_way=resumed)
            plan = diff(run.intent.billing_account, run.intent.service_name, have, wanted, _sent(run))
            self._refuse_another_plan(run, plan, wanted)
            self._keep_claims()
            run = yield from self._settle(run, plan, have)
            if not plan:
                self.journal.end_run(run.id, "done")
                yield Finished(self.journal.run(run.id))
                return
            if looked_after_unknown and run.steps[_settled(run)].attempts:
                # The lost call had no effect: sending it again is the user's decision, made by resuming.
                raise self._task_failure or _unknown(run.steps[_settled(run)])
            try:
                for step in plan.stage:
                    yield from self._carry_out(run, step)
                    run = self.journal.run(run.id)
            except OutcomeUnknown:
                looked_after_unknown = True
                yield from self._await_open_tasks(run, ours=True)
            resumed = True

    def _refuse_strayed(self, run: Run, have: Snapshot, wanted: Wanted, on_our_way: bool) -> None:
        intent = run.intent
        found = strayed(have, wanted, intent.before, run.arrived, intent.to_type, on_our_way)
        if found:
            field = Message(found[0].label)
            raise NumberChanged(number=intent.service_name, difference=field, differences=tuple(found))

    def _refuse_another_plan(self, run: Run, plan: Plan, wanted: Wanted) -> None:
        """Stop where more has to be sent than was agreed to: the line may have lost its phone since, say."""
        agreed = {pair for record in run.steps for pair in record.step.sends}
        more = {pair for step in plan.steps for pair in step.sends} - agreed
        if wanted.feature_type != run.intent.to_type or more:
            fields = ", ".join(sorted(name for _path, name in more)) or "featureType"
            raise PlanChanged(number=run.intent.service_name, fields=fields)

    def _settle(self, run: Run, plan: Plan, have: Snapshot) -> Generator[Event, None, Run]:
        """Hold the journal's steps against what is still missing.

        A step that was started, or whose outcome is unknown, and that the plan no longer holds has been done. The
        others are replaced by the plan; one that comes again keeps its count of attempts.
        """
        missing = {step.identity for step in plan.steps}
        for record in run.steps:
            if record.state in ("started", "unknown") and record.step.identity not in missing:
                self.journal.step_ended(run.id, record.position, "done")
                run = self.journal.run(run.id)
                yield Ended(run, run.steps[record.position], found=True)
        keep = _settled(run)
        arrived = (
            have if run.arrived is None and run.intent.before.feature_type != have.feature_type else None
        )
        if [record.step for record in run.steps[keep:]] != list(plan.steps) or arrived is not None:
            self.journal.replan(run.id, keep, plan.steps, arrived)
            run = self.journal.run(run.id)
            yield Planned(run)
        return run

    def _carry_out(self, run: Run, step: Step) -> Iterator[Event]:
        if self.stop.after_step:
            raise Stopped
        self._keep_claims()
        record = next(each for each in run.steps if each.step == step and each.state != "done")
        self.journal.step_started(run.id, record.position)
        yield Started(run, self._record(run, record))
        try:
            answer = self.exchange.call(step.method, step.path, step.body)
        except ExchangeError as error:
            yield self._ended(
                run, record, "unknown" if isinstance(error, OutcomeUnknown) else "failed", error
            )
            raise
        try:
            if step.task:
                yield from self._await_answer(run, record, answer)
        except TaskFailed as error:
            yield self._ended(run, record, "failed", error)
            raise
        except (ExchangeError, Stopped) as error:
            # The platform took the call; only how it ended could not be learned.
            yield self._ended(run, record, "unknown", error if isinstance(error, ExchangeError) else None)
            raise
        yield self._ended(run, record, "done", None)

    def _await_answer(self, run: Run, record: StepRecord, answer: object) -> Iterator[Event]:
        task = answer.get("taskId") if isinstance(answer, dict) else None
        if not isinstance(task, int):
            raise OutcomeUnknown(record.step.method, record.step.path)
        self.journal.step_task(run.id, record.position, task)
        yield from self._await_task(run, self._record(run, record), task)

    def _await_task(self, run: Run, record: StepRecord | None, task: int) -> Iterator[Event]:
        """Ask for the task until it ends. A task that the platform has forgotten has ended: the state tells how."""
        path = f"{_service(run)}/task/{task}"
        began, polls = self.clock.now(), 0
        while True:
            try:
                answer = self.exchange.call("GET", path)
            except NotFound:
                return
            body: Body = answer if isinstance(answer, dict) else {}
            status = str(body.get("status"))
            if status in DONE:
                return
            if status == "error":
                raise TaskFailed(task=task, reason=str(body.get("message") or ""))
            yield Waiting(run, record, task, status, self.clock.now() - began)
            self.clock.wait(self.exchange.poll_after(polls), self.stop)
            if self.stop.now:
                raise Stopped
            polls += 1

    def _await_open_tasks(self, run: Run, ours: bool) -> Iterator[Event]:
        """Look for tasks that a lost answer or a killed process left behind; refuse to start beside somebody else's."""
        for status in OPEN:
            tasks = self.exchange.call("GET", f"{_service(run)}/task?status={status}")
            for task in tasks if isinstance(tasks, list) else []:
                if not isinstance(task, int):
                    continue
                if not ours:
                    raise ChangeUnderWay(number=run.intent.service_name, task=task)
                try:
                    yield from self._await_task(run, None, task)
                except TaskFailed as error:
                    # Whether the step is still missing shows when the state is read.
                    self._task_failure = error

    def _keep_claims(self) -> None:
        for claim in self.claims:
            if not self.journal.holds(claim):
                holder = self.journal.holder(claim.service_name)
                raise ClaimLost(owner=holder.owner if holder else "?", number=claim.service_name)

    def _record(self, run: Run, record: StepRecord) -> StepRecord:
        return self.journal.run(run.id).steps[record.position]

    def _ended(self, run: Run, record: StepRecord, state: StepState, error: WizardError | None) -> Ended:
        reason = _reason(error)
        query_id = error.query_id if isinstance(error, ExchangeError) else None
        self.journal.step_ended(run.id, record.position, state, reason, query_id)
        return Ended(run, self._record(run, record))

    def _end(self, run: Run, error: WizardError) -> Finished:
        if isinstance(error, StoreError):
            # Nothing more can be stored; what was stored tells the next start where this stopped.
            return Finished(replace(run, state="partial"), error.fault(), error)
        run = self.journal.run(run.id)
        untouched = all(record.state in ("todo", "failed") for record in run.steps)
        state: RunState = "failed" if untouched and not isinstance(error, Stopped) else "partial"
        self.journal.end_run(run.id, state, _reason(error))
        return Finished(self.journal.run(run.id), error.fault(), error)


def _service(run: Run) -> str:
    return f"/telephony/{run.intent.billing_account}/service/{run.intent.service_name}"


def _settled(run: Run) -> int:
    """The position of the first step that is not over."""
    return next((record.position for record in run.steps if record.state != "done"), len(run.steps))


def _sent(run: Run) -> frozenset[tuple[str, str]]:
    """What this run has sent to the objects that are there now: a change of type makes new ones."""
    sent: set[tuple[str, str]] = set()
    for record in run.steps:
        if record.state == "done":
            sent = set() if record.step.action == "change-type" else sent | record.step.sends
    return frozenset(sent)


def _unknown(record: StepRecord) -> OutcomeUnknown:
    return OutcomeUnknown(record.step.method, record.step.path)


def _reason(error: WizardError | None) -> str:
    if error is None:
        return ""
    return str(error.args_given.get("reason") or "") or type(error).__name__
