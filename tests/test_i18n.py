"""The choice of language, the French signs, and that the French catalogue says everything the source does."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tui import i18n

ROOT = Path(__file__).parents[1]
FRENCH = ROOT / "tui/locale/fr/LC_MESSAGES/alias-wizard.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
SOURCES = sorted((ROOT / "tui").rglob("*.py"))

SAME_IN_FRENCH: frozenset[str] = frozenset(
    {
        "Actions",
        "Agent",
        "Agent {name}",
        "Agents",
        "Berlin",
        "Configuration",
        "Contact Center Solution",
        "Description",
        "Madrid",
        "Menu",
        "Menu {name}",
        "Menus",
        "Pages",
        "Paris",
        "Patience",
        "Tab",
        "Terminal",
        "Variable",
        "Zurich",
        "[OPTIONS]",
        "action",
        "agent",
        "agent {number}",
        "agent {number} ({name})",
        "cause",
        "configuration",
        "description",
        "destination",
        "https://example.com/menu.vxml",
        "menu",
        "menu {name}",
        "ms",
        "pages",
        "possible",
        "type",
        "type {title}",
        "{hours} h",
        "{hours} h {minutes:02}",
        "{hour}:{minute}",
        "{nic}, {owner}",
        "{noun} {name}",
        "{seconds} s",
        "{up} / {down}",
    }
)
"""Messages whose French is word for word the English: names, codes, and words the two languages share."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- the choice of language


