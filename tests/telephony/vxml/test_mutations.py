"""Documents spoilt at random: the check never fails, is soon done, and finds what the W3C's schema finds, no more."""

import copy
import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.matrix import FULL
from tests.telephony.vxml import w3c
from tests.telephony.vxml.documents import RECEPTION, SERVICES, SMALL
from tests.telephony.vxml.probes import STRUCTURE
from tests.telephony.vxml.test_table import ATTRIBUTES, NAMES, VALUES
from tui.telephony.vxml.check import check
from tui.telephony.vxml.decoding import LARGEST, decode
from tui.telephony.vxml.elements import NAMESPACE
from tui.telephony.vxml.parsing import MOST_ATTRIBUTES, parse

OWN = "0033199001001"
LONGEST = 5.0
"""Seconds that a check may take, whatever the document."""

_IN_TIME = settings(deadline=timedelta(seconds=LONGEST))

_XML = "{http://www.w3.org/XML/1998/namespace}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

DIFFERENCES: Sequence[tuple[str, Callable[[Any], bool]]] = (
    (
        "The schema takes any of its elements as the first one, and a document of dialogs begins with vxml.",
        lambda root: root.tag != f"{{{NAMESPACE}}}vxml",
    ),
    (
        "The dots in the schema's patterns of speech stand for any sign, so that it takes a volume of +5s.",
        lambda root: any(
            value[-1:] not in "%0123456789." for value in root.xpath("//@volume") if value[:1] in ("+", "-")
        ),
    ),
    (
        "Within metadata the schema goes on looking for elements that it knows; there is nothing to check there.",
        lambda root: bool(root.xpath("//v:metadata//v:*", namespaces={"v": NAMESPACE})),
    ),
)
"""Where the two may disagree, each with its reason."""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return w3c.load()


