"""A picture can't be shown: whoever sent it reads why."""

from collections.abc import Callable

from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.on import playlist_covers, release_pictures

TAKERS: dict[str, Callable[[Detail], None]] = {
    "playlist": playlist_covers.refuse,
    "release": release_pictures.failed,
}
"""Purpose -> who tells."""


def image_failed(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    take = TAKERS.get(detail["purpose"])
    if take is None:
        logger().info("not music's picture", purpose=detail["purpose"])
        return
    take(detail)


handler = on_event(image_failed)
