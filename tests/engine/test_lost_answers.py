"""An answer that gets lost, at every kind of create, upload and change of type: nothing is sent again before looking.

Over HTTP: what arrives at the platform is counted there.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from tests import worlds
from tests.configurations.test_laws import EXAMPLES
from tests.matrix import sample
from tests.platform import Platform, Request
from tests.platform.wizard import small_platform
from tui import use_cases
from tui.engine.runner import Finished
from tui.use_cases import Services

FAULTS = ("reset-before", "reset-after", "html-502-after")
_TYPE = "*/number/*/changeFeatureType"
_STEPS = (
    "*/ovhPabx/*/menu",
    "*/menu/*/entry",
    "*/ovhPabx/*/dialplan",
    "*/dialplan/*/extension",
    "*/extension/*/rule",
    "*/extension/*/conditionTime",
    "*/scheduler/*/events",
)
CALLS: dict[str, tuple[str, ...]] = {
    "redirection": (_TYPE, "*/redirect/*/changeDestination"),
    "conference": (_TYPE,),
    "vxml": (_TYPE,),
    "call-queue": (
        _TYPE,
        "/me/document",
        "*/easyHunting/*/soundUpload",
        "*/easyHunting/*/hunting/agent",
        "*/easyHunting/*/hunting/agent/*/queue",
        "*/easyHunting/*/timeConditions/conditions",
        "*/easyHunting/*/screenListConditions/conditions",
        "*/scheduler/*/events",
    ),
    "ivr": (_TYPE, *_STEPS, "*/extension/*/conditionScreenList"),
    "contact-center": (
        _TYPE,
        *_STEPS,
        "/me/document",
        "*/ovhPabx/*/soundUpload",
        "*/ovhPabx/*/tts",
        "*/ovhPabx/*/hunting/queue",
        "*/ovhPabx/*/hunting/agent",
        "*/hunting/agent/*/queue",
        "*/hunting/agent/*/bannerAccess",
        "*/ovhPabx/*/hunting/customStatus",
    ),
}
"""The creates, uploads and changes that the examples of the laws make."""
CASES = [(kind, call, fault) for kind, calls in CALLS.items() for call in calls for fault in FAULTS]
LOOKS = {"changeFeatureType": "", "changeDestination": "", "soundUpload": "/sound"}
"""Where the effect of an action shows, below what it acts on; that of a create shows in the list."""


def look(request: Request) -> str:
    """The list or object in which the effect of a post shows."""
    above, _, word = request.path.rpartition("/")
    if fnmatchcase(request.path, "*/hunting/agent/*/queue"):
        return f"{above.rpartition('/agent/')[0]}/queue/{request.body['queueId']}/agent"
    return above + LOOKS[word] if word in LOOKS else request.path


def begin(services: Services, kind: str) -> Finished:
    settings = use_cases.settings_from(kind, EXAMPLES[kind])
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    *_, last = use_cases.start(services, use_cases.propose(services, number, kind, settings))
    assert isinstance(last, Finished)
    return last


def posts(platform: Platform) -> list[Request]:
    return [
        each
        for each in platform.requests
        if each.method == "POST" and each.path.startswith(("/telephony", "/me/document"))
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[str]]:
    """The paths of the posts by which an example is applied when nothing goes wrong."""

    @cache
    def made(kind: str) -> list[str]:
        with small_platform(tmp_path_factory.mktemp("undisturbed")) as (services, platform):
            assert begin(services, kind).run.state == "done"
            return [each.path for each in posts(platform)]

    return made


@pytest.mark.parametrize("kind", CALLS)
def test_the_calls_above_are_all_there_are(kind: str, undisturbed: Callable[[str], list[str]]) -> None:
    made = undisturbed(kind)
    assert [path for path in made if not any(fnmatchcase(path, call) for call in CALLS[kind])] == []
    assert [call for call in CALLS[kind] if not any(fnmatchcase(path, call) for path in made)] == []


@pytest.mark.parametrize(("kind", "call", "fault"), sample(CASES, 10, "lost answers"))
def test_what_may_have_been_made_is_looked_for_before_it_is_made_again(
    kind: str, call: str, fault: str, tmp_path: Path, undisturbed: Callable[[str], list[str]]
) -> None:
    with small_platform(tmp_path) as (services, platform):
        lost = platform.faults.add(fault, "POST", call)
        last = begin(services, kind)
        was_made = fault != "reset-before"
        # A document is only on the way to a sound, so it shows in nothing that is read.
        if not was_made or call == "/me/document":
            # Whether to make it again is for somebody to say.
            assert last.run.state == "partial"
            *_, resumed = use_cases.carry_on(services, last.run)
            assert isinstance(resumed, Finished)
            last = resumed
        assert (last.run.state, last.error) == ("done", None)
        assert lost.fired == 1
        assert_looked_before_each_repetition(platform)
        assert len(posts(platform)) == len(undisturbed(kind)) + (0 if was_made else 1)
        # Nothing was made twice: it would have to go again.
        assert begin(services, kind).run.steps == ()
        assert list(platform.exchange.telephony.documents.all()) == []


def assert_looked_before_each_repetition(platform: Platform) -> None:
    """Between two equal posts lies a look at what the first has made."""
    seen: dict[tuple[str, str], int] = {}
    for position, request in enumerate(platform.requests):
        if request.method != "POST":
            continue
        own = request.path, repr(request.body)
        if own in seen:
            between = platform.requests[seen[own] + 1 : position]
            assert any(each.method == "GET" and each.path == look(request) for each in between), request.path
        seen[own] = position
