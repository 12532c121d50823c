"""What the telephony API is made of, as a slice declares it: collections of objects, their fields, and wanted states.

A `Collection` is read by the engine (how to read, create, change and delete) and by the embedded exchange (what to
answer and what to refuse), and is held against the official schema by the contract tests.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from tui.i18n import Message

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Body = dict[str, Json]
Method = Literal["GET", "POST", "PUT", "DELETE"]
FieldType = Literal["string", "boolean", "integer", "phone", "time", "date-time", "list"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _as_it_is(value: Json) -> Json:
    return value


@dataclass(frozen=True)
class Ref:
    """Stands for the id of a resource that may not exist yet; reads as `{menu:Accueil}`."""

    sort: str
    name: str

    def __str__(self) -> str:
        return f"{{{self.sort}:{self.name}}}"


DOCUMENT = "document"
"""The sort of a reference to a document that is made, for the moment of an upload, out of a sound of the store."""

DOCUMENTS = "/me/document"
"""Where those documents are."""

Wish = Json | Ref
"""A wanted value: as it is, or the id of another resource."""


@dataclass(frozen=True)
class Field:
    """A field of an object of the API.

    `label` is the message id that the review shows. `values` are the members of an enum, `words` the message ids of
    what they mean, where the review is to say more than the value. `brings` is what the platform
    itself puts there when it makes the object. `action` names the call (`Collection.action_path`, answered by a task)
    that changes the field; without it a writable field is changed by PUT. `normal` maps equal spellings of a value to
    one (`"0"` and `""` for no PIN). A `secret` is never shown, and is unknown when it reads as null or asterisks.

    A value may be the id of another object: `refers` gives the path of that object's collection, by the value of the
    field named `refers_by` (an action, say); under `""` where it is always the same. `once` marks a request that
    leaves nothing to read: it is sent once a run. A `live` value changes while people work, without anybody changing
    the configuration: an agent logs in and out.
    """

    type: FieldType
    label: str = ""
    writable: bool = True
    nullable: bool = False
    values: tuple[str | int, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    brings: Json = None
    action: str | None = None
    secret: bool = False
    normal: Callable[[Json], Json] = _as_it_is
    refers: Mapping[str, str] = field(default_factory=dict)
    refers_by: str = ""
    once: bool = False
    live: bool = False

    def known(self, value: Json) -> bool:
        """Whether a value that was read tells what is stored."""
        if self.once:
            return False
        return not self.secret or (isinstance(value, str) and value.strip("*") == value)

    def target(self, body: Mapping[str, Wish]) -> str | None:
        """The path of the collection that the field's value is an id of, in an object with that body; None if none."""
        return self.refers.get(str(body.get(self.refers_by)) if self.refers_by else "")


def _nameless(body: Mapping[str, Wish]) -> Message | None:  # noqa: ARG001  the signature of a description
    return None


@dataclass(frozen=True, repr=False)
class Collection:
    """A family of objects of the telephony API.

    `path` is a template over `billing_account`, `service_name` and the ids of what it lies within (`{menuId}`).
    Without `id` there is one object, at `path`; with it there are several, listed at `path`, each at `{path}/{id}`,
    and `id` names the field that holds theirs. `feature_types` are those under which the family exists; empty for one
    that does not depend on the type (the options of a line). `schema` is the official schema's name of the object,
    `title` the message id of its name for people, `describe` what one of several is called, from its body.

    Of several, this is how they come and go:

    - `key`: the fields by which an object without known id is recognised; without any, its place in the list.
    - `create`: the fields that POST takes, `required` those of them that it must have, `spelled` POST's own names for
      them where they differ (`enabled`: `enable`). What it does not take is sent by PUT afterwards. `create_path` is
      where POST goes when that is not `path`. `answers` says whether it answers with the object.
    - `upload`: the objects are made by this action out of a document instead.
    - `brings`: what the platform makes by itself together with the type, fields that differ from their own `brings`.
    - `unique`: the platform refuses a second one with the same `key` in one list.
    - `replaced`: an object is not changed but made anew; the new ones come before the old ones go. `goes_first`: those
      go before anything that follows in the wanted order; else what is not wanted goes at the very end.
    - `order`: the field that holds the place (from 0) in an order which the platform keeps without gaps.
    - `switch`: the field that puts the object into service; it is filled before, and changed out of service.
    - `late`: a family's only object is not there (404) until it is written for the first time.
    - `kept`: an object that is not wanted stays. `links`: the path of a collection that ties objects of this one to
      others, as `links_by` of it; then a `shared` one goes only when it was tied to nothing but what is managed here.

    A `lone` object, at `path` and without `id`, is there or not: POST without a body makes it, DELETE takes it away.
    Nothing else of it matters, and nothing of it is kept: it may be a secret address.
    """

    path: str
    schema: str
    title: str
    fields: Mapping[str, Field]
    feature_types: frozenset[str] = frozenset()
    id: str = ""
    describe: Callable[[Mapping[str, Wish]], Message | None] = _nameless
    key: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)
    create_path: str = ""
    answers: bool = True
    upload: str = ""
    brings: tuple[Body, ...] = ()
    unique: bool = False
    replaced: bool = False
    goes_first: bool = False
    order: str = ""
    switch: str = ""
    late: bool = False
    kept: bool = False
    links: str = ""
    links_by: str = ""
    shared: bool = True
    lone: bool = False

    def __repr__(self) -> str:
        return f"Collection({self.path})"

    def exists_under(self, feature_type: str) -> bool:
        """Whether a number of that feature type has this family."""
        return not self.feature_types or feature_type in self.feature_types

    @property
    def within(self) -> tuple[str, ...]:
        """The placeholders of the ids of what it lies within, outermost first."""
        return placeholders(self.path)

    @property
    def parent(self) -> str:
        """The path of the collection that it lies within directly; empty at the top."""
        last = self.within[-1] if self.within else ""
        return self.path.partition(f"/{{{last}}}")[0] if last else ""

    @property
    def objects(self) -> str:
        """The template of an object's own path."""
        return f"{self.path}/{{{self.id}}}" if self.id else self.path

    def action_path(self, name: str) -> str:
        """The template of an action's path: every action is one of the number, whichever of its objects it changes."""
        family, number, _rest = self.path.partition("/{service_name}")
        return f"{family}{number}/{name}"

    def spell(self, name: str) -> str:
        """POST's own name for a field."""
        return self.spelled.get(name, name)


