"""A track was deleted: every object and row of its media goes."""

from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import holdings


def media_released(detail: Detail) -> None:
    """Safe to repeat."""
    media_id = detail["media_id"]
    objects = holdings.release(media_id, detail["owner_id"])
    logger().info("released", media_id=media_id, objects=objects)


handler = on_event(media_released)
