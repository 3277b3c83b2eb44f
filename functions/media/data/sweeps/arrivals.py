"""Originals that no row knows, of which no event told, and parts of uploads that nobody goes on."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from didit360.clients import client
from didit360.clock import rfc3339
from didit360.log import logger
from media.data import jobs, records, runs, storage
from media.data.sweeps import marks
from media.data.sweeps.each import each
from media.domain.jobs import OriginalKey, following

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import MultipartUploadTypeDef, ObjectVersionTypeDef

    from media.data.rows import UploadRow

MOST = 500
"""Object versions, and unfinished uploads, looked at in one call."""
_MARK, _PARTS_MARK = "arrivals", "abandoned"


def sweep(before: datetime) -> int:
    """Take or remove what arrived before `before` without being noticed; how many."""
    key, _, version_id = marks.get(_MARK).partition(" ")
    ask = partial(client("s3").list_object_versions, Bucket=storage.originals(), MaxKeys=MOST)
    found = ask(KeyMarker=key, VersionIdMarker=version_id) if key else ask()
    old = [one for one in found.get("Versions", []) if one["LastModified"] <= before]
    mended, failed = each(old, _mend)
    more = found["IsTruncated"]
    marks.put(_MARK, f"{found['NextKeyMarker']} {found['NextVersionIdMarker']}" if more else "")
    if failed:
        raise failed
    return mended


def _mend(version: "ObjectVersionTypeDef") -> bool:
    key, version_id = OriginalKey.parse(version["Key"]), version["VersionId"]
    if key is None:
        return False
    rows = records.uploads(key.media_id)
    if version_id in {
        known for row in rows for known in (row.object_version, row.published_version)
    }:
        return False
    row = next((row for row in rows if row.upload_id == key.upload_id), None)
    if row is not None and row.owner_id == key.owner_id and _is_news(row, version):
        logger().warning("nobody told of it", key=version["Key"])
        after = following(row.sequencer) if row.sequencer else ""
        job = jobs.accept(key, version_id, after, version["Size"])
        if job is not None:
            jobs.uploaded(job)
            runs.start(job)
    else:
        logger().warning("an original of nobody's", key=version["Key"], version_id=version_id)
        storage.delete_original(storage.originals(), version["Key"], version_id)
    return True


def _is_news(row: "UploadRow", version: "ObjectVersionTypeDef") -> bool:
    """Whether the version came after all that the row has heard of."""
    at = rfc3339(version["LastModified"])
    return version["IsLatest"] and (row.uploaded_at is None or row.uploaded_at < at)


def abandoned(before: datetime) -> int:
    """Throw away the parts of uploads, begun before `before`, that no row knows; how many."""
    key, _, upload_id = marks.get(_PARTS_MARK).partition(" ")
    ask = partial(client("s3").list_multipart_uploads, Bucket=storage.originals(), MaxUploads=MOST)
    found = ask(KeyMarker=key, UploadIdMarker=upload_id) if key else ask()
    old = [one for one in found.get("Uploads", []) if one["Initiated"] <= before]
    aborted, failed = each(old, _abort)
    more = found["IsTruncated"]
    reached = f"{found['NextKeyMarker']} {found['NextUploadIdMarker']}" if more else ""
    marks.put(_PARTS_MARK, reached)
    if failed:
        raise failed
    return aborted


def _abort(upload: "MultipartUploadTypeDef") -> bool:
    key = OriginalKey.parse(upload["Key"])
    row = records.row(key.media_id, key.upload_id) if key else None
    if row is not None and row.multipart_id == upload["UploadId"]:
        return False
    logger().warning("parts of nobody's", key=upload["Key"])
    storage.abort_upload(upload["Key"], upload["UploadId"])
    return True
