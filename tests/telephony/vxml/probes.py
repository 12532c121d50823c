"""Small documents made of the table's own rows: each holds one element where it may stand, and one thing to probe."""

from collections.abc import Mapping
from functools import cache
from xml.sax.saxutils import quoteattr

from tui.telephony.vxml.check import check
from tui.telephony.vxml.elements import ELEMENTS, NAMESPACE
from tui.telephony.vxml.table import name_of

STRUCTURE = frozenset({
    "no-vxml", "namespace", "unknown-element", "misplaced-element", "missing-element", "misplaced-text",
    "unknown-attribute", "missing-attribute", "wrong-value", "duplicate-id", "duplicate-dialog", "not-well-formed",
})  # fmt: skip
"""The codes of what a schema can find too."""

VALID: Mapping[str, str] = {
    "xml:lang": "fr-FR",
    "age": "30",
    "array": "list",
    "alphabet": "ipa",
    "bargeintype": "speech",
    "contour": "(0%,+20Hz)",
    "count": "1",
    "dtmf": "1",
    "fetchhint": "safe",
    "fetchtimeout": "5s",
    "gender": "male",
    "level": "strong",
    "maxage": "1",
    "maxstale": "1",
    "maxtime": "5s",
    "finalsilence": "5s",
    "connecttimeout": "5s",
    "timeout": "5s",
    "time": "5s",
    "duration": "5s",
    "method": "get",
    "pitch": "high",
    "range": "high",
    "rate": "slow",
    "repeat": "2",
    "repeat-prob": "0.5",
    "special": "NULL",
    "strength": "weak",
    "valuetype": "data",
    "variant": "1",
    "volume": "loud",
    "weight": "1",
    "accept": "exact",
    "xml:space": "default",
    **dict.fromkeys(("bargein", "beep", "bridge", "dtmfterm", "modal"), "true"),
}
"""A value for each attribute that cannot be just any word."""
_OF_ELEMENT: Mapping[tuple[str, str], str] = {
    ("filled", "mode"): "all",
    ("grammar", "mode"): "dtmf",
    ("menu", "dtmf"): "true",
    ("prompt", "version"): "1.0",
    ("rule", "scope"): "public",
    ("transfer", "type"): "blind",
    **{(name, "scope"): "dialog" for name in ("form", "menu", "grammar")},
}


def valid_value(element: str, attribute: str) -> str:
    """A value that the attribute of that element may have."""
    return _OF_ELEMENT.get((element, attribute), VALID.get(attribute, "a"))


@cache
def path_to(key: str) -> tuple[str, ...]:
    """The keys of the elements from vxml to one of the table, the shortest way."""
    paths: dict[str, tuple[str, ...]] = {"vxml": ("vxml",)}
    for found in (waiting := ["vxml"]):
        for child in sorted(ELEMENTS[found].children):
            if child not in paths:
                paths[child] = (*paths[found], child)
                waiting.append(child)
    return paths[key]


def tag(key: str, inner: str = "", **attributes: str) -> str:
    """An element with the attributes that it needs and those given, and with the children that it needs."""
    name, element = name_of(key), ELEMENTS[key]
    given = {each: valid_value(name, each) for each in element.needs} | attributes
    if name == "vxml":
        given = {"xmlns": NAMESPACE, "version": "2.1"} | attributes
    if not inner and element.one_child:
        inner = tag(min(element.children))
    words = "".join(f" {each}={quoteattr(value)}" for each, value in given.items())
    return f"<{name}{words}>{inner}</{name}>" if inner else f"<{name}{words}/>"


def within(key: str, content: str) -> str:
    """A document with an element of that key replaced by `content`, where it may stand."""
    for outer in reversed(path_to(key)[:-1]):
        content = tag(outer, content)
    return content


def structural(document: str) -> list[str]:
    """The codes of what is wrong with the structure of a document, or of why it could not be read."""
    found = [each.code for each in check(document.encode()).findings]
    return [each for each in found if each in STRUCTURE]
