"""Pictures in S3: as they were sent (the inbox), as they are shown, and the record of each.

A picture's record is written last: with it, the picture is whole. Below the owner it says what to
remove when they leave. (Drawing them is media.data.renderings': this knows nothing of Pillow.)
"""

import json
from collections.abc import Iterator
from typing import Any

from didit360.clients import client
from didit360.ids import is_id
from didit360.pictures import MAX_PICTURE_BYTES
from didit360.settings import setting
from media.data import storage
from media.domain import images
from media.domain.sent import Sent, record_of


def received(key: str) -> bytes | None:
    """The file that was sent; None if it is gone: taken before, or a day old."""
    s3 = client("s3")
    try:
        found = s3.get_object(Bucket=inbox(), Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    # The grant's policy held the sender to its size; this bounds what is read if it ever did not.
    return found["Body"].read(MAX_PICTURE_BYTES)


def forget(key: str) -> None:
    """The file has been looked at, and is not needed any more."""
    client("s3").delete_object(Bucket=inbox(), Key=key)


def record(sent: Sent) -> dict[str, Any] | None:
    """What was made of a picture before, if it was."""
    return record_at(sent.owner_id, sent.subject_id, sent.image_id)


def record_at(owner_id: str, subject_id: str, image_id: str) -> dict[str, Any] | None:
    s3 = client("s3")
    key = record_of(owner_id, subject_id, image_id)
    try:
        kept = s3.get_object(Bucket=storage.streams(), Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    found: dict[str, Any] = json.loads(kept["Body"].read())
    return found


def remove(owner_id: str, subject_id: str, image_id: str) -> None:
    """Take a picture away, its record last, so that a repeated call finds what is left."""
    if not is_id(image_id, "img"):
        raise ValueError("not a picture's id")
    storage.delete_prefix(f"images/{image_id}/")
    storage.delete_one(record_of(owner_id, subject_id, image_id))


def forget_owner(owner_id: str) -> None:
    """Throw away what somebody sent and nobody looked at yet."""
    pages = client("s3").get_paginator("list_objects_v2")
    for purpose in images.RULES:
        for page in pages.paginate(Bucket=inbox(), Prefix=f"{purpose}/{owner_id}/"):
            for entry in page.get("Contents", []):
                forget(entry["Key"])


def of_owner(owner_id: str) -> Iterator[tuple[str, str]]:
    """Subject and id of each picture that somebody sent."""
    pages = client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=storage.streams(), Prefix=f"pictures/{owner_id}/"):
        for entry in page.get("Contents", []):
            _, _, subject_id, name = entry["Key"].split("/")
            yield subject_id, name.removesuffix(".json")


def inbox() -> str:
    return setting("PICTURES_BUCKET")