def own(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def attribute(name: str) -> str:
    return name.replace("xml:", _XML)


def elements(root: Any) -> list[Any]:
    return list(root.iter(etree.Element))


@st.composite
def spoilt(draw: st.DrawFn, most: int = 3) -> Any:
    """The tree of one of the services, with one thing or more changed in it, at most so many."""
    root = etree.fromstring(draw(st.sampled_from(SERVICES)).encode())
    for _ in range(draw(st.integers(1, most))):
        node = draw(st.sampled_from(elements(root)))
        change = draw(st.sampled_from(CHANGES))
        change(draw, root, node)
    return root


def renamed(draw: st.DrawFn, _root: Any, node: Any) -> None:
    node.tag = draw(st.sampled_from([*map(own, NAMES), own("promt"), "prompt", "{urn:x}prompt"]))


def removed(_draw: st.DrawFn, _root: Any, node: Any) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def doubled(_draw: st.DrawFn, _root: Any, node: Any) -> None:
    if node.getparent() is not None:
        node.addnext(copy.deepcopy(node))


def moved(draw: st.DrawFn, root: Any, node: Any) -> None:
    target = draw(st.sampled_from(elements(root)))
    if node is not root and target is not node and node not in target.iterancestors():
        target.insert(draw(st.integers(0, 3)), node)


def said(draw: st.DrawFn, _root: Any, node: Any) -> None:
    node.text = draw(st.sampled_from(["x", " ", "\u00a0", ""]))


def added(draw: st.DrawFn, _root: Any, node: Any) -> None:
    child = etree.SubElement(node, own(draw(st.sampled_from(NAMES))))
    child.tail = draw(st.sampled_from([None, "x", " "]))


def attributed(draw: st.DrawFn, _root: Any, node: Any) -> None:
    name = draw(st.sampled_from([*ATTRIBUTES, "x", "{urn:x}x", f"{_XSI}type"]))
    node.set(attribute(name), draw(st.sampled_from(VALUES)))


def changed(draw: st.DrawFn, _root: Any, node: Any) -> None:
    if node.attrib:
        node.set(draw(st.sampled_from(sorted(node.attrib))), draw(st.sampled_from(VALUES)))


def stripped(draw: st.DrawFn, _root: Any, node: Any) -> None:
    if node.attrib:
        del node.attrib[draw(st.sampled_from(sorted(node.attrib)))]


CHANGES = (renamed, removed, doubled, moved, said, added, attributed, changed, stripped)


@settings(_IN_TIME, max_examples=5000 if FULL else 300)
@given(spoilt())
def test_a_spoilt_document_has_the_faults_that_the_schema_finds_and_no_others(
    schema: etree.XMLSchema, root: Any
) -> None:
    document = etree.tostring(root)
    if any(differs(root) for _reason, differs in DIFFERENCES):
        return
    try:
        accepted = schema.validate(etree.fromstring(document))
    except etree.XMLSyntaxError:
        accepted = False  # an id of XML itself that is no name
    found = {each.code for each in check(document).findings}
    # A document without any element at all is one for the schema too, and has no dialog for us.
    ours = found & STRUCTURE or (len(root) == 0 and "no-dialog" in found)
    assert accepted != bool(ours), (found, schema.error_log)


def places_of_the_schema(schema: etree.XMLSchema, root: Any) -> set[Any]:
    """The elements that the schema finds faults at."""
    schema.validate(root)
    paths = {root.getroottree().getpath(each): each for each in elements(root)}
    return {paths[error.path.partition("/@")[0]] for error in schema.error_log}


def places_of_ours(document: bytes, root: Any) -> set[Any]:
    """The elements that our findings stand at; `root` is the tree of the document."""
    source, _warnings = decode(document)
    begins = [node.offset for node in parse(source).root.all()]
    found = [
        each
        for each in check(document).findings
        if each.code in STRUCTURE or (each.code == "no-dialog" and len(root) == 0)
    ]
    at = [bisect_right(begins, source.offset(each.line, each.column)) - 1 for each in found]
    return {elements(root)[each] for each in at}


def where_the_schema_stops(element: Any) -> Iterator[Any]:
    """The elements whose being wrong keeps the schema from looking at one, and this one itself."""
    yield from element
    for outer in (element, *element.iterancestors()):
        yield outer
        yield from outer.itersiblings(preceding=True)


@settings(_IN_TIME, max_examples=5000 if FULL else 300)
@given(spoilt(most=1))
def test_the_faults_of_a_document_with_one_change_are_found_where_the_schema_finds_them(
    schema: etree.XMLSchema, root: Any
) -> None:
    """At the same elements, but for what follows from how a schema works, each of which is allowed for alone.

    It names an element that must be empty where we name what stands in it; and at an element that is out of its place
    it stops, so that only we speak of what is within that or comes after it, and of text around it.
    """
    document = etree.tostring(root)
    if any(differs(root) for _reason, differs in DIFFERENCES):
        return
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError:
        return  # an id of XML itself that is no name
    theirs, ours = places_of_the_schema(schema, root), places_of_ours(document, root)
    missed = [each for each in theirs if each not in ours and ours.isdisjoint(each)]
    assert missed == []
    invented = [each for each in ours if theirs.isdisjoint(where_the_schema_stops(each))]
    assert invented == []


DISAGREED = {
    '<form xmlns="{}"/>': True,
    '<vxml xmlns="{}" version="2.1"><form><block><prompt><prosody volume="+5s"/></prompt></block></form></vxml>': True,
    '<vxml xmlns="{}" version="2.1"><menu/><metadata><a xmlns="urn:a"><form xmlns="{}" x=""/></a></metadata></vxml>': 0,
}
"""A document for each difference, and whether the schema takes it."""


@pytest.mark.parametrize("document", DISAGREED)
def test_the_differences_are_there(schema: etree.XMLSchema, document: str) -> None:
    root = etree.fromstring(document.replace("{}", NAMESPACE))
    assert sum(differs(root) for _reason, differs in DIFFERENCES) == 1
    assert schema.validate(root) == DISAGREED[document]
    assert check(etree.tostring(root)).has_errors == DISAGREED[document]


# --- bytes


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A service, in some encoding, with bytes put in, taken out or replaced."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp037"]))
    content = draw(st.sampled_from(SERVICES)).encode(encoding, "xmlcharrefreplace")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        cut = draw(st.integers(0, 3))
        piece = draw(
            st.binary(max_size=4)
            | st.sampled_from([b"<", b">", b"&", b'"', b"]]>", b"<!--", b"</form>", b"\0"])
        )
        content = content[:at] + piece + content[at + cut :]
    return content


@_IN_TIME
@given(damaged() | st.binary(max_size=200))
@example(b"")
@example(b"\xff\xfe")
@example(b'<?xml version="1.0" encoding="\0"?>')
@example(b'<?xml version="1.0" encoding="idna"?><vxml/>')
@example(b'<?xml version="1.0" encoding="zlib"?><vxml/>')
@example(b'<?xml version="1.0" encoding=""?><vxml/>')
def test_the_check_reads_any_bytes(content: bytes) -> None:
    report = check(content)
    for finding in report.findings:
        assert 1 <= finding.line <= len(report.lines)
        assert 1 <= finding.column <= len(report.lines[finding.line - 1]) + 1
        assert str(finding.message)
        assert str(finding.mend)
        part, at = report.excerpt(finding, 40)
        assert len(part) <= 40
        assert 0 <= at <= len(part)


@given(damaged())
def test_damaged_bytes_are_well_formed_where_the_parser_says_so(content: bytes) -> None:
    codes = {each.code for each in check(content).findings}
    try:
        etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        # What declares entities is not read at all.
        assert codes & {"not-well-formed", "encoding", "own-entities"}
    else:
        # The parser believes a declaration that the bytes do not keep, and entities that only a DTD could tell.
        assert "not-well-formed" not in codes


