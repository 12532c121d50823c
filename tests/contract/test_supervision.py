"""What only a contact centre calls, edits and secret links included, is of the official schema too."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.configurations import call_queues, contact_centers
from tests.configurations.test_laws import SLICES, apply
from tests.contract.holding import Held
from tests.contract.schema import load
from tests.worlds import world
from tui import use_cases
from tui.use_cases import Services

KIND = "contact-center"
HUNTING = "/telephony/{billingAccount}/ovhPabx/{serviceName}/hunting"
CALLS = {
    f"PUT {HUNTING}",
    f"POST {HUNTING}/agent",
    f"PUT {HUNTING}/agent/{{agentId}}",
    f"DELETE {HUNTING}/agent/{{agentId}}",
    f"POST {HUNTING}/agent/{{agentId}}/queue",
    f"GET {HUNTING}/agent/{{agentId}}/bannerAccess",
    f"POST {HUNTING}/agent/{{agentId}}/bannerAccess",
    f"DELETE {HUNTING}/agent/{{agentId}}/bannerAccess",
    f"POST {HUNTING}/customStatus",
    f"DELETE {HUNTING}/customStatus/{{id}}",
    f"POST {HUNTING}/queue",
    f"PUT {HUNTING}/queue/{{queueId}}",
    f"DELETE {HUNTING}/queue/{{queueId}}",
    f"PUT {HUNTING}/queue/{{queueId}}/agent/{{agentId}}",
    "POST /telephony/{billingAccount}/ovhPabx/{serviceName}/tts",
    "PUT /telephony/{billingAccount}/ovhPabx/{serviceName}/tts/{id}",
    "GET /telephony/{billingAccount}/line/{serviceName}/options",
    "PUT /telephony/{billingAccount}/line/{serviceName}/options",
}


@pytest.fixture
def held(tmp_path: Path) -> tuple[Services, Held]:
    services = world(tmp_path / "store.sqlite3")
    call_queues.fill_sounds(services)
    exchange = Held(services.exchange, load())
    return replace(services, exchange=exchange, training=None), exchange


def test_all_six_configurations_are_held_against_the_schema() -> None:
    assert [row.kind for row in SLICES] == [
        "redirection",
        "call-queue",
        "conference",
        "ivr",
        "vxml",
        "contact-center",
    ]


def test_edits_and_links_of_a_contact_centre_are_calls_of_the_schema(held: tuple[Services, Held]) -> None:
    services, exchange = held
    apply(services, KIND, contact_centers.EXAMPLE)
    number = use_cases.open_number(services, worlds.EMPTY_NUMBER).number
    assert len(use_cases.secret_links(services, number)) == 2
    whole: dict[str, Any] = copy.deepcopy(contact_centers.EXAMPLE)
    whole["agents"][0] |= {"banner": False, "record_outgoing": "off"}
    whole["breaks"][0]["color"] = "#00ff00"
    whole["queues"][0] |= {"name": "Boutique", "members": whole["queues"][0]["members"][::-1]}
    whole["tts"][1]["voice"] = "Bruce"
    whole["menus"][0]["entries"][0]["queue"] = whole["steps"][1]["actions"][2]["queue"] = "Boutique"
    apply(services, KIND, whole)
    del whole["agents"][2], whole["queues"][1]["members"][1]
    apply(services, KIND, whole)
    whole["menus"], whole["steps"] = [], []
    del whole["queues"][0]
    apply(services, KIND, whole)
    assert CALLS - exchange.seen == set()
