"""All that media holds of one thing or one person: to take it away, or to write it down."""

from collections.abc import Iterator
from typing import Any

from didit360.clients import client
from didit360.ids import is_id
from didit360.settings import setting
from media.data import ends, fingerprints, gallery, records, storage


def release(media_id: str, owner_id: str) -> int:
    """Remove every object and row of a media id; how many objects. Safe to repeat.

    Rows go first, so that a run still under way finds itself unwanted.
    """
    if not is_id(media_id, "med"):
        raise ValueError("not a media id")
    for upload in ends.release(media_id):
        if upload.multipart_id:
            storage.abort_upload(upload.object_key, upload.multipart_id)
    removed = storage.delete_originals(owner_id, media_id)
    for below in ("media", "images", "work"):
        removed += storage.delete_prefix(f"{below}/{media_id}/")
    fingerprints.release(media_id)
    return removed


def erase(person_id: str) -> None:
    """Remove all that somebody sent, and all that was made of it. Safe to repeat."""
    for media_id in media_of(person_id):
        release(media_id, person_id)
    for subject_id, image_id in gallery.of_owner(person_id):
        gallery.remove(person_id, subject_id, image_id)
    gallery.forget_owner(person_id)


def uploads_of(person_id: str) -> list[dict[str, Any]]:
    """What is kept of each file that somebody sent; the files are the API's to give."""
    return [
        {
            "media_id": row.media_id,
            "upload_id": row.upload_id,
            "kind": row.kind,
            "size": int(row.size),
            "state": str(row.state),
            "uploaded_at": row.uploaded_at,
            "published_at": row.published_at,
        }
        for media_id in media_of(person_id)
        for row in records.uploads(media_id)
    ]


def pictures_of(person_id: str, below: str) -> list[dict[str, Any]]:
    """What is known of each picture that somebody sent; its largest size is copied to `below`."""
    found = []
    for subject_id, image_id in gallery.of_owner(person_id):
        about = gallery.record_at(person_id, subject_id, image_id)
        if about is None:
            continue
        largest = about["sizes"][-1]["jpeg"]
        client("s3").copy_object(
            Bucket=setting("EXPORTS_BUCKET"),
            Key=f"{below}{image_id}.jpg",
            CopySource={"Bucket": storage.streams(), "Key": about["path"] + largest},
        )
        found.append({**about, "file": f"{image_id}.jpg"})
    return found


def media_of(person_id: str) -> Iterator[str]:
    """Media ids that files of somebody's lie under: `{person}/{media}/{upload}` is their key."""
    pages = client("s3").get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=storage.originals(), Prefix=f"{person_id}/", Delimiter="/"):
        for entry in page.get("CommonPrefixes", []):
            media_id = entry["Prefix"].split("/")[1]
            if is_id(media_id, "med"):
                yield media_id
