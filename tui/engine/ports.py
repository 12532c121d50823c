"""The doors of the engine: what it asks of an exchange, a journal, an inventory and a clock.

The store and the exchanges implement these protocols; engine, use cases and slices see nothing else of them. Service
names are the platform's form (`0033972101010`); times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # all of them are only named here, and the number list needs none
    from collections.abc import Iterable, Mapping, Sequence

    from tui.engine.errors import NumberHeld
    from tui.engine.plan import Step
    from tui.engine.resources import Body, Json, Method, Snapshot
    from tui.engine.scope import Scope
    from tui.engine.states import RunState, StepState
    from tui.signals import Stop


class Exchange(Protocol):
    """A telephony platform, spoken to in the telephony API's own calls."""

    @property
    def scope(self) -> Scope:
        """The account that the calls act on."""

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        """Make one call; `path` starts with `/telephony` or `/me` and may carry a query.

        Raises `NotFound` and the other `ExchangeError`s; `OutcomeUnknown` when a write may have been carried out.
        """

    def objects(self, path: str) -> list[Body]:
        """Every object of a list route (a route that answers with ids), in the platform's order."""

    def put_content(self, url: str, content: bytes) -> None:
        """Send the content of a document to the address (`putUrl`) that the document was given when it was made.

        Raises `ExchangeError`; `OutcomeUnknown` when it may have arrived. Sending it again does no harm.
        """

    def poll_after(self, polls: int) -> float:
        """Seconds to wait before a task is asked for again, after `polls` questions."""

    @property
    def reads_at_once(self) -> int:
        """How many reading calls it is worth making at the same time, from as many threads."""

    def query_id(self) -> str | None:
        """What the platform's support knows the last call of this thread by; None where it said nothing."""

    def stopping(self, stop: Stop) -> Exchange:
        """The same exchange, whose own waits end when `stop` is asked for: its calls raise `Stopped` then."""


@dataclass(frozen=True)
class StoredSound:
    """A sound of the store: the name it has on the platform (`accueil.wav`), the name under which its file is sent
    (`accueil.mp3`), the SHA-256 of its content in hexadecimal, its size in bytes.
    """

    name: str
    source: str
    digest: str
    size: int


class Sounds(Protocol):
    """The sounds that were chosen on this machine, and which of them were sent to which number.

    A sound's name is the one it has on the platform (`accueil.wav`); a name never changes its content: other content
    under the same name gets a new name.
    """

    def add(self, file_name: str, content: bytes, taken: Iterable[str] = ()) -> StoredSound:
        """Keep the content of a file and give it its converted name; a name in `taken` is another sound's already.

        Raises `SoundRefused` when format, size or name cannot be used.
        """

    def stored(self) -> Sequence[StoredSound]:
        """All sounds of the store, by name."""

    def find(self, name: str) -> StoredSound | None:
        """The sound of the store of that converted name, or None."""

    def content(self, name: str) -> bytes | None:
        """The content of a sound of the store, or None."""

    def sent(self, service_name: str) -> Mapping[str, str]:
        """What was uploaded from here to a number: the digest by the name it has there."""

    def forget_sent(self, service_name: str) -> None:
        """Forget what was uploaded to a number: a change of its type has erased it."""

    def note_sent(self, service_name: str, name: str, digest: str) -> None:
        """Remember that a sound of that content was uploaded to a number under that name."""


class Mishap(StrEnum):
    """What the embedded exchange can be told to do next, for training: see `Training.next`."""

    TASK_FAILS = "task-fails"
    TASK_PAUSES = "task-pauses"
    ANSWER_LOST = "answer-lost"


class Training(Protocol):
    """An exchange for training: it can be told to misbehave once."""

    def next(self, mishap: Mishap) -> None:
        """Make the next task fail, the next task pause, or the answer to the next write get lost."""

    def pending(self) -> Sequence[Mishap]:
        """What is still to come."""


@dataclass(frozen=True)
class Service:
    """A number or a line as the inventory knows it; `pool` names the parent service of a block of numbers."""

    service_name: str
    kind: Literal["alias", "line"]
    billing_account: str
    description: str
    feature_type: str
    pool: str | None = None


