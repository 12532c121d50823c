"""The exceptions of the house, and the value that a person sees instead of them.

    WizardError
    ├── ExchangeError              a call that the platform did not carry out; status and query id
    │   ├── BadRequest             400: a value it does not take
    │   ├── NotAuthorised          401, 403: key or rights
    │   ├── NotFound               404: wrong family, gone task, empty room
    │   ├── Conflict               409: duplicate, another change under way
    │   │   └── InUse              409 to a delete: what still refers to it is named
    │   ├── Expired                460: the service has expired
    │   ├── OutcomeUnknown         timeout, reset, unreadable answer, 5xx to a write: it may have been done
    │   └── Transient, …           of the way to a platform far away, and of its keys: `engine/platform_errors.py`
    ├── TaskFailed                 the platform took the change and then gave up on it
    ├── NumberChanged              the number is neither what it was nor on our way
    │   └── PlanChanged            what it needs is no longer what was agreed to
    ├── NotKept                    the platform took a change and still shows something else
    ├── SoundMissing               a sound that neither the number nor the store has
    ├── NotResumable               a run of another account
    ├── ChangeUnderWay             an open task that is not ours
    ├── NumberHeld                 somebody else works on the number
    ├── ClaimLost                  somebody took the number over from us
    ├── Stopped                    a signal, or the user, ended the work
    ├── UnknownNumber, NotAnAlias, NotEditable, SameConfiguration, NotBuilt
    ├── Unforeseen                 none of ours: caught at the worker boundary
    ├── SettingsRefused            several faults of a recipe or a form, each with its path
    ├── RecipeUnreadable
    ├── SoundRefused               a file that cannot become a sound
    ├── CredentialsError           the keys of an account: `engine/credential_errors.py`
    └── StoreError
        ├── StoreDamaged, StoreForeign, StoreNewer
        └── StoreReadOnly, StoreFull, StoreLocked

Every class says what happened (`what`) and what to do (`mend`), as message ids whose placeholders are the keyword
arguments given to the constructor. Exchange and store raise; `tui.faults` turns an exception into a `Fault` in one
place.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from tui.i18n import N_, Message, labelled, listed


@dataclass(frozen=True)
class Fault:
    """What went wrong, as a value: what, why, what to do, and the platform's query id for its support."""

    what: Message
    mend: Message
    cause: str = ""
    query_id: str | None = None


class WizardError(Exception):
    """Base of all; keyword arguments fill the placeholders of `what` and `mend`."""

    what: ClassVar[str] = N_("Something went wrong.")
    mend: ClassVar[str] = N_("Try again; if it stays, keep the message for support.")

    def __init__(self, **args: object) -> None:
        super().__init__(type(self).what)
        self.args_given = args

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """`what`, with its placeholders."""
        return Message(self.what, self.args_given)

    def fault(self) -> Fault:
        """This exception as the value that screens and commands show."""
        return Fault(
            self.message, Message(self.mend, self.args_given), cause=str(self.args_given.get("reason", ""))
        )


class ExchangeError(WizardError):
    """A call that the platform did not carry out.

    `status` is the HTTP status (None when there was no answer), `reason` the platform's own message, `query_id` the
    X-OVH-QUERYID header.
    """

    what = N_("The platform refused the call {method} {path}.")
    mend = N_("Read the platform's message; correct the value or try again later.")

    def __init__(
        self, method: str, path: str, reason: str = "", status: int | None = None, query_id: str | None = None
    ) -> None:
        super().__init__(method=method, path=path, reason=reason)
        self.reason = reason
        self.status = status
        self.query_id = query_id

    def fault(self) -> Fault:
        return replace(super().fault(), query_id=self.query_id)


class BadRequest(ExchangeError):
    """400: a field is unknown, read-only, missing, or has a value that the platform does not take."""

    what = N_("The platform does not take a value of {method} {path}.")
    mend = N_("Correct the value that the message names, then apply again.")


class NotAuthorised(ExchangeError):
    """401 or 403: the key is missing, expired, or lacks this right."""

    what = N_("The key may not call {method} {path}.")
    mend = N_("Ask for a key with this right, then start again.")