def typed(field: Field, value: Json) -> Json:
    """An id as the field takes it: the parameters of actions are texts."""
    if field.type == "string" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def placeholders(template: str) -> tuple[str, ...]:
    """The placeholders of ids in a path, outermost first: all but those of the account and the number."""
    names = _PLACEHOLDER.findall(template)
    return tuple(name for name in names if name not in ("billing_account", "service_name"))


def segment(value: Json) -> str:
    """An id as a segment of a path."""
    return quote(str(value), safe="")


def fits(template: str, path: str) -> bool:
    """Whether a path is one of a template's."""
    parts, own = template.split("/"), path.split("/")
    return len(parts) == len(own) and all(
        part.startswith("{") or part == each for part, each in zip(parts, own, strict=True)
    )


def collection_of(path: str, collections: Iterable[Collection]) -> Collection | None:
    """Of these collections the one that the object at `path` is in; None where it is in none of them."""
    return next((each for each in collections if fits(each.objects, path)), None)


@dataclass(frozen=True)
class Resource:
    """An object as it is wanted: only the fields named in `body` matter. With an empty body it only has to be there.

    `ref` is what others call it by, None where nobody does and for a family's only object. `within` gives the ids of
    what it lies within, by placeholder. `id` is its own on the platform, where it is known.
    """

    collection: Collection
    billing_account: str
    service_name: str
    body: Mapping[str, Wish]
    ref: Ref | None = None
    within: Mapping[str, Wish] = field(default_factory=dict)
    id: Json = None

    @property
    def path(self) -> str:
        """The path of the object where there is one, of the list where there are several; references unresolved."""
        return self.path_with({})

    def path_with(self, ids: Mapping[Ref, Json], template: str = "") -> str:
        """The path, or another `template` over the same names and the body's, with the ids that are known."""
        names = {**self.body, **self.within}
        found = {
            name: segment(ids[value]) if isinstance(value, Ref) and value in ids else str(value)
            for name, value in names.items()
        }
        return (template or self.collection.path).format(
            **{**found, "billing_account": self.billing_account, "service_name": self.service_name}
        )


@dataclass(frozen=True)
class Snapshot:
    """What a number has: its feature type and the raw bodies of the objects that were read, by path.

    Objects of one list stand in the platform's order.
    """

    feature_type: str
    objects: Mapping[str, Body] = field(default_factory=dict)

    def listed(self, path: str) -> list[tuple[str, Body]]:
        """The objects (path, body) of the list at `path`."""
        return [(each, body) for each, body in self.objects.items() if each.rpartition("/")[0] == path]


@dataclass(frozen=True)
class Wanted:
    """What a number is to have. `title` names the configuration; `kind` is None when there is to be none.

    `resources` stand in the order in which they come into being: what others refer to before them. `managed` are the
    collections in which whatever is not wanted goes; of what was uploaded only the objects at `outdated` go.
    """

    feature_type: str
    kind: str | None
    title: Message
    resources: tuple[Resource, ...] = ()
    managed: tuple[Collection, ...] = ()
    outdated: frozenset[str] = frozenset()

    @property
    def touches(self) -> frozenset[str]:
        """The service names of all objects: the number's own, and those of lines that are changed with it."""
        return frozenset(resource.service_name for resource in self.resources)
