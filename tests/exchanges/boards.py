"""Numbers that have queues and voice menus, of which there are several objects, and where those are."""

from tui.engine.ports import Service

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
