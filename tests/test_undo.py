"""Undo: from any state, whatever was applied, back to that state, but for what was said not to come back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import worlds
from tests.configurations import call_queues
from tests.configurations.test_edits import Cutting, file_of, written
from tests.configurations.test_laws import EXAMPLES, GENERATORS, SLICES, apply
from tests.matrix import FULL, sample
from tests.platform.wizard import small_platform
from tests.undoing import plain_state, undone
from tests.worlds import ACCOUNT, EMPTY_NUMBER, CutError, Recording, copies, through, world
from tui import undo, use_cases
from tui.engine.errors import NotResumable
from tui.engine.ports import Run
from tui.engine.runner import Finished
from tui.engine.scope import Scope
from tui.faults import fault_of
from tui.store.forgetting import forget_secrets
from tui.use_cases import Services

KINDS = [row.kind for row in SLICES]
_ANY = st.sampled_from([None, *KINDS]).flatmap(
    lambda kind: st.tuples(st.just(kind), st.just(None) if kind is None else GENERATORS[kind])
)


EXAMPLES_HERE = settings(max_examples=120 if FULL else 8)
"""Each example applies three times or more, over a store of its own."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a number without configuration and some sounds."""
    path = tmp_path_factory.mktemp("undo") / "store.sqlite3"
    call_queues.fill_sounds(world(path))
    return path


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Services]:
    """Services over a copy of a store as it is now."""
    return copies(tmp_path_factory.mktemp("copies"))


def reach(services: Services, case: tuple[str | None, Any]) -> None:
    """Give the number a configuration, or none."""
    kind, wanted = case
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    if kind is not None or number.feature_type != "empty":
        apply(services, kind, wanted)


@EXAMPLES_HERE
@given(_ANY, _ANY)
def test_whatever_was_applied_is_undone_and_undoing_that_brings_it_back(
    fresh: Callable[[Path], Services],
    template: Path,
    first: tuple[str | None, Any],
    second: tuple[str | None, Any],
) -> None:
    services = fresh(template)
    reach(services, first)
    then = plain_state(services)
    reach(services, second)
    now = plain_state(services)
    if not any(run.changed for run in services.journal.runs()):
        return
    if now != then:
        for state in (then, now):
            proposal, events = undone(services)
            last = events[-1]
            assert isinstance(last, Finished)
            assert last.run.state == "done", str(last.error)
            assert proposal.undo is not None
            assert proposal.undo.since == ()
            assert plain_state(services) == state


# --- what was made elsewhere, and what does not come back

T = f"/telephony/{ACCOUNT}"
FOREIGN = "ailleurs.wav"


def post(services: Services, path: str, body: Mapping[str, Any] = {}, **fields: Any) -> Any:
    return services.exchange.call("POST", path, {**body, **fields})


def put(services: Services, path: str, **fields: Any) -> None:
    services.exchange.call("PUT", path, fields)


def foreign_sound(services: Services, family: str) -> int:
    """A sound that the number has and the store does not; its id."""
    document: Any = post(services, "/me/document", name=FOREIGN)
    services.exchange.put_content(document["putUrl"], b"RIFF elsewhere")
    path = f"{T}/{family}/{EMPTY_NUMBER}"
    post(services, f"{path}/soundUpload", documentId=document["id"], name=FOREIGN)
    return next(
        int(str(each["soundId"]))
        for each in services.exchange.objects(f"{path}/sound")
        if each["name"] == FOREIGN
    )


