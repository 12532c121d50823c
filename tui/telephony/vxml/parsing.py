"""A document's text as elements, without harm: nothing is expanded, fetched or kept without a bound.

lxml, imported when it is needed, says whether the text is well-formed and what its elements are. Where they stand is
found in the text itself, for lxml knows no columns. A document that declares entities of its own is refused before the
parser sees it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tui.i18n import N_
from tui.telephony.vxml.elements import NAMESPACE
from tui.telephony.vxml.source import Document, Node, Source, Unreadable, Words, unreadable

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError, _Element

DEEPEST = 100
"""Elements within one another."""
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 1_000
"""Attributes of one element: the parser's time grows with their square."""

_XML = "{http://www.w3.org/XML/1998/namespace}"
_PLACE = re.compile(r",? ?line [0-9]+, column [0-9]+.*", re.DOTALL)
"""What an exception says of its place, in its text too."""

_DOCTYPE = r"<!DOCTYPE(?:\"[^\"]*\"|'[^']*'|[^\"'\[>])*+"
_OWN_ENTITIES = re.compile(rf"(?>\s+|<\?.*?\?>|<!--.*?-->)*+{_DOCTYPE}\[", re.DOTALL)
_MARKUP = re.compile(
    rf"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|{_DOCTYPE}>|(?P<tag><(?=[^!?/]))"
    r"|&(?!#|(?:lt|gt|amp|apos|quot);)(?P<entity>[^;\s<&]+);",
    re.DOTALL,
)
"""In a well-formed document: what no tag is looked for in, each start tag, and each entity that XML does not know."""

_VALUE = r"=\s*(?:\"[^\"]*\"|'[^']*')"
_TAG = re.compile(rf"[^\s!?/>][^\s/>]*(?:\s+[^\s=/>]+\s*{_VALUE})*+")
"""A tag from its name on, as far as its attributes are well-formed."""

_OWN = (
    N_("The document declares entities or rules of its own; none is expanded, so nothing was checked."),
    N_("Remove what stands between [ and ] in the DOCTYPE, and write out what it stands for."),
)
_ENTITY = (
    N_("Nobody knows what &{entity}; stands for: no DTD is fetched."),
    N_("Write the character itself, or its number, such as &#233;."),
)
_TOO_MANY = (
    N_("The document has more than {limit} elements; nothing of it was checked."),
    N_("Divide it into several documents."),
)
_TOO_MANY_ATTRIBUTES = (
    N_("A tag has more than {limit} attributes; nothing was checked."),
    N_("Look at what stands here: no element needs so many."),
)
_TOO_DEEP = (
    N_("More than {limit} elements stand within one another; nothing was checked."),
    N_("Close the elements that are open: no document needs so many."),
)
_NOT_WELL_FORMED = (
    N_("The document is not well-formed: {reason}."),
    N_("Correct what stands here, or just before."),
)
_SYNTAX: Mapping[str, Words] = {
    "ERR_DOCUMENT_EMPTY": (
        N_("There is no element here: a document begins with a tag."),
        N_("Check that this is the right file, and that nothing stands before its first tag."),
    ),
    "ERR_DOCUMENT_END": (
        N_("Something stands after the end of the document."),
        N_("Remove what follows the last tag, or move it before that."),
    ),
    "ERR_RESERVED_XML_NAME": (
        N_("The XML declaration does not stand at the very beginning."),
        N_("Remove whatever stands before <?xml, even spaces and empty lines."),
    ),
    "ERR_TAG_NAME_MISMATCH": (
        N_("The element that ends here is not the one that was opened last."),
        N_("Close the elements in the reverse order in which they were opened."),
    ),
    "ERR_TAG_NOT_FINISHED": (
        N_("The document ends, and an element is still open."),
        N_("Close every element that was opened."),
    ),
    "ERR_GT_REQUIRED": (N_("A tag has no end."), N_("Write > at the end of the tag.")),
    "ERR_LT_IN_ATTRIBUTE": (
        N_("A < stands in the value of an attribute."),
        N_("Write &lt; for it, in expressions too."),
    ),
    "ERR_ATTRIBUTE_NOT_STARTED": (
        N_("The value of an attribute has no quotation marks."),
        N_("Write quotation marks around the value."),
    ),
    "ERR_ATTRIBUTE_WITHOUT_VALUE": (
        N_("An attribute has no value."),
        N_("Write = and the value in quotation marks after its name."),
    ),
    "ERR_ATTRIBUTE_REDEFINED": (
        N_("An attribute stands twice in the same tag."),
        N_("Remove one of the two."),
    ),
    "ERR_NAME_REQUIRED": (
        N_("A < or & stands here that begins no tag and no entity."),
        N_("Write &lt; for < and &amp; for &, in expressions too."),
    ),
    "ERR_ENTITYREF_SEMICOL_MISSING": (
        N_("A & stands here that begins no entity."),
        N_("Write &amp; for it, in expressions too."),
    ),
    "ERR_UNDECLARED_ENTITY": (
        N_("An entity stands here that XML does not know."),
        N_("Write the character itself, or its number, such as &#233;."),
    ),
    "ERR_INVALID_CHAR": (
        N_("A character stands here that no XML document may hold."),
        N_("Remove it; it is often one that cannot be seen."),
    ),
    "NS_ERR_UNDEFINED_NAMESPACE": (
        N_("A name has a prefix that was not declared."),
        N_("Remove the prefix, or declare it with xmlns."),
    ),
}
"""Words for the parser's most usual faults, by their names in lxml."""


