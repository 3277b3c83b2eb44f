"""The steps over a bucket: what is written where, with which headers, and the download."""

import json
import re
import struct
from pathlib import Path
from posixpath import normpath
from typing import Any

import boto3
import numpy as np
import pytest

from media.data import ffmpeg, progress, storage
from media.domain.jobs import Job, Superseded
from media.domain.source import Source
from media.steps import encode, measure, package, plan, progressive
from tests.unit.aws import Context
from tests.unit.media.encoded import hear, music, packets, record
from tests.unit.media.files import film, make, sine, stored, streamed

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    said: list[tuple[int, float]] = []

    def encoding(_job: Job, chunk_index: int, fraction: float) -> bool:
        said.append((chunk_index, fraction))
        return True

    def start(_job: Job, chunks: int, *, decode: bool) -> None:
        assert not decode
        said.append((chunks, 0.0))

    monkeypatch.setattr(progress, "start", start)
    monkeypatch.setattr(progress, "encoding", encoding)
    return said


def workflow(job: Job, original: Path) -> dict[str, Any]:
    """The steps as the state machine calls them, their payloads through JSON."""

    def through(value: Any) -> Any:
        return json.loads(json.dumps(value))

    source = through(Source.from_probe(ffmpeg.probe(original), job.kind).as_dict())
    event = {"job": job.as_dict(), "source": source}
    made = through(plan.handler(event, None))
    event["plan"] = made["plan"]
    for chunk in made["chunks"]:
        encode.handler(through({**event, "chunk": chunk}), Context())
    return {
        **through(progressive.handler(through(event), None)),
        **through(package.handler(through(event), None)),
    }


@pytest.mark.usefixtures("aws")
def test_a_song_becomes_a_stream_and_a_download(
    tmp_path: Path, reported: list[tuple[int, float]]
) -> None:
    sound = music(7.3, 44_100)
    original = record(tmp_path / "in.wav", sound, 44_100)
    job = stored(original)
    result = workflow(job, original)
    found = {key.removeprefix(job.prefix): body for key, body in streamed().items()}
    names = ["aac-64", "aac-128", "aac-256", "opus-128", "flac"]
    folders = [*names[:-1], f"media/{job.media_id}/{job.run_id}-lossless/flac"]
    wanted = {
        *("master.m3u8", "standard.m3u8", "download.m4a", f"{job.work_prefix}chunk-00000.json"),
        *(f"{name}/{file}" for name in folders for file in ("init.mp4", "media.m3u8", "00001.m4s")),
    }
    assert set(found) == wanted
    for name in folders:
        listed = re.findall(r"^\d+\.m4s$", found[f"{name}/media.m3u8"].decode(), re.MULTILINE)
        assert listed == ["00001.m4s"]
    assert [r["id"] for r in result["renditions"]] == names
    assert (result["master"], result["standard"]) == ("master.m3u8", "standard.m3u8")
    assert found["standard.m3u8"] == without(found["master.m3u8"], f"../{job.run_id}-lossless/flac")
    bandwidths = re.findall(r"[:,]BANDWIDTH=(\d+)", found["master.m3u8"].decode())
    assert sorted(int(b) for b in bandwidths) == sorted(
        r["bandwidth"] for r in result["renditions"]
    )
    assert reported[0] == (1, 0.0)
    assert reported[-1] == (0, 1.0)
    assert_headers(job)

    download = tmp_path / "download.m4a"
    download.write_bytes(found["download.m4a"])
    assert_gapless(download, sound)


def without(master: bytes, name: str) -> bytes:
    """A master playlist less the variant of that name: the line before its URI, too."""
    lines = master.decode().split("\n")
    at = lines.index(f"{name}/media.m3u8")
    return "\n".join(lines[: at - 1] + lines[at + 1 :]).encode()


def assert_headers(job: Job) -> None:
    s3 = boto3.client("s3")
    beside = f"../{job.run_id}-lossless/"
    for name, content_type, cache in (
        ("master.m3u8", "application/vnd.apple.mpegurl", "public, max-age=60"),
        ("aac-64/media.m3u8", "application/vnd.apple.mpegurl", "public, max-age=60"),
        ("aac-64/init.mp4", "audio/mp4", IMMUTABLE),
        (f"{beside}flac/00001.m4s", "audio/mp4", IMMUTABLE),
        (f"{beside}flac/media.m3u8", "application/vnd.apple.mpegurl", "public, max-age=60"),
        ("download.m4a", "audio/mp4", IMMUTABLE),
    ):
        head = s3.head_object(Bucket="streams", Key=normpath(job.prefix + name))
        assert (head["ContentType"], head["CacheControl"]) == (content_type, cache), name


