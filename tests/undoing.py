"""The state of a number without the ids that the platform gives, so that what was made anew can be held against it."""

from collections.abc import Collection as Container
from collections.abc import Mapping
from typing import Any

from tests import worlds
from tests.worlds import EMPTY_NUMBER, through
from tui import states, undo, use_cases
from tui.configurations import catalogue
from tui.engine.resources import Body, Collection, fits, segment
from tui.engine.runner import Event, Finished
from tui.use_cases import Proposal, Services

LINES = (worlds.PHONE_LINE, worlds.BARE_LINE, worlds.CARRIER_LINE, worlds.TRUNK_LINE, worlds.FAX_LINE)
ACCOUNTS = {worlds.BARE_LINE: worlds.OTHER_ACCOUNT}


def plain_state(services: Services, lost: Container[str] = ()) -> Any:
    """All that a number has, and what its lines show: by what it is called and says, wherever it came from.

    The sounds in `lost` are left out, and what cannot be without them.
    """
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    row = catalogue.by_feature_type(number.feature_type)
    slice_ = catalogue.slice_under(number.feature_type)
    collections = () if slice_ is None else slice_.COLLECTIONS
    objects = states.present(number, use_cases.read_of(services)).objects
    plain = _Plain(objects, [each for each in collections if number.feature_type in each.feature_types], lost)
    lines = [
        services.exchange.call("GET", f"/telephony/{ACCOUNTS.get(line, worlds.ACCOUNT)}/line/{line}/options")
        for line in LINES
    ]
    newest = row.posts if row is not None and row.kind == "call-queue" else number.feature_type
    return newest, number.description, sorted(filter(None, map(plain.told, objects))), lines


class _Plain:
    def __init__(
        self, objects: Mapping[str, Body], collections: list[Collection], lost: Container[str]
    ) -> None:
        self._objects = objects
        self._collections = collections
        self._gone = {
            path for path, body in objects.items() if self._of(path).upload and body["name"] in lost
        }

    def _of(self, path: str) -> Collection:
        return next(each for each in self._collections if fits(each.objects, path))

    def _refers(self, path: str, name: str, value: Any) -> str:
        template = self._of(path).fields[name].target(self._objects[path])
        if template is None or value in (None, ""):
            return ""
        account, service = path.split("/")[2], path.split("/")[4]
        return f"{template.format(billing_account=account, service_name=service)}/{segment(value)}"

    def told(self, path: str) -> str | None:
        """An object in one text; None for one that cannot be without what is lost."""
        collection, body = self._of(path), self._objects[path]
        if path in self._gone:
            return None
        fields: dict[str, Any] = {}
        lost_actions = set()
        for name, field in collection.fields.items():
            own = name in (collection.id, *collection.within) and name not in collection.key
            told = field.writable or name in collection.create or field.action is not None
            if own or field.once or not told or name not in body:
                continue
            target = self._refers(path, name, body[name])
            if target in self._gone and field.refers_by in collection.required:
                return None
            if target in self._gone:
                lost_actions.add(field.refers_by)
                continue
            fields[name] = self.told(target) if target in self._objects else field.normal(body[name])
        kept = {
            name: value for name, value in fields.items() if name not in lost_actions and value is not None
        }
        outer = path.rpartition("/")[0].rpartition("/")[0]
        around = self.told(outer) if outer in self._objects and self._of(outer).id else ""
        return f"{collection.path} in ({around}): {sorted(kept.items())}"


def undone(services: Services, exchange: Any = None) -> tuple[Proposal, list[Event]]:
    """Undo the last run of the number, through another exchange if one is given."""
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    proposal = undo.propose(services, number, undo.last_run(services, number))
    on = services if exchange is None else through(services, exchange)
    events = list(use_cases.start(on, proposal))
    last = events[-1]
    assert isinstance(last, Finished)
    return proposal, events
