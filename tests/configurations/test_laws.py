"""The laws that every configuration with settings obeys, on the embedded exchange and over HTTP on OVHcloud's."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.configurations import call_queues, contact_centers, voice_menus
from tests.platform.wizard import EXCHANGES, small_account
from tests.worlds import world
from tui import use_cases
from tui.configurations import catalogue
from tui.configurations.conference import Conference
from tui.configurations.redirection import Redirection
from tui.engine.runner import Event, Finished
from tui.forms import Form, Rows, Text, public
from tui.states import slice_of
from tui.telephony.values import e164
from tui.use_cases import Services

SLICES = [row for row in catalogue.CONFIGURATIONS if row.module is not None]

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=40
)


@st.composite
def redirections(draw: st.DrawFn) -> dict[str, Any]:
    line = draw(
        st.sampled_from(
            [worlds.PHONE_LINE, worlds.BARE_LINE, worlds.TRUNK_LINE, worlds.CARRIER_LINE, worlds.FAX_LINE]
        )
    )
    presents = line not in (worlds.TRUNK_LINE, worlds.FAX_LINE)
    return {
        "destination": e164(line),
        "present_number": presents and draw(st.booleans()),
        "clear_former_line": draw(st.booleans()),
        # An empty answer leaves the description as it is: a form cannot take one away.
        "description": draw(st.none() | _TEXT.map(str.strip).filter(bool)),
    }


@st.composite
def conferences(draw: st.DrawFn) -> dict[str, Any]:
    report = draw(st.sampled_from(["none", "customer", "other"]))
    return {
        "pin": draw(st.just("") | st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True)),
        "language": draw(st.sampled_from(["fr", "en", "de", "es", "it"])),
        "announcement": draw(st.booleans()),
        "muted_on_entry": draw(st.booleans()),
        "reject_anonymous": draw(st.booleans()),
        "recording": draw(st.booleans()),
        "report": report,
        "report_email": "accueil@example.com" if report == "other" else None,
        "white_label_report": report != "none" and draw(st.booleans()),
    }


@st.composite
def voice_services(draw: st.DrawFn) -> dict[str, Any]:
    host = draw(st.sampled_from(["example.com", "vxml.example.com:8080", "192.0.2.1", "[2001:db8::1]"]))
    path = draw(st.text("abc/.?=&%20~#", max_size=20))
    recordings = [
        None,
        "mailto:accueil@example.com",
        "ftp://example.com/recus",
        "http://example.com/recus?a=1",
    ]
    return {
        "url": f"{draw(st.sampled_from(['http', 'https', 'HTTPS']))}://{host}/{path}".strip(),
        "url_record": draw(st.sampled_from(recordings)),
    }


GENERATORS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "redirection": redirections(),
    "call-queue": call_queues.call_queues(),
    "conference": conferences(),
    "ivr": voice_menus.ivrs(call_queues.SOUNDS),
    "vxml": voice_services(),
    "contact-center": contact_centers.contact_centers(),
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "redirection": {"destination": e164(worlds.PHONE_LINE), "present_number": True},
    "call-queue": call_queues.EXAMPLE,
    "conference": {"pin": "1234", "report": "other", "report_email": "accueil@example.com"},
    "ivr": voice_menus.EXAMPLE,
    "vxml": {"url": "https://example.com/accueil.vxml", "url_record": "mailto:accueil@example.com"},
    "contact-center": contact_centers.EXAMPLE,
}
_WHOLE = st.sampled_from(SLICES).flatmap(lambda row: st.tuples(st.just(row.kind), GENERATORS[row.kind]))


@pytest.fixture(scope="module", params=EXCHANGES)
def account(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One world for many examples: each starts from whatever the one before left."""
    with small_account(request.param, tmp_path_factory.mktemp("laws")) as services:
        yield services


def apply(services: Services, kind: str | None, settings: dict[str, Any] | None) -> list[Event]:
    checked = None if kind is None or settings is None else use_cases.settings_from(kind, settings)
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    proposal = use_cases.propose(services, number, kind, checked)
    events = list(use_cases.start(services, proposal))
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.fault is None, str(last.error)
    assert last.run.state == "done"
    return events


