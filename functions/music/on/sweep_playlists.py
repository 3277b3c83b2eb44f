"""Remove what stood in playlists that were deleted: every hour."""

from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.data import playlists


def sweep(_: Detail) -> None:
    logger().info("swept", entries=playlists.sweep())


handler = on_event(sweep)
