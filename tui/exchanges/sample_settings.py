"""The queues and voice menus of the sample account, set up by the very calls that set up real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.engine.resources import Json

if TYPE_CHECKING:
    from tui.exchanges.embedded import EmbeddedExchange

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")

CLOSURES = (
    ("Fête nationale", "2027-07-14T00:00:00+02:00", "2027-07-15T00:00:00+02:00"),
    ("Fermeture de fin d'année", "2027-12-24T12:00:00+01:00", "2028-01-03T08:00:00+01:00"),
)

_SILENCE = (
    b"RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00"
    b"data\x08\x00\x00\x00\x80\x80\x80\x80\x80\x80\x80\x80"
)
"""A sound of 8 samples."""


@dataclass(frozen=True)
class Queue:
    """What differs from a queue as the platform brings it. Numbers are in the platform's form, times in seconds.

    `agents` are (number, description, status), in their order; `hours` (start, end) of every day of the working week;
    `voicemail` is where callers who waited too long go, and those outside the hours; `refused` are prefixes of callers.
    """

    name: str
    strategy: str
    agents: Sequence[tuple[str, str, str]]
    wait: int = 300
    capacity: int = 10
    opening: str = ""
    hold: str = ""
    hours: Sequence[tuple[str, str]] = ()
    closures: bool = False
    voicemail: str = ""
    refused: Sequence[str] = ()
    recording: bool = False


@dataclass(frozen=True)
class Menu:
    """A menu: its greeting, and its keys as (key, action, parameter); a parameter may be the name of another menu.

    `spoken` names a text that is read instead of a greeting.
    """

    name: str
    greeting: str
    keys: Sequence[tuple[str, str, str]]
    wrong_key: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the dialplan: its rules as (action, parameter), and those for callers outside its conditions.

    `closed`: only while the house is closed; `hours` as those of a queue. A parameter may name a sound or a menu.
    """

    rules: Sequence[tuple[str, str]]
    otherwise: Sequence[tuple[str, str]] = ()
    closed: bool = False
    hours: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Center:
    """A contact centre: `breaks` by their colours, `agents` as those of a queue, `queues` with the places of agents.

    `texts` are read aloud by the default voice, by the names that menus and steps call them. The first agents, as many
    as `banners`, have a supervision banner.
    """

    breaks: Mapping[str, str]
    agents: Sequence[tuple[str, str, str]]
    queues: Sequence[tuple[str, Sequence[int]]]
    texts: Mapping[str, str]
    menus: Sequence[Menu]
    steps: Sequence[Step]
    banners: int = 1


