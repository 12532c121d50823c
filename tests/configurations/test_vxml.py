"""What is special about a VXML voice service: its two addresses, and that it is not there before it is written."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.worlds import ACCOUNT, EMPTY_NUMBER, OTHER_NUMBER, PHONE_LINE, Recording, through, world, writes
from tui import use_cases
from tui.engine.errors import NotFound, SettingsRefused, Stopped
from tui.engine.resources import Body, Json, Method
from tui.engine.runner import Finished
from tui.signals import Stop
from tui.telephony.fetching import PrivateAddress
from tui.telephony.findings import Finding
from tui.use_cases import Proposal, Services

URL = "https://example.com/accueil.vxml"
SETTINGS = f"/telephony/{ACCOUNT}/vxml/{EMPTY_NUMBER}/settings"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return world(tmp_path / "store.sqlite3")


def propose(services: Services, **settings: Json) -> Proposal:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    return use_cases.propose(services, number, "vxml", use_cases.settings_from("vxml", settings))


def apply(services: Services, **settings: Json) -> None:
    *_, last = use_cases.start(services, propose(services, **settings))
    assert isinstance(last, Finished)
    assert last.run.state == "done", str(last.error)


def refused(**settings: Json) -> list[tuple[str, str]]:
    with pytest.raises(SettingsRefused) as problems:
        use_cases.settings_from("vxml", settings)
    return [(each.path, str(each.message)) for each in problems.value.problems]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (URL, URL),
        (f"  {URL}\n", URL),
        ("HTTP://example.com", "HTTP://example.com"),
        ("http://192.0.2.1:8080/a?b=c#d", "http://192.0.2.1:8080/a?b=c#d"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://qui:mot@vxml.exämple.com./é", "https://qui:mot@vxml.exämple.com./é"),
        ("http://standard/a", "http://standard/a"),
    ],
)
def test_the_document_s_address_is_kept_as_it_was_written(url: str, kept: str) -> None:
    assert use_cases.settings_from("vxml", {"url": url})["url"] == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/a", "mailto:a@example.com", "file:///a.vxml", "http:/a", "http://",
        "http:///a", "http://a b/c", "http://a/b c", "http://exa\u200bmple.com/", "http://a:b/", "http://a:99999/",
        "http://-a.com/", "http://a..b/", "http://[::1", "https://" + "a" * 254, URL + "a" * 2000,
        "javascript:alert(1)", "http://a/\x1b]0;pwn\x07",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_document_is_refused_with_what_to_write(url: str) -> None:
    ((path, message),) = refused(url=url)
    assert path == "url"
    assert message
    assert "\x1b" not in message


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", None),
        (None, None),
        ("mailto:accueil@example.com", "mailto:accueil@example.com"),
        ("ftp://qui:mot@example.com/recus", "ftp://qui:mot@example.com/recus"),
        ("http://example.com/recus", "http://example.com/recus"),
    ],
)
def test_recordings_go_to_one_of_three_sorts_of_address_or_nowhere(
    address: str | None, kept: str | None
) -> None:
    assert use_cases.settings_from("vxml", {"url": URL, "url_record": address})["url_record"] == kept


@pytest.mark.parametrize(
    "address",
    ["https://example.com/", "sftp://example.com/", "accueil@example.com", "mailto:", "mailto:a",
     "mailto:a@b.fr,c@d.fr", "mailto:a@b.fr?subject=x", "ftp://", "http://"],
)  # fmt: skip
def test_other_addresses_for_recordings_are_refused(address: str) -> None:
    ((path, _message),) = refused(url=URL, url_record=address)
    assert path == "url_record"


def test_the_settings_are_not_there_before_they_are_written(services: Services) -> None:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    list(use_cases.start(services, use_cases.propose(services, number, "vxml", None)))
    assert services.exchange.call("GET", SETTINGS.removesuffix("/settings")) == {
        "serviceName": EMPTY_NUMBER, "serviceType": "alias", "description": "Accueil", "offers": [],
    }  # fmt: skip
    with pytest.raises(NotFound):
        services.exchange.call("GET", SETTINGS)
    configured = use_cases.open_number(services, EMPTY_NUMBER)
    assert (configured.kind, configured.settings, configured.has_form) == ("vxml", None, True)
    apply(services, url=URL)
    assert services.exchange.call("GET", SETTINGS) == {"url": URL, "urlRecord": ""}
    for kind in (None, "vxml"):
        number = use_cases.open_number(services, EMPTY_NUMBER).number
        list(use_cases.start(services, use_cases.propose(services, number, kind, None)))
    with pytest.raises(NotFound):
        services.exchange.call("GET", SETTINGS)


def test_an_address_for_recordings_is_sent_where_there_is_one_to_give_or_to_take_away(
    services: Services,
) -> None:
    (_type, first) = writes(propose(services, url=URL).plan.steps)
    assert first == ("PUT", SETTINGS, {"url": URL})
    apply(services, url=URL, url_record="mailto:a@example.com")
    (edit,) = writes(propose(services, url=URL).plan.steps)
    assert edit == ("PUT", SETTINGS, {"urlRecord": ""})
    apply(services, url=URL)
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings == {"kind": "vxml", "url": URL, "url_record": None}
    assert propose(services, url=URL).plan.steps == ()


def test_an_address_that_this_form_would_refuse_is_shown_as_it_is(services: Services) -> None:
    apply(services, url=URL)
    services.exchange.call("PUT", SETTINGS, {"url": "sftp://a b", "urlRecord": "https://example.com/"})
    settings = use_cases.open_number(services, EMPTY_NUMBER).settings
    assert settings == {"kind": "vxml", "url": "sftp://a b", "url_record": "https://example.com/"}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"url": URL}, []),
        ({"url": "http://example.com/a"}, ["hides nothing"]),
        ({"url": URL, "url_record": "ftp://example.com/a"}, ["hides nothing"]),
        ({"url": URL, "url_record": "mailto:a@example.com"}, []),
        ({"url": "https://192.168.1.2/a"}, ["private network"]),
        ({"url": "https://[fd12::1]/a"}, ["private network"]),
        ({"url": "https://[::ffff:10.0.0.1]/a"}, ["private network"]),
        ({"url": "https://standard/a"}, ["private network"]),
        ({"url": "https://standard.local/a"}, ["private network"]),
        ({"url": "https://qui:mot@example.com/a"}, ["password"]),
        (
            {"url": URL, "url_record": "ftp://qui:mot@10.0.0.1/a"},
            ["hides nothing", "private network", "password"],
        ),
    ],
)
def test_what_to_think_of_is_said_by_field_and_never_forbids(
    services: Services, settings: dict[str, str], told: list[str]
) -> None:
    found = use_cases.advise("vxml", settings)
    assert len(found) == len(told)
    assert all(words in str(problem.message) for words, problem in zip(told, found, strict=True))
    assert {each.path for each in found} <= {"url_record" if "url_record" in settings else "url"}
    warnings = [str(each) for each in propose(services, **settings).warnings]
    assert warnings[: len(told)] == [str(each.message) for each in found]


def test_applying_never_claims_that_the_document_works(services: Services) -> None:
    proposal = propose(services, url=URL)
    assert any(f"alias-wizard vxml {URL}" in str(each) for each in proposal.warnings)
    assert str(proposal.effect) == f"Callers are led by the document at {URL}."


def test_the_command_that_is_told_is_safe_to_paste(services: Services) -> None:
    url = f"{URL}?a=1;touch${{IFS}}x"
    assert any(f"alias-wizard vxml '{url}'" in str(each) for each in propose(services, url=url).warnings)


# --- the document, when somebody asks for it


def document(folder: Path, dest: str) -> str:
    path = folder / "menu.vxml"
    path.write_text(
        '<vxml xmlns="http://www.w3.org/2001/vxml" version="2.1">\n'
        f'<form><transfer dest="tel:{dest}"/></form>\n</vxml>'
    )
    return str(path)


def examine(services: Services, address: str, file: str = "") -> Sequence[Finding]:
    number = use_cases.open_number(services, EMPTY_NUMBER).number
    return use_cases.examine(services, number, "vxml", address, file, False, Stop()).findings


def test_a_document_is_held_against_the_account_that_its_number_is_of(
    services: Services, tmp_path: Path
) -> None:
    (finding,) = examine(services, URL, document(tmp_path, "+33123456789"))
    assert (finding.code, finding.level, finding.line) == ("foreign-transfer", "error", 2)
    assert examine(services, URL, document(tmp_path, PHONE_LINE)) == ()


def test_a_document_that_transfers_to_the_number_it_serves_is_warned_of(
    services: Services, tmp_path: Path
) -> None:
    (finding,) = examine(services, URL, document(tmp_path, EMPTY_NUMBER))
    assert (finding.code, finding.level) == ("self-transfer", "warning")
    assert examine(services, URL, document(tmp_path, OTHER_NUMBER)) == ()


class GivenUp(Recording):
    """An exchange that is given up at its first call, once it knows of a stop."""

    stop: Stop | None = None

    def stopping(self, stop: Stop) -> "GivenUp":
        self.stop = stop
        return self

    def call(self, method: Method, path: str, body: Body | None = None) -> Json:
        if self.stop is None:
            return super().call(method, path, body)
        self.stop.force()
        raise Stopped


def test_a_look_that_is_given_up_asks_nothing_more_of_the_account(services: Services, tmp_path: Path) -> None:
    number, stop = use_cases.open_number(services, EMPTY_NUMBER).number, Stop()
    given_up = through(services, GivenUp(services.exchange))
    with pytest.raises(Stopped):
        use_cases.examine(given_up, number, "vxml", URL, document(tmp_path, PHONE_LINE), False, stop)
    assert stop.now


def test_a_copy_on_this_machine_is_called_by_the_address_of_the_document(
    services: Services, tmp_path: Path
) -> None:
    copy = document(tmp_path, PHONE_LINE)
    linked = Path(copy).read_text().replace("</form>", '<block><goto next="accueil.vxml#x"/></block></form>')
    Path(copy).write_text(linked)
    assert [each.code for each in examine(services, URL, copy)] == ["dead-link"]
    assert examine(services, "https://example.com/menu.vxml", copy) == ()
    assert examine(services, "", copy) == ()


def test_a_private_network_is_not_entered_unless_it_is_allowed(services: Services) -> None:
    with pytest.raises(PrivateAddress):
        examine(services, "http://127.0.0.1:1/menu.vxml")
