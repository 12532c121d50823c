"""The contact centre: its rules, its advice, the smallest plans for small changes, and secrets that stay secret."""

import copy
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests import worlds
from tests.configurations import call_queues
from tests.configurations.contact_centers import EXAMPLE, LINES, NUMBERS, OUTSIDE
from tests.configurations.test_laws import apply, as_far_as_told
from tests.worlds import Recording, world
from tui import states, use_cases
from tui.configurations import contact_center
from tui.configurations.contact_center import ContactCenter
from tui.engine.converge import diff
from tui.engine.errors import InUse, SettingsRefused
from tui.engine.plan import Step
from tui.engine.ports import Mishap, Service
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Finished
from tui.exchanges.embedded import EmbeddedExchange
from tui.forms import public, renamed, uses
from tui.problems import problems_of
from tui.telephony import line_options, values
from tui.telephony.services import Read
from tui.use_cases import Services
from tui.widgets import row_edits
from tui.widgets.answer_words import name_of
from tui.widgets.rows_tree import tree
from tui.widgets.sheet import Sheet, Sources

KIND = contact_center.KIND
T = f"/telephony/{worlds.ACCOUNT}"
PABX = f"{T}/ovhPabx/{worlds.EMPTY_NUMBER}"
AGENT = {"number": LINES[0]}


def settings(**given: Any) -> ContactCenter:
    return ContactCenter.model_validate(given)


def faults(**given: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        settings(**given)
    return {problem.path: str(problem.message) for problem in problems_of(refused.value)}


def advice(**given: Any) -> list[str]:
    return [problem.path for problem in contact_center.advice(settings(**given))]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    return services


@pytest.fixture
def set_up(services: Services) -> Services:
    apply(services, KIND, EXAMPLE)
    return services


def read(services: Services) -> dict[str, Any]:
    found = use_cases.open_number(services, worlds.EMPTY_NUMBER).settings
    assert found is not None
    return copy.deepcopy(dict(found))


def propose(services: Services, given: dict[str, Json]) -> use_cases.Proposal:
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    return use_cases.propose(services, number, KIND, use_cases.settings_from(KIND, given))


def edited(services: Services, change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str, Any]]:
    """The plan of what was read with a change made to it: method, path below the switchboard, body."""
    whole = read(services)
    change(whole)
    return calls(propose(services, whole).plan.steps)


def calls(steps: tuple[Step, ...]) -> list[tuple[str, str, Any]]:
    return [(each.method, each.path.removeprefix(PABX), each.body) for each in steps]


def ids(services: Services, listed: str, name: str) -> dict[Any, int]:
    """The ids of the objects of a list, by one of their fields."""
    found = services.exchange.objects(f"{PABX}/{listed}")
    own = {"hunting/queue": "queueId", "hunting/agent": "agentId"}.get(listed, "id")
    return {body[name]: int(str(body[own])) for body in found}


# --- rules


def test_everything_wrong_is_named_at_once_with_its_path() -> None:
    found = faults(
        agents=[AGENT, {"number": "01 99 00 40 01"}, {"number": LINES[1], "break_status": "Sieste"}],
        breaks=[{"name": "Repas", "color": "orange"}, {"name": "Repas"}],
        crm_address="crm.example.com",
        queues=[
            {"name": "Ventes", "members": [{"agent": LINES[0]}, {"agent": "0199004001"}]},
            {"name": "Ventes", "overflow": "playback", "members": [{"agent": OUTSIDE[0]}]},
            {"name": ""},
        ],
        tts=[
            {"name": "A", "text": "x" * 1025},
            {"name": "A", "text": "Bonjour", "voice": "Bob"},
            {"name": "", "text": ""},
        ],
        menus=[
            {
                "name": "Accueil",
                "greeting": "accueil.wav",
                "greeting_tts": "A",
                "wrong_key_tts": "B",
                "entries": [{"key": "1", "action": "callcenter"}, {"key": "2", "action": "hunting"}],
            },
        ],
        steps=[{"actions": [{"action": "hunting", "queue": "SAV"}, {"action": "tts"}]}],
    )
    assert sorted(found) == [
        "agents.1.number",
        "agents.2.break_status",
        "breaks.0.color",
        "breaks.1.name",
        "crm_address",
        "menus.0.entries.0.queue",
        "menus.0.entries.1.action",
        "menus.0.greeting_tts",
        "menus.0.wrong_key_tts",
        "queues.0.members.1.agent",
        "queues.1.members.0.agent",
        "queues.1.name",
        "queues.1.overflow_sound",
        "queues.2.name",
        "steps.0.actions.0.queue",
        "steps.0.actions.1.tts",
        "tts.0.text",
        "tts.1.name",
        "tts.1.voice",
        "tts.2.name",
        "tts.2.text",
    ]
    assert found["queues.1.members.0.agent"] == (
        "Nothing is called “06 39 98 00 01”; choose one of: 01 99 00 40 01, 01 99 00 40 02."
    )
    assert found["tts.0.text"] == "At most 1024 characters; there are 1025."


