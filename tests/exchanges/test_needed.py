"""The rights that are asked for: every call of the configurations is within them, and none is asked for nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES, apply
from tests.worlds import world
from tui import use_cases
from tui.configurations import catalogue
from tui.engine.plan import Plan, Step
from tui.engine.resources import Body, Json, Method
from tui.engine.rights import Right, Rights
from tui.exchanges.accounts import OvhAccounts
from tui.exchanges.needed import needed
from tui.i18n import Message
from tui.use_cases import Services

KINDS = [row.kind for row in catalogue.CONFIGURATIONS if row.module]
ACCOUNTS = OvhAccounts(Path("nowhere"))


class Noting:
    """An exchange that notes every call."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.calls: list[tuple[Method, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def stopping(self, _stop: object) -> "Noting":
        return self

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        self.calls.append((method, path))
        answer: Json = self.inner.call(method, path, body)
        return answer

    def objects(self, path: str) -> Any:
        self.calls += [("GET", path), ("GET", f"{path}/1")]
        return self.inner.objects(path)


def noting(path: Path) -> tuple[Services, Noting]:
    services = world(path / "store.sqlite3")
    call_queues.fill_sounds(services)
    exchange = Noting(services.exchange)
    return replace(services, exchange=exchange), exchange


def rights(read_only: bool) -> Rights:
    return Rights(tuple(each.right for each in ACCOUNTS.needed(read_only)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_call_of_a_configuration_is_within_the_rights(kind: str, tmp_path: Path) -> None:
    services, exchange = noting(tmp_path)
    apply(services, kind, EXAMPLES[kind])
    apply(services, None, None)
    assert exchange.calls
    assert [call for call in exchange.calls if not rights(read_only=False).allows(*call)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_looking_and_planning_take_the_rights_to_read_alone(kind: str, tmp_path: Path) -> None:
    services, exchange = noting(tmp_path)
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    plan = use_cases.propose(services, number, kind, use_cases.settings_from(kind, EXAMPLES[kind])).plan
    use_cases.list_numbers(services)
    assert [call for call in exchange.calls if not rights(read_only=True).allows(*call)] == []
    # And each of what it would send is named as missing, as it is asked for.
    lacking = rights(read_only=True).missing(plan)
    assert lacking
    asked = rights(read_only=False).rules or ()
    assert [each for each in lacking if not any(right.opens(*each) for right in asked)] == []
    assert rights(read_only=True).read_only
    assert rights(read_only=False).missing(plan) == ()


def test_an_upload_needs_the_rights_for_the_document_it_goes_through() -> None:
    step = Step(
        "upload",
        "POST",
        "/telephony/ab1-ovh-1/ovhPabx/0033199001001/soundUpload",
        {},
        Message("x"),
        content="a.wav",
    )
    assert [str(each) for each in Rights(()).missing(Plan((step, step)))] == [
        "POST /me/document",
        "DELETE /me/document/*",
        "POST /telephony/*/ovhPabx/*/soundUpload",
    ]


def test_one_path_is_asked_for_by_itself_and_several_of_a_family_as_its_tree() -> None:
    asked = {str(each.right) for each in ACCOUNTS.needed(read_only=False)}
    assert "PUT /telephony/*/line/*/options" in asked
    assert "POST /telephony/*/ovhPabx/*" in asked
    # Nothing is asked for that would open more than numbers, their lines and the documents of sounds.
    assert all(
        each.startswith(("GET ", "POST /telephony/*/", "PUT /telephony/*/", "DELETE /telephony/*/"))
        or "/me/document" in each
        for each in asked
    )


def test_every_right_says_what_for_and_is_asked_for_once() -> None:
    asked = ACCOUNTS.needed(read_only=False)
    assert all(each.reasons for each in asked)
    assert len({each.right for each in asked}) == len(asked)


def test_without_configurations_nothing_of_them_is_asked_for() -> None:
    assert Right("POST", "/telephony/*/ovhPabx/*") not in [each.right for each in needed({}, read_only=False)]


def test_the_readme_says_of_every_right_what_it_is_for() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Connect an account")[2].partition("\n## ")[0]
    for each in ACCOUNTS.needed(read_only=False):
        method, path = each.right
        family = path.split("/")[3] if path.startswith("/telephony/*/") else path.removesuffix("/*")
        assert method in section
        assert family in section
