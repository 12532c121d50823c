"""The budget of calls: so many at once, so many a second, none before the time that the platform asks for."""

from collections.abc import Callable

import pytest

from tui.engine.delays import Delays
from tui.engine.errors import Stopped
from tui.exchanges.rate import Budget, Rate, UnusableRate, budget, left_over
from tui.signals import Stop


class Passing:
    """A clock that moves only while somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Let the time pass, unless a stop was asked for."""
        if not stop.now:
            self.now += seconds
        return stop.now


@pytest.fixture
def time() -> Passing:
    return Passing()


@pytest.fixture
def rate(time: Passing) -> Rate:
    return Rate(Budget(3, 2.0), Delays(now=time), now=time, wait=time.wait)


def spent(time: Passing, work: Callable[[], object]) -> float:
    began = time.now
    work()
    return time.now - began


def test_so_many_calls_go_at_once_and_then_so_many_a_second(rate: Rate, time: Passing) -> None:
    stop = Stop()
    assert [spent(time, lambda: rate.take(stop)) for _ in range(6)] == pytest.approx([0, 0, 0, 0.5, 0.5, 0.5])


def test_the_budget_fills_up_again_to_its_brim_and_no_further(rate: Rate, time: Passing) -> None:
    stop = Stop()
    for _ in range(3):
        rate.take(stop)
    time.now += 1000
    assert [spent(time, lambda: rate.take(stop)) for _ in range(4)] == pytest.approx([0, 0, 0, 0.5])


def test_after_a_429_nothing_goes_before_its_time_and_then_only_what_each_second_brings(
    rate: Rate, time: Passing
) -> None:
    stop = Stop()
    rate.take(stop)
    rate.hold(12.0)
    # What the seconds of the hold would have brought is not there.
    assert [spent(time, lambda: rate.take(stop)) for _ in range(3)] == pytest.approx([12.5, 0.5, 0.5])
    time.now += 0.1
    rate.hold(0.0)
    assert [spent(time, lambda: rate.take(stop)) for _ in range(2)] == pytest.approx([0.5, 0.5])


def test_a_call_that_waits_already_waits_for_the_end_of_the_hold_too(time: Passing) -> None:
    rate: Rate
    held = iter([12.0])

    def wait(stop: Stop, seconds: float) -> bool:
        for hold in held:
            rate.hold(hold)
        return time.wait(stop, seconds)

    rate = Rate(Budget(1, 2.0), Delays(now=time), now=time, wait=wait)
    rate.take(Stop())
    assert spent(time, lambda: rate.take(Stop())) == pytest.approx(12.0)


def test_it_is_said_why_and_for_how_long_a_call_waits() -> None:
    time, told = Passing(), list[str]()
    rate = Rate(
        Budget(1, 0.1), Delays(lambda text: told.append(str(text)), now=time), now=time, wait=time.wait
    )
    for _ in range(2):
        rate.take(Stop())
    rate.hold(12.0)
    rate.take(Stop())
    assert told == [
        "Slowed down to 0.1 calls a second: next call in 10 s.",
        "Slowed down by the platform: next call in 22 s.",
    ]


def test_a_stop_ends_the_wait(rate: Rate, time: Passing) -> None:
    stop = Stop()
    rate.hold(60.0)
    stop.force()
    with pytest.raises(Stopped):
        rate.take(stop)
    assert time.now == 100.0


def test_a_process_goes_on_where_the_one_before_it_left_off(time: Passing) -> None:
    first = Rate(Budget(600, 5.0), Delays(), now=time, wait=time.wait)
    for _ in range(100):
        first.take(Stop())
    note = first.note(1000.0)
    assert left_over(note, 1004.0) == pytest.approx(80.0)
    assert left_over(note, 5000.0) == 0.0
    # A clock that was put back gives nothing away.
    assert left_over(note, 10.0) == pytest.approx(100.0)
    second = Rate(Budget(600, 5.0), Delays(), left_over(note, 1004.0), time, time.wait)
    for _ in range(520):
        second.take(Stop())
    assert time.now == 100.0
    assert spent(time, lambda: second.take(Stop())) == pytest.approx(0.2)


def test_what_another_budget_has_spent_is_no_debt(time: Passing) -> None:
    rate = Rate(Budget(10, 5.0), Delays(), 600.0, time, time.wait)
    assert [spent(time, lambda: rate.take(Stop())) for _ in range(2)] == pytest.approx([0.2, 0.2])


def test_few_calls_leave_no_note(rate: Rate) -> None:
    rate.take(Stop())
    assert rate.note(1000.0) == ""
    assert left_over(None, 1000.0) == 0.0


def test_the_variable_sets_the_budget() -> None:
    assert budget({}) == budget({"ALIAS_WIZARD_RATE": ""}) == Budget(600, 5.0)
    assert budget({"ALIAS_WIZARD_RATE": "60,0.5"}) == Budget(60, 0.5)


@pytest.mark.parametrize("written", ["600", "0,5", "600,0", "600,-1", "a,b", "1,2,3", "600,inf", "600,nan"])
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(UnusableRate) as refused:
        budget({"ALIAS_WIZARD_RATE": written})
    assert written in str(refused.value)
    assert "600,5" in str(refused.value.fault().mend)