class Inventory(Protocol):
    """The services of the scope, for searching; a cache on OVHcloud, the account itself on the embedded exchange."""

    def get(self, service_name: str) -> Service | None:
        """The service of that name, or None."""

    def remember(self, services: Iterable[Service]) -> None:
        """Add or update services in one transaction."""

    def lines(self, text: str = "", limit: int = 20) -> Sequence[Service]:
        """The first lines whose number or description holds `text`, in number order."""

    def renew(self, account: str, description: str, services: Iterable[Service]) -> None:
        """Let a billing account have these services and no others, in one transaction."""

    def renewed(self, accounts: Iterable[str], at: float) -> None:
        """Forget all billing accounts but these; what is there is as of Unix second `at`, in one transaction."""

    def as_of(self) -> float | None:
        """The Unix second of the last whole renewal; None before the first."""


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> float:
        """Unix seconds."""

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let `seconds` pass; returns at once when a stop at once is asked for."""


@dataclass(frozen=True)
class StepRecord:
    """A step of a run as the journal holds it; `position` counts from 0, times are None until reached."""

    position: int
    step: Step
    state: StepState
    attempts: int = 0
    task: int | None = None
    document: str | None = None
    query_id: str | None = None
    reason: str = ""
    started: float | None = None
    ended: float | None = None


@dataclass(frozen=True)
class Intent:
    """What a run is to reach: stored whole before its first write.

    `kind` is None when the configuration is removed; `settings` is None when only the feature type changes. `sent` are
    the digests, by name, of the number's sounds that had been sent from here by then: what could be sent again. An undo
    brings back `target`, what the number had before the run `undoes`.
    """

    billing_account: str
    service_name: str
    to_type: str
    kind: str | None
    settings: Mapping[str, Json] | None
    before: Snapshot
    sent: Mapping[str, str] = field(default_factory=dict)
    undoes: int | None = None
    target: Snapshot | None = None


@dataclass(frozen=True)
class Bulk:
    """Several runs that were agreed to at once. With `keeps_going`, one that is not done does not stop the others."""

    id: int
    keeps_going: bool


@dataclass(frozen=True)
class Run:
    """An intent on its way, and who began it: login name and host, empty where an older version did not keep them.

    `arrived` is the state read after the type change, when there was one; `after` the one that a run left that is done.
    `erased`: secrets of the state before it were erased since. `bulk`: it was agreed to together with others.
    """

    id: int
    scope: Scope
    intent: Intent
    state: RunState
    started: float
    ended: float | None = None
    reason: str = ""
    arrived: Snapshot | None = None
    steps: tuple[StepRecord, ...] = field(default=())
    owner: str = ""
    host: str = ""
    after: Snapshot | None = None
    erased: bool = False
    bulk: Bulk | None = None

    @property
    def changed(self) -> bool:
        """Whether it has changed anything, or may have."""
        return any(record.state in ("started", "unknown", "done") for record in self.steps)


@dataclass(frozen=True)
class RunSummary:
    """A run as a list shows it, without its steps: how many there are, and how many of them are done."""

    id: int
    scope: Scope
    service_name: str
    from_type: str
    to_type: str
    state: RunState
    started: float
    ended: float | None
    owner: str
    host: str
    undoes: int | None
    done: int
    total: int


@dataclass(frozen=True)
class Holder:
    """Who works on a number: login name, host, process id, since when, and from whom it was taken over."""

    owner: str
    host: str
    pid: int
    since: float
    taken_from: str | None = None


@dataclass(frozen=True)
class Claim:
    """Our own hold on a number; `token` tells it from any later one of the same process."""

    service_name: str
    token: str


class Journal(Protocol):
    """The durable memory of drafts, runs and claims; every method is one transaction."""

    def save_draft(self, service_name: str, body: str) -> None:
        """Keep the draft of a number, replacing the earlier one; `body` is JSON."""

    def draft(self, service_name: str) -> str | None:
        """The draft of a number, or None."""

    def drafts(self) -> Sequence[tuple[str, str, float]]:
        """(service name, body, time of the last change) of all drafts of the scope, newest first."""

    def discard_draft(self, service_name: str) -> None:
        """Forget the draft of a number, if any."""

    def start_run(self, intent: Intent, steps: Sequence[Step]) -> Run:
        """Store the intent and its predicted steps as `running`; an unfinished run of the number is left for it."""

    def start_bulk(self, agreed: Sequence[tuple[Intent, Sequence[Step]]], keeps_going: bool) -> Sequence[Run]:
        """Store all of these as `todo`, in one transaction; an unfinished run of any of the numbers is left for it."""

    def begin_run(self, run: int, before: Snapshot | None = None) -> Run:
        """Commit that the turn of a run has come which is `todo`; any other stays as it is.

        `before` is the state that it begins from, where that is another one than was stored.
        """

    def run(self, run: int) -> Run:
        """The run of that id, with its steps. Raises KeyError when there is none."""

    def step(self, run: int, position: int) -> StepRecord:
        """One step of a run. Raises KeyError when there is none."""

    def runs(self) -> Sequence[Run]:
        """All runs of the scope, newest first, with their steps."""

    def unfinished(self) -> Sequence[Run]:
        """The runs of the scope in a state of `UNFINISHED`, oldest first."""

    def all_runs(self) -> Sequence[Run]:
        """All runs of every scope, newest first, each as it stands: see `as_it_stands`."""

    def as_it_stands(self, run: int) -> Run:
        """The run of that id; `partial` where it was under way and whoever carried it out is gone. Raises KeyError."""

    def runs_of(self, service_name: str, first: int = 0) -> Sequence[Run]:
        """The runs of a number in the scope, from the run `first` on, oldest first."""

    def last_change(self, service_name: str) -> Run | None:
        """The newest run that changed a number, or may have; None where there is none."""

    def count_summaries(self, text: str = "") -> int:
        """How many runs of every scope there are whose number holds `text`, a `telephony.values.search_term`."""

    def summaries(self, first: int, limit: int, text: str = "") -> Sequence[RunSummary]:
        """A page of those runs as they stand, newest first: at most `limit`, from the `first`-th on, from 0."""

    def last_settings(
        self, service_name: str, kind: str, before: int | None = None
    ) -> Mapping[str, Json] | None:
        """The settings of the newest run, of those older than `before`, that was to give a number that configuration.

        None where none are kept.
        """

    def replan(self, run: int, keep: int, steps: Sequence[Step], arrived: Snapshot | None = None) -> None:
        """Replace the steps from position `keep` on by `steps` as todo; remember `arrived` when given.

        A step with the method and path of one that is replaced keeps its count of attempts.
        """

    def step_started(self, run: int, position: int) -> None:
        """Commit that the call of a step is about to be made; counts an attempt."""

    def step_task(self, run: int, position: int, task: int) -> None:
        """Commit the id of the task that answers for a step."""

    def step_document(self, run: int, position: int, document: str) -> None:
        """Commit the id of the document that an upload goes through."""

    def step_ended(
        self, run: int, position: int, state: StepState, reason: str = "", query_id: str | None = None
    ) -> None:
        """Commit how a step ended: done, failed or unknown."""

    def end_run(self, run: int, state: RunState, reason: str = "", after: Snapshot | None = None) -> None:
        """Commit how a run ended, or that it paused (`partial`), and the state that it left where that was read."""

    def claim(self, service_name: str, take_over: bool = False) -> Claim:
        """Hold a number for this process; a holder that is dead is replaced at once.

        Raises `NumberHeld` when a living process holds it and `take_over` is false.
        """

    def claim_all(self, service_names: Iterable[str]) -> Mapping[str, Claim | NumberHeld]:
        """Hold every one of these that can be held, at once; for the others, why not."""

    def holds(self, claim: Claim) -> bool:
        """Whether the claim still stands."""

    def holder(self, service_name: str) -> Holder | None:
        """Who holds the number now, if it is a living process other than this one."""

    def release(self, *claims: Claim) -> None:
        """Let these numbers go, where the claim still stands."""
