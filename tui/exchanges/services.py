"""The base calls of the embedded exchange: billing accounts, numbers, services, lines, phones and tasks.

Fields are those of the official schema (`telephony.Number`, `telephony.TelephonyService`, `telephony.Line`,
`telephony.Phone`, `telephony.BillingAccountWithIAM`, `telephony.Task`, `telephony.TelephonySearchService`).
"""

from tui.configurations.catalogue import CONFIGURATIONS
from tui.engine.ports import Service
from tui.engine.resources import Body, Field, Json
from tui.engine.states import EMPTY
from tui.exchanges import tasks
from tui.exchanges.refusals import Refused, no_such_object, under_way
from tui.exchanges.routes import Asked, Route
from tui.store.telephony import BillingAccount, Task

_OLDER_TYPES = ("cloudHunting", "oldConference", "vxml")
ALIAS_TYPES = frozenset({EMPTY, *_OLDER_TYPES}).union(*(row.feature_types for row in CONFIGURATIONS))
"""The feature types that an alias can be given: `telephony.TypeEnum` without those of lines."""

_COUNTRIES = {"32": "be", "33": "fr", "34": "es", "41": "ch", "44": "gb", "49": "de"}
_WITH_PHONE = frozenset({"sip", "mgcp", "plugAndFax"})
_WITH_VOICEMAIL = frozenset({"sip", "mgcp", "plugAndFax", "voicemail"})
_FAXES = frozenset({"fax", "freefax", "voicefax", "plugAndFax"})
_STATUSES = ("doing", "done", "error", "pause", "todo")

_TASK_FILTERS = {
    "action": Field("string", nullable=True),
    "serviceType": Field("string", nullable=True),
    "status": Field("string", nullable=True, values=_STATUSES),
}


def line_path(service: Service) -> str:
    """Where a line is read; what was written there is laid over what every line of its type has."""
    return f"/telephony/{service.billing_account}/line/{service.service_name}"


def _billing_account(account: BillingAccount) -> Body:
    return {
        "billingAccount": account.name,
        "description": account.description,
        "status": account.status,
        "trusted": True,
        "hasSpecialNumbers": False,
        "hiddenExternalNumber": False,
        "overrideDisplayedNumber": False,
        "iam": None,
    }


def _billing_accounts(asked: Asked) -> list[Body]:
    return [_billing_account(each) for each in asked.telephony.billing_accounts()]


def _one_billing_account(asked: Asked) -> Json:
    found = asked.telephony.billing_account(asked.billing_account)
    return None if found is None else _billing_account(found)


def _number(service: Service) -> Body:
    return {
        "serviceName": service.service_name,
        "serviceType": service.kind,
        "featureType": service.feature_type,
        "description": service.description,
        "partOfPool": service.pool,
    }


def _numbers(asked: Asked) -> list[Body]:
    return [_number(each) for each in asked.telephony.services(asked.billing_account, "alias")]


def _describe(asked: Asked) -> Json:
    service = asked.service("alias")
    if "description" in asked.body:
        asked.telephony.describe(service.service_name, str(asked.body["description"]))
    return None


def _change_feature_type(asked: Asked) -> Json:
    service = asked.service()
    if service.kind == "line":
        raise Refused(400, "The feature type of a line cannot be changed")
    effect = tasks.retyping(str(asked.body["featureType"]))
    return begin_task(asked, service, "changeType", effect)


def begin_task(asked: Asked, service: Service, action: str, effect: Body, failure: str | None = None) -> Body:
    """Begin a task of a service and answer it; with a `failure` it comes to nothing.

    Raises `Refused` (409) while another one of the service is open.
    """
    under = asked.telephony.open_task(service.service_name)
    if under is not None:
        raise under_way(under.id)
    task = Task(
        service.service_name,
        service.kind,
        service.billing_account,
        action,
        effect,
        asked.now,
        asked.now,
        failure=failure,
    )
    begun = asked.telephony.task(asked.begin(task))
    return {} if begun is None else tasks.body(begun, asked.now)


def _line(service: Service, written: Body) -> Body:
    """A line as `telephony.Line`: what its type brings, and over it what was written."""
    trunk = any("trunk" in str(offer) for offer in _texts(written.get("offers")))
    offer = (
        {"name": "trunk", "description": "Trunk SIP"}
        if trunk
        else {"name": "individual", "description": "Ligne"}
    )
    return {
        "serviceName": service.service_name,
        "serviceType": service.kind,
        "description": service.description,
        "offers": ["individual"],
        "getPublicOffer": {**offer, "price": None},
        "simultaneousLines": 1,
        "deviceSlot": 1 if service.feature_type in _WITH_PHONE else 0,
        "canChangePassword": True,
        "infrastructure": "sip",
        "isAttachedToOtherLinesPhone": False,
        "notifications": None,
        **written,
    }


def _texts(value: Json) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _one_line(asked: Asked) -> Body:
    service = asked.service("line")
    return _line(service, asked.telephony.written(line_path(service)))


def _lines(asked: Asked) -> list[Body]:
    account = asked.billing_account
    written = asked.telephony.all_written(f"/telephony/{account}/line/")
    return [
        _line(each, written.get(line_path(each), {})) for each in asked.telephony.services(account, "line")
    ]


