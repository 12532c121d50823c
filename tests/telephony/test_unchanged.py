"""What settings leave as it was read is not sent, however the platform spells it."""

import pytest

from tui.engine.converge import diff
from tui.engine.plan import Step
from tui.engine.resources import Body, Collection, Field, Ref, Resource, Snapshot, Wanted, Wish
from tui.i18n import Message
from tui.telephony.unchanged import as_read

THINGS = Collection(
    path="/telephony/{billing_account}/family/{service_name}/thing",
    schema="",
    title="thing",
    feature_types=frozenset({"some type"}),
    id="id",
    key=("name",),
    fields={
        "id": Field("integer", writable=False),
        "name": Field("string", normal=lambda value: str(value).strip()),
        "on": Field("boolean"),
        "position": Field("integer"),
        "pin": Field("string", secret=True),
        "other": Field("integer", refers={"": "/telephony/{billing_account}/family/{service_name}/thing"}),
    },
)
PATH = "/telephony/ab1-ovh-1/family/0033199001001/thing"


def have(*bodies: Body, feature_type: str = "some type") -> Snapshot:
    return Snapshot(feature_type, {f"{PATH}/{at}": {"id": at, **body} for at, body in enumerate(bodies)})


def wanted(*bodies: dict[str, Wish], known: bool = True) -> Wanted:
    resources = [
        Resource(THINGS, "ab1-ovh-1", "0033199001001", body, Ref("thing", str(at)), id=at if known else None)
        for at, body in enumerate(bodies)
    ]
    return Wanted("some type", None, Message("x"), tuple(resources))


def sent(before: Snapshot, read: Wanted | None, now: Wanted) -> list[Body]:
    steps: tuple[Step, ...] = diff("ab1-ovh-1", "0033199001001", before, as_read(now, read, before)).steps
    return [step.body for step in steps]


def test_a_value_that_reads_as_what_is_wanted_is_left_as_it_is() -> None:
    before, read = have({"name": "A", "on": None}), wanted({"name": "A", "on": False})
    assert sent(before, None, read) == [{"on": False}]
    assert sent(before, read, read) == []
    assert sent(before, read, wanted({"name": "A", "on": True})) == [{"on": True}]


@pytest.mark.parametrize("known", [True, False])
def test_equal_names_that_read_with_an_id_stay_equal(known: bool) -> None:
    before, read = have({"name": "A"}, {"name": "A"}), wanted({"name": "A"}, {"name": "A 1"})
    assert sent(before, read, wanted({"name": "A"}, {"name": "A 1"}, known=known)) == []
    assert sent(before, read, wanted({"name": "A"}, {"name": "B"}, known=known)) == [{"name": "B"}]


def test_places_are_numbered_together_and_sent() -> None:
    before, read = have({"name": "A", "position": 5}), wanted({"name": "A", "position": 1})
    assert sent(before, read, read) == [{"position": 1}]


def test_a_reference_and_a_secret_that_is_not_known_are_left_to_the_plan() -> None:
    before = have({"name": "A", "other": 1, "pin": "****"}, {"name": "B"})
    read = wanted({"name": "A", "other": Ref("thing", "0"), "pin": "12"}, {"name": "B"})
    assert sent(before, read, read) == [{"other": 0, "pin": "12"}]


def test_what_another_type_had_says_nothing() -> None:
    before, read = have({"name": "A", "on": None}, feature_type="other"), wanted({"name": "A", "on": False})
    assert as_read(read, read, before) == read
