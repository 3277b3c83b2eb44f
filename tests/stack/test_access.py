"""Who gets in: at the gateway by token, at the edge by signed cookies."""

import json
import time
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from infra.local import tune
from tests.house import Person
from tests.signing import encoded
from tests.stack.journeys import made

SONG = {"title": "x", "kind": "audio", "file": {"size": 10, "content_type": "audio/wav"}}


@pytest.fixture(scope="module")
def two(artist: Person, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    file = tmp_path_factory.mktemp("tune") / "tune.wav"
    tune.write(file)
    return [made(artist, file, title=title) for title in ("First", "Second")]


def fetch(url: str, cookies: dict[str, str]) -> int:
    return requests.get(url, cookies=cookies, timeout=30).status_code


def test_a_grant_opens_its_own_folder_and_nothing_else(
    fan: Person, two: list[dict[str, Any]]
) -> None:
    first, second = (fan.client.playback(track["id"]) for track in two)

    assert fetch(first["playlist_url"], first["cookies"]) == 200
    assert fetch(first["playlist_url"], {}) == 403
    assert fetch(first["playlist_url"], second["cookies"]) == 403
    up = f"{first['playlist_url'].rpartition('/')[0]}/%2e%2e/%2e%2e/master.m3u8"
    assert fetch(up, first["cookies"]) in (403, 404)
    refused = requests.get(first["playlist_url"], timeout=30)
    assert refused.headers["Content-Type"] == "application/problem+json"


def policy(resource: str, before: float) -> bytes:
    condition = {"DateLessThan": {"AWS:EpochTime": int(before)}}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": condition}]}).encode()


def signing_keys(person: Person) -> list[RSAPrivateKey]:
    """Both keys of the key group, out of their secrets."""
    secrets = person.house.client("secretsmanager")
    texts = [
        secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"].encode()
        for secret in secrets.list_secrets()["SecretList"]
    ]
    keys = [load_pem_private_key(text, password=None) for text in texts if b"PRIVATE KEY" in text]
    return [key for key in keys if isinstance(key, RSAPrivateKey)]


def test_an_altered_or_expired_cookie_opens_nothing(fan: Person, two: list[dict[str, Any]]) -> None:
    grant = fan.client.playback(two[0]["id"])
    url, cookies = grant["playlist_url"], grant["cookies"]
    wide = encoded(policy("*", time.time() + 60))
    assert fetch(url, cookies | {"CloudFront-Policy": wide}) == 403
    assert fetch(url, cookies | {"CloudFront-Key-Pair-Id": "another"}) == 403

    def made_here(key: RSAPrivateKey, before: float) -> int:
        said = policy(f"{url.rpartition('/')[0]}/*", before)
        signature = key.sign(said, PKCS1v15(), SHA1())  # noqa: S303  CloudFront's format
        mine = {"CloudFront-Policy": encoded(said), "CloudFront-Signature": encoded(signature)}
        return fetch(url, cookies | mine)

    keys = signing_keys(fan)
    assert len(keys) == 2
    # The one that signs is taken while its time lasts: what is refused then is only the time.
    assert sorted(made_here(key, time.time() + 60) for key in keys) == [200, 403]
    assert [made_here(key, time.time() - 1) for key in keys] == [403, 403]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/music/tracks"), ("POST", "/music/tracks"), ("GET", "/accounts/me")],
)
@pytest.mark.parametrize("token", [None, "Bearer nonsense", "Bearer a.b.c"])
def test_the_gateway_refuses_in_problem_documents(
    fan: Person, method: str, path: str, token: str | None
) -> None:
    headers = {"Authorization": token} if token else {}
    refused = requests.request(method, fan.house.url + path, headers=headers, timeout=30)

    assert refused.status_code in (401, 403)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == refused.status_code


def test_a_fan_registers_nothing_and_an_unknown_path_is_no_operation(fan: Person) -> None:
    assert fan.call("POST", "/music/tracks", SONG).status_code == 403
    missing = fan.call("GET", "/music/nothing/here")
    assert (missing.status_code, missing.headers["Content-Type"]) == (
        404,
        "application/problem+json",
    )


def test_a_body_that_is_too_large_is_refused(artist: Person) -> None:
    refused = artist.call("POST", "/music/tracks", SONG | {"title": "x" * 100_000})

    assert refused.status_code == 413
    assert refused.json()["type"] == "urn:didit360:problem:content-too-large"


def test_a_browser_of_a_foreign_origin_reads_nothing(fan: Person, artist: Person) -> None:
    assert artist
    evil = fan.call("GET", "/accounts/me", Origin="https://evil.example")
    own = fan.call("GET", "/accounts/me", Origin=fan.house.url)

    assert evil.headers.get("Access-Control-Allow-Origin") != "https://evil.example"
    assert own.headers["Access-Control-Allow-Origin"] == fan.house.url


def test_the_api_documents_and_the_page_are_there(fan: Person) -> None:
    page = requests.get(fan.house.url, timeout=30)
    assert (page.status_code, "<title>" in page.text) == (200, True)
    assert requests.get(f"{fan.house.url}/docs", timeout=30).status_code == 200
    spec = requests.get(f"{fan.house.url}/docs/music.json", timeout=30).json()
    assert "/tracks" in spec["paths"]
