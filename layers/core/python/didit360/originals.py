"""Files that owners sent and we kept: which of them is wanted, and a link to download it.

Rows are those of didit360.uploads, as the media product has gone on with them: object_version (of
the newest file), published_version (of the one that listeners hear), state.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from didit360 import ids
from didit360.clients import client
from didit360.clock import now
from didit360.settings import setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Row = dict[str, AttributeValueTypeDef]

LINK_SECONDS = 900
"""Until when a download may begin; how long it takes does not matter."""
MOST_ROWS = 50
_WITHOUT_A_FILE = {"granted", "superseded"}
_GONE = {"404", "405", "NoSuchKey", "NoSuchVersion", "MethodNotAllowed"}


@dataclass(frozen=True, slots=True)
class Kept:
    upload_id: str
    key: str
    version: str
    size: int
    content_type: str
    """As its sender named it."""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    expires_at: datetime


def kept(media_id: str, owner_id: str, heard: str | None) -> Kept | None:
    """The very file that listeners hear (of the upload `heard`), else the newest there is."""
    found = client("dynamodb").query(
        TableName=setting("MEDIA_TABLE"),
        KeyConditionExpression="media_id = :media",
        ExpressionAttributeValues={":media": {"S": media_id}},
        ScanIndexForward=False,
        ConsistentRead=True,
        Limit=MOST_ROWS,
    )
    rows = [row for row in found["Items"] if row["owner_id"]["S"] == owner_id]
    there = (_look(row, version) for row, version in _wanted(rows, heard))
    return next((file for file in there if file), None)


def link(file: Kept, disposition: str) -> Link:
    """Where to GET the file, for a while, under the Content-Disposition given."""
    expires = now() + timedelta(seconds=LINK_SECONDS)
    url = client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": setting("ORIGINALS_BUCKET"),
            "Key": file.key,
            "VersionId": file.version,
            "ResponseContentDisposition": disposition,
        },
        ExpiresIn=LINK_SECONDS,
    )
    return Link(url, expires)


def _wanted(rows: "list[Row]", heard: str | None) -> "Iterator[tuple[Row, str]]":
    for row in rows:
        if row["upload_id"]["S"] == heard and "published_version" in row:
            yield row, row["published_version"]["S"]
    for row in rows:
        # A run that another one replaced has a row of its own, under no upload's id.
        own = ids.is_id(row["upload_id"]["S"], "upl")
        if own and row["state"]["S"] not in _WITHOUT_A_FILE and "object_version" in row:
            yield row, row["object_version"]["S"]


def _look(row: "Row", version: str) -> Kept | None:
    """The file of a row if it is still there: one that was refused is not."""
    s3, key = client("s3"), row["object_key"]["S"]
    try:
        head = s3.head_object(Bucket=setting("ORIGINALS_BUCKET"), Key=key, VersionId=version)
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return None
        raise
    return Kept(row["upload_id"]["S"], key, version, head["ContentLength"], head["ContentType"])
