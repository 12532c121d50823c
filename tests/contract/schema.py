"""The official schema of the telephony API and of the account's documents, as far as the contract tests ask for it.

They are no part of this repository: they are read from the directory SCHEMA_DIR, or from `ovh-api` in a `shared`
directory beside the checkout.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

FILES = ("telephony-openapi.json", "me-openapi-extract.json")
SHARED = Path(__file__).parents[3] / "shared" / "ovh-api"


class Schema:
    """The documents as one: their operations, and what their bodies and answers have to look like."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self._raw: dict[str, Any] = {}
        self._paths: dict[str, Any] = {}
        for each in documents:
            self._raw |= each["components"]["schemas"]
            self._paths |= each["paths"]
        self._components = _nullable({"schemas": self._raw})

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        # A path in words comes before one with a placeholder in the same place.
        ordered = sorted(self._paths, key=lambda path: [part.startswith("{") for part in path.split("/")])
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in ordered]

    def operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """The operation that a call is, or None when the schema has no such call."""
        template = self.template(path)
        return None if template is None else self._paths[template].get(method.lower())

    def template(self, path: str) -> str | None:
        """The path of the schema that a call's path is one of."""
        plain = path.partition("?")[0]
        return next((each for pattern, each in self._patterns if pattern.fullmatch(plain)), None)

    def properties(self, name: str) -> Mapping[str, Any]:
        """The properties of a named object, as the document has them."""
        found: Mapping[str, Any] = self._raw[name]["properties"]
        return found

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A property's schema with what it refers to laid under it."""
        parts = [*schema.get("allOf", []), *([schema] if "$ref" in schema else [])]
        found: dict[str, Any] = {}
        for part in parts:
            found |= self._raw[part["$ref"].rpartition("/")[2]]
        return found | dict(schema)

    def faults(self, value: Any, schema: Mapping[str, Any]) -> list[str]:
        """What is wrong with a value, by the JSON schema and by having a property that is not described."""
        validator = Draft202012Validator({**_nullable(schema), "components": self._components})
        wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        return wrong + list(self._undescribed(value, schema, "$"))

    def _undescribed(self, value: Any, schema: Mapping[str, Any], place: str) -> Iterable[str]:
        schema = self.resolve(schema)
        if isinstance(value, dict):
            described = schema.get("properties", {})
            for name, each in value.items():
                if name in described:
                    yield from self._undescribed(each, described[name], f"{place}.{name}")
                else:
                    yield f"{place}.{name} is not described"
        elif isinstance(value, list):
            for each in value:
                yield from self._undescribed(each, schema.get("items", {}), f"{place}[]")

    def answer(self, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The schema of an operation's answer, or None when it answers with nothing."""
        content = operation["responses"]["200"].get("content")
        return None if content is None else content["application/json"]["schema"]

    def body(self, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The schema of the body that an operation takes, or None when it takes none."""
        content = operation.get("requestBody", {}).get("content")
        return None if content is None else content["application/json"]["schema"]

    def query(self, operation: Mapping[str, Any]) -> set[str]:
        """The names of the parameters that an operation takes in its query."""
        return {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}

    def read_only(self, body: Mapping[str, Any]) -> set[str]:
        """The names of a body's properties that can only be read."""
        properties = self.resolve(body).get("properties", {})
        return {name for name, each in properties.items() if each.get("readOnly")}


def _nullable(schema: Any) -> Any:
    """OpenAPI's `nullable` in the words of JSON Schema; formats and everything else stay."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {name: _nullable(each) for name, each in schema.items() if name != "nullable"}
    return {"anyOf": [rest, {"type": "null"}]} if schema.get("nullable") is True else rest


def absent() -> str | None:
    """Why the official schema is not at hand; None where it is."""
    missing = [name for name in FILES if not (_folder() / name).exists()]
    if not missing:
        return None
    return (
        f"{', '.join(missing)}: neither beside the checkout nor in SCHEMA_DIR, and no part of the repository"
    )


def load() -> Schema:
    """The official schema; skips the test where it is not at hand."""
    reason = absent()
    if reason is not None:
        pytest.skip(reason)
    return Schema(json.loads((_folder() / name).read_text(encoding="utf-8")) for name in FILES)


def _folder() -> Path:
    return Path(os.environ["SCHEMA_DIR"]) if "SCHEMA_DIR" in os.environ else SHARED
