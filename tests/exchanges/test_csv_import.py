"""Every good line of a file is imported once, every bad one is named with its line and cause."""

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeClock
from tui.engine.ports import Service
from tui.engine.scope import LOCAL
from tui.exchanges import csv_import
from tui.exchanges.csv_import import BATCH, Imported, import_csv
from tui.exchanges.embedded import EmbeddedExchange
from tui.store.database import Database
from tui.store.telephony import Telephony

ROOT = Path(__file__).parents[2]
HEADER = "number,billing_account,description,kind\n"


@pytest.fixture
def telephony(tmp_path: Path) -> Telephony:
    return Telephony(Database(tmp_path / "store.db"), LOCAL)


def taken(telephony: Telephony, content: str | bytes) -> Imported:
    raw = content.encode() if isinstance(content, str) else content
    return import_csv(telephony, io.BufferedReader(io.BytesIO(raw)))


def one(telephony: Telephony, content: str | bytes, number: str = "0033199001001") -> Service:
    found = taken(telephony, content)
    assert (found.added, found.refused) == (1, [])
    service = telephony.service(number)
    assert service is not None
    return service


def counts(found: Imported) -> tuple[int, int, list[int], list[int]]:
    return (
        found.added,
        found.present,
        [each.line for each in found.refused],
        [each.line for each in found.warnings],
    )


# --- files as they come


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "0199001001,ab1,Café,alias\n",
        HEADER + "0199001001,ab1,Café,alias",
        ("\ufeff" + HEADER + "0199001001,ab1,Café,alias\n").encode(),
        (HEADER + "0199001001,ab1,Café,alias\n").encode("latin-1"),
        (HEADER + "0199001001,ab1,Café,alias\n").encode("utf-16"),
        (HEADER + "0199001001,ab1,Café,alias\n").replace("\n", "\r\n").encode(),
        (HEADER + "0199001001,ab1,Café,alias\n").replace("\n", "\r").encode(),
        HEADER.replace(",", ";") + "0199001001;ab1;Café;alias\n",
        '"Kind" , DESCRIPTION,billing_Account,Number,comment\n ALIAS,Café, ab1 ,0199001001,free\n',
        HEADER + '"0199001001","ab1","Café","alias"\n',
        HEADER + "\n  \n,,,\n0199001001,ab1,Café,alias\n\n",
        "number,billing_account,description,kind,feature_type\n0199001001,ab1,Café,alias\n",
    ],
)
def test_a_file_is_read_however_it_was_written(telephony: Telephony, content: str | bytes) -> None:
    assert one(telephony, content) == Service("0033199001001", "alias", "ab1", "Café", "empty")
    assert [each.name for each in telephony.billing_accounts()] == ["ab1"]


def test_a_euro_and_an_apostrophe_of_windows_are_kept(telephony: Telephony) -> None:
    assert (
        one(telephony, HEADER.encode() + b"0199001001,ab1,L\x92offre \xe0 5 \x80,alias\n").description
        == "L’offre à 5 €"
    )


@pytest.mark.parametrize(
    "number",
    ["0199001001", "01 99 00 10 01", "01.99.00.10.01", "+33 1 99 00 10 01", "0033199001001", "33199001001"],
)
def test_a_number_is_taken_in_any_usual_form(telephony: Telephony, number: str) -> None:
    assert one(telephony, f"{HEADER}{number},ab1,x,alias\n").kind == "alias"


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        ("alias", "", "empty"),
        ("alias", "CONFERENCE", "conference"),
        ("alias", "easyPabx", "easyPabx"),
        ("line", "", "sip"),
        ("line", "empty", "sip"),
        ("line", "carrierSip", "carrierSip"),
    ],
)
def test_a_feature_type_may_be_given(telephony: Telephony, kind: str, written: str, stored: str) -> None:
    content = f"feature_type,{HEADER}{written},0199001001,ab1,x,{kind}\n"
    assert one(telephony, content).feature_type == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("[bold]x[/] [@click=app.quit]y", "[bold]x[/] [@click=app.quit]y"),
        ("a\x00b\x1b]0;pwn\x07c", "ab]0;pwnc"),
        ("\u202eabc\u2066", "abc"),
        ("x" * 10_001, "x" * 9_999 + "…"),
        ('"a ""quoted"" word, and more"', 'a "quoted" word, and more'),
        ('a "quoted" word', 'a "quoted" word'),
        ('"two\nlines"', "two lines"),
        ("", ""),
        ("'; DROP TABLE service; --", "'; DROP TABLE service; --"),
    ],
)
def test_a_description_is_cleaned_and_otherwise_kept(telephony: Telephony, written: str, stored: str) -> None:
    assert one(telephony, f"{HEADER}0199001001,ab1,{written},alias\n").description == stored


