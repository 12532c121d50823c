"""A document held against the table: which elements stand where, with which attributes, and what those hold."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from tui.i18n import N_
from tui.telephony.findings import Finding
from tui.telephony.vxml.elements import ELEMENTS, NAMESPACE
from tui.telephony.vxml.source import Document, Node
from tui.telephony.vxml.table import Element, name_of

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_ALWAYS = (f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation")
"""Attributes that say where a schema is; every element may have them."""
_NAMES = frozenset(map(name_of, ELEMENTS))
_LONGEST_NAME = 40  # No name that is meant to be one of ours is longer.

_NO_VXML = (
    N_("The document is no VoiceXML: its first element is {name}."),
    N_("Its first element has to be vxml; check that this is the right file."),
)
_NO_NAMESPACE = (
    N_("The vxml element does not say that it is VoiceXML."),
    N_('Write its tag as <vxml version="2.1" xmlns="{namespace}">.'),
)
_VERSION = (N_("There is no version {version} of VoiceXML here."), N_('Write version="2.1".'))
_OLD_VERSION = (
    N_("The document is of version 2.0; OVH speaks of 2.1."),
    N_('Write version="2.1", and try the document; little differs.'),
)
_UNKNOWN_ELEMENT = (N_("There is no element {name} in VoiceXML."), N_("Remove it, or correct its name."))
_MEANT = (N_("There is no element {name} in VoiceXML."), N_("Did you mean {meant}?"))
_MISPLACED = (N_("{name} cannot stand in {parent}."), N_("Move it; it can stand in: {parents}."))
_NOT_AFTER = (
    N_("{name} cannot stand after {before}."),
    N_("Move it before {before}, within the same {parent}."),
)
_MISSING_ELEMENT = (N_("{name} is empty."), N_("Put one of these into it: {children}."))
_TEXT = (N_("There is text in {name}, where none can be."), N_("Remove it; {name} holds elements only."))
_NOT_EMPTY = (
    N_("There is text in {name}, where none can be."),
    N_("Write it as <{name}/>, without even a space in it."),
)
_UNKNOWN = (N_("{name} has no attribute {attribute}."), N_("Remove it; {name} can have: {known}."))
_NO_ATTRIBUTE = (
    N_("{name} has no attribute {attribute}."),
    N_("Remove it; {name} has no attributes at all."),
)
_MISSING = (
    N_("{name} has no attribute {attribute}, and needs it."),
    N_('Write {attribute}="…" into its tag.'),
)
_VALUE = (N_("{attribute} of {name} cannot be “{value}”."), N_("Write {expected}."))
_DUPLICATE = (
    N_("There is something else with the name {id} already."),
    N_("Give one of the two another name."),
)


def check(document: Document) -> Iterator[Finding]:
    """What is wrong with a document by the rules of its elements."""
    root = document.root
    if root.name != "vxml":
        yield root.error("no-vxml", _NO_VXML, name=_spoken(root.name))
        return
    if document.namespace != NAMESPACE:
        yield root.error("namespace", _NO_NAMESPACE, namespace=NAMESPACE)
    yield from _version(root)
    identities: set[str] = set()
    waiting = [(root, ELEMENTS[root.name])]
    while waiting:
        node, element = waiting.pop()
        yield from _attributes(node, element)
        yield from _identity(node, identities)
        yield from _text(node, element)
        yield from _children(node, element)
        waiting.extend(_known(node, element))


def _version(root: Node) -> Iterator[Finding]:
    version = root.value("version")
    if version == "2.0":
        yield root.warning("old-version", _OLD_VERSION, at="version")
    elif "version" in root.attributes and version != "2.1":
        yield root.error("version", _VERSION, at="version", version=version)


def _known(node: Node, element: Element) -> Iterator[tuple[Node, Element]]:
    """The children whose rules are known, be they misplaced, the last first."""
    for child in reversed(node.children):
        key = element.key(child.name) or child.name
        if key in ELEMENTS and not element.foreign:
            yield child, ELEMENTS[key]


# --- attributes


def _attributes(node: Node, element: Element) -> Iterator[Finding]:
    for name, value in node.attributes.items():
        type_ = element.attributes.get(name)
        if type_ is not None:
            if not type_.fits(value):
                words = {"name": node.name, "attribute": name, "value": value, "expected": type_.words}
                yield node.error("wrong-value", _VALUE, at=name, **words)
        elif name not in _ALWAYS:
            known = ", ".join(sorted(element.attributes))
            words = {"name": node.name, "attribute": _spoken(name), "known": known}
            yield node.error("unknown-attribute", _UNKNOWN if known else _NO_ATTRIBUTE, at=name, **words)
    for name in element.needs:
        if name not in node.attributes:
            yield node.error("missing-attribute", _MISSING, name=node.name, attribute=name)


def _identity(node: Node, identities: set[str]) -> Iterator[Finding]:
    """A name may be given once in a document; that of a dialog is looked at with the dialogs."""
    identity = node.value("id") if node.name in ("form", "menu", "rule") else ""
    if node.name == "rule" and identity in identities:
        yield node.error("duplicate-id", _DUPLICATE, at="id", id=identity)
    identities.update({identity} - {""})


# --- what stands in an element


def _text(node: Node, element: Element) -> Iterator[Finding]:
    if element.text:
        return
    if not (element.children or element.foreign):
        if node.has_space:
            yield node.error("misplaced-text", _NOT_EMPTY, name=node.name)
    elif node.has_text:
        yield node.error("misplaced-text", _TEXT, name=node.name)


def _children(node: Node, element: Element) -> Iterator[Finding]:
    before: dict[str, None] = {}
    for child in node.children:
        if element.foreign:
            if not child.name.startswith("{") or child.name.startswith("{}"):
                yield _misplaced(child, node)
        elif element.key(child.name) is None:
            yield _misplaced(child, node) if child.name in _NAMES else _unknown(child)
        else:
            late = next((each for each in before if each in element.not_after.get(child.name, ())), None)
            if late is not None:
                words = {"name": child.name, "before": late, "parent": node.name}
                yield child.error("misplaced-element", _NOT_AFTER, **words)
        before[child.name] = None
    if element.one_child and not node.children:
        children = ", ".join(sorted(map(name_of, element.children)))
        yield node.error("missing-element", _MISSING_ELEMENT, name=node.name, children=children)


def _misplaced(child: Node, parent: Node) -> Finding:
    parents = ", ".join(_parents(child.name))
    return child.error("misplaced-element", _MISPLACED, name=child.name, parent=parent.name, parents=parents)


@lru_cache
def _parents(name: str) -> tuple[str, ...]:
    """What an element can stand in."""
    return tuple(sorted({name_of(key) for key, each in ELEMENTS.items() if each.key(name)}))


def _unknown(child: Node) -> Finding:
    name = _spoken(child.name)
    meant = get_close_matches(name.lower(), _NAMES, 1) if len(name) < _LONGEST_NAME else []
    words = _MEANT if meant else _UNKNOWN_ELEMENT
    return child.error("unknown-element", words, name=name, meant=", ".join(meant))


def _spoken(name: str) -> str:
    """A name as people write it: one of another namespace with that before it, one of none as it is."""
    return name.removeprefix("{}")
