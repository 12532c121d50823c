"""What a plan was made from, and what has been made of it since."""

from dataclasses import replace

from tui.engine.plan import Step
from tui.engine.resources import Json, Snapshot, Wanted, segment


class World:
    """What a plan was made from, and the ids of what was made since."""

    def __init__(self, have: Snapshot, wanted: Wanted) -> None:
        self.have = have
        self.wanted = wanted
        self._ids: dict[str, Json] = {}

    def learn(self, step: Step, answer: Json) -> None:
        """Remember the id of what a step has made, if its answer tells."""
        made = answer.get(step.id_field) if isinstance(answer, dict) else None
        if step.makes and made is not None:
            self._ids[step.makes] = made

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
