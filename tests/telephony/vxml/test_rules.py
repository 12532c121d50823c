"""Every rule, by a document that breaks it and one that does not; each finding where it belongs."""

import gzip
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tui.telephony import vxml
from tui.telephony.vxml.check import MOST_FINDINGS, check
from tui.telephony.vxml.decoding import LARGEST
from tui.telephony.vxml.parsing import DEEPEST, MOST_ATTRIBUTES, MOST_ELEMENTS

OURS = "0033199004001"

HEAD = '<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1">\n'
FOOT = "\n</vxml>"


def document(body: str) -> bytes:
    """A document whose second line is the body."""
    return f"{HEAD}{body}{FOOT}".encode()


def form(content: str) -> bytes:
    """A document with a form around the content."""
    return document(f"<form>{content}</form>")


def block(content: str) -> bytes:
    """A document with a form and a block around the content."""
    return form(f"<block>{content}</block>")


def menu(content: str) -> bytes:
    """A document with a menu around the content, and a form that it can lead to."""
    return document(f'<menu>{content}<choice next="#f"/></menu><form id="f"/>')


SERVED = "0033199001001"
"""The number that the documents serve."""


def ours(_service_names: Sequence[str]) -> set[str]:
    return {OURS, SERVED}


Rule = tuple[str, bytes, bytes, tuple[int, int]]

