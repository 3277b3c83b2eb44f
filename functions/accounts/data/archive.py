"""The files of an export in S3: what the products put there, and the one archive made of it.

The archive is written while it is made: no more of it is in memory than a part of a multipart
upload and a block of one file, whatever the person has.
"""

import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from didit360 import files
from didit360.clients import client
from didit360.clock import now
from didit360.settings import setting

LINK_SECONDS = 900
_BLOCK_BYTES = 256 * 1024


def put(prefix: str, name: str, content: Any) -> str:
    """Keep one part of an export as JSON, an iterator as a list; its key."""
    key = f"{prefix}{name}.json"
    files.put_json(setting("EXPORTS_BUCKET"), key, content)
    return key


def make(prefix: str, key: str) -> int:
    """Put everything below `prefix` into one zip file at `key`; its bytes. Safe to repeat."""
    s3, bucket = client("s3"), setting("EXPORTS_BUCKET")
    with files.Upload(bucket, key, "application/zip") as upload:
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


def _keys(prefix: str) -> Iterator[str]:
    pages = (
        client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=setting("EXPORTS_BUCKET"), Prefix=prefix)
    )
    for page in pages:
        yield from (found["Key"] for found in page.get("Contents", []))