def test_a_place_whose_agent_went_asks_for_another_one() -> None:
    found = faults(agents=[AGENT], queues=[{"name": "A", "members": [{"agent": ""}]}])
    assert found == {"queues.0.members.0.agent": "Choose the agent who rings."}


def test_a_reference_to_an_agent_is_to_its_number_however_it_is_written() -> None:
    whole = settings(agents=[AGENT], queues=[{"name": "A", "members": [{"agent": "01 99 00 40 01"}]}])
    assert whole.queues[0].members[0].agent == LINES[0]


def test_a_new_text_that_is_there_already_is_refused_and_one_that_was_always_there_is_not() -> None:
    rows: list[dict[str, Any]] = [{"name": "A", "text": "Bonjour"}, {"name": "B", "text": "Bonjour"}]
    assert list(faults(tts=rows)) == ["tts.1.text"]
    rows[1]["voice"] = "Loic"
    assert len(settings(tts=rows).tts) == 2
    del rows[1]["voice"]
    rows[1]["remote_id"] = 5
    assert len(settings(tts=rows).tts) == 2


@pytest.mark.parametrize(("first", "second"), [("a b", "a\nb"), ("a", "a\u202e"), ("a", "a ")])
def test_what_only_invisible_characters_tell_apart_is_the_same(first: str, second: str) -> None:
    found = faults(
        tts=[{"name": "A", "text": first}, {"name": "B", "text": second}],
        breaks=[{"name": first}, {"name": second}],
    )
    assert list(found) == ["breaks.1.name", "tts.1.text"]


def test_a_choice_is_told_without_a_word_of_another_language() -> None:
    assert faults(tts=[{"name": "A", "text": "a", "voice": "Zoe"}]) == {
        "tts.0.voice": "Choose one of: 'Bruce', 'Helene', 'Jenny', 'Loic'."
    }


@pytest.mark.parametrize(
    "written", [None, 3, [], {"queues": 3}, {"agents": [None, [1]]}, {"tts": [{"text": 3}]}]
)
def test_what_are_no_settings_is_refused_without_a_crash(written: Any) -> None:
    with pytest.raises(ValidationError):
        ContactCenter.model_validate(written)


def test_the_example_for_recipes_works_as_it_is() -> None:
    whole = settings(**contact_center.example([LINES[0], LINES[1]]))
    assert contact_center.advice(whole) == ()
    settings(**contact_center.example([LINES[0]]))


def test_a_name_of_a_queue_that_only_the_web_manager_refuses_is_warned_of_and_taken() -> None:
    example: Any = contact_center.example([LINES[0]])
    first = example["queues"][0]
    keys = [each for menu in example["menus"] for each in menu["entries"] if each["queue"] == first["name"]]
    for each in (first, *keys):
        each["name" if each is first else "queue"] = "SAV / support!"
    found = contact_center.advice(settings(**example))
    assert [each.path for each in found] == ["queues.0.name"]


# --- the form


def test_renaming_a_row_changes_whatever_refers_to_it() -> None:
    answers = contact_center.FORM.answers(settings(**EXAMPLE).model_dump(mode="json"))
    found = {
        to: [str(use.words) for use in uses(contact_center.FORM, answers, to, name, name_of)]
        for to, name in (
            ("queues", "Ventes"),
            ("tts", "Attente"),
            ("agents", NUMBERS[0]),
            ("breaks", "Repas"),
        )
    }
    assert found == {
        "queues": ["menu Accueil, key 1", "step 2, action 3"],
        "tts": ["step 1, action 1"],
        "agents": [
            f"queue Ventes, place {values.display(NUMBERS[0])}",
            f"queue Après-vente, place {values.display(NUMBERS[0])}",
        ],
        "breaks": [f"agent {values.display(NUMBERS[1])}"],
    }
    changed = renamed(contact_center.FORM, answers, "queues", "Ventes", "Boutique")
    assert uses(contact_center.FORM, changed, "queues", "Ventes", name_of) == ()


