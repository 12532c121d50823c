"""The embedded exchange's objects in the store: what a store of the first version had stays, and ids are used once."""

from pathlib import Path

import pytest

from tui.engine.resources import Body
from tui.engine.scope import LOCAL
from tui.store import database as database_module
from tui.store.database import Database
from tui.store.objects import ARRIVALS
from tui.store.schema import MIGRATIONS
from tui.store.telephony import Telephony

NUMBER = "0033199001001"
SETTINGS = f"/telephony/ab1/conference/{NUMBER}/settings"


@pytest.fixture
def telephony(tmp_path: Path) -> Telephony:
    return Telephony(Database(tmp_path / "store.db"), LOCAL)


def put(telephony: Telephony, path: str, place: int, **body: int) -> None:
    stored: Body = {**body}
    telephony.put(path, NUMBER, stored, True, place)


def test_what_a_store_of_the_first_version_had_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(database_module, "MIGRATIONS", MIGRATIONS[:1])
        old = Database(tmp_path / "store.db")
        old.connection.execute(
            "INSERT INTO object (path, service_name, typed, body) VALUES (?, ?, 1, ?)",
            (SETTINGS, NUMBER, '{"pin":"1234"}'),
        )
        old.close()
    telephony = Telephony(Database(tmp_path / "store.db"), LOCAL)
    assert telephony.written(SETTINGS) == {"pin": "1234"}
    telephony.merge(SETTINGS, NUMBER, {"language": "en"}, typed=True)
    assert telephony.written(SETTINGS) == {"pin": "1234", "language": "en"}
    assert telephony.documents.all() == []


def test_ids_are_used_once_even_when_several_are_kept(telephony: Telephony) -> None:
    first = telephony.next_id()
    telephony.erase(NUMBER)
    kept = range(telephony.arrival(NUMBER), telephony.arrival(NUMBER) + ARRIVALS)
    assert first not in kept
    assert telephony.next_id() == kept[-1] + 1


def test_what_came_with_an_import_has_ids_that_no_object_is_given(telephony: Telephony) -> None:
    assert telephony.arrival(NUMBER) == 33_199_001_001_000
    assert telephony.arrival("0033199001002") - telephony.arrival(NUMBER) == ARRIVALS


def test_a_list_is_by_place_and_holds_nothing_of_its_neighbours(telephony: Telephony) -> None:
    for path, place in (("/a/10", 1), ("/a/9", 0), ("/a/9/b/1", 0), ("/ab/1", 0), ("/a", 0)):
        put(telephony, path, place, n=place)
    assert [each.path for each in telephony.listed("/a")] == ["/a/9", "/a/10"]
    assert telephony.count("/a") == 2
    telephony.delete("/a/9")
    assert telephony.one("/a/9/b/1") is None
    assert telephony.one("/ab/1") is not None
    assert [each.path for each in telephony.listed("/a")] == ["/a/10"]


def test_places_are_shifted_within_bounds(telephony: Telephony) -> None:
    for place in range(5):
        put(telephony, f"/a/{place}", place)
    telephony.shift("/a", 1, 2, 10)
    assert [each.place for each in telephony.listed("/a")] == [0, 3, 4, 11, 12]
    telephony.shift("/a", 11, None, -10)
    assert [each.place for each in telephony.listed("/a")] == [0, 1, 2, 3, 4]


def test_erasing_a_number_s_objects_leaves_those_of_lines_and_of_other_numbers(telephony: Telephony) -> None:
    telephony.merge(SETTINGS, NUMBER, {"pin": "1"}, typed=True)
    telephony.merge("/options", NUMBER, {"shown": ""}, typed=False)
    telephony.merge("/other", "0033199001002", {"pin": "2"}, typed=True)
    assert not telephony.is_untouched(NUMBER)
    telephony.erase(NUMBER)
    assert telephony.written(SETTINGS) == {}
    assert telephony.written("/options") == {"shown": ""}
    assert telephony.written("/other") == {"pin": "2"}
    assert not telephony.is_untouched("0033199001002")
    assert telephony.is_untouched("0033199001003")


def test_what_mentions_an_id_is_found_by_its_number_only(telephony: Telephony) -> None:
    put(telephony, "/a/1", 0, greetSound=12)
    telephony.put("/a/2", "0033199001002", {"greetSound": 12}, True, 0)
    put(telephony, "/a/3", 1, greetSound=7)
    assert telephony.mentions(NUMBER, "12") == [("/a/1", {"greetSound": 12})]
    telephony.bury("/a/1")
    assert telephony.mentions(NUMBER, "12") == []
