"""Pictures in S3: as they were sent (the inbox), as they are shown, and the record of each.

A picture's record is written last: with it, the picture is whole. Below the owner it says what to
remove when they leave.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from didit360.clients import client
from didit360.ids import is_id
from didit360.pictures import MAX_PICTURE_BYTES
from didit360.settings import setting
from media.data import drawing, storage
from media.domain import images
from media.domain.sent import Sent, record_of

if TYPE_CHECKING:
    from PIL.Image import Image


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
    s3 = client("s3")
    try:
        kept = s3.get_object(Bucket=storage.streams(), Key=sent.record)
    except s3.exceptions.NoSuchKey:
        return None
    found: dict[str, Any] = json.loads(kept["Body"].read())
    return found


def keep(sent: Sent, encoded: bytes) -> dict[str, Any]:
    """Draw a picture and write it: what there is to know of it. Raises images.Refused."""
    about = {"image_id": sent.image_id, **sent.about, **put(encoded, sent.purpose, sent.path)}
    body = json.dumps(about, separators=(",", ":")).encode()
    storage.put_bytes(body, sent.record, "application/json", "no-store")
    return about


def put(encoded: bytes, purpose: str, path: str) -> dict[str, Any]:
    """Draw a picture for a purpose below `path`, and say what is there. Raises images.Refused."""
    rule = images.RULES[purpose]
    return put_drawn(drawing.opened(encoded, rule), rule, path)


def put_drawn(picture: "Image", rule: images.Rule, path: str) -> dict[str, Any]:
    """The same of a picture that was decoded already."""
    sizes = []
    for size in drawing.drawn(picture, rule):
        longer = max(size.width, size.height)
        webp, jpeg = f"{longer}.webp", f"{longer}.jpg"
        storage.put_bytes(size.webp, path + webp, "image/webp")
        storage.put_bytes(size.jpeg, path + jpeg, "image/jpeg")
        about = {"width": size.width, "height": size.height, "webp": webp, "jpeg": jpeg}
        sizes.append(about)
    return {
        "path": path,
        "sizes": sizes,
        "width": sizes[-1]["width"],
        "height": sizes[-1]["height"],
        "dominant_colour": drawing.dominant(picture),
        "blurhash": drawing.hashed(picture),
    }


def remove(owner_id: str, subject_id: str, image_id: str) -> None:
    """Take a picture away, its record last, so that a repeated call finds what is left."""
    if not is_id(image_id, "img"):
        raise ValueError("not a picture's id")
    storage.delete_prefix(f"images/{image_id}/")
    storage.delete_one(record_of(owner_id, subject_id, image_id))


def of_owner(owner_id: str) -> Iterator[tuple[str, str]]:
    """Subject and id of each picture that somebody sent."""
    pages = client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=storage.streams(), Prefix=f"pictures/{owner_id}/"):
        for entry in page.get("Contents", []):
            _, _, subject_id, name = entry["Key"].split("/")
            yield subject_id, name.removesuffix(".json")


def inbox() -> str:
    return setting("PICTURES_BUCKET")