def test_the_places_of_an_agent_in_queues_go_along_with_the_agent_and_come_back_with_it() -> None:
    answers = contact_center.FORM.answers(settings(**EXAMPLE).model_dump(mode="json"))
    sheet = Sheet(contact_center.FORM, answers, Sources(lambda _answers: ()))
    shown = values.display(NUMBERS[0])
    assert str(row_edits.left_by(sheet.users("agents.0"))) == (
        f"What goes along with it: queue Ventes, place {shown}; queue Après-vente, place {shown}."
    )
    row_edits.delete(sheet, "agents.0")
    members: Any = [sheet.rows(f"queues.{at}.members") for at in range(len(EXAMPLE["queues"]))]
    assert all(row["agent"] not in ("", NUMBERS[0]) for rows in members for row in rows)
    assert sum(map(len, members)) == sum(len(each["members"]) for each in EXAMPLE["queues"]) - 2
    assert contact_center.FORM.settings(sheet.answers)["queues"] != EXAMPLE["queues"]
    sheet.undo()
    assert sheet.answers == answers


def test_a_key_that_led_to_a_deleted_queue_stays_and_leads_nowhere() -> None:
    answers = contact_center.FORM.answers(settings(**EXAMPLE).model_dump(mode="json"))
    sheet = Sheet(contact_center.FORM, answers, Sources(lambda _answers: ()))
    assert str(row_edits.left_by(sheet.users("queues.0"))) == (
        "What leads there will lead nowhere: menu Accueil, key 1; step 2, action 3."
    )
    row_edits.delete(sheet, "queues.0")
    assert sheet.get("menus.0.entries.0.queue") == ""
    assert len(sheet.rows("steps.1.actions")) == len(EXAMPLE["steps"][1]["actions"])


def test_who_is_in_a_queue_is_told_by_name_beside_the_number() -> None:
    answers = contact_center.FORM.answers(settings(**EXAMPLE).model_dump(mode="json"))
    lines = tree(Sheet(contact_center.FORM, answers, Sources(lambda _answers: ())), "queues", ())
    assert [tuple(cell.words for cell in line.cells) for line in lines if line.depth == 1] == [
        ("01 99 00 40 02", "–"),
        ("01 99 00 40 01", "Marie"),
        ("01 99 00 40 01", "Marie"),
        ("06 39 98 00 01", "–"),
    ]


# --- advice and warnings


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"queues": [{"name": "A"}]}, "queues.0.members"),
        ({"queues": [{"name": "A"}]}, "queues.0.name"),
        ({"queues": [{"name": "A", "record": True}]}, "queues.0.record"),
        ({"queues": [{"name": "A", "follow_forwards": True}]}, "queues.0.follow_forwards"),
        ({"agents": [AGENT]}, "queues"),
        ({"agents": [AGENT], "queues": [{"name": "A"}]}, "agents.0.number"),
        ({"agents": [{"number": "+33836123456"}]}, "agents.0.number"),
        ({"agents": [{**AGENT, "banner": True}]}, "agents.0.banner"),
        ({"agents": [{**AGENT, "record_outgoing": "on"}]}, "agents.0.record_outgoing"),
        ({"tts": [{"name": "A", "text": "Bonjour"}]}, "tts.0.name"),
        ({"menus": [{"name": "A"}]}, "menus.0.greeting"),
    ],
)
def test_what_the_form_advises_against_comes_with_its_path(given: dict[str, Any], path: str) -> None:
    assert path in advice(**given)


def test_without_any_queue_agents_are_not_told_one_by_one() -> None:
    assert advice(agents=[AGENT, {"number": LINES[1]}]) == ["queues", "steps"]


def test_who_supervises_is_told_what_can_be_done_about_several_numbers(services: Services) -> None:
    def told(banner: bool) -> bool:
        warnings = propose(services, {"agents": [{**AGENT, "banner": banner}]}).warnings
        return any("OVH has no page for several numbers together" in str(each) for each in warnings)

    assert told(True)
    assert not told(False)


