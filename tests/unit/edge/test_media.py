"""Media behind signed access: 403 without it, and with it ranges, ETags, caching and CORS."""

import time
from contextlib import closing
from http.client import HTTPConnection

import pytest
import requests

from tests.signing import Grant
from tests.unit.edge.conftest import Edge, write_outputs

PATH = "/media/med_1/run_1/00001.m4s"
BODY = bytes(range(256)) * 40


def get(
    edge: Edge,
    path: str = PATH,
    *,
    method: str = "GET",
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> requests.Response:
    if cookies is None:
        cookies = Grant(f"{edge.url}/media/med_1/run_1/*").cookies()
    url = edge.url + path
    return requests.request(method, url, cookies=cookies, headers=headers, timeout=10)


def refused(answer: requests.Response) -> bool:
    kind = answer.headers["Content-Type"]
    return answer.status_code == 403 and kind.startswith("application/problem+json")


def test_a_grant_opens_the_file_with_its_caching(edge: Edge) -> None:
    answer = get(edge)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["ETag"]
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "x-amz-id-2" not in answer.headers


def test_a_signed_url_opens_it_too(edge: Edge) -> None:
    query = Grant(edge.url + PATH).query()
    assert requests.get(edge.url + PATH, params=query, timeout=10).content == BODY


def test_ranges_and_validators_are_the_storages(edge: Edge) -> None:
    part = get(edge, headers={"Range": "bytes=1-4"})
    assert (part.status_code, part.content) == (206, BODY[1:5])
    assert part.headers["Content-Range"] == f"bytes 1-4/{len(BODY)}"
    assert get(edge, headers={"Range": f"bytes={len(BODY)}-"}).status_code == 416
    assert get(edge, headers={"If-None-Match": part.headers["ETag"]}).status_code == 304
    head = get(edge, method="HEAD")
    assert (head.headers["Content-Length"], head.content) == (str(len(BODY)), b"")


def test_without_a_grant_it_stays_closed(edge: Edge) -> None:
    answer = get(edge, cookies={})
    assert refused(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "resource",
    ["{}/media/med_2/run_1/*", "{}/media/med_1/run_2/*", "https://elsewhere.example/media/*"],
)
def test_a_foreign_grant_opens_nothing(edge: Edge, resource: str) -> None:
    assert refused(get(edge, cookies=Grant(resource.format(edge.url)).cookies()))


@pytest.mark.parametrize(("pattern", "status"), [("run_1/*", 403), ("run_1*", 200)])
def test_a_star_within_a_name_opens_the_folder_beside_too(
    edge: Edge, pattern: str, status: int
) -> None:
    for run in ("run_1-lossless", "run_2-lossless"):
        (edge.bucket / "media" / "med_1" / run).mkdir()
        (edge.bucket / "media" / "med_1" / run / "00001.m4s").write_bytes(BODY)
    cookies = Grant(f"{edge.url}/media/med_1/{pattern}").cookies()

    assert get(edge, cookies=cookies).status_code == 200
    beside = "/media/med_1/run_1-lossless/00001.m4s"
    assert get(edge, beside, cookies=cookies).status_code == status
    assert refused(get(edge, beside.replace("run_1", "run_2"), cookies=cookies))
    for up in ("..", "%2e%2e", "%2E.", "x%2f.."):
        path = f"/media/med_1/run_1/{up}/run_1-lossless/00001.m4s"
        assert as_it_is(edge, path, cookies) in {403, 404}, up


def as_it_is(edge: Edge, path: str, cookies: dict[str, str]) -> int:
    """The answer to a path that no client has tidied up."""
    connection = HTTPConnection(edge.url.removeprefix("http://"), timeout=10)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with closing(connection):
        connection.request("GET", path, headers={"Cookie": cookie})
        return connection.getresponse().status


def test_an_expired_or_altered_grant_opens_nothing(edge: Edge) -> None:
    folder = f"{edge.url}/media/med_1/run_1/*"
    assert refused(get(edge, cookies=Grant(folder, before=int(time.time()) - 1).cookies()))
    cookies = Grant(folder).cookies()
    wider = Grant(f"{edge.url}/media/*").cookies()["CloudFront-Policy"]
    assert refused(get(edge, cookies=cookies | {"CloudFront-Policy": wider}))


def test_either_trusted_key_opens_and_no_other_does(edge: Edge) -> None:
    folder = f"{edge.url}/media/med_1/run_1/*"
    assert get(edge, cookies=Grant(folder, key="b").cookies()).status_code == 200
    assert refused(get(edge, cookies=Grant(folder, key="stranger").cookies()))
    stolen = Grant(folder).cookies() | {"CloudFront-Key-Pair-Id": "other-parameter"}
    assert refused(get(edge, cookies=stolen))


def test_a_host_header_opens_nothing(edge: Edge) -> None:
    cookies = Grant("https://elsewhere.example/media/*").cookies()
    assert refused(get(edge, cookies=cookies, headers={"Host": "elsewhere.example"}))


@pytest.mark.parametrize(
    "path",
    [
        "/media/med_1/run_1/absent.m4s",
        "/media/med_1/run_1/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/media/med_1/run_1/..%2f..%2fx",
        "/media/med_1/run_1/",
        "/media/med_1/run_1/a//b",
        "/media/med_1/run_1/x%00y",
    ],
)
def test_no_path_leads_out_of_the_folder(edge: Edge, path: str) -> None:
    assert get(edge, path).status_code in {403, 404}


def test_media_is_only_read(edge: Edge) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH", "OPTIONS"):
        assert get(edge, method=method).status_code == 403


def test_configured_origins_may_read_with_credentials_and_no_other(edge: Edge) -> None:
    ours = get(edge, headers={"Origin": "https://app.example"}).headers
    assert ours["Access-Control-Allow-Origin"] == "https://app.example"
    assert ours["Access-Control-Allow-Credentials"] == "true"
    foreign = get(edge, headers={"Origin": "https://evil.example"}).headers
    assert "Access-Control-Allow-Origin" not in foreign
    assert foreign["Vary"] == "Origin"


def test_a_new_deploy_is_seen_without_a_restart(edge: Edge) -> None:
    write_outputs(edge.outputs, edge.url, streams_bucket="another")
    assert get(edge).status_code == 404


def test_pictures_are_for_everybody(edge: Edge) -> None:
    picture = edge.bucket / "images" / "img_1" / "300.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(BODY)
    url = f"{edge.url}/images/img_1/300.webp"

    answer = requests.get(url, headers={"Origin": "https://anyone.example"}, timeout=10)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert requests.put(url, data=b"x", timeout=10).status_code == 403
    for path in ("/images/img_2/300.webp", "/images/%2e%2e/media/med_1/run_1/00001.m4s"):
        assert requests.get(edge.url + path, timeout=10).status_code == 404