@pytest.mark.parametrize(
    ("explicit", "setting", "environ", "expected"),
    [
        ("fr", "en", {"LC_ALL": "en_GB.UTF-8"}, "fr"),
        ("en", "fr", {"LC_ALL": "fr_FR.UTF-8"}, "en"),
        (None, "fr", {"LC_ALL": "en_GB.UTF-8"}, "fr"),
        (None, None, {"LC_ALL": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB", "LANG": "en_GB"}, "fr"),
        (None, None, {"LC_MESSAGES": "fr_CA", "LANG": "en_GB"}, "fr"),
        (None, None, {"LANG": "fr_BE@euro"}, "fr"),
        (None, None, {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr"}, "fr"),
        (None, None, {"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, None, {"LC_ALL": "POSIX"}, "en"),
        (None, None, {"LC_ALL": "C.UTF-8"}, "en"),
        (None, None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, None, {"LANG": "fro"}, "en"),
        (None, None, {"LANGUAGE": "fr"}, "en"),
        (None, None, {}, "en"),
        ("", "", {"LANG": "fr_FR"}, "fr"),
    ],
)
def test_the_first_that_names_a_language_decides(
    explicit: str | None, setting: str | None, environ: dict[str, str], expected: str
) -> None:
    assert i18n.choose_language(explicit, setting, environ) == expected


def test_english_is_the_source_itself() -> None:
    assert i18n.language() == "en"
    assert i18n._("Anything at all?") == "Anything at all?"
    assert [i18n.ngettext("{n} number", "{n} numbers", n) for n in (0, 1, 2)] == [
        "{n} numbers",
        "{n} number",
        "{n} numbers",
    ]
    assert i18n.N_("Marked only") == "Marked only"


def test_a_language_without_catalogue_is_refused_and_the_present_one_stays() -> None:
    i18n.set_language("fr")
    with pytest.raises(ValueError, match="'de'"):
        i18n.set_language("de")
    assert i18n.language() == "fr"


def test_what_the_french_catalogue_lacks_stays_english_and_the_empty_message_empty() -> None:
    i18n.set_language("fr")
    assert i18n._("In no catalogue") == "In no catalogue"
    assert i18n._("") == ""
    assert i18n.ngettext("no such one", "no such many", 1) == "no such one"


def test_every_french_message_is_served_with_its_signs(french: Catalog) -> None:
    i18n.set_language("fr")
    for message in entries(french):
        if isinstance(message.id, str):
            assert i18n._(message.id) == i18n.french_spaces(str(message.string))
        else:
            one, many = message.id
            singular, plural = map(i18n.french_spaces, forms(message))
            # Zero is singular in French, as the catalogue's header says.
            assert [i18n.ngettext(one, many, n) for n in (0, 1, 2)] == [singular, singular, plural]


# --- the signs


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Continuer ?", "Continuer\u202f?"),
        ("Attention ! Ceci ; cela", "Attention\u202f! Ceci\u202f; cela"),
        ("Destination : {number}", "Destination\u00a0: {number}"),
        ("« Paramétrer »", "«\u202fParamétrer\u202f»"),
        ("Quitter « {name} » ?", "Quitter «\u202f{name}\u202f»\u202f?"),
        ("« Vraiment ? »", "«\u202fVraiment\u202f?\u202f»"),
        ("de 8:00 à 18:00, http://exemple.fr/?a=b", "de 8:00 à 18:00, http://exemple.fr/?a=b"),
        ("rien à changer", "rien à changer"),
        ("? aide", "? aide"),
    ],
)
def test_french_signs_keep_to_their_word(plain: str, expected: str) -> None:
    assert i18n.french_spaces(plain) == expected
    assert i18n.french_spaces(expected) == expected


# --- the catalogue


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as text:
        return read_po(text, abort_invalid=True)


@pytest.fixture(scope="module")
def messages() -> set[str | tuple[str, ...]]:
    """Every message of the sources; a counted one as a pair."""
    found: set[str | tuple[str, ...]] = set()
    for path in SOURCES:
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.add(message)
    return found


def entries(catalogue: Catalog) -> list[Message]:
    """The catalogue's messages without its header."""
    return [message for message in catalogue if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def placeholders(text: str) -> set[str]:
    """The names that `text` has filled in; a brace that is none must be doubled."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_french_has_every_message_of_the_source(
    french: Catalog, messages: set[str | tuple[str, ...]]
) -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in entries(french)}
    assert sorted(map(str, messages - known)) == [], "missing: run `make strings`, then translate"


def test_french_has_no_message_that_the_source_lost(
    french: Catalog, messages: set[str | tuple[str, ...]]
) -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in entries(french)}
    assert sorted(map(str, known - messages)) == []
    assert sorted(map(str, french.obsolete)) == []


def test_every_french_entry_is_filled_in_and_agreed(french: Catalog) -> None:
    assert not french.fuzzy
    assert [message.id for message in entries(french) if message.fuzzy] == []
    assert [message.id for message in entries(french) if not all(forms(message))] == []
    assert french.num_plurals == 2
    plural = [message for message in entries(french) if not isinstance(message.id, str)]
    assert [message.id for message in plural if len(forms(message)) != french.num_plurals] == []


def test_french_is_the_source_only_where_that_is_listed(french: Catalog) -> None:
    same = {message.id for message in entries(french) if message.id == message.string}
    assert same - SAME_IN_FRENCH == set()
    assert SAME_IN_FRENCH - same == set(), "listed, but no longer the same"


def test_french_fills_in_the_same_names_as_the_source(french: Catalog) -> None:
    wrong = []
    for message in entries(french):
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = [placeholders(source) for source in sources]
        got = [placeholders(form) for form in forms(message)]
        # A singular may spell its number out, in either language; the plural names it in both.
        if got[-1] != wanted[-1] or any(names not in wanted for names in got):
            wrong.append(message.id)
    assert wrong == []


def test_french_signs_have_the_space_that_becomes_a_no_break_one(french: Catalog) -> None:
    lacking = re.compile(r"\w[;!?»:](?=\s|$)|«\w|\w»")
    assert [form for message in entries(french) for form in forms(message) if lacking.search(form)] == []


# --- how the source uses it


class Use(ast.NodeVisitor):
    """Collects the faults of one module in its use of the translating functions."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._inside_function = 0

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in {"_", "ngettext"} and not self._inside_function:
            self.faults.append(f"{node.lineno}: {name}() while the module is imported; mark it with N_()")
        if name in KEYWORDS and any(
            isinstance(argument, (ast.JoinedStr, ast.BinOp, ast.Call)) for argument in node.args[:2]
        ):
            # ngettext's third argument is a number and may be computed.
            self.faults.append(f"{node.lineno}: {name}() of a text put together; translate, then format")
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        within = (each.func for each in ast.walk(node) if isinstance(each, ast.Call) and each.args)
        for each in within:
            if isinstance(each, ast.Name) and each.id in {"N_", "ngettext"}:
                # Up to Python 3.11 the extraction takes an f-string for one piece, and finds nothing in it.
                self.faults.append(f"{node.lineno}: {each.id}() within an f-string; mark it outside")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in {"_", "N_", "ngettext"} and isinstance(node.ctx, ast.Store):
            self.faults.append(f"{node.lineno}: {node.id} is assigned to, and no longer translates")

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        # Decorators and defaults are evaluated where the function is defined.
        for outside in (*node.decorator_list, node.args):
            self.visit(outside)
        self._body(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815  named by ast

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        self._body([node.body])

    def _body(self, nodes: list[ast.stmt] | list[ast.expr]) -> None:
        self._inside_function += 1
        for node in nodes:
            self.visit(node)
        self._inside_function -= 1


def faults(source: str) -> list[str]:
    use = Use()
    use.visit(ast.parse(source))
    return use.faults


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_strings_are_marked_whole_and_translated_when_drawn(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if "i18n" in source:
        assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("TITLE = _('a')", ["1: _() while"]),
        ("class A:\n    title = ngettext('a', 'b', 2)", ["2: ngettext() while"]),
        ("def f(title=_('a')): ...", ["1: _() while"]),
        ("def f(n): return _(f'{n} numbers')", ["1: _() of a text"]),
        ("def f(n): return _('{n}'.format(n=n))", ["1: _() of a text"]),
        ("def f(n): return ngettext('a', 'b' + n, 2)", ["1: ngettext() of a text"]),
        ("def f():\n    for _ in 'ab': pass", ["2: _ is assigned"]),
        ("def f(n): return f\"{n} {N_('a')}\"", ["1: N_() within"]),
        ("TITLE = N_('a')", []),
        ("TITLE = lambda: _('a')", []),
        ("def f(n): return ngettext('a', 'b', len(n))", []),
    ],
)
def test_the_check_of_the_source_finds_what_it_is_for(source: str, expected: list[str]) -> None:
    found = faults(source)
    assert len(found) == len(expected)
    assert all(got.startswith(start) for got, start in zip(found, expected, strict=True))
