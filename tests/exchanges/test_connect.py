"""Keys of an account: where they are found, how they are asked for, what they may do, and where they are kept."""

import configparser
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.exchanges.speaking import answer, speaking
from tests.platform import Platform
from tests.platform.access import Rule
from tests.terminal.sessions import run
from tui.engine.accounts import Keys
from tui.engine.credential_errors import (
    BothKinds,
    CredentialsError,
    CredentialsFile,
    CredentialsMalformed,
    HalfKey,
    NoConsumerKey,
    NoCredentials,
    NoOAuth2,
    UnknownEndpoint,
)
from tui.engine.errors import WizardError
from tui.engine.platform_errors import (
    ApplicationRefused,
    CredentialRefused,
    NoAnswer,
    PlatformFailing,
    SignatureRefused,
    Unreachable,
    Unreadable,
)
from tui.engine.resources import Method
from tui.engine.rights import UNKNOWN, Right, Rights
from tui.exchanges import connect, credential_file
from tui.exchanges.accounts import OvhAccounts
from tui.exchanges.credentials import NAMES, credentials_file, find

TIMEOUT = (5.0, 5.0)
READS: list[Rule] = [
    ("GET", "/auth/currentCredential"),
    ("GET", "/me"),
    ("GET", "/telephony"),
    ("GET", "/telephony/*"),
]


@pytest.fixture
def file(own_home: Path) -> Path:
    return credentials_file(os.environ)


@pytest.fixture
def accounts(file: Path) -> OvhAccounts:
    return OvhAccounts(file)


def write(path: Path, section: str = "ovh-eu", /, **values: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    path.write_text(f"[{section}]\n{lines}", encoding="utf-8")


def keys_of(platform: Platform, consumer_key: str | None = None) -> Keys:
    access = platform.access
    key = access.consumer_key if consumer_key is None else consumer_key
    return Keys(access.application_key, access.application_secret, key)


# --- where keys are found


def test_the_file_is_the_users_own_unless_a_variable_names_another(own_home: Path, tmp_path: Path) -> None:
    assert credentials_file({}) == own_home / "config/alias-wizard/ovh.conf"
    named = tmp_path / "customer.conf"
    assert credentials_file({"ALIAS_WIZARD_CREDENTIALS": str(named)}) == named


def test_a_variable_counts_before_every_file_and_the_wizards_file_before_the_others(
    file: Path, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(own_home / ".ovh.conf", application_key="home", application_secret="home", consumer_key="home")
    write(tmp_path / "ovh.conf", application_secret="here", consumer_key="here")
    write(file, consumer_key="own")
    found = find("ovh-eu", file, {"OVH_CLIENT_ID": "variable"})
    assert {name: each.value for name, each in found.found.items()} == {
        "application_key": "home",
        "application_secret": "here",
        "consumer_key": "own",
        "client_id": "variable",
    }
    assert found.found["consumer_key"].source == str(file)


def test_a_variable_that_hides_another_value_of_a_file_is_named_with_the_file(file: Path) -> None:
    write(file, application_key="stored", consumer_key="same")
    found = find("ovh-eu", file, {"OVH_APPLICATION_KEY": "other", "OVH_CONSUMER_KEY": "same"})
    assert found.shadowed == [("OVH_APPLICATION_KEY", str(file))]


def test_values_are_in_no_repr(file: Path, accounts: OvhAccounts) -> None:
    write(file, application_key="SECRET", application_secret="SECRET", consumer_key="SECRET")
    assert "SECRET" not in repr(find("ovh-eu", file, {}))
    assert "SECRET" not in repr(accounts.standing("ovh-eu"))
    assert "SECRET" not in repr(Keys("SECRET", "SECRET", "SECRET"))


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, NoCredentials),
        ({"application_key": "a"}, HalfKey),
        ({"application_secret": "a"}, HalfKey),
        ({"client_id": "a"}, HalfKey),
        ({"client_secret": "a"}, HalfKey),
        ({"application_key": "a", "application_secret": "b"}, NoConsumerKey),
        (dict.fromkeys(NAMES, "a"), BothKinds),
    ],
)
def test_keys_that_do_not_make_one_are_refused_with_what_is_missing(
    file: Path, values: dict[str, str], error: type[CredentialsError]
) -> None:
    write(file, **values)
    with pytest.raises(error) as raised:
        connect.client("ovh-eu", file, TIMEOUT)
    assert type(raised.value) is error
    assert "{" not in f"{raised.value.fault().what} {raised.value.fault().mend}"


