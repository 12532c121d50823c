"""The states of a number and of a run, by name: apart, for the first list needs nothing else of the engine."""

from typing import Literal

EMPTY = "empty"
"""The feature type of a number without configuration (`telephony.TypeEnum`)."""

StepState = Literal["todo", "started", "unknown", "done", "failed"]
RunState = Literal["todo", "running", "partial", "done", "failed", "left"]
"""A run of a bulk is `todo` until its turn comes."""
BEGUN: tuple[RunState, ...] = ("running", "partial")
UNFINISHED: tuple[RunState, ...] = ("todo", *BEGUN)
