"""What is copied for a ticket: no secret is in it, and nothing is hidden that is none."""

from dataclasses import replace

import pytest

from tui.engine.plan import Change, Step
from tui.engine.ports import Intent, Run, StepRecord
from tui.engine.resources import Snapshot
from tui.engine.scope import Scope
from tui.i18n import Message
from tui.widgets.run_summary import run_ticket

NUMBER = "0033199001001"
PIN = Step(
    action="update",
    method="PUT",
    path=f"/telephony/ab1/conference/{NUMBER}/settings",
    body={"pin": "2026"},
    title=Message("conference settings"),
    changes=(Change("pin", "access PIN", "string", "0", "2026", secret=True),),
)
RUN = Run(
    1,
    Scope("ovhcloud", "http://127.0.0.1:8000/1.0", "xx12345-ovh"),
    Intent("ab1", NUMBER, "conference", "conference", {}, Snapshot("conference", {})),
    "failed",
    1_790_000_000.0,
    reason="Given pin 2026 is not valid",
    steps=(StepRecord(0, PIN, "failed", 1),),
)


def test_a_pin_is_hidden_where_the_platform_repeats_it() -> None:
    assert "failed: Given pin *** is not valid" in run_ticket(RUN)


@pytest.mark.parametrize("run", [RUN, replace(RUN, reason="")])
def test_what_is_no_pin_stays_whatever_the_pin_is(run: Run) -> None:
    """Asterisks in the date would tell the PIN that stands there; 0 means that there is none."""
    text = run_ticket(run)
    assert "2026-09-21" in text
    assert "http://127.0.0.1:8000/1.0" in text
