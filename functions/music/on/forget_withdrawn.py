"""Every day: the search's index lets go of what was withdrawn a month ago, its id and counts."""

from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.data import search_rebuild


def forget_withdrawn(_: Detail) -> None:
    logger().info("forgotten", entries=search_rebuild.forget())


handler = on_event(forget_withdrawn)
