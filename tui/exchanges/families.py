"""The calls of the families of objects that the configurations declare, such as the settings of a conference.

A family of a feature type exists only while the number has that type (404 otherwise). Its objects are what the platform
brings (`Field.brings`), and over it what was written since; nothing is stored before the first write, so that 100,000
imported numbers need no objects. Leaving a type erases what was written.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from tui.engine.ports import Service
from tui.engine.resources import Body, Collection, Json
from tui.exchanges import tasks
from tui.exchanges.refusals import no_such_object
from tui.exchanges.routes import Asked, Route
from tui.exchanges.services import begin_task

_SERVICE_NAME = "/{service_name}"


def routes(collections: Iterable[Collection]) -> tuple[Route, ...]:
    """The routes of every collection: reading, PUT of what is writable, one POST an action, and the family's list."""
    return tuple(route for each in collections for route in _routes(each))


def _routes(collection: Collection) -> Iterable[Route]:
    yield Route("GET", collection.path, partial(_read, collection))
    puts = {
        name: replace(each, writable=each.writable and each.action is None)
        for name, each in collection.fields.items()
    }
    if any(each.writable for each in puts.values()):
        yield Route("PUT", collection.path, partial(_merge, collection), body=puts)
    for action in sorted({each.action for each in collection.fields.values() if each.action}):
        # Read-only in the object itself: this call is the way to change it, and takes no null.
        takes = {
            name: replace(each, writable=True, nullable=False)
            for name, each in collection.fields.items()
            if each.action == action
        }
        act = partial(_act, collection, action)
        yield Route("POST", f"{collection.path}/{action}", act, body=takes, required=tuple(takes))
    if _is_the_service(collection):
        path = collection.path.removesuffix(_SERVICE_NAME)
        yield Route("GET", path, objects=partial(_list, collection), key="serviceName")


def _is_the_service(collection: Collection) -> bool:
    """Whether the object is the number itself seen through its family, with the number's name and description."""
    return collection.path.endswith(_SERVICE_NAME)


def _service(collection: Collection, asked: Asked) -> Service:
    # What depends on no feature type belongs to lines (their options); what does belongs to aliases.
    service = asked.service("alias" if collection.feature_types else "line")
    if not collection.exists_under(service.feature_type):
        raise no_such_object("serviceName", service.service_name)
    return service


def _read(collection: Collection, asked: Asked) -> Json:
    return _object(collection, _service(collection, asked), asked.telephony.written(asked.path))


def _object(collection: Collection, service: Service, written: Body) -> Body:
    body: Body = {name: each.brings for name, each in collection.fields.items()}
    if _is_the_service(collection):
        own: Body = {
            "serviceName": service.service_name,
            "serviceType": service.kind,
            "featureType": service.feature_type,
            "description": service.description,
        }
        body |= {name: value for name, value in own.items() if name in body}
    return body | written


def _list(collection: Collection, asked: Asked) -> list[Body]:
    services = asked.telephony.services(asked.billing_account, "alias", collection.feature_types)
    written = asked.telephony.all_written(asked.path + "/")
    return [
        {
            "serviceName": each.service_name,
            **_object(collection, each, written.get(f"{asked.path}/{each.service_name}", {})),
        }
        for each in services
    ]


def _merge(collection: Collection, asked: Asked) -> Json:
    service = _service(collection, asked)
    fields = dict(asked.body)
    if _is_the_service(collection) and "description" in fields:
        # One description, through whichever family it is seen.
        asked.telephony.describe(service.service_name, str(fields.pop("description")))
    if fields:
        asked.telephony.merge(asked.path, service.service_name, fields, typed=bool(collection.feature_types))
    return None


def _act(collection: Collection, action: str, asked: Asked) -> Json:
    service = _service(collection, asked)
    effect = tasks.setting(asked.path.removesuffix(f"/{action}"), asked.body)
    return begin_task(asked, service, action, effect)
