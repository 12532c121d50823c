"""A real account against the SDK alone: how long it takes to list its numbers, and to apply settings to one of them.

A process of its own, run by the benchmark: `python -m bench.account WORK` prints milliseconds and counts of requests.
The platform of the tests is asked once, and what it answered is played by `bench.replay` from then on.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import ovh
import ovh.client

from bench import centers
from bench.replay import PLAIN_HEADERS, key
from tests.platform import Platform
from tests.platform.access import Access
from tests.platform.answers import Answer
from tui import bootstrap, use_cases
from tui.bootstrap import Choices
from tui.engine.ports import Service
from tui.engine.runner import Finished
from tui.exchanges.embedded import EmbeddedExchange
from tui.renewing import Renewal
from tui.use_cases import Services

NUMBERS, ACCOUNTS = 1_000, 4
LOOPED = 50
"""So many numbers the plain loop reads; a thousand take as much longer, and nobody waits for that fifteen times."""
FAR, NEAR = 0.05, 0.01
"""Seconds of latency."""
ACCOUNT = "ab12345-ovh-1"


class Recorder(Platform):
    """The platform of the tests, which remembers what it was asked and what it answered."""

    def __init__(self, store: Path, fill: Callable[[EmbeddedExchange], object]) -> None:
        self.said: list[tuple[str, int, Mapping[str, str], str]] = []
        self.asked: list[tuple[str, str, Mapping[str, str], Any, int]] = []
        super().__init__(store, fill=fill)

    def answer(self, request: Any, url: str, headers: Mapping[str, str]) -> Answer:
        answer = super().answer(request, url, headers)
        target = request.path + (f"?{request.query}" if request.query else "")
        telling = {name: headers[name] for name in PLAIN_HEADERS if name in headers}
        own = key(request.method, target, headers)
        self.said.append((own, answer.status, dict(answer.headers), answer.body.decode()))
        self.asked.append((request.method, target, telling, request.body, answer.status))
        return answer

    def save(self, file: Path, mark: int = 0) -> None:
        """Write down what was said; `mark` is how much of it belongs to the way there."""
        tape = {"answers": self.said, "calls": self.asked, "mark": mark}
        file.write_text(json.dumps(tape), encoding="utf-8")


# --- what is done


def listing(services: Services) -> None:
    """What the wizard does behind its list."""
    inventory: Any = services.inventory
    renewal = Renewal(lambda: services, inventory, services.delays)
    renewal.run()
    if renewal.failed is not None or inventory.count() != NUMBERS:
        raise RuntimeError(f"the numbers were not read: {renewal.failed}")


def loop(client: Any, most: int) -> None:
    """What a script does: every number by itself, up to so many of them."""
    read = 0
    for account in client.get("/telephony"):
        for number in client.get(f"/telephony/{account}/number"):
            if read < most:
                client.get(f"/telephony/{account}/number/{number}")
                read += 1


def proposal(services: Services) -> use_cases.Proposal:
    """The plan that makes a contact centre of an empty number."""
    wanted = use_cases.settings_from(centers.KIND, centers.settings(centers.SMALL))
    number = use_cases.open_number(services, centers.EMPTY).number
    return use_cases.propose(services, number, centers.KIND, wanted)


def applying(services: Services, proposed: use_cases.Proposal) -> None:
    """What a plan takes from the decision to its end."""
    *_, last = use_cases.start(services, proposed)
    if not isinstance(last, Finished) or last.run.state != "done":
        raise RuntimeError(f"it was not applied: {last}")


def bare(client: Any, calls: list[list[Any]]) -> None:
    """The same calls, one after the other, and nothing else."""
    for method, target, headers, body, status in calls:
        answer = client.raw_call(method, target, body, headers=dict(headers))
        answer.json()
        if answer.status_code != status:
            raise RuntimeError(f"{method} {target} is answered otherwise: {answer.status_code}")


# --- where it is done


def fill_up(exchange: EmbeddedExchange) -> None:
    """A thousand numbers in four billing accounts."""
    exchange.telephony.add(
        Service(
            f"0033199{number:06}",
            "alias",
            f"ab12345-ovh-{number % ACCOUNTS + 1}",
            f"Number {number}",
            "empty",
        )
        for number in range(NUMBERS)
    )


def fill(exchange: EmbeddedExchange) -> None:
    """The two numbers, and the lines that a contact centre needs."""
    ours = [f"0033{number[1:]}" for number in (centers.NUMBER, centers.EMPTY)]
    exchange.telephony.add(Service(name, "alias", ACCOUNT, "Accueil", "empty") for name in ours)
    phones = [f"0033{centers.line(index)[1:]}" for index in range(centers.SMALL.agents)]
    exchange.telephony.add(Service(name, "line", ACCOUNT, "Poste", "sip") for name in phones)


@contextmanager
def opened(url: str) -> Iterator[Services]:
    """The account at an address, in a new store."""
    with TemporaryDirectory(dir=sys.argv[1]) as folder:
        choices = Choices(Path(folder) / "store.db", "en", bootstrap.OVHCLOUD, url)
        with bootstrap.open_services(choices) as services:
            yield services


def sdk(url: str) -> Any:
    """The SDK's client, which knows the time already, as the one of an opened account does."""
    ovh.client.ENDPOINTS[url] = url
    client = ovh.Client(url)
    client.get("/auth/time", _need_auth=False)
    return client