# --- lines that cannot be taken


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("12,ab1,x,alias", "12 is no telephone number"),
        (",ab1,x,alias", "no number"),
        ("\x1b[31m,ab1,x,alias", "[31m is no telephone number"),
        ("0199001001,,x,alias", "no billing account"),
        ("0199001001,a/b,x,alias", "a/b is no billing account"),
        ("0199001001,ab1,x,fax", "fax is no kind"),
        ("0199001001,ab1,x", "no kind"),
        ("0199001001,ab1,Lille, Nord,alias", "double quotes"),
        ('0199001001,ab1,"Lille,alias', "not closed"),
        ('0199001001,ab1,"' + "x" * 200_000 + '",alias', "cannot be read"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_around_it_are_taken(
    telephony: Telephony, line: str, cause: str
) -> None:
    found = taken(telephony, f"{HEADER}0199001002,ab1,x,alias\n{line}\n0199001003,ab1,x,alias\n")
    assert counts(found) == (2, 0, [3], [])
    assert cause in str(found.refused[0].message)
    assert "\x1b" not in str(found.refused[0].message)


@pytest.mark.parametrize(
    ("kind", "feature_type", "cause"),
    [("alias", "sip", "of lines"), ("line", "conference", "of aliases"), ("alias", "a b", "no feature type")],
)
def test_a_feature_type_of_the_other_kind_is_refused(
    telephony: Telephony, kind: str, feature_type: str, cause: str
) -> None:
    found = taken(telephony, f"feature_type,{HEADER}{feature_type},0199001001,ab1,x,{kind}\n")
    assert counts(found) == (0, 0, [2], [])
    assert cause in str(found.refused[0].message)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "empty"),
        ("\n", "empty"),
        ("0199001001,ab1,x,alias\n", "missing here: number, billing_account, description, kind"),
        ("number,description,kind\n", "missing here: billing_account"),
        ("number," + HEADER, "number twice"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "missing here"),
        ("x" * 200_000, "cannot be read"),
        (f'"{HEADER}', "missing here"),
    ],
)
def test_a_file_without_a_proper_header_is_refused_as_a_whole(
    telephony: Telephony, content: str | bytes, cause: str
) -> None:
    found = taken(telephony, content)
    assert counts(found) == (0, 0, [1], [])
    assert cause in str(found.refused[0].message)
    assert telephony.is_empty()


def test_a_stray_quote_costs_its_own_line_and_not_those_up_to_the_next(telephony: Telephony) -> None:
    numbers = [f"01990010{place:02d}" for place in range(10, 90)]
    lines = [f"{number},ab1,x,alias" for number in numbers]
    lines[3] = lines[3].replace(",x", ',"x')
    lines[9] = lines[9].replace(",x", ',"x')
    found = taken(telephony, HEADER + "\n".join(lines))
    assert counts(found) == (78, 0, [5, 11], [])


def test_lines_are_counted_as_an_editor_does_after_a_value_of_several_lines(telephony: Telephony) -> None:
    found = taken(telephony, HEADER + '0199001001,ab1,"a\nb\nc",alias\n12,ab1,x,alias\n')
    assert counts(found) == (1, 0, [5], [])


def test_all_bad_lines_are_named_at_once(telephony: Telephony) -> None:
    found = taken(telephony, HEADER + "1,ab1,x,alias\n2,ab1,x,alias\n3,ab1,x,alias\n")
    assert counts(found) == (0, 0, [2, 3, 4], [])


@given(st.binary(max_size=300))
def test_no_bytes_whatever_stop_an_import(tmp_path_factory: pytest.TempPathFactory, rest: bytes) -> None:
    telephony = Telephony(Database(tmp_path_factory.mktemp("any") / "store.db"), LOCAL)
    first = taken(telephony, HEADER.encode() + b"0199001001,ab1,x,alias\n" + rest)
    assert first.added >= 1
    again = taken(telephony, HEADER.encode() + b"0199001001,ab1,x,alias\n" + rest)
    assert again.added == 0
    assert again.refused == first.refused


