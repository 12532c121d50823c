"""A calendar from an address becomes closures; what cannot be fetched or read ends the task with a message."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.exchanges.boards import QUEUE_NUMBER, SCHEDULER, T, get, post, put
from tests.exchanges.conftest import PACE
from tests.fakes import FakeClock
from tui.engine.errors import BadRequest, Conflict, NotFound
from tui.engine.ports import Mishap
from tui.exchanges import calendars
from tui.exchanges.embedded import EmbeddedExchange


def calendar(*events: str) -> bytes:
    inner = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inner}END:VCALENDAR\n".replace("\n", "\r\n").encode()


CHRISTMAS = "UID:noel@example\nSUMMARY:Noël\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226"


@dataclass
class Site:
    """A web server on this machine; `pages` are (status, headers, content) by path."""

    port: int
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path == "/silent":
                found.silent.wait(20)
                return
            status, headers, content = found.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.silent.set()
    server.shutdown()
    server.server_close()
    thread.join()


def imported(exchange: EmbeddedExchange, clock: FakeClock, url: str) -> Any:
    """The task of an import, at its end."""
    begun = post(exchange, f"{SCHEDULER}/importIcsCalendar", url=url)
    assert begun["action"] == "importIcsCalendar"
    clock.advance(PACE)
    return get(exchange, f"{T}/service/{QUEUE_NUMBER}/task/{begun['taskId']}")


# --- the import


def test_the_events_of_a_calendar_become_closures(
    board: EmbeddedExchange, clock: FakeClock, site: Site
) -> None:
    site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS))
    begun = post(board, f"{SCHEDULER}/importIcsCalendar", url=site.url("/c.ics"))
    assert get(board, f"{SCHEDULER}/events") == []
    clock.advance(PACE)
    assert get(board, f"{T}/service/{QUEUE_NUMBER}/task/{begun['taskId']}")["status"] == "done"
    assert board.objects(f"{SCHEDULER}/events") == [
        {
            "uid": "noel@example",
            "categories": "holidays",
            "title": "Noël",
            "description": None,
            "dateStart": "2026-12-25T00:00:00+01:00",
            "dateEnd": "2026-12-26T00:00:00+01:00",
        }
    ]
    assert site.asked == ["/c.ics"]


def test_a_second_import_changes_what_is_there(board: EmbeddedExchange, clock: FakeClock, site: Site) -> None:
    other = "SUMMARY:Pont\nDTSTART;VALUE=DATE:20270514"
    for title in ("Noël", "Fête"):
        site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS.replace("Noël", title), other))
        imported(board, clock, site.url("/c.ics"))
    assert [each["title"] for each in board.objects(f"{SCHEDULER}/events")] == ["Fête", "Pont"]


def test_a_whole_day_is_one_of_the_time_zone_of_the_number(
    board: EmbeddedExchange, clock: FakeClock, site: Site
) -> None:
    put(board, SCHEDULER, timeZone="Europe/London")
    site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS))
    imported(board, clock, site.url("/c.ics"))
    (event,) = board.objects(f"{SCHEDULER}/events")
    assert event["dateStart"] == "2026-12-25T00:00:00+00:00"


def test_an_address_may_lead_on(board: EmbeddedExchange, clock: FakeClock, site: Site) -> None:
    site.pages["/c"] = (302, {"Location": "/d"}, b"")
    site.pages["/d"] = (301, {"Location": site.url("/c.ics")}, b"")
    site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS))
    assert imported(board, clock, site.url("/c"))["status"] == "done"
    assert get(board, f"{SCHEDULER}/events") == ["noel@example"]


def test_an_address_that_leads_in_circles_too_far_or_to_a_file_is_left(
    board: EmbeddedExchange, clock: FakeClock, site: Site
) -> None:
    site.pages["/c"] = (302, {"Location": "/c"}, b"")
    site.pages["/f"] = (302, {"Location": "file:///etc/passwd"}, b"")
    site.pages |= {f"/{place}": (302, {"Location": f"/{place + 1}"}, b"") for place in range(9)}
    for path in ("/c", "/f", "/0"):
        assert imported(board, clock, site.url(path))["status"] == "error"
    assert "/5" not in site.asked
    assert get(board, f"{SCHEDULER}/events") == []


@pytest.mark.parametrize(
    "content",
    [b"", b"<html></html>", b"\xff\xfe", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VTODO\r\nEND:VTODO\r\n"],
    ids=["nothing", "a page", "noise", "half a calendar", "no calendar"],
)
def test_what_is_no_calendar_ends_the_task_with_a_message(
    board: EmbeddedExchange, clock: FakeClock, site: Site, content: bytes
) -> None:
    site.pages["/c.ics"] = (200, {}, content)
    task = imported(board, clock, site.url("/c.ics"))
    assert task["status"] == "error"
    assert task["message"].startswith("The calendar could not be read: ")
    assert get(board, f"{SCHEDULER}/events") == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/c.ics", "c.ics", "http://", "http://[", "http://127.0.0.1:0/", "https://127.0.0.1:1/"],
)  # fmt: skip
def test_what_cannot_be_fetched_ends_the_task_with_a_message(
    board: EmbeddedExchange, clock: FakeClock, url: str
) -> None:
    task = imported(board, clock, url)
    assert task["status"] == "error"
    assert task["message"].startswith("The calendar could not be fetched: ")


def test_a_calendar_that_is_missing_too_large_or_silent_is_left(
    board: EmbeddedExchange, clock: FakeClock, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "_SECONDS", 0.2)
    site.pages["/large"] = (200, {}, bytes(1_000_001))
    for path in ("/missing", "/large", "/silent"):
        task = imported(board, clock, site.url(path))
        assert task["status"] == "error"
        assert task["message"].startswith("The calendar could not be fetched: ")


def test_nothing_is_fetched_for_a_request_that_is_refused(board: EmbeddedExchange, site: Site) -> None:
    site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS))
    for body in ({}, {"url": ""}, {"url": None}, {"url": site.url("/c.ics"), "colour": "red"}):
        with pytest.raises(BadRequest):
            board.call("POST", f"{SCHEDULER}/importIcsCalendar", dict(body))
    assert site.asked == []
    with pytest.raises(NotFound):
        post(board, f"{T}/scheduler/0033199009999/importIcsCalendar", url=site.url("/c.ics"))


def test_an_import_is_a_task_like_any_other(board: EmbeddedExchange, clock: FakeClock, site: Site) -> None:
    site.pages["/c.ics"] = (200, {}, calendar(CHRISTMAS))
    board.next(Mishap.TASK_FAILS)
    post(board, f"{SCHEDULER}/importIcsCalendar", url=site.url("/c.ics"))
    with pytest.raises(Conflict):
        post(board, f"{SCHEDULER}/importIcsCalendar", url=site.url("/c.ics"))
    clock.advance(PACE)
    assert get(board, f"{SCHEDULER}/events") == []


# --- reading


def events(*written: str) -> list[Any]:
    return calendars.events(calendar(*written), "Europe/Paris")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("DTSTART;VALUE=DATE:20260714", "2026-07-14T00:00:00+02:00", "2026-07-15T00:00:00+02:00"),
        ("DTSTART:20260714T080000Z\nDTEND:20260714T100000Z", "2026-07-14T10:00:00+02:00", "2026-07-14T12:00:00+02:00"),
        ("DTSTART:20260714T080000\nDTEND:20260714T100000", "2026-07-14T08:00:00+02:00", "2026-07-14T10:00:00+02:00"),
        (
            "DTSTART;TZID=America/New_York:20260714T080000\nDURATION:PT2H",
            "2026-07-14T14:00:00+02:00",
            "2026-07-14T16:00:00+02:00",
        ),
    ],
)  # fmt: skip
def test_the_time_of_an_event_is_told(written: str, start: str, end: str) -> None:
    (event,) = events(written)
    assert (event["dateStart"], event["dateEnd"]) == (start, end)


@pytest.mark.parametrize(
    "written",
    [
        "SUMMARY:Jamais",
        "DTSTART:demain",
        "DTSTART:20260714T080000Z",
        "DTSTART:20260714T080000Z\nDTEND:20260713T080000Z",
        "DTSTART:20260714T080000Z\nDTEND;VALUE=DATE:20260715",
        "DTSTART:00010101T000000Z\nDTEND:99991231T235959Z",
    ],
)
def test_an_event_whose_time_cannot_be_told_is_left_out(written: str) -> None:
    assert len(events(written, CHRISTMAS)) == 1


def test_an_event_without_a_title_has_one_and_every_event_has_a_uid_of_its_own() -> None:
    times = "DTSTART;VALUE=DATE:2026071{}"
    found = events(
        times.format(3),
        times.format(4) + "\nUID:a\nSUMMARY:A\nDESCRIPTION:Fermé\\nPont",
        times.format(5) + "\nUID:a\nSUMMARY:A",
    )
    assert [each["title"] for each in found] == ["Closed", "A", "A"]
    assert [each["description"] for each in found] == [None, "Fermé\nPont", None]
    assert len({each["uid"] for each in found}) == 3
    assert "a" in {each["uid"] for each in found}


_LINES = some.lists(
    some.one_of(
        some.sampled_from(
            ["DTSTART:20260714T080000Z", "DTSTART;VALUE=DATE:20260714", "DTEND:20260714T100000Z", "DURATION:P1D"]
        ),
        some.builds(
            "{}{}:{}".format,
            some.sampled_from(["DTSTART", "DTEND", "DURATION", "UID", "SUMMARY", "RRULE", "X-A"]),
            some.sampled_from(["", ";VALUE=DATE", ";TZID=Europe/Paris", ";TZID=Nowhere", ";VALUE=PERIOD", ";"]),
            some.text(some.characters(codec="utf-8"), max_size=12),
        ),
    ),
    max_size=5,
)  # fmt: skip


@given(some.one_of(some.binary(max_size=60), _LINES.map(lambda lines: calendar("\n".join(lines)))))
def test_whatever_is_fetched_is_events_or_unreadable(content: bytes) -> None:
    try:
        found = calendars.events(content, "Europe/Paris")
    except calendars.Unreadable:
        return
    assert all(str(each["dateStart"]) < str(each["dateEnd"]) for each in found)