_PIECE = re.compile(r"<(\w+)[^<>]*>[^<]*</\1>|</?[\w:]+[^>]*>|\s[\w:]+=\"[^\"]*\"|[\w#]+|\s+")


@st.composite
def swollen(draw: st.DrawFn) -> bytes:
    """A service with a piece of it, of any sort, as often as the largest document holds it."""
    service = draw(st.sampled_from(SERVICES))
    piece = draw(st.sampled_from([found.span() for found in _PIECE.finditer(service)]))
    start, end = draw(st.just(piece) | st.tuples(*[st.integers(0, len(service))] * 2).map(sorted))
    room = LARGEST - len(service.encode())
    many_times = room // max(len(service[start:end].encode()), 1)
    return (service[:end] + service[start:end] * many_times + service[end:]).encode()


@settings(_IN_TIME, max_examples=500 if FULL else 25)
@given(swollen())
def test_a_document_that_is_swollen_at_any_place_is_soon_done(content: bytes) -> None:
    assert len(content) <= LARGEST
    check(content, lambda _names: (), OWN)


# --- bombs

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def entities(declared: str, text: str = "", value: str = "a.wav") -> str:
    """A document that declares entities, and uses them in a text or in a value."""
    return f"<!DOCTYPE vxml [{declared}]>" + SMALL.replace("Bonjour", text).replace("a.wav", value)


def inside(content: str) -> str:
    """A document with so much in its block."""
    return SMALL.replace("Bonjour", content)


def before(content: str, text: str = "") -> str:
    """A document with so much in its form, before its block."""
    return inside(text).replace("<block>", content + "<block>")


def many(piece: str, count: int) -> str:
    """A piece so often, numbered."""
    return "".join(piece.format(n, n + 1) for n in range(count))


def clears(attributes: str, count: int) -> str:
    """An element with so many attributes."""
    return f"<clear{many(attributes, count)}/>"


BOMBS = {
    "entities within entities": entities(f'<!ENTITY l0 "ha">{LAUGHS}', "&l11;"),
    "entities in an attribute": entities(f'<!ENTITY l0 "ha">{LAUGHS}', value="&l11;"),
    "parameter entities": entities("<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;"),
    "a long entity, often": entities(f'<!ENTITY l "{"x" * 10**5}">', "&l;" * 10**5),
    "a file": entities('<!ENTITY f SYSTEM "file:///etc/passwd">', "&f;"),
    "a foreign DTD": '<!DOCTYPE vxml SYSTEM "file:///etc/passwd">' + inside("&f;"),
    "depth": "<a>" * 300_000,
    "elements": inside("<reprompt/>" * 90_000),
    "unknown elements": inside("<promt/>" * 19_000),
    "attributes": inside(clears(" a{}=''", 90_000)),
    "attributes with tags in them": inside(clears(" a{}='>'", 90_000)),
    "attributes of several": inside(clears(" a{}=''", MOST_ATTRIBUTES) * 90),
    "namespaces": inside(clears(" xmlns:a{}='a'", 50_000)),
    "one long text": inside("x" * 990_000),
    "many pieces of text": inside("xx<reprompt/>" * 19_000),
    "one long value": inside(f'<goto next="{"%41" * 300_000}#a#b"/>'),
    "one long name": inside(f"<{'a' * 400_000}></{'a' * 400_000}>"),
    "a long list": inside(f'<clear namelist="{"a " * 490_000}"/>'),
    "keys": before(f'<field><option dtmf="{"1 " * 490_000}x"/></field>'),
    "variables": before(many('<var name="a{}"/>', 9_000)),
    "ways to items": before(many('<block name="a{}"/>', 9_000), many('<goto nextitem="a{}"/>', 9_000)),
    "dialogs": SMALL.replace("<form>", many('<menu id="a{}"><choice next="#a{}"/></menu>', 9_000) + "<form>"),
    "open comments": "<!--" * 200_000,
    "open instructions": "<?a " * 200_000,
    "an open prologue": "<!-- -->" * 100_000 + "<!DOCTYPE" + "'" * 10_000,
    "spaces": " " * 990_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    started = time.monotonic()
    report = check(BOMBS[name].encode(), lambda _names: (), OWN)
    assert time.monotonic() - started < LONGEST
    assert "root:" not in str([(str(each.message), str(each.mend)) for each in report.findings])


def test_whole_services_have_no_error() -> None:
    for document in SERVICES:
        assert not check(document.encode()).has_errors
    assert check(RECEPTION.encode(), lambda _names: {"0033199004001"}, OWN).findings != ()
