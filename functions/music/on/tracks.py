"""Apply what media says to the track it speaks of."""

from collections.abc import Callable

from didit360 import events
from didit360.ids import twin
from didit360.log import logger
from didit360.reactions import Detail
from music.data import catalogue
from music.domain.track import Track


def of_media(detail: Detail, step: Callable[[Track], Track]) -> Track | None:
    """The track after `step`; None if it was deleted meanwhile, and then its media is let go."""
    media_id = detail["media_id"]
    try:
        return catalogue.change(twin(media_id, "trk"), step)
    except catalogue.TrackNotFoundError:
        logger().info("media of a deleted track", media_id=media_id)
        events.publish("media_released", {"media_id": media_id, "owner_id": detail["owner_id"]})
        return None