def _phone(asked: Asked) -> Json:
    service = asked.service("line")
    if not _one_line(asked)["deviceSlot"]:
        raise no_such_object("phone of", service.service_name)
    return {
        "brand": "phone.demo",
        "description": service.description,
        "macAddress": _mac(service.service_name),
        "maxSimultaneousCalls": 2,
        "maxline": 2,
        "mgcpIpRestriction": None,
        "phoneConfiguration": [],
        "protocol": "sip",
        "userPassword": None,
    }


def _mac(service_name: str) -> str:
    """A locally administered address, made of the number's last digits."""
    digits = "02" + service_name[-10:].rjust(10, "0")
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def _service(service: Service, line: Body | None) -> Body:
    body: Body = {
        "serviceName": service.service_name,
        "serviceType": service.kind,
        "featureType": service.feature_type,
        "description": service.description,
        "properties": [],
        "rio": "",
        "hasFaxCapabilities": service.feature_type in _FAXES,
        "associatedDeviceMac": _mac(service.service_name) if line and line["deviceSlot"] else None,
        "offers": line["offers"] if line else ["alias"],
        "simultaneousLines": line["simultaneousLines"] if line else 0,
        "getPublicOffer": line["getPublicOffer"]
        if line
        else {"name": "alias", "description": "Alias", "price": None},
    }
    code = service.service_name[2:4]
    if code in _COUNTRIES:
        body |= {"country": _COUNTRIES[code], "countryCode": int(code)}
    return body


def _one_service(asked: Asked) -> Json:
    service = asked.service()
    return _service(service, _one_line(asked) if service.kind == "line" else None)


def _services(asked: Asked) -> list[Body]:
    account = asked.billing_account
    written = asked.telephony.all_written(f"/telephony/{account}/line/")
    return [
        _service(each, _line(each, written.get(line_path(each), {})) if each.kind == "line" else None)
        for each in asked.telephony.services(account)
    ]


def _search(asked: Asked) -> Json:
    found: list[Json] = []
    for service in asked.telephony.search(asked.query["axiom"]):
        line = _line(service, asked.telephony.written(line_path(service))) if service.kind == "line" else None
        trunk = line is not None and any("trunk" in each for each in _texts(line["offers"]))
        kind = "trunk" if trunk else service.kind
        found.append(
            {"billingAccount": service.billing_account, "domain": service.service_name, "type": kind}
        )
    return found


def _account_tasks(asked: Asked) -> list[Body]:
    return _chosen(asked, asked.telephony.tasks(asked.billing_account))


def _service_tasks(asked: Asked) -> list[Body]:
    service = asked.service()
    return _chosen(asked, asked.telephony.tasks(service.billing_account, service.service_name))


def _chosen(asked: Asked, found: list[Task]) -> list[Body]:
    bodies = [tasks.body(each, asked.now) for each in found]
    return [body for body in bodies if all(body[name] == value for name, value in asked.query.items())]


def _account_task(asked: Asked) -> Json:
    return _task(asked, asked.billing_account, None)


def _service_task(asked: Asked) -> Json:
    service = asked.service()
    return _task(asked, service.billing_account, service.service_name)


def _task(asked: Asked, billing_account: str, service_name: str | None) -> Body:
    text = asked.names["task_id"]
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Refused(400, "Given taskId is not valid: integer expected")
    found = asked.telephony.task(int(text))
    owners = (found.billing_account, found.service_name) if found else ("", "")
    if found is None or owners[0] != billing_account or service_name not in (None, owners[1]):
        raise no_such_object("taskId", text)
    return tasks.body(found, asked.now)


def _voicemails(asked: Asked) -> list[Body]:
    found = asked.telephony.services(asked.billing_account, "line", _WITH_VOICEMAIL)
    return [{"serviceName": each.service_name} for each in found]


_T = "/telephony/{billing_account}"
_SERVICE = _T + "/service/{service_name}"

BASE: tuple[Route, ...] = (
    Route("GET", "/telephony", objects=_billing_accounts, key="billingAccount"),
    Route("GET", "/telephony/searchServices", _search, query={"axiom": Field("string")}),
    Route("GET", _T, _one_billing_account),
    Route("GET", _T + "/number", objects=_numbers, key="serviceName"),
    Route("GET", _T + "/number/{service_name}", lambda asked: _number(asked.service("alias"))),
    Route(
        "PUT",
        _T + "/number/{service_name}",
        _describe,
        body={
            "description": Field("string"),
            **{
                name: Field("string", writable=False)
                for name in ("serviceName", "serviceType", "featureType", "partOfPool")
            },
        },
    ),
    Route(
        "POST",
        _T + "/number/{service_name}/changeFeatureType",
        _change_feature_type,
        body={"featureType": Field("string", values=tuple(sorted(ALIAS_TYPES)))},
        required=("featureType",),
    ),
    Route("GET", _T + "/service", objects=_services, key="serviceName"),
    Route("GET", _SERVICE, _one_service),
    Route("GET", _SERVICE + "/task", objects=_service_tasks, key="taskId", query=_TASK_FILTERS),
    Route("GET", _SERVICE + "/task/{task_id}", _service_task),
    Route("GET", _T + "/task", objects=_account_tasks, key="taskId", query=_TASK_FILTERS),
    Route("GET", _T + "/task/{task_id}", _account_task),
    Route("GET", _T + "/line", objects=_lines, key="serviceName"),
    Route("GET", _T + "/line/{service_name}", _one_line),
    Route("GET", _T + "/line/{service_name}/phone", _phone),
    Route("GET", _T + "/voicemail", objects=_voicemails, key="serviceName"),
)
"""In the order in which they are looked through: a path in words before one with a placeholder."""
