"""An edge before a small stand-in for the engine: an echoing API and a bucket with ranges."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from infra.local.edge.app import build
from infra.local.edge.settings import Settings
from tests.serving import serving
from tests.signing import PREFIX, public_pem

ROOT = Path(__file__).resolve().parents[3]
TRUSTED = {PREFIX + name: name for name in ("a", "b")}


@dataclass
class Edge:
    """Where the edge under test answers, and what lies behind it."""

    url: str
    endpoint: str
    outputs: Path
    bucket: Path


def engine(bucket: Path) -> web.Application:
    """The engine, as far as the edge sees it."""

    async def api(request: web.Request) -> web.Response:
        said = {
            "method": request.method,
            "path": request.raw_path,
            "headers": dict(request.headers),
            "size": len(await request.read()),
        }
        answer = web.json_response(said, status=201)
        answer.headers.add("Set-Cookie", "one=1; Path=/media/x")
        answer.headers.add("Set-Cookie", "two=2; Path=/media/x")
        answer.headers["Keep-Alive"] = "timeout=9"
        return answer

    async def storage(request: web.Request) -> web.StreamResponse:
        path = bucket / request.match_info["key"]
        if not path.is_file():
            return web.Response(status=403, text="<Error/>")
        immutable = "public, max-age=31536000, immutable"
        return web.FileResponse(path, headers={"Cache-Control": immutable, "x-amz-id-2": "secret"})

    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/restapis/{rest:.*}", api)
    app.router.add_post("/", api)
    app.router.add_get("/streams/{key:.*}", storage)
    return app


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    bucket = tmp_path / "bucket"
    segment = bucket / "media" / "med_1" / "run_1" / "00001.m4s"
    segment.parent.mkdir(parents=True)
    segment.write_bytes(bytes(range(256)) * 40)
    outputs = tmp_path / "stack.json"
    with serving(engine(bucket)) as endpoint:
        settings = Settings(endpoint, outputs, "http://edge.invalid", ROOT)

        def fetch(name: str) -> bytes | None:
            return public_pem(TRUSTED[name]) if name in TRUSTED else None

        with serving(build(settings, fetch)) as url:
            write_outputs(outputs, url)
            yield Edge(url, endpoint, outputs, bucket)


def write_outputs(path: Path, url: str, **changed: object) -> None:
    """What a deploy would write."""
    known = {
        "region": "eu-west-1",
        "apis": {"music": {"id": "abc123", "stage": "music"}},
        "streams_bucket": "streams",
        "client_id": "client",
        "public_url": url,
        "cors_origins": ["https://app.example"],
    }
    path.write_text(json.dumps(known | changed))
