"""From any settings to any others of the same kind: only what differs is sent, and a cut anywhere is made good."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import worlds
from tests.configurations import call_queues
from tests.configurations.test_laws import EXAMPLES, GENERATORS, SLICES, apply, as_far_as_told, kept
from tests.matrix import FULL
from tests.worlds import CutError, Recording, copies, through, world
from tui import use_cases
from tui.engine.resources import Json
from tui.engine.runner import Finished
from tui.engine.states import UNFINISHED
from tui.use_cases import Services

KINDS = [row.kind for row in SLICES]
_PAIRS = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), GENERATORS[kind], GENERATORS[kind])
)


EXAMPLES_HERE = settings(max_examples=100 if FULL else 14)
"""Each example applies two or three times, over a store of its own."""


class Cutting(Recording):
    """An exchange that notes its accepted writes and ends the process before or after one of them."""

    def __init__(self, inner: Any, position: int, when: str) -> None:
        super().__init__(inner)
        self.position, self.when = position, when

    def before(self, position: int) -> None:
        if self.when == "before" and position == self.position:
            raise CutError

    def after(self, position: int) -> None:
        if self.when == "after" and position == self.position:
            raise CutError


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a number without configuration and some sounds."""
    path = tmp_path_factory.mktemp("edits") / "store.sqlite3"
    services = world(path)
    call_queues.fill_sounds(services)
    return path


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Services]:
    """Services over a copy of a store as it is now."""
    return copies(tmp_path_factory.mktemp("copies"))


def file_of(services: Services) -> Path:
    return Path(services.journal._database.path)  # type: ignore[attr-defined]  # the store that the fixture opened


def stored(services: Services, kind: str) -> dict[str, Any]:
    found = use_cases.open_number(services, worlds.EMPTY_NUMBER).settings
    assert found is not None
    return kept(kind, dict(found))


def written(recording: Recording) -> list[Any]:
    """The accepted writes; a document's id is another one in every store."""
    document = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    return [document.sub("…", repr(each)) for each in recording.accepted]


def propose(services: Services, kind: str, settings: dict[str, Json]) -> use_cases.Proposal:
    checked = use_cases.settings_from(kind, settings)
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    return use_cases.propose(services, number, kind, checked)


@EXAMPLES_HERE
@given(_PAIRS)
def test_an_edit_reaches_the_other_settings_and_sends_only_what_differs(
    fresh: Callable[[Path], Services], template: Path, case: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    kind, first, second = case
    services = fresh(template)
    apply(services, kind, first)
    proposal = propose(services, kind, second)
    for step in proposal.plan.steps:
        if step.action != "delete":
            assert all(change.old != change.new or change.predicted for change in step.changes), step
    apply(services, kind, second)
    wanted, found = kept(kind, dict(use_cases.settings_from(kind, second))), stored(services, kind)
    assert as_far_as_told(found, wanted) == wanted
    assert propose(services, kind, second).plan.steps == ()


@EXAMPLES_HERE
@given(_PAIRS, st.integers(1, 40), st.sampled_from(["before", "after"]))
def test_a_cut_at_any_write_is_made_good_with_only_what_is_missing(
    fresh: Callable[[Path], Services],
    template: Path,
    case: tuple[str, dict[str, Any], dict[str, Any]],
    position: int,
    when: str,
) -> None:
    kind, first, second = case
    base = fresh(template)
    apply(base, kind, first)
    whole, cut = fresh(file_of(base)), fresh(file_of(base))
    uncut = Recording(whole.exchange)
    apply(through(whole, uncut), kind, second)
    cutting = Cutting(cut.exchange, position, when)
    try:
        apply(through(cut, cutting), kind, second)
    except CutError:
        again = Recording(cut.exchange)
        (run,) = cut.journal.unfinished()
        assert run.state in UNFINISHED
        *_, last = use_cases.carry_on(through(cut, again), run)
        assert isinstance(last, Finished)
        assert last.fault is None, str(last.error)
        cutting.accepted += again.accepted
    assert written(cutting) == written(uncut)
    assert stored(cut, kind) == stored(whole, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_settings_again_send_nothing(
    kind: str, fresh: Callable[[Path], Services], template: Path
) -> None:
    services = fresh(template)
    apply(services, kind, EXAMPLES[kind])
    recording = Recording(services.exchange)
    apply(through(services, recording), kind, EXAMPLES[kind])
    assert recording.accepted == []