RULES: Sequence[Rule] = (
    ("too-large", document("<form/>" + " " * LARGEST), document("<form/>" + " " * 1000), (1, 1)),
    ("compressed", gzip.compress(document("<form/>")), document("<form/>"), (1, 1)),
    (
        "encoding",
        b'<?xml version="1.0" encoding="UTF-8"?>\n<vxml>\xe9</vxml>',
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + block("\xe9"),
        (2, 7),
    ),
    ("encoding", b'<?xml version="1.0" encoding="klingon"?>' + block("x"), block("x"), (1, 1)),
    ("encoding", b'<?xml version="1.0" encoding="unicode_escape"?>' + block("x"), block("x"), (1, 1)),
    ("encoding", b'<?xml version="1.0" encoding="UTF-16"?>' + block("x"), block("x"), (1, 1)),
    (
        "encoding",
        '<?xml version="1.0" encoding="UTF-8"?><vxml/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-8"?>' + block("x"),
        (1, 1),
    ),
    (
        "not-utf-8",
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + block("\xe9").decode().encode("latin-1"),
        b'<?xml version="1.0" encoding="us-ascii"?>' + block("&#233;"),
        (1, 1),
    ),
    ("not-well-formed", block("a < b"), block("a &lt; b"), (2, 17)),
    ("not-well-formed", block("a & b"), block("a &amp; b"), (2, 17)),
    ("not-well-formed", block("&eacute;"), block("&#233;"), (2, 22)),
    ("not-well-formed", block("</form>"), block(""), (2, 21)),
    ("not-well-formed", document("<form>"), document("<form></form>"), (3, 8)),
    ("not-well-formed", b"", document("<form/>"), (1, 1)),
    ("not-well-formed", document("<form id=a/>"), document('<form id="a"/>'), (2, 10)),
    ("not-well-formed", document("<form id/>"), document("<form/>"), (2, 9)),
    ("not-well-formed", document('<form id="a" id="a"/>'), document('<form id="a"/>'), (2, 20)),
    ("not-well-formed", block('<if cond="a<b"/>'), block('<if cond="a&lt;b"/>'), (2, 25)),
    ("not-well-formed", block("\x07"), block(""), (2, 14)),
    ("not-well-formed", form("<a:block/>"), form("<block/>"), (2, 15)),
    ("not-well-formed", document("<form/"), document("<form/>"), (2, 6)),
    ("not-well-formed", document("<form/>") + b"<form/>", document("<form/>") + b"<!-- x -->", (3, 8)),
    (
        "own-entities",
        b'<!DOCTYPE vxml [<!ENTITY a "b">]>\n' + block("&a;"),
        b'<!DOCTYPE vxml SYSTEM "[.dtd">\n' + block("b"),
        (1, 16),
    ),
    (
        "unknown-entity",
        b'<!DOCTYPE vxml SYSTEM "vxml.dtd">\n' + block("&eacute;"),
        b'<!DOCTYPE vxml SYSTEM "vxml.dtd">\n' + block("<![CDATA[&eacute;]]><!-- &eacute; -->&#233;"),
        (3, 14),
    ),
    (
        "too-deep",
        block('<if cond="a">' * DEEPEST + "</if>" * DEEPEST),
        block('<if cond="a">' * 20 + "</if>" * 20),
        (2, 14 + 13 * (DEEPEST - 3)),
    ),
    (
        "too-many-elements",
        block("<reprompt/>\n" * MOST_ELEMENTS),
        block("<reprompt/>\n" * 100),
        (MOST_ELEMENTS - 1, 1),
    ),
    (
        "too-many-attributes",
        block("".join(f"\n a{n}=''" for n in range(MOST_ATTRIBUTES + 1)).join(("<audio", "/>"))),
        block("<script><![CDATA[" + "a = 'b';\n" * (MOST_ATTRIBUTES + 1) + "]]></script>"),
        (2, 14),
    ),
    ("too-many-findings", block("<promt/>" * MOST_FINDINGS * 2), block(""), (2, 14 + 8 * MOST_FINDINGS)),
    ("no-vxml", b"<html>\n<form/>\n</html>", document("<form/>"), (1, 1)),
    ("namespace", b'<vxml version="2.1">\n<form/>\n</vxml>', document("<form/>"), (1, 1)),
    ("version", document("<form/>").replace(b"2.1", b"1.0"), document("<form/>"), (1, 43)),
    ("old-version", document("<form/>").replace(b"2.1", b"2.0"), document("<form/>"), (1, 43)),
    ("unknown-element", block("<promt>x</promt>"), block("<prompt>x</prompt>"), (2, 14)),
    ("unknown-element", form('<block xmlns=""/>'), form("<block/>"), (2, 7)),
    ("misplaced-element", form("<prompt>x</prompt>"), block("<prompt>x</prompt>"), (2, 7)),
    (
        "misplaced-element",
        block('<if cond="a"><else/><elseif cond="b"/></if>'),
        block('<if cond="a"><elseif cond="b"/><else/></if>'),
        (2, 34),
    ),
    (
        "misplaced-element",
        block('<prompt><break/><lexicon uri="a.xml"/></prompt>'),
        block('<prompt><lexicon uri="a.xml"/><break/></prompt>'),
        (2, 30),
    ),
    (
        "missing-element",
        form('<field><grammar><rule id="a"><one-of/></rule></grammar></field>'),
        form('<field><grammar><rule id="a"><one-of><item>1</item></one-of></rule></grammar></field>'),
        (2, 36),
    ),
    ("misplaced-text", form("Bonjour"), block("Bonjour"), (2, 1)),
    ("misplaced-text", block("<reprompt> </reprompt>"), block("<reprompt></reprompt>"), (2, 14)),
    ("unknown-attribute", document('<form name="a"/>'), document('<form id="a"/>'), (2, 7)),
    ("unknown-attribute", document('<form xml:lang="fr"/>'), block('<prompt xml:lang="fr"/>'), (2, 7)),
    ("missing-attribute", form("<var/>"), form('<var name="a"/>'), (2, 7)),
    (
        "wrong-value",
        block('<prompt><break time="5 s" /></prompt>'),
        block('<prompt><break time="5s" /></prompt>'),
        (2, 29),
    ),
    (
        "wrong-value",
        form('<var\n  name="2a"/>'),
        form('<var\n  name="a2"/>'),
        (3, 3),
    ),
    (
        "duplicate-id",
        form('<field><grammar><rule id="a">1</rule><rule id="a">2</rule></grammar></field>'),
        form('<field><grammar><rule id="a">1</rule><rule id="b">2</rule></grammar></field>'),
        (2, 50),
    ),
    ("no-dialog", document('<var name="a"/>'), document('<var name="a"/><menu/>'), (1, 1)),
    (
        "duplicate-dialog",
        document('<form id="a"><block><goto next="#a"/></block></form><menu id="a"/>'),
        document('<form id="a"><block><goto next="#b"/></block></form><menu id="b"/>'),
        (2, 59),
    ),
    ("no-target", block("<goto/>"), block('<goto next="b.vxml"/>'), (2, 14)),
    (
        "no-target",
        menu('<choice dtmf="1">Un</choice>'),
        menu('<choice dtmf="1" event="exit">Un</choice>'),
        (2, 7),
    ),
    ("no-target", block('<goto next=""/>'), block('<submit next=""/>'), (2, 14)),
    ("no-target", block('<goto next="#"/>'), block('<goto next="b.vxml"/>'), (2, 14)),
    ("no-target", block("<throw/>"), block('<throw event="exit"/>'), (2, 14)),
    ("no-target", block("<audio/>"), block('<audio expr="a"/>'), (2, 14)),
    (
        "several-targets",
        block('<goto next="b.vxml" expr="c"/>'),
        block('<goto expr="c"/>'),
        (2, 34),
    ),
    (
        "several-targets",
        menu('<choice dtmf="1" next="#f" event="exit"/>'),
        menu('<choice dtmf="1" next="#f"/>'),
        (2, 34),
    ),
    (
        "several-targets",
        form(f'<transfer dest="tel:{OURS}" destexpr="a"/>'),
        form(f'<transfer dest="tel:{OURS}"/>'),
        (2, 42),
    ),
    (
        "dead-link",
        block('<goto next="#nulle-part"/>'),
        document('<form id="a"><block><goto next="#a"/></block></form>'),
        (2, 20),
    ),
    ("dead-link", menu('<choice dtmf="1" next="#g"/>'), menu('<choice dtmf="1" next="#f"/>'), (2, 24)),
    ("dead-link", form('<subdialog src="#s"/>'), form('<subdialog src="s.vxml#s"/>'), (2, 18)),
    (
        "dead-link",
        document('<link next="#s" dtmf="1"/><form/>'),
        document('<link next="s.vxml" dtmf="1"/><form/>'),
        (2, 7),
    ),
    (
        "dead-link",
        form('<field name="a"/><block><goto nextitem="b"/></block>'),
        form('<field name="a"/><block><goto nextitem="a"/></block>'),
        (2, 37),
    ),
    (
        "dead-link",
        form('<field><grammar root="a"><rule id="b">1</rule></grammar></field>'),
        form('<field><grammar root="b"><rule id="b">1</rule></grammar></field>'),
        (2, 23),
    ),
    (
        "dead-link",
        form('<field><grammar><rule id="b"><ruleref uri="#c"/></rule></grammar></field>'),
        form('<field><grammar><rule id="b"><ruleref uri="c.grxml#c"/></rule></grammar></field>'),
        (2, 45),
    ),
    (
        "duplicate-key",
        menu('<choice dtmf="1 2" next="#f"/><choice dtmf="12" next="#f"/>'),
        menu('<choice dtmf="1" next="#f"/><choice dtmf="2" next="#f"/>'),
        (2, 45),
    ),
    (
        "duplicate-key",
        document('<menu dtmf="true"><choice dtmf="1" event="a"/></menu>'),
        document('<menu dtmf="true"><choice event="a"/><choice dtmf="0" event="b"/></menu>'),
        (2, 27),
    ),
    (
        "duplicate-key",
        form('<field><option dtmf="1"/><option dtmf="1"/></field>'),
        form('<field><option dtmf="1"/></field><field><option dtmf="1"/></field>'),
        (2, 40),
    ),
    (
        "unreachable-dialog",
        document('<form/><form id="a"/>'),
        document('<form><block><goto next="#a"/></block></form><form id="a"/>'),
        (2, 8),
    ),
    (
        "unlisted-element",
        block("<disconnect/><disconnect/>"),
        block("<exit/>"),
        (2, 14),
    ),
    ("no-destination", form("<transfer/>"), form(f'<transfer dest="tel:{OURS}"/>'), (2, 7)),
    (
        "foreign-transfer",
        form('<transfer dest="tel:+33123456789"/>'),
        form('<transfer dest="tel:+33199004001"/>'),
        (2, 17),
    ),
    (
        "foreign-transfer",
        form('<transfer dest="sip:accueil@example.com"/>'),
        form(f'<transfer dest="sip:{OURS};user=phone"/>'),
        (2, 17),
    ),
    (
        "unknown-host",
        form(f'<transfer dest="sip:{OURS}@evil.example:5060;user=phone"/>'),
        form(f'<transfer dest="tel:{OURS};ext=1"/>'),
        (2, 17),
    ),
    (
        "self-transfer",
        form('<transfer dest="tel:+33199001001"/>'),
        form('<transfer dest="tel:+33199004001"/>'),
        (2, 17),
    ),
    (
        "computed-transfer",
        form('<transfer destexpr="a"/>'),
        form('<transfer dest="01 99 00 40 01"/>'),
        (2, 17),
    ),
)

