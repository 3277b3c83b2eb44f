"""What an edition is made of, where it cannot change: files in S3 under their own hash's name.

A file's key is its CID, it is written once (If-None-Match) and read back: what is there hashes to
its name, or it is not named. Who has the bytes can give them to IPFS under the same name.
"""

from didit360.clients import client
from didit360.settings import setting
from nfts.domain.cid import cid_of
from nfts.domain.failure import PictureGoneError

PREFIX = "ipfs/"
# The second: somebody writes the same at this moment.
_THERE = ("PreconditionFailed", "ConditionalRequestConflict")


class DamagedError(Exception):
    """What was written is not what is there."""


def keep(data: bytes, content_type: str) -> str:
    """Put a file there, unless it is; its CID. DamagedError."""
    cid, s3 = cid_of(data), client("s3")
    try:
        s3.put_object(
            Bucket=setting("CONTENT_BUCKET"),
            Key=f"{PREFIX}{cid}",
            Body=data,
            ContentType=content_type,
            IfNoneMatch="*",
        )
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in _THERE:
            raise
    if cid_of(read(cid)) != cid:
        raise DamagedError(cid)
    return cid


def read(cid: str) -> bytes:
    answer = client("s3").get_object(Bucket=setting("CONTENT_BUCKET"), Key=f"{PREFIX}{cid}")
    return answer["Body"].read()


def picture(artwork: dict[str, object]) -> bytes:
    """The largest JPEG of a published picture. PictureGoneError."""
    sizes = artwork["sizes"]
    if not isinstance(sizes, list) or not sizes:
        raise PictureGoneError("The cover has no picture.")
    largest = max(sizes, key=lambda size: int(size["width"]))
    s3 = client("s3")
    try:
        answer = s3.get_object(
            Bucket=setting("STREAMS_BUCKET"), Key=f"{artwork['path']}{largest['jpeg']}"
        )
    except s3.exceptions.NoSuchKey:
        raise PictureGoneError("The cover was replaced meanwhile: ask for it again.") from None
    return answer["Body"].read()
