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

    from tui.engine.plan import Step
    from tui.engine.resources import Body, Json, Method, Snapshot
    from tui.engine.scope import Scope
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


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> float:
        """Unix seconds."""

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let `seconds` pass; returns at once when a stop at once is asked for."""


StepState = Literal["todo", "started", "unknown", "done", "failed"]
RunState = Literal["running", "partial", "done", "failed", "left"]
UNFINISHED: tuple[RunState, ...] = ("running", "partial")


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

    `kind` is None when the configuration is removed; `settings` is None when only the feature type changes.
    """

    billing_account: str
    service_name: str
    to_type: str
    kind: str | None
    settings: Mapping[str, Json] | None
    before: Snapshot


@dataclass(frozen=True)
class Run:
    """An intent on its way; `arrived` is the state read after the type change, when there was one."""

    id: int
    scope: Scope
    intent: Intent
    state: RunState
    started: float
    ended: float | None = None
    reason: str = ""
    arrived: Snapshot | None = None
    steps: tuple[StepRecord, ...] = field(default=())


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

    def run(self, run: int) -> Run:
        """The run of that id, with its steps. Raises KeyError when there is none."""

    def step(self, run: int, position: int) -> StepRecord:
        """One step of a run. Raises KeyError when there is none."""

    def runs(self) -> Sequence[Run]:
        """All runs of the scope, newest first, with their steps."""

    def unfinished(self) -> Sequence[Run]:
        """The runs of the scope in a state of `UNFINISHED`, oldest first."""

    def all_runs(self) -> Sequence[Run]:
        """All runs of every scope, newest first."""

    def last_settings(self, service_name: str, kind: str) -> Mapping[str, Json] | None:
        """The settings of the newest run that was to give a number that configuration; None where none are kept."""

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

    def end_run(self, run: int, state: RunState, reason: str = "") -> None:
        """Commit how a run ended, or that it paused (`partial`)."""

    def forget_secrets(self, older_than: float) -> int:
        """Erase the settings and snapshots that hold secrets of runs ended before that time; how many."""

    def claim(self, service_name: str, take_over: bool = False) -> Claim:
        """Hold a number for this process; a holder that is dead is replaced at once.

        Raises `NumberHeld` when a living process holds it and `take_over` is false.
        """

    def holds(self, claim: Claim) -> bool:
        """Whether the claim still stands."""

    def holder(self, service_name: str) -> Holder | None:
        """Who holds the number now, if it is a living process other than this one."""

    def release(self, claim: Claim) -> None:
        """Let the number go, if the claim still stands."""