WARNINGS = {
    "not-utf-8", "old-version", "unreachable-dialog", "unlisted-element", "computed-transfer", "unknown-host",
    "self-transfer",
}  # fmt: skip
every_rule = pytest.mark.parametrize(
    ("code", "broken", "kept", "place"), RULES, ids=lambda each: each if isinstance(each, str) else ""
)


@every_rule
def test_a_document_that_breaks_a_rule_is_told_where_and_why(
    code: str, broken: bytes, kept: bytes, place: tuple[int, int]
) -> None:
    found = [each for each in check(broken, ours, SERVED).findings if each.code == code]
    assert [(each.line, each.column) for each in found] == [place]
    assert [each.level for each in found] == ["warning" if code in WARNINGS else "error"]
    assert all(str(each.message) and str(each.mend) for each in found)


@every_rule
def test_a_document_that_keeps_a_rule_has_no_finding(
    code: str, broken: bytes, kept: bytes, place: tuple[int, int]
) -> None:
    assert check(kept, ours, SERVED).findings == ()


def test_every_code_of_a_finding_has_its_documents() -> None:
    listed = set(re.findall(r"`([a-z0-9-]+)`", vxml.__doc__ or ""))
    assert {code for code, *_rest in RULES} == listed


def test_a_form_out_of_its_place_is_looked_into_like_any_other() -> None:
    misplaced = block('<form><block><goto nextitem="a"/><goto next="#b"/><promt/></block></form>')
    codes = [each.code for each in check(misplaced).findings]
    assert sorted(codes) == ["dead-link", "dead-link", "misplaced-element", "unknown-element"]


