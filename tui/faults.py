"""Exceptions of exchange and store as the values that screens and commands show; the one place where they turn."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from tui.engine.errors import Fault, NumberChanged, WizardError
from tui.engine.straying import Difference
from tui.i18n import N_, Message
from tui.telephony import values
from tui.words import difference_words


def fault_of(error: WizardError) -> Fault:
    """The value that screens and commands show for an exception; numbers in it are written for people."""
    if isinstance(error, NumberChanged) and (differences := error.args_given.get("differences")):
        error = type(error)(**{**error.args_given, "difference": _difference(differences)})
    fault = error.fault()
    number = fault.what.args.get("number")
    if number is None:
        return fault
    shown = {"number": values.display(str(number))}
    return replace(
        fault,
        what=replace(fault.what, args={**fault.what.args, **shown}),
        mend=replace(fault.mend, args={**fault.mend.args, **shown}),
    )


def _difference(differences: object) -> Message:
    """The first of the values that somebody else changed: what it was, and what it is."""
    first = cast("Sequence[Difference]", differences)[0]
    expected, found = difference_words(first)
    words = {"field": Message(first.label), "expected": expected, "found": found}
    return Message(N_("{field} was {expected} and is {found}"), words)
