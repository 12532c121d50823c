"""The rules of VoiceXML 2.0 and 2.1 as a table: for every element what it may hold, and its attributes.

Sources: VoiceXML 2.0, sections 1 to 6, and VoiceXML 2.1; the rows of speech and grammars are in `speech` and
`grammars`. Which attributes exclude one another is said in `dialogs`.
"""

from collections.abc import Mapping

from tui.telephony.vxml import value_types as values
from tui.telephony.vxml.grammars import GRAMMARS
from tui.telephony.vxml.speech import SPEECH, SPOKEN
from tui.telephony.vxml.table import BASE, EXPR, FETCH, LANG, SCOPE, Attributes, Element, names

NAMESPACE = "http://www.w3.org/2001/vxml"

HANDLERS = names("catch error help noinput nomatch")
EXECUTABLE = names(
    "assign audio clear data disconnect enumerate exit foreach goto if log prompt reprompt return script submit throw",
    "value var",
)
_SAID = names("audio enumerate value prompt")
_ITEM_PARTS = names(_SAID, HANDLERS, "filled property")

_ITEM: Attributes = {**EXPR, "name": values.OWN_VARIABLE, "cond": values.SCRIPT}
_NEXT: Attributes = {**EXPR, "next": values.ADDRESS}
_FETCHAUDIO: Attributes = {"fetchaudio": values.ADDRESS}
_SUBMIT: Attributes = {
    "method": values.one_of("get", "post"),
    "enctype": values.TEXT,
    "namelist": values.VARIABLES,
}
_THROW: Attributes = {
    "event": values.TOKEN,
    "eventexpr": values.SCRIPT,
    "message": values.TEXT,
    "messageexpr": values.SCRIPT,
}
_HANDLER: Attributes = {"count": values.COUNT, "cond": values.SCRIPT}
_ACCEPT: Attributes = {"accept": values.one_of("exact", "approximate")}
_NAMELIST: Attributes = {"namelist": values.VARIABLES}
_FOREACH: Attributes = {"item": values.OWN_VARIABLE, "array": values.SCRIPT}

_PROMPT_HEAD = names("lexicon meta metadata")
_PROMPT_REST = names(SPOKEN, "foreach/prompt")

_DIALOGS: Mapping[str, Element] = {
    "vxml": Element(
        attributes={**LANG, **BASE, "application": values.ADDRESS, "version": values.TEXT},
        children=names(HANDLERS, "data form link menu meta metadata property script var"),
        needs=("version",),
    ),
    "form": Element(
        attributes={**SCOPE, "id": values.NAME},
        children=names(
            HANDLERS, "block data field filled grammar initial link object property record script subdialog",
            "transfer var",
        ),
    ),
    "menu": Element(
        attributes={**SCOPE, **_ACCEPT, "id": values.NAME, "dtmf": values.BOOLEAN},
        children=names(_SAID, HANDLERS, "choice property"),
        text=True,
    ),
    "choice": Element(
        attributes={**FETCH, **_ACCEPT, **_THROW, **_FETCHAUDIO, **_NEXT, "dtmf": values.KEYS},
        children=names("grammar"),
        text=True,
    ),
    "link": Element(
        attributes={**FETCH, **_NEXT, **_THROW, **_FETCHAUDIO, "dtmf": values.KEYS},
        children=names("grammar"),
    ),
}  # fmt: skip

_ITEMS: Mapping[str, Element] = {
    "block": Element(attributes=_ITEM, children=EXECUTABLE, text=True),
    "field": Element(
        attributes={**_ITEM, "type": values.TEXT, "slot": values.TOKEN, "modal": values.BOOLEAN},
        children=names(_ITEM_PARTS, "grammar link option"),
        text=True,
    ),
    "option": Element(attributes={**_ACCEPT, "dtmf": values.KEYS, "value": values.TEXT}, text=True),
    "initial": Element(attributes=_ITEM, children=names(_SAID, HANDLERS, "link property"), text=True),
    "object": Element(
        attributes={
            **_ITEM,
            **FETCH,
            **dict.fromkeys(("classid", "codebase", "data", "archive"), values.ADDRESS),
            "type": values.TEXT,
            "codetype": values.TEXT,
        },
        children=names(_ITEM_PARTS, "param"),
        text=True,
    ),
    "record": Element(
        attributes={
            **_ITEM,
            **dict.fromkeys(("beep", "modal", "dtmfterm"), values.BOOLEAN),
            **dict.fromkeys(("maxtime", "finalsilence"), values.DURATION),
            "type": values.TEXT,
        },
        children=names(_ITEM_PARTS, "grammar"),
        text=True,
    ),
    "subdialog": Element(
        attributes={
            **_ITEM,
            **FETCH,
            **_FETCHAUDIO,
            **_SUBMIT,
            "src": values.ADDRESS,
            "srcexpr": values.SCRIPT,
        },
        children=names(_ITEM_PARTS, "param"),
        text=True,
    ),
    "transfer": Element(
        attributes={
            **_ITEM,
            "dest": values.ADDRESS,
            "destexpr": values.SCRIPT,
            "bridge": values.BOOLEAN,
            "type": values.one_of("bridge", "blind", "consultation", exact=True),
            **dict.fromkeys(("connecttimeout", "maxtime"), values.DURATION),
            "transferaudio": values.ADDRESS,
            "aai": values.TEXT,
            "aaiexpr": values.SCRIPT,
        },
        children=names(_ITEM_PARTS, "grammar"),
        text=True,
    ),
    "filled": Element(
        attributes={"mode": values.one_of("any", "all", exact=True), "namelist": values.OWN_VARIABLES},
        children=EXECUTABLE,
        text=True,
    ),
    "param": Element(
        attributes={
            **EXPR,
            "name": values.TOKEN,
            "value": values.TEXT,
            "valuetype": values.one_of("data", "ref", exact=True),
            "type": values.TEXT,
        },
        needs=("name",),
    ),
}

