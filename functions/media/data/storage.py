"""A run's objects: the original to read, the stream to write, scratch between steps."""

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from didit360 import folders
from didit360.clients import client
from didit360.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef, ObjectIdentifierTypeDef

    from media.domain.jobs import Job

IMMUTABLE = "public, max-age=31536000, immutable"
"""A run's folder is never written twice with different bytes."""
SHORT = "public, max-age=60"


_SCRATCH = "didit360-media-"
_lock = threading.Lock()
_in_use: set[Path] = set()


class OriginalGone(Exception):  # noqa: N818  named for what happened
    """The object version a job names is no longer there: its track was deleted."""


@contextmanager
def scratch() -> Iterator[Path]:
    """A private directory for one step, removed however the step ends."""
    with _lock:
        _clear()
        folder = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-")).resolve()
        _in_use.add(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with _lock:
            _in_use.discard(folder)


def _clear() -> None:
    """Remove what killed processes left: AWS gives the next one of a function the same /tmp."""
    for left in Path(tempfile.gettempdir()).resolve().glob(f"{_SCRATCH}*-*"):
        owner = left.name.removeprefix(_SCRATCH).partition("-")[0]
        if owner.isdecimal() and left not in _in_use and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(pid: int) -> bool:
    """Whether another process of this number runs; what of ours is in use is known."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def download(job: "Job", to: Path) -> Path:
    """Fetch the very object version of the job into the file or folder `to`; say where it lies."""
    from boto3.s3.transfer import TransferConfig

    path = to / "original" if to.is_dir() else to
    # One stream fills a function's network; ranges of a version are not everywhere honoured.
    whole = TransferConfig(multipart_threshold=job.size + 1)
    version = {} if job.version_id == "null" else {"VersionId": job.version_id}
    try:
        client("s3").download_file(job.bucket, job.key, str(path), version, Config=whole)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"404", "NoSuchKey", "NoSuchVersion"}:
            raise OriginalGone(job.key) from error
        raise
    if path.stat().st_size != job.size:
        raise OSError(f"{path.stat().st_size} bytes fetched of {job.size}")
    return path


def get_range(job: "Job", start: int, length: int) -> bytes | None:
    """Some bytes of the very object version of the job; None where a range is not honoured."""
    wanted: GetObjectRequestTypeDef = {
        "Bucket": job.bucket,
        "Key": job.key,
        "Range": f"bytes={start}-{start + length - 1}",
    }
    if job.version_id != "null":
        wanted["VersionId"] = job.version_id
    try:
        found = client("s3").get_object(**wanted)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"404", "NoSuchKey", "NoSuchVersion"}:
            raise OriginalGone(job.key) from error
        raise
    return found["Body"].read() if found["ContentLength"] == length else None


def put(local: Path, key: str, content_type: str, cache_control: str = IMMUTABLE) -> None:
    """Write a local file to the streams bucket."""
    extra = {"ContentType": content_type, "CacheControl": cache_control}
    client("s3").upload_file(str(local), streams(), key, ExtraArgs=extra)


def put_bytes(body: bytes, key: str, content_type: str, cache_control: str = IMMUTABLE) -> None:
    client("s3").put_object(
        Bucket=streams(),
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl=cache_control,
    )


def get_bytes(key: str) -> bytes:
    return client("s3").get_object(Bucket=streams(), Key=key)["Body"].read()


def put_json(job: "Job", name: str, value: Any) -> None:
    """Leave `value` for a later step of the same run, under work/."""
    body = json.dumps(value, separators=(",", ":")).encode()
    put_bytes(body, job.work_prefix + name, "application/json", "no-store")


def get_json(job: "Job", name: str) -> Any:
    return json.loads(get_bytes(job.work_prefix + name))


def delete_prefix(prefix: str) -> int:
    """Remove every object of the streams bucket below `prefix`, all versions; how many."""
    return _delete_below(streams(), prefix)


def delete_one(key: str) -> None:
    """Remove one object of the streams bucket; one that is gone already is no error."""
    client("s3").delete_object(Bucket=streams(), Key=key)


def delete_originals(owner_id: str, media_id: str) -> int:
    """Remove every version of every file that was ever uploaded for a media id; how many."""
    return _delete_below(originals(), f"{owner_id}/{media_id}/")


def delete_original(bucket: str, key: str, version_id: str) -> None:
    """Remove one object version for good; one that is gone already is no error."""
    client("s3").delete_object(Bucket=bucket, Key=key, VersionId=version_id)


def abort_upload(key: str, multipart_id: str) -> None:
    """Throw the parts of an unfinished upload away; one that is finished or gone is no error."""
    s3 = client("s3")
    with suppress(s3.exceptions.NoSuchUpload):
        s3.abort_multipart_upload(Bucket=originals(), Key=key, UploadId=multipart_id)


def delete_run(media_id: str, run_id: str) -> None:
    """Remove what one run made: the stream in both its folders, its cover and its scratch."""
    stream = f"media/{media_id}/{run_id}/"
    delete_prefix(stream)
    delete_prefix(folders.beside(stream))
    delete_prefix(f"images/{media_id}/{run_id}/")
    delete_prefix(f"work/{media_id}/{run_id}/")


def streams() -> str:
    return setting("STREAMS_BUCKET")


def originals() -> str:
    return setting("ORIGINALS_BUCKET")


def _delete_below(bucket: str, prefix: str) -> int:
    # A prefix that lost its ids would empty the bucket.
    if not re.fullmatch(r"[^/]+/[^/]+/([^/]+/)*", prefix):
        raise ValueError(f"will not delete everything below {prefix!r}")
    deleted = 0
    s3 = client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        found: list[ObjectIdentifierTypeDef] = [
            {"Key": item["Key"], "VersionId": item["VersionId"]}
            for item in page.get("Versions", [])
        ]
        found += [
            {"Key": item["Key"], "VersionId": item["VersionId"]}
            for item in page.get("DeleteMarkers", [])
        ]
        if found:
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})
            if errors := answer.get("Errors"):
                raise OSError(f"{len(errors)} objects not deleted, first {errors[0]}")
            deleted += len(found)
    return deleted
