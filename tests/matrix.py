"""How much of a large matrix a run takes: all of it under `make test-all`, a sample under `make test`."""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")

FULL = os.environ.get("ALIAS_WIZARD_FULL") == "1"


def sample(cases: Sequence[Case], count: int, seed: str) -> list[Case]:
    """Return all `cases` in a full run, else `count` of them, in their order.

    The same ones every time and in every xdist worker: the choice depends on `seed` and the number of cases alone.
    """
    if FULL or count >= len(cases):
        return list(cases)
    chosen = random.Random(seed).sample(range(len(cases)), count)
    return [cases[index] for index in sorted(chosen)]
