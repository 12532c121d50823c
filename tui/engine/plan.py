"""The difference between what a number has and what is wanted, as an ordered list of calls.

Pure: the same two states give the same plan, and equal states give an empty one. The plan is what the review shows and
what `plan --json` prints; the same function serves a first configuration, an edit, and a resume after a crash.
"""

from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tui.engine.resources import EMPTY, Body, Field, Json, Method, Resource, Snapshot, Wanted
from tui.i18n import N_, Message

Action = Literal["change-type", "update"]
MASK = "***"
"""What stands for a secret wherever it would be shown or printed."""


@dataclass(frozen=True)
class Change:
    """One field of a step: its name, the message id of its label, the value before and the value after.

    `old` is None as well when it is not known yet, `predicted`: the object will only exist after the type change.
    `words` holds the message ids of what a value means, by value.
    """

    name: str
    label: str
    type: str
    old: Json
    new: Json
    secret: bool = False
    predicted: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One call of a plan. `task` says that the platform answers with a task to wait for."""

    action: Action
    method: Method
    path: str
    body: Body
    title: Message
    changes: tuple[Change, ...] = ()
    task: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two steps the same attempt at the same thing, whatever the values: method and path."""
        return self.method, self.path

    @property
    def sends(self) -> frozenset[tuple[str, str]]:
        """The (path, field) pairs that the body holds."""
        return frozenset((self.path, name) for name in self.body)

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

    @property
    def stage(self) -> tuple[Step, ...]:
        """The steps that can be made before the state has to be read again."""
        return self.steps[:1] if self.changes_type else self.steps


def diff(
    billing_account: str,
    service_name: str,
    have: Snapshot,
    wanted: Wanted,
    sent: Container[tuple[str, str]] = frozenset(),
) -> Plan:
    """What has to be called so that `have` becomes `wanted`; empty when nothing is missing.

    `sent` are the (path, field) pairs that this run has already sent: a secret that cannot be read back counts as
    stored once it was sent, and is no difference.
    """
    steps: list[Step] = []
    retyped = have.feature_type != wanted.feature_type
    if retyped:
        steps.append(_change_type(billing_account, service_name, have, wanted))
    for resource in wanted.resources:
        gone = retyped and bool(resource.collection.feature_types)
        body = None if gone else have.objects.get(resource.path)
        # An object that the change of type makes anew holds nothing of what was sent to the one before.
        steps.extend(_converge(resource, body, frozenset() if gone else sent))
    return Plan(tuple(steps))


def _change_type(billing_account: str, service_name: str, have: Snapshot, wanted: Wanted) -> Step:
    removes = wanted.feature_type == EMPTY
    return Step(
        action="change-type",
        method="POST",
        path=f"/telephony/{billing_account}/number/{service_name}/changeFeatureType",
        body={"featureType": wanted.feature_type},
        title=Message(N_("remove the configuration"))
        if removes
        else Message(N_("type {title}"), {"title": wanted.title}),
        changes=(Change("featureType", N_("type"), "feature-type", have.feature_type, wanted.feature_type),),
        task=True,
    )


def _converge(resource: Resource, body: Body | None, sent: Container[tuple[str, str]]) -> Iterator[Step]:
    fields = resource.collection.fields
    changes: dict[str, Change] = {}
    for name, value in resource.body.items():
        field = fields[name]
        if (resource.path, name) in sent and (body is None or not field.known(body.get(name))):
            continue
        if body is not None and _same(field, body.get(name), value):
            continue
        old = None if body is None else body.get(name)
        changes[name] = Change(
            name, field.label, field.type, old, value, field.secret, body is None, field.words
        )
    title = Message(resource.collection.title)
    for name, change in changes.items():
        action = fields[name].action
        if action is not None:
            yield Step(
                "update",
                "POST",
                f"{resource.path}/{action}",
                {name: change.new},
                Message(fields[name].label),
                (change,),
                True,
            )
    put = {name: change for name, change in changes.items() if fields[name].action is None}
    if put:
        values: Body = {name: change.new for name, change in put.items()}
        yield Step("update", "PUT", resource.path, values, title, tuple(put.values()))


def _same(field: Field, have: Json, want: Json) -> bool:
    return field.known(have) and field.normal(have) == field.normal(want)


@dataclass(frozen=True)
class Difference:
    """A value that is neither what it was nor what it is to become; `label` is a message id."""

    label: str
    type: str
    expected: Json
    found: Json
    secret: bool = False


def strayed(
    now: Snapshot, wanted: Wanted, before: Snapshot, arrived: Snapshot | None, to_type: str, on_our_way: bool
) -> Sequence[Difference]:
    """What somebody else changed since `before`, or since `arrived`, the state read after a change to `to_type`.

    A field may hold the value it had; while `on_our_way` also the wanted one, and the type may be `to_type`. What does
    not depend on the type, such as the options of a line, is always held against `before`. Of a present type that
    was not read yet nothing is known, and nothing has strayed.
    """
    if now.feature_type not in ({before.feature_type, to_type} if on_our_way else {before.feature_type}):
        return [Difference(N_("type"), "feature-type", before.feature_type, now.feature_type)]
    own = before if now.feature_type == before.feature_type else arrived
    found: list[Difference] = []
    for resource in wanted.resources:
        base = own if resource.collection.feature_types else before
        body, was = now.objects.get(resource.path), base.objects.get(resource.path) if base else None
        if body is None or was is None:
            continue
        for name, value in resource.body.items():
            field = resource.collection.fields[name]
            if not field.known(body.get(name)) or not field.known(was.get(name)):
                continue
            allowed = [was.get(name), value] if on_our_way else [was.get(name)]
            if not any(_same(field, body.get(name), each) for each in allowed):
                found.append(Difference(field.label, field.type, was.get(name), body.get(name), field.secret))
    return found
