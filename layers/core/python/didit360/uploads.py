"""Upload grants: leave to send one file of a stated size and type straight to S3.

A small file goes in one presigned POST whose policy fixes key, type and exact size; a
large one in presigned parts, each bound to its exact length. Every grant has a key of its
own, so nothing is ever overwritten. The grant's row in the media table is what makes the
object that arrives an upload: an object without a row is thrown away.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from didit360 import ids
from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.problems import Conflict, NotFound, Unprocessable
from didit360.settings import setting
from didit360.upload_forms import (
    MAX_FILE_BYTES,
    Kind,
    MultipartGrant,
    NewFile,
    Part,
    PostGrant,
    SentPart,
    UploadStatus,
)
from didit360.upload_rows import keep

MIB = 1024**2
SINGLE_POST_BYTES = 32 * MIB
"""Up to here a file is sent in one request; above, in parts that can be retried."""

PART_BYTES = 16 * MIB
PARTS_AT_ONCE = 20
MAX_PARTS = MAX_FILE_BYTES // PART_BYTES
MAX_OPEN_GRANTS = 5
GRANT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class _Upload:
    media_id: str
    upload_id: str
    owner_id: str
    key: str
    size: int
    state: str
    multipart_id: str | None

    @property
    def part_count(self) -> int:
        return -(-self.size // PART_BYTES)

    def part_bytes(self, number: int) -> int:
        return min(PART_BYTES, self.size - (number - 1) * PART_BYTES)


def grant(
    media_id: str, owner_id: str, kind: Kind, file: NewFile, *, follows: str | None = None
) -> PostGrant | MultipartGrant:
    """Let `owner_id` send one file that becomes `media_id`'s next version.

    `follows` is the owner's media that the file goes on from: the caller has checked that.
    """
    upload_id = ids.new("upl")
    key = f"{owner_id}/{media_id}/{upload_id}"
    if file.size <= SINGLE_POST_BYTES:
        keep(media_id, upload_id, owner_id, kind, key, file, follows, multipart_id=None)
        return _post_grant(upload_id, key, file)
    started = client("s3").create_multipart_upload(
        Bucket=setting("ORIGINALS_BUCKET"), Key=key, ContentType=file.content_type
    )
    # A start whose row is never written is swept by the bucket's lifecycle.
    multipart_id = started["UploadId"]
    keep(media_id, upload_id, owner_id, kind, key, file, follows, multipart_id=multipart_id)
    upload = _Upload(media_id, upload_id, owner_id, key, file.size, "granted", multipart_id)
    first = range(1, min(upload.part_count, PARTS_AT_ONCE) + 1)
    return MultipartGrant(
        upload_id=upload_id,
        part_size=PART_BYTES,
        part_count=upload.part_count,
        parts=_part_urls(upload, first),
        expires_at=_expiry(),
    )


def must_have_room(media_id: str) -> None:
    """Conflict (409) when this media has MAX_OPEN_GRANTS that no file has come for."""
    found = client("dynamodb").query(
        TableName=setting("MEDIA_TABLE"),
        KeyConditionExpression="media_id = :media",
        FilterExpression="#state = :granted",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":media": {"S": media_id}, ":granted": {"S": "granted"}},
        Select="COUNT",
        ConsistentRead=True,
    )
    if found["Count"] >= MAX_OPEN_GRANTS:
        raise Conflict(
            f"{MAX_OPEN_GRANTS} uploads of this are open: finish or abort one first.",
            code="too-many-uploads",
        )


def parts(media_id: str, upload_id: str, owner_id: str, numbers: Sequence[int]) -> list[Part]:
    """Fresh URLs for some parts. NotFound, Conflict (not open), Unprocessable (no such part)."""
    upload = _open_multipart(media_id, upload_id, owner_id)
    if any(not 1 <= number <= upload.part_count for number in numbers):
        raise Unprocessable(f"This upload has parts 1 to {upload.part_count}.", code="no-such-part")
    return _part_urls(upload, numbers)


def status(media_id: str, upload_id: str, owner_id: str) -> UploadStatus:
    """What has arrived. NotFound."""
    upload = _load(media_id, upload_id, owner_id)
    multipart = upload.multipart_id is not None
    arrived = _arrived(upload) if multipart and upload.state == "granted" else {}
    return UploadStatus(
        upload_id=upload_id,
        state=upload.state,
        size=upload.size,
        part_size=PART_BYTES if multipart else None,
        part_count=upload.part_count if multipart else None,
        parts=[SentPart(number=number, etag=etag) for number, (etag, _) in arrived.items()],
    )


def complete(media_id: str, upload_id: str, owner_id: str, sent: Sequence[SentPart]) -> None:
    """Join the parts. Unprocessable unless S3 has every part, whole, under the stated ETag."""
    upload = _open_multipart(media_id, upload_id, owner_id)
    arrived = _arrived(upload)
    named = {part.number: part.etag.strip('"') for part in sent}
    expected = {
        number: (named.get(number), upload.part_bytes(number))
        for number in range(1, upload.part_count + 1)
    }
    missing = [number for number, part in expected.items() if arrived.get(number) != part]
    if missing or len(named) != upload.part_count:
        raise Unprocessable(
            "Some parts are missing, incomplete or under another ETag.",
            code="parts-missing",
            parts=missing[:100],
        )
    client("s3").complete_multipart_upload(
        Bucket=setting("ORIGINALS_BUCKET"),
        Key=upload.key,
        UploadId=str(upload.multipart_id),
        MultipartUpload={
            "Parts": [{"PartNumber": number, "ETag": etag} for number, etag in named.items()]
        },
        IfNoneMatch="*",
    )


def abort(media_id: str, upload_id: str, owner_id: str) -> None:
    """Give the grant back: nothing of the file stays. Conflict once it is used, NotFound after."""
    upload = _load(media_id, upload_id, owner_id)
    dynamodb, s3 = client("dynamodb"), client("s3")
    try:
        dynamodb.delete_item(
            TableName=setting("MEDIA_TABLE"),
            Key={"media_id": {"S": media_id}, "upload_id": {"S": upload_id}},
            ConditionExpression="#state = :granted",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":granted": {"S": "granted"}},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        raise Conflict("The file has already arrived.", code="already-uploaded") from None
    if upload.multipart_id is not None:
        # The row went first: a file that is complete just now has none, and is thrown away; parts
        # that outlive this function are the bucket's lifecycle's to remove.
        with suppress(s3.exceptions.NoSuchUpload):
            s3.abort_multipart_upload(
                Bucket=setting("ORIGINALS_BUCKET"), Key=upload.key, UploadId=upload.multipart_id
            )


def _load(media_id: str, upload_id: str, owner_id: str) -> _Upload:
    absent = NotFound("There is no such upload.")
    if not ids.is_id(upload_id, "upl"):
        raise absent
    found = client("dynamodb").get_item(
        TableName=setting("MEDIA_TABLE"),
        Key={"media_id": {"S": media_id}, "upload_id": {"S": upload_id}},
        ConsistentRead=True,
    )
    item = found.get("Item")
    if item is None or item["owner_id"]["S"] != owner_id:
        raise absent
    return _Upload(
        media_id=media_id,
        upload_id=upload_id,
        owner_id=owner_id,
        key=item["object_key"]["S"],
        size=int(item["size"]["N"]),
        state=item["state"]["S"],
        multipart_id=item["multipart_id"]["S"] if "multipart_id" in item else None,
    )


def _open_multipart(media_id: str, upload_id: str, owner_id: str) -> _Upload:
    upload = _load(media_id, upload_id, owner_id)
    if upload.multipart_id is None:
        raise Conflict("This upload is one POST and has no parts.", code="not-multipart")
    if upload.state != "granted":
        raise Conflict("The file has already arrived.", code="already-uploaded")
    return upload


def _arrived(upload: _Upload) -> dict[int, tuple[str, int]]:
    """What S3 has: part number -> (ETag, bytes)."""
    s3 = client("s3")
    pages = s3.get_paginator("list_parts").paginate(
        Bucket=setting("ORIGINALS_BUCKET"), Key=upload.key, UploadId=str(upload.multipart_id)
    )
    try:
        return {
            part["PartNumber"]: (part["ETag"].strip('"'), part["Size"])
            for page in pages
            for part in page.get("Parts", [])
        }
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchUpload":
            raise Conflict("The file has already arrived.", code="already-uploaded") from None
        raise


def _part_urls(upload: _Upload, numbers: Iterable[int]) -> list[Part]:
    return [
        Part(
            number=number,
            size=upload.part_bytes(number),
            url=client("s3").generate_presigned_url(
                "upload_part",
                Params={
                    "Bucket": setting("ORIGINALS_BUCKET"),
                    "Key": upload.key,
                    "UploadId": str(upload.multipart_id),
                    "PartNumber": number,
                    "ContentLength": upload.part_bytes(number),
                },
                ExpiresIn=GRANT_SECONDS,
            ),
        )
        for number in numbers
    ]


def _post_grant(upload_id: str, key: str, file: NewFile) -> PostGrant:
    presigned = client("s3").generate_presigned_post(
        Bucket=setting("ORIGINALS_BUCKET"),
        Key=key,
        Fields={"Content-Type": file.content_type},
        Conditions=[
            {"Content-Type": file.content_type},
            ["content-length-range", file.size, file.size],
        ],
        ExpiresIn=GRANT_SECONDS,
    )
    return PostGrant(
        upload_id=upload_id,
        url=presigned["url"],
        fields=presigned["fields"],
        expires_at=_expiry(),
    )


def _expiry(start: datetime | None = None) -> str:
    return rfc3339((start or now()) + timedelta(seconds=GRANT_SECONDS))
