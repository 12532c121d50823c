"""Where a walk starts: on which exchange, and with which numbers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.platform import Platform
from tests.platform.wizard import EXCHANGES
from tests.terminal.accounts import Begin, hold


@pytest.fixture
def exchange() -> str:
    """The exchange of a walk; a test that runs on both is parametrised with it."""
    return EXCHANGES[0]


@pytest.fixture
def pace() -> float:
    """The seconds that a task of that exchange takes; a test in which one is to last is parametrised with it."""
    return 0.0


@pytest.fixture
def begin(
    exchange: str, pace: float, tmp_path: Path, new_platform: Callable[..., Platform]
) -> Iterator[Begin]:
    """See `Begin`. At the end the record of a platform is held: how it was signed, what was sent, and how often."""
    start = Begin(exchange, pace, tmp_path, new_platform)
    yield start
    for platform in start.platforms:
        hold(platform)
