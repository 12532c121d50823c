"""A plan: an ordered list of calls, each with what it changes for people to read.

The plan is what the review shows, what `plan --json` prints and what the journal keeps; `tui.engine.converge` makes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tui.engine.resources import Body, Json, Method
from tui.i18n import Message

Action = Literal["change-type", "upload", "create", "update", "move", "take-out", "put-in", "delete"]
"""What a step does. `take-out` and `put-in` are updates that take an object out of service and put it in again."""
MASK = "***"
"""What stands for a secret wherever it would be shown or printed."""


def service_of(path: str) -> str:
    """The service that a call, or an object, is about: `/telephony/{account}/{family}/{service name}/…`."""
    return path.split("/")[4]


@dataclass(frozen=True)
class Change:
    """One field of a step: its name, the message id of its label, the value before and the value after.

    `old` is None as well when it is not known yet, `predicted`: the object will only exist after the type change.
    `words` holds the message ids of what a value means, by value. Where a value is the id of another object,
    `old_words` and `new_words` are what that object is called.
    """

    name: str
    label: str
    type: str
    old: Json
    new: Json
    secret: bool = False
    predicted: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    old_words: str | None = None
    new_words: str | None = None


@dataclass(frozen=True)
class Step:
    """One call of a plan. `task` says that the platform answers with a task to wait for.

    `about` tells which object it is about, whatever its path is by then: a reference, or the path of an object without
    one. What does not exist yet stands in `path` and `body` as `{menu:Accueil}`; `links` tells which fields of the body
    hold such a reference, `makes` which one the answer's `id_field` fulfils. `content` names the sound of the store
    that an upload sends. After a step that is to be looked at `again`, the state is read before anything else is sent.
    """

    action: Action
    method: Method
    path: str
    body: Body
    title: Message
    changes: tuple[Change, ...] = ()
    task: bool = False
    about: str = ""
    makes: str = ""
    id_field: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    content: str = ""
    again: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two steps the same attempt at the same thing, whatever the values."""
        return self.action, self.method, self.about or self.path

    @property
    def sends(self) -> frozenset[tuple[str, str]]:
        """The (object, field) pairs that it changes; a delete, or to make something bare, changes the whole object."""
        about = self.about or self.path
        if self.action == "delete" or not self.changes:
            return frozenset({(about, "")})
        return frozenset((about, change.name) for change in self.changes)

    def masked(self) -> "Step":
        """This step with its secrets replaced by asterisks, for every screen, journal listing and print."""
        secret = {change.name for change in self.changes if change.secret}
        if not secret:
            return self
        return replace(
            self,
            body={name: MASK if name in secret else value for name, value in self.body.items()},
            changes=tuple(
                replace(change, old=MASK if change.old else change.old, new=MASK) if change.secret else change
                for change in self.changes
            ),
        )


@dataclass(frozen=True)
class Plan:
    """The steps in their order. After a change of type the rest is a prediction: it is planned again then."""

    steps: tuple[Step, ...]

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def changes_type(self) -> bool:
        """Whether the first step changes the feature type."""
        return bool(self.steps) and self.steps[0].action == "change-type"
