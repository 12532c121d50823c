"""What the embedded exchange says no with: the platform's statuses, and errors in the platform's shape."""

from collections.abc import Sequence

from tui.engine.resources import Body

_CLASSES = {400: "Client::BadRequest", 404: "Client::NotFound", 409: "Client::Conflict"}


class Refused(Exception):
    """A call that is not carried out; `message` is in the platform's language, as its own are."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def body(self) -> Body:
        """The answer's body, `{"class": "Client::NotFound", "message": "…"}` (as the platform's docs show it)."""
        return {"class": _CLASSES[self.status], "message": self.message}


def no_such_url(path: str) -> Refused:
    """There is no call of this method and path."""
    return Refused(404, f"Got an invalid (or empty) URL: {path}")


def no_such_object(name: str, value: object) -> Refused:
    """There is nothing of this name; also what a number answers to the calls of another feature type's family."""
    return Refused(404, f"The requested object ({name} = {value}) does not exist")


def bad_value(name: str, wanted: str) -> Refused:
    """A field of the body, or a parameter, has a value that it cannot have."""
    return Refused(400, f"Given {name} is not valid: {wanted} expected")


def under_way(task: int) -> Refused:
    """Another task of the service is open."""
    return Refused(409, f"An operation is already under way on this service (task {task})")


def duplicate(name: str, value: object) -> Refused:
    """There is one already, and there can be only one."""
    return Refused(409, f"This object ({name} = {value}) already exists")


def in_use(name: str, value: object, users: Sequence[str]) -> Refused:
    """Others refer to what is to be deleted."""
    used_by = ", ".join(users)
    return Refused(409, f"The requested object ({name} = {value}) is in use, by {used_by}")
