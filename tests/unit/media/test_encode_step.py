"""The steps Plan, Decode and Encode over a bucket, with a file of many parts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from media.data import progress
from media.data.ffmpeg import ToolFailed
from media.domain import chunks
from media.domain.jobs import Job, Superseded
from media.domain.plan import Plan
from media.domain.rejections import Rejected
from media.steps import decode, encode, package, plan, probe, progressive
from tests.unit.aws import Context
from tests.unit.media.encoded import hear, music, record, snr
from tests.unit.media.files import film, make, sine, stored, streamed

pytestmark = pytest.mark.usefixtures("aws")

Report = list[tuple[int, float]]


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Report:
    said: Report = []

    def encoding(_job: Job, index: int, fraction: float) -> bool:
        said.append((index, fraction))
        return True

    monkeypatch.setattr(progress, "start", lambda *_, **__: None)
    monkeypatch.setattr(progress, "reached", lambda *_: True)
    monkeypatch.setattr(progress, "encoding", encoding)
    return said


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "AUDIO_SECONDS", 7)
    monkeypatch.setattr(chunks, "VIDEO_SECONDS", 5)
    monkeypatch.setattr(chunks, "VIDEO_ALONE_SECONDS", 6)


def through(value: Any) -> Any:
    """As from one state to the next."""
    return json.loads(json.dumps(value))


def planned(job: Job, original: Path) -> dict[str, Any]:
    event = {"job": job.as_dict(), "source": probe.look(str(original), job.kind).as_dict()}
    made = plan.handler(through(event), None)
    event |= made
    return event


def encoded(event: dict[str, Any]) -> None:
    if event["plan"]["decode"]:
        decode.handler(through(event), Context())
    for chunk in event["chunks"]:
        encode.handler(through({**event, "chunk": chunk}), Context())


def packaged(event: dict[str, Any]) -> dict[str, Any]:
    return {**progressive.handler(event, None), **package.handler(event, None)}


@pytest.mark.usefixtures("short_parts")
@pytest.mark.parametrize("suffix", ["flac", "ogg"])
def test_a_song_in_parts_becomes_one_stream_and_one_download(
    tmp_path: Path, reported: Report, suffix: str
) -> None:
    sound = music(27.1, 44_100)
    codec = ["-c:a", "vorbis", "-strict", "-2", "-b:a", "320k"] if suffix == "ogg" else []
    original = record(tmp_path / f"in.{suffix}", sound, 44_100, *codec)
    job = stored(original)
    event = planned(job, original)
    assert event["plan"]["parts"] == len(event["chunks"]) == 4
    assert event["plan"]["decode"] is (suffix == "ogg")
    encoded(event)
    assert {index: said for index, said in reported if said == 1.0} == dict.fromkeys(range(4), 1.0)
    result = packaged(event)
    assert {r["id"] for r in result["renditions"]} >= {"aac-128", "opus-128"}
    download = tmp_path / "download.m4a"
    objects = streamed()
    download.write_bytes(objects[f"{job.prefix}download.m4a"])
    heard = hear(download, 2)[: len(sound)]
    assert len(heard) >= len(sound) - 1024 * (suffix == "ogg")
    assert snr(sound[: len(heard)], heard) > 9
    pieces = [key for key in objects if key.endswith(".f32")]
    assert len(pieces) == (4 if suffix == "ogg" else 0)


@pytest.mark.usefixtures("short_parts", "reported")
def test_a_film_in_parts_run_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    arguments = [*film(seconds=19, size="320x180"), *sine(seconds=19), "-c:v", "libx264"]
    original = make(tmp_path / "in.mp4", [*arguments, "-c:a", "aac"])
    job = stored(original, "video")
    event = planned(job, original)
    kinds = [chunk["kind"] for chunk in event["chunks"]]
    assert kinds == ["audio"] * 3 + ["video"] * 3
    encoded(event)
    packaged(event)
    first = streamed()
    encoded(event)
    packaged(event)
    assert streamed() == first
    manifests = [json.loads(body) for key, body in first.items() if "/chunk-" in key]
    assert sorted(set(map(tuple, (m["renditions"] for m in manifests)))) == [
        ("aac-128",),
        ("h264-360",),
    ]
    assert f"{job.prefix}h264-360/00004.m4s" in first


@pytest.mark.usefixtures("short_parts", "reported")
def test_what_is_made_again_takes_its_place_in_the_manifest(tmp_path: Path) -> None:
    original = record(tmp_path / "in.wav", music(15, 44_100), 44_100)
    job = stored(original)
    event = planned(job, original)
    encoded(event)
    before = streamed()
    again = chunks.again(Plan.from_dict(event["plan"], event["chunks"]).chunks[1], ["aac-64"], 256)
    encode.handler(through({**event, "chunk": again}), Context())
    after = streamed()
    changed = {key.removeprefix(job.prefix) for key in after if after[key] != before.get(key)}
    manifest = f"{job.work_prefix}chunk-00001.json"
    assert manifest in changed
    assert {key.split("/")[0] for key in changed - {manifest}} == {"aac-64"}
    assert set(json.loads(after[manifest])["renditions"]) == set(
        json.loads(before[manifest])["renditions"]
    )
    packaged(event)


@pytest.mark.usefixtures("short_parts", "reported")
def test_decoding_stops_when_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codec = ["-c:a", "vorbis", "-strict", "-2"]
    original = record(tmp_path / "in.ogg", music(30, 44_100), 44_100, *codec)
    job = stored(original)
    event = planned(job, original)
    monkeypatch.setattr(progress, "reached", lambda *_: False)
    with pytest.raises(Superseded):
        decode.handler(through(event), Context())
    note = streamed()[f"{job.work_prefix}failure.json"]
    assert json.loads(note)["error"] == "Superseded"


@pytest.mark.usefixtures("reported")
def test_what_cannot_be_decoded_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = record(tmp_path / "in.wav", music(2, 44_100), 44_100)
    job = stored(original)
    event = planned(job, original)

    def fails(*_: Any, **__: Any) -> Any:
        raise ToolFailed(69, "too many errors")

    monkeypatch.setattr(encode, "encode", fails)
    with pytest.raises(Rejected, match="broken"):
        encode.handler(through({**event, "chunk": event["chunks"][0]}), Context())
    note = json.loads(streamed()[f"{job.work_prefix}failure.json"])
    assert (note["error"], note["cause"][:6]) == ("Rejected", "broken")


@pytest.mark.parametrize(
    ("parts", "most"), [(1, 26), (4, 101), (50, 110), (400, 400), (1000, 1000)]
)
def test_progress_is_told_in_some_hundred_steps(
    tmp_path: Path, parts: int, most: int, reported: Report
) -> None:
    original = record(tmp_path / "in.wav", music(1.5, 44_100), 44_100)
    job = stored(original)
    source = probe.look(str(original), "audio")
    made = Plan.for_source(source)
    many = Plan(made.renditions, made.chunks, parts, made.download)
    for _ in range(parts):
        report = _reporter(job, many, source.duration)
        for at in range(1001):
            report(source.duration * at / 1000)
        report(float("inf"))
    said = [fraction for _, fraction in reported]
    assert said.count(1.0) == parts
    assert len(said) <= most
    each = said[: len(said) // parts]
    assert each == sorted(each)


def _reporter(job: Job, made: Plan, duration: float) -> Callable[[float], None]:
    return encode._reporter(job, made, made.chunks[0], duration)