def test_without_an_account_a_transfer_is_a_warning_and_for_a_file_alone_too() -> None:
    foreign = form('<transfer dest="tel:+33123456789"/>')
    for found in (check(foreign), check(foreign, ours)):
        assert [(each.code, each.level) for each in found.findings] == [("foreign-transfer", "warning")]
    known = form('<transfer dest="tel:+33199004001"/>')
    assert [each.level for each in check(known).findings] == ["warning"]
    assert check(known, ours).findings == ()


def test_a_computed_way_may_lead_to_any_dialog_and_so_may_an_input_in_force_everywhere() -> None:
    for body in (
        '<form><block><goto expr="where"/></block></form><form id="a"/>',
        '<form/><menu id="a" scope="document"><choice dtmf="1" next="#b"/></menu><form id="b"/>',
        '<link next="#a" dtmf="1"/><form/><form id="a"/>',
        '<catch event="x"><goto next="#a"/></catch><form/><form id="a"/>',
        '<form><block><goto next="menu.vxml#a"/></block></form><form id="a"/>',
        '<form><subdialog src="#a"/></form><form id="a"/>',
    ):
        assert check(document(body)).findings == (), body
    island = '<form/><menu id="a"><choice next="#b"/></menu><menu id="b"><choice next="#a"/></menu>'
    assert [each.code for each in check(document(island)).findings] == ["unreachable-dialog"] * 2


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.1", "x%00y"])
@pytest.mark.parametrize("before", ["sip:", "sips:", "SIP:", ""])
def test_a_server_in_a_destination_is_told_and_a_strange_number_is_strange_on_any_server(
    before: str, host: str
) -> None:
    (found,) = check(form(f'<transfer dest="{before}+33199004001@{host};a=b"/>'), ours, SERVED).findings
    assert (found.code, found.level) == ("unknown-host", "warning")
    assert host.partition("%")[0] in str(found.message)
    assert 'dest="tel:+33199004001"' in str(found.mend)
    for dest in ("+33123456789", "accueil"):
        (found,) = check(form(f'<transfer dest="{before}{dest}@{host}"/>'), ours, SERVED).findings
        assert (found.code, found.level) == ("foreign-transfer", "error")
    alone = check(form(f'<transfer dest="{before}+33199004001@{host}"/>')).findings
    assert [(each.code, each.level) for each in alone] == [
        ("foreign-transfer", "warning"), ("unknown-host", "warning"),
    ]  # fmt: skip


def test_the_numbers_of_a_document_are_asked_for_at_once() -> None:
    asked: list[Sequence[str]] = []

    def none_of_them(service_names: Sequence[str]) -> set[str]:
        asked.append(service_names)
        return set()

    transfers = "".join(f'<transfer dest="tel:+331000100{n:02}"/>' for n in range(40))
    assert check(form(transfers), none_of_them, SERVED).errors == 40
    assert [len(names) for names in asked] == [40]