@dataclass(frozen=True)
class Hand:
    """Whoever sets up one number, whose family is at `root` and whose closures are at `scheduler`."""

    exchange: "EmbeddedExchange"
    root: str
    scheduler: str

    def queue(self, queue: Queue) -> None:
        """Set up the queue that came with the type."""
        sounds = self._sounds(queue.opening, queue.hold)
        (first,) = self._call("GET", f"{self.root}/hunting/queue")
        self._call(
            "PUT",
            self.root,
            strategy=queue.strategy,
            toneOnOpening=sounds.get(queue.opening),
            toneOnHold=sounds.get(queue.hold),
        )
        ends: dict[str, Json] = (
            {"actionOnClosure": "voicemail", "actionOnClosureParam": queue.voicemail}
            if queue.voicemail
            else {}
        )
        recorded: dict[str, Json] = {
            "record": True,
            "askForRecordDisabling": True,
            "recordDisablingDigit": 9,
            "recordDisablingLanguage": "french",
        }
        self._call(
            "PUT",
            f"{self.root}/hunting/queue/{first}",
            description=queue.name,
            maxMember=queue.capacity,
            maxWaitTime=queue.wait,
            **ends,
            **(recorded if queue.recording else {}),
        )
        for place, each in enumerate(queue.agents):
            agent = self._agent(*each)
            self._call("POST", f"{self.root}/hunting/agent/{agent}/queue", queueId=first, position=place)
        if queue.hours:
            self._hours(queue)
        if queue.closures:
            self.close()
        for prefix in queue.refused:
            self._call(
                "POST",
                f"{self.root}/screenListConditions/conditions",
                screenListType="incomingBlackList",
                callerIdNumber=prefix,
            )
        if queue.refused:
            self._call("PUT", f"{self.root}/screenListConditions", status="incomingBlackList")

    def _agent(self, number: str, description: str, status: str) -> int:
        made = self._call(
            "POST",
            f"{self.root}/hunting/agent",
            number=number,
            description=description,
            status=status,
            timeout=20,
            wrapUpTime=10,
            simultaneousLines=1,
        )
        return int(made["agentId"])

    def center(self, center: Center) -> None:
        """Set up a contact centre; its first queue came with the type."""
        hunting = f"{self.root}/hunting"
        for name, color in center.breaks.items():
            self._call("POST", f"{hunting}/customStatus", name=name, color=color)
        agents = [self._agent(*each) for each in center.agents]
        ids: dict[str, int] = {}
        brought = self._call("GET", f"{hunting}/queue")
        for at, (name, members) in enumerate(center.queues):
            own: dict[str, Json] = {"description": name, "maxMember": 10, "maxWaitTime": 300}
            if at < len(brought):
                ids[name] = brought[at]
                self._call("PUT", f"{hunting}/queue/{brought[at]}", **own)
            else:
                ids[name] = self._call("POST", f"{hunting}/queue", strategy="ringAll", **own)["queueId"]
            for place, agent in enumerate(members):
                path = f"{hunting}/agent/{agents[agent]}/queue"
                self._call("POST", path, queueId=ids[name], position=place)
        for name, text in center.texts.items():
            self._call("POST", f"{self.root}/tts", text=text)
            ids[name] = max(self._call("GET", f"{self.root}/tts"))
        for agent in agents[: center.banners]:
            self._call("POST", f"{hunting}/agent/{agent}/bannerAccess")
        self.board(center.menus, center.steps, ids=ids)
        self.close()

    def _hours(self, queue: Queue) -> None:
        for day in WEEK:
            for start, end in queue.hours:
                self._call(
                    "POST",
                    f"{self.root}/timeConditions/conditions",
                    policy="available",
                    weekDay=day,
                    timeFrom=start,
                    timeTo=end,
                )
        self._call(
            "PUT",
            f"{self.root}/timeConditions",
            unavailableType="voicemail",
            unavailableNumber=queue.voicemail,
            enable=True,
        )

    def close(self) -> None:
        """Enter the closures of the house."""
        for title, start, end in CLOSURES:
            self._call(
                "POST",
                f"{self.scheduler}/events",
                category="holidays",
                title=title,
                dateStart=start,
                dateEnd=end,
            )

    def board(
        self,
        menus: Sequence[Menu],
        steps: Sequence[Step],
        sounds: Sequence[str] = (),
        ids: Mapping[str, int] | None = None,
    ) -> None:
        """Set up a voice menu and the dialplan that leads to it: all menus, their keys, then step by step.

        Each step is put into service when it is complete. `ids` are those of what is there, by name.
        """
        wanted = (name for menu in menus for name in (menu.greeting, menu.wrong_key))
        ids = {**(ids or {}), **self._sounds(*wanted, *sounds)}
        for menu in menus:
            heard = {"greetSoundTts": ids[menu.spoken]} if menu.spoken else {"greetSound": ids[menu.greeting]}
            if menu.wrong_key:
                heard["invalidSound"] = ids[menu.wrong_key]
            ids[menu.name] = self._call("POST", f"{self.root}/menu", name=menu.name, **heard)["menuId"]
        for menu in menus:
            for place, (key, action, parameter) in enumerate(menu.keys, 1):
                self._call(
                    "POST",
                    f"{self.root}/menu/{ids[menu.name]}/entry",
                    dtmf=key,
                    action=action,
                    actionParam=str(ids.get(parameter, parameter)),
                    position=place,
                )
        plan = self._call(
            "POST",
            f"{self.root}/dialplan",
            name="Standard",
            transferTimeout=60,
            showCallerNumber="caller",
            anonymousRejection=False,
        )["dialplanId"]
        for place, step in enumerate(steps, 1):
            self._step(f"{self.root}/dialplan/{plan}/extension", place, step, ids)

    def _step(self, listed: str, place: int, step: Step, ids: Mapping[str, int]) -> None:
        only: dict[str, Json] = {"schedulerCategory": "holidays"} if step.closed else {}
        made = self._call("POST", listed, enable=False, position=place, **only)
        path = f"{listed}/{made['extensionId']}"
        for negative, rules in ((False, step.rules), (True, step.otherwise)):
            for turn, (action, parameter) in enumerate(rules, 1):
                self._call(
                    "POST",
                    f"{path}/rule",
                    action=action,
                    negativeAction=negative,
                    position=turn,
                    actionParam=str(ids.get(parameter, parameter)),
                )
        for day in WEEK:
            for start, end in step.hours:
                self._call("POST", f"{path}/conditionTime", weekDay=day, timeFrom=start, timeTo=end)
        self._call("PUT", path, enabled=True)

    def _sounds(self, *names: str) -> dict[str, int]:
        """Upload sounds, each once; their ids by name."""
        for name in dict.fromkeys(filter(None, names)):
            document = self._call("POST", "/me/document", name=name)
            self.exchange.put_content(str(document["putUrl"]), _SILENCE)
            self._call("POST", f"{self.root}/soundUpload", documentId=document["id"], name=name)
            self._call("DELETE", f"/me/document/{document['id']}")
        listed = f"{self.root}/sound"
        return {str(each["name"]): int(str(each["soundId"])) for each in self.exchange.objects(listed)}

    def _call(self, method: Any, path: str, **body: Json) -> Any:
        return self.exchange.call(method, path, body)
