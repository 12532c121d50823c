"""Applying is convergence: read, take the difference, make its calls one by one, and read again.

Intent is stored before the first write. A step is committed as started before its call, and with its result after it.
When a call's outcome is not known, or the work was cut off, nothing is repeated blindly: open tasks are waited for, the
state is read again, and only what is missing is sent. The runner never retries; the OVHcloud exchange alone does.

`execute` is a generator of events; whoever iterates it shows or prints them. It may be killed between any two lines.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from tui.engine.converge import diff
from tui.engine.errors import (
    ChangeUnderWay,
    ClaimLost,
    Conflict,
    ExchangeError,
    Fault,
    InUse,
    NotFound,
    NotKept,
    NumberChanged,
    OutcomeUnknown,
    PlanChanged,
    SoundMissing,
    Stopped,
    StoreError,
    TaskFailed,
    WizardError,
)
from tui.engine.gone import explained
from tui.engine.masking import without_secrets
from tui.engine.naming import users
from tui.engine.open_tasks import open_tasks
from tui.engine.plan import Plan, Step
from tui.engine.ports import Claim, Clock, Exchange, Journal, Run, Sounds, StepRecord
from tui.engine.resources import Body, Json, Snapshot, Wanted
from tui.engine.states import RunState, StepState
from tui.engine.straying import strayed
from tui.engine.uploads import Upload
from tui.engine.world import World, sent
from tui.i18n import Message
from tui.signals import Stop

DONE = ("done", "ok")
"""`done`, and `ok` as older helpers of the web manager know it."""

_MOST_MOVES = 5
"""How often one object may be moved in one go before the platform is taken to keep its own order."""

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
    sounds: Sounds | None = None
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
            yield self._end(run, explained(self.exchange, run.intent, error))

    def _converge(self, run: Run, resumed: bool) -> Iterator[Event]:
        yield from self._await_open_tasks(run, ours=resumed)
        lost: OutcomeUnknown | None = None
        made: Counter[tuple[str, str, str]] = Counter()
        while True:
            run = self.journal.run(run.id)
            have, wanted = self.look()
            # Where we have seen it change, all that is there now came with the type.
            seen = any(action == "change-type" for action, _method, _about in made)
            arrived = have if run.arrived is None and seen else run.arrived
            self._refuse_strayed(run, have, wanted, arrived, on_our_way=resumed)
            plan = diff(run.intent.billing_account, run.intent.service_name, have, wanted, sent(run))
            self._refuse_another_plan(run, plan, have, wanted)
            self._keep_claims()
            run = yield from self._settle(run, plan, have)
            if not plan:
                self.journal.end_run(run.id, "done", after=have)
                yield Finished(self.journal.run(run.id))
                return
            if lost is not None and run.steps[_settled(run)].attempts:
                # The lost call had no effect: sending it again is the user's decision, made by resuming.
                raise self._task_failure or lost
            try:
                yield from self._carry_out_stage(run, plan, World(have, wanted), made)
            except OutcomeUnknown as error:
                lost = error
                yield from self._await_open_tasks(run, ours=True)
            resumed = True

    def _carry_out_stage(
        self, run: Run, plan: Plan, world: World, made: Counter[tuple[str, str, str]]
    ) -> Iterator[Event]:
        """The steps until the state has to be read again: where the plan says so, or an id is not known yet."""
        for step in plan.steps:
            # A move may be needed again, for how the others shift is the platform's affair.
            if made[step.identity] >= (_MOST_MOVES if step.action == "move" else 1):
                raise NotKept(step=step.title)
            call = world.resolved(step)
            if call is None:
                if step is not plan.steps[0]:
                    return
                # To look again would show nothing new.
                raise NotKept(step=step.title)
            run = yield from self._carry_out(run, step, call, world)
            made[step.identity] += 1
            if step.again and not (step.action == "move" and world.moved(call, self.exchange.objects)):
                return

    def _refuse_strayed(
        self, run: Run, have: Snapshot, wanted: Wanted, arrived: Snapshot | None, on_our_way: bool
    ) -> None:
        intent = run.intent
        found = strayed(have, wanted, intent.before, arrived, intent.to_type, on_our_way)
        if found:
            field = Message(found[0].label)
            raise NumberChanged(number=intent.service_name, difference=field, differences=tuple(found))

    def _refuse_another_plan(self, run: Run, plan: Plan, have: Snapshot, wanted: Wanted) -> None:
        """Stop where more has to be sent than was agreed to: the line may have lost its phone since, say.

        What the change of type itself brought along may go without a word; nothing else may.
        """
        agreed = {pair for record in run.steps for pair in record.step.sends}
        if run.intent.before.feature_type != have.feature_type:
            arrived = run.arrived or have
            agreed |= {(path, "") for path in arrived.objects if path not in run.intent.before.objects}
        # How the platform shifts the others of a list shows only when something in it has moved.
        orders = {about.rpartition("#")[0] for about, _name in agreed}
        more = {
            pair
            for step in plan.steps
            for pair in step.sends - agreed
            if step.action != "move" or pair[0].rpartition("#")[0] not in orders
        }
        if wanted.feature_type != run.intent.to_type or more:
            titles = dict.fromkeys(str(step.title) for step in plan.steps if step.sends & more)
            fields = ", ".join(titles) or "featureType"
            raise PlanChanged(number=run.intent.service_name, fields=fields)

    def _settle(self, run: Run, plan: Plan, have: Snapshot) -> Generator[Event, None, Run]:
        """Hold the journal's steps against what is still missing.

        A step that was started, or whose outcome is unknown, and that the plan no longer holds has been done. The
        others are replaced by the plan; one that comes again keeps its count of attempts.
        """
        missing = {step.identity for step in plan.steps}
        for record in run.steps:
            if record.document and record.state in ("done", "failed"):
                self._upload(run).end(record, done=record.state == "done")
            if record.state in ("started", "unknown") and record.step.identity not in missing:
                ended, run = self._ended(run, record, "done", None, None)
                yield replace(ended, found=True)
        keep = _settled(run)
        arrived = (
            have if run.arrived is None and run.intent.before.feature_type != have.feature_type else None
        )
        if [record.step for record in run.steps[keep:]] != list(plan.steps) or arrived is not None:
            self.journal.replan(run.id, keep, plan.steps, arrived)
            run = self.journal.run(run.id)
            yield Planned(run)
        return run

    def _carry_out(self, run: Run, step: Step, call: Step, world: World) -> Generator[Event, None, Run]:
        """Make the call of a step, `call` being the step with all its references resolved; the run after it."""
        if self.stop.after_step:
            raise Stopped
        self._keep_claims()
        record = next(each for each in run.steps if each.step == step and each.state != "done")
        self.journal.step_started(run.id, record.position)
        run = self._after(run, record)
        # What is told of it is what is really called.
        record = replace(run.steps[record.position], step=call)
        yield Started(run, record)
        try:
            answer = self._call(run, record, world)
            query_id = self.exchange.query_id()
        except (ExchangeError, SoundMissing, Stopped) as error:
            unknown = isinstance(error, OutcomeUnknown | Stopped)
            ended, run = self._ended(run, record, "unknown" if unknown else "failed", error, None)
            yield ended
            raise
        try:
            if step.task:
                yield from self._await_answer(run, record, answer)
        except (TaskFailed, ExchangeError, Stopped) as error:
            # The platform took the call; unless its task failed, only how it ended could not be learned.
            ending: StepState = "failed" if isinstance(error, TaskFailed) else "unknown"
            told = None if isinstance(error, Stopped) else error
            ended, run = self._ended(run, record, ending, told, query_id)
            yield ended
            raise
        world.learn(step, answer)
        ended, run = self._ended(run, record, "done", None, query_id)
        yield ended
        return run

    def _call(self, run: Run, record: StepRecord, world: World) -> Json:
        call = record.step
        if call.content:
            return self._upload(run).begin(record)
        try:
            return self.exchange.call(call.method, call.path, call.body or None)
        except NotFound:
            if call.method != "DELETE":
                raise
            # Somebody was faster, or the object it lay within is gone: it is not there, as wanted.
            return None
        except Conflict as refused:
            if call.method != "DELETE":
                raise
            raise InUse(refused, call.title, users(world.have, world.wanted, call.path)) from refused

    def _upload(self, run: Run) -> Upload:
        return Upload(self.exchange, self.journal, self.sounds, run.id, run.intent.service_name)

    def _await_answer(self, run: Run, record: StepRecord, answer: object) -> Iterator[Event]:
        task = answer.get("taskId") if isinstance(answer, dict) else None
        if not isinstance(task, int):
            raise OutcomeUnknown(record.step.method, record.step.path)
        self.journal.step_task(run.id, record.position, task)
        run = self._after(run, record)
        yield from self._await_task(run, run.steps[record.position], task)

    def _await_task(self, run: Run, record: StepRecord | None, task: int) -> Iterator[Event]:
        """Ask for the task until it ends. One that the platform has forgotten has ended: the state tells how.

        Raises `TaskFailed`, `Stopped`, and for a step whose task was forgotten `OutcomeUnknown`.
        """
        path = f"{_service(run)}/task/{task}"
        began, polls = self.clock.now(), 0
        while True:
            try:
                answer = self.exchange.call("GET", path)
            except NotFound as gone:
                if record is None:
                    return
                # What has been done shows a little later than the task goes.
                self.clock.wait(self.exchange.poll_after(polls), self.stop)
                step, about = record.step, (gone.reason, gone.status, gone.query_id)
                raise OutcomeUnknown(step.method, step.path, *about) from gone
            body: Body = answer if isinstance(answer, dict) else {}
            status = str(body.get("status"))
            if status in DONE:
                return
            if status == "error":
                raise TaskFailed(task=task, reason=str(body.get("message") or ""))
            # Whoever has taken the number over need not wait until we notice.
            self._keep_claims()
            yield Waiting(run, record, task, status, max(self.clock.now() - began, 0.0))
            self.clock.wait(self.exchange.poll_after(polls), self.stop)
            if self.stop.now:
                raise Stopped
            polls += 1

    def _await_open_tasks(self, run: Run, ours: bool) -> Iterator[Event]:
        """Look for tasks that a lost answer or a killed process left behind; refuse to start beside somebody else's."""
        for task in open_tasks(self.exchange, run.intent.billing_account, run.intent.service_name):
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

    def _forget_erased(self, run: Run, record: StepRecord) -> None:
        """A change of type erases the sounds; others of the same names may come in their place."""
        if record.step.action == "change-type" and self.sounds is not None:
            self.sounds.forget_sent(run.intent.service_name)

    def _after(self, run: Run, record: StepRecord) -> Run:
        """The run with one of its steps as it is in the journal now; reading all of them each time would take long."""
        at = record.position
        now = self.journal.step(run.id, at)
        return replace(run, steps=(*run.steps[:at], now, *run.steps[at + 1 :]))

    def _ended(
        self, run: Run, record: StepRecord, state: StepState, error: WizardError | None, query_id: str | None
    ) -> tuple[Ended, Run]:
        if isinstance(error, ExchangeError):
            query_id = error.query_id or query_id
        _hide_secrets(error, run)
        if state == "done":
            self._forget_erased(run, record)
        self.journal.step_ended(run.id, record.position, state, _reason(error), query_id)
        if record.step.content and state != "unknown":
            self._upload(run).end(self.journal.step(run.id, record.position), done=state == "done")
        run = self._after(run, record)
        return Ended(run, replace(run.steps[record.position], step=record.step)), run

    def _end(self, run: Run, error: WizardError) -> Finished:
        try:
            run = self.journal.run(run.id)
            _hide_secrets(error, run)
            if not isinstance(error, StoreError):
                untouched = all(record.state in ("todo", "failed") for record in run.steps)
                state: RunState = "failed" if untouched and not isinstance(error, Stopped) else "partial"
                self.journal.end_run(run.id, state, _reason(error))
                return Finished(self.journal.run(run.id), error.fault(), error)
        except StoreError as refused:
            error = refused
        # Nothing more can be stored; what was stored tells the next start where this stopped.
        return Finished(replace(run, state="partial"), error.fault(), error)


def _service(run: Run) -> str:
    return f"/telephony/{run.intent.billing_account}/service/{run.intent.service_name}"


def _settled(run: Run) -> int:
    """The position of the first step that is not over."""
    return next((record.position for record in run.steps if record.state != "done"), len(run.steps))


def _hide_secrets(error: WizardError | None, run: Run) -> None:
    """Take the secrets of a run out of the platform's words, before they are stored, shown or printed."""
    if error is not None and error.args_given.get("reason"):
        steps = (record.step for record in run.steps)
        error.args_given["reason"] = without_secrets(str(error.args_given["reason"]), steps)


def _reason(error: WizardError | None) -> str:
    if error is None:
        return ""
    return str(error.args_given.get("reason") or "") or type(error).__name__