def parse(source: Source) -> Document:
    """The elements of a document. Raises `Unreadable`."""
    own = _OWN_ENTITIES.match(source.text)
    if own is not None:
        raise unreadable(source, own.end() - 1, "own-entities", _OWN)
    _refuse_many_attributes(source)
    root = _parsed(source)
    starts = []
    for found in _MARKUP.finditer(source.text):
        if found["entity"] is not None:
            raise unreadable(source, found.start(), "unknown-entity", _ENTITY, entity=found["entity"])
        if found["tag"] is not None:
            starts.append(found.start())
    if len(starts) > MOST_ELEMENTS:
        raise unreadable(source, starts[MOST_ELEMENTS], "too-many-elements", _TOO_MANY, limit=MOST_ELEMENTS)
    return _tree(source, root, iter(starts))


def _refuse_many_attributes(source: Source) -> None:
    offset = -1
    for piece in source.text.split("<"):
        if piece.count("=") > MOST_ATTRIBUTES and _attributes(piece) > MOST_ATTRIBUTES:
            raise unreadable(
                source, offset, "too-many-attributes", _TOO_MANY_ATTRIBUTES, limit=MOST_ATTRIBUTES
            )
        offset += len(piece) + 1


def _attributes(piece: str) -> int:
    """How many attributes the tag has that a piece of text after a < begins with, if it does."""
    tag = _TAG.match(piece)
    return 0 if tag is None else len(re.findall(_VALUE, tag[0]))


def _parsed(source: Source) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(source.text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(source, error) from error


def _not_well_formed(source: Source, error: "XMLSyntaxError") -> Unreadable:
    from lxml.etree import ErrorTypes

    offset, code = source.offset(*error.position), getattr(error, "code", 0)
    if code == ErrorTypes.ERR_RESOURCE_LIMIT:
        return unreadable(source, offset, "too-deep", _TOO_DEEP, limit=DEEPEST)
    words = next((each for name, each in _SYNTAX.items() if getattr(ErrorTypes, name) == code), None)
    reason = _PLACE.sub("", str(error.msg))
    return unreadable(source, offset, "not-well-formed", words or _NOT_WELL_FORMED, reason=reason)


def _tree(source: Source, root: "_Element", starts: Iterator[int]) -> Document:
    from lxml import etree

    top = etree.QName(root)
    # What a document in another namespace, or in none, holds is meant to be VoiceXML, and is checked as such.
    own = f"{{{NAMESPACE if top.localname != 'vxml' else top.namespace or ''}}}"
    nodes: list[Node] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if len(nodes) > 1:
                nodes.pop()
                nodes[-1].add_text(element.tail)
            continue
        attributes = {_name(name).removeprefix("{}"): str(value) for name, value in element.items()}
        node = Node(
            source,
            next(starts),
            _name(element.tag).removeprefix(own),
            attributes,
            nodes[-1] if nodes else None,
        )
        node.add_text(element.text)
        if nodes:
            nodes[-1].children.append(node)
        nodes.append(node)
        if len(nodes) > DEEPEST:
            raise unreadable(source, node.offset, "too-deep", _TOO_DEEP, limit=DEEPEST)
    return Document(nodes[0], str(top.namespace or ""))


def _name(tag: str) -> str:
    """A name with its namespace, even an empty one; those of XML itself with their usual prefix."""
    if tag.startswith(_XML):
        return "xml:" + tag.removeprefix(_XML)
    return tag if tag.startswith("{") else "{}" + tag
