"""Nobody shows a picture any more: its files and its record go."""

from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import gallery


def image_released(detail: Detail) -> None:
    """Safe to repeat."""
    gallery.remove(detail["owner_id"], detail["subject_id"], detail["image_id"])
    logger().info("released", image_id=detail["image_id"])


handler = on_event(image_released)