_COMMANDS: Mapping[str, Element] = {
    "assign": Element(attributes={**EXPR, "name": values.VARIABLE}, needs=("name", "expr")),
    "clear": Element(attributes=_NAMELIST),
    "data": Element(
        attributes={
            **FETCH,
            **_FETCHAUDIO,
            **_SUBMIT,
            "name": values.OWN_VARIABLE,
            "src": values.ADDRESS,
            "srcexpr": values.SCRIPT,
        }
    ),
    "disconnect": Element(attributes=_NAMELIST),
    "exit": Element(attributes={**EXPR, **_NAMELIST}),
    "foreach": Element(attributes=_FOREACH, children=EXECUTABLE, text=True, needs=("item", "array")),
    "foreach/prompt": Element(attributes=_FOREACH, children=_PROMPT_REST, text=True, needs=("item", "array")),
    "goto": Element(
        attributes={
            **FETCH,
            **_NEXT,
            **_FETCHAUDIO,
            "expritem": values.SCRIPT,
            "nextitem": values.OWN_VARIABLE,
        }
    ),
    "if": Element(
        attributes={"cond": values.SCRIPT},
        children=names(EXECUTABLE, "elseif else"),
        text=True,
        needs=("cond",),
        not_after=dict.fromkeys(("elseif", "else"), names("else")),
    ),
    "elseif": Element(attributes={"cond": values.SCRIPT}, needs=("cond",)),
    "else": Element(),
    "log": Element(attributes={**EXPR, "label": values.TEXT}, children=names("value"), text=True),
    "prompt": Element(
        attributes={
            **LANG,
            **BASE,
            "version": values.one_of("1.0"),
            "bargein": values.BOOLEAN,
            "bargeintype": values.one_of("speech", "hotword"),
            "count": values.COUNT,
            "cond": values.SCRIPT,
            "timeout": values.DURATION,
        },
        children=_PROMPT_HEAD | _PROMPT_REST,
        text=True,
        not_after=dict.fromkeys(_PROMPT_HEAD, names(SPOKEN, "foreach")),
    ),
    "property": Element(attributes={"name": values.TOKEN, "value": values.TEXT}, needs=("name", "value")),
    "reprompt": Element(),
    "return": Element(attributes={**_NAMELIST, **_THROW}),
    "script": Element(
        attributes={**FETCH, "src": values.ADDRESS, "srcexpr": values.SCRIPT, "charset": values.TEXT},
        text=True,
    ),
    "submit": Element(attributes={**FETCH, **_NEXT, **_FETCHAUDIO, **_SUBMIT}),
    "throw": Element(attributes=_THROW),
    "var": Element(attributes={**EXPR, "name": values.OWN_VARIABLE}, needs=("name",)),
    "catch": Element(attributes={**_HANDLER, "event": values.TOKENS}, children=EXECUTABLE, text=True),
    **dict.fromkeys(
        ("error", "help", "noinput", "nomatch"),
        Element(attributes=_HANDLER, children=EXECUTABLE, text=True),
    ),
}

ELEMENTS: Mapping[str, Element] = {**_DIALOGS, **_ITEMS, **_COMMANDS, **SPEECH, **GRAMMARS}
"""Every element by its name; `foreach/prompt` is a foreach within a prompt."""

UNLISTED = names("data disconnect foreach help initial log mark meta metadata object")
"""Elements that OVH's own list leaves out, as far as that list is known (guide.ovh.com/TelFaqSVIVXMLBalises2)."""
