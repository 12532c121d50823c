"""Numbers that have queues and voice menus, where those are, and the calls that make more of them."""

from typing import Any

from tui.engine.ports import Service
from tui.exchanges.embedded import EmbeddedExchange

ACCOUNT = "ab1-ovh-1"
T = f"/telephony/{ACCOUNT}"
QUEUE_NUMBER, OLD_QUEUE_NUMBER, MENU_NUMBER = "0033199002001", "0033199002002", "0033199002003"
CALLED = "0033199002004"
AGENT_LINE = "0033199005001"
QUEUES = f"{T}/easyHunting/{QUEUE_NUMBER}"
MENUS = f"{T}/ovhPabx/{MENU_NUMBER}"
SCHEDULER = f"{T}/scheduler/{QUEUE_NUMBER}"

SERVICES = (
    Service(QUEUE_NUMBER, "alias", ACCOUNT, "SAV", "contactCenterSolution"),
    Service(OLD_QUEUE_NUMBER, "alias", ACCOUNT, "Dépôt", "easyHunting"),
    Service(MENU_NUMBER, "alias", ACCOUNT, "Standard", "cloudIvr"),
    Service(CALLED, "alias", ACCOUNT, "Réunion", "conference"),
    Service(AGENT_LINE, "line", ACCOUNT, "Conseillère", "sip"),
)

AGENT = {"number": AGENT_LINE, "simultaneousLines": 1, "status": "available", "timeout": 20, "wrapUpTime": 0}


def get(exchange: EmbeddedExchange, path: str) -> Any:
    """The answer to a reading call."""
    return exchange.call("GET", path)


def post(exchange: EmbeddedExchange, path: str, **body: Any) -> Any:
    """The answer to a call that makes something."""
    return exchange.call("POST", path, body)


def put(exchange: EmbeddedExchange, path: str, **body: Any) -> None:
    """Change an object."""
    exchange.call("PUT", path, body)


def agent(exchange: EmbeddedExchange, number: str, root: str = QUEUES) -> int:
    """The id of a new agent."""
    made = post(exchange, f"{root}/hunting/agent", **AGENT | {"number": number})
    return int(made["agentId"])


def menu(exchange: EmbeddedExchange, name: str) -> int:
    """The id of a new menu."""
    return int(post(exchange, f"{MENUS}/menu", name=name)["menuId"])


def entry(exchange: EmbeddedExchange, of: int, dtmf: str, action: str = "menuExit", **more: Any) -> int:
    """The id of a new key of a menu."""
    made = post(exchange, f"{MENUS}/menu/{of}/entry", dtmf=dtmf, action=action, position=1, **more)
    return int(made["entryId"])


def step(exchange: EmbeddedExchange) -> str:
    """The path of a new step, of a new dialplan."""
    plan = post(
        exchange,
        f"{MENUS}/dialplan",
        name="Standard",
        transferTimeout=60,
        showCallerNumber="caller",
        anonymousRejection=False,
    )
    steps = f"{MENUS}/dialplan/{plan['dialplanId']}/extension"
    return f"{steps}/{post(exchange, steps, enable=False, position=1)['extensionId']}"


def first_queue(exchange: EmbeddedExchange) -> int:
    """The id of the queue that came with the type."""
    return int(get(exchange, f"{QUEUES}/hunting/queue")[0])
