"""A picture is there: whatever it was sent for shows it from now on.

One function for all of music's pictures, by what they are for. Each taker keeps the picture unless
it knows a later one, and lets go of whichever of the two is not shown.
"""

from collections.abc import Callable

from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.on import playlist_covers, release_pictures

TAKERS: dict[str, Callable[[Detail], None]] = {
    "playlist": playlist_covers.take,
    "release": release_pictures.ready,
}
"""Purpose -> who takes the picture."""


def image_ready(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    take = TAKERS.get(detail["purpose"])
    if take is None:
        logger().info("not music's picture", purpose=detail["purpose"])
        return
    take(detail)


handler = on_event(image_ready)