def test_a_menu_with_a_text_greets_and_a_key_that_rings_a_queue_leads_out() -> None:
    found = advice(
        agents=[AGENT],
        queues=[{"name": "A", "members": [{"agent": LINES[0]}]}],
        tts=[{"name": "T", "text": "Bonjour"}],
        menus=[
            {
                "name": "M",
                "greeting_tts": "T",
                "entries": [{"key": "1", "action": "callcenter", "queue": "A"}],
            }
        ],
        steps=[{"actions": [{"action": "ivr", "menu": "M"}]}],
    )
    assert found == []


def test_warnings_name_the_queue_or_the_agent_and_what_calls_cost(services: Services) -> None:
    given: dict[str, Json] = {
        "agents": [{"number": OUTSIDE[0]}],
        "queues": [{"name": "A", "no_answer": "voicemail", "no_answer_voicemail": OUTSIDE[1]}],
    }
    found = [str(each) for each in propose(services, given).warnings]
    assert found[:2] == [
        "Calls to 06 39 98 00 01 are billed outside the plan: these are not numbers of this account.",
        "06 39 98 00 02 has no voicemail that this account can see; the platform may refuse it.",
    ]
    assert "Agent 06 39 98 00 01: This agent is in no queue, so that no call comes here." in found
    assert "Queue A: Without an agent the queue never rings: give it at least one." in found


def test_the_number_itself_and_a_line_of_others_are_refused_where_they_cannot_be(services: Services) -> None:
    given: dict[str, Json] = {
        "agents": [{"number": "01 99 00 10 01"}, {"number": OUTSIDE[0], "record_outgoing": "on"}]
    }
    with pytest.raises(SettingsRefused) as refused:
        propose(services, given)
    assert [each.path for each in refused.value.problems] == ["agents.0.number", "agents.1.record_outgoing"]


# --- small changes are small plans


def test_what_was_read_is_what_was_entered_and_has_nothing_to_change(set_up: Services) -> None:
    found = public(read(set_up))
    assert as_far_as_told(found, EXAMPLE) == EXAMPLE
    assert edited(set_up, lambda whole: None) == []


def test_a_renamed_queue_is_one_call(set_up: Services) -> None:
    queue = ids(set_up, "hunting/queue", "description")["Ventes"]

    def rename(whole: dict[str, Any]) -> None:
        whole["queues"][0]["name"] = "Boutique"
        whole["menus"][0]["entries"][0]["queue"] = "Boutique"
        whole["steps"][1]["actions"][2]["queue"] = "Boutique"

    assert edited(set_up, rename) == [("PUT", f"/hunting/queue/{queue}", {"description": "Boutique"})]


def test_a_moved_agent_is_one_call(set_up: Services) -> None:
    queue = ids(set_up, "hunting/queue", "description")["Ventes"]
    steps = edited(set_up, lambda whole: whole["queues"][0]["members"].reverse())
    assert [(method, path.rpartition("/")[0]) for method, path, _body in steps] == [
        ("PUT", f"/hunting/queue/{queue}/agent")
    ]


def test_a_changed_voice_is_one_call(set_up: Services) -> None:
    text = ids(set_up, "tts", "text")["Un instant."]
    steps = edited(set_up, lambda whole: whole["tts"][1].update(voice="Bruce"))
    assert steps == [("PUT", f"/tts/{text}", {"voice": "Bruce"})]


def test_an_agent_leaves_one_queue_and_stays_in_the_other(set_up: Services) -> None:
    queue = ids(set_up, "hunting/queue", "description")["Ventes"]
    agent = ids(set_up, "hunting/agent", "number")[worlds.PHONE_LINE]
    steps = edited(set_up, lambda whole: whole["queues"][0]["members"].pop())
    assert steps == [("DELETE", f"/hunting/queue/{queue}/agent/{agent}", {})]


def test_an_agent_who_goes_takes_places_and_banner_along(set_up: Services) -> None:
    agent = ids(set_up, "hunting/agent", "number")[worlds.PHONE_LINE]

    def leave(whole: dict[str, Any]) -> None:
        del whole["agents"][0], whole["queues"][0]["members"][1], whole["queues"][1]["members"][0]

    assert edited(set_up, leave) == [("DELETE", f"/hunting/agent/{agent}", {})]