class NotFound(ExchangeError):
    """404: nothing under this path; often the number is of another feature type than the family needs."""

    what = N_("The platform knows nothing under {path}.")
    mend = N_("Open the number again: its configuration may have been changed elsewhere.")


class Conflict(ExchangeError):
    """409: it exists already, is in use, or another change is under way."""

    what = N_("The platform reports a conflict on {path}.")
    mend = N_("Wait until the other change is done, or remove what uses it, then apply again.")


class InUse(Conflict):
    """409 to a delete: something still refers to the object; `users` names what, as far as it was read."""

    what = N_("{object} is still in use: {users}.")
    mend = N_("Remove what uses it, or let it lead elsewhere, then resume; everything else is done.")

    def __init__(self, refused: Conflict, title: Message, users: str) -> None:
        super().__init__(
            str(refused.args_given["method"]),
            str(refused.args_given["path"]),
            refused.reason,
            refused.status,
            refused.query_id,
        )
        self.args_given |= {"object": title, "users": users or Message(N_("by something that was not read"))}


class Expired(ExchangeError):
    """460: the service has expired."""

    what = N_("The service behind {path} has expired.")
    mend = N_("Renew the service, then apply again.")


class OutcomeUnknown(ExchangeError):
    """No readable answer came: the call may have been carried out. Look before sending anything again."""

    what = N_("No readable answer came to {method} {path}; it may have been carried out.")
    mend = N_("Resume: the number is read again, and only what is missing is sent.")


class TaskFailed(WizardError):
    """A task ended with status error; `reason` is its message."""

    what = N_("The platform gave up on task {task}.")
    mend = N_("Read its message, then try again; what is done stays done.")


class NumberChanged(WizardError):
    """The number is neither what it was nor on our way: somebody else changed it."""

    what = N_("{number} was changed elsewhere: {difference}.")
    mend = N_("Open the number, look at what it has now, and make a new plan.")


class PlanChanged(NumberChanged):
    """More has to be sent than was agreed to, though the number itself is as it was; `fields` names what."""

    what = N_("What {number} needs is no longer what the plan said: {fields}.")
    mend = N_("Make a new plan, read it, and agree to it.")


class NotKept(WizardError):
    """The platform took a change, and when it was read again showed something else; sending it again is no help."""

    what = N_("The platform took “{step}” but does not show it as sent.")
    mend = N_("Open the number and look at what it has now; give a value that the platform keeps.")


class SoundMissing(WizardError):
    """A sound to be uploaded is no longer in the store."""

    what = N_("The sound {sound} is not in the store any more.")
    mend = N_("Add the file again, then resume.")


class NotResumable(WizardError):
    """A run of another account, or of another exchange."""

    what = N_("This work belongs to another account ({account}).")
    mend = N_("Resume it on the exchange and account it was begun on.")


class ChangeUnderWay(WizardError):
    """The platform still works on a task of this number that is not ours."""

    what = N_("The platform is still changing {number} (task {task}).")
    mend = N_("Wait until it has finished, then try again.")


class NumberHeld(WizardError):
    """Another user of this store works on the number; `owner`, `host` and `since` say who and since when."""

    what = N_("{owner} on {host} has been working on {number} since {since}.")
    mend = N_("Ask them, look without changing, or take the number over in the wizard.")


class ClaimLost(WizardError):
    """Another user took the number over while we worked on it."""

    what = N_("{owner} took {number} over; nothing more is sent from here.")
    mend = N_("Ask {owner}; the journal shows which steps are done.")


class Stopped(WizardError):
    """A signal or the user ended the work; what was started can be resumed."""

    what = N_("Stopped before the end.")
    mend = N_("Start again: the wizard offers to go on from here.")


class UnknownNumber(WizardError):
    """No service of this account has the number, or it is no telephone number at all."""

    what = N_("{number} is not a number of this account.")
    mend = N_("Check the digits and the account; in training, import the number first.")


class NotAnAlias(WizardError):
    """The number is a line or a fax; only aliases take a configuration."""

    what = N_("{number} is a line ({feature_type}), not an alias: it takes no configuration.")
    mend = N_("Choose an alias number, and let it lead to this line.")


