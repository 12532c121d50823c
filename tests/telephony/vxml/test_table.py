"""The rules of the house for every element, held against the W3C's schema, one small document after the other."""

import pytest
from lxml import etree

from tests.telephony.vxml import w3c
from tests.telephony.vxml.probes import structural, tag, valid_value, within
from tui.telephony.vxml.elements import ELEMENTS, UNLISTED
from tui.telephony.vxml.table import name_of

NAMES = sorted(set(map(name_of, ELEMENTS)))
ATTRIBUTES = sorted({name for element in ELEMENTS.values() for name in element.attributes})

VALUES = (
    "", " ", "a", "A", "é", "a b", " a ", "1", "0", "-0", "+1", "-1", "01", "1.5", "1.", ".5", "-.5", "1e3", "101",
    "100", "100.0", "0.0", "1.0", "1.01", "true", "false", "TRUE", " true ", "true false", "5s", "5 s", "250ms",
    ".5s", "5.s", "5", "5m", " 5s", "5s ", "1 2 #", " *", "##", "a1", "_a", "$", "a$", "$a", "a.b", "a-b", "a:b", "1a",
    "#a", "#", "#a#b", "http://a/b?c#d", "http://[::1]/", "http://[", "http://a:b/", "http://a:80/", "//x/y", "//x:y",
    "mailto:a@b.fr", "tel:+331", "sip:a@b;x=y", "%41", "%4", "%zz", "a\\b", "<>", ":a", "1a:b", "a b:c", "?q", "?q?q",
    "/a:b", "./a:b", "[a]", "a[b]", "dialog", "document", "private", "public", "voice", "dtmf", "get", "post", "exact",
    "approximate", "prefetch", "safe", "speech", "hotword", "any", "all", "bridge", "blind", "consultation", "data",
    "ref", "NULL", "VOID", "GARBAGE", "null", "male", "female", "neutral", " male", "strong", "moderate", "none",
    "reduced", "x-weak", "weak", "medium", "x-strong", "x-high", "high", "low", "x-low", "default", "x-fast", "fast",
    "slow", "x-slow", " slow", "silent", "x-soft", "soft", "loud", "x-loud", "120Hz", "+120Hz", "-1.5Hz", "5hz", "5%",
    "+5%", "-5%", "+5st", "5st", "+5", "-5", " 5%", "(0%,+20Hz)", "(0%,+20Hz) (50%,high)", "(0%,+20Hz)(50%,high)",
    "(0,high)", "ipa", "IPA", "x-a", "x-", "fr", "fr-FR", "fr_FR", "fr-", "abcdefghi", "a-123456789", "3-", "-3", "-",
    "2-4", "2-4-5", " 1.0 ", "2.0", "preserve", "a\u0301", "\u0301", "·", "a·", "\u4e00", "a\nb", "\na",
)  # fmt: skip
"""Some that fit, and some that do not, of every type of value, and some on the edge between."""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return w3c.load()


def accepts(schema: etree.XMLSchema, document: str) -> bool:
    try:
        return bool(schema.validate(etree.fromstring(document)))
    except etree.XMLSyntaxError:
        # An id of XML itself is looked at by the parser already.
        return False


every_element = pytest.mark.parametrize("key", ELEMENTS)


@every_element
def test_an_element_stands_in_a_document_that_both_accept(schema: etree.XMLSchema, key: str) -> None:
    document = within(key, tag(key, tag("form")) if key == "vxml" else tag(key))
    assert structural(document) == []
    assert accepts(schema, document)


@every_element
def test_an_element_has_the_children_that_the_schema_gives_it(schema: etree.XMLSchema, key: str) -> None:
    documents = {name: within(key, tag(key, tag(name))) for name in NAMES}
    ours = {name for name, document in documents.items() if not structural(document)}
    assert ours == {name for name, document in documents.items() if accepts(schema, document)}
    assert ours == set(map(name_of, ELEMENTS[key].children))


@every_element
def test_an_element_has_the_attributes_that_the_schema_gives_it(schema: etree.XMLSchema, key: str) -> None:
    inner = tag("form") if key == "vxml" else ""
    documents = {
        name: within(key, tag(key, inner, **{name: valid_value(name_of(key), name)})) for name in ATTRIBUTES
    }
    ours = {name for name, document in documents.items() if not structural(document)}
    assert ours == {name for name, document in documents.items() if accepts(schema, document)}
    assert ours == set(ELEMENTS[key].attributes)


@every_element
def test_an_element_needs_the_attributes_that_the_schema_says(schema: etree.XMLSchema, key: str) -> None:
    inner = tag("form") if key == "vxml" else ""
    for name in ELEMENTS[key].attributes:
        value = valid_value(name_of(key), name)
        written = within(key, tag(key, inner, **{name: value}))
        without = written.replace(f' {name}="{value}"', "", 1)
        assert written != without or name == "version"
        assert (structural(without) == []) == accepts(schema, without), name


@every_element
def test_an_attribute_takes_the_values_that_the_schema_takes(schema: etree.XMLSchema, key: str) -> None:
    inner = tag("form") if key == "vxml" else ""
    for name in ELEMENTS[key].attributes:
        documents = {value: within(key, tag(key, inner, **{name: value})) for value in VALUES}
        ours = {value for value, document in documents.items() if not structural(document)}
        theirs = {value for value, document in documents.items() if accepts(schema, document)}
        assert ours == theirs, name


@every_element
def test_text_and_spaces_stand_where_the_schema_has_them(schema: etree.XMLSchema, key: str) -> None:
    for text in ("x", " ", "\n", "\u00a0", "<!-- x -->", "<?x?>", "<![CDATA[x]]>", "<![CDATA[ ]]>", "&#32;"):
        document = within(key, tag(key, text + (tag("form") if key == "vxml" else "")))
        assert (structural(document) == []) == accepts(schema, document), text


@every_element
def test_two_children_stand_in_the_order_that_the_schema_asks_for(schema: etree.XMLSchema, key: str) -> None:
    children = sorted(map(name_of, ELEMENTS[key].children))
    for first in children:
        for second in children:
            # Two with the same id would be one fault more.
            pair = tag(first) + tag(second).replace('id="a"', 'id="b"')
            document = within(key, tag(key, pair))
            assert (structural(document) == []) == accepts(schema, document), (first, second)


def test_what_ovh_never_listed_are_elements() -> None:
    assert set(NAMES) >= UNLISTED