def queue_made_elsewhere(services: Services) -> None:
    """A second queue with an agent of its own, figures that no form asks for, entries that no form shows, a sound."""
    here, sound = f"{T}/easyHunting/{EMPTY_NUMBER}", foreign_sound(services, "easyHunting")
    put(services, here, toneOnHold=sound, maxWaitTime=33, voicemail=worlds.PHONE_LINE)
    other = post(services, f"{here}/hunting/queue", strategy="ringAll", description="Dépannage", maxMember=4)
    number = "0033639980099"
    agent = post(
        services,
        f"{here}/hunting/agent",
        number=number,
        simultaneousLines=1,
        status="available",
        timeout=9,
        wrapUpTime=1,
    )
    post(services, f"{here}/hunting/agent/{agent['agentId']}/queue", queueId=other["queueId"], position=0)
    entry = {"screenListType": "destinationBlackList", "destinationNumber": "0033199009998"}
    post(services, f"{here}/screenListConditions/conditions", entry)
    first = services.exchange.objects(f"{here}/hunting/queue")[0]["queueId"]
    action = {"actionOnOverflow": "playback", "actionOnOverflowParam": str(sound)}
    put(services, f"{here}/hunting/queue/{first}", **action)


def menu_made_elsewhere(services: Services) -> None:
    """A key and an action that play a sound of the number's own; a second dialplan; a list of numbers called."""
    here, sound = f"{T}/ovhPabx/{EMPTY_NUMBER}", foreign_sound(services, "ovhPabx")
    menu = post(services, f"{here}/menu", name="Ailleurs", greetSound=sound)["menuId"]
    entry: dict[str, Any] = {"dtmf": "7", "action": "playback", "actionParam": str(sound), "position": 0}
    post(services, f"{here}/menu/{menu}/entry", entry)
    post(
        services, f"{here}/menu/{menu}/entry", {**entry, "dtmf": "8", "action": "menuExit", "actionParam": ""}
    )
    for name in ("Nuit", "Jour"):
        plan = post(
            services,
            f"{here}/dialplan",
            name=name,
            transferTimeout=20,
            showCallerNumber="both",
            anonymousRejection=False,
        )["dialplanId"]
        step = post(
            services,
            f"{here}/dialplan/{plan}/extension",
            enable=True,
            position=3,
            screenListType="destinationWhiteList",
        )["extensionId"]
        within = f"{here}/dialplan/{plan}/extension/{step}"
        post(
            services,
            f"{within}/rule",
            action="playback",
            actionParam=str(sound),
            negativeAction=False,
            position=1,
        )
        post(
            services, f"{within}/rule", action="ivr", actionParam=str(menu), negativeAction=False, position=2
        )
        called = {"screenListType": "destinationWhiteList", "destinationNumber": "0033199001001"}
        post(services, f"{within}/conditionScreenList", called)


def center_made_elsewhere(services: Services) -> None:
    """What a menu has elsewhere, and a switch that no form asks for, an agent on a break, a link to its banner."""
    menu_made_elsewhere(services)
    here = f"{T}/ovhPabx/{EMPTY_NUMBER}/hunting"
    put(services, here, g729=True)
    reason = post(services, f"{here}/customStatus", name="Congés", color="#123456")["id"]
    agent = post(
        services,
        f"{here}/agent",
        number="0033639980098",
        simultaneousLines=2,
        status="onBreak",
        timeout=9,
        wrapUpTime=1,
    )["agentId"]
    put(services, f"{here}/agent/{agent}", breakStatus=reason)
    post(services, f"{here}/agent/{agent}/bannerAccess")


def conference_made_elsewhere(services: Services) -> None:
    """An announcement that was not sent from here."""
    document: Any = post(services, "/me/document", name=FOREIGN)
    services.exchange.put_content(document["putUrl"], b"RIFF elsewhere")
    here = f"{T}/conference/{EMPTY_NUMBER}"
    post(services, f"{here}/announceUpload", documentId=document["id"])
    put(services, f"{here}/settings", announceFile=True)


ELSEWHERE: dict[str, Callable[[Services], None]] = {
    "call-queue": queue_made_elsewhere,
    "conference": conference_made_elsewhere,
    "ivr": menu_made_elsewhere,
    "contact-center": center_made_elsewhere,
}


