"""What the telephony API is made of, as a slice declares it: collections of objects, their fields, and wanted states.

A `Collection` is read by the engine (how to write a field) and by the embedded exchange (what to refuse), and is held
against the official schema by the contract tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tui.i18n import Message

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Body = dict[str, Json]
Method = Literal["GET", "POST", "PUT", "DELETE"]
FieldType = Literal["string", "boolean", "integer", "phone"]

EMPTY = "empty"
"""The feature type of a number without configuration (`telephony.TypeEnum`)."""


def _as_it_is(value: Json) -> Json:
    return value


@dataclass(frozen=True)
class Field:
    """A field of an object of the API.

    `label` is the message id that the review shows. `values` are the members of an enum, `words` the message ids of
    what they mean, where the review is to say more than the value. `brings` is what the platform
    itself puts there when it makes the object. `action` names the call (`POST {path}/{action}`, answered by a task)
    that changes the field; without it a writable field is changed by PUT. `normal` maps equal spellings of a value to
    one (`"0"` and `""` for no PIN). A `secret` is never shown, and is unknown when it reads as null or asterisks.
    """

    type: FieldType
    label: str = ""
    writable: bool = True
    nullable: bool = False
    values: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    brings: Json = None
    action: str | None = None
    secret: bool = False
    normal: Callable[[Json], Json] = _as_it_is

    def known(self, value: Json) -> bool:
        """Whether a value that was read tells what is stored."""
        return not self.secret or (isinstance(value, str) and value.strip("*") == value)


@dataclass(frozen=True)
class Collection:
    """A family of objects of the telephony API; in this version each has one object per service.

    `path` is a template over `billing_account` and `service_name`. `feature_types` are those under which the family
    exists; empty for one that does not depend on the type (the options of a line). `schema` is the official schema's
    name of the object, `title` the message id of its name for people.
    """

    path: str
    schema: str
    title: str
    fields: Mapping[str, Field]
    feature_types: frozenset[str] = frozenset()

    def exists_under(self, feature_type: str) -> bool:
        """Whether a number of that feature type has this family."""
        return not self.feature_types or feature_type in self.feature_types


@dataclass(frozen=True)
class Resource:
    """An object as it is wanted: only the fields named in `body` matter."""

    collection: Collection
    billing_account: str
    service_name: str
    body: Body

    @property
    def path(self) -> str:
        """The object's own path."""
        return self.collection.path.format(
            billing_account=self.billing_account, service_name=self.service_name
        )


@dataclass(frozen=True)
class Snapshot:
    """What a number has: its feature type and the raw bodies of the objects that were read, by path."""

    feature_type: str
    objects: Mapping[str, Body] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What a number is to have. `title` names the configuration; `kind` is None when there is to be none."""

    feature_type: str
    kind: str | None
    title: Message
    resources: tuple[Resource, ...] = ()

    @property
    def touches(self) -> frozenset[str]:
        """The service names of all objects: the number's own, and those of lines that are changed with it."""
        return frozenset(resource.service_name for resource in self.resources)
