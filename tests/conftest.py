"""The same surroundings for every test: no home, settings, language, network or animation of the machine's own."""

import gc
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Textual reads these when it is imported, which the first test module may do. An animated frame is not reproducible.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
for _name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "TEXTUAL_THEME", "TEXTUAL_LOG"):
    os.environ.pop(_name, None)

import pytest
import textual._wait
from hypothesis import HealthCheck, settings

from hatch_build import ROOT, compile_catalogues
from tests.fakes import FakeClock
from tests.matrix import FULL
from tui import i18n
from tui.store.database import Database

if TYPE_CHECKING:
    from tests.platform import Platform

# Pilot sleeps a piece at a time until the app is idle, four times a key: the same question, asked twice as often.
textual._wait.SLEEP_GRANULARITY /= 2
textual._wait.SLEEP_IDLE /= 2

# A suite makes objects by the million and hardly a cycle: looking for some takes a tenth of its time.
gc.set_threshold(50_000, 20, 100)

# Derandomised, so that a red run is red for everybody; deadlines measure the machine, not the code.
settings.register_profile(
    "sample", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("full", parent=settings.get_profile("sample"), max_examples=500)
settings.load_profile("full" if FULL else "sample")

_VARIABLES = ("OVH_", "ALIAS_WIZARD_", "LC_")
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker starts: pytest called by hand sees the current strings too."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(ROOT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often each fault of the fault matrix has struck, in whichever worker."""
    struck: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                struck.update(
                    {value[0]: value[1] for name, value in report.user_properties if name == "fault"}
                )
    if struck:
        terminalreporter.section("faults that struck")
        terminalreporter.line(", ".join(f"{kind} {count}" for kind, count in sorted(struck.items())))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test, and the children it starts, a home of its own and no setting of the developer's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in list(os.environ):
        if name.startswith(_VARIABLES) or name in {"LANG", "LANGUAGE"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Start in English, and leave no language behind."""
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every address but this machine's own: no test may reach an account or a host by mistake."""
    lookup = socket.getaddrinfo

    def refuse(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode(errors="replace")
        if host and not str(host).startswith(_LOOPBACK):
            raise RuntimeError(f"a test reached for the network: {address!r}")

    def guarded(name: str) -> Any:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                refuse(args[-1])
            return original(self, *args)

        return call

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host)
        return lookup(host, *args, **kwargs)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until the test lets time pass."""
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A store of the test's own."""
    return Database(tmp_path / "store.db")


@pytest.fixture
def new_platform(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Callable[..., Platform]]":
    """Starts a platform that speaks HTTP (`tests.platform`); afterwards, nothing may have been against the schema."""
    from tests.platform import Platform

    with ExitStack() as started:

        def start(**options: Any) -> Platform:
            store = tmp_path_factory.mktemp("platform") / "platform.db"
            platform = started.enter_context(Platform(store, **options))
            started.callback(sound, platform)
            return platform

        def sound(platform: Platform) -> None:
            assert platform.violations == []
            assert platform.broken == []

        yield start


@pytest.fixture
def platform(new_platform: "Callable[..., Platform]") -> "Platform":
    """A platform with the sample account, whose tasks are done at once."""
    return new_platform()
