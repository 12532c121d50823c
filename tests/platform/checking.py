"""Requests and answers held against the official schema, where that is at hand."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from tests.contract import schema
from tui.engine.resources import Body, Json, Method

_LEFT_THE_SCHEMA = "easyPabx"
"""A feature type that numbers still have, and that the schema's enum has lost."""


class Checking:
    """`violations` is what was found, `seen` the calls by template; `unchecked` is why nothing can be held."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.seen: set[str] = set()
        self.unchecked = schema.absent()
        self._schema = None if self.unchecked else _schema()

    def request(self, method: Method, path: str, query: str, body: Body | None) -> list[str]:
        """What is wrong with the body of a request; also noted, as is that there is no such call or parameter."""
        if self._schema is not None and self._schema.operation(method, path) is None:
            self.violations.append(f"{method} {path}: no call of the schema")
            return []
        if self._schema is not None:
            self.seen.add(f"{method} {self._schema.template(path)}")
            known = self._schema.query(self._schema.operation(method, path) or {})
            unknown = sorted(parse_qs(query, keep_blank_values=True).keys() - known)
            self.violations += [f"{method} {path}: no parameter {each}" for each in unknown]
        found = self._of_request(method, path, body)
        self.violations += [f"{method} {path}: {each}" for each in found]
        return found

    def _of_request(self, method: Method, path: str, body: Body | None) -> list[str]:
        if self._schema is None:
            return []
        operation = self._schema.operation(method, path)
        takes = self._schema.body(operation or {})
        if (takes is None) != (body is None):
            return ["takes a body" if body is None else "takes no body"]
        if takes is None or body is None:
            return []
        faults = self._schema.faults(body, takes)
        return faults + [f"{name} is read-only" for name in sorted(set(body) & self._schema.read_only(takes))]

    def answer(self, method: Method, path: str, answer: Json) -> None:
        """Note what is wrong with the answer to a call."""
        if self._schema is None or _LEFT_THE_SCHEMA in json.dumps(answer):
            return
        operation = self._schema.operation(method, path)
        gives = None if operation is None else self._schema.answer(operation)
        if gives is None:
            faults = [] if answer is None else ["answers nothing"]
        else:
            faults = self._schema.faults(answer, gives)
        self.violations += [f"{method} {path} answers: {each}" for each in faults]

    def expands(self, path: str) -> bool:
        """Whether a list can be had with all its objects; any can be where the schema is not at hand."""
        if self._schema is None:
            return True
        operation: Mapping[str, Any] | None = self._schema.operation("GET", path)
        return operation is not None and "x-expanded-response" in operation


@cache
def _schema() -> schema.Schema:
    return schema.load()
