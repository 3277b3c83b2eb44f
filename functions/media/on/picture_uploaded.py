"""Somebody sent a picture: look at it, draw it anew in every size, and say that it is there."""

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import gallery, renderings
from media.domain.images import Refused
from media.domain.sent import Sent


def picture_uploaded(detail: Detail) -> None:
    """S3's "Object Created", as EventBridge gives it. Safe to repeat.

    Of two files that were sent by one grant the first that can be shown is the picture: what
    stands under its URL is cached for ever.
    """
    bucket, key = detail["bucket"]["name"], detail["object"]["key"]
    sent = Sent.parse(key)
    if bucket != gallery.inbox() or sent is None:
        logger().warning("not a picture's key", bucket=bucket, key=key[:200])
        return
    known = gallery.record(sent)
    if known is None:
        encoded = gallery.received(key)
        if encoded is None:
            logger().info("gone meanwhile", upload_id=sent.upload_id)
            return
        try:
            known = renderings.keep(sent, encoded)
        except Refused as refused:
            logger().info("refused", upload_id=sent.upload_id, why=refused.code)
            reason = {"code": refused.code, "message": str(refused)}
            about = {**sent.about, "reason": reason, "at": rfc3339(now())}
            events.publish("image_failed", about)
            gallery.forget(key)
            return
    events.publish("image_ready", {**known, "at": rfc3339(now())})
    gallery.forget(key)


handler = on_event(picture_uploaded)