def record(work: Path) -> None:
    """Ask the platform of the tests once."""
    with Recorder(work / "listing.db", fill_up) as platform:
        with opened(platform.url) as services:
            listing(services)
        mark = len(platform.asked)
        loop(sdk(platform.url), LOOPED)
        platform.save(work / "listing.json", mark)
    with Recorder(work / "applying.db", fill) as platform:
        with opened(platform.url) as services:
            proposed = proposal(services)
            mark = len(platform.asked)
            applying(services, proposed)
        platform.save(work / "applying.json", mark)


@contextmanager
def played(file: Path) -> Iterator[tuple[str, Callable[[int, float], None]]]:
    """A server that plays a tape: its address, and what starts it over at a place, with a latency."""
    argv = [sys.executable, "-m", "bench.replay", str(file)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = f"http://127.0.0.1:{process.stdout.readline().strip() if process.stdout else ''}"

            def again(first: int, latency: float) -> None:
                urlopen(Request(f"{url}/again?from={first}&latency={latency}", method="POST")).close()

            yield f"{url}/1.0", again
        finally:
            process.terminate()


@contextmanager
def served() -> Iterator[str]:
    """A platform of the tests in a process of its own, new: its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.account", sys.argv[1], "serve"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def serve() -> None:
    """Be that platform, until the process is ended."""
    with (
        TemporaryDirectory(dir=sys.argv[1]) as folder,
        Platform(Path(folder) / "platform.db", fill=fill) as platform,
    ):
        print(platform.url, flush=True)
        signal.pause()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Print the samples."""
    work = Path(sys.argv[1])
    access = Access(time.time)
    os.environ["OVH_APPLICATION_KEY"] = access.application_key
    os.environ["OVH_APPLICATION_SECRET"] = access.application_secret
    os.environ["OVH_CONSUMER_KEY"] = access.consumer_key
    if not (work / "applying.json").exists():
        record(work)
    samples: dict[str, float] = {}
    tape = json.loads((work / "listing.json").read_text(encoding="utf-8"))
    samples["requests"] = tape["mark"]
    with played(work / "listing.json") as (url, again):
        again(0, FAR)

        def list_all() -> None:
            with opened(url) as services:
                listing(services)

        samples["list"] = timed(list_all)
        again(tape["mark"], FAR)
        client = sdk(url)
        samples["loop"] = timed(lambda: loop(client, LOOPED)) * NUMBERS / LOOPED
    tape = json.loads((work / "applying.json").read_text(encoding="utf-8"))
    calls = tape["calls"][tape["mark"] :]
    with played(work / "applying.json") as (url, again):
        for name, latency in (("played", 0.0), ("near", NEAR)):
            again(0, latency)
            with opened(url) as services:
                samples[f"apply {name}"] = timed(partial(applying, services, proposal(services)))
            again(tape["mark"], latency)
            samples[f"bare {name}"] = timed(partial(bare, sdk(url), calls))
    with served() as url, opened(url) as services:
        samples["apply"] = timed(partial(applying, services, proposal(services)))
    with served() as url:
        samples["bare"] = timed(partial(bare, sdk(url), calls))
    print(json.dumps(samples))


if __name__ == "__main__":
    if sys.argv[2:] == ["serve"]:
        serve()
    else:
        main()