def edited(services: Services, kind: str) -> dict[str, Any]:
    """The settings that the number has, with one other answer."""
    found = dict(use_cases.open_number(services, EMPTY_NUMBER).settings or {})
    return found | ({"recording": True} if "recording" in found else {"description": "Autre"})


AFTER = [(kind, other) for kind in ELSEWHERE for other in (*KINDS, None)]


@pytest.mark.parametrize(("kind", "other"), sample(AFTER, 8, "elsewhere"))
def test_what_was_made_elsewhere_comes_back_but_for_what_was_said_before(
    kind: str, other: str | None, fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, kind, EXAMPLES[kind])
    ELSEWHERE[kind](services)
    wanted = None if other is None else edited(services, kind) if kind == other else EXAMPLES[other]
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    proposal = use_cases.propose(services, number, other, wanted)
    said = proposal.losses
    lost = {FOREIGN} if any(FOREIGN in str(each) for each in said) else set()
    assert bool(lost) == (kind != other)
    then = plain_state(services, lost)
    *_, applied = use_cases.start(services, proposal)
    assert isinstance(applied, Finished)
    assert applied.run.state == "done", str(applied.error)
    undoing, (*_, last) = undone(services)
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    assert undoing.undo is not None
    assert undoing.undo.missing == said
    assert undoing.undo.since == ()
    assert plain_state(services, lost) == then


@pytest.mark.parametrize("kind", sample(KINDS, 2, "platform"))
def test_a_real_account_is_undone_in_the_same_way(kind: str, tmp_path: Path) -> None:
    with small_platform(tmp_path) as (services, _platform):
        apply(services, kind, EXAMPLES[kind])
        then = plain_state(services)
        other = "conference" if kind == "vxml" else "vxml"
        apply(services, other, EXAMPLES[other])
        proposal, (*_, last) = undone(services)
        assert isinstance(last, Finished)
        assert last.run.state == "done", str(last.error)
        assert proposal.shared
        assert plain_state(services) == then


# --- cut off anywhere


@EXAMPLES_HERE
@given(_ANY, _ANY, st.integers(1, 60), st.sampled_from(["before", "after"]))
def test_an_undo_that_is_cut_off_at_any_write_is_made_good_with_only_what_is_missing(
    fresh: Callable[[Path], Services],
    template: Path,
    first: tuple[str | None, Any],
    second: tuple[str | None, Any],
    position: int,
    when: str,
) -> None:
    base = fresh(template)
    reach(base, first)
    then = plain_state(base)
    reach(base, second)
    if plain_state(base) == then:
        return
    whole, cut = fresh(file_of(base)), fresh(file_of(base))
    uncut, cutting = Recording(whole.exchange), Cutting(cut.exchange, position, when)
    undone(whole, uncut)
    try:
        undone(cut, cutting)
    except CutError:
        again = Recording(cut.exchange)
        (run,) = cut.journal.unfinished()
        *_, last = use_cases.carry_on(through(cut, again), run)
        assert isinstance(last, Finished)
        assert last.fault is None, str(last.error)
        cutting.accepted += again.accepted
    assert written(cutting) == written(uncut)
    assert plain_state(cut) == plain_state(whole) == then


@EXAMPLES_HERE
@given(_ANY, _ANY, st.integers(1, 60), st.sampled_from(["before", "after"]))
def test_a_run_that_was_cut_off_at_any_write_is_undone_as_well(
    fresh: Callable[[Path], Services],
    template: Path,
    first: tuple[str | None, Any],
    second: tuple[str | None, Any],
    position: int,
    when: str,
) -> None:
    services = fresh(template)
    reach(services, first)
    then = plain_state(services)
    cutting = Cutting(services.exchange, position, when)
    try:
        reach(through(services, cutting), second)
    except CutError:
        (run,) = services.journal.unfinished()
        assert run.changed
        proposal, (*_, last) = undone(services)
        assert isinstance(last, Finished)
        assert last.run.state == "done", str(last.error)
        assert proposal.undo is not None
        assert proposal.undo.run == run
        assert proposal.undo.since == ()
        assert plain_state(services) == then
        assert services.journal.unfinished() == []


