"""Pictures that were sent and nobody looked at: an event was lost, or looking killed a worker."""

from datetime import datetime
from typing import TYPE_CHECKING

from didit360 import events
from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.log import logger
from media.data import gallery, storage
from media.data.sweeps.each import each
from media.domain.images import SENTENCES
from media.domain.sent import Sent

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectTypeDef

MOST = 500
TRIES = 3
_TRIES = "tries"


def sweep(before: datetime) -> int:
    """Have what was sent before `before` looked at again, or refuse it at last; how many."""
    found = client("s3").list_objects_v2(Bucket=gallery.inbox(), MaxKeys=MOST)
    old = [one for one in found.get("Contents", []) if one["LastModified"] <= before]
    mended, failed = each(old, _again)
    if failed:
        raise failed
    return mended


def _again(entry: "ObjectTypeDef") -> int:
    s3, bucket, key = client("s3"), gallery.inbox(), entry["Key"]
    try:
        head = s3.head_object(Bucket=bucket, Key=key)
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return 0  # looked at just now
        raise
    sent, tries = Sent.parse(key), int(head["Metadata"].get(_TRIES, "0"))
    if sent is None or tries >= TRIES:
        _refuse(sent)
        gallery.forget(key)
        return 1
    logger().warning("nobody looked at it", key=key, tries=tries)
    # A copy onto itself arrives anew, and tells of itself.
    s3.copy_object(
        Bucket=bucket,
        Key=key,
        CopySource={"Bucket": bucket, "Key": key},
        ContentType=head["ContentType"],
        Metadata={_TRIES: str(tries + 1)},
        MetadataDirective="REPLACE",
    )
    return 1


def _refuse(sent: Sent | None) -> None:
    if sent is None or gallery.record_at(sent.owner_id, sent.subject_id, sent.image_id):
        return
    storage.delete_prefix(sent.path)
    reason = {"code": "unreadable", "message": SENTENCES["unreadable"]}
    events.publish("image_failed", {**sent.about, "reason": reason, "at": rfc3339(now())})
