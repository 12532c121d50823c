"""The dialogs of a document: their names, where calls go from one to the other, and the keys that lead there."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import islice
from pathlib import PurePath
from urllib.parse import quote, unquote, urljoin, urlsplit

from tui.i18n import N_
from tui.telephony.fetching import is_address
from tui.telephony.findings import Finding
from tui.telephony.vxml.elements import UNLISTED
from tui.telephony.vxml.source import Document, Node
from tui.telephony.vxml.value_types import words_of

_DIALOGS = ("form", "menu")
_ITEMS = ("block", "field", "initial", "object", "record", "subdialog", "transfer")

_GOES: Mapping[str, tuple[str, ...]] = {
    "goto": ("next", "expr", "nextitem", "expritem"),
    "choice": ("next", "expr", "event", "eventexpr"),
    "link": ("next", "expr", "event", "eventexpr"),
    "submit": ("next", "expr"),
    "subdialog": ("src", "srcexpr"),
    "data": ("src", "srcexpr"),
    "throw": ("event", "eventexpr"),
    "audio": ("src", "expr"),
    "mark": ("name", "nameexpr"),
    "param": ("expr", "value"),
}
"""Attributes of which an element has exactly one: with none or several of them a browser gives up on it."""
_LEADING = ("goto", "choice", "link", "submit", "subdialog")
"""What leads to a dialog: by the first of those attributes as it is written, by the second as it is computed."""
_LINKS = {name: _GOES[name][0] for name in _LEADING}
_COMPUTED = {name: _GOES[name][1] for name in _LEADING}
_FREE_KEYS = ("0", "*", "#")
"""The keys that a choice may have of its own in a menu that numbers its choices (VoiceXML 2.0, section 2.2)."""
_MOST_NAMES = 20  # Of those that there are, where one is wrong.

_NO_DIALOG = (
    N_("There is no dialog in the document: callers hear nothing."),
    N_("Put a form or a menu into it."),
)
_SAME_NAME = (
    N_("There is another dialog with the name {id}."),
    N_("Give one of the two another name, and change what leads to it."),
)
_NO_TARGET = (N_("{name} needs a target and has none."), N_("Give it one of: {attributes}."))
_SEVERAL = (
    N_("{name} can have only one of these: {given}."),
    N_("Keep one of them, and remove the others."),
)
_DEAD = (
    N_("There is no dialog {target} in the document."),
    N_("Correct the name; the document has: {known}."),
)
_DEAD_ITEM = (
    N_("There is no item {target} in this dialog."),
    N_("Correct the name; this dialog has: {known}."),
)
_DEAD_RULE = (
    N_("There is no rule {target} in the document."),
    N_("Correct the name; the document has: {known}."),
)
_UNREACHABLE = (
    N_("Nothing in the document leads to this dialog."),
    N_("Remove it, or let something lead to it."),
)
_SAME_KEY = (
    N_("The key {key} stands twice in the same menu."),
    N_("Give one of the two another key."),
)
_NUMBERED_KEY = (
    N_("The menu numbers its choices by itself, so that none of them can have the key {key}."),
    N_('Remove this key, or dtmf="true" from the menu; 0, * and # are free.'),
)
_NOT_LISTED = (
    N_("{name} is not in OVH's own list of elements."),
    N_("Try the document on a number before callers need it."),
)


def check(document: Document, own: str) -> Iterator[Finding]:
    """What is wrong with the dialogs of a document whose first element is vxml.

    `own` is its address, or the path of its file; empty where neither is known.
    """
    root = document.root
    itself = _Itself(own, root.value("xml:base"))
    dialogs = [each for each in root.children if each.name in _DIALOGS]
    if not dialogs:
        yield root.error("no-dialog", _NO_DIALOG)
    names: dict[str, Node] = {}
    for dialog in dialogs:
        identity = dialog.value("id")
        if identity and names.setdefault(identity, dialog) is not dialog:
            yield dialog.error("duplicate-dialog", _SAME_NAME, at="id", id=identity)
    items = {
        dialog: dict.fromkeys(each.value("name") for each in dialog.children if each.name in _ITEMS)
        for dialog in dialogs
    }
    rules = dict.fromkeys(each.value("id") for each in root.all() if each.name == "rule")
    listed = set(UNLISTED)
    for node in root.all():
        yield from _targets(node)
        yield from _dead_link(node, names, itself)
        yield from _dead_item(node, items)
        yield from _dead_rule(node, rules)
        yield from _keys(node)
        if node.name in listed:
            listed.remove(node.name)
            yield node.warning("unlisted-element", _NOT_LISTED, name=node.name)
    yield from _unreachable(root, dialogs, names)


def _targets(node: Node) -> Iterator[Finding]:
    attributes = _GOES.get(node.name)
    if attributes is None:
        return
    given = [each for each in attributes if each in node.attributes]
    # A document may be submitted to its own address; everything else would begin it anew, for ever.
    link = "" if node.name == "submit" else _LINKS.get(node.name, "")
    if not given or (given == [link] and node.value(link) in ("", "#")):
        yield node.error("no-target", _NO_TARGET, name=node.name, attributes=", ".join(attributes))
    elif len(given) > 1:
        words = {"name": node.name, "given": ", ".join(given)}
        yield node.error("several-targets", _SEVERAL, at=given[1], **words)


# --- links


def _target(node: Node) -> str | None:
    """The dialog that an element leads to, by its name; None when it leads to none that is said in the document."""
    link = node.value(_LINKS.get(node.name, ""))
    _address, hash_, name = link.partition("#")
    return unquote(name) if hash_ and name else None


class _Itself:
    """A document as its own links may call it.

    `own` is its address, or the path of its file, whose name alone counts; `base` is what its links start from.
    """

    def __init__(self, own: str, base: str) -> None:
        own = own if is_address(own) else quote(PurePath(own).name, errors="surrogateescape")
        self._own = _place(own, "") if own else None
        self._base = own, base

    def is_at(self, link: str) -> bool:
        """Whether a link leads into the document itself, as far as that can be told."""
        address, _hash, _name = link.partition("#")
        return not address or (self._own is not None and self._own == _place(*self._base, address))


def _place(*steps: str) -> tuple[str, ...] | None:
    """What has to be the same in two addresses of one document; None for what is no address."""
    try:
        parts = urlsplit(reduce(urljoin, steps))
    except ValueError:
        return None
    return parts.scheme, parts.netloc.lower(), unquote(parts.path) or "/", parts.query


def _dead_link(node: Node, names: Mapping[str, Node], itself: _Itself) -> Iterator[Finding]:
    target = _target(node)
    attribute = _LINKS.get(node.name, "")
    if target is not None and target not in names and itself.is_at(node.value(attribute)):
        yield node.error("dead-link", _DEAD, at=attribute, target=target, known=_some(names))


def _dead_item(node: Node, items: Mapping[Node, Mapping[str, None]]) -> Iterator[Finding]:
    item = node.value("nextitem") if node.name == "goto" else ""
    dialog: Node | None = node if item else None
    while dialog is not None and dialog not in items:
        dialog = dialog.parent
    if dialog is not None and item not in items[dialog]:
        yield node.error("dead-link", _DEAD_ITEM, at="nextitem", target=item, known=_some(items[dialog]))


def _dead_rule(node: Node, rules: Mapping[str, None]) -> Iterator[Finding]:
    """A grammar that begins with, or a reference that leads to, a rule that there is not."""
    attribute = {"grammar": "root", "ruleref": "uri"}.get(node.name, "")
    value = node.value(attribute)
    target = value.removeprefix("#") if node.name == "grammar" or value.startswith("#") else ""
    if target and target not in rules:
        yield node.error("dead-link", _DEAD_RULE, at=attribute, target=target, known=_some(rules))


def _some(names: Iterable[str]) -> str:
    """The first of the names there are, to choose another from."""
    given = list(islice(filter(None, names), _MOST_NAMES + 1))
    return ", ".join([*given[:_MOST_NAMES], *("…" for _more in given[_MOST_NAMES:])]) or "–"


def _unreachable(root: Node, dialogs: list[Node], names: Mapping[str, Node]) -> Iterator[Finding]:
    """Dialogs that no way leads to from the first one, nor from what is in force everywhere.

    Where an address is computed any of them may be reached.
    """
    everywhere = [each for each in root.children if each.name not in _DIALOGS or _is_wide(each)]
    waiting = [*dialogs[:1], *everywhere]
    reached = set(waiting)
    while waiting:
        for node in waiting.pop().all():
            if _COMPUTED.get(node.name, "") in node.attributes:
                return
            target = names.get(_target(node) or "")
            if target is not None and target not in reached:
                reached.add(target)
                waiting.append(target)
    for dialog in dialogs:
        if dialog not in reached:
            yield dialog.warning("unreachable-dialog", _UNREACHABLE)


def _is_wide(dialog: Node) -> bool:
    """Whether what callers press or say can lead to a dialog from anywhere in the document."""
    return any(each.value("scope") == "document" for each in dialog.all())


# --- keys


def _keys(node: Node) -> Iterator[Finding]:
    """The keys of a menu's choices, or of a field's options, of which no two may be the same."""
    choices = [each for each in node.children if each.name in ("choice", "option")]
    numbered = node.name == "menu" and node.value("dtmf") == "true"
    seen: set[str] = set()
    for choice in choices:
        key = "".join(words_of(choice.attributes.get("dtmf", "")))
        if key and key in seen:
            yield choice.error("duplicate-key", _SAME_KEY, at="dtmf", key=key)
        elif key and numbered and key not in _FREE_KEYS:
            yield choice.error("duplicate-key", _NUMBERED_KEY, at="dtmf", key=key)
        seen.add(key)
