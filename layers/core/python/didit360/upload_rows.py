"""The row of an upload as its grant begins it, in the media table.

media_id, upload_id, product, owner_id, kind, object_key, size, content_type,
multipart_id (multipart only), state="granted", created_at, and for a grant that is never
used its end: retiring="yes", retire_at. What the owner asked for, only where they did:
normalise, av1 (true), follows (the media id that this file goes on from without a gap).
The media product takes it from there (media.data.jobs).
"""

from datetime import timedelta

from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.settings import product, setting
from didit360.upload_forms import Kind, NewFile

UNUSED_GRANT_DAYS = 7


def keep(
    media_id: str,
    upload_id: str,
    owner_id: str,
    kind: Kind,
    key: str,
    file: NewFile,
    follows: str | None,
    *,
    multipart_id: str | None,
) -> None:
    """Write the row of a grant that has just been given."""
    moment = now()
    text = {
        "media_id": media_id,
        "upload_id": upload_id,
        "product": product(),
        "owner_id": owner_id,
        "kind": kind,
        "object_key": key,
        "content_type": file.content_type,
        "state": "granted",
        "created_at": rfc3339(moment),
        "retiring": "yes",
        "retire_at": rfc3339(moment + timedelta(days=UNUSED_GRANT_DAYS)),
    }
    if multipart_id is not None:
        text["multipart_id"] = multipart_id
    if follows is not None:
        text["follows"] = follows
    asked = {"normalise": file.normalise, "av1": file.av1}
    client("dynamodb").put_item(
        TableName=setting("MEDIA_TABLE"),
        Item={
            **{name: {"S": value} for name, value in text.items()},
            **{name: {"BOOL": True} for name, wanted in asked.items() if wanted},
            "size": {"N": str(file.size)},
        },
        ConditionExpression="attribute_not_exists(media_id)",
    )
