"""What a plan was made from, and what has been made of it since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tui.engine.ordering import place_of
from tui.engine.plan import Step
from tui.engine.ports import Run
from tui.engine.resources import Body, Json, Snapshot, Wanted, fits, segment


class World:
    """What a plan was made from, and the ids of what was made since."""

    def __init__(self, have: Snapshot, wanted: Wanted) -> None:
        self.have = have
        self.wanted = wanted
        self._ids: dict[str, Json] = {}
        self._orders: dict[str, list[str]] = {}

    def learn(self, step: Step, answer: Json) -> None:
        """Remember the id of what a step has made, if its answer tells."""
        made = answer.get(step.id_field) if isinstance(answer, dict) else None
        if step.makes and made is not None:
            self._ids[step.makes] = made

    def moved(self, move: Step, read: Callable[[str], Sequence[Body]]) -> bool:
        """Look at the list that a move was made in: whether the others have made room as it was foreseen."""
        listed, _slash, own = move.path.rpartition("/")
        ((order, place),) = move.body.items()
        identity = next(
            each.collection.id for each in self.wanted.resources if fits(each.collection.objects, move.path)
        )

        def ids(bodies: Iterable[Body]) -> list[str]:
            at = {segment(body.get(identity)): body.get(order) for body in bodies}
            return sorted(at, key=lambda each: place_of(at[each]))

        foreseen = self._orders.get(listed) or ids(body for _path, body in self.have.listed(listed))
        foreseen.remove(own)
        foreseen.insert(place_of(place), own)
        self._orders[listed] = ids(read(listed))
        return self._orders[listed] == foreseen

    def resolved(self, step: Step) -> Step | None:
        """The step with ids in the place of references; None while one of them is not known."""
        path = step.path
        for ref, made in self._ids.items():
            path = path.replace(ref, segment(made))
        ids = {name: self._ids.get(ref) for name, ref in step.links.items()}
        if "{" in path or None in ids.values():
            return None
        # The parameter of an action is a text, whatever it means; ids are numbers.
        texts = {change.name for change in step.changes if change.type == "string"}
        body = {name: str(value) if name in texts else value for name, value in ids.items()}
        return replace(step, path=path, body={**step.body, **body})


def sent(run: Run) -> frozenset[tuple[str, str]]:
    """What this run has sent to the objects that are there now: a change of type makes new ones."""
    pairs: set[tuple[str, str]] = set()
    for record in run.steps:
        if record.state == "done":
            pairs = set() if record.step.action == "change-type" else pairs | record.step.sends
    return frozenset(pairs)
