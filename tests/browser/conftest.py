"""Headless Chromium for the tests, and an edge that serves short real music and film."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from infra.local.edge.app import build
from infra.local.edge.settings import Settings
from media.data import ffmpeg
from tests.real_files import bunny, songs
from tests.serving import serving
from tests.signing import PREFIX, Grant, public_pem
from tests.unit.media.encoded import stream

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SECONDS = 6
CHUNKED_SECONDS = 30

Drive = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def node() -> str:
    """Node with the packages of package-lock.json."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no node")
    if not (ROOT / "node_modules" / "playwright-core").is_dir():
        pytest.skip("node_modules is away: npm ci has not run")
    return found


@pytest.fixture(scope="session")
def drive(node: str) -> Drive:
    """Run a scenario of scenarios.mjs; what it saw."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    environment = os.environ | {"CHROMIUM": chromium}

    def run(scenario: str, **given: Any) -> dict[str, Any]:
        done = subprocess.run(
            [node, str(HERE / "drive.mjs"), scenario, json.dumps(given)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return seen

    return run


@pytest.fixture(scope="session")
def strictly(node: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """The faults that hls-parser finds in playlists, by name, in strict mode."""

    def parse(playlists: dict[str, str]) -> dict[str, str]:
        done = subprocess.run(
            [node, str(HERE / "playlists.mjs")],
            input=json.dumps(playlists),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        faults: dict[str, str] = json.loads(done.stdout)
        return faults

    return parse


@dataclass(frozen=True)
class Served:
    """An edge with one audio and one video stream behind it."""

    url: str

    def playlist(self, kind: str) -> str:
        """Where a kind's master playlist is."""
        return f"{self.url}/media/med_{kind}/run_1/master.m3u8"

    def cookies(self, kind: str) -> dict[str, str]:
        """A grant for one kind's folder."""
        return Grant(f"{self.url}/media/med_{kind}/run_1/*").cookies()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("streams")
    encode(songs()["Metal madness"], folder / "media/med_audio/run_1", ["-c:a", "aac"], start=30)
    film = ["-c:v", "libx264", "-preset", "veryfast", "-vf", "scale=-2:360", "-g", "48"]
    encode(bunny(), folder / "media/med_video/run_1", [*film, "-c:a", "aac"], start=60)
    chunked(folder)
    outputs = folder / "outputs.json"

    async def storage(request: web.Request) -> web.StreamResponse:
        path = folder / request.match_info["key"]
        return web.FileResponse(path) if path.is_file() else web.Response(status=403)

    engine = web.Application()
    engine.router.add_get("/streams/{key:.*}", storage)
    with serving(engine) as endpoint:
        settings = Settings(endpoint, outputs, "", ROOT)
        with serving(build(settings, lambda _: public_pem("a"))) as url:
            known = {"apis": {}, "streams_bucket": "streams", "client_id": "c", "public_url": url}
            outputs.write_text(json.dumps(known | {"public_key_prefix": PREFIX}))
            yield Served(url)


def chunked(folder: Path) -> None:
    """Streams of our own encoder, each segment of them by another worker."""
    song, film = folder / "song.wav", folder / "film.mp4"
    cut = ["-ss", "30", "-t", str(CHUNKED_SECONDS), "-i"]
    ffmpeg.run([*cut, str(songs()["Metal madness"]), str(song)], seconds=60)
    small = ["-c:v", "libx264", "-preset", "veryfast", "-vf", "scale=-2:360", "-c:a", "aac"]
    ffmpeg.run([*cut, str(bunny()), *small, str(film)], seconds=120)
    homes = {kind: folder / f"media/med_chunked-{kind}/run_1" for kind in ("audio", "video")}
    for home in homes.values():
        home.parent.mkdir(parents=True)
    stream(song, homes["audio"], cuts=range(1, 5))
    stream(film, homes["video"], kind="video", cuts=range(1, 7), sound_cuts=range(1, 4))


def encode(source: Path, folder: Path, codecs: list[str], start: int) -> None:
    """A short HLS stream by ffmpeg's own muxer: what is tested here is the edge and the player."""
    folder.mkdir(parents=True)
    # Not a divisor of the length: hls.js never ends after ffmpeg's 23 ms last segment.
    hls = ["-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    names = ["-hls_segment_filename", str(folder / "%05d.m4s"), "-master_pl_name", "master.m3u8"]
    cut = ["-ss", str(start), "-t", str(SECONDS), "-i", str(source), "-sn", "-map_metadata", "-1"]
    ffmpeg.run([*cut, *codecs, *hls, *names, str(folder / "media.m3u8")], seconds=120)
