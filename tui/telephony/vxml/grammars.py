"""The elements that say what callers may press or say: SRGS 1.0 as VoiceXML 2.1 takes it over.

Sources: Speech Recognition Grammar Specification 1.0, sections 2 to 4; VoiceXML 2.0, section 3.1; VoiceXML 2.1,
section 2.
"""

from collections.abc import Mapping

from tui.telephony.vxml import value_types as values
from tui.telephony.vxml.table import BASE, FETCH, LANG, META, SCOPE, Element, names

_HEAD = names("lexicon meta metadata tag")
_EXPANSION = names("item one-of ruleref tag token")

GRAMMARS: Mapping[str, Element] = {
    "grammar": Element(
        attributes={
            **LANG,
            **BASE,
            **FETCH,
            **SCOPE,
            "mode": values.one_of("voice", "dtmf"),
            "root": values.RULE_NAME,
            "src": values.ADDRESS,
            "srcexpr": values.SCRIPT,
            "tag-format": values.ADDRESS,
            "type": values.TEXT,
            "version": values.TOKEN,
            "weight": values.TEXT,
        },
        children=names(_HEAD, "rule"),
        text=True,
        not_after=dict.fromkeys(_HEAD, names("rule")),
    ),
    "rule": Element(
        attributes={"id": values.RULE_NAME, "scope": values.one_of("private", "public")},
        children=names(_EXPANSION, "example"),
        text=True,
        needs=("id",),
    ),
    "item": Element(
        attributes={
            **LANG,
            "repeat": values.REPEATS,
            "repeat-prob": values.PROBABILITY,
            "weight": values.WEIGHT,
        },
        children=_EXPANSION,
        text=True,
    ),
    "one-of": Element(attributes=LANG, children=names("item"), one_child=True),
    "ruleref": Element(
        attributes={
            "special": values.one_of("NULL", "VOID", "GARBAGE"),
            "type": values.TEXT,
            "uri": values.ADDRESS,
        }
    ),
    "token": Element(attributes=LANG, text=True),
    "tag": Element(text=True),
    "example": Element(text=True),
    "lexicon": Element(attributes={"uri": values.ADDRESS, "type": values.TEXT}, needs=("uri",)),
    "meta": Element(attributes=META, needs=("content",)),
    "metadata": Element(
        # Any attribute that is known by itself will do; those of XML are.
        attributes={
            **LANG,
            **BASE,
            "xml:space": values.one_of("default", "preserve"),
            "xml:id": values.NAME,
        },
        foreign=True,
    ),
}