class NotEditable(WizardError):
    """The configuration on the number cannot be edited here; it can only be left or removed."""

    what = N_("The configuration of {number} ({feature_type}) cannot be edited here.")
    mend = N_("Change to another configuration, or remove it.")


class SameConfiguration(WizardError):
    """The present type is never posted again: that would erase its settings."""

    what = N_("{number} already has this configuration.")
    mend = N_("Edit its settings instead.")


class NotBuilt(WizardError):
    """Part of the contract, not yet built."""

    what = N_("{feature} is not built yet.")
    mend = N_("See CHANGELOG.md for what this version can do.")


class Unforeseen(WizardError):
    """An exception that is none of ours, as the worker boundary caught it; `reason` is where and what."""

    what = N_("Something happened that nobody foresaw.")
    mend = N_("Nothing that was stored is lost. Keep this message for support, and try again.")

    def __init__(self, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""
        super().__init__(reason=f"{place}{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Problem:
    """One fault of an answer: the path of the field (`"report_email"`, `"agents.2.number"`) and what to do about it."""

    path: str
    message: Message


class SettingsRefused(WizardError):
    """One or more answers are wrong; all are named at once and nothing was written."""

    what = N_("The settings are not right: {problems}")
    mend = N_("Correct every line named above; nothing was written.")

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems

    @property
    def message(self) -> Message:
        faults = listed(labelled(problem.path, str(problem.message)) for problem in self.problems)
        return Message(self.what, {"problems": faults})

    def fault(self) -> Fault:
        return Fault(self.message, Message(self.mend))


class RecipeUnreadable(WizardError):
    """A recipe file that cannot be read as TOML or JSON; `reason` says where."""

    what = N_("The recipe {file} cannot be read.")
    mend = N_("Correct the line that is named; `alias-wizard recipe KIND` prints a valid one.")


class SoundRefused(WizardError):
    """A file that cannot become a sound; `advice` says what would make it one, `reason` why it cannot be read."""

    what = N_("{file} cannot be used as a sound.")

    def __init__(self, file: str, advice: Message, reason: str = "") -> None:
        super().__init__(file=file, reason=reason)
        self.advice = advice

    def fault(self) -> Fault:
        return replace(super().fault(), mend=self.advice)


class StoreError(WizardError):
    """The state store cannot be used; `path` and `reason` say which file and why."""

    what = N_("The store {path} cannot be used.")
    mend = N_("Check the file and its folder, or name another store with --store.")


class StoreDamaged(StoreError):
    """The file is no readable SQLite database."""

    what = N_("The store {path} is damaged.")
    mend = N_("It was left as it is. Copy it away, restore a backup, or name another store with --store.")


class StoreForeign(StoreError):
    """The file is a database of another program."""

    what = N_("{path} belongs to another program.")
    mend = N_("It was left as it is. Name another store with --store.")


class StoreNewer(StoreError):
    """The file was written by a newer version."""

    what = N_("The store is of version {found}; this program knows up to version {known}.")
    mend = N_("Update alias-wizard, or name another store with --store.")


class StoreReadOnly(StoreError):
    """The file or its folder may not be written, or cannot be opened."""

    what = N_("The store {path} cannot be written.")
    mend = N_("Ask for the right to write there, or name another store with --store.")


class StoreFull(StoreError):
    """The disk is full; the last change was not stored."""

    what = N_("The disk that holds the store {path} is full.")
    mend = N_("Free some space; what was stored before is safe.")


class StoreLocked(StoreError):
    """Another program keeps the file locked for longer than the busy timeout."""

    what = N_("Another program keeps the store {path} locked.")
    mend = N_("Close the other program, or wait and try again.")


def by_status(
    status: int, method: str, path: str, reason: str = "", query_id: str | None = None
) -> ExchangeError:
    """The exception for an HTTP status: what each means here is in the classes' docstrings (domain.md 7.7)."""
    kinds: Mapping[int, type[ExchangeError]] = {
        400: BadRequest,
        401: NotAuthorised,
        403: NotAuthorised,
        404: NotFound,
        409: Conflict,
        460: Expired,
    }
    return kinds.get(status, ExchangeError)(method, path, reason, status, query_id)
