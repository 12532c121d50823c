"""Tasks of the embedded exchange: when they pass from one status to the next, and what they do at their end.

A task's status is a function of stored times and the present one, so that it needs no background thread and survives a
restart. Its effect is carried out by the first call after its end, in one transaction with the note that it was.
"""

from dataclasses import replace

from tui.engine.ports import Mishap
from tui.engine.resources import Body
from tui.store.telephony import Task, Telephony

_SHORTEST_PAUSE = 0.5
"""Seconds a pause lasts at least: with a pace of 0 it could not be seen otherwise."""

FAILURE = "Operation failed on the switch, nothing was changed (training)"
"""The message of a task that was told to fail; English, like the platform's own."""


def scheduled(task: Task, pace: float, mishap: str | None) -> Task:
    """`task`, asked for at `task.starts`, with its times and the mishap that befalls it.

    It waits for a quarter of `pace` seconds and works for the rest.
    """
    now = task.starts
    task = replace(task, starts=now + pace / 4, ends=now + pace)
    if mishap == Mishap.TASK_FAILS:
        return replace(task, failure=FAILURE)
    if mishap == Mishap.TASK_PAUSES:
        pause = max(3 * pace, _SHORTEST_PAUSE)
        pauses = now + pace / 2
        return replace(task, pauses=pauses, resumes=pauses + pause, ends=task.ends + pause)
    return task


def status(task: Task, now: float) -> str:
    """The word of `telephony.TaskStatusEnum` for a task at a time."""
    # A settled task stays what it became, even if the clock was set back since.
    if task.settled or now >= task.ends:
        return "done" if task.failure is None else "error"
    if task.pauses is not None and task.resumes is not None and task.pauses <= now < task.resumes:
        return "pause"
    return "todo" if now < task.starts else "doing"


def body(task: Task, now: float) -> Body:
    """The task as `telephony.Task`."""
    state = status(task, now)
    return {
        "taskId": task.id,
        "action": task.action,
        "status": state,
        "message": task.failure if state == "error" else None,
        "objectCreated": None,
        "serviceType": task.service_type,
    }


def retyping(feature_type: str) -> Body:
    """The effect of a change of feature type."""
    return {"featureType": feature_type}


def setting(path: str, fields: Body) -> Body:
    """The effect of an action that sets fields of the object at `path`."""
    return {"path": path, "fields": fields}


def settle(telephony: Telephony, now: float) -> None:
    """Carry out the effects of the tasks that are due; belongs inside `telephony.changing`."""
    for task in telephony.due(now):
        if task.failure is None:
            _carry_out(telephony, task)
        telephony.settle(task.id)


def _carry_out(telephony: Telephony, task: Task) -> None:
    feature_type, path, fields = (task.effect.get(name) for name in ("featureType", "path", "fields"))
    if isinstance(feature_type, str):
        telephony.retype(task.service_name, feature_type)
    elif isinstance(path, str) and isinstance(fields, dict):
        # Only the families of a feature type have fields that an action sets.
        telephony.merge(path, task.service_name, fields, typed=True)
