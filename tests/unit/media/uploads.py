"""Uploads in a world of moto: granted, arrived, told of, published or failed."""

import json
from typing import Any

import boto3
import pytest

from didit360 import ids, uploads
from didit360.upload_forms import Kind, NewFile
from media.data import storage
from media.domain.jobs import Job, run_id_of
from media.on import original_uploaded
from media.steps import publish
from tests.unit.aws import Context
from tests.unit.media.files import MEDIA, OWNER, UPLOAD


def runs(arn: str) -> list[str]:
    found = boto3.client("stepfunctions").list_executions(stateMachineArn=arn)["executions"]
    return sorted(execution["name"] for execution in found)


def grant(
    upload_id: str,
    monkeypatch: pytest.MonkeyPatch,
    size: int = 9,
    kind: Kind = "audio",
) -> None:
    """A grant as core gives it, under an id that the test knows."""
    monkeypatch.setattr(ids, "new", lambda _prefix: upload_id)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "music")
    file = NewFile(size=size, content_type="audio/flac")
    uploads.grant(MEDIA, OWNER, kind, file)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "media")


def arrive(upload_id: str = UPLOAD, body: bytes = b"some song") -> str:
    key = f"{OWNER}/{MEDIA}/{upload_id}"
    return boto3.client("s3").put_object(Bucket="originals", Key=key, Body=body)["VersionId"]


def tell(
    version: str | None,
    sequencer: str,
    upload_id: str = UPLOAD,
    key: str | None = None,
    size: int = 9,
) -> list[Any]:
    """Send S3's event through the queue; what could not be handled."""
    found = {
        "key": key or f"{OWNER}/{MEDIA}/{upload_id}",
        "size": size,
        "sequencer": sequencer,
        **({"version-id": version} if version else {}),
    }
    detail = {"bucket": {"name": "originals"}, "object": found}
    return wake(original_uploaded.handler, detail)


def wake(handler: Any, detail: Any) -> list[Any]:
    body = json.dumps({"id": "event", "detail-type": "name", "detail": detail})
    record = {"messageId": "message", "body": body, "eventSource": "aws:sqs"}
    failures: list[Any] = handler({"Records": [record]}, Context())["batchItemFailures"]
    return failures


def row(upload_id: str = UPLOAD) -> dict[str, Any] | None:
    table = boto3.resource("dynamodb").Table("media")
    item: dict[str, Any] | None = table.get_item(
        Key={"media_id": MEDIA, "upload_id": upload_id}
    ).get("Item")
    return item


def job_of(version: str, upload_id: str = UPLOAD, size: int = 9, kind: str = "audio") -> Job:
    key = f"{OWNER}/{MEDIA}/{upload_id}"
    run_id = run_id_of(upload_id, version)
    return Job(MEDIA, upload_id, run_id, OWNER, kind, "originals", key, version, size)


def stream_of(job: Job) -> list[str]:
    """What a run's steps leave before it is published."""
    keys = [job.prefix + "master.m3u8", job.prefix + "aac-128/00001.m4s"]
    keys.append(f"media/{job.media_id}/{job.run_id}-lossless/flac/00001.m4s")
    for key in (*keys, job.work_prefix + "x"):
        storage.put_bytes(b"-", key, "text/plain")
    return keys


def published(job: Job) -> bool:
    """Run the publish step over facts as the steps before it give them."""
    source = {
        "kind": "audio",
        "container": "flac",
        "size": 9,
        "duration": 3.0,
        "bit_rate": 700_000,
        "audio": {
            "index": 0,
            "codec": "flac",
            "lossless": True,
            "sample_rate": 44_100,
            "channels": 2,
            "layout": "stereo",
            "bit_depth": 16,
            "bit_rate": 700_000,
            "start": 0.0,
        },
        "video": None,
        "cover": None,
    }
    loudness = {
        "integrated_lufs": -9.0,
        "range_lu": None,
        "true_peak_dbtp": 0.1,
        "gain_db": -5.0,
    }
    event = {
        "job": job.as_dict(),
        "source": source,
        "plan": {"renditions": [], "download": "aac-256"},
        "measured": {
            "sha256": "0" * 64,
            "samples": 132_300,
            "duration": 3.0,
            "loudness": loudness,
            "files": {"peaks_json": "peaks.json", "peaks_bin": "peaks.bin"},
        },
        "artwork": {"artwork": "artwork.jpg", "posters": []},
        "storyboard": {"storyboard": None},
        "packaged": {
            "master": "master.m3u8",
            "standard": None,
            "renditions": [
                {"id": "aac-128", "kind": "audio", "codecs": "mp4a.40.2", "bandwidth": 130_000}
            ],
        },
    }
    return bool(publish.handler(event, None)["published"])


def begun(upload_id: str, monkeypatch: pytest.MonkeyPatch, sequencer: str = "01") -> Job:
    if row(upload_id) is None:
        grant(upload_id, monkeypatch)
    version = arrive(upload_id)
    assert tell(version, sequencer, upload_id) == []
    return job_of(version, upload_id)


def failure_of(job: Job, error: Exception, name: str | None = None) -> dict[str, Any]:
    cause = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": []}
    return {
        "job": job.as_dict(),
        "error": {"Error": name or type(error).__name__, "Cause": json.dumps(cause)},
    }
