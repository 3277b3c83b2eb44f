"""A track was deleted: every object and row of its media goes."""

from didit360.ids import is_id
from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import ends, fingerprints, storage


def media_released(detail: Detail) -> None:
    """Safe to repeat. Rows go first, so that a run still under way finds itself unwanted."""
    media_id, owner_id = detail["media_id"], detail["owner_id"]
    if not is_id(media_id, "med"):
        raise ValueError("not a media id")
    for upload in ends.release(media_id):
        if upload.multipart_id:
            storage.abort_upload(upload.object_key, upload.multipart_id)
    originals = storage.delete_originals(owner_id, media_id)
    streamed = storage.delete_prefix(f"media/{media_id}/")
    storage.delete_prefix(f"images/{media_id}/")
    storage.delete_prefix(f"work/{media_id}/")
    fingerprints.release(media_id)
    logger().info("released", media_id=media_id, originals=originals, objects=streamed)


handler = on_event(media_released)
