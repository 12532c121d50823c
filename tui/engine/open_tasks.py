"""The tasks of a number that the platform has not brought to an end yet: until then it may still change."""

from collections.abc import Iterator

from tui.engine.errors import ChangeUnderWay
from tui.engine.plan import Plan
from tui.engine.ports import Exchange, Journal
from tui.engine.reading import list_at

OPEN = ("todo", "doing", "pause")
"""The states of a task that is still to come to an end (`telephony.TaskStatusEnum`)."""


def open_tasks(exchange: Exchange, billing_account: str, service_name: str) -> Iterator[int]:
    """The ids of the tasks of a number that are not over, read state by state. Raises what the exchange raises."""
    for status in OPEN:
        path = f"/telephony/{billing_account}/service/{service_name}/task?status={status}"
        yield from (each for each in list_at(exchange, path) if isinstance(each, int))


def refuse_unsettled(
    exchange: Exchange, journal: Journal, billing_account: str, service_name: str, plan: Plan
) -> None:
    """Nothing is missing only where nothing is still coming: what a run that was cut off has asked for, say.

    Raises `ChangeUnderWay` for an empty plan while a task of a number with unfinished work is open, and what the
    exchange raises. A number that somebody is at work on is told as such by its claim.
    """
    names = {run.intent.service_name for run in journal.unfinished() if run.changed}
    if plan or service_name not in names or journal.holder(service_name) is not None:
        return
    for task in open_tasks(exchange, billing_account, service_name):
        raise ChangeUnderWay(number=service_name, task=task)
