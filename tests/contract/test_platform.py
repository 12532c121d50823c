"""The platform of the tests speaks the OVH protocol to the SDK: keys, signatures, rules, lists, documents."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import ovh
import ovh.client
import pytest
import requests
from ovh import exceptions

from tests.platform import Platform
from tests.platform.access import granted
from tests.worlds import fill

ACCOUNT = "vm27150-ovh-1"
NUMBER = f"/telephony/{ACCOUNT}/number/0033199001001"
LIST = f"/telephony/{ACCOUNT}/number"
PAGES = {"X-Pagination-Mode": "CachedObjectList-Pages"}


@pytest.fixture
def connect(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Gives clients of the SDK for the platform; by default with all that it needs."""
    monkeypatch.setitem(ovh.client.ENDPOINTS, "test", platform.url)
    access = platform.access
    whole = (access.application_key, access.application_secret, access.consumer_key)
    made = []

    def client(*keys: str) -> Any:
        made.append(ovh.Client("test", *(*keys, *whole[len(keys) :]), timeout=5))
        return made[-1]

    yield client
    for each in made:
        each._session.close()


@pytest.fixture
def client(connect: Callable[..., Any]) -> Any:
    return connect()


def refused(call: Callable[[], object]) -> tuple[type[Exception], int, str]:
    """The SDK's exception, status and message of a call that is refused."""
    with pytest.raises(exceptions.APIError) as caught:
        call()
    assert caught.value.query_id
    return type(caught.value), caught.value.response.status_code, caught.value.args[0]


# --- calls


def test_objects_are_read_made_changed_and_deleted(client: Any) -> None:
    assert client.get("/telephony") == [f"vm27150-ovh-{each}" for each in (1, 2, 3)]
    assert client.put(NUMBER, description="Été & hiver") is None
    assert client.get(NUMBER)["description"] == "Été & hiver"
    assert client.post(NUMBER + "/changeFeatureType", featureType="cloudIvr")["status"] == "done"
    menus = f"/telephony/{ACCOUNT}/ovhPabx/0033199001001/menu"
    made = client.post(menus, name="Accueil")["menuId"]
    assert client.delete(f"{menus}/{made}") is None
    assert client.get(menus) == []
    assert client.get("/telephony/searchServices", axiom="0033199004001")[0]["type"] == "line"


def test_one_connection_serves_many_requests_and_every_one_is_kept(platform: Platform, client: Any) -> None:
    for _ in range(5):
        client.get("/telephony")
    client.put(NUMBER, description="Été")
    assert platform.connections == 1
    assert [(each.method, each.path) for each in platform.requests] == [
        ("GET", "/auth/time"),
        *[("GET", "/telephony")] * 5,
        ("PUT", NUMBER),
    ]
    assert platform.requests[-1].body == {"description": "Été"}
    assert platform.writes() == [("PUT", NUMBER, {"description": "Été"})]
    assert {each.status for each in platform.requests} == {200}


def test_every_answer_has_a_query_id_of_its_own(platform: Platform, connect: Callable[..., Any]) -> None:
    found = [
        connect().raw_call("GET", path).headers["X-OVH-QUERYID"] for path in ("/telephony", LIST + "/nobody")
    ]
    found.append(requests.get(platform.url + "/me", timeout=5).headers["X-OVH-QUERYID"])
    assert len(set(found)) == 3


def test_refusals_of_the_account_come_in_the_platform_s_shape(client: Any, platform: Platform) -> None:
    kind, status, message = refused(lambda: client.get(f"/telephony/{ACCOUNT}/number/0033199001099"))
    assert (kind, status) == (exceptions.ResourceNotFoundError, 404)
    assert "does not exist" in message
    answer = client.raw_call("GET", f"/telephony/{ACCOUNT}/number/0033199001099")
    assert answer.json()["class"] == "Client::NotFound"
    assert refused(lambda: client.get("/telephony/nothing/at/all"))[1] == 404
    assert len(platform.violations) == (0 if platform.unchecked else 1)
    platform.violations.clear()


def test_a_body_that_the_schema_does_not_know_is_refused_and_noted(client: Any, platform: Platform) -> None:
    if platform.unchecked:
        pytest.skip(platform.unchecked)
    assert refused(lambda: client.put(NUMBER, colour="red"))[1] == 400
    assert refused(lambda: client.put(NUMBER, serviceType="alias"))[1] == 400
    assert refused(lambda: client.post(NUMBER + "/changeFeatureType"))[1] == 400
    assert len(platform.violations) == 3
    platform.violations.clear()


def test_the_owner_and_the_rights_can_be_asked_for(client: Any, platform: Platform) -> None:
    assert client.get("/me")["nichandle"] == "vm27150-ovh"
    credential = client.get("/auth/currentCredential")
    assert credential["status"] == "validated"
    assert {"method": "DELETE", "path": "/*"} in credential["rules"]