def dead_links(content: bytes, own: str) -> int:
    return sum(each.code == "dead-link" for each in check(content, own=own).findings)


@pytest.mark.parametrize(
    ("own", "link", "is_dead"),
    [
        ("/srv/menu.vxml", "menu.vxml#b", True),
        ("/srv/menu.vxml", "./menu.vxml#b", True),
        ("/srv/menu.vxml", "menu.vxml#a", False),
        ("/srv/menu.vxml", "other.vxml#b", False),
        ("/srv/menu.vxml", "sub/menu.vxml#b", False),
        ("/srv/menu.vxml", "menu.vxml?x=1#b", False),
        ("/srv/menu.vxml", "https://example.com/menu.vxml#b", False),
        ("mon menu:1.vxml", "mon%20menu%3A1.vxml#b", True),
        ("\udce9.vxml", "%E9.vxml#b", True),
        ("https://example.com/v/menu.vxml?x=1", "menu.vxml?x=1#b", True),
        ("https://example.com/v/menu.vxml?x=1", "?x=1#b", True),
        ("https://example.com/v/menu.vxml", "HTTPS://EXAMPLE.com/v/menu.vxml#b", True),
        ("https://example.com/v/menu.vxml", "/v/menu.vxml#b", True),
        ("https://example.com/v/menu.vxml", "../v/menu.vxml#b", True),
        ("https://example.com/v/menu.vxml", "/menu.vxml#b", False),
        ("https://example.com/v/menu.vxml", "http://[#b", False),
        ("https://example.com", "/#b", True),
        ("", "menu.vxml#b", False),
        ("", "/#b", False),
        ("", "#b", True),
    ],
)
def test_a_link_by_the_document_s_own_name_or_address_leads_into_it(
    own: str, link: str, is_dead: bool
) -> None:
    linked = document(f'<form id="a"><block><goto next="{link}"/></block></form>')
    assert dead_links(linked, own) == is_dead


def test_a_link_starts_from_the_base_that_the_document_names() -> None:
    own, body = "https://example.com/menu.vxml", '<form><block><goto next="{}#b"/></block></form>'
    for base, link, is_dead in (
        ("https://example.net/", "menu.vxml", False),
        ("v/", "menu.vxml", False),
        ("v/", "../menu.vxml", True),
        ("https://example.net/", "", True),
        ("http://[", "menu.vxml", False),
    ):
        based = document(body.format(link)).replace(b"<vxml", f'<vxml xml:base="{base}"'.encode())
        assert dead_links(based, own) == is_dead, (base, link)


def test_an_excerpt_shows_what_stands_around_a_finding() -> None:
    report = check(block("x" * 500 + "<promt/>" + "y" * 500))
    (finding,) = report.findings
    part, at = report.excerpt(finding, 60)
    assert len(part) == 60
    assert part[at:].startswith("<promt/>")
    assert report.excerpt(finding, 5000) == (report.lines[1], finding.column - 1)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "us-ascii", "iso-8859-1", "ISO-8859-15", "windows-1252", "macintosh", "koi8-r", "Shift_JIS", "EUC-KR",
     "gb18030", "Big5", "utf-16", "UTF-16LE", "utf-16be", "utf-32", "ibm037", "cp500"],
)  # fmt: skip
def test_a_document_is_read_in_any_encoding_that_it_declares(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\r\n' + block("\r\n\u00e9 <promt/>").decode()
    report = check(text.encode(encoding, "xmlcharrefreplace"))
    found = {each.code: (each.line, each.column) for each in report.findings}
    column = len(report.lines[3].partition("<promt")[0]) + 1
    not_utf_8 = {} if encoding in ("utf-8", "us-ascii") else {"not-utf-8": (1, 1)}
    assert found == {**not_utf_8, "unknown-element": (4, column)}


@pytest.mark.parametrize(
    ("name", "codec"),
    [("ISO-10646-UCS-2", "utf-16"), ("iso-10646-ucs-4", "utf-32"), ("Windows-31J", "cp932")],
)
def test_an_encoding_has_the_names_that_xml_knows(name: str, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?>' + block("x").decode()
    assert [each.code for each in check(text.encode(codec)).findings] == ["not-utf-8"]


def test_nothing_of_a_parser_is_imported_before_a_document_is_read() -> None:
    script = (
        "import sys, tui.configurations.vxml, tui.telephony.vxml.check as check; print('lxml' in sys.modules); "
        "check.check(b'<a/>'); print('lxml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]