def assert_gapless(download: Path, sound: np.ndarray) -> None:
    body = download.read_bytes()
    assert body[4:12] == b"ftypM4A "
    assert body.index(b"moov") < body.index(b"mdat")
    frames = -(-(len(sound) + 1024) // 1024)
    padding = frames * 1024 - 1024 - len(sound)
    said = f" 00000000 00000400 {padding:08X} {len(sound):016X}".encode()
    assert said in body
    found = packets(download)
    assert len(found) == frames
    assert sum(packet["duration"] for packet in found) == len(sound) + 1024
    heard = hear(download, 2)[: len(sound)]
    assert float(((heard - sound) ** 2).sum()) < 0.01 * float((sound**2).sum())


@pytest.mark.usefixtures("aws", "reported")
def test_a_download_that_comes_back_has_not_grown(tmp_path: Path) -> None:
    sound = music(3.3457, 44_100)
    original = record(tmp_path / "in.wav", sound, 44_100)
    for again in range(2):
        job = stored(original)
        workflow(job, original)
        original = tmp_path / f"{again}.m4a"
        original.write_bytes(streamed()[f"{job.prefix}download.m4a"])
        assert_gapless(original, sound)
        heard = measure.listen(original, Source.from_probe(ffmpeg.probe(original), "audio"))
        assert heard is not None
        assert heard.samples == len(sound)
    # As iTunes wrote them for long: whole frames, no edit list, and only a tag to say it.
    short, whole = (struct.pack(">II", 1, ticks) for ticks in (len(sound) % 1024, 1024))
    itunes = original.read_bytes().replace(b"edts", b"free")
    assert itunes.count(short) == 1
    original.write_bytes(itunes.replace(short, whole))
    source = Source.from_probe(ffmpeg.probe(original), "audio")
    heard = measure.listen(original, source)
    assert heard is not None
    assert heard.samples == len(sound)


@pytest.mark.usefixtures("aws", "reported")
def test_again_writes_the_same(tmp_path: Path) -> None:
    original = record(tmp_path / "in.flac", music(1.2, 48_000), 48_000)
    job = stored(original)
    workflow(job, original)
    first = streamed()
    workflow(job, original)
    assert streamed() == first


@pytest.mark.usefixtures("aws", "reported")
def test_a_film(tmp_path: Path) -> None:
    arguments = [*film(seconds=2, size="640x360"), *sine(seconds=2), "-c:v", "libx264"]
    original = make(tmp_path / "in.mkv", arguments)
    job = stored(original, "video")
    result = workflow(job, original)
    assert result["download"] is None
    assert [
        (r["id"], r["kind"], r.get("width"), r.get("frame_rate")) for r in result["renditions"]
    ] == [
        ("h264-360", "video", 640, 30.0),
        ("aac-128", "audio", None, None),
    ]
    head = boto3.client("s3").head_object(Bucket="streams", Key=f"{job.prefix}h264-360/00001.m4s")
    assert head["ContentType"] == "video/mp4"


@pytest.mark.usefixtures("aws", "reported")
def test_a_run_that_nobody_waits_for_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = record(tmp_path / "in.wav", music(2, 44_100), 44_100)
    job = stored(original)
    monkeypatch.setattr(progress, "encoding", lambda *_: False)
    with pytest.raises(Superseded):
        workflow(job, original)
    assert [*streamed()] == [job.work_prefix + "failure.json"], "for the run's own end"


@pytest.mark.usefixtures("aws", "reported")
def test_the_master_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = record(tmp_path / "in.mp3", music(1.2, 44_100), 44_100)
    written: list[str] = []
    put = storage.put_bytes

    def noted(body: bytes, key: str, *rest: str) -> None:
        put(body, key, *rest)
        written.append(key)

    monkeypatch.setattr(storage, "put_bytes", noted)
    job = stored(original)
    workflow(job, original)
    assert written[-1] == job.prefix + "master.m3u8"