# --- keys


def test_what_is_wrong_with_a_key_is_told_as_the_platform_tells_it(
    platform: Platform, connect: Callable[..., Any]
) -> None:
    access = platform.access
    waiting, expired = access.add([("GET", "/*")], "pendingValidation"), access.add([("GET", "/*")])
    expired.expires = platform.now() - 1
    own = (access.application_key, access.application_secret)
    cases = {
        ("another", "secret"): (exceptions.InvalidKey, 403, "This application key is invalid"),
        (access.application_key, "wrong"): (exceptions.BadParametersError, 400, "Invalid signature"),
        (*own, "none"): (exceptions.InvalidCredential, 403, "This credential does not exist"),
        (*own, waiting.consumer_key): (exceptions.InvalidCredential, 403, "This credential is not valid"),
        (*own, expired.consumer_key): (exceptions.InvalidCredential, 403, "This credential is not valid"),
    }
    for keys, wanted in cases.items():
        client = connect(*keys)
        assert refused(partial(client.get, "/me")) == wanted
    assert expired.status == "expired"
    assert refused(lambda: connect().get("/me", _need_auth=False))[:2] == (exceptions.NotCredential, 403)


def test_a_signature_of_another_time_is_out_of_time(platform: Platform, client: Any) -> None:
    client.get("/me")
    platform.faults.add("skew", "GET", "/telephony")
    wanted = (exceptions.BadParametersError, 400, "Query out of time")
    assert refused(lambda: client.get("/telephony")) == wanted
    assert refused(lambda: client.get("/telephony")) == wanted
    client._time_delta = None
    assert client.get("/telephony")


def test_a_signature_is_over_the_address_as_it_is_sent(platform: Platform, client: Any) -> None:
    assert refused(lambda: client.get(LIST + "/é"))[1:] == (400, "Invalid signature")
    assert refused(lambda: client.get(LIST + "/%C3%A9"))[1] == 404


@pytest.mark.parametrize(
    ("method", "rule", "path", "opens"),
    [
        ("GET", "/telephony", "/telephony", True),
        ("GET", "/telephony/*", "/telephony", False),
        ("GET", "/telephony/*", "/telephony/a/b/c", True),
        ("GET", "/telephony/*/number/*", "/telephony/a/number/b/c", True),
        ("GET", "/telephony/*/number/*", "/telephony/a/b/number/c", False),
        ("GET", "/telephony/*/number/*/changeFeatureType", "/telephony/a/number/b/changeFeatureType", True),
        ("PUT", "/telephony/*", "/telephony/a", False),
        ("GET", "/*", "/me", True),
        ("GET", "*", "/me", True),
        ("GET", "/me", "/me2", False),
    ],
)
def test_a_rule_opens(method: str, rule: str, path: str, opens: bool) -> None:
    assert granted([(method, rule)], "GET", path) is opens


def test_a_key_opens_no_more_than_its_rules(platform: Platform, connect: Callable[..., Any]) -> None:
    access = platform.access
    reader = access.add([("GET", "/telephony"), ("GET", "/telephony/*")])
    client = connect(access.application_key, access.application_secret, reader.consumer_key)
    assert client.get(NUMBER)
    wanted = (exceptions.NotGrantedCall, 403, "This call has not been granted")
    assert refused(lambda: client.put(NUMBER, description="x")) == wanted
    assert refused(lambda: client.get("/me")) == wanted
    assert refused(lambda: client.get("/auth/currentCredential")) == wanted


def test_a_consumer_key_is_asked_for_validated_and_used(
    platform: Platform, connect: Callable[..., Any]
) -> None:
    client = connect()
    asked = client.request_consumerkey([{"method": "GET", "path": "/me"}], "https://example.com")
    assert asked["state"] == "pendingValidation"
    assert refused(lambda: client.get("/me"))[0] is exceptions.InvalidCredential
    assert requests.get(asked["validationUrl"], timeout=5).ok
    assert client.get("/me")
    assert platform.access.credentials[asked["consumerKey"]].rules == (("GET", "/me"),)
    assert refused(lambda: client.request_consumerkey([]))[1] == 400
    assert refused(lambda: client.request_consumerkey([{"method": "GET"}]))[1] == 400


