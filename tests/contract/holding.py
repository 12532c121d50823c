"""An exchange that breaks a test at the first request or answer that the official schema does not know."""

from typing import Any

from tests.contract.schema import Schema
from tui.engine.resources import Body, Method


class Held:
    """An exchange whose every request and answer is held against the schema; `seen` are the calls by template."""

    def __init__(self, inner: Any, schema: Schema) -> None:
        self.inner = inner
        self.schema = schema
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def call(self, method: Method, path: str, body: Body | None = None) -> Any:
        """Make the call, and look at both sides of it."""
        operation = self.schema.operation(method, path)
        assert operation is not None, f"{method} {path} is no call of the schema"
        self.seen.add(f"{method} {self.schema.template(path)}")
        takes = self.schema.body(operation)
        if method in ("POST", "PUT"):
            assert (takes is None) == (body is None), f"{method} {path} {body}"
        if body is not None and takes is not None:
            assert self.schema.faults(body, takes) == [], f"{method} {path} {body}"
            assert set(body) & self.schema.read_only(takes) == set(), f"{method} {path} {body}"
        answer = self.inner.call(method, path, body)
        gives = self.schema.answer(operation)
        if gives is None:
            assert answer is None, f"{method} {path}"
        else:
            assert self.schema.faults(answer, gives) == [], f"{method} {path}"
        return answer

    def objects(self, path: str) -> list[Body]:
        """Every object of a list, each held against what reading it by itself would answer."""
        found: list[Body] = self.inner.objects(path)
        operation = self.schema.operation("GET", path)
        assert operation is not None, path
        for body in found:
            one = self.schema.operation("GET", f"{path}/1")
            assert one is not None, path
            gives = self.schema.answer(one)
            assert gives is not None
            assert self.schema.faults(body, gives) == [], path
        return found
