"""The files of an export in S3: what the products put there, and the one archive made of it.

The archive is written while it is made: no more of it is in memory than a part of a multipart
upload and a block of one file, whatever the person has.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import RawIOBase
from typing import Any

from didit360.clients import client
from didit360.clock import now
from didit360.settings import setting

LINK_SECONDS = 900
_PART_BYTES = 8 * 1024**2
"""At least 5 MiB, says S3; 10,000 of them are 78 GiB."""
_BLOCK_BYTES = 256 * 1024


def put(prefix: str, name: str, content: Any) -> str:
    """Keep one part of an export as JSON; its key."""
    key = f"{prefix}{name}.json"
    client("s3").put_object(
        Bucket=setting("EXPORTS_BUCKET"),
        Key=key,
        Body=json.dumps(content, indent=1, default=_text, ensure_ascii=False).encode(),
        ContentType="application/json",
    )
    return key


def make(prefix: str, key: str) -> int:
    """Put everything below `prefix` into one zip file at `key`; its bytes. Safe to repeat."""
    s3, bucket = client("s3"), setting("EXPORTS_BUCKET")
    with _Upload(key) as upload:
        with zipfile.ZipFile(upload, "w", zipfile.ZIP_DEFLATED) as archive:
            for source in _keys(prefix):
                body = s3.get_object(Bucket=bucket, Key=source)["Body"]
                name = zipfile.ZipInfo(source.removeprefix(prefix), now().timetuple()[:6])
                name.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(name, "w", force_zip64=True) as entry:
                    shutil.copyfileobj(body, entry, _BLOCK_BYTES)
        return upload.finish()


def link(key: str, until: datetime) -> tuple[str, datetime]:
    """Where to GET the archive, and how long: no longer than it is kept."""
    expires = min(now() + timedelta(seconds=LINK_SECONDS), until)
    url = client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": setting("EXPORTS_BUCKET"),
            "Key": key,
            "ResponseContentDisposition": 'attachment; filename="didit360.zip"',
        },
        ExpiresIn=max(1, int((expires - now()).total_seconds())),
    )
    return url, expires


def remove(prefix: str) -> None:
    """Remove every file below `prefix`, all versions. Safe to repeat."""
    s3, bucket = client("s3"), setting("EXPORTS_BUCKET")
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for found in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=found["Key"], VersionId=found["VersionId"])


class _Upload(RawIOBase):
    """A file that can only be written on, and is in S3 once it is finished."""

    def __init__(self, key: str) -> None:
        self._s3: Any = client("s3")
        where: dict[str, Any] = {"Bucket": setting("EXPORTS_BUCKET"), "Key": key}
        started = self._s3.create_multipart_upload(**where, ContentType="application/zip")
        self._where = {**where, "UploadId": started["UploadId"]}
        self._waiting = bytearray()
        self._parts: list[dict[str, Any]] = []
        self._size = 0
        self._finished = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = memoryview(data).cast("B")
        self._waiting += block
        while len(self._waiting) >= _PART_BYTES:
            self._send(_PART_BYTES)
        return len(block)

    def finish(self) -> int:
        """Join what was written; its bytes."""
        self._send(len(self._waiting))
        self._s3.complete_multipart_upload(**self._where, MultipartUpload={"Parts": self._parts})
        self._finished = True
        return self._size

    def close(self) -> None:
        if not self.closed and not self._finished:
            self._s3.abort_multipart_upload(**self._where)
        super().close()

    def _send(self, size: int) -> None:
        number = len(self._parts) + 1
        sent = self._s3.upload_part(
            **self._where, PartNumber=number, Body=bytes(self._waiting[:size])
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        self._size += size
        del self._waiting[:size]


def _keys(prefix: str) -> Iterator[str]:
    pages = (
        client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=setting("EXPORTS_BUCKET"), Prefix=prefix)
    )
    for page in pages:
        yield from (found["Key"] for found in page.get("Contents", []))


def _text(value: object) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
