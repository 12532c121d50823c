"""Agents, actions and recording of a queue: what is sent, and what is read back."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from tui.engine.converge import diff
from tui.engine.resources import Body, Ref, Resource, Snapshot, Wanted
from tui.i18n import Message
from tui.telephony import agents as serving
from tui.telephony import queue, rows, sounds
from tui.telephony.queue_settings import Recording
from tui.telephony.services import Number

TYPES = frozenset({"some type"})
NUMBER = Number("ab1-ovh-1", "0033199001001", "", "some type")
HUNTING = "/telephony/ab1-ovh-1/family/0033199001001/hunting"
SOUNDS = sounds.collection("family", TYPES)
QUEUES = queue.queues("family", TYPES, SOUNDS.path, own_strategy=False)
OWN_QUEUES = queue.queues("family", TYPES, SOUNDS.path, own_strategy=True)
AGENTS = serving.collection("family", TYPES)
MEMBERS = serving.memberships("family", TYPES)
QUEUE = Ref("queue", "SAV")


def agents(*given: dict[str, Any]) -> tuple[rows.Agent, ...]:
    return TypeAdapter(rows.Agents).validate_python(list(given))


def wanted(have: dict[str, Body], *given: dict[str, Any]) -> Wanted:
    ours = Resource(QUEUES, NUMBER.billing_account, NUMBER.service_name, {"description": "SAV"}, QUEUE, id=1)
    members = serving.wanted_agents(
        AGENTS, MEMBERS, NUMBER, QUEUE, agents(*given), Snapshot("some type", have)
    )
    return Wanted("some type", None, Message("x"), (ours, *members), (AGENTS, MEMBERS))


def agent(identity: int, number: str, **fields: Any) -> dict[str, Body]:
    body: Body = {
        "number": number,
        "status": "available",
        "timeout": 20,
        "wrapUpTime": 0,
        "simultaneousLines": 1,
    }
    return {f"{HUNTING}/agent/{identity}": {"agentId": identity, "description": None, **body, **fields}}


def queue_of(identity: int, *members: int) -> dict[str, Body]:
    places = {
        f"{HUNTING}/queue/{identity}/agent/{each}": Body(agentId=each, queueId=identity, position=at)
        for at, each in enumerate(members)
    }
    return {f"{HUNTING}/queue/{identity}": {"queueId": identity, "description": "SAV"}, **places}


def calls(have: dict[str, Body], *given: dict[str, Any]) -> list[tuple[str, str, Body]]:
    plan = diff(
        NUMBER.billing_account, NUMBER.service_name, Snapshot("some type", have), wanted(have, *given)
    )
    return [(each.method, each.path.removeprefix(HUNTING), each.body) for each in plan.steps]


def test_an_agent_is_sent_with_all_five_required_fields_and_joins_through_its_own_list() -> None:
    assert calls(queue_of(1), {"number": "01 99 00 40 01"}, {"number": "+33199004002", "ringing": 5}) == [
        ("POST", "/agent", {
            "number": "0033199004001", "status": "available", "timeout": 20, "wrapUpTime": 0,
            "simultaneousLines": 1,
        }),
        ("POST", "/agent", {
            "number": "0033199004002", "status": "available", "timeout": 5, "wrapUpTime": 0,
            "simultaneousLines": 1,
        }),
        ("POST", "/agent/{agent:+33199004001}/queue", {"queueId": 1, "position": 0}),
        ("POST", "/agent/{agent:+33199004002}/queue", {"queueId": 1, "position": 1}),
    ]  # fmt: skip
    assert set(AGENTS.required) == {"number", "simultaneousLines", "status", "timeout", "wrapUpTime"}


def test_an_agent_that_is_there_in_another_spelling_is_used_again() -> None:
    have = {**queue_of(1), **agent(7, "+33 1 99 00 40 01"), **queue_of(2, 7)}
    assert calls(have, {"number": "0199004001"}) == [
        ("POST", "/agent/7/queue", {"queueId": 1, "position": 0})
    ]


def test_an_agent_that_serves_another_queue_leaves_this_one_and_stays() -> None:
    have = {**agent(7, "0033199004001"), **queue_of(1, 7), **queue_of(2, 7)}
    assert calls(have) == [("DELETE", "/queue/1/agent/7", {})]


def test_an_agent_of_this_queue_alone_is_deleted_and_one_of_none_stays() -> None:
    have = {**agent(7, "0033199004001"), **agent(8, "0033199004002"), **queue_of(1, 7)}
    assert ("DELETE", "/agent/7", {}) in calls(have)
    assert not any("8" in path for _method, path, _body in calls(have))


def test_a_number_that_changes_changes_its_agent() -> None:
    have = {**agent(7, "0033199004001"), **queue_of(1, 7)}
    assert calls(have, {"remote_id": 7, "number": "0199004002"}) == [
        ("PUT", "/agent/7", {"number": "0033199004002"})
    ]


def test_an_agent_whose_old_number_another_row_has_now_is_made_with_all_five_required_fields() -> None:
    have = {**agent(7, "0033199004001"), **queue_of(1, 7)}
    moved = calls(have, {"remote_id": 7, "number": "0199004002"}, {"number": "0199004001"})
    made = next(body for method, path, body in moved if (method, path) == ("POST", "/agent"))
    assert set(AGENTS.required) <= set(made)
    assert made["number"] == "0033199004002"


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({}, {}),
        ({"status": "onBreak", "remote_status": "onBreak"}, {}),
        ({"status": "loggedOut"}, {}),
        ({"status": "available", "remote_status": "available"}, {}),
        ({"status": "available", "remote_status": "onBreak"}, {"status": "available"}),
        ({"status": "available"}, {"status": "available"}),
    ],
)
@pytest.mark.parametrize("known", [{"remote_id": 7}, {}])
def test_the_status_of_an_agent_is_its_own_affair_unless_another_is_asked_for_than_was_read(
    asked: dict[str, Any], sent: Body, known: dict[str, Any]
) -> None:
    have = {**agent(7, "0033199004001", status="loggedOut"), **queue_of(1, 7)}
    row = {"number": "0199004001", **known, **asked}
    assert calls(have, row) == ([("PUT", "/agent/7", sent)] if sent else [])
    # What is not wanted is not watched either: it may change while a plan is carried out.
    assert any("status" in each.body for each in wanted(have, row).resources) == bool(sent)


@pytest.mark.parametrize(("asked", "sent"), [({}, "available"), ({"status": "onBreak"}, "onBreak")])
def test_a_new_agent_is_available_unless_told_otherwise(asked: dict[str, Any], sent: str) -> None:
    (made, _joins) = calls(queue_of(1), {"number": "0199004001", "remote_status": "onBreak", **asked})
    assert made[2]["status"] == sent


def test_the_status_that_was_read_is_kept_beside_the_one_to_set() -> None:
    row = serving.read_agent({"agentId": 7, "number": "0033199004001", "status": "onBreak"})
    assert (row["status"], row["remote_status"]) == ("onBreak", "onBreak")


def test_agents_are_read_in_the_order_of_their_places() -> None:
    have = {
        **agent(7, "0033199004001"),
        **agent(8, "0033199004002", description="Léa"),
        **queue_of(1, 8, 7, 99),
    }
    read = serving.read_agents(f"{HUNTING}/agent", f"{HUNTING}/queue/1/agent", Snapshot("some type", have))
    assert [(row["remote_id"], row["number"], row["description"]) for row in read] == [
        (8, "+33199004002", "Léa"),
        (7, "+33199004001", ""),
    ]
    again = agents(*read)
    assert [row.number for row in again] == ["+33199004002", "+33199004001"]


@pytest.mark.parametrize(
    "garbage", [{}, {"agentId": 7}, {"agentId": 7, "number": "?", "status": 3, "timeout": None}]
)
def test_agents_that_nobody_foresaw_are_read_without_harm(garbage: Body) -> None:
    member: Body = {"agentId": 7, "position": None}
    have = {f"{HUNTING}/agent/7": garbage, f"{HUNTING}/queue/1/agent/7": member}
    serving.read_agents(f"{HUNTING}/agent", f"{HUNTING}/queue/1/agent", Snapshot("some type", have))


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ([{"number": "0899123456"}], "0.number"),
        ([{"number": "118712"}], "0.number"),
        ([{"number": "nobody"}], "0.number"),
        ([{"number": "0199004001", "ringing": 0}], "0.ringing"),
        ([{"number": "0199004001", "ringing": 1_000_000}], "0.ringing"),
        ([{"number": "0199004001", "ringing": "20"}], "0.ringing"),
        ([{"number": "0199004001", "wrap_up": -1}], "0.wrap_up"),
        ([{"number": "0199004001", "simultaneous": 0}], "0.simultaneous"),
        ([{"number": "0199004001", "simultaneous": 11}], "0.simultaneous"),
        ([{"number": "0199004001", "status": "asleep"}], "0.status"),
        ([{"number": "0199004001", "colour": "red"}], "0.colour"),
        ([{}], "0.number"),
        ([{"number": "0199004001"}, {"number": "?"}, {"number": "+33 1 99 00 40 01"}], "1.number 2.number"),
        ([{"number": "0199004001"}, {"number": "0199004001", "ringing": 0}], "1.ringing 1.number"),
    ],
)
def test_an_agent_that_cannot_be_is_refused_at_its_field(given: list[dict[str, Any]], path: str) -> None:
    from pydantic import BaseModel, ValidationError

    from tui.problems import problems_of

    class Model(BaseModel):
        a: rows.Agents

    with pytest.raises(ValidationError) as refused:
        Model.model_validate({"a": given})
    assert [each.path for each in problems_of(refused.value)] == [f"a.{each}" for each in path.split()]


@pytest.mark.parametrize(
    ("chosen", "sound", "voicemail", "sent"),
    [
        ("none", None, None, (None, None)),
        ("playback", "a.wav", None, ("playback", Ref("sound", "a.wav"))),
        ("playback", "#12", None, ("playback", 12)),
        ("playback", None, None, (None, None)),
        ("voicemail", None, "+33199004001", ("voicemail", "0033199004001")),
        ("voicemail", "a.wav", None, (None, None)),
    ],
)
def test_an_action_goes_with_its_own_parameter_and_is_none_without(
    chosen: str, sound: str | None, voicemail: str | None, sent: tuple[Any, Any]
) -> None:
    body = queue.wanted_action("actionOnClosure", chosen, sound, voicemail)
    assert body == {"actionOnClosure": sent[0], "actionOnClosureParam": sent[1]}


@pytest.mark.parametrize(
    ("action", "param", "read"),
    [
        (None, None, ("none", None, None)),
        ("playback", "12", ("playback", "a.wav", None)),
        ("playback", "13", ("playback", "#13", None)),
        ("playback", None, ("playback", None, None)),
        ("voicemail", "+33 1 99 00 40 01", ("voicemail", None, "+33199004001")),
        ("voicemail", "12", ("voicemail", None, "12")),
        ("dance", "12", ("none", None, None)),
    ],
)
def test_an_action_is_read_back(action: str | None, param: str | None, read: tuple[Any, ...]) -> None:
    names = sounds.Names([("/12", {"soundId": 12, "name": "a.wav"})])
    body: Body = {"actionOnClosure": action, "actionOnClosureParam": param}
    found = queue.read_action(body, "actionOnClosure", "no_answer", names)
    assert tuple(found.values()) == read


def test_a_queue_is_given_a_strategy_when_it_is_made_and_where_the_service_rules_never_again() -> None:
    for collection, differs in ((QUEUES, False), (OWN_QUEUES, True)):
        field = collection.fields["strategy"]
        assert "strategy" in collection.required
        assert (field.normal("ringAll") != field.normal("random")) is differs
    assert not {"followCallForwards", "confirmKey"} & set(QUEUES.create)
    assert len(QUEUES.brings) == len(OWN_QUEUES.brings) == 1


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"record": False}),
        ({"record": True}, {"record": True, "askForRecordDisabling": False}),
        (
            {"record": True, "record_opt_out": True},
            {
                "record": True,
                "askForRecordDisabling": True,
                "recordDisablingDigit": 0,
                "recordDisablingLanguage": "french",
            },
        ),
        (
            {"record": True, "record_opt_out": True, "record_key": "9", "record_language": "english"},
            {
                "record": True,
                "askForRecordDisabling": True,
                "recordDisablingDigit": 9,
                "recordDisablingLanguage": "english",
            },
        ),
    ],
)
def test_recording_sends_what_is_in_force_and_reads_it_back(given: dict[str, Any], sent: Body) -> None:
    settings = Recording.model_validate(given)
    assert queue.wanted_recording(settings) == sent
    read = queue.read_recording(sent)
    assert {name: read[name] for name, value in settings.model_dump().items() if value is not None} == {
        name: value for name, value in settings.model_dump().items() if value is not None
    }
