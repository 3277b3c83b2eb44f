"""The way to a product's API: what crosses, what does not, and the bound on bodies."""

import http.client
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import requests

from infra.cdk.settings import STAGES
from infra.local.edge.app import build
from infra.local.edge.attempts import Attempts
from infra.local.edge.gateway import LIMIT, LONGEST_PATH, end_to_end
from infra.local.edge.settings import Settings
from tests.serving import serving
from tests.unit.edge.conftest import ROOT, Edge


def test_a_request_reaches_the_products_stage_as_it_was_sent(edge: Edge) -> None:
    answer = requests.patch(
        f"{edge.url}/music/tracks/trk%201?limit=2&cursor=a%2Fb",
        data=b"{}",
        headers={"Authorization": "Bearer t", "X-Forwarded-For": "1.2.3.4", "Connection": "close"},
        timeout=10,
    )
    said = answer.json()
    assert answer.status_code == 201
    assert said["method"] == "PATCH"
    assert (
        said["path"] == "/restapis/abc123/music/_user_request_/tracks/trk%201?limit=2&cursor=a%2Fb"
    )
    assert said["size"] == 2
    assert said["headers"]["Authorization"] == "Bearer t"
    assert said["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert said["headers"]["Host"] == urlsplit(edge.endpoint).netloc
    assert "Keep-Alive" not in answer.headers


def test_every_cookie_of_an_answer_crosses(edge: Edge) -> None:
    cookies = requests.post(f"{edge.url}/music/x", timeout=10).raw.headers.getlist("Set-Cookie")
    assert cookies == ["one=1; Path=/media/x", "two=2; Path=/media/x"]


def test_the_products_root_has_a_path(edge: Edge) -> None:
    for path in ("/music", "/music/"):
        said = requests.get(edge.url + path, timeout=10).json()
        assert said["path"] == "/restapis/abc123/music/_user_request_/"


def pieces(total: int) -> Iterator[bytes]:
    piece = bytes(1 << 20)
    while total > 0:
        yield piece[:total]
        total -= len(piece)


def test_a_body_may_hold_ten_megabytes_and_no_byte_more(edge: Edge) -> None:
    url = f"{edge.url}/music/tracks"
    assert requests.post(url, data=pieces(LIMIT), timeout=30).json()["size"] == LIMIT
    assert requests.post(url, data=bytes(LIMIT), timeout=30).json()["size"] == LIMIT
    refused = requests.post(url, data=pieces(LIMIT + 1), timeout=30)
    assert refused.status_code == 413
    assert refused.headers["Content-Type"].startswith("application/problem+json")


def test_a_declared_size_over_the_bound_is_refused_before_it_is_sent(edge: Edge) -> None:
    connection = http.client.HTTPConnection(urlsplit(edge.url).netloc, timeout=10)
    connection.putrequest("POST", "/music/tracks")
    connection.putheader("Content-Length", str(LIMIT + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("path", ["/music/../secrets", "/music/%2e%2e/secrets", "/music/a/./b"])
def test_a_path_cannot_climb(edge: Edge, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(edge.url).netloc, timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    assert connection.getresponse().status == 404
    connection.close()


def test_a_path_is_bounded(edge: Edge) -> None:
    def get(length: int) -> requests.Response:
        return requests.get(edge.url + "/music/x?q=".ljust(length, "y"), timeout=10)

    assert get(LONGEST_PATH).status_code == 201
    refused = get(LONGEST_PATH + 1)
    assert refused.status_code == 414
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_product_is_a_problem(edge: Edge) -> None:
    answer = requests.get(f"{edge.url}/nothing/here", timeout=10)
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_only_public_cognito_operations_cross(edge: Edge) -> None:
    prefix = "AWSCognitoIdentityProviderService."
    allowed = requests.post(
        f"{edge.url}/cognito/", headers={"X-Amz-Target": prefix + "InitiateAuth"}, timeout=10
    )
    assert allowed.json()["headers"]["X-Amz-Target"] == prefix + "InitiateAuth"
    for target in (prefix + "AdminDeleteUser", "DynamoDB_20120810.Scan", "", "InitiateAuth"):
        refused = requests.post(
            f"{edge.url}/cognito/", headers={"X-Amz-Target": target}, timeout=10
        )
        assert refused.status_code == 403


def cognito(url: str, operation: str) -> requests.Response:
    target = f"AWSCognitoIdentityProviderService.{operation}"
    return requests.post(f"{url}/cognito/", headers={"X-Amz-Target": target}, timeout=10)


def test_an_address_that_tries_too_often_is_told_when_to_come_back(edge: Edge) -> None:
    stage = replace(
        STAGES["local"], mails_per_5_minutes=2, sign_ins_per_5_minutes=4, limits_times=1
    )
    settings = Settings(edge.endpoint, edge.outputs, edge.url, ROOT, stage=stage)
    with serving(build(settings, lambda _: None)) as url:
        mailed = [cognito(url, name) for name in ("SignUp", "SignUp", "ForgotPassword")]
        signed_in = [cognito(url, name) for name in ("ConfirmSignUp", "InitiateAuth")]
        refused = [cognito(url, name) for name in ("SignUp", "ConfirmSignUp", "InitiateAuth")]
        other = cognito(url, "GetUser")

    assert [answer.status_code for answer in mailed] == [201, 201, 429]
    assert [answer.status_code for answer in signed_in] == [201] * 2
    assert [answer.status_code for answer in refused] == [429] * 3
    assert refused[0].headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 300
    assert other.status_code == 201


def test_attempts_are_forgotten_after_five_minutes() -> None:
    now = [0.0]
    attempts = Attempts(2, clock=lambda: now[0])
    assert [attempts.wait("a"), attempts.wait("a")] == [None, None]
    now[0] = 20
    assert attempts.wait("a") == 280
    assert attempts.wait("b") is None
    now[0] = 300
    assert [attempts.wait("a"), attempts.wait("a"), attempts.wait("a")] == [None, None, 300]


def test_a_dead_engine_is_a_bad_gateway_and_a_missing_stack_says_so(edge: Edge) -> None:
    edge.outputs.unlink()
    answer = requests.get(f"{edge.url}/music/tracks", timeout=10)
    assert answer.status_code == 503
    assert "not deployed" in answer.json()["detail"]


def test_headers_named_by_connection_stay_behind() -> None:
    sent = [("Connection", "X-Private, close"), ("X-Private", "1"), ("TE", "x"), ("ETag", "e")]
    assert end_to_end(sent) == [("ETag", "e")]