def kept(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that a number keeps: not the questions about one change, nor what was left as it was."""
    slice_ = slice_of(kind)
    once = {field.name for field in slice_.FORM.fields if field.once}
    given = {name: value for name, value in public(settings).items() if name not in once}
    return in_any_order(slice_.FORM, spoken(given))


def _order(name: str, row: dict[str, Any]) -> tuple[str, str]:
    # Of equal names, which some rows may have, the rest decides.
    return str(row[name]), repr(sorted(row.items(), key=str))


def in_any_order(form: Form, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with the rows whose order does not count sorted by what they are called, at any depth."""
    found = dict(settings)
    for field in form.fields:
        if isinstance(field, Rows) and field.name in settings:
            rows = [in_any_order(field.form, row) for row in settings[field.name]]
            if not field.ordered:
                rows.sort(key=partial(_order, field.named))
            found[field.name] = rows
    return found


def spoken(value: Any) -> Any:
    """Settings without what is None, at any depth: what is not said."""
    if isinstance(value, dict):
        return {name: spoken(each) for name, each in value.items() if each is not None}
    return [spoken(each) for each in value] if isinstance(value, list) else value


def as_far_as_told(found: Any, wanted: Any) -> Any:
    """Settings that were read, without what the wanted ones leave as it is, at any depth."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {name: as_far_as_told(each, wanted[name]) for name, each in found.items() if name in wanted}
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [as_far_as_told(each, other) for each, other in zip(found, wanted, strict=True)]
    return found


@given(_WHOLE)
def test_applied_settings_are_read_back_and_a_second_plan_is_empty(
    account: Services, case: tuple[str, dict[str, Any]]
) -> None:
    kind, settings = case
    apply(account, kind, settings)
    configured = use_cases.open_number(account, worlds.EMPTY_NUMBER)
    assert configured.kind == kind
    assert configured.settings is not None
    checked = use_cases.settings_from(kind, settings)
    wanted, found = kept(kind, dict(checked)), kept(kind, dict(configured.settings))
    assert as_far_as_told(found, wanted) == wanted
    assert use_cases.propose(account, configured.number, kind, checked).plan.steps == ()


@given(_WHOLE)
def test_settings_survive_json_and_toml(case: tuple[str, dict[str, Any]]) -> None:
    kind, settings = case
    checked = use_cases.settings_from(kind, settings)
    assert use_cases.settings_from(kind, json.loads(json.dumps(checked))) == checked
    written = tomlkit.dumps(spoken(public(checked)))
    assert use_cases.settings_from(kind, tomlkit.parse(written).unwrap()) == checked


@given(_WHOLE)
def test_a_form_shows_the_settings_and_gives_them_back(case: tuple[str, dict[str, Any]]) -> None:
    kind, settings = case
    checked = use_cases.settings_from(kind, settings)
    form = slice_of(kind).FORM
    again = use_cases.settings_from(kind, form.settings(form.answers(checked)))
    assert kept(kind, dict(again)) == {
        name: value for name, value in kept(kind, dict(checked)).items() if name in again
    }


@pytest.mark.parametrize("row", SLICES, ids=lambda row: row.kind)
def test_every_setting_is_in_the_form_and_the_reverse(row: catalogue.Configuration) -> None:
    slice_ = slice_of(row.kind)
    form: Form = slice_.FORM
    assert {field.name for field in form.fields} == set(slice_.SETTINGS.model_fields) - {"kind"}
    for field in form.fields:
        if field.visible_when is not None:
            form.field(field.visible_when[0])


@pytest.mark.parametrize("row", SLICES, ids=lambda row: row.kind)
def test_a_slice_examines_documents_where_its_form_asks_for_the_address_of_one(
    row: catalogue.Configuration,
) -> None:
    slice_ = slice_of(row.kind)
    asked = [field for field in slice_.FORM.fields if isinstance(field, Text) and field.document]
    assert bool(asked) == hasattr(slice_, "examine")


@pytest.mark.parametrize("row", SLICES, ids=lambda row: row.kind)
def test_every_resource_belongs_to_a_declared_collection(
    row: catalogue.Configuration, account: Services
) -> None:
    slice_ = slice_of(row.kind)
    number = use_cases.open_number(account, worlds.EMPTY_NUMBER).number
    checked = use_cases.settings_from(row.kind, EXAMPLES[row.kind])
    proposal = use_cases.propose(account, number, row.kind, checked)
    assert proposal.intent.to_type in row.feature_types
    families = {each.path for each in slice_.COLLECTIONS}
    assert families
    for step in proposal.plan.steps:
        assert step.title.text
        for change in step.changes:
            assert change.label, f"{change.name} has no name for people"


def test_feature_types_belong_to_one_configuration_each() -> None:
    types = [each for row in catalogue.CONFIGURATIONS for each in row.feature_types]
    assert len(types) == len(set(types))
    assert {row.kind for row in catalogue.CONFIGURATIONS if row.mode == "expert"} == {
        "vxml",
        "contact-center",
    }


@pytest.mark.parametrize("kind", [row.kind for row in catalogue.CONFIGURATIONS])
def test_every_kind_can_follow_every_other_and_be_removed(kind: str, tmp_path: Path) -> None:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    for row in catalogue.CONFIGURATIONS:
        if row.kind == kind:
            continue
        for each in (kind, row.kind):
            apply(services, each, EXAMPLES.get(each))
            assert use_cases.open_number(services, worlds.EMPTY_NUMBER).kind == each
    apply(services, None, None)
    assert use_cases.open_number(services, worlds.EMPTY_NUMBER).number.feature_type == "empty"


def test_models_are_frozen_and_forbid_what_nobody_knows() -> None:
    for model in (Redirection, Conference):
        assert model.model_config["frozen"]
        assert model.model_config["extra"] == "forbid"


def test_an_edit_sends_only_what_differs(account: Services) -> None:
    apply(account, "conference", EXAMPLES["conference"])
    number = use_cases.open_number(account, worlds.EMPTY_NUMBER).number
    changed = use_cases.settings_from("conference", {**EXAMPLES["conference"], "recording": True})
    (step,) = use_cases.propose(account, number, "conference", changed).plan.steps
    assert step.body == {"recordStatus": True}
    assert replace(step, body={}).action == "update"
