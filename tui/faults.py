"""Exceptions of exchange and store as the values that screens and commands show; the one place where they turn."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from tui.engine.errors import Fault, NumberChanged, WizardError
from tui.engine.straying import Difference
from tui.telephony import values
from tui.words import difference_told


def fault_of(error: WizardError) -> Fault:
    """The value that screens and commands show for an exception; numbers in it are written for people."""
    if isinstance(error, NumberChanged) and (differences := error.args_given.get("differences")):
        first = cast("Sequence[Difference]", differences)[0]
        error = type(error)(**{**error.args_given, "difference": difference_told(first)})
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
