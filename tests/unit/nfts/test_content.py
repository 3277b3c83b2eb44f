"""What an edition is made of: kept under its hash, once, and pinned where a service is set."""

import json
from collections.abc import Iterator

import boto3
import pytest
from aiohttp import web

from nfts.data import content, pins
from nfts.domain.cid import cid_of
from nfts.domain.failure import NotPinnedError
from tests.serving import serving

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    pins.forget()
    yield
    pins.forget()


def test_a_file_is_under_its_cid_and_once() -> None:
    assert content.keep(b"song", "text/plain") == cid_of(b"song")
    assert content.keep(b"song", "text/plain") == cid_of(b"song")
    assert content.read(cid_of(b"song")) == b"song"


def test_what_is_not_what_was_written_is_not_named() -> None:
    key = f"{content.PREFIX}{cid_of(b'song')}"
    boto3.client("s3").put_object(Bucket="content", Key=key, Body=b"noise")
    with pytest.raises(content.DamagedError):
        content.keep(b"song", "text/plain")


def test_nothing_is_pinned_without_a_service() -> None:
    pins.pin("bafk", "a song")


class Service:
    """As much of the IPFS Pinning Service API as we ask."""

    def __init__(self) -> None:
        self.pinned: dict[str, dict[str, object]] = {}
        self.status = 202

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/psa/pins", self.find), web.post("/psa/pins", self.add)])
        return app

    async def find(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        found = request.query["cid"] in self.pinned
        return web.json_response({"count": int(found), "results": []})

    async def add(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.status == 202:
            self.pinned[said["cid"]] = said
        return web.json_response({"requestid": "1", "status": "queued"}, status=self.status)


def test_a_pin_is_asked_for_once() -> None:
    service = Service()
    with serving(service.app()) as url:
        named = {"url": f"{url}/psa", "token": "secret", "origins": ["/dns4/us"]}
        boto3.client("secretsmanager").put_secret_value(
            SecretId="pinning", SecretString=json.dumps(named)
        )
        for _ in range(2):
            pins.pin("bafk", "a song")
        asked = {"cid": "bafk", "name": "a song", "origins": ["/dns4/us"]}
        assert service.pinned == {"bafk": asked}
        service.status = 507
        with pytest.raises(NotPinnedError, match="507"):
            pins.pin("bafy", "another")