def test_that_ids_are_new_is_said_too_where_an_undo_was_cut_off_halfway_back(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, "call-queue", EXAMPLES["call-queue"])
    apply(services, "vxml", EXAMPLES["vxml"])
    with pytest.raises(CutError):
        undone(services, Cutting(services.exchange, 8, "after"))
    cut, first = services.journal.runs()[0], services.journal.run(2)
    assert cut.intent.undoes == first.id
    proposal = proposed(services, first)
    assert proposal.undo is not None
    assert any("The ids of all objects" in str(each) for each in proposal.undo.missing)


def test_that_some_ids_are_new_is_not_said_of_all(fresh: Callable[[Path], Services], template: Path) -> None:
    services = fresh(template)
    apply(services, "ivr", EXAMPLES["ivr"])
    whole = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert whole is not None
    apply(services, "ivr", {**whole, "steps": [], "closures": []})
    proposal = proposed(services)
    assert proposal.undo is not None
    assert not any("ids of all" in str(each) for each in (*proposal.undo.missing, *proposal.losses))


def test_a_sound_that_was_sent_before_the_cut_goes_again(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    silent = {name: None for name in EXAMPLES["call-queue"] if name.endswith("_sound")}
    apply(services, "call-queue", {**EXAMPLES["call-queue"], **silent, "overflow": "none"})
    then = plain_state(services)
    # A document, the sound, the end of the document; then something would play it.
    sounding = edited(services, "call-queue") | {"hold_sound": "attente.wav"}
    with pytest.raises(CutError):
        apply(through(services, Cutting(services.exchange, 4, "before")), "call-queue", sounding)
    assert plain_state(services) != then
    undone(services)
    assert plain_state(services) == then


# --- what somebody else did, and what forbids it


def colleague(services: Services, **fields: Any) -> None:
    services.exchange.call("PUT", f"{T}/conference/{EMPTY_NUMBER}/settings", fields)


@pytest.fixture
def conference(fresh: Callable[[Path], Services], template: Path) -> Services:
    """A redirection that became a conference."""
    services = fresh(template)
    apply(services, "redirection", EXAMPLES["redirection"])
    apply(services, "conference", EXAMPLES["conference"])
    return services


def proposed(services: Services, run: Run | None = None) -> use_cases.Proposal:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    return undo.propose(services, number, run or undo.last_run(services, number))


def test_what_a_colleague_changed_since_is_told_and_goes_only_with_consent(conference: Services) -> None:
    colleague(conference, language="de", recordStatus=True)
    proposal = proposed(conference)
    assert proposal.undo is not None
    told = {(each.label, each.expected, each.found) for each in proposal.undo.since}
    assert told == {("language", "fr", "de"), ("recording", False, True)}
    with pytest.raises(undo.ChangedSince) as refused:
        undo.refuse_changed(proposal)
    assert "language was French and is German" in str(fault_of(refused.value).what)
    undone(conference)
    assert use_cases.open_number(conference, EMPTY_NUMBER).kind == "redirection"


def test_what_a_colleague_undid_already_needs_no_consent(conference: Services) -> None:
    apply(conference, "conference", {**EXAMPLES["conference"], "language": "de"})
    colleague(conference, language="fr")
    proposal = proposed(conference)
    assert proposal.undo is not None
    assert (proposal.plan.steps, proposal.undo.since) == ((), ())
    undo.refuse_changed(proposal)


def test_a_type_that_a_colleague_gave_it_since_is_told(conference: Services) -> None:
    post(conference, f"{T}/number/{EMPTY_NUMBER}/changeFeatureType", featureType="svi")
    proposal = proposed(conference)
    assert proposal.undo is not None
    assert [(each.expected, each.found) for each in proposal.undo.since] == [("conference", "svi")]


def test_agents_who_log_in_and_out_have_changed_nothing(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, "call-queue", EXAMPLES["call-queue"])
    apply(services, "call-queue", edited(services, "call-queue"))
    here = f"{T}/easyHunting/{EMPTY_NUMBER}/hunting/agent"
    agent = services.exchange.objects(here)[0]
    put(services, f"{here}/{agent['agentId']}", status="loggedOut")
    proposal, _events = undone(services)
    assert proposal.undo is not None
    assert proposal.undo.since == ()
    assert services.exchange.objects(here)[0]["status"] == "loggedOut"


def test_a_line_that_shows_another_number_since_is_left_alone(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    options = f"{T}/line/{worlds.PHONE_LINE}/options"
    put(services, options, displayNumber=worlds.BARE_LINE)
    apply(services, "redirection", EXAMPLES["redirection"])
    put(services, options, displayNumber=worlds.OTHER_NUMBER)
    undone(services)
    shown: Any = services.exchange.call("GET", options)
    assert shown["displayNumber"] == worlds.OTHER_NUMBER


def test_a_line_shows_again_what_it_showed(fresh: Callable[[Path], Services], template: Path) -> None:
    services = fresh(template)
    options = f"{T}/line/{worlds.PHONE_LINE}/options"
    put(services, options, displayNumber=worlds.BARE_LINE)
    apply(services, "redirection", EXAMPLES["redirection"])
    proposal, _events = undone(services)
    assert worlds.PHONE_LINE in proposal.touches
    shown: Any = services.exchange.call("GET", options)
    assert shown["displayNumber"] == worlds.BARE_LINE


def test_an_earlier_run_is_undone_with_those_after_it(conference: Services) -> None:
    first, second = conference.journal.runs_of(EMPTY_NUMBER)
    proposal = proposed(conference, first)
    assert proposal.undo is not None
    assert (proposal.undo.run.id, proposal.undo.later) == (first.id, (second.id,))
    assert proposal.undo.since == ()
    list(use_cases.start(conference, proposal))
    assert use_cases.open_number(conference, EMPTY_NUMBER).number.feature_type == "empty"
    line: Any = conference.exchange.call("GET", f"{T}/line/{worlds.PHONE_LINE}/options")
    assert line["displayNumber"] == ""


def test_an_undo_is_a_run_that_names_what_it_undoes(conference: Services) -> None:
    undone(conference)
    *_, applied, undoing = conference.journal.runs_of(EMPTY_NUMBER)
    assert undoing.intent.undoes == applied.id
    assert (undoing.intent.kind, undoing.state) == ("redirection", "done")
    assert undoing.owner


def test_where_nothing_was_changed_there_is_nothing_to_undo(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    with pytest.raises(undo.NothingToUndo):
        proposed(services)
    apply(services, "vxml", EXAMPLES["vxml"])
    apply(services, "vxml", EXAMPLES["vxml"])
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    assert undo.last_run(services, number).id == 1
    with pytest.raises(undo.NothingToUndo):
        proposed(services, services.journal.run(2))


def test_a_run_of_another_account_is_refused(conference: Services) -> None:
    (*_, run) = conference.journal.runs_of(EMPTY_NUMBER)
    with pytest.raises(NotResumable):
        proposed(conference, replace(run, scope=Scope("ovhcloud", "ovh-eu", "ab1-ovh")))


def test_there_is_no_way_back_to_an_older_type_and_this_is_said_before(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    services.exchange.telephony.retype(EMPTY_NUMBER, "easyPabx")  # type: ignore[attr-defined]  # the embedded one
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    losses = use_cases.propose(services, number, "vxml", EXAMPLES["vxml"]).losses
    assert [str(each) for each in losses] == ["There is no way back to this older type."]
    apply(services, "vxml", EXAMPLES["vxml"])
    with pytest.raises(undo.NoWayBack) as refused:
        proposed(services)
    assert "easyPabx" in str(refused.value)


def test_the_older_sort_of_queue_comes_back_as_the_newer_one_and_this_is_said_before(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    services.exchange.telephony.retype(EMPTY_NUMBER, "easyHunting")  # type: ignore[attr-defined]  # the embedded one
    apply(services, "call-queue", EXAMPLES["call-queue"])
    then = plain_state(services)
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    losses = use_cases.propose(services, number, "vxml", EXAMPLES["vxml"]).losses
    assert any("easyHunting" in str(each) for each in losses)
    apply(services, "vxml", EXAMPLES["vxml"])
    undone(services)
    assert plain_state(services) == then


def test_a_pin_that_cannot_be_read_is_named_before_and_kept_where_nobody_touched_it(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, "conference", EXAMPLES["conference"])
    hiding = through(services, Hiding(services.exchange))
    number = use_cases.open_number(hiding, EMPTY_NUMBER).number
    said = "access PIN: the present one cannot be read."
    changes = {"pin": "777", "language": "de"}
    proposal = use_cases.propose(hiding, number, "conference", {**EXAMPLES["conference"], **changes})
    assert [str(each) for each in proposal.losses] == [said]
    list(use_cases.start(hiding, proposal))
    undoing = proposed(hiding)
    assert undoing.undo is not None
    assert [str(each) for each in undoing.undo.missing] == [said]
    (step,) = undoing.plan.steps
    assert step.body == {"language": "fr"}


class Hiding(Recording):
    """An exchange that masks PINs, as the platform may."""

    def call(self, method: Any, path: str, body: Any = None) -> Any:
        """Make the call; a PIN that is read is asterisks."""
        answer = super().call(method, path, body)
        return answer | {"pin": "****"} if isinstance(answer, dict) and answer.get("pin") else answer


def test_after_thirty_days_a_run_that_held_a_secret_is_refused(conference: Services) -> None:
    apply(conference, "vxml", EXAMPLES["vxml"])
    later = conference.clock.now() + 31 * 24 * 3600
    journal: Any = conference.journal
    forget_secrets(journal._database, frozenset({"pin"}), later)
    with pytest.raises(undo.SecretsErased) as refused:
        proposed(conference)
    assert "run 3" in str(refused.value).lower()
    # What was there before the first one held no secret.
    first = conference.journal.run(1)
    assert proposed(conference, first).plan


def test_an_unfinished_undo_goes_on_though_what_it_undoes_was_forgotten_since(conference: Services) -> None:
    apply(conference, "vxml", EXAMPLES["vxml"])
    with pytest.raises(CutError):
        undone(conference, Cutting(conference.exchange, 2, "before"))
    journal: Any = conference.journal
    with journal._database.write() as connection:
        connection.execute("UPDATE run SET erased = 1, before = replace(before, '1234', '***') WHERE id = 3")
    (run,) = journal.unfinished()
    *_, last = use_cases.carry_on(conference, run)
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    pin: Any = conference.exchange.call("GET", f"{T}/conference/{EMPTY_NUMBER}/settings")
    assert pin["pin"] == "1234"


def test_a_sound_that_left_the_store_is_said_again_before_undoing(
    fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, "call-queue", EXAMPLES["call-queue"])
    apply(services, "vxml", EXAMPLES["vxml"])
    sounds: Any = services.sounds
    with sounds._database.write() as connection:
        connection.execute("DELETE FROM sound WHERE name = 'attente.wav'")
    proposal, (*_, last) = undone(services)
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)
    assert proposal.undo is not None
    assert any("attente.wav" in str(each) for each in proposal.undo.missing)
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings or {}
    assert (settings["hold_sound"], settings["opening_sound"]) == (None, "accueil.wav")