def test_service_accounts_have_tokens_that_end(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setitem(ovh.client.ENDPOINTS, "ovh-eu", platform.url)
    monkeypatch.setitem(ovh.client.OAUTH2_TOKEN_URLS, "ovh-eu", platform.token_url)
    ((identity, account),) = platform.access.clients.items()
    client = ovh.Client("ovh-eu", client_id=identity, client_secret=account.secret, timeout=5)
    assert client.get("/me")["nichandle"]
    assert client.put(NUMBER, description="Été") is None
    account.rules = (("GET", "/telephony/*"),)
    kind, status, message = refused(lambda: client.get("/me"))
    assert (kind, status, message) == (exceptions.APIError, 403, "User not granted for this request")
    platform.skew += 7200
    assert refused(lambda: client.get(NUMBER))[1] == 401
    other = ovh.Client("ovh-eu", client_id=identity, client_secret="wrong", timeout=5)
    with pytest.raises(exceptions.OAuth2FailureError):
        other.get("/me")
    client._oauth2.session.close()


# --- lists


def test_several_objects_are_read_at_once(platform: Platform, client: Any) -> None:
    wanted = client.get(LIST)[:3]
    answer = client.raw_call("GET", f"{LIST}/{','.join(wanted)}", headers={"X-Ovh-Batch": ","})
    assert [(each["key"], each["value"]["serviceName"], each["error"]) for each in answer.json()] == [
        (name, name, None) for name in wanted
    ]
    answer = client.raw_call("GET", f"{LIST}/{wanted[0]},33", headers={"X-Ovh-Batch": ","})
    assert [each["error"] and each["error"]["class"] for each in answer.json()] == [None, "Client::NotFound"]
    for switch, status in (("no", 404), ("refused", 400)):
        platform.batches = switch
        headers = {"X-Ovh-Batch": ","}
        assert client.raw_call("GET", f"{LIST}/{','.join(wanted)}", headers=headers).status_code == status


def test_a_list_comes_with_its_objects_page_by_page(platform: Platform, client: Any) -> None:
    names = client.get(LIST)
    found = []
    for number in (1, 2, 3):
        headers = PAGES | {"X-Pagination-Number": str(number), "X-Pagination-Size": "10"}
        answer = client.raw_call("GET", LIST, headers=headers)
        assert answer.headers["X-Pagination-Elements"] == str(len(names))
        found += [each["serviceName"] for each in answer.json()]
    assert found == names
    platform.expanded = "no"
    assert client.raw_call("GET", LIST, headers=dict(PAGES)).json() == names
    platform.expanded = "refused"
    assert client.raw_call("GET", LIST, headers=dict(PAGES)).status_code == 400


def test_a_list_with_its_objects_is_out_of_a_cache_unless_a_fresh_one_is_asked_for(client: Any) -> None:
    def first(**headers: str) -> Any:
        return client.raw_call("GET", LIST, headers=PAGES | headers).json()[0]["description"]

    before = first()
    client.put(f"{LIST}/{client.get(LIST)[0]}", description="Autre")
    assert first() == before
    assert first(Pragma="no-cache") == "Autre"


def test_lists_that_the_schema_does_not_expand_give_ids(platform: Platform, client: Any) -> None:
    if platform.unchecked:
        pytest.skip(platform.unchecked)
    number = f"/telephony/{ACCOUNT}/ovhPabx/0033199001000"
    for path in (f"{number}/menu", f"{number}/dialplan"):
        answer = client.raw_call("GET", path, headers=dict(PAGES)).json()
        assert all(isinstance(each, dict) for each in answer) == platform.checking.expands(path)


# --- documents


def test_a_document_s_content_goes_to_an_address_that_needs_no_key(platform: Platform, client: Any) -> None:
    document = client.post("/me/document", name="a.wav")
    assert document["putUrl"].startswith(platform.origin)
    assert requests.put(document["putUrl"], data=b"RIFF", timeout=5).status_code == 201
    assert requests.get(document["getUrl"], timeout=5).content == b"RIFF"
    assert client.get(f"/me/document/{document['id']}")["size"] == 4
    client.post(NUMBER + "/changeFeatureType", featureType="cloudIvr")
    sounds = f"/telephony/{ACCOUNT}/ovhPabx/0033199001001"
    task = client.post(sounds + "/soundUpload", url=document["getUrl"], name="a.wav")
    assert task["status"] == "done"
    assert len(client.get(sounds + "/sound")) == 1
    assert client.delete(f"/me/document/{document['id']}") is None
    assert requests.put(document["putUrl"], data=b"RIFF", timeout=5).status_code == 404


# --- a process of its own


def test_it_runs_as_a_process_that_says_when_it_is_ready(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.platform", "--store", str(tmp_path / "p.db"), "--small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "# ready":
            lines.append(child.stdout.readline().strip())
            assert lines[-1], lines
        variables = dict(line.removeprefix("export ").split("=", 1) for line in lines[:-1])
        url = variables["ALIAS_WIZARD_ENDPOINT"]
        assert requests.get(url + "/auth/time", timeout=5).json() > 1_700_000_000
        child.terminate()
        assert child.wait(timeout=10) == 0


def test_it_can_hold_the_small_account_too(new_platform: Callable[..., Platform]) -> None:
    platform = new_platform(fill=fill)
    assert platform.exchange.call("GET", "/telephony") == ["fr1001-ovh-1", "fr1001-ovh-2"]
