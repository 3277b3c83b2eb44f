"""A small platform for the command: accounts, uploads and tracks, with failures on demand."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from infra.cli.account import Account, Stack, sign_in
from infra.cli.client import Client
from tests.serving import serving

PART = 1000


@dataclass
class Platform:
    """What the platform holds, and how often it still fails at what."""

    url: str = ""
    fail: Counter[str] = field(default_factory=Counter)
    parts: dict[int, bytes] = field(default_factory=dict)
    whole: bytes | None = None
    keys: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    begun: list[str] = field(default_factory=list)
    described: list[dict[str, Any]] = field(default_factory=list)
    state: str = "granted"
    in_parts: bool = True
    ids: list[str] = field(default_factory=lambda: [f"trk_{n}" for n in range(250)])

    def fails(self, what: str) -> bool:
        """Count down a planned failure."""
        self.asked[what] += 1
        self.fail[what] -= 1
        return self.fail[what] >= 0

    def client(self) -> Client:
        """A client of this platform that never waits."""
        account = sign_in(Stack(self.url, "client", f"{self.url}/cognito/"), "a@b.example", "right")
        return Client(account, sleep=lambda _: None)


def app(platform: Platform) -> web.Application:
    """The platform's HTTP side."""

    async def cognito(request: web.Request) -> web.Response:
        given = json.loads(await request.text())["AuthParameters"]
        platform.asked["refresh" if "REFRESH_TOKEN" in given else "password"] += 1
        if given.get("PASSWORD", "right") != "right":
            said = {"__type": "NotAuthorizedException", "message": "Incorrect username."}
            return web.json_response(said, status=400)
        tokens = {"IdToken": "token", "RefreshToken": "again", "ExpiresIn": 3600}
        return web.json_response({"AuthenticationResult": tokens})

    async def create(request: web.Request) -> web.Response:
        platform.keys.append(request.headers["Idempotency-Key"])
        if platform.begun and platform.keys[-2] == platform.keys[-1]:
            title = (await request.json())["title"]
            if title != platform.begun[-1]:
                return web.json_response({"detail": "another body"}, status=422)
        platform.begun.append((await request.json())["title"])
        if platform.fails("create"):
            return web.json_response({"detail": "busy"}, status=503)
        platform.described.append((await request.json())["file"])
        size = platform.described[-1]["size"]
        return web.json_response({"track": {"id": "trk_1"}, "upload": grant(size)}, status=201)

    async def replace(request: web.Request) -> web.Response:
        platform.asked["replace"] += 1
        return web.json_response({"upload": grant((await request.json())["file"]["size"])})

    def grant(size: int) -> dict[str, Any]:
        upload: dict[str, Any] = {"upload_id": "upl_1", "expires_at": ""}
        if size <= PART:
            upload |= {"method": "post", "url": f"{platform.url}/s3", "fields": {"key": "k"}}
        else:
            count = -(-size // PART)
            first = [{"number": n, "size": PART, "url": part_url(n)} for n in range(1, 3)]
            upload |= {"method": "multipart", "part_size": PART, "part_count": count}
            upload["parts"] = first
        return upload

    def part_url(number: int) -> str:
        return f"{platform.url}/s3/{number}"

    async def listed(request: web.Request) -> web.Response:
        start = int(request.query.get("cursor", "0"))
        end = start + int(request.query["limit"])
        items = [{"id": name} for name in platform.ids[start:end]]
        return web.json_response(
            {"items": items, "next": str(end) if end < len(platform.ids) else None}
        )

    async def status(_: web.Request) -> web.Response:
        parts = [
            {"number": number, "etag": hashlib.md5(data, usedforsecurity=False).hexdigest()}
            for number, data in sorted(platform.parts.items())
        ]
        said = {"upload_id": "upl_1", "state": platform.state, "parts": parts}
        cut = {"part_size": PART, "part_count": 5} if platform.in_parts else {"part_count": None}
        return web.json_response(said | cut | {"size": 4500})

    async def shown(_: web.Request) -> web.Response:
        return web.json_response({"id": "trk_1", "title": "Song"})

    async def original(_: web.Request) -> web.Response:
        size = len(platform.whole or b"")
        link = {"url": f"{platform.url}/s3/original", "file_name": "Song.flac", "size": size}
        return web.json_response(link)

    async def get(request: web.Request) -> web.StreamResponse:
        whole = platform.whole or b""
        start = request.http_range.start or 0
        platform.asked[f"from {start}"] += 1
        answer = web.StreamResponse(status=206 if start else 200)
        answer.content_length = len(whole) - start
        answer.headers["ETag"] = hashlib.md5(whole, usedforsecurity=False).hexdigest()
        await answer.prepare(request)
        if platform.fails("original"):
            await answer.write(whole[start : start + 1000])
            if platform.fails("change"):
                platform.whole = whole[::-1]
            raise ConnectionResetError
        await answer.write(whole[start:])
        return answer

    async def delete(_: web.Request) -> web.Response:
        platform.asked["delete"] += 1
        return web.Response(status=204)

    async def abort(_: web.Request) -> web.Response:
        return web.Response(status=409 if platform.fails("abort") else 204)

    async def sign(request: web.Request) -> web.Response:
        numbers = (await request.json())["numbers"]
        platform.asked["sign"] += 1
        return web.json_response({"parts": [{"number": n, "url": part_url(n)} for n in numbers]})

    async def complete(request: web.Request) -> web.Response:
        named = [part["number"] for part in (await request.json())["parts"]]
        platform.whole = b"".join(platform.parts[number] for number in named)
        return web.json_response({}, status=202)

    async def put(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        body = await request.read()
        if platform.fails(f"put {number}"):
            return web.Response(status=503, text="SlowDown")
        platform.parts[number] = body
        return web.Response()

    async def post(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        if platform.fails("post"):
            return web.Response(status=500)
        platform.whole = file.file.read() if isinstance(file, web.FileField) else None
        return web.Response(status=204)

    built = web.Application()
    track = "/music/tracks/trk_1/uploads/upl_1"
    built.add_routes(
        [
            web.post("/cognito/", cognito),
            web.post("/music/tracks", create),
            web.get("/music/tracks", listed),
            web.get("/music/tracks/trk_1", shown),
            web.delete("/music/tracks/trk_1", delete),
            web.get("/music/tracks/trk_1/original", original),
            web.get("/s3/original", get),
            web.post("/music/tracks/trk_1/uploads", replace),
            web.get(track, status),
            web.delete(track, abort),
            web.post(f"{track}/parts", sign),
            web.post(f"{track}/complete", complete),
            web.put("/s3/{number}", put),
            web.post("/s3", post),
        ]
    )
    return built


@pytest.fixture
def platform() -> Iterator[Platform]:
    known = Platform()
    with serving(app(known)) as url:
        known.url = url
        yield known


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config folder of the test's own, and no local stack."""
    monkeypatch.setenv("DIDIT360_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("DIDIT360_STACK", str(tmp_path / "stack.json"))
    return tmp_path / "config"


def account(stack: Stack, until: float) -> Account:
    """Somebody signed in."""
    return Account(stack, "a@b.example", "token", "again", until)