def test_an_agent_who_goes_leaves_a_line_that_goes_on_recording(set_up: Services) -> None:
    whole, text = read(set_up), "01 99 00 40 01 goes on recording its outgoing calls."
    assert text not in map(str, propose(set_up, whole).warnings)
    del whole["agents"][0], whole["queues"][0]["members"][1], whole["queues"][1]["members"][0]
    assert text in map(str, propose(set_up, whole).warnings)


def test_a_queue_goes_last_after_all_that_leads_to_it(set_up: Services) -> None:
    queue = ids(set_up, "hunting/queue", "description")["Ventes"]

    def close(whole: dict[str, Any]) -> None:
        del whole["queues"][0], whole["menus"][0]["entries"][0], whole["steps"][1]["actions"][2]

    steps = edited(set_up, close)
    gone = [path for method, path, _body in steps if method == "DELETE"]
    assert gone.index(f"/hunting/queue/{queue}") > max(
        at for at, path in enumerate(gone) if "/menu/" in path or "/dialplan/" in path
    )
    whole = read(set_up)
    close(whole)
    apply(set_up, KIND, whole)
    assert [row["name"] for row in read(set_up)["queues"]] == ["Après-vente"]


def test_a_queue_that_somebody_lets_a_key_lead_to_meanwhile_stays(set_up: Services) -> None:
    queue = ids(set_up, "hunting/queue", "description")["Ventes"]
    whole = read(set_up)
    del whole["queues"][0], whole["menus"][0]["entries"][0], whole["steps"][1]["actions"][2]
    proposal = propose(set_up, whole)

    class Meddling(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            if method == "DELETE" and path.endswith(f"/queue/{queue}"):
                menu = self.inner.objects(f"{PABX}/menu")[0]["menuId"]
                key: Body = {"dtmf": "8", "action": "callcenter", "actionParam": str(queue), "position": 4}
                self.inner.call("POST", f"{PABX}/menu/{menu}/entry", key)
            return super().call(method, path, body)

    through = replace(set_up, exchange=Meddling(set_up.exchange), training=None)
    *_, last = use_cases.start(through, proposal)
    assert isinstance(last, Finished)
    assert last.run.state == "partial"
    assert isinstance(last.error, InUse)
    assert "queue Ventes is still in use" in str(last.error)


def test_a_queue_without_a_name_keeps_having_none(services: Services) -> None:
    apply(services, KIND, {"agents": [AGENT]})
    made = services.exchange.call("POST", f"{PABX}/hunting/queue", {"strategy": "ringAll"})
    assert isinstance(made, dict)
    assert [row["name"] for row in read(services)["queues"]] == [f"Queue {made['queueId']}"]
    assert edited(services, lambda whole: None) == []


# --- texts


def test_the_new_id_with_equal_text_and_voice_is_ours(set_up: Services) -> None:
    """The answer to the POST is lost: the text is found by what it says, and made only once."""
    assert set_up.training is not None
    whole = read(set_up)
    whole["tts"].append({"name": "Nuit", "text": "Bonne nuit.", "voice": "Jenny"})
    whole["menus"][0] |= {"wrong_key": None, "wrong_key_tts": "Nuit"}
    recording = Recording(set_up.exchange)
    through = replace(set_up, exchange=recording)
    proposal = propose(set_up, whole)
    set_up.training.next(Mishap.ANSWER_LOST)
    *_, last = use_cases.start(through, proposal)
    assert isinstance(last, Finished)
    assert last.run.state == "done"
    assert ids(set_up, "tts", "text").keys() == {*(row["text"] for row in EXAMPLE["tts"]), "Bonne nuit."}
    assert read(set_up)["menus"][0]["wrong_key_tts"] == "Nuit"


def test_texts_that_came_otherwise_are_called_by_their_first_words(set_up: Services) -> None:
    text = "Nos bureaux sont ouverts de neuf heures à dix-huit heures."
    for voice in ("Bruce", "Loic"):
        set_up.exchange.call("POST", f"{PABX}/tts", {"text": text, "voice": voice})
    names = [row["name"] for row in read(set_up)["tts"]]
    assert names[:3] == ["Accueil", "Attente", "Nos bureaux sont ouverts de neuf"]
    assert names[3].startswith("Nos bureaux sont ouverts de neuf ")
    assert edited(set_up, lambda whole: None) == []


# --- sorts of breaks


def test_a_break_with_another_colour_is_made_anew_and_the_agent_on_it_moves_along(set_up: Services) -> None:
    old = ids(set_up, "hunting/customStatus", "name")["Repas"]
    agent = ids(set_up, "hunting/agent", "number")[worlds.BARE_LINE]
    steps = edited(set_up, lambda whole: whole["breaks"][0].update(color="#00ff00"))
    assert steps == [
        (
            "POST",
            "/hunting/customStatus",
            {"name": "Repas", "color": "#00ff00", "description": "Une heure"},
        ),
        ("PUT", f"/hunting/agent/{agent}", {"breakStatus": "{break:Repas}"}),
        ("DELETE", f"/hunting/customStatus/{old}", {}),
    ]


def test_a_break_that_goes_is_left_first_by_the_agent_on_it(set_up: Services) -> None:
    old = ids(set_up, "hunting/customStatus", "name")["Repas"]
    agent = ids(set_up, "hunting/agent", "number")[worlds.BARE_LINE]

    def abolish(whole: dict[str, Any]) -> None:
        del whole["breaks"][0]
        whole["agents"][1]["break_status"] = None

    assert edited(set_up, abolish) == [
        ("PUT", f"/hunting/agent/{agent}", {"breakStatus": None}),
        ("DELETE", f"/hunting/customStatus/{old}", {}),
    ]


def break_with_a_taken_name(services: Services, color: str) -> tuple[Json, str]:
    """Another break called as the first, with an agent on it; their ids."""
    body: Body = {"name": "Repas", "color": color, "description": "Une heure"}
    made = services.exchange.call("POST", f"{PABX}/hunting/customStatus", body)
    agent = ids(services, "hunting/agent", "number")[worlds.BARE_LINE]
    assert isinstance(made, dict)
    services.exchange.call("PUT", f"{PABX}/hunting/agent/{agent}", {"breakStatus": made["id"]})
    return made["id"], str(agent)


@pytest.mark.parametrize("color", ["#e06c00", "#123456"])
def test_two_breaks_of_one_name_that_were_made_elsewhere_stay_as_they_are(
    set_up: Services, color: str
) -> None:
    break_with_a_taken_name(set_up, color)
    assert edited(set_up, lambda whole: None) == []


def test_of_two_breaks_of_one_name_the_other_can_go(set_up: Services) -> None:
    first = ids(set_up, "hunting/customStatus", "name")["Repas"]
    kept, _agent = break_with_a_taken_name(set_up, "#e06c00")
    whole = read(set_up)
    del whole["breaks"][0]
    apply(set_up, KIND, whole)
    names = set_up.exchange.objects(f"{PABX}/hunting/customStatus")
    assert [each["id"] for each in names if each["name"] == "Repas"] == [kept] != [first]


def test_of_two_breaks_of_one_name_the_one_with_an_agent_can_change_and_go(set_up: Services) -> None:
    old, agent = break_with_a_taken_name(set_up, "#123456")
    assert edited(set_up, lambda whole: whole["breaks"][-1].update(color="#00ff00")) == [
        (
            "POST",
            "/hunting/customStatus",
            {"name": "Repas", "color": "#00ff00", "description": "Une heure"},
        ),
        ("PUT", f"/hunting/agent/{agent}", {"breakStatus": f"{{break:Repas {old}}}"}),
        ("DELETE", f"/hunting/customStatus/{old}", {}),
    ]


# --- banners


def addresses(services: Services) -> list[str]:
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    return [url for _title, url in use_cases.secret_links(services, number)]


def test_the_address_of_a_banner_is_shown_on_demand_and_kept_nowhere(
    set_up: Services, tmp_path: Path
) -> None:
    found = addresses(set_up)
    assert len(found) == len(set(found)) == 2
    apply(set_up, KIND, {**EXAMPLE, "ring": 30})
    set_up.journal.save_draft(worlds.EMPTY_NUMBER, repr(read(set_up)))
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        kept = [
            repr(row)
            for table in ("run", "step", "draft")
            for row in connection.execute(f"SELECT * FROM {table}").fetchall()
        ]
    connection.close()
    assert kept
    assert not any(url in row or "creationDate" in row for row in kept for url in found)


def test_a_banner_is_made_revoked_and_made_anew_with_another_address(set_up: Services) -> None:
    agent = ids(set_up, "hunting/agent", "number")[worlds.PHONE_LINE]
    path = f"/hunting/agent/{agent}/bannerAccess"
    before = addresses(set_up)
    assert edited(set_up, lambda whole: whole["agents"][0].update(banner=False)) == [("DELETE", path, {})]
    for banner in (False, True):
        whole = read(set_up)
        whole["agents"][0]["banner"] = banner
        if banner:
            assert calls(propose(set_up, whole).plan.steps) == [("POST", path, {})]
        apply(set_up, KIND, whole)
    assert len(set(addresses(set_up)) | set(before)) == 3


@pytest.mark.parametrize("change", ["revoked", "gone", "renumbered", "kept"])
def test_before_a_link_goes_it_is_said_that_its_address_never_comes_back(
    change: str, set_up: Services
) -> None:
    whole = read(set_up)
    if change == "revoked":
        whole["agents"][2]["banner"] = False
    elif change == "gone":
        del whole["agents"][2], whole["queues"][1]["members"][1]
    elif change == "renumbered":
        whole["agents"][2]["number"] = whole["queues"][1]["members"][1]["agent"] = OUTSIDE[1]
    told = "The supervision link of 06 39 98 00 01 goes; the same address never comes back."
    found = [str(each) for each in propose(set_up, whole).warnings]
    assert (told in found) == (change in ("revoked", "gone"))


def test_a_recipe_that_says_nothing_of_banners_leaves_them(set_up: Services) -> None:
    whole = copy.deepcopy(EXAMPLE)
    for row in whole["agents"]:
        row.pop("banner")
    assert propose(set_up, whole).plan.steps == ()


# --- lines


def test_whose_the_lines_of_many_agents_are_is_told_by_one_list(services: Services) -> None:
    near = [f"00331990060{n:02}" for n in range(12)]
    assert isinstance(services.exchange, EmbeddedExchange)
    services.exchange.telephony.add(Service(name, "line", worlds.ACCOUNT, "", "sip") for name in near)
    asked: list[str] = []

    class Noting(Recording):
        def call(self, method: Method, path: str, body: Body | None = None) -> Json:
            asked.append(path)
            return super().call(method, path, body)

    numbers = [values.e164(name) for name in (*near, worlds.BARE_LINE)]
    found = line_options.lines(numbers, worlds.ACCOUNT, Read(Noting(services.exchange)))
    assert [line.billing_account for line in found.values()] == [worlds.ACCOUNT] * 12 + [worlds.OTHER_ACCOUNT]
    assert asked[0] == f"{T}/line"
    assert sum("searchServices" in path for path in asked) == 1


def test_the_recording_of_a_line_is_written_only_where_it_is_asked_for_and_differs(set_up: Services) -> None:
    path = f"{T}/line/{worlds.PHONE_LINE}/options"
    assert set_up.exchange.call("GET", path) == {"displayNumber": "", "recordOutgoingCallsBeta": True}
    assert propose(set_up, EXAMPLE).touches == {worlds.EMPTY_NUMBER}
    whole = read(set_up)
    whole["agents"][0]["record_outgoing"] = "off"
    proposal = propose(set_up, whole)
    assert calls(proposal.plan.steps) == [("PUT", path, {"recordOutgoingCallsBeta": False})]
    assert proposal.touches == {worlds.EMPTY_NUMBER, worlds.PHONE_LINE}
    whole["agents"][0]["record_outgoing"] = None
    assert propose(set_up, whole).plan.steps == ()


def test_an_agent_who_gets_another_line_takes_the_wish_to_record_along(set_up: Services) -> None:
    new = values.e164(worlds.TRUNK_LINE)
    whole: Any = renamed(contact_center.FORM, read(set_up), "agents", values.e164(worlds.PHONE_LINE), new)
    whole["agents"][0]["number"] = new
    assert calls(propose(set_up, whole).plan.steps)[-1] == (
        "PUT",
        f"{T}/line/{worlds.TRUNK_LINE}/options",
        {"recordOutgoingCallsBeta": True},
    )
    whole = renamed(contact_center.FORM, whole, "agents", new, "+33699001199")
    whole["agents"][0]["number"] = "+33699001199"
    with pytest.raises(SettingsRefused) as refused:
        propose(set_up, whole)
    assert [each.path for each in refused.value.problems] == ["agents.0.record_outgoing"]


def test_leaving_says_what_stays_behind_and_what_never_comes_back(set_up: Services) -> None:
    number = use_cases.open_number(set_up, worlds.EMPTY_NUMBER).number
    found = [str(each) for each in use_cases.propose(set_up, number, None, None).warnings]
    assert found == [
        "01 99 00 40 01 goes on recording its outgoing calls.",
        "The links to supervision banners go, and the same addresses never come back.",
    ]


# --- reading


def test_a_number_as_its_type_brings_it_is_not_set_up(services: Services) -> None:
    services.exchange.call(
        "POST",
        f"{T}/number/{worlds.EMPTY_NUMBER}/changeFeatureType",
        {"featureType": contact_center.TYPES[0]},
    )
    found = use_cases.open_number(services, worlds.EMPTY_NUMBER)
    assert (found.kind, found.settings) == (KIND, None)


def test_the_queue_that_the_type_brings_is_adopted(services: Services) -> None:
    recording = Recording(services.exchange)
    through = replace(services, exchange=recording, training=None)
    apply(through, KIND, {"queues": [{"name": "A"}, {"name": "B"}]})
    made = [
        path for method, path, _body in recording.accepted if method == "POST" and path.endswith("/queue")
    ]
    assert len(made) == 1


# --- what a colleague has set in ways that settings cannot express


@pytest.mark.parametrize(
    ("listed", "changed"),
    [
        ("/hunting/queue/", {"description": None}),
        ("/hunting/queue/", {"actionOnClosure": "callback", "actionOnClosureParam": "7"}),
        ("/hunting/queue/", {"soundOnHold": 4711, "record": None, "followCallForwards": None}),
        ("/hunting/agent/", {"description": " Marie\x07  D. "}),
        ("/menu/", {"name": "Été", "greetSoundTts": 4711, "invalidSound": 4711}),
        ("/tts/", {"text": " Bonjour\x1b.\n"}),
        ("/customStatus/", {"color": "E06C00"}),
        ("/ovhPabx/0033199001001/hunting", {"crmUrlTemplate": ""}),
    ],
)
def test_an_edit_leaves_what_its_settings_cannot_tell(listed: str, changed: Body, set_up: Services) -> None:
    number = use_cases.open_number(set_up, worlds.EMPTY_NUMBER).number
    ask = Read(set_up.exchange)
    found = states.present(number, ask)
    touched = [
        path
        for path in found.objects
        if path.rpartition("/")[0].endswith(listed[:-1]) or path.endswith(listed)
    ]
    assert touched
    objects = {
        path: {**body, **changed} if path in touched[:1] else body for path, body in found.objects.items()
    }
    have = replace(found, objects=objects)
    whole = contact_center.read(number, have, ask)
    assert whole is not None

    def sent(edit: dict[str, Json]) -> list[Body]:
        given = ContactCenter.model_validate({**whole.model_dump(mode="json"), **edit})
        wanted = contact_center.resources(given, number, contact_center.lookups(given, number, have, ask))
        plan = diff(number.billing_account, number.service_name, have, wanted)
        return [step.body for step in plan.steps]

    assert sent({}) == []
    assert sent({"ring": 61}) == [{"transferTimeout": 61}]


def test_the_effect_says_what_callers_hear_and_who_rings() -> None:
    assert str(contact_center.effect(settings(**contact_center.example(list(LINES[:2]))))) == (
        "Callers hear the menu “Accueil” and press 1, 2. Queues: Ventes, SAV; agents who ring: 2."
    )


def test_steps_that_do_the_same_are_told_apart_by_their_places(services: Services) -> None:
    """Nothing moves when the platform lists them in another order than they stand in."""
    given: dict[str, Json] = {"steps": [{"enabled": False}, {"enabled": True}]}
    apply(services, KIND, given)
    (plan,) = services.exchange.objects(f"{PABX}/dialplan")
    listed = f"{PABX}/dialplan/{plan['dialplanId']}/extension"
    first, second = services.exchange.objects(listed)
    for body, position, enabled in ((first, 2, True), (second, 1, False)):
        path = f"{listed}/{body['extensionId']}"
        services.exchange.call("PUT", path, {"position": position, "enabled": enabled})
    assert propose(services, given).plan.steps == ()
