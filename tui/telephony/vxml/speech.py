"""The elements that say how a prompt is spoken: SSML 1.0 as VoiceXML 2.1 takes it over.

Sources: Speech Synthesis Markup Language 1.0, sections 3.1 to 3.3; VoiceXML 2.0, section 4.1; VoiceXML 2.1, section 3.
"""

from collections.abc import Mapping

from tui.telephony.vxml import value_types as values
from tui.telephony.vxml.table import EXPR, FETCH, LANG, Element, names

IN_SENTENCE = names("audio break emphasis enumerate mark phoneme prosody say-as sub value voice")
SPOKEN = names(IN_SENTENCE, "p s")

SPEECH: Mapping[str, Element] = {
    "p": Element(attributes=LANG, children=names(IN_SENTENCE, "s"), text=True),
    "s": Element(attributes=LANG, children=IN_SENTENCE, text=True),
    "voice": Element(
        attributes={
            **LANG,
            "gender": values.one_of("male", "female", "neutral", exact=True),
            "age": values.COUNT,
            "variant": values.POSITIVE,
            "name": values.TEXT,
        },
        children=SPOKEN,
        text=True,
    ),
    "prosody": Element(
        attributes={
            "pitch": values.PITCH,
            "contour": values.CONTOUR,
            "range": values.PITCH,
            "rate": values.RATE,
            "duration": values.DURATION,
            "volume": values.VOLUME,
        },
        children=SPOKEN,
        text=True,
    ),
    "audio": Element(
        attributes={**FETCH, **EXPR, "src": values.ADDRESS}, children=names(SPOKEN, "desc"), text=True
    ),
    "desc": Element(attributes=LANG, text=True),
    "emphasis": Element(
        attributes={"level": values.one_of("strong", "moderate", "none", "reduced", exact=True)},
        children=IN_SENTENCE,
        text=True,
    ),
    "sub": Element(attributes={"alias": values.TEXT}, text=True, needs=("alias",)),
    "say-as": Element(
        attributes={"interpret-as": values.TOKEN, "format": values.TOKEN, "detail": values.TOKEN},
        children=names("value"),
        text=True,
        needs=("interpret-as",),
    ),
    "phoneme": Element(attributes={"ph": values.TEXT, "alphabet": values.ALPHABET}, text=True, needs=("ph",)),
    "break": Element(
        attributes={
            "time": values.DURATION,
            "strength": values.one_of("none", "x-weak", "weak", "medium", "strong", "x-strong", exact=True),
        }
    ),
    "mark": Element(attributes={"name": values.TEXT, "nameexpr": values.SCRIPT}),
    "value": Element(attributes=EXPR, needs=("expr",)),
    "enumerate": Element(children=names(SPOKEN, "foreach/prompt"), text=True),
}