def test_an_oauth2_client_is_refused_where_the_platform_has_no_tokens(file: Path) -> None:
    write(file, "kimsufi-eu", client_id="a", client_secret="b")
    with pytest.raises(NoOAuth2, match="kimsufi-eu takes no OAuth2 client"):
        connect.client("kimsufi-eu", file, TIMEOUT)


@pytest.mark.parametrize(
    "content", [b"[ovh-eu]\nSECRET\n", b"SECRET", b"[ovh-eu]\na=1\na=SECRET\n", b"[a]\n\xff="]
)
def test_a_malformed_file_is_named_with_its_line_and_never_quoted(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(CredentialsMalformed) as raised:
        connect.client("ovh-eu", file, TIMEOUT)
    words = str(raised.value)
    assert str(file) in words
    assert "line 0" not in words
    assert "SECRET" not in words
    assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_a_file_of_ones_own_that_may_not_be_read_is_said_to_be_so(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(CredentialsFile) as raised:
        connect.client("ovh-eu", file, TIMEOUT)
    assert raised.value.fault().cause


@pytest.mark.parametrize(
    "endpoint", ["nowhere", "ftp://host/1.0", "http://[", "https://u:SECRET@host/1.0", "https://h/?q"]
)
def test_an_endpoint_that_is_neither_name_nor_address_is_refused(file: Path, endpoint: str) -> None:
    with pytest.raises(UnknownEndpoint) as raised:
        connect.client(endpoint, file, TIMEOUT)
    assert "SECRET" not in str(raised.value)
    assert "ovh-eu" in str(raised.value.fault().mend)


def test_an_address_has_the_section_of_its_own_name_or_of_its_host(file: Path) -> None:
    for section in ("https://example.com:8443/1.0", "example.com:8443"):
        write(file, section, application_key="a", application_secret="b", consumer_key="c")
        client = connect.client("https://example.com:8443/1.0/", file, TIMEOUT)
        assert client._endpoint == "https://example.com:8443/1.0"
        assert client._consumer_key == "c"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("HTTPS://API.Example.com/1.0/", "https://api.example.com/1.0"),
        ("https://example.com/a b/\u00e9/1.0", "https://example.com/a%20b/%C3%A9/1.0"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://EU.api.ovh.com/1.0", "ovh-eu"),
    ],
)
def test_an_address_is_signed_as_it_is_sent(file: Path, written: str, address: str) -> None:
    assert connect.endpoint_name(written, file) == address
    assert not [each for each in connect.endpoints() if ":" in each]


def test_a_known_address_is_the_endpoint_of_that_name(file: Path) -> None:
    assert connect.endpoint_name("https://eu.api.ovh.com/1.0", file) == "ovh-eu"
    assert "https://eu.api.ovh.com/1.0" not in connect.endpoints()


def test_without_a_name_the_variable_counts_then_the_file_then_europe(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connect.endpoint_name("", file) == "ovh-eu"
    write(file, "default", endpoint="ovh-us")
    assert connect.endpoint_name("", file) == "ovh-us"
    monkeypatch.setenv("OVH_ENDPOINT", "ovh-ca")
    assert connect.endpoint_name("", file) == "ovh-ca"


def test_the_file_of_a_folder_names_an_endpoint_but_sends_the_keys_to_no_address(
    file: Path, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "ovh.conf", "default", endpoint="https://elsewhere.example/1.0")
    assert connect.endpoint_name("", file) == "ovh-eu"
    write(tmp_path / "ovh.conf", "default", endpoint="ovh-ca")
    assert connect.endpoint_name("", file) == "ovh-ca"
    write(own_home / ".ovh.conf", "default", endpoint="https://own.example/1.0")
    (tmp_path / "ovh.conf").unlink()
    assert connect.endpoint_name("", file) == "https://own.example/1.0"


def test_a_pipe_in_place_of_a_file_holds_no_keys(file: Path, own_home: Path) -> None:
    os.mkfifo(own_home / ".ovh.conf")
    assert find("ovh-eu", file, {}).kind is None


def test_the_client_signs_with_the_keys_that_were_found(platform: Platform, file: Path) -> None:
    keys = keys_of(platform)
    write(file, platform.url, **vars(keys))
    assert connect.client(platform.url, file, TIMEOUT).get("/me")["nichandle"]


def test_an_oauth2_client_gets_its_token_and_a_new_one_when_it_is_over(
    platform: Platform, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    ((identity, oauth2),) = platform.access.clients.items()
    oauth2.lifetime = 0
    write(file, platform.url, client_id=identity, client_secret=oauth2.secret)
    client = connect.client(platform.url, file, TIMEOUT)
    assert [each.path for each in platform.requests] == []
    oauth2.lifetime = 3600
    client.get("/me")
    client.get("/me")
    asked = [each.path for each in platform.requests]
    assert asked.count("/auth/oauth2/token") == 1
    assert asked.count("/me") == 2


@pytest.mark.parametrize(
    "answered",
    [
        {"consumerKey": "k", "validationUrl": "https://example.com/\x1b]0;x\x07"},
        {"consumerKey": "k\n[ovh-us]", "validationUrl": "https://example.com/"},
        {"consumerKey": "k", "validationUrl": "javascript:x"},
        {"consumerKey": "", "validationUrl": "https://example.com/"},
        [],
    ],
)
def test_a_key_or_a_link_that_is_none_is_not_shown(
    answered: object, accounts: OvhAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with speaking(lambda _heard: answer(json.dumps(answered).encode())) as speaker, pytest.raises(Unreadable):
        accounts.ask(speaker.url, Keys("application", "secret"), read_only=True)


# --- the file


def test_a_stored_key_is_for_the_user_alone_and_leaves_nothing_beside_it(file: Path) -> None:
    credential_file.store(
        file, "ovh-eu", {"application_key": "a", "application_secret": "b", "consumer_key": "c"}
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]
    assert find("ovh-eu", file, {}).value("consumer_key") == "c"
    assert connect.endpoint_name("", file) == "ovh-eu"


def test_a_file_that_others_could_read_is_the_users_alone_afterwards(file: Path) -> None:
    write(file, "ovh-ca", application_key="a")
    file.chmod(0o644)
    credential_file.store(file, "ovh-eu", {"consumer_key": "c"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_other_sections_and_comments_stay_as_they_are(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(
        "; of the team\n[default]\nendpoint = ovh-ca\n\n[ovh-ca]\n  # indented\n  application_key : old\n"
        "  application_secret = old\n     and more\n  other = 1\n# about Europe\n[ovh-eu]\nconsumer_key=x"
    )
    credential_file.store(file, "ovh-ca", {"application_key": "A", "application_secret": "B"})
    assert file.read_text() == (
        "; of the team\n[default]\nendpoint = ovh-ca\n\n[ovh-ca]\n  # indented\n  application_key = A\n"
        "  application_secret = B\n  other = 1\n# about Europe\n[ovh-eu]\nconsumer_key=x\n"
    )
    assert credential_file.forget(file, "ovh-ca")
    assert file.read_text() == "; of the team\n[default]\n\n# about Europe\n[ovh-eu]\nconsumer_key=x\n"
    assert not credential_file.forget(file, "ovh-ca")


def test_the_header_of_a_section_is_one_wherever_it_begins(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(
        "  [default]\n  endpoint = ovh-ca\n\n[ovh-ca]\n    [ovh-us]\n    client_id = u\n"
        "other = goes\n  [on]\n"
    )
    credential_file.store(file, "ovh-us", {"consumer_key": "c"})
    assert file.read_text() == (
        "[default]\n  endpoint = ovh-ca\n\n[ovh-ca]\n[ovh-us]\nother = goes\n  [on]\nconsumer_key = c\n"
    )
    assert credential_file.forget(file, "ovh-ca")
    assert find("ovh-us", file, {}).value("consumer_key") == "c"


def test_a_link_to_a_file_elsewhere_stays_one(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.conf"
    write(real, consumer_key="old")
    file.parent.mkdir(parents=True)
    file.symlink_to(real)
    credential_file.store(file, "ovh-eu", {"consumer_key": "new"})
    assert file.is_symlink()
    assert find("ovh-eu", real, {}).value("consumer_key") == "new"


def test_a_malformed_file_is_not_written_over(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("nothing of that kind")
    with pytest.raises(CredentialsMalformed):
        credential_file.store(file, "ovh-eu", {"consumer_key": "c"})
    assert file.read_text() == "nothing of that kind"


def test_a_folder_that_cannot_be_made_is_an_error_that_says_so(own_home: Path) -> None:
    (own_home / "config").write_text("")
    with pytest.raises(CredentialsFile) as raised:
        credential_file.store(own_home / "config/x/ovh.conf", "ovh-eu", {"consumer_key": "c"})
    assert raised.value.fault().cause


_WORD = st.text("abcXYZ019-", min_size=1, max_size=6)
_LINE = st.one_of(
    st.builds("{} = {}".format, st.sampled_from([*NAMES, "other"]), _WORD),
    st.builds("  {}: {}".format, st.sampled_from([*NAMES, "other"]), _WORD),
    st.builds("{} {}".format, st.sampled_from(["#", ";", "  #"]), _WORD),
    st.sampled_from(["", "    more", "application_key="]),
)
_FILE = st.lists(
    st.tuples(
        st.sampled_from(["", "", " ", "  ", "\t  "]),
        st.sampled_from(["default", "ovh-eu", "ovh-ca", "x"]),
        st.lists(_LINE, max_size=5),
    ),
    max_size=4,
)


@given(
    _FILE,
    st.sampled_from(["ovh-eu", "ovh-ca"]),
    st.dictionaries(st.sampled_from(NAMES), _WORD),
    st.booleans(),
)
@example([("", "ovh-eu", ["application_key=", "# 0", "  application_key: 0"])], "ovh-eu", {}, False)
@example([("  ", "default", []), ("    ", "ovh-eu", [])], "ovh-eu", {"consumer_key": "c"}, True)
@example([("", "default", ["endpoint = x"]), (" ", "ovh-eu", ["other = y"])], "ovh-eu", {}, True)
def test_whatever_a_file_holds_only_the_keys_of_one_section_change(
    tmp_path_factory: pytest.TempPathFactory,
    sections: list[tuple[str, str, list[str]]],
    endpoint: str,
    values: dict[str, str],
    ends: bool,
) -> None:
    text = "\n".join(line for margin, name, lines in sections for line in (f"{margin}[{name}]", *lines))
    text += "\n" * ends
    before = configparser.RawConfigParser()
    try:
        before.read_string(text)
    except configparser.Error:
        return
    path = tmp_path_factory.mktemp("any") / "ovh.conf"
    path.write_text(text)
    credential_file.store(path, endpoint, values)
    after = configparser.RawConfigParser()
    after.read_string(path.read_text())
    for name in {*before.sections(), endpoint} - {"default"}:
        was = dict(before[name]) if name in before else {}
        if name == endpoint:
            was = {each: value for each, value in was.items() if each not in NAMES} | values
        assert dict(after[name]) == was
    comments = [line for line in text.splitlines() if line.lstrip().startswith(("#", ";"))]
    assert [
        line for line in path.read_text().splitlines() if line.lstrip().startswith(("#", ";"))
    ] == comments


# --- rights


@pytest.mark.parametrize(
    ("rule", "method", "path", "allowed"),
    [
        ("GET /telephony", "GET", "/telephony", True),
        ("GET /telephony", "GET", "/telephony/a", False),
        ("GET /telephony/*", "GET", "/telephony", False),
        ("GET /telephony/*", "GET", "/telephony/a/number/1?x=1", True),
        ("GET /telephony/*", "PUT", "/telephony/a", False),
        (
            "POST /telephony/*/number/*/changeFeatureType",
            "POST",
            "/telephony/a/number/1/changeFeatureType",
            True,
        ),
        (
            "POST /telephony/*/number/*/changeFeatureType",
            "POST",
            "/telephony/a/number/1/convertToLine",
            False,
        ),
        ("POST /*", "POST", "/telephony/a/b/c", True),
        ("POST *", "POST", "/me/document", True),
        ("GET /me.x", "GET", "/meyx", False),
    ],
)
def test_a_rule_opens_what_its_stars_stand_for(rule: str, method: Method, path: str, allowed: bool) -> None:
    named, _, pattern = rule.partition(" ")
    assert Rights((Right(named, pattern),)).allows(method, path) is allowed


def test_rights_that_are_not_known_forbid_nothing() -> None:
    assert UNKNOWN.allows("DELETE", "/telephony/a")
    assert not UNKNOWN.read_only


# --- an account is connected


def test_a_key_is_asked_for_with_the_rights_that_are_shown_and_works_once_it_is_agreed_to(
    platform: Platform, accounts: OvhAccounts, file: Path
) -> None:
    asked = accounts.ask(platform.url, keys_of(platform, ""), read_only=False)
    assert asked.link.startswith(platform.origin)
    assert asked.link not in repr(asked)
    assert accounts.agreed(platform.url, asked.keys) is None
    platform.access.validate(asked.keys.consumer_key)
    account = accounts.agreed(platform.url, asked.keys)
    assert account is not None
    shown = [each.right for each in accounts.needed(read_only=False)]
    assert account.rights == Rights(tuple(shown))
    assert account.nic == "vm27150-ovh"
    assert account.expires is not None
    assert accounts.keep(platform.url, asked.keys) == str(file)
    assert accounts.standing(platform.url).complete
    assert accounts.account(platform.url).nic == account.nic
    assert accounts.forget(platform.url)
    assert not accounts.standing(platform.url).sources


def test_the_application_that_was_found_serves_where_none_is_given(
    platform: Platform, accounts: OvhAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = keys_of(platform, "")
    monkeypatch.setenv("OVH_APPLICATION_KEY", given.application_key)
    monkeypatch.setenv("OVH_APPLICATION_SECRET", given.application_secret)
    standing = accounts.standing(platform.url)
    assert standing.application
    assert not standing.complete
    assert standing.origins == ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET") == standing.variables
    asked = accounts.ask(platform.url, Keys(), read_only=True)
    assert asked.keys == Keys(given.application_key, given.application_secret, asked.keys.consumer_key)
    assert platform.access.credentials[asked.keys.consumer_key].rules == tuple(READS)


def test_asking_over_and_over_takes_one_connection_and_one_look_at_the_clock(
    platform: Platform, accounts: OvhAccounts
) -> None:
    asked = accounts.ask(platform.url, keys_of(platform, ""), read_only=False)
    before = platform.connections
    for _ in range(3):
        accounts.agreed(platform.url, asked.keys)
    assert platform.connections == before + 1
    assert [each.path for each in platform.requests].count("/auth/time") == 1


def test_a_half_or_no_application_is_refused_before_anything_is_sent(
    platform: Platform, accounts: OvhAccounts
) -> None:
    with pytest.raises(HalfKey):
        accounts.ask(platform.url, Keys("only the key"), read_only=False)
    with pytest.raises(NoCredentials):
        accounts.ask(platform.url, Keys(), read_only=False)
    with pytest.raises(NoCredentials):
        accounts.account(platform.url)
    assert platform.requests == []


def _wrong_key(platform: Platform) -> Keys:
    return Keys("Xk7bG7Bk7S9Nt7ZS", platform.access.application_secret, platform.access.consumer_key)


def _wrong_secret(platform: Platform) -> Keys:
    return Keys(platform.access.application_key, "SECRETSECRET", platform.access.consumer_key)


def _no_such_account(platform: Platform) -> Keys:
    return keys_of(platform, "SECRETCONSUMER")


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        (_wrong_key, ApplicationRefused),
        (_wrong_secret, SignatureRefused),
        (_no_such_account, CredentialRefused),
    ],
)
def test_keys_that_the_platform_does_not_take_are_told_apart(
    platform: Platform, accounts: OvhAccounts, keys: Callable[[Platform], Keys], error: type[WizardError]
) -> None:
    with pytest.raises(error) as raised:
        accounts.account(platform.url, keys(platform))
    assert "SECRET" not in f"{raised.value} {raised.value.fault()}"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("html-502-before", PlatformFailing),
        ("empty", Unreadable),
        ("not-json", Unreadable),
        ("truncated", NoAnswer),
        ("reset-before", NoAnswer),
    ],
)
def test_an_answer_that_is_none_to_the_question_for_a_key_is_an_error_of_its_own(
    platform: Platform, accounts: OvhAccounts, fault: str, error: type[WizardError]
) -> None:
    platform.faults.add(fault, "POST", "/auth/credential")
    with pytest.raises(error):
        accounts.ask(platform.url, keys_of(platform, ""), read_only=False)
    assert sum(platform.faults.fired.values()) == 1


def test_nobody_at_the_address_is_said_to_be_nobody(accounts: OvhAccounts) -> None:
    with pytest.raises(Unreachable):
        accounts.ask("http://127.0.0.1:9/1.0", Keys("a", "b"), read_only=True)


def test_a_key_of_few_rights_still_says_whose_account_it_is(
    platform: Platform, accounts: OvhAccounts
) -> None:
    few = platform.access.add([("GET", "/telephony"), ("GET", "/telephony/*")])
    account = accounts.account(platform.url, keys_of(platform, few.consumer_key))
    assert account.nic
    assert account.rights == UNKNOWN


def test_the_page_for_all_keys_at_once_names_every_right(accounts: OvhAccounts) -> None:
    page = accounts.page("ovh-eu", read_only=False)
    assert page.startswith("https://eu.api.ovh.com/createToken/?GET=/auth/currentCredential&GET=/me&")
    for each in accounts.needed(read_only=False):
        assert f"{each.right.method}={each.right.path}" in page


# --- what check says of it


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({}, 1, "! Keys"),
        ({"OVH_APPLICATION_KEY": "a"}, 1, "application_secret is nowhere"),
        ({"ALIAS_WIZARD_RATE": "x"}, 1, "! Rate"),
        ({"ALIAS_WIZARD_PATIENCE": "x"}, 1, "! Patience"),
        ({"ALIAS_WIZARD_ENDPOINT": "nowhere"}, 1, "There is no endpoint nowhere."),
    ],
)
def test_check_says_what_is_wrong_with_keys(
    tmp_path: Path, variables: dict[str, str], code: int, words: str
) -> None:
    done = run(tmp_path, "check", env={"ALIAS_WIZARD_EXCHANGE": "ovhcloud", **variables})
    assert done.returncode == code
    assert words in done.stdout


def test_check_names_the_variable_that_keeps_a_stored_key_from_being_used(tmp_path: Path) -> None:
    file = tmp_path / "home/.config/alias-wizard/ovh.conf"
    write(file, application_key="a", application_secret="b", consumer_key="c")
    env = {"ALIAS_WIZARD_EXCHANGE": "ovhcloud"}
    done = run(tmp_path, "check", env=env)
    assert done.returncode == 0, done.stdout
    assert f"Keys             {file}" in done.stdout
    done = run(tmp_path, "check", env={**env, "OVH_CONSUMER_KEY": "other"})
    assert done.returncode == 1
    assert f"OVH_CONSUMER_KEY is set: it counts, not what {file} holds." in done.stdout


@pytest.mark.parametrize("line", [b"; cl\xe9s", b"SECRET", b"\x00\xff"])
def test_a_file_that_the_sdk_cannot_read_is_named_with_its_line(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "ovh.conf").write_bytes(b"[ovh-eu]\n" + line + b"\napplication_key = SECRET\n")
    done = run(tmp_path, "numbers", "--exchange", "ovhcloud")
    assert done.stderr.startswith(f"{tmp_path / 'ovh.conf'} cannot be read: line 2")
    assert "SECRET" not in done.stderr
    assert done.returncode == 2
