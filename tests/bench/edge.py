"""A segment as listeners get it, many at once: our edge against aiohttp's own file server."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientSession, TCPConnector, web

from infra.cli.client import Client
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.bench.measure import Ratio, in_turn
from tests.house import wait_until

LISTENERS = 16
REQUESTS = 320
SEGMENT = "aac-256/00002.m4s"
"""6 s of stereo, about 190 KB."""


def edge_segment(house: LocalStack, track_id: str, folder: Path, runs: int) -> Ratio:
    """[edge_segment] a 6-second segment under load: grant, storage and all / a file on disk."""
    person = sign_up(house, "bench@didit360.example", house.secret("bench"))
    grant = Client(person).playback(track_id)
    master, cookies = grant["playlist_url"], grant["cookies"]
    url = f"{master.rpartition('/')[0]}/{SEGMENT}"
    body = asyncio.run(_get(url, cookies))
    (folder / "segment.m4s").write_bytes(body)
    with _plain_server(folder) as plain:
        return in_turn(
            "edge_segment",
            f"wall time of {REQUESTS} x {len(body)} bytes for {LISTENERS} listeners at once, "
            "edge / aiohttp's static files",
            lambda: asyncio.run(_load(url, cookies, len(body))),
            lambda: asyncio.run(_load(f"{plain}/segment.m4s", {}, len(body))),
            runs=runs,
        )


async def _get(url: str, cookies: Mapping[str, str]) -> bytes:
    async with ClientSession(headers=_cookie(cookies)) as session, session.get(url) as answer:
        answer.raise_for_status()
        return await answer.read()


async def _load(url: str, cookies: Mapping[str, str], size: int) -> float:
    """Seconds until all listeners together have had all segments."""
    left = iter(range(REQUESTS))

    async def listen(session: ClientSession) -> None:
        for _ in left:
            async with session.get(url) as answer:
                assert answer.status == 200
                assert len(await answer.read()) == size

    connector = TCPConnector(limit=LISTENERS)
    async with ClientSession(headers=_cookie(cookies), connector=connector) as session:
        start = time.monotonic()
        await asyncio.gather(*(listen(session) for _ in range(LISTENERS)))
        return time.monotonic() - start


def _cookie(cookies: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


@contextmanager
def _plain_server(folder: Path) -> Iterator[str]:
    """aiohttp's `add_static`, in a process of its own as the edge is."""
    port = Ports.free().edge
    command = [sys.executable, "-m", "tests.bench.edge", str(folder), str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return bool(asyncio.run(_get(f"{url}/segment.m4s", {})))
        except OSError:
            return False

    try:
        wait_until(answers, what="the plain file server")
        yield url
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    plain = web.Application()
    plain.router.add_static("/", Path(sys.argv[1]))
    web.run_app(plain, host="127.0.0.1", port=int(sys.argv[2]), access_log=None)
