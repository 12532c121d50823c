"""A platform in memory that makes the calls of a plan, and a family of collections of every sort, for the planner."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.engine.converge import diff
from tui.engine.plan import Plan, Step
from tui.engine.resources import Body, Collection, Field, Ref, Resource, Snapshot, Wanted, Wish, fits
from tui.engine.world import World
from tui.i18n import Message

TYPE = "house"
T = "/telephony/{billing_account}/house/{service_name}"
HERE = T.format(billing_account="ba", service_name="0033199001001")


def _collection(path: str, title: str, fields: Mapping[str, Field], **more: Any) -> Collection:
    def describe(body: Mapping[str, Wish]) -> Message | None:
        key = next((str(body[name]) for name in ("name", "number", "dtmf", "action") if name in body), None)
        return None if key is None else Message("{title} {key}", {"title": title, "key": key})

    return Collection(T + path, f"x.{title}", title, fields, frozenset({TYPE}), describe=describe, **more)


SOUND = _collection(
    "/sound",
    "sound",
    {"name": Field("string", "name", writable=False), "soundId": Field("integer", writable=False)},
    id="soundId",
    key=("name",),
    upload="soundUpload",
)
HOUSE = _collection("", "house", {"tone": Field("integer", "tone", nullable=True, refers={"": T + "/sound"})})
QUEUE = _collection(
    "/queue",
    "queue",
    {"name": Field("string", "name"), "queueId": Field("integer", writable=False)},
    id="queueId",
    key=("name",),
    create=("name",),
    brings=({"name": "first"},),
)
AGENT = _collection(
    "/agent",
    "agent",
    {
        "number": Field("phone", "number"),
        "timeout": Field("integer", "ringing time"),
        "agentId": Field("integer", writable=False),
    },
    id="agentId",
    key=("number",),
    create=("number", "timeout"),
    links=T + "/queue/{queueId}/agent",
    links_by="agentId",
)
MEMBER = _collection(
    "/queue/{queueId}/agent",
    "member",
    {
        "agentId": Field("integer", "agent", writable=False, refers={"": T + "/agent"}),
        "queueId": Field("integer", "queue", writable=False, refers={"": T + "/queue"}),
        "position": Field("integer", "position"),
    },
    id="agentId",
    key=("agentId",),
    create=("position", "queueId"),
    create_path=T + "/agent/{agentId}/queue",
    order="position",
)
OWN_AGENT = replace(AGENT, shared=False)
"""An agent where all queues are ours: one that is not wanted goes, whatever it is tied to."""
BADGE = _collection("/agent/{agentId}/badge", "badge", {}, lone=True)
MENU = _collection(
    "/menu",
    "menu",
    {
        "name": Field("string", "name"),
        "greet": Field("integer", "greeting", nullable=True, refers={"": T + "/sound"}),
        "menuId": Field("integer", writable=False),
    },
    id="menuId",
    key=("name",),
    create=("name",),
)
ENTRY = _collection(
    "/menu/{menuId}/entry",
    "key",
    {
        "dtmf": Field("string", "key"),
        "action": Field("string", "action"),
        "param": Field(
            "string",
            "target",
            refers={"sub": T + "/menu", "play": T + "/sound"},
            refers_by="action",
        ),
        "entryId": Field("integer", writable=False),
    },
    id="entryId",
    key=("dtmf",),
    unique=True,
    create=("dtmf", "action", "param"),
)
STEP = _collection(
    "/step",
    "step",
    {
        "enabled": Field("boolean", "in service"),
        "position": Field("integer", "position"),
        "day": Field("string", "days", nullable=True),
        "stepId": Field("integer", writable=False),
    },
    id="stepId",
    create=("enabled", "position", "day"),
    spelled={"enabled": "enable"},
    switch="enabled",
)
RULE = _collection(
    "/step/{stepId}/rule",
    "action",
    {
        "action": Field("string", "action"),
        "param": Field("string", "target", nullable=True, refers={"menu": T + "/menu"}, refers_by="action"),
        "ruleId": Field("integer", writable=False),
    },
    id="ruleId",
    create=("action", "param"),
)
RANGE = _collection(
    "/step/{stepId}/time",
    "hours",
    {"name": Field("string", "hours"), "timeId": Field("integer", writable=False)},
    id="timeId",
    key=("name",),
    create=("name",),
    replaced=True,
)
COLLECTIONS = (SOUND, HOUSE, QUEUE, AGENT, MEMBER, MENU, ENTRY, STEP, RULE, RANGE, BADGE)


def one(
    collection: Collection, ref: Ref | None = None, within: Mapping[str, Wish] | None = None, **body: Wish
) -> Resource:
    """A wanted object of the number."""
    return Resource(collection, "ba", "0033199001001", body, ref, within or {})


def wanted(*resources: Resource, feature_type: str = TYPE) -> Wanted:
    """The number with these objects and no others."""
    return Wanted(feature_type, "house", Message("House"), resources, COLLECTIONS)


class Platform:
    """Objects by path, changed by the calls of a plan; a member that moves shifts the others."""

    def __init__(self, feature_type: str = TYPE) -> None:
        self.feature_type = feature_type
        self.objects: dict[str, Body] = {}
        self.calls: list[tuple[str, str, Body]] = []
        self._id = 0
        if feature_type == TYPE:
            self.objects[HERE] = {"tone": None}

    @property
    def state(self) -> Snapshot:
        """What there is."""
        return Snapshot(self.feature_type, {path: dict(body) for path, body in self.objects.items()})

    def plan(self, want: Wanted, sent: frozenset[tuple[str, str]] = frozenset()) -> tuple[Step, ...]:
        """What is missing."""
        return diff("ba", "0033199001001", self.state, want, sent).steps

    def converge(self, want: Wanted) -> list[Step]:
        """Plan and make the calls until nothing is missing; all steps made."""
        made: list[Step] = []
        steps = Plan(())
        for _round in range(60):
            steps = diff("ba", "0033199001001", self.state, want)
            if not steps:
                return made
            world = World(self.state, want)
            for step in steps.steps:
                call = world.resolved(step)
                if call is None:
                    break
                world.learn(step, {step.id_field: self.call(call.method, call.path, call.body)})
                made.append(step)
                if step.again:
                    break
        raise AssertionError("it never ends: " + "; ".join(str(step.title) for step in steps.steps))

    def call(self, method: str, path: str, body: Body) -> int:
        """Make one call; the id of what it made."""
        self.calls.append((method, path, body))
        if path.endswith("/changeFeatureType"):
            self.feature_type, self.objects = str(body["featureType"]), {}
            self._bring()
            return 0
        if path.endswith("/soundUpload"):
            return self._add(f"{HERE}/sound", "soundId", {"name": body["name"]})
        if method == "DELETE":
            assert path in self.objects, path
            self._refuse_use(path)
            for each in [each for each in self.objects if each == path or each.startswith(path + "/")]:
                del self.objects[each]
            if "/agent/" in path and "/queue/" not in path:
                gone = path.rpartition("/")[2]
                for each in [each for each in self.objects if each.endswith(f"/agent/{gone}")]:
                    del self.objects[each]
            self._close_gaps()
            return 0
        if method == "PUT":
            assert path in self.objects or path == HERE, path
            if "position" in body and "/queue/" in path:
                self._place(path.rpartition("/")[0], path, int(str(body["position"])))
                body = {name: value for name, value in body.items() if name != "position"}
            self.objects.setdefault(path, {}).update(body)
            return 0
        if fits(BADGE.path, path):
            assert path not in self.objects
            assert path.rpartition("/")[0] in self.objects
            self.objects[path] = {}
            return 0
        agent = path.removesuffix("/queue").rpartition("/")[2]
        if path.startswith(f"{HERE}/agent/"):
            listed = f"{HERE}/queue/{body['queueId']}/agent"
            member = f"{listed}/{agent}"
            assert member not in self.objects
            self.objects[member] = {"agentId": int(agent), "queueId": body["queueId"], "position": 10**6}
            self._place(listed, member, int(str(body["position"])))
            return int(agent)
        collection = next(each for each in COLLECTIONS if each.id and fits(each.path, path))
        for other in self.objects.values() if collection is ENTRY else ():
            same = other.get("dtmf") == body["dtmf"] and f"{path}/{other.get('entryId')}" in self.objects
            assert not same, f"there is a key {body['dtmf']} already"
        back = {posted: name for name, posted in collection.spelled.items()}
        return self._add(path, collection.id, {back.get(name, name): value for name, value in body.items()})

    def _bring(self) -> None:
        self.objects[HERE] = {"tone": None}
        for body in QUEUE.brings:
            self._add(f"{HERE}/queue", "queueId", dict(body))

    def _add(self, listed: str, name: str, body: Body) -> int:
        self._id += 1
        self.objects[f"{listed}/{self._id}"] = {**body, name: self._id}
        return self._id

    def _members(self, listed: str) -> list[str]:
        found = [path for path in self.objects if path.rpartition("/")[0] == listed]
        return sorted(found, key=lambda path: int(str(self.objects[path]["position"])))

    def _place(self, listed: str, path: str, place: int) -> None:
        others = [each for each in self._members(listed) if each != path]
        others.insert(place, path)
        for at, each in enumerate(others):
            self.objects[each]["position"] = at

    def _close_gaps(self) -> None:
        for listed in {path.rpartition("/")[0] for path in self.objects if fits(MEMBER.objects, path)}:
            for at, each in enumerate(self._members(listed)):
                self.objects[each]["position"] = at

    def _refuse_use(self, path: str) -> None:
        """Nothing goes that something outside it refers to, memberships apart: they go along."""
        listed, _slash, own = path.rpartition("/")
        for user, body in self.objects.items():
            collection = next(each for each in COLLECTIONS if fits(each.objects, user))
            if collection in (MEMBER, BADGE) or user.startswith(path):
                continue
            for name, field in collection.fields.items():
                target = field.target(body)
                used = target is not None and fits(target, listed) and str(body.get(name)) == own
                assert not used, f"{path} is in use by {user}"