@given(st.lists(st.text(alphabet='01",;\t x\r\n', max_size=20), max_size=12))
def test_good_lines_are_taken_whatever_stands_between_them(
    tmp_path_factory: pytest.TempPathFactory, junk: list[str]
) -> None:
    telephony = Telephony(Database(tmp_path_factory.mktemp("any") / "store.db"), LOCAL)
    lines = [f"{between}\n01990010{place:02d},ab1,x,alias" for place, between in enumerate(junk)]
    taken(telephony, HEADER + "\n".join(lines) + "\n")
    names = {each.service_name for each in telephony.services("ab1")}
    assert names >= {f"003319900{1000 + place}" for place in range(len(junk))}


# --- warnings, duplicates, and again


def test_a_possible_number_that_nobody_has_is_taken_with_a_warning(telephony: Telephony) -> None:
    found = taken(telephony, HEADER + "+44 1111111111,ab1,x,alias\n")
    assert counts(found) == (1, 0, [], [2])


def test_an_unknown_feature_type_is_taken_with_a_warning(telephony: Telephony) -> None:
    found = taken(telephony, f"feature_type,{HEADER}easyPabx,0199001001,ab1,x,alias\n")
    assert counts(found) == (1, 0, [], [2])


def test_of_a_number_that_comes_twice_the_first_line_counts(telephony: Telephony) -> None:
    found = taken(telephony, HEADER + "0199001001,ab1,first,alias\n+33199001001,ab2,second,line\n")
    assert counts(found) == (1, 1, [], [3])
    assert "line 2" in str(found.warnings[0].message)
    service = telephony.service("0033199001001")
    assert service is not None
    assert (service.description, service.billing_account) == ("first", "ab1")
    assert [each.name for each in telephony.billing_accounts()] == ["ab1"]


def test_a_second_import_changes_nothing(telephony: Telephony) -> None:
    taken(telephony, HEADER + "0199001001,ab1,x,alias\n0199001002,ab1,y,line\n")
    telephony.describe("0033199001001", "renamed since")
    telephony.retype("0033199001001", "conference")
    before = telephony.services("ab1")
    found = taken(telephony, HEADER + "0199001001,ab9,x,alias\n0199001002,ab1,y,line\n")
    assert counts(found) == (0, 2, [], [])
    assert telephony.services("ab1") == before


def test_what_is_imported_is_found_by_the_calls(telephony: Telephony, tmp_path: Path) -> None:
    taken(telephony, HEADER + "0199001001,ab1,Accueil,alias\n")
    exchange = EmbeddedExchange(Database(tmp_path / "store.db"), tuple, FakeClock(), 0)
    assert exchange.call("GET", "/telephony/ab1/number") == ["0033199001001"]
    assert exchange.call("GET", "/telephony/searchServices?axiom=accueil") != []


# --- large files


def many(count: int) -> str:
    return HEADER + "".join(
        f"01{99_000_000 + place},ab{place % 3},Boutique {place},alias\n" for place in range(count)
    )


def test_a_file_of_several_batches_is_taken_whole(
    telephony: Telephony, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_import, "BATCH", 100)
    assert counts(taken(telephony, many(250))) == (250, 0, [], [])


_IMPORT = """
import sys
from pathlib import Path
from tui.exchanges.csv_import import import_csv
from tui.engine.scope import LOCAL
from tui.store.database import Database
from tui.store.telephony import Telephony
import_csv(Telephony(Database(Path(sys.argv[1])), LOCAL), sys.stdin.buffer)
"""


def test_an_import_that_was_killed_in_the_middle_ends_right_when_it_is_made_again(
    telephony: Telephony, tmp_path: Path
) -> None:
    content = many(BATCH + BATCH // 2).encode()
    command = [sys.executable, "-c", _IMPORT, str(tmp_path / "store.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdin is not None
        child.stdin.write(content)
        child.stdin.flush()
        # The pipe stays open: the child has stored one batch and waits for the end of the second.
        deadline = time.monotonic() + 60
        while telephony.is_empty() and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert sum(len(telephony.services(f"ab{place}")) for place in range(3)) == BATCH
    found = taken(telephony, content)
    assert counts(found) == (BATCH // 2, BATCH, [], [])
