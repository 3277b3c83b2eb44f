"""All steps one after another, each fed with what the ones before it gave, as the workflow does."""

from pathlib import Path
from typing import Any

import boto3
import pytest

from didit360.upload_forms import Kind
from media.domain.jobs import Job
from media.domain.rejections import Rejected
from media.steps import (
    artwork,
    encode,
    measure,
    package,
    plan,
    probe,
    progressive,
    publish,
    storyboard,
)
from tests.unit.aws import Context, Said
from tests.unit.media.events import check
from tests.unit.media.files import UPLOAD, film, make, sine, streamed
from tests.unit.media.uploads import grant, job_of, row, tell

pytestmark = pytest.mark.usefixtures("aws", "workflow")


def through(path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> Job:
    """Upload a file and run every step of its workflow."""
    job = arrived(path, kind, monkeypatch)
    assert publish.handler(packaged(job), None) == {"published": True}
    return job


def arrived(path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> Job:
    body = path.read_bytes()
    grant(UPLOAD, monkeypatch, size=len(body), kind=kind)
    kept = row()
    assert kept is not None
    s3 = boto3.client("s3")
    version = s3.put_object(Bucket="originals", Key=kept["object_key"], Body=body)["VersionId"]
    assert tell(version, "01", size=len(body)) == []
    return job_of(version, size=len(body), kind=kind)


def packaged(job: Job) -> dict[str, Any]:
    """All steps but the last, and what that one is given."""
    event: dict[str, Any] = {"job": job.as_dict()}
    event["source"] = probe.handler(event, None)
    planned = plan.handler(event, None)
    event["plan"] = planned["plan"]
    for chunk in planned["chunks"]:
        encode.handler({**event, "chunk": chunk}, Context())
    progressive.handler(event, None)
    event["measured"] = measure.handler(event, None)
    event["artwork"] = artwork.handler(event, None)
    event["storyboard"] = storyboard.handler(event, None)
    event["packaged"] = package.handler(event, None)
    return event


def test_a_run_that_is_repeated_from_its_start_writes_the_same_once_more(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = make(tmp_path / "a.flac", [*sine(seconds=3), "-ac", "2"])
    job = arrived(sound, "audio", monkeypatch)
    first = packaged(job)
    objects = streamed()
    percents = [detail["percent"] for name, detail in said if name == "media_progressed"]
    assert packaged(job) == first
    assert streamed() == objects, "byte for byte, and nothing beside"
    again = [detail["percent"] for name, detail in said if name == "media_progressed"]
    assert again == percents, "nobody sees it begin anew"
    assert publish.handler(first, None) == {"published": True}
    assert len([name for name, _ in said if name == "media_ready"]) == 1


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_file_becomes_a_stream_that_is_told_of(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    sound = [*sine(seconds=6), "-ac", "2"]
    picture = [*film(seconds=6), *sine(seconds=6), "-c:v", "libx264", "-preset", "ultrafast"]
    made = (
        make(tmp_path / "a.flac", sound) if kind == "audio" else make(tmp_path / "a.mp4", picture)
    )
    job = through(made, kind, monkeypatch)
    check(said)
    name, ready = said[-1]
    assert name == "media_ready"
    objects = streamed()
    files = ready["files"]
    named = [files[key] for key in ("master", "download", "peaks_json", "peaks_bin", "artwork")]
    named.append(files["storyboard"])
    for file in filter(None, [*named, *files["posters"]]):
        assert objects[ready["prefix"] + file], file
    for rendition in ready["renditions"]:
        prefix = job.lossless_prefix if rendition["id"] == "flac" else job.prefix
        assert f"{prefix}{rendition['id']}/media.m3u8" in objects
    ours = (job.prefix, job.lossless_prefix)
    assert all(key.startswith(ours) for key in objects), "scratch is gone"
    assert not [key for key in objects if "/flac/" in key and key.startswith(job.prefix)]
    assert ready["facts"]["duration_ms"] == pytest.approx(6000, abs=60)
    if kind == "audio":
        assert ready["facts"]["samples"] == 6 * 44_100
        assert {r["id"] for r in ready["renditions"]} >= {"flac", "aac-128", "opus-128"}
    else:
        assert ready["facts"]["video"]["frames"] == 180
        assert len(files["posters"]) == 3
        assert files["storyboard"] == "storyboard.vtt"
    kept = row()
    assert kept is not None
    assert kept["state"] == "ready"


def test_pictures_that_cannot_be_decoded_are_the_files_own_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make(
        tmp_path / "whole.mp4", [*film(seconds=3), "-c:v", "libx264", "-preset", "ultrafast"]
    ).read_bytes()
    start, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    middle = (start + end) // 2
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(whole[:start] + bytes(middle - start) + whole[middle:])

    with pytest.raises(Rejected) as refused:
        through(damaged, "video", monkeypatch)

    assert refused.value.code == "broken"
