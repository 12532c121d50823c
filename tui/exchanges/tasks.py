"""Tasks of the embedded exchange: when they pass from one status to the next, and what they do at their end.

A task's status is a function of stored times and the present one, so that it needs no background thread and survives a
restart. Its effect is carried out by the first call after its end, in one transaction with the note that it was.
"""

from collections.abc import Sequence
from dataclasses import replace

from tui.engine.ports import Mishap
from tui.engine.resources import Body, Json, segment
from tui.store.objects import Listed
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


def placing(path: str, id_field: str, bodies: Sequence[Body], same: Sequence[str]) -> Body:
    """The effect of an action that makes objects of the list at `path`; those that are there, by `same`, are changed.

    One without an id under `id_field` is given a number.
    """
    return {"list": path, "id": id_field, "objects": list(bodies), "same": list(same)}


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
    elif "objects" in task.effect:
        _place(telephony, task)


def _place(telephony: Telephony, task: Task) -> None:
    path, id_field = str(task.effect["list"]), str(task.effect["id"])
    same, bodies = task.effect["same"], task.effect["objects"]
    if not (isinstance(same, list) and isinstance(bodies, list)):
        raise TypeError("an effect that was stored by placing")

    def key(body: Body) -> tuple[Json, ...]:
        return tuple(body.get(str(name)) for name in same)

    present = {key(each.body): each for each in telephony.listed(path)}
    for each in bodies:
        if isinstance(each, dict):
            found = present.get(key(each)) or _new(telephony, path, id_field, each)
            telephony.put(found.path, task.service_name, found.body | each, True, found.place)


def _new(telephony: Telephony, path: str, id_field: str, body: Body) -> Listed:
    number = telephony.next_id()
    identity = body.get(id_field, number)
    return Listed(f"{path}/{segment(identity)}", number, {id_field: identity})
